"""The demo holds to its own rule: real people with published facts alone, everything richer is invented and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casevault.domain.schema import DataClass
from casevault.vault.demo import build_demo

if TYPE_CHECKING:
    from casevault.domain.record import Record
    from casevault.vault.vault import Vault

FOUNDING = {"WY-2015", "PZ-2014", "GY-2014", "F5-2015", "LX-2010"}
PUBLIC_TYPES = {"case", "event", "detention", "stage", "charge", "hearing", "attendance", "judgment", "intervention", "estimate"}
INVENTED_CASE = "HERON"


@pytest.fixture
def demo(vault: Vault) -> Vault:
    build_demo(vault)
    return vault


def of_type(vault: Vault, type_key: str) -> list[Record]:
    return vault.records.list(type_key)


def words(record: Record) -> str:
    return repr(record.fields).lower()


def test_the_founding_cases_and_the_groups_are_there(demo: Vault) -> None:
    codes = {record.fields["code"] for record in of_type(demo, "case")}
    assert codes == FOUNDING | {"G-709", "XJ-2017", "MK-2021", INVENTED_CASE}


def test_real_people_are_of_the_public_record_and_have_no_number_channel_or_health(demo: Vault) -> None:
    real = [record for record in of_type(demo, "person") if record.fields.get("public_record_only") is True]
    assert len(real) >= 12
    for person in real:
        assert person.data_class is DataClass.C0, person.title
        assert not {"identifiers", "channels", "birth", "ethnicity", "religion", "is_minor"} & set(person.fields), person.title
    invented = [record for record in of_type(demo, "person") if record not in real]
    heron = next(record.id for record in of_type(demo, "case") if record.fields["code"] == INVENTED_CASE)
    for person in invented:
        assert "invented" in words(person) or heron in person.cases, person.title


def test_what_is_on_a_real_case_is_public_record_or_says_that_it_is_invented(demo: Vault) -> None:
    for case in of_type(demo, "case"):
        if case.fields["code"] == INVENTED_CASE:
            continue
        for record in demo.records.in_case(case.id):
            if record.type in PUBLIC_TYPES:
                assert record.data_class is DataClass.C0, (case.title, record.type)
            elif record.type in {"family_contact", "note"}:
                assert record.data_class >= DataClass.C4, (case.title, record.type)
                assert "invented" in words(record), (case.title, record.type)


def test_two_accounts_of_one_day_stay_two(demo: Vault) -> None:
    values = {str(record.fields["value"]) for record in of_type(demo, "claim")}
    assert {"2014-05-06", "2014-05-04", "2015-03-06/2015-03-07", "2016-03-07", "guilty", "not_guilty"} <= values


def test_the_intervention_log_of_2018_is_complete(demo: Vault) -> None:
    year = [record for record in of_type(demo, "intervention") if str(record.fields["date"]).startswith("2018")]
    assert len(year) == 9
    assert [record for record in year if record.fields["response"] == "request_refused"]
    assert [record for record in of_type(demo, "intervention") if record.fields.get("omission") is True]


def test_the_invented_case_has_consents_in_every_state(demo: Vault) -> None:
    consents = of_type(demo, "consent")
    day = demo.ambient.today().isoformat()
    assert [c for c in consents if "withdrawn" in c.fields]
    assert [c for c in consents if c.fields["identity_level"] == "initials"]
    assert [c for c in consents if str(c.fields["review_on"]) < day and "withdrawn" not in c.fields]
    assert [c for c in consents if str(c.fields["review_on"]) >= day and c.fields["identity_level"] == "full"]
    covered = {str(c.fields["person"]) for c in consents}
    heron = next(record for record in of_type(demo, "case") if record.fields["code"] == INVENTED_CASE)
    persons = heron.fields["persons"]
    assert isinstance(persons, list)
    assert [row for row in persons if isinstance(row, dict) and row["person"] not in covered]


def test_something_is_due_whenever_it_is_opened(demo: Vault) -> None:
    day = demo.ambient.today().isoformat()
    assert [record for record in of_type(demo, "intervention") if str(record.fields.get("followup_due", "")) > day]
    assert [record for record in of_type(demo, "hearing") if str(record.fields.get("scheduled", "")) > day]
