"""A Dutch window speaks Dutch: titles too, which are stored in English."""

from __future__ import annotations

import pytest
from ui.fakes import invented_vault

from casevault.i18n import Catalogue
from casevault.paths import resource_path
from casevault.ui.read.reader import Reader
from casevault.ui.read.tables import history_lines


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
