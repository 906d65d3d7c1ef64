"""Reports over all cases: each case with a detention, a stage, a charge and a step, beside what the vault holds already."""

from __future__ import annotations

from datetime import date
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.build import BATCH
from benchmarks.table import Figure, timed
from casevault.domain.reports import ReportKind, Wanted
from casevault.vault.cases import Add
from casevault.vault.reports import Reports

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault

AS_OF = date(2026, 3, 18)
MOST_MS = 1_000
# The law of every case is read for these, off the window's thread and once for each change of the vault.
LIMITS_MS = 15_000
TIMES = 5
_MEASURES = ("criminal_detention", "arrest", "bail", "rsdl")


def reporting(vault: Vault, _folder: Path) -> list[Figure]:
    """How long the slowest report takes that the database answers, and the one that reads the law."""
    _record(vault)
    asked = [kind for kind in ReportKind if kind is not ReportKind.LIMITS]
    reports = Reports(vault)
    times = {kind: median(_taken(reports, kind) for _ in range(TIMES)) for kind in asked}
    slowest = max(asked, key=times.__getitem__)
    return [
        Figure(name="slowest report", measured_ms=times[slowest], most_ms=MOST_MS, note=slowest.value),
        Figure(name="report on limits", measured_ms=_taken(Reports(vault), ReportKind.LIMITS), most_ms=LIMITS_MS),
    ]


def _taken(reports: Reports, kind: ReportKind) -> float:
    return timed(lambda: reports.count(kind, Wanted(), as_of=AS_OF))


def _record(vault: Vault) -> None:
    """Record what is counted, unless an earlier run that was kept did."""
    records = vault.records
    if records.ids("detention", limit=1):
        return
    people, cases = records.ids("person"), records.ids("case")
    actor = records.add("organisation", {"name": "Bench", "kind": "court"}).id
    step = {"actor": actor, "level": "working", "instrument": "joint_statement", "channel": "quiet", "asked": "release"}
    step |= {"consulted_before": "no", "response": "none", "followup_due": "2026-04-01"}
    for first in range(0, len(cases), BATCH):
        lot = list(enumerate(cases[first : first + BATCH], first))
        days = {case: f"{2010 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}" for number, case in lot}
        begun = [Add("detention", {"case": case, "person": people[number], "start": days[case]}) for number, case in lot]
        made = records.apply(begun).made
        rest: list[Add] = []
        for (number, case), detention in zip(lot, made, strict=True):
            measure = _MEASURES[number % len(_MEASURES)]
            rest.append(Add("stage", {"period": detention, "measure": measure, "start": days[case]}))
            rest.append(Add("charge", {"case": case, "person": people[number], "law_article": "cn.cl.293"}))
            rest.append(Add("intervention", {**step, "case": [case], "date": days[case]}))
        records.apply(rest)
