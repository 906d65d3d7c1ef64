"""Parts of months and years, weeks, one of two days: as people say them in three languages, and what is no date stays none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.domain.dates import in_words, parse_spoken
from casevault.domain.edtf import parse_edtf
from casevault.errors import UserProblem
from casevault.i18n import Catalogue

TODAY = date(2026, 3, 18)


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("early March 2015", "2015-03-01~/2015-03-10~"),
        ("begin maart 2015", "2015-03-01~/2015-03-10~"),
        ("2015年3月初", "2015-03-01~/2015-03-10~"),
        ("mid-March 2015", "2015-03-11~/2015-03-20~"),
        ("half maart 2015", "2015-03-11~/2015-03-20~"),
        ("3月中旬", "2026-03-11~/2026-03-20~"),
        ("end of February 2024", "2024-02-21~/2024-02-29~"),
        ("eind februari 2023", "2023-02-21~/2023-02-28~"),
        ("2015年底", "2015-09~/2015-12~"),
        ("late 2014", "2014-09~/2014-12~"),
        ("last week", "2026-03-09/2026-03-15"),
        ("vorige week", "2026-03-09/2026-03-15"),
        ("上周", "2026-03-09/2026-03-15"),
        ("6 or 7 March 2015", "2015-03-06/2015-03-07"),
        ("6 of 7 maart 2015", "2015-03-06/2015-03-07"),
        ("on or about 6 March 2015", "2015-03-06~"),
        ("op of rond 6 maart 2015", "2015-03-06~"),
        ("about March 2015", "2015-03~"),
        ("between 3 and 6 March 2015", "2015-03-03/2015-03-06"),
        ("大约2015年3月", "2015-03~"),
        ("the 6th of March 2015", "2015-03-06"),
    ],
)
def test_as_people_say_it(typed: str, edtf: str) -> None:
    for language in ("en", "nl", "zh"):
        assert parse_spoken(typed, language, TODAY).text == edtf
    assert in_words(edtf, Catalogue())


@pytest.mark.parametrize(
    "typed", ["early", "early early March", "3 or 20 March", "half", "end of", "March or", "mid 6 March", "或", "月初"]
)
def test_what_is_no_part_of_a_month_or_year_is_refused(typed: str) -> None:
    with pytest.raises(UserProblem):
        parse_spoken(typed, "en", TODAY)


@given(st.text("early mid-late ofMarch20156或月年初底 ", max_size=40))
@settings(deadline=None)
def test_anything_typed_is_a_date_or_refused(typed: str) -> None:
    try:
        found = parse_spoken(typed, "en", TODAY).text
    except UserProblem:
        return
    assert parse_edtf(found).text == found
