"""What a set of consents allows for (person, purpose, audience) on a day: the nine rules of the ledger, as pure functions.

Every doubt is settled against leaving: an unknown date of giving, an unknown giver or an unknown level of identity counts as
the narrowest answer. Days are whole: a consent holds through its last day (`valid_until`, `review_on`) and not on the day after.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casevault.domain.consent_reading import (
    BY_OTHERS,
    ONLY_THE_NAME,
    Identity,
    State,
    codes_of,
    first_day,
    last_day,
    level_of,
    media_of,
    narrower,
    refuses,
    rows_of,
    said_no,
    scope_of,
    state_of,
    text_of,
    withdrawn_until,
)
from casevault.domain.dates import parse_edtf

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from casevault.domain.record import Record

__all__ = [
    "NO_CONSENT_AUDIENCES",
    "Decision",
    "Identity",
    "State",
    "codes_of",
    "decide",
    "decide_whole",
    "intervention_refusal",
    "is_minor",
    "public_record_suffices",
    "rows_of",
    "said_no",
    "text_of",
]

GUARDIANS = frozenset({"family", "guardian"})
PUBLIC_RECORD_AUDIENCES = frozenset({"embassy", "un", "public"})
NO_CONSENT_AUDIENCES = frozenset({"statistics"})
FULL_AGE = 18
_YEARS_OFF = 1  # how far an approximate date of birth may be from the day

_SHAREABILITY_RANK: Mapping[str, int] = {"internal": 0, "same_audience": 1, "public": 2}
_AUDIENCE_RANK: Mapping[str, int] = {"embassy": 1, "un": 1, "ngo": 1, "grant": 1, "public": 2, "statistics": 2}
_NARROWNESS = tuple(Identity)
_REFUSAL_ORDER = tuple(State)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the ledger says; everything but `state` and `consent` matters only where `state` is IN_FORCE."""

    state: State
    consent: str = ""  # id of the consent that rules, or of the one that would have
    identity: Identity = Identity.NONE
    media: frozenset[str] = frozenset()
    scope: frozenset[str] = frozenset()  # keys the consent names; empty = the person's name and C2 facts, nothing special
    giver: str = ""
    review_on: str = ""  # ISO day, "" where none is set
    denied: bool = False  # the newest word on this audience is a refusal
    minor_unguarded: bool = False  # rule (5) lowered the identity
    also: tuple[str, ...] = ()  # further consents that it rests on, where two records of the person were merged


NO_CONSENT = Decision(state=State.MISSING)


def decide(
    consents: Iterable[Record],
    *,
    person: str,
    purpose: str,
    audience: str,
    day: date,
    minor: bool = False,
    signers: Mapping[str, frozenset[str]] | None = None,
) -> Decision:
    """Say how `person` stands for (`purpose`, `audience`) on `day`.

    `signers` holds, for each consent id, the actors who made an entry on it themselves: a `best_interest` consent needs two.
    The newest consent in force rules (rule 7); of two given on the same day, the narrower. A withdrawal ends everything granted
    before it, so an older consent does not come back; behind a newer one that ran out an older one goes no further than that did.
    Where none is in force the answer is the newest one's, and for one consent withdrawn comes before expired before missing.
    """
    signed = signers or {}
    today = day.isoformat()
    about = [c for c in consents if not c.deleted and text_of(c, "person") == person and _concerns(c, purpose, audience)]
    said = [c for c in about if first_day(c) <= today]
    refusals = [c for c in said if refuses(c, audience)]
    grants = [c for c in said if not refuses(c, audience)]
    states = {c.id: state_of(c, audience, today, signed.get(c.id, frozenset())) for c in grants} | {
        c.id: State.MISSING for c in refusals
    }
    ended = max((withdrawn_until(c, today) for c in about if audience in codes_of(c, "audiences")), default="")
    undecided = max((last_day(c) for c in about if c.conflicts), default="")
    for grant in grants:
        if states[grant.id] is State.IN_FORCE:
            if first_day(grant) < ended:
                states[grant.id] = State.WITHDRAWN
            elif first_day(grant) <= undecided or any(_outweighs(refusal, grant) for refusal in refusals):
                states[grant.id] = State.MISSING
    in_force = [c for c in grants if states[c.id] is State.IN_FORCE]
    if in_force:
        newest = max(in_force, key=lambda c: (first_day(c), _NARROWNESS.index(level_of(c, today)), c.id))
        later = [
            c for c in grants if c is not newest and states[c.id] is not State.WITHDRAWN and last_day(c) >= first_day(newest)
        ]
        over = [c for c in later if states[c.id] is not State.IN_FORCE]
        return _guarded(_capped(_as_given(newest, today), later, over, today), minor=minor)
    if not said:
        return NO_CONSENT
    newest = max(said, key=lambda c: (_age(c, audience), refuses(c, audience), -_REFUSAL_ORDER.index(states[c.id]), c.id))
    return Decision(state=states[newest.id], consent=newest.id, review_on=text_of(newest, "review_on"), denied=bool(refusals))


