"""What part a person has in a selection: the role that is printed where the name may not be, and who acts in office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.disclosure.select import case_persons
from casevault.domain.consent import codes_of, rows_of, text_of
from casevault.domain.own import OWN_KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casevault.domain.record import Record

DEFENDER, RELATIVE, LAWYER, WITNESS = "defender", "relative", "lawyer", "witness"
OFFICIAL, OBSERVER, SOURCE, OTHER = "official", "observer", "source", "other"
VICTIM, FRIEND, PROXY, TIED = "victim", "friend", "proxy", "tied"  # never printed: they only keep a name in

_RELATION_ROLES: Mapping[str, str] = {
    "lawyer": LAWYER,
    "client": DEFENDER,
    "friend": FRIEND,
    "colleague": OTHER,
    "co_defendant": OTHER,
    "employer": OTHER,
    "landlord": OTHER,
    "interpreter": OTHER,
    "other": OTHER,
}
# In which field a person appears -> what that makes of the person, weakest evidence of a role last.
_FIELD_ROLES: tuple[tuple[str, str, str], ...] = (
    ("family_contact", "relative", RELATIVE),
    ("counsel", "lawyer", LAWYER),
    ("hearing", "lawyers", LAWYER),
    ("attendance", "witnesses", WITNESS),
    ("attendance", "observer", OBSERVER),
    ("observation", "observer", OBSERVER),
    ("hearing", "observers", OBSERVER),
    ("visit", "visitor", OBSERVER),
    ("consent", "proxy", PROXY),
    ("event", "victims", VICTIM),
    ("reprisal", "target", VICTIM),
    ("health", "person", VICTIM),
    ("support", "for", VICTIM),
    ("visit", "person", VICTIM),
    ("risk", "person", VICTIM),
    ("detention", "person", VICTIM),
    ("charge", "person", VICTIM),
    ("counsel", "person", VICTIM),
    ("remedy", "person", VICTIM),
    ("reprisal", "because_of", VICTIM),
    ("support", "referees", PROXY),
    ("hearing", "panel", OFFICIAL),
    ("hearing", "prosecutors", OFFICIAL),
    ("organisation", "officials", OFFICIAL),
)
# Roles that keep an official's name in: someone who is both is protected as the other.
_PROTECTED = frozenset({RELATIVE, LAWYER, WITNESS, SOURCE, "victim_by_association", DEFENDER, VICTIM, FRIEND, PROXY, TIED})
_UNPRINTED = frozenset({"", OTHER, VICTIM, FRIEND, PROXY, TIED})


class Roles:
    """The roles of everyone in some records: those of one selection, or all that point to a person."""

    def __init__(self, records: Iterable[Record], informants: frozenset[str] = frozenset()) -> None:
        """Read every place in `records` where a person appears; `informants` stand behind a source, cited in them or not."""
        self._informants = informants
        self._declared: dict[str, list[str]] = {}
        self._linked: dict[str, list[str]] = {}
        self._used: dict[str, list[str]] = {}
        self._sourced_offices: set[str] = set()
        self._sourced_persons: set[str] = set()
        for record in records:
            if record.type == "case":
                self._read_case(record)
                self._read_own(record)
            elif record.type == "person":
                self._read_links(record)
                self._read_own(record)
            else:
                self._read_uses(record)

    def of(self, person: str) -> str:
        """Return the role code of `person`: as the case declares it, else as a link says, else from where the person appears."""
        for found in (self._declared, self._linked, self._used):
            for role in found.get(person, ()):
                if role not in _UNPRINTED:
                    return role
        return OTHER

    def acts_in_office(self, person: str) -> bool:
        """Say whether `person` appears as an official only, and the office rests on a source."""
        sourced = person in (self._sourced_offices | self._sourced_persons)
        return sourced and OFFICIAL in self._all(person) and not self.protects(person)

    def is_doubled(self, person: str) -> bool:
        """Say whether office and a tie to protect meet in one person: then no role may be printed.

        "Judges: a witness" tells which judge talks, and to whom; and so does "an official" among the family.
        """
        return OFFICIAL in self._all(person) and self.protects(person)

    def protects(self, person: str) -> bool:
        """Say whether `person` appears as someone whose name office does not print: a victim, a relative, an informant."""
        return bool(self._all(person) & _PROTECTED) or person in self._informants

    def _all(self, person: str) -> frozenset[str]:
        return frozenset((*self._declared.get(person, ()), *self._linked.get(person, ()), *self._used.get(person, ())))

    def _read_case(self, case: Record) -> None:
        for row in case_persons(case):
            # What a role of the vault's own means nobody here knows: it is no word to print, and no mere official has one.
            self._declared.setdefault(row.person, []).append(TIED if OWN_KEY.fullmatch(row.role) else row.role)
            if row.role == OFFICIAL and codes_of(case, "source_ids"):
                self._sourced_offices.add(row.person)

    def _read_links(self, person: Record) -> None:
        if codes_of(person, "source_ids"):
            self._sourced_persons.add(person.id)
        for row in rows_of(person, "links"):
            other, relation = row.get("person"), row.get("relation")
            if not isinstance(other, str):
                continue
            role = _RELATION_ROLES.get(str(relation), RELATIVE)
            for end in (other, person.id):  # a link is kept on one of the two and holds for both
                self._linked.setdefault(end, []).append(role)

    def _read_uses(self, record: Record) -> None:
        for record_type, key, role in _FIELD_ROLES:
            if record.type == record_type:
                for person in {text_of(record, key), *codes_of(record, key)} - {""}:
                    self._use(record, person, role)
        self._read_own(record)
        for row in rows_of(record, "sentences"):
            self._use(record, str(row.get("person", "")), VICTIM)
        for row in rows_of(record, "ill_treatment_notes"):
            witnesses = row.get("witnesses")
            for witness in witnesses if isinstance(witnesses, list) else ():
                self._use(record, str(witness), WITNESS)
        if record.type == "event":
            for row in rows_of(record, "perpetrators"):
                if isinstance(row.get("person"), str):
                    # Who did it for nobody that is named held no office as far as is known: a neighbour, a stranger.
                    self._use(record, str(row["person"]), OFFICIAL if isinstance(row.get("organisation"), str) else OTHER)

    def _read_own(self, record: Record) -> None:
        """Nobody but who defined it knows what an own field ties people by: whoever stands in one is no mere official."""
        for key in record.fields:
            if OWN_KEY.fullmatch(key):
                for person in {text_of(record, key), *codes_of(record, key)} - {""}:
                    self._use(record, person, TIED)

    def _use(self, record: Record, person: str, role: str) -> None:
        self._used.setdefault(person, []).append(role)
        if role == OFFICIAL and codes_of(record, "source_ids"):
            self._sourced_offices.add(person)
