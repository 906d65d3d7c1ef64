"""The window as its user starts it, under a display of the test's own: opened, locked, in use, traced."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from builders import PASSPHRASE
from e2e.starting import HANG_UP, PROGRAM, hears, made_before
from tools import need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KILL = 9  # by number: other systems have no name for it
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")]

PATIENCE = 60.0  # seconds
CANARY = "Zyxquorvath"


def until(true: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.05)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A display of its own, on a number that the server finds by itself."""
    need("Xvfb", "xdotool")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1440x900x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as said:
        number = said.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


class Window:
    """One start of the program with a window."""

    def __init__(self, home: Path, display: str, vault: Path, *prefix: str, given: bool = True) -> None:
        self.home = home
        self.vault = vault
        self.secret = home / "passphrase.txt"
        self.secret.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
        kept = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "PYTHONPATH") if key in os.environ}
        self.environment = kept | {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
        self.environment |= {"QT_QPA_PLATFORM": "offscreen"} if display == "offscreen" else {"DISPLAY": display}
        secret = ["--passphrase-file", str(self.secret)] if given else []
        self.process = subprocess.Popen(
            [*prefix, *PROGRAM, "--vault", str(vault), *secret],
            env=self.environment,
            stderr=subprocess.PIPE,
            text=True,
        )

    @property
    def pid(self) -> int:
        return self.process.pid

    def command_line(self) -> list[str]:
        with open(f"/proc/{self.pid}/cmdline", "rb") as file:  # noqa: PTH123 - no file but the kernel's answer
            return file.read().decode().split("\0")[:-1]

    def maps(self) -> str:
        with open(f"/proc/{self.pid}/maps", encoding="utf-8", errors="replace") as file:  # noqa: PTH123 - as above
            return file.read()

    def descriptors(self) -> list[str]:
        folder = f"/proc/{self.pid}/fd"
        found = []
        for name in os.listdir(folder):  # noqa: PTH208 - names alone
            try:
                found.append(os.readlink(f"{folder}/{name}"))  # noqa: PTH115 - a socket is no path
            except FileNotFoundError:
                continue
        return found

    def is_open(self) -> bool:
        assert self.process.poll() is None, self.process.stderr and self.process.stderr.read()
        return any(place.startswith(str(self.vault / "main.db")) for place in self.descriptors())

    def wait_open(self) -> None:
        until(self.is_open, "the vault is opened")
        until(lambda: hears(self.pid), "its window is made")

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*PROGRAM, *arguments, "--passphrase-file", str(self.secret), "--json"],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    def end(self) -> None:
        if self.process.poll() is None:
            with open(f"/proc/{self.pid}/task/{self.pid}/children", encoding="ascii") as file:  # noqa: PTH123 - as above
                children = [int(child) for child in file.read().split()]
            self.process.kill()
            for child in children:  # of strace: the program itself
                os.kill(child, KILL)
        self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Window]]:
    started: list[Window] = []
    home = tmp_path / "person"
    home.mkdir()
    vault = home / "Work.casevault"
    secret = home / "passphrase.txt"
    secret.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    subprocess.run(
        made_before("create", str(vault), "--passphrase-file", str(secret), "--json"),
        env={"PATH": os.environ["PATH"], "HOME": str(home)},
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )

    def begin(display: str, *prefix: str, given: bool = True) -> Window:
        started.append(Window(home, display, vault, *prefix, given=given))
        return started[-1]

    yield begin
    for window in started:
        window.end()


def check_locked(window: Window) -> None:
    until(lambda: "--locked" in window.command_line(), "the process is replaced by a locked one")
    assert window.process.poll() is None, "the same process id, the same parent"
    line = window.command_line()
    assert line[-2:] == ["--vault", str(window.vault)]
    assert str(window.secret) not in line
    assert not any("passphrase" in word for word in line)
    time.sleep(1.0)
    assert str(window.secret) not in window.descriptors()
    # It reads the ways in for a moment, to say which there are.
    until(lambda: not any(place.startswith(str(window.vault)) for place in window.descriptors()), "nothing of the vault is held")
    opened = window.command("list", str(window.vault), "person")
    assert opened.returncode == 0, opened.stderr


@pytest.mark.parametrize("how", ["offscreen", "display"])
def test_a_window_that_was_opened_by_a_file_and_then_locked_is_locked(
    start: Callable[..., Window], how: str, request: pytest.FixtureRequest
) -> None:
    window = start("offscreen" if how == "offscreen" else request.getfixturevalue("display"))
    window.wait_open()
    time.sleep(1.0)
    window.process.send_signal(HANG_UP)
    check_locked(window)


