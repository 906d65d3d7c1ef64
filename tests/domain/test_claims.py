"""Accounts of one value: where it lies, when two differ, and the words that say so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casevault.domain.answers import searched, typed_answer
from casevault.domain.claim_words import dated, disagreement
from casevault.domain.claims import accounts_of, edit_of, read_told, readings, spot_of, told_text, value_at
from casevault.domain.look import Look
from casevault.domain.record import Record
from casevault.domain.schema import NOT_A_VALUE_LABELS, DataClass, NotAValue
from casevault.errors import UserProblem
from casevault.i18n import Catalogue
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from casevault.domain.record import Fields, Value

SCHEMA = load_schema()
ROW = "c" * 32
ENGLISH = Look(vocabularies=SCHEMA.vocabularies)
DUTCH = Look(Catalogue("nl", Path(__file__).parents[2] / "resources" / "locale"), SCHEMA.vocabularies)


def claim(path: str, value: Value, status: str = "asserted", said_on: str = "") -> Record:
    fields: Fields = {"record": "a" * 32, "field": path, "value": value, "status": status}
    return Record(f"{crc32(repr((path, value, status)).encode()):032x}", "claim", 1, "", fields, DataClass.C1, said_on)


def words(type_key: str, fields: Fields, *claims: Record, look: Look = ENGLISH) -> list[str]:
    found = accounts_of(SCHEMA, SCHEMA.type(type_key), fields, claims)
    return [disagreement(about, look) for about in found.values()]


@pytest.mark.parametrize(
    ("used", "told", "english", "dutch"),
    [
        ("2014-05-06", ["2014-05-04"], "reported on 4 or 6 May 2014", "gemeld op 4 of 6 mei 2014"),
        ("2014-05-06", ["2014-05-04", "2014-05-08"], "reported on 4, 6 or 8 May 2014", "gemeld op 4, 6 of 8 mei 2014"),
        ("2014-05", ["2014-07"], "reported in May 2014 or Jul 2014", ""),
        ("2014-05-06", ["2014-05-04", "2015"], "reported on 4 May 2014, on 6 May 2014, or in 2015", ""),
        ("2015-03-06/2015-03-07", ["2016-03-07"], "reported 6\u20137 Mar 2015, or on 7 Mar 2016", ""),
        ("2014-05-06", ["2014-05", "2014-05-06"], "", ""),  # a month in which the day lies says nothing else
        ("2014-05-06", [{"na": "refused"}], "", ""),
        ("", ["2014-05-06"], "", ""),
    ],
)
def test_dates_that_differ_are_said_with_their_words(used: str, told: list[Value], english: str, dutch: str) -> None:
    accounts = [claim("start", value) for value in told]
    assert words("event", {"start": used}, *accounts) == [english]
    if dutch:
        assert words("event", {"start": used}, *accounts, look=DUTCH) == [dutch]


def test_a_rejected_account_differs_from_nothing_and_a_marked_one_is_disputed() -> None:
    assert words("event", {"start": "2014-05-06"}, claim("start", "2014-05-04", "rejected")) == [""]
    (about,) = accounts_of(SCHEMA, SCHEMA.type("event"), {"start": "2014"}, [claim("start", "2014", "disputed")]).values()
    assert about.disputed
    assert about.readings == ("2014",)


def test_other_values_are_said_as_their_fields_show_them() -> None:
    told = [claim("plea", "guilty"), claim("plea", "not_guilty")]
    assert words("judgment", {}, *told) in (
        ["reported as pleaded guilty or pleaded not guilty"],
        ["reported as pleaded not guilty or pleaded guilty"],
    )
    assert words("event", {"narrative": [{"text": "Taken from home."}]}, claim("narrative", "taken  FROM home.")) == [""]
    assert words("case", {"tags": ["a", "b"]}, claim("tags", '["b", "a"]')) == [""]
    (gone,) = words("event", {}, claim("gone", "x"), claim("gone", "y"))
    assert gone in {"reported as x or y", "reported as y or x"}


def test_a_cell_of_a_table_is_a_value_like_any_other() -> None:
    person = SCHEMA.type("person")
    fields: Fields = {"aliases": [{"row": ROW, "value": "Bai", "script": "latn"}, {"row": "d" * 32, "value": "Hei"}]}
    spot = spot_of(person, f"aliases/{ROW}/value")
    assert spot is not None
    assert value_at(fields, spot) == "Bai"
    rows = edit_of(fields, spot, "Bei")["aliases"]
    assert rows == [{"row": ROW, "value": "Bei", "script": "latn"}, {"row": "d" * 32, "value": "Hei"}]
    gone = spot_of(person, f"aliases/{'e' * 32}/value")
    assert gone is not None
    assert value_at(fields, gone) == ""
    with pytest.raises(UserProblem) as refused:
        edit_of(fields, gone, "Bei")
    assert refused.value.safe["field"] == "field"


@pytest.mark.parametrize(
    "path", ["", "aliases", "aliases/value", f"aliases/{ROW}", f"aliases/{ROW}/none", f"start/{ROW}/x", "x/" * 99]
)
def test_a_path_that_leads_nowhere_is_none(path: str) -> None:
    assert spot_of(SCHEMA.type("person"), path) is None


@given(st.text(max_size=40), st.sampled_from(["start", "kind", "victims", "narrative", "place", "rights"]))
def test_whatever_is_told_is_read_or_refused_and_then_stays_the_same(untrusted: str, path: str) -> None:
    spot = spot_of(SCHEMA.type("event"), path)
    assert spot is not None
    refused: UserProblem | None = None
    try:
        value = read_told(SCHEMA, spot, untrusted)
    except UserProblem as problem:
        refused = problem
    else:
        kept = told_text(value)
        assert told_text(read_told(SCHEMA, spot, kept)) == kept
    if refused is not None:
        assert str(refused.safe["field"]).partition("/")[0] == "value"
        assert len(untrusted) < 4 or untrusted not in str(refused)


DAYS = st.dates().map(lambda day: day.isoformat())


@given(st.lists(st.one_of(DAYS, DAYS.map(lambda day: day[:7]), DAYS.map(lambda day: day[:4])), min_size=1, max_size=6))
def test_readings_do_not_depend_on_the_order_in_which_accounts_came(told: list[str]) -> None:
    spot = spot_of(SCHEMA.type("event"), "start")
    assert spot is not None
    found = readings(spot.field, told)
    assert found == readings(spot.field, list(reversed(told)))
    assert 0 < len(found) <= len(set(told))


def test_a_moment_is_more_exact_than_its_day_and_two_clocks_agree() -> None:
    field = spot_of(SCHEMA.type("hearing"), "held")
    assert field is not None
    morning, same, later = "2015-12-14T09:30+08:00", "2015-12-14T01:30Z", "2015-12-14T10:30+08:00"
    assert readings(field.field, ["2015-12-14", morning, same]) == (morning,)
    assert len(readings(field.field, [morning, later])) == 2


def test_what_was_said_when_has_its_word() -> None:
    assert [dated(text, Catalogue()) for text in ("2014-05-04", "2016", "2015-03~")] == [
        "on 4 May 2014",
        "in 2016",
        "about Mar 2015",
    ]


def test_an_answer_is_heard_in_the_language_of_the_window_and_in_english() -> None:
    for answer, label in NOT_A_VALUE_LABELS.items():
        assert typed_answer(f"  {label.text.upper()} ", Catalogue()) is answer
        assert typed_answer(DUTCH.catalogue.text(label), DUTCH.catalogue) is answer
        assert typed_answer(label.text, DUTCH.catalogue) is answer
        assert searched(DUTCH.catalogue.text(label), DUTCH.catalogue) == f'"{label.text}"'
    assert typed_answer("?", Catalogue()) is NotAValue.UNKNOWN
    assert typed_answer("nobody asked her", Catalogue()) is None
    assert searched("Tianjin", Catalogue()) == "Tianjin"
