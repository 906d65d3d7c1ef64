"""The page that opens itself: in a real browser, from a file; with the words, with others, and with no request to anybody."""

from __future__ import annotations

import base64
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from browser import browser
from crypto.test_pagebox import naive_open
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.crypto import minisign, pagebox
from casevault.disclosure.bundle import build_archive, read_archive
from casevault.disclosure.manifest import build_manifest, salted_id
from casevault.disclosure.seal import html as page_seal
from casevault.disclosure.seal.html import is_page, seal_html, sealed_in
from casevault.errors import CaseVaultError, Code
from casevault.i18n import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from browser import Browser

WORDS = "seven words that were drawn for this"
SALT = bytes(range(32))
BUNDLE = "0f" * 16
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PAGE = f"""<!doctype html><html lang="zh" dir="ltr"><head><title>x</title><style>body {{ background: url(https://a.example/s) }}</style>
<script>document.title = "script"</script></head><body onload="document.title = 'load'">
<h1>林兆雯 <b>&amp;</b> ئۇيغۇر</h1><p lang="bo" style="color: red" onclick="document.title = 'click'">བོད་ཡིག</p>
<table><caption>Hearings</caption><tr><th scope="col">Date</th><td colspan="2">2026</td></tr></table>
<a href="https://a.example/link">a link</a><img src="https://a.example/pixel.png" onerror="document.title = 'error'">
<img src="data:image/png;base64,{PIXEL}" alt="a chart"><img src="data:image/svg+xml;base64,AAAA">
<iframe src="https://a.example/frame"></iframe>
<form action="https://a.example/form"><input></form><svg><script>1</script></svg>
<madeup>kept words</madeup><link rel="prefetch" href="https://a.example/prefetch">
<meta http-equiv="refresh" content="0;url=https://a.example/">
</body></html>""".encode()
PDF = b"%PDF-1.7 a dossier" + bytes(range(256)) * 5_000


def archive() -> bytes:
    content = [("cover.pdf", PDF), ("document.html", PAGE), ("records.jsonl", b"")]
    facts: dict[str, Any] = {
        "bundle_id": BUNDLE,
        "created": "2026-05-14T09:00:00Z",
        "sender": {"name": "", "ed25519": None, "words": None},
        "recipients": [salted_id(BUNDLE, WORDS)],
        "purpose": "quiet_diplomacy",
        "case_refs": [],
        "consent": {"relied_on": [], "from_public_record": 0},
        "redactions": {"selected": 1, "written": 1, "withheld": 0},
    }
    mime = {"cover.pdf": "application/pdf", "document.html": "text/html"}
    text = build_manifest(facts, content, mime, {"cover.pdf": "Dossier"})
    return build_archive(text, content, minisign.sign(bytes(32), text, "casevault bundle"))


ARCHIVE = archive()


@pytest.fixture(scope="module")
def made() -> bytes:
    return seal_html(ARCHIVE, WORDS, SALT, Catalogue()).data


