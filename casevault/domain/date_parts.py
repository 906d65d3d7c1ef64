"""Parts of a month or year as people say them: "early March", "half maart", "3月底", "last week", "6 or 7 March".

A part has no exact ends, so both are marked as about; a third of a month is what Chinese calls 旬. What is read is shown in words
beside the field, so that whoever meant something else sees it.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_EARLY: Final = r"(?:early(?: in)?|(?:(?:at|in) )?(?:the )?(?:beginning|start) of|vroeg in|(?:in )?(?:het )?begin(?: van)?)"
_MIDDLE: Final = r"(?:mid|(?:in )?(?:the )?middle of|medio|half|midden|(?:in )?het midden van)"
_LATE: Final = r"(?:late(?: in)?|(?:(?:at|in) )?(?:the )?end of|laat in|(?:aan )?(?:het )?einde?(?: van)?)"
_PART: Final = re.compile(rf"(?:(?P<early>{_EARLY})|(?P<middle>{_MIDDLE})|(?P<late>{_LATE}))[ -](?P<rest>.+)")
_CHINESE: Final = re.compile(r"(?P<rest>.*[月年])(?:(?P<early>初|上旬)|(?P<middle>中旬|中)|(?P<late>下旬|底|末))")
_LAST_WEEK: Final = frozenset({"last week", "vorige week", "afgelopen week", "上周", "上星期", "上个星期"})
_EITHER: Final = re.compile(r"(?P<first>.+?) ?(?: or | of |或者|或)(?P<last>.+)")
_ABOUT: Final = re.compile(r"^(?:on or (?:about|around)|op of rond|op of omstreeks) ")
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})")
_YEAR: Final = re.compile(r"\d{4}")
_THIRDS: Final = {"early": (1, 10), "middle": (11, 20), "late": (21, 0)}
_MONTHS: Final = {"early": (1, 4), "middle": (5, 8), "late": (9, 12)}


def read_part(spoken: str, today: date, parse: Callable[[str], str]) -> str:
    """Return EDTF for a part of a month or year, a week or one of two days; "" where `spoken` is none of these.

    `spoken` is in small letters with single spaces; `parse` reads a date into EDTF and returns "" where it cannot.
    """
    if spoken in _LAST_WEEK:
        monday = today - timedelta(days=today.weekday() + 7)
        return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"
    if _ABOUT.match(spoken):
        return parse(f"about {_ABOUT.sub('', spoken)}")
    match = _PART.fullmatch(spoken) or _CHINESE.fullmatch(spoken)
    if match:
        part = next(key for key in _THIRDS if match[key])
        return _of(parse(match["rest"]), part)
    match = _EITHER.fullmatch(spoken)
    return _one_of_two(parse(f"{match['first']} - {match['last']}")) if match else ""


def _of(whole: str, part: str) -> str:
    month = _MONTH.fullmatch(whole)
    if month:
        first, last = _THIRDS[part]
        last = last or calendar.monthrange(int(month[1]), int(month[2]))[1]
        return f"{whole}-{first:02}~/{whole}-{last:02}~"
    if _YEAR.fullmatch(whole):
        first, last = _MONTHS[part]
        return f"{whole}-{first:02}~/{whole}-{last:02}~"
    return ""


def _one_of_two(pair: str) -> str:
    """Return a range of two days that follow each other; "" for any other: "3 or 20 March" is no stretch of time."""
    first, found, last = pair.partition("/")
    try:
        return pair if found and date.fromisoformat(last) - date.fromisoformat(first) == timedelta(days=1) else ""
    except ValueError:
        return ""
