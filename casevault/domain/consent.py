"""What a set of consents allows for (person, purpose, audience) on a day: the nine rules of the ledger, as pure functions.

Every doubt is settled against leaving: an unknown date of giving, an unknown giver or an unknown level of identity counts as
the narrowest answer. Days are whole: a consent holds through its last day (`valid_until`, `review_on`) and not on the day after.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from casevault.domain.dates import span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casevault.domain.record import Record, Value

# Rule (1): the purpose an output serves unless the person says otherwise.
PURPOSE_OF_OUTPUT: Mapping[str, str] = {
    "dossier": "quiet_diplomacy",
    "access_refusal": "quiet_diplomacy",
    "chronology": "quiet_diplomacy",
    "interventions": "quiet_diplomacy",
    "urgent_action": "public_advocacy",
    "wgad": "un_procedure",
    "wgeid": "un_procedure",
    "special_procedures": "un_procedure",
    "hearing_report": "trial_observation",
    "support_request": "support",
    "statistics": "research",
}

GIVERS = frozenset({"self", "family", "lawyer", "guardian"})
BEST_INTEREST = "best_interest"
BEST_INTEREST_AUDIENCES = frozenset({"embassy", "un", "grant"})
BEST_INTEREST_SIGNERS = 2
GUARDIANS = frozenset({"family", "guardian"})
PUBLIC_RECORD_AUDIENCES = frozenset({"embassy", "un", "public"})
NO_CONSENT_AUDIENCES = frozenset({"statistics"})
REVIEWS_THAT_KEEP = frozenset({"keep", "narrow"})
FULL_AGE = 18

_UNKNOWN_DAY = ""
_UNDATED_LAST = "9999-99-99"
_SHAREABILITY_RANK: Mapping[str, int] = {"internal": 0, "same_audience": 1, "public": 2}
_AUDIENCE_RANK: Mapping[str, int] = {"embassy": 1, "un": 1, "ngo": 1, "grant": 1, "public": 2, "statistics": 2}


class State(StrEnum):
    """How a person stands for (purpose, audience), in the order in which a refusal is named."""

    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    MISSING = "missing"
    IN_FORCE = "in_force"


class Identity(StrEnum):
    """What is printed of a person, from most to least; AGGREGATE is for counts and prints as NONE does."""

    FULL = "full"
    INITIALS = "initials"
    PSEUDONYM = "pseudonym"
    NONE = "none"
    AGGREGATE = "aggregate"


_NARROWNESS = tuple(Identity)


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


NO_CONSENT = Decision(state=State.MISSING)


def text_of(record: Record, key: str) -> str:
    """Return a text or code of `record`, "" where it is absent or not a value."""
    value = record.fields.get(key)
    return value if isinstance(value, str) else ""


def codes_of(record: Record, key: str) -> tuple[str, ...]:
    """Return a list of codes or ids of `record`, empty where it is absent or not a value."""
    value = record.fields.get(key)
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def rows_of(record: Record, key: str) -> tuple[dict[str, Value], ...]:
    """Return the rows of a table of `record`, empty where it is absent or not a value."""
    value = record.fields.get(key)
    return tuple(v for v in value if isinstance(v, dict)) if isinstance(value, list) else ()


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
    The newest consent in force rules (rule 7); of two given on the same day, the narrower. Where none is in force the answer is
    the newest one's, and for one consent withdrawn comes before expired before missing.
    """
    signed = signers or {}
    today = day.isoformat()
    about = [c for c in consents if not c.deleted and text_of(c, "person") == person and _concerns(c, purpose, audience)]
    grants = [c for c in about if not _refuses(c, audience)]
    states = {c.id: _state(c, audience, today, signed.get(c.id, frozenset())) for c in grants}
    rulers = [c for c in about if _refuses_now(c, audience, today) or states.get(c.id) is State.IN_FORCE]
    if rulers:
        newest = max(rulers, key=lambda c: (_age_key(c), _refuses(c, audience), _NARROWNESS.index(_identity(c)), c.id))
        return _ruling(newest, audience, minor=minor)
    if not grants:
        return NO_CONSENT
    order = tuple(State)
    newest = max(grants, key=lambda c: (_given(c), -order.index(states[c.id]), c.id))
    return Decision(state=states[newest.id], consent=newest.id, review_on=text_of(newest, "review_on"))


