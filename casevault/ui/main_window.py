"""The window over an open vault: navigator, pages, messages, commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QMenu, QStackedWidget, QWidget

from casevault.domain.consent import text_of
from casevault.domain.person_merge import INTO
from casevault.i18n import N_
from casevault.ui import left_off
from casevault.ui.application import TITLE
from casevault.ui.cases_page import CasesPage
from casevault.ui.checks import Checks
from casevault.ui.commands import CommandTable, Need
from casevault.ui.evidence_page import EvidencePage
from casevault.ui.handbook.what_is import show_what_is
from casevault.ui.handbook.window import open_handbook
from casevault.ui.index_keeper import IndexKeeper
from casevault.ui.lists.view import RowList
from casevault.ui.message_bar import MessageBar
from casevault.ui.navigation import Trail
from casevault.ui.navigator import Navigator
from casevault.ui.page import Page
from casevault.ui.pages import STANDS_UNDER, Pages
from casevault.ui.palette import Palette
from casevault.ui.preferences import Preferences
from casevault.ui.receive.dropping import BundleDrop
from casevault.ui.record_acts import RecordActs
from casevault.ui.search_view import SearchPage
from casevault.ui.settings_view import SettingsDialog
from casevault.ui.shortcuts import ShortcutHelp
from casevault.ui.theme import MIN_HEIGHT, MIN_WIDTH, Role, theme
from casevault.ui.widgets.basic import Hairline, Panel, column, row
from casevault.ui.widgets.states import Toast
from casevault.ui.window_commands import commands_of
from casevault.vault.today import DueKind, DueStatus, today

if TYPE_CHECKING:
    from typing import TypeAlias

    from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent

    from casevault.domain.record import Record
    from casevault.ui.bring_in.flow import ImportFlow
    from casevault.ui.context import Context
    from casevault.ui.disclose.flow import WayOut
    from casevault.ui.receive.flow import BundleFlow
    from casevault.ui.travel.home_flow import HomeFlow
    from casevault.ui.travel.pack_flow import PackFlow

    Guest: TypeAlias = WayOut | ImportFlow | BundleFlow | PackFlow | HomeFlow

WAITS = N_("What was open waits as it is: Ctrl+K, “Go on with what is unfinished”.")
FRAME = 24  # pixels that the frame of a window may take at each side


class MainWindow(Panel):
    """One open vault. The title says nothing but the program's name."""

    def __init__(self, context: Context) -> None:
        super().__init__(Role.SURFACE)
        self.context = context
        self.setWindowTitle(TITLE)
        self.setMinimumSize(MIN_WIDTH, MIN_HEIGHT)
        self.resize(self._first_size())
        self._trail = Trail()
        self._guest: Guest | None = None
        self._under: Page | None = None  # the page that the guest stands over
        self._menu = QMenu(self)
        outer = row(self)
        self.navigator = Navigator(context, self._menu)
        outer.addWidget(self.navigator)
        outer.addWidget(Hairline(upright=True))
        content = QWidget()
        layout = column(content)
        self.messages = MessageBar(context)
        layout.addWidget(self.messages)
        self.stack = QStackedWidget()
        layout.addWidget(self.stack, 1)
        outer.addWidget(content, 1)
        self.pages = Pages(context, self.stack)
        self.toast = Toast(self)
        self.preferences = Preferences(context, self)
        context.settings_wanted = self.preferences.use
        self.checks = Checks(context, self)
        self.acts = RecordActs(context, self)
        self.commands = CommandTable(commands_of(self), self, context.catalogue, self._met)
        self._menu.aboutToShow.connect(lambda: self.commands.fill(self._menu))
        self._connect()
        theme.changed.connect(self._fit)
        self._index = IndexKeeper(context, self)
        self.go("today")
        self._count_due()

    def _first_size(self) -> QSize:
        """Return 1440 by 900, or what the screen has room for with a frame around it."""
        room = self.screen().availableSize() - QSize(FRAME, 2 * FRAME)
        return QSize(1440, 900).boundedTo(room).expandedTo(QSize(MIN_WIDTH, MIN_HEIGHT))

    def _connect(self) -> None:
        context = self.context
        BundleDrop(context, self)
        self.destroyed.connect(context.let_go)
        self.navigator.chosen.connect(self.go)
        self.navigator.find_wanted.connect(self.find_or_do)
        self.navigator.log_wanted.connect(lambda: self.commands.run("log"))
        self.navigator.lock_wanted.connect(lambda: self.commands.run("lock"))
        context.navigation.page_wanted.connect(self.go)
        context.navigation.record_wanted.connect(self.open_record)
        context.navigation.query_wanted.connect(self.search)
        context.navigation.command_wanted.connect(self.commands.run)
        context.messages.said.connect(self.toast.say)
        context.changes.happened.connect(lambda _changes: self._count_due())
        self.preferences.renamed.connect(self.pages.refresh)
        self.messages.command_wanted.connect(self.commands.run)

    @property
    def page(self) -> Page:
        """Return the page that is shown, or was before something stood over it."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Page) else self._under or self.pages["cases"]

    # Moving

    def go(self, key: str) -> None:
        """Show a page."""
        if key not in self.pages:
            return
        if self._guest_shown:
            self.context.messages.say(WAITS)
        self._remember()
        self._show(self.pages[key])

    def _show(self, page: Page) -> None:
        self.stack.setCurrentWidget(page)
        self.navigator.mark(STANDS_UNDER.get(page.key, page.key))
        page.enter()
        panes = page.panes()
        if panes:
            panes[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _remember(self) -> None:
        shown = self.stack.currentWidget()
        if isinstance(shown, Page):
            self._trail.add((shown.key, shown.case_id()))

    def go_back(self) -> None:
        """Show what was shown before."""
        self._arrive(self._trail.back((self.page.key, self.page.case_id())))

    def go_forward(self) -> None:
        """Show again what was left by `go_back`."""
        self._arrive(self._trail.forward((self.page.key, self.page.case_id())))

    def _arrive(self, place: tuple[str, str] | None) -> None:
        if place is not None:
            self._show(self.pages[place[0]])
            if place[1]:
                self.page.show_record(place[1], "case")

    def open_record(self, record_id: str) -> None:
        """Go to a record: its own page, or its case with the record beside it."""
        self.context.runner.start(lambda _progress: self.context.vault.records.get(record_id), self._open, urgent=True)

    def _open(self, record: Record) -> None:
        if record.deleted and (into := text_of(record, INTO)):
            self.context.messages.say(N_("This record was merged: here is the one that stayed."))
            self.open_record(into)
            return
        if record.deleted:
            self.go("removed")
            self.page.show_record(record.id, record.type)
            return
        own = self.pages.showing(record.type)
        if own:
            self.go(own)
            self.page.show_record(record.id, record.type)
            return
        cases = self.pages["cases"]
        if record.cases and isinstance(cases, CasesPage):
            self.go("cases")
            cases.show_in_case(record.cases[0], record.id)
            return
        if record.type == EvidencePage.new_type:
            self.go(EvidencePage.key)
            self.page.show_record(record.id, record.type)
            return
        # It has no page of its own and is in no case: it stands on the card beside the list.
        self.page.panes()[-1].setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def guest(self) -> Guest | None:
        """Return what stands over the pages, or was left there unfinished; None where there is nothing."""
        return self._guest

    @property
    def _guest_shown(self) -> bool:
        return self._guest is not None and self.stack.currentWidget() is self._guest

    def back_to_guest(self) -> None:
        """Go back to what was left unfinished over the pages."""
        if self._guest is not None and not self._guest_shown:
            self._under = self.page
            self.stack.setCurrentWidget(self._guest)
            self._guest.begin()

    def show_guest(self, guest: Guest) -> None:
        """Show something over the pages (the disclosure path) until `close_guest`."""
        self.close_guest()
        self._under = self.page
        self._guest = guest
        self.stack.addWidget(guest)
        self.stack.setCurrentWidget(guest)
        self.navigator.mark("disclosures")
        guest.begin()  # its bare ground would take the keyboard to nowhere

    def close_guest(self, back_to: str = "") -> None:
        """Take it away and show a page again."""
        if self._guest is None:
            return
        page = self.pages[back_to] if back_to else self.page  # asked before the stack shows another by itself
        self.stack.removeWidget(self._guest)
        self._guest.deleteLater()
        self._guest = None
        self._show(page)

    def next_pane(self, by: int) -> None:
        """Put the keyboard in the next pane, or the one before."""
        panes: list[QWidget] = [next(iter(self.navigator.items.values())), *self.page.panes()]
        panes[0] = self.navigator.items.get(self.page.key, next(iter(self.navigator.items.values())))
        focused = QApplication.focusWidget()
        at = next((number for number, pane in enumerate(panes) if focused is not None and focused == pane), -1 if by > 0 else 0)
        panes[(at + by) % len(panes)].setFocus(Qt.FocusReason.TabFocusReason)

    # Commands

    def _met(self, need: Need) -> bool:
        if need is Need.GUEST:
            return self._guest is not None and not self._guest_shown
        if self._guest_shown and need is not Need.NOTHING:
            return False
        if need is Need.RECORD:
            # Only from a list: Del pressed on a button or in the navigator means nothing.
            return isinstance(self.focusWidget(), RowList) and bool(self.page.record_id())
        return need is Need.NOTHING or bool(self.page.case_id())

    def find_or_do(self) -> None:
        """Open the palette."""
        Palette(self.context, self.commands, self).open()

    def search(self, query: str = "") -> None:
        """Search everything for `query`."""
        page = self.pages["search"]
        self.go("search")
        if query and isinstance(page, SearchPage):
            page.search(query)
        page.focus_filter()

    def show_settings(self) -> None:
        """Open the settings."""
        dialog = SettingsDialog(self.context, self.context.settings, self)
        dialog.changed.connect(self.preferences.use)
        dialog.open()

    def show_keys(self) -> None:
        """Open the list of keys."""
        ShortcutHelp(self.context, self.commands, self).open()

    def show_handbook(self) -> None:
        """Open the handbook at the page for what the keyboard is in."""
        shown = self._guest if self._guest_shown and self._guest is not None else self.page
        open_handbook(self.context.catalogue, shown, self.show_keys)

    def show_what_is(self) -> None:
        """Say what the control under the keyboard is."""
        over = QApplication.activeWindow() or self
        show_what_is(self.context.catalogue, QApplication.focusWidget(), over)

    def _count_due(self) -> None:
        reader = self.context.reader

        def count(_progress: object) -> int:
            soon = (DueStatus.OVERDUE, DueStatus.TODAY, DueStatus.THIS_WEEK)
            items = today(self.context.vault, as_of=reader.today)
            return sum(item.status in soon for item in items if item.kind is not DueKind.BACKUP)

        self.context.runner.start(count, self.navigator.items["today"].put)

    def _fit(self) -> None:
        self.navigator.fit(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the navigator where the pages need its room."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Put the keyboard in the page: what is built before a window shows takes none."""
        super().showEvent(event)
        panes = self.page.panes()
        if not event.spontaneous() and panes:
            panes[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes one step back and never loses text."""
        if event.key() == Qt.Key.Key_Escape and not self._guest_shown:
            self.page.back()
            return
        super().keyPressEvent(event)

    def flush(self) -> None:
        """Keep where somebody left off: a lock asks every window for what is not written yet."""
        left_off.keep(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop reading; whoever opened the window locks then. Nothing is asked."""
        self.context.runner.stop()
        super().closeEvent(event)
