"""A Dutch window speaks Dutch: titles too, which are stored in English."""

from __future__ import annotations

import pytest
from ui.fakes import invented_vault

from casevault.i18n import Catalogue, Msg
from casevault.paths import resource_path
from casevault.ui.disclose.steps import StepRow
from casevault.ui.draw import Run, width_of
from casevault.ui.lists.entry_row import CERTAINTY, CERTAINTY_WIDTH, CLASS, SOURCE, SOURCE_WIDTH
from casevault.ui.read.reader import Reader
from casevault.ui.read.tables import history_lines
from casevault.ui.theme import MEDIUM, Style, theme
from casevault.vault.due_clocks import ClockDue


@pytest.fixture(scope="module")
def dutch() -> Reader:
    return Reader(invented_vault(), Catalogue("nl", resource_path("locale")))


def test_the_title_of_a_record_is_in_the_language_of_the_window(dutch: Reader) -> None:
    consent = next(r for r in dutch.vault.records.list("consent") if "Zhou Minghe" in r.title)
    assert consent.title == "Zhou Minghe · quiet diplomacy · embassy"
    assert dutch.title(consent) == "Zhou Minghe · stille diplomatie · ambassade"
    assert dutch.title_of(consent.id) == dutch.title(consent)


def test_an_english_window_shows_what_is_stored() -> None:
    english = Reader(invented_vault(), Catalogue())
    for record in english.vault.records.list("consent"):
        assert english.title(record) == record.title


def test_history_names_records_in_the_language_of_the_window(dutch: Reader) -> None:
    lines = history_lines(dutch, dutch.vault.records.recent(40))
    assert lines
    assert not [line.title for line in lines if "Case dossier" in line.title or "quiet diplomacy" in line.title]


def test_a_value_calls_the_record_it_points_to_in_the_language_of_the_window(dutch: Reader) -> None:
    about = next(r for r in dutch.vault.records.list("event") if r.title.startswith("taken into custody"))
    claims = [r for r in dutch.vault.records.list("claim") if r.fields.get("record") == about.id]
    shown = [line.value for claim in claims for line in dutch.values(claim)]
    assert [value for value in shown if "aanhouding" in value.lower()]
    assert not [value for value in shown if "taken into custody" in value]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("language", ["en", "nl", "zh"])
def test_a_word_that_says_how_a_line_stands_is_never_cut(language: str) -> None:
    catalogue = Catalogue(language, resource_path("locale"))
    room = theme.scaled(CERTAINTY_WIDTH)
    for english in ("To recall", "Ended", "Valid", "Withdrawn", "Review due", "Given"):
        assert width_of([Run(catalogue.text(Msg(english)), Style.SMALL, MEDIUM)]) <= room, english
    assert CLASS + CERTAINTY_WIDTH + 18 <= CERTAINTY, "the class keeps clear of the word"
    assert CERTAINTY + SOURCE_WIDTH <= SOURCE, "and the word of the source"


@pytest.mark.usefixtures("qapp")
def test_the_steps_keep_their_names_beside_the_rail_of_the_preview() -> None:
    steps = StepRow(Catalogue("nl", resource_path("locale")))
    steps.show_step(2)
    names = [steps._catalogue.text(step) for step in steps._steps]
    assert steps._stretch(names, 800) > 0
    assert steps._stretch(names, 500) == 0


def test_limits_in_a_row_of_today_have_short_months(dutch: Reader) -> None:
    days = ("2026-02-25", "2026-02-25", "2026-03-20", "2026-02-11")
    clock = ClockDue("r", "CPL 91", {}, "c", "a", *days, 1, overrun=True, past_maximum=False, appeal=False)
    assert clock.words(dutch.catalogue, 2026, short=True) == "CPL 91: 25 feb, uiterlijk 20 mrt; vanaf 11 feb"
