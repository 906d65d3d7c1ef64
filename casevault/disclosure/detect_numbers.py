"""Numbers of people: of papers, bank cards, devices and telephones, found in runs of digits however these are parted.

A run is cut where it is written apart, and every window of whole parts is weighed: a number beside another is found as well as
one alone. A window has at most 19 digits, so the work grows with the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import phonenumbers
from stdnum import luhn
from stdnum.nl import bsn

from casevault.disclosure.detect_text import Find, Found, View, Why, graded
from casevault.disclosure.patterns import resident_check
from casevault.disclosure.scan_terms import Grade

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST_DIGITS = 19
_DIGITS = re.compile(r"[0-9]+")
_GAP = re.compile(r"[ \-./()]{1,3}")
_CARD = range(12, 20)
_RESIDENT, _OLD_RESIDENT, _IMEI, _BSN = 18, 15, 15, 9
_PHONE = range(7, 16)
_HANDLE_DIGITS = range(5, 12)
_LONG = 12
_STAMP = 14
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
        "91",
    ]
)
_SSN = (3, 2, 4)
_CARD_GROUPS = frozenset(
    {(4, 4, 4), (4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4), (4, 4, 4, 1), (6, 13), (4, 4, 5), (4, 4, 4, 2)}
)

SAYS_PAPER = re.compile(r"身份证|证件号|公民身份|identity|resident id|\bid\b|\bid[ -]?(?:card|no|number)|identiteit|legitimatie")
SAYS_CARD = re.compile(
    r"卡号|银行|账号|帐号|户口|bank|card|account|visa|mastercard|amex|unionpay|银联|rekening|pas\b|credit|debit|debet"
)
SAYS_PHONE = re.compile(
    r"电话|手机|致电|联系|来电|传真|phone|\btel|mobile|\bcell|\bcall|\bfax|whatsapp|signal|\bsms|\btext|dial|\bring\b|nummer|telefoon|mobiel"
    r"|\bbel\b|contact|number|reach|хат|тел|тил\b|hotline|热线|تېلېفون|ཁ་པར"
)
SAYS_HANDLE = re.compile(
    r"微信|wechat|weixin|\bvx\b|\bwx\b|\bqq\b|扣扣|telegram|电报|signal|whatsapp|飞机|line id|skype|账号|帐号|用户名|抖音|微博"
)
SAYS_IMEI = re.compile(r"imei|串号|设备号|device|handset")
SAYS_BSN = re.compile(r"\bbsn\b|burgerservice|sofi|citizen service")
SAYS_SOCIAL = re.compile(r"\bssn\b|social security|\bsocial\b|fiscal|tax")

_CROSS = re.compile(r"[ -]?[xX](?![A-Za-z])")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_ISO_DAY = re.compile(r"((?:1[89]|20)\d\d)([-./ ]?)(\d{1,2})\2(\d{1,2})")
_MARKED_DAY = re.compile(r"(?<!\d)(?:(?:1[89]|20)\d\d([-./])\d{1,2}\1\d{1,2}|\d{1,2}([-./])\d{1,2}\2(?:1[89]|20)\d\d)(?!\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2((?:1[89]|20)\d\d)")
_NUMBERED_IN_YEAR = re.compile(r"(?:19|20)\d\d/")  # a paper of an office: 2015/0123456
_IN_YEAR = re.compile(r"(?:19|20)\d\d/$")
_IPV4 = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")
_TIME = re.compile(r" {0,2}\d{1,2}[.:]\d\d")


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int


def numbers_in(view: View) -> Iterator[Find]:
    """Yield every find in the runs of digits of a text."""
    for run in _runs(view.text):
        yield from _in_run(view, run)


def windows_of(text: str) -> int:
    """Return how many windows are weighed in `text`: the measure of the work."""
    return sum(len(list(_windows(run))) for run in _runs(text))


def _runs(text: str) -> Iterator[list[_Part]]:
    run: list[_Part] = []
    for digits in _DIGITS.finditer(text):
        if run and not _GAP.fullmatch(text, run[-1].end, digits.start()):
            yield run
            run = []
        run.append(_Part(digits.start(), digits.end()))
    if run:
        yield run


def _windows(run: Sequence[_Part]) -> Iterator[tuple[int, int]]:
    for first in range(len(run)):
        count = 0
        for last in range(first, len(run)):
            count += run[last].end - run[last].start
            if count > _MOST_DIGITS:
                break
            yield first, last


def _in_run(view: View, run: list[_Part]) -> Iterator[Find]:
    for part in run:
        if part.end - part.start > _MOST_DIGITS:
            yield from _in_long(view, part)
    dated = [day.span() for day in _MARKED_DAY.finditer(view.text, run[0].start, run[-1].end) if is_days(day.group())]
    for first, last in _windows(run):
        parts = run[first : last + 1]
        begin, end = parts[0].start, parts[-1].end
        if any(start < begin < stop or start < end < stop for start, stop in dated):
            continue  # it would begin or end in the middle of a day
        digits = "".join(view.text[part.start : part.end] for part in parts)
        if len(digits) < min(_HANDLE_DIGITS):
            continue
        yield from _weighed(view, parts, digits)


def _in_long(view: View, part: _Part) -> Iterator[Find]:
    """Yield more digits than any number has as one find: strong where an identity number stands anywhere in them."""
    places = range(part.start, part.end - _RESIDENT + 1)
    if any(_resident(view.text[at : at + _RESIDENT]) for at in places):
        yield Find(Found.RESIDENT_ID, part.start, part.end, Grade.STRONG, Why.CHECKSUM)
    else:
        yield Find(Found.LONG_NUMBER, part.start, part.end, Grade.WEAK, Why.SHAPE)


def _weighed(view: View, parts: list[_Part], digits: str) -> Iterator[Find]:  # noqa: C901 - one kind after the other
    start, end = parts[0].start, parts[-1].end
    shape = tuple(part.end - part.start for part in parts)
    written = view.text[start:end]
    days = (len(parts) > 1 and is_days(written)) or _is_stamp(digits)

    cross = _CROSS.match(view.text, end) if len(digits) == _RESIDENT - 1 else None
    if cross is not None and (resident_find := _resident_find(view, start, cross.end(), f"{digits}X")):
        yield resident_find
    if len(digits) in {_RESIDENT, _OLD_RESIDENT} and (resident_find := _resident_find(view, start, end, digits)):
        yield resident_find
    if len(digits) in _CARD and not days:
        valid, said = luhn.is_valid(digits), view.said(SAYS_CARD, start, end)
        usual = len(parts) == 1 or shape in _CARD_GROUPS
        if (valid and usual) or said:
            imei = len(digits) == _IMEI and valid and view.said(SAYS_IMEI, start, end)
            yield Find(Found.IMEI if imei else Found.CARD, start, end, *graded(sure=valid and usual, said=said or imei))
        elif valid and len(set(shape)) <= 2:  # noqa: PLR2004 - parts of one length and a rest
            yield Find(Found.CARD, start, end, Grade.WEAK, Why.SHAPE)
    if len(digits) == _BSN and not days:
        said = view.said(SAYS_BSN, start, end)
        if said or (bsn.is_valid(digits) and shape in {(9,), (4, 2, 3), (3, 3, 3)} and view.text[start - 1 : start] != "+"):
            yield Find(Found.BSN, start, end, *graded(sure=bsn.is_valid(digits), said=said))
    if shape == _SSN and not days:
        yield Find(Found.SOCIAL_NUMBER, start, end, *graded(sure=False, said=view.said(SAYS_SOCIAL, start, end)))
    if len(digits) in _PHONE and (phone := _phone(view, start, end, digits, days=days)):
        yield phone
    if len(parts) == 1 and len(digits) in _HANDLE_DIGITS and view.said_before(SAYS_HANDLE, start):
        yield Find(Found.HANDLE, start, end, Grade.STRONG, Why.CONTEXT)
    if len(parts) == 1 and len(digits) >= _LONG and not days:
        yield Find(Found.LONG_NUMBER, start, end, Grade.WEAK, Why.SHAPE)


def _resident(digits: str) -> bool:
    return resident_check(digits[:17]) == digits[17].upper() and _resident_shape(digits)


def _resident_shape(digits: str) -> bool:
    born = digits[6:14] if len(digits) == _RESIDENT else f"19{digits[6:12]}"
    return digits[:2] in _PROVINCES and _is_day(born[:4], born[4:6], born[6:])


def _resident_find(view: View, start: int, end: int, digits: str) -> Find | None:
    said = view.said(SAYS_PAPER, start, end)
    sure = _resident(digits) if len(digits) == _RESIDENT else _resident_shape(digits)
    if not sure and not said and not _resident_shape(digits):
        return None
    return Find(Found.RESIDENT_ID, start, end, *graded(sure=sure, said=said))


def _phone(view: View, start: int, end: int, digits: str, *, days: bool) -> Find | None:  # noqa: PLR0911 - one way to write it after the other
    text = view.text
    begin = start
    while begin and text[begin - 1] in "+(" and start - begin < 2:  # noqa: PLR2004 - "+(" at most
        begin -= 1
    said = view.said(SAYS_PHONE, begin, end)
    if "+" in text[begin:start] or digits.startswith("00"):
        number = digits if "+" in text[begin:start] else digits[2:]
        if _known(f"+{number}", None):
            return Find(Found.PHONE, begin, end, Grade.STRONG, Why.CHECKSUM)
        return Find(Found.PHONE, begin, end, *graded(sure=False, said="+" in text[begin:start] or said))
    in_year = not said and _IN_YEAR.search(text, max(0, start - 5), start) is not None
    if in_year or _IPV4.fullmatch(text, start, end) or days or (not said and _is_count(text[start:end], digits)):
        return None
    if re.fullmatch(r"(?:86)?1[3-9]\d{9}", digits) and _known(digits[-11:], "CN"):
        return Find(Found.PHONE, begin, end, Grade.STRONG, Why.CHECKSUM)
    if digits.startswith("0") and any(_known(digits, region) for region in ("NL", "CN")):
        return Find(Found.PHONE, begin, end, Grade.STRONG, Why.CHECKSUM)
    if digits.startswith("852") and _known(f"+{digits}", None):
        return Find(Found.PHONE, begin, end, Grade.STRONG, Why.CHECKSUM)
    if said:
        return Find(Found.PHONE, begin, end, Grade.STRONG, Why.CONTEXT)
    return Find(Found.PHONE, begin, end, Grade.WEAK, Why.SHAPE)


def _known(number: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False


def _is_count(written: str, digits: str) -> bool:
    """Say whether a number is no telephone number by its form: a round sum, or a day written without marks."""
    round_sum = digits.endswith("000") and re.search(r"[-()/]", written) is None
    return round_sum or is_days(written) or _NUMBERED_IN_YEAR.match(written) is not None


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        return date(int(year), int(month), int(day)).year > 1800  # noqa: PLR2004 - nobody in a case was born before
    except ValueError:
        return False


def _is_stamp(digits: str) -> bool:
    """Say whether digits are a day and a time as programs write them: 20150306102000."""
    hours, minutes, seconds = digits[8:10], digits[10:12], digits[12:]
    times = hours < "24" and minutes < "60" and seconds < "60"
    return len(digits) == _STAMP and times and _is_day(digits[:4], digits[4:6], digits[6:8])


def is_days(written: str) -> bool:
    """Say whether a run of digits is nothing but days, years and times of day: they tell no one."""
    at, seen = 0, False
    while at < len(written):
        if written[at] in " -/.()":
            at += 1
            continue
        day = _ISO_DAY.match(written, at)
        last = _DAY_FIRST.match(written, at)
        if day and _is_day(day.group(1), day.group(3), day.group(4)):
            at = day.end()
        elif last and _is_day(last.group(4), last.group(3), last.group(1)):
            at = last.end()
        elif year := _YEAR.match(written, at):
            at = year.end()
        elif seen and (time := _TIME.match(written, at)):
            at = time.end()
        elif seen and (rest := re.compile(r"\d{1,2}").match(written, at)):
            at = rest.end()
        else:
            return False
        if at < len(written) and written[at].isdigit():
            return False
        seen = True
    return seen
