"""The log of interventions: what it tells of whom, what it only counts, and what stands in neither."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from disclosure_fakes import FakeVault, invented_case

from casevault.disclosure import compile as compiler
from casevault.disclosure.document import Document, Table
from casevault.disclosure.outputs.interventions import OUTPUT, REPORTABLE
from casevault.disclosure.render.pdf import render_pdf
from casevault.disclosure.request import Action, Reason, Request
from casevault.disclosure.scan_pdf import page_texts
from casevault.disclosure.scan_tree import tree_lines
from casevault.errors import Code, UserProblem
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
    request = Request(cases=cases, audience=audience, output="interventions", to="A recipient", **fields)
    return compiler._make(fake, request, silent)  # type: ignore[arg-type]  # a vault in memory


def tables(document: Document) -> list[list[tuple[str, ...]]]:
    return [
        [tuple(" / ".join(said(line) for line in cell) for cell in row) for row in block.rows]
        for block in document.blocks
        if isinstance(block, Table)
    ]


def said(line: Sequence[Any]) -> str:
    return "".join(run.text for run in line)


def text_of(document: Document) -> str:
    return "\n".join(line.text for line in tree_lines(document))


def test_own_steps_and_shared_ones_with_every_fact_in_its_column(fake: FakeVault) -> None:
    made = invented_case(fake)
    fake.records.edit(
        made["own"],
        {"forum": "bilateral", "response_text": "Noted.", "result": "answer_only", "result_text": "A letter.", "effect": "1",
         "attribution": "plausible", "fed_back_to_person": "2026-03-10", "addressee": "The desk", "side_effects": "Her street."},
    )  # fmt: skip
    document = make(fake, made["case"]).document
    (rows,) = tables(document)
    assert rows[0] == (
        "2 March 2026", "Quiet", "Lantern Desk", "Working level", "Bilateral / The desk",
        "Démarche or request to the foreign ministry / Background for embassies.",
        "No response / “Noted.”", "Answer only / A letter.", "Positive", "Plausible", "1 April 2026", "10 March 2026",
    )  # fmt: skip
    assert [row[1] for row in rows] == ["Quiet", "Public"]
    assert document.wide
    for secret in ("A retired official.", "Lawyer access.", "Her street."):
        assert secret not in text_of(document)


def test_the_reportable_view_counts_what_was_not_public_and_says_nothing_of_it(fake: FakeVault) -> None:
    made = invented_case(fake)
    fake.records.edit(made["own"], {"result": "answer_only", "result_text": "A letter."})
    fields = {k: v for k, v in fake.records.get(made["own"]).fields.items() if k != "source_ids"}
    fake.records.add("intervention", {**fields, "channel": "mixed"})
    fake.records.add("intervention", fields)
    made_of = make(fake, made["case"], options=(REPORTABLE,))
    told, counted = tables(made_of.document)
    assert [row[1] for row in told] == ["Public"]
    assert counted == [("Quiet", "Answer only", "2"), ("Mixed", "Answer only", "1")]
    text = text_of(made_of.document)
    for secret in ("Background for embassies.", "A letter.", "Lawyer access.", "A retired official."):
        assert secret not in text
    rows = {(row.id, row.field): row for row in made_of.preview.rows}
    assert (rows[made["own"], "channel"].action, rows[made["own"], "channel"].reason) == (Action.GENERALISED, Reason.COUNTED)
    assert rows[made["own"], "asked"].reason is Reason.NOT_IN_OUTPUT
    assert rows[made["internal"], "channel"].reason is Reason.INTERNAL, "what the reader may not know of is in no number"


def test_the_public_reads_of_public_steps_alone_and_is_not_told_whether_there_were_others(fake: FakeVault) -> None:
    made = invented_case(fake, audiences=["public"])
    before = make(fake, made["case"], audience="public", options=(REPORTABLE,)).document
    assert [[row[1] for row in table] for table in tables(before)] == [["Public"]]
    for name in ("own", "internal", "theirs"):
        del fake.records.all[made[name]]
    after = make(fake, made["case"], audience="public", options=(REPORTABLE,)).document
    assert before.blocks == after.blocks


def test_that_nothing_was_done_is_said(fake: FakeVault) -> None:
    made = invented_case(fake)
    fake.records.edit(made["public"], {"omission": True})
    (rows,) = tables(make(fake, made["case"]).document)
    assert rows[1][5] == "Démarche or request to the foreign ministry / No action. A statement."


def test_without_any_step_there_is_no_log(fake: FakeVault) -> None:
    made = invented_case(fake)
    for name in ("own", "internal", "theirs", "public"):
        del fake.records.all[made[name]]
    with pytest.raises(UserProblem) as refused:
        make(fake, made["case"])
    assert (refused.value.code, refused.value.safe["keys"]) == (Code.OUTPUT_INCOMPLETE, ("asked",))


def test_a_long_log_lies_on_its_side_and_repeats_its_head_on_every_page(fake: FakeVault) -> None:
    made = invented_case(fake)
    fields = {k: v for k, v in fake.records.get(made["public"]).fields.items() if k != "source_ids"}
    for day in range(1, 29):
        fake.records.add("intervention", {**fields, "date": f"2026-02-{day:02}", "asked": "That her lawyer may see her. " * 4})
    pages = list(page_texts(render_pdf(make(fake, made["case"], lang="nl").document)))
    assert len(pages) > 2
    assert all("Toeschrijving" in " ".join(page.split()) for page in pages)
    assert OUTPUT.languages == ("en", "nl")
