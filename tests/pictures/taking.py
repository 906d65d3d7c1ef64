"""Taking the pictures of one look: each screen of the walk as a file, a sheet with all of them, a list of what is cut."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pictures import material
from pictures.looks import LOOKS
from pictures.stage import Stage
from pictures.unfit import Cuts
from pictures.walk import WALKS, walk
from PIL import Image, ImageDraw
from PySide6.QtWidgets import QApplication

from casevault.ui.application import make_application
from casevault.ui.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

SMALL, ACROSS, DOWN, WORDS = (480, 320), 4, 4, 18  # pixels of a picture on a sheet, how many, and its name below


def take(folder: Path, look: str, only: frozenset[str]) -> None:
    """Walk in one look and write what is seen into a folder of its own; `only` parts or pictures whose names begin so."""
    wanted = LOOKS[look]
    make_application(sys.argv[:1], Settings(language=wanted.language))
    work = folder / "work" / look
    (work / "made").mkdir(parents=True)
    ids = material.make(work / "made")
    target = folder / look
    target.mkdir(parents=True, exist_ok=True)
    cuts, taken = Cuts(), []
    stage = Stage(work / "made", work / "used", ids, wanted)
    parts = [part for part in WALKS if not only or any(word.split("-")[0] == part for word in only)]
    for name, widget in walk(stage, parts):
        if not only or any(name.startswith(word) for word in only):
            taken.append(_save(widget, target / f"{name}.png"))
            cuts.look(name, widget)
    stage.close()
    (target / "cut.txt").write_text(cuts.said(), encoding="utf-8")
    _sheets(taken, folder, look)
    print(f"{look}: {len(taken)} pictures in {target}")


def _save(widget: QWidget, path: Path) -> Path:
    for _again in range(2):  # what finds its height only when it was laid out is laid out once more
        QApplication.processEvents()
    widget.grab().save(str(path))
    return path


def _sheets(taken: list[Path], folder: Path, look: str) -> None:
    room = SMALL[0], SMALL[1] + WORDS
    for first in range(0, len(taken), ACROSS * DOWN):
        sheet = Image.new("RGB", (ACROSS * room[0], DOWN * room[1]), "white")
        pen = ImageDraw.Draw(sheet)
        for number, path in enumerate(taken[first : first + ACROSS * DOWN]):
            x, y = number % ACROSS * room[0], number // ACROSS * room[1]
            with Image.open(path) as whole:
                small = whole.convert("RGB")
                small.thumbnail((SMALL[0] - 4, SMALL[1] - 4))
                sheet.paste(small, (x + 2, y + WORDS))
            pen.text((x + 4, y + 2), path.stem, fill="black")
        sheet.save(folder / f"sheet-{look}-{first // (ACROSS * DOWN) + 1}.png")
