"""JSON and JSON Lines: what must be read is read, what must be refused is refused, and every value has its cell."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from exchange.material import found, opened, written
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.errors import CaseVaultError, Code
from casevault.exchange import jsontext
from casevault.exchange.asked import Asked
from casevault.exchange.encoding import Encoding
from casevault.exchange.json_in import from_text
from casevault.exchange.jsontext import TextStream, whole
from casevault.exchange.jsontext import written as as_json

if TYPE_CHECKING:
    from pathlib import Path

# Sound, and without a single value: a clear refusal, too.
EMPTY = {
    *("y_array_arraysWithSpaces", "y_array_empty", "y_array_null", "y_object_empty", "y_object_simple"),
    *("y_structure_lonely_null", "y_structure_whitespace_array", "y_array_empty-string"),
}


def test_the_suite_is_read_as_it_says() -> None:
    tried = 0
    for path in sorted(found("nasty", "json", "test_parsing").iterdir()):
        try:
            opened(path)
        except CaseVaultError:
            assert path.stem[0] != "y" or path.stem in EMPTY, path.name
        else:
            assert path.stem[0] != "n", path.name
        tried += 1
    assert tried > 300
    for path in sorted(found("nasty", "json", "test_transform").glob("number_*")):
        assert str(opened(path)[1][0].cells[0]) in path.read_text()  # as written, not as a float


def test_real_files_are_read_whole() -> None:
    cases = opened(found("import", "capitol-cases", "cases.json"))
    assert (len(cases[1]), cases[0].sheet.header[:3]) == (185, ("casenumber", "name", "charges"))
    assert isinstance(cases[1][0].cells[2], tuple)
    source, rows = opened(found("import", "guantanamo", "guantanabot", "prisoners.json"))
    assert (len(rows), source.sheet.header) == (96, ("key", "tweet", "country", "time_in_gitmo"))
    assert source.above == ("time_scraped: 2015-10-19T00:07:41.250871",)
    assert len(opened(found("import", "syria-sample-ar", "scripts__test-data.json"))[1]) == 10


@pytest.mark.parametrize(
    ("text", "header", "first", "count"),
    [
        ('[{"a":1,"b":{"c":-0,"d":null}},{"b":{"d":1e400}}]', "a b.c b.d", ("1", "-0", ""), 2),
        ('{"X":{"age":3,"in":"T"},"Y":{"age":4,"in":"U"}}', "key age in", ("X", "3", "T"), 2),
        ('{"a":["x","y"],"b":[1,2]}', "a b", ("x", "1"), 2),
        ('{"a":{"0":"x","1":"y"},"b":{"0":1,"1":2}}', "a b", ("x", "1"), 2),
        ('{"columns":["a","b"],"index":[0],"data":[[1,2],[3,4]]}', "a b", ("1", "2"), 2),
        ('[["a","b"],[1,true],[2,null]]', "a b", ("1", "true"), 2),
        ('{"count":2,"results":[{"a":1},{"a":2}]}', "a", ("1",), 2),
        (
            '{"name":"X","tags":["p","q"],"born":{"on":"1955","in":"T"}}',
            "name tags born.on born.in",
            ("X", ("p", "q"), "1955", "T"),
            1,
        ),
        ('{"a":1}\n\n{"a":2}\n', "a", ("1",), 2),
        ('{"a":1}{"a":2}', "a", ("1",), 2),
        ('[{"a":"x"},5]', "a value", ("x", ""), 2),
        ('[{"a.b":1,"a":{"b":2}}]', "a.b a.b_(2)", ("1", "2"), 1),
        ('[{"c":[{"law":"105","on":1},{"law":"106"}]}]', "c.law c.on", (("105", "106"), ("1", "")), 1),
        ('[{"c":["x",{"law":[1,"é"]}]}]', "c c.law", (("x", ""), ("", '[1, "é"]')), 1),
        ('[{"a":1,"a":"2"}]', "a", (("1", "2"),), 1),
    ],
)
def test_every_shape_becomes_rows(tmp_path: Path, text: str, header: str, first: tuple[Any, ...], count: int) -> None:
    source, rows = opened(written(tmp_path, text, "x.json"))
    assert source.sheet.header == tuple(name.replace("_", " ") for name in header.split())
    assert rows[0].cells == first
    assert len(rows) == count


def test_one_object_is_one_record_in_json_lines(tmp_path: Path) -> None:
    text = '{"X":{"age":3},"Y":{"age":4}}\n'
    assert len(opened(written(tmp_path, text, "x.json"))[1]) == 2
    source, rows = opened(written(tmp_path, "\ufeff\n" + text, "x.jsonl"))
    assert (source.format, [row.number for row in rows]) == ("jsonl", [2])


def test_several_lists_are_several_tables(tmp_path: Path) -> None:
    path = written(tmp_path, '{"as_of":"2026","people":[{"n":1}],"cases":[{"c":2},{"c":3}]}', "x.json")
    source, _ = opened(path)
    assert (source.sheets, source.sheet.name, source.above) == (("people", "cases"), "people", ("as_of: 2026",))
    assert len(opened(path, sheet="cases")[1]) == 2
    with pytest.raises(CaseVaultError) as refused:
        opened(path, sheet="nothing")
    assert refused.value.code is Code.NOT_FOUND


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[{"a":1},\n{"a":NaN}]', 2),
        ('{"a":1}\n{"a":\n}\n', 3),
        ('[{"a":1}]\n]', 2),
        ('{"a": true} "x"', 1),
        ("[" * 100_000, 1),
        ('{"a":' * 5_000 + "1" + "}" * 5_000, 1),
    ],
)
def test_what_is_not_json_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(CaseVaultError) as refused:
        opened(written(tmp_path, text, "x.json"))
    assert refused.value.safe["line"] == line


@pytest.mark.parametrize(
    "text",
    [
        '["\\ud800"]',
        '{"\\udc00":1}',
        "[" + "[1]," * 40 + "1]" + "]",
        '{"a":' * 40 + "1" + "}" * 40,
        '{"a":[' + "1," * 20_000 + "1]}",
    ],
)
def test_what_no_table_can_hold_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CaseVaultError):
        opened(written(tmp_path, text, "x.json"))


def test_a_value_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsontext, "MAX_PARTS", 1_000)
    with pytest.raises(CaseVaultError) as refused:
        whole(iter(["[" + "[],"] * 2_000))
    assert refused.value.code is Code.TOO_LARGE
    with pytest.raises(CaseVaultError) as refused:
        TextStream(iter(['"' + "x" * 5_000] * 10), limit=10_000).value()
    assert refused.value.code is Code.TOO_LARGE


tree = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=40)
@given(tree, st.integers(1, 7))
def test_how_the_text_comes_changes_nothing(value: Any, size: int) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    read = whole(text[at : at + size] for at in range(0, len(text), size))
    assert json.loads(as_json(read)) == value


def leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [one for inner in value.values() for one in leaves(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in leaves(inner)]
    return [] if value is None or value == "" else [value if isinstance(value, str) else json.dumps(value)]


@settings(max_examples=40)
@given(st.lists(st.dictionaries(st.sampled_from("abc"), tree, max_size=3), min_size=1, max_size=4))
def test_no_value_is_lost(records: list[dict[str, Any]]) -> None:
    text = json.dumps(records)
    try:
        source = from_text(lambda: iter([text]), Asked(), Encoding("utf-8"))
        rows = list(source.sheet.rows)
    except CaseVaultError:
        assert not leaves(records)  # only where there is not one value
        return
    told: list[str] = []
    for row in rows:
        for cell in row.cells:
            for one in (cell,) if isinstance(cell, str) else cell:
                told += leaves(json.loads(one)) if one[:1] == "[" and one not in leaves(records) else [one] if one else []
    assert sorted(told) == sorted(leaves(records))
