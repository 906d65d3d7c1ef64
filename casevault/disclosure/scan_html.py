"""A finished HTML page as text: what it shows, and all it does not: attributes, comments, scripts, styles, data in addresses.

The whole of the source is read once more as it stands, for what a parser would pass over.
"""

from __future__ import annotations

import base64
import binascii
import re
from functools import cache, lru_cache
from html.parser import HTMLParser
from typing import Final
from urllib.parse import unquote_to_bytes

from casevault.disclosure.document import Document
from casevault.disclosure.render.html_page import render_html
from casevault.disclosure.scan_hits import Place, Where
from casevault.disclosure.scan_office import unreadable
from casevault.disclosure.scan_picture import UnreadablePictureError, byte_pieces, is_picture, picture_pieces
from casevault.disclosure.scan_pieces import FileText, Piece

_INLINE: Final = frozenset(
    {"span", "strong", "b", "i", "em", "bdi", "bdo", "a", "u", "s", "small", "sub", "sup", "font", "mark", "wbr"}
)
_RAW: Final = frozenset({"script", "style"})
_LANGUAGE: Final = re.compile(r"(?:ar|bo|de|en|es|fa|fr|ja|kk|ky|mn|nl|ru|tr|ug|zh)(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")
_WIDTH: Final = re.compile("w[0-9]{1,2}")
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_DATA: Final = re.compile(r"data:([\w.+/-]*)((?:;[\w.+=-]*)*?)(;base64)?,([^\"'\s)>]*)", re.IGNORECASE)
_STYLE_ESCAPE: Final = re.compile(r"\\([0-9A-Fa-f]{1,6})\s?")
_SCRIPT_ESCAPE: Final = re.compile(r"\\u\{([0-9A-Fa-f]{1,6})\}")
_LAST_POINT: Final = 0x10FFFF
_PACKED: Final = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"%PDF")
_OWN_VALUES: Final = frozenset({
    "rtl", "ltr", "col", "utf-8", "referrer", "no-referrer", "viewport", "width=device-width, initial-scale=1", "color-scheme",
    "light dark", "dcterms.created", "muted", "table", "box", "box caution", "box-title", "subtitle", "Content-Security-Policy",
    "label l-clear", "label l-green", "label l-amber", "label l-amber-strict", "label l-red",
})  # fmt: skip
_OWN_NAMES: Final = frozenset({
    "html", "head", "meta", "title", "style", "body", "header", "footer", "main", "section", "h1", "h2", "h3", "p", "ul",
    "li", "dl", "dt", "dd", "div", "table", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "span", "strong", "br",
    "lang", "dir", "charset", "name", "content", "http-equiv", "class", "scope",
})  # fmt: skip


def read_html_text(untrusted: bytes) -> FileText:
    """Return all text of a page; what is no UTF-8, or holds something packed, is `unsupported`."""
    try:
        source = untrusted.decode("utf-8")
    except UnicodeDecodeError as cause:
        raise unreadable() from cause
    reader = _Reader()
    try:
        reader.feed(source)
        reader.close()
    except AssertionError as cause:  # how the parser of the standard library says that it does not know a declaration
        raise unreadable() from cause
    own = _style()
    pieces = [piece for piece in reader.pieces if piece.text not in own]
    pictures = 0
    for found in _DATA.finditer(source):
        inner, shows = _data(found)
        pieces += inner
        pictures += shows
    plain = source
    for word in sorted(own, key=len, reverse=True):
        plain = plain.replace(word, " ")
    plain = _TAG.sub(lambda found: "" if _says_nothing(found.group()) else found.group(), plain)
    pieces.append(Piece(plain, Where(Place.REMAINDER), echo=True))
    return FileText(("".join(reader.shown),), tuple(pieces), pictures)


@lru_cache(maxsize=1 << 12)
def _says_nothing(tag: str) -> bool:
    """Say whether a tag holds only the format's own words."""
    reader = _Reader()
    reader.feed(tag)
    return not reader.pieces and not "".join(reader.shown).strip()


@cache
def _style() -> frozenset[str]:
    """Return the words that are the same on every page: the looks, the policy, the mark of the format."""
    reader = _Reader()
    reader.feed(render_html(Document(lang="en", title=())).decode())
    reader.close()
    return frozenset(piece.text for piece in reader.pieces)


def _data(found: re.Match[str]) -> tuple[list[Piece], bool]:
    """Return what an address that holds its own data holds, and whether that is a picture."""
    raw = unquote_to_bytes(found.group(4))
    if found.group(3):
        try:
            raw = base64.b64decode(raw + b"=" * (-len(raw) % 4), validate=True)
        except binascii.Error as cause:
            raise unreadable() from cause
    if raw.startswith(_PACKED):
        raise unreadable()
    if found.group(1).lower().startswith(("image/", "font/", "audio/", "video/")) or is_picture(raw):
        try:
            return picture_pieces(raw), True
        except UnreadablePictureError as cause:
            raise unreadable() from cause
    return list(byte_pieces(raw, Place.ATTACHMENT)), False


class _Reader(HTMLParser):
    """Collects shown text, blocks ended by a line's end, and all else as pieces."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self.pieces: list[Piece] = []
        self._inside = ""
        self._held: list[str] = []

    def _add(self, text: str, place: Place) -> None:
        if text.strip():
            self.pieces.append(Piece(text, Where(place)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._flush()
        self._inside = tag if tag in _RAW or tag == "title" else ""
        if tag not in _INLINE:
            self.shown.append("\n")
        for name in (tag, *(name for name, _ in attrs)):
            if name not in _OWN_NAMES:
                self._add(name, Place.NAME)
        for name, value in attrs:
            text = value or ""
            ours = (
                text in _OWN_VALUES
                or (name == "lang" and _LANGUAGE.fullmatch(text))
                or (name == "class" and _WIDTH.fullmatch(text))
            )
            if not ours:
                place = Place.ALT_TEXT if name in {"alt", "title", "aria-label"} else Place.STRING
                for reading in dict.fromkeys((text, _unescaped(text))):
                    self._add(reading, place)

    def handle_endtag(self, tag: str) -> None:
        self._flush()
        self._inside = ""
        if tag not in _INLINE:
            self.shown.append("\n")
        if tag not in _OWN_NAMES:
            self._add(tag, Place.NAME)

    def handle_data(self, data: str) -> None:
        (self._held if self._inside else self.shown).append(data)

    def _flush(self) -> None:
        text, self._held = "".join(self._held), []
        place = Place.PROPERTY if self._inside == "title" else Place.STREAM
        for reading in dict.fromkeys((text, _unescaped(text) if self._inside in _RAW else text)):
            self._add(reading, place)

    def handle_comment(self, data: str) -> None:
        self._add(data, Place.STRING)

    def handle_decl(self, decl: str) -> None:
        self._add(decl, Place.STRING)

    def handle_pi(self, data: str) -> None:
        self._add(data, Place.STRING)

    def unknown_decl(self, data: str) -> None:  # noqa: ARG002 - what it holds does not matter
        raise unreadable()  # nothing of ours writes one, and parsers differ about what it hides

    def close(self) -> None:
        super().close()
        self._flush()


def _unescaped(text: str) -> str:
    """Return text of a style or a script with its escapes undone."""
    return _STYLE_ESCAPE.sub(_point, _SCRIPT_ESCAPE.sub(_point, text))


def _point(found: re.Match[str]) -> str:
    point = int(found.group(1), 16)
    return chr(point) if 0 < point <= _LAST_POINT else found.group()
