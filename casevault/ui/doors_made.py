"""The doors of an open window: log, forms, disclosing, locking, made for one vault and its main window."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from casevault.exchange.homecoming import is_journey
from casevault.i18n import N_
from casevault.ui.backups import Backups
from casevault.ui.bring_in.flow import ImportFlow
from casevault.ui.court.door import CourtDoor
from casevault.ui.disclose import DiscloseFlow, HoldingsFlow
from casevault.ui.doors import Doors
from casevault.ui.evidence.doors import EvidenceDoors
from casevault.ui.log_line import LogLine
from casevault.ui.receive.flow import BundleFlow
from casevault.ui.record_form import RecordForm
from casevault.ui.told import Told, told_in
from casevault.ui.travel.home_flow import HomeFlow
from casevault.ui.travel.pack_flow import PackFlow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from casevault.domain.record import Changes, Record
    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.ui.disclose.flow import WayOut
    from casevault.ui.main_window import MainWindow

UNFINISHED = N_("This is open and not finished. Finish or cancel it first.")
FIRST_END = N_("First finish or cancel what is open here, then drop it again.")
NUMBERS = ("statistics", "statistics")  # audience and output: what counts anew and hides small numbers
SAVED = N_("Saved · Undo Ctrl+Z")


class DoorKeeper:
    """Opens forms, the log line and the disclose path over a window that is named later: it needs the doors first."""

    def __init__(self, lock: Callable[[], None], renew: Callable[[bytearray, bytes | None], None] | None = None) -> None:
        self.doors = Doors(
            lock=lock,
            log=self._log,
            court=self._court,
            write_up=self._write_up,
            new=self._new,
            edit=self._edit,
            disclose=self._disclose,
            disclose_numbers=self._disclose_numbers,
            disclose_many=self._disclose_many,
            hand_holdings=self._hand_holdings,
            back_up=self._back_up,
            renew=renew,
            bring_in=self._bring_in,
            open_bundle=self._open_bundle,
            pack=self._pack,
            bring_home=self._bring_home,
        )
        self._context: Context | None = None
        self._window: MainWindow | None = None
        self.backups: Backups | None = None
        self.court: CourtDoor | None = None
        self.doors.files = self._files = EvidenceDoors()

    def serve(self, context: Context, window: MainWindow) -> None:
        """Open everything over `window` from now on."""
        self._context = context
        self._window = window
        self._files.serve(context, window)
        self.court = CourtDoor(context, window)
        self.backups = Backups(context, window)
        self.backups.made.connect(window.pages["today"].refresh)

    def _back_up(self) -> None:
        if self.backups is not None:
            self.backups.ask()

    def _court(self, case_id: str, hearing_id: str) -> None:
        if self.court is not None:
            self.court.open(case_id, hearing_id)

    def _write_up(self, hearing_id: str) -> None:
        if self.court is not None:
            self.court.write_up(hearing_id)

    def _log(self, case_id: str) -> None:
        context, window = self._context, self._window
        if context is None or window is None:
            return
        over = QApplication.activeWindow()  # a form, or the courtroom: the line stands over what it was called from
        line = LogLine(context, case_id, window if over is None or isinstance(over, LogLine) else over)
        line.saved.connect(
            partial(self._on_saved)
        )  # not the method itself: each would stay on this object, which is none of Qt's
        line.open()
        line.line.setFocus()

    def _new(self, type_key: str, known: Mapping[str, object]) -> None:
        self._open_form(type_key, None, known)

    def _edit(self, record_id: str) -> None:
        context = self._context
        if context is not None:

            def read(_progress: object) -> Record:
                record = context.vault.records.get(record_id)
                return replace(record, title=context.reader.title(record))  # as lists call it, in the language of the window

            context.runner.start(read, self._on_record, urgent=True)

    def _on_record(self, record: Record) -> None:
        self._open_form(record.type, record, {})

    def _open_form(self, type_key: str, record: Record | None, known: Mapping[str, object]) -> None:
        """Open a form; for an account it is first read what it is about."""
        context = self._context
        if context is None:
            return
        if type_key != "claim":
            self._form(type_key, record, known, None)
            return
        fields = record.fields if record is not None else known
        context.runner.start(
            lambda _progress: told_in(context, fields), lambda told: self._form(type_key, record, known, told), urgent=True
        )

    def _form(self, type_key: str, record: Record | None, known: Mapping[str, object], told: Told | None) -> None:
        context, window = self._context, self._window
        if context is None or window is None:
            return
        form = RecordForm(context, type_key, record, known, window, told=told)
        form.saved.connect(lambda changes: self._on_saved(changes, and_open=False))
        form.open()

    def _on_saved(self, changes: Changes, and_open: bool) -> None:
        context = self._context
        if context is None:
            return
        context.messages.say(SAVED)
        if and_open and changes.made:
            context.navigation.record_wanted.emit(changes.made[0])

    def _is_free(self, said: Msg = UNFINISHED) -> bool:
        """Say whether nothing unfinished stands over the pages; what does is shown, and that it comes first is said."""
        window = self._window
        if window is None or window.guest is None or not window.guest.is_unfinished:
            return True
        window.back_to_guest()
        window.context.messages.say(said)
        return False

    def _disclose(self, case_id: str) -> None:
        if self._context is not None and self._is_free():
            self._walk(DiscloseFlow(self._context, case_id))

    def _disclose_numbers(self) -> None:
        if self._context is not None and self._is_free():
            flow = DiscloseFlow(self._context, "")
            flow.choose.offer(*NUMBERS)
            self._walk(flow)

    def _disclose_many(self, cases: Sequence[str], output: str) -> None:
        if self._context is not None and self._is_free():
            self._walk(DiscloseFlow(self._context, "", cases, output))

    def _hand_holdings(self, person: str, name: str) -> None:
        if self._context is not None and self._is_free():
            self._walk(HoldingsFlow(self._context, person, name))

    def _walk(self, flow: WayOut) -> None:
        window = self._window
        if window is None:
            return
        flow.closed.connect(lambda sealed: window.close_guest("disclosures" if sealed else ""))
        window.show_guest(flow)

    def _bring_in(self, path: Path | None) -> None:
        context, window = self._context, self._window
        if context is None or window is None or not self._is_free():
            return
        flow = ImportFlow(context, path)
        flow.closed.connect(lambda done: window.close_guest("cases" if done else ""))
        window.show_guest(flow)
        window.navigator.mark("cases")

    def _pack(self, cases: Sequence[str]) -> None:
        context, window = self._context, self._window
        if context is None or window is None or not self._is_free():
            return
        flow = PackFlow(context, cases)
        flow.closed.connect(lambda made: window.close_guest("travel" if made else ""))
        window.show_guest(flow)
        window.navigator.mark("vault")

    def _bring_home(self, path: Path | None) -> None:
        context, window = self._context, self._window
        if context is None or window is None or not self._is_free(UNFINISHED if path is None else FIRST_END):
            return
        flow = HomeFlow(context, path)
        flow.closed.connect(lambda done: window.close_guest("travel" if done else ""))
        window.show_guest(flow)
        window.navigator.mark("vault")

    def _open_bundle(self, path: Path | None) -> None:
        """Open a bundle of a partner; one that a journey brings home, as its beginning says, is taken in as such."""
        context = self._context
        if context is None or path is None:
            self._open_partners(path)
            return
        vault = context.vault
        context.runner.start_file(
            lambda _progress: is_journey(vault, path),
            lambda homeward: self._bring_home(path) if homeward else self._open_partners(path),
        )

    def _open_partners(self, path: Path | None) -> None:
        context, window = self._context, self._window
        if context is None or window is None:
            return
        # Neither a file that is dropped nor a command may take away what somebody is in the middle of.
        another = path is not None and isinstance(window.guest, BundleFlow)
        if not another and not self._is_free(UNFINISHED if path is None else FIRST_END):
            return
        flow = BundleFlow(context, path, window.page.case_id())
        flow.closed.connect(lambda done: window.close_guest("cases" if done else ""))
        window.show_guest(flow)
