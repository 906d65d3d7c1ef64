"""A document as a workbook: the words on the first sheet, then a sheet for each table, its head row fixed in place.

Every cell is written as text, never as a formula, a number or a link. Nothing is written to a disk on the way.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from casevault.disclosure.render.docx import UNPRINTABLE
from casevault.disclosure.render.rows import sections, text_of
from casevault.disclosure.render.script_runs import is_right_to_left
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from casevault.disclosure.document import Document
    from casevault.disclosure.render.rows import Cells, Section

MOST_CELL = 32_767  # characters (UTF-16 units) of a cell
MOST_ROWS = 1_048_576
_MOST_MARGIN = 255  # characters of a page's header or footer, its codes included
_LONGEST_NAME = 24  # of a sheet: 31 less a number
_NOT_IN_A_NAME = str.maketrans("", "", "[]:*?/\\'")
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ug", "ur"})
_PAGE_WIDTH = 96  # characters over all columns of a sheet
_COLUMN = 24
_WORDS = (34, 62)  # widths of the sheet of words
_FIRST = "1"


def render_xlsx(document: Document) -> bytes:
    """Return `document` as a workbook; equal ones give equal bytes. Raises OUTPUT_INCOMPLETE where a cell cannot hold a text."""
    sink = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    import xlsxwriter  # noqa: PLC0415 - six megabytes that nobody pays who writes no table

    book = xlsxwriter.Workbook(sink, options)
    book.set_properties({"title": text_of(document.title), "created": _day(document.created_day)})
    found = list(sections(document))
    words = [row for section in found if not section.table for row in (*section.rows, ())][:-1]
    looks = {
        (head, turned): book.add_format(
            {"text_wrap": True, "valign": "top", "bold": head} | ({"reading_order": 2, "align": "right"} if turned else {})
        )
        for head in (False, True)
        for turned in (False, True)
    }
    numbered: list[tuple[str, tuple[Cells, ...], tuple[int, ...], bool]] = [(_FIRST, tuple(words), _WORDS, False)]
    for number, section in enumerate((section for section in found if section.table), start=2):
        name = section.name.translate(_NOT_IN_A_NAME).strip()[:_LONGEST_NAME].strip()
        numbered.append((f"{number} {name}".strip(), section.rows, _widths(section), True))
    for name, rows, widths, table in numbered:
        sheet = book.add_worksheet(name)
        if document.lang.split("-")[0].lower() in _RIGHT_TO_LEFT:
            sheet.right_to_left()
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        _write(sheet, rows, looks, table=table)
        _margins(sheet, document)
    book.close()
    return sink.getvalue()


def _write(sheet: Worksheet, rows: Sequence[Cells], looks: Mapping[tuple[bool, bool], Format], *, table: bool) -> None:
    if len(rows) > MOST_ROWS:
        raise _too_much()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if len(cell.encode("utf-16-le", "replace")) // 2 > MOST_CELL:
                raise _too_much()
            if cell:
                sheet.write_string(number, column, UNPRINTABLE.sub("\ufffd", cell), looks[number == 0, is_right_to_left(cell)])
    if table:
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(len(rows) - 1, 0), max(len(rows[0]) - 1, 0))


def _margins(sheet: Worksheet, document: Document) -> None:
    """Set up the printed page: landscape, one wide, the label on each; a text too long for a margin stands in its cells only."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    header = f"&L{_plain(text_of(document.header))}&R{_plain(document.label)}"
    footer = f"&L{_plain(text_of(document.footer))}&R&P / &N"
    sheet.set_header(header if len(header) <= _MOST_MARGIN else f"&R{_plain(document.label)}")
    sheet.set_footer(footer if len(footer) <= _MOST_MARGIN else "&R&P / &N")


def _plain(text: str) -> str:
    """Return text for a margin of the page, where `&` begins a code."""
    return text.replace("&", "&&")


def _widths(section: Section) -> tuple[int, ...]:
    columns = len(section.rows[0])
    if len(section.widths) != columns:
        return (_COLUMN,) * columns
    return tuple(max(10, _PAGE_WIDTH * width // sum(section.widths)) for width in section.widths)


def _day(iso_day: str) -> datetime:
    """Return the day of the document; where it has none, the first that the format knows, never that of the clock."""
    try:
        return datetime.fromisoformat(iso_day).replace(tzinfo=UTC)
    except ValueError:
        return datetime(1980, 1, 1, tzinfo=UTC)


def _too_much() -> UserProblem:
    return UserProblem(
        Code.OUTPUT_INCOMPLETE,
        N_("A text of this document is too long for the cell of a spreadsheet. Nothing was written."),
        N_("Choose the format pdf or docx, which have no such limit."),
    )
