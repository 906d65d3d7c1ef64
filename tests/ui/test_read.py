from __future__ import annotations

from datetime import date

import pytest
from ui.fakes import invented_vault

from casevault.i18n import Catalogue
from casevault.ui.read import days
from casevault.ui.read.cases import case_head, case_lines
from casevault.ui.read.chronology import chronology
from casevault.ui.read.people import person_head, person_lines
from casevault.ui.read.reader import Reader, Tone, is_latin
from casevault.ui.read.tables import disclosed_people, disclosure_lines, history_lines, intervention_lines, seen_lines
from casevault.vault.reading import HistoryEntry


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(invented_vault(), Catalogue())


def one(reader: Reader, type_key: str, text: str) -> str:
    return next(r.id for r in reader.vault.records.list(type_key) if text in r.title)


def test_dates_are_said_in_few_words() -> None:
    words = Catalogue()
    assert days.short("2026-03-06", words, 2026) == "6 Mar"
    assert days.short("2015-03", words, 2026) == "Mar 2015"
    assert days.short("2026-03-16T10:20:00+08:00", words, 2026) == "16 Mar"
    assert days.short("as it was typed", words) == "as it was typed"
    assert days.short("", words) == ""
    assert days.time_of("2026-03-16T10:20:00+08:00") == "10:20"
    assert days.time_of("2026-03-16") == ""
    assert days.long_day(date(2026, 5, 18), words) == "Monday 18 May 2026"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-03-18", "today"),
        ("2026-03-19", "tomorrow"),
        ("2026-03-17", "yesterday"),
        ("2026-03-21", "in 3 days"),
        ("2026-03-06", "12 days ago"),
        ("?", ""),
    ],
)
def test_how_far_a_day_is(day: str, words: str) -> None:
    assert days.relative(day, date(2026, 3, 18), Catalogue()) == words


def test_a_case_is_called_by_the_person_it_is_about(reader: Reader) -> None:
    (line,) = case_lines(reader, [one(reader, "case", "HERON")])
    assert line is not None
    assert (line.name.main, line.name.script, line.name.code) == ("Lin Zhaowen", "林兆雯", "HERON")
    assert (line.stage, line.since) == ("Criminal detention", "day 36")
    assert line.tone is Tone.RUNNING


def test_discreet_lists_show_codes_alone() -> None:
    hidden = Reader(invented_vault(), Catalogue(), discreet=True)
    (line,) = case_lines(hidden, [one(hidden, "case", "HERON")])
    assert line is not None
    assert "Lin" not in line.name.spoken
    assert "林" not in line.name.spoken


def test_the_header_says_stage_next_whereabouts_and_consent(reader: Reader) -> None:
    head = case_head(reader, one(reader, "case", "HERON"))
    stage, due, place, consent = head.facts
    assert stage.value == "Criminal detention"
    assert (due.label, due.value, due.detail) == ("Next limit", "20 Mar, maximum", "in 2 days, CPL 91")
    assert place.value.startswith("Yunting No. 1")
    assert "confirmed" in place.detail
    assert "review 1 Apr" in consent.detail
    assert "public: no" in consent.detail


def test_a_disputed_date_shows_its_range_and_both_accounts(reader: Reader) -> None:
    entries = chronology(reader, one(reader, "case", "HERON"))
    taken = next(entry for entry in entries if entry.accounts)
    assert taken.when == "11 or 13 Feb"
    assert taken.differ == "Reported on 11 or 13 Feb"
    assert taken.when_detail == "2 accounts"
    assert taken.tone is Tone.DISPUTED
    assert [account.preferred for account in taken.accounts] == [True, False]
    assert taken.accounts[0].source == "S-0051 · relative"
    assert [e.when for e in entries[:2]] == ["27 Mar", "15 Mar"]


def test_a_person_has_her_names_cases_and_consents(reader: Reader) -> None:
    head = person_head(reader, one(reader, "person", "Lin Zhaowen"))
    assert head.name.script == "林兆雯"
    assert [(role.name.code, role.role) for role in head.cases] == [("HERON", "defender")]
    assert head.consents[0].tone is Tone.OK
    assert ("Auntie Wen", "nickname · Latin") in head.aliases


def test_consent_states_in_the_list(reader: Reader) -> None:
    ids = [one(reader, "person", name) for name in ("Lin Zhaohui", "Zhou Minghe", "Chen Moqing", "Gao Yu")]
    lines = person_lines(reader, ids)
    assert [line.tone for line in lines if line] == [Tone.WITHDRAWN, Tone.REVIEW, Tone.UNKNOWN, Tone.NONE]


def test_tables(reader: Reader) -> None:
    records = reader.vault.records
    rows = [line for line in intervention_lines(reader, records.ids("intervention", order="date", descending=True)) if line]
    assert rows[0].cells[3] == "HERON"
    assert any(line.tone is Tone.OVERDUE for line in rows)
    told = [line for line in disclosure_lines(reader, records.ids("disclosure", order="date", descending=True)) if line]
    assert [line.tone for line in told] == [Tone.OK, Tone.RUNNING, Tone.STOPPED]
    assert told[0].cells[4] == "32 of 46"
    people = disclosed_people(reader)
    assert [name.main for _id, name in people] == ["Lin Zhaowen", "Qiu Beining"]
    assert [line.cells[0][:11] for line in seen_lines(reader, people[0][0])] == ["Embassy of ", "Working gro", "Embassy of "]
    assert history_lines(reader, records.recent(3))[0].detail.startswith("Recorded")


def test_what_changed_about_the_ways_into_the_vault_is_said_in_words(reader: Reader) -> None:
    person = one(reader, "person", "Lin")

    def said(*fields: str) -> str:
        entry = HistoryEntry(at=0, actor="", action="slot_changed", fields=fields, batch="", change="", record=person, device="")
        (line,) = history_lines(reader, [entry])
        assert line.icon == "key-round"
        return line.detail

    assert said("added/recovery", "removed/recovery") == "Ways into the vault · changed: recovery code"
    assert said("added/shares", "removed/passphrase") == "Ways into the vault · removed: passphrase, added: shares"
    assert said() == "Ways into the vault", "the program ended in between"
    assert said("added/office") == "Ways into the vault · added: office", "a kind of a later program"


def test_a_record_that_is_gone_leaves_a_gap(reader: Reader) -> None:
    assert case_lines(reader, ["0" * 32]) == [None]
    assert person_lines(reader, ["0" * 32]) == [None]
    assert reader.title_of("0" * 32) == "0" * 32


@pytest.mark.parametrize(
    ("name", "latin"), [("Gülnar", True), ("林", False), ("Алена", False), ("گۈلنار", False), ("123", False)]
)
def test_scripts(name: str, latin: bool) -> None:
    assert is_latin(name) is latin
