"""A document as a workbook: the words on the first sheet, then a sheet for each table, its head row fixed in place.

Every cell is written as text, never as a formula, a number or a link. Nothing is written to a disk on the way.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

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
_PAGE_WIDTH = 124  # characters over all columns of a sheet
_COLUMN = 24
_WORDS = (30, 94)  # widths of the sheet of words
# A row says how high it is: LibreOffice draws one that does not as a single line, with what is below it on top of the rest.
_LINE, _TALL_LINE, _HIGHEST = 15.0, 22.0, 409.0  # points: of a line, of one in a script that stacks its letters, of any row
_LETTER = 1.1  # widths of a digit, by which columns are counted: fonts that stand in for the usual one are wider
_STACKED = range(0x0F00, 0x1000)  # Tibetan
_FIRST = "1"
_LOOK: dict[str, object] = {"text_wrap": True, "valign": "top"}
_TURNED: tuple[dict[str, object], ...] = ({}, {"reading_order": 2, "align": "right"})
_RULE: tuple[dict[str, object], ...] = ({}, {"bottom": 1, "bottom_color": "#C9D1D6"})  # below each row of a table


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
        (head, turned, ruled): book.add_format(_LOOK | _TURNED[turned] | _RULE[ruled] | {"bold": head})
        for head in (False, True)
        for turned in (False, True)
        for ruled in (False, True)
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
        _write(sheet, rows, widths, looks, title=None if table else text_of(document.title))
        _margins(sheet, document)
    book.close()
    return sink.getvalue()


def _write(
    sheet: Worksheet,
    rows: Sequence[Cells],
    widths: Sequence[int],
    looks: Mapping[tuple[bool, bool, bool], Format],
    title: str | None,
) -> None:
    """Write a table, whose head is strong and whose rows are ruled, or, with a `title`, the words, in which that is strong."""
    if len(rows) > MOST_ROWS:
        raise _too_much()
    table = title is None
    for number, row in enumerate(rows):
        strong = number == 0 if table else row[:1] == (title,)
        alone = not table and sum(map(bool, row)) == 1 and bool(row[0])  # a sentence: it has the room of all columns
        if alone:
            sheet.merge_range(number, 0, number, len(widths) - 1, "", looks[strong, is_right_to_left(row[0]), False])
        for column, cell in enumerate(row):
            if len(cell.encode("utf-16-le", "replace")) // 2 > MOST_CELL:
                raise _too_much()
            look = looks[strong, is_right_to_left(cell), table]
            if cell:
                sheet.write_string(number, column, UNPRINTABLE.sub("\ufffd", cell), look)
            elif table:
                sheet.write_blank(number, column, None, look)
        room = (sum(widths),) if alone else widths
        sheet.set_row(number, max((_height(cell, width) for cell, width in zip(row, room, strict=False)), default=_LINE))
    if table:
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(len(rows) - 1, 0), max(len(rows[0]) - 1, 0))


def _height(text: str, width: int) -> float:
    """Return how many points high a cell is that shows all of `text`, wrapped at `width` digits; too high before too low."""
    lines = 0
    for line in text.splitlines():
        at, lines = 0.0, lines + 1
        for word in line.split(" "):
            long = sum(2 if east_asian_width(letter) in "WF" else _LETTER for letter in word)
            if at and at + long > width:
                at, lines = 0.0, lines + 1
            lines += int(at + long) // (width + 1)  # a word, or a sentence without blanks, that fills lines by itself
            at = (at + long) % (width + 1) + _LETTER
    stacked = any(ord(letter) in _STACKED for letter in text)
    return min(_HIGHEST, max(1, lines) * (_TALL_LINE if stacked else _LINE))


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
