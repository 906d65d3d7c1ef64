"""Bringing in a table: nothing lost, nothing twice, nothing overwritten that a person said."""

from __future__ import annotations

import tracemalloc
import zipfile
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from builders import CHEAPEST, FixedAmbient
from erasing_aid import erase
from exchange.material import written

from casevault.domain.reading import rows_of
from casevault.errors import Code, UserProblem
from casevault.exchange import mapping as mappings
from casevault.exchange.importing import Asked, bring_in, look
from casevault.exchange.mapping import Column, Mapping, RecordRule, Target
from casevault.i18n import Catalogue
from casevault.progress import Cancelled
from casevault.vault import bulk, undoing
from casevault.vault.check import check, rebuild
from casevault.vault.erasing import Target as Erased
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casevault.domain.record import Record
    from casevault.exchange.reporting import Report

MAPPING = """
casevault_mapping = 1
name = "table"
[sentinels]
"NA" = "missing"
[records.person]
type = "person"
key = ["nr"]
[records.case]
type = "case"
always = true
set = { title = "About {name}", "persons.person" = "@person", "persons.role" = "defender" }
[records.place]
type = "place"
shared = true
[columns."name"]
to = ["person.display_name"]
[columns."born"]
to = ["person.birth"]
[columns."town"]
to = ["place.name"]
[columns."also"]
to = ["person.aliases.value"]
split = [";"]
[columns."tongues"]
to = ["person.languages"]
split = [","]
"""
HEAD = "nr,name,born,town,also,tongues,remark\n"
ROWS = "1,Lin Zhaowen,1970,Chengdu,Wen;老林,zh,seen at the gate\n2,Ama Boateng,1980-02,Chengdu,,,\n"


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made, _ = Vault.create(
        tmp_path / "v",
        bytearray(b"six words are better than one"),
        profile=CHEAPEST,
        ambient=FixedAmbient(),
        synced_folder_ok=True,
    )
    with made:
        yield made


def report_of(vault: Vault, path: Path, text: str = MAPPING, **options: Any) -> Report:
    return bring_in(vault, Asked(path), mappings.read(text, vault.schema), **options)


def of_type(vault: Vault, kind: str) -> list[Record]:
    return [record for record in vault.records.page(vault.records.ids(kind)) if record is not None]


def aliases(record: Record) -> list[object]:
    return [row["value"] for row in rows_of(record.fields["aliases"])]


def test_a_row_makes_its_records_and_each_says_where_it_came_from(vault: Vault, tmp_path: Path) -> None:
    report = report_of(vault, written(tmp_path, HEAD + ROWS))
    assert (report.rows, report.created, report.updated, report.rejected) == (2, 2, 0, [])
    people = {one.title: one for one in of_type(vault, "person")}
    assert people["Ama Boateng"].fields["birth"] == "1980-02"
    assert aliases(people["Lin Zhaowen"]) == ["Wen", "老林"]
    assert people["Lin Zhaowen"].cases
    assert [place.title for place in of_type(vault, "place")] == ["Chengdu"]
    (source,) = of_type(vault, "source")
    assert all(
        record.fields["source_ids"] == [source.id]
        for kind in ("person", "case", "place", "note")
        for record in of_type(vault, kind)
        if record.fields.get("about") != source.id
    )
    assert source.fields["title"] == "table.csv"
    kept = [note for note in of_type(vault, "note") if note.fields["about"] == people["Lin Zhaowen"].id]
    assert kept[0].fields["text"] == [{"text": "nr: 1\nremark: seen at the gate"}]
    assert kept[0].data_class.name == "C5"
    assert vault.search.find("seen at the gate").total == 1


def test_bulk_and_single_saves_end_in_the_same_tables(vault: Vault, tmp_path: Path) -> None:
    report_of(vault, written(tmp_path, HEAD + ROWS))
    assert check(vault, deep=True).ok


