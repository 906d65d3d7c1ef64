"""What every layer asks of a record's values without changing them: is there one, how many, which texts, which references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.edtf import span
from casevault.domain.schema import REF_KINDS, DataClass, Field, Kind, NotAValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from casevault.domain.record import Fields, Value
    from casevault.domain.schema import RecordType

_TEXT_KINDS = frozenset({Kind.TEXT, Kind.TEXTS, Kind.LONG, Kind.CHOICE, Kind.CHOICES})


def na_of(value: Value) -> NotAValue | None:
    """Return why there is no value, or None where there is one."""
    if isinstance(value, dict) and len(value) == 1:
        code = value.get("na")
        return next((answer for answer in NotAValue if answer.value == code), None)
    return None


def is_na(value: Value) -> bool:
    """Say whether the value is one of the four answers that are not a value."""
    return na_of(value) is not None


def is_empty(value: Value) -> bool:
    """Say whether nothing is recorded: no text, no element, no row. False and 0 are values; "not known" is not empty."""
    return value in ("", [], {})


def cells(field: Field, value: Value) -> int:
    """Return how many field values a disclosure counts here: 1, or for a table one for each cell that holds something."""
    if field.filled or is_na(value) or is_empty(value):
        return 0
    if field.kind is not Kind.ROWS:
        return 1
    return sum(cells(column, cell) for _, column, cell in _row_cells(field, value))


def rows_of(value: Value) -> list[Mapping[str, Value]]:
    """Return the rows of a table value; none for "not known"."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def texts_of(rt: RecordType, fields: Fields) -> Iterator[tuple[str, str]]:
    """Yield (field path, text) of every searchable text; each language of a long text, each element of a list, codes too."""
    for path, field, value in _leaves(rt.searched, fields):
        if field.search and field.kind in _TEXT_KINDS:
            if type(value) is str:
                yield path, value
                continue
            for text in _texts(value):
                yield path, text


def answers_of(rt: RecordType, fields: Fields) -> Iterator[tuple[str, NotAValue]]:
    """Yield (field path, answer) of every value that is one of the four answers, in tables too."""
    for field in [one for one in rt.fields if one.key in fields and type(fields[one.key]) is not str]:
        value = fields[field.key]
        answer = na_of(value)
        if answer is not None:
            yield field.key, answer
        for path, _, cell in _row_cells(field, value) if field.kind is Kind.ROWS else ():
            found = na_of(cell)
            if found is not None:
                yield path, found


def refs_of(rt: RecordType, fields: Fields) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield (field path, allowed record types or () for any, record id) of every reference."""
    for path, field, value in _leaves(rt.pointing, fields):
        if field.kind in REF_KINDS:
            for record_id in value if isinstance(value, list) else [value]:
                if isinstance(record_id, str):
                    yield path, field.targets, record_id


def names_of(rt: RecordType, fields: Fields) -> Iterator[tuple[str, str, str]]:
    """Yield (field path, name, script or "") of every value that is a name."""
    for field in rt.naming:
        value = fields.get(field.key)
        if value is None:
            continue
        if field.names_person and isinstance(value, str) and value:
            yield field.key, value, ""
        for row in rows_of(value) if field.rows else ():
            script = row.get("script")
            for column in field.rows:
                name = row.get(column.key)
                if column.names_person and isinstance(name, str) and name:
                    yield f"{field.key}/{column.key}", name, script if isinstance(script, str) else ""


def leaves(rt: RecordType, fields: Fields) -> Iterator[tuple[str, Field, Value]]:
    """Yield (path, field, value) of every value that is there; a table yields its cells under "table/column"."""
    return _leaves(rt.fields, fields)


def _leaves(among: Iterable[Field], fields: Fields) -> Iterator[tuple[str, Field, Value]]:
    for field in [one for one in among if fields.get(one.key) is not None]:
        value = fields[field.key]
        if type(value) is str:  # most values: told apart without a call
            if not value:
                continue
        elif is_empty(value) or is_na(value):
            continue
        if field.kind is Kind.ROWS:
            for path, column, cell in _row_cells(field, value):
                if not is_empty(cell) and not is_na(cell):
                    yield path, column, cell
        else:
            yield field.key, field, value


def data_class_of(rt: RecordType, fields: Fields) -> DataClass:
    """Return the class of a record: as recorded, else its type's; never below what one of its codes demands."""
    recorded = fields.get("data_class")
    given = recorded if isinstance(recorded, str) else ""
    own = DataClass[given] if given in DataClass.__members__ else rt.data_class
    return max([own, *(floor for key, code, floor in rt.raises if fields.get(key) == code)])


def dates_of(rt: RecordType, fields: Fields) -> tuple[str, str]:
    """Return the span of a record for sorting: from the earliest of its first date to the latest of its last."""
    spans = [span(value) for key in rt.dates if isinstance(value := fields.get(key, ""), str) and value]
    return (spans[0][0], spans[-1][1]) if spans else ("", "")


def _row_cells(field: Field, value: Value) -> Iterator[tuple[str, Field, Value]]:
    for row in rows_of(value):
        for column in field.rows:
            yield f"{field.key}/{column.key}", column, row.get(column.key, "")


def _texts(value: Value) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        text = item.get("text") if isinstance(item, dict) else item
        if isinstance(text, str) and text:
            yield text