def test_a_vault_whose_stick_is_pulled_out_is_locked_and_whole_when_it_comes_back(start: Callable[..., Window]) -> None:
    window = start("offscreen")
    window.wait_open()
    time.sleep(1.5)
    pulled = window.vault.with_name("pulled")
    window.vault.rename(pulled)
    until(lambda: "--locked" in window.command_line(), "the process is replaced by a locked one")
    time.sleep(1.0)
    assert not any(place.startswith(str(pulled)) for place in window.descriptors())
    pulled.rename(window.vault)
    checked = window.command("check", str(window.vault), "--deep")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def xdotool(display: str, *arguments: str) -> str:
    done = subprocess.run(
        ["xdotool", *arguments], env={"DISPLAY": display, "PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def test_the_hotkey_locks(start: Callable[..., Window], display: str) -> None:
    window = start(display)
    window.wait_open()
    until(lambda: xdotool(display, "search", "--onlyvisible", "--pid", str(window.pid)), "the window is shown")
    time.sleep(1.5)
    for found in xdotool(display, "search", "--onlyvisible", "--pid", str(window.pid)).split():
        assert xdotool(display, "getwindowname", found) in {"CaseVault", ""}
        xdotool(display, "windowfocus", "--sync", found)
    xdotool(display, "key", "ctrl+shift+l")
    check_locked(window)


def test_a_second_window_on_the_same_vault_finds_it_in_use(start: Callable[..., Window]) -> None:
    window = start("offscreen")
    window.wait_open()
    second = window.command("list", str(window.vault), "person")
    assert second.returncode == 1
    assert "in_use" in second.stdout + second.stderr
    other = start("offscreen")
    time.sleep(4.0)
    assert not other.is_open()
    assert other.process.poll() is None, "it stays at its box and says so"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_end_closes_the_vault_and_ends(start: Callable[..., Window], number: signal.Signals) -> None:
    window = start("offscreen")
    window.wait_open()
    time.sleep(1.0)
    window.process.send_signal(number)
    assert window.process.wait(PATIENCE) == 0
    assert window.process.stderr is not None
    assert not window.process.stderr.read()
    assert not list(window.vault.glob("main.db-*")), "flushed and checkpointed"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_at_the_box_for_the_passphrase_ends_the_program(start: Callable[..., Window], number: signal.Signals) -> None:
    window = start("offscreen", given=False)
    until(lambda: "libqoffscreen" in window.maps(), "Qt is loaded")
    time.sleep(2.0)
    window.process.send_signal(number)
    assert window.process.wait(PATIENCE) == -number


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_between_the_box_and_the_window_is_not_lost(start: Callable[..., Window], number: signal.Signals) -> None:
    window = start("offscreen")
    until(window.is_open, "the vault is opened")
    window.process.send_signal(number)  # while it is still being read, or the window is built
    assert window.process.wait(PATIENCE) in {-number, 0}
    assert window.command("check", str(window.vault), "--deep").returncode == 0


def test_closing_the_window_closes_the_vault_and_ends(start: Callable[..., Window], display: str) -> None:
    window = start(display)
    window.wait_open()
    until(lambda: xdotool(display, "search", "--onlyvisible", "--pid", str(window.pid)), "the window is shown")
    time.sleep(1.5)
    for found in xdotool(display, "search", "--onlyvisible", "--pid", str(window.pid)).split():
        xdotool(display, "windowfocus", "--sync", found)
    xdotool(display, "key", "ctrl+q")
    assert window.process.wait(PATIENCE) == 0
    assert not list(window.vault.glob("main.db-*"))


def test_a_session_leaves_no_word_outside_the_vault_and_opens_no_internet_socket(
    start: Callable[..., Window], display: str, tmp_path: Path
) -> None:
    need("strace")
    trace = tmp_path / "trace"
    calls = "trace=openat,open,creat,write,pwrite64,writev,sendto,sendmsg,socket,connect,rename,unlink"
    trace.touch()
    window = start(display, "strace", "-f", "--seccomp-bpf", "-qq", "-s", "400", "-e", calls, "-o", str(trace))
    until(lambda: str(window.vault / "main.db") in trace.read_text(errors="replace"), "the vault is opened")
    until(lambda: xdotool(display, "search", "--onlyvisible", "--name", "^CaseVault$"), "the window is shown")
    time.sleep(6.0)
    for found in xdotool(display, "search", "--onlyvisible", "--name", "^CaseVault$").split():
        xdotool(display, "windowfocus", "--sync", found)
    xdotool(display, "key", "ctrl+3")
    time.sleep(1.0)
    xdotool(display, "key", "ctrl+n")
    time.sleep(2.5)
    xdotool(display, "type", "--delay", "30", CANARY)
    time.sleep(3.0)  # a draft
    xdotool(display, "key", "ctrl+Return")
    time.sleep(3.0)
    xdotool(display, "key", "ctrl+f")
    time.sleep(1.0)
    xdotool(display, "type", "--delay", "30", CANARY)
    time.sleep(2.0)
    xdotool(display, "key", "ctrl+shift+l")
    time.sleep(4.0)
    window.end()
    said = trace.read_text(errors="replace")
    assert not re.search(r"socket\(AF_INET", said)
    for line in said.splitlines():
        # What goes to the display is what the person sees and types: its socket alone may carry it.
        if CANARY in line:
            assert re.search(r"(sendmsg|writev|sendto)\(", line), line
    for form in (CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode("utf-16-be")):
        for path in (path for path in window.home.rglob("*") if path.is_file()):
            assert form not in path.read_bytes(), path
    answer = window.command("search", str(window.vault), CANARY)
    assert CANARY in answer.stdout, (answer.stdout, answer.stderr)


def shown(display: str) -> list[str]:
    return xdotool(display, "search", "--onlyvisible", "--name", "^CaseVault$").split()


def focus(display: str, count: int) -> None:
    """Give the keyboard to the newest of `count` windows: no window manager does it here."""
    end = time.monotonic() + PATIENCE
    while len(shown(display)) != count:
        seen = {name: xdotool(display, "search", "--onlyvisible", "--name", name).split() for name in ("^CaseVault", ".")}
        assert time.monotonic() < end, f"{count} windows are to be shown: {seen}"
        time.sleep(0.05)
    time.sleep(1.0)
    xdotool(display, "windowfocus", "--sync", max(shown(display), key=int))
    time.sleep(0.3)


def type_keys(display: str, *words: str) -> None:
    """Press keys, and type what begins with "=": both as a person would."""
    for word in words:
        if word.startswith("="):
            xdotool(display, "type", "--delay", "20", word[1:])
        else:
            xdotool(display, "key", word)
        time.sleep(0.2)


def asked(display: str) -> bool:
    """Ask for the box to find or do; False while another window stands, such as the one in which the vault is opened."""
    focus(display, 1)
    type_keys(display, "ctrl+k")
    time.sleep(2.0)
    return len(shown(display)) == 2


def choose(display: str, command: str) -> None:
    """Do a command of the window by its name; its box has the keyboard then."""
    until(lambda: asked(display), "the box to find or do is open")
    focus(display, 2)
    type_keys(display, f"={command}")
    time.sleep(1.0)
    type_keys(display, "Return")
    time.sleep(1.0)
    focus(display, 2)


@pytest.mark.parametrize("where", [{"DISPLAY": ":65432"}, {"QT_QPA_PLATFORM": "nowhere"}], ids=["no answer", "no library"])
def test_where_no_window_can_be_shown_that_is_said_and_nothing_aborts(tmp_path: Path, where: dict[str, str]) -> None:
    kept = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
    surroundings = kept | {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)} | where
    ran = subprocess.run(PROGRAM, env=surroundings, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert ran.returncode == 1, "refused, and no abort"
    assert ran.stderr.startswith("The window cannot be shown: the display does not answer")
    assert ran.stderr.count("\n") == 1


def test_a_passphrase_that_was_changed_in_the_window_opens_the_vault_and_the_old_one_does_not(
    start: Callable[..., Window], display: str
) -> None:
    new = "other words than before"
    window = start(display)
    window.wait_open()
    choose(display, "change my passphrase")
    type_keys(display, "shift+Tab", "shift+Tab", "ctrl+a", f"={new}", "Tab", "Tab", f"={new}", "Tab", f"={PASSPHRASE}", "Return")
    until(lambda: len(shown(display)) == 1, "the box closes when it is done")
    focus(display, 1)
    type_keys(display, "ctrl+shift+l")
    until(lambda: "--locked" in window.command_line(), "the process is replaced by a locked one")
    until(lambda: window.process.poll() is not None or shown(display), "a window is shown, or the process has ended")
    assert window.process.poll() is None, window.process.stderr and window.process.stderr.read()
    focus(display, 1)
    type_keys(display, f"={PASSPHRASE}", "Return")
    time.sleep(6.0)
    assert not window.is_open()
    type_keys(display, "ctrl+a", f"={new}", "Return")
    window.wait_open()


def test_keys_that_are_renewed_in_the_window_put_a_new_vault_in_its_place_and_end_in_a_locked_process(
    start: Callable[..., Window], display: str
) -> None:
    window = start(display)
    window.wait_open()
    main = window.vault / "main.db"
    before = main.stat().st_ino
    choose(display, "renew all keys")
    type_keys(display, "shift+Tab", "shift+Tab", f"={PASSPHRASE}", "Return")
    until(lambda: main.exists() and main.stat().st_ino != before and not window.is_open(), "the new vault stands there")
    assert not window.vault.with_name(f"{window.vault.name}.new").exists()
    time.sleep(3.0)
    assert "--locked" not in window.command_line(), "the new code is shown first"
    window.process.send_signal(HANG_UP)
    check_locked(window)
