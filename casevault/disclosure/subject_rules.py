"""What of a vault is about one person, and which values of it could be said to her: choosing and ruling, no words.

About her is what names her as the one it is about, and what belongs to a case of which she is the focus unless it is about
somebody else. About her alone is what names nobody beside her, in cases of which nobody else is the focus: only from there do
personal and special facts leave. A doubt is settled against leaving: what no rule allows is kept back.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from casevault.disclosure import policy
from casevault.disclosure.naming import HIDDEN_ALIASES
from casevault.disclosure.profiles import Profile, Rule, profile_of
from casevault.disclosure.request import Reason
from casevault.disclosure.select import Selection, case_persons, is_own, is_sealed_partner, items_of, targets_of
from casevault.domain.consent import codes_of, intervention_refusal, text_of
from casevault.domain.schema import DataClass, Kind
from casevault.domain.values import rows_of
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.disclosure.select import Item
    from casevault.domain.record import Record
    from casevault.vault.vault import Vault

AUDIENCE: Final = "subject"
ABOUT_ONE: Final = ("person", "target", "for", "about")  # fields by which a record is about one person
SOURCES: Final = frozenset({"source", "claim"})  # what was said, and by whom
# How the office works, and what has a place of its own in what is told.
OFFICE: Final = frozenset({
    "actor", "device", "task", "saved_search", "custom_field", "custom_type", "vocabulary_entry", "disclosure",
})  # fmt: skip
THINGS: Final = frozenset({"organisation", "facility", "place"})  # what is said by its name
ROWS_OF_PEOPLE: Final = frozenset({("case", "persons"), ("judgment", "sentences")})  # each row is about whom it names
THROUGH: Final = "through_person"  # a channel that is somebody else


class Kept(StrEnum):
    """Why a value is kept back."""

    SOURCE = "source"
    THIRD_PERSON = "third_person"
    QUIET = "quiet"
    OFFICE = "office"
    UNDECIDED = "undecided"
    NO_PLACE = "no_place"


# The word of the register for each.
REASONS: Final[Mapping[Kept, Reason]] = {
    Kept.SOURCE: Reason.C5_NEVER,
    Kept.THIRD_PERSON: Reason.C2_OTHER_PERSON,
    Kept.QUIET: Reason.QUIET_NOT_SHAREABLE,
    Kept.OFFICE: Reason.C5_NEVER,
    Kept.UNDECIDED: Reason.CONFLICT,
    Kept.NO_PLACE: Reason.NOT_IN_OUTPUT,
}


@cache
def profile() -> Profile:
    """Return the allow-list for a person who asks what is held about her."""
    return profile_of(AUDIENCE)


def subject_of(vault: Vault, person_id: str) -> Record:
    """Return the person whom it is about; NOT_FOUND where there is none, or it was merged into another record."""
    person = vault.records.get(person_id)
    if person.type != "person" or person.deleted:
        raise UserProblem(
            Code.NOT_FOUND, N_("There is no such person."), N_("`casevault list DIR person` lists them."), id=person_id
        )
    return person


class Chosen:
    """The records that are about one person or mention her, all their values, and what they point to."""

    def __init__(self, vault: Vault, person: Record) -> None:
        """Read them."""
        self._types = vault.schema
        self.person = person
        pointing = [record for record in vault.records.pointing_to(person.id) if not record.deleted]
        focus = [record for record in pointing if record.type == "case" and person.id in _focus(record)]
        inside = [record for case in focus for record in vault.records.in_case(case.id) if not record.deleted]
        found = {record.id: record for record in (person, *pointing, *inside)}
        self._mine = frozenset({person.id, *(record.id for record in inside), *(case.id for case in focus)})
        self._sole = frozenset(case.id for case in focus if _focus(case) == {person.id})
        self.records = sorted(found.values(), key=lambda one: (one.id != person.id, one.date_from, one.id))
        targets = {target for one in self.records for target in targets_of(vault.schema.type(one.type), one)}
        self.known: Mapping[str, Record] = {**vault.records.many(sorted(targets)), **found}
        self.selection = Selection(
            cases=(),
            records=self.known,
            items=tuple(item for one in self.records for item in items_of(vault.schema.type(one.type), one)),
            held_by={},
            reached_by={},
        )

    # ---- records --------------------------------------------------------------------------------------------------------

    def kept_whole(self, record: Record) -> Kept | None:
        """Return why nothing of a record is said, whatever stands in it; None where its values are looked at."""
        if record.type in SOURCES:
            return Kept.SOURCE
        if record.type in OFFICE:
            return Kept.OFFICE
        if record.type == "person" and record.id != self.person.id:
            return Kept.THIRD_PERSON
        if record.type == "intervention":
            own = is_own(self.known.get(text_of(record, "actor")))
            quiet = intervention_refusal(record, own=own, audience=AUDIENCE, quiet_allowed=profile().quiet_interventions)
            return Kept.QUIET if quiet else None
        return None

    def is_about(self, record: Record, seen: frozenset[str] = frozenset()) -> bool:
        """Say whether a record is about her: by naming her, by what befell her, or as part of her own case."""
        named = self._named(record)
        if named:
            return self.person.id in named
        above = self._above(record, seen)
        return all(self.is_about(one, seen | {record.id}) for one in above) if above else record.id in self._mine

    def is_about_her_alone(self, record: Record, seen: frozenset[str] = frozenset()) -> bool:
        """Say whether it is about her and nobody else is the one it is about."""
        if record.id == self.person.id:
            return True
        if record.type == "case":
            return record.id in self._sole
        named = self._named(record)
        if named:
            return named == {self.person.id}
        above = self._above(record, seen)
        if above:
            return all(self.is_about_her_alone(one, seen | {record.id}) for one in above)
        rt = self._types.type(record.type)
        cases = {one for key in (*rt.case, *rt.via) for one in (text_of(record, key), *codes_of(record, key))} - {""}
        return bool(cases) and cases <= self._sole

    def _named(self, record: Record) -> set[str]:
        if record.type == "evidence":
            return {one for one in codes_of(record, "about") if self._is_person(one)}
        named = {one for key in ABOUT_ONE if self._is_person(one := text_of(record, key))}
        return named or {one for one in codes_of(record, "victims") if self._is_person(one)}

    def _is_person(self, record_id: str) -> bool:
        return record_id in self.known and self.known[record_id].type == "person"

    def _above(self, record: Record, seen: frozenset[str]) -> list[Record]:
        """Return the records, not cases, that this one hangs on: a note on another's illness is not about her."""
        rt = self._types.type(record.type)
        ids = {one for key in rt.via for one in (text_of(record, key), *codes_of(record, key))}
        found = [self.known[one] for one in sorted(ids) if one in self.known and one not in seen and one != record.id]
        return [one for one in found if one.type not in {"case", "person"}]

    def mentions(self, item: Item) -> bool:
        """Say whether a value points to her, in a record that may be told to mention her."""
        record = self.known[item.record]
        ordinary = record.data_class <= DataClass.C2 and item.field.data_class <= DataClass.C2
        return ordinary and self.person.id in ids_in(item) and not self.is_about(record)

    # ---- values ---------------------------------------------------------------------------------------------------------

    def kept(self, item: Item) -> Kept | None:  # noqa: PLR0911 - one answer a reason, the first wins
        """Return why a value of a record about her is kept back; None where it could be said."""
        record = self.known[item.record]
        own = record.id == self.person.id
        targets = [self.known.get(target) for target in ids_in(item)]
        rule = profile().field_rule(item)
        # A record is raised to C5 as a whole where it speaks of safe places or of staff; her own is hers, field by field.
        graded = item.field.data_class if own else item.data_class
        if "source" in item.field.targets or any(one is not None and one.type in SOURCES for one in targets):
            return Kept.SOURCE
        if rule is Rule.SOURCE:
            return Kept.SOURCE
        if graded is DataClass.C5 or rule is Rule.NEVER or any(one is not None and one.type == "actor" for one in targets):
            return Kept.OFFICE
        if policy.undecided(record, item.path):
            return Kept.UNDECIDED
        if any(one is not None and one.type == "organisation" and is_sealed_partner(one) for one in targets):
            return Kept.THIRD_PERSON
        if self._says_nothing(item, record):
            return Kept.NO_PLACE
        if own and self._hides(record, item):
            return Kept.OFFICE if item.path.startswith("aliases/") else Kept.THIRD_PERSON
        # In a table of people each row is about the one it names.
        if (record.type, item.path.partition("/")[0]) in ROWS_OF_PEOPLE and not self._is_own_row(record, item):
            return Kept.THIRD_PERSON
        return None if rule in {Rule.ROLE, Rule.LEAVE} else self._by_class(graded, record)

    def _by_class(self, graded: DataClass, record: Record) -> Kept | None:
        match profile().classes[graded]:
            case Rule.LEAVE:
                return None
            case Rule.BY_PERSON:
                return None if self.is_about_her_alone(record) else Kept.THIRD_PERSON
            case _:
                return Kept.THIRD_PERSON if graded is DataClass.C4 else Kept.OFFICE

    def _hides(self, person: Record, item: Item) -> bool:
        """Say whether a row of her own is none to print: a code name, which keeps her unknown, or a channel that is somebody."""
        table, _, rest = item.path.partition("/")
        row_id = rest.partition("/")[0]
        row = next((row for row in rows_of(person.fields.get(table, [])) if row.get("row") == row_id), {})
        return (table == "aliases" and row.get("kind") in HIDDEN_ALIASES) or (table == "channels" and row.get("kind") == THROUGH)

    def _says_nothing(self, item: Item, record: Record) -> bool:
        """Say whether a value has no words of its own: where it stands tells whom it is about and on what it hangs.

        The files of evidence are counted; the name of one may be that of whoever sent it.
        """
        if item.path.startswith("files/") and record.type == "evidence":
            return True
        targets = [self.known.get(one) for one in ids_in(item)]
        told = [one for one in targets if one is not None and one.type in {"person", *THINGS} and one.id != self.person.id]
        return item.field.kind in {Kind.REF, Kind.REFS} and not told

    def _is_own_row(self, record: Record, item: Item) -> bool:
        table, row_id, *_ = item.path.split("/")
        row = next((row for row in rows_of(record.fields.get(table, [])) if row.get("row") == row_id), {})
        # A sentence that names nobody is that of whom the judgment is about.
        return row.get("person") == self.person.id or (record.type != "case" and not row.get("person"))


def ids_in(item: Item) -> tuple[str, ...]:
    """Return the records a value points to."""
    if item.field.kind is Kind.REF and isinstance(item.value, str):
        return (item.value,)
    if item.field.kind is Kind.REFS and isinstance(item.value, list):
        return tuple(value for value in item.value if isinstance(value, str))
    return ()


def _focus(case: Record) -> set[str]:
    return {row.person for row in case_persons(case) if row.focus}
