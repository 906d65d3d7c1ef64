"""Merging two records of one person: nothing is lost, everything follows, and all of it can be taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from casevault.domain.consent import is_minor
from casevault.domain.person_merge import Fate
from casevault.errors import Code, UserProblem
from casevault.vault import merging
from casevault.vault.merging import ids_of, mark_not_same, merge, preview, standing_id

if TYPE_CHECKING:
    from casevault.domain.record import Record
    from casevault.vault.vault import Vault


def person(vault: Vault, name: str, **fields: object) -> str:
    return vault.records.add("person", {"display_name": name, **fields}).id


def case(vault: Vault, *persons: dict[str, object]) -> str:
    usual = {"code": "X", "title": "T", "kind": "criminal", "jurisdiction": "CN", "opened": "2026", "status": "open"}
    return vault.records.add("case", {**usual, "priority": "normal", "persons": list(persons)}).id


def everything(vault: Vault) -> dict[str, Record]:
    ids = [*vault.records.ids(), *vault.records.removed()]
    return {
        key: (record.fields, record.title, record.deleted, record.cases, record.data_class)  # type: ignore[misc] # compared alone
        for key, record in vault.records.many(ids).items()
    }


def refused(vault: Vault, keep: str, other: str, **take: Any) -> str:
    before = everything(vault)
    with pytest.raises(UserProblem) as problem:
        merge(vault, preview(vault, keep, other, **take))
    assert problem.value.code in {Code.INVALID_INPUT, Code.NOT_FOUND}
    assert everything(vault) == before
    return str(problem.value.what)


@pytest.fixture
def two(vault: Vault) -> tuple[str, str]:
    """Two records of one person, with everything around them."""
    source = vault.records.add("source", {"kind": "relative", "reliability": "B"}, strict=False).id
    keep = person(vault, "高瑜", sex="female", birth="1944-01-23", occupation="journalist", languages=["zh"])
    other = person(
        vault,
        "Gao Yu",
        birth="1944",
        occupation="writer",
        languages=["en", "zh"],
        source_ids=[source],
        aliases=[{"value": "Heron", "script": "latn", "kind": "code_name"}],
        channels=[{"kind": "phone", "value": "+86 138 0000 0000", "safe": "unsafe"}],
        do_no_harm_notes="Never call at home",
    )
    friend = person(vault, "Li", links=[{"person": other, "relation": "friend"}])
    held = case(
        vault,
        {"person": keep, "role": "defender", "is_focus": True},
        {"person": other, "role": "defender"},
        {"person": other, "role": "witness"},
        {"person": friend, "role": "other"},
    )
    vault.records.add("event", {"case": held, "kind": "arrest", "start": "2014-04-24", "victims": [other, keep]})
    detention = vault.records.add("detention", {"person": other, "case": held, "start": "2014"}, strict=False).id
    vault.records.add("note", {"about": other, "kind": "fact", "text": "seen"})
    vault.records.add("claim", {"record": other, "field": "birth", "value": "1945", "source": source, "status": "disputed"})
    assert vault.records.get(detention).cases == (held,)
    return keep, other


def test_fields_are_joined_and_what_does_not_stand_is_kept(vault: Vault, two: tuple[str, str]) -> None:
    keep, other = two
    plan = preview(vault, keep, other)
    fates = {joined.key: joined.fate for joined in plan.person.joined}
    assert (fates["display_name"], fates["birth"], fates["sex"]) == (Fate.CHOICE, Fate.CHOICE, Fate.ONLY_ONE)
    assert (fates["languages"], fates["certainty"]) == (Fate.BOTH, Fate.SAME)
    changes = merge(vault, plan)
    one = vault.records.get(keep)
    assert one.fields["display_name"] == "高瑜"
    assert one.fields["birth"] == "1944-01-23"
    assert one.fields["languages"] == ["zh", "en"]
    assert one.fields["do_no_harm_notes"] == "Never call at home"
    assert [(row["value"], row["kind"], row["script"]) for row in one.fields["aliases"]] == [  # type: ignore[index,union-attr,call-overload] # rows
        ("Heron", "code_name", "latn"),
        ("Gao Yu", "variant", "latn"),
    ]
    claims = {(c.fields["field"], c.fields["value"], c.data_class.name) for c in vault.records.claims(keep)}
    assert claims == {("birth", "1945", "C1"), ("birth", "1944", "C2"), ("occupation", "writer", "C1")}
    assert len({entry.batch for entry in vault.records.history(other) if entry.batch == changes.batch}) == 1


def test_what_points_to_the_one_points_to_the_other_afterwards(vault: Vault, two: tuple[str, str]) -> None:
    keep, other = two
    before = {record.id for record in vault.records.pointing_to(other)}
    merge(vault, preview(vault, keep, other))
    assert vault.records.pointing_to(other) == []
    assert before <= {record.id for record in vault.records.pointing_to(keep)}
    (held,) = vault.records.list("case")
    rows = held.fields["persons"]
    assert [(row["person"] == keep, row["role"], row.get("is_focus", False)) for row in rows] == [  # type: ignore[index,union-attr,call-overload] # rows
        (True, "defender", True),
        (True, "witness", False),
        (False, "other", False),
    ], "the same role once, about the case where either was; other roles stay"
    (event,) = vault.records.list("event")
    assert event.fields["victims"] == [keep]


def test_the_record_that_goes_is_out_of_sight_and_says_where_the_person_is(vault: Vault, two: tuple[str, str]) -> None:
    keep, other = two
    merge(vault, preview(vault, keep, other))
    gone = vault.records.get(other)
    assert gone.deleted
    assert gone.fields["merged_into"] == keep
    assert gone.fields["occupation"] == "writer", "its history stays whole"
    assert other not in vault.records.ids("person")
    assert standing_id(vault.records, other) == keep
    assert ids_of(vault.records, other) == ids_of(vault.records, keep) == {keep, other}
    assert {hit.id for hit in vault.search.find("Gao Yu", type_key="person").hits} == {keep}


def test_a_merge_is_taken_back_to_the_letter(vault: Vault, two: tuple[str, str]) -> None:
    before = everything(vault)
    changes = merge(vault, preview(vault, *two, take={"birth", "display_name"}))
    assert vault.records.get(two[0]).fields["display_name"] == "Gao Yu"
    made = set(everything(vault)) - set(before)
    undone = vault.records.undo()
    assert undone.undone
    after = everything(vault)
    assert {key: after[key] for key in before} == before
    assert all(after[key][2] for key in made), "accounts that the merge made are gone with it"  # type: ignore[index] # compared alone
    assert vault.records.deriver is not None
    assert changes.batch != undone.batch


def test_a_merge_is_not_taken_back_over_later_work(vault: Vault, two: tuple[str, str]) -> None:
    changes = merge(vault, preview(vault, *two))
    vault.records.edit(two[0], {"languages": ["zh", "en", "fr"]})
    before = everything(vault)
    with pytest.raises(UserProblem, match="changed again since"):
        vault.records.undo(changes.batch)
    assert everything(vault) == before


def test_what_changed_since_the_preview_is_not_merged(vault: Vault, two: tuple[str, str]) -> None:
    plan = preview(vault, *two)
    (event,) = vault.records.list("event")
    vault.records.edit(event.id, {"stated_reason": "none"})
    before = everything(vault)
    with pytest.raises(UserProblem, match="nothing was merged"):
        merge(vault, plan)
    assert everything(vault) == before


def test_one_after_another_and_back_in_that_order_alone(vault: Vault) -> None:
    a, b, c = (person(vault, name) for name in ("Wang Yu", "王宇", "Wang Yü"))
    vault.records.add("note", {"about": a, "kind": "fact", "text": "first"})
    first = merge(vault, preview(vault, b, a))
    before = everything(vault)
    merge(vault, preview(vault, c, b))
    assert vault.records.get(c).fields["merged_from"] == [b, a]
    assert {standing_id(vault.records, one) for one in (a, b, c)} == {c}
    assert ids_of(vault.records, a) == {a, b, c}
    assert [note.fields["about"] for note in vault.records.list("note")] == [c]
    with pytest.raises(UserProblem):
        vault.records.undo(first.batch)
    assert vault.records.undo().undone
    assert everything(vault) == before
    assert vault.records.undo(first.batch).undone
    assert not vault.records.get(a).deleted


def test_what_cannot_be_one_person_is_refused(vault: Vault) -> None:
    a, b = person(vault, "Lin Zhaowen"), person(vault, "Lin Zhaohui")
    note = vault.records.add("note", {"about": a, "kind": "fact", "text": "x"}).id
    assert "one record already" in refused(vault, a, a)
    assert "Only people" in refused(vault, a, note)
    assert "no field" in refused(vault, a, b, take={"colour"})
    assert "no record" in refused(vault, a, "f" * 32)
    vault.records.edit(a, {"links": [{"person": b, "relation": "sibling"}]})
    assert "tied" in refused(vault, a, b)
    assert "tied" in refused(vault, b, a)
    vault.records.edit(a, {"links": []})
    consent = {"person": a, "proxy": b, "giver": "family", "purpose": "support", "audiences": ["un"], "identity_level": "full"}
    given = vault.records.add("consent", {**consent, "given": "2026", "review_on": "2027-01-01"}).id
    assert "spoke for" in refused(vault, b, a)
    vault.records.delete(given)
    mark_not_same(vault, b, a)
    assert "not the same" in refused(vault, a, b)
    vault.records.edit(b, {"not_same": []})
    merge(vault, preview(vault, a, b))
    assert "merged into another" in refused(vault, a, b)
    assert "merged into another" in refused(vault, b, a), "no way round in a circle"
    vault.records.undo()
    vault.records.delete(b)
    assert "deleted" in refused(vault, a, b)


def test_who_was_merged_is_not_taken_out_by_hand(vault: Vault, two: tuple[str, str]) -> None:
    keep, other = two
    merge(vault, preview(vault, keep, other))
    for hidden in ([], None, [keep], "x"):
        with pytest.raises(UserProblem):
            vault.records.edit(keep, {"merged_from": hidden})
    vault.records.edit(keep, {"merged_from": [other], "occupation": "editor"})
    assert vault.records.get(keep).fields["merged_from"] == [other]


@pytest.mark.parametrize(
    ("one", "two", "stands"),
    [
        ({"public_record_only": True}, {}, {"public_record_only": False}),
        ({"public_record_only": True}, {"public_record_only": True}, {"public_record_only": True}),
        ({"is_minor": False}, {"is_minor": True}, {"is_minor": True}),
        ({"data_class": "C1"}, {"data_class": "C4"}, {"data_class": "C4"}),
        ({"tlp": "green"}, {"tlp": "red"}, {"tlp": "red"}),
        ({"do_no_harm_notes": "a"}, {"do_no_harm_notes": "b"}, {"do_no_harm_notes": "a · b"}),
    ],
)
def test_handling_is_never_loosened(
    vault: Vault, one: dict[str, object], two: dict[str, object], stands: dict[str, object]
) -> None:
    for first, second in ((one, two), (two, one)):
        keep, other = person(vault, "Li Ting", **first), person(vault, "Li Ting", **second)
        merge(vault, preview(vault, keep, other, take={"is_minor", "public_record_only", "data_class", "tlp"}))
        fields = vault.records.get(keep).fields
        for key, value in stands.items():
            if key in {"is_minor", "public_record_only", "data_class", "tlp"}:
                assert fields[key] == value
        vault.records.delete(keep)


def test_whoever_may_be_a_child_as_one_of_the_two_may_be_as_both(vault: Vault) -> None:
    keep, other = person(vault, "Li Ting", birth="1990"), person(vault, "Li Ting", birth="2012")
    merge(vault, preview(vault, keep, other))
    assert vault.records.get(keep).fields["birth"] == "1990"
    assert is_minor(vault.records.get(keep), vault.ambient.today())


def test_a_code_name_stays_hidden(vault: Vault) -> None:
    keep = person(vault, "Lin Zhaowen", aliases=[{"value": "Heron", "script": "latn", "kind": "code_name"}])
    other = person(vault, "HERON")
    merge(vault, preview(vault, keep, other))
    assert [row["kind"] for row in vault.records.get(keep).fields["aliases"]] == ["code_name"]  # type: ignore[index,union-attr,call-overload] # rows


def test_the_derived_tables_hold_after_merge_and_undo(vault: Vault, two: tuple[str, str]) -> None:
    from casevault.vault.check import check  # noqa: PLC0415 - the check of the whole vault, for this test alone

    merge(vault, preview(vault, *two))
    assert check(vault, deep=True).problems == []
    vault.records.undo()
    assert check(vault, deep=True).problems == []


def test_nothing_is_merged_over_a_conflict_that_nobody_settled(vault: Vault, two: tuple[str, str]) -> None:
    keep, _ = two
    contested = replace(vault.records.get(keep), conflicts=("birth",))
    with pytest.raises(UserProblem, match="Two histories of this record"):
        merging._person(contested)
    (event,) = vault.records.list("event")
    with pytest.raises(UserProblem, match="points there"):
        merging._settled(replace(event, conflicts=("victims/x",)), {"victims": []})
    merging._settled(replace(event, conflicts=("narrative",)), {"victims": []})