def test_the_same_table_again_changes_nothing(vault: Vault, tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + ROWS)
    report_of(vault, path)
    before = vault.records.counts()
    again = report_of(vault, path)
    assert (again.created, again.updated, again.changed, again.batch) == (0, 2, 0, "")
    assert [(one.row, one.score, one.why) for one in again.duplicates] == [(2, 100, ("same_key",)), (3, 100, ("same_key",))]
    assert vault.records.counts() == before


def test_a_row_that_says_otherwise_edits_and_its_history_keeps_the_old(vault: Vault, tmp_path: Path) -> None:
    report_of(vault, written(tmp_path, HEAD + ROWS))
    changed = ROWS.replace("1980-02", "1980-02-03").replace("Wen;", "Wen;Linlin;")
    again = report_of(vault, written(tmp_path, HEAD + changed))
    assert (again.created, again.updated, again.changed, again.kept) == (0, 2, 2, [])
    people = {one.title: one for one in of_type(vault, "person")}
    assert people["Ama Boateng"].fields["birth"] == "1980-02-03"
    assert set(aliases(people["Lin Zhaowen"])) == {"Wen", "老林", "Linlin"}
    assert [str(entry.action) for entry in vault.records.history(people["Ama Boateng"].id)] == ["edited", "created"]


def test_what_a_person_said_since_stays_and_the_file_becomes_an_account(vault: Vault, tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + ROWS)
    report_of(vault, path)
    ama = next(one for one in of_type(vault, "person") if one.title == "Ama Boateng")
    vault.records.edit(ama.id, {"birth": "1981"})
    for _ in range(2):
        again = report_of(vault, path)
        assert [(one.row, one.record, one.field) for one in again.kept] == [(3, ama.id, "birth")]
    assert vault.records.get(ama.id).fields["birth"] == "1981"
    (claim,) = of_type(vault, "claim")
    assert (claim.fields["field"], claim.fields["value"], claim.fields["status"]) == ("birth", "1980-02", "asserted")


def test_an_empty_cell_takes_nothing_away(vault: Vault, tmp_path: Path) -> None:
    report_of(vault, written(tmp_path, HEAD + ROWS))
    report_of(vault, written(tmp_path, HEAD + "1,Lin Zhaowen,,,,,\n"))
    lin = next(one for one in of_type(vault, "person") if one.title == "Lin Zhaowen")
    assert (lin.fields["birth"], len(aliases(lin))) == ("1970", 2)


def test_equal_rows_and_equal_keys_in_one_file_stay_apart_and_are_told(vault: Vault, tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + ROWS + "1,Lin Zhaowen,1970,,,,\n")
    report = report_of(vault, path)
    assert (report.created, len(of_type(vault, "person"))) == (3, 3)
    (told,) = report.duplicates
    assert (told.row, told.of_row, told.score < 100) == (4, 2, True)
    assert report_of(vault, path).created == 0


def test_a_bad_cell_rejects_its_row_alone_and_names_the_first_bad_column(vault: Vault, tmp_path: Path) -> None:
    table = HEAD + ROWS + "3,Wrong Day,1970-02-30,,,klingon!,\n4,Right,NA,,,,\n"
    report = report_of(vault, written(tmp_path, table))
    assert [(one.row, one.column, one.problem.code) for one in report.rejected] == [(4, "born", Code.INVALID_INPUT)]
    assert (report.rows, report.created) == (4, 3)
    assert dict(report.sentinels) == {("born", "NA", "missing"): 1}
    right = next(one for one in of_type(vault, "person") if one.title == "Right")
    assert right.fields["birth"] == {"na": "unknown"}


