"""Dates: kept as typed, with the right range behind them; read as people type them, said as people say them."""

from __future__ import annotations

from datetime import date, timedelta

import edtf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.domain.dates import OPEN_END, DateNotUnderstood, Form, in_words, parse_edtf, parse_spoken, span
from casevault.domain.edtf import is_plain_day
from casevault.errors import Code, UserProblem
from casevault.i18n import Catalogue

TODAY = date(2026, 3, 18)
ENGLISH = Catalogue()

QUICK = settings(max_examples=80, deadline=None)
DAYS = st.dates(min_value=date(1900, 1, 2), max_value=date(2100, 12, 30))


@st.composite
def singles(draw: st.DrawFn) -> str:
    day = draw(DAYS)
    text = draw(
        st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", day.isoformat(), f"{day:%Y}-XX", f"{day:%Y-%m}-XX", f"{day:%Y}"[:3] + "X"])
    )
    mark = draw(st.sampled_from(["", "~", "?", "%"])) if "X" not in text else ""
    return text + mark


@st.composite
def ranges(draw: st.DrawFn) -> str:
    first = draw(DAYS)
    last = first + timedelta(days=draw(st.integers(min_value=0, max_value=800)))
    cut = draw(st.sampled_from([4, 7, 10]))
    ends = first.isoformat()[:cut], last.isoformat()[:cut]
    if draw(st.booleans()):
        return "[{}..{}]".format(*ends)
    marks = draw(st.sampled_from(["", "~", "?"])), draw(st.sampled_from(["", "~", "?"]))
    return f"{ends[0]}{marks[0]}/{ends[1]}{marks[1]}"


OPEN = st.tuples(DAYS, st.sampled_from(["{}/..", "../{}", "[{}..]", "[..{}]"])).map(
    lambda pair: pair[1].format(pair[0].isoformat())
)


@QUICK
@given(st.one_of(DAYS.map(date.isoformat), singles(), st.text("0123456789-WX٣", min_size=9, max_size=11), st.text(max_size=12)))
def test_a_plain_day_is_what_the_reader_of_dates_takes_for_one_day_and_nothing_else(text: str) -> None:
    try:
        read = parse_edtf(text)
    except UserProblem:
        assert not is_plain_day(text)
        return
    ends = [day.isoformat() for day in (read.earliest, read.latest) if day is not None]
    assert is_plain_day(text) is (read.exact and read.form is Form.SINGLE and not read.time and ends == [text, text])
    if is_plain_day(text):
        assert span(text) == (text, text)


@QUICK
@given(singles() | ranges())
def test_the_range_agrees_with_another_reader(text: str) -> None:
    other = edtf.parse_edtf(text)
    ours = parse_edtf(text)
    assert (ours.earliest, ours.latest) == (date(*other.lower_strict()[:3]), date(*other.upper_strict()[:3]))


@QUICK
@given(singles() | ranges() | OPEN)
def test_a_date_stays_as_typed_and_is_placed_once(text: str) -> None:
    read = parse_edtf(text)
    assert read.text == text
    first, last = span(text)
    assert first <= last
    assert (first == "") == (read.earliest is None)
    assert (last == OPEN_END) == (read.latest is None)
    assert parse_spoken(text, "en", TODAY).text == text


@QUICK
@given(singles() | ranges() | OPEN, st.booleans())
def test_what_is_said_never_shows_the_notation(text: str, short: bool) -> None:
    said = in_words(text, ENGLISH, short=short)
    assert said
    assert not any(sign in said for sign in ("X", "~", "?", "%", "/", "..", "["))


@QUICK
@given(singles().filter(lambda text: "X" not in text) | ranges() | OPEN)
def test_what_is_said_can_be_typed_again(text: str) -> None:
    again = parse_spoken(in_words(text, ENGLISH), "en", TODAY)
    read = parse_edtf(text)
    assert (again.earliest, again.latest, again.approximate, again.uncertain) == (
        read.earliest,
        read.latest,
        read.approximate,
        read.uncertain,
    )


@QUICK
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    for reader in (parse_edtf, lambda typed: parse_spoken(typed, "zh", TODAY), lambda typed: parse_spoken(typed, "en", TODAY)):
        try:
            reader(text)
        except UserProblem as problem:
            assert problem.code is Code.INVALID_INPUT  # noqa: PT017 - either outcome is right


