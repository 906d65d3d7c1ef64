"""One case: header, tabs, and under each tab its list; a record opens as a card beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QStackedWidget, QWidget

from casevault.i18n import N_
from casevault.ui.beside import is_low
from casevault.ui.case_header import CaseHeader
from casevault.ui.chronology import EntryList
from casevault.ui.detention_tab import DetentionList
from casevault.ui.erasing import ask_erase_record
from casevault.ui.evidence.dropping import DropTarget
from casevault.ui.jobs import Latest
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.rows import DueRow
from casevault.ui.lists.view import RowList
from casevault.ui.navigator import navigator_width
from casevault.ui.read.case_entries import case_history, consent_entries, disclosure_entries
from casevault.ui.read.cases import case_head
from casevault.ui.read.chronology import Entry, chronology
from casevault.ui.read.clocks import limits_of
from casevault.ui.read.reader import Name
from casevault.ui.read.timeline import timeline_of
from casevault.ui.record_view import RecordView
from casevault.ui.tabs import TABS, CaseTab
from casevault.ui.theme import LIST_WIDTH, RAIL_WIDTH, Role, theme
from casevault.ui.timeline.panel import ChronologyList
from casevault.ui.widgets.basic import Hairline, Panel, column, row
from casevault.ui.widgets.controls import MORE_TABS, TabStrip
from casevault.ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from casevault.ui.context import Context
    from casevault.ui.doors import Preset
    from casevault.ui.read.reader import Reader
    from casevault.ui.read.tables import HistoryLine
    from casevault.ui.timeline.geometry import Timeline

CHRONOLOGY, DETENTION = "chronology", "detention"
WIDEST = 16_777_215  # what Qt takes for no limit
LEAST = 360  # pixels at 100 % that the list keeps beside a card


class CaseView(Panel):
    """The view of one case; `show_case` with "" leaves what was there."""

    def __init__(self, context: Context) -> None:
        super().__init__(Role.SURFACE)
        self.context = context
        self._case = ""
        self._latest, self._latest_head = Latest(), Latest()
        self.card = RecordView(context)
        self.card.hide()
        self.card.closed.connect(self.close_card)
        outer = row(self)
        self._main = main = QWidget()
        layout = column(main)
        self.header = CaseHeader(context, self._more_menu())
        self.tabs = TabStrip(
            context.text(N_("Tabs of this case")), [(tab.key, context.text(tab.title)) for tab in TABS], context.text(MORE_TABS)
        )
        layout.addWidget(self.header)
        layout.addSpacing(8)
        layout.addWidget(self.tabs)
        layout.addWidget(Hairline())
        self._stack = QStackedWidget()
        self._lists: dict[str, EntryList] = {}
        for tab in TABS:
            if tab.key != "history":
                kind = {DETENTION: DetentionList, CHRONOLOGY: ChronologyList}.get(tab.key, EntryList)
                made = kind(context, context.text(tab.title), self._empty(tab), tab.columns)
                made.opened.connect(self.open_card)
                made.chosen.connect(self._on_chosen)
                if isinstance(made, ChronologyList):
                    made.limit_opened.connect(lambda: self.tabs.show_tab(DETENTION))
                self._lists[tab.key] = made
                self._stack.addWidget(made)
        self._history = RowsModel(self)
        self.history = RowList(context.text(N_("History")), self._history)
        self.history.opened.connect(lambda shown: self.open_card(shown.id))
        self._stack.addWidget(self.history)
        self._stack.setMinimumHeight(1)  # an empty state in large type is no reason to squeeze the header
        layout.addWidget(self._stack, 1)
        outer.addWidget(main, 1)
        self._edge = Hairline(upright=True)
        self._edge.hide()
        outer.addWidget(self._edge)
        outer.addWidget(self.card)
        self.header.tab_wanted.connect(self.tabs.show_tab)
        self.tabs.chosen.connect(self._on_tab)
        self.tabs.show_tab(CHRONOLOGY)
        DropTarget(context, main, lambda: self._case)

    def _more_menu(self) -> QMenu:
        menu = QMenu(self)
        doors = self.context.doors
        if doors.edit is not None:
            edit = doors.edit
            menu.addAction(self.context.text(N_("Change this case")), lambda: edit(self._case))
        files, new = doors.files, doors.new
        if files is not None:
            menu.addAction(self.context.text(N_("Attach files…")), lambda: files.attach(self._case))
        if new is not None:
            for tab in TABS:
                if tab.new_type:
                    menu.addAction(self.context.text(tab.button), self._maker(new, tab.new_type))
        menu.addSeparator()
        erase = N_("Erase this case…")
        menu.addAction(self.context.text(erase), lambda: ask_erase_record(self.context, self.window(), self._case))
        return menu

    def _maker(self, new: Callable[[str, Preset], None], type_key: str) -> Callable[[], None]:
        return lambda: new(type_key, self.preset(type_key))

    def preset(self, type_key: str) -> dict[str, object]:
        """Return what is already known of a new record made here: the case it belongs to."""
        fields = self.context.vault.schema.type(type_key)
        found = fields.field("case")
        if found is None or not self._case:
            return {}
        return {"case": [self._case] if found.kind.value == "refs" else self._case}

    def _empty(self, tab: CaseTab) -> EmptyState:
        text = self.context.text
        doors = self.context.doors
        title, words = text(N_("Nothing here yet")), text(tab.empty)
        new, disclose = doors.new, doors.disclose
        if tab.new_type and new is not None:
            return EmptyState(title, words, text(tab.button), "Ctrl+N", lambda: new(tab.new_type, self.preset(tab.new_type)))
        files = doors.files
        if tab.key == "evidence" and files is not None:
            return EmptyState(title, words, text(tab.button), "Ctrl+Shift+A", lambda: files.attach(self._case))
        if tab.key == "disclosures" and disclose is not None:
            return EmptyState(title, words, text(tab.button), "", lambda: disclose(self._case))
        return EmptyState(title, words)

    @property
    def case_id(self) -> str:
        """Return the case that is shown."""
        return self._case

    def show_case(self, case_id: str) -> None:
        """Show a case."""
        if case_id and case_id != self._case:
            self._case = case_id
            self.close_card()
            self.refresh()

    def forget(self) -> None:
        """Show no case any more: the one that was shown is gone."""
        self._case = ""
        self.close_card()

    def refresh(self) -> None:
        """Read the header and the tab that is shown."""
        if not self._case:
            return
        case, reader = self._case, self.context.reader
        self.context.runner.start(lambda _progress: case_head(reader, case), self._latest_head(self.header.put), urgent=True)
        self._read_tab(self.tabs.key)

    def _on_tab(self, key: str) -> None:
        number = next(number for number, tab in enumerate(TABS) if tab.key == key)
        self._stack.setCurrentIndex(number)
        if self._case:
            self._read_tab(key)

    def _read_tab(self, key: str) -> None:
        case, context, start = self._case, self.context, self.context.runner.start
        tab = next(tab for tab in TABS if tab.key == key)
        if key == "history":
            start(lambda _progress: case_history(context.reader, case), self._latest(self._put_history))
            return

        shown = self._lists[key]
        if isinstance(shown, DetentionList):
            reader = context.reader
            start(
                lambda _progress: (limits_of(reader, case), chronology(reader, case, tab.types)),
                self._latest(lambda found: shown.put_all(*found)),
            )
            return

        if isinstance(shown, ChronologyList):
            start(lambda _progress: _chronology(context.reader, case), self._latest(lambda found: shown.put_all(case, *found)))
            return

        def read(_progress: object) -> list[Entry]:
            special = {"consent": consent_entries, "disclosures": disclosure_entries}.get(key)
            return special(context.reader, case) if special is not None else chronology(context.reader, case, tab.types)

        start(read, self._latest(self._lists[key].put))

    def _put_history(self, lines: list[HistoryLine]) -> None:
        self._history.put([history_row(line) for line in lines])

    def current_list(self) -> RowList:
        """Return the list of the tab that is shown."""
        key = self.tabs.key
        return self.history if key == "history" else self._lists[key].list

    def record_id(self) -> str:
        """Return the record on the open card, else the one the list is on."""
        if self.card.isVisible():
            return self.card.record_id
        shown = self.current_list().current_row()
        return shown.id if shown is not None else ""

    def open_card(self, record_id: str) -> None:
        """Show a record beside the list."""
        self.card.show_record(record_id, offer_case=False)
        self._edge.show()
        self.card.show()
        self._fit()

    def close_card(self) -> None:
        """Close the card; the keyboard goes back to the list."""
        focused = QApplication.focusWidget()
        had = focused is not None and self.card.isAncestorOf(focused)
        self.card.hide()
        self._edge.hide()
        self._fit()
        if had:
            self.current_list().setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the card all the room where it and the list do not both fit."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        # By the window: a pane that is squeezed is as wide as it must be, not as wide as there is room for.
        window = self.window().width()
        self.header.compress(on=is_low(self.window()))
        beside = navigator_width(window) + theme.pane(LIST_WIDTH) + theme.pane(RAIL_WIDTH)
        alone = not self.card.isHidden() and window - beside < theme.pane(LEAST)
        focused = QApplication.focusWidget()
        moves = alone and focused is not None and self._main.isAncestorOf(focused)
        self.card.setMaximumWidth(WIDEST if alone else theme.pane(RAIL_WIDTH))
        self.card.setMinimumWidth(RAIL_WIDTH if alone else theme.pane(RAIL_WIDTH))
        self._main.setVisible(not alone)
        self._edge.setVisible(not alone and not self.card.isHidden())
        if moves:
            self.card.list.setFocus()

    def _on_chosen(self, record_id: str) -> None:
        if self.card.isVisible() and record_id:
            self.card.show_record(record_id, offer_case=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the card."""
        if event.key() == Qt.Key.Key_Escape and self.card.isVisible():
            self.close_card()
            return
        super().keyPressEvent(event)


def _chronology(reader: Reader, case: str) -> tuple[list[Entry], Timeline]:
    entries = chronology(reader, case)
    return entries, timeline_of(reader, case, entries)


def history_row(line: HistoryLine) -> DueRow:
    """Return a row for one act."""
    return DueRow(line.id, line.icon, line.title, "", Name(line.detail), line.actor, line.when, line.time, None, "")
