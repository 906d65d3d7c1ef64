"""What the lists of cases and of people can be narrowed and sorted by."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from casevault.i18n import N_
from casevault.vault.list_facts import MONTH, WEEK
from casevault.vault.list_kinds import (
    CHANGED,
    CLASS,
    Column,
    Facet,
    ListKind,
    choice_column,
    field_facet,
    own_codes,
    own_day,
    text_column,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.i18n import Msg
    from casevault.store.listing import Row
    from casevault.vault.list_facts import Facts

CONSENT_WORDS: Final[Mapping[str, Msg]] = {
    "given": N_("Given"),
    "review": N_("Review due"),
    "ended": N_("Ended"),
    "withdrawn": N_("Withdrawn"),
    "none": N_("None recorded"),
    "public": N_("Public record"),
}
HELD_WORDS: Final[Mapping[str, Msg]] = {
    "held": N_("In custody"),
    "free": N_("Not in custody"),
    "unknown": N_("No stage on record"),
}
LIMIT_WORDS: Final[Mapping[str, Msg]] = {
    "past": N_("Past a limit"),
    "week": N_("Within a week"),
    "month": N_("Within a month"),
    "none": N_("None within a month"),
}
MINE_WORDS: Final[Mapping[str, Msg]] = {"mine": N_("Mine"), "others": N_("Of others")}
STALE_WORDS: Final[Mapping[str, Msg]] = {"stale": N_("Something is old"), "fresh": N_("Nothing is old")}


def _focus(facts: Facts, case: Row) -> list[str]:
    return [person for person, _, is_focus in facts.members(case) if is_focus]


def _case_name(facts: Facts, _record: str, row: Row) -> str:
    people = facts.rows("person")
    focus = _focus(facts, row)
    if len(focus) == 1 and focus[0] in people:
        return facts.text("person", people[focus[0]], "display_name")
    return facts.text("case", row, "title")


def _case_held(facts: Facts, record: str, _row: Row) -> Sequence[str]:
    stage = facts.stages.get(record)
    return ("unknown",) if stage is None else ("held",) if stage.in_custody else ("free",)


def _case_stage(facts: Facts, record: str, _row: Row) -> Sequence[str]:
    stage = facts.stages.get(record)
    return (stage.measure,) if stage is not None and stage.measure else ()


def _case_roles(facts: Facts, _record: str, row: Row) -> Sequence[str]:
    return [role for _, role, _ in facts.members(row) if role]


def _case_consent(facts: Facts, _record: str, row: Row) -> Sequence[str]:
    return list(dict.fromkeys(facts.consent_of(person) for person in _focus(facts, row))) or ("none",)


def _case_limit(facts: Facts, record: str, _row: Row) -> Sequence[str]:
    limit = facts.limits.get(record)
    if limit is None:
        return ("none",)
    today = facts.as_of
    if limit.overrun:
        return ("past",)
    return (
        ("week",) if limit.due <= (today + WEEK).isoformat() else ("month",) if limit.due <= (today + MONTH).isoformat() else ()
    )


def _case_mine(facts: Facts, _record: str, row: Row) -> Sequence[str]:
    return ("mine",) if facts.vault.actor in own_codes("case", "caseworkers", facts, "", row) else ("others",)


def _stage_rank(facts: Facts, record: str, _row: Row) -> str:
    # In the order of the vocabulary, which is that of a procedure: a list by stage reads from summons to release.
    stage = facts.stages.get(record)
    codes = facts.vault.schema.vocabularies.codes("measure")
    return f"{codes.index(stage.measure):04}" if stage is not None and stage.measure in codes else ""


CASES: Final = ListKind(
    "case",
    (
        Facet("mine", N_("Whose"), _case_mine, words=MINE_WORDS),
        field_facet("case", "status"),
        Facet("held", N_("Custody"), _case_held, words=HELD_WORDS),
        Facet("stage", N_("Stage"), _case_stage, "vocabulary", "measure"),
        field_facet("case", "jurisdiction"),
        Facet("role", N_("Role"), _case_roles, "vocabulary", "role"),
        Facet("charge", N_("Charge"), lambda facts, record, _row: facts.charges.get(record, ()), "vocabulary", "charge"),
        Facet("region", N_("Region"), partial(own_codes, "case", "region_links"), "record"),
        Facet("consent", N_("Consent"), _case_consent, words=CONSENT_WORDS),
        Facet("limit", N_("Limit due"), _case_limit, words=LIMIT_WORDS),
        Facet(
            "stale",
            N_("Last confirmed"),
            lambda facts, record, _row: ("stale",) if record in facts.stale else ("fresh",),
            words=STALE_WORDS,
        ),
        field_facet("case", "priority"),
        Facet("tag", N_("Tag"), partial(own_codes, "case", "tags"), "text"),
        CLASS,
    ),
    (
        Column("name", _case_name, text=True),
        text_column("case", "code"),
        Column("stage", _stage_rank),
        Column("since", lambda facts, record, _row: found.start if (found := facts.stages.get(record)) else ""),
        Column("limit", lambda facts, record, _row: found.due if (found := facts.limits.get(record)) else ""),
        Column(
            "whereabouts",
            lambda facts, record, _row: (
                facts.title(found.facility) if (found := facts.stages.get(record)) and not found.ended else ""
            ),
            text=True,
        ),
        Column("consent", lambda facts, record, row: _case_consent(facts, record, row)[0]),
        Column("entry", lambda facts, record, _row: f"{facts.entries.get(record, 0):020}"),
        choice_column("case", "jurisdiction"),
        Column("opened", own_day),
        CHANGED,
    ),
)


def _person_roles(facts: Facts, record: str, _row: Row) -> Sequence[str]:
    return list(dict.fromkeys(role for _, role in facts.roles.get(record, ()) if role))


def _person_code(facts: Facts, record: str, _row: Row) -> str:
    cases = facts.rows("case")
    return next((facts.text("case", cases[case], "code") for case, _ in facts.roles.get(record, ()) if case in cases), "")


def _person_held(facts: Facts, record: str, _row: Row) -> Sequence[str]:
    cases = [facts.stages[case] for case, _ in facts.roles.get(record, ()) if case in facts.stages]
    return ("held",) if any(stage.in_custody for stage in cases) else ("free",) if cases else ("unknown",)


PEOPLE: Final = ListKind(
    "person",
    (
        Facet("role", N_("Role"), _person_roles, "vocabulary", "role"),
        Facet("held", N_("Custody in their cases"), _person_held, words=HELD_WORDS),
        Facet("consent", N_("Consent"), lambda facts, record, _row: (facts.consent_of(record),), words=CONSENT_WORDS),
        field_facet("person", "hrd_field"),
        field_facet("person", "nationalities"),
        field_facet("person", "risk_level"),
        CLASS,
    ),
    (
        text_column("person", "display_name", column="name"),
        Column("code", _person_code, text=True),
        Column("role", lambda facts, record, row: next(iter(_person_roles(facts, record, row)), ""), vocabulary="role"),
        text_column("person", "occupation"),
        Column("consent", lambda facts, record, _row: facts.consent_of(record)),
        CHANGED,
    ),
)
