"""Spreadsheets are read as a person sees them, or refused with a sentence, within a bound of time and memory."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from exchange.material import found, opened, written
from hypothesis import given
from hypothesis import strategies as st
from tools import need

from casevault.errors import CaseVaultError, Code
from casevault.exchange import office
from casevault.exchange.opening import open_source
from casevault.media import child, sheet_child
from casevault.media.cells import column_names, header_at, number, shown
from casevault.media.sheets import REASONS, SheetRows, head_of, row_of
from casevault.media.viewer import command

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = """
import sys
from pathlib import Path
from casevault.exchange.opening import open_source
from held import most
before = most()
with open_source(Path(sys.argv[1])) as source:
    count = sum(1 for _ in source.sheet.rows)
print(count, most() - before)
"""
ROOT = Path(__file__).parents[2]
MANY = 85
DAY = datetime(2015, 7, 9)  # noqa: DTZ001 - a spreadsheet knows no zones


def workbook(folder: Path, fill: Callable[[Any], object], name: str = "table.xlsx", **options: object) -> Path:
    path = folder / name
    with xlsxwriter.Workbook(str(path), options) as book:
        fill(book)
    return path


def rows_of(*rows: tuple[object, ...], name: str = "Cases") -> Callable[[Any], object]:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)

    return fill


def cells(path: Path, **asked: Any) -> list[tuple[object, ...]]:
    return [row.cells for row in opened(path, **asked)[1]]


def refused(path: Path, **asked: Any) -> CaseVaultError:
    with pytest.raises(CaseVaultError) as caught:
        opened(path, **asked)
    assert caught.value.hint
    return caught.value


def test_cells_as_a_person_reads_them(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Cases")
        day, moment = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, ["name", "count", "sum", "day", "moment", "held", "gone"])
        sheet.write_row(1, 0, ["高瑜", 1.0, 0.1 + 0.2])
        sheet.write_datetime(1, 3, DAY, day)
        sheet.write_datetime(1, 4, DAY.replace(hour=14, minute=30), moment)
        sheet.write_boolean(1, 5, 1)
        sheet.write_formula(1, 6, "=NA()", None, "#N/A")
        sheet.write_formula(2, 0, '="a"&"b"', None, "ab")
        sheet.write_row(2, 1, [-0.0, 123456789012345])

    source, rows = opened(workbook(tmp_path, fill))
    assert source.format == "xlsx"
    assert rows[0].cells == ("高瑜", "1", "0.3", "2015-07-09", "2015-07-09T14:30", "TRUE", "#N/A")
    assert rows[1].cells == ("ab", "0", "123456789012345", "", "", "", "")
    assert [row.number for row in rows] == [2, 3]
    assert office.NOTES[sheet_child.NOTE_ERRORS] in source.notes


def test_titles_empty_rows_and_columns_stand_round_the_table(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write(1, 2, "Cases of the year")
        sheet.write_row(4, 2, ["name", "day", "", "name"])
        sheet.write_row(7, 2, ["Lin", "2015", "unnamed", "again"])

    source, rows = opened(workbook(tmp_path, fill))
    assert source.sheet.header == ("name", "day", "column 5", "name (2)")
    assert [(row.number, row.cells) for row in rows] == [(8, ("Lin", "2015", "unnamed", "again"))]
    assert office.NOTES[sheet_child.NOTE_ABOVE] in source.notes


def test_merged_cells_are_filled_and_said(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["group", "name", "place"])
        sheet.merge_range(1, 0, 3, 0, "defenders")
        sheet.write_column(1, 1, ["Lin", "Qiu", "Ma"])
        sheet.merge_range(1, 2, 2, 2, "Tianjin")

    source, rows = opened(workbook(tmp_path, fill))
    assert [row.cells for row in rows] == [
        ("defenders", "Lin", "Tianjin"),
        ("defenders", "Qiu", "Tianjin"),
        ("defenders", "Ma", ""),
    ]
    assert office.NOTES[sheet_child.NOTE_MERGED] in source.notes


def test_a_header_merged_over_two_rows_is_one(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        for column, name in enumerate(("a", "b", "c")):
            sheet.merge_range(0, column, 1, column, name)
        sheet.write_row(2, 0, ["1", "2", "3"])

    assert cells(workbook(tmp_path, fill)) == [("1", "2", "3")]


def test_dates_counted_from_1904(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["name", "day"])
        sheet.write(1, 0, "Lin")
        sheet.write_datetime(1, 1, DAY, book.add_format({"num_format": "yyyy-mm-dd"}))

    source, rows = opened(workbook(tmp_path, fill, date_1904=True))
    assert rows[0].cells == ("Lin", "2015-07-09")
    assert office.NOTES[sheet_child.NOTE_1904] in source.notes


@pytest.mark.parametrize("ending", ["xls", "xlsx", "xlsb"])
def test_the_same_sheet_counted_from_1904_in_each_format(ending: str) -> None:
    source, rows = opened(found("nasty", "office", "calamine", f"tests__date_1904.{ending}"))
    assert [row.cells for row in rows][:2] == [("2021-01-01", "15"), ("2021-01-02", "16")]
    assert office.NOTES[sheet_child.NOTE_1904] in source.notes


def test_the_first_shown_sheet_with_a_header_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        book.add_worksheet("Empty")
        hidden = book.add_worksheet("Old")
        hidden.write_row(0, 0, ["x", "y"])
        hidden.hide()
        book.add_worksheet("Numbers").write_row(0, 0, [1, 2])
        sheet = book.add_worksheet("Cases")
        sheet.write_row(0, 0, ["name", "day"])
        sheet.write_row(1, 0, ["Lin", "x"])

    path = workbook(tmp_path, fill)
    source, rows = opened(path)
    assert (source.sheet.name, source.sheets, len(rows)) == ("Cases", ("Empty", "Old", "Numbers", "Cases"), 1)
    assert office.HIDDEN_OTHERS in source.notes
    assert opened(path, sheet="old")[0].sheet.header == ("x", "y")
    assert opened(path, sheet="Numbers")[0].sheet.header == ("column 1", "column 2")
    assert refused(path, sheet="Nowhere").code is Code.NOT_FOUND
    assert refused(path, sheet="Empty").code is Code.INVALID_INPUT


def test_a_person_says_which_row_names_the_columns(tmp_path: Path) -> None:
    path = workbook(tmp_path, rows_of(("a", "b"), ("c", "d"), ("e", "f")))
    assert opened(path, header_row=2)[0].sheet.header == ("c", "d")
    assert cells(path, header_row=2) == [("e", "f")]
    source, rows = opened(path, header_row=0)
    assert (source.sheet.header, len(rows)) == (("column 1", "column 2"), 3)
    assert refused(path, header_row=9).code is Code.INVALID_INPUT


def test_a_csv_and_an_xlsx_of_one_table_hold_the_same() -> None:
    """The one has "NA" where the other has the error #N/A, the row numbers of R, and noise in the sixteenth digit of 17 cells."""
    csv, of_csv = opened(found("import", "chile-pinochet", "pinochet.csv"))
    xlsx, of_xlsx = opened(found("import", "chile-pinochet", "pinochet.xlsx"))
    assert (len(of_csv), xlsx.sheet.header[1:]) == (2398, csv.sheet.header)
    assert [row.number for row in of_csv] == [row.number for row in of_xlsx]
    differing = []
    for one, other in zip(of_csv, of_xlsx, strict=True):
        for left, right in zip(one.cells, other.cells[1:], strict=True):
            if left != right and (left, right) != ("NA", "#N/A"):
                differing.append((str(left), str(right)))
    assert len(differing) == 17
    assert all(abs(Decimal(left) - Decimal(right)) < Decimal("1e-12") for left, right in differing)