def test_without_a_mapping_an_odd_cell_is_kept_and_named_and_nobody_is_lost_for_it(vault: Vault, tmp_path: Path) -> None:
    path = written(tmp_path, "name,born\nA B,1970\nC D,1970-02-30\nE F,1971\nG H,31 June 1980\n")
    report = bring_in(vault, Asked(path), dry=True)
    assert (report.rows, report.created, report.rejected, report.noted) == (4, 4, [], {"born": [3, 5]})
    report = bring_in(vault, Asked(path))
    assert (report.rows, report.created, report.rejected, report.noted) == (4, 4, [], {"born": [3, 5]})
    people = {one.title: one for one in of_type(vault, "person")}
    assert (len(people), people["C D"].fields.get("birth", "")) == (4, "")
    kept = {note.fields["about"]: note.fields["text"] for note in of_type(vault, "note")}
    assert kept[people["C D"].id] == [{"text": "born: 1970-02-30"}]
    assert kept[people["G H"].id] == [{"text": "born: 31 June 1980"}]
    said = report.as_json(Catalogue())["noted"]
    assert said == [{"column": "born", "cells": 2, "rows": [3, 5]}]
    assert any("rows 3, 5" in line for line in report.lines(Catalogue()))
    assert bring_in(vault, Asked(path)).changed == 0


def test_taking_an_import_back_holds_one_record_at_a_time(vault: Vault, tmp_path: Path) -> None:
    table = "name,born\n" + "".join(f"Person {n},19{n % 90 + 10}\n" for n in range(300))
    report = bring_in(vault, Asked(written(tmp_path, table)))
    plan = vault.db.read(lambda c: [type(one).__name__ for one in islice(undoing.plan(c, report.batch), 2)])
    assert plan == ["Restore", "Restore"]
    first = vault.records.get(vault.records.ids("person")[0])
    vault.records.edit(first.id, {"birth": "1900"})
    before = vault.records.counts()
    with pytest.raises(UserProblem):
        vault.records.undo(report.batch)  # found out on the way
    assert vault.records.counts() == before
    assert check(vault, deep=True).ok
    vault.records.undo()
    tracemalloc.start()
    assert vault.records.undo(report.batch).undone
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert held < 4 << 20
    assert of_type(vault, "person") == []


def test_a_row_that_is_rejected_is_not_told_as_kept_in_a_note(vault: Vault, tmp_path: Path) -> None:
    text = MAPPING.replace('to = ["person.languages"]', 'to = ["person.languages"]\notherwise = "note"')
    # The column that goes to the note stands before the one that rejects.
    path = written(tmp_path, "nr,tongues,name,born\n1,klingon!,A B,1970-02-30\n2,klingon!,C D,1971\n")
    report = report_of(vault, path, text)
    assert ([one.row for one in report.rejected], report.noted) == ([2], {"tongues": [3]})


def test_whoever_wants_to_stop_is_heard_while_a_file_is_still_being_read(vault: Vault, tmp_path: Path) -> None:
    text = "".join(f"- name: Person {n}\n  born: 1970\n" for n in range(3_000))
    asked = Asked(written(tmp_path, text, "table.yml"))
    mapping = look(asked, vault.schema, vault.ambient.today()).suggestion.mapping
    told: list[int] = []

    def stop(done: int, _total: int) -> None:
        told.append(done)
        if len(told) > 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        bring_in(vault, asked, mapping, progress=stop)
    assert set(told) == {0}  # not one row was reached
    assert of_type(vault, "person") == []


def test_what_can_be_read_in_two_ways_is_not_read(vault: Vault, tmp_path: Path) -> None:
    path = written(tmp_path, "name,born\nA B,03/04/2015\nC D,2015年3月\n")
    text = MAPPING.replace('key = ["nr"]', "")
    assert [one.row for one in report_of(vault, path, text).rejected] == [2]
    assert [one.fields["birth"] for one in of_type(vault, "person")] == ["2015-03"]
    asked = look(Asked(path), vault.schema, vault.ambient.today()).suggestion
    assert asked.questions
    report = report_of(vault, path, text.replace('to = ["person.birth"]', 'to = ["person.birth"]\ndates = "day_first"'))
    assert report.created == 1
    assert {one.fields["birth"] for one in of_type(vault, "person")} == {"2015-03", "2015-04-03"}
    assert any(note.fields["text"] == [{"text": "born: 03/04/2015"}] for note in of_type(vault, "note"))


