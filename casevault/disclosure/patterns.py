"""Shapes of identifiers: the other ways in which one number is written, so that a scan finds each of them.

Published check rules: GB 11643 (resident identity number of the PRC), ITU E.164 (telephone country codes).
"""

from __future__ import annotations

import re

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
_SUBSCRIBER_LEAST = 6  # a national number shorter than this is not told apart from a year or a count


def resident_check(first_17: str) -> str:
    """Return the check character of an 18-character resident identity number from its first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _RESIDENT_WEIGHTS, strict=True))
    return _RESIDENT_CHECKS[total % 11]


def identifier_forms(value: str) -> frozenset[str]:
    """Return `value` and, for a resident identity number, its 15-digit or 18-character other form."""
    plain = re.sub(r"[\s-]", "", value)
    forms = {value}
    if _RESIDENT_18.fullmatch(plain) and resident_check(plain[:17]) == plain[17].upper():
        forms.add(plain[:6] + plain[8:17])
    elif _RESIDENT_15.fullmatch(plain):
        first_17 = plain[:6] + "19" + plain[6:]
        forms.add(first_17 + resident_check(first_17))
    return frozenset(forms)


def national_number(digits: str) -> str:
    """Return an international number (digits after the plus sign) without its country code."""
    if digits[:1] in _COUNTRY_CODES_1:
        return digits[1:]
    return digits[2:] if digits[:2] in _COUNTRY_CODES_2 else digits[3:]


def number_forms(value: str) -> frozenset[str]:
    """Return `value` and, for a telephone number with a country code or trunk zero, the number as it is dialled at home."""
    digits = re.sub(r"[^\d+]", "", value)
    forms = {value}
    if digits.startswith(("+", "00")):
        national = national_number(digits.removeprefix("+").removeprefix("00"))
    else:
        national = digits.removeprefix("0")
    national = national.lstrip("0")
    if len(national) >= _SUBSCRIBER_LEAST:
        forms.add(national)
    return frozenset(forms)


_CHINESE_DIVISION = re.compile(r"^.{1,12}?(?:特别行政区|自治区|自治州|省|市|区|县|镇|乡)")
_ADDRESS_MARK = re.compile(r"\d|[路街巷弄号栋幢单元室村组]")
_ADDRESS_PART_LEAST = 6
_CHINESE_PART_LEAST = 4


def address_forms(value: str) -> frozenset[str]:
    """Return `value`, its parts with a number in them, and of a Chinese address its tails below province, city, district."""
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
    return frozenset(forms)


def file_forms(value: str) -> frozenset[str]:
    """Return a file's name and, where it is no ordinary word, the name without its ending."""
    stem, dot, _ = value.rpartition(".")
    tells = any(char.isdigit() or not char.isascii() for char in stem)
    return frozenset({value, stem} if dot and tells and len(stem) > 1 else {value})