@QUICK
@given(st.text(alphabet="0123456789-/.X~?%[]年月日至前后十一二三 abmar", max_size=16))
def test_almost_dates_are_read_or_refused(text: str) -> None:
    test_any_text_is_read_or_refused.hypothesis.inner_test(text)  # type: ignore[attr-defined] # the body above, other texts


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2015", "2015-01-01", "2015-12-31"),
        ("2015-07", "2015-07-01", "2015-07-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2015-07~", "2015-07-01", "2015-07-31"),
        ("2015-XX", "2015-01-01", "2015-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("2015-03-03/2015-03-06", "2015-03-03", "2015-03-06"),
        ("[2015-03-03..2015-03-06]", "2015-03-03", "2015-03-06"),
        ("2015-07-09/..", "2015-07-09", "9999-12-31"),
        ("../2015-07-09", "", "2015-07-09"),
        ("2015-12-14T09:30+08:00", "2015-12-14", "2015-12-14"),
        ("", "", ""),
    ],
)
def test_span(text: str, first: str, last: str) -> None:
    assert span(text) == (first, last)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2015-02-31", '"{day} Feb" is not a day in the calendar.'),
        ("2015-02-29", '"29 Feb {year}" is not a day in the calendar.'),
        ("2015-04-31", '"{day} Apr" is not a day in the calendar.'),
        ("2015-01-32", '"{day}" is not a day of any month.'),
        ("2015-13", "There is no month {month}."),
        ("2015-00", "There is no month {month}."),
        ("2015-01-00", '"{day}" is not a day of any month.'),
        ("0000", "There is no year 0."),
        ("2015-21", "Seasons are not read, since they differ from place to place."),
        ("2016/2015", "This range ends before it starts."),
        ("../..", "This range is open on both sides."),
        ("2015/", "One side of this range is empty."),
        ("201X-03", "A month or day of an unknown year cannot be placed in time."),
        ("2015-XX-05", "A day of an unknown month cannot be placed in time."),
        ("2015-12-14T09:30", "This time does not say where it is."),
        ("2015-12-14T25:30+08:00", "There is no such time of day."),
        ("2015-12-14T09:30+08:00/..", "This is not a time that CaseVault can read."),
        ("last spring", "This is not a date that CaseVault can read."),
        ("1/2/3", "This is not a date that CaseVault can read."),
        ("２０１５", "This is not a date that CaseVault can read."),
        ("9" * 100, "This is too long for a date."),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(UserProblem) as caught:
        parse_edtf(text)
    assert caught.value.code is Code.INVALID_INPUT
    assert caught.value.what.text == said
    assert caught.value.hint


def test_the_sentence_for_a_day_that_does_not_exist() -> None:
    with pytest.raises(UserProblem) as caught:
        parse_spoken("31 feb", "en", TODAY)
    said = f"{ENGLISH.text(caught.value.what, day=caught.value.safe['day'])} {ENGLISH.text(caught.value.hint)}"
    assert said == '"31 Feb" is not a day in the calendar. Type a month or a range, or leave it as text for now.'


def test_marks_and_openness_are_seen() -> None:
    assert parse_edtf("2015%").approximate
    assert parse_edtf("2015%").uncertain
    assert not parse_edtf("2015~").uncertain
    assert parse_edtf("2015-07-09/..").open_end
    assert parse_edtf("../2015").form is Form.UNTIL
    assert parse_edtf("2015-07-09").exact
    assert not parse_edtf("2015-07-09~").exact
    moment = parse_edtf("2015-12-14T09:30:15Z")
    assert (moment.time, moment.offset) == ("09:30:15", "Z")


