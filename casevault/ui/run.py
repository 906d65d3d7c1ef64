"""The window, from start to lock: the gate before a vault is open, the main window over it, and what makes it lock."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from casevault import paths
from casevault.ambient import SystemAmbient
from casevault.crypto.keywrap import wipe
from casevault.errors import CaseVaultError
from casevault.hardening import reexecute_locked
from casevault.i18n import Catalogue
from casevault.ui.application import NO_WINDOW, make_application, speak
from casevault.ui.clipboard import ClipboardKeeper
from casevault.ui.gate_window import GateWindow
from casevault.ui.handbook.window import open_handbook
from casevault.ui.held_keys import HELP_KEYS, HIDE_KEYS, LOCK_KEYS, WHAT_KEYS, HeldKeys
from casevault.ui.inactivity import Inactivity
from casevault.ui.locking import lock
from casevault.ui.onlookers import Onlookers
from casevault.ui.opened_by_system import OpenedBySystem
from casevault.ui.settings import load, save
from casevault.ui.stick import Presence
from casevault.ui.system_signals import SystemSignals, end_at_once_on_signals
from casevault.vault.finding import SUFFIX
from casevault.vault.outside import clear_left_over

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.ui.main_window import MainWindow
    from casevault.ui.renewing import RenewWindow
    from casevault.ui.settings import Settings
    from casevault.vault.vault import Vault


class Session(QObject):
    """One start of the window. At most one vault is opened in it: lock and close both end the process that knew it."""

    def __init__(self, catalogue: Catalogue, vault_folder: Path | None, *, locked: bool = False) -> None:
        super().__init__()
        clear_left_over()
        self._catalogue = catalogue
        self._locked = locked  # begun by a lock: whoever opens the vault goes on where it was locked
        self._settings_folder = paths.config_folder()
        self._settings = load(self._settings_folder)
        # The language spoken now may be another than the one kept: asked for at this start, or the system's.
        spoken = replace(self._settings, language=catalogue.language)
        self.application = make_application(sys.argv[:1], spoken, no_window=catalogue.text(NO_WINDOW))
        # Before the first window: the box with the passphrase and the recovery code is marked too.
        self._onlookers = Onlookers(self._settings, catalogue, self)
        self.application.installEventFilter(self._onlookers)
        acts = {LOCK_KEYS: self.lock, HIDE_KEYS: self._onlookers.hide_now, HELP_KEYS: self.help, WHAT_KEYS: self.what_is}
        self._held_keys = HeldKeys(acts, self)
        self.application.installEventFilter(self._held_keys)
        self.gate = GateWindow(catalogue, SystemAmbient(), vault_folder)
        self.gate.opened.connect(self.show_vault)
        self.gate.held.connect(self._listen)
        self.gate.language_wanted.connect(self.speak)
        self.opened_by_system = OpenedBySystem(self)
        self.opened_by_system.wanted.connect(self._on_wanted)
        if sys.platform == "darwin":  # no other system sends such events, and a filter sees every event there is
            self.application.installEventFilter(self.opened_by_system)
        if locked and self.gate.unlock is not None:
            self.gate.unlock.say_locked()
        self.window: MainWindow | None = None
        self.context: Context | None = None
        self.renewing: RenewWindow | None = None
        self._over = False
        self._system: SystemSignals | None = None

    def start(self, secret: bytearray | None) -> int:
        """Show the gate, try `secret` where one was given, and run until the last window closes."""
        self.gate.show()
        if secret is None:
            threading.Thread(target=load_window, daemon=True).start()  # while the passphrase is typed
        else:
            load_window()  # first: once the vault is open its window is to stand at once, and with it all that locks
            self.gate.try_secret(secret)
        return self.application.exec()

    def _on_wanted(self, folder: Path) -> None:
        """Ask for the passphrase of the vault in `folder`; while one is open it is left alone, as one process opens one vault."""
        if self.context is None and self.gate.isVisible():
            self.gate.choose(folder)

    def speak(self, code: str) -> None:
        """Speak a language from now on and at the next start. Before a vault is open only the gate has words to change."""
        self._settings = replace(self._settings, language=code)
        with contextlib.suppress(CaseVaultError):  # where nothing can be kept it is spoken all the same
            save(self._settings_folder, self._settings)
        self._catalogue = Catalogue(code, paths.resource_path("locale"))
        speak(self.application, code)
        self._onlookers.speak(self._catalogue)
        self.gate.speak(self._catalogue)

    def show_vault(self, vault: Vault) -> None:
        """Put the main window over an open vault in the gate's place."""
        self._listen()  # first: what arrives while the window is built waits in a pipe, and is heard as soon as it stands
        main_window, doors_made, left_off, contexts = load_window()
        keeper = doors_made.DoorKeeper(self.lock, self.renew)
        keeper.doors.hide = self._onlookers.hide_now
        context: Context = contexts.Context(
            vault,
            self._catalogue,
            settings=self._settings,
            settings_folder=self._settings_folder,
            label=vault.folder.name.removesuffix(SUFFIX),
            doors=keeper.doors,
        )
        self.context = context
        window = main_window.MainWindow(context)
        keeper.serve(context, window)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        self.window = window
        self._idle = Inactivity(vault.policy.idle(self._settings.lock_minutes), self)
        self.application.installEventFilter(self._idle)
        self._idle.passed.connect(self.lock)
        self._copied = ClipboardKeeper(self._settings.clipboard_seconds, self)
        self._copied.copied.connect(context.count_copied)
        window.preferences.used.connect(self._on_settings)
        if sys.platform == "win32":
            from casevault.ui.system_windows import WindowsSessions  # noqa: PLC0415 - there is no such thing elsewhere

            self._sessions = WindowsSessions(int(window.winId()), self.lock)
            self.application.installNativeEventFilter(self._sessions)
        self._presence = Presence(vault.folder, self)
        self._presence.gone.connect(self.lock)
        window.show()
        if self._locked:
            left_off.show_again(window)
        window.checks.begin()
        if keeper.backups is not None:
            keeper.backups.begin()
        if keeper.court is not None:
            keeper.court.resume()  # a hearing that a lock or a dead battery interrupted goes on
        # Closing the window closes the vault; the memory goes with the process.
        self.application.lastWindowClosed.connect(self.end)
        # With the box goes the field in which the passphrase was typed.
        self.gate.close()
        self.gate.deleteLater()
        self._said: set[Msg] = set()
        # What is odd about the clock is known only once something was recorded by it.
        context.changes.happened.connect(lambda _changes: self._say_notices())
        self._say_notices()

    def _listen(self) -> None:
        """Hear from now on when the system wants a lock: a vault is open."""
        if self._system is None:
            self._system = SystemSignals(self)
            self._system.lock_wanted.connect(self.lock)
            self._system.end_wanted.connect(self.end)

    def _say_notices(self) -> None:
        """Say what the vault has to say, each sentence once."""
        if self.context is not None:
            new = [notice for notice in self.context.vault.notices if notice not in self._said]
            self._said.update(new)
            if new:
                self.context.messages.tell(new)

    def _on_settings(self, settings: Settings) -> None:
        if self.context is not None:
            self._idle.wait_for(self.context.vault.policy.idle(settings.lock_minutes))
        self._copied.keep_for(settings.clipboard_seconds)
        self._onlookers.use(settings)

    def lock(self) -> None:
        """Lock now: see `locking`. A second call while it runs does nothing."""
        if self.context is None:
            self.gate.lock()
        elif not self._over:
            self._over = True
            lock(self.context)

    def what_is(self) -> None:
        """Say what the control under the keyboard is; the box with the passphrase stands sooner without what this needs."""
        over = QApplication.activeWindow() or self.gate
        import_module("casevault.ui.handbook.what_is").show_what_is(self._catalogue, QApplication.focusWidget(), over)

    def help(self) -> None:
        """Open the handbook at the page for what stands in front, also over a box that the window's own keys do not reach."""
        modal, window = QApplication.activeModalWidget(), self.window
        if modal is None and window is not None and window.isVisible():  # it is not while a courtroom is
            window.show_handbook()
        else:
            open_handbook(self._catalogue, QApplication.focusWidget() or modal or window or self.gate)

    def renew(self, secret: bytearray, keyfile: bytes | None) -> None:
        """Close the vault as a lock does, and renew its keys with a passphrase that opens it; a fresh process follows."""
        context = self.context
        if context is None or self._over:
            wipe(secret)
            return
        self._over = True
        # From the loop, not from within the box's own job: that is about to be thrown away with all the others.
        QTimer.singleShot(0, self, lambda: lock(context, replace=lambda folder: self._renew(folder, secret, keyfile)))

    def _renew(self, folder: Path | None, secret: bytearray, keyfile: bytes | None) -> None:
        if folder is None or threading.current_thread() is not threading.main_thread():
            reexecute_locked(folder)  # the grace is over: something hangs, and the vault is locked without it
        window: RenewWindow = import_module("casevault.ui.renewing").RenewWindow(folder, self._catalogue, SystemAmbient())
        self.renewing = window
        self._idle.passed.connect(window.leave_idle)
        if self._system is not None:
            self._system.lock_wanted.connect(window.leave)
            self._system.end_wanted.connect(window.close)
        window.show()
        window.start(secret, keyfile)

    def end(self) -> None:
        """Close the vault in the same order as a lock does, and end."""
        if self.context is None:
            self.gate.close()
        elif not self._over:
            self._over = True
            lock(self.context, replace=self._quit)

    def _quit(self, _folder: Path | None) -> None:
        if threading.current_thread() is not threading.main_thread():
            os._exit(0)  # the grace is over: something hangs, and the window's thread cannot be asked any more
        self.application.quit()


def load_window() -> tuple[ModuleType, ModuleType, ModuleType, ModuleType]:
    """Import what the main window is made of; the box with the passphrase stands a second earlier without it."""
    import_module("casevault.ui.create")  # first what the gate needs as soon as somebody has read its first page
    main_window, doors_made = import_module("casevault.ui.main_window"), import_module("casevault.ui.doors_made")
    # What a window reads with knows what left and how, and so all of disclosure: half a second of its own.
    return main_window, doors_made, import_module("casevault.ui.left_off"), import_module("casevault.ui.context")


def run(catalogue: Catalogue, vault_folder: Path | None, secret: bytearray | None, *, locked: bool = False) -> int:
    """Run the window; `secret` (wiped after use) opens the vault at once. Returns the exit status."""
    end_at_once_on_signals()
    return Session(catalogue, vault_folder, locked=locked).start(secret)
