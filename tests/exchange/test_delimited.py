"""CSV and its relatives: what is recognised, what is kept, and what is refused with its line."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import TYPE_CHECKING

import pytest
from exchange.material import found, opened, written
from hypothesis import given
from hypothesis import strategies as st

from casevault.errors import CaseVaultError, Code
from casevault.exchange import gzipped
from casevault.exchange.headers import column_names
from casevault.exchange.textlines import split_lines

if TYPE_CHECKING:
    from pathlib import Path

# The expectation of the first two is not what their file holds; a blank line, in the third, is no record.
OTHERWISE = {"location_coordinates", "newlines_crlf", "empty-one-column"}
# Refused because a quotation mark stands alone, empty, or nothing but blank lines.
REFUSED = {"bad-missing-quote", "bad-quotes-with-unescaped-quote", "bad-header-no-header", "all-empty"}


@pytest.mark.parametrize("suite", ["csv-spectrum/csvs", "csv-test-data/csv"])
def test_the_suites_are_read_as_they_say(suite: str) -> None:
    tried = 0
    for path in sorted(found("nasty", "csv", *suite.split("/")).iterdir()):
        expected = path.parent.parent / "json" / f"{path.stem}.json"
        if path.stem in REFUSED:
            with pytest.raises(CaseVaultError):
                opened(path)
            continue
        source, rows = opened(path)
        if not expected.exists() or path.stem in OTHERWISE:
            continue
        wanted = json.loads(expected.read_text(encoding="utf-8"))
        got = [list(source.sheet.header), *(list(row.cells) for row in rows)]
        if wanted and isinstance(wanted[0], dict):
            wanted = [list(wanted[0]), *(list(row.values()) for row in wanted)]
        assert wanted in (got, []), path.name
        tried += 1
    assert tried >= 10


@pytest.mark.parametrize(
    ("text", "delimiter", "cells"),
    [
        ("a;b;c\n1,5;2,5;x\n", ";", ("1,5", "2,5", "x")),
        ("a\tb\n1, 2, 3\t4\n", "\t", ("1, 2, 3", "4")),
        ("a|b\r\n1|2\r\n", "|", ("1", "2")),
        ("اسم،مدينة،تاريخ\nمحمد،حلب،2012\n", "،", ("محمد", "حلب", "2012")),
        ("姓名,地点\n某人,甲、乙,丙\n", ",", ("某人", "甲、乙", "丙")),
        ("sep=;\na;b,c\n1;2,3\n", ";", ("1", "2,3")),
        ('a, b\n1, "x, y"\n', ",", ("1", "x, y")),
        ("a,b\r1,2\r3,4\r", ",", ("1", "2")),
        ("only\none\n", "", ("one",)),
    ],
)
def test_what_sets_the_cells_apart_is_found(tmp_path: Path, text: str, delimiter: str, cells: tuple[str, ...]) -> None:
    source, rows = opened(written(tmp_path, text))
    assert source.delimiter == delimiter
    assert rows[0].cells == cells


def test_what_a_person_says_goes_before_what_is_found(tmp_path: Path) -> None:
    path = written(tmp_path, "a;b,c\n1;2,3\n")
    assert opened(path, delimiter="comma")[1][0].cells == ("1;2", "3")
    assert opened(path, delimiter=";", header_row=0)[0].sheet.header == ("column 1", "column 2")
    assert len(opened(path, header_row=0)[1]) == 2
    for wrong in ('"', ";;", "\n"):
        with pytest.raises(CaseVaultError):
            opened(path, delimiter=wrong)
    with pytest.raises(CaseVaultError):
        opened(path, header_row=7)


def test_titles_above_the_header_are_shown_and_no_rows(tmp_path: Path) -> None:
    text = "Detained in 2015,,\n\nlist of the office\nname,place,since\nX,Y,2015\n\n,,\nZ,,2016,extra\nW\n"
    source, rows = opened(written(tmp_path, text))
    assert source.header_row == 4
    assert source.above == ("Detained in 2015", "list of the office")
    assert source.sheet.header == ("name", "place", "since", "column 4")
    assert [(row.number, row.cells) for row in rows] == [
        (5, ("X", "Y", "2015", "")),
        (8, ("Z", "", "2016", "extra")),
        (9, ("W", "", "", "")),
    ]
    assert len(source.notes) == 3


def test_rows_are_counted_by_the_line_they_begin_in(tmp_path: Path) -> None:
    _, rows = opened(written(tmp_path, 'a,b\n1,"x\r\ny"\n2,z\n'))
    assert [(row.number, row.cells[1]) for row in rows] == [(2, "x\r\ny"), (4, "z")]


@pytest.mark.parametrize(
    ("text", "line"),
    [('a,b\n1,2\n3,"x\n4,5\n', 3), ('a,b\n1,"x" y\n', 2), ("a,b\n1,2\n3,\0\n", 3), ("a,b\n1," + "x" * 1_000_001, 2)],
)
def test_what_cannot_be_told_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(CaseVaultError) as refused:
        opened(written(tmp_path, text))
    assert refused.value.safe["line"] == line


def test_a_line_without_end_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(CaseVaultError) as refused:
        list(split_lines("x" * 100_000 for _ in range(1_000_000)))
    assert refused.value.code is Code.TOO_LARGE


def test_too_many_cells_in_a_row(tmp_path: Path) -> None:
    assert opened(written(tmp_path, "a,b" + "," * 5_000 + "\n1,2\n"))[0].sheet.header == ("a", "b")
    with pytest.raises(CaseVaultError) as refused:
        opened(written(tmp_path, "a,b\n1,2" + ",3" * 5_000))
    assert refused.value.code is Code.TOO_LARGE


def test_names_of_columns_are_each_there_once() -> None:
    names = column_names(["a", "", "a", "a (2)", "a", "b\n b"], 7)
    assert names == ("a", "column 2", "a (3)", "a (2)", "a (4)", "b b", "column 7")
    assert column_names(["column 2", ""], 2) == ("column 2", "column 2 (2)")


cell = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=12)
FULL = st.lists(st.lists(cell, min_size=3, max_size=3), min_size=1, max_size=6)


@given(FULL, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["\n", "\r\n"]))
def test_what_was_written_is_read_again(rows: list[list[str]], delimiter: str, end: str) -> None:
    from casevault.exchange.delimited import records  # noqa: PLC0415 - beside its only use
    from casevault.exchange.dialects import Dialect  # noqa: PLC0415 - same

    made = io.StringIO()
    csv.writer(made, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    text = made.getvalue()
    pieces = (text[at : at + 3] for at in range(0, len(text), 3))
    assert [cells for _, cells in records(pieces, Dialect(delimiter))] == rows


@given(st.text(alphabet="ab\r\n\x0b\u2028", max_size=30), st.integers(1, 5))
def test_lines_do_not_depend_on_how_the_text_comes(text: str, size: int) -> None:
    lines = list(split_lines(text[at : at + size] for at in range(0, len(text), size)))
    assert "".join(lines) == text
    assert lines == io.StringIO(text, newline="").readlines()


def test_gzip_is_unpacked_and_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = b"a,b\n" + b"1,2\n" * 100_000
    packed = gzip.compress(table)
    assert len(opened(written(tmp_path, packed, "t.csv.gz"))[1]) == 100_000
    two = gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n") + bytes(700)
    assert [row.cells for row in opened(written(tmp_path, two, "t"))[1]] == [("1", "2"), ("3", "4")]
    for broken in (packed[:-9], packed[:200], packed + b"more", packed[:-8] + bytes(8), gzip.compress(packed)):
        with pytest.raises(CaseVaultError):
            opened(written(tmp_path, broken, "t.csv.gz"))
    monkeypatch.setattr(gzipped, "ALWAYS_ALLOWED", 1 << 20)
    bomb = gzip.compress(b"a" * (1 << 24))
    with pytest.raises(CaseVaultError) as refused:
        opened(written(tmp_path, bomb, "bomb.csv.gz"))
    assert refused.value.code is Code.TOO_LARGE


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7 x", b"\x89PNG\r\n\x1a\n", b"SQLite format 3\0", b"PK\x05\x06", b"\n\n", b" <?xml ?><a/>"]
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(CaseVaultError):
        opened(written(tmp_path, content))


def test_a_name_of_a_table_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseVaultError) as refused:
        opened(written(tmp_path, "a,b\n1,2\n"), sheet="People")
    assert refused.value.code is Code.NOT_FOUND


def test_real_tables_are_read_whole() -> None:
    source, rows = opened(found("import", "chile-pinochet", "pinochet.csv"))
    assert (len(rows), len(source.sheet.header), source.encoding, source.delimiter) == (2398, 59, "utf-8", ",")
    assert len(opened(found("import", "cn-political-prisoners", "first-150-rows.csv"))[1]) == 150
