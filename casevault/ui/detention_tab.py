"""The Detention tab: the legal limits of the case above its detentions, stages and judgments, and what is known about a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.types.clock import RULE
from casevault.i18n import N_
from casevault.ui.chronology import EntryList
from casevault.ui.lists.clock_row import ClockRow
from casevault.ui.lists.entry_row import EntryRow
from casevault.ui.lists.rows import HeadingRow, ValueRow
from casevault.ui.theme import SPACE
from casevault.ui.widgets.basic import Button, Hairline, column, row
from casevault.ui.words import InlineMessage, Tone

if TYPE_CHECKING:
    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.ui.lists.row import Row
    from casevault.ui.read.chronology import Entry
    from casevault.ui.read.clocks import Limits
    from casevault.ui.widgets.states import EmptyState

RECORD = N_("Record an extension, exception or end…")
CHANGE = N_("Change what is recorded about this limit…")


class DetentionList(EntryList):
    """Limits first, each with every account of its start; then the entries of the tab."""

    def __init__(self, context: Context, title: str, empty: EmptyState, columns: tuple[Msg, Msg, Msg]) -> None:
        super().__init__(context, title, empty, columns)
        self.banner = InlineMessage()
        self._around = around = column(None)
        around.addWidget(self.banner)
        self._layout.insertLayout(0, around)
        self._foot = foot = Button(context.text(RECORD), "secondary", "hourglass")
        foot.clicked.connect(self._on_record)
        foot.hide()
        self._edge = Hairline()
        self._edge.hide()
        self._layout.addWidget(self._edge)
        bar = row(None, (SPACE.PANE, 0, SPACE.PANE, 0))
        bar.addStretch(1)
        bar.addWidget(foot)
        self._bar = bar
        self._layout.addLayout(bar)
        self.list.selectionModel().currentChanged.connect(lambda _now, _before: self._offer())

    def put_all(self, limits: Limits, entries: list[Entry]) -> None:
        """Show the limits and the entries of the case, and keep the place."""
        number = self.list.currentIndex().row()
        self._count(entries)
        text = self._context.text
        rows: list[Row] = []
        if limits.lines:
            rows.append(HeadingRow(text(N_("Legal limits")), len(limits.lines)))
            rows += [ClockRow(line) for line in limits.lines]
        if limits.sentences:
            rows.append(HeadingRow(text(N_("What sentences come to")), len(limits.sentences)))
            rows += [ValueRow(line.judgment, line.title, line.value, line.data_class) for line in limits.sentences]
        if rows:
            rows.append(HeadingRow(text(N_("Detention, stages and judgments")), len(entries)))
        rows += [EntryRow(entry) for entry in entries]
        self._model.put(rows)
        self._head.setVisible(bool(entries) and len(rows) == len(entries))  # the headings in the list take its place
        room = SPACE.CARD if limits.banner else 0
        self._around.setContentsMargins(SPACE.PANE, room, SPACE.PANE, 0)
        if limits.banner:
            self.banner.show_message(Tone.CAUTION, limits.banner, limits.hint)
        else:
            self.banner.hide()
        self._stack.setCurrentIndex(0 if rows else 1)
        if 0 <= number < len(rows):
            self.list.setCurrentIndex(self._model.index(number, 0))
        self._offer()

    def _clock(self) -> ClockRow | None:
        shown = self.list.current_row()
        return shown if isinstance(shown, ClockRow) else None

    def _offer(self) -> None:
        """Offer to record something about the limit the list is on, where a record can point to what started it."""
        doors, clock = self._context.doors, self._clock()
        can = clock is not None and bool(doors.edit if clock.line.entry else doors.new and clock.line.about_field)
        if clock is not None and can:
            self._foot.setText(self._context.text(CHANGE if clock.line.entry else RECORD))
        self._foot.setVisible(can)
        self._edge.setVisible(can)
        margin = SPACE.CARD if can else 0
        self._bar.setContentsMargins(SPACE.PANE, margin, SPACE.PANE, margin)

    def _on_record(self) -> None:
        clock, doors = self._clock(), self._context.doors
        if clock is None:
            return
        if clock.line.entry and doors.edit is not None:
            doors.edit(clock.line.entry)
        elif doors.new is not None and clock.line.about_field:
            doors.new("clock", {clock.line.about_field: clock.line.about, RULE: clock.line.rule})
