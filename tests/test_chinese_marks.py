"""Marks between items, remarks and sentences; a long day and a worked-out limit in Chinese."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casevault.domain.claim_words import join_alternatives
from casevault.domain.dates import in_words
from casevault.domain.look import Look
from casevault.domain.procedure.wording import cite_words
from casevault.domain.schema import DataClass, Field, Kind
from casevault.domain.showing import show
from casevault.domain.types import TYPES
from casevault.i18n import N_, Catalogue
from casevault.ui.read.days import long_day

if TYPE_CHECKING:
    from casevault.domain.record import Value

NAMED = {"person": "姓名", "place": "名称", "facility": "名称", "organisation": "名称", "device": "名称", "saved_search": "名称"}
LOCALE = Path(__file__).resolve().parents[1] / "resources" / "locale"


@pytest.mark.parametrize(
    ("language", "listed", "remarks", "parted", "sentences"),
    [
        ("en", "a, b", "a, b", "a; b", "a. b."),
        ("zh", "a、b", "a，b", "a；b", "a.b."),
        ("ug", "a، b", "a، b", "a؛ b", "a. b."),
    ],
)
def test_what_stands_between_is_of_the_language(language: str, listed: str, remarks: str, parted: str, sentences: str) -> None:
    catalogue = Catalogue(language)
    assert catalogue.listed(["a", "b"]) == listed
    assert catalogue.remarks(["a", "b"]) == remarks
    assert catalogue.parted(["a", "b"]) == parted
    assert catalogue.sentences(["a.", "b."]) == sentences


def test_the_long_day_has_no_spaces_between_figures_and_their_units() -> None:
    assert long_day(date(2026, 3, 18), Catalogue("zh", LOCALE)) == "2026年3月18日 星期三"


def test_that_a_limit_was_worked_out_is_said_in_chinese() -> None:
    assert cite_words("CPL 91 (derived)", Catalogue("zh", LOCALE)) == "CPL 91（推算）"


@pytest.mark.parametrize(
    ("stored", "chinese", "english"),
    [
        ("2015", "2015年", "2015"),
        ("2015~", "约2015年", "about 2015"),
        ("2015?", "可能为2015年", "possibly 2015"),
        ("2015-XX", "2015年，月份不详", "2015, month not known"),
        ("2015/2016", "2015年至2016年之间", "between 2015 and 2016"),
        ("201X", "2010年至2019年之间", "between 2010 and 2019"),
        ("../2014", "2015年之前", "before 2015"),
        ("2015/..", "2015年或之后", "2015 or later"),
        ("2015-03", "2015年3月", "March 2015"),
    ],
)
def test_a_year_alone_has_its_word_in_chinese_and_none_in_english_and_dutch(stored: str, chinese: str, english: str) -> None:
    assert in_words(stored, Catalogue("zh", LOCALE)) == chinese
    assert in_words(stored, Catalogue()) == english
    assert "2015" == in_words("2015", Catalogue("nl", LOCALE)) == in_words("2015", Catalogue("ug", LOCALE))


def test_only_a_person_has_a_name_of_a_person_in_chinese() -> None:
    labels = {
        rt.key: field.label for rt in TYPES for field in rt.fields if rt.key in NAMED and field.key in {"name", "display_name"}
    }
    assert {key: Catalogue("zh", LOCALE).text(label) for key, label in labels.items()} == NAMED
    assert {Catalogue("nl", LOCALE).text(label) for label in labels.values()} == {"Naam"}
    assert {Catalogue("ug", LOCALE).text(label) for label in labels.values()} == {"Name"}


def test_a_list_of_values_is_shown_with_the_mark_of_the_language_and_stored_with_a_comma() -> None:
    field = Field(key="x", kind=Kind.TEXTS, label=N_("Tags"), data_class=DataClass.C1)
    value: Value = ["甲", "乙"]
    assert show(field, value, Look(Catalogue("zh", LOCALE))) == "甲、乙"
    assert show(field, value, Look()) == "甲, 乙"


def test_rows_of_a_table_and_alternatives_have_the_marks_of_the_language() -> None:
    said = Field(key="said", kind=Kind.TEXT, label=N_("Title"), data_class=DataClass.C1)
    field = Field(key="x", kind=Kind.ROWS, label=N_("Tags"), data_class=DataClass.C1, rows=(said,))
    value: Value = [{"said": "甲"}, {"said": "乙"}]
    assert show(field, value, Look(Catalogue("zh", LOCALE))) == "甲；乙"
    assert show(field, value, Look()) == "甲; 乙"
    assert join_alternatives(["甲", "乙", "丙"], Catalogue("zh", LOCALE)).startswith("甲、乙")
    assert join_alternatives(["a", "b", "c"], Catalogue()) == "a, b or c"
