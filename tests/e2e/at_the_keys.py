"""A person with a keyboard and a screen reader alone: a display, two buses, the program, keys, and what is read aloud."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from e2e.starting import PROGRAM
from PIL import ImageGrab

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

READER = Path(__file__).with_name("screen_reader.py")
SYSTEM_PYTHON = "/usr/bin/python3"  # Debian's, which has GLib's bus
PATIENCE = 60.0  # seconds: of a machine that does ten things at once
SETTLED = 0.4  # seconds in which nothing that is read aloud changes
MOST_TABS = 60
TOP_WINDOW = "^CaseVault"
FEW_COLOURS = 8  # an empty display has one


class Element(dict[str, Any]):
    """What is read aloud of one element: name, role, states; text where something can be typed, label of a choice."""

    @property
    def name(self) -> str:
        return str(self["name"])

    @property
    def role(self) -> str:
        return str(self["role"])

    @property
    def text(self) -> str:
        """Return what stands in it, where something can be typed."""
        return str(self.get("text", ""))

    @property
    def called(self) -> str:
        """Return what it is called: a choice by its label, anything else by its name."""
        return str(self["label"]) if "label" in self else self.name

    def has(self, state: str) -> bool:
        return state in self["states"]


class Desk:
    """One person at one program.

    `pressed` counts keys; `met` holds every element that stood on a screen, `held` those that had the keyboard.
    """

    def __init__(self, display: str, environment: dict[str, str], vault: Path, passphrase: str) -> None:
        self._display, self._environment = display, environment | {"DISPLAY": display}
        self.vault, self._passphrase = vault, passphrase
        self.pressed = 0
        self.met: dict[tuple[str, str], Element] = {}
        self.held: dict[tuple[str, str], Element] = {}
        self._reader = subprocess.Popen(
            [SYSTEM_PYTHON, str(READER)], env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._pipe(self._reader.stdout).readline() == "ready\n"
        self.program = subprocess.Popen(
            [*PROGRAM, "--vault", str(vault)], env=self._environment, stderr=subprocess.PIPE, text=True
        )

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe

    # What is read aloud

    def _ask(self, what: str) -> Any:
        self._pipe(self._reader.stdin).write(f"{what}\n")
        self._pipe(self._reader.stdin).flush()
        return json.loads(self._pipe(self._reader.stdout).readline())

    def tree(self) -> list[Element]:
        """Return all that shows, and remember it."""
        found = [Element(one) for one in self._ask("tree")]
        for before, one in itertools.pairwise([Element(name=""), *found]):
            one["after"] = before.name  # where it stands, should it have no name
            self.met[one.role, one.called or one.name] = one
        return found

    def focus(self) -> Element | None:
        """Return what has the keyboard."""
        self._in_front()
        found = self._ask("focus")
        if found is None:
            return None
        self.held[found["role"], found["name"]] = Element(found)
        return Element(found)

    def hears(self, words: str) -> bool:
        """Say whether `words` stand anywhere on the screen."""
        return any(words in one.name for one in self.tree())

    def until(self, true: Callable[[], object], what: str) -> None:
        """Wait until something is true, or fail with what was awaited and what has the keyboard."""
        end = time.monotonic() + PATIENCE
        while not true():
            assert self.program.poll() is None, self._pipe(self.program.stderr).read()
            assert time.monotonic() < end, (what, self.focus(), [one.name for one in self.tree() if one.name])
            time.sleep(0.1)

    def until_heard(self, words: str) -> None:
        self.until(lambda: self.hears(words), words)

    def until_at(self, name: str, role: str = "") -> None:
        """Wait until the keyboard is at an element whose name begins with `name`."""
        self.until(lambda: self._is_at(name, role), f"the keyboard is at {name!r}")

    def _is_at(self, name: str, role: str = "") -> bool:
        found = self.focus()
        return found is not None and found.name.startswith(name) and (not role or found.role == role)

    # Keys

    def _xdotool(self, *arguments: str) -> str:
        done = subprocess.run(["xdotool", *arguments], env=self._environment, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    def _in_front(self) -> None:
        # No window manager gives the keyboard to a window that has just opened: the newest of them gets it here.
        shown = self._xdotool("search", "--onlyvisible", "--name", TOP_WINDOW).split()
        shown += self._xdotool("search", "--onlyvisible", "--pid", str(self.program.pid)).split()
        if shown and self._xdotool("getwindowfocus") not in shown:
            self._xdotool("windowfocus", "--sync", max(shown, key=int))

    def box_in_front(self) -> None:
        """Give the keyboard to the newest window: a window manager does so with a box over the one that has it."""
        shown = self._xdotool("search", "--onlyvisible", "--pid", str(self.program.pid)).split()
        self._xdotool("windowfocus", "--sync", max(shown, key=int))

    def press(self, *keys: str) -> None:
        """Press keys one after another, each of which may be held with others: "ctrl+l"."""
        for key in keys:
            self._in_front()
            self._xdotool("key", key)
            self.pressed += 1
            time.sleep(SETTLED if "+" in key or key in {"Return", "space", "Escape"} else 0.12)

    def type(self, text: str) -> None:
        """Type `text`, key by key."""
        self._in_front()
        self._xdotool("type", "--delay", "25", text)
        self.pressed += len(text)
        time.sleep(SETTLED)

    def tab_to(self, name: str, role: str = "", key: str = "Tab") -> None:
        """Press Tab until the keyboard is where its name says."""
        passed = []
        for _ in range(MOST_TABS):
            if self._is_at(name, role):
                return
            self.press(key)
            passed.append(self.focus())
        raise AssertionError((name, "is not reached by Tab", [one and (one.role, one.name) for one in passed]))

    def ask(self) -> None:
        """Open the palette; asked for in the moment in which a window comes or goes, a key is heard by neither of the two."""
        for _time in range(3):
            self.press("ctrl+k")
            end = time.monotonic() + PATIENCE / 6
            while time.monotonic() < end:
                if self._is_at("Find or do", "text"):
                    return
                time.sleep(0.1)
        self.until_at("Find or do", "text")

    def do(self, words: str) -> None:
        """Find a command in the palette by `words`, and do it."""
        self.ask()
        self.type(words)
        time.sleep(0.6)
        self.press("Return")

    def write_name(self, path: Path) -> None:
        """Give a file or folder to the dialog that asks for one."""
        self.until_heard("Look in:")
        self.box_in_front()
        self.until(lambda: (at := self.focus()) is not None and at.role == "text", "the dialog asks for a name")
        self.press("ctrl+a")
        self.type(str(path))
        self.press("Return")

    def picture(self, path: Path) -> None:
        """Keep what stands on the display, to be looked at; a display on which nothing was drawn is a fault."""
        shown = ImageGrab.grab(xdisplay=self._display).convert("RGB")
        shown.save(path)
        assert len(shown.getcolors(maxcolors=1 << 24) or []) > FEW_COLOURS, path.name

    # The vault

    def open(self) -> None:
        """Type the passphrase at the box; not counted as work."""
        before = self.pressed
        self.until_at("Passphrase")
        self.type(self._passphrase)
        self.press("Return")
        self.until(self._is_open, "the vault is open, and the keyboard somewhere in it")
        self.pressed = before

    def _is_open(self) -> bool:
        at = self.focus()
        return at is not None and not any(one.name.startswith("Passphrase") for one in self.tree())

    def lock_and_open(self) -> None:
        """Lock, wait for the box of the fresh process, and open the vault again; not counted as work."""
        before = self.pressed
        self.press("ctrl+shift+l")
        self.open()
        self.pressed = before

    def end(self) -> None:
        for process in (self.program, self._reader):
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            process.wait()
        for pipe in (self.program.stderr, self._reader.stdin, self._reader.stdout):
            self._pipe(pipe).close()


@contextlib.contextmanager
def display() -> Iterator[str]:
    """Give a display of its own, on a number that the server finds by itself."""
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


@contextlib.contextmanager
def session_bus(environment: dict[str, str]) -> Iterator[str]:
    """Give the address of a bus of its own; what it starts ends with it."""
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert bus.stdout is not None
    yield bus.stdout.readline().strip()
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(bus.pid, 15)
    bus.wait()
    bus.stdout.close()
