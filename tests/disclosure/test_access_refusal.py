"""The access-refusal note: what it says to whom, which law it names for which day, and what it is not made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from disclosure_fakes import FakeVault, invented_case

from casevault.disclosure import compile as compiler
from casevault.disclosure.document import Box
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


def make(fake: FakeVault, case: str, record: str = "", audience: str = "embassy") -> Any:
    request = Request(cases=(case,), audience=audience, output="access_refusal", to="A recipient", record=record)
    return compiler._make(fake, request, silent)  # type: ignore[arg-type]  # a vault in memory


def text_of(document: Document) -> str:
    return "\n".join(line.text for line in tree_lines(document))


def refused(fake: FakeVault, made: dict[str, str], **fields: object) -> str:
    """Record that the embassy was kept out of the hearing, and return the record's id."""
    usual = {
        "hearing": made["hearing"],
        "observer": made["embassy"],
        "capacity": "diplomat",
        "request_to": "The high court",
        "request_on": "2026-03-20",
        "outcome": "refused",
        "stated_reason": "full",
        "verbatim": "Every seat is taken; tell Lin Zhaohui too.",
        "refused_by": "A bailiff",
        "treatment": "Pushed back from the door.",
        "witnesses": [made["sister"], made["us"]],
    }
    return fake.records.add("attendance", {**usual, **fields}).id


def test_all_that_is_known_of_a_refusal_on_one_page(fake: FakeVault) -> None:
    made = invented_case(fake)
    protest = {"case": [made["case"]], "date": "2026-04-02", "actor": made["embassy"], "instrument": "demarche"}
    answer = {
        "channel": "public",
        "asked": "A seat at the next hearing.",
        "response": "denies",
        "response_text": "The room was full.",
    }
    about = fake.records.add("intervention", {**protest, **answer}).id
    fake.records.add(
        "attendance", {"hearing": made["hearing"], "observer": made["police"], "capacity": "public", "outcome": "admitted"}
    )
    document = make(fake, made["case"], refused(fake, made, protest_made=about)).document
    assert isinstance(document.blocks[1], Box), "who said no comes first"
    read = text_of(document)
    for words in (
        "Embassy of Ruritania · diplomat",
        "Lin Zhaowen 林兆雯",
        "Full",
        "“Every seat is taken; tell [a relative] too.”",
        "A bailiff",
        "Pushed back from the door.",
        "a relative; Lantern Desk",
        "Yunting Public Security Bureau · public · admitted",
        "20 March 2026 · The high court",
        "Yunting Court 云亭法院",
        "article 188",
        "articles 10 and 11(1)",
        "2 April 2026, Embassy of Ruritania · démarche",
        "A seat at the next hearing.",
        "“The room was full.”",
        "Ask in writing why observers were refused",
        "Counsel agreed, for the person",
    ):
        assert words in read, words
    assert "Zhaohui" not in read


def test_everyone_reads_less_and_is_not_told_what_to_do(fake: FakeVault) -> None:
    made = invented_case(fake, audiences=["public"], identity_level="initials")
    read = text_of(make(fake, made["case"], refused(fake, made), "public").document)
    assert "L. Z." in read
    assert "Every seat is taken" in read
    for words in ("Zhaowen", "林兆雯", "an organisation\n", "Suggested steps", "20 March 2026"):
        assert words not in read, words


@pytest.mark.parametrize(
    ("day", "capacity", "kind", "named"),
    [
        ("2021-03-22", "consular_own_national", "first_instance", {"(2021), article 483", "(2018), article 188", "article 202"}),
        ("2021-02-28", "consular_own_national", "first_instance", {"(2018), article 188", "article 202", "not confirmed"}),
        ("2021-03-22", "diplomat", "first_instance", {"(2018), article 188", "article 202"}),
        ("2015-12-14", "diplomat", "first_instance", {"not confirmed"}),
        ("2026-04-01", "diplomat", "detention_review", set()),
        ("2026-04-01", "diplomat", "verdict", {"article 202"}),
    ],
)
def test_an_article_stands_there_only_where_its_text_of_that_day_was_read(
    fake: FakeVault, day: str, capacity: str, kind: str, named: set[str]
) -> None:
    made = invented_case(fake)
    court = {"case": made["case"], "court": made["court"], "level": "intermediate", "publicity": "public"}
    hearing = fake.records.add("hearing", {**court, "kind": kind, "scheduled": day}).id
    read = text_of(make(fake, made["case"], refused(fake, made, hearing=hearing, capacity=capacity)).document)
    every = {"(2021), article 483", "(2018), article 188", "article 202", "not confirmed"}
    assert {words for words in every if words in read} == named
    assert ("articles 10 and 11(1)" in read) == (kind != "detention_review")


def test_elsewhere_only_what_holds_everywhere_is_named(fake: FakeVault) -> None:
    made = invented_case(fake)
    fake.records.edit(made["case"], {"jurisdiction": "HK"})
    read = text_of(make(fake, made["case"], refused(fake, made)).document)
    assert "Universal Declaration" in read
    assert "article 188" not in read


@pytest.mark.parametrize(
    ("fields", "code", "key"),
    [
        ({"outcome": "admitted"}, Code.INVALID_INPUT, "outcome"),
        ({"outcome": "not_attempted"}, Code.INVALID_INPUT, "outcome"),
        ({"outcome": {"na": "unknown"}}, Code.OUTPUT_INCOMPLETE, "outcome"),
        ({"stated_reason": {"na": "unknown"}, "verbatim": {"na": "unknown"}}, Code.OUTPUT_INCOMPLETE, "stated_reason"),
    ],
)
def test_what_it_is_not_made_of(fake: FakeVault, fields: dict[str, object], code: Code, key: str) -> None:
    made = invented_case(fake)
    record = refused(fake, made, **fields)
    with pytest.raises(UserProblem) as problem:
        make(fake, made["case"], record)
    assert problem.value.code is code
    assert problem.value.safe.get("key", problem.value.safe.get("keys")) in {key, (key,)}


def test_the_court_of_another_hearing_does_not_count(fake: FakeVault) -> None:
    made = invented_case(fake)
    bare = fake.records.add("hearing", {"case": made["case"], "kind": "verdict", "scheduled": "2026-05-01"}).id
    with pytest.raises(UserProblem) as problem:
        make(fake, made["case"], refused(fake, made, hearing=bare))
    assert problem.value.safe["keys"] == ("court",)
