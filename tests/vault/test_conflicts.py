"""What waits after a merge: found, shown with its sides, and settled one unit at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import CHEAPEST, PASSPHRASE, FixedAmbient, open_vault

from casevault.domain.merge import DELETED
from casevault.domain.packing import Profile
from casevault.domain.reading import rows_of
from casevault.errors import CaseVaultError, Code
from casevault.exchange.choosing import preview
from casevault.exchange.homecoming import is_journey, merge
from casevault.exchange.homeward import write as send
from casevault.exchange.packing import pack
from casevault.vault.check import check
from casevault.vault.conflicts import decide, standing, waiting
from casevault.vault.joining import Conflict

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault

ALIASES = [
    {"row": "a" * 32, "value": "Zhaowen", "kind": "variant", "script": "latn"},
    {"row": "b" * 32, "value": "Wen", "kind": "variant", "script": "latn"},
]


def away_and_home(office: Vault, tmp_path: Path) -> tuple[str, str]:
    """Pack a case, change the same things on both sides, bring it home; return person and case."""
    fields = {"display_name": "Lin", "occupation": "lawyer", "gender": "female", "aliases": ALIASES}
    person = office.records.add("person", fields, strict=False).id
    case = office.records.add("case", {"title": "Lin", "persons": [{"person": person, "role": "defender"}]}, strict=False).id
    given = bytearray(PASSPHRASE.encode())
    pack(office, tmp_path / "t", [case], passphrase=given, kdf=CHEAPEST, synced_folder_ok=True)
    with open_vault(tmp_path / "t", ambient=FixedAmbient(seed=9)) as away:
        rows = [{**row, "value": f"{row['value']} away"} for row in rows_of(away.records.get(person).fields["aliases"])]
        away.records.edit(person, {"occupation": "notary", "aliases": rows}, strict=False)
        send(away, tmp_path / "home.age")
    rows = [{**row, "value": f"{row['value']} here"} for row in rows_of(office.records.get(person).fields["aliases"])]
    office.records.edit(person, {"occupation": "barrister", "aliases": rows}, strict=False)
    return person, case


def test_each_waits_with_both_sides_and_what_was_packed_and_is_settled_alone(vault: Vault, tmp_path: Path) -> None:
    person, case = away_and_home(vault, tmp_path)
    assert waiting(vault) == []
    assert is_journey(vault, tmp_path / "home.age")
    merge(vault, tmp_path / "home.age")
    units = [one.unit for one in waiting(vault)]
    assert (len(units), units[-1]) == (3, "occupation")
    found = standing(vault, person, "occupation")
    assert found is not None
    assert (found.packed, [one.value for one in found.sides]) == ("lawyer", ["barrister", "notary"])
    assert [bool(one.vault) for one in found.sides] == [False, True]
    assert found.sides[0].actor != ""
    row = standing(vault, person, units[0])
    assert row is not None
    decide(vault, person, units[0], row.sides[1].value)
    # An edit of the table would have answered for the other row as well: nobody has seen that one.
    assert [one.unit for one in waiting(vault)] == units[1:]
    decide(vault, person, "occupation", "advocate")
    assert vault.records.get(person).fields["occupation"] == "advocate"
    assert waiting(vault) == [Conflict(person, units[1])]
    assert standing(vault, person, "occupation") is None
    with pytest.raises(CaseVaultError) as caught:
        decide(vault, person, "occupation", "notary")
    assert caught.value.code is Code.INVALID_INPUT
    assert vault.records.get(case).conflicts == ()
    assert check(vault, deep=True).problems == []
    merge(vault, tmp_path / "home.age")
    assert waiting(vault) == [Conflict(person, units[1])]


@pytest.mark.parametrize("removes", [True, False])
def test_a_removal_beside_an_edit_is_settled_either_way(vault: Vault, tmp_path: Path, removes: bool) -> None:
    person, _case = away_and_home(vault, tmp_path)
    vault.records.delete(person)
    merge(vault, tmp_path / "home.age")
    assert DELETED in [one.unit for one in waiting(vault)]
    found = standing(vault, person, DELETED)
    assert found is not None
    assert {one.value for one in found.sides} == {True, None}
    assert not vault.records.get(person).deleted
    decide(vault, person, DELETED, removes)
    assert vault.records.get(person).deleted is removes
    assert DELETED not in [one.unit for one in waiting(vault)]
    assert check(vault, deep=True).problems == []


def test_both_rows_are_kept_and_what_waits_beside_them_goes_on_waiting(vault: Vault, tmp_path: Path) -> None:
    person, _case = away_and_home(vault, tmp_path)
    merge(vault, tmp_path / "home.age")
    units = [one.unit for one in waiting(vault)]
    found = standing(vault, person, units[0])
    assert found is not None
    here, there = (one.value for one in found.sides)
    assert isinstance(there, dict)
    decide(vault, person, units[0], here, [{key: value for key, value in there.items() if key != "row"}])
    rows = rows_of(vault.records.get(person).fields["aliases"])
    assert [row["value"] for row in rows if str(row["row"]) not in units[1]] == ["Zhaowen here", "Zhaowen away"]
    assert len({row["row"] for row in rows}) == 3
    assert [one.unit for one in waiting(vault)] == units[1:]
    assert check(vault, deep=True).problems == []


def test_a_value_that_is_none_of_the_field_is_refused_and_goes_on_waiting(vault: Vault, tmp_path: Path) -> None:
    person, _case = away_and_home(vault, tmp_path)
    merge(vault, tmp_path / "home.age")
    with pytest.raises(CaseVaultError):
        decide(vault, person, "occupation", {"no": "such"})
    assert Conflict(person, "occupation") in waiting(vault)


def test_who_is_exposed_is_told_before_anything_is_packed(vault: Vault, tmp_path: Path) -> None:
    person, case = away_and_home(vault, tmp_path)
    vault.records.add("person", {"display_name": "Stays"}, strict=False)
    before = len(vault.records.ids())
    reduced, full = (preview(vault, [case], one) for one in (Profile.REDUCED, Profile.FULL))
    assert [one.person for one in reduced.exposed] == [person]
    assert (full.exposed[0].aliases, full.records) == (2, 2)
    assert reduced.exposed[0].channels <= full.exposed[0].channels
    assert len(vault.records.ids()) == before
