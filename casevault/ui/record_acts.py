"""What is done to records from the main window: to the one the keyboard is on, in the case that is shown, or to a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.record import Changes
from casevault.i18n import N_
from casevault.ui.account_acts import confirm_fact
from casevault.ui.erasing import ask_erase_record
from casevault.ui.lists.rows import ValueRow
from casevault.ui.lists.view import RowList
from casevault.ui.printing.box import ask_print, refusal
from casevault.ui.removing import remove

if TYPE_CHECKING:
    from casevault.ui.context import Context
    from casevault.ui.main_window import MainWindow
    from casevault.vault.undoing import Undone


class RecordActs:
    """The acts behind the commands on records; each asks the page that is shown what it is about."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        self._context, self._window = context, window

    def log(self) -> None:
        """Log one line, in the case that is shown."""
        if self._context.doors.log is not None:
            self._context.doors.log(self._window.page.case_id())

    def court(self) -> None:
        """Sit in the hearing the keyboard is on, else in that of today of the case that is shown."""
        if self._context.doors.court is not None:
            page = self._window.page
            self._context.doors.court(page.case_id(), page.record_id() if "hearing" in page.record_types else "")

    def write_up(self) -> None:
        """Ask what is left to be said of the hearing the keyboard is on."""
        if self._context.doors.write_up is not None:
            self._context.doors.write_up(self._window.page.record_id())

    def disclose(self) -> None:
        """Prepare a dossier of the case that is shown."""
        if self._context.doors.disclose is not None:
            self._context.doors.disclose(self._window.page.case_id())

    def print_shown(self) -> None:
        """Print for oneself the record the keyboard is on, else the case that is shown."""
        window = self._window
        walking = window.guest is not None and window.stack.currentWidget() is window.guest
        record = "" if walking else window.page.record_id() or window.page.case_id()
        if record:
            ask_print(self._context, window, record)
        else:
            self._context.messages.say(refusal(walking=walking))

    def attach(self) -> None:
        """Attach files to the record the keyboard is on, else to the case that is shown."""
        if self._context.doors.files is not None:
            self._context.doors.files.attach(self._window.page.record_id() or self._window.page.case_id())

    def make(self, type_key: str) -> None:
        """Open the form of a new record; in a case it belongs to that case."""
        new = self._context.doors.new
        if new is not None and type_key:
            new(type_key, self._window.page.preset(type_key))

    def make_shown(self) -> None:
        """Open the form of a new record of the kind that is shown."""
        self.make(self._window.page.new_type)

    def edit(self) -> None:
        """Open the form of the record the keyboard is on."""
        if self._context.doors.edit is not None:
            self._context.doors.edit(self._window.page.record_id())

    def accounts(self) -> None:
        """Offer what can be done with the value the keyboard is on, and with its accounts."""
        focused = self._window.focusWidget()
        if isinstance(focused, RowList):
            focused.want_acts()

    def confirm_fact(self) -> None:
        """Note that the value the keyboard is on still holds, or what ages in the record it is on."""
        focused = self._window.focusWidget()
        row = focused.current_row() if isinstance(focused, RowList) else None
        confirm_fact(self._context, self._window.page.record_id(), row.path if isinstance(row, ValueRow) else "")

    def remove(self) -> None:
        """Put the record the keyboard is on out of sight; of several that are selected none, for it is not said which."""
        focused = self._window.focusWidget()
        if isinstance(focused, RowList) and focused.count_selected() > 1:
            self._context.messages.say(N_("Several rows are selected, and one at a time is removed. Choose one."))
            return
        remove(self._context, self._window.page.record_id())

    def erase(self) -> None:
        """Ask whether the record the keyboard is on shall be erased with its history."""
        ask_erase_record(self._context, self._window, self._window.page.record_id())

    def undo(self) -> None:
        """Take back the last act."""
        records = self._context.vault.records
        self._context.runner.start(lambda _progress: records.undo(), self._on_undone)

    def redo(self) -> None:
        """Do again what was taken back last."""
        records = self._context.vault.records
        self._context.runner.start(lambda _progress: records.redo(), self._on_redone)

    def _on_redone(self, done: Undone) -> None:
        if not done.undone:
            self._context.messages.say(N_("There is nothing to do again."))
            return
        self._context.changes.happened.emit(Changes(batch=done.batch, records=frozenset(done.records)))
        self._context.messages.say(N_("Done again."))

    def _on_undone(self, undone: Undone) -> None:
        if not undone.undone:
            self._context.messages.say(N_("There is nothing to undo."))
            return
        self._context.changes.happened.emit(Changes(batch=undone.batch, records=frozenset(undone.records)))
        self._context.messages.say(N_("Undone. It stays in History."))
