"""Two histories of one record become one, in real vaults: nothing lost, nothing decided, and all of it can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from builders import FixedAmbient, make_vault

from casevault.domain.change import Action
from casevault.domain.erasing import Reason
from casevault.errors import CaseVaultError, Code
from casevault.store import changes
from casevault.vault import erasing, merging
from casevault.vault.check import check
from casevault.vault.joining import Conflict, Joined, join

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casevault.domain.change import Change
    from casevault.vault.vault import Vault


def rows_of(vault: Vault) -> list[Change]:
    return vault.db.read(lambda c: list(changes.forwards(c)))


def merge(into: Vault, out_of: Vault, bundle: str = "b" * 32) -> Joined:
    return join(into, rows_of(out_of), of_vault=out_of.vault_id, bundle=bundle)


def erase(vault: Vault, record_id: str) -> None:
    target = erasing.Target(record_id)
    erasing.erase(vault, target, erasing.plan(vault, target).word, Reason.ASKED)


def whole(vault: Vault) -> None:
    report = check(vault, deep=True, stored=False)
    assert report.problems == []


@pytest.fixture
def pair(tmp_path: Path, vault: Vault) -> Iterator[tuple[Vault, Vault, str, str]]:
    """The office and a second vault that began with the same case and person; the other's clock is years behind."""
    person = vault.records.add("person", {"display_name": "Lin Zhaowen", "occupation": "lawyer"}, strict=False).id
    case = vault.records.add("case", {"title": "Lin", "persons": [{"person": person, "role": "defender"}]}, strict=False).id
    ambient = FixedAmbient(seed=7, start=datetime(2009, 1, 1, tzinfo=UTC))
    other, _ = make_vault(tmp_path / "other", ambient=ambient, sign_as="C.D.")
    with other:
        merge(other, vault)
        yield vault, other, case, person


def test_what_one_side_alone_changed_is_merged(pair: tuple[Vault, Vault, str, str]) -> None:
    office, away, case, person = pair
    office.records.edit(person, {"occupation": "barrister"})
    away.records.edit(person, {"gender": "female"})
    event = away.records.add("event", {"case": case, "kind": "arrest", "start": "2026-03-06"}, strict=False).id
    done = merge(office, away)
    assert (done.before, done.after, done.created, done.merged, done.gone, done.conflicts) == (2, 3, 1, 1, 0, ())
    found = office.records.get(person)
    assert (found.fields["occupation"], found.fields["gender"], found.conflicts) == ("barrister", "female", ())
    assert {one.id for one in office.records.in_case(case)} == {case, event, person}
    whole(office)


def test_the_same_field_changed_on_both_sides_keeps_both_and_waits(pair: tuple[Vault, Vault, str, str]) -> None:
    office, away, _, person = pair
    office.records.edit(person, {"occupation": "barrister"})
    away.records.edit(person, {"occupation": "notary"})
    for into, out_of in ((office, away), (away, office)):
        done = merge(into, out_of, "c" * 32)
        assert done.conflicts == (Conflict(person, "occupation"),)
        assert {entry.fields for entry in into.records.history(person) if entry.action == "edited"} == {("occupation",)}
    assert office.records.get(person).fields == away.records.get(person).fields
    office.records.edit(person, {"occupation": "barrister"})
    assert office.records.get(person).conflicts == ()
    merge(away, office, "d" * 32)
    assert away.records.get(person).conflicts == ()
    whole(office)
    whole(away)


@pytest.mark.parametrize("deletes", [0, 1])
def test_a_deletion_never_wins_over_an_edit(pair: tuple[Vault, Vault, str, str], deletes: int) -> None:
    vaults, person = pair[:2], pair[3]
    vaults[deletes].records.delete(person)
    vaults[1 - deletes].records.edit(person, {"occupation": "notary"})
    done = merge(pair[0], pair[1])
    assert done.conflicts == (Conflict(person, "deleted"),)
    assert not pair[0].records.get(person).deleted
    assert pair[0].records.get(person).fields["occupation"] == "notary"
    whole(pair[0])


def test_a_deletion_that_nobody_contradicts_comes_home_and_is_counted(pair: tuple[Vault, Vault, str, str]) -> None:
    office, away, _, person = pair
    away.records.delete(person)
    done = merge(office, away)
    assert (done.before, done.after, done.gone, done.merged) == (2, 1, 1, 1)
    assert office.records.get(person).deleted
    whole(office)


def test_a_second_time_changes_nothing(pair: tuple[Vault, Vault, str, str]) -> None:
    office, away, case, _ = pair
    away.records.add("note", {"about": case, "kind": "fact", "text": "Seen."}, strict=False)
    merge(office, away)
    rows = len(rows_of(office))
    again = merge(office, away, "e" * 32)
    assert (again.batch, again.created, again.merged, again.unchanged, again.before) == ("", 0, 0, 3, again.after)
    assert len(rows_of(office)) == rows


