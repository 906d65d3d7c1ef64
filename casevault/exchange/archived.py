"""A table in a ZIP archive, with the files that lie beside it: an export from Uwazi or Kobo, or what somebody packed by hand.

    a workbook        XLSX, XLSB and ODS are archives themselves
    import.csv        at the root: what Uwazi takes and gives
    one or more       tables by the ends of their names; the first is read, the others are named like sheets

A cell that is the name of a file beside the table makes that file belong to its row.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from casevault.errors import Code, UserProblem
from casevault.exchange import office, uwazi, zips
from casevault.exchange.sheets import MAX_UNPACKED, Row, Sheet
from casevault.exchange.untrusted import Untrusted
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from casevault.exchange.asked import Asked
    from casevault.exchange.sheets import Cell, Source

MOST_IN_MEMORY: Final = 256 << 20  # bytes of one member
TABLES: Final = frozenset(
    ("csv", "tsv", "tab", "xlsx", "xlsm", "xlsb", "xls", "ods", "json", "jsonl", "ndjson", "yaml", "yml", "xml")
)
_LONGEST: Final = 1_000  # characters of a cell that may be the name of a file
_LISTED: Final = "_attachments"
OTHERS: Final = N_("This archive holds several tables; the others can be chosen by name, like sheets.")


def recognises(untrusted: Untrusted) -> bool:
    """Say whether a file begins like an archive."""
    return untrusted.head.startswith((zips.MAGIC, zips.EMPTY))


def read(untrusted: Untrusted, asked: Asked, inner: Callable[[Untrusted, Asked], Source]) -> Source:
    """Return the table of an archive; `inner` reads what was found in it. The refusals of `zips` and of the table's reader."""
    stream = untrusted.seekable(MAX_UNPACKED)
    archive = zips.Archive(stream)
    kind = office.kind_of(archive)
    if kind:
        return office.open_office(stream, kind, sheet=asked.sheet, header_row=asked.header_row)
    if untrusted.is_inside:
        raise UserProblem(
            Code.UNSUPPORTED,
            N_("This archive holds another archive, which is not opened."),
            N_("Unpack it once with another program, and read in the table from there."),
        )
    tables = _tables(archive)
    if not tables:
        raise UserProblem(
            Code.UNSUPPORTED,
            N_("This archive holds no table that can be read in."),
            N_("Tables come as CSV, TSV, XLSX, XLS, ODS, JSON, JSON Lines, YAML or an export from Martus."),
        )
    chosen = asked.sheet if asked.sheet in tables else tables[0]
    within = replace(asked, sheet="") if asked.sheet in tables else asked
    if len(tables) > 1 and asked.sheet and asked.sheet not in tables:
        raise UserProblem(
            Code.NOT_FOUND,
            N_("This archive has no table of that name."),
            N_("Leave the name out to read the first table; the answer then names all of them."),
        )
    source = inner(Untrusted.held(_member(archive, chosen), chosen, asked.progress), within)
    if source.format in {"csv", "tsv"} and (chosen == uwazi.TABLE or uwazi.recognises_packed(source.sheet.header)):
        source = uwazi.entities(source)
    if len(tables) > 1:
        source = replace(source, sheets=tuple(tables), notes=(*source.notes, OTHERS))
    return with_files(source, {name: partial(_member, archive, name) for name in archive.members if name != chosen})


def with_files(source: Source, files: Mapping[str, Callable[[], bytes]]) -> Source:
    """Return a table whose rows name those of `files` that one of their cells names."""
    if not files:
        return source
    ends: dict[str, str] = {}
    for name in files:
        ends.setdefault(name.rpartition("/")[2], name)
    known = ends | {name: name for name in files}
    listed = {place for place, name in enumerate(source.sheet.header) if name.rpartition("/")[2].strip() == _LISTED}
    rows = _rows(source.sheet.rows, known, listed)
    return replace(source, sheet=Sheet(source.sheet.name, source.sheet.header, rows), files={**source.files, **files})


def _rows(rows: Iterator[Row], known: Mapping[str, str], listed: set[int]) -> Iterator[Row]:
    for row in rows:
        named = dict.fromkeys(row.files)
        for place, cell in enumerate(row.cells):
            texts = _listed(cell) if place in listed else [cell] if isinstance(cell, str) else cell
            for text in texts:
                if len(text) <= _LONGEST and (name := known.get(text.strip()) or known.get(text.strip().rpartition("/")[2])):
                    named[name] = None
        yield Row(row.number, row.cells, tuple(named))


def _listed(cell: Cell) -> list[str]:
    """Return the names in a cell that lists the files of an answer: as JSON, as Kobo writes it, or with spaces between."""
    names: list[str] = []
    for text in [cell] if isinstance(cell, str) else cell:
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            names += text.split()
            continue
        for entry in found if isinstance(found, list) else [found]:
            kept = (entry.get("media_file_basename") or entry.get("filename")) if isinstance(entry, dict) else entry
            if isinstance(kept, str):
                names.append(kept)
    return names


def _tables(archive: zips.Archive) -> list[str]:
    """Return the names of the tables: `import.csv` alone where it is there, else those at the root, else those deeper."""
    if uwazi.TABLE in archive.members:
        return [uwazi.TABLE]
    found = [name for name in archive.members if name.rpartition(".")[2].lower() in TABLES and "." in name]
    return [name for name in found if "/" not in name] or found


def _member(archive: zips.Archive, name: str) -> bytes:
    if archive.members[name].size > MOST_IN_MEMORY:
        raise zips.too_large()
    return archive.read(name)