def test_the_whole_of_a_folder_of_odd_workbooks(tmp_path: Path) -> None:
    """Each gives rows or a sentence, in time, and lays nothing beside itself."""
    folder = found("nasty", "office", "calamine")
    files = [path for path in sorted(folder.iterdir()) if path.suffix in {".xls", ".xlsx", ".xlsm", ".xlsb", ".ods"}]
    assert len(files) > MANY
    place = tmp_path / "files"
    place.mkdir()
    read = 0
    for path in files:
        own = place / path.name
        shutil.copy(path, own)
        start = time.monotonic()
        refusal = None
        try:
            source, rows = opened(own)
            read += 1
            assert all(len(row.cells) == len(source.sheet.header) for row in rows)
        except CaseVaultError as problem:
            refusal = problem
        assert refusal is None or refusal.code in {Code.INVALID_INPUT, Code.UNSUPPORTED, Code.TOO_LARGE}
        assert refusal is None or refusal.hint.text, path.name
        assert time.monotonic() - start < 10, path.name
    assert read > 70
    assert sorted(path.name for path in place.iterdir()) == sorted(path.name for path in files)


@pytest.mark.parametrize("name", ["tests__pass_protected.xlsx", "tests__pass_protected.xlsb"])
def test_a_password_is_said(name: str) -> None:
    problem = refused(found("nasty", "office", "calamine", name))
    assert (problem.code, problem.what) == (Code.UNSUPPORTED, REASONS[sheet_child.PROTECTED][1])


def test_a_cell_at_the_end_of_the_sheet_costs_a_refusal_and_no_memory(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["name", "day"])
        sheet.write(1_048_575, 1_000, "far")

    start = time.monotonic()
    assert refused(workbook(tmp_path, fill)).code is Code.TOO_LARGE
    assert time.monotonic() - start < 10


def test_a_bomb_is_refused_by_what_it_says_and_by_what_it_is(tmp_path: Path) -> None:
    path = workbook(tmp_path, rows_of(("a", "b"), ("c", "d")))
    parts = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData>" + b" " * (200 << 20)
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    start = time.monotonic()
    assert refused(bomb).code in {Code.TOO_LARGE, Code.INVALID_INPUT}
    assert time.monotonic() - start < 10


