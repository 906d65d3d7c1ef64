"""What the law of the day puts into a stage or a judgment that is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casevault.errors import Code, UserProblem
from casevault.vault.computed import law_version

if TYPE_CHECKING:
    from casevault.domain.record import Value
    from casevault.vault.vault import Vault


@pytest.mark.parametrize(
    ("jurisdiction", "measure", "start", "version"),
    [
        ("CN", "criminal_detention", "2014-05-06", "cpl-2012"),
        ("CN", "criminal_detention", "2018-10-25", "cpl-2012"),
        ("CN", "criminal_detention", "2018-10-26", "cpl-2018"),
        ("CN", "house_arrest", "2010-10", ""),
        ("CN", "house_arrest", "2015-10", "cpl-2012"),
        ("CN", "criminal_detention", "2018", ""),
        ("CN", "criminal_detention", "2019/..", "cpl-2018"),
        ("CN", "criminal_detention", "2015/..", ""),
        ("CN", "criminal_detention", "../2015", ""),
        ("CN", "criminal_detention", {"na": "unknown"}, ""),
        ("CN", "liuzhi", "2025-05-31", "supervision-2018"),
        ("CN", "liuzhi", "2025-06-01", "supervision-2024"),
        ("CN", "guanhu", "2025-06-01", "supervision-2024"),
        ("CN", "administrative_detention", "2025-12-31", "psapl-2012"),
        ("CN", "administrative_detention", "2026-01-01", "psapl-2025"),
        ("HK", "arrest", "2024-03-23", "snso-2024"),
        ("BY", "arrest", "2021", "cpc-1999-as-amended"),
        ("NL", "arrest", "2021", ""),
    ],
)
def test_the_law_in_force_at_the_start(jurisdiction: str, measure: str, start: Value, version: str) -> None:
    assert law_version(jurisdiction, measure, start) == version


def held(vault: Vault, **judgment: object) -> tuple[str, str]:
    """Record a case with a detention from 24 April 2014 and a judgment; return the stage and the judgment."""
    add = vault.records.add
    person = add("person", {"display_name": "Lin"}).id
    case = add(
        "case",
        {
            "code": "A",
            "title": "A",
            "kind": "criminal",
            "jurisdiction": "CN",
            "opened": "2014",
            "status": "open",
            "priority": "normal",
            "persons": [{"person": person, "role": "defender", "is_focus": True}],
        },
    ).id
    period = add("detention", {"case": case, "person": person, "start": "2014-04-24"}).id
    stage = add("stage", {"period": period, "measure": "criminal_detention", "start": "2014-04-24"}).id
    return stage, add("judgment", {"case": case, "date": "2015-04-17", "verdict": "guilty", **judgment}).id


def test_a_stage_gets_its_law_and_loses_it_with_its_start(vault: Vault) -> None:
    stage, _judgment = held(vault)
    records = vault.records
    assert records.get(stage).fields["pack_version"] == "cpl-2012"
    records.edit(stage, {"start": "2019-04-24"})
    assert records.get(stage).fields["pack_version"] == "cpl-2018"
    records.edit(stage, {"notice_text": "none"})
    assert records.get(stage).fields["pack_version"] == "cpl-2018"
    records.edit(stage, {"start": "2010"})
    assert "pack_version" not in records.get(stage).fields
    records.edit(stage, {"start": "2014", "pack_version": "as the lawyer says"})
    assert records.get(stage).fields["pack_version"] == "as the lawyer says"


def test_a_judgment_gets_the_last_day_to_appeal_and_what_its_sentence_comes_to(vault: Vault) -> None:
    _stage, judgment = held(vault, served="2015-12-22", sentences=[{"kind": "fixed_term", "term": "P7Y"}, {"kind": "fine"}])
    fields = vault.records.get(judgment).fields
    assert fields["appeal_deadline"] == "2016-01-01"
    rows = fields["sentences"]
    assert isinstance(rows, list)
    first, second = rows
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert (first["credit_days"], first["expected_release"]) == (358, "2021-04-23")
    assert {"credit_days", "expected_release"}.isdisjoint(second)


def test_what_was_typed_of_a_judgment_stays(vault: Vault) -> None:
    row = {"kind": "fixed_term", "term": "P7Y", "expected_release": "2020", "credit_days": 3}
    _stage, judgment = held(vault, served="2015-12", appeal_deadline="2016-02-01", sentences=[row])
    fields = vault.records.get(judgment).fields
    assert fields["appeal_deadline"] == "2016-02-01"
    assert isinstance(fields["sentences"], list)
    assert {**row, "row": ""} == {**fields["sentences"][0], "row": ""}  # type: ignore[dict-item]  # a row is a table
    vault.records.edit(judgment, {"served": "2015-12"})
    assert vault.records.get(judgment).fields["appeal_deadline"] == "2015-12-11/2016-01-10"
    vault.records.edit(judgment, {"served": {"na": "unknown"}})
    assert "appeal_deadline" not in vault.records.get(judgment).fields


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"rule_id": "cn.det.total_38"}, "rule_id"),
        ({"rule_id": "cn.det.total_37", "extensions": [{"step": 2, "basis": "heard"}]}, "extensions/step"),
        ({"rule_id": "cn.det.total_37", "extensions": [{"step": 0, "basis": "heard"}]}, "extensions/step"),
        ({"rule_id": "cn.det.interrogate", "extensions": [{"step": 1, "basis": "heard"}]}, "extensions/step"),
    ],
)
def test_what_would_change_no_limit_is_refused(vault: Vault, about: dict[str, object], field: str) -> None:
    stage, _judgment = held(vault)
    with pytest.raises(UserProblem) as refused:
        vault.records.add("clock", {"stage": stage, **about})
    assert (refused.value.code, refused.value.safe["field"]) == (Code.INVALID_INPUT, field)
    right = {"rule_id": "cn.det.total_37", "extensions": [{"step": 1, "basis": "heard"}]}
    entry = vault.records.add("clock", {"stage": stage, **right}).id
    vault.records.edit(entry, {"note": "seen by counsel"})


def test_a_judgment_is_kept_where_no_stage_of_the_detention_is_known(vault: Vault) -> None:
    add = vault.records.add
    person = add("person", {"display_name": "Lin"}).id
    about = {"title": "A", "kind": "criminal", "jurisdiction": "CN", "opened": "2014", "status": "open", "priority": "normal"}
    case = add("case", {"code": "A", **about, "persons": [{"person": person, "role": "defender", "is_focus": True}]}).id
    add("detention", {"case": case, "person": person, "start": "2014-04-24"})
    sentence = {"person": person, "kind": "fixed_term", "term": "P7Y"}
    judgment = add("judgment", {"case": case, "date": "2015-04-17", "verdict": "guilty", "sentences": [sentence]}).id
    assert vault.records.get(judgment).fields["date"] == "2015-04-17"
