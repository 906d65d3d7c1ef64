"""Definitions as they may come from anywhere: read, bounded, never taking anything away from what CaseVault has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casevault.domain.indexing import index_row
from casevault.domain.look import Look
from casevault.domain.own import CLOSED_LISTS, KINDS, MOST_CODES, MOST_FIELDS, MOST_TYPES, OWN_KEY, OWN_TYPES, Definition, Own
from casevault.domain.schema import DataClass, Kind
from casevault.domain.values import cells, dates_of, names_of, refs_of, show, texts_of, title_of
from casevault.i18n import Catalogue
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from casevault.domain.record import Fields

BASE = load_schema()
TEXT = st.text(max_size=8)
KEYS = st.sampled_from(["x_a", "x_b", "x_", "display_name", "religion", "data_class", "persons/role", "X_A", "x_a/b", "", "x_é"])
TYPES = st.sampled_from(["person", "case", "x_t", "actor", "custom_field", "", "no_such"])
ANY = st.one_of(
    TEXT, st.none(), st.booleans(), st.integers(), st.lists(TEXT, max_size=3), st.dictionaries(TEXT, TEXT, max_size=2)
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.one_of(TYPES, ANY),
        "key": st.one_of(KEYS, ANY),
        "code": st.one_of(KEYS, ANY),
        "kind": st.one_of(st.sampled_from([kind.value for kind in Kind]), ANY),
        "vocabulary": st.one_of(st.sampled_from(["act", "audience", "x_mood", "no such"]), ANY),
        "targets": ANY,
        "label": ANY,
        "labels": ANY,
        "plural": ANY,
        "field_class": st.one_of(st.sampled_from(["C0", "C5", "C9"]), ANY),
        "required": ANY,
        "not_searched": ANY,
        "retired": st.one_of(st.just("2026-01-01"), ANY),
    },
)
DEFINITIONS = st.lists(
    st.builds(
        lambda number, kind, first, now, deleted: Definition(f"{number:032x}", kind, first, {**first, **now}, deleted),
        st.integers(0, 99),
        st.sampled_from(OWN_TYPES),
        FIELDS,
        FIELDS,
        st.booleans(),
    ),
    max_size=12,
)


@given(DEFINITIONS)
def test_whatever_is_defined_the_built_in_part_keeps_its_meaning(found: list[Definition]) -> None:
    own = Own(BASE)
    own.follow(found)
    for key, rt in BASE.types.items():
        now = own.schema.types[key]
        assert (now.case, now.via, now.title, now.data_class) == (rt.case, rt.via, rt.title, rt.data_class)
        for field in rt.fields:
            same = now.field(field.key)
            assert same is not None
            assert (same.kind, same.data_class, same.vocabulary, same.targets) == (
                field.kind,
                field.data_class,
                field.vocabulary,
                field.targets,
            )
        assert all(OWN_KEY.fullmatch(f.key) for f in now.fields if rt.field(f.key) is None)
    for key, codes in BASE.vocabularies.entries.items():
        now_codes = own.schema.vocabularies.entries[key]
        assert list(now_codes)[: len(codes)] == list(codes)
        assert key not in CLOSED_LISTS or now_codes == codes
        assert all(now_codes[code]["en"] == codes[code]["en"] for code in codes)
    assert all(OWN_KEY.fullmatch(key) for key in own.schema.types.keys() - BASE.types.keys())


@given(DEFINITIONS)
def test_what_arrives_later_changes_no_meaning(found: list[Definition]) -> None:
    for count in range(len(found)):
        before, after = Own(BASE), Own(BASE)
        before.follow(found[:count])
        after.follow(found[: count + 1])
        for key, rt in before.schema.types.items():
            for field in rt.fields:
                later = after.schema.types[key].field(field.key)
                assert later is not None
                assert (later.kind, later.vocabulary, later.targets) == (field.kind, field.vocabulary, field.targets)
                assert later.data_class >= field.data_class


@given(st.sampled_from(sorted(KINDS)), ANY)
def test_a_value_that_does_not_fit_its_field_breaks_nothing(kind: Kind, value: Any) -> None:
    """A merge may bring a value that was entered under another definition of the key."""
    own = Own(BASE)
    first = {"type": "person", "key": "x_a", "kind": kind.value, "vocabulary": "act", "label": "A"}
    own.follow([Definition("a" * 32, "custom_field", first, first)])
    rt = own.schema.types["person"]
    field = rt.field("x_a")
    assert field is not None
    fields: Fields = {"display_name": "Lin", "x_a": "" if value is None else value}
    assert isinstance(show(field, fields["x_a"], Look(vocabularies=own.schema.vocabularies)), str)
    assert title_of(rt, fields, Look()) == "Lin"
    assert (list(texts_of(rt, fields)), list(refs_of(rt, fields)), list(names_of(rt, fields))) is not None
    assert cells(field, fields["x_a"]) in {0, 1}
    assert index_row(rt, fields).name
    assert dates_of(rt, fields) == ("", "")


def defined(own_type: str, number: int, **fields: str) -> Definition:
    return Definition(f"{number:032x}", own_type, fields, fields)


def test_bounds_hold_and_are_said() -> None:
    own = Own(BASE)
    many = range(MOST_CODES + 5)
    own.follow(
        [
            *(defined("custom_type", n, key=f"x_t{n}", label="T") for n in range(MOST_TYPES + 5)),
            *(defined("custom_field", n, type="person", key=f"x_f{n}", kind="text", label="F") for n in range(MOST_FIELDS + 5)),
            *(defined("vocabulary_entry", n, vocabulary="x_l", code=f"c{n}", label="C") for n in many),
        ]
    )
    assert len(own.schema.types) == len(BASE.types) + MOST_TYPES
    assert sum(f.key.startswith("x_") for f in own.schema.types["person"].fields) == MOST_FIELDS
    assert len(own.schema.vocabularies.codes("x_l")) == MOST_CODES
    assert own.problems


def test_a_class_is_the_highest_that_anyone_gave_and_c5_where_nobody_did() -> None:
    own = Own(BASE)
    plain = {"type": "person", "key": "x_a", "kind": "text", "label": "A"}
    for given_classes, expected in ((["C1"], 1), ([""], 5), (["C1", "C3"], 3), (["C4", "C1"], 4)):
        own.follow(
            [Definition(f"{n:032x}", "custom_field", {**plain, "field_class": c}, plain | {"field_class": c})
             for n, c in enumerate(given_classes)]
        )  # fmt: skip
        field = own.schema.types["person"].field("x_a")
        assert field is not None
        assert field.data_class is DataClass(expected)


@pytest.mark.parametrize(("language", "said"), [("en", "Shoes"), ("nl", "Schoenen"), ("fr", "Shoes"), ("zh", "{鞋}")])
def test_labels_by_language_are_never_filled_in_or_looked_up(language: str, said: str) -> None:
    own = Own(BASE)
    fields: Fields = {
        "type": "person",
        "key": "x_a",
        "kind": "text",
        "label": "Shoes",
        "labels": [{"lang": "nl", "text": "Schoenen"}, {"lang": "zh-Hans", "text": "{鞋}"}],
    }
    own.follow([Definition("a" * 32, "custom_field", fields, fields)])
    field = own.schema.types["person"].field("x_a")
    assert field is not None
    assert Catalogue(language).text(field.label, count=1, name="x") == said
