"""A record type as plain data, so far as the index asks for it: for making rows of the index where only messages come.

Both functions stand beside each other so that who teaches `indexing` to ask for more of a type finds them; a test compares the
rows that are made by a type and by its shape.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from casevault.domain.schema import Field, Kind, RecordType
from casevault.i18n import Msg

Shape: TypeAlias = "list[Any]"  # JSON

_NO_LABEL = Msg("")  # of no text that is indexed


def shape_of(rt: RecordType) -> Shape:
    """Return what rows of the index depend on: key, keys of the title, and the fields with kind, search, name and columns."""
    return [rt.key, list(rt.title), [_shape_of(field) for field in rt.fields]]


def of_shape(shape: Shape) -> RecordType:
    """Return a record type by which `index_row` makes the same rows. Good for nothing else: it has no classes and no labels."""
    key, title, fields = shape
    return RecordType(key=key, label=_NO_LABEL, plural=_NO_LABEL, title=tuple(title), fields=tuple(map(_of_shape, fields)))


def _shape_of(field: Field) -> Shape:
    return [field.key, field.kind.value, field.search, field.names_person, [_shape_of(column) for column in field.rows]]


def _of_shape(shape: Shape) -> Field:
    key, kind, search, names_person, rows = shape
    columns = tuple(map(_of_shape, rows))
    return Field(key=key, kind=Kind(kind), label=_NO_LABEL, search=search, names_person=names_person, rows=columns)
