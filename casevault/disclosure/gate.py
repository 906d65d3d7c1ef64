"""The consent gate: how each person in a selection stands for one purpose and audience, or a refusal naming who is not.

It runs before anything is shown or built. A focus person without consent stops everything; anyone else without consent becomes a
role. The gate only ever lowers: what it clears still has to pass the allow-list.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from casevault.disclosure.request import Reason
from casevault.disclosure.roles import LAWYER, Roles
from casevault.disclosure.select import Selection, case_persons, is_own
from casevault.domain.consent import (
    NO_CONSENT_AUDIENCES,
    Decision,
    Identity,
    State,
    decide_whole,
    is_minor,
    public_record_suffices,
    said_no,
)
from casevault.domain.schema import DataClass
from casevault.errors import Code, UserProblem
from casevault.i18n import N_, Msg

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from casevault.domain.record import Record


class Ledger(Protocol):
    """Where the gate learns what the whole vault says of a person: their consents, who made entries on one, and their ties."""

    def consents_of(self, person: str) -> Sequence[Record]:
        """Return the consents of `person`, of any purpose and state."""

    def signers_of(self, consent: str) -> frozenset[str]:
        """Return the actors who themselves made an entry on `consent`."""

    def ties_of(self, person: str) -> Sequence[Record]:
        """Return every live record that points to `person`, of whatever case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one person may appear."""

    person: str
    role: str  # a code of the vocabulary `role`
    focus: bool = False
    official: bool = False  # named because acting in office, with a source
    public_record: bool = False  # rule (4): from public sources, the person was not asked
    identity: Identity = Identity.NONE
    consent: str = ""  # id of the consent relied on, "" where it is another ground or none
    also: tuple[str, ...] = ()  # further consents relied on, of a person of whom two records were merged
    scope: frozenset[str] = frozenset()
    media: frozenset[str] = frozenset()
    giver: str = ""
    reason: Reason = Reason.NONE  # why the name is less than full


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """The gate's answer when it opens."""

    standings: Mapping[str, Standing]
    focus_of: Mapping[str, tuple[str, ...]]  # chosen case -> its focus persons, in the case's order
    limited: frozenset[str]  # records of which only class C0 may leave (rule 4)
    held_by: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reached_by: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def cases_of(self, record: str) -> frozenset[str]:
        """Return the chosen cases a record belongs to, or from which it is pointed to."""
        return self.held_by.get(record) or self.reached_by.get(record) or frozenset()

    @property
    def consents(self) -> tuple[str, ...]:
        """The consents relied on, sorted."""
        return tuple(sorted({c for s in self.standings.values() for c in (s.consent, *s.also) if c}))

    def relied_on(self, told: Collection[str]) -> tuple[str, ...]:
        """Return the consents on which a document rests that speaks of the records `told`: of whom it is about, and of these.

        Who agreed and stands nowhere in it need not ask for it back.
        """
        standings = [s for s in self.standings.values() if s.focus or s.person in told]
        return tuple(sorted({c for s in standings for c in (s.consent, *s.also) if c}))

    @property
    def from_public_record(self) -> tuple[str, ...]:
        """The focus persons who appear from public sources alone."""
        return tuple(s.person for s in self.standings.values() if s.public_record)


_REFUSALS: Mapping[State, tuple[Code, Msg, Msg]] = {
    State.WITHDRAWN: (
        Code.CONSENT_WITHDRAWN,
        N_("Consent was withdrawn: {persons} ({purpose}, {audience})."),
        N_("Nothing has left. Ask again and record a new consent, or leave the case out."),
    ),
    State.EXPIRED: (
        Code.CONSENT_EXPIRED,
        N_("Consent ran out, or its review is overdue: {persons} ({purpose}, {audience})."),
        N_("Nothing has left. Ask again; where the person cannot renew it from custody, record a dated review."),
    ),
    State.MISSING: (
        Code.CONSENT_MISSING,
        N_("No consent covers {persons} ({purpose}, {audience})."),
        N_("Nothing has left. Ask for it and record it, or record a consent that leaves the name out."),
    ),
}


def check(
    selection: Selection, ledger: Ledger, *, purpose: str, audience: str, day: date, informants: frozenset[str] = frozenset()
) -> Clearance:
    """Return how each selected person stands, or raise the refusal that names every focus person who is not covered.

    `informants` are the persons behind protected sources of the whole vault: office does not print their names.
    Raises CONSENT_WITHDRAWN, CONSENT_EXPIRED or CONSENT_MISSING (the first of these that any focus person is in) with the ids
    of all uncovered persons, the audience and the purpose; OUTPUT_INCOMPLETE where a case names no focus person.
    """
    focus_of = {case: _focus_persons(selection, case) for case in selection.cases}
    without = [case for case, persons in focus_of.items() if not persons]
    if without and audience not in NO_CONSENT_AUDIENCES:
        raise UserProblem(
            Code.OUTPUT_INCOMPLETE,
            N_("A case names no focus person."),
            N_("Open the case and mark whom it is about, under “People in this case”."),
            keys=("persons",),
            cases=without,
        )
    focus = {person for persons in focus_of.values() for person in persons}
    roles = Roles(selection.records.values(), informants)
    standings: dict[str, Standing] = {}
    refused: dict[str, State] = {}
    for person in selection.of_type("person"):
        decision = decide_whole(
            person,
            consents := ledger.consents_of(person.id),
            purpose=purpose,
            audience=audience,
            day=day,
            minor=(minor := is_minor(person, day)),
            signers={consent.id: ledger.signers_of(consent.id) for consent in consents},
        )
        if person.id in focus:
            public = public_record_suffices(person, audience, decision, consents)
            if decision.state is not State.IN_FORCE and not public and audience not in NO_CONSENT_AUDIENCES:
                refused[person.id] = decision.state
            standings[person.id] = _focus_standing(person.id, roles.of(person.id), decision, public=public, minor=minor)
        else:
            # A refusal or withdrawal outweighs office, whatever its purpose: it is the exception in which someone was asked.
            refused_office = any(said_no(consent, audience) for consent in consents)
            in_office = not refused_office and roles.acts_in_office(person.id) and not _is_tied(person.id, ledger)
            standings[person.id] = _other_standing(person.id, roles.of(person.id), decision, minor=minor, in_office=in_office)
    if refused:
        _refuse(refused, purpose=purpose, audience=audience)
    public_cases = frozenset(c for c, persons in focus_of.items() if any(standings[p].public_record for p in persons))
    limited = _limited(selection, public_cases)
    if public_cases == focus_of.keys():
        standings |= _public_counsel(selection, standings, ledger, audience=audience)
    return Clearance(
        standings={key: _within_record(standing, selection.records[key], limited) for key, standing in standings.items()},
        focus_of=focus_of,
        limited=limited,
        held_by=selection.held_by,
        reached_by=selection.reached_by,
    )


