"""A device is lost: what it held decides who is told what, and a letter names nobody but whom it is for."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

import pytest
from builders import CHEAPEST, PASSPHRASE, FixedAmbient, make_vault

from casevault.domain.packing import Profile
from casevault.errors import CaseVaultError, Code
from casevault.exchange.packing import pack
from casevault.vault import losing, offices
from casevault.vault.exposure import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault

OLD = {"row": "a" * 32, "kind": "phone", "value": "+31 20 5550 417", "safe": "safe"}
NEW = {"row": "b" * 32, "kind": "phone", "value": "+31 20 5550 999", "safe": "safe"}
CODE = {"row": "c" * 32, "kind": "code_name", "value": "Heron", "script": "Latn"}
LEGAL = {"row": "d" * 32, "kind": "legal", "value": "林兆文", "script": "Hans"}


@pytest.fixture
def people(vault: Vault) -> dict[str, str]:
    add = vault.records.add
    fields = {"display_name": "Lin Zhaowen", "languages": ["zh-Hans"], "channels": [OLD], "aliases": [CODE, LEGAL]}
    lin = add("person", fields, strict=False).id
    aunt = add("person", {"display_name": "Aunt Yusra", "languages": ["ug", "nl"]}, strict=False).id
    other = add("person", {"display_name": "Quillstrand Vexmoor", "channels": [{**OLD, "row": "e" * 32}]}, strict=False).id
    persons = [{"person": lin, "role": "defender", "is_focus": True}, {"person": aunt, "role": "relative"}]
    return {"lin": lin, "aunt": aunt, "other": other, "case": add("case", {"title": "Lin", "persons": persons}, strict=False).id}


def packed(vault: Vault, folder: Path, case: str, profile: Profile = Profile.REDUCED, *, sealed: bool = False) -> str:
    secret = None if sealed else bytearray(PASSPHRASE.encode())
    return pack(vault, folder, [case], passphrase=secret, profile=profile, kdf=CHEAPEST, synced_folder_ok=True).travel


def test_what_was_packed_is_known_and_what_came_later_is_not(vault: Vault, people: dict[str, str], tmp_path: Path) -> None:
    travel = packed(vault, tmp_path / "t", people["case"])
    vault.records.edit(people["lin"], {"channels": [OLD, NEW]}, strict=False)
    found = losing.report(vault, travel)
    assert [(one.person, one.severity) for one in found.exposed] == [
        (people["lin"], Severity.FOCUS),
        (people["aunt"], Severity.NAMED),
    ]
    assert [(one.row, one.kind, one.ends) for one in found.change] == [
        (OLD["row"], "phone", "417"),
        (CODE["row"], "code_name", "ron"),
    ]
    assert vault.records.get(travel).fields["status"] == "lost"
    assert losing.report(vault, travel) == found  # a second time says the same


def test_each_letter_is_in_a_language_of_its_person_and_names_nobody_else(
    vault: Vault, people: dict[str, str], tmp_path: Path
) -> None:
    travel = packed(vault, tmp_path / "t", people["case"], sealed=True)
    letters = {one.person: one for one in losing.report(vault, travel, keep=True).letters}
    assert {key: one.lang for key, one in letters.items()} == {people["lin"]: "zh", people["aunt"]: "nl"}
    assert "Lin Zhaowen" in letters[people["lin"]].text
    for name in ("Lin", "Quillstrand", "417", "Heron", "Fall"):
        assert name not in letters[people["aunt"]].text
    assert losing.template("nl")["sealed"] in letters[people["aunt"]].text
    notes = [one for one in vault.records.list("note") if one.fields["about"] == people["aunt"]]
    texts: list[Any] = [one.fields["text"] for one in notes]
    assert [one.data_class.name for one in notes] == ["C5"]
    assert [text[0]["text"] for text in texts] == [letters[people["aunt"]].text]
    assert vault.records.undo().undone  # the letters are one act
    assert vault.records.list("note") == []
    assert {one.lang for one in losing.report(vault, travel, lang="en").letters} == {"en"}


def test_who_has_no_language_on_record_is_written_to_in_the_usual_one(
    vault: Vault, people: dict[str, str], tmp_path: Path
) -> None:
    vault.records.edit(people["aunt"], {"languages": None}, strict=False)
    travel = packed(vault, tmp_path / "t", people["case"], sealed=True)
    assert {one.person: one.lang for one in losing.look(vault, travel, usual="zh").letters} == dict.fromkeys(
        (people["lin"], people["aunt"]), "zh"
    )
    assert {one.person: one.lang for one in losing.look(vault, travel).letters} == {people["lin"]: "zh", people["aunt"]: "en"}


def test_a_copy_without_names_burns_no_number(vault: Vault, people: dict[str, str], tmp_path: Path) -> None:
    found = losing.report(vault, packed(vault, tmp_path / "t", people["case"], Profile.PSEUDONYMS), lang="en")
    assert found.change == ()
    assert all(losing.template("en")["pseudonyms"] in one.text for one in found.letters)
    assert all(losing.template("en")["channels"] not in one.text for one in found.letters)


def test_an_office_held_everything(vault: Vault, people: dict[str, str], tmp_path: Path) -> None:
    other, _ = make_vault(tmp_path / "other", ambient=FixedAmbient(seed=31))
    with other:
        card = offices.own(other).card
    made = offices.add(vault, card.text, card.words, "The other")
    found = losing.report(vault, other.vault_id)
    assert {one.person for one in found.exposed} == {people["lin"], people["aunt"], people["other"]}
    assert {one.person for one in found.change} == {people["lin"], people["other"]}
    assert vault.records.get(made.id).fields["status"] == "lost"
    with pytest.raises(CaseVaultError) as caught:
        losing.report(vault, vault.vault_id)
    assert caught.value.code is Code.NOT_FOUND


def test_the_letter_has_the_same_sentences_in_every_language() -> None:
    def holes(lang: str) -> dict[str, set[str | None]]:
        return {key: {part[1] for part in string.Formatter().parse(said)} - {None} for key, said in losing.template(lang).items()}

    assert holes("en") == holes("nl") == holes("zh")
    assert holes("en").keys() >= {one.name.lower() for one in Severity}
