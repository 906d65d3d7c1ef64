"""What a choice of cases selects, and how values are counted."""

from __future__ import annotations

import pytest
from disclosure_fakes import FakeVault, invented_case

from casevault.disclosure.select import items_of, select, value_class
from casevault.domain.consent import rows_of
from casevault.domain.record import Record
from casevault.domain.schema import DataClass
from casevault.domain.values import cells
from casevault.errors import Code, UserProblem


@pytest.fixture
def fake() -> FakeVault:
    return FakeVault()


def test_the_case_its_records_and_what_they_point_to(fake: FakeVault) -> None:
    made = invented_case(fake)
    selection = select(fake.records, fake.schema, [made["case"]])
    assert next(iter(selection.records)) == made["case"]
    inside = ("lin", "sister", "lawyer", "taken", "claim1", "watched", "stage", "charge", "hearing", "contact", "own", "consent")
    pointed = ("us", "police", "court", "embassy", "centre", "flat", "judge", "clerk")
    assert {made[key] for key in inside + pointed} <= set(selection.records)
    # A source is no person, organisation, facility or place; who it is stays outside with it.
    assert not {made[key] for key in ("src_sister", "src_paper", "stranger", "partner")} & set(selection.records)
    assert all(selection.held_by[made[key]] == {made["case"]} for key in inside)
    assert selection.reached_by[made["judge"]] == {made["case"]}
    assert made["place"] not in selection.records  # the facility points to it, and is itself only pointed to


def test_two_cases_are_selected_once_each(fake: FakeVault) -> None:
    made = invented_case(fake)
    fields = {"code": "B", "title": "T", "kind": "criminal", "jurisdiction": "CN", "opened": "2026", "status": "open"}
    persons = [{"person": made["lin"], "role": "defender", "is_focus": True}]
    other = fake.records.add("case", {**fields, "priority": "low", "persons": persons}).id
    selection = select(fake.records, fake.schema, [other, made["case"], other])
    assert selection.cases == (other, made["case"])
    assert list(selection.records)[:2] == [other, made["case"]]
    assert selection.held_by[made["lin"]] == {other, made["case"]}


def test_values_are_counted_as_the_domain_counts_them(fake: FakeVault) -> None:
    made = invented_case(fake)
    for record in fake.records.all.values():
        rt = fake.schema.type(record.type)
        expected = sum(cells(field, record.fields[field.key]) for field in rt.fields if field.key in record.fields)
        assert len(list(items_of(rt, record))) == expected, record.type
    paths = [item.path for item in items_of(fake.schema.type("person"), fake.records.get(made["sister"]))]
    (link,) = rows_of(fake.records.get(made["sister"]), "links")
    assert f"links/{link['row']}/relation" in paths
    assert len(paths) == len(set(paths))


def test_not_a_value_and_what_the_program_fills_do_not_count(fake: FakeVault) -> None:
    event = fake.records.add(
        "event", {"case": "0" * 32, "kind": "threat", "start": {"na": "unknown"}, "certainty": "credible"}
    ).id
    keys = {item.path for item in items_of(fake.schema.type("event"), fake.records.get(event))}
    assert keys == {"case", "kind"}


def test_no_and_zero_are_values(fake: FakeVault) -> None:
    made = invented_case(fake)
    keys = {item.path for item in items_of(fake.schema.type("stage"), fake.records.get(made["stage"]))}
    assert "national_security" in keys


@pytest.mark.parametrize(
    ("field", "record", "value"),
    [
        ("C1", "C1", "C1"),
        ("C1", "C4", "C4"),
        ("C5", "C1", "C5"),
        ("C1", "C0", "C0"),
        ("C2", "C0", "C0"),
        ("C3", "C0", "C3"),
        ("C4", "C0", "C4"),
        ("C0", "C2", "C2"),
    ],
)
def test_a_value_has_the_higher_class_but_for_the_public_record(field: str, record: str, value: str) -> None:
    made = Record("0" * 32, "event", 1, "", {}, DataClass[record])
    assert value_class(made, DataClass[field]) is DataClass[value]


def test_what_is_no_case_is_refused(fake: FakeVault) -> None:
    made = invented_case(fake)
    for chosen in (["f" * 32], [made["lin"]]):
        with pytest.raises(UserProblem) as refused:
            select(fake.records, fake.schema, chosen)
        assert refused.value.code is Code.NOT_FOUND
    with pytest.raises(UserProblem) as refused:
        select(fake.records, fake.schema, [])
    assert refused.value.code is Code.INVALID_INPUT


def test_deleted_records_are_not_selected(fake: FakeVault) -> None:
    made = invented_case(fake)
    for key in ("taken", "judge"):
        record = fake.records.all[made[key]]
        fake.records.all[made[key]] = Record(
            record.id, record.type, 1, "", record.fields, record.data_class, deleted=True, heads=record.heads
        )
    selection = select(fake.records, fake.schema, [made["case"]])
    assert not {made["taken"], made["judge"]} & set(selection.records)
