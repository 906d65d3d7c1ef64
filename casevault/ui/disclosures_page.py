"""Disclosures: the register of what left, and who has seen a person's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from casevault.i18n import N_, isolated
from casevault.ui.beside import is_low
from casevault.ui.disclose import exposure_box
from casevault.ui.disclose.approve_box import ApproveBox
from casevault.ui.disclose.recall_box import RecallBox
from casevault.ui.draw import Run
from casevault.ui.editors.select import Select
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.columns import Column
from casevault.ui.lists.view import RowList
from casevault.ui.read.tables import disclosed_people, disclosure_lines, seen_lines, states_of
from casevault.ui.table_page import TablePage, columns_of
from casevault.ui.theme import CONTROL_HEIGHT, SPACE, Style, theme
from casevault.ui.to_myself import ToMyself
from casevault.ui.widgets.basic import Button, Hairline, Line, column, row
from casevault.ui.widgets.controls import MORE_TABS, TabStrip
from casevault.ui.widgets.pill import Flow
from casevault.ui.widgets.states import EmptyState
from casevault.ui.widgets.table import TableHead, table_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from casevault.ui.context import Context
    from casevault.ui.read.reader import Name, Reader
    from casevault.ui.read.tables import TableLine

COLUMNS = (
    ("date", 0.1),
    ("recipient", 0.28),
    ("case", 0.14),
    ("output", 0.12),
    ("written", 0.1),
    ("until", 0.12),
    ("state", 0.16),
)
TELL = N_("Who is to be told…")
TELL_COUNT = N_("{count} copy to recall or put right…", "{count} copies to recall or put right…")
SEEN = ((N_("Recipient"), 0.28), (N_("Name"), 0.26), (N_("Output"), 0.16), (N_("Last sent"), 0.13), (N_("State"), 0.17))
NOTHING_LEFT = N_("Nothing has left this vault")
WHAT_STANDS_HERE = N_(
    "Every dossier that leaves stands here: for whom, under which consent, what it held. Prepare one from a case."
)
NONE_HERE = N_("None of what left stands here")
ALL_OF_IT = N_("“To others” lists all of it.")


class DisclosuresPage(TablePage):
    """The page behind "Disclosures"."""

    key = "disclosures"
    record_types = frozenset({"disclosure"})

    def __init__(self, context: Context) -> None:
        text = context.text
        self._empty = empty = EmptyState(text(NOTHING_LEFT), text(WHAT_STANDS_HERE))
        columns = columns_of(context, "disclosure", COLUMNS)
        self._states: dict[str, str] = {}  # disclosure -> the tab it stands under beside all of them
        super().__init__(context, N_("Disclosures"), columns=columns, read=self._lines, empty=empty, kind="disclosure")
        self._people: list[tuple[str, Name]] = []
        self.whom = TabStrip(
            text(N_("To whom")),
            [
                *(("others", text(N_("To others"))), ("valid", text(N_("Valid"))), ("ended", text(N_("Ended")))),
                *(("recall", text(N_("To recall"))), ("myself", text(N_("To myself")))),
            ],
            text(MORE_TABS),
        )
        self.tell = Button(text(TELL), "quiet", "undo-2")
        self.tell.clicked.connect(self.open_recalls)
        self.approvals = Button(text(N_("A second person…")), "quiet", "shield-check")
        self.approvals.clicked.connect(self.open_approvals)
        acts = [self.tell, self.approvals]
        if context.doors.open_bundle is not None:
            self.came = Button(text(N_("Open a bundle…")), "quiet", "folder-open")
            self.came.clicked.connect(lambda: context.navigation.command_wanted.emit("bundle"))
            acts.append(self.came)
        self.lost = Button(text(exposure_box.ACT), "quiet", "triangle-alert")
        self.lost.clicked.connect(lambda: context.navigation.command_wanted.emit(exposure_box.COMMAND))
        self._beside = Flow(SPACE.PANE)
        self._beside.put([*acts, self.lost])
        self.seen_button = Button("", "quiet", "users", name=text(N_("Who has seen")))
        self.seen_button.setCheckable(True)
        self.seen_button.toggled.connect(lambda _on: self._on_whom(self.whom.key))
        self._more = Button("", "secondary", "ellipsis", name=text(N_("More actions")))
        self._more.setMenu(self._acts_menu([*acts, self.lost]))
        for button in (self.seen_button, self._more):
            button.hide()
            self.pane.put_on_top(button)
        self.body.insertWidget(1, self._beside)
        self.body.insertWidget(2, self.whom)
        self.body.insertWidget(3, Hairline())
        if self.pane.narrowing is not None:
            self.pane.narrowing.bar.above = SPACE.CARD
        self._edge_of_seen = Hairline()
        self.body.addWidget(self._edge_of_seen)
        self._seen_part = self._seen_pane()
        self.body.addWidget(self._seen_part, 1)
        self.to_myself = ToMyself(context)
        self.to_myself.opened.connect(self.open_card)
        self.to_myself.counted.connect(self._on_counted)
        self.body.addWidget(self.to_myself, 1)
        self.to_myself.hide()
        self.whom.chosen.connect(self._on_whom)
        self.whom.show_tab("others")

    def _acts_menu(self, acts: Sequence[Button]) -> QMenu:
        menu = QMenu(self)
        for button in acts:
            menu.addAction(button.text().strip(), button.click)
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show who has seen a name below the register, or in its place where the window is low."""
        super().resizeEvent(event)
        self._fit()
        self.person.setFixedHeight(theme.scaled(CONTROL_HEIGHT))

    def _fit(self) -> None:
        low, mine = is_low(self.window()), self.whom.key == "myself"
        self.seen_button.setVisible(low and not mine)
        self._more.setVisible(low)
        self._beside.setVisible(not low)
        instead = low and self.seen_button.isChecked()
        self._edge_of_seen.setVisible(not mine and not low)
        self._seen_part.setVisible(not mine and (instead or not low))
        self.stack.setVisible(not mine and not instead)
        self.whom.setVisible(not instead)
        if instead:
            self.table_head.hide()
            if self.pane.narrowing is not None:
                self.pane.narrowing.bar.hide()

    def _lines(self, reader: Reader, ids: Sequence[str]) -> list[TableLine | None]:
        return disclosure_lines(reader, ids, frozenset(one for one, state in self._states.items() if state == "recall"))

    def _on_whom(self, key: str) -> None:
        mine = key == "myself"
        whole, text = key == "others", self.context.text
        # Under a tab that narrows the register, nothing there does not mean that nothing left.
        self._empty.put(text(WHAT_STANDS_HERE if whole else ALL_OF_IT), text(NOTHING_LEFT if whole else NONE_HERE))
        asked = self.pane.narrowing
        bar = [asked.bar] if asked is not None else []
        for part in (self.filter, self.stack, *bar):
            part.setVisible(not mine)
        self.pane.many.hide()
        self.table_head.setVisible(not mine and bool(self.model.rowCount()))
        self._fit()
        self.to_myself.setVisible(mine)
        if mine:
            self.to_myself.refresh()
        else:
            self.refresh()

    def _on_counted(self, total: int) -> None:
        if self.whom.key == "myself":  # the title counts what stands below it
            self.pane.say_total(total)

    def chosen(self) -> str:
        """Return the disclosure the table is on while this page is shown, else ""."""
        return self.record_id() if self.isVisible() and self.whom.key != "myself" else ""

    def open_recalls(self) -> None:
        """Show who is still to be told, with the notices."""
        box = RecallBox(self.context, self)
        box.done_something.connect(self.refresh)
        box.open()

    def open_approvals(self) -> None:
        """Show what waits for a second person, and what needs one."""
        ApproveBox(self.context, self).open()

    def turn_form(self) -> bool:
        """Stay a table: who has seen a name stands below it over the same width."""
        return False

    def step_tab(self, by: int) -> None:
        """Go to the other tab."""
        self.whom.step(by)

    def _seen_pane(self) -> QWidget:
        text = self.context.text
        pane = QWidget()
        layout = column(pane)
        top = row(None, (SPACE.PANE, SPACE.ROOM, SPACE.PANE, SPACE.NEAR), SPACE.CARD)
        called = Line([Run(text(N_("Who has seen")), Style.SUBTITLE)])
        top.addWidget(called)
        self.person = Select()
        called.setBuddy(self.person)
        self.person.setAccessibleName(text(N_("Person")))
        self.person.view().setAccessibleName(text(N_("Person")))
        self.person.setMinimumWidth(260)
        self.person.currentIndexChanged.connect(lambda _number: self._read_seen())
        top.addWidget(self.person)
        top.addStretch(1)
        layout.addLayout(top)
        self._seen_columns = tuple(Column(text(title), share) for title, share in SEEN)
        self._seen_head = TableHead(self._seen_columns)
        layout.addWidget(self._seen_head)
        self._seen = RowsModel(self)
        self.seen = RowList(text(N_("Who has seen this name")), self._seen)
        self._seen_head.follow(self.seen)
        self.seen.opened.connect(lambda shown: self.open_card(shown.id))
        self._seen_stack = QStackedWidget()
        self._seen_stack.addWidget(self.seen)
        self._seen_stack.addWidget(EmptyState(text(N_("Nobody yet")), text(N_("No disclosure names a person."))))
        layout.addWidget(self._seen_stack, 1)
        return pane

    def refresh(self) -> None:
        """Read the register and the people named in it, or what went to oneself."""
        if self.whom.key == "myself":
            self.to_myself.refresh()
            return
        vault = self.context.vault
        self.context.runner.start(lambda _progress: states_of(vault), self._put_states)
        self.context.runner.start(lambda _progress: disclosed_people(self.context.reader), self._put_people)

    def _put_states(self, states: dict[str, str]) -> None:
        self._states = states
        count = sum(1 for state in states.values() if state == "recall")
        self.tell.setText(f"  {self.context.text(TELL_COUNT, count=count) if count else self.context.text(TELL)}")
        if self.whom.key != "myself":
            super().refresh()

    def only_of(self, ids: Sequence[str]) -> Sequence[str]:
        """Return which of what was found stands under the tab that is shown."""
        chosen = self.whom.key
        return ids if chosen == "others" else [one for one in ids if self._states.get(one) == chosen]

    def _put_people(self, people: list[tuple[str, Name]]) -> None:
        kept = self.person.currentData()
        self._people = people
        self.person.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.person.clear()
        for person_id, name in people:
            self.person.addItem(isolated(" ".join(part for part in (name.main, name.script) if part)), person_id)
        self.person.setCurrentIndex(max(0, self.person.findData(kept)))
        self.person.blockSignals(False)  # noqa: FBT003 - Qt's own signature
        self.person.setVisible(bool(people))
        self._seen_head.setVisible(bool(people))
        self._seen_stack.setCurrentIndex(0 if people else 1)
        self._read_seen()

    def _read_seen(self) -> None:
        person = self.person.currentData()
        if isinstance(person, str):
            self.context.runner.start(lambda _progress: seen_lines(self.context.reader, person), self._put_seen)

    def _put_seen(self, lines: list[TableLine]) -> None:
        self._seen.put([table_row(self._seen_columns, line) for line in lines])

    def show_record(self, record_id: str, type_key: str) -> None:
        """Go to a disclosure: it stands among what went to others."""
        self.whom.show_tab("others")
        super().show_record(record_id, type_key)

    def panes(self) -> list[QWidget]:
        """Return register, the names, and the card."""
        if self.whom.key == "myself":
            return [self.to_myself.list, *super().panes()[1:]]
        return [self.list, self.seen, *super().panes()[1:]]
