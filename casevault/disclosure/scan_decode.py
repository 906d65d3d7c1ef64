"""What hides in a text or in bytes behind an encoding: percent signs, HTML entities, escapes, base64, hexadecimal, UTF-16."""

from __future__ import annotations

import base64
import binascii
import html
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_QUOTED_PRINTABLE = re.compile(r"(?:=[0-9A-Fa-f]{2})+")
_ESCAPE = re.compile(r"(?:\\u[0-9A-Fa-f]{4})+|(?:\\x[0-9A-Fa-f]{2})+|(?:\\[0-7]{3})+|\\U[0-9A-Fa-f]{8}")
_U_PLUS = re.compile(r"\b(?:U\+[0-9A-Fa-f]{4,6}\s?)+")
# Ordinary words, alone or joined, are passed over: base64 without a digit or an inner capital is rare luck.
_ORDINARY = r"[A-Z]?[a-z]+(?:[-_/+][A-Z]?[a-z]+)*(?![A-Za-z0-9+/_=-])"
_BASE64 = re.compile(rf"(?<![A-Za-z0-9+/_-])(?!{_ORDINARY})[A-Za-z0-9+/_-]{{8,}}(?:\r?\n[A-Za-z0-9+/_-]{{8,}})*={{0,2}}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}[ \t\r\n:]?){4,}")
_HEX_LIKE = re.compile(r"[0-9A-Fa-f][0-9A-Fa-f \t\r\n:]{7,}")
_ASCII_LEAST = 9  # bytes of decoded ASCII: a shorter stretch that reads as text is an accident of ordinary words
_MAX_CODE_POINT = 0x10FFFF
_TAG_LETTERS = {0xE0000 + point: chr(point) for point in range(0x20, 0x7F)}  # no page shows them and every copy keeps them


def bytes_text(untrusted: bytes) -> str:
    """Return bytes as UTF-8, or as Latin-1 where they are none."""
    try:
        return untrusted.decode("utf-8")
    except UnicodeDecodeError:
        return untrusted.decode("latin-1")


def _escaped(found: re.Match[str]) -> str:
    text = found.group()
    if text[1] == "u":
        return bytes.fromhex(text.replace("\\u", "")).decode("utf-16-be", errors="replace")
    if text[1] == "x":
        return bytes_text(bytes.fromhex(text.replace("\\x", "")))
    if text[1] == "U":
        point = int.from_bytes(bytes.fromhex(text.removeprefix("\\U")))
        return chr(point) if point <= _MAX_CODE_POINT else text
    return bytes_text(bytes(int(octal, 8) & 0xFF for octal in text.split("\\")[1:]))


def _named_points(found: re.Match[str]) -> str:
    points = [int(part, 16) for part in re.findall(r"U\+([0-9A-Fa-f]{4,6})", found.group())]
    return "".join(chr(point) for point in points if point <= _MAX_CODE_POINT) + " "


def decoded_whole(untrusted: str) -> Iterator[str]:
    """Return `untrusted` with one kind of escape undone throughout, for each kind in it; twice over included."""
    for once in _decoded_once(untrusted):
        yield once
        yield from _decoded_once(once)


def _decoded_once(text: str) -> Iterator[str]:
    if "%" in text and (plain := _PERCENT.sub(lambda found: bytes_text(unquote_to_bytes(found.group())), text)) != text:
        yield plain
    if "&" in text and (plain := html.unescape(text)) != text:
        yield plain
    if "=" in text:
        joined = re.sub(r"=\r?\n", "", text)
        plain = _QUOTED_PRINTABLE.sub(lambda found: bytes_text(bytes.fromhex(found.group().replace("=", ""))), joined)
        if plain != text:
            yield plain
    if "\\" in text and (plain := _ESCAPE.sub(_escaped, text)) != text:
        yield plain
    if (plain := text.translate(_TAG_LETTERS)) != text:
        yield plain
    if "U+" in text and (plain := _U_PLUS.sub(_named_points, text)) != text:
        yield plain


def decoded_parts(untrusted: str) -> Iterator[str]:
    """Return the texts that stretches of base64 or hexadecimal stand for; what decodes to no text is left out."""
    for found in _BASE64.finditer(untrusted):
        # A line may follow that is a word of its own (the next cell of a table), so each line is also tried alone.
        for stretch in dict.fromkeys((found.group(), *found.group().split())):
            yield from _base64_texts(stretch)
    for stretch in _HEX_LIKE.findall(untrusted):
        for digits in _HEX.findall(stretch):
            yield from texts_of_bytes(bytes.fromhex(re.sub(r"[\s:]", "", digits)))


def _base64_texts(stretch: str) -> Iterator[str]:
    compact = re.sub(r"\s", "", stretch).rstrip("=").replace("-", "+").replace("_", "/")
    # A stretch may begin with characters that are no part of the encoding, so each of the four alignments is tried.
    for skip in range(4):
        part = compact[skip:]
        part = part[: len(part) - 1] if len(part) % 4 == 1 else part
        try:
            raw = base64.b64decode(part + "=" * (-len(part) % 4), validate=True)
        except binascii.Error:  # the last character holds bits that no encoder writes
            continue
        yield from texts_of_bytes(raw)


def texts_of_bytes(untrusted: bytes) -> Iterator[str]:
    """Return the texts that decoded bytes read as, in UTF-8 and both kinds of UTF-16, where they read as text at all."""
    try:
        text = untrusted.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if reads_as_text(text) and (len(text) >= _ASCII_LEAST or not text.isascii()):
            yield text
    if len(untrusted) % 2 == 0:
        for encoding in ("utf-16-be", "utf-16-le"):
            try:
                text = untrusted.decode(encoding)
            except UnicodeDecodeError:
                continue
            if reads_as_text(text.removeprefix("\ufeff")):
                yield text


_TEXT_BLOCKS = re.compile(
    "[\t\n\r\x20-\x7e\xa0-\u024f\u0370-\u052f\u0530-\u058f\u0590-\u06ff\u0f00-\u0fff\u1e00-\u1eff\u2010-\u2044"
    "\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]*"
)


def reads_as_text(text: str) -> bool:
    """Say whether every character belongs to a script in use, so that the text is no accident of other bytes."""
    return bool(text) and _TEXT_BLOCKS.fullmatch(text) is not None


_PLAIN_ASCII = re.compile(rb"[\x20-\x7e\t\r\n]*")
# Characters whose two bytes are both printable ASCII; four in a row are eight letters of plain text read wrongly.
_ASCII_PAIRS = re.compile("[" + "".join(f"\\u{high:02x}20-\\u{high:02x}7e" for high in range(0x20, 0x7F)) + "]{4,}")


def stream_texts(untrusted: bytes) -> Iterator[str]:
    """Return bytes of unknown encoding as text: UTF-8, Latin-1 where that fails, UTF-16 of both kinds and alignments.

    Stretches of plain ASCII are left out of the UTF-16 readings: any two ASCII letters are some Chinese character by accident.
    """
    text = untrusted.decode("utf-8", errors="replace")
    yield text
    if _PLAIN_ASCII.fullmatch(untrusted):
        return
    if "\ufffd" in text:
        yield untrusted.decode("latin-1")
    for encoding in ("utf-16-be", "utf-16-le"):
        for skip in (0, 1):
            yield _ASCII_PAIRS.sub(" ", untrusted[skip:].decode(encoding, errors="replace"))
