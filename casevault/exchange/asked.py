"""What a person says about a file before it is read, where what the program would recognise is wrong; empty is "find out"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.progress import silent

if TYPE_CHECKING:
    from casevault.progress import Progress


@dataclass(frozen=True, slots=True)
class Asked:
    """Wishes for one file. `header_row` counts from 1 as the format counts rows; 0: there is none; None: find it."""

    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_row: int | None = None
    progress: Progress = silent
