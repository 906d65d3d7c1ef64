"""Identifiers of letters and digits: identity cards, passports and permits, number plates, accounts of banks and of money online.

Published check rules: HKID (mod 11), IBAN (ISO 13616, mod 97), addresses of Bitcoin and its kin (Base58Check, Bech32).
"""

# A pattern is read in one piece.
# ruff: noqa: E501

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from stdnum import bitcoin, iban

from casevault.disclosure.detect_numbers import SAYS_PAPER
from casevault.disclosure.detect_text import Find, Found, View, Why, graded
from casevault.disclosure.scan_terms import Grade

if TYPE_CHECKING:
    from collections.abc import Iterator

# Small letters count where no blank follows: "at 636 1812" is no card.
_HKID = re.compile(
    r"(?<![A-Za-z0-9])([A-Z]{1,2}[ -]?|[a-z]{1,2})([0-9]{3}[ -]?[0-9]{3}) ?(?:\( ?([0-9Aa]) ?\)|-?([0-9Aa]))(?![A-Za-z0-9])"
)
_PASSPORT = re.compile(
    r"(?<![A-Za-z0-9])(?:[Ee][A-HJ-NP-Za-hj-np-z]?[ -]?[0-9]{7,8}|[Gg][ -]?[0-9]{8}|[CHMchm][ -]?[0-9]{8,10})(?![A-Za-z0-9])"
)
_DUTCH_PASSPORT = re.compile(r"(?<![A-Za-z0-9])[A-NP-Z]{2}[A-NP-Z0-9]{6}[0-9](?![A-Za-z0-9])")
_ANY_PAPER = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z]{0,3}[0-9])[A-Za-z]{0,3}(?:[ -]?[0-9]){5,14}[A-Za-z]?(?![A-Za-z0-9])")
_SAYS_PASSPORT = re.compile(
    r"护照|通行证|回乡证|台胞证|旅行证|驾驶证|驾照|证号|passport|travel document|permit|paspoort|reisdocument|licen[cs]e|rijbewijs|hkid|身份证|паспорт|visa"
)
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_PLATE = re.compile(rf"[{_PROVINCE}][ ]?[A-Za-z][ ·-]?(?:[A-Za-z0-9]{{4,6}})[学警港澳挂]?(?![A-Za-z0-9])")
_BARE_PLATE = re.compile(r"(?<![A-Za-z0-9])[A-Z0-9]{1,4}(?:[ -][A-Z0-9]{1,4}){1,2}(?![A-Za-z0-9])")
_SAYS_PLATE = re.compile(r"车牌|牌照|number plate|licen[cs]e plate|registration|kenteken")
_IBAN_HEAD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2} ?[0-9]{2}")
_IBAN_LENGTHS = range(15, 35)
_SAYS_IBAN = re.compile(r"\biban\b")
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_CHECKED_MONEY = re.compile(r"(?<![A-Za-z0-9])[13LMDTA-Za][1-9A-HJ-NP-Za-km-z]{25,34}(?![A-Za-z0-9])")
_OTHER_MONEY = re.compile(
    r"(?<![A-Za-z0-9])(?:0x[0-9a-fA-F]{40}|(?:bc1|tb1|ltc1)[02-9ac-hj-np-z]{11,71}|(?:BC1)[02-9AC-HJ-NP-Z]{11,71}"
    r"|[48][1-9A-HJ-NP-Za-km-z]{94})(?![A-Za-z0-9])"
)
_CHECK_BYTES = 4


