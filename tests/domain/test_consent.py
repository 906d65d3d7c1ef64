"""The nine rules of the consent ledger, boundary days included."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.domain.consent import (
    Decision,
    Identity,
    State,
    decide,
    intervention_refusal,
    is_minor,
    public_record_suffices,
)
from casevault.domain.record import Record
from casevault.domain.schema import DataClass

if TYPE_CHECKING:
    from casevault.domain.record import Value

PERSON = "1" * 32
TODAY = date(2026, 3, 18)
PURPOSE = "quiet_diplomacy"
_ids = count(1)


def day(offset: int) -> str:
    return (TODAY + timedelta(days=offset)).isoformat()


def record(type_key: str, **fields: Value) -> Record:
    return Record(f"{next(_ids):032x}", type_key, 1, "", fields, DataClass.C1)


def consent(**fields: Value) -> Record:
    usual: dict[str, Value] = {
        "person": PERSON,
        "giver": "self",
        "purpose": PURPOSE,
        "audiences": ["embassy"],
        "identity_level": "full",
        "given": day(-100),
        "review_on": day(100),
    }
    return record("consent", **{**usual, **fields})


def ask(*consents: Record, audience: str = "embassy", minor: bool = False, signed: str = "") -> Decision:
    signers = {c.id: frozenset(signed.split()) for c in consents}
    return decide(consents, person=PERSON, purpose=PURPOSE, audience=audience, day=TODAY, minor=minor, signers=signers)


# ---- (1) purposes -----------------------------------------------------------------------------------------------------------


def test_consent_for_another_purpose_does_not_count() -> None:
    assert ask(consent(purpose="media")).state is State.MISSING


def test_consent_for_another_audience_does_not_count() -> None:
    assert ask(consent(audiences=["un", "ngo"])).state is State.MISSING


def test_consent_of_another_person_does_not_count() -> None:
    assert ask(consent(person="2" * 32)).state is State.MISSING


# ---- (2) in force, missing, withdrawn, expired ------------------------------------------------------------------------------


@pytest.mark.parametrize("giver", ["self", "family", "lawyer", "guardian"])
def test_a_consent_of_self_family_or_lawyer_is_in_force(giver: str) -> None:
    decision = ask(consent(giver=giver, media=["photo"], scope_fields=["birth"]))
    assert decision.state is State.IN_FORCE
    assert (decision.identity, decision.giver) == (Identity.FULL, giver)
    assert decision.media == frozenset({"photo"})
    assert decision.scope == frozenset({"birth"})


def test_no_consent_at_all_is_missing() -> None:
    assert ask().state is State.MISSING


@pytest.mark.parametrize("giver", ["none", {"na": "unknown"}, "friend"])
def test_a_giver_who_may_not_give_counts_as_missing(giver: Value) -> None:
    assert ask(consent(giver=giver)).state is State.MISSING


@pytest.mark.parametrize(("offset", "state"), [(0, State.IN_FORCE), (1, State.MISSING)])
def test_it_holds_from_the_day_it_was_given(offset: int, state: State) -> None:
    assert ask(consent(given=day(offset))).state is state


@pytest.mark.parametrize("given", [{"na": "unknown"}, ""])
def test_without_a_day_of_giving_it_does_not_count(given: Value) -> None:
    assert ask(consent(given=given)).state is State.MISSING


def test_a_month_of_giving_is_enough_once_it_is_over() -> None:
    assert ask(consent(given="2026-02")).state is State.IN_FORCE
    assert ask(consent(given="2026-03")).state is State.MISSING
    assert ask(consent(given="2026-03-01/..")).state is State.MISSING
    assert ask(consent(given="2026-04")).state is State.MISSING


@pytest.mark.parametrize(("offset", "state"), [(-1, State.EXPIRED), (0, State.IN_FORCE), (1, State.IN_FORCE)])
def test_it_holds_through_its_last_valid_day(offset: int, state: State) -> None:
    assert ask(consent(valid_until=day(offset))).state is state


@pytest.mark.parametrize(("offset", "state"), [(-1, State.EXPIRED), (0, State.IN_FORCE), (1, State.IN_FORCE)])
def test_it_holds_through_its_review_day(offset: int, state: State) -> None:
    assert ask(consent(review_on=day(offset))).state is state


@pytest.mark.parametrize(
    ("on", "decision", "state"),
    [
        (-5, "keep", State.IN_FORCE),
        (0, "narrow", State.IN_FORCE),
        (-5, "stop", State.EXPIRED),
        (-11, "keep", State.EXPIRED),  # a review before the one that was due
        (1, "keep", State.EXPIRED),  # one that has not been held yet
        (-5, {"na": "unknown"}, State.EXPIRED),
    ],
)
def test_a_dated_review_keeps_it_past_its_review_day(on: int, decision: Value, state: State) -> None:
    reviewed = consent(review_on=day(-10), reviews=[{"row": "r", "on": day(on), "decision": decision, "by": "a" * 32}])
    assert ask(reviewed).state is state


def reviewed(*decisions: str, **fields: Value) -> Record:
    rows: list[Value] = [
        {"row": str(n), "on": day(n - len(decisions)), "decision": decision, "by": "a" * 32}
        for n, decision in enumerate(decisions)
    ]
    return consent(reviews=rows, **fields)


@pytest.mark.parametrize("decisions", [("narrow",), ("narrow", "keep")])
def test_what_a_review_narrowed_is_a_role_until_a_newer_consent_says_how_far(decisions: tuple[str, ...]) -> None:
    narrowed = reviewed(*decisions, media=["photo"], scope_fields=["health"])
    decision = ask(narrowed)
    assert (decision.state, decision.identity) == (State.IN_FORCE, Identity.NONE)
    assert (decision.media, decision.scope) == (frozenset(), frozenset({"name"}))
    assert ask(narrowed, consent(given=day(0), identity_level="initials")).identity is Identity.INITIALS


def test_the_latest_review_decides_and_stop_ends_it_before_its_day() -> None:
    rows: list[Value] = [
        {"row": "1", "on": day(-3), "decision": "keep", "by": "a" * 32},
        {"row": "2", "on": day(-2), "decision": "stop", "by": "a" * 32},
    ]
    assert ask(consent(reviews=rows)).state is State.EXPIRED


def test_no_review_extends_the_last_valid_day() -> None:
    rows: list[Value] = [{"row": "1", "on": day(0), "decision": "keep", "by": "a" * 32}]
    assert ask(consent(valid_until=day(-1), reviews=rows)).state is State.EXPIRED


@pytest.mark.parametrize(
    ("withdrawn", "state"),
    [
        (day(-1), State.WITHDRAWN),
        (day(0), State.WITHDRAWN),
        (day(1), State.IN_FORCE),
        ("2026-03", State.WITHDRAWN),  # by any reading that has begun
        ({"na": "unknown"}, State.WITHDRAWN),
        ({"na": "not_asked"}, State.IN_FORCE),
    ],
)
def test_it_ends_on_the_day_it_is_withdrawn(withdrawn: Value, state: State) -> None:
    assert ask(consent(withdrawn=withdrawn)).state is state


@pytest.mark.parametrize("audience", ["embassy", "un", "grant"])
def test_best_interest_needs_two_who_signed(audience: str) -> None:
    given = consent(giver="best_interest", audiences=[audience])
    assert ask(given, audience=audience).state is State.MISSING
    assert ask(given, audience=audience, signed="a").state is State.MISSING
    assert ask(given, audience=audience, signed="a b").state is State.IN_FORCE


@pytest.mark.parametrize("audience", ["ngo", "public"])
def test_best_interest_reaches_no_further(audience: str) -> None:
    given = consent(giver="best_interest", audiences=[audience])
    assert ask(given, audience=audience, signed="a b").state is State.MISSING


def test_a_withdrawal_is_heard_even_where_its_giver_did_not_count() -> None:
    assert ask(consent(giver="best_interest", withdrawn=day(-1)), signed="a").state is State.WITHDRAWN
    assert ask(consent(given={"na": "unknown"}, withdrawn=day(-1))).state is State.WITHDRAWN


# ---- (4) public record ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("audience", "enough"), [("embassy", True), ("un", True), ("public", True), ("ngo", False), ("grant", False)]
)
def test_the_public_record_stands_in_for_some_audiences(audience: str, *, enough: bool) -> None:
    person = record("person", public_record_only=True)
    assert public_record_suffices(person, audience, Decision(state=State.MISSING)) is enough
    assert not public_record_suffices(record("person"), audience, Decision(state=State.MISSING))


def test_the_public_record_does_not_outweigh_an_answer() -> None:
    person = record("person", public_record_only=True)
    assert public_record_suffices(person, "embassy", Decision(state=State.EXPIRED))
    assert not public_record_suffices(person, "embassy", Decision(state=State.WITHDRAWN))
    assert not public_record_suffices(person, "embassy", Decision(state=State.MISSING, denied=True))


def test_an_answer_for_another_purpose_is_an_answer_too() -> None:
    person, missing = record("person", public_record_only=True), Decision(state=State.MISSING)

    def enough(**fields: Value) -> bool:
        return public_record_suffices(person, "embassy", missing, [consent(purpose="media", **fields)])

    assert enough(audiences=["un"])
    assert enough(audiences=["un"], withdrawn=day(-1))
    assert enough(withdrawn={"na": "not_asked"})
    assert not enough(withdrawn=day(-1))
    assert not enough(withdrawn={"na": "unknown"})
    assert not enough(audiences=["un"], denied=["embassy"])
    split = replace(consent(purpose="media"), conflicts=("withdrawn",))
    assert not public_record_suffices(person, "embassy", missing, [split])
    gone = replace(consent(denied=["embassy"]), deleted=True)
    assert public_record_suffices(person, "embassy", missing, [gone])


# ---- (5) minors -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("giver", "identity"), [("self", "none"), ("lawyer", "none"), ("family", "full"), ("guardian", "full")])
def test_a_minor_is_named_by_a_guardian_s_word_alone(giver: str, identity: str) -> None:
    decision = ask(consent(giver=giver), minor=True)
    assert decision.state is State.IN_FORCE
    assert decision.identity.value == identity
    assert decision.minor_unguarded is (identity == "none")


@pytest.mark.parametrize(
    ("fields", "minor"),
    [
        ({"birth": "2008-03-18"}, False),  # eighteen today
        ({"birth": "2008-03-19"}, True),  # tomorrow
        ({"birth": "2008"}, True),  # by one reading
        ({"birth": "2007"}, False),
        ({"birth": "2010", "is_minor": False}, True),
        ({"is_minor": True, "birth": "1990"}, True),
        ({"birth": {"na": "unknown"}}, False),
        ({}, False),
        ({"birth": "2009/.."}, True),  # nothing is known but the beginning
        ({"birth": "1990/.."}, False),
        ({"birth": "../2010"}, True),
        ({"birth": "2008-02~"}, True),  # about: a year off
        ({"birth": "2008-02-01?"}, True),
        ({"birth": "2007-02~"}, False),
        ({"birth": "200X"}, True),
        ({"is_minor": {"na": "not_disclosable"}}, True),
        ({"is_minor": {"na": "unknown"}, "birth": "1990"}, False),
        ({"is_minor": False}, False),
    ],
)
def test_who_counts_as_a_minor(fields: dict[str, Value], *, minor: bool) -> None:
    assert is_minor(record("person", **fields), TODAY) is minor


# ---- (7) identity, and which consent rules ----------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["full", "initials", "pseudonym", "none", "aggregate"])
def test_the_level_of_identity_lowers_and_never_stops(level: str) -> None:
    decision = ask(consent(identity_level=level))
    assert (decision.state, decision.identity.value) == (State.IN_FORCE, level)


def test_an_unknown_level_is_the_narrowest() -> None:
    assert ask(consent(identity_level={"na": "unknown"})).identity is Identity.NONE


def test_the_newest_in_force_rules() -> None:
    old, new = consent(given=day(-50)), consent(given=day(-10), identity_level="initials")
    assert ask(old, new).identity is Identity.INITIALS
    assert ask(new, old).consent == new.id


def test_an_older_one_in_force_rules_where_the_newer_one_ended() -> None:
    old, new = consent(given=day(-50)), consent(given=day(-10), valid_until=day(-1))
    assert ask(old, new).consent == old.id


@pytest.mark.parametrize("giver", ["self", "family"])
def test_a_withdrawal_ends_everything_granted_before_it(giver: str) -> None:
    newer = consent(given=day(-20), withdrawn=day(-5))
    assert ask(consent(given=day(-50), giver=giver), newer).state is State.WITHDRAWN
    assert ask(consent(given=day(-10), giver=giver), newer).state is State.WITHDRAWN
    assert ask(consent(given=day(-5), giver=giver), newer).state is State.IN_FORCE
    assert ask(consent(given=day(-1), giver=giver), newer).state is State.IN_FORCE


def test_a_withdrawal_that_nobody_could_give_ends_the_older_ones_too() -> None:
    newer = consent(given=day(-20), giver="best_interest", withdrawn=day(-5))
    assert ask(consent(given=day(-50), giver="family"), newer, signed="a").state is State.WITHDRAWN


def test_a_withdrawal_reaches_its_own_purpose_and_audiences() -> None:
    kept = consent(given=day(-50), audiences=["embassy", "un"])
    assert ask(kept, consent(given=day(-20), audiences=["un"], withdrawn=day(-5))).state is State.IN_FORCE
    assert ask(kept, consent(given=day(-20), purpose="media", withdrawn=day(-5))).state is State.IN_FORCE
    assert ask(kept, consent(given=day(-20), audiences=["un"], withdrawn=day(-5)), audience="un").state is State.WITHDRAWN


@pytest.mark.parametrize("withdrawn", ["2026-03", "2026", "2026-03-01/..", {"na": "unknown"}])
def test_a_withdrawal_whose_day_is_vague_counts_as_late_as_it_can_be(withdrawn: Value) -> None:
    assert ask(consent(given=day(-1)), consent(given=day(-50), withdrawn=withdrawn)).state is State.WITHDRAWN


def test_behind_one_that_ran_out_an_older_one_goes_no_further() -> None:
    old = consent(given=day(-50), scope_fields=["health", "birth"], media=["photo", "voice"])
    new = consent(given=day(-10), valid_until=day(-1), identity_level="initials", scope_fields=["birth"], media=["voice"])
    decision = ask(old, new)
    assert (decision.consent, decision.identity) == (old.id, Identity.INITIALS)
    assert (decision.scope, decision.media) == (frozenset({"birth"}), frozenset({"voice"}))
    assert ask(consent(given=day(-50)), consent(given=day(-10), valid_until=day(-1), scope_fields=["health"])).scope == {"name"}
    assert ask(consent(given=day(-5)), new).identity is Identity.FULL


@pytest.mark.parametrize("given", ["2026", "2026-03", {"na": "unknown"}])
def test_a_narrower_one_that_may_be_newer_lowers_the_identity(given: Value) -> None:
    assert ask(consent(given=day(-50)), consent(given=given, identity_level="pseudonym")).identity is Identity.PSEUDONYM


def test_of_two_given_on_one_day_the_narrower_rules() -> None:
    wide, narrow = consent(), consent(identity_level="pseudonym")
    assert ask(wide, narrow).identity is ask(narrow, wide).identity is Identity.PSEUDONYM


def test_where_none_is_in_force_the_newest_gives_the_code() -> None:
    withdrawn, expired = consent(given=day(-50), withdrawn=day(-40)), consent(given=day(-10), valid_until=day(-1))
    assert ask(withdrawn, expired).state is State.EXPIRED
    assert ask(consent(given=day(-60), valid_until=day(-55)), withdrawn).state is State.WITHDRAWN


def test_withdrawn_comes_before_expired() -> None:
    assert ask(consent(withdrawn=day(-5), valid_until=day(-6))).state is State.WITHDRAWN
    same_day = consent(withdrawn=day(-5)), consent(valid_until=day(-6))
    assert ask(*same_day).state is State.WITHDRAWN


def test_a_consent_with_two_histories_allows_nothing_until_decided() -> None:
    assert ask(replace(consent(), conflicts=("withdrawn",))).state is State.MISSING


def test_a_newer_one_with_two_histories_keeps_the_older_from_coming_back() -> None:
    split = replace(consent(given=day(-10)), conflicts=("withdrawn",))
    assert ask(consent(given=day(-50)), split).state is State.MISSING
    assert ask(consent(given=day(-5)), split).state is State.IN_FORCE


# ---- refusals ---------------------------------------------------------------------------------------------------------------


def test_a_refused_audience_is_refused_in_the_same_consent() -> None:
    decision = ask(consent(audiences=["embassy"], denied=["embassy"]))
    assert (decision.state, decision.denied) == (State.MISSING, True)


def test_a_newer_refusal_outweighs_an_older_consent_and_does_not_lapse() -> None:
    refusal = consent(audiences=["un"], denied=["embassy"], given=day(-10), review_on=day(-1))
    assert ask(consent(given=day(-50)), refusal).denied
    assert ask(refusal, consent(given=day(-5))).state is State.IN_FORCE


def test_an_undated_refusal_counts_as_the_newest_word() -> None:
    assert ask(consent(), consent(audiences=["un"], denied=["embassy"], given={"na": "unknown"})).denied


@pytest.mark.parametrize("given", ["2026", "2026-03", "2026-03-10/.."])
def test_a_refusal_whose_day_is_vague_counts_as_late_as_it_can_be(given: str) -> None:
    refusal = consent(audiences=["un"], denied=["embassy"], given=given)
    assert ask(consent(given=day(-3)), refusal).denied
    assert ask(consent(given=day(-3)), refusal).state is State.MISSING


@pytest.mark.parametrize("giver", ["family", "lawyer", "guardian", "best_interest"])
def test_nobody_else_takes_back_her_own_refusal(giver: str) -> None:
    refusal = consent(audiences=["un"], denied=["embassy"], given=day(-50))
    decision = ask(refusal, consent(given=day(-5), giver=giver), signed="a b")
    assert (decision.state, decision.denied) == (State.MISSING, True)
    unknown = consent(audiences=["un"], denied=["embassy"], given=day(-50), giver={"na": "unknown"})
    assert ask(unknown, consent(given=day(-5), giver=giver), signed="a b").denied


@pytest.mark.parametrize("giver", ["self", "lawyer"])
def test_a_refusal_by_another_ends_with_a_newer_consent(giver: str) -> None:
    refusal = consent(audiences=["un"], denied=["embassy"], given=day(-50), giver="family")
    assert ask(refusal, consent(given=day(-5), giver=giver)).state is State.IN_FORCE


# ---- (9) interventions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channel", "own", "shareability", "audience", "reason"),
    [
        ("quiet", True, "internal", "embassy", "internal"),
        ("quiet", True, "same_audience", "embassy", ""),
        ("quiet", True, "", "embassy", ""),
        ("quiet", True, {"na": "unknown"}, "embassy", "internal"),
        ("quiet", False, "internal", "embassy", "internal"),
        ("quiet", False, "", "embassy", "quiet_not_shareable"),
        ("quiet", False, "same_audience", "embassy", ""),
        ("quiet", False, "public", "embassy", ""),
        ("mixed", False, "", "embassy", "quiet_not_shareable"),
        ({"na": "unknown"}, False, "", "embassy", "quiet_not_shareable"),
        ("public", False, "", "embassy", ""),
        ("public", True, "internal", "embassy", "internal"),
        ("quiet", False, "same_audience", "public", "quiet_not_shareable"),
    ],
)
def test_which_interventions_leave(channel: Value, own: bool, shareability: Value, audience: str, reason: str) -> None:
    made = record("intervention", channel=channel, shareability=shareability)
    assert intervention_refusal(made, own=own, audience=audience, quiet_allowed=True) == reason


def test_quiet_ones_need_a_profile_that_knows_them() -> None:
    quiet = record("intervention", channel="quiet", shareability="public")
    assert intervention_refusal(quiet, own=True, audience="un", quiet_allowed=False) == "quiet_not_shareable"
    assert not intervention_refusal(record("intervention", channel="public"), own=False, audience="un", quiet_allowed=False)


# ---- whatever is recorded ---------------------------------------------------------------------------------------------------

_days = st.integers(-40, 40).map(day)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"given": _days, "review_on": _days, "identity_level": st.sampled_from(["full", "initials", "none"])},
            optional={
                "withdrawn": _days,
                "valid_until": _days,
                "denied": st.lists(st.sampled_from(["embassy", "un"]), max_size=1),
                "giver": st.sampled_from(["self", "best_interest", "other"]),
            },
        ),
        max_size=4,
    )
)
def test_in_force_always_rests_on_a_consent_that_covers_today(drawn: list[dict[str, Value]]) -> None:
    consents = [consent(**fields) for fields in drawn]
    decision = ask(*consents)
    if decision.state is State.IN_FORCE:
        ruling = next(c for c in consents if c.id == decision.consent)
        fields = ruling.fields
        assert str(fields["given"]) <= TODAY.isoformat() <= str(fields["review_on"])
        assert TODAY.isoformat() <= str(fields.get("valid_until", "9999"))
        assert str(fields.get("withdrawn", "9999")) > TODAY.isoformat()
        assert fields.get("denied", []) != ["embassy"]
    else:
        assert decision.identity is Identity.NONE
