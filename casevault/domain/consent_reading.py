"""What one consent says on its own: when it was given, whom it refuses, whether it ended, how far it goes.

Every doubt is settled against leaving, so one vague day is read in two ways: a grant counts as early as it can be, and only once
the last day it can be has come; a refusal and a withdrawal count as late as they can be.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from casevault.domain.dates import span

if TYPE_CHECKING:
    from casevault.domain.record import Record, Value

GIVERS = frozenset({"self", "family", "lawyer", "guardian"})
BEST_INTEREST = "best_interest"
BEST_INTEREST_AUDIENCES = frozenset({"embassy", "un", "grant"})
BEST_INTEREST_SIGNERS = 2
BY_OTHERS = frozenset({"family", "lawyer", "guardian", BEST_INTEREST})  # who may speak for the person
REVIEWS_THAT_KEEP = frozenset({"keep", "narrow"})
NARROWED = "narrow"
ONLY_THE_NAME = frozenset({"name"})  # a scope that reaches no personal and no special field

_UNKNOWN_DAY = ""
_UNDATED_LAST = "9999-99-99"


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


def first_day(consent: Record) -> str:
    """Return the first day it can have been given as an ISO day, "" where nothing is known of it."""
    given = text_of(consent, "given")
    return span(given)[0] if given else _UNKNOWN_DAY


def last_day(consent: Record) -> str:
    """Return the last day it can have been given as an ISO day; later than every day where nothing is known of it."""
    given = text_of(consent, "given")
    return span(given)[1] if given else _UNDATED_LAST


def refuses(consent: Record, audience: str) -> bool:
    """Say whether it refuses `audience`."""
    return audience in codes_of(consent, "denied")


def said_no(consent: Record, audience: str) -> bool:
    """Say whether it refuses `audience`, or allowed it and was withdrawn, whatever the purpose and the day."""
    withdrawn = consent.fields.get("withdrawn")
    silent = not withdrawn or (isinstance(withdrawn, dict) and withdrawn.get("na") == "not_asked")
    taken_back = audience in codes_of(consent, "audiences") and (not silent or "withdrawn" in consent.conflicts)
    return not consent.deleted and (refuses(consent, audience) or taken_back)


def withdrawn_until(consent: Record, today: str) -> str:
    """Return the day before which everything granted ended with this consent, "" where it is not withdrawn (yet).

    A withdrawal has begun by any reading of its day that has begun, and ends what was granted by any reading of it.
    """
    value = consent.fields.get("withdrawn")
    if isinstance(value, dict):  # "withdrawn: not known when" is a withdrawal; only "not asked" says nothing
        return "" if value.get("na") == "not_asked" else _UNDATED_LAST
    if not isinstance(value, str) or not value:
        return ""
    earliest, latest = span(value)
    return latest if earliest <= today else ""


def level_of(consent: Record, today: str) -> Identity:
    """Return how the person may appear by it. How far a review narrowed it a newer consent says; until then it is a role."""
    code = text_of(consent, "identity_level")
    recorded = Identity(code) if code in set(Identity) else Identity.NONE
    return narrower(recorded, Identity.NONE) if _narrowed(consent, today) else recorded


def scope_of(consent: Record, today: str) -> frozenset[str]:
    """Return the keys it names; empty = the person's name and C2 facts, nothing special."""
    return ONLY_THE_NAME if _narrowed(consent, today) else frozenset(codes_of(consent, "scope_fields"))


def media_of(consent: Record, today: str) -> frozenset[str]:
    """Return the media it allows."""
    return frozenset() if _narrowed(consent, today) else frozenset(codes_of(consent, "media"))


def narrower(one: Identity, other: Identity) -> Identity:
    """Return the one of two that prints less."""
    return max(one, other, key=tuple(Identity).index)


def state_of(consent: Record, audience: str, today: str, signers: frozenset[str]) -> State:
    """Say how it stands on its own; who withdrew it is heard even where nobody counted as its giver."""
    if consent.conflicts:  # two histories of one consent: until a person decides, it allows nothing
        return State.MISSING
    if withdrawn_until(consent, today):
        return State.WITHDRAWN
    if last_day(consent) > today or not _giver_counts(consent, audience, signers):
        return State.MISSING
    return State.EXPIRED if _expired(consent, today) else State.IN_FORCE


def _giver_counts(consent: Record, audience: str, signers: frozenset[str]) -> bool:
    giver = text_of(consent, "giver")
    if giver == BEST_INTEREST:
        return audience in BEST_INTEREST_AUDIENCES and len(signers) >= BEST_INTEREST_SIGNERS
    return giver in GIVERS


def _held_reviews(consent: Record, today: str) -> list[tuple[str, str]]:
    """Return the reviews held through today as (ISO day, decision), the latest last; of one day the strictest last."""
    return sorted(
        (str(row["on"]), str(row.get("decision", "")))
        for row in rows_of(consent, "reviews")
        if isinstance(row.get("on"), str) and str(row["on"]) <= today
    )


def _narrowed(consent: Record, today: str) -> bool:
    """Say whether a review narrowed it. Keeping it later keeps it as narrow as it then was."""
    return any(decision == NARROWED for _, decision in _held_reviews(consent, today))


def stopped_by_review(consent: Record, today: str) -> str:
    """Return the ISO day of the review that ended it, "" where the latest review kept it or there was none."""
    held = _held_reviews(consent, today)
    return held[-1][0] if held and held[-1][1] not in REVIEWS_THAT_KEEP else ""


def _expired(consent: Record, today: str) -> bool:
    valid_until = text_of(consent, "valid_until")
    if valid_until and today > valid_until:
        return True
    held = _held_reviews(consent, today)
    if held and held[-1][1] not in REVIEWS_THAT_KEEP:  # the latest review stopped it, or says nothing that keeps it
        return True
    review_on = text_of(consent, "review_on")
    reviewed = bool(held) and held[-1][0] >= review_on
    return bool(review_on) and today > review_on and not reviewed
