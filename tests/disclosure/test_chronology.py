"""The chronology: what it tells, in which order, to whom, and what stands in it only where that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from disclosure_fakes import FakeVault, invented_case

from casevault.disclosure import compile as compiler
from casevault.disclosure.document import Document, Heading, Table
from casevault.disclosure.outputs.chronology import OUTPUT, WITH_FAMILY
from casevault.disclosure.request import Reason, Request
from casevault.disclosure.scan_tree import tree_lines
from casevault.progress import silent

if TYPE_CHECKING:
    from collections.abc import Sequence


@pytest.fixture
def fake() -> FakeVault:
    return FakeVault()


@pytest.fixture(autouse=True)
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "render", lambda _document, _format: b"")


def make(fake: FakeVault, *cases: str, audience: str = "embassy", **fields: Any) -> Any:
    request = Request(cases=cases, audience=audience, output="chronology", to="A recipient", **fields)
    return compiler._make(fake, request, silent)  # type: ignore[arg-type]  # a vault in memory


def text_of(document: Document) -> str:
    return "\n".join(line.text for line in tree_lines(document))


def cells(document: Document) -> list[tuple[str, ...]]:
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    return [tuple(" / ".join(said(line) for line in cell) for cell in row) for row in table.rows]


def said(line: Sequence[Any]) -> str:
    return "".join(run.text for run in line)


def test_when_what_how_certain_from_where_at_which_stage(fake: FakeVault) -> None:
    made = make(fake, invented_case(fake)["case"])
    rows = cells(made.document)
    assert [row[0] for row in rows] == ["Reported on 12 or 14 February 2026", "12 February 2026", "1 April 2026, 09:00"]
    assert rows[0][1].startswith("Taken into custody · a home / Lin Zhaowen was taken by six officers. Her sister [a relative]")
    assert rows[0][2:] == ("Credible", "Court papers and official notices; people with direct knowledge", "Criminal detention")
    assert rows[1][4] == "", "a stage says what it is itself"
    assert rows[2][4] == "Criminal detention"
    assert said(made.document.title) == "Chronology: Lin Zhaowen 林兆雯"
    assert "Counsel agreed, for the person" in text_of(made.document)
    assert made.document.wide, "five columns do not fit an upright page in every language"


def test_contacts_of_the_family_only_where_asked_for(fake: FakeVault) -> None:
    made = invented_case(fake)
    visit = {"case": made["case"], "to": "detention_centre", "outcome": "refused"}
    fake.records.add("visit", {**visit, "visitor": made["sister"], "held": "2026-03-07"})
    fake.records.add("visit", {**visit, "visitor": made["embassy"], "to": "family_home", "held": "2026-03-08"})
    fake.records.add("visit", {**visit, "visitor": made["embassy"], "held": "2026-03-09"})
    without, with_them = make(fake, made["case"]), make(fake, made["case"], options=(WITH_FAMILY,))
    days = {row[0] for row in cells(with_them.document)} - {row[0] for row in cells(without.document)}
    assert days == {"5 March 2026", "7 March 2026", "8 March 2026"}
    assert any(row[0] == "9 March 2026" and "Embassy of Ruritania" in row[1] for row in cells(without.document))
    assert ("5 March 2026", "Call · a relative") in [row[:2] for row in cells(with_them.document)]
    assert any(row[0] == "7 March 2026" and "a relative" in row[1] for row in cells(with_them.document))
    assert "Zhaohui" not in text_of(with_them.document)


def test_of_two_people_held_nobody_knows_whose_stage_it_was(fake: FakeVault) -> None:
    made = invented_case(fake)
    other = fake.records.add("detention", {"case": made["case"], "person": made["lawyer"], "start": "2026-03-01"}).id
    fake.records.add("stage", {"period": other, "measure": "rsdl", "start": "2026-03-01"})
    assert all(len(row) == 4 for row in cells(make(fake, made["case"]).document))


def test_several_cases_each_under_its_people(fake: FakeVault) -> None:
    made, other = invented_case(fake), invented_case(fake)
    headings = [b for b in make(fake, made["case"], other["case"]).document.blocks if isinstance(b, Heading) and b.level == 1]
    assert [said(heading.line) for heading in headings] == ["Lin Zhaowen 林兆雯"] * 2


def test_nothing_to_tell_is_said(fake: FakeVault) -> None:
    made = invented_case(fake)
    for name in ("taken", "claim1", "claim2", "stage", "detention", "hearing"):
        del fake.records.all[made[name]]
    assert "Nothing that may be told here is recorded." in text_of(make(fake, made["case"]).document)


@pytest.mark.parametrize("audience", OUTPUT.audiences)
def test_it_adds_up_for_every_audience(fake: FakeVault, audience: str) -> None:
    made = invented_case(fake, audiences=[audience])
    preview = make(fake, made["case"], audience=audience, options=(WITH_FAMILY,)).preview
    assert preview.selected == preview.written + preview.withheld + preview.failed == len(preview.rows)
    assert all(row.after == "" for row in preview.rows if row.reason is Reason.NOT_IN_OUTPUT)
    for word in ("Zhaohui", "Chen Moqing", "1204", "138", "11010519491231002X", "Heron", "Willow"):
        assert word not in text_of(preview.document)


def test_a_public_paper_may_be_passed_on_and_says_so(fake: FakeVault) -> None:
    made = invented_case(fake, audiences=["public"])
    document = make(fake, made["case"], audience="public").document
    assert (document.label, document.header) == ("TLP:CLEAR", ())
    assert "Do not forward" not in text_of(document)
    assert "May be shared until the day above." in text_of(document)
