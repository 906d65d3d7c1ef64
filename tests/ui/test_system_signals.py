"""What the system says that means "lock", as signals of the process and over a bus of the test's own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tools import need
from ui.hands import until

from casevault.ui.system_signals import SystemSignals

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

# The bus is chosen when Qt first asks, so a process of its own listens on a bus of its own.
LISTENER = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from casevault.ui.system_signals import SCREEN_SAVERS, SystemSignals
application = QCoreApplication([])
system = SystemSignals()
system.lock_wanted.connect(lambda: (print("lock", flush=True), application.quit()))
service, path = SCREEN_SAVERS[int(sys.argv[1])]
bus = QDBusConnection.sessionBus()
assert bus.isConnected()
assert bus.registerService(service)
message = QDBusMessage.createSignal(path, service, "ActiveChanged")
message.setArguments([sys.argv[2] == "on"])
QTimer.singleShot(300, lambda: bus.send(message))
QTimer.singleShot(2000, application.quit)
application.exec()
"""


@pytest.fixture
def system() -> Iterator[tuple[SystemSignals, list[str]]]:
    made = SystemSignals()
    heard: list[str] = []
    made.lock_wanted.connect(lambda: heard.append("lock"))
    made.end_wanted.connect(lambda: heard.append("end"))
    yield made, heard
    made.stop()


@pytest.mark.parametrize(("number", "word"), [("SIGHUP", "lock"), ("SIGTERM", "end"), ("SIGINT", "end")])
def test_a_signal_is_heard(qtbot: QtBot, system: tuple[SystemSignals, list[str]], number: str, word: str) -> None:
    os.kill(os.getpid(), getattr(signal, number))
    until(qtbot, lambda: system[1] == [word])


def test_afterwards_signals_mean_what_they_meant_before() -> None:
    before = signal.getsignal(signal.SIGINT)
    made = SystemSignals()
    made.stop()
    made.stop()
    assert signal.getsignal(signal.SIGINT) is before
    assert signal.set_wakeup_fd(-1) == -1


@pytest.mark.parametrize(
    ("saver", "state", "heard"), [("0", "on", "lock"), ("1", "on", "lock"), ("2", "on", "lock"), ("0", "off", "")]
)
def test_a_locked_screen_is_heard(tmp_path: Path, saver: str, state: str, heard: str) -> None:
    need("dbus-run-session")
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", LISTENER, saver, state],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout.strip() == heard, done.stderr
