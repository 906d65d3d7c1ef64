"""Numbers over all cases, for a yearly report: no person, no name, no place below a group of provinces, no text.

Every table is protected before a line of it is written (`small_counts`): a count that is not told does not stand in the document,
not as a number, not as a share, not as the length of a bar. The lists of cases share one total; where one of them needs it
hidden, it is hidden in all. Ethnicity is never counted, and provinces are crossed with nothing: the table of province, ethnicity
and year that would find people first is not made, at any threshold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.disclosure.document import Block, Chart, Document, Heading, Items, Line, Paragraph
from casevault.disclosure.outputs.cover import covered
from casevault.disclosure.outputs.output import Output, Scope
from casevault.disclosure.outputs.parts import capital, fixed
from casevault.disclosure.outputs.small_counts import Counts, NotProtectable, Shown, protect
from casevault.disclosure.outputs.statistics_tally import Tallies, Tally
from casevault.domain.dates import in_words
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.outputs.cover import Cover
    from casevault.disclosure.outputs.output import Chosen
    from casevault.disclosure.outputs.small_counts import Spot
    from casevault.disclosure.outputs.statistics_tally import Lasting, Rule
    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look
    from casevault.i18n import Msg

USUAL = 5
OPTIONS: Mapping[str, Msg] = {
    "threshold_3": N_("counts below 3 are not told (instead of 5)"),
    "threshold_10": N_("counts below 10 are not told (instead of 5)"),
}
_HIDDEN = "*"
_TOTAL = N_("All")
_NOTES = (
    N_("A count below {least}, nought among them, is shown as <{least}."),
    N_("A star stands for a larger count that is not told, so that no small one can be worked out from it."),
    N_("Shares and averages of such counts are not told either; hatched bars all have one length."),
    N_("Each case stands in one line of each list. Ethnicity is not counted; provinces are grouped, and crossed with nothing."),
)


def build(sheet: Sheet, clearance: Clearance, cover: Cover, look: Look, chosen: Chosen) -> Document:
    """Return the numbers of the chosen cases."""
    text = look.catalogue.text
    wanted = [int(word.partition("_")[2]) for word in OPTIONS if word in chosen.options]
    make = _Tables(look, max(wanted, default=USUAL))
    tallies = Tallies(sheet, clearance, look, cover.day)
    sheet.section("statistics")
    blocks: list[Block] = [
        Items(tuple(fixed(text(note).format(least=make.threshold)) for note in _NOTES)),
        *make.cases(
            (N_("Cases by stage"), N_("Stage"), tallies.by_stage()),
            (N_("Cases by group of charges"), N_("Charges"), tallies.by_charge()),
            (N_("Cases by group of provinces"), N_("Provinces"), tallies.by_region()),
            (N_("Cases by gender"), N_("Gender"), tallies.by_gender()),
            (N_("Cases by year of opening"), N_("Year"), tallies.by_year()),
        ),
        *make.days(tallies.lasting()),
        *make.rules(tallies.rules(chosen.limits)),
        *make.alone(N_("Hearings observed and refused"), N_("What became of it"), tallies.hearings()),
        *make.crossed(N_("Interventions by channel and result"), N_("Result"), tallies.interventions()),
    ]
    return covered(
        cover,
        look,
        title=fixed(text(N_("Cases in numbers"))),
        subtitle=fixed(text(N_("All cases on record on {day}")).format(day=in_words(cover.day, look.catalogue))),
        blocks=blocks,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """A table of which is known what becomes of each count."""

    values: Mapping[Spot, int]
    shown: Mapping[Spot, Shown]
    grand: Spot

    def number(self, spot: Spot) -> int | None:
        """Return a count that is told, None for any other."""
        return self.values[spot] if self.shown[spot] is Shown.TOLD else None


class _Tables:
    """Makes tables with bars of counts, none of which is told unprotected."""

    def __init__(self, look: Look, threshold: int) -> None:
        self._look, self.threshold = look, threshold

    def cases(self, *lists: tuple[Msg, Msg, Tally]) -> list[Block]:
        """Return the lists of cases; they share their total, which is told in all of them or in none."""
        told = self._together([Counts(tally.counts) for _, _, tally in lists])
        made = zip(lists, told, strict=True)
        return [block for (title, head, tally), one in made for block in self._list(title, head, tally, one)]

    def alone(self, title: Msg, head: Msg, tally: Tally) -> list[Block]:
        """Return a list with a total of its own."""
        (told,) = self._together([Counts(tally.counts)])
        return self._list(title, head, tally, told)

    def days(self, lasting: Sequence[Lasting]) -> list[Block]:
        """Return how long stages lasted on average; how many there were would tell, beside the other tables, how many go on."""
        told = [None if one.count < self.threshold else round(one.days / one.count) for one in lasting]
        few = fixed(self._text(N_("of fewer than {least}")).format(least=self.threshold), muted=True)
        rows = tuple(
            (self._cell(one.words), (fixed(str(days)) if days is not None else few,))
            for one, days in zip(lasting, told, strict=True)
        )
        note = N_("Of stages that ended, where both days are certain.")
        chart = Chart(head=self._head(N_("Stage"), N_("Days on average")), rows=rows, widths=(8, 5), bars=tuple(told))
        return [self._heading(N_("How long stages lasted")), self._note(note), chart]

    def rules(self, rules: Sequence[Rule]) -> list[Block]:
        """Return how often limits were passed, by rule.

        There are no totals to subtract from: how often a rule applied is told nowhere, since the difference between two rules,
        one of which has an exception, would be the number of those whom the exception is about.
        """
        rows: list[tuple[tuple[Line, ...], ...]] = []
        bars: list[int | None] = []
        for rule in rules:
            if max(rule.counts) >= self.threshold:
                rows.append((self._cell(rule.words), *((self._alone(count),) for count in rule.counts)))
                bars.append(rule.counts[1] if rule.counts[1] >= self.threshold else None)
        note = N_("A rule that was passed fewer than {least} times is not listed. The bars are for the longest limit.")
        blocks: list[Block] = [self._heading(N_("Legal limits passed, by rule")), self._note(note)]
        if not rows:
            none = N_("No rule was passed {least} times or more.")
            return [blocks[0], self._note(none)]
        head = self._head(N_("Limit"), N_("Basic limit only"), N_("Longest limit"))
        return [*blocks, Chart(head=head, rows=tuple(rows), widths=(10, 3, 3), bars=tuple(bars))]

    def crossed(self, title: Msg, head: Msg, tally: Tally) -> list[Block]:
        """Return a table of lines and columns with its totals; bars stand for the lines."""
        (told,) = self._together([Counts(tally.counts)])
        across, down = len(tally.columns), len(tally.lines)
        lines = {down: self._text(_TOTAL)} | dict(enumerate(tally.lines))
        rows = [
            (
                self._cell(line, strong=i == down),
                *((self._count(told, (i, j), strong=down == i or j == across),) for j in range(across + 1)),
            )
            for i, line in lines.items()
        ]
        bars = (0, *(told.number((i, across)) for i in range(down)))
        heads = (*self._head(head), *(capital(fixed(words)) for words in tally.columns), *self._head(_TOTAL))
        chart = Chart(head=heads, rows=tuple(rows), widths=(5, *(3,) * (across + 1)), bars=bars)
        return [self._heading(title), chart]

    def _list(self, title: Msg, head: Msg, tally: Tally, told: _Told) -> list[Block]:
        """Return a list of counts with their shares."""
        total = told.number(told.grand)
        rows, bars = [], []
        for i, line in enumerate(tally.lines):
            count = told.number((i, 0))
            share = "" if count is None or not total else f"{100 * count / total:.0f}%"
            rows.append((self._cell(line), (self._count(told, (i, 0)),), (fixed(share),)))
            bars.append(count)
        every = (self._cell(self._text(_TOTAL), strong=True), (self._count(told, told.grand, strong=True),), ())
        heads = self._head(head, N_("Count"), N_("Share"))
        return [self._heading(title), Chart(head=heads, rows=(every, *rows), widths=(9, 2, 2), bars=(0, *bars))]

    # ---- what is told -------------------------------------------------------------------------------------------------

    def _together(self, tables: list[Counts]) -> list[_Told]:
        """Protect tables that share a grand total."""
        try:
            shown = [protect(counts, self.threshold) for counts in tables]
        except NotProtectable:
            shown = [protect(counts, self.threshold, keep_total=False) for counts in tables]
            for counts, one in zip(tables, shown, strict=True):  # told by none, or each would tell it for the others
                one[counts.grand] = Shown.SMALL if counts.total < self.threshold else Shown.HIDDEN
        return [_Told(c.with_totals(), s, c.grand) for c, s in zip(tables, shown, strict=True)]

    def _count(self, told: _Told, spot: Spot, *, strong: bool = False) -> Line:
        match told.shown[spot]:
            case Shown.TOLD:
                return fixed(str(told.values[spot]), strong=strong)
            case Shown.SMALL:
                return fixed(f"<{self.threshold}", muted=True)
            case Shown.HIDDEN:
                return fixed(_HIDDEN, muted=True)

    def _alone(self, count: int) -> Line:
        """Return a count that no total stands beside."""
        return fixed(str(count)) if count >= self.threshold else fixed(f"<{self.threshold}", muted=True)

    def _cell(self, words: str, *, strong: bool = False) -> tuple[Line, ...]:
        return (capital(fixed(words, strong=strong)),)

    def _head(self, *msgs: Msg) -> tuple[Line, ...]:
        return tuple(fixed(self._text(msg)) for msg in msgs)

    def _note(self, msg: Msg) -> Paragraph:
        return Paragraph(fixed(self._text(msg).format(least=self.threshold), muted=True))

    def _heading(self, msg: Msg) -> Heading:
        return Heading(fixed(self._text(msg)), 1)

    def _text(self, msg: Msg) -> str:
        return self._look.catalogue.text(msg)


OUTPUT = Output(
    key="statistics",
    purpose="research",
    audiences=("statistics",),
    formats=("pdf", "docx", "html", "csv", "xlsx"),
    scope=Scope.ALL,
    limits=True,
    options=OPTIONS,
    build=build,
)