def test_who_wrote_and_where_it_came_from_is_kept(pair: tuple[Vault, Vault, str, str]) -> None:
    office, away, case, _ = pair
    note = away.records.add("note", {"about": case, "kind": "fact", "text": "Seen."}, strict=False).id
    done = merge(office, away)
    (row,) = [row for row in rows_of(office) if row.record_id == note]
    assert (row.actor, row.device, row.origin) == (
        away.actor,
        away.device,
        {"vault": away.vault_id, "bundle": "b" * 32, "position": rows_of(away)[-1].seq},
    )
    assert office.records.get(away.actor).title == "C.D."
    (marked,) = office.records.acts(Action.JOINED, 9)
    assert marked.batch == done.batch
    later = office.records.add("note", {"about": case, "kind": "fact", "text": "Later."}, strict=False).batch
    assert max(row.lamport for row in rows_of(office) if row.batch != later) < rows_of(office)[-1].lamport


def test_a_whole_merge_is_taken_back_and_nothing_of_it_is_lost(pair: tuple[Vault, Vault, str, str]) -> None:
    office, away, case, person = pair
    office.records.edit(person, {"occupation": "barrister"})
    away.records.edit(person, {"occupation": "notary", "gender": "female"})
    away.records.edit(case, {"title": "Lin and others"})
    note = away.records.add("note", {"about": case, "kind": "fact", "text": "Seen."}, strict=False).id
    before = {key: office.records.get(key).fields for key in (case, person)}
    done = merge(office, away)
    undone = office.records.undo(done.batch)
    assert undone.undone
    assert {key: office.records.get(key).fields for key in (case, person)} == before
    assert office.records.get(person).conflicts == ()
    assert office.records.get(note).deleted
    assert not office.records.get(away.actor).deleted
    whole(office)
    for batch in (done.batch, undone.batch):  # taken back once; and doing it again would choose one of two values
        with pytest.raises(CaseVaultError) as caught:
            office.records.undo(batch)
        assert caught.value.code is Code.INVALID_INPUT
    assert any(entry.action == "created" for entry in office.records.history(note))


def test_a_merge_on_which_somebody_went_on_is_not_taken_back(pair: tuple[Vault, Vault, str, str]) -> None:
    office, away, case, person = pair
    away.records.edit(case, {"title": "Lin and others"})
    away.records.edit(person, {"gender": "female"})
    done = merge(office, away)
    office.records.edit(person, {"occupation": "barrister"})
    rows = len(rows_of(office))
    with pytest.raises(CaseVaultError) as caught:
        office.records.undo(done.batch)
    assert caught.value.code is Code.INVALID_INPUT
    assert len(rows_of(office)) == rows


def test_people_made_one_on_both_sides_each_into_the_other_both_stay_in_sight(pair: tuple[Vault, Vault, str, str]) -> None:
    office, away, _, person = pair
    twin = office.records.add("person", {"display_name": "Lin Zhao Wen"}, strict=False).id
    merge(away, office, "f" * 32)
    merging.merge(office, merging.preview(office, person, twin))
    merging.merge(away, merging.preview(away, twin, person))
    done = merge(office, away)
    assert {one.unit for one in done.conflicts} >= {"deleted"}
    assert not office.records.get(person).deleted
    assert not office.records.get(twin).deleted
    whole(office)


def test_what_was_erased_here_comes_back_without_what_it_said(pair: tuple[Vault, Vault, str, str]) -> None:
    office, away, case, _ = pair
    note = office.records.add("note", {"about": case, "kind": "fact", "text": "Zyxquorvath."}, strict=False).id
    merge(away, office, "f" * 32)
    away.records.edit(note, {"text": "Zyxquorvath again."})
    erase(office, note)
    done = merge(office, away)
    assert done.erased_here == 1
    assert not any(row.payload is not None for row in rows_of(office) if row.record_id == note)
    whole(office)
    assert merge(office, away, "e" * 32).batch == ""


def test_what_was_erased_there_stays_here_and_is_told(pair: tuple[Vault, Vault, str, str]) -> None:
    office, away, _, person = pair
    away.records.edit(person, {"gender": "female"})
    erase(away, person)
    done = merge(office, away)
    assert done.erased_there == 1
    assert office.records.get(person).fields["occupation"] == "lawyer"
    whole(office)


def test_an_entry_that_says_otherwise_there_than_here_is_refused(pair: tuple[Vault, Vault, str, str]) -> None:
    office, away, _, person = pair
    away.records.edit(person, {"gender": "female"})
    rows = rows_of(away)
    merge(office, away)
    forged = replace(rows[-1], digest=bytes(32))
    with pytest.raises(CaseVaultError) as caught:
        join(office, [*rows[:-1], forged], of_vault=away.vault_id, bundle="9" * 32)
    assert caught.value.code is Code.BUNDLE_DAMAGED


def test_types_of_its_own_come_before_what_they_define(pair: tuple[Vault, Vault, str, str]) -> None:
    office, away, _, _ = pair
    away.records.add("custom_type", {"key": "x_parcel", "label": "Parcel", "plural": "Parcels"}, strict=False)
    away.records.add("custom_field", {"type": "x_parcel", "key": "x_what", "label": "What", "kind": "text"}, strict=False)
    parcel = away.records.add("x_parcel", {"x_what": "books"}, strict=False).id
    merge(office, away)
    assert office.records.get(parcel).fields["x_what"] == "books"
    whole(office)
