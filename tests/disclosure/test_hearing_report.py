"""The hearing report: facts before assessment and never mixed, the checklist, the access log, the glossary, who must agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from disclosure_fakes import FakeVault, invented_case

from casevault.disclosure import compile as compiler
from casevault.disclosure.document import Document, Heading, Paragraph, Table
from casevault.disclosure.outputs.hearing_report import COUNSEL_AGREED
from casevault.disclosure.request import Request
from casevault.disclosure.scan_tree import tree_lines
from casevault.errors import Code, UserProblem
from casevault.progress import silent
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from collections.abc import Sequence

OPINION = ("Nobody weighed", "violated", "Violated", "One seat for forty.", "Ask for the judgment")


@pytest.fixture
def fake() -> FakeVault:
    return FakeVault()


@pytest.fixture(autouse=True)
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "render", lambda _document, _format: b"")


def make(fake: FakeVault, made: dict[str, str], audience: str = "embassy", **fields: Any) -> Any:
    request = Request(
        cases=(made["case"],), audience=audience, output="hearing_report", to="A recipient", record=made["hearing"], **fields
    )
    return compiler._make(fake, request, silent)  # type: ignore[arg-type]  # a vault in memory


def observed(fake: FakeVault, audience: str = "embassy", level: str = "full", **fields: object) -> dict[str, str]:
    made = invented_case(fake, purpose="trial_observation", audiences=[audience], identity_level=level)
    fake.records.edit(
        made["hearing"],
        {
            "held": "2026-04-01T09:20+08:00",
            "end": "2026-04-01T10:00+08:00",
            "interpreter": "Guzel Sadik",
            "lawyers": [made["lawyer"]],
            "admitted": [{"capacity": "family", "let_in": 1, "refused": 3, "reason": "one seat"}],
            "stamps": [
                {"at": "2026-04-01T09:31+08:00", "code": "charges_read"},
                {"at": "2026-04-01T09:20+08:00", "code": "opened"},
            ],
            "defence_minutes": 22,
        },
    )
    seen = {
        "hearing": made["hearing"],
        "observer": made["embassy"],
        "basis": "direct",
        "interpreter": "Guzel Sadik",
        "notes": "Raw notes.",
        "facts": "Chen Moqing spoke twice.\nLin Zhaohui was outside.",
        "assessment": "Nobody weighed a reason to close the doors.",
        "follow_up": "Ask for the judgment in writing.",
        "items": [
            {"code": "T3", "rating": "violated", "note": "One seat for forty."},
            {"code": "T10", "rating": "not_applicable"},
        ],
        "stamps": [
            {"at": "2026-04-01T09:20+08:00", "code": "opened"},
            {"at": "2026-04-01T09:55+08:00", "code": "lawyer_interrupted"},
        ],
    }
    made["seen"] = fake.records.add("observation", {**seen, **fields}).id
    kept_out = {
        "hearing": made["hearing"],
        "observer": made["us"],
        "capacity": "ngo",
        "outcome": "refused",
        "stated_reason": "full",
    }
    fake.records.add("attendance", {**kept_out, "verbatim": "满员了，请回。"})
    return made


def said(line: Sequence[Any]) -> str:
    return "".join(run.text for run in line)


def text_of(document: Document) -> str:
    return "\n".join(line.text for line in tree_lines(document))


def parts(document: Document) -> dict[str, str]:
    """Return the words of each part, by its heading of level 1; what stands before the first is under ""."""
    found: dict[str, list[Any]] = {"": []}
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            found[said(block.line)] = []
        else:
            found[list(found)[-1]].append(block)
    return {title: "\n".join(line.text for line in tree_lines(Document("en", (), blocks=tuple(b)))) for title, b in found.items()}


def test_facts_and_assessment_are_strictly_apart(fake: FakeVault) -> None:
    made = parts(make(fake, observed(fake)).document)
    assert list(made) == ["", "Facts", "Assessment", "Chinese glossary"]
    for words in OPINION:
        assert words not in made[""] + made["Facts"], words
        assert words in made["Assessment"] or words == "violated", words
    for words in ("[a lawyer] spoke twice.", "Lawyer interrupted", "22"):
        assert words in made["Facts"], words
        assert words not in made["Assessment"], words
    assert "It is opinion, kept apart from the facts above." in made["Assessment"]


def test_no_opinion_no_part_for_it(fake: FakeVault) -> None:
    made = observed(fake, assessment=None, follow_up=None, items=[])
    assert list(parts(make(fake, made).document)) == ["", "Facts", "Chinese glossary"]


@pytest.mark.parametrize("audience", ["embassy", "ngo", "public"])
def test_nobody_reads_of_the_interpreter_or_of_who_did_not_agree(fake: FakeVault, audience: str) -> None:
    read = text_of(make(fake, observed(fake, audience), audience, options=(COUNSEL_AGREED,)).document)
    assert "Lin Zhaowen" in read
    for words in ("Guzel", "Sadik", "Zhaohui", "Chen Moqing", "陈墨青", "Raw notes"):
        assert words not in read, words


def test_every_right_of_the_checklist_stands_there_once(fake: FakeVault) -> None:
    blocks = make(fake, observed(fake)).document.blocks
    at = next(at for at, block in enumerate(blocks) if isinstance(block, Table) and said(block.head[0]) == "Right")
    table, rest = blocks[at], blocks[at + 1]
    assert isinstance(table, Table)
    assert isinstance(rest, Paragraph)
    rows = {said(row[0][0]).split()[0]: [said(line) for cell in row for line in cell] for row in table.rows}
    assert list(rows) == ["T3", "T10"]
    assert rows["T3"][1:] == ["ICCPR 14(1) · UDHR 10, 11(1)", "Violated", "One seat for forty."]
    without = {part.split()[0] for part in said(rest.line).removeprefix("No entry: ").split(" · ")}
    assert without | set(rows) == set(load_schema().vocabularies.codes("right"))
    assert not without & set(rows)


def test_what_two_noted_alike_stands_once_in_order(fake: FakeVault) -> None:
    (table,) = [b for b in make(fake, observed(fake)).document.blocks if isinstance(b, Table) and said(b.head[0]) == "When"]
    assert [(said(row[0][0])[-5:], said(row[1][0])) for row in table.rows] == [
        ("09:20", "Hearing opened"),
        ("09:31", "Charges read out"),
        ("09:55", "Lawyer interrupted"),
    ]


def test_the_access_log(fake: FakeVault) -> None:
    facts = parts(make(fake, observed(fake)).document)["Facts"]
    for words in ("one seat", "Lantern Desk", "Refused", "Reason given: full", "“满员了，请回。”"):
        assert words in facts, words


def test_the_glossary_says_which_words_are_the_laws_own(fake: FakeVault) -> None:
    (table,) = [b for b in make(fake, observed(fake)).document.blocks if isinstance(b, Table) and said(b.head[0]) == "Term"]
    rows = {said(row[0][0]): (said(row[1][0]), said(row[2][0])) for row in table.rows}
    assert rows["Picking quarrels and provoking trouble"] == ("寻衅滋事罪", "CL 293")
    assert rows["Hearing opened"] == ("开庭", "CPL 190")
    assert rows["Lawyer interrupted"] == ("辩护人被打断", "not confirmed")
    assert all(run.lang == "zh-Hans" for row in table.rows for line in row[1] for run in line)
    assert "Hearing ended" not in rows, "only what is printed"


def test_two_observers_have_numbers_in_place_of_names_beside_each_finding(fake: FakeVault) -> None:
    made = observed(fake)
    other = {"hearing": made["hearing"], "observer": made["us"], "basis": "counsel", "facts": "The file was seen for a day."}
    fake.records.add("observation", {**other, "items": [{"code": "T3", "rating": "partly"}]})
    found = parts(make(fake, made).document)
    assert "Observer 1" in found["Facts"]
    assert "Observer 2" in found["Facts"]
    findings = {line for line in found["Assessment"].splitlines() if line[1:2] == ":"}
    assert {line[3:] for line in findings} >= {"Violated", "Partly respected"}
    assert {line[0] for line in findings} == {"1", "2"}


def test_for_the_public_only_after_counsel_agreed(fake: FakeVault) -> None:
    made = observed(fake, "public", "initials")
    with pytest.raises(UserProblem) as problem:
        make(fake, made, "public")
    assert (problem.value.code, problem.value.safe["option"]) == (Code.APPROVAL_MISSING, COUNSEL_AGREED)
    read = text_of(make(fake, made, "public", options=(COUNSEL_AGREED,)).document)
    assert "Counsel agreed to the publication of this report." in read
    for words in ("09:20", "1 April", "Zhaowen", "Yunting"):
        assert words not in read, words
    assert "Counsel agreed to the publication" not in text_of(make(fake, observed(fake)).document)


def test_a_hearing_that_nobody_observed_gives_no_report(fake: FakeVault) -> None:
    made = observed(fake)
    court = {"case": made["case"], "court": made["court"], "kind": "verdict", "scheduled": "2026-05-01"}
    made["hearing"] = fake.records.add("hearing", court).id
    with pytest.raises(UserProblem) as problem:
        make(fake, made)
    assert (problem.value.code, problem.value.safe["keys"]) == (Code.OUTPUT_INCOMPLETE, ("facts", "basis"))


def test_the_judgment_with_the_last_day_to_appeal(fake: FakeVault) -> None:
    made = observed(fake)
    judged = {"case": made["case"], "hearing": made["hearing"], "date": "2026-03-16", "served": "2026-03-16", "verdict": "guilty"}
    fake.records.add("judgment", {**judged, "sentences": [{"person": made["lin"], "kind": "fixed_term", "term": "P4Y"}]})
    read = text_of(make(fake, made).document)
    assert "by 26 March 2026 (CPL 230, counted from 16 March 2026)" in read
    assert "Lin Zhaowen 林兆雯: Fixed-term imprisonment, 4 years" in read