def decide_whole(
    person: Record,
    consents: Sequence[Record],
    *,
    purpose: str,
    audience: str,
    day: date,
    minor: bool = False,
    signers: Mapping[str, frozenset[str]] | None = None,
) -> Decision:
    """Say how `person` stands, where records of them may have been merged: each part has to be covered, the narrowest rules.

    A consent given before a merge covers what it was given for and no more (`covers`); one given since covers the whole.
    """
    decisions = [
        decide(
            [consent for consent in consents if part in (codes_of(consent, "covers") or (part,))],
            person=person.id,
            purpose=purpose,
            audience=audience,
            day=day,
            minor=minor,
            signers=signers,
        )
        for part in (person.id, *codes_of(person, "merged_from"))
    ]
    ruling = min(decisions, key=lambda decision: (_REFUSAL_ORDER.index(decision.state), -_NARROWNESS.index(decision.identity)))
    denied = any(decision.denied for decision in decisions)
    if ruling.state is not State.IN_FORCE:
        return replace(ruling, denied=denied)
    for decision in decisions:
        scope = ruling.scope if decision.scope == ruling.scope else (decision.scope & ruling.scope or ONLY_THE_NAME)
        ruling = replace(ruling, scope=scope, media=ruling.media & decision.media)
    return replace(
        ruling,
        also=tuple(sorted({decision.consent for decision in decisions} - {ruling.consent})),
        denied=denied,
        minor_unguarded=any(decision.minor_unguarded for decision in decisions),
    )


def _concerns(consent: Record, purpose: str, audience: str) -> bool:
    listed = audience in codes_of(consent, "audiences") or audience in codes_of(consent, "denied")
    return text_of(consent, "purpose") == purpose and listed


def _outweighs(refusal: Record, grant: Record) -> bool:
    """Say whether a refusal stands against a grant: where it may be the newer word, or the person's own and the grant is not."""
    own = text_of(refusal, "giver") not in BY_OTHERS
    return last_day(refusal) >= first_day(grant) or (own and text_of(grant, "giver") != "self")


def _age(consent: Record, audience: str) -> str:
    """Return the day by which words are put in order: of a refusal the last it can have been said, of a grant the first."""
    return last_day(consent) if refuses(consent, audience) else first_day(consent)


def _as_given(consent: Record, today: str) -> Decision:
    return Decision(
        state=State.IN_FORCE,
        consent=consent.id,
        identity=level_of(consent, today),
        media=media_of(consent, today),
        scope=scope_of(consent, today),
        giver=text_of(consent, "giver"),
        review_on=text_of(consent, "review_on"),
    )


def _capped(decision: Decision, later: Iterable[Record], over: Iterable[Record], today: str) -> Decision:
    """Return `decision` no wider than what may be the newer word: `later` for the identity, what is `over` for all of it."""
    for consent in later:
        decision = replace(decision, identity=narrower(decision.identity, level_of(consent, today)))
    for consent in over:
        scope = scope_of(consent, today)
        both = decision.scope if scope == decision.scope else (scope & decision.scope or ONLY_THE_NAME)
        decision = replace(decision, scope=both, media=decision.media & media_of(consent, today))
    return decision


def _guarded(decision: Decision, *, minor: bool) -> Decision:
    if minor and decision.giver not in GUARDIANS:
        return replace(decision, identity=Identity.NONE, minor_unguarded=True)
    return decision


def is_minor(person: Record, day: date) -> bool:
    """Say whether `person` may be under eighteen on `day`: recorded as a minor, or by any reading of the date of birth.

    A date that is approximate or in doubt may be a year off; of one that is open at its end ("2009 or later") nothing is known
    but its beginning, so that counts. Where it is recorded that nobody knows or may say, and there is no date, it may be so.
    """
    stated = person.fields.get("is_minor")
    if stated is True:
        return True
    birth = text_of(person, "birth")
    if not birth:
        return isinstance(stated, dict)
    read = parse_edtf(birth)
    born = read.latest if read.latest is not None and not read.open_end else read.earliest
    if born is None:
        return False
    age = FULL_AGE + (_YEARS_OFF if read.approximate or read.uncertain else 0)
    return (day.year - born.year, day.month, day.day) < (age, born.month, born.day)


def public_record_suffices(person: Record, audience: str, decision: Decision, consents: Iterable[Record] = ()) -> bool:
    """Rule (4): whether a focus person needs no consent because only the public record is used.

    Someone who withdrew or refused was asked after all, for whatever purpose (`consents`: all there are of the person), so the
    public record does not stand in for that answer.
    """
    return (
        person.fields.get("public_record_only") is True
        and audience in PUBLIC_RECORD_AUDIENCES
        and decision.state in {State.MISSING, State.EXPIRED}
        and not decision.denied
        and not any(said_no(consent, audience) for consent in consents)
    )


def intervention_refusal(intervention: Record, *, own: bool, audience: str, quiet_allowed: bool) -> str:
    """Rule (9): the reason why an intervention may not leave, or "" where it may.

    Quiet (and mixed, and unknown) ones leave only where the profile knows them at all, and then when they are our own and not
    internal, or marked for this audience. What is marked internal never leaves.
    """
    value = intervention.fields.get("shareability")
    shareability = value if isinstance(value, str) else ("internal" if isinstance(value, dict) else "")
    if shareability == "internal":
        return "internal"
    if text_of(intervention, "channel") == "public":
        return ""
    rank = _SHAREABILITY_RANK.get(shareability, 0)
    if quiet_allowed and (own or rank >= _AUDIENCE_RANK.get(audience, len(_AUDIENCE_RANK))):
        return ""
    return "quiet_not_shareable"