@pytest.mark.parametrize(
    ("typed", "edtf_text"),
    [
        ("mar 2015", "2015-03"),
        ("3-6 mar", "2026-03-03/2026-03-06"),
        ("3–6 mar", "2026-03-03/2026-03-06"),
        ("mar 3-6 2015", "2015-03-03/2015-03-06"),
        ("about 20 feb", "2026-02-20~"),
        ("ca. 20 feb 2015", "2015-02-20~"),
        ("before july", "../2026-06"),
        ("before 9 Jul 2015", "../2015-07-08"),
        ("before july?", "../2026-06?"),
        ("before about july", "../2026-06~"),
        ("between about 2014 and possibly 2015", "2014~/2015?"),
        ("after 9 July 2015", "2015-07-10/.."),
        ("since 2014", "2014/.."),
        ("6 March 2015 or later", "2015-03-06/.."),
        ("6 March 2015 or earlier", "../2015-03-06"),
        ("no later than 6 March 2015", "../2015-03-06"),
        ("2014?", "2014?"),
        ("possibly about 2014", "2014%"),
        ("between 3 and 6 March 2015", "2015-03-03/2015-03-06"),
        ("from 3 to 6 march", "2026-03-03/2026-03-06"),
        ("28 dec - 4 jan 2016", "2015-12-28/2016-01-04"),
        ("mar-apr 2015", "2015-03/2015-04"),
        ("2014-2015", "2014/2015"),
        ("6 May 2014", "2014-05-06"),
        ("the 6th of May 2014", "2014-05-06"),
        ("May 6th, 2014", "2014-05-06"),
        ("Friday 6 March 2015", "2015-03-06"),
        ("6 may '14", "2014-05-06"),
        ("6 may '94", "1994-05-06"),
        ("26-05-2014", "2014-05-26"),
        ("05/26/2014", "2014-05-26"),
        ("06.06.2014", "2014-06-06"),
        ("2015/3/6", "2015-03-06"),
        ("6/2015", "2015-06"),
        ("2015.6", "2015-06"),
        ("yesterday", "2026-03-17"),
        ("day before yesterday", "2026-03-16"),
        ("monday", "2026-03-16"),
        ("last wednesday", "2026-03-11"),
        ("3 days ago", "2026-03-15"),
        ("a month ago", "2026-02"),
        ("2 years ago", "2024"),
        ("last month", "2026-02"),
        ("last year", "2025"),
        ("20 dec", "2025-12-20"),
        ("today", "2026-03-18"),
        ("14 dec 2015 9:30 +0800", "2015-12-14T09:30+08:00"),
        ("14 dec 2015 at 09:30 utc", "2015-12-14T09:30Z"),
        ("gisteren", "2026-03-17"),
        ("eergisteren", "2026-03-16"),
        ("2 weken geleden", "2026-03-04"),
        ("ongeveer 20 februari 2015", "2015-02-20~"),
        ("omstreeks mrt 2015", "2015-03~"),
        ("vóór juli", "../2026-06"),
        ("tussen 3 en 6 maart 2015", "2015-03-03/2015-03-06"),
        ("3 t/m 6 maart 2015", "2015-03-03/2015-03-06"),
        ("vanaf 9 juli 2015", "2015-07-09/.."),
        ("vorige maand", "2026-02"),
        ("misschien 2014", "2014?"),
        ("昨天", "2026-03-17"),
        ("前天", "2026-03-16"),
        ("上个月", "2026-02"),
        ("2015年3月", "2015-03"),
        ("2015年3月6日", "2015-03-06"),
        ("２０１５年３月６号", "2015-03-06"),
        ("二〇一五年七月九日", "2015-07-09"),
        ("二零一五年十二月三十一日", "2015-12-31"),
        ("15年3月", "2015-03"),
        ("去年3月", "2025-03"),
        ("3月3日至6日", "2026-03-03/2026-03-06"),
        ("2015年3月3日到2015年4月", "2015-03-03/2015-04"),
        ("大约2015年3月", "2015-03~"),
        ("2015年左右", "2015~"),
        ("可能2015年", "2015?"),
        ("2015年7月9日以前", "../2015-07-08"),
        ("2015年7月9日之后", "2015-07-10/.."),
        ("2015年7月9日起", "2015-07-09/.."),
    ],
)
@pytest.mark.parametrize("language", ["en", "nl", "zh"])
def test_what_people_type(typed: str, edtf_text: str, language: str) -> None:
    assert parse_spoken(typed, language, TODAY).text == edtf_text


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("flurb 2015", "flurb"),
        ("mar flurb", "flurb"),
        ("12", "12"),
        ("next week", "next"),
        ("12 12", "12 12"),
        ("0 mar 2015", "0 mar 2015"),
        ("2015年昨", "2015年昨"),
        ("日", "日"),
        ("6日", "6日"),
        ("0年", "0年"),
        ("", ""),
    ],
)
def test_what_was_not_understood_is_told_apart_from_the_sentence(typed: str, part: str) -> None:
    with pytest.raises(DateNotUnderstood) as caught:
        parse_spoken(typed, "en", TODAY)
    assert caught.value.part == part
    assert caught.value.safe == {}
    assert not part or part not in str(caught.value)


