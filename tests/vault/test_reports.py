"""Reports over a vault: what each counts, what a filter leaves, and that what is odd in a record ends no report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import FixedAmbient

from casevault.domain.reports import ENDED, Per, Report, ReportKind, Wanted
from casevault.errors import Code, UserProblem
from casevault.i18n import Catalogue
from casevault.paths import resource_path
from casevault.progress import Cancelled
from casevault.store import reports as statements
from casevault.vault import clocks
from casevault.vault.report_words import HOW, TITLES, LineWords, counts_words, head_of
from casevault.vault.reports import Reports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casevault.store.connection import Connection
    from casevault.vault.clock_facts import CaseFacts
    from casevault.vault.vault import Vault

TODAY = FixedAmbient().today()


@pytest.fixture(name="told")
def a_vault_with_cases(vault: Vault) -> Vault:
    """Three cases: HERON held in Xinjiang, ALDER ended and dropped, WREN with nothing but its opening."""
    add = vault.records.add

    def case(code: str, opened: str, **more: object) -> str:
        fields = {"code": code, "title": code, "kind": "criminal", "jurisdiction": "CN", "opened": opened}
        return add("case", fields | {"status": "open", "priority": "high"} | more).id

    people = [add("person", {"display_name": name}).id for name in ("Lin Zhaowen", "Bao Qing", "Chen Mo")]
    heron = case("HERON", "2025", tags=["Xinjiang", "écrivain"], persons=[{"person": people[0], "role": "defender"}])
    alder = case("ALDER", "2024-05-01", jurisdiction="BY", persons=[{"person": people[1], "role": "lawyer"}], status="closed")
    case("WREN", "2023-11-30", tags=[])
    town = add("place", {"name": "Yunting", "admin_code": "650100"}).id
    jail = add("facility", {"name": "Yunting No. 1", "kind": "detention_centre", "place": town}).id
    held = add("detention", {"case": heron, "person": people[0], "start": "2025-11-03"}).id
    add("stage", {"period": held, "measure": "criminal_detention", "start": "2025-11-03", "end": "2025-12-01", "facility": jail})
    add("stage", {"period": held, "measure": "arrest", "start": "2025-12-01", "facility": jail})
    add("stage", {"period": held, "measure": "exit_ban", "start": "2026-01-01"})
    other = add("detention", {"case": alder, "person": people[1], "start": "2024-05-02"}).id
    add("stage", {"period": other, "measure": "bail", "start": "2024-05-02", "end": "2024-09"})
    add("charge", {"case": heron, "person": people[0], "law_article": "cn.cl.293"})
    add("charge", {"case": heron, "person": people[0], "law_article": "cn.cl.105_2"})
    add("charge", {"case": alder, "person": people[1], "law_article": "cn.cl.293", "stage": "dropped"})
    office = add("organisation", {"name": "Yunting Court", "kind": "court"}).id
    trial = {"level": "first_instance", "kind": "trial", "publicity": "public"}
    hearing = add("hearing", {"case": heron, "court": office, "scheduled": "2026-03-06T09:00+08:00", **trial}).id
    seat = {"hearing": hearing, "observer": office, "capacity": "diplomat"}
    add("attendance", {**seat, "outcome": "refused", "stated_reason": "full"})
    add("attendance", {**seat, "outcome": "turned_away_outside"})
    add("attendance", {**seat, "outcome": "admitted"})
    step = {
        "actor": office,
        "level": "working",
        "instrument": "joint_statement",
        "asked": "release",
        "consulted_before": "family",
    }
    step |= {"response": "none", "followup_due": "2026-04-01"}
    add("intervention", {**step, "case": [heron, alder], "date": "2026-02-03", "channel": "quiet", "result": "visit_allowed"})
    add("intervention", {**step, "case": [alder], "date": "2024-07-03", "channel": "public"})
    add("intervention", {**step, "case": [alder], "date": {"na": "unknown"}, "channel": "quiet", "result": {"na": "unknown"}})
    return vault


def count(vault: Vault, kind: ReportKind, **wanted: Any) -> Report:
    return Reports(vault).count(kind, Wanted(**wanted), as_of=TODAY)


def lines(report: Report) -> dict[str, int]:
    return {line.code: line.count for line in report.lines}


def test_each_report_counts_what_it_says(told: Vault) -> None:
    assert lines(count(told, ReportKind.STAGE)) == {"arrest": 1, ENDED: 1, "": 1}
    charges = count(told, ReportKind.CHARGE)
    assert (lines(charges), charges.total, charges.overlaps) == ({"cn.cl.105_2": 1, "cn.cl.293": 1, "": 2}, 3, True)
    assert lines(count(told, ReportKind.REGION)) == {"65": 1, "": 2}
    assert lines(count(told, ReportKind.ACCESS)) == {"admitted": 1, "refused:full": 1, "refused:": 1}
    steps = count(told, ReportKind.INTERVENTIONS)
    assert (lines(steps), steps.columns, steps.total, steps.cases) == ({"visit_allowed": 1, "": 2}, ("quiet", "public"), 3, 2)
    assert steps.lines[1].counts == (1, 1)
    assert lines(count(told, ReportKind.OPENED)) == {"2023": 1, "2024": 1, "2025": 1}
    assert lines(count(told, ReportKind.REFUSALS, per=Per.MONTH)) == {"2026-03": 2}
    assert lines(count(told, ReportKind.DETAINED)) == {"2024": 1, "2025": 1}
    assert lines(count(told, ReportKind.STEPS)) == {"2024": 1, "2025": 0, "2026": 1, "": 1}
    passed = count(told, ReportKind.LIMITS)
    assert passed.columns
    assert passed.total == sum(line.count for line in passed.lines) > 0
    codes = {case.id: case.fields["code"] for case in told.records.list("case")}
    assert [codes[case] for case in steps.lines[0].cases] in (["HERON", "ALDER"], ["ALDER", "HERON"])


def test_filters_leave_what_they_say(told: Vault) -> None:
    assert count(told, ReportKind.OPENED, tag="ECRIVAIN").total == 1, "neither case nor accents count in a tag"
    assert count(told, ReportKind.OPENED, tag="unknown").total == 0
    assert lines(count(told, ReportKind.STAGE, jurisdiction="BY")) == {ENDED: 1}
    assert lines(count(told, ReportKind.CHARGE, role="lawyer")) == {"": 1}
    assert lines(count(told, ReportKind.OPENED, status="open", first="2025-01-01")) == {"2025": 1}
    assert count(told, ReportKind.LIMITS, jurisdiction="BY", status="open").total == 0
    undated = count(told, ReportKind.INTERVENTIONS, last="2025-01-01")
    assert (undated.total, undated.undated) == (1, 1)


@pytest.mark.parametrize(
    "wanted", [{"status": "x' OR 1=1 --"}, {"role": "nobody"}, {"first": "soon"}, {"first": "2026-02-01", "last": "2026-01-01"}]
)
def test_what_is_no_code_and_no_day_is_refused(told: Vault, wanted: dict[str, str]) -> None:
    with pytest.raises(UserProblem) as refused:
        count(told, ReportKind.STAGE, **wanted)
    assert refused.value.code is Code.INVALID_INPUT


def test_what_is_out_of_sight_is_not_counted_and_odd_payloads_end_no_report(told: Vault) -> None:
    for record in told.records.list("intervention")[:1]:
        told.records.delete(record.id)
    assert count(told, ReportKind.STEPS).total == 2
    before = {kind: lines(count(told, kind)) for kind in ReportKind}
    wren = next(case for case in told.records.list("case") if case.fields["code"] == "WREN")

    def spoil(connection: Connection) -> None:
        # What an import or a later program could have left: a list where a text belongs, a text where a table does.
        connection.execute(
            "UPDATE record SET payload = json_set(payload, '$.tags', 'one', '$.persons', 'b', '$.status', json(?)) WHERE id = ?",
            ("[]", wren.id),
        )

    told.db.write(spoil)
    assert {kind: lines(count(told, kind)) for kind in ReportKind} == before
    assert count(told, ReportKind.OPENED, tag="one", role="defender").total == 0


def test_every_line_and_column_has_words_in_each_language(told: Vault) -> None:
    for catalogue in (Catalogue(), Catalogue("nl", resource_path("locale"))):
        words = LineWords(told.schema.vocabularies, catalogue)
        for kind in ReportKind:
            report = count(told, kind)
            said = [words.line(kind, line.code) for line in report.lines]
            assert all(said)
            assert len(set(said)) == len(said)
            assert all(words.column(code) for code in report.columns)
            assert str(report.total) in counts_words(kind, catalogue, report.total)
            assert all(catalogue.text(msg) for msg in (TITLES[kind], HOW[kind], head_of(kind)))


def test_limits_are_counted_once_until_something_changes(told: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    walks: list[Vault] = []
    original = clocks.case_facts

    def walk(vault: Vault) -> Iterator[CaseFacts]:
        walks.append(vault)
        return original(vault)

    monkeypatch.setattr("casevault.vault.reports.case_facts", walk)
    kept = Reports(told)
    first = kept.count(ReportKind.LIMITS, Wanted(), as_of=TODAY)
    assert kept.count(ReportKind.LIMITS, Wanted(status="open"), as_of=TODAY).total <= first.total
    assert len(walks) == 1
    told.records.add("person", {"display_name": "Someone"})
    kept.count(ReportKind.LIMITS, Wanted(), as_of=TODAY)
    assert len(walks) == 2

    def cancel(_done: int, _total: int, /) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        kept.count(ReportKind.STAGE, Wanted(), as_of=TODAY, progress=cancel)


@pytest.mark.parametrize("kind", [kind for kind in ReportKind if kind not in {ReportKind.LIMITS, ReportKind.REGION}])
def test_a_report_reads_cases_and_what_belongs_to_them_and_walks_nothing_else(told: Vault, kind: ReportKind) -> None:
    plans: list[str] = []

    class Asking:
        def __init__(self, connection: Connection) -> None:
            self._connection = connection

        def execute(self, statement: str, values: list[str]) -> list[object]:
            plans.extend(row[3] for row in self._connection.execute(f"EXPLAIN QUERY PLAN {statement}", values))
            return []

    told.db.read(lambda c: statements.counted(Asking(c), kind, Wanted(status="open", role="lawyer")))
    assert {step.split()[1] for step in plans if step.startswith("SCAN")}.isdisjoint(
        {"r", "m", "d", "c", "record", "case_record"}
    )
    assert any("record_list" in step for step in plans), plans
