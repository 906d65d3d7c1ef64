"""Moments of a courtroom: durable one by one, there once, worded and taken back; the keys of a hearing; the hearing of today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import START
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.errors import Code, UserProblem
from casevault.vault import courtroom, hearings, pad
from casevault.vault.courtroom import Moment
from casevault.vault.pad import STANDARD, PadKey

if TYPE_CHECKING:
    from casevault.domain.record import Record
    from casevault.vault.vault import Vault

CASE = {"title": "Heron", "kind": "criminal", "jurisdiction": "CN", "opened": "2026", "status": "open", "priority": "high"}
TODAY = START.date()
AT = "2026-03-18T09:41:26+08:00"


@pytest.fixture(name="case")
def a_case(vault: Vault) -> str:
    return vault.records.add("case", {**CASE, "code": "H"}).id


@pytest.fixture(name="hearing")
def a_hearing(vault: Vault, case: str) -> str:
    return courtroom.begin_hearing(vault, case).id


def read(vault: Vault, hearing: str) -> Record:
    return vault.records.get(hearing)


def test_a_hearing_is_begun_with_what_the_one_before_it_knew_and_found_again_the_same_day(vault: Vault, case: str) -> None:
    court = vault.records.add("organisation", {"name": "Yunting Court", "kind": "court"}).id
    old = {"case": case, "court": court, "level": "first_instance", "kind": "trial", "publicity": "closed", "docket": "(2026) 7"}
    vault.records.add("hearing", {**old, "scheduled": "2026-02-01T09:00+08:00"})
    assert courtroom.hearings_of_day(vault, TODAY, case=case) == []
    made = read(vault, courtroom.begin_hearing(vault, case).id)
    assert (made.fields["court"], made.fields["docket"], made.fields["scheduled"]) == (court, "(2026) 7", TODAY.isoformat())
    assert made.fields["publicity"] == {"na": "unknown"}, "whether it is public today, the last one does not tell"
    assert [one.id for one in courtroom.hearings_of_day(vault, TODAY, case=case)] == [made.id]


def test_a_month_is_no_hearing_of_today_and_one_that_ended_comes_last(vault: Vault, case: str, hearing: str) -> None:
    vague = courtroom.begin_hearing(vault, case).id
    vault.records.edit(vague, {"scheduled": "2026-03"})
    vault.records.edit(hearing, {"end": f"{TODAY.isoformat()}T11:00+08:00"})
    later = courtroom.begin_hearing(vault, case).id
    assert [one.id for one in courtroom.hearings_of_day(vault, TODAY, case=case)] == [later, hearing]


def test_a_moment_written_twice_is_there_once_and_a_word_and_an_undo_touch_it_alone(vault: Vault, hearing: str) -> None:
    first = courtroom.moment_now(vault, read(vault, hearing), "observers_refused")
    second = courtroom.moment_now(vault, read(vault, hearing), "judge_in")
    for moment in (first, second, first):
        courtroom.note_moment(vault, hearing, moment)
    courtroom.word_moment(vault, hearing, first.row, "“The room is full.”")
    courtroom.word_moment(vault, hearing, first.row, "11 empty seats")
    found = {one.row: one for one in courtroom.moments_of(read(vault, hearing))}
    assert set(found) == {first.row, second.row}
    assert found[first.row].note == "“The room is full.” 11 empty seats"
    courtroom.take_back(vault, hearing, second.row)
    courtroom.take_back(vault, hearing, second.row)
    assert [one.row for one in courtroom.moments_of(read(vault, hearing))] == [first.row]
    before = [entry for entry in vault.records.history(hearing) if any(field.startswith("stamps") for field in entry.fields)]
    assert len(before) == 5, "what was taken back stays in the log"


def test_words_said_twice_are_there_twice_and_words_asked_for_twice_once(vault: Vault, hearing: str) -> None:
    moment = courtroom.moment_now(vault, read(vault, hearing), "witness", "Cafe\u0301: no")
    courtroom.note_moment(vault, hearing, moment)
    courtroom.word_moment(vault, hearing, moment.row, "no", seen=moment.note)
    courtroom.word_moment(vault, hearing, moment.row, "no", seen=moment.note)
    assert [one.note for one in courtroom.moments_of(read(vault, hearing))] == ["Café: no no"]
    courtroom.word_moment(vault, hearing, moment.row, "no", seen="Café: no no")
    assert [one.note for one in courtroom.moments_of(read(vault, hearing))] == ["Café: no no no"]


def test_what_another_noted_meanwhile_stays(vault: Vault, hearing: str) -> None:
    mine = courtroom.moment_now(vault, read(vault, hearing), "opened")
    courtroom.note_moment(vault, hearing, mine)
    hearings.stamp(vault, hearing, "recess", untrusted_at="09:50")
    courtroom.word_moment(vault, hearing, mine.row, "late")
    courtroom.take_back(vault, hearing, mine.row)
    assert [one.code for one in courtroom.moments_of(read(vault, hearing))] == ["recess"]


def test_the_time_is_that_of_the_court(vault: Vault, hearing: str) -> None:
    vault.records.edit(hearing, {"scheduled": "2026-03-18T09:00+08:00"})
    assert courtroom.moment_now(vault, read(vault, hearing), "mark").at.endswith("+08:00")


def test_another_record_is_no_hearing_and_an_unknown_code_no_moment(vault: Vault, case: str, hearing: str) -> None:
    for about, at, code in ((case, AT, "opened"), (hearing, AT, "no_such"), (hearing, "soon", "opened")):
        with pytest.raises(UserProblem) as refused:
            courtroom.note_moment(vault, about, Moment("0" * 32, at, code))
        assert refused.value.code is Code.INVALID_INPUT
    assert courtroom.is_untouched(read(vault, hearing))


def test_the_keys_made_here_are_each_a_code_and_no_letter_twice(vault: Vault) -> None:
    codes = vault.schema.vocabularies.codes("stamp")
    assert {key.code for key in STANDARD} <= set(codes)
    assert len({key.letter for key in STANDARD}) == len(STANDARD) <= pad.MOST
    assert {key.group for key in STANDARD} == set(pad.GROUPS)


def test_a_hearing_keeps_its_own_keys_in_their_order(vault: Vault, hearing: str) -> None:
    own = (PadKey("7", "access", "note", "Man in plain clothes"), *STANDARD[::-1][:5], PadKey("Ж", "who", "judge_in"))
    pad.set_pad(vault, hearing, own)
    assert pad.pad_of(read(vault, hearing), vault.schema.vocabularies) == own
    pad.set_pad(vault, hearing, STANDARD)
    assert not read(vault, hearing).fields.get("pad")
    assert pad.pad_of(read(vault, hearing), vault.schema.vocabularies) == STANDARD


def test_keys_that_cannot_be_are_refused_and_the_old_ones_stay(vault: Vault, hearing: str) -> None:
    own = (PadKey("1", "who", "judge_in"),)
    pad.set_pad(vault, hearing, own)
    many = tuple(PadKey(chr(0x4E00 + number), "who", "judge_in") for number in range(pad.MOST + 1))
    for bad in (
        (PadKey("a", "who", "judge_in"), PadKey("Ａ", "who", "judge_in")),
        (PadKey(" ", "who", "judge_in"),),
        (PadKey("1", "who", "judge_in", "x" * 41),),
        (PadKey("1", "who", "no_such"),),
        many,
    ):
        with pytest.raises(UserProblem) as refused:
            pad.set_pad(vault, hearing, bad)
        assert refused.value.code is Code.INVALID_INPUT
    assert pad.pad_of(read(vault, hearing), vault.schema.vocabularies) == own


@given(st.text(max_size=6))
@settings(max_examples=200, deadline=None)
def test_a_letter_is_one_that_reads_itself_back(typed: str) -> None:
    found = pad.letter_of(typed)
    assert found == "" or (len(found) == 1 and pad.letter_of(found.lower()) in {found, ""})


def test_the_zone_of_the_court_is_known_by_its_times_and_not_by_stamps_of_this_computer(vault: Vault, hearing: str) -> None:
    assert not courtroom.is_of_another_day(read(vault, hearing), TODAY)
    hearings.stamp(vault, hearing, "opened")
    assert not courtroom.knows_zone(read(vault, hearing))
    vault.records.edit(hearing, {"scheduled": "2026-03-18T09:00+08:00"})
    assert courtroom.knows_zone(read(vault, hearing))
    vault.records.edit(hearing, {"scheduled": "2026-03-17T09:00+08:00"})
    assert courtroom.is_of_another_day(read(vault, hearing), TODAY)
    vault.records.edit(hearing, {"scheduled": "2026-03"})
    assert not courtroom.is_of_another_day(read(vault, hearing), TODAY), "that of a month may be this one"
