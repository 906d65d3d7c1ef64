"""What could be said to a person of what is held about her: all that is hers, nobody else by name, and never a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attaching import refused

from casevault.disclosure.holdings import Holdings, Kept, holdings
from casevault.errors import Code
from casevault.i18n import Catalogue
from casevault.vault.demo import build_demo

if TYPE_CHECKING:
    from casevault.vault.vault import Vault

SISTER, LAWYER, INFORMANT = "Lin Zhaohui", "Chen Guoping", "Wu Xiuying"


@pytest.fixture
def told(vault: Vault) -> tuple[Vault, dict[str, str]]:
    add = vault.records.add
    ids = {}
    for name in ("Lin Zhaowen", SISTER, LAWYER, INFORMANT, "Somebody Else"):
        ids[name] = add("person", {"display_name": name, "birth": "1984-03-11"}, strict=False).id
    mine = ids["Lin Zhaowen"]
    source = add("source", {"kind": "witness", "identity": ids[INFORMANT], "protection": "full"}, strict=False).id
    vault.records.edit(
        mine,
        {
            "aliases": [{"value": "林兆雯", "script": "hans", "kind": "legal"}],
            "channels": [{"kind": "phone", "value": "+86 138 1234 5678", "safe": "unsafe", "rules": "say the word heron"}],
            "links": [{"person": ids[SISTER], "relation": "sibling"}],
            "do_no_harm_notes": "never call at night",
            "source_ids": [source],
        },
    )
    persons = [{"person": mine, "role": "defender", "is_focus": True}, {"person": ids[LAWYER], "role": "lawyer"}]
    ids["case"] = add("case", {"code": "HERON", "title": "Heron", "persons": persons}, strict=False).id
    told_by = f"{SISTER} rang. {LAWYER} was turned away; {INFORMANT} saw it. 林兆雯 is well."
    ids["event"] = add(
        "event",
        {"case": ids["case"], "kind": "arrest", "narrative": told_by, "victims": [mine], "source_ids": [source]},
        strict=False,
    ).id
    ids["safe"] = add("note", {"about": ids["case"], "kind": "safety", "text": "Safe house: 7 Willow Lane"}, strict=False).id
    ids["health"] = add("health", {"person": ids[LAWYER], "need": "asthma"}, strict=False).id
    ids["claim"] = add(
        "claim", {"record": ids["event"], "field": "start", "source": source, "wording": "he told me"}, strict=False
    ).id
    ids["consent"] = add("consent", {"person": mine, "purpose": "quiet_diplomacy", "audiences": ["embassy"]}, strict=False).id
    ids["elsewhere"] = add("event", {"case": ids["case"], "kind": "arrest", "victims": [ids["Somebody Else"]]}, strict=False).id
    other = add("case", {"code": "WREN", "title": "Wren", "persons": [{"person": mine, "role": "witness"}]}, strict=False).id
    ids["other"] = other
    ids["unrelated"] = add("event", {"case": other, "kind": "arrest", "narrative": "of another case"}, strict=False).id
    return vault, ids


def words(found: Holdings) -> str:
    return "\n".join(value.text for one in found.records for value in one.values)


def test_what_is_hers_is_all_there(told: tuple[Vault, dict[str, str]]) -> None:
    vault, ids = told
    found = holdings(vault, ids["Lin Zhaowen"], Catalogue())
    shown = words(found)
    for said in ("Lin Zhaowen", "林兆雯", "11 March 1984", "+86 138 1234 5678", "rang."):
        assert said in shown
    listed = {one.record: one for one in found.records}
    assert {ids["Lin Zhaowen"], ids["case"], ids["event"], ids["consent"], ids["other"]} <= listed.keys()
    assert found.consents == (ids["consent"],)
    assert listed[ids["other"]].values == ()
    assert len(listed[ids["other"]].mentions) == 1


def test_nobody_else_is_named_and_no_source_is_told(told: tuple[Vault, dict[str, str]]) -> None:
    vault, ids = told
    found = holdings(vault, ids["Lin Zhaowen"], Catalogue())
    shown = words(found)
    for hidden in (
        SISTER,
        LAWYER,
        INFORMANT,
        "Somebody",
        "Willow",
        "asthma",
        "he told me",
        "word heron",
        "at night",
        "another case",
    ):
        assert hidden not in shown
    listed = {one.record for one in found.records}
    assert not listed & {
        ids[name] for name in ("safe", "health", "claim", "elsewhere", "unrelated", SISTER, LAWYER, INFORMANT)
    } - {one.record for one in found.records if not one.values}
    assert "[a relative]" in shown
    assert "[a lawyer]" in shown
    assert found.kept.keys() == {Kept.SOURCE, Kept.THIRD_PERSON, Kept.OFFICE}


def test_the_word_agreed_with_her_stands_in_no_paper_about_her(told: tuple[Vault, dict[str, str]]) -> None:
    vault, ids = told
    channel = {"kind": "phone", "value": "+86 138 1234 5678", "safe": "unsafe", "rules": "she says «the parcel came»"}
    vault.records.edit(ids["Lin Zhaowen"], {"channels": [channel]})
    vault.records.edit(ids["event"], {"narrative": "Nothing is known; the parcel came back."})
    vault.records.edit(ids["case"], {"persons": [{"person": ids["Lin Zhaowen"], "role": "defender", "is_focus": True}]})
    found = words(holdings(vault, ids["Lin Zhaowen"], Catalogue()))
    assert "parcel" not in found
    assert "words left out" in found


def test_every_file_is_counted_and_who_is_no_person_is_refused(told: tuple[Vault, dict[str, str]], tmp_path: object) -> None:
    vault, ids = told
    assert tmp_path
    assert refused(lambda: holdings(vault, ids["case"], Catalogue())) is Code.NOT_FOUND
    vault.records.delete(ids["Somebody Else"])
    assert refused(lambda: holdings(vault, ids["Somebody Else"], Catalogue())) is Code.NOT_FOUND
    assert holdings(vault, ids["Lin Zhaowen"], Catalogue()).files == 0


@pytest.mark.slow
def test_of_everybody_in_the_demo_vault_no_other_name_is_said(vault: Vault) -> None:
    build_demo(vault)
    people = vault.records.list("person")
    for person in people:
        shown = words(holdings(vault, person.id, Catalogue()))
        for other in people:
            name = str(other.fields["display_name"])
            if other.id != person.id and len(name) > 6 and name not in str(person.fields):
                assert name not in shown, person.id
