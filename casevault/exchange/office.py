"""Spreadsheets: XLSX, XLSM, XLSB, XLS and ODS, read by a child process that can do nothing else, one sheet of a workbook.

A workbook that also holds the form its answers were given to (XLSForm: sheets `survey` and `choices`) is read with it.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, BinaryIO, Final

from casevault import files
from casevault.errors import CaseVaultError
from casevault.exchange import forms
from casevault.exchange.sheets import Row, Sheet, Source
from casevault.i18n import N_
from casevault.media import child, sheet_child
from casevault.media.parts import OLE
from casevault.media.sheets import SheetRows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casevault.exchange.asked import Asked
    from casevault.exchange.untrusted import Untrusted
    from casevault.exchange.zips import Archive
    from casevault.i18n import Msg

MOST_BYTES: Final = child.MOST_BYTES
_KINDS: Final = (
    ("xl/workbook.bin", "xlsb"),
    ("xl/workbook.xml", "xlsx"),
    ("content.xml", "ods"),
)
NOTES: Final[dict[str, Msg]] = {
    sheet_child.NOTE_MERGED: N_("Merged cells were filled with their value."),
    sheet_child.NOTE_1904: N_("This file counts its dates from 1904; they were read so."),
    sheet_child.NOTE_NO_HEADER: N_("No row of names was found above the data, so the columns are numbered."),
    sheet_child.NOTE_ABOVE: N_("The rows above the header were left out."),
    sheet_child.NOTE_ERRORS: N_("Some cells hold an error such as #N/A instead of a value; they are read as they are shown."),
}
HIDDEN_HERE: Final = N_("This sheet is hidden in the program that made it.")
HIDDEN_OTHERS: Final = N_("Some of the other sheets are hidden in the program that made them.")


def kind_of(archive: Archive) -> str:
    """Return "xlsx", "xlsb" or "ods" for an archive that is a workbook, "" for any other."""
    if "content.xml" in archive.members and b"spreadsheet" not in _mimetype(archive):
        return ""
    return next((kind for part, kind in _KINDS if part in archive.members), "")


def _mimetype(archive: Archive) -> bytes:
    member = archive.members.get("mimetype")
    return archive.read("mimetype") if member is not None and member.size < 1_000 else b""  # noqa: PLR2004 - bytes


def is_ole(head: bytes) -> bool:
    """Say whether a file begins like an XLS, or like an XLSX that a password protects."""
    return head.startswith(OLE)


def open_office(untrusted: BinaryIO, kind: str, *, sheet: str = "", header_row: int | None = None) -> Source:
    """Return one sheet of a workbook; the refusals of `SheetRows`, here or where the file is damaged farther on.

    Without a name it is the first sheet with a header; in a workbook with a form the first that is not part of the form.
    """
    length, read = _reading(untrusted)

    def rows_of(name: str, row: int | None = None) -> SheetRows:
        return SheetRows(length, read, sheet=name, header_row=row)

    found = rows_of(sheet, header_row)
    names = [name for name, _ in found.head.sheets]
    if sheet or not forms.is_form(names):
        return _source(found, kind)
    found.close()
    form = forms.Form.read(_plain_rows(rows_of, names, "survey"), _plain_rows(rows_of, names, "choices"))
    answers = _first_beside(rows_of, [name for name in names if not forms.is_part(name)], header_row)
    if answers is None:
        raise forms.no_answers()
    return forms.submissions(_source(answers, kind), form)


def read_xls(untrusted: Untrusted, asked: Asked) -> Source:
    """Return one sheet of an XLS; an XLSX that a password protects begins like one, and is refused."""
    return open_office(untrusted.seekable(MOST_BYTES), "xls", sheet=asked.sheet, header_row=asked.header_row)


def _first_beside(rows_of: Callable[[str, int | None], SheetRows], names: list[str], header_row: int | None) -> SheetRows | None:
    for name in names[: forms.MOST_SHEETS]:
        try:
            return rows_of(name, header_row)
        except CaseVaultError:
            continue  # an empty sheet, or one with a chart alone
    return None


def _plain_rows(rows_of: Callable[[str], SheetRows], names: list[str], wanted: str) -> list[dict[str, str]]:
    """Return the rows of one sheet of the form, as {column: cell}; [] where it is empty."""
    name = next((name for name in names if name.strip().casefold() == wanted), None)
    if name is None:
        return []
    try:
        rows = rows_of(name)
        header = [column.casefold() for column in rows.head.header]
        held = [dict(zip(header, cells, strict=True)) for _, (_, cells) in zip(range(forms.MOST_LINES), rows, strict=False)]
    except CaseVaultError:
        return []
    rows.close()
    return held


def _source(rows: SheetRows, kind: str) -> Source:
    head = rows.head
    hidden = {name for name, is_hidden in head.sheets if is_hidden}
    notes = [NOTES[code] for code, _ in head.notes if code in NOTES]
    notes += [HIDDEN_HERE] * (head.sheet in hidden) + [HIDDEN_OTHERS] * bool(hidden - {head.sheet})
    sheet = Sheet(head.sheet, head.header, _rows(rows))
    return Source(kind, sheet, sheets=tuple(name for name, _ in head.sheets), notes=tuple(notes))


def _rows(rows: SheetRows) -> Iterator[Row]:
    for number, cells in rows:
        yield Row(number, cells)


def _reading(untrusted: BinaryIO) -> tuple[int, Callable[[int, int], bytes]]:
    """Return the length of a file and how it is read by whoever feeds the child, from a thread of its own."""
    one = threading.Lock()

    def read(offset: int, count: int) -> bytes:
        with one, files.refusals():
            untrusted.seek(offset)
            return untrusted.read(count)

    with files.refusals():
        return untrusted.seek(0, 2), read
