"""People: the list, one person with her names and cases, and who has seen her name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.domain.consent import codes_of, rows_of, text_of
from casevault.i18n import N_
from casevault.ui.read.reader import Name, Tone, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.domain.record import Record
    from casevault.ui.read.reader import Reader


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in the list."""

    id: str
    name: Name
    code: str
    about: str
    tone: Tone
    status: str
    role: str = ""  # in the cases that list them


@dataclass(frozen=True, slots=True)
class CaseRole:
    """A person's place in a case."""

    case: str
    name: Name
    role: str


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One consent of a person."""

    id: str
    scope: str
    detail: str
    tone: Tone
    status: str


@dataclass(frozen=True, slots=True)
class PersonHead:
    """Everything that stands above a person's fields."""

    id: str
    name: Name
    about: str
    record: Record
    aliases: tuple[tuple[str, str], ...]  # (name, what kind of name in which script)
    cases: tuple[CaseRole, ...]
    consents: tuple[ConsentLine, ...]


def person_lines(reader: Reader, ids: Sequence[str]) -> list[PersonLine | None]:
    """Return the lines of these people, in order; None where a person is no longer there."""
    records = reader.vault.records
    found = records.page(list(ids))
    live = [person.id for person in found if person is not None and not person.deleted]
    consents, cases = records.pointing_to_any(live, "consent"), records.pointing_to_any(live, "case")
    focus = [
        str(row.get("person", ""))
        for about in cases.values()
        for case in about
        for row in rows_of(case, "persons")
        if row.get("is_focus") is True
    ]
    named = reader.many(focus)
    return [
        None
        if person is None or person.deleted
        else _line(
            reader, person, _of_person(consents.get(person.id, ()), person.id),
            _roles(reader, person.id, cases.get(person.id, ()), named),
        )
        for person in found
    ]  # fmt: skip


# Of several consents the one is told that asks for something: a new one for a fund does not hide that another waits for review.
URGENT = (Tone.REVIEW, Tone.OK, Tone.STOPPED, Tone.WITHDRAWN)


def _line(reader: Reader, person: Record, consents: Sequence[Record], roles: Sequence[CaseRole]) -> PersonLine:
    tone, status = _consent_state(reader, person, consents)
    about = sentence(roles[0].role) if roles else text_of(person, "occupation")
    code = " ".join(role.name.code for role in roles[:2])
    name = Name(roles[0].name.code or "—") if reader.discreet and roles else reader.name(person)
    role = sentence(reader.catalogue.listed(dict.fromkeys(one.role for one in roles if one.role)))
    return PersonLine(person.id, name, code, about, tone, status, role)


def consent_states(reader: Reader, people: Sequence[Record]) -> dict[str, tuple[Tone, str]]:
    """Return {person: tone and word of how their consent stands}, for a page of a list in one visit."""
    found = reader.vault.records.pointing_to_any([person.id for person in people], "consent")
    return {person.id: _consent_state(reader, person, _of_person(found.get(person.id, ()), person.id)) for person in people}


def _consents_of(reader: Reader, person_id: str) -> list[Record]:
    return _of_person(reader.vault.records.pointing_to(person_id, type_key="consent"), person_id)


def _of_person(found: Sequence[Record], person_id: str) -> list[Record]:
    return sorted((c for c in found if text_of(c, "person") == person_id), key=lambda c: (c.date_from, c.id), reverse=True)


def _consent_state(reader: Reader, person: Record, consents: Sequence[Record]) -> tuple[Tone, str]:
    if not consents:
        if person.fields.get("public_record_only") is True:
            return Tone.NONE, reader.text(N_("Public record"))
        return Tone.UNKNOWN, reader.text(N_("No consent recorded"))
    states = [_one_consent(reader, consent) for consent in consents]
    return min(states, key=lambda state: URGENT.index(state[0]))  # the newest of those alike


def _one_consent(reader: Reader, consent: Record) -> tuple[Tone, str]:
    today = reader.today.isoformat()
    if text_of(consent, "withdrawn"):
        return Tone.WITHDRAWN, reader.text(N_("Withdrawn"))
    if text_of(consent, "valid_until") and text_of(consent, "valid_until") < today:
        return Tone.STOPPED, reader.text(N_("Ended"))
    if text_of(consent, "review_on") and text_of(consent, "review_on") < today:
        return Tone.REVIEW, reader.text(N_("Review due"))
    return Tone.OK, reader.text(N_("Given"))


def case_roles(reader: Reader, person_id: str) -> list[CaseRole]:
    """Return the cases a person stands in, with her role in each."""
    return _roles(reader, person_id, reader.vault.records.pointing_to(person_id, type_key="case"), None)


def _roles(reader: Reader, person_id: str, cases: Sequence[Record], people: Mapping[str, Record] | None) -> list[CaseRole]:
    found = []
    for case in cases:
        for row in rows_of(case, "persons"):
            if row.get("person") == person_id:
                role = row.get("role")
                found.append(
                    CaseRole(case.id, reader.case_name(case, people), reader.label("role", role) if isinstance(role, str) else "")
                )
                break
    return found


def person_head(reader: Reader, person_id: str) -> PersonHead:
    """Return what the person view shows above the fields."""
    person = reader.vault.records.get(person_id)
    name = reader.name(person)
    aliases = tuple(
        (str(row.get("value", "")), _alias_words(reader, row))
        for row in rows_of(person, "aliases")
        if row.get("value") and not reader.discreet
    )
    consents = tuple(consent_line(reader, consent) for consent in _consents_of(reader, person_id))
    return PersonHead(
        person.id, name, text_of(person, "occupation"), person, aliases, tuple(case_roles(reader, person_id)), consents
    )


def _alias_words(reader: Reader, row: dict[str, object] | object) -> str:
    if not isinstance(row, dict):
        return ""
    codes = (("alias_kind", row.get("kind")), ("script", row.get("script")))
    return " · ".join(reader.label(vocabulary, code) for vocabulary, code in codes if isinstance(code, str) and code)


def consent_line(reader: Reader, consent: Record) -> ConsentLine:
    """Return one consent in two lines and a status."""
    tone, status = _one_consent(reader, consent)
    denied = reader.catalogue.listed(reader.label("audience", code) for code in codes_of(consent, "denied"))
    scope = sentence(reader.catalogue.listed(reader.choices(consent, "audiences")))
    parts = [
        reader.choice(consent, "purpose"),
        reader.choice(consent, "identity_level"),
        reader.text(N_("refused: {audiences}"), audiences=denied) if denied else "",
        _consent_days(reader, consent),
    ]
    return ConsentLine(consent.id, scope, sentence(" · ".join(part for part in parts if part)), tone, status)


def _consent_days(reader: Reader, consent: Record) -> str:
    if text_of(consent, "withdrawn"):
        return reader.text(N_("withdrawn {day}"), day=reader.day(text_of(consent, "withdrawn")))
    review = text_of(consent, "review_on")
    return reader.text(N_("review {day}"), day=reader.day(review)) if review else ""
