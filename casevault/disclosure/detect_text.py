"""A text as the detectors read it: one spelling for every digit, dash and blank, with the way back to the text itself.

An identifier is written with full-width or Arabic-Indic digits, with blanks that no page shows inside it, or over two lines. What
is found in this view is a stretch of the text as it stands.
"""

# A pattern is read in one piece, and signs that look alike are its subject.
# ruff: noqa: E501, RUF001

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from casevault.disclosure.scan_terms import Grade

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

_BEFORE = 32  # characters in which a word that says what a number is may stand before it
_AFTER = 14
_SAME = {ord("º"): "°", ord("˚"): "°", ord("″"): '"', ord("”"): '"', ord("“"): '"', ord("′"): "'", ord("’"): "'", ord("‘"): "'"}
_MIDDLE_DOTS = frozenset("·•・‧∙⋅")


class Found(StrEnum):
    """What sort of identifier a stretch of text looks like."""

    RESIDENT_ID = "resident_id"
    HKID = "hkid"
    PASSPORT = "passport"
    BSN = "bsn"
    SOCIAL_NUMBER = "social_number"
    PLATE = "plate"
    CARD = "card"
    IBAN = "iban"
    CRYPTO = "crypto"
    LONG_NUMBER = "long_number"
    PHONE = "phone"
    HANDLE = "handle"
    EMAIL = "email"
    LINK = "link"
    IP = "ip"
    MAC = "mac"
    IMEI = "imei"
    POSITION = "position"
    ADDRESS = "address"
    BIRTH = "birth"


class Why(StrEnum):
    """On what a find rests."""

    CHECKSUM = "checksum"
    CONTEXT = "context"
    SHAPE = "shape"


@dataclass(frozen=True, slots=True)
class Find:
    """A stretch `start:end` that looks like an identifier; of the view while a detector works, of the text when it is returned."""

    kind: Found
    start: int
    end: int
    grade: Grade
    why: Why


@dataclass(frozen=True, slots=True)
class View:
    """The text in one spelling. `low` is the same in small letters; `places`: where each character came from, empty for itself."""

    text: str
    low: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original text behind `text[start:end]`."""
        return (self.places[start], self.places[end - 1] + 1) if self.places else (start, end)

    def said(self, words: re.Pattern[str], start: int, end: int) -> bool:
        """Say whether one of `words` stands close before a stretch, or right behind it."""
        before = words.search(self.low, max(0, start - _BEFORE), start)
        return before is not None or words.search(self.low, end, min(len(self.low), end + _AFTER)) is not None

    def said_before(self, words: re.Pattern[str], start: int) -> bool:
        """Say whether one of `words` stands close before a place."""
        return words.search(self.low, max(0, start - _BEFORE), start) is not None


def view_of(text: str) -> View:
    """Return the view of `text`, made in one pass."""
    if text.isascii():
        return View(text.translate(_BLANKS), text.translate(_BLANKS).lower(), ())
    made: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for one in _one_spelling(char):
            made.append(one)
            places.append(place)
    plain = "".join(made)
    return View(plain, "".join(_small(one) for one in plain), places)


_BLANKS = dict.fromkeys(map(ord, "\t\n\v\f\r"), " ")


def _small(char: str) -> str:
    low = char.lower()
    return low if len(low) == 1 else char


def _one_spelling(char: str) -> str:
    if char.isascii():
        return " " if char in "\t\n\v\f\r" else char
    if ord(char) in _SAME:
        return _SAME[ord(char)]
    if char in _MIDDLE_DOTS:
        return "·"
    made = ""
    for one in unicodedata.normalize("NFKC", char):
        category = unicodedata.category(one)
        if category == "Cf":
            continue
        if category == "Nd":
            made += str(unicodedata.decimal(one))
        elif category == "Pd" or one == "\u2212":
            made += "-"
        else:
            made += " " if category in {"Zs", "Zl", "Zp", "Cc"} else one
    return made


def graded(*, sure: bool, said: bool) -> tuple[Grade, Why]:
    """Return the grade of a find whose check holds (`sure`) or that a word beside it names (`said`), else of one by its shape."""
    if sure:
        return Grade.STRONG, Why.CHECKSUM
    return (Grade.STRONG, Why.CONTEXT) if said else (Grade.WEAK, Why.SHAPE)
