"""Today: what is due by day, and what was logged last; the record behind a row stands beside it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from casevault.i18n import N_
from casevault.ui.backups import MAKE, WHY, reminder
from casevault.ui.calendar_file import TITLE as CALENDAR
from casevault.ui.calendar_file import ask_calendar
from casevault.ui.draw import Run
from casevault.ui.jobs import Latest
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.rows import DueRow, HeadingRow
from casevault.ui.lists.view import RowList
from casevault.ui.page import Page
from casevault.ui.read import days
from casevault.ui.record_view import RecordView
from casevault.ui.theme import CARD_ROOM, SPACE, Role, Style, theme
from casevault.ui.today_rows import FACTS, LOGGED, aged_rows, due_rows, logged_rows
from casevault.ui.travel.conflicts_page import ConflictNotice
from casevault.ui.widgets.basic import Button, Hairline, Line, column, row
from casevault.ui.widgets.controls import Facet
from casevault.ui.widgets.pill import Flow
from casevault.ui.widgets.states import EmptyState
from casevault.ui.words import InlineMessage, Tone
from casevault.vault.today import DueKind, DueStatus, dated, today

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QVBoxLayout

    from casevault.ui.context import Context
    from casevault.ui.lists.row import Row

ALL = "all"
FACETS = (
    (ALL, N_("All")),
    (DueKind.HEARING.value, N_("Hearings")),
    (DueKind.CLOCK.value, N_("Limits")),
    (DueKind.FOLLOW_UP.value, N_("Follow-ups")),
    (DueKind.CONSENT_REVIEW.value, N_("Consent")),
    (DueKind.CONTACT.value, N_("Contacts")),
    (DueKind.TASK.value, N_("Tasks")),
    (FACTS, N_("Facts")),
    (LOGGED, N_("Logged last")),
)
GROUPS = (
    (DueStatus.OVERDUE, N_("Past its day")),
    (DueStatus.TODAY, N_("Today")),
    (DueStatus.THIS_WEEK, N_("This week")),
    (DueStatus.LATER, N_("Later this month")),
)
LOW = 480  # pixels at 100 % below which the page is low


class TodayPage(Page):
    """The page behind "Today"."""

    key = "today"
    new_type = "event"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        text = context.text
        self._due: list[tuple[DueStatus, DueRow]] = []
        self._logged: list[DueRow] = []
        self._aged: list[DueRow] = []
        self._was_read = self._was_read_whole = False
        self._reminds = False
        self._wanted = ""  # the record that was asked for before the list had it
        self._was_sent = False  # the row was asked for by name: it is where somebody wants to be, be it the first
        self._latest = Latest()
        self._latest_aged = Latest()
        outer = row(self)
        main = QWidget()
        layout = column(main)
        self._summary = Line([], 24)
        self.calendar = Button(text(CALENDAR), "quiet", "calendar")
        layout.addLayout(self._head(text(N_("Today"))))
        layout.addWidget(self._facet_bar())
        layout.addSpacing(SPACE.TIGHT)
        layout.addWidget(Hairline())
        self._model = RowsModel(self)
        self.list = RowList(text(N_("Today")), self._model)
        log = context.doors.log
        self._empty = EmptyState(
            text(N_("Nothing is due")),
            text(N_("Hearings, follow-ups and consent reviews stand here by their day, and below them what was logged last.")),
            text(N_("Log something")),
            "Ctrl+L",
            (lambda: log("")) if log is not None else None,
        )
        self.reminder = InlineMessage()
        if context.doors.back_up is not None:
            self.reminder.acted.connect(context.doors.back_up)
        around = column(None, (SPACE.PANE, SPACE.CARD, SPACE.PANE, 0), SPACE.NEAR)
        around.addWidget(self.reminder)
        self.conflicts = ConflictNotice(context)
        self.conflicts.counted.connect(self._share_notices)
        around.addWidget(self.conflicts)
        layout.addLayout(around)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        self._stack.setMinimumHeight(1)  # in a low window with large text the list gives way, which scrolls, and no sentence
        layout.addWidget(self._stack, 1)
        outer.addWidget(main, 1)
        self._has_card = False
        self._edge = Hairline(upright=True)
        outer.addWidget(self._edge)
        self.card = RecordView(context, closable=False)
        outer.addWidget(self.card)
        self.list.chosen.connect(lambda shown: self.card.show_record(shown.id))
        self.list.opened.connect(lambda shown: context.navigation.record_wanted.emit(shown.id))
        self._facets[ALL].setChecked(True)

    def _facet_bar(self) -> Flow:
        bar, text = Flow(SPACE.PANE), self.context.text
        bar.above = SPACE.NEAR
        self._facets: dict[str, Facet] = {}
        self._group = QButtonGroup(self)
        for key, title in FACETS:
            facet = Facet(text(title), key, 0)
            self._facets[key] = facet
            self._group.addButton(facet)
            facet.toggled.connect(self._on_facet)
        bar.put(list(self._facets.values()))
        return bar

    def _head(self, title: str) -> QVBoxLayout:
        head = column(None, (SPACE.PANE, SPACE.ROOM, SPACE.PANE, 6))
        top = row()
        top.addWidget(Line([Run(title, Style.DISPLAY)], 40), 1)
        self.calendar.clicked.connect(self.save_calendar)
        top.addWidget(self.calendar)
        head.addLayout(top)
        head.addWidget(self._summary)
        return head

    def refresh(self) -> None:
        """Read what is due and what was logged."""
        context = self.context
        day = context.reader.today
        if not self._was_read:
            # What stands in the records by its day comes at once; the law of each case is read behind it.
            context.runner.start(
                lambda _progress: (due_rows(context, dated(context.vault, as_of=day)), logged_rows(context)),
                self._put_first,
                urgent=True,
            )
        context.runner.start(
            lambda _progress: (due_rows(context, today(context.vault, as_of=day)), logged_rows(context)), self._latest(self._put)
        )
        # A list of its own: it reads every fact that ages, and what is due must not wait for it.
        context.runner.start(lambda _progress: aged_rows(context), self._latest_aged(self._put_aged))
        self.conflicts.refresh()
        if context.doors.back_up is not None:
            context.runner.start(lambda _progress: reminder(context), self._remind)

    def save_calendar(self) -> None:
        """Save what is due as a calendar file for oneself."""
        ask_calendar(self.context, self)

    def _remind(self, said: str) -> None:
        text = self.context.text
        self._reminds = bool(said)
        if said:
            self.reminder.show_message(Tone.CAUTION, said, text(WHY), button=text(MAKE))
        self._share_notices()

    def _share_notices(self) -> None:
        """Where the page is low, say one thing at a time: two would leave no room for what is due. What waits comes first."""
        low = self.height() < theme.scaled(LOW)
        self.reminder.setVisible(self._reminds and not (low and self.conflicts.waits))

    def _put_first(self, found: tuple[list[tuple[DueStatus, DueRow]], list[DueRow]]) -> None:
        if not self._was_read_whole:  # never over the whole list, should that have been quicker
            self._fill(found, begins=True)

    def _put(self, found: tuple[list[tuple[DueStatus, DueRow]], list[DueRow]]) -> None:
        begins, self._was_read_whole = not self._was_read_whole, True
        self._fill(found, begins=begins)

    def _fill(self, found: tuple[list[tuple[DueStatus, DueRow]], list[DueRow]], *, begins: bool) -> None:
        self._due, self._logged = found
        self._was_read = True
        self._count()
        self._show_summary()
        self._show(begins=begins)

    def _put_aged(self, found: list[DueRow]) -> None:
        self._aged = found
        self._count()
        self._show()

    def show_record(self, record_id: str, _type_key: str) -> None:
        """Go to what is due of a record, now or once it was read."""
        self._was_sent = True
        self._wanted = "" if self.list.go_to(record_id) else record_id

    def _count(self) -> None:
        counts = Counter(shown.kind for _status, shown in self._due)
        for key, facet in self._facets.items():
            facet.put({ALL: len(self._due), FACTS: len(self._aged), LOGGED: len(self._logged)}.get(key, counts[key]))

    def _show_summary(self) -> None:
        text = self.context.text
        by_status = Counter(status for status, _shown in self._due)
        parts = (
            text(N_("{count} past its day", "{count} past their day"), count=by_status[DueStatus.OVERDUE]),
            text(N_("{count} today"), count=by_status[DueStatus.TODAY]),
            text(N_("{count} this week"), count=by_status[DueStatus.THIS_WEEK]),
        )
        day = days.long_day(self.context.reader.today, self.context.catalogue)
        runs = [
            Run(day, Style.BODY, 0, Role.TEXT2, tabular=True),
            Run("    " + self.context.catalogue.remarks(parts), Style.BODY, 0, Role.TEXT3, tabular=True),
        ]
        self._summary.put(runs)

    def _on_facet(self, on: bool) -> None:
        if on:
            self._show()

    def _show(self, *, begins: bool = False) -> None:
        wanted = next((key for key, facet in self._facets.items() if facet.isChecked()), ALL)
        kept = self.list.current_row()
        first = next((shown for shown in self._model.rows if shown.id), None)
        if kept is not None and kept is not first:
            self._wanted = ""  # somebody went elsewhere meanwhile
        if begins and kept is first and not self._was_sent:
            kept = None  # nobody went there: the first row is where the most pressing thing stands, whatever came in above it
        rows: list[Row] = []
        for status, title in GROUPS:
            group = [shown for found, shown in self._due if found is status and wanted in (ALL, shown.kind)]
            if group:
                rows += [HeadingRow(self.context.text(title), len(group)), *group]
        if wanted in (ALL, FACTS) and self._aged:
            rows += [HeadingRow(self.context.text(N_("May no longer hold")), len(self._aged)), *self._aged]
        if wanted in (ALL, LOGGED) and self._logged:
            rows += [HeadingRow(self.context.text(N_("Logged last")), len(self._logged)), *self._logged]
        self._model.put(rows)
        # Until it was read nobody knows that nothing is due.
        self._stack.setCurrentIndex(0 if rows or not self._was_read else 1)
        self._has_card = bool(rows)
        self._fit()
        if self._wanted and self.list.go_to(self._wanted):
            self._wanted = ""
            return
        again = next((number for number, shown in enumerate(rows) if _same(shown, kept)), -1)
        if again >= 0:
            self.list.setCurrentIndex(self._model.index(again, 0))
        elif kept is None or not self.list.go_to(kept.id):
            self.list.select_first()

    def _fit(self) -> None:
        """Show the card where there is something to show and room for it."""
        shown = self._has_card and self.width() >= theme.scaled(CARD_ROOM)
        self.card.setVisible(shown)
        self._edge.setVisible(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the card away where the list would have no room beside it."""
        super().resizeEvent(event)
        self._fit()
        self._share_notices()

    def panes(self) -> list[QWidget]:
        """Return list and card."""
        return [self.list, self.card.list] if self.card.isVisible() else [self.list]

    def record_id(self) -> str:
        """Return the record the keyboard is on."""
        shown = self.list.current_row()
        return shown.id if shown is not None else ""


def _same(shown: Row, kept: Row | None) -> bool:
    """Say whether a row is the one that was kept: one record can be due and logged last, and start several limits."""
    if not isinstance(shown, DueRow) or not isinstance(kept, DueRow):
        return False
    return (shown.id, shown.kind, shown.title) == (kept.id, kept.kind, kept.title)
