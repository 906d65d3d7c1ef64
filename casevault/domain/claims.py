"""Accounts of one value: where in a record the value stands, what sources say of it, and whether they differ.

A claim points to (record, field); its field is a path: "start", or "aliases/<row id>/value" for one cell of a table. What a claim
tells is kept as one line of text and read as a value of the field's own kind, so that two spellings of one value do not differ.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from casevault.domain.edtf import span
from casevault.domain.parsing import Parser
from casevault.domain.reading import is_empty, is_na, rows_of
from casevault.domain.scalars import ID
from casevault.domain.schema import Kind
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casevault.domain.catalog import Schema
    from casevault.domain.record import Fields, Record, Value
    from casevault.domain.schema import Field, RecordType

ASSERTED: Final = "asserted"
PREFERRED: Final = "preferred"
DISPUTED: Final = "disputed"
REJECTED: Final = "rejected"

NOWHEN: Final = ("", "")
DATES: Final = frozenset({Kind.DATE, Kind.DATETIME, Kind.DAY})
_SETS: Final = frozenset({Kind.CHOICES, Kind.REFS, Kind.TEXTS})
_CELL_PARTS: Final = 3  # table, row id, column


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands: the field itself, or a column of a table with the id of the row."""

    path: str
    field: Field
    table: Field | None = None
    row: str = ""


@dataclass(frozen=True, slots=True)
class Accounts:
    """All accounts of one value. `claims` has the preferred one first and the rejected ones last; `spot` None: no such field.

    `readings` are the values that stand against each other, in order of time for dates: one where all agree, none where nothing
    is known. A rejected account and one without a value read as nothing; a date that another says more exactly is no reading.
    """

    path: str
    spot: Spot | None
    used: Value
    claims: tuple[Record, ...]
    readings: tuple[Value, ...]
    disputed: bool


def spot_of(rt: RecordType, path: str) -> Spot | None:
    """Return the field that a path of a claim leads to, or None; a table as a whole is none."""
    head, *rest = path.split("/")
    field = next((candidate for candidate in rt.fields if candidate.key == head), None)
    if field is None:
        return None
    if not rest:
        return None if field.kind is Kind.ROWS else Spot(path, field)
    if len(rest) != _CELL_PARTS - 1 or not ID.fullmatch(rest[0]):
        return None
    column = next((candidate for candidate in field.rows if candidate.key == rest[1]), None)
    return None if column is None or column.kind is Kind.ROWS else Spot(path, column, field, rest[0])


def value_at(fields: Fields, spot: Spot) -> Value:
    """Return the value in use; "" where there is none, or where the row is gone."""
    if spot.table is None:
        return fields.get(spot.field.key, "")
    row = next((row for row in rows_of(fields.get(spot.table.key, "")) if row.get("row") == spot.row), {})
    return row.get(spot.field.key, "")


def edit_of(fields: Fields, spot: Spot, value: Value) -> dict[str, object]:
    """Return the edit of a record that puts `value` there; INVALID_INPUT naming "field" where the row is gone."""
    if spot.table is None:
        return {spot.field.key: value}
    rows = rows_of(fields.get(spot.table.key, ""))
    if not any(row.get("row") == spot.row for row in rows):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("The row of the table that this account speaks of is gone."),
            N_("Add the row again, or give the account another status."),
            field="field",
        )
    return {spot.table.key: [{**row, spot.field.key: value} if row.get("row") == spot.row else dict(row) for row in rows]}


def read_told(schema: Schema, spot: Spot, untrusted: object) -> Value:
    """Return what an account says as a value of its field's kind; INVALID_INPUT naming "value" where it is none."""
    if spot.field.kind is Kind.LONG and isinstance(untrusted, str) and not untrusted.strip():
        return ""
    value = Parser(schema.vocabularies, _no_row).value(spot.field, untrusted, "value")
    return "" if value is None else value


