"""A real browser without a window, told over a pipe what to do: no port is opened, and what it asks of the network is seen."""

from __future__ import annotations

import json
import os
import select
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tools import need

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

WAIT = 60  # s until a browser on a busy machine counts as hanging
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--no-first-run", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage", "--remote-debugging-pipe",
)  # fmt: skip


class Browser:
    """One page of one browser. `events`: everything it told without being asked."""

    def __init__(self, to: int, back: int) -> None:
        self._to, self._back = to, back
        self._waiting = b""
        self._number = 0
        self._session = ""
        self.events: list[dict[str, Any]] = []

    def attach(self) -> None:
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log", "Audits"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        asked: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            asked["sessionId"] = self._session
        os.write(self._to, json.dumps(asked).encode() + b"\0")
        while True:
            told = self._read(WAIT)
            if told is None:
                raise TimeoutError(method)
            if told.get("id") == self._number:
                assert "error" not in told, told
                result: dict[str, Any] = told["result"]
                return result

    def open(self, path: Path) -> None:
        self.call("Page.navigate", url=path.as_uri())
        self.until("document.readyState === 'complete' && location.protocol === 'file:'")

    def value(self, expression: str) -> Any:
        """Return what an expression comes to in the page; a promise is waited for."""
        told = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def until(self, expression: str) -> None:
        end = time.monotonic() + WAIT
        while not self.value(expression):
            assert time.monotonic() < end, f"never came true: {expression}"
            time.sleep(0.05)

    def settle(self, seconds: float = 0.3) -> None:
        """Hear what is still on its way."""
        while self._read(seconds) is not None:
            pass

    def asked_for(self) -> list[str]:
        """Return every address that the page asked for."""
        self.settle()
        return [event["params"]["request"]["url"] for event in self.events if event["method"] == "Network.requestWillBeSent"]

    def _read(self, seconds: float) -> dict[str, Any] | None:
        """Return the next message, noting it where it is an event; None where none came in time."""
        while b"\0" not in self._waiting:
            if not select.select([self._back], [], [], seconds)[0]:
                return None
            piece = os.read(self._back, 1 << 20)
            assert piece, "the browser ended"
            self._waiting += piece
        line, _, self._waiting = self._waiting.partition(b"\0")
        told: dict[str, Any] = json.loads(line)
        if "method" in told:
            self.events.append(told)
        return told


@contextmanager
def browser(profile: Path, *flags: str, under: Sequence[str] = ()) -> Iterator[Browser]:
    """Start a browser with an empty profile, with more `flags`, and `under` a program that watches it."""
    need("chromium")
    ours_out, theirs_in = os.pipe(), os.pipe()
    # The browser reads on descriptor 3 and writes on 4.
    places = {3: theirs_in[0], 4: ours_out[1]}

    def lay() -> None:
        kept = {number: os.dup(given) for number, given in places.items()}
        for number, given in kept.items():
            os.dup2(given, number, inheritable=True)

    process = subprocess.Popen(
        [*under, "chromium", *FLAGS, *flags, f"--user-data-dir={profile}", "about:blank"],
        preexec_fn=lay,  # noqa: PLW1509 - the one way to lay descriptors where the browser looks for them
        close_fds=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs_in[0])
    os.close(ours_out[1])
    try:
        page = Browser(theirs_in[1], ours_out[0])
        page.attach()
        yield page
        page._session = ""
        page.call("Browser.close")
    finally:
        os.close(theirs_in[1])
        os.close(ours_out[0])
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
