"""What a sentence comes to: custody taken off it, the last day of the term, the end of a suspension; ranges where needed.

Criminal Law of China 41, 44, 47 (custody), 50 (reprieve), 58 (political rights), 73 (suspension), 78 and 81 (remission, parole);
CPL 76 (residential surveillance); Supervision Law 50(4) (liuzhi, guanhu). How much a day of each counts stands in the packs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from casevault.domain.procedure import wording as say
from casevault.domain.procedure.counting import Range, add_months, term_end
from casevault.domain.procedure.wording import Said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.domain.procedure.pack import Credit

DAY: Final = timedelta(days=1)
APPEAL_DAYS: Final = 10  # CPL 230: a judgment that nobody appeals is final on the day after
# Custody that counts as detention does, by the articles of the Criminal Law, whatever stage of the procedure it is. "Sentence" is
# one of them where an appeal is judged later: until then the sentence was not final.
AS_DETENTION: Final = frozenset({"criminal_detention", "arrest", "prosecution_review", "trial", "appeal", "sentence"})
TERMS: Final = frozenset({"fixed_term", "short_detention", "control"})
SHORTENED: Final = frozenset({"remission", "parole", "medical_parole", "pardon"})
NOWHERE: Final = Range(None, None)
_DURATION: Final = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Held:
    """Time under one measure; `last` is the first day on which it was over, None where it goes on."""

    measure: str
    first: Range
    last: Range | None
    released: bool = False  # over because the person was let go, so that the last day may count as a day held


@dataclass(frozen=True, slots=True)
class Given:
    """What a judgment says, as recorded."""

    kind: str
    term: str = ""  # ISO 8601 duration
    suspended: str = ""
    political_rights: str = ""
    judged: Range = NOWHERE
    begins: Range = NOWHERE  # carried out from, where that is on record
    probation: Range = NOWHERE
    changes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sentence comes to. `credit`: days, fewest and most. A `Range` of (None, None): nothing can be said."""

    credit: tuple[int, int] | None
    release: Range
    probation_end: Range
    rights_until: Range
    reasons: tuple[Said, ...]


def length_of(duration: str) -> tuple[int, int] | None:
    """Return (months, days) of an ISO 8601 duration; None for "life", "death" and what is no duration."""
    match = _DURATION.fullmatch(duration)
    if match is None or not any(match.groups()):
        return None
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    return years * 12 + months, weeks * 7 + days


def outcome(given: Given, held: Sequence[Held], credits_at_hand: Sequence[Credit]) -> Outcome:
    """Return what a sentence comes to; `held` in order of time, within one case and of one person."""
    try:
        return _outcome(given, held, credits_at_hand)
    except OverflowError:
        # A slip of the keyboard (a term of 7000 years) has no last day; what was typed is kept, and nothing is made up beside it.
        return Outcome(None, NOWHERE, NOWHERE, NOWHERE, ())


