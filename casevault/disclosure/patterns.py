"""Shapes of identifiers: the other ways in which one number is written, so that a scan finds each of them.

Published check rules: GB 11643 (resident identity number of the PRC), ITU E.164 (telephone country codes).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_RESIDENT_18 = re.compile(r"\d{17}[\dXx]")
_RESIDENT_15 = re.compile(r"\d{15}")
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"
_COUNTRY_CODES_1 = frozenset({"1", "7"})
_COUNTRY_CODES_2 = frozenset(
    [
        "20",
        "27",
        "30",
        "31",
        "32",
        "33",
        "34",
        "36",
        "39",
        "40",
        "41",
        "43",
        "44",
        "45",
        "46",
        "47",
        "48",
        "49",
        "51",
        "52",
        "53",
        "54",
        "55",
        "56",
        "57",
        "58",
        "60",
        "61",
        "62",
        "63",
        "64",
        "65",
        "66",
        "81",
        "82",
        "84",
        "86",
        "90",
        "91",
        "92",
        "93",
        "94",
        "95",
        "98",
    ]
)
_PASSPORT = re.compile(r"[A-Za-z]{1,2}(\d{7,9})")
_BETWEEN_NUMBERS = re.compile(r"[/,;|(\uff08\u3001\uff0c\uff1b\u6216]|\bor\b|\bof\b")
_CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}")
_CHINESE_AREA = re.compile(r"(?:\+86|0086|0)(?:10|2\d|[3-9]\d\d)(\d{7,8})")
_UNCODED = 8  # digits of a whole number where there are no area codes
_CODES_OF_EIGHT = ("852", "853", "65")  # Hong Kong, Macau, Singapore: written in front without a space as often as not
_LOCAL_LEAST = 7  # digits of a number in its own town: a shorter one is not told apart from a count
_SUBSCRIBER_LEAST = 6  # a national number shorter than this is not told apart from a year or a count


def resident_check(first_17: str) -> str:
    """Return the check character of an 18-character resident identity number from its first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _RESIDENT_WEIGHTS, strict=True))
    return _RESIDENT_CHECKS[total % 11]


def identifier_forms(value: str) -> frozenset[str]:
    """Return `value`; for a resident identity number its 15-digit or 18-character other form and its first 17 digits.

    Of a passport or permit (one or two letters and seven digits or more) also the digits alone.
    """
    plain = re.sub(r"[\s-]", "", value)
    forms = {value}
    if _RESIDENT_18.fullmatch(plain) and resident_check(plain[:17]) == plain[17].upper():
        forms |= {plain[:6] + plain[8:17], plain[:17]}
    elif _RESIDENT_15.fullmatch(plain):
        first_17 = plain[:6] + "19" + plain[6:]
        forms |= {first_17 + resident_check(first_17), first_17}
    elif passport := _PASSPORT.fullmatch(plain):
        forms.add(passport.group(1))
    return frozenset(forms)


def national_number(digits: str) -> str:
    """Return an international number (digits after the plus sign) without its country code."""
    if digits[:1] in _COUNTRY_CODES_1:
        return digits[1:]
    return digits[2:] if digits[:2] in _COUNTRY_CODES_2 else digits[3:]


def number_forms(value: str) -> frozenset[str]:
    """Return `value` and, of each telephone number in it, how it is dialled at home and from the same town."""
    forms = {value}
    for part in _BETWEEN_NUMBERS.split(value):
        forms.update(_dialled(part.strip()))
    return frozenset(forms)


def _dialled(number: str) -> Iterator[str]:
    digits = re.sub(r"[^\d+]", "", number)
    if len(digits) < _SUBSCRIBER_LEAST:
        return
    yield digits
    if digits.startswith(("+", "00")):
        national = national_number(digits.removeprefix("+").removeprefix("00"))
    else:
        national = digits.removeprefix("0")
    national = national.lstrip("0")
    if len(national) >= _SUBSCRIBER_LEAST:
        yield national
    if len(national) == _UNCODED:
        yield from (code + national for code in _CODES_OF_EIGHT)
    if not _CHINESE_MOBILE.fullmatch(national):
        # The area code is what stands apart in front; what follows it is dialled in its town.
        apart = re.findall(r"\d+", number)
        for at in range(1, len(apart)):
            area, local = "".join(apart[:at]).removeprefix("0"), "".join(apart[at:])
            if len(local) >= _LOCAL_LEAST and national.endswith(local) and area:
                yield local
        if chinese := _CHINESE_AREA.fullmatch(digits):
            yield chinese.group(1)


