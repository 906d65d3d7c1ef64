"""The icons of every desktop, drawn from resources/icons/casevault.svg by the Qt that is shipped: icons.py FOLDER."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

LARGEST_ICO: Final = 256  # of a file of Windows
SIZES: Final = (16, 22, 24, 32, 48, 64, 128, 256, 512)
MARK: Final = Path(__file__).resolve().parents[2] / "resources" / "icons" / "casevault.svg"


def main(target: Path) -> None:
    """Draw every size as FOLDER/SIZE.png, and all of them in the files that Windows and macOS ask for."""
    application = QGuiApplication([])
    drawn = QSvgRenderer(str(MARK))
    target.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        picture = QImage(size, size, QImage.Format.Format_ARGB32)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        drawn.render(painter)
        painter.end()
        picture.save(str(target / f"{size}.png"))
    del application
    largest = Image.open(target / "512.png")
    largest.save(target / "casevault.ico", sizes=[(size, size) for size in SIZES if size <= LARGEST_ICO])
    largest.save(target / "casevault.icns")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
