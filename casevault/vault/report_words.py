"""What reports and their lines are called, on every face alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.domain.dates import in_words
from casevault.domain.reports import ENDED, OF_CASES, OVER_TIME, REFUSED, ReportKind
from casevault.i18n import N_
from casevault.vault.clock_words import rule_names
from casevault.vault.provinces import provinces
from casevault.vault.reports import BASIC, MOST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.vocabularies import Vocabularies
    from casevault.i18n import Catalogue, Msg

TITLES: Final[Mapping[ReportKind, Msg]] = {
    ReportKind.STAGE: N_("Cases by stage"),
    ReportKind.CHARGE: N_("Cases by charge"),
    ReportKind.REGION: N_("Cases by province"),
    ReportKind.LIMITS: N_("Legal limits passed"),
    ReportKind.ACCESS: N_("Access to hearings"),
    ReportKind.INTERVENTIONS: N_("Interventions by result"),
    ReportKind.OPENED: N_("Cases opened, over time"),
    ReportKind.DETAINED: N_("Detentions begun, over time"),
    ReportKind.REFUSALS: N_("Refusals of access, over time"),
    ReportKind.STEPS: N_("Interventions, over time"),
}
# What stands at the head of the first column.
HEADS: Final[Mapping[ReportKind, Msg]] = {
    ReportKind.STAGE: N_("Stage"),
    ReportKind.CHARGE: N_("Charge"),
    ReportKind.REGION: N_("Province"),
    ReportKind.LIMITS: N_("Limit"),
    ReportKind.ACCESS: N_("What became of it"),
    ReportKind.INTERVENTIONS: N_("Result"),
}
PERIOD: Final = N_("Period")
# How it is counted, in one sentence: which day the period is about, and what one of the count is.
HOW: Final[Mapping[ReportKind, Msg]] = {
    ReportKind.STAGE: N_(
        "The stage in force now, for each person who is or was held. The period is that in which cases were opened."
    ),
    ReportKind.CHARGE: N_("Charges that were not dropped. The period is that in which cases were opened."),
    ReportKind.REGION: N_(
        "Where someone is or was last held, else where something happened, else what the case is linked to."
        " The period is that in which cases were opened."
    ),
    ReportKind.LIMITS: N_("As the law counts on this day. The period is that in which the time began to run."),
    ReportKind.ACCESS: N_("Each attempt to observe a hearing. The period is that of the hearing."),
    ReportKind.INTERVENTIONS: N_("Each step once, however many cases it was about. The period is that of the step."),
    ReportKind.OPENED: N_("By the first day on which each case can have been opened."),
    ReportKind.DETAINED: N_("By the first day on which each detention can have begun."),
    ReportKind.REFUSALS: N_("By the day of the hearing, else by the day on which access was asked."),
    ReportKind.STEPS: N_("By the first day on which each step can have been taken."),
}
NOT_SUPPRESSED: Final = N_("For you alone: small numbers are shown here, and a small number can name a person.")
OVERLAP: Final = N_("Some stand in more than one line, so the lines add up to more than the {total}.")
UNDATED: Final = N_("{count} without a day is left out.", "{count} without a day are left out.")
_NONE: Final[Mapping[ReportKind, Msg]] = {
    ReportKind.STAGE: N_("no stage on record"),
    ReportKind.CHARGE: N_("no charge on record"),
    ReportKind.REGION: N_("no province on record"),
}
_LISTS: Final[Mapping[ReportKind, str]] = {
    ReportKind.STAGE: "measure",
    ReportKind.CHARGE: "charge",
    ReportKind.ACCESS: "access_outcome",
    ReportKind.INTERVENTIONS: "result",
}
_NO_DAY: Final = N_("no day on record")
_NOT_RECORDED: Final = N_("not recorded")
_ENDED: Final = N_("no measure in force any more")
_REFUSED: Final = N_("refused: {reason}")
_COLUMNS: Final[Mapping[str, Msg]] = {BASIC: N_("Basic only"), MOST: N_("Longest")}


def counts_words(kind: ReportKind, catalogue: Catalogue, count: int) -> str:
    """Return a number with what is counted."""
    if kind in OF_CASES:
        return catalogue.text(N_("{count} case", "{count} cases"), count=count)
    if kind is ReportKind.LIMITS:
        return catalogue.text(N_("{count} limit passed", "{count} limits passed"), count=count)
    if kind is ReportKind.DETAINED:
        return catalogue.text(N_("{count} detention", "{count} detentions"), count=count)
    if kind is ReportKind.ACCESS:
        return catalogue.text(N_("{count} attempt to observe", "{count} attempts to observe"), count=count)
    if kind is ReportKind.REFUSALS:
        return catalogue.text(N_("{count} refusal", "{count} refusals"), count=count)
    return catalogue.text(N_("{count} intervention", "{count} interventions"), count=count)


def head_of(kind: ReportKind) -> Msg:
    """Return what stands over the names of the lines."""
    return HEADS.get(kind, PERIOD)


class LineWords:
    """Names lines and columns in one language."""

    def __init__(self, vocabularies: Vocabularies, catalogue: Catalogue) -> None:
        self._vocabularies, self._catalogue = vocabularies, catalogue
        self._rules = rule_names(catalogue)

    def line(self, kind: ReportKind, code: str) -> str:
        """Return what a line is called, its first letter a capital."""
        words = self._line(kind, code)
        return words[:1].upper() + words[1:]

    def column(self, code: str) -> str:
        """Return what a column is called, its first letter a capital."""
        if code in _COLUMNS:
            return self._catalogue.text(_COLUMNS[code])
        words = self._label("channel", code) if code else self._catalogue.text(_NOT_RECORDED)
        return words[:1].upper() + words[1:]

    def _line(self, kind: ReportKind, code: str) -> str:
        text = self._catalogue.text
        if not code:
            return text(_NO_DAY if kind in OVER_TIME else _NONE.get(kind, _NOT_RECORDED))
        if kind in OVER_TIME:
            return in_words(code, self._catalogue)
        if code == ENDED:
            return text(_ENDED)
        if code.startswith(REFUSED):
            reason = code.removeprefix(REFUSED)
            return text(_REFUSED, reason=self._label("refusal_reason", reason) if reason else text(_NOT_RECORDED))
        if kind is ReportKind.REGION:
            return self._catalogue.labels(provinces().get(code, {}), code)
        return self._rules.get(code, code) if kind is ReportKind.LIMITS else self._label(_LISTS[kind], code)

    def _label(self, vocabulary: str, code: str) -> str:
        return self._vocabularies.label(vocabulary, code, self._catalogue)