def _outcome(given: Given, held: Sequence[Held], credits_at_hand: Sequence[Credit]) -> Outcome:
    reasons: list[Said] = []
    if given.kind in ("life", "death", "death_reprieve"):
        return Outcome(None, NOWHERE, NOWHERE, NOWHERE, (Said(_WITHOUT_END[given.kind]),))
    length = length_of(given.term)
    if given.kind not in TERMS or length is None:
        return Outcome(None, NOWHERE, NOWHERE, NOWHERE, ())
    if given.suspended:
        return Outcome(None, NOWHERE, _probation(given, reasons), NOWHERE, tuple(reasons))
    credit = _Credit(given, held, credits_at_hand, reasons)
    total = credit.total()
    release = credit.release(length)
    if given.changes & SHORTENED and release.first is not None:
        half = (length[0] // 2, length[1] // 2)
        earliest = credit.release(half).first
        release = Range(earliest, release.last)
        reasons.append(Said(say.SHORTENED))
    rights = length_of(given.political_rights)
    until = NOWHERE if rights is None else Range(*(_on(day, rights) for day in (release.first, release.last)))
    return Outcome(total, release, NOWHERE, until, tuple(reasons))


class _Credit:
    """Custody against one sentence."""

    def __init__(self, given: Given, held: Sequence[Held], credits_at_hand: Sequence[Credit], reasons: list[Said]) -> None:
        self.given, self.reasons = given, reasons
        self.rates = {one.measure: one for one in credits_at_hand if given.kind in one.sentences}
        self.begins = given.begins if given.begins.first is not None else given.judged
        self.parts = [part for part in held if self._rate(part.measure) is not None and self._before(part)]
        self.is_held = bool(self.parts) and self._reaches(self.parts[-1])

    def _rate(self, measure: str) -> Credit | None:
        return self.rates.get("criminal_detention" if measure in AS_DETENTION else measure)

    def _before(self, part: Held) -> bool:
        first, begins = part.first.first, self.begins.last
        return first is not None and (begins is None or first < begins)

    def _reaches(self, part: Held) -> bool:
        """Whether somebody is still held under a measure when the sentence begins."""
        begins = self.begins.first
        return part.last is None or (begins is not None and part.last.last is not None and part.last.last >= begins)

    def total(self) -> tuple[int, int] | None:
        """Return the fewest and most days that come off, up to the day the sentence begins."""
        if not self.parts or self.begins.first is None or self.begins.last is None:
            return (0, 0) if not self.parts else None
        fewest = most = 0
        for part in self.parts:
            low, high = self._days(part)
            rate = self._rate(part.measure)
            if rate is None:
                continue
            fewest += low * rate.counted // rate.days
            most += -(-high * rate.counted // rate.days)
            said = Said(say.CREDITED, {"cite": rate.cite, "days": rate.days, "counted": rate.counted})
            if said not in self.reasons:
                self.reasons.append(said)
        return fewest, most

    def _days(self, part: Held) -> tuple[int, int]:
        """Return the fewest and most days held under a measure, until the sentence begins."""
        ends = self.begins if part.last is None else part.last
        first, last = part.first, Range(_least(ends.first, self.begins.first), _least(ends.last, self.begins.last))
        low = (last.first - first.last).days if last.first is not None and first.last is not None else 0
        high = (last.last - first.first).days if last.last is not None and first.first is not None else 0
        return max(low, 0), max(high, 0) + (1 if part.released and not self._reaches(part) else 0)

    def release(self, length: tuple[int, int]) -> Range:
        """Return the last day of the term."""
        total = self.total()
        begins = self.begins
        if total is None or begins.first is None or begins.last is None:
            return NOWHERE
        ends = [_less(term_end(begins.first, *length), total[1]), _less(term_end(begins.last, *length), total[0])]
        tail = self.parts[-1] if self.is_held else None
        rate = self._rate(tail.measure) if tail is not None else None
        if tail is not None and rate is not None and rate.days == rate.counted == 1:
            # Held without a break until the sentence: courts write the term from the first day of that custody. Counted by days
            # it can differ by a few days, since months are not equally long; both readings stay in the range.
            since, earlier = self._run()
            if since.first is not None and since.last is not None:
                ends += [_less(term_end(since.first, *length), earlier[1]), _less(term_end(since.last, *length), earlier[0])]
        elif not self.is_held and self.given.begins.first is None:
            self._say_once(Said(say.NOT_HELD))
            return Range(min(ends), None)
        return Range(min(ends), max(ends))

    def _run(self) -> tuple[Range, tuple[int, int]]:
        """Return since when somebody was held one day for one without a break, and the days that come off from before."""
        number = len(self.parts) - 1
        while number > 0:
            before, part = self.parts[number - 1], self.parts[number]
            rate = self._rate(before.measure)
            joined = before.last is not None and before.last == part.first
            if not joined or rate is None or (rate.days, rate.counted) != (1, 1):
                break
            number -= 1
        rest = self.parts[:number]
        low = high = 0
        for part in rest:
            rate = self._rate(part.measure)
            few, many = self._days(part)
            if rate is not None:
                low += few * rate.counted // rate.days
                high += -(-many * rate.counted // rate.days)
        return self.parts[number].first, (low, high)

    def _say_once(self, said: Said) -> None:
        if said not in self.reasons:
            self.reasons.append(said)


def _probation(given: Given, reasons: list[Said]) -> Range:
    """Return when the time of a suspension ends: from the day the judgment is final (CL 73)."""
    length = length_of(given.suspended)
    reasons.append(Said(say.SUSPENDED))
    if length is None:
        return NOWHERE
    begins = given.probation
    if begins.first is None:
        if given.judged.first is None:
            return NOWHERE
        reasons.append(Said(say.FINAL_NOT_KNOWN))
        return Range(term_end(given.judged.first + (APPEAL_DAYS + 1) * DAY, *length), None)
    # The interpretation says how terms of imprisonment end; of a suspension it does not say, so both days stay.
    return Range(term_end(begins.first, *length), None if begins.last is None else _on(begins.last, length))


def _on(day: date | None, length: tuple[int, int]) -> date | None:
    return None if day is None else add_months(day, length[0]) + length[1] * DAY


def _less(day: date, days: int) -> date:
    return day - days * DAY


def _least(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return min(one, other)


_WITHOUT_END: Final = {"life": say.LIFE, "death": say.DEATH, "death_reprieve": say.REPRIEVE}
