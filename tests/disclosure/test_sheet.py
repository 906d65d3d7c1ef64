"""What the sheet gives an output beside lines: cells, money, days, and values that are counted and never read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from disclosure_fakes import FakeVault, invented_case

from casevault.disclosure import compile as compiler
from casevault.disclosure import register
from casevault.disclosure.outputs.registry import OUTPUTS
from casevault.disclosure.request import Action, Reason, Request
from casevault.progress import silent

if TYPE_CHECKING:
    from casevault.disclosure.document import Document
    from casevault.disclosure.sheet import Sheet

TODAY = "2026-03-18"


@pytest.fixture
def fake() -> FakeVault:
    return FakeVault()


def taken(fake: FakeVault, monkeypatch: pytest.MonkeyPatch, made: dict[str, str], take: Any, audience: str = "embassy") -> Any:
    """Make a paper whose builder takes what `take` takes of the sheet, and return what that gave, with what was made."""
    build = OUTPUTS["chronology"].build
    given: list[Any] = []

    def taking(sheet: Sheet, *rest: Any) -> Document:
        given.append(take(sheet))
        return replace(build(sheet, *rest), blocks=()) if audience != "statistics" else build(sheet, *rest)

    monkeypatch.setattr(compiler, "render", lambda _document, _format: b"")
    monkeypatch.setitem(OUTPUTS, "chronology", replace(OUTPUTS["chronology"], build=taking, audiences=(audience,)))
    request = Request(cases=(made["case"],), audience=audience, output="chronology", to="A reader")
    built = compiler._make(fake, request, silent)  # type: ignore[arg-type]  # a vault in memory
    return given[0], built


def said(line: Any) -> str:
    return "".join(run.text for run in line)


def test_a_table_cell_by_cell_and_money_with_its_currency(fake: FakeVault, monkeypatch: pytest.MonkeyPatch) -> None:
    made = invented_case(fake)
    admitted = [{"capacity": "diplomat", "let_in": 0, "refused": 3, "reason": "Full."}, {"let_in": {"na": "unknown"}}]
    fake.records.edit(made["hearing"], {"admitted": admitted})
    support = {"case": made["case"], "for": made["lin"], "kind": "legal", "amount": "1200.50", "currency": "EUR"}
    gift = fake.records.add("support", support).id

    def take(sheet: Sheet) -> Any:
        return (
            sheet.cells(made["hearing"], "admitted", "capacity", "refused", "reason"),
            sheet.amount(gift),
            sheet.number(gift, "amount"),
        )

    (rows, money, number), built = taken(fake, monkeypatch, made, take)
    assert [[said(cell) for cell in row] for row in rows] == [["diplomat", "3", "Full."]], "a row that says nothing is left out"
    assert said(money).startswith("1200.50\N{NO-BREAK SPACE}")
    assert str(number) == "1200.50"
    assert {"amount", "currency"} <= set(built.written[gift])


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-02-12", "", 34),
        ("2026-02-12", "2026-02-14", 2),
        ("2026-02-12~", "2026-02-14", None),
        ("2026-02", "2026-03-01", None),
        ("2026-02-12", "2026-02-14?", None),
        ("2026-02-14", "2026-02-12", None),
        ("2026-02-12", "2026-02-13/2026-02-14", None),
    ],
)
def test_days_are_counted_between_certain_days_alone(
    fake: FakeVault, monkeypatch: pytest.MonkeyPatch, start: str, end: str, days: int | None
) -> None:
    made = invented_case(fake)
    fake.records.edit(made["stage"], {"start": start, **({"end": end} if end else {})})
    assert taken(fake, monkeypatch, made, lambda sheet: sheet.days(made["stage"], "start", "end", TODAY))[0] == days


def test_what_is_counted_is_written_and_never_read(fake: FakeVault, monkeypatch: pytest.MonkeyPatch) -> None:
    made = invented_case(fake)

    def take(sheet: Sheet) -> Any:
        assert sheet.line(made["stage"], "measure") == sheet.line(made["case"], "ask") == ()
        found = [
            sheet.counted(made["stage"], "measure"),
            sheet.counted(made["stage"], "national_security"),
            sheet.counted(made["taken"], "start"),
            sheet.counted(made["taken"], "rights"),
            sheet.counted(made["lin"], "gender"),
            sheet.counted(made["theirs"], "channel"),
            sheet.counted_days(made["stage"], "start", "end", TODAY),
        ]
        kept = [
            ("taken", "narrative"),
            ("lin", "display_name"),
            ("lin", "ethnicity"),
            ("sister", "display_name"),
            ("watched", "kind"),
        ]
        return found, [sheet.counted(made[name], key) for name, key in kept]

    (found, kept), built = taken(fake, monkeypatch, made, take, "statistics")
    assert found == [("criminal_detention",), ("false",), ("2026",), ("L1", "T6"), ("female",), ("quiet",), 34]
    assert kept == [()] * 5
    rows = {(row.id, row.field): row for row in built.preview.rows}
    measure = rows[made["stage"], "measure"]
    assert (measure.action, measure.reason, measure.after) == (Action.GENERALISED, Reason.COUNTED, "")
    assert all(row.after == "" for row in built.preview.rows)
    assert register.persons_named(built.clearance, built.written) == []
    assert built.records == b""
