"""What the system says that means "lock", as signals of the process and over a bus of the test's own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tools import need
from ui.hands import until

from casevault.ui.system_signals import SystemSignals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")]

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


def test_afterwards_signals_end_the_process_again() -> None:
    made = SystemSignals()
    assert signal.getsignal(signal.SIGINT) is not signal.SIG_DFL
    made.stop()
    made.stop()
    # By name: the types of Windows have no SIGHUP, and this file is checked for all three systems.
    assert {signal.getsignal(getattr(signal, name)) for name in ("SIGINT", "SIGTERM", "SIGHUP")} == {signal.SIG_DFL}
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


# The same over the system's bus, where logind is the one of the test.
AT_LOGIND = """
import sys, time
from PySide6.QtCore import QCoreApplication, QTimer
from casevault.ui.system_signals import SystemSignals
application = QCoreApplication([])
system = SystemSignals()
assert system._inhibitor is not None and system._inhibitor.isValid()
system.lock_wanted.connect(lambda: (print("lock", time.monotonic(), flush=True), application.quit()))
QTimer.singleShot(1500, application.quit)
application.exec()
"""
BESIDE = 'DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS; export DBUS_SYSTEM_BUS_ADDRESS; "$1" "$2" "$3" & '
BESIDE += "while ! dbus-send --system --dest=org.freedesktop.DBus --print-reply / org.freedesktop.DBus.ListNames"
BESIDE += ' | grep -q login1; do sleep 0.05; done; "$1" -c "$4"; kill $!'


@pytest.mark.parametrize(
    ("told", "locks"),
    [
        ("sleep", True),
        ("wake", False),
        ("shutdown", True),
        ("lock", True),
        pytest.param("away", True, id="another user comes to this screen"),
        pytest.param("back", False, id="the user is back"),
        pytest.param("other", False, id="it is about somebody else's session"),
    ],
)
def test_logind_is_heard_within_a_second_and_sleep_waits_for_the_lock(tmp_path: Path, told: str, *, locks: bool) -> None:
    need("dbus-run-session", "dbus-send")
    environment = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
    environment |= {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    logind = str(Path(__file__).with_name("logind.py"))
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", BESIDE, "sh", sys.executable, logind, told, AT_LOGIND],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    lines = dict(line.split(maxsplit=1) for line in done.stdout.splitlines() if line.startswith(("inhibit", "told", "lock")))
    assert lines.get("inhibit") == "sleep delay CaseVault", done.stderr
    assert ("lock" in lines) is locks, done.stderr
    if locks:
        assert 0 <= float(lines["lock"]) - float(lines["told"]) < 1