@pytest.fixture(scope="module")
def page(made: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder = tmp_path_factory.mktemp("page")
    file = folder / "sealed.html"
    file.write_bytes(made)
    with browser(folder / "profile") as opened:
        opened.open(file)
        yield opened


def type_in(page: Browser, words: str) -> None:
    page.value("document.getElementById('words').value = ''; document.getElementById('words').focus()")
    page.call("Input.insertText", text=words)
    for kind in ("keyDown", "keyUp"):
        page.call("Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", windowsVirtualKeyCode=13, text="\r")
    page.until("!document.querySelector('#ask button').disabled")


def test_what_the_file_gives_away(made: bytes) -> None:
    """Without the words nothing of the case is in it: not the title, not the id, not who made it."""
    for secret in (b"Dossier", BUNDLE.encode(), "林兆雯".encode(), b"a dossier", WORDS.encode(), b"cover.pdf"):
        assert secret not in made
    assert b"https://" not in made
    assert b"http://" not in made


def test_what_the_page_may_do(made: bytes) -> None:
    text = made.decode()
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert found is not None
    rules = dict(rule.strip().split(" ", 1) for rule in found[1].split(";"))
    blocks = re.findall(r"<(script|style)>(.*?)</\1>", text, re.DOTALL)
    pins = {kind: f"'sha256-{base64.b64encode(sha256(body.encode()).digest()).decode()}'" for kind, body in blocks}
    assert rules == {
        "default-src": "'none'",
        "script-src": pins["script"],
        "style-src": pins["style"],
        "img-src": "data:",
        "form-action": "'none'",
        "base-uri": "'none'",
    }
    assert text.index("Content-Security-Policy") < min(text.index("<style>"), text.index("<script"))
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|\son\w+=|style=", text)


def test_a_second_program_opens_it(made: bytes) -> None:
    assert naive_open(sealed_in(made), WORDS) == ARCHIVE
    assert read_archive(pagebox.open_box(sealed_in(made), WORDS)).files["cover.pdf"] == PDF


@pytest.mark.slow
def test_wrong_words_then_the_right_ones(page: Browser, tmp_path: Path) -> None:
    for wrong in ("seven other words", WORDS + "a"):
        type_in(page, wrong)
        assert "not the words" in page.value("document.getElementById('said').textContent")
        assert page.value("document.getElementById('opened').hidden")
        assert not page.value("document.getElementById('document').childNodes.length")
    type_in(page, f"  {WORDS.upper().replace(' ', '  ')} ")
    assert page.value("document.getElementById('opened').hidden") is False
    assert page.value("document.activeElement.id") == "heading"
    assert page.value("document.getElementById('words').value") == ""
    shown = page.value("document.getElementById('document').innerText")
    for words in ("林兆雯 & ئۇيغۇر", "བོད་ཡིག", "Hearings", "kept words", "a link"):
        assert words in shown
    assert page.value("document.getElementById('document').lang") == "zh"
    assert page.value("document.querySelector('#document td').colSpan") == 2
    # Nothing of the document is parsed into the page: no script, no address, no style, no form; an image only out of itself.
    assert page.value("document.querySelectorAll('#document :is(script,style,iframe,form,input,a,link,meta,svg)').length") == 0
    assert page.value("[...document.querySelectorAll('#document *')].flatMap(e => e.getAttributeNames()).sort().join()") == (
        "alt,colspan,lang,scope,src"
    )
    assert page.value("document.querySelector('#document img[src]').naturalWidth") == 1
    assert page.value("document.title") == "Sealed document"
    assert (
        page.value("[...document.querySelectorAll('#files a')].map(a => a.download).join()")
        == "cover.pdf,document.html,records.jsonl"
    )
    page.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    page.call("Runtime.evaluate", expression="document.querySelector('#files a').click()", userGesture=True)
    page.until("new Promise(done => setTimeout(() => done(true), 1000))")
    assert (tmp_path / "cover.pdf").read_bytes() == PDF


@pytest.mark.slow
def test_no_request_leaves_the_page(page: Browser) -> None:
    """What was asked for is the file itself and what it made of its own; where a script would ask, the page's rules stop it."""
    asked = page.asked_for()
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
    # One by one: a request, a picture, a script, a beacon, a socket.
    attempts = (
        "fetch('https://a.example/f').then(() => 'went', () => 'stopped')",
        """new Promise(done => { const i = new Image(); i.onerror = () => done('stopped'); i.onload = () => done('went');
           i.src = 'https://a.example/i.png' })""",
        """new Promise(done => { const s = document.createElement('script'); s.onerror = () => done('stopped');
           s.src = 'https://a.example/s.js'; document.head.append(s) })""",
        "Promise.resolve(navigator.sendBeacon('https://a.example/b') ? 'queued' : 'stopped')",
        """new Promise(done => { try { new WebSocket('wss://a.example/w').onerror = () => done('stopped') }
           catch (e) { done('stopped') } })""",
    )
    violations = [page.value(attempt) for attempt in attempts]
    assert "went" not in violations
    page.settle(1)
    blocked = [
        event["params"]["issue"]["details"]["contentSecurityPolicyIssueDetails"]["violatedDirective"]
        for event in page.events
        if event["method"] == "Audits.issueAdded" and "contentSecurityPolicyIssueDetails" in event["params"]["issue"]["details"]
    ]
    assert {"connect-src", "img-src", "script-src-elem"} <= set(blocked)
    went = [event for event in page.events if event["method"] == "Network.responseReceived"]
    assert not [event for event in went if not event["params"]["response"]["url"].startswith(("file:", "blob:", "data:"))]


@pytest.mark.slow
def test_a_damaged_page_says_so(made: bytes, tmp_path: Path) -> None:
    inside = bytearray(pagebox.seal(ARCHIVE, WORDS, SALT))
    inside[100_000] ^= 1
    altered = made.replace(base64.b64encode(sealed_in(made)), base64.b64encode(inside))
    assert altered != made
    file = tmp_path / "sealed.html"
    file.write_bytes(altered)
    with browser(tmp_path / "profile") as page:
        page.open(file)
        type_in(page, WORDS)
        assert "damaged" in page.value("document.getElementById('said').textContent")
        assert page.value("document.getElementById('opened').hidden")


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_seal, "WARN_BYTES", 10_000)
    assert "25 MB" in seal_html(bytes(512), WORDS, SALT, Catalogue()).notice.text
    monkeypatch.setattr(page_seal, "MOST_BYTES", 10_000)
    with pytest.raises(CaseVaultError) as refusal:
        seal_html(bytes(512), WORDS, SALT, Catalogue())
    assert refusal.value.code is Code.TOO_LARGE


@pytest.mark.parametrize(
    "broken", [lambda _box, words: b"x" if len(words) == len(WORDS) else _other(), lambda _box, _words: b"x"]
)
def test_a_page_that_reads_back_otherwise_never_leaves(monkeypatch: pytest.MonkeyPatch, broken: Any) -> None:
    monkeypatch.setattr(pagebox, "open_box", broken)
    with pytest.raises(CaseVaultError) as refusal:
        seal_html(b"content", WORDS, SALT, Catalogue())
    assert refusal.value.code is Code.BUNDLE_DAMAGED


def _other() -> bytes:
    raise pagebox.OtherWords


OPENS = page_seal._OPENS


@pytest.mark.parametrize(
    "untrusted",
    [
        b"",
        b"<!doctype html>",
        OPENS,
        OPENS + b"AA==",
        OPENS + b"A</script>",
        OPENS + b"AB==</script>",
        (OPENS + b"</script>") * 2,
    ],
)
def test_what_holds_nothing(untrusted: bytes) -> None:
    with pytest.raises(CaseVaultError) as refusal:
        sealed_in(untrusted)
    assert refusal.value.code is Code.BUNDLE_DAMAGED


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes(untrusted: bytes) -> None:
    is_page(untrusted)
    for candidate in (untrusted, OPENS + base64.b64encode(untrusted) + b"</script>"):
        try:
            assert sealed_in(candidate) == untrusted
        except CaseVaultError:
            continue
