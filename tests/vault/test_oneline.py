"""What a line names, in any script, and what is recorded beside it in one act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casevault.domain.consent import rows_of
from casevault.domain.mentions import as_read, mentioned
from casevault.domain.oneline import read_line
from casevault.vault import oneline
from casevault.vault.naming import named, names_in

if TYPE_CHECKING:
    from casevault.vault.vault import Vault

CASE = {"title": "Heron", "kind": "criminal", "jurisdiction": "CN", "opened": "2026", "status": "open", "priority": "high"}


@pytest.fixture(name="made")
def a_case(vault: Vault) -> dict[str, str]:
    add = vault.records.add
    made = {
        "lin": add("person", {"display_name": "Lin Zhaowen", "aliases": [{"value": "林兆雯", "kind": "legal"}]}, strict=False).id
    }
    made["case"] = add("case", {**CASE, "code": "HERON", "persons": [{"person": made["lin"], "role": "defender"}]}).id
    made["centre"] = add("facility", {"name": "Yunting No. 1 Detention Centre", "kind": "detention_centre"}, strict=False).id
    made["court"] = add("organisation", {"name": "云汀市中级人民法院", "kind": "court"}, strict=False).id
    made["lawyer"] = add("person", {"display_name": "Chen Bo"}, strict=False).id
    return made


@pytest.mark.parametrize("typed", ["lin zh", "Lin Zhaowen", "林兆雯", "林兆", "linzhaowen", "zhaowen"])
def test_a_name_is_found_as_it_is_typed_by_alias_and_pinyin(vault: Vault, made: dict[str, str], typed: str) -> None:
    assert [one.id for one in named(vault, typed)][:1] == [made["lin"]]
    assert named(vault, typed)[0].name == "Lin Zhaowen"
    assert named(vault, typed)[0].detail == "HERON"


def test_who_was_removed_or_merged_is_never_offered(vault: Vault, made: dict[str, str]) -> None:
    vault.records.delete(made["lin"])
    for typed in ("lin zh", "林兆雯", ""):
        assert made["lin"] not in {one.id for one in named(vault, typed)}
    assert names_in(vault, "Lin Zhaowen was seen") == []


def test_names_in_a_line_a_thing_by_its_beginning_a_person_whole(vault: Vault, made: dict[str, str]) -> None:
    found = names_in(vault, "husband called, lawyer refused at Yunting no. 1, says Lin Zhaowen")
    assert [(one.id, one.typed, one.sure) for one in found] == [
        (made["centre"], "Yunting no. 1", True),
        (made["lin"], "Lin Zhaowen", True),
    ]
    assert [one.id for one in names_in(vault, "林兆雯昨天在云汀市中级人民法院")] == [made["lin"], made["court"]]
    assert names_in(vault, "lin came") == []
    assert names_in(vault, "the yunting road was closed, called no one") == []


def test_of_two_namesakes_neither_is_sure(vault: Vault, made: dict[str, str]) -> None:
    other = vault.records.add("person", {"display_name": "Lin Zhaowen"}, strict=False).id
    found = names_in(vault, "Lin Zhaowen called")
    assert {one.id for one in found} == {made["lin"], other}
    assert not any(one.sure for one in found)


def test_a_line_of_nonsense_of_any_length_offers_nothing(vault: Vault, made: dict[str, str]) -> None:
    assert made
    for text in ("", "@" * 500, "\u2028\u202e ((((", "a b " * 2_000, "汉" * 3_000, "%_%' OR 1"):
        assert names_in(vault, text) == []


def test_a_ticked_name_becomes_a_mention_and_one_that_is_stays(vault: Vault, made: dict[str, str]) -> None:
    lin, *_ = names_in(vault, "Lin Zhaowen met Lin Zhaowen's sister")
    text = oneline.with_mentions("Lin Zhaowen met Lin Zhaowen's sister", [lin])
    assert as_read(text) == "Lin Zhaowen met Lin Zhaowen's sister"
    assert [one.record for one in mentioned(text)[1]] == [made["lin"]]
    assert mentioned(text)[1][0].start == 0
    assert oneline.with_mentions(text, [lin]) == text
    assert oneline.beside(vault, text, "").named == (), "who is mentioned is not offered again"


def test_a_mention_in_a_line_is_no_case_no_date_and_stays_whole() -> None:
    from builders import START  # noqa: PLC0415 - here alone

    mark = "@[May 2015](0123456789abcdef0123456789abcdef)"
    reading = read_line(f"{mark} refused {mark} @heron 6 mar", language="en", today=START.date(), codes=("access_refused",))
    assert (reading.text, reading.case_hint, reading.day) == (f"{mark} refused {mark}", "heron", "2026-03-06")
    assert reading.kind == "access_refused"


def test_line_and_what_is_ticked_beside_it_are_one_act(vault: Vault, made: dict[str, str]) -> None:
    counsel = {"case": made["case"], "lawyer": made["lawyer"], "person": made["lin"], "kind": "chosen"}
    record = vault.records.add("counsel", counsel, strict=False).id
    found = oneline.beside(vault, "lawyer refused again", made["case"])
    assert found.counsel is not None
    assert found.counsel.id == record
    assert oneline.beside(vault, "lawyer came", made["case"]).counsel is None
    also = [oneline.refused_meeting(record, "2026-03-18")]
    changes = oneline.record_line(vault, "family_contact", {"case": made["case"], "content": "lawyer refused"}, also=also)
    (meeting,) = rows_of(vault.records.get(record), "meetings")
    assert (meeting["asked"], meeting["granted"]) == ("2026-03-18", "refused")
    vault.records.undo(changes.batch)
    assert not vault.records.get(record).fields.get("meetings")
    assert vault.records.list("family_contact") == []
    vault.records.add("counsel", {**counsel, "lawyer": made["lin"]}, strict=False)
    assert oneline.beside(vault, "lawyer refused again", made["case"]).counsel is None, "of two it could be either"
