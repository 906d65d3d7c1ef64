"""The pictures of the handbook: which screens, and how small, so that the program and the repository stay light."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WIDTH: Final = 1000  # pixels
COLOURS: Final = 256  # of a palette: flat tones and text need no more
# The name of a screen on the walk, and what it is called in the handbook.
IN_BOOK: Final[Mapping[str, str]] = {
    "page-today": "today",
    "case-chronology": "case",
    "case-detention": "limits",
    "log-read": "log",
    "disclose-3": "preview",
    "court-stamped": "courtroom",
    "evidence-redact": "redacting",
    "page-duplicates": "duplicates",
    "import-2": "columns",
}


def bind(taken: Path, pictures: Path) -> None:
    """Write the pictures of the handbook into `pictures` from those in `taken`."""
    pictures.mkdir(parents=True, exist_ok=True)
    for screen, name in IN_BOOK.items():
        with Image.open(taken / f"{screen}.png") as whole:
            shown = whole.convert("RGB")
            if shown.width > WIDTH:
                shown = shown.resize((WIDTH, round(shown.height * WIDTH / shown.width)), Image.Resampling.LANCZOS)
            few = shown.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
            few.save(pictures / f"{name}.png", optimize=True)
