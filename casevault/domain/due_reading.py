"""By when something is to be done, as people type it: "friday", "in 3 days", "2w", "20 mar", "下周五", "3天后".

What is due lies ahead, where what is logged lies behind: "friday" is the coming one here, and "20 dec" the next one there is.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import MAXYEAR, date, timedelta

from casevault.domain import date_lexicon as words
from casevault.domain.date_reading import parse_spoken
from casevault.domain.dates import parse_edtf
from casevault.errors import UserProblem

LONGEST_WORDS = 5
LONGEST = 40  # characters that can be a day
WEEK = 7
_MONTHS = 12
_ENDS = " ,.;:，。；：、"  # noqa: RUF001 - Chinese punctuation around a date
_COUNT = {"a": 1, "an": 1, "one": 1, "een": 1, "一": 1, "两": 2, "兩": 2, "二": 2, "三": 3, "四": 4, "五": 5, "十": 10}
_UNITS = {
    **words.UNITS,
    "d": "day",
    "w": "week",
    "m": "month",
    "天": "day",
    "日": "day",
    "周": "week",
    "星期": "week",
    "个月": "month",
}
_IN = re.compile(rf"(?:in|over|within|binnen) (?P<count>\d{{1,3}}|an?|one|een) (?P<unit>{words.any_of(words.UNITS)})")
_SHORTLY = re.compile(r"(?P<count>\d{1,3}) ?(?P<unit>[dwm])")
_LATER = re.compile(r"(?P<count>\d{1,3}|[一两兩二三四五十])(?:个|個)?(?P<unit>天|日|周|星期|月)(?:之?[后後]|内|內)")
_NEXT = ("next", "this", "coming", "volgende", "komende", "aanstaande", "deze")
_WEEKDAY = re.compile(rf"(?:(?:on|op|by|voor) )?(?:(?:{words.any_of(_NEXT)}) )?(?P<day>{words.any_of(words.WEEKDAYS)})")
_CHINESE_WEEKDAY = re.compile(r"(?P<next>下个?|下個)?(?:这|這|本)?(?:周|週|星期|礼拜|禮拜)(?P<day>[一二三四五六日天])")
_AWAY = {"next week": ("week", 1), "volgende week": ("week", 1), "next month": ("month", 1), "volgende maand": ("month", 1)}
_AWAY |= {"下周": ("week", 1), "下週": ("week", 1), "下个月": ("month", 1), "下個月": ("month", 1), "下月": ("month", 1)}
_CHINESE_DAYS = {sign: number % WEEK for number, sign in enumerate("一二三四五六日")} | {"天": 6}
_A_YEAR = re.compile(r"\d{4}")


def read_due(untrusted_typed: str, language: str, today: date) -> str:
    """Return the day as ISO by which something is due, "" where this says none; a day without a year is never past."""
    typed = " ".join(untrusted_typed.casefold().split()).strip(_ENDS)
    if not typed or len(typed) > LONGEST:
        return ""
    try:
        day = _ahead(typed, today) or _on(typed, language, today)
    except OverflowError:  # past the last year of the calendar
        return ""
    return day.isoformat() if day is not None else ""


def due_in(untrusted_rest: str, language: str, today: date) -> tuple[str, str]:
    """Return the day that a text begins with, and what stands after it; ("", the text) where it begins with none."""
    taken = untrusted_rest.split(" ")
    for count in range(min(LONGEST_WORDS, len(taken)), 0, -1):
        day = read_due(" ".join(taken[:count]), language, today)
        if day:
            return day, " ".join(taken[count:])
    first = taken[0]  # Chinese has no spaces: "明天问律师"
    for end in range(min(len(first), LONGEST), 1, -1):
        if "\u4e00" <= first[end - 1] <= "\u9fff" and (day := read_due(first[:end], language, today)):
            return day, " ".join([first[end:], *taken[1:]])
    return "", untrusted_rest


def _ahead(typed: str, today: date) -> date | None:
    """Read what counts from today."""
    if typed in _AWAY:
        return _moved(today, *_AWAY[typed])
    found = _IN.fullmatch(typed) or _SHORTLY.fullmatch(typed) or _LATER.fullmatch(typed)
    if found:
        count = _COUNT.get(found["count"]) or int(found["count"])
        return _moved(today, "month" if found["unit"] == "月" else _UNITS[found["unit"]], count)
    found = _WEEKDAY.fullmatch(typed)
    if found:
        return today + timedelta((words.WEEKDAYS[found["day"]] - today.weekday()) % WEEK or WEEK)
    found = _CHINESE_WEEKDAY.fullmatch(typed)
    if found:
        wanted = _CHINESE_DAYS[found["day"]]
        if found["next"]:
            return today + timedelta(WEEK - today.weekday() + wanted)
        return today + timedelta((wanted - today.weekday()) % WEEK or WEEK)
    return None


def _on(typed: str, language: str, today: date) -> date | None:
    """Read a day of the calendar; without a year it is the next one there is, and a day that only lies behind is none."""
    try:
        said = parse_spoken(typed, language, today)
        tomorrow = parse_spoken(typed, language, today + timedelta(1))
    except UserProblem:
        return None
    day = said.earliest
    if not said.exact or day is None or "T" in said.text:
        return None
    if day >= today or _A_YEAR.search(typed):
        return day
    if said.text != tomorrow.text:  # "yesterday" moves with the day on which it is said
        return None
    for year in range(today.year, min(today.year + 9, MAXYEAR)):  # a 29 February is at most eight years away
        try:
            ahead = parse_edtf(f"{year:04}{day.isoformat()[4:]}").earliest
        except UserProblem:
            continue
        if ahead is not None and ahead >= today:
            return ahead
    return None


def _moved(today: date, unit: str, count: int) -> date:
    if unit in {"day", "week"}:
        return today + timedelta(count * (WEEK if unit == "week" else 1))
    months = today.year * _MONTHS + today.month - 1 + count * (_MONTHS if unit == "year" else 1)
    year, month = divmod(months, _MONTHS)
    if year > MAXYEAR:
        raise OverflowError
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
