"""Values: what may be recorded, what is refused and how it is named, and what others read off a record."""

from __future__ import annotations

import json
import unicodedata
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.domain.look import Look
from casevault.domain.schema import Field, Kind, NotAValue, RecordType, TextForm
from casevault.domain.types import TYPES
from casevault.domain.types.common import COMMON
from casevault.domain.values import (
    FIELD_LIMIT,
    cells,
    dates_of,
    is_na,
    na_of,
    parse_fields,
    show,
    title_of,
)
from casevault.errors import Code, UserProblem
from casevault.i18n import Catalogue, Msg
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.domain.record import Value

SCHEMA = load_schema()
LOOK = Look(vocabularies=SCHEMA.vocabularies)
ID = "0123456789abcdef" * 2
OTHER = "fedcba9876543210" * 2
QUICK = settings(max_examples=60, deadline=None)
NASTY = Path(__file__).parents[3] / "shared" / "data" / "nasty" / "strings" / "blns.json"


def new_ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"{next(numbers):032x}"


def parse(type_key: str, untrusted: dict[str, Any], **more: Any) -> dict[str, Value]:
    return parse_fields(SCHEMA, SCHEMA.type(type_key), untrusted, new_id=new_ids(), **more)


def one(field: Field, untrusted: object) -> Value:
    """Read one value through a type that has nothing but this field."""
    rt = RecordType(key="test", label=Msg("Test"), plural=Msg("Tests"), fields=(field,))
    return parse_fields(SCHEMA, rt, {field.key: untrusted}, new_id=new_ids(), partial=True).get(field.key, "")


def field(kind: Kind, **more: Any) -> Field:
    return Field(key="f", kind=kind, label=Msg("F"), **more)


def refused(work: Callable[[], object]) -> UserProblem:
    with pytest.raises(UserProblem) as caught:
        work()
    return caught.value


# --- one value per kind -------------------------------------------------------------------------------------------------------

SUB = field(
    Kind.ROWS, rows=(Field(key="a", kind=Kind.TEXT, label=Msg("A"), required=True), Field(key="b", kind=Kind.INT, label=Msg("B")))
)
ROLE = {"vocabulary": "role"}


@pytest.mark.parametrize(
    ("spec", "given_value", "value"),
    [
        (field(Kind.TEXT), "高瑜", "高瑜"),
        (field(Kind.TEXT), "u\u0308", "ü"),
        (field(Kind.TEXT), " as typed ", " as typed "),
        (field(Kind.TEXT, form=TextForm.LANGUAGE), "zh-Hans", "zh-Hans"),
        (field(Kind.TEXT, form=TextForm.DECIMAL), " -39.90 ", "-39.90"),
        (field(Kind.LONG), "one\r\ntwo\tthree", [{"text": "one\ntwo\tthree"}]),
        (
            field(Kind.LONG),
            [{"lang": "zh", "text": "一"}, {"lang": "en", "text": "one", "translated_from": "zh", "by": "X"}, {"text": " "}],
            [{"text": "一", "lang": "zh"}, {"text": "one", "lang": "en", "translated_from": "zh", "by": "X"}],
        ),
        (field(Kind.TEXTS), ["b", "a", "b", ""], ["b", "a"]),
        (field(Kind.TEXTS), "b, a,b", ["b", "a"]),
        (field(Kind.TEXTS), '["b, c", "a"]', ["b, c", "a"]),
        (field(Kind.TEXTS), "[not json", ["[not json"]),
        (field(Kind.DATE), " 2015-03~ ", "2015-03~"),
        (field(Kind.DATETIME), "2015-12-14T09:30+08:00", "2015-12-14T09:30+08:00"),
        (field(Kind.DATETIME), "2015-12", "2015-12"),
        (field(Kind.DAY), "2026-03-18", "2026-03-18"),
        (field(Kind.DURATION), "P3Y6M", "P3Y6M"),
        (field(Kind.DURATION), "life", "life"),
        (field(Kind.INT), "3", 3),
        (field(Kind.INT), -3, -3),
        (field(Kind.BOOL), "true", True),
        (field(Kind.BOOL), False, False),
        (field(Kind.BOOL), "No", False),
        (field(Kind.CHOICE, **ROLE), "defender", "defender"),
        (field(Kind.CHOICE, vocabulary="effect"), -2, "-2"),
        (field(Kind.CHOICE, vocabulary="effect"), "+1", "1"),
        (field(Kind.CHOICES, **ROLE), "lawyer,defender,lawyer", ["lawyer", "defender"]),
        (field(Kind.REF), ID, ID),
        (field(Kind.REFS), [ID, OTHER, ID], [ID, OTHER]),
        (SUB, [{"a": "x"}, {}, {"row": ID, "a": "y", "b": 2}], [{"row": f"{1:032x}", "a": "x"}, {"row": ID, "a": "y", "b": 2}]),
        (SUB, '[{"a": "x"}]', [{"row": f"{1:032x}", "a": "x"}]),
        (field(Kind.TEXT), None, ""),
        (field(Kind.TEXT), " \u3000", ""),
        (field(Kind.TEXTS), [], ""),
        (SUB, [], ""),
    ],
)
def test_a_value_is_read(spec: Field, given_value: object, value: Value) -> None:
    read = one(spec, given_value)
    assert read == value
    if read != "":
        assert one(spec, read) == read  # what is recorded reads as itself


