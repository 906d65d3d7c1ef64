"""Numbers over the cases of a vault, for whoever has it open: counted from what is recorded now, and nothing kept.

Limits of the law are not recorded but counted from the law, so that report reads the records of the cases in which something can
have started; what it found is kept in memory until the log grows or another day begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.domain.dates import span
from casevault.domain.procedure.facts import Status
from casevault.domain.reports import ENDED, REFUSED, Counted, Report, ReportKind, Wanted, nearest, tally
from casevault.domain.scalars import day_text
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.progress import silent
from casevault.store import reports
from casevault.vault.clocks import case_facts, clocks_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from casevault.progress import Progress
    from casevault.vault.clock_facts import CaseFacts
    from casevault.vault.vault import Vault

BASIC, MOST = "basic", "most"
LIMIT_COLUMNS: Final[Mapping[Status, str]] = {Status.BREACHED_BASIC_ONLY: BASIC, Status.BREACHED_MAX: MOST}
LISTS: Final[Mapping[str, str]] = {"jurisdiction": "country", "status": "case_status", "role": "role"}  # of what is filtered by
_REFUSALS: Final = ("refused", "turned_away_outside")


class Reports:
    """Counts for one open vault. May be called from any thread; two at once do the work twice, no more."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._limits: tuple[tuple[int, date], list[Counted]] | None = None

    def count(self, kind: ReportKind, wanted: Wanted, *, as_of: date, progress: Progress = silent) -> Report:
        """Return one report; INVALID_INPUT for a code or day that is none. `as_of` is the day to which limits are counted."""
        asked = self._checked(wanted)
        progress(0, 0)
        db = self._vault.db
        if kind is ReportKind.LIMITS:
            chosen = db.read(lambda c: reports.cases(c, asked))
            found = [one for one in self._passed(as_of, progress) if one.case in chosen]
            return tally(kind, found, asked, columns=(BASIC, MOST))
        if kind is ReportKind.REGION:
            return tally(kind, nearest(db.read(lambda c: reports.placed(c, asked))), asked)
        found = db.read(lambda c: reports.counted(c, kind, asked))
        columns = self._codes("channel") if kind in {ReportKind.INTERVENTIONS, ReportKind.STEPS} else ()
        return tally(kind, found, asked, order=self._order(kind), columns=columns)

    def _checked(self, wanted: Wanted) -> Wanted:
        for key, vocabulary in LISTS.items():
            if (code := getattr(wanted, key)) and not self._vault.schema.vocabularies.has(vocabulary, code):
                raise _not_in_the_list(key)
        for key in ("first", "last"):
            if day := getattr(wanted, key):
                day_text(day, key)
        if wanted.first and wanted.last and wanted.first > wanted.last:
            raise UserProblem(
                Code.INVALID_INPUT, N_("The period ends before it begins."), N_("Exchange its two days."), field="first"
            )
        return wanted

    def _codes(self, vocabulary: str) -> tuple[str, ...]:
        return self._vault.schema.vocabularies.codes(vocabulary)

    def _order(self, kind: ReportKind) -> tuple[str, ...]:
        """Return the lines of a report in the order of their list; charges stand by how many there are."""
        if kind is ReportKind.STAGE:
            return (*self._codes("measure"), ENDED)
        if kind is ReportKind.ACCESS:
            let_in = (code for code in self._codes("access_outcome") if code not in _REFUSALS)
            return (*let_in, *(f"{REFUSED}{code}" for code in self._codes("refusal_reason")), REFUSED)
        return self._codes("result") if kind is ReportKind.INTERVENTIONS else ()

    def _passed(self, as_of: date, progress: Progress) -> list[Counted]:
        """Return the limits that were passed, by rule, of all cases."""
        mark = self._vault.db.read(reports.newest), as_of
        if self._limits is None or self._limits[0] != mark:
            self._limits = mark, list(self._count_limits(as_of, progress))
        return self._limits[1]

    def _count_limits(self, as_of: date, progress: Progress) -> Iterator[Counted]:
        def walked() -> Iterator[CaseFacts]:
            for number, facts in enumerate(case_facts(self._vault)):
                progress(number, 0)
                yield facts

        for clock in clocks_of(walked(), as_of=as_of).clocks:
            if (column := LIMIT_COLUMNS.get(clock.status)) is not None:
                first = span(clock.starts[0].claim.start)[0][:10]
                yield Counted(clock.rule.id, column, first, f"{clock.about}/{clock.rule.id}/{clock.person}", clock.case)


def _not_in_the_list(key: str) -> UserProblem:
    return UserProblem(
        Code.INVALID_INPUT,
        N_("This code is not in the list."),
        N_("`casevault schema case --labels en` shows the codes."),
        field=key,
    )
