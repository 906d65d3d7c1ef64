"""One cell, as it was written, to a value that a field takes: nothing is invented, and what does not fit is said so.

A date stays as typed where it is one already. Words in another language, and numbers whose order the mapping names, are read into
the one way dates are recorded; the cell is then kept in the note as well.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Final

from casevault import paths
from casevault.domain.date_reading import parse_spoken
from casevault.domain.edtf import parse_edtf
from casevault.domain.folding import fold
from casevault.domain.scalars import one_line
from casevault.domain.schema import Kind, TextForm
from casevault.domain.words import words_of
from casevault.errors import CaseVaultError
from casevault.exchange.mapping import Dates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from casevault.domain.schema import Field
    from casevault.domain.vocabularies import Vocabularies

# Yes and no as forms and spreadsheets write them.
YES: Final = frozenset({"1", "true", "yes", "y", "ja", "j", "是", "有", "si", "sí", "نعم", "да", "x", "✓"})
NO: Final = frozenset({"0", "false", "no", "n", "nee", "否", "无", "無", "لا", "нет"})

_NUMBERS: Final = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})", re.ASCII)
_MIDNIGHT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00(?::00(?:\.0+)?)?", re.ASCII)
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONG_FRACTION: Final = re.compile(r"-?\d{1,4}\.\d{13,18}", re.ASCII)
_YEAR_DIGITS: Final = 4
_A_YEAR: Final = re.compile(r"\d{4}|[〇零一二三四五六七八九]{4}")


class DoesNotFit(ValueError):  # noqa: N818 - a finding, not a failure
    """The field does not take this text; `problem` says why where there is more to say than that."""

    def __init__(self, problem: CaseVaultError | None = None) -> None:
        super().__init__("does not fit")
        self.problem = problem


class Values:
    """Reads cells for one schema on one day; keeps the words of each vocabulary it was asked for."""

    def __init__(self, vocabularies: Vocabularies, today: date) -> None:
        self._vocabularies = vocabularies
        self._today = today
        self._words: dict[str, dict[str, str]] = {}

    def value(self, field: Field, text: str, codes: Mapping[str, str], dates: Dates) -> object:  # noqa: PLR0911 - one answer a kind
        """Return what `field` gets for `text`, which the field itself still checks; DoesNotFit where it takes no such thing."""
        match field.kind:
            case Kind.CHOICE | Kind.CHOICES:
                return self._code(field.vocabulary, text, codes)
            case Kind.BOOL:
                return _answer(codes.get(text, text))
            case Kind.DATE | Kind.DATETIME | Kind.DAY:
                return self._date(text, dates)
            case Kind.INT:
                return _whole(text)
            case Kind.DURATION if codes:
                return codes.get(text, text)
            case Kind.TEXT | Kind.TEXTS if field.form is not TextForm.FREE:
                return _formed(field, text)
            case _:
                return codes.get(text, text) if codes else text

    def words(self, vocabulary: str) -> Mapping[str, str]:
        """Return {folded label in any language, or code: code} of a vocabulary; a word that two codes have is none."""
        known = self._words.get(vocabulary)
        if known is None:
            known = self._words[vocabulary] = _labels(self._vocabularies, vocabulary)
        return known

    def _code(self, vocabulary: str, text: str, codes: Mapping[str, str]) -> str:
        found = codes.get(text) or self._vocabularies.match(vocabulary, text) or self.words(vocabulary).get(plain(text), "")
        if not found:
            raise DoesNotFit
        return found

    def _date(self, text: str, dates: Dates) -> str:
        typed = _MIDNIGHT.sub(r"\1", text)
        try:
            parse_edtf(typed)
        except CaseVaultError as problem:
            if _ISO_DAY.fullmatch(typed):
                raise DoesNotFit(problem) from None  # there is no such day
        else:
            return typed
        numbers = _NUMBERS.fullmatch(typed.translate(_DIGITS))
        try:
            if numbers is not None and (dates is not Dates.AS_TYPED or len(numbers[1]) == _YEAR_DIGITS):
                return parse_edtf(_ordered(numbers, dates)).text
            if not _A_YEAR.search(typed):
                raise DoesNotFit  # "3 March" and "yesterday" were said on a day that nobody knows here
            return parse_spoken(typed.translate(_DIGITS), "en", self._today).text
        except CaseVaultError:
            raise DoesNotFit from None


def _ordered(numbers: re.Match[str], dates: Dates) -> str:
    """Return the ISO day that three numbers are; a year that stands in front says the order, a day above twelve does not."""
    first, second, third = numbers[1], numbers[3], numbers[4]
    if len(first) == _YEAR_DIGITS:
        year, month, day = first, second, third
    elif dates is Dates.DAY_FIRST:
        day, month, year = first, second, third
    else:
        month, day, year = first, second, third
    if len(year) != _YEAR_DIGITS or max(len(month), len(day)) > 2:  # noqa: PLR2004 - digits
        raise DoesNotFit  # of two digits nobody knows the century
    return f"{year}-{int(month):02}-{int(day):02}"


def _formed(field: Field, text: str) -> str:
    if field.form is TextForm.DECIMAL:
        text = text.translate(_DIGITS).replace(",", ".")
        # A binary fraction written out to its last bit, -33.406879000000004, is the same number as in the workbook it came from.
        if _LONG_FRACTION.fullmatch(text):
            text = f"{float(text):.12f}".rstrip("0").rstrip(".")
    try:
        return one_line(field, text, field.key)
    except CaseVaultError:
        raise DoesNotFit from None


def _answer(text: str) -> bool:
    word = text.strip().casefold()
    if word not in YES | NO:
        raise DoesNotFit
    return word in YES


def _whole(text: str) -> str:
    plain_number = text.translate(_DIGITS)
    if not re.fullmatch(r"[+-]?\d{1,16}", plain_number, re.ASCII):
        raise DoesNotFit
    return plain_number


def plain(text: str) -> str:
    """Return text as words are compared: folded, marks and strokes as spaces."""
    return " ".join(words_of(fold(text.replace("_", " "))))


def _labels(vocabularies: Vocabularies, vocabulary: str) -> dict[str, str]:
    found: dict[str, str] = {}
    twice: set[str] = set()
    more = _further_words().get(vocabulary, {})
    for code, labels in vocabularies.entries.get(vocabulary, {}).items():
        texts = [text for key, text in labels.items() if len(key) == 2 or key.startswith("zh")]  # noqa: PLR2004 - language codes
        for word in {plain(text) for text in (*texts, code, *labels.get("also", "").split(), *more.get(code, ()))} - {""}:
            if found.setdefault(word, code) != code:
                twice.add(word)
    return {word: code for word, code in found.items() if word not in twice}


@cache
def _further_words() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(paths.resource_text("import/words.toml"))
