"""What others read off a record: names, texts, references, counts, class, dates, words."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from casevault.domain.look import Look
from casevault.domain.schema import DataClass
from casevault.domain.values import (
    cells,
    data_class_of,
    dates_of,
    is_empty,
    leaves,
    names_of,
    parse_fields,
    refs_of,
    show,
    texts_of,
    title_of,
)
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from casevault.domain.record import Value

SCHEMA = load_schema()
ID = "0123456789abcdef" * 2
OTHER = "fedcba9876543210" * 2


def parse(type_key: str, untrusted: dict[str, Any]) -> dict[str, Value]:
    numbers = count(1)
    return parse_fields(SCHEMA, SCHEMA.type(type_key), untrusted, new_id=lambda: f"{next(numbers):032x}")


@pytest.fixture
def person() -> dict[str, Value]:
    return parse(
        "person",
        {
            "display_name": "高瑜",
            "birth": "1944",
            "occupation": "journalist",
            "is_minor": False,
            "languages": ["zh"],
            "nationalities": ["CN"],
            "religion": {"na": "not_asked"},
            "aliases": [{"value": "Gao Yu", "script": "latn", "kind": "variant", "from_source": OTHER}],
            "links": [{"person": ID, "relation": "child", "to": {"na": "unknown"}}],
            "source_ids": [OTHER],
        },
    )


def test_names_texts_and_references_of_a_record(person: dict[str, Value]) -> None:
    rt = SCHEMA.type("person")
    assert list(names_of(rt, person)) == [("display_name", "高瑜", ""), ("aliases/value", "Gao Yu", "latn")]
    assert set(texts_of(rt, person)) == {
        ("display_name", "高瑜"),
        ("aliases/value", "Gao Yu"),
        ("nationalities", "CN"),
        ("occupation", "journalist"),
    }
    assert list(refs_of(rt, person)) == [
        ("aliases/from_source", ("source",), OTHER),
        ("links/person", ("person",), ID),
        ("source_ids", ("source",), OTHER),
    ]
    long = parse("note", {"text": [{"lang": "zh", "text": "一"}, {"lang": "en", "text": "one"}]})
    assert [text for path, text in texts_of(SCHEMA.type("note"), long) if path == "text"] == ["一", "one"]


def test_values_are_counted_as_a_disclosure_counts_them(person: dict[str, Value]) -> None:
    rt = SCHEMA.type("person")
    counted = {f.key: cells(f, person[f.key]) for f in rt.fields if f.key in person}
    assert counted["aliases"] == 4
    assert counted["links"] == 2
    assert counted["is_minor"] == 1
    assert counted["religion"] == 0
    assert counted["certainty"] == 0
    assert {path for path, _, _ in leaves(rt, person)} >= {"aliases/value", "links/relation", "is_minor"}
    assert is_empty("")
    assert is_empty([])
    assert not is_empty(value=False)


def test_the_class_of_a_record() -> None:
    note = SCHEMA.type("note")
    assert data_class_of(note, {}) is DataClass.C1
    assert data_class_of(note, {"data_class": "C0"}) is DataClass.C0
    assert data_class_of(note, {"data_class": "C0", "kind": "safety"}) is DataClass.C5
    assert data_class_of(SCHEMA.type("source"), {}) is DataClass.C5
    assert data_class_of(SCHEMA.type("source"), {"data_class": {"na": "unknown"}}) is DataClass.C5


def test_the_dates_of_a_record() -> None:
    event = SCHEMA.type("event")
    assert dates_of(event, {"start": "2015-03"}) == ("2015-03-01", "2015-03-31")
    assert dates_of(event, {"start": "2015-03", "end": "2015-05-02"}) == ("2015-03-01", "2015-05-02")
    assert dates_of(event, {"start": {"na": "unknown"}, "end": "2015"}) == ("2015-01-01", "2015-12-31")
    assert dates_of(event, {"start": "2015/.."}) == ("2015-01-01", "9999-12-31")
    assert dates_of(SCHEMA.type("organisation"), {"name": "x"}) == ("", "")


def test_values_in_words(person: dict[str, Value]) -> None:
    rt = SCHEMA.type("person")
    look = Look(vocabularies=SCHEMA.vocabularies, title_of={ID: "Zhao Meng", OTHER: "S-0042"}.__getitem__)

    def said(key: str) -> str:
        found = rt.field(key)
        assert found is not None
        return show(found, person.get(key, ""), look)

    assert said("birth") == "1944"
    assert said("is_minor") == "no"
    assert said("nationalities") == "China"
    assert said("religion") == "not asked"
    assert said("aliases") == "Gao Yu · Latin · variant of writing · S-0042"
    assert said("links") == "Zhao Meng · child · not known"
    assert said("photo") == ""
    sentence = SCHEMA.type("judgment").field("sentences/term")
    assert sentence is not None
    assert show(sentence, "P3Y1M", look) == "3 years 1 month"
    assert show(sentence, "life", look) == "for life"
    note = SCHEMA.type("note").field("text")
    assert note is not None
    both: Value = [{"lang": "zh-Hans", "text": "一"}, {"lang": "en", "text": "one"}]
    assert show(note, both, look) == "one"
    assert show(note, [{"lang": "zh", "text": "一"}], look) == "一"
    assert title_of(SCHEMA.type("note"), {"text": [{"text": "word " * 60}]}, look).endswith("…")
    day = SCHEMA.type("event").field("start")
    assert day is not None
    assert show(day, "2026-03-06", Look(this_year=2026)) == "6 Mar"
    assert show(day, "2026-03-06", Look(long_dates=True)) == "6 March 2026"