@pytest.mark.parametrize(
    "typed",
    [
        "06-05-2014",
        "6/5/2014",
        "31 feb",
        "2015-02-31",
        "13/13/2014",
        "32 mar",
        "before 0001",
        "after 9999",
        "3-6 mar 09:30",
        "2015年13月",
    ],
)
def test_what_cannot_be_or_could_be_two_days_is_refused(typed: str) -> None:
    with pytest.raises(UserProblem) as caught:
        parse_spoken(typed, "nl", TODAY)
    assert caught.value.code is Code.INVALID_INPUT


def test_a_time_takes_the_offset_of_the_place() -> None:
    assert parse_spoken("14 dec 2015 9:30", "en", TODAY, offset="+08:00").text == "2015-12-14T09:30+08:00"
    assert parse_spoken("14 dec 2015 9:30:15 UTC", "en", TODAY).text == "2015-12-14T09:30:15Z"
    assert parse_spoken("2015年12月14日 9:30", "zh", TODAY, offset="+08:00").text == "2015-12-14T09:30+08:00"
    with pytest.raises(UserProblem, match="does not say where"):
        parse_spoken("14 dec 2015 9:30", "en", TODAY)
    for twice in ("14 dec 2015 9:30 9:30", "2015-12-14T09:30Z 9:30", "in the morning of 14 dec 2015 9:30"):
        with pytest.raises(UserProblem):
            parse_spoken(twice, "en", TODAY, offset="+08:00")


def test_a_day_without_year_is_the_nearest_past_or_coming() -> None:
    january = date(2026, 1, 3)
    assert parse_spoken("20 dec", "en", january).text == "2025-12-20"
    assert parse_spoken("20 feb", "en", january).text == "2026-02-20"
    assert parse_spoken("29 dec - 2 jan", "en", january).text == "2025-12-29/2026-01-02"


@pytest.mark.parametrize(
    ("text", "long", "short"),
    [
        ("2026-03-06", "6 March", "6 Mar"),
        ("2015-03-06", "6 March 2015", "6 Mar 2015"),
        ("2015-03", "March 2015", "Mar 2015"),
        ("2026-03", "March", "Mar"),
        ("2015", "2015", "2015"),
        ("2026-02-20~", "about 20 February", "about 20 Feb"),
        ("2015-03~", "about March 2015", "about Mar 2015"),
        ("2014?", "possibly 2014", "possibly 2014"),
        ("2015-03-03/2015-03-06", "between 3 and 6 March 2015", "3–6 Mar 2015"),
        ("2026-02-12/2026-02-14", "between 12 and 14 February", "12–14 Feb"),
        ("2015-02-28/2015-03-06", "between 28 February and 6 March 2015", "between 28 Feb and 6 Mar 2015"),
        ("2015-12-28/2016-01-04", "between 28 December 2015 and 4 January 2016", "between 28 Dec 2015 and 4 Jan 2016"),
        ("2014~/2015~", "between about 2014 and about 2015", "between about 2014 and about 2015"),
        ("2015-03-03~/2015-03-06~", "between about 3 March and about 6 March 2015", "about 3–6 Mar 2015"),
        ("2014~/2015", "between about 2014 and 2015", "between about 2014 and 2015"),
        ("../2015-07-08", "before 9 July 2015", "before 9 Jul 2015"),
        ("../2015-12", "before January 2016", "before Jan 2016"),
        ("2015-07-09/..", "9 July 2015 or later", "9 Jul 2015 or later"),
        ("2015-XX", "2015, month not known", "2015, month not known"),
        ("2015-03-XX", "March 2015, day not known", "Mar 2015, day not known"),
        ("201X", "between 2010 and 2019", "between 2010 and 2019"),
        ("2015-12-14T09:30+08:00", "14 December 2015, 09:30", "14 Dec 2015, 09:30"),
        ("2015-12-14T09:30:15.5Z", "14 December 2015, 09:30:15 UTC", "14 Dec 2015, 09:30:15 UTC"),
        ("../9999", "before 9999", "before 9999"),
        ("", "", ""),
    ],
)
def test_words_a_person_says(text: str, long: str, short: str) -> None:
    assert in_words(text, ENGLISH, this_year=2026) == long
    assert in_words(text, ENGLISH, this_year=2026, short=True) == short
