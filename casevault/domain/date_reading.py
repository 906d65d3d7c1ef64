"""What people type for a date, read into EDTF: "mar 2015", "3-6 mar", "about 20 feb", "before july", "2014?", "昨天".

English, Dutch and Chinese are read side by side, whatever the language of the window: notes are pasted from everywhere. What can
be read in two ways ("06-05-2014") is refused rather than guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from casevault.domain import date_lexicon as words
from casevault.domain.date_chinese import has_chinese, read_chinese
from casevault.domain.date_parts import read_part
from casevault.domain.date_pieces import MONTHS_OF_A_YEAR, DateNotUnderstood, Pieces, of, ranged, with_year
from casevault.domain.edtf import LONGEST, EDate, parse_edtf
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable

_EDTF_LIKE = re.compile(r"(?:\[|\.\./|\[\.\.)?\d{2}[\dX]{2}[-0-9X~?%/.\]T:Z+]*")
_FULL_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLOCK = re.compile(
    r"(?P<day>.+?)[,\s]+(?:at |om )?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"(?:\s?(?P<zone>utc|z|[+-]\d{2}:?\d{2}))?"
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))  # noqa: RUF001 - every dash a keyboard makes
_MONTH = words.any_of(words.MONTHS)
_DAY = r"(?P<day>(?!00?\b)\d{1,2})(?:st|nd|rd|th|e|de|ste)?"
_YEAR = r"(?P<year>(?!0000)\d{4}|'\d{2})"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"(?:the )?{_DAY}\.?[ -]?(?:of )?(?P<month>{_MONTH})\.?(?:,? ?-?{_YEAR})?",
        rf"(?P<month>{_MONTH})\.? {_DAY}(?:,? {_YEAR})?",
        rf"(?:in )?(?P<month>{_MONTH})\.?(?:,? ?(?:of )?-?{_YEAR})?",
        rf"(?:in )?{_YEAR}",
    )
)
_NUMBERS = re.compile(r"(?!0+\b)(\d{1,4})([-/.])(?!0+\b)(\d{1,2})\2(?!0+\b)(\d{1,4})")
_YEAR_MONTH = re.compile(r"(?!0000)(?P<year>\d{4})[-/.](?!00?\b)(?P<month>\d{1,2})")
_MONTH_YEAR = re.compile(r"(?!00?\b)(?P<month>\d{1,2})[-/.](?!0000)(?P<year>\d{4})")
_AGO = re.compile(rf"(?P<count>\d{{1,3}}|a|an|one|een) (?P<unit>{words.any_of(words.UNITS)}) {words.any_of(words.AGO)}")
_WEEKDAY = words.any_of(words.WEEKDAYS)
_MONTH_RANGE = re.compile(rf"(?P<month>{_MONTH})\.? (?P<first>\d{{1,2}}) ?- ?(?P<last>\d{{1,2}})(?:,? (?P<year>\d{{4}}))?")
_CENTURY = 100
_ONE_SIDED: tuple[tuple[tuple[str, ...], str, Callable[[Pieces], Pieces]], ...] = (
    (words.BEFORE, "../{}", lambda at: at.before),
    (words.UNTIL, "../{}", lambda at: at),
    (words.AFTER, "{}/..", lambda at: at.after),
    (words.SINCE, "{}/..", lambda at: at),
)
_KNOWN = words.known_words()


def parse_spoken(text: str, language: str, today: date, *, offset: str = "", depth: int = 1) -> EDate:
    """Read what somebody typed for a date, as seen on `today`; raise INVALID_INPUT with what was not understood.

    A time of day is read after an exact day where `offset` ("+08:00") says where it is, or where it was typed itself.
    `language` is that of the window; all three languages are always read. `depth`: how often a part of a date may hold a date.
    """
    typed = unicodedata.normalize("NFKC", text).strip()
    if not typed or len(typed) > LONGEST:
        raise DateNotUnderstood(typed[:LONGEST])
    if _EDTF_LIKE.fullmatch(typed):
        try:
            return parse_edtf(typed)
        except UserProblem:
            if _FULL_ISO.match(typed):
                raise
    spoken = " ".join(typed.casefold().translate(_DASHES).split()).strip(" ,;")
    part = read_part(spoken, today, lambda rest: _whole(rest, language, today)) if depth else ""
    if part:
        return parse_edtf(part)
    if language == "zh" or has_chinese(spoken):
        found = read_chinese(spoken, today)
        if found:
            return parse_edtf(found)
    clock = _CLOCK.fullmatch(spoken)
    if clock is not None:
        return _moment(clock, parse_spoken(clock["day"], language, today, depth=0), offset)
    return parse_edtf(_Reader(today).read(spoken))


def _whole(text: str, language: str, today: date) -> str:
    """Return EDTF for the date that a part is a part of, "" where it is none."""
    try:
        return parse_spoken(text, language, today, depth=0).text
    except UserProblem:
        return ""


def _moment(clock: re.Match[str], day: EDate, offset: str) -> EDate:
    zone = {"utc": "Z", "z": "Z"}.get(clock["zone"] or "", clock["zone"] or offset)
    if not day.exact or day.time:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("A time of day needs an exact day."),
            N_("Type the day with its month and year, or leave the time out."),
        )
    if re.fullmatch(r"[+-]\d{4}", zone):
        zone = f"{zone[:3]}:{zone[3:]}"
    seconds = f":{clock['second']}" if clock["second"] else ""
    return parse_edtf(f"{day.text}T{int(clock['hour']):02}:{clock['minute']}{seconds}{zone}")


@dataclass(frozen=True, slots=True)
class _Reader:
    today: date

    def read(self, spoken: str) -> str:
        """Return EDTF for words in small letters with single spaces; raise where something is not understood."""
        rest, mark = _marks(spoken)
        found = self._frame(rest, mark) or self._range(rest, mark)
        return found or self._one(rest)[0].edtf + mark

    def _frame(self, spoken: str, mark: str) -> str:
        """Read "before july", "since 2014", "6 march or later", "between 3 and 6 march"; "" where it is none of these."""
        for start, ends in words.BETWEEN:
            match = re.fullmatch(rf"{start} (.+) {words.any_of(ends)} (.+)", spoken)
            found = self._both(match[1], match[2], mark) if match else ""
            if found:
                return found
        for openings, form, move in _ONE_SIDED:
            match = re.fullmatch(rf"{words.any_of(openings)} (.+)", spoken)
            if match:
                pieces, own = self._one(match[1])
                return form.format(move(pieces).edtf + (own or mark))
        for endings, form in ((words.OR_LATER, "{}/.."), (words.OR_EARLIER, "../{}")):
            match = re.fullmatch(rf"(.+?) {words.any_of(endings)}", spoken)
            if match:
                pieces, own = self._one(match[1])
                return form.format(pieces.edtf + (own or mark))
        return ""

    def _range(self, spoken: str, mark: str) -> str:
        match = _MONTH_RANGE.fullmatch(spoken)
        if match:
            year, month = int(match["year"] or 0), words.MONTHS[match["month"]]
            pair = ranged(Pieces(year, month, int(match["first"])), Pieces(year, month, int(match["last"])), self.today)
            return f"{pair[0].edtf}{mark}/{pair[1].edtf}{mark}" if pair else ""
        if self._pieces(spoken) is not None:
            return ""
        match = re.fullmatch(rf"(.+?) {words.any_of(words.TO)} (.+)", spoken)
        if match:
            return self._both(match[1], match[2], mark)
        dashes = [place for place, sign in enumerate(spoken) if sign == "-"]
        for place in dashes:
            found = self._both(spoken[:place].strip(), spoken[place + 1 :].strip(), mark)
            if found:
                return found
        return ""

    def _both(self, first: str, last: str, mark: str) -> str:
        (first, first_mark), (last, last_mark) = _marks(first), _marks(last)
        ends = self._pieces(first, alone=False), self._pieces(last, alone=False)
        if ends[0] is None or ends[1] is None:
            return ""
        pair = ranged(ends[0], ends[1], self.today)
        return f"{pair[0].edtf}{first_mark or mark}/{pair[1].edtf}{last_mark or mark}" if pair else ""

    def _one(self, spoken: str) -> tuple[Pieces, str]:
        rest, mark = _marks(spoken)
        pieces = self._pieces(rest)
        if pieces is None or (pieces.day and not pieces.month):
            raise DateNotUnderstood(_strange(spoken))
        return with_year(pieces, self.today), mark

    def _pieces(self, spoken: str, *, alone: bool = True) -> Pieces | None:
        """Return what one date says, or None; a day alone ("6") counts only as one end of a range."""
        relative = self._relative(spoken)
        if relative is not None:
            return relative
        spoken = re.sub(rf"^(?:on |op )?(?:{_WEEKDAY},? )?", "", spoken)
        if not alone and re.fullmatch(_DAY, spoken):
            return Pieces(day=int(re.sub(r"\D", "", spoken)))
        for shape in _SHAPES:
            match = shape.fullmatch(spoken)
            if match:
                said = match.groupdict()
                month = words.MONTHS[said["month"]] if said.get("month") else 0
                return Pieces(self._year(said.get("year")), month, int(said.get("day") or 0))
        return _numeric(spoken)

    def _year(self, said: str | None) -> int:
        if not said:
            return 0
        if said.startswith("'"):
            year = self.today.year - self.today.year % _CENTURY + int(said[1:])
            return year if year <= self.today.year + 1 else year - _CENTURY
        return int(said)

    def _relative(self, spoken: str) -> Pieces | None:
        if spoken in words.DAYS_AWAY:
            return of(self.today + timedelta(days=words.DAYS_AWAY[spoken]))
        if spoken in words.YEARS_AWAY:
            return Pieces(self.today.year + words.YEARS_AWAY[spoken])
        if spoken in words.MONTHS_AWAY:
            return _months_from(self.today, words.MONTHS_AWAY[spoken])
        match = re.fullmatch(rf"(?:{words.any_of(words.LAST)} )?({_WEEKDAY})", spoken)
        if match:
            back = (self.today.weekday() - words.WEEKDAYS[match[1]]) % 7 or 7
            return of(self.today - timedelta(days=back))
        match = _AGO.fullmatch(spoken)
        return self._ago(int(match["count"]) if match["count"].isdecimal() else 1, words.UNITS[match["unit"]]) if match else None

    def _ago(self, count: int, unit: str) -> Pieces:
        if unit == "year":
            return Pieces(self.today.year - count)
        if unit == "month":
            return _months_from(self.today, -count)
        return of(self.today - timedelta(days=count * (7 if unit == "week" else 1)))


def _marks(spoken: str) -> tuple[str, str]:
    """Take "about", "possibly" and "?" off; return the rest and the EDTF mark they make."""
    about = perhaps = False
    while True:
        if spoken.endswith("?"):
            spoken, perhaps = spoken[:-1].strip(), True
        elif spoken.startswith("~") or spoken.endswith("~"):
            spoken, about = spoken.strip("~ "), True
        elif match := re.match(rf"(?:{words.any_of(words.ABOUT)})\.? ", spoken):
            spoken, about = spoken[match.end() :], True
        elif match := re.match(rf"{words.any_of(words.PERHAPS)} ", spoken):
            spoken, perhaps = spoken[match.end() :], True
        else:
            return spoken, {(True, True): "%", (True, False): "~", (False, True): "?"}.get((about, perhaps), "")


def _months_from(today: date, count: int) -> Pieces:
    months = today.year * MONTHS_OF_A_YEAR + today.month - 1 + count
    return Pieces(months // MONTHS_OF_A_YEAR, months % MONTHS_OF_A_YEAR + 1)


def _numeric(spoken: str) -> Pieces | None:
    """Read a date of numbers only; raise where day and month could be either."""
    for shape in (_YEAR_MONTH, _MONTH_YEAR):
        match = shape.fullmatch(spoken)
        if match:
            return Pieces(int(match["year"]), int(match["month"]))
    match = _NUMBERS.fullmatch(spoken)
    if match is None:
        return None
    first, middle, last = match[1], int(match[3]), match[4]
    if len(first) == len("2015"):
        return Pieces(int(first), middle, int(last))
    if len(last) != len("2015"):
        return None
    day, month = int(first), middle
    if day <= MONTHS_OF_A_YEAR and month <= MONTHS_OF_A_YEAR and day != month:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This can be read as day and month, or as month and day."),
            N_("Write the month as a word: 6 May 2014."),
        )
    if month > MONTHS_OF_A_YEAR:
        day, month = month, day
    return Pieces(int(last), month, day)


def _strange(spoken: str) -> str:
    """Return the words that no date has, or all of it where each word alone is known."""
    unknown = [word for word in re.split(r"[\s,/-]+", spoken) if word and not word[0].isdigit() and word.strip(".") not in _KNOWN]
    return " ".join(unknown) or spoken
