"""The allow-list: what becomes of each selected value for one audience. A profile is data; this is the reading of it.

Order of the questions, first answer wins: is the record limited to the public record · does the record leave at all
(interventions, sealed partners, homes) · is there an exception for the field · is it a person (by standing) · the data class.
Nothing here lets a value out that none of them allows: an unknown rule, class or field is withheld.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from casevault.disclosure.generalise import Shape
from casevault.disclosure.profiles import Files, Naming, Profile, Rule
from casevault.disclosure.prose_general import Inside
from casevault.disclosure.request import Action, Reason
from casevault.disclosure.select import Item, Selection, is_home, is_own, is_own_key, is_sealed_partner
from casevault.domain.claims import DATES
from casevault.domain.consent import Identity, codes_of, intervention_refusal, rows_of, text_of
from casevault.domain.schema import DataClass, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casevault.disclosure.gate import Clearance, Standing
    from casevault.domain.record import Record


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of one value. `persons` are the persons a reference points to, for printing by name or role."""

    action: Action
    reason: Reason = Reason.NONE
    shape: Shape = Shape.AS_IT_IS  # of what leaves generalised
    inside: Inside = field(default_factory=Inside)  # of the days, places and work in a text that leaves

    @property
    def leaves(self) -> bool:
        """Say whether the value leaves in some form."""
        return self.action is not Action.WITHHELD


LEAVES = Ruling(Action.AS_RECORDED)
COUNTED = Ruling(Action.GENERALISED, Reason.COUNTED, Shape.COUNT)


def withheld(reason: Reason) -> Ruling:
    """Return the ruling that a value does not leave."""
    return Ruling(Action.WITHHELD, reason)


def rule_all(
    selection: Selection,
    clearance: Clearance,
    profile: Profile,
    *,
    hidden: Mapping[str, Reason] | None = None,
    kept_back: frozenset[str] = frozenset(),
    items: Iterable[Item] | None = None,
) -> dict[tuple[str, str], Ruling]:
    """Return the ruling for every selected value, by (record, path), or for other `items` of these records.

    `hidden`: things that are not named, with the reason. `kept_back`: what this recipient is not to have, "type/field", "type" or
    a class; it is looked at last and only takes away, as does what a vault says of its own fields.
    """
    judge = _Judge(selection, clearance, profile, hidden or {})
    audience = profile.audience
    asked = selection.items if items is None else items
    return {(item.record, item.path): _kept(judge.rule(item), item, kept_back, audience) for item in asked}


def _kept(ruling: Ruling, item: Item, kept_back: frozenset[str], audience: str) -> Ruling:
    # No profile knows a field of a vault's own: it is told where its owner said to whom, and where all else allows it.
    if ruling.leaves and is_own_key(item.key) and audience not in item.field.told:
        return withheld(Reason.NOT_IN_OUTPUT)
    names = {item.data_class.name, item.type, f"{item.type}/{item.key}", f"{item.type}/{item.key.partition('/')[0]}"}
    return withheld(Reason.KEPT_BACK) if ruling.leaves and names & kept_back else ruling


