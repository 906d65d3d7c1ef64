"""What a choice of cases selects, and how its values are counted.

Selected are the cases, every record in `case_record` of them, and every person, organisation, facility and place that these
point to. One non-empty field is one value; a table counts one for each non-empty cell. `{"na": …}` and what the program fills
do not count.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from casevault.domain.consent import rows_of, text_of
from casevault.domain.schema import DataClass, Field, Kind, RecordType
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from casevault.domain.record import Record, Value

# A disclosure is entered by the program; of its own words a person adds these. Else each copy would swell the count of the next.
ENTERED_BY_PROGRAM = {"disclosure": frozenset({"ack", "recall", "recall_on", "onward"})}
POINTED_TYPES = frozenset({"person", "organisation", "facility", "place"})


class ReadsRecords(Protocol):
    """The part of the vault's records that selecting needs."""

    def get(self, record_id: str) -> Record:
        """Return one record or refuse with NOT_FOUND."""

    def many(self, ids: Iterable[str]) -> Mapping[str, Record]:
        """Return the records of `ids` that exist."""

    def in_case(self, case_id: str) -> Sequence[Record]:
        """Return every record of the case, the case itself first."""


class Types(Protocol):
    """The part of the schema that selecting needs."""

    def type(self, key: str) -> RecordType:
        """Return the record type `key`."""


@dataclass(frozen=True, slots=True)
class Item:
    """One counted value: `path` is a field key or "table/row id/column", `field` the field or column it belongs to."""

    record: str
    type: str
    path: str
    field: Field
    value: Value
    data_class: DataClass  # the value's own: the higher of field and record, but for a C0 record

    @property
    def key(self) -> str:
        """Return the path without its row id: how profiles and outputs name the field."""
        table, _, rest = self.path.partition("/")
        return f"{table}/{rest.partition('/')[2]}" if rest else table


@dataclass(frozen=True, slots=True)
class Selection:
    """The selected records in order (cases first), the values they hold and the case or cases that brought each one in."""

    cases: tuple[str, ...]
    records: Mapping[str, Record]
    items: tuple[Item, ...]
    held_by: Mapping[str, frozenset[str]]  # record -> chosen cases it belongs to
    reached_by: Mapping[str, frozenset[str]]  # record -> chosen cases from which something points to it
    _found: dict[tuple[str, ...], tuple[Record, ...]] = dataclasses.field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def of_type(self, *types: str) -> list[Record]:
        """Return the selected records of `types`, in order."""
        if types not in self._found:  # asked for each case anew, of all of them
            self._found[types] = tuple(record for record in self.records.values() if record.type in types)
        return list(self._found[types])


def select(records: ReadsRecords, types: Types, cases: Sequence[str]) -> Selection:
    """Return what the choice of `cases` selects; refuse an id that is no case."""
    chosen = tuple(dict.fromkeys(cases))
    if not chosen:
        raise UserProblem(Code.INVALID_INPUT, N_("No case is chosen."), N_("Choose one case or more."), field="case")
    found: dict[str, Record] = {}
    held: dict[str, set[str]] = {}
    reached: dict[str, set[str]] = {}
    inside: dict[str, list[Record]] = {}
    targets: dict[str, list[str]] = {}
    for case_id in chosen:
        of_case = records.in_case(case_id)
        _require_case(of_case[0])
        inside[case_id] = [record for record in of_case if not record.deleted]
        pointing = (target for record in inside[case_id] for target in targets_of(types.type(record.type), record))
        targets[case_id] = sorted(set(pointing))
    # One question for the people and places of all cases: hundreds of cases share most of them.
    pointed = records.many(sorted({target for wanted in targets.values() for target in wanted}))
    for case_id in chosen:
        for record in inside[case_id]:
            found.setdefault(record.id, record)
            held.setdefault(record.id, set()).add(case_id)
        for target_id in targets[case_id]:
            target = pointed.get(target_id)
            if target is not None and target.type in POINTED_TYPES and not target.deleted:
                found.setdefault(target_id, target)
                reached.setdefault(target_id, set()).add(case_id)
    ordered = {case_id: found[case_id] for case_id in chosen} | found
    return Selection(
        cases=chosen,
        records=ordered,
        items=tuple(item for record in ordered.values() for item in items_of(types.type(record.type), record)),
        held_by={key: frozenset(value) for key, value in held.items()},
        reached_by={key: frozenset(value) for key, value in reached.items()},
    )


