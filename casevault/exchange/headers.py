"""The row with the names of the columns: where it stands, and what each column is called. For every format that has rows.

What is found is an offer: the person sees the row, and can name another one or say that there is none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

LOOKED_AT: Final = 60  # rows among which the header is looked for
_VALUE: Final = re.compile(r"[-+]?[\d.,:/ %-]*\d[\d.,:/ %-]*|https?://\S+|\S+@\S+\.\S+")  # a number, a date, an address
_LONGEST: Final = 200  # characters that a name of a column has at most; what is longer is prose


def column_names(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """Return `width` names, each once: as written, the same again with " (2)", an empty or absent one as "column 3"."""
    given = [" ".join(cell.split()) for cell in cells[:width]]
    given += [""] * (width - len(given))
    taken = set(given)
    names: list[str] = []
    used: set[str] = set()
    # What the file calls "a (2)" itself stays that: made names go round it.
    for place, name in enumerate(given, 1):
        wanted = base = name or f"column {place}"
        number = 1
        while wanted in used or (wanted != name and wanted in taken):
            number += 1
            wanted = f"{base} ({number})"
        used.add(wanted)
        names.append(wanted)
    return tuple(names)


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Return the index of the header among the first rows of a sheet (0 where nothing tells), passing titles and blank lines.

    A title stands alone in its row, or beside one or two others, above rows that are wider.
    """
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    widths = sorted((count for count in filled if count), reverse=True)
    if not widths:
        return 0
    usual = widths[len(widths) // 4]  # not the middle: many rows may be half empty
    enough = max(2, (usual + 1) // 2) if usual > 1 else 1
    candidates = [index for index, count in enumerate(filled) if count >= enough]
    best = candidates[0]
    if looks_like_data(rows[best]):
        # A row of names below a line of figures ("as of", "2020") is the header; data alone has none, and the first row stays.
        for index in candidates[1:4]:
            if filled[index] > filled[best] and not looks_like_data(rows[index]):
                return index
    return best


def looks_like_data(cells: Sequence[str]) -> bool:
    """Say whether a row reads like values: a number, a date, an address or a long text, the same twice, or much left empty."""
    told = [cell.strip() for cell in cells if cell.strip()]
    values = sum(1 for cell in told if len(cell) > _LONGEST or _VALUE.fullmatch(cell))
    return not told or values * 3 > len(told)