class _Judge:
    """Holds what a ruling looks at; one per disclosure."""

    def __init__(self, selection: Selection, clearance: Clearance, profile: Profile, hidden: Mapping[str, Reason]) -> None:
        self._hidden = hidden
        self._records = selection.records
        self._clearance = clearance
        self._profile = profile
        self._of_record: dict[str, Reason] = {}

    def rule(self, item: Item) -> Ruling:
        """Return what becomes of one value: as class, person and consent say, then no more exactly than the profile has it."""
        ruling = self._whole(item, self._records[item.record])
        unnamed_place = ruling.action is Action.OTHER_WORDS and ruling.reason is Reason.GENERALISED
        if ruling.action is not Action.AS_RECORDED and not unnamed_place:
            return ruling
        if item.field.kind in _TEXTS:
            inside = self._inside(item)
            ruling = replace(ruling, inside=inside) if inside != _EXACTLY else ruling
        shape = self._shape(item)  # a place that is not named is still in a province
        return Ruling(Action.GENERALISED, Reason.GENERALISED, shape) if shape is not Shape.AS_IT_IS else ruling

    def _whole(self, item: Item, record: Record) -> Ruling:
        if record.id not in self._of_record:
            limited = record.id in self._clearance.limited and record.data_class is not DataClass.C0
            self._of_record[record.id] = Reason.PUBLIC_RECORD if limited else self._record_reason(record)
        reason = self._of_record[record.id] or (Reason.CONFLICT if undecided(record, item.path) else Reason.NONE)
        if reason:
            return withheld(reason)
        exception = self._profile.field_rule(item)
        if exception is not None:
            return self._by_rule(exception, item, record)
        if record.type == "person":
            return self._person_value(item, record)
        by_class = self._by_rule(self._profile.classes[item.data_class], item, record)
        if by_class is LEAVES and item.field.kind in {Kind.REF, Kind.REFS}:
            return self._reference(item)
        return by_class

    def _shape(self, item: Item) -> Shape:
        """Return how a value that may leave is said: by its field, or because someone its case is about is not named."""
        path = f"{item.type}/{item.key}"
        shape = self._profile.general.get(path)
        if shape is not None or not self._profile.unnamed or item.type == "consent" or self._all_named(item.record):
            return shape or Shape.AS_IT_IS
        if item.field.kind in DATES:
            return self._profile.unnamed.get("date", Shape.AS_IT_IS)
        if item.field.kind is Kind.REF and self._types_of(item) & _SOMEWHERE:
            return self._profile.unnamed.get("place", Shape.AS_IT_IS)
        return self._profile.unnamed.get(path, Shape.AS_IT_IS)

    def _inside(self, item: Item) -> Inside:
        """Return how exactly a text may tell what the fields beside it tell: no more than they do."""
        if not self._profile.unnamed or item.type == "consent" or self._all_named(item.record):
            return _EXACTLY
        said = self._profile.unnamed.get
        exact = Shape.AS_IT_IS
        return Inside(said("date", exact), said("place", exact), said("person/occupation", exact))

    def _types_of(self, item: Item) -> set[str]:
        found = self._records.get(str(item.value))
        return {found.type} if found is not None else set()

    def _all_named(self, record: str) -> bool:
        """Say whether everyone whom the cases of a record are about is named in full."""
        persons = {one for case in self._clearance.cases_of(record) for one in self._clearance.focus_of.get(case, ())}
        if self._records[record].type == "case":
            persons |= set(self._clearance.focus_of.get(record, ()))
        return all(self._clearance.standings[one].identity is Identity.FULL for one in persons)

    def _record_reason(self, record: Record) -> Reason:
        if record.type == "intervention" and self._profile.classes[DataClass.C1] is not Rule.COUNT:
            own = is_own(self._records.get(text_of(record, "actor")))
            refusal = intervention_refusal(
                record, own=own, audience=self._profile.audience, quiet_allowed=self._profile.quiet_interventions
            )
            return Reason(refusal)
        if record.type == "organisation" and is_sealed_partner(record):
            return Reason.SEALED_PARTNER
        if record.type == "evidence" and not self._is_shown(record):
            return Reason.NOT_FOR_AUDIENCE
        if is_home(record, self._profile.homes):
            return Reason.C4_NEVER
        return self._hidden.get(record.id, Reason.NONE)

    def _is_shown(self, evidence: Record) -> bool:
        files = self._profile.evidence
        return files is Files.LEAVE or (files is Files.PUBLIC and evidence.fields.get("public") is True)

    def _by_rule(self, rule: Rule, item: Item, record: Record) -> Ruling:  # noqa: PLR0911 - one answer for each word
        match rule:
            case Rule.LEAVE:
                return LEAVES
            case Rule.BY_PERSON:
                return self._about_focus(record)
            case Rule.BY_SCOPE:
                return self._special(item, record)
            case Rule.COUNT:
                return self._count(item, record)
            case Rule.ROLE:
                return self._reference(item)
            case Rule.QUESTIONNAIRE:
                return self._asked_by_form(item, record)
            case Rule.SOURCE:
                return Ruling(Action.OTHER_WORDS, Reason.SOURCE_IN_GENERAL)
            case Rule.NEVER:
                return withheld(_NEVER.get(item.data_class, Reason.NOT_FOR_AUDIENCE))

    def _count(self, item: Item, record: Record) -> Ruling:
        """Rule a value that is at most counted: never a text, and of people only those the cases are about."""
        standing = self._clearance.standings.get(record.id)
        other = record.type == "person" and (standing is None or not standing.focus)
        if other:
            return withheld(Reason.C2_OTHER_PERSON)
        # What is closer than C2 is counted only where the profile names the field, and never where the record is closer.
        closed = item.data_class > max(DataClass.C2, item.field.data_class)
        return withheld(Reason.COUNTED) if item.field.kind in _TEXTS or closed else COUNTED

    def _person_value(self, item: Item, record: Record) -> Ruling:  # noqa: PLR0911 - one answer for each standing
        """Rule a field of a person: all of a focus person's by class and consent, of anyone else at most the name."""
        standing = self._clearance.standings[record.id]
        if self._profile.names["focus"] is Naming.NEVER:
            return withheld(Reason.COUNTED)
        is_name = item.field.names_person and item.data_class <= DataClass.C2
        if not standing.focus and not is_name:
            rule = self._profile.classes[item.data_class]
            return self._by_rule(rule, item, record) if rule is Rule.NEVER else withheld(Reason.C2_OTHER_PERSON)
        if is_name:
            return _name_ruling(standing)
        by_class = self._profile.classes[item.data_class]
        personal = max(item.field.data_class, item.data_class) is DataClass.C2 or item.field.data_class is DataClass.C2
        if personal and by_class in {Rule.BY_PERSON, Rule.LEAVE}:
            return self._personal_fact(item, standing)
        if by_class is Rule.BY_SCOPE:
            return self._special(item, record)
        if by_class is Rule.LEAVE and standing.identity is not Identity.FULL:
            # Facts like the year of a first prize name someone as surely as the name does; work and field stay.
            shape = self._profile.unnamed.get(f"{item.type}/{item.key}")
            wider = Ruling(Action.GENERALISED, Reason.GENERALISED, shape) if shape else withheld(Reason.IDENTITY_LEVEL)
            return LEAVES if item.key in _FACTS_WITHOUT_NAME else wider
        return self._by_rule(by_class, item, record)

    def _asked_by_form(self, item: Item, record: Record) -> Ruling:
        """Rule what a form alone asks for: of focus persons who are named in full by a consent; the public record is none."""
        standing = self._clearance.standings.get(record.id)
        closer = item.data_class > item.field.data_class  # the record as a whole is kept closer than the field is
        if closer or standing is None or not standing.focus or not standing.consent:
            return withheld(_NEVER.get(item.data_class, Reason.NOT_FOR_AUDIENCE))
        return self._personal_fact(item, standing)

    def _personal_fact(self, item: Item, standing: Standing) -> Ruling:
        if standing.identity is not Identity.FULL:
            return withheld(standing.reason or Reason.IDENTITY_LEVEL)
        if standing.scope and not ({item.key, f"person/{item.key}"} & standing.scope):
            return withheld(Reason.OUT_OF_SCOPE)
        return LEAVES

    def _about_focus(self, record: Record) -> Ruling:
        """Rule a C2 value outside a person record (a case title, a C2 event): it is about the focus persons of its cases."""
        standings = self._focus_of(record)
        if not standings:
            return withheld(Reason.C2_OTHER_PERSON)
        if not all(standing.focus for standing in standings):
            return withheld(Reason.C2_OTHER_PERSON)
        narrow = next((s for s in standings if s.identity is not Identity.FULL), None)
        return withheld(narrow.reason or Reason.IDENTITY_LEVEL) if narrow else LEAVES

    def _special(self, item: Item, record: Record) -> Ruling:
        word = self._profile.special.get(f"{item.type}/{item.key}")
        if record.type == "event" and word is None:
            word = self._profile.special_events.get(text_of(record, "kind"))
        if word is None:
            return withheld(Reason.C3_NEVER)
        standings = self._focus_of(record)
        if item.path.startswith("ill_treatment_notes/") and not _may_transmit(record, item.path):
            return withheld(Reason.C3_NO_CONSENT)
        named = {word, item.key, f"{item.type}/{item.key}"}
        agreed = bool(standings) and all(standing.consent and named & standing.scope for standing in standings)
        return LEAVES if agreed else withheld(Reason.C3_NO_CONSENT)

    def _focus_of(self, record: Record) -> list[Standing]:
        """Return the focus persons a record is about: the one it names, else those of every chosen case that holds it."""
        if record.type == "person":
            return [self._clearance.standings[record.id]]
        # A record about one person is ruled by that person alone: a relative's illness is not covered by the defender's consent.
        named = [standing for key in _ABOUT_ONE if (standing := self._clearance.standings.get(text_of(record, key))) is not None]
        if named:
            return named[:1]
        victims = codes_of(record, "victims") if record.type == "event" else ()
        if victims:  # what befell someone is about that person, whoever the case is about
            return [self._clearance.standings[person] for person in victims if person in self._clearance.standings]
        persons = {person for case in self._clearance.cases_of(record.id) for person in self._clearance.focus_of.get(case, ())}
        return [self._clearance.standings[person] for person in sorted(persons)]

    def _reference(self, item: Item) -> Ruling:
        """Rule a reference by what it points to: a person by standing, an organisation or facility by whether it may be named."""
        ids = (item.value,) if isinstance(item.value, str) else codes_of(self._records[item.record], item.path)
        rulings = [self._target(str(target)) for target in ids]
        hidden = [r for r in rulings if r is not LEAVES]
        return hidden[0] if hidden else LEAVES

    def _target(self, target: str) -> Ruling:
        standing = self._clearance.standings.get(target)
        if standing is not None:
            return LEAVES if standing.identity is Identity.FULL else Ruling(Action.OTHER_WORDS, _role_reason(standing))
        record = self._records.get(target)
        if record is None:  # not selected (a source, a parent case …): the output has no words for it
            return withheld(Reason.NOT_IN_OUTPUT)
        if record.id in self._clearance.limited and record.data_class is not DataClass.C0:
            return withheld(Reason.PUBLIC_RECORD)
        reason = self._record_reason(record)
        return Ruling(Action.OTHER_WORDS, reason) if reason else LEAVES