@pytest.mark.parametrize(
    ("spec", "given_value", "path"),
    [
        (field(Kind.TEXT), 3, "f"),
        (field(Kind.TEXT), ["a"], "f"),
        (field(Kind.TEXT), "two\nlines", "f"),
        (field(Kind.TEXT), "a\tb", "f"),
        (field(Kind.TEXT), "a\u2028b", "f"),
        (field(Kind.TEXT, form=TextForm.LANGUAGE), "Chinese", "f"),
        (field(Kind.TEXT, form=TextForm.SHA256), "A" * 64, "f"),
        (field(Kind.TEXT, form=TextForm.DECIMAL), "1,5", "f"),
        (field(Kind.TEXT, form=TextForm.RECORD_TYPE), "Lin Zhaowen", "f"),
        (field(Kind.TEXT, form=TextForm.VOCABULARY), "act/x", "f"),
        (field(Kind.LONG), 3, "f"),
        (field(Kind.LONG), ["text"], "f"),
        (field(Kind.LONG), [{"lang": "zh"}], "f/text"),
        (field(Kind.LONG), [{"text": "a", "lang": "Chinese"}], "f/lang"),
        (field(Kind.LONG), [{"text": "a", "more": "b"}], "f/more"),
        (field(Kind.TEXTS), 3, "f"),
        (field(Kind.TEXTS), [3], "f"),
        (field(Kind.DATE), 2015, "f"),
        (field(Kind.DATE), "31 feb", "f"),
        (field(Kind.DATE), "2015-02-31", "f"),
        (field(Kind.DATE), "2015-12-14T09:30+08:00", "f"),
        (field(Kind.DATETIME), "2015-12-14T09:30", "f"),
        (field(Kind.DAY), "2026-03", "f"),
        (field(Kind.DAY), "2026-03-18~", "f"),
        (field(Kind.DURATION), "3 years", "f"),
        (field(Kind.DURATION), "P", "f"),
        (field(Kind.DURATION), 3, "f"),
        (field(Kind.INT), "3.0", "f"),
        (field(Kind.INT), 3.0, "f"),
        (field(Kind.INT), True, "f"),
        (field(Kind.INT), 10**16, "f"),
        (field(Kind.BOOL), 1, "f"),
        (field(Kind.BOOL), "maybe", "f"),
        (field(Kind.CHOICE, **ROLE), "Defender", "f"),
        (field(Kind.CHOICE, **ROLE), "no such", "f"),
        (field(Kind.CHOICE, **ROLE), True, "f"),
        (field(Kind.CHOICES, **ROLE), ["defender", "no_such"], "f"),
        (field(Kind.REF), "x" * 32, "f"),
        (field(Kind.REF), ID.upper(), "f"),
        (field(Kind.REFS), 3, "f"),
        (SUB, "[1]", "f"),
        (SUB, "not json", "f"),
        (SUB, "[" * 100_000, "f"),
        (SUB, {"a": "x"}, "f"),
        (SUB, [{"a": "x", "c": 1}], "f/c"),
        (SUB, [{"a": "x", "高瑜": 1}], "f/?"),
        (SUB, [{"a": "x", "row": "1"}], "f/row"),
        (SUB, [{"a": "x", "row": ID}, {"a": "y", "row": ID}], "f"),
        (SUB, [{"b": 1}], "f/a"),
        (field(Kind.TEXT), {"na": "perhaps"}, "f"),
        (field(Kind.TEXT), {"na": "unknown", "more": 1}, "f"),
        (field(Kind.DATE), '{"na": "perhaps"}', "f"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_key(spec: Field, given_value: object, path: str) -> None:
    problem = refused(lambda: one(spec, given_value))
    assert problem.code is Code.INVALID_INPUT
    assert problem.safe["field"] == path
    assert problem.what
    assert problem.hint


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("answer", list(NotAValue))
def test_any_field_may_hold_an_answer_that_is_no_value(kind: Kind, answer: NotAValue) -> None:
    spec = SUB if kind is Kind.ROWS else field(kind, vocabulary="role" if kind in {Kind.CHOICE, Kind.CHOICES} else "")
    assert one(spec, {"na": answer.value}) == {"na": answer.value}
    assert one(spec, json.dumps({"na": answer.value})) == {"na": answer.value}
    assert show(spec, {"na": answer.value}, LOOK)
    assert cells(spec, {"na": answer.value}) == 0


# --- text ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["\ud800", "\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9b"])
def test_what_is_no_text_is_refused_everywhere(sign: str) -> None:
    for kind in (Kind.TEXT, Kind.LONG, Kind.TEXTS):
        problem = refused(lambda kind=kind: one(field(kind), f"高{sign}瑜"))  # type: ignore[misc] # the loop's own kind
        assert problem.code is Code.INVALID_INPUT
        assert "高" not in str(problem) + str(problem.safe)


@pytest.mark.parametrize("sign", [chr(point) for point in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))])
def test_marks_that_turn_text_round_are_refused_in_one_line(sign: str) -> None:
    assert refused(lambda: one(field(Kind.TEXT), f"a{sign}b")).safe["field"] == "f"
    assert one(field(Kind.LONG), f"a{sign}b") == [{"text": f"a{sign}b"}]


@pytest.mark.parametrize("sign", ["\u200e", "\u200f", "\u061c", "\u200d", "\u200c"])
def test_marks_that_scripts_need_are_kept(sign: str) -> None:
    assert one(field(Kind.TEXT), f"نا{sign}م") == f"نا{sign}م"


def test_a_field_holds_one_mebibyte() -> None:
    assert len(str(one(field(Kind.TEXT), "a" * FIELD_LIMIT))) == FIELD_LIMIT
    for text in ("a" * (FIELD_LIMIT + 1), "瑜" * (FIELD_LIMIT // 3 + 1)):
        for kind in (Kind.TEXT, Kind.LONG, Kind.TEXTS):
            problem = refused(lambda kind=kind, text=text: one(field(kind), text))  # type: ignore[misc] # the loop's own
            assert (problem.code, problem.safe["field"]) == (Code.TOO_LARGE, "f")
    half = {"text": "a" * (FIELD_LIMIT // 2 + 1)}
    assert refused(lambda: one(field(Kind.LONG), [half, half])).code is Code.TOO_LARGE
    assert refused(lambda: one(field(Kind.LONG), [{"text": "a"}] * 101)).code is Code.TOO_LARGE


def test_a_table_is_bounded() -> None:
    assert refused(lambda: one(SUB, [{"a": "x"}] * 10_001)).code is Code.TOO_LARGE
    assert refused(lambda: one(field(Kind.TEXTS), [str(n) for n in range(10_001)])).code is Code.TOO_LARGE
    wide = {"a": "x" * FIELD_LIMIT}
    assert refused(lambda: one(SUB, [wide] * 17)).code is Code.TOO_LARGE
    nested = field(Kind.TEXT)
    for _ in range(4):
        nested = field(Kind.ROWS, rows=(nested,))
    deep: Any = "x"
    for _ in range(4):
        deep = [{"f": deep}]
    assert refused(lambda: one(nested, deep)).code is Code.INVALID_INPUT


@QUICK
@given(st.text())
def test_text_is_kept_as_typed_or_refused(text: str) -> None:
    for kind in (Kind.TEXT, Kind.LONG):
        try:
            read = one(field(kind), text)
        except UserProblem as problem:
            assert problem.code is Code.INVALID_INPUT  # noqa: PT017 - either outcome is right
            continue
        kept = read[0]["text"] if isinstance(read, list) else read  # type: ignore[index, call-overload] # one entry
        plain = text.replace("\r\n", "\n").replace("\r", "\n") if kind is Kind.LONG else text
        assert kept == (unicodedata.normalize("NFC", plain) if text.strip() else "")


@pytest.mark.skipif(not NASTY.exists(), reason="the collection of naughty strings is not on this machine")
def test_naughty_strings_come_back_or_are_refused() -> None:
    for text in json.loads(NASTY.read_text(encoding="utf-8")):
        test_text_is_kept_as_typed_or_refused.hypothesis.inner_test(text)  # type: ignore[attr-defined] # the body above


# --- whole records ------------------------------------------------------------------------------------------------------------

EVENT = {"case": ID, "kind": "raid", "start": "2015-07-09"}


def test_a_record_is_read_whole() -> None:
    assert parse("event", {**EVENT, "narrative": "They came.", "data_class": "c0"}) == {
        "case": ID,
        "kind": "raid_search",
        "start": "2015-07-09",
        "narrative": [{"text": "They came."}],
        "data_class": "C0",
        "certainty": "reported",
    }


@pytest.mark.parametrize("key", ["no_such", "aliases/value", "x_own", "display_name/x"])
def test_an_unknown_key_is_refused_and_named(key: str) -> None:
    problem = refused(lambda: parse("person", {"display_name": "A", key: "x"}))
    assert problem.code is Code.INVALID_INPUT
    assert problem.safe["field"] in {key, "?"}


@pytest.mark.parametrize("rt", TYPES, ids=lambda rt: rt.key)
def test_what_is_asked_and_not_given(rt: RecordType) -> None:
    asked = [f.key for f in rt.fields if f.required and not f.filled]
    loose = parse_fields(SCHEMA, rt, {}, new_id=new_ids(), strict=False)
    assert {key for key, value in loose.items() if is_na(value)} == set(asked)
    assert all(na_of(loose[key]) is NotAValue.UNKNOWN for key in asked)
    if asked or rt.one_of:
        asked_first = (*asked, *rt.one_of)[0]
        problem = refused(lambda: parse_fields(SCHEMA, rt, {}, new_id=new_ids()))
        assert (problem.code, problem.safe["field"]) == (Code.INVALID_INPUT, asked_first)
    answered = {key: {"na": "refused"} for key in (*asked, *rt.one_of[:1])}
    assert {k: v for k, v in parse_fields(SCHEMA, rt, answered, new_id=new_ids()).items() if k in answered} == answered
    assert title_of(rt, loose, LOOK) == Catalogue().text(rt.label)
    assert dates_of(rt, loose) == ("", "")


@pytest.mark.parametrize(("type_key", "given"), [("clock", {"rule_id": "cn.rsdl.max"}), ("risk", {"review_on": "2026-03-01"})])
def test_what_hangs_on_one_of_two_needs_one(type_key: str, given: dict[str, object]) -> None:
    one, other = SCHEMA.type(type_key).one_of
    problem = refused(lambda: parse(type_key, given))
    assert (problem.code, problem.safe["field"]) == (Code.INVALID_INPUT, one)
    assert parse(type_key, {**given, other: "a" * 32})[other] == "a" * 32
    before = parse(type_key, {**given, one: "a" * 32})
    assert refused(lambda: parse(type_key, {one: None}, present=before, partial=True)).safe["field"] == one
    assert one not in parse(type_key, {one: None}, present=before, partial=True, strict=False)


def test_an_edit_changes_only_what_it_names() -> None:
    before = parse("event", {**EVENT, "end": "2015-07-10", "narrative": "One."})
    after = parse("event", {"narrative": "Two.", "end": None}, present=before, partial=True)
    assert after == {**{k: v for k, v in before.items() if k != "end"}, "narrative": [{"text": "Two."}]}
    assert before["end"] == "2015-07-10"
    assert refused(lambda: parse("event", {"start": ""}, present=before, partial=True)).safe["field"] == "start"
    assert parse("event", {"start": ""}, present=before, partial=True, strict=False)["start"] == {"na": "unknown"}
    assert parse("event", {}, present=before, partial=True) == before


def test_rows_keep_their_ids() -> None:
    names = [{"value": "Gao Yu", "script": "latn", "kind": "variant"}, {"value": "高瑜", "script": "hans", "kind": "legal"}]
    before = parse("person", {"display_name": "A", "aliases": names})
    ids = [row["row"] for row in before["aliases"]]  # type: ignore[union-attr, index, call-overload] # rows
    assert len(set(ids)) == 2
    again = parse("person", {"aliases": list(reversed(names))}, present=before, partial=True)
    assert [row["row"] for row in again["aliases"]] == list(reversed(ids))  # type: ignore[union-attr, index, call-overload] # rows
    changed = parse("person", {"aliases": [{**names[0], "row": ids[0], "value": "Gao  Yu"}]}, present=before, partial=True)
    assert [row["row"] for row in changed["aliases"]] == ids[:1]  # type: ignore[union-attr, index, call-overload] # rows
    assert (
        refused(lambda: parse("person", {"aliases": [{"value": "x"}]}, present=before, partial=True)).safe["field"]
        == "aliases/script"
    )
    loose = parse("person", {"aliases": [{"value": "x"}]}, present=before, partial=True, strict=False)
    assert loose["aliases"][0]["script"] == {"na": "unknown"}  # type: ignore[index, call-overload] # rows


def test_the_program_fills_what_follows() -> None:
    charge = parse("charge", {"case": ID, "person": ID, "law_article": "cn.cl.293"})
    assert (charge["zh"], charge["pinyin"]) == ("寻衅滋事罪", "xúnxìn zīshì zuì")
    other = parse("charge", {"law_article": "cn.cl.105_1"}, present=charge, partial=True)
    assert other["zh"] == "颠覆国家政权罪"
    assert (
        parse("charge", {"law_article": {"na": "unknown"}}, present=charge, partial=True)
        .keys()
        .isdisjoint({"zh", "pinyin", "en"})
    )
    assert parse("charge", {"law_article": "cn.cl.293", "zh": "as typed"}, present=charge, partial=True)["zh"] == "as typed"
    detention = {"case": ID, "person": ID, "start": "2014-04-24", "end": "2015-11-26"}
    assert parse("detention", detention)["total_days"] == 581
    assert "total_days" not in parse("detention", {**detention, "end": "2015-11"})
    assert "total_days" not in parse("detention", {**detention, "end": "2013"})
    assert parse("detention", {**detention, "total_days": 3})["total_days"] == 3


SHAPES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: st.from_regex(r"[A-Za-z高瑜 ]{1,8}[a-z]", fullmatch=True),
    Kind.LONG: st.from_regex(r"[A-Za-z高瑜 \n]{1,20}[a-z]", fullmatch=True),
    Kind.TEXTS: st.lists(st.from_regex(r"[a-z]{2}", fullmatch=True), min_size=1, max_size=3),
    Kind.DATE: st.dates().map(str),
    Kind.DATETIME: st.dates().map(lambda day: f"{day}T09:30+08:00"),
    Kind.DAY: st.dates().map(str),
    Kind.DURATION: st.sampled_from(["P3Y", "P15D", "life"]),
    Kind.INT: st.integers(min_value=-1000, max_value=1000),
    Kind.BOOL: st.booleans(),
    Kind.REF: st.just(ID),
    Kind.REFS: st.lists(st.sampled_from([ID, OTHER]), min_size=1, max_size=2),
}
FORMS = {
    TextForm.LANGUAGE: "nl",
    TextForm.SHA256: "a" * 64,
    TextForm.DECIMAL: "1.5",
    TextForm.RECORD_TYPE: "person",
    TextForm.VOCABULARY: "act",
    TextForm.TAG: "women",
}


def of_field(spec: Field) -> st.SearchStrategy[Any]:
    if spec.form is not TextForm.FREE:
        return st.just([FORMS[spec.form]] if spec.kind is Kind.TEXTS else FORMS[spec.form])
    if spec.kind is Kind.CHOICE:
        return st.sampled_from(SCHEMA.vocabularies.codes(spec.vocabulary))
    if spec.kind is Kind.CHOICES:
        return st.lists(st.sampled_from(SCHEMA.vocabularies.codes(spec.vocabulary)), min_size=1, max_size=3)
    if spec.kind is Kind.ROWS:
        return st.lists(st.fixed_dictionaries({c.key: of_field(c) for c in spec.rows}), min_size=1, max_size=2)
    return SHAPES[spec.kind]


@pytest.mark.parametrize("rt", TYPES, ids=lambda rt: rt.key)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_a_full_record_reads_as_itself_and_can_be_shown(rt: RecordType, data: st.DataObject) -> None:
    full = data.draw(st.fixed_dictionaries({f.key: of_field(f) for f in rt.fields}))
    read = parse_fields(SCHEMA, rt, full, new_id=new_ids())
    assert parse_fields(SCHEMA, rt, read, new_id=new_ids()) == read
    assert parse_fields(SCHEMA, rt, full, new_id=new_ids(), present=read)  # without ids, rows are found again
    assert json.loads(json.dumps(read, ensure_ascii=False)) == read
    assert set(read) == {f.key for f in rt.fields}
    assert all(show(f, read[f.key], LOOK) for f in rt.fields)
    assert title_of(rt, read, LOOK)
    assert len(dates_of(rt, read)[0]) == (10 if rt.dates else 0)
    for f in rt.fields:
        inside = [c for c in f.rows if not c.filled]
        rows = read[f.key]
        expected = len(rows) * len(inside) if f.kind is Kind.ROWS and isinstance(rows, list) else 1
        assert cells(f, rows) == (0 if f.filled else expected)


def test_common_fields_stand_last_and_are_the_same_everywhere() -> None:
    assert [f.key for f in COMMON] == ["data_class", "tlp", "source_ids", "certainty", "retention_until"]
