"""Words from the system that mean "lock": the session is locked or ends, the computer is about to sleep, the user is switched.

On Linux they come over D-Bus (a local socket, no network); a delay inhibitor gives the lock its moment before sleep. Where bus
or a service is absent, nothing arrives and the idle time remains. SIGHUP locks too; SIGTERM and SIGINT close the vault and end.
"""

from __future__ import annotations

import os
import signal
import sys

from PySide6.QtCore import SLOT, QObject, QSocketNotifier, Signal, Slot
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusInterface,
    QDBusMessage,
    QDBusObjectPath,
    QDBusUnixFileDescriptor,
    QDBusVariant,
)

LOGIN = "org.freedesktop.login1"
LOGIN_PATH = "/org/freedesktop/login1"
MANAGER = "org.freedesktop.login1.Manager"
SESSION = "org.freedesktop.login1.Session"
SESSION_PATH = "/org/freedesktop/login1/session/auto"  # whoever asks is answered about his own session
PROPERTIES = "org.freedesktop.DBus.Properties"
SCREEN_SAVERS = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
)
ON_FLAG, ON_LOCK, ON_PROPERTIES = SLOT("_on_flag(bool)"), SLOT("_on_lock()"), SLOT("_on_properties(QString,QVariantMap)")
HANG_UP = 1  # SIGHUP by its number, which Windows does not name
if sys.platform == "win32":
    SIGNALS: tuple[signal.Signals, ...] = ()  # it gives a window none of them
else:
    SIGNALS = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)


class SystemSignals(QObject):
    """Emits `lock_wanted`, or `end_wanted` where the process shall end. Keep it alive as long as the vault is open."""

    lock_wanted = Signal()
    end_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inhibitor: QDBusUnixFileDescriptor | None = None
        self._pipe: tuple[int, int] | None = None
        self._notifier: QSocketNotifier | None = None
        if sys.platform == "linux":
            self._listen_on_the_bus()
        self._listen_for_signals()

    def _listen_on_the_bus(self) -> None:
        system = QDBusConnection.systemBus()
        if system.isConnected():
            self._hear(system, (LOGIN, LOGIN_PATH, MANAGER, "PrepareForSleep"), ON_FLAG)
            self._hear(system, (LOGIN, LOGIN_PATH, MANAGER, "PrepareForShutdown"), ON_FLAG)
            self._hear(system, (LOGIN, "", SESSION, "Lock"), ON_LOCK)
            own = self._own_session(system)
            if own:
                self._hear(system, (LOGIN, own, PROPERTIES, "PropertiesChanged"), ON_PROPERTIES)
            self._inhibit(system)
        session = QDBusConnection.sessionBus()
        if session.isConnected():
            for service, path in SCREEN_SAVERS:
                self._hear(session, (service, path, service, "ActiveChanged"), ON_FLAG)

    def _hear(self, bus: QDBusConnection, what: tuple[str, str, str, str], slot: str) -> None:
        bus.connect(*what, self, slot)  # type: ignore[call-overload]  # Qt takes the text of SLOT; the stubs say bytes

    def _own_session(self, system: QDBusConnection) -> str:
        """Return the path under which logind speaks of the session this window is in, or "" where it has none."""
        named = QDBusInterface(LOGIN, SESSION_PATH, PROPERTIES, system).call("Get", SESSION, "Id")
        if named.type() is not QDBusMessage.MessageType.ReplyMessage or not named.arguments():
            return ""
        answer = QDBusInterface(LOGIN, LOGIN_PATH, MANAGER, system).call("GetSession", str(_plain(named.arguments()[0])))
        if answer.type() is not QDBusMessage.MessageType.ReplyMessage or not answer.arguments():
            return ""
        found = answer.arguments()[0]
        return found.path() if isinstance(found, QDBusObjectPath) else str(found)

    def _inhibit(self, system: QDBusConnection) -> None:
        # "delay" and not "block": sleep waits a few seconds for us and no longer. The inhibitor (a descriptor) ends with us.
        manager = QDBusInterface(LOGIN, LOGIN_PATH, MANAGER, system)
        if not manager.isValid():
            return
        answer = manager.call("Inhibit", "sleep", "CaseVault", "The vault is being locked", "delay")
        if answer.type() is QDBusMessage.MessageType.ReplyMessage and answer.arguments():
            held = answer.arguments()[0]
            self._inhibitor = held if isinstance(held, QDBusUnixFileDescriptor) else None

    def _listen_for_signals(self) -> None:
        if sys.platform != "win32":
            # Python runs a signal's handler only between byte codes, and Qt's loop is none: a byte in a pipe wakes it.
            reading, writing = os.pipe()
            os.set_blocking(reading, False)
            os.set_blocking(writing, False)
            self._pipe = (reading, writing)
            signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
            for number in SIGNALS:
                signal.signal(number, lambda _number, _frame: None)
            self._notifier = QSocketNotifier(reading, QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._on_byte)

    def stop(self) -> None:
        """Listen no more and give everything back; for a window that closes without a lock."""
        if self._pipe is not None and self._notifier is not None:
            self._notifier.setEnabled(False)
            signal.set_wakeup_fd(-1)
            for number in SIGNALS:
                signal.signal(number, signal.SIG_DFL)
            for descriptor in self._pipe:
                os.close(descriptor)
            self._pipe = None
        self._inhibitor = None

    def _on_byte(self) -> None:
        if self._pipe is None:
            return
        try:
            arrived = os.read(self._pipe[0], 64)
        except BlockingIOError:
            return
        (self.lock_wanted if HANG_UP in arrived else self.end_wanted).emit()

    @Slot(bool)
    def _on_flag(self, begins: bool) -> None:
        if begins:
            self.lock_wanted.emit()

    @Slot(str, "QVariantMap")
    def _on_properties(self, interface: str, changed: dict[str, object]) -> None:
        # Another user at this screen: the session goes on, out of sight, and its window with it.
        if interface == SESSION and "Active" in changed and not _plain(changed["Active"]):
            self.lock_wanted.emit()

    @Slot()
    def _on_lock(self) -> None:
        self.lock_wanted.emit()


def end_at_once_on_signals() -> None:
    """Let each signal end the process, until a vault is open and `SystemSignals` listens.

    Python's own handler of SIGINT would raise KeyboardInterrupt in whatever slot runs next, where Qt prints it and goes on: the
    person's word would be lost. Nothing is shown before a vault is open, and one that is being opened stands every end.
    """
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)


def _plain(value: object) -> object:
    """Return what a variant of the bus holds."""
    return value.variant() if isinstance(value, QDBusVariant) else value
