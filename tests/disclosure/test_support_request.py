"""A request for support: what a fund reads, what is told by another way, and who speaks for it in a paper of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from disclosure_fakes import FakeVault, invented_case

from casevault import disclosure
from casevault.disclosure import compile as compiler
from casevault.disclosure.document import Document, Table
from casevault.disclosure.outputs.support_request import OUTPUT, REFEREES
from casevault.disclosure.render import render
from casevault.disclosure.request import Reason, Request
from casevault.disclosure.scan_tree import tree_lines
from casevault.errors import Code, UserProblem
from casevault.progress import silent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from casevault.vault.vault import Vault

SEALED = ("Watched account", "Fund B", "Dawn Fund", "Ada Noor", "Bo Lind", "Zhaohui", "Chen Moqing", "wxid")


@pytest.fixture
def fake() -> FakeVault:
    return FakeVault()


@pytest.fixture
def made(fake: FakeVault) -> dict[str, str]:
    return support_case(fake)


def support_case(fake: FakeVault | Vault) -> dict[str, str]:
    found = invented_case(fake, audiences=["grant"], purpose="support")
    add = fake.records.add
    found["dawn"] = add("organisation", {"name": "Dawn Fund", "kind": "fund"}).id
    for key, name in (("ada", "Ada Noor"), ("bo", "Bo Lind")):
        found[key] = add("person", {"display_name": name}).id
        consent(fake, found[key])
    fields = {
        "case": found["case"],
        "for": found["sister"],
        "kind": "legal",
        "summary": "Counsel for two months.",
        "amount": "1800",
    }
    sealed = {"funder": found["dawn"], "payment_risk": "Watched account.", "other_funders": "Fund B"}
    people = {"referees": [found["ada"], found["bo"]], "currency": "EUR", "asked": "2026-03-01"}
    found["support"] = add("support", {**fields, **sealed, **people}).id
    return found


@pytest.fixture(autouse=True)
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "render", lambda _document, _format: b"")


def consent(fake: FakeVault | Vault, person: str, **fields: str) -> str:
    usual = {"person": person, "giver": "self", "purpose": "support", "identity_level": "full", "given": "2026-02-20"}
    return fake.records.add("consent", {**usual, "audiences": ["grant"], "review_on": "2026-06-01", **fields}).id


def make(fake: FakeVault, made: dict[str, str], *options: str) -> Any:
    request = Request(
        cases=(made["case"],), audience="grant", output="support_request", to="Harbour", record=made["support"], options=options
    )
    return compiler._make(fake, request, silent)  # type: ignore[arg-type]  # a vault in memory


def refused(fake: FakeVault, made: dict[str, str], *options: str) -> UserProblem:
    with pytest.raises(UserProblem) as problem:
        make(fake, made, *options)
    return problem.value


def text_of(document: Document) -> str:
    return "\n".join(line.text for line in tree_lines(document))


def budget(document: Document) -> list[tuple[str, ...]]:
    table = next(block for block in document.blocks if isinstance(block, Table))
    return [tuple(" / ".join(said(line) for line in cell) for cell in row) for row in table.rows]


def said(line: Sequence[Any]) -> str:
    return "".join(run.text for run in line)


def test_who_applies_what_is_needed_and_what_is_told_by_another_way(fake: FakeVault, made: dict[str, str]) -> None:
    document = make(fake, made).document
    text = text_of(document)
    assert said(document.title) == "Request for support: Lin Zhaowen 林兆雯"
    assert "Applicant\nA relative\n" in text
    assert "The applicant is not named here." in text
    assert "Consent to share this with you for this purpose is on record." in text
    assert "Counsel agreed" not in text  # who carries word out of a cell is no news for a fund
    assert "Criminal detention, since 12 February 2026" in text
    assert budget(document) == [("Legal help", "Counsel for two months.", "1800\N{NO-BREAK SPACE}euro")]
    assert "The risk of receiving money: it was weighed and is on record." in text
    assert "it never stands in this paper" in text
    for secret in SEALED:
        assert secret not in text


def test_what_was_asked_of_nobody_yet_is_part_of_the_budget_and_the_rest_is_told_without_its_giver(
    fake: FakeVault, made: dict[str, str]
) -> None:
    other = {"case": made["case"], "for": made["sister"], "amount": "640.50", "currency": "EUR"}
    fake.records.add("support", {**other, "kind": "medical", "summary": "Tablets."})
    paid = {"asked": "2026-01-05", "decided": "2026-01-20", "paid": "2026-02-01", "decision": "granted", "funder": made["dawn"]}
    fake.records.add("support", {**other, "kind": "transport", **paid})
    fake.records.add("support", {**other, "for": made["lin"], "kind": "digital"})
    document = make(fake, made).document
    assert budget(document)[1:] == [
        ("Medical or psychosocial help", "Tablets.", "640.50\N{NO-BREAK SPACE}euro"),
        ("Together", "", "2440.50\N{NO-BREAK SPACE}euro"),
    ]
    text = text_of(document)
    assert "Other requests for the same person" in text
    assert "Transport" in text
    assert "Digital" not in text
    for secret in SEALED:
        assert secret not in text


def test_amounts_of_two_currencies_are_not_added(fake: FakeVault, made: dict[str, str]) -> None:
    other = {"case": made["case"], "for": made["sister"], "kind": "medical", "amount": "10", "currency": "CNY"}
    fake.records.add("support", other)
    assert "Together" not in text_of(make(fake, made).document)


def test_the_referees_stand_in_a_paper_of_their_own_with_nothing_of_the_case(fake: FakeVault, made: dict[str, str]) -> None:
    document = make(fake, made, REFEREES).document
    text = text_of(document)
    assert "Ada Noor" in text
    assert "Bo Lind" in text
    assert "Legal help" in text
    for secret in ("Lin Zhaowen", "林兆雯", "Counsel for two months", "detention", "Watched account", "Fund B", "relative"):
        assert secret not in text


def test_the_two_papers_do_not_take_the_place_of_each_other(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has the request and gets the referees is not told to destroy the request; a newer request replaces the older."""
    monkeypatch.setattr(compiler, "render", render)
    made = support_case(vault)
    usual = {"audience": "grant", "output": "support_request", "to": "Harbour", "record": made["support"]}

    def leaves(*options: str) -> str:
        out = tmp_path / vault.ambient.new_id()
        return disclosure.disclose(vault, Request(cases=(made["case"],), options=options, **usual), out).bundle  # type: ignore[arg-type]  # texts by name

    first, referees, second, again = leaves(), leaves(REFEREES), leaves(), leaves(REFEREES)
    replaced = {copy.id: copy.fields.get("supersedes") for copy in vault.records.list("disclosure")}
    assert replaced == {first: None, referees: None, second: first, again: referees}


