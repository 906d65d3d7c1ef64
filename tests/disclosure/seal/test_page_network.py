"""The page that opens itself asks nobody: held against the browser's own log of its network, and against its system calls."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from browser import browser
from disclosure.seal.test_seal_html import ARCHIVE, SALT, WORDS, type_in
from tools import need

from casevault.disclosure.seal.html import seal_html
from casevault.i18n import Catalogue

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
NOBODY = "http://127.0.0.1:4711/"  # nobody listens there: what is asked of it is seen, and reaches no network
MAKER = (".google.com", ".googleapis.com", ".gstatic.com")
LOCAL = ("file:", "blob:", "data:", "about:", "chrome:", "chrome-untrusted:", "devtools:", "chrome-extension:")
_SOCKET = re.compile(r"\b(?:connect|sendto|sendmsg)\(.*sa_family=AF_INET6?.*")
TALKER = f"<!doctype html><title>x</title><body><img src='{NOBODY}picture.png' onerror='document.title=1'></body>"


@dataclass(frozen=True)
class Heard:
    """What a browser asked while a page was open: addresses by its own log, calls that name a place on a network."""

    addresses: frozenset[str]
    calls: tuple[str, ...]


def heard(file: Path, folder: Path, *, words: str = "") -> Heard:
    """Open `file`, with `words` until what it holds is shown, and return what was asked meanwhile."""
    need("chromium", "strace")
    log, calls = folder / "net.json", folder / "calls"
    watch = ("strace", "-f", "--seccomp-bpf", "-qq", "-s", "64", "-e", "trace=connect,sendto,sendmsg", "-o", str(calls))
    flags = (
        f"--log-net-log={log}",
        "--net-log-capture-mode=Everything",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    )
    with browser(folder / "profile", *flags, under=watch) as page:
        page.open(file)
        if words:
            type_in(page, words)
            page.until("!document.getElementById('opened').hidden")
        page.settle(2)
    found = {
        str(event["params"]["url"])
        for event in json.loads(log.read_text(encoding="utf-8", errors="replace"))["events"]
        if isinstance(event.get("params"), dict) and isinstance(event["params"].get("url"), str)
    }
    asked = [line for line in calls.read_text(errors="replace").splitlines() if _SOCKET.search(line)]
    return Heard(frozenset(url for url in found if not url.startswith(LOCAL)), tuple(asked))


def hosts(asked: Heard) -> set[str]:
    """Return whom the page asked; what the browser asks of its maker by itself, and never reached here, is left out."""
    named = {str(urlsplit(address).hostname) for address in asked.addresses}
    return {name for name in named if not name.endswith(MAKER)}


def places(asked: Heard) -> set[str]:
    """Return the ports of the calls, but for those by which the browser tries whether there is a network."""
    return {port for call in asked.calls for port in re.findall(r"sin6?_port=htons\((\d+)\)", call)} - {"443", "53"}


def test_a_page_that_talks_is_heard(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(TALKER, encoding="utf-8")
    asked = heard(tmp_path / "page.html", tmp_path)
    assert hosts(asked) == {"127.0.0.1"}
    assert places(asked) == {"4711"}


def test_the_page_asks_nobody_before_and_after_it_opened(tmp_path: Path) -> None:
    """What it holds is full of addresses: pictures, frames, styles, forms, prefetches, a refresh."""
    file = tmp_path / "sealed.html"
    file.write_bytes(seal_html(ARCHIVE, WORDS, SALT, Catalogue()).data)
    asked = heard(file, tmp_path, words=WORDS)
    assert hosts(asked) == set()
    assert places(asked) == set()