def _ruling(consent: Record, audience: str, *, minor: bool) -> Decision:
    if _refuses(consent, audience):
        return Decision(state=State.MISSING, consent=consent.id, denied=True)
    giver = text_of(consent, "giver")
    unguarded = minor and giver not in GUARDIANS
    return Decision(
        state=State.IN_FORCE,
        consent=consent.id,
        identity=Identity.NONE if unguarded else _identity(consent),
        media=frozenset(codes_of(consent, "media")),
        scope=frozenset(codes_of(consent, "scope_fields")),
        giver=giver,
        review_on=text_of(consent, "review_on"),
        minor_unguarded=unguarded,
    )


def _concerns(consent: Record, purpose: str, audience: str) -> bool:
    listed = audience in codes_of(consent, "audiences") or audience in codes_of(consent, "denied")
    return text_of(consent, "purpose") == purpose and listed


def _refuses(consent: Record, audience: str) -> bool:
    return audience in codes_of(consent, "denied")


def _refuses_now(consent: Record, audience: str, today: str) -> bool:
    """Say whether a refusal stands: from the day it was given, whoever gave it, until a newer consent replaces it."""
    return _refuses(consent, audience) and _given(consent) <= today


def _age_key(consent: Record) -> str:
    return _given(consent) or _UNDATED_LAST  # an undated grant never gets here; an undated refusal counts as the newest word


def _identity(consent: Record) -> Identity:
    code = text_of(consent, "identity_level")
    return Identity(code) if code in set(Identity) else Identity.NONE


def _given(consent: Record) -> str:
    earliest, latest = span(text_of(consent, "given")) if text_of(consent, "given") else (_UNKNOWN_DAY, _UNKNOWN_DAY)
    return earliest or latest


def _state(consent: Record, audience: str, today: str, signers: frozenset[str]) -> State:
    given = _given(consent)
    if consent.conflicts:  # two histories of one consent: until a person decides, it allows nothing
        return State.MISSING
    if not given or given > today or not _giver_counts(consent, audience, signers):
        return State.MISSING
    if _withdrawn(consent, today):
        return State.WITHDRAWN
    return State.EXPIRED if _expired(consent, today) else State.IN_FORCE


def _giver_counts(consent: Record, audience: str, signers: frozenset[str]) -> bool:
    giver = text_of(consent, "giver")
    if giver == BEST_INTEREST:
        return audience in BEST_INTEREST_AUDIENCES and len(signers) >= BEST_INTEREST_SIGNERS
    return giver in GIVERS


def _withdrawn(consent: Record, today: str) -> bool:
    value = consent.fields.get("withdrawn")
    if isinstance(value, dict):  # "withdrawn: not known when" is a withdrawal; only "not asked" says nothing
        return value.get("na") != "not_asked"
    if not isinstance(value, str) or not value:
        return False
    earliest, latest = span(value)
    first = earliest or latest
    return not first or first <= today


def _expired(consent: Record, today: str) -> bool:
    valid_until = text_of(consent, "valid_until")
    if valid_until and today > valid_until:
        return True
    held = sorted(
        (str(row["on"]), str(row.get("decision", "")))
        for row in rows_of(consent, "reviews")
        if isinstance(row.get("on"), str) and str(row["on"]) <= today
    )
    if held and held[-1][1] not in REVIEWS_THAT_KEEP:  # the latest review stopped it, or says nothing that keeps it
        return True
    review_on = text_of(consent, "review_on")
    reviewed = bool(held) and held[-1][0] >= review_on
    return bool(review_on) and today > review_on and not reviewed


def is_minor(person: Record, day: date) -> bool:
    """Say whether `person` may be under eighteen on `day`: recorded as a minor, or by any reading of the date of birth."""
    if person.fields.get("is_minor") is True:
        return True
    birth = text_of(person, "birth")
    latest = span(birth)[1] if birth else ""
    if not latest or latest.startswith("9999"):
        return False
    born = date.fromisoformat(latest)
    return (day.year - born.year, day.month, day.day) < (FULL_AGE, born.month, born.day)


def public_record_suffices(person: Record, audience: str, decision: Decision) -> bool:
    """Rule (4): whether a focus person needs no consent because only the public record is used.

    Someone who withdrew or refused was asked after all, so the public record does not stand in for that answer.
    """
    return (
        person.fields.get("public_record_only") is True
        and audience in PUBLIC_RECORD_AUDIENCES
        and decision.state in {State.MISSING, State.EXPIRED}
        and not decision.denied
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
