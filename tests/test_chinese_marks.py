"""Marks between items, remarks and sentences; a long day and a worked-out limit in Chinese."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from casevault.domain.procedure.wording import cite_words
from casevault.i18n import Catalogue
from casevault.ui.read.days import long_day

LOCALE = Path(__file__).resolve().parents[1] / "resources" / "locale"


@pytest.mark.parametrize(
    ("language", "listed", "remarks", "sentences"),
    [("en", "a, b", "a, b", "a. b."), ("zh", "a、b", "a，b", "a.b."), ("ug", "a، b", "a، b", "a. b.")],
)
def test_what_stands_between_is_of_the_language(language: str, listed: str, remarks: str, sentences: str) -> None:
    catalogue = Catalogue(language)
    assert catalogue.listed(["a", "b"]) == listed
    assert catalogue.remarks(["a", "b"]) == remarks
    assert catalogue.sentences(["a.", "b."]) == sentences


def test_the_long_day_has_no_spaces_between_figures_and_their_units() -> None:
    assert long_day(date(2026, 3, 18), Catalogue("zh", LOCALE)) == "2026年3月18日 星期三"


def test_that_a_limit_was_worked_out_is_said_in_chinese() -> None:
    assert cite_words("CPL 91 (derived)", Catalogue("zh", LOCALE)) == "CPL 91（推算）"