def _require_case(record: Record) -> None:
    if record.type != "case" or record.deleted:
        raise UserProblem(
            Code.NOT_FOUND,
            N_("There is no such case."),
            N_("Choose a case from the list; `list DIR case` shows them with their ids."),
            id=record.id,
        )


def targets_of(record_type: RecordType, record: Record) -> Iterator[str]:
    """Yield every record id that `record` points to, table cells included."""
    for field in record_type.fields:
        value = record.fields.get(field.key)
        if field.kind is Kind.ROWS:
            for row in rows_of(record, field.key):
                for column in field.rows:
                    yield from _ids(column, row.get(column.key))
        else:
            yield from _ids(field, value)


def _ids(field: Field, value: Value | None) -> Iterator[str]:
    if field.kind is Kind.REF and isinstance(value, str):
        yield value
    elif field.kind is Kind.REFS and isinstance(value, list):
        yield from (v for v in value if isinstance(v, str))


def counts_as_value(value: Value | None) -> bool:
    """Say whether `value` is one: neither absent, nor empty, nor `{"na": …}`. False and 0 are values."""
    if value is None or isinstance(value, dict):
        return False
    if isinstance(value, (str, list)):
        return bool(value)
    return True


def items_of(record_type: RecordType, record: Record) -> Iterator[Item]:
    """Yield the counted values of one record, in the order of its fields."""
    by_hand = ENTERED_BY_PROGRAM.get(record_type.key)
    for field in record_type.fields:
        if field.filled or (by_hand is not None and field.key not in by_hand):
            continue
        if field.kind is Kind.ROWS:
            for row in rows_of(record, field.key):
                for column in field.rows:
                    value = row.get(column.key)
                    if not column.filled and value is not None and counts_as_value(value):
                        graded = value_class(record, max(field.data_class, column.data_class))
                        yield Item(
                            record.id, record.type, f"{field.key}/{row.get('row', '')}/{column.key}", column, value, graded
                        )
        else:
            value = record.fields.get(field.key)
            if value is not None and counts_as_value(value):
                yield Item(record.id, record.type, field.key, field, value, value_class(record, field.data_class))


def value_class(record: Record, field_class: DataClass) -> DataClass:
    """Return the class of a value: the higher of field and record, except that in a C0 record C1 and C2 fields count as C0."""
    if record.data_class is DataClass.C0 and field_class <= DataClass.C2:
        return DataClass.C0
    return max(field_class, record.data_class)


@dataclass(frozen=True, slots=True)
class CasePerson:
    """One row of a case's `persons`."""

    person: str
    role: str
    focus: bool


def case_persons(case: Record) -> tuple[CasePerson, ...]:
    """Return the persons a case names, with their roles in it."""
    return tuple(
        CasePerson(str(row["person"]), str(row.get("role", "")), row.get("is_focus") is True)
        for row in rows_of(case, "persons")
        if isinstance(row.get("person"), str)
    )


def is_own_key(key: str) -> bool:
    """Say whether a key is that of a field that a vault made for itself."""
    return key.startswith("x_")


def is_own(organisation: Record | None) -> bool:
    """Say whether `organisation` is the one marked as ours."""
    return organisation is not None and organisation.fields.get("is_us") is True


def is_home(record: Record, homes: frozenset[tuple[str, str]]) -> bool:
    """Say whether a facility or place is of a kind or level that is someone's home or refuge: (type, code) in `homes`."""
    return (record.type, text_of(record, "level" if record.type == "place" else "kind")) in homes


def is_sealed_partner(organisation: Record) -> bool:
    """Say whether the identity of `organisation` is never told (its safety depends on it). A doubt counts as sealed."""
    value = organisation.fields.get("is_partner_sealed")
    return value is True or isinstance(value, dict)


def name_of(record: Record) -> str:
    """Return the recorded name of a person, organisation, facility or place, "" where none is known."""
    return text_of(record, "display_name" if record.type == "person" else "name")
