"""The real sets beside the checkout, brought in from the command line twice: the second time nothing is new."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from lines import Line
from exchange.material import found

if TYPE_CHECKING:
    from pathlib import Path

# file: rows, rejected, records of each type that the suggestion makes
SETS: dict[str, tuple[int, int, dict[str, int]]] = {
    "cn-political-prisoners/first-150-rows.csv": (150, 1, {"person": 149, "case": 149, "place": 92}),
    "syria-sample-ar/test__data__sample_data.csv": (24, 0, {"person": 24, "case": 24, "detention": 24}),
    "syria-sample-ar/test__data__test_data.csv": (22, 1, {"person": 21}),
    "syria-sample-ar/test__data__test_data_arabic.csv": (5, 0, {"person": 5, "case": 5, "detention": 5, "organisation": 5}),
    "syria-sample-ar/test__data__test-upload.csv": (10, 0, {"person": 10, "detention": 10}),
    "syria-sample-ar/public__template.csv": (0, 0, {}),
}


@pytest.fixture
def line(tmp_path: Path) -> Line:
    secret = tmp_path / "secret"
    secret.write_text("six words are better than one\n", encoding="utf-8")
    made = Line(tmp_path / "W.casevault", secret)
    made.ok("create", str(made.folder))
    return made


def brought_in(line: Line, path: Path, *arguments: str) -> dict[str, Any]:
    return line.ok("import", str(line.folder), str(path), *arguments)


@pytest.mark.parametrize("name", SETS)
def test_each_set_comes_in_once_however_often_it_is_brought(line: Line, name: str) -> None:
    path = found("import", *name.split("/"))
    rows, rejected, made = SETS[name]
    tried = brought_in(line, path, "--dry-run")
    assert line.ok("list", str(line.folder), "person")["total"] == 0
    first = brought_in(line, path)
    assert (first["rows"], len(first["rejected"])) == (rows, rejected)
    assert first["rows"] == first["created"] + first["updated"] + len(first["rejected"])
    assert {kind: first["records"].get(kind, 0) for kind in made} == made
    same = ("rows", "created", "updated", "records", "unmapped", "sentinels")
    assert {key: tried[key] for key in same} == {key: first[key] for key in same}
    again = brought_in(line, path)
    assert (again["created"], again["changed"], again["records"], again["batch"]) == (0, 0, {}, "")
    assert again["updated"] == len([one for one in again["duplicates"] if one["score"] == 100]) == rows - rejected


def test_the_chinese_rows_keep_every_date_and_word_as_typed_and_homonyms_stay_apart(line: Line) -> None:
    path = found("import", "cn-political-prisoners", "first-150-rows.csv")
    report = brought_in(line, path)
    assert [(one["row"], one["column"], one["code"]) for one in report["rejected"]] == [(6, "Date of Birth", "invalid_input")]
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["Date of Birth"] != "1954-02-29"]
    people = [one["fields"] for one in line.ok("list", str(line.folder), "person")["records"]]
    wanted = Counter((row["Name"].strip(), row["Date of Birth"], row["Date of Death"]) for row in rows)
    assert Counter((one["display_name"], one.get("birth", ""), one.get("deceased", "")) for one in people) == wanted
    sentences = [
        sentence
        for one in line.ok("list", str(line.folder), "judgment")["records"]
        for sentence in one["fields"].get("sentences", [])
    ]
    notes = "\n".join(one["title"] for one in line.ok("list", str(line.folder), "note")["records"])
    for typed, count in Counter(row["Sentence"] for row in rows).items():
        held = sum(typed in (one.get("expected_release"), one.get("term")) for one in sentences)
        assert held == count or f"Sentence: {typed}" in notes, typed


def test_pinochet_comes_in_whole(line: Line) -> None:
    report = brought_in(line, found("import", "chile-pinochet", "pinochet.csv"))
    assert (report["rows"], report["created"], report["rejected"]) == (2398, 2398, [])
    assert report["records"]["person"] == report["records"]["case"] == 2398
    assert line.ok("undo", str(line.folder))["undone"]
    assert line.ok("list", str(line.folder), "person")["total"] == 0
    assert line.ok("check", str(line.folder), "--deep")["ok"]
