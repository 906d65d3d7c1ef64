"""The page seal: one HTML file that opens itself in a browser, for media that are carried by hand.

It holds a bundle like an age file does, sealed by `crypto.pagebox`. What the page may do is named in it: no address is ever asked
for anything, only this script and this style run, no form is sent. The page's own code cannot be authenticated: who swaps the
file can ask for the words and keep them. So it is for a stick from hand to hand, and the handbook says so.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import re
from typing import TYPE_CHECKING, Final

from casevault import paths
from casevault.crypto import pagebox
from casevault.disclosure.manifest import damaged
from casevault.disclosure.seal import Sealed, seal_broken
from casevault.errors import Code, UserProblem
from casevault.i18n import N_, NO_TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.i18n import Catalogue, Msg

WARN_BYTES: Final = 25_000_000
MOST_BYTES: Final = 40_000_000
MOST_READ: Final = 64_000_000  # of a page that comes in
_OPENS: Final = b'<script type="application/octet-stream" id="sealed">'
_CLOSES: Final = b"</script>"
_START: Final = re.compile(rb"\s{0,16}<!doctype html>", re.IGNORECASE)

TITLE: Final = N_("Sealed document")
LARGE: Final = N_(
    "The page is larger than 25 MB. Some browsers open it slowly or not at all:"
    " try it on a device like the receiver's, or use age."
)
TEXTS: Final[Mapping[str, Msg]] = {
    "title": TITLE,
    "intro": N_("Type the seven words that you were given. This page opens without a connection and sends nothing."),
    "label": N_("The seven words"),
    "open": N_("Open"),
    "working": N_("Opening …"),
    "wrong": N_("These are not the words. Check the spelling of each."),
    "damaged": N_("This file is damaged or was altered. Ask the sender for it again; nothing of it is shown."),
    "cannot": N_("This browser cannot open it. Use a current browser, and open the file from a disk."),
    "script": N_(
        "This page needs JavaScript. Open the file itself in a browser, not in the preview of a mail program or a telephone."
    ),
    "trust": N_(
        "Open it only if it came from the hand of somebody you know:"
        " a page that was swapped could ask for the words and keep them."
    ),
    "heading": N_("The document is open"),
    "saving": N_("What you save or print from here is not sealed any more. Whoever finds it can read it."),
    "save": N_("Save"),
    "print": N_("Print"),
    "close": N_("Close"),
}


def seal_html(archive: bytes, passphrase: str, salt: bytes, catalogue: Catalogue) -> Sealed:
    """Return `archive` as a page that opens with `passphrase`; `salt`: 32 bytes drawn for this page.

    TOO_LARGE above 40 MB, `notice` above 25. The finished page is read back: with other words it stays closed, with these it
    holds exactly `archive`; else `bundle_damaged`.
    """
    data = _page(pagebox.seal(archive, passphrase, salt), catalogue)
    if len(data) > MOST_BYTES:
        raise UserProblem(
            Code.TOO_LARGE,
            N_("A page that opens itself holds 40 MB at most."),
            N_("Choose fewer cases or files, or the seal age."),
        )
    for wrong in ("", passphrase + "a"):
        try:
            pagebox.open_box(sealed_in(data), wrong)
        except pagebox.OtherWords:
            continue
        raise seal_broken()
    try:
        same = pagebox.open_box(sealed_in(data), passphrase) == archive
    except (pagebox.BoxBroken, pagebox.OtherWords):
        same = False
    if not same:
        raise seal_broken()
    return Sealed(data, passphrase, LARGE if len(data) > WARN_BYTES else NO_TEXT)


def is_page(untrusted: bytes) -> bool:
    """Say whether a file begins like a page."""
    return _START.match(untrusted) is not None


def sealed_in(untrusted: bytes) -> bytes:
    """Return the sealed bytes in a page; BUNDLE_DAMAGED where there are none or more than one. No script in it is looked at."""
    _, opens, rest = untrusted.partition(_OPENS)
    text, closes, after = rest.partition(_CLOSES)
    if not opens or not closes or _OPENS in after or len(untrusted) > MOST_READ:
        raise damaged()
    try:
        sealed = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise damaged() from None
    if base64.b64encode(sealed) != text:
        raise damaged()
    return sealed


def _page(sealed: bytes, catalogue: Catalogue) -> bytes:
    script, style = (paths.resource_text(f"envelope/page.{kind}") for kind in ("js", "css"))
    said = {key: html.escape(catalogue.text(text)) for key, text in TEXTS.items()}
    policy = "; ".join((
        "default-src 'none'",
        f"script-src '{_pin(script)}'",
        f"style-src '{_pin(style)}'",
        "img-src data:",
        "form-action 'none'",
        "base-uri 'none'",
    ))  # fmt: skip
    page = f"""<!doctype html>
<html lang="{html.escape(catalogue.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>{said["title"]}</title>
<style>{style}</style>
</head>
<body>
<main>
<section id="closed">
<h1>{said["title"]}</h1>
<p>{said["intro"]}</p>
<noscript><p class="warning">{said["script"]}</p></noscript>
<form id="ask" hidden autocomplete="off">
<label for="words">{said["label"]}</label>
<input id="words" type="text" autocomplete="off" autocapitalize="none" autocorrect="off" spellcheck="false"
 aria-describedby="said" required>
<button type="submit">{said["open"]}</button>
</form>
<p id="said" role="alert" data-working="{said["working"]}" data-wrong="{said["wrong"]}" data-damaged="{said["damaged"]}"
 data-cannot="{said["cannot"]}"></p>
<p class="soft">{said["trust"]}</p>
</section>
<section id="opened" hidden>
<div id="tools">
<h1 id="heading" tabindex="-1">{said["heading"]}</h1>
<p class="warning">{said["saving"]}</p>
<ul id="files" data-save="{said["save"]}"></ul>
<button id="print" type="button" class="quiet">{said["print"]}</button><button id="close" type="button">{said["close"]}</button>
</div>
<article id="document" hidden></article>
</section>
</main>
"""
    parts = (
        page.encode(),
        _OPENS,
        base64.b64encode(sealed),
        _CLOSES,
        f"\n<script>{script}</script>\n</body>\n</html>\n".encode(),
    )
    return b"".join(parts)


def _pin(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
