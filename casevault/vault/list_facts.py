"""What lists know of records beside their own fields: where a case stands, who consented, what is due, what is old.

Everything is read for all records of a list at once, and only when a list is sorted or narrowed by it.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from casevault.store import listing
from casevault.vault.hearings import REFUSED
from casevault.vault.stale import stale

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casevault.store.listing import Row
    from casevault.vault.columns import Columns
    from casevault.vault.due_clocks import ClockDue
    from casevault.vault.vault import Vault

CUSTODY: Final = frozenset(
    {
        "administrative_detention",
        "criminal_detention",
        "rsdl",
        "arrest",
        "prosecution_review",
        "trial",
        "appeal",
        "sentence",
        "liuzhi",
        "guanhu",
        "re_education",
    }
)
ADMITTED: Final = frozenset({"admitted", "part"})
WEEK: Final = timedelta(days=7)
MONTH: Final = timedelta(days=31)

# Which fields of which type are read. One more key costs a little memory for each record, nothing else.
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "case": (
        *("code", "title", "kind", "jurisdiction", "status", "priority", "persons", "tags", "region_links", "caseworkers"),
        *("opened", "certainty"),
    ),
    "person": ("display_name", "occupation", "hrd_field", "nationalities", "risk_level", "public_record_only"),
    "stage": ("measure", "start", "end", "facility"),
    "charge": ("case", "law_article"),
    "consent": ("person", "withdrawn", "valid_until", "review_on"),
    "hearing": ("scheduled", "held", "kind", "court", "case", "publicity", "outcome", "level"),
    "intervention": (
        *("date", "instrument", "actor", "case", "channel", "level", "response", "result", "effect"),
        *("followup_due", "followups"),
    ),
    "disclosure": ("sent_at", "recipient_text", "cases", "output", "audience", "seal", "written", "valid_until", "recall", "ack"),
    "evidence": ("title", "kind", "files", "redactions", "public", "certainty", "collected_at"),
    "attendance": ("hearing", "outcome"),
    "place": (),
    "facility": (),
    "organisation": (),
    "": (),
}
NAMED: Final = ("place", "facility", "organisation", "person")  # what a facet or a column of a list may name


class Stage(NamedTuple):
    """The stage of a case that began last."""

    measure: str
    start: str  # ISO day
    ended: bool
    facility: str

    @property
    def in_custody(self) -> bool:
        """Say whether somebody is held."""
        return self.measure in CUSTODY and not self.ended


class Facts:
    """What is known in one picture of one open vault. Made by `Lists`; what is not asked for is not read."""

    def __init__(self, vault: Vault, columns: Mapping[str, Columns], as_of: date) -> None:
        self.vault, self.as_of = vault, as_of
        self._columns = columns
        self._rows: dict[str, Mapping[str, Row]] = {}

    def rows(self, type_key: str) -> Mapping[str, Row]:
        """Return {record: row} of a type."""
        if type_key not in self._rows:
            self._rows[type_key] = self.vault.db.read(self._columns[type_key].read)
        return self._rows[type_key]

    def value(self, type_key: str, row: Row, key: str) -> Any:
        """Return one value of a row, None where there is none."""
        return row.values[KEYS[type_key].index(key)]

    def text(self, type_key: str, row: Row, key: str) -> str:
        """Return one value of a row where it is a text, else ""."""
        value = self.value(type_key, row, key)
        return value if isinstance(value, str) else ""

    @cached_property
    def stages(self) -> Mapping[str, Stage]:
        """Return {case: its stage that began last}."""
        inside = self.vault.db.read(lambda c: listing.memberships(c, "stage"))
        found: dict[str, tuple[tuple[str, str], Row]] = {}
        for record_id, row in self.rows("stage").items():
            for case in inside.get(record_id, ()):
                place = (row.date, record_id)
                if case not in found or found[case][0] < place:
                    found[case] = (place, row)
        return {
            case: Stage(
                self.text("stage", row, "measure"),
                row.date[:10],
                bool(self.text("stage", row, "end")),
                self.text("stage", row, "facility"),
            )
            for case, (_, row) in found.items()
        }

    @cached_property
    def charges(self) -> Mapping[str, tuple[str, ...]]:
        """Return {case: what somebody in it is charged with}."""
        found: dict[str, dict[str, None]] = {}
        for row in self.rows("charge").values():
            found.setdefault(self.text("charge", row, "case"), {})[self.text("charge", row, "law_article")] = None
        return {case: tuple(code for code in codes if code) for case, codes in found.items()}

    @cached_property
    def consents(self) -> Mapping[str, str]:
        """Return {person: "given", "review", "ended" or "withdrawn"}: of several consents the newest that was not withdrawn."""
        today = self.as_of.isoformat()
        found: dict[str, str] = {}
        for row in self.rows("consent").values():  # newest first
            person = self.text("consent", row, "person")
            state = (
                "withdrawn"
                if self.text("consent", row, "withdrawn")
                else "ended"
                if "" < self.text("consent", row, "valid_until") < today
                else "review"
                if "" < self.text("consent", row, "review_on") < today
                else "given"
            )
            if found.get(person, "withdrawn") == "withdrawn":
                found[person] = state
        return found

    def consent_of(self, person_id: str) -> str:
        """Return how a person's consent stands; "public" and "none" where there is none on record."""
        person = self.rows("person").get(person_id)
        public = person is not None and self.value("person", person, "public_record_only") in (True, 1)
        return self.consents.get(person_id) or ("public" if public else "none")

    @cached_property
    def roles(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Return {person: (case, role) of each case that lists them}, the newest case first."""
        found: dict[str, list[tuple[str, str]]] = {}
        for case_id, row in self.rows("case").items():
            for person, role, _ in self.members(row):
                found.setdefault(person, []).append((case_id, role))
        return {person: tuple(roles) for person, roles in found.items()}

    def members(self, case: Row) -> Iterable[tuple[str, str, bool]]:
        """Yield (person, role, whether the case is about them) of a case."""
        rows = self.value("case", case, "persons")
        for one in rows if isinstance(rows, list) else ():
            if isinstance(one, dict) and isinstance(one.get("person"), str):
                role = one.get("role")
                yield one["person"], role if isinstance(role, str) else "", one.get("is_focus") is True

    @cached_property
    def limits(self) -> Mapping[str, ClockDue]:
        """Return {case: its next limit of the law}, of those that end within a month or are overrun."""
        found: dict[str, ClockDue] = {}
        for one in self.vault.due_clocks.of(self.vault, self.as_of, until=self.as_of + MONTH):
            if one.case not in found or one.due < found[one.case].due:
                found[one.case] = one
        return found

    @cached_property
    def stale(self) -> frozenset[str]:
        """Return the cases in which some fact was not confirmed for too long."""
        return frozenset(one.case for one in stale(self.vault, as_of=self.as_of) if one.case)

    @cached_property
    def entries(self) -> Mapping[str, int]:
        """Return {case: the row of the log that changed it or anything in it last}."""
        found = self.vault.db.read(listing.last_entries)
        return {case: max(row.changed, found.get(case, 0)) for case, row in self.rows("case").items()}

    @cached_property
    def attendance(self) -> Mapping[str, str]:
        """Return {hearing: what sorts it by who was let in and who refused}."""
        found: dict[str, list[int]] = {}
        for row in self.rows("attendance").values():
            outcome = self.text("attendance", row, "outcome")
            counts = found.setdefault(self.text("attendance", row, "hearing"), [0, 0])
            counts[0] += outcome in REFUSED
            counts[1] += outcome in ADMITTED
        return {hearing: f"{refused:06}{admitted:06}" for hearing, (refused, admitted) in found.items() if refused or admitted}

    @cached_property
    def evidence_case(self) -> Mapping[str, str]:
        """Return {evidence: code of the case it is shown under}."""
        inside = self.vault.db.read(lambda c: listing.memberships(c, "evidence"))
        cases = self.rows("case")
        return {one: self.text("case", cases[own[0]], "code") for one, own in inside.items() if own[0] in cases}

    def title(self, record_id: str) -> str:
        """Return what a record is called that a facet or a column names, "" where it is none of `NAMED`."""
        for kind in NAMED if record_id else ():
            row = self.rows(kind).get(record_id)
            if row is not None:
                return row.title
        return ""
