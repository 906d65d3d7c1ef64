"""Where someone lives or stood, and when someone was born: Chinese addresses, positions on the earth, days of birth."""

# A pattern is read in one piece.
# ruff: noqa: E501

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casevault.disclosure.detect_addresses import western_addresses
from casevault.disclosure.detect_text import Find, Found, View, Why, graded
from casevault.disclosure.scan_terms import Grade

if TYPE_CHECKING:
    from collections.abc import Iterator

_COUNT = "(?:[0-9]{1,5}(?:-[0-9]{1,4})?|[一二三四五六七八九十百零〇两]{1,6})"
_HOUSE = re.compile(
    rf"(?<![第字0-9]){_COUNT} ?(?:号楼|号院|號樓|號|号|栋|棟|幢|弄|单元|單元|室|座)(?!法庭|文|令|线|通知|公告|案|决定|机)"
)
_STREET = re.compile(r"大街|大道|胡同|小区|花园|新村|公寓|家园|[路街巷弄里村庄镇乡屯组苑]")
_DIVISION = re.compile(r"[省市区县區縣州旗]")
_STREET_ROOM = 14  # characters before a number in which its street stands
_HEAD_ROOM = 32
_PAIR = re.compile(
    r"(?<![\w.])([NSEW] ?)?([-+]?[0-9]{1,3}\.[0-9]{3,12}) ?°? ?([NSEWnsew北南东東西])?[ ,;/]{1,3}([NSEWnsew] ?)?([-+]?[0-9]{1,3}\.[0-9]{3,12}) ?°? ?([NSEWnsew北南东東西](?!\w))?(?![0-9])"
)
_DMS = re.compile(
    r"(?:[NSEWnsew] ?|[北南东東西][纬緯经經] ?)?[0-9]{1,3} ?[°度] ?[0-9]{1,2}(?:\.[0-9]{1,6})? ?['分](?: ?[0-9]{1,2}(?:\.[0-9]{1,6})? ?(?:\"|''|秒))?"
    r" ?(?:[NSEWnsew](?!\w)|[北南东東西][纬緯经經]?)?"
)
_ONE_SIDE = re.compile(
    r"(?:[北南][纬緯]|[东東西][经經]|\b(?:lat|lon|lng|latitude|longitude|breedtegraad|lengtegraad)\b)[ :=度]{0,3}[-+]?[0-9]{1,3}\.[0-9]{2,12}",
    re.IGNORECASE,
)
_DEGREES = re.compile(r"(?<![\w.])[-+]?[0-9]{1,3}\.[0-9]{2,12} ?° ?[NSEW]?", re.IGNORECASE)
_PLUS_CODE = re.compile(r"(?<!\w)[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?!\w)")
_WORDS_PLACE = re.compile(r"///[^\W\d_]{2,20}\.[^\W\d_]{2,20}\.[^\W\d_]{2,20}")
_SAYS_POSITION = re.compile(r"gps|坐标|位置|coordinate|location|position|lat|lon|经纬|纬度|geo")
_LAT, _LON = 90, 180
_EXACT = 4  # decimals of a degree that tell a house

_MONTHS = (
    "jan(?:uary|uari)?|feb(?:ruary|ruari)?|mar(?:ch)?|maart|mrt|apr(?:il)?|may|mei|june?|juni|july?|juli|aug(?:ust|ustus)?|sept?(?:ember)?|oct(?:ober)?|okt(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_DAY = re.compile(
    r"(?<![0-9])(?:(?:1[89]|20)[0-9]{2} ?[-./] ?[0-9]{1,2} ?[-./] ?[0-9]{1,2}|[0-9]{1,2} ?[-./] ?[0-9]{1,2} ?[-./] ?(?:[0-9]{4}|[0-9]{2})"
    r"|(?:1[89]|20)[0-9]{2} ?年 ?[0-9]{1,2} ?月(?: ?[0-9]{1,2} ?[日号])?|(?:1[89]|20)[0-9]{6}|[0-9]{1,2} ?月 ?[0-9]{1,2} ?[日号]"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})\.?,?(?: [0-9]{{4}})?|(?:{_MONTHS})\.? [0-9]{{1,2}}(?:st|nd|rd|th)?(?:,? [0-9]{{4}})?)(?![0-9])"
)
_SAYS_BIRTH = re.compile(
    r"出生|生于|生於|生日|生辰|出生日期|\bborn\b|birth|\bdob\b|d\.o\.b|\bgeboren\b|geboorte|\bgeb\.|\bb\. ?$|родил|туған|tugh|رождения|تۇغۇل|སྐྱེས"
)
_BIRTH_ROOM = 36


def places_in(view: View) -> Iterator[Find]:
    """Yield addresses, positions and days of birth."""
    yield from _chinese_addresses(view)
    yield from western_addresses(view)
    yield from _positions(view)
    for day in _DAY.finditer(view.low):
        before = view.low[max(0, day.start() - _BIRTH_ROOM) : day.start()]
        after = view.low[day.end() : day.end() + 4]
        if _SAYS_BIRTH.search(before) or after.lstrip().startswith(("出生", "生", "born")):
            yield Find(Found.BIRTH, *day.span(), Grade.STRONG, Why.CONTEXT)


def _chinese_addresses(view: View) -> Iterator[Find]:
    """Yield each stretch from the first division of the land to the last number of a house, where a street lies between."""
    last_end = -1
    for house in _HOUSE.finditer(view.text):
        start = house.start()
        head = start
        while head and start - head < _HEAD_ROOM and _is_address_sign(view.text[head - 1]):
            head -= 1
        before = view.text[head:start]
        joined = head <= last_end
        street = _STREET.search(before, max(0, len(before) - _STREET_ROOM))
        if not joined and street is None:
            continue
        first = _DIVISION.search(before)
        begin = head
        if first is not None:
            begin = max(head, head + first.start() - 4)  # a division has a name of up to four characters before its word
        said = joined or street is not None
        yield Find(Found.ADDRESS, begin, house.end(), *graded(sure=False, said=said))
        last_end = house.end()


def _is_address_sign(char: str) -> bool:
    return char in "0123456789- ·" or "\u3400" <= char <= "\u9fff"


def _positions(view: View) -> Iterator[Find]:
    for pair in _PAIR.finditer(view.text):
        one, other = float(pair.group(2)), float(pair.group(5))
        if not ((abs(one) <= _LAT and abs(other) <= _LON) or (abs(one) <= _LON and abs(other) <= _LAT)):
            continue
        exact = min(len(pair.group(at).partition(".")[2]) for at in (2, 5)) >= _EXACT
        marked = any(pair.group(at) for at in (1, 3, 4, 6)) or "°" in pair.group()
        said = exact or marked or view.said(_SAYS_POSITION, *pair.span())
        yield Find(Found.POSITION, *pair.span(), *graded(sure=False, said=said))
    for pattern in (_DMS, _ONE_SIDE, _PLUS_CODE, _WORDS_PLACE):
        for place in pattern.finditer(view.text):
            yield Find(Found.POSITION, *place.span(), Grade.STRONG, Why.SHAPE)
    for place in _DEGREES.finditer(view.text):
        yield Find(Found.POSITION, *place.span(), *graded(sure=False, said=view.said(_SAYS_POSITION, *place.span())))
