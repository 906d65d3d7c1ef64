"""The text of a finished file, cut into pieces with the place of each: what a reader of one format hands to the leak scan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casevault.disclosure.scan_hits import Where


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of a file besides its printed words.

    `binary`: the bytes may be no text at all, so a short find in them is chance. `echo`: the raw form of what is read
    elsewhere too (operators of a page, bytes between objects), so only what is found nowhere else counts.
    """

    text: str
    where: Where
    binary: bool = False
    echo: bool = False


@dataclass(frozen=True, slots=True)
class FileText:
    """All text of a file: the printed words of each page, every other piece, and how many pictures no scan can read."""

    pages: tuple[str, ...]
    pieces: tuple[Piece, ...]
    pictures: int = 0
