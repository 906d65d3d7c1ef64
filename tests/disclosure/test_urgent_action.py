"""The urgent action: what it asks of whom until when, which limits of the law it may name, and when it is not made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from disclosure_fakes import FakeVault, invented_case
from hypothesis import given
from hypothesis import strategies as st

from casevault.disclosure import compile as compiler
from casevault.disclosure.document import Heading, Items, Run, Table
from casevault.disclosure.outputs.parts import split
from casevault.disclosure.request import Request
from casevault.disclosure.scan_tree import tree_lines
from casevault.errors import Code, UserProblem
from casevault.progress import silent

if TYPE_CHECKING:
    from casevault.disclosure.document import Document


@pytest.fixture
def fake() -> FakeVault:
    return FakeVault()


@pytest.fixture(autouse=True)
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "render", lambda _document, _format: b"")


def make(fake: FakeVault, *cases: str, audience: str = "ngo", **fields: Any) -> Any:
    request = Request(cases=cases, audience=audience, output="urgent_action", to="A recipient", **fields)
    return compiler._make(fake, request, silent)  # type: ignore[arg-type]  # a vault in memory


def agreed(fake: FakeVault, audience: str = "ngo", level: str = "full") -> dict[str, str]:
    return invented_case(fake, purpose="public_advocacy", audiences=[audience], identity_level=level, scope_fields=["health"])


def text_of(document: Document) -> str:
    return "\n".join(line.text for line in tree_lines(document))


def under(document: Document, title: str) -> list[Any]:
    """Return the blocks under a heading."""
    blocks = list(document.blocks)
    starts = {at: "".join(run.text for run in block.line) for at, block in enumerate(blocks) if isinstance(block, Heading)}
    for at, end in zip(starts, [*list(starts)[1:], len(blocks)], strict=True):
        if starts[at] == title:
            return blocks[at + 1 : end]
    return []


def items(document: Document, title: str) -> list[str]:
    found = [block for block in under(document, title) if isinstance(block, Items)]
    return ["".join(run.text for run in line) for block in found for line in block.lines]


def test_who_what_why_whom_and_until_when(fake: FakeVault) -> None:
    made = agreed(fake)
    document = make(fake, made["case"]).document
    read = text_of(document)
    assert "".join(run.text for run in document.title) == "Urgent action: Lin Zhaowen 林兆雯"
    for words in (
        "Criminal detention, China",
        "25 March 2026",
        "A lawyer for villagers",
        "Consent to share this with you for this purpose",
    ):
        assert words in read, words
    assert items(document, "What you can do")[:2] == [
        "Ask that her lawyer [a lawyer] may see her.",
        "Write in Chinese, in English or in your own language, in your own words.",
    ]
    (targets,) = [block for block in under(document, "Whom to write to") if isinstance(block, Table)]
    assert ["".join(run.text for run in row[0][0]) for row in targets.rows] == [
        "Yunting Public Security Bureau",
        "Yunting Court 云亭法院",
    ]
    assert "寻衅滋事罪" in read
    assert document.blocks[0].pairs[-1], "the cover comes first"
    assert f"2026-{document.identifier[:6].upper()}" in read, "its number finds it in the register"


def test_the_next_limits_and_the_one_that_has_passed(fake: FakeVault) -> None:
    """Held since 12 February, on 18 March: 37 days end on the 21st; nobody told the family within a day."""
    assert items(make(fake, agreed(fake)["case"]).document, "Why it is urgent") == [
        (
            "Detention without arrest ends: by 21 March 2026 at the latest, with every extension (worked out from CPL 91, "
            "counted from 12 February 2026)."
        ),
        (
            "Family told of the detention: the last day was between 13 and 14 February 2026 (CPL 85(2), counted from "
            "12 February 2026), unless more is shown than is on record."
        ),
        "First instance: 1 April 2026, 09:00, Yunting Court 云亭法院",
    ]


@pytest.mark.parametrize("hide", ["level", "stage", "end"])
def test_a_limit_that_would_tell_what_is_withheld_is_not_named(fake: FakeVault, hide: str) -> None:
    made = agreed(fake, "public", level="initials" if hide == "level" else "full")
    if hide == "stage":
        fake.records.edit(made["stage"], {"data_class": "C4"})
    elif hide == "end":  # that the stage has ended is withheld: said from what leaves alone it would still run
        later = {"period": made["detention"], "measure": "bail", "start": "2026-03-10", "data_class": "C4"}
        fake.records.add("stage", later)
    read = text_of(make(fake, made["case"], audience="public").document)
    assert "21 March" not in read
    assert ("counted from" in read) == (hide == "end"), "notice to the family does not hang on how the stage ended"


def test_an_article_nobody_compared_says_so(fake: FakeVault) -> None:
    made = agreed(fake)
    fake.records.edit(made["detention"], {"start": "2015-02-12"})
    fake.records.edit(made["stage"], {"start": "2015-02-12", "measure": "summons"})
    fake.records.edit(made["case"], {"jurisdiction": "CN"})
    for claim in ("claim1", "claim2"):
        fake.records.edit(made[claim], {"status": "rejected"})
    fake.records.edit(made["taken"], {"start": "2015-02-12", "kind": "threat"})
    (passed,) = [line for line in items(make(fake, made["case"]).document, "Why it is urgent") if "the last day was" in line]
    assert "CPL 2012 117, not confirmed" in passed


def test_the_newest_events_alone(fake: FakeVault) -> None:
    made = agreed(fake)
    for day in range(1, 8):
        fake.records.add(
            "event", {"case": made["case"], "kind": "threat", "start": f"2026-03-{day:02}", "narrative": f"Day {day}."}
        )
    fake.records.add("event", {"case": made["case"], "kind": "threat", "start": "2026-06-01", "narrative": "Not yet."})
    (table,) = [block for block in under(make(fake, made["case"]).document, "What happened") if isinstance(block, Table)]
    assert ["".join(run.text for run in row[1][1]) for row in table.rows] == [f"Day {day}." for day in range(3, 8)]


def test_the_public_reads_no_name_with_one_source_and_no_topic(fake: FakeVault) -> None:
    read = text_of(make(fake, agreed(fake, "public")["case"], audience="public").document)
    for words in ("Yunting", "云亭", "the child", "Needs medicine", "Quiet contact"):
        assert words not in read, words
    assert "the embassy of China in your own country" in read


@pytest.mark.parametrize(
    ("fields", "keys"),
    [
        ({"ask": {"na": "unknown"}}, ("ask",)),
        ({"ask_by": {"na": "unknown"}}, ("ask_by",)),
        ({"ask_by": "2026-03-17"}, ("ask_by",)),
    ],
)
def test_without_a_question_or_a_day_that_lies_ahead_it_is_not_made(
    fake: FakeVault, fields: dict[str, object], keys: tuple[str, ...]
) -> None:
    made = agreed(fake)
    fake.records.edit(made["case"], fields)
    with pytest.raises(UserProblem) as problem:
        make(fake, made["case"])
    assert (problem.value.code, problem.value.safe["keys"]) == (Code.OUTPUT_INCOMPLETE, keys)


def test_several_people_in_one_paper(fake: FakeVault) -> None:
    one, two = agreed(fake), agreed(fake)
    read = text_of(make(fake, one["case"], two["case"]).document)
    assert read.count("What you can do") == 2


@given(st.lists(st.text("ab \n", max_size=12), max_size=4))
def test_paragraphs_lose_no_word_and_no_origin(texts: list[str]) -> None:
    line = tuple(Run(text, f"r{at}", "ask") for at, text in enumerate(texts))
    made = split(line)
    assert all("\n" not in run.text and run.text for part in made for run in part)
    letters = [(char, run.record) for run in line for char in run.text if char not in " \n"]
    assert [(char, run.record) for part in made for run in part for char in run.text if char not in " \n"] == letters


def test_what_is_asked_passes_like_any_prose(fake: FakeVault) -> None:
    """Names, and numbers that nobody recorded, are replaced in the ask too; a single name of a stranger is put to a person."""
    made = agreed(fake, "public")
    stranger = fake.records.add("person", {"display_name": "Quorvath"}).id
    ask = "Ring +86 138 1234 5678 or mail x.fan@harbour.example; let Lin Zhaohui see her. Thank Quorvath."
    fake.records.edit(made["case"], {"ask": ask})
    built = make(fake, made["case"], audience="public")
    text = text_of(built.document)
    assert "1234" not in text
    assert "harbour" not in text
    assert "Zhaohui" not in text
    weak = built.scanner.sightings("Thank Quorvath.")
    assert [(one.term.record, one.grade.value) for one in weak] == [(stranger, "weak")]
