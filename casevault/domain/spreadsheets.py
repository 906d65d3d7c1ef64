"""Text in the cell of a spreadsheet: what a program that opens the file would run as a formula is made plain text."""

from __future__ import annotations

import re
from typing import Final

# The full-width forms as well: with some languages a spreadsheet takes them for the others.
FORMULA: Final = tuple("=+-@\t\r\n'\uff1d\uff0b\uff0d\uff20")
_NUMBER: Final = re.compile(r"-?\d{1,16}(?:\.\d{1,9})?", re.ASCII)


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; a plain number stays one."""
    return f"'{text}" if text.startswith(FORMULA) and not _NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """Return what was meant: the text without the apostrophe that `guarded` put before it."""
    return text.removeprefix("'")
