"""The chronology of a case: the timeline over its list, with one selection, and what is selected in words between them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from casevault.i18n import N_
from casevault.ui.chronology import EntryList
from casevault.ui.draw import Run
from casevault.ui.theme import SPACE, Role, Style, theme
from casevault.ui.timeline.view import STEP, TimelineView
from casevault.ui.widgets.basic import Button, Hairline, Line, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.ui.read.chronology import Entry
    from casevault.ui.timeline.geometry import Timeline
    from casevault.ui.widgets.states import EmptyState

BAR = 32  # pixels at 100 % of the line under the picture
LIST_ROOM, LIST_LEAST = 230, 150  # that the list keeps beside the whole picture, and beside the one of one lane


class ChronologyList(EntryList):
    """The entries below their timeline. Where both do not fit, the timeline has one lane for all marks; then either is shown."""

    limit_opened = Signal()

    def __init__(self, context: Context, title: str, empty: EmptyState, columns: tuple[Msg, Msg, Msg]) -> None:
        super().__init__(context, title, empty, columns)
        text = context.text
        self.timeline = TimelineView(context)
        self._words = Line(height=BAR)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._bar = QWidget()
        bar = row(self._bar, (SPACE.PANE, 0, SPACE.PANE, 0), 4)
        bar.addWidget(self._words, 1)
        self._buttons: list[Button] = []
        for words, name, icon, act in (
            (text(N_("Today")), N_("Show today"), "", self.timeline.go_today),
            (text(N_("Whole case")), N_("Show the whole case"), "", self.timeline.fit),
            ("", N_("Look wider"), "minus", lambda: self.timeline.zoom(1 / STEP)),
            ("", N_("Look closer"), "plus", lambda: self.timeline.zoom(STEP)),
        ):
            button = Button(words, "quiet", icon, name=text(name), height=BAR - 4)
            button.clicked.connect(act)
            bar.addWidget(button)
            self._buttons.append(button)
        self._switch = Button(text(N_("Timeline")), "quiet", height=BAR - 4)
        self._switch.clicked.connect(self._on_switch)
        bar.addWidget(self._switch)
        self._edge = Hairline()
        for number, part in enumerate((self.timeline, self._bar, self._edge)):
            part.hide()
            self._layout.insertWidget(number, part)
        order = (self.timeline, *self._buttons, self._switch, self.list)
        for before, after in pairwise(order):
            self.setTabOrder(before, after)
        self._empty, self._instead, self._some = True, False, False
        self.timeline.said.connect(self._say)
        self.timeline.chosen.connect(self.list.go_to)
        self.timeline.opened.connect(self.opened)
        self.timeline.limit_opened.connect(self.limit_opened)
        self.list.chosen.connect(lambda shown: self.timeline.select(shown.id))
        theme.changed.connect(self._fit)

    def put_all(self, case: str, entries: Sequence[Entry], timeline: Timeline) -> None:
        """Show the chronology of a case."""
        self.timeline.put(case, timeline)
        self._empty, self._some = timeline.is_empty, bool(entries)
        self.put(entries)
        self._fit()

    def _say(self, words: str) -> None:
        hint = self._context.text(N_("Arrow keys go from one to the next, plus, minus and 0 change the scale, T shows today."))
        self._words.put([Run(words or hint, Style.SMALL, 0, Role.TEXT2 if words else Role.TEXT3, tabular=True)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the timeline what the list can spare."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.height() - theme.scaled(BAR) - 1
        whole, one = (self.timeline.height_if(compact=compact) for compact in (False, True))
        compact = room - whole < theme.scaled(LIST_ROOM)
        either = compact and room - one < theme.scaled(LIST_LEAST) and not self._empty
        instead = either and self._instead
        self.timeline.compress(compact=compact)
        drawn = not self._empty and (instead or not either)
        self.timeline.setVisible(drawn)
        for part in (self._words, *self._buttons):
            part.setVisible(drawn)
        self._switch.setVisible(either)
        self._switch.setText(self._context.text(N_("List") if instead else N_("Timeline")))
        for edge in (self._bar, self._edge):
            edge.setVisible(drawn or either)
        self._stack.setVisible(not instead)
        self._head.setVisible(not instead and self._some)

    def _on_switch(self) -> None:
        """Show the timeline in place of the list, or the list again: here there is room for one of them."""
        self._instead = not self._instead
        self._fit()
        if self._instead:
            self.timeline.setFocus()
        else:
            self.list.setFocus()
