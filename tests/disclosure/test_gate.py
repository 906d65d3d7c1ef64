"""The consent gate: who may appear and how, and whom a refusal names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import FixedAmbient, make_vault
from disclosure_fakes import FakeLedger, FakeVault, invented_case

from casevault.disclosure import gate, preview
from casevault.disclosure.request import Reason, Request
from casevault.disclosure.select import select
from casevault.domain.consent import Identity
from casevault.errors import Code, UserProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.disclosure.gate import Clearance

ALL = ("lin", "sister", "lawyer", "judge", "clerk")


@pytest.fixture
def fake() -> FakeVault:
    return FakeVault()


def check(fake: FakeVault, *cases: str, audience: str = "embassy", purpose: str = "quiet_diplomacy") -> Clearance:
    selection = select(fake.records, fake.schema, cases)
    return gate.check(selection, FakeLedger(fake), purpose=purpose, audience=audience, day=fake.ambient.today())


def consent(fake: FakeVault, person: str, **fields: object) -> str:
    usual: dict[str, object] = {
        "person": person,
        "giver": "self",
        "purpose": "quiet_diplomacy",
        "audiences": ["embassy"],
        "identity_level": "full",
        "given": "2026-03-01",
        "review_on": "2026-06-01",
    }
    return fake.records.add("consent", {**usual, **fields}).id


def case_of(fake: FakeVault, *persons: dict[str, object], **fields: object) -> str:
    usual = {
        "code": "X",
        "title": "T",
        "kind": "group",
        "jurisdiction": "CN",
        "opened": "2026",
        "status": "open",
        "priority": "low",
    }
    return fake.records.add("case", {**usual, "persons": list(persons), **fields}).id


def test_a_focus_person_with_consent_is_named_and_the_consent_is_noted(fake: FakeVault) -> None:
    made = invented_case(fake)
    clearance = check(fake, made["case"])
    lin = clearance.standings[made["lin"]]
    assert (lin.focus, lin.identity, lin.role) == (True, Identity.FULL, "defender")
    assert clearance.consents == (made["consent"],)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"audiences": ["un"]}, Code.CONSENT_MISSING),
        ({"purpose": "media"}, Code.CONSENT_MISSING),
        ({"denied": ["embassy"]}, Code.CONSENT_MISSING),
        ({"withdrawn": "2026-03-10"}, Code.CONSENT_WITHDRAWN),
        ({"review_on": "2026-03-17"}, Code.CONSENT_EXPIRED),
        ({"valid_until": "2026-03-17"}, Code.CONSENT_EXPIRED),
    ],
)
def test_without_it_everything_stops_and_the_person_is_named(fake: FakeVault, fields: dict[str, object], code: Code) -> None:
    made = invented_case(fake, **fields)
    with pytest.raises(UserProblem) as refused:
        check(fake, made["case"])
    assert refused.value.code is code
    assert refused.value.safe == {"persons": [made["lin"]], "audience": "embassy", "purpose": "quiet_diplomacy"}
    assert "Lin" not in str(refused.value)


def test_a_group_case_stops_for_one_and_names_each(fake: FakeVault) -> None:
    people = [fake.records.add("person", {"display_name": f"Person {n}"}).id for n in range(4)]
    case = case_of(fake, *({"person": p, "role": "defender", "is_focus": True} for p in people))
    consent(fake, people[0])
    consent(fake, people[1], withdrawn="2026-03-02")
    consent(fake, people[2], valid_until="2026-03-02")
    with pytest.raises(UserProblem) as refused:
        check(fake, case)
    assert refused.value.code is Code.CONSENT_WITHDRAWN  # the gravest of the states they are in
    assert refused.value.safe["persons"] == sorted(people[1:])


def test_a_person_is_taken_out_of_a_group_by_a_consent_without_identity(fake: FakeVault) -> None:
    people = [fake.records.add("person", {"display_name": f"Person {n}"}).id for n in range(2)]
    case = case_of(fake, *({"person": p, "role": "defender", "is_focus": True} for p in people))
    consent(fake, people[0])
    consent(fake, people[1], identity_level="none")
    standing = check(fake, case).standings[people[1]]
    assert (standing.identity, standing.reason) == (Identity.NONE, Reason.IDENTITY_LEVEL)


@pytest.mark.parametrize("level", ["initials", "pseudonym", "none", "aggregate"])
def test_identity_lowers_and_says_why(fake: FakeVault, level: str) -> None:
    made = invented_case(fake, identity_level=level)
    standing = check(fake, made["case"]).standings[made["lin"]]
    assert (standing.identity.value, standing.reason) == (level, Reason.IDENTITY_LEVEL)


def test_anyone_else_is_a_role_unless_a_consent_covers_them(fake: FakeVault) -> None:
    made = invented_case(fake)
    consent(fake, made["lawyer"], identity_level="initials")
    standings = check(fake, made["case"]).standings
    assert (standings[made["sister"]].identity, standings[made["sister"]].role) == (Identity.NONE, "relative")
    assert standings[made["sister"]].reason is Reason.NO_CONSENT_ROLE_ONLY
    assert standings[made["lawyer"]].identity is Identity.INITIALS
    withdrawn = consent(fake, made["sister"], withdrawn="2026-03-02")
    assert check(fake, made["case"]).standings[made["sister"]].identity is Identity.NONE
    assert withdrawn not in check(fake, made["case"]).consents


def test_officials_appear_by_name_with_a_source_only(fake: FakeVault) -> None:
    made = invented_case(fake)
    assert check(fake, made["case"]).standings[made["judge"]].official
    fake.records.edit(made["hearing"], {"source_ids": []})
    assert check(fake, made["case"]).standings[made["judge"]].identity is Identity.NONE
    fake.records.edit(made["judge"], {"source_ids": [made["src_paper"]]})
    assert check(fake, made["case"]).standings[made["judge"]].identity is Identity.FULL


@pytest.mark.parametrize("role", ["witness", "relative", "source", "lawyer"])
def test_an_official_who_is_also_someone_to_protect_is_not_named(fake: FakeVault, role: str) -> None:
    made = invented_case(fake)
    row = {"person": made["judge"], "role": role}
    kept = fake.records.get(made["case"]).fields["persons"]
    assert isinstance(kept, list)
    fake.records.edit(made["case"], {"persons": [*kept, row]})
    standing = check(fake, made["case"]).standings[made["judge"]]
    assert (standing.official, standing.identity) == (False, Identity.NONE)


def test_a_refusal_on_record_outweighs_office(fake: FakeVault) -> None:
    made = invented_case(fake)
    consent(fake, made["judge"], audiences=["un"], denied=["embassy"])
    assert check(fake, made["case"]).standings[made["judge"]].identity is Identity.NONE


@pytest.mark.parametrize(
    "fields",
    [
        {"withdrawn": "2026-03-02"},
        {"withdrawn": "2026-03-02", "purpose": "media"},
        {"denied": ["embassy"], "audiences": ["un"], "purpose": "media"},
    ],
)
def test_who_took_a_consent_back_is_not_named_for_an_office(fake: FakeVault, fields: dict[str, object]) -> None:
    made = invented_case(fake)
    consent(fake, made["judge"], **fields)
    assert check(fake, made["case"]).standings[made["judge"]].identity is Identity.NONE


def test_who_did_it_holds_an_office_where_an_organisation_is_named(fake: FakeVault) -> None:
    made = invented_case(fake)
    officer = fake.records.add("person", {"display_name": "Guo Yanfei"}).id
    for row in ({"person": officer}, {"person": officer, "organisation": {"na": "unknown"}}):
        fake.records.edit(made["taken"], {"perpetrators": [row]})
        assert check(fake, made["case"]).standings[officer].identity is Identity.NONE
    fake.records.edit(made["taken"], {"perpetrators": [{"person": officer, "organisation": made["police"]}]})
    assert check(fake, made["case"]).standings[officer].official
    fake.records.edit(made["taken"], {"perpetrators": [{"person": officer}]})
    fake.records.edit(made["police"], {"officials": [officer], "source_ids": [made["src_paper"]]})
    assert check(fake, made["case"]).standings[officer].official


def test_an_official_to_whom_it_happened_is_not_named(fake: FakeVault) -> None:
    made = invented_case(fake)
    fake.records.edit(made["taken"], {"victims": [made["lin"], made["judge"]]})
    standing = check(fake, made["case"]).standings[made["judge"]]
    assert (standing.official, standing.identity, standing.role) == (False, Identity.NONE, "official")


def _as_kin(fake: FakeVault, judge: str) -> None:
    fake.records.add("person", {"display_name": "Guo Senior", "links": [{"person": judge, "relation": "child"}]})


def _as_victim(fake: FakeVault, judge: str) -> None:
    fake.records.add("event", {"case": case_of(fake), "kind": "threat", "start": "2015", "victims": [judge]})


def _as_defender(fake: FakeVault, judge: str) -> None:
    case_of(fake, {"person": judge, "role": "defender"})


def _as_proxy(fake: FakeVault, judge: str) -> None:
    consent(fake, fake.records.add("person", {"display_name": "Guo Senior"}).id, proxy=judge)


@pytest.mark.parametrize("tie", [_as_kin, _as_victim, _as_defender, _as_proxy])
def test_a_tie_outside_the_case_keeps_an_official_s_name_in(fake: FakeVault, tie: Callable[[FakeVault, str], None]) -> None:
    made = invented_case(fake)
    tie(fake, made["judge"])
    standing = check(fake, made["case"]).standings[made["judge"]]
    assert (standing.official, standing.identity) == (False, Identity.NONE)


def test_an_office_elsewhere_and_a_colleague_keep_nobody_s_name_in(fake: FakeVault) -> None:
    made = invented_case(fake)
    case_of(fake, {"person": made["judge"], "role": "official"})
    fake.records.add("person", {"display_name": "Guo Senior", "links": [{"person": made["judge"], "relation": "colleague"}]})
    assert check(fake, made["case"]).standings[made["judge"]].official


def test_an_official_who_is_our_source_is_not_named(fake: FakeVault) -> None:
    made = invented_case(fake)
    selection = select(fake.records, fake.schema, (made["case"],))
    clearance = gate.check(
        selection,
        FakeLedger(fake),
        purpose="quiet_diplomacy",
        audience="embassy",
        day=fake.ambient.today(),
        informants=frozenset({made["judge"]}),
    )
    assert clearance.standings[made["judge"]].identity is Identity.NONE


def test_the_public_record_needs_no_consent_and_limits_to_it(fake: FakeVault) -> None:
    fields = {"display_name": "Gu Lan", "public_record_only": True, "data_class": "C0"}
    person = fake.records.add("person", fields).id
    case = case_of(fake, {"person": person, "role": "defender", "is_focus": True}, data_class="C0")
    open_event = fake.records.add("event", {"case": case, "kind": "threat", "start": "2015", "data_class": "C0"}).id
    own_event = fake.records.add("event", {"case": case, "kind": "threat", "start": "2015"}).id
    clearance = check(fake, case)
    assert clearance.from_public_record == (person,)
    assert clearance.standings[person].identity is Identity.FULL
    assert own_event in clearance.limited
    assert open_event not in clearance.limited
    with pytest.raises(UserProblem) as refused:
        check(fake, case, audience="ngo")
    assert refused.value.code is Code.CONSENT_MISSING


def test_with_a_consent_the_public_record_is_not_the_limit(fake: FakeVault) -> None:
    person = fake.records.add("person", {"display_name": "Gu Lan", "public_record_only": True, "data_class": "C0"}).id
    case = case_of(fake, {"person": person, "role": "defender", "is_focus": True}, data_class="C0")
    event = fake.records.add("event", {"case": case, "kind": "threat", "start": "2015"}).id
    consent(fake, person)
    clearance = check(fake, case)
    assert clearance.from_public_record == ()
    assert event not in clearance.limited


def test_someone_who_withdrew_is_not_taken_from_the_public_record(fake: FakeVault) -> None:
    person = fake.records.add("person", {"display_name": "Gu Lan", "public_record_only": True, "data_class": "C0"}).id
    case = case_of(fake, {"person": person, "role": "defender", "is_focus": True}, data_class="C0")
    consent(fake, person, withdrawn="2026-03-02")
    with pytest.raises(UserProblem) as refused:
        check(fake, case)
    assert refused.value.code is Code.CONSENT_WITHDRAWN


def test_who_refused_for_another_purpose_is_not_taken_from_the_public_record(fake: FakeVault) -> None:
    person = fake.records.add("person", {"display_name": "Gu Lan", "public_record_only": True, "data_class": "C0"}).id
    case = case_of(fake, {"person": person, "role": "defender", "is_focus": True}, data_class="C0")
    consent(fake, person, purpose="public_advocacy", audiences=["un"], denied=["embassy"])
    with pytest.raises(UserProblem) as refused:
        check(fake, case)
    assert refused.value.code is Code.CONSENT_MISSING


def test_a_person_whose_record_is_not_public_is_not_named_from_the_public_record(fake: FakeVault) -> None:
    person = fake.records.add("person", {"display_name": "Gu Lan", "public_record_only": True}).id
    case = case_of(fake, {"person": person, "role": "defender", "is_focus": True}, data_class="C0")
    standing = check(fake, case).standings[person]
    assert (standing.identity, standing.reason) == (Identity.NONE, Reason.PUBLIC_RECORD)


def test_a_record_shared_with_a_case_of_consent_is_limited_only_where_it_is_held(fake: FakeVault) -> None:
    made = invented_case(fake)
    public = fake.records.add("person", {"display_name": "Gu Lan", "public_record_only": True, "data_class": "C0"}).id
    case = case_of(fake, {"person": public, "role": "defender", "is_focus": True}, data_class="C0")
    hearing = {
        "court": made["court"],
        "level": "first_instance",
        "kind": "first_instance",
        "scheduled": "2015",
        "publicity": "public",
    }
    fake.records.add("hearing", {"case": case, "data_class": "C0", **hearing})
    alone, both = check(fake, case), check(fake, case, made["case"])
    assert made["court"] in alone.limited
    assert made["court"] not in both.limited


def test_a_minor_is_named_with_a_guardian_alone(fake: FakeVault) -> None:
    child = fake.records.add("person", {"display_name": "Little One", "is_minor": True}).id
    case = case_of(fake, {"person": child, "role": "victim_by_association", "is_focus": True})
    own = consent(fake, child)
    standing = check(fake, case).standings[child]
    assert (standing.identity, standing.reason) == (Identity.NONE, Reason.MINOR)
    fake.records.edit(own, {"giver": "family"})
    assert check(fake, case).standings[child].identity is Identity.FULL


def test_a_child_beside_the_case_is_a_role_even_in_office(fake: FakeVault) -> None:
    made = invented_case(fake)
    fake.records.edit(made["judge"], {"is_minor": True})
    standing = check(fake, made["case"]).standings[made["judge"]]
    assert (standing.identity, standing.reason) == (Identity.NONE, Reason.MINOR)


def test_best_interest_needs_the_entries_of_two(fake: FakeVault) -> None:
    made = invented_case(fake, giver="best_interest")
    with pytest.raises(UserProblem) as refused:
        check(fake, made["case"])
    assert refused.value.code is Code.CONSENT_MISSING
    row = {"on": "2026-03-01", "decision": "keep", "by": "b" * 32}
    fake.records.edit(made["consent"], {"reviews": [row]})  # naming a second person is not the second person's entry
    with pytest.raises(UserProblem):
        check(fake, made["case"])
    fake.records.edit(made["consent"], {"form": "oral"}, actor="b" * 32)
    assert check(fake, made["case"]).standings[made["lin"]].identity is Identity.FULL


def test_a_signature_counts_for_what_the_consent_then_said(tmp_path: Path) -> None:
    vault, _ = make_vault(tmp_path / "vault", ambient=FixedAmbient())
    with vault:
        made = invented_case(vault)
        first, second = vault.records.actor, vault.records.add("actor", {"name": "Second"}).id
        request = Request(cases=(made["case"],), audience="embassy", output="dossier", to="Embassy of Ruritania", seal="none")

        def edit(actor: str, **fields: object) -> None:
            vault.records.actor = actor
            vault.records.edit(made["consent"], fields)

        def assert_missing() -> None:
            with pytest.raises(UserProblem) as refused:
                preview(vault, request)
            assert refused.value.code is Code.CONSENT_MISSING

        edit(second, notes="A typing error.")  # of the consent the lawyer gave
        edit(first, giver="best_interest")
        assert_missing()
        edit(second, form="oral")
        assert preview(vault, request).consents == (made["consent"],)
        edit(second, giver="family")
        edit(second, giver="best_interest")
        assert_missing()
        edit(first, form="written")
        assert preview(vault, request).consents == (made["consent"],)


def test_a_case_about_nobody_cannot_be_put_out(fake: FakeVault) -> None:
    case = case_of(fake)
    with pytest.raises(UserProblem) as refused:
        check(fake, case)
    assert refused.value.code is Code.OUTPUT_INCOMPLETE
    assert refused.value.safe["keys"] == ("persons",)


def test_statistics_need_no_consent(fake: FakeVault) -> None:
    made = invented_case(fake, withdrawn="2026-03-02")
    clearance = check(fake, made["case"], audience="statistics", purpose="research")
    assert clearance.standings[made["lin"]].identity is Identity.NONE


def test_a_record_above_its_class_gives_no_name_even_with_consent(fake: FakeVault) -> None:
    made = invented_case(fake)
    fake.records.edit(made["lin"], {"data_class": "C4"})
    standing = check(fake, made["case"]).standings[made["lin"]]
    assert (standing.identity, standing.reason) == (Identity.NONE, Reason.C4_NEVER)
