"""What files are called: their kind by media type, their size, and how they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.i18n import N_
from casevault.vault.file_state import FileState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.i18n import Catalogue, Msg

STATE_WORDS: Final[Mapping[FileState, Msg]] = {
    FileState.HERE: N_("Kept"),
    FileState.MISSING: N_("Missing"),
    FileState.DAMAGED: N_("Damaged"),
    FileState.NEVER: N_("Not attached"),
    FileState.ERASED: N_("Erased"),
}
KINDS: dict[str, tuple[Msg, str]] = {
    "image": (N_("Picture"), "image"),
    "video": (N_("Film"), "file-text"),
    "audio": (N_("Sound"), "file-text"),
    "text": (N_("Text"), "file-text"),
    "message": (N_("Message"), "mail"),
}
PDF = N_("PDF")
OTHER = N_("File")
UNITS = ("B", "kB", "MB", "GB", "TB")


def kind_words(mime: str) -> tuple[Msg, str]:
    """Return what a media type is called, and its icon."""
    return (PDF, "file-text") if mime == "application/pdf" else KINDS.get(mime.partition("/")[0], (OTHER, "file-text"))


def size_words(size: int, catalogue: Catalogue) -> str:
    """Return a size in bytes as people read it in that language, in powers of a thousand."""
    amount, unit = float(size), 0
    while amount >= 999.5 and unit < len(UNITS) - 1:  # noqa: PLR2004 - what would round to a thousand goes up one unit
        amount, unit = amount / 1000, unit + 1
    return f"{catalogue.tenths(amount) if unit and amount < 10 else f'{amount:.0f}'} {UNITS[unit]}"  # noqa: PLR2004 - one digit