def _focus_persons(selection: Selection, case: str) -> tuple[str, ...]:
    persons = (row.person for row in case_persons(selection.records[case]) if row.focus)
    return tuple(dict.fromkeys(person for person in persons if person in selection.records))


def _refuse(refused: Mapping[str, State], *, purpose: str, audience: str) -> None:
    worst = next(state for state in State if state in refused.values())
    code, what, hint = _REFUSALS[worst]
    raise UserProblem(code, what, hint, persons=sorted(refused), audience=audience, purpose=purpose)


def _focus_standing(person: str, role: str, decision: Decision, *, public: bool, minor: bool) -> Standing:
    if public:
        # Rule (5) holds for the public record too: the name of a child does not leave because a newspaper printed it.
        identity, reason = (Identity.NONE, Reason.MINOR) if minor else (Identity.FULL, Reason.NONE)
        return Standing(person=person, role=role, focus=True, public_record=True, identity=identity, reason=reason)
    return Standing(
        person=person,
        role=role,
        focus=True,
        identity=decision.identity,
        consent=decision.consent if decision.state is State.IN_FORCE else "",
        also=decision.also,
        scope=decision.scope,
        media=decision.media,
        giver=decision.giver,
        reason=_narrowed(decision),
    )


def _is_tied(person: str, ledger: Ledger) -> bool:
    """Say whether an official is someone to protect anywhere in the vault: a judge here may be a victim or a sister there."""
    return Roles(ledger.ties_of(person)).protects(person)


def _other_standing(person: str, role: str, decision: Decision, *, minor: bool, in_office: bool) -> Standing:
    if decision.state is State.IN_FORCE:
        return Standing(
            person=person,
            role=role,
            identity=decision.identity,
            consent=decision.consent,
            also=decision.also,
            scope=decision.scope,
            giver=decision.giver,
            reason=_narrowed(decision),
        )
    if minor:
        return Standing(person=person, role=role, reason=Reason.MINOR)
    if in_office:
        return Standing(person=person, role=role, official=True, identity=Identity.FULL)
    return Standing(person=person, role=role, reason=Reason.NO_CONSENT_ROLE_ONLY)


def _public_counsel(
    selection: Selection, standings: Mapping[str, Standing], ledger: Ledger, *, audience: str
) -> dict[str, Standing]:
    """Return the lawyers whose part is itself public record, and who never said no, as named.

    Only where every chosen case rests on the public record: nothing leaves then but what is public already. Beside a case by
    consent the name would be allowed in texts that are not.
    """
    found: dict[str, Standing] = {}
    for person in selection.of_type("person"):
        standing = standings[person.id]
        asked_none = standing.reason is Reason.NO_CONSENT_ROLE_ONLY and standing.role == LAWYER and not standing.focus
        if asked_none and person.data_class is DataClass.C0:
            none = Decision(state=State.MISSING)
            if public_record_suffices(person, audience, none, ledger.consents_of(person.id)):
                found[person.id] = replace(standing, identity=Identity.FULL, reason=Reason.NONE)
    return found


def _within_record(standing: Standing, record: Record, limited: frozenset[str]) -> Standing:
    """Take the name away where the record that holds it does not leave: consent never raises what the record's class allows."""
    if record.id in limited:
        reason = Reason.PUBLIC_RECORD
    elif record.data_class > DataClass.C2:
        reason = {DataClass.C3: Reason.C3_NEVER, DataClass.C4: Reason.C4_NEVER}.get(record.data_class, Reason.C5_NEVER)
    else:
        return standing
    return replace(standing, identity=Identity.NONE, official=False, reason=reason)


def _narrowed(decision: Decision) -> Reason:
    if decision.minor_unguarded:
        return Reason.MINOR
    return Reason.NONE if decision.identity is Identity.FULL else Reason.IDENTITY_LEVEL


def _limited(selection: Selection, public_cases: frozenset[str]) -> frozenset[str]:
    """Return the records held by a public-record case, or reached from such cases alone."""
    held = {record for record, cases in selection.held_by.items() if cases & public_cases}
    reached = {
        record
        for record, cases in selection.reached_by.items()
        if record not in selection.held_by and cases and cases <= public_cases
    }
    # Who we are is no fact about the person: the name that a paper is sent under is ours to give.
    own = {record.id for record in selection.of_type("organisation") if is_own(record)}
    return frozenset(one for one in (held | reached) - own if selection.records[one].data_class is not DataClass.C0)
