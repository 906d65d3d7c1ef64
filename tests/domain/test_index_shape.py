"""The index makes the same rows of a record by its type and by the shape of its type, which has gone through JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.domain.index_shape import of_shape, shape_of
from casevault.domain.indexing import index_row
from casevault.domain.own import own_label, own_type
from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types import TYPES

TEXTS = st.sampled_from(
    ["王伟", "高 瑜", "Anna Visser", "Алесь Сялецкі", "རི་མོ", "مۇھەممەت", "J. O'Neil-42 7", "さとう", "", "a\n@b"]
)
NOT_KNOWN = st.just({"na": "refused"})


def values(field: Field) -> st.SearchStrategy[Any]:
    match field.kind:
        case Kind.ROWS:
            columns = {column.key: values(column) for column in field.rows}
            return st.lists(st.fixed_dictionaries({}, optional=columns), max_size=2) | NOT_KNOWN
        case Kind.LONG:
            return st.lists(st.fixed_dictionaries({"text": TEXTS}), max_size=2) | NOT_KNOWN
        case Kind.TEXTS | Kind.CHOICES | Kind.REFS:
            return st.lists(TEXTS, max_size=2) | NOT_KNOWN
        case Kind.INT:
            return st.integers(0, 9)
        case Kind.BOOL:
            return st.booleans()
        case _:
            return TEXTS | NOT_KNOWN


def records(rt: RecordType) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={field.key: values(field) for field in rt.fields})


OWN = own_type("x_raid", own_label({"en": "Raid"}), own_label({"en": "Raids"}))


@pytest.mark.parametrize("rt", [*TYPES, OWN], ids=lambda rt: rt.key)
@given(data=st.data())
@settings(max_examples=6, deadline=None)
def test_type_and_shape_make_the_same_rows(rt: RecordType, data: st.DataObject) -> None:
    fields = data.draw(records(rt))
    by_type, by_shape = index_row(rt, fields), index_row(of_shape(json.loads(json.dumps(shape_of(rt)))), fields)
    assert (by_shape, by_shape.files) == (by_type, by_type.files)
