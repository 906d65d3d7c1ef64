"""The real sets beside the checkout, brought in from the command line twice: the second time nothing is new."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from builders import CHEAPEST, FixedAmbient
from exchange.material import found
from lines import Line

from casevault.exchange.importing import Asked, bring_in
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from pathlib import Path

# file: format, rows, rejected, and some of the records that the suggestion makes
SETS: dict[str, tuple[str, int, int, dict[str, int]]] = {
    "cn-political-prisoners/first-150-rows.csv": ("csv", 150, 0, {"person": 150, "case": 150, "place": 93, "judgment": 140}),
    "syria-sample-ar/test__data__sample_data.csv": ("csv", 24, 0, {"person": 24, "case": 24, "detention": 24}),
    "syria-sample-ar/test__data__test_data.csv": ("csv", 22, 0, {"person": 22, "case": 22, "detention": 20}),
    "syria-sample-ar/test__data__test_data_arabic.csv": (
        "csv",
        5,
        0,
        {"person": 5, "case": 5, "detention": 5, "organisation": 5},
    ),
    "syria-sample-ar/test__data__test_data_english.csv": (
        "csv",
        5,
        0,
        {"person": 5, "case": 5, "detention": 5, "organisation": 5},
    ),
    "syria-sample-ar/test__data__test-upload.csv": ("csv", 10, 0, {"person": 10, "case": 10, "detention": 10}),
    "syria-sample-ar/test__data__test-upload-fixed.csv": ("csv", 3, 0, {"person": 3, "case": 3, "detention": 3}),
    "syria-sample-ar/public__template.csv": ("csv", 0, 0, {}),
    "syria-sample-ar/scripts__test-data.json": ("json", 10, 0, {"person": 10, "case": 10, "detention": 7, "stage": 10}),
    "capitol-cases/cases.json": ("json", 185, 0, {"person": 185, "case": 185}),
    "capitol-cases/cases.yml": ("yaml", 167, 0, {"person": 167, "case": 167, "charge": 167}),
    "capitol-cases/bckp/cases.json": ("json", 115, 0, {"person": 115, "case": 115}),
    "capitol-cases/bckp/cases.yml": ("yaml", 115, 0, {"person": 115, "case": 115}),
    "guantanamo/cia119/prisoners.json": ("json", 119, 0, {"source": 120}),
    "guantanamo/guantanabot/prisoners.json": ("json", 96, 0, {"person": 96, "case": 96}),
    "martus/SampleXmlBulletin.xml": ("martus", 1, 0, {"case": 1, "event": 1, "organisation": 1, "place": 1}),
    "martus/SampleXmlBulletinWithAttachments.xml": ("martus", 1, 0, {"case": 1, "event": 1}),
    "martus/SampleXmlTwoBulletins.xml": ("martus", 2, 0, {"case": 2, "event": 2, "organisation": 2, "place": 1}),
    "uwazi/csv/specs/test.csv": ("uwazi", 3, 0, {"case": 3}),
    "uwazi/csv/specs/arrangeThesauriTest.csv": ("uwazi", 25, 0, {"case": 25}),
    "uwazi/csv/specs/arrangeThesauriGroupErrorCase.csv": ("csv", 1, 0, {"case": 1}),
    "uwazi/csv/specs/zipData/import.csv": ("uwazi", 3, 0, {"case": 3}),
    "uwazi/csv/specs/zipData/languages/import.csv": ("uwazi", 3, 0, {"note": 7}),
    "uwazi/csv/specs/zipData/zipTest.zip": ("uwazi", 3, 0, {"case": 3}),
    "uwazi/files/specs/uploads/importcsv.csv": ("csv", 2, 0, {"case": 2}),
    "uwazi/files/specs/uploads/import.zip": ("csv", 2, 0, {"case": 2}),  # a column `title` alone is no convention
    "uwazi/thesauri/specs/uploads/import_thesauri.csv": ("csv", 2, 0, {"note": 5}),
    "uwazi/i18n/specs/test_contents/filesForDefaultTranslations/ru.csv": ("csv", 4, 0, {"note": 9}),
    "uwazi/utils/specs/zipData/test.csv": ("csv", 3, 0, {"case": 3}),
}
# what is no table, or none that is sound: the code, and a word of the sentence
NOT_SOUND: dict[str, tuple[str, str]] = {
    "martus/SampleInvalidBulletinFieldsSpecDontMatchData.xml": ("invalid_input", "does not declare"),
    "martus/SampleInvalidFieldSpecsXmlBulletin.xml": ("invalid_input", "the same choice twice"),
    "martus/SampleInvalidFieldSpecsXmlThreeBulletins.xml": ("invalid_input", "the same choice twice"),
    "uwazi/csv/specs/zipData/1.pdf": ("unsupported", "PDF"),
    "uwazi/csv/specs/zipData/att1.doc": ("invalid_input", "empty"),
    "uwazi/i18n/specs/test_contents/1/ar.csv": ("invalid_input", "empty"),
}


def of_set(name: str) -> Path:
    """Return a file by the short name it has here."""
    folder, _, rest = name.partition("/")
    within = {"martus": f"martus-client__source__org__martus__client__test__{rest}", "uwazi": f"app/api/{rest}"}.get(folder, rest)
    return found("import", folder, *within.split("/"))


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
    path = of_set(name)
    form, rows, rejected, made = SETS[name]
    tried = brought_in(line, path, "--dry-run")
    assert line.ok("list", str(line.folder), "person")["total"] == 0
    first = brought_in(line, path)
    assert (first["format"], first["rows"], len(first["rejected"])) == (form, rows, rejected)
    assert first["rows"] == first["created"] + first["updated"] + len(first["rejected"])
    assert {kind: first["records"].get(kind, 0) for kind in made} == made
    same = ("rows", "created", "updated", "records", "unmapped", "sentinels")
    assert {key: tried[key] for key in same} == {key: first[key] for key in same}
    again = brought_in(line, path)
    assert (again["created"], again["changed"], again["records"], again["batch"]) == (0, 0, {}, "")
    assert again["updated"] == len([one for one in again["duplicates"] if one["score"] == 100]) == rows - rejected


@pytest.mark.parametrize("name", NOT_SOUND)
def test_what_is_not_sound_is_refused_and_nothing_of_it_comes_in(line: Line, name: str) -> None:
    code, words = NOT_SOUND[name]
    for arguments in (("--dry-run",), ()):
        refusal = line.refused("import", str(line.folder), str(of_set(name)), *arguments)
        assert (refusal["code"], words in refusal["message"], bool(refusal["hint"])) == (code, True, True)
    assert not line.ok("list", str(line.folder), "source")["records"]


def test_a_table_without_heads_is_brought_in_from_its_first_row(line: Line, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("Lin Zhaowen,Chengdu\nAma Boateng,Kumasi\n", encoding="utf-8")
    assert brought_in(line, table, "--header-row", "0", "--dry-run")["rows"] == 2
    assert brought_in(line, table, "--header-row", "1", "--dry-run")["rows"] == 1


def test_the_files_of_an_archive_of_uwazi_come_in_once_and_read_as_they_were(line: Line, tmp_path: Path) -> None:
    path = of_set("uwazi/csv/specs/zipData/zipTest.zip")
    report = brought_in(line, path)
    assert (report["files"], report["files_missing"]) == (2, [])
    assert brought_in(line, path)["files"] == 0
    kept = {}
    for one in line.ok("list", str(line.folder), "evidence")["records"]:
        out = tmp_path / one["id"]
        line.ok("save-attachment", str(line.folder), one["id"], str(out), "--plain")
        kept[one["title"]] = out.read_bytes()
    with ZipFile(path) as archive:
        assert sorted(kept.values()) == sorted(archive.read(name) for name in ("1.pdf", "2.pdf"))
    line.ok("undo", str(line.folder), report["batch"])
    assert line.ok("list", str(line.folder), "evidence")["records"] == []


def test_the_chinese_rows_keep_every_date_and_word_as_typed_and_homonyms_stay_apart(line: Line) -> None:
    path = found("import", "cn-political-prisoners", "first-150-rows.csv")
    report = brought_in(line, path)
    assert (report["created"], report["rejected"]) == (150, [])
    assert report["noted"] == [{"column": "Date of Birth", "cells": 1, "rows": [6]}]
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    no_day = "1954-02-29"  # 1954 was no leap year: nobody is lost for it, and no other day is made of it
    people = [one["fields"] for one in line.ok("list", str(line.folder), "person")["records"]]
    wanted = Counter((row["Name"].strip(), row["Date of Birth"].replace(no_day, ""), row["Date of Death"]) for row in rows)
    assert Counter((one["display_name"], one.get("birth", ""), one.get("deceased", "")) for one in people) == wanted
    sentences = [
        sentence
        for one in line.ok("list", str(line.folder), "judgment")["records"]
        for sentence in one["fields"].get("sentences", [])
    ]
    notes = "\n".join(one["title"] for one in line.ok("list", str(line.folder), "note")["records"])
    assert line.ok("search", str(line.folder), f"Date of Birth: {no_day}")["total"] == 1
    for typed, count in Counter(row["Sentence"] for row in rows).items():
        held = sum(typed in (one.get("expected_release"), one.get("term")) for one in sentences)
        assert held == count or f"Sentence: {typed}" in notes, typed


@pytest.mark.slow
def test_pinochet_comes_in_whole(line: Line) -> None:
    report = brought_in(line, found("import", "chile-pinochet", "pinochet.csv"))
    assert (report["rows"], report["created"], report["rejected"]) == (2398, 2398, [])
    assert report["records"]["person"] == report["records"]["case"] == 2398
    assert line.ok("undo", str(line.folder))["undone"]
    assert line.ok("list", str(line.folder), "person")["total"] == 0
    assert line.ok("check", str(line.folder), "--deep")["ok"]


@pytest.mark.slow
def test_the_same_table_as_csv_and_as_xlsx_makes_equal_vaults(tmp_path: Path) -> None:
    vaults = []
    for name in ("pinochet.csv", "pinochet.xlsx"):
        (tmp_path / name).mkdir()
        vault, _ = Vault.create(
            tmp_path / name / "v",
            bytearray(b"six words are better than one"),
            profile=CHEAPEST,
            ambient=FixedAmbient(),
            synced_folder_ok=True,
        )
        with vault:
            report = bring_in(vault, Asked(found("import", "chile-pinochet", name)))
            assert (report.rows, report.created, report.rejected) == (2398, 2398, [])
            vaults.append(content(vault))
    assert vaults[0] == vaults[1]
    assert vaults[0].total() > 10_000


def content(vault: Vault) -> Counter[str]:
    """Return every record as text, with other records by what they hold, and without ids, drawn codes and the file itself."""
    named: dict[str, str] = {}
    held: Counter[str] = Counter()

    def plain(value: object) -> object:
        if isinstance(value, dict):
            return {key: plain(one) for key, one in sorted(value.items()) if key not in {"row", "code", "caseworkers"}}
        return [plain(one) for one in value] if isinstance(value, list) else named.get(str(value), value)

    for kind in ("source", "place", "person", "case", "event", "note"):
        for record in vault.records.page(vault.records.ids(kind)):
            assert record is not None
            of_file = kind == "source" or named.get(str(record.fields.get("about"))) == "source"
            text = "source" if of_file else f"{kind} {plain(dict(record.fields))}"
            named[record.id] = text if len(text) < 100 else hashlib.sha256(text.encode()).hexdigest()
            held[text] += 1
    return held