_AT = re.compile(r"([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)")
_LINKED_ACCOUNT = re.compile(r"(?:https?://)?[\w.-]+\.[a-z]{2,}/(?:@|user/|in/)?([\w.-]{5,})/?", re.IGNORECASE)


def handle_forms(value: str) -> frozenset[str]:
    """Return `value`, a mail address with its signs in words, and the account at the end of a link."""
    forms = {value}
    for user, domain in _AT.findall(value):
        dotted = domain.replace(".", " dot ")
        forms |= {f"{user}@{domain}", f"{user} at {domain}", f"{user} at {dotted}", f"{user} {dotted}"}
    if account := _LINKED_ACCOUNT.fullmatch(value.strip()):
        forms.add(account.group(1))
    return frozenset(forms)


_CHINESE_DIVISION = re.compile(r"^.{1,12}?(?:特别行政区|自治区|自治州|省|市|区|县|镇|乡)")
_ADDRESS_MARK = re.compile(r"\d|[路街巷弄号栋幢单元室村组]")
_ADDRESS_PART_LEAST = 6
_CHINESE_PART_LEAST = 4
_CHINESE_STEP = re.compile(
    r"(?:[^\W\d_]{1,8}?(?:大街|大道|路|街|巷|弄|胡同|里|村|小区|花园|新村)|\d+[-\uff0d]?\d*(?:号楼|号|號|栋|棟|幢|座|单元|單元|楼|层|室|户))"
)
_STREETS = {"road": "rd", "street": "st", "avenue": "ave", "lane": "ln", "drive": "dr", "boulevard": "blvd", "square": "sq"}
_OTHER_STREET = {**_STREETS, **{short: long for long, short in _STREETS.items()}}
_STREET_WORD = re.compile(rf"\b(?:{'|'.join(_OTHER_STREET)})\b", re.IGNORECASE)


def address_forms(value: str) -> frozenset[str]:
    """Return `value`, its parts with a number in them, and of a Chinese address every stretch that tells a door or a house.

    Road and Rd, Street and St stand for each other.
    """
    forms = {value}
    for part in re.split(r"[,;\n\uff0c\uff1b]", value):
        stripped = part.strip()
        if any(char.isdigit() for char in stripped) and len(stripped) >= _ADDRESS_PART_LEAST:
            forms.add(stripped)
    tail = value.strip()
    while cut := _CHINESE_DIVISION.match(tail):
        tail = tail[cut.end() :]
        if len(tail) >= _CHINESE_PART_LEAST and _ADDRESS_MARK.search(tail):
            forms.add(tail)
    forms.update(_chinese_stretches(tail))
    forms |= {_STREET_WORD.sub(lambda found: _OTHER_STREET[found.group().lower()], form) for form in forms}
    return frozenset(forms)


def _chinese_stretches(tail: str) -> Iterator[str]:
    """Yield each run of two steps or more of an address (street, house, unit, room) in which a number stands."""
    steps = list(_CHINESE_STEP.finditer(tail))
    for first, start in enumerate(steps):
        last = start
        for step in steps[first + 1 :]:
            if step.start() != last.end():
                break
            last = step
            stretch = tail[start.start() : last.end()]
            if len(stretch) >= _CHINESE_PART_LEAST and any(char.isdigit() for char in stretch):
                yield stretch


def file_forms(value: str) -> frozenset[str]:
    """Return a file's name and, where it is no ordinary word, the name without its ending."""
    stem, dot, _ = value.rpartition(".")
    tells = any(char.isdigit() or not char.isascii() for char in stem)
    return frozenset({value, stem} if dot and tells and len(stem) > 1 else {value})
