"""Limits of the law that run out or were overrun, of cases in which somebody is held, and of judgments that can be appealed.

What a case's records say is read again only when one of them changed: a limit moves by itself once a day, and whoever opens
Today does not wait for the law of five thousand cases to be read each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from casevault.domain.dates import in_words
from casevault.domain.procedure.clocks import Status
from casevault.domain.procedure.wording import cite_words
from casevault.i18n import N_
from casevault.store import due
from casevault.vault.clocks import clocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casevault.domain.procedure.counting import Range
    from casevault.domain.record import Record
    from casevault.i18n import Catalogue
    from casevault.progress import Progress
    from casevault.vault.clocks import Clock, Start
    from casevault.vault.vault import Vault

JUDGMENT: Final = "judgment_received"  # what starts the days in which an appeal can be filed
ALERT: Final = timedelta(days=2)  # before the last day of an appeal: after it the right is lost
APPEALS: Final = timedelta(days=92)  # how far back a judgment may lie whose appeal can still be due
KEEP: Final = "retention_until"
OVERRUN: Final = frozenset({Status.BREACHED_MAX, Status.BREACHED_BASIC_ONLY})

LIMITS = N_("{cite}: {basic}, at most {last}; from {start}")
ONE_LIMIT = N_("{cite}: {basic}; from {start}")
ACCOUNTS = N_("{count} account of the start", "{count} accounts of the start")


@dataclass(frozen=True, slots=True)
class ClockDue:
    """A limit on the list: its article, both last days as EDTF ("" where none can be said), the start they rest on.

    `due` is the earliest last day; `about` the record that started it; `accounts` how many accounts of the start there are;
    `overrun` says that a limit has passed, `past_maximum` that the last one has.
    """

    rule: str
    cite: str
    says: Mapping[str, str]
    case: str
    about: str
    due: str
    basic: str
    last: str
    start: str
    accounts: int
    overrun: bool
    past_maximum: bool
    appeal: bool

    def title(self, catalogue: Catalogue) -> str:
        """Return what has to be done by then."""
        return catalogue.labels(self.says, self.rule)

    def words(self, catalogue: Catalogue, this_year: int = 0, *, short: bool = False) -> str:
        """Return the article, both limits and the start they rest on; `short` for a row, which must not cut a day off."""

        def shown(day: str) -> str:
            return in_words(day, catalogue, this_year=this_year, short=short) if day else "?"

        limits = LIMITS if self.last and self.last != self.basic else ONE_LIMIT
        cite = cite_words(self.cite, catalogue)
        said = catalogue.text(limits, cite=cite, basic=shown(self.basic), last=shown(self.last), start=shown(self.start))
        return said if self.accounts < 2 else f"{said} ({catalogue.text(ACCOUNTS, count=self.accounts)})"  # noqa: PLR2004 - one is no dispute


class DueClocks:
    """The limits of one open vault that matter now. May be called from any thread; two at once do the work twice, no more."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[date, int, int], tuple[ClockDue, ...]]] = {}

    def of(self, vault: Vault, as_of: date, *, until: date, case: str = "", progress: Progress | None = None) -> list[ClockDue]:
        """Return the limits that end up to `until` or are overrun and that nothing on record has ended; of one case if given."""
        since = (as_of - APPEALS).isoformat()
        marks = vault.db.read(partial(due.cases_with_limits, since=since, case=case))
        found: list[ClockDue] = []
        for number, (case_id, (changed, count)) in enumerate(marks.items()):
            if progress is not None:
                progress(number, len(marks))
            mark = as_of, changed, count
            known = self._known.get(case_id)
            if known is None or known[0] != mark:
                known = mark, tuple(_due(vault, case_id, as_of))
                self._known[case_id] = known
            found += [one for one in known[1] if one.overrun or one.due <= until.isoformat()]
        return found


class DueKept:
    """Until when what is recorded may be kept, wherever that is said. Every record is looked at once, then what changed."""

    def __init__(self) -> None:
        self._seen = 0
        self._days: dict[str, str] = {}

    def until(self, vault: Vault, day: str) -> list[Record]:
        """Return the live records that are to be kept until `day` at the longest."""
        seen, found = vault.db.read(partial(due.in_any, field=KEEP, since=self._seen))
        self._days |= found
        self._seen = max(self._seen, seen)
        # What was altered, removed or erased since is seen here: the record as it stands now is asked.
        wanted = [record_id for record_id, last in self._days.items() if last <= day]
        kept = vault.records.many(wanted).values()
        return [record for record in kept if not record.deleted and "" < str(record.fields.get(KEEP, "")) <= day]


def _due(vault: Vault, case: str, as_of: date) -> Iterator[ClockDue]:
    for clock in clocks(vault, as_of=as_of, case=case).clocks:
        # What an act on record has ended is history, in time or late: it is shown in the case.
        open_ = [start for start in clock.starts if not start.reading.until and _last_day(start)]
        open_ = [start for start in open_ if start.status is Status.RUNNING or start.status in OVERRUN]
        if open_:
            yield _one(clock, min(open_, key=_last_day))


def _one(clock: Clock, start: Start) -> ClockDue:
    return ClockDue(
        rule=clock.rule.id,
        cite=clock.rule.cite,
        says=clock.rule.says,
        case=clock.case,
        about=clock.about,
        due=_last_day(start),
        basic=_edtf(start.reading.due_basic),
        last=_edtf(start.reading.due_max),
        start=start.claim.start,
        accounts=len(clock.starts),
        overrun=start.status in OVERRUN,
        past_maximum=start.status is Status.BREACHED_MAX,
        appeal=clock.rule.trigger == JUDGMENT,
    )


def _last_day(start: Start) -> str:
    """Return the earliest last day of the basic limit, as an ISO day; "" where none can be said."""
    first = start.reading.due_basic.first
    return "" if first is None else first.isoformat()[:10]


def _edtf(found: Range) -> str:
    days = ["" if point is None else point.isoformat()[:10] for point in (found.first, found.last)]
    if not any(days):
        return ""
    return days[0] if days[0] == days[1] else f"{days[0] or '..'}/{days[1] or '..'}"
