"""What can be done to records in one act, and what an act has touched so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from casevault.domain.record import Changes
from casevault.store import links, records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.change import Change
    from casevault.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Add:
    """A new record. `id`: drawn beforehand where others of the same act point to it."""

    type: str
    untrusted_fields: Mapping[str, object]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """Fields of a record that change; None, "" or [] removes a value."""

    record: str
    untrusted_fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Append:
    """A row that is added to a table of a record as it stands when the act runs: what others add meanwhile stays."""

    record: str
    table: str
    untrusted_row: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Delete:
    """A record goes out of sight; it stays in the log and can be brought back."""

    record: str


@dataclass(frozen=True, slots=True)
class Act:
    """Something that matters and changes nothing: a row without payload. `record` "" where it is about none."""

    record: str
    action: str
    fields: tuple[str, ...] = ()


AnyEdit: TypeAlias = "Add | Edit | Append | Delete | Act"


@dataclass(slots=True)
class Running:
    """One act while it runs: what it has touched so far."""

    connection: Connection
    batch: str
    made: list[str] = field(default_factory=list)
    records: set[str] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    attachments: set[str] = field(default_factory=set)

    def note(self, change: Change, cases: tuple[str, ...] | None = None) -> None:
        """Note the record of a row that was just appended, as it stands after it; `cases`: its cases, where they are known."""
        if change.record_id is None:
            return
        self.records.add(change.record_id)
        self.cases.update(records.cases_of(self.connection, change.record_id) if cases is None else cases)
        kind = {links.CASE: self.cases, "person": self.people, "evidence": self.attachments}.get(change.type or "")
        if kind is not None:
            kind.add(change.record_id)

    def changes(self) -> Changes:
        """Return what the act has altered."""
        return Changes(
            batch=self.batch if self.records else "",
            cases=frozenset(self.cases),
            records=frozenset(self.records),
            people=frozenset(self.people),
            attachments=frozenset(self.attachments),
            made=tuple(self.made),
        )
