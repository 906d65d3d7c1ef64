"""Where someone lives or stood, and when someone was born: addresses, positions on the earth, days of birth."""

# A pattern is read in one piece.
# ruff: noqa: E501

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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
_STREET_WORDS = r"Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Square|Sq|Court|Ct|Place|Pl|Terrace|Way|Close|Crescent|Alley|Quay|Row|Highway|Hwy|Parkway"
_WESTERN = re.compile(
    rf"(?<![\w.-])(?<![0-9],)(?<!No\. )(?<!No )(?<!nr\. )[0-9]{{1,5}}[A-Za-z]? (?:[^\W\d_][\w'.-]{{0,24}} ){{1,4}}(?:{_STREET_WORDS})\b"
)
_STREET_FIRST = re.compile(
    r"(?<!\w)[^\W\d_][\w'-]{0,30}(?:straat|laan|weg|plein|gracht|kade|singel|dijk|steeg|hof|strasse|stra(?:ss|ß)e|gasse|vägen|gatan|gata|veien|vej|tie|katu|utca"
    r"|ulice|köz) (?:[^\W\d_]{1,12} )?[0-9]{1,5}(?: ?[A-Za-z]\b)?",
    re.IGNORECASE,
)
_ROMANCE = re.compile(
    r"(?<!\w)(?:rue|avenue|via|viale|piazza|calle|avenida|rua|praça|plaza|ул\.?|улица|проспект|пр\.|вуліца) (?:[^\W\d_][\w'.-]{0,24},? ){1,5}(?:д\. ?)?[0-9]{1,5}\b",
    re.IGNORECASE,
)
_ROOM = re.compile(
    r"\b(?:Apt|Apartment|Suite|Flat|Unit|Room|P\.?O\.? Box|PSC|Postbus)\b\.? ?#?[0-9]{1,6}[A-Za-z]?\b", re.IGNORECASE
)
_DUTCH_POST = re.compile(r"(?<![\w.-])[1-9][0-9]{3} ?(?!S[ADS]\b)[A-Z]{2}(?![\w])")
_SAYS_ADDRESS = re.compile(
    r"住址|地址|住在|住于|居住|address|lives? (?:at|in)|living at|resid|adres|woont|hiding|shelter|home|house|zip|post|deliver|send|mail"
)
_POST_CODE = re.compile(r"(?<![\w.,/-])[0-9]{4,6}(?:-[0-9]{3,4})?(?![\w/-]|[.,][0-9])")
_SAYS_POST_CODE = re.compile(r"邮编|邮政编码|zip|postcode|postal code|post code")

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
    yield from _western_addresses(view)
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


def _western_addresses(view: View) -> Iterator[Find]:
    for pattern in (_WESTERN, _STREET_FIRST, _ROMANCE):
        for street in pattern.finditer(view.text):
            yield Find(
                Found.ADDRESS, *street.span(), *graded(sure=False, said=pattern is not _WESTERN or _is_capital(street.group()))
            )
    for pattern in (_ROOM, _DUTCH_POST):
        for part in pattern.finditer(view.text):
            yield Find(Found.ADDRESS, *part.span(), *graded(sure=False, said=view.said(_SAYS_ADDRESS, *part.span())))
    for code in _POST_CODE.finditer(view.text):
        if view.said_before(_SAYS_POST_CODE, code.start()):
            yield Find(Found.ADDRESS, *code.span(), Grade.STRONG, Why.CONTEXT)


def _is_capital(words: str) -> bool:
    names = words.split()[1:]
    return all(name[0].isupper() for name in names)


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
