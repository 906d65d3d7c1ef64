"""What sets the cells of a text apart, told by which sign the first rows agree on."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from itertools import islice
from typing import Final

from casevault.errors import Code, UserProblem
from casevault.exchange.textlines import LINE
from casevault.i18n import N_

DELIMITERS: Final = (",", ";", "\t", "|", "\u060c", "\u061b", "\uff0c", "\uff1b")  # the last four: Arabic and full-width
SAMPLE: Final = 1 << 18  # characters by which the delimiter is told
ROWS: Final = 300  # of the sample
LEAST: Final = 0.4  # share of rows that agree, for a sign that sets cells apart
NO_CELLS: Final = "\x1f"  # stands in no text: what the reader is given where there is one column
SEP: Final = re.compile(r"\ufeff?\"?sep=([^\"\0\r\n])\"?\r?\n?", re.IGNORECASE)  # how a spreadsheet is told the delimiter
NAMED: Final = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|"}
_NO_DELIMITER: Final = frozenset('"\r\n\0')
_SPACE_QUOTE: Final = re.compile(r'[,;\t|] +"')


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the cells of a file are set apart: the delimiter ("" where there is one column), and spaces before quotation marks."""

    delimiter: str
    spaced: bool = False


def asked_for(delimiter: str) -> str:
    """Return the sign a person named, by itself or in words; INVALID_INPUT for what cannot set cells apart."""
    sign = NAMED.get(delimiter.strip().lower(), delimiter)
    if len(sign) != 1 or sign in _NO_DELIMITER:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("One sign sets the cells apart, and no quotation mark or line end can."),
            N_("Write the sign itself, or one of: {signs}."),
            signs=", ".join(name for name in NAMED if name.isalpha()),
        )
    return sign


def sniffed(sample: str) -> Dialect:
    """Return the dialect under which the first rows agree best on how many cells they have; one column where none does."""
    tried = [Dialect(sign, spaced) for sign in DELIMITERS if sign in sample for spaced in (False, True)]
    if not _SPACE_QUOTE.search(sample):
        tried = [dialect for dialect in tried if not dialect.spaced]
    best, highest = Dialect(""), 0.0
    for dialect in tried:
        worth = _agreement(sample, dialect)
        if worth > highest * 1.02:  # the earlier ones are the more usual ones
            best, highest = dialect, worth
    return best


def _agreement(sample: str, dialect: Dialect) -> float:
    """Return how well a dialect fits: the share of rows of the usual width, a little for more cells; 0 where it parts none."""
    reader = csv.reader(iter(LINE.findall(sample)), delimiter=dialect.delimiter, skipinitialspace=dialect.spaced, strict=True)
    widths: list[int] = []
    clean = True
    try:
        widths.extend(len(cells) for cells in islice(reader, ROWS) if any(cells))
    except csv.Error:
        clean = len(sample) >= SAMPLE and len(widths) > 1  # the sample may end inside a cell
    if not widths:
        return 0.0
    usual = max(set(widths), key=lambda width: (widths.count(width) * (width > 1), width))
    if usual == 1:
        return 0.0
    share = widths.count(usual) / len(widths)
    if share < LEAST:
        return 0.0  # commas in prose, under the name of its one column
    return share * (1 + min(usual, 20) / 100) * (1.0 if clean else 0.5)
