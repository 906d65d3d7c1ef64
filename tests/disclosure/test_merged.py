"""A merge makes nothing disclosable that was not: every part of a person has to be covered, and the narrowest answer rules."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from builders import FixedAmbient
from disclosure.asking import ask
from disclosure_fakes import invented_case
from erasing_aid import erase

from casevault import disclosure
from casevault.disclosure import gate, register
from casevault.disclosure.ledger import VaultLedger
from casevault.disclosure.select import select
from casevault.domain.consent import Identity, State, decide, decide_whole
from casevault.domain.record import Record
from casevault.domain.schema import DataClass
from casevault.errors import Code, UserProblem
from casevault.vault import erasing
from casevault.vault.erasing import Target
from casevault.vault.merging import merge, preview

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.disclosure.gate import Clearance
    from casevault.vault.vault import Vault

TODAY = FixedAmbient().today()


@pytest.fixture
def made(vault: Vault) -> dict[str, str]:
    return invented_case(vault)


def consent(vault: Vault, person: str, **fields: object) -> str:
    usual: dict[str, object] = {
        "person": person,
        "giver": "self",
        "purpose": "quiet_diplomacy",
        "audiences": ["embassy"],
        "identity_level": "full",
        "given": "2026-03-01",
        "review_on": "2026-06-01",
    }
    return vault.records.add("consent", {**usual, **fields}).id


def check(vault: Vault, *cases: str) -> Clearance:
    selection = select(vault.records, vault.schema, cases)
    return gate.check(selection, VaultLedger(vault), purpose="quiet_diplomacy", audience="embassy", day=vault.ambient.today())


def same_person(vault: Vault, name: str = "Lin Zhao Wen") -> str:
    return vault.records.add("person", {"display_name": name}).id


def test_a_consent_covers_nothing_that_was_recorded_under_the_other(vault: Vault, made: dict[str, str]) -> None:
    assert check(vault, made["case"]).standings[made["lin"]].identity is Identity.FULL
    other = same_person(vault)
    for keep, gone in ((made["lin"], other), (other, made["lin"])):
        changes = merge(vault, preview(vault, keep, gone))
        with pytest.raises(UserProblem) as problem:
            check(vault, made["case"])
        assert problem.value.code is Code.CONSENT_MISSING
        assert problem.value.safe["persons"] == [keep]
        vault.records.undo(changes.batch)
        assert check(vault, made["case"]).standings[made["lin"]].identity is Identity.FULL


def test_asked_anew_the_person_is_covered_whole(vault: Vault, made: dict[str, str]) -> None:
    merge(vault, preview(vault, made["lin"], same_person(vault)))
    given = consent(vault, made["lin"], given="2026-03-17")
    clearance = check(vault, made["case"])
    assert clearance.standings[made["lin"]].identity is Identity.FULL
    assert given in clearance.consents


def test_two_consents_stand_side_by_side_and_the_narrower_rules(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    other = same_person(vault)
    second = consent(vault, other, identity_level="initials", media=["photo"])
    merge(vault, preview(vault, made["lin"], other))
    clearance = check(vault, made["case"])
    lin = clearance.standings[made["lin"]]
    assert (lin.identity, lin.media) == (Identity.INITIALS, frozenset())
    assert clearance.consents == tuple(sorted((made["consent"], second)))
    vault.records.edit(second, {"withdrawn": "2026-03-10"})
    with pytest.raises(UserProblem) as problem:
        disclosure.disclose(vault, ask(made), tmp_path / "out.pdf")
    assert problem.value.code is Code.CONSENT_WITHDRAWN


def test_erasing_one_of_the_two_widens_nothing(vault: Vault, made: dict[str, str]) -> None:
    other = same_person(vault)
    merge(vault, preview(vault, made["lin"], other))
    erase(vault, Target(other))
    assert vault.records.erased_on(other)
    with pytest.raises(UserProblem) as problem:
        check(vault, made["case"])
    assert problem.value.code is Code.CONSENT_MISSING


def test_whoever_erases_a_person_is_asked_about_what_was_merged(vault: Vault) -> None:
    keep, other = same_person(vault), same_person(vault)
    merge(vault, preview(vault, keep, other))
    assert other in erasing.plan(vault, Target(keep)).alone
    vault.records.undo()
    assert other not in erasing.plan(vault, Target(keep)).alone


def test_who_merges_signs_no_consent(vault: Vault, made: dict[str, str]) -> None:
    other = same_person(vault)
    ledger = VaultLedger(vault)
    given = consent(vault, other, giver="best_interest")
    first = vault.actor
    second = vault.records.add("actor", {"name": "C.D."}).id
    vault.records.actor = second
    merge(vault, preview(vault, made["lin"], other))
    assert ledger.signers_of(given) == {first}
    vault.records.edit(given, {"notes": "I agree"})
    assert ledger.signers_of(given) == {first, second}


def test_an_official_who_is_also_somebody_to_protect_is_not_named(vault: Vault, made: dict[str, str]) -> None:
    before = check(vault, made["case"])
    officials = [person for person, standing in before.standings.items() if standing.official]
    assert officials
    for official in officials:
        victim = same_person(vault, "Ma Guo Qiang")
        usual = {"code": "Y", "title": "T", "kind": "group", "jurisdiction": "CN", "opened": "2026", "status": "open"}
        row = {"person": victim, "role": "victim_by_association", "is_focus": False}
        vault.records.add("case", {**usual, "priority": "low", "persons": [row]})
        for keep, gone in ((official, victim), (victim, official)):
            merge(vault, preview(vault, keep, gone))
            standing = check(vault, made["case"]).standings[keep]
            assert not standing.official
            assert standing.identity is Identity.NONE
            vault.records.undo()


def test_what_left_under_either_id_is_found_and_names_of_both_are_searched(
    vault: Vault, made: dict[str, str], tmp_path: Path
) -> None:
    disclosure.disclose(vault, ask(made), tmp_path / "before.pdf")
    (entry,) = register.listing(vault, person=made["lin"])
    other = same_person(vault, "Zhaowen of Yunting")
    merge(vault, preview(vault, other, made["lin"]))
    for person in (other, made["lin"]):
        assert [found.id for found in register.listing(vault, person=person)] == [entry.id]
    (disclosed,) = vault.records.list("disclosure")
    assert made["lin"] in disclosed.fields["persons"], "the register says what was handed over, under the id of then"  # type: ignore[operator] # a list
    vault.records.edit(vault.records.list("event")[0].id, {"narrative": "Zhaowen of Yunting and Heron were seen."})
    consent(vault, other, given="2026-03-17", identity_level="none")
    read = disclosure.preview(vault, ask(made))
    text = str(read.to_json())
    assert "Zhaowen of Yunting" not in text
    assert "Heron" not in text.replace("HERON", "")


def record(key: str, type_key: str, **fields: Any) -> Record:
    return Record(id=key, type=type_key, type_version=1, title="", fields=fields, data_class=DataClass.C1)


def given(key: str, person: str, **fields: Any) -> Record:
    usual = {"person": person, "purpose": "p", "audiences": ["embassy"], "giver": "self", "identity_level": "full"}
    return record(key, "consent", **{**usual, "given": "2026-01-01", "review_on": "2027-01-01", **fields})


KINDS: tuple[dict[str, Any], ...] = (
    {},
    {"identity_level": "initials"},
    {"identity_level": "none", "scope_fields": ["health"]},
    {"scope_fields": ["health", "birth"], "media": ["photo"]},
    {"withdrawn": "2026-02-01"},
    {"review_on": "2026-02-01"},
    {"audiences": ["un"]},
    {"denied": ["embassy"]},
    {"giver": "lawyer", "given": "2025-06-01"},
)


def test_no_pair_of_consents_says_more_together_than_each_alone() -> None:
    def alone(consents: list[Record], person: str) -> Any:
        return decide(consents, person=person, purpose="p", audience="embassy", day=TODAY)

    sets = [[], *([kind] for kind in KINDS), *([one, two] for one, two in product(KINDS[:5], KINDS[4:]))]
    for mine, theirs in product(sets, repeat=2):
        a = [given(f"a{at}", "a", **fields) for at, fields in enumerate(mine)]
        b = [given(f"b{at}", "b", **fields) for at, fields in enumerate(theirs)]
        both = [record(c.id, "consent", **{**c.fields, "person": "a", "covers": [c.fields["person"]]}) for c in (*a, *b)]
        whole = decide_whole(record("a", "person", merged_from=["b"]), both, purpose="p", audience="embassy", day=TODAY)
        for single in (alone(a, "a"), alone(b, "b")):
            if whole.state is State.IN_FORCE:
                assert single.state is State.IN_FORCE
                assert tuple(Identity).index(whole.identity) >= tuple(Identity).index(single.identity)
                assert whole.media <= single.media
                assert whole.scope <= single.scope | {"name"}
                assert whole.scope or not single.scope, "no scope at all reaches the personal facts"
            assert whole.denied or not single.denied


def test_without_a_merge_nothing_is_decided_otherwise() -> None:
    later = TODAY + timedelta(days=400)
    for kind, day in product(KINDS, (TODAY, later)):
        consents = [given("x", "a", **kind)]
        asked: dict[str, Any] = {"purpose": "p", "audience": "embassy", "day": day}
        assert decide_whole(record("a", "person"), consents, **asked) == decide(consents, person="a", **asked)
