"""YAML: text stays text, and what would run, repeat or nest without end is refused."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from exchange.material import found, opened, written

from casevault.errors import CaseVaultError, Code
from casevault.exchange import yaml_in

if TYPE_CHECKING:
    from pathlib import Path

TYPED = """\
- &x
  name: no
  time: 1:20
  code: 012
  when: 2015-03-06
  nothing: ~
  list: [a, on, 1e3]
  sub: {a: .5, b: "null"}
- <<: *x
  name: Yes
  charges:
  - {law: "105", on: 2015}
  - {law: 106}
"""
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_what_was_typed_is_what_is_read(tmp_path: Path) -> None:
    source, rows = opened(written(tmp_path, TYPED, "x.yml"))
    assert source.sheet.header == ("name", "time", "code", "when", "list", "sub.a", "sub.b", "charges.law", "charges.on")
    assert rows[0].cells == ("no", "1:20", "012", "2015-03-06", ("a", "on", "1e3"), ".5", "null", "", "")
    assert rows[1].cells[0] == "Yes"
    assert rows[1].cells[3] == "2015-03-06"
    assert rows[1].cells[-2:] == (("105", "106"), ("2015", ""))


def test_real_files_are_read_whole_and_as_their_json() -> None:
    folder = found("import", "capitol-cases", "bckp")
    by_yaml, by_json = opened(folder / "cases.yml"), opened(folder / "cases.json")
    assert by_yaml[0].sheet.header == by_json[0].sheet.header
    assert [row.cells for row in by_yaml[1]] == [row.cells for row in by_json[1]]


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "a: &a [*a]",
        "a: *never",
        'a: !!python/object/apply:os.system ["id"]',
        "a: !own x",
        "a: [1\nb: 2",
        "a: \x01",
        "[" * 50_000,
        "- " * 50_000,
        "{a: " * 50_000,
        "? " * 50_000,
        "&a " * 50_000,
        "just, some\ntext",
        "--- ~\n",
    ],
)
def test_hostile_and_broken_files_are_refused_soon(tmp_path: Path, text: str) -> None:
    begun = time.process_time()
    with pytest.raises(CaseVaultError) as refused:
        opened(written(tmp_path, text, "x.yaml"))
    assert refused.value.code in {Code.INVALID_INPUT, Code.TOO_LARGE, Code.UNSUPPORTED}
    assert time.process_time() - begun < 5


def test_documents_keys_given_twice_and_names_that_are_lists(tmp_path: Path) -> None:
    source, rows = opened(written(tmp_path, "---\na: 1\n---\na: 2\na: 3\n? [x, 1]\n: y\n", "x"))
    assert source.format == "yaml"
    assert source.sheet.header == ("a", '["x", "1"]')
    assert [(row.number, row.cells) for row in rows] == [(1, ("1", "")), (3, (("2", "3"), "y"))]
    assert len(source.notes) == 1


def test_a_long_file_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    with pytest.raises(CaseVaultError) as refused:
        opened(written(tmp_path, "- a: b\n" * 700_000, "x.yaml"))
    assert refused.value.code is Code.TOO_LARGE


@pytest.mark.slow
@pytest.mark.parametrize(("form", "text"), [("x.yml", "? a\n: b\n" * 100_000), ("x.json", '{"a":1' + ',"a":1' * 400_000 + "}")])
def test_a_key_that_is_given_again_and_again_takes_no_longer_each_time(tmp_path: Path, form: str, text: str) -> None:
    path, before = written(tmp_path, text, form), time.process_time()
    with pytest.raises(CaseVaultError) as refused:
        opened(path)
    assert refused.value.code is Code.TOO_LARGE
    assert time.process_time() - before < 20  # copied each time: hours


def test_a_long_file_of_nothing_but_small_values_is_refused_before_it_takes_a_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_in, "MAX_EVENTS", 6_000)
    with pytest.raises(CaseVaultError) as refused:
        opened(written(tmp_path, "- a: 1\n" * 10_000, "x.yml"))
    assert refused.value.code is Code.TOO_LARGE
    assert int(str(refused.value.safe["line"])) < 2_000