def test_a_referee_is_named_by_their_own_consent_alone(fake: FakeVault, made: dict[str, str]) -> None:
    third = fake.records.add("person", {"display_name": "Cy Reed"}).id
    fake.records.edit(made["support"], {"referees": [made["ada"], third]})
    problem = refused(fake, made, REFEREES)
    assert (problem.code, problem.safe["persons"]) == (Code.CONSENT_MISSING, [third])
    consent(fake, third, identity_level="initials")
    assert refused(fake, made, REFEREES).code is Code.CONSENT_MISSING
    assert make(fake, made).document, "the request names none of them"


@pytest.mark.parametrize("key", ["summary", "case"])
def test_a_referee_who_agreed_is_named_nowhere_in_the_request(fake: FakeVault, made: dict[str, str], key: str) -> None:
    told = "Ada Noor and Bo Lind know the family."
    other = {"case": made["case"], "for": made["sister"], "kind": "medical", "summary": told, "currency": "EUR", "amount": "5"}
    third = fake.records.add("person", {"display_name": "Cy Reed"}).id
    consent(fake, third)
    fake.records.add("support", {**other, "referees": [third, made["ada"]]})
    fake.records.edit(made["support"] if key == "summary" else made["case"], {"summary": f"{told} So does Cy Reed."})
    built = make(fake, made)
    for name in ("Ada Noor", "Bo Lind", "Cy Reed"):
        assert name not in text_of(built.document)
    assert not {c for c in built.preview.consents if fake.records.get(c).fields["person"] in {made["ada"], made["bo"], third}}
    assert "Cy Reed" not in text_of(make(fake, made, REFEREES).document), "the referee of another request"


def test_a_relative_who_applies_is_named_by_consent_to_just_that(fake: FakeVault, made: dict[str, str]) -> None:
    consent(fake, made["sister"])
    document = make(fake, made).document
    assert "Applicant\nLin Zhaohui" in text_of(document)
    assert "The applicant agreed to this request." in text_of(document)
    lawyer = fake.records.add("support", {**fake.records.get(made["support"]).fields, "for": made["lin"]}).id
    asked = dict(made, support=lawyer)
    assert "Lin Zhaohui" not in text_of(make(fake, asked).document), "a relative who does not apply here stays a relative"


def test_a_relative_who_applies_is_not_named_beside_a_defender_who_is_not(fake: FakeVault, made: dict[str, str]) -> None:
    consent(fake, made["sister"])
    consent(fake, made["lin"], identity_level="pseudonym", given="2026-03-02")
    text = text_of(make(fake, made).document)
    assert "Lin Zhaowen" not in text
    assert "Zhaohui" not in text


def test_one_referee_is_not_enough(fake: FakeVault, made: dict[str, str]) -> None:
    fake.records.edit(made["support"], {"referees": [made["ada"]]})
    problem = refused(fake, made, REFEREES)
    assert (problem.code, problem.safe["keys"]) == (Code.OUTPUT_INCOMPLETE, ("referees",))


@pytest.mark.parametrize("key", ["summary", "amount", "currency", "payment_risk", "referees"])
def test_what_a_request_cannot_do_without(fake: FakeVault, made: dict[str, str], key: str) -> None:
    fields = dict(fake.records.get(made["support"]).fields)
    fields.pop(key)
    made["support"] = fake.records.add("support", {k: v for k, v in fields.items() if k != "source_ids"}).id
    problem = refused(fake, made)
    assert (problem.code, problem.safe["keys"]) == (Code.OUTPUT_INCOMPLETE, (key,))


def test_an_applicant_who_is_the_defender_is_named(fake: FakeVault, made: dict[str, str]) -> None:
    fake.records.edit(made["support"], {"for": made["lin"]})
    text = text_of(make(fake, made).document)
    assert "Applicant\nLin Zhaowen 林兆雯\nRelation\nThe person the case is about" in text


def test_it_is_for_funds_alone_and_adds_up(fake: FakeVault, made: dict[str, str]) -> None:
    assert OUTPUT.audiences == ("grant",)
    for options in ((), (REFEREES,)):
        preview = make(fake, made, *options).preview
        assert preview.selected == preview.written + preview.withheld + preview.failed == len(preview.rows)
        rows = {(row.id, row.field): row.reason for row in preview.rows}
        assert rows[made["support"], "payment_risk"] is Reason.C5_NEVER
        assert rows[made["support"], "funder"] is Reason.C5_NEVER
        assert rows[made["support"], "referees"] is (Reason.NONE if options else Reason.NOT_IN_OUTPUT)
