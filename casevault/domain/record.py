"""A record as every layer above the store sees it: plain, frozen, already in its newest version."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.schema import DataClass

# A value of any Kind, as plain JSON without floats; `Fields` is the payload of a record.
Value: TypeAlias = "str | int | bool | list[Value] | dict[str, Value]"
Fields: TypeAlias = "Mapping[str, Value]"


@dataclass(frozen=True, slots=True)
class Record:
    """One record in its present state. `date_from` and `date_to` are ISO days ("" where unknown, "9999-12-31" where open)."""

    id: str
    type: str
    type_version: int
    title: str
    fields: Fields
    data_class: DataClass
    date_from: str = ""
    date_to: str = ""
    cases: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    deleted: bool = False
    conflicts: tuple[str, ...] = ()  # what two histories say differently: field keys, "table/row id", or "deleted"


@dataclass(frozen=True, slots=True)
class Changes:
    """What one act of the person altered: `batch` is the unit of undo; each view decides by the sets whether it cares."""

    batch: str = ""
    cases: frozenset[str] = frozenset()
    records: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    attachments: frozenset[str] = frozenset()
    made: tuple[str, ...] = field(default=())  # ids of new records, in the order they were given
    erased: frozenset[str] = frozenset()  # records that are there no more; no view may ask for them again

    @property
    def id(self) -> str:
        """The one record that was made or altered, for the acts that touch just one."""
        if self.made:
            return self.made[0]
        (only,) = self.records
        return only