def test_undo_takes_all_of_it_back_and_it_can_come_again(vault: Vault, tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + ROWS)
    batch = report_of(vault, path).batch
    assert vault.records.undo(batch).undone
    assert [of_type(vault, kind) for kind in ("person", "case", "place", "note", "source")] == [[], [], [], [], []]
    again = report_of(vault, path)
    assert (again.created, len(of_type(vault, "person"))) == (2, 2)


def test_a_dry_run_says_what_would_be_and_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    before = vault.db.read(lambda c: c.execute("SELECT max(seq) FROM change").fetchone())
    tried = report_of(vault, written(tmp_path, HEAD + ROWS), dry=True)
    assert (tried.created, tried.batch, tried.dry) == (2, "", True)
    assert vault.db.read(lambda c: c.execute("SELECT max(seq) FROM change").fetchone()) == before


def test_cancelled_in_the_middle_it_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    table = HEAD + "".join(f"{number},Person {number},,,,,\n" for number in range(2_000))

    def stop(done: int, _total: int) -> None:
        if done > 1_500:
            raise Cancelled

    with pytest.raises(Cancelled):
        report_of(vault, written(tmp_path, table), progress=stop)
    assert of_type(vault, "person") == []
    assert vault.search.find("Person").total == 0


def test_a_file_that_breaks_in_the_middle_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    path = written(tmp_path, (HEAD + "".join(f"{n},Person {n},,,,,\n" for n in range(900))).encode() + b'9,"never closed,,\n')
    try:
        report = report_of(vault, path)
    except UserProblem:
        assert of_type(vault, "person") == []
    else:
        assert report.rows == report.created + report.updated + len(report.rejected)


def test_homonyms_are_listed_and_never_merged(vault: Vault, tmp_path: Path) -> None:
    known = vault.records.add("person", {"display_name": "Lin Zhaowen", "birth": "1970"}).id
    report = report_of(vault, written(tmp_path, HEAD + ROWS))
    (told,) = report.duplicates
    assert (told.row, told.of, "same_name" in told.why) == (2, known, True)
    assert len(of_type(vault, "person")) == 3


def test_formulas_stay_text(vault: Vault, tmp_path: Path) -> None:
    report_of(vault, written(tmp_path, HEAD + '5,=cmd|x!A1,,,,,"=SUM(1)"\n'))
    assert [one.title for one in of_type(vault, "person")] == ["=cmd|x!A1"]


def test_a_mapping_saved_is_the_mapping_read(vault: Vault, tmp_path: Path) -> None:
    for table in (HEAD + ROWS, 'name,"a ""b"" \\ c",Geslacht,url\nX Y,1,man,http://a.example\n'):
        suggestion = look(Asked(written(tmp_path, table)), vault.schema, vault.ambient.today()).suggestion
        text = mappings.write(suggestion.mapping)
        assert mappings.write(mappings.read(text, vault.schema)) == text


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "casevault_mapping = 2",
        MAPPING + "\n[surprise]\n",
        MAPPING.replace('"person.birth"', '"person.nothing"'),
        MAPPING.replace('"person.birth"', '"nobody.birth"'),
        MAPPING.replace('"person.birth"', '"person.birth_place"'),
        MAPPING.replace('type = "place"', 'type = "consent"'),
        MAPPING.replace("@person", "@place"),
        MAPPING.replace('split = [";"]', 'split = [";"]\ncolour = "red"'),
        MAPPING.replace('"NA" = "missing"', '"NA" = "whatever"'),
        "casevault_mapping = 1\n" + "[a" * 9_000,
        "casevault_mapping = 1\nrecords = 5",
    ],
)
def test_a_mapping_that_is_none_is_refused(vault: Vault, wrong: str) -> None:
    with pytest.raises(UserProblem) as refused:
        mappings.read(wrong, vault.schema)
    assert refused.value.code == Code.INVALID_INPUT