# Fields of a person that say what someone does, not who it is: they leave under initials and pseudonym too. Codes alone: an
# occupation in words names the firm, the wife, the year.
_FACTS_WITHOUT_NAME = frozenset({"hrd_field"})

_EXACTLY = Inside()
_TEXTS = frozenset({Kind.TEXT, Kind.LONG, Kind.TEXTS})
_SOMEWHERE = frozenset({"place", "facility"})
_ABOUT_ONE = ("person", "target", "for")  # keys under which a record names the one person it is about

_NEVER: Mapping[DataClass, Reason] = {
    DataClass.C3: Reason.C3_NEVER,
    DataClass.C4: Reason.C4_NEVER,
    DataClass.C5: Reason.C5_NEVER,
}


def _may_transmit(record: Record, path: str) -> bool:
    """Say whether the note that `path` is in may be passed on, as whoever told it said."""
    row_id = path.split("/")[1]
    return any(row.get("row") == row_id and row.get("may_transmit") is True for row in rows_of(record, "ill_treatment_notes"))


def undecided(record: Record, path: str) -> bool:
    """Say whether a merge left this value with two answers; which one holds is for a person to decide before it leaves."""
    table, _, rest = path.partition("/")
    return bool({table, f"{table}/{rest.partition('/')[0]}", "deleted"} & set(record.conflicts))


def _role_reason(standing: Standing) -> Reason:
    return standing.reason or Reason.NO_CONSENT_ROLE_ONLY


def _name_ruling(standing: Standing) -> Ruling:
    match standing.identity:
        case Identity.FULL:
            return LEAVES
        case Identity.INITIALS | Identity.PSEUDONYM:
            return Ruling(Action.OTHER_WORDS, _role_reason(standing))
        case Identity.NONE | Identity.AGGREGATE:
            return Ruling(Action.OTHER_WORDS, _role_reason(standing))
