"""Counting for oneself: each thing once in the total, every line with the cases behind it, no period missing between two."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from casevault.domain.provinces import province_in
from casevault.domain.reports import MOST_PERIODS, Counted, Per, Placed, Report, ReportKind, Wanted, nearest, tally

if TYPE_CHECKING:
    import random

IDS = st.sampled_from([f"{number:032x}" for number in range(6)])
DAYS = st.one_of(st.just(""), st.dates(date(1900, 1, 1), date(2999, 12, 31)).map(date.isoformat))
COUNTED = st.builds(
    Counted,
    line=st.sampled_from(["", "arrest", "trial", "own"]),
    column=st.sampled_from(["", "quiet", "public"]),
    day=DAYS,
    record=IDS,
    case=IDS,
)


@given(st.lists(COUNTED, max_size=30), st.sampled_from(ReportKind), st.sampled_from(Per), st.randoms(use_true_random=False))
def test_each_thing_counts_once_and_the_order_it_comes_in_does_not_matter(
    found: list[Counted], kind: ReportKind, per: Per, chance: random.Random
) -> None:
    report = tally(kind, found, Wanted(per=per), order=("trial", "arrest"), columns=("quiet", "public"))
    assert report.total == len({one.record for one in found})
    assert report.cases == len({one.case for one in found})
    assert sum(line.count for line in report.lines) >= report.total
    assert {case for line in report.lines for case in line.cases} == {one.case for one in found}
    assert all(
        len(set(line.cases)) == len(line.cases) and line.count <= max(1, sum(line.counts or (1000,))) for line in report.lines
    )
    shuffled = list(found)
    chance.shuffle(shuffled)
    again = tally(kind, shuffled, Wanted(per=per), order=("trial", "arrest"), columns=("quiet", "public"))
    assert _told(again) == _told(report)


def _told(report: Report) -> list[tuple[str, int, tuple[int, ...], set[str]]]:
    return [(line.code, line.count, line.counts, set(line.cases)) for line in report.lines]


@given(st.lists(COUNTED, max_size=30), DAYS, DAYS)
def test_a_period_holds_what_lies_in_it_and_says_what_had_no_day(found: list[Counted], one: str, other: str) -> None:
    first, last = (min(one, other), max(one, other)) if one and other else (one, other)
    report = tally(ReportKind.STAGE, found, Wanted(first=first, last=last))
    inside = {each.record for each in found if not (first or last) or (each.day and first <= each.day <= (last or "9999"))}
    assert report.total == len(inside)
    undated = {each.record for each in found if not each.day}
    assert report.undated == (len(undated - inside) if first or last else 0)


@given(st.lists(DAYS, min_size=1, max_size=6), st.sampled_from(Per))
def test_no_period_between_two_is_left_out_and_a_mistyped_year_does_not_fill_the_screen(days: list[str], per: Per) -> None:
    found = [Counted("", "", day, f"r{number}", f"c{number}") for number, day in enumerate(days)]
    report = tally(ReportKind.OPENED, found, Wanted(per=per))
    codes = [line.code for line in report.lines]
    dated = [code for code in codes if code]
    assert dated == sorted(set(dated))
    assert codes[len(dated) :] == ([""] if "" in days else [])
    assert len(dated) <= MOST_PERIODS
    assert sum(line.count for line in report.lines) == len(days)
    if dated and per is Per.YEAR:
        assert len(dated) == int(dated[-1]) - int(dated[0]) + 1


def test_lines_stand_in_the_order_of_their_list_and_the_rest_by_number() -> None:
    found = [Counted(line, "", "", f"{line}{n}", "c") for line, n in [("b", 0), ("a", 0), ("x", 0), ("y", 0), ("y", 1), ("", 0)]]
    assert [line.code for line in tally(ReportKind.STAGE, found, Wanted(), order=("a", "b")).lines] == ["a", "b", "y", "x", ""]


def test_a_case_is_where_somebody_is_held_before_where_it_happened_before_what_it_is_linked_to() -> None:
    found = [
        Placed("held", 1, "2020-01-01", "650000", "2020"),
        Placed("held", 1, "2021-01-01", "540000", "2020"),
        Placed("held", 2, "2022-01-01", "110000", "2020"),
        Placed("seen", 3, "", "440000", "2021"),
        Placed("seen", 2, "2021-05-05", "CN-120000", "2021"),
        Placed("abroad", 1, "2022-02-02", "NL-NH", "2022"),
        Placed("none", 9, "", "", "2023"),
    ]
    assert {one.case: one.line for one in nearest(found)} == {"held": "54", "seen": "12", "abroad": "", "none": ""}
    assert nearest(reversed(found)) != []
    assert {one.case: one.line for one in nearest(reversed(found))}["held"] == "54"


def test_only_a_whole_code_names_a_province() -> None:
    codes = ("65", "650100", "CN650100", "CN-65", "650100000000", "6501", "65010", "", "٦٥")
    assert [province_in(code) for code in codes] == [*("65",) * 5, "", "", "", ""]