def test_files_of_an_archive_become_evidence_once_and_are_undone_with_the_rest(vault: Vault, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("import.csv", "title,file\nFirst,one.pdf\nSecond,gone.pdf\n")
        archive.writestr("one.pdf", b"%PDF-1.7 one")
    report = bring_in(vault, Asked(tmp_path / "a.zip"))
    assert (report.rows, report.created, report.files) == (2, 2, 1)
    (evidence,) = of_type(vault, "evidence")
    (file,) = vault.attachments.listed(evidence.id)
    assert file.name == "one.pdf"
    again = bring_in(vault, Asked(tmp_path / "a.zip"))
    assert (again.created, again.files, len(of_type(vault, "evidence"))) == (0, 0, 1)
    assert vault.records.undo(report.batch).undone
    assert of_type(vault, "evidence") == of_type(vault, "case") == []


@pytest.mark.parametrize("belonging", [True, False])
def test_who_was_erased_comes_back_as_somebody_new_and_stays(vault: Vault, tmp_path: Path, belonging: bool) -> None:
    path = written(tmp_path, HEAD + ROWS)
    report_of(vault, path)
    before = {one.title: one.id for one in of_type(vault, "person")}
    erase(vault, Erased(before["Lin Zhaowen"], belonging=belonging))
    again = report_of(vault, path)
    assert (again.created, again.updated) == (1, 1)
    after = {one.title: one.id for one in of_type(vault, "person")}
    assert after.keys() == before.keys()
    assert after["Lin Zhaowen"] != before["Lin Zhaowen"]
    assert check(vault, deep=True).ok
    rebuild(vault)
    assert {one.title: one.id for one in of_type(vault, "person")} == after


def test_a_note_that_was_erased_is_not_written_again(vault: Vault, tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + ROWS)
    report_of(vault, path)
    person = next(one.id for one in of_type(vault, "person") if one.title == "Lin Zhaowen")
    note = next(one.id for one in of_type(vault, "note") if one.fields["about"] == person)
    erase(vault, Erased(note, belonging=False))
    report_of(vault, path)
    assert note not in vault.records.ids("note")
    assert check(vault, deep=True).ok


def test_a_person_whose_other_name_is_the_same_name_is_no_namesake_of_itself(vault: Vault, tmp_path: Path) -> None:
    mapping = Mapping(
        name="twice",
        records={"person": RecordRule("person")},
        columns={
            "name": Column(to=(Target.of("person.display_name"),)),
            "also": Column(to=(Target.of("person.aliases.value"),)),
        },
    )
    report = bring_in(vault, Asked(written(tmp_path, "name,also\nGao Yu,Gao Yu\nGao  Yu,gaoyu\n")), mapping)
    assert (report.created, report.rejected) == (2, [])
    first, _second = vault.records.ids("person", order="changed")
    assert {(one.row, one.of) for one in report.duplicates} >= {(3, first)}
    assert all(one.row == 3 for one in report.duplicates)


@pytest.mark.parametrize("lot", [1, 2, 5, 400])
def test_the_first_namesakes_are_told_written_already_or_still_waiting(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lot: int
) -> None:
    monkeypatch.setattr(bulk, "LOT", lot)
    mapping = Mapping(
        name="names", records={"person": RecordRule("person")}, columns={"name": Column(to=(Target.of("person.display_name"),))}
    )
    names = ["Anna Visser", "Visser Anna", "王伟", "Anna Visser", *["王伟"] * 7]
    report = bring_in(vault, Asked(written(tmp_path, "name\n" + "\n".join(names))), mapping)
    wang = {(row, of) for row in range(6, 13) for of in (4, 6, 7, 8, 9) if of < row}
    assert {(one.row, one.of_row) for one in report.duplicates} == {(3, 2), (5, 2), (5, 3)} | wang
    assert len(report.duplicates) == 3 + len(wang)
    later = bring_in(vault, Asked(written(tmp_path, "name\n王偉\nAnna  Visser\n")), mapping)
    assert [one.row for one in later.duplicates] == [2] * 5 + [3] * 3
    assert all(vault.records.get(one.of).title in {"王伟", "Anna Visser", "Visser Anna"} for one in later.duplicates)