def told_text(value: Value) -> str:
    """Return a value as the one line of text in which a claim keeps it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        if value and all(isinstance(entry, dict) for entry in value):
            return " ".join(word for entry in value[:1] if isinstance(entry, dict) for word in str(entry.get("text", "")).split())
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def told(schema: Schema, spot: Spot | None, claim: Record) -> Value:
    """Return what a recorded claim says; its own text where that is no value of the field (it may come from elsewhere)."""
    value = claim.fields.get("value", "")
    if spot is None or is_na(value) or not isinstance(value, str):
        return value
    try:
        return read_told(schema, spot, value)
    except UserProblem:
        return value


def is_live(claim: Record) -> bool:
    """Say whether an account counts: it is not rejected and tells a value."""
    value = claim.fields.get("value", "")
    return claim.fields.get("status") != REJECTED and not is_na(value) and not is_empty(value)


def accounts_of(schema: Schema, rt: RecordType, fields: Fields, claims: Iterable[Record]) -> dict[str, Accounts]:
    """Return the accounts of a record's values by path, in the order of its form; paths without a field come last."""
    by_path: dict[str, list[Record]] = {}
    for claim in claims:
        by_path.setdefault(str(claim.fields.get("field", "")), []).append(claim)
    order = {field.key: number for number, field in enumerate(rt.fields)}
    paths = sorted(by_path, key=lambda path: (order.get(path.partition("/")[0], len(order)), path))
    return {path: _accounts(schema, rt, fields, path, by_path[path]) for path in paths}


def _accounts(schema: Schema, rt: RecordType, fields: Fields, path: str, claims: Sequence[Record]) -> Accounts:
    spot = spot_of(rt, path)
    used: Value = value_at(fields, spot) if spot is not None else ""
    ordered = sorted(claims, key=_rank)
    live = [claim for claim in ordered if is_live(claim)]
    values = [told(schema, spot, claim) for claim in live]
    if not is_empty(used) and not is_na(used):
        values.append(used)
    found = readings(spot.field if spot is not None else None, values)
    marked = any(claim.fields.get("status") == DISPUTED for claim in live)
    return Accounts(path, spot, used, tuple(ordered), found, disputed=marked or len(found) > 1)


def readings(field: Field | None, values: Iterable[Value]) -> tuple[Value, ...]:
    """Return the values that stand against each other, each once; dates by time, without those another says more exactly."""
    kept: list[Value] = []
    for value in values:
        if not any(_same(field, value, known) for known in kept):
            kept.append(value)
    if field is None or field.kind not in DATES:
        return tuple(kept)
    exact = [value for value in kept if not any(_says_more(other, value) for other in kept)]
    return tuple(sorted(exact, key=lambda value: (*_span(value), str(value))))


def begins_with(stage: Fields, detention: Fields, claims: Iterable[Record]) -> bool:
    """Say whether a stage began the detention, by the start in use or by an account: then accounts of one day are of both."""
    starts = [detention.get("start"), *(claim.fields.get("value") for claim in claims if claim.fields.get("field") == "start")]
    start = stage.get("start")
    return isinstance(start, str) and start in starts  # a list: what is not known is no word, and compares with nothing


def _rank(claim: Record) -> tuple[int, str, str]:
    status = claim.fields.get("status")
    return {PREFERRED: 0, REJECTED: 2}.get(str(status), 1), claim.date_from or "9999", claim.id


def _same(field: Field | None, one: Value, other: Value) -> bool:
    if one == other:
        return True
    if field is None:
        return _squeezed(one) == _squeezed(other)
    if field.kind in DATES:
        return _span(one) == _span(other) != NOWHEN and _moment(one) == _moment(other)
    if field.kind in _SETS and isinstance(one, list) and isinstance(other, list):
        return set(map(str, one)) == set(map(str, other))
    if field.kind in (Kind.TEXT, Kind.LONG):
        return _squeezed(told_text(one)) == _squeezed(told_text(other))
    return False


def _says_more(one: Value, other: Value) -> bool:
    """Say whether `one` lies within `other` and is shorter: a day in a month that another source gives, an hour of a day."""
    within, around = _span(one), _span(other)
    if within == around:
        return bool(_moment(one)) and not _moment(other)
    return bool(within[0] and around[0]) and around[0] <= within[0] and within[1] <= around[1]


def _span(value: Value) -> tuple[str, str]:
    try:
        return span(value) if isinstance(value, str) and value else NOWHEN
    except UserProblem:
        return NOWHEN


def _moment(value: Value) -> str:
    """Return the moment in UTC, "" for a value without a time of day."""
    if not isinstance(value, str) or "T" not in value:
        return ""
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return value
    return found.astimezone(UTC).isoformat() if found.tzinfo is not None else value


def _squeezed(value: Value) -> str:
    return " ".join(str(value).split()).casefold()


def _no_row() -> str:
    return ""