def papers_in(view: View) -> Iterator[Find]:
    """Yield identity cards of Hong Kong, passports, permits and plates."""
    for card in _HKID.finditer(view.text):
        letters, middle, bracketed, bare = card.groups()
        sure = hkid_holds(letters.rstrip(" -"), re.sub(r"[ -]", "", middle), bracketed or bare)
        said = bracketed is not None or view.said(SAYS_PAPER, *card.span()) or view.said(_SAYS_PASSPORT, *card.span())
        grade = graded(sure=sure, said=said and not (bracketed and not sure and not view.said(SAYS_PAPER, *card.span())))
        yield Find(Found.HKID, *card.span(), *grade)
    for pattern in (_PASSPORT, _DUTCH_PASSPORT):
        for paper in pattern.finditer(view.text):
            said = view.said(_SAYS_PASSPORT, *paper.span()) or view.said(SAYS_PAPER, *paper.span())
            yield Find(Found.PASSPORT, *paper.span(), *graded(sure=False, said=said))
    for paper in _ANY_PAPER.finditer(view.text):
        if view.said_before(_SAYS_PASSPORT, paper.start()):
            yield Find(Found.PASSPORT, *paper.span(), Grade.STRONG, Why.CONTEXT)
    for plate in _PLATE.finditer(view.text):
        # A province and letters can be chance; a digit among them, or the mark between, makes a plate.
        if any(char.isdigit() for char in plate.group()):
            yield Find(Found.PLATE, *plate.span(), Grade.STRONG, Why.CHECKSUM)
    for plate in _BARE_PLATE.finditer(view.text):
        if any(char.isdigit() for char in plate.group()) and view.said_before(_SAYS_PLATE, plate.start()):
            yield Find(Found.PLATE, *plate.span(), Grade.STRONG, Why.CONTEXT)


def hkid_holds(letters: str, digits: str, check: str) -> bool:
    """Say whether the check digit of an identity card of Hong Kong holds."""
    values = [36, *(ord(letter) - 55 for letter in letters.upper())][-2:]
    total = sum(value * weight for value, weight in zip([*values, *map(int, digits)], range(9, 1, -1), strict=True))
    return (total + int(check, 16)) % 11 == 0


def money_in(view: View) -> Iterator[Find]:
    """Yield accounts of banks (IBAN) and addresses of money online."""
    for head in _IBAN_HEAD.finditer(view.text):
        if (found := _iban(view, head.start())) is not None:
            yield found
    for address in _CHECKED_MONEY.finditer(view.text):
        if base58_holds(address.group()) or bitcoin.is_valid(address.group()):
            yield Find(Found.CRYPTO, *address.span(), Grade.STRONG, Why.CHECKSUM)
    for address in _OTHER_MONEY.finditer(view.text):
        yield Find(Found.CRYPTO, *address.span(), Grade.STRONG, Why.SHAPE)


def base58_holds(address: str) -> bool:
    """Say whether the last four bytes of a Base58Check address are the double SHA-256 of the rest."""
    number = 0
    for char in address:
        if char not in _BASE58:
            return False
        number = number * 58 + _BASE58.index(char)
    data = number.to_bytes((number.bit_length() + 7) // 8)
    data = bytes(max(0, 25 - len(data))) + data
    return sha256(sha256(data[:-_CHECK_BYTES]).digest()).digest()[:_CHECK_BYTES] == data[-_CHECK_BYTES:]


def _iban(view: View, start: int) -> Find | None:
    """Return the longest account that begins at `start` and holds; where none does and the text says IBAN, what stands there."""
    plain: list[str] = []
    ends: list[int] = []
    at, gap = start, 0
    while at < len(view.text) and len(plain) < max(_IBAN_LENGTHS):
        char = view.text[at]
        if char.isascii() and char.isalnum():
            plain.append(char.upper())
            ends.append(at + 1)
            gap = 0
        elif char in " -" and gap == 0:
            gap = 1
        else:
            break
        at += 1
    candidate = "".join(plain)
    weak: Find | None = None
    for length in range(len(candidate), min(_IBAN_LENGTHS) - 1, -1):
        end = ends[length - 1]
        if view.text[end : end + 1].isalnum() and view.text[end : end + 1].isascii():
            continue
        if _mod_97(candidate[:length]) == 1:
            if iban.is_valid(candidate[:length], check_country=False):
                return Find(Found.IBAN, start, end, Grade.STRONG, Why.CHECKSUM)
            written = view.text[start:end]
            if " " not in written or written.isupper():  # "on 14 December …" adds up once in a hundred
                weak = weak or Find(Found.IBAN, start, end, Grade.WEAK, Why.SHAPE)
    if weak is None and len(candidate) >= min(_IBAN_LENGTHS) and view.said_before(_SAYS_IBAN, start):
        return Find(Found.IBAN, start, ends[-1], Grade.STRONG, Why.CONTEXT)
    return weak


def _mod_97(account: str) -> int:
    return int("".join(str(int(char, 36)) for char in account[4:] + account[:4])) % 97