def test_what_is_cut_short_is_refused(tmp_path: Path) -> None:
    whole = workbook(tmp_path, rows_of(("a", "b"), ("c", "d"))).read_bytes()
    for end in (10, 100, len(whole) // 2, len(whole) - 1):
        assert refused(written(tmp_path, whole[:end], "cut.xlsx")).code is Code.INVALID_INPUT


def test_a_sheet_that_nobody_reads_to_its_end_leaves_no_child(tmp_path: Path) -> None:
    path = workbook(tmp_path, rows_of(("a", "b"), *(("x" * 500, str(n)) for n in range(20_000))))
    with open_source(path) as source:
        first = next(source.sheet.rows)
        assert first.number == 2
    data = path.read_bytes()
    rows = SheetRows(len(data), lambda at, count: data[at : at + count])
    process = rows._process
    next(iter(rows))
    del rows
    assert process.wait(timeout=5) is not None


@pytest.mark.slow
def test_a_hundred_thousand_rows_stay_out_of_our_memory(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        for row in range(100_000):
            sheet.write_row(
                row, 0, [f"name {row}", "some words that repeat", str(row), "x", "y"] if row else ["a", "b", "c", "d", "e"]
            )

    path = workbook(tmp_path, fill, constant_memory=True)
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            COUNT,
            str(path),
        ],
        capture_output=True,
        check=True,
        text=True,
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
    )
    count, grown = map(int, told.stdout.split())
    assert count == 99_999
    assert grown < 16 * 1024


@pytest.mark.skipif(sys.platform != "linux", reason="strace is of Linux")
@pytest.mark.parametrize("name", ["tests__merge_cells.xls", "tests__issue_261_fixed_by_excel.xlsx", "tests__any_sheets.ods"])
def test_the_library_opens_no_file_once_it_has_the_bytes(tmp_path: Path, name: str) -> None:
    need("strace")
    data = found("nasty", "office", "calamine", name).read_bytes()
    trace = tmp_path / "trace"
    calls = "trace=file,desc,network,process,write"
    told = subprocess.run(
        ["strace", "-f", "--seccomp-bpf", "-o", str(trace), "-e", calls, *command(), "sheet", "", ""],
        input=data,
        capture_output=True,
        check=True,
    )
    assert b'"sheet"' in told.stdout
    lines = trace.read_text(errors="replace").splitlines()
    # From the moment in which no descriptor can be made any more.
    start = (
        next(at for at, line in enumerate(lines) if "RLIMIT_NOFILE" in line or "landlock_restrict_self" in line)
        if any("RLIMIT_NOFILE" in line or "landlock_restrict_self" in line for line in lines)
        else max(at for at, line in enumerate(lines) if "read(0," in line)
    )
    after = [line for line in lines[start:] if "open" in line or "creat" in line or "socket" in line or "unlink" in line]
    assert after == []
    assert not [line for line in lines if "O_WRONLY" in line or "O_RDWR" in line or "O_CREAT" in line]


def test_the_first_row_that_is_mostly_words_is_the_header() -> None:
    assert header_at([("Report",), ("name", "day", "place"), ("Lin", 1, "x")]) == 1
    assert header_at([(1, 2), ("a", "b")]) is None
    assert header_at([("#N/A",), ("#DIV/0!",)]) is None
    assert header_at([]) is None
    assert column_names([(1, "a"), (2, "a"), (4, ""), (5, "a (2)")]) == ("a", "a (2)", "column 4", "a (2) (2)")


@given(st.floats() | st.integers() | st.dates() | st.datetimes() | st.times() | st.timedeltas() | st.booleans() | st.text())
def test_every_value_has_a_text(value: Any) -> None:
    text = shown(value)
    assert isinstance(text, str)
    if isinstance(value, date) and not isinstance(value, datetime):
        assert date.fromisoformat(text) == value


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_number_keeps_fifteen_digits_and_no_exponent(value: float) -> None:
    text = number(value)
    assert "e" not in text
    assert not (("." in text) and text.endswith("0"))
    assert float(text) == pytest.approx(value, rel=1e-14, abs=1e-300)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_whatever_a_child_answers_is_a_head_or_a_refusal(untrusted: Any) -> None:
    with pytest.raises(CaseVaultError):
        head_of(untrusted)
    if isinstance(untrusted, list):
        with pytest.raises(CaseVaultError):
            row_of(untrusted, 10_000)


def test_a_child_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    data = workbook(tmp_path, rows_of(("a", "b"))).read_bytes()
    with pytest.raises(CaseVaultError) as caught:
        SheetRows(len(data), lambda at, count: data[at : at + count], seconds=0.0001)
    assert caught.value.code in {Code.UNSUPPORTED, Code.TOO_LARGE}
    with pytest.raises(CaseVaultError) as caught:
        SheetRows(child.MOST_BYTES + 1, lambda _at, _count: b"")
    assert caught.value.code is Code.TOO_LARGE


def test_in_memory_workbooks_are_read_in_this_process_too() -> None:
    """What the fuzzer calls: the same lines, without a child."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        rows_of(("a", "b"), ("c", "d"))(book)
    lines: list[bytes] = []
    sheet_child.answer(out.getvalue(), ["", ""], lines.append)
    assert lines[-2:] == [b'[2, ["c", "d"]]\n', b'{"end": 1}\n']
