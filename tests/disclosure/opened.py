"""What stands in a file that left, read without the program: envelopes opened, everything in them unpacked and decoded.

It decides nothing and knows no format of ours but as its page describes it. A text comes back in every reading one can think of.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import hashlib
import html
import io
import re
import tarfile
import time
import unicodedata
import zipfile
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pikepdf
import pypdfium2
import pyrage
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from disclosure.secret_words import LOOK_ALIKES

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENCODED = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){8,}")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")
_TAG = re.compile(r"<[^<>]*>")
_SEALED = re.compile(rb'id="sealed">([A-Za-z0-9+/=]*)<')
_BETWEEN = re.compile(r"[^\w\u0f71-\u0f84]|_")  # the vowels of Tibetan are marks
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
_NO_TEXT = re.compile(r"(?:[^\x20-\x7e]+[\x20-\x7e]{0,5})+")
_FONTS = ("/CIDFontType0C", "/OpenType", "/Type1C")
_DEPTH = 4


class _Digits(dict[int, int | str]):
    """Every digit of every script as the one it is."""

    def __missing__(self, point: int) -> int | str:
        value = unicodedata.decimal(chr(point), None)
        found = self[point] = point if value is None else str(value)
        return found


_DIGITS = _Digits()


@lru_cache(maxsize=1 << 16)
def squeezed(text: str) -> str:
    """Return only what one reads by: letters, marks and digits, of one case, one width, without accents or disguise."""
    text = text if text.isascii() else text.translate(_DIGITS)
    plain = _LATIN_MARKS.sub("", unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold()))
    return _BETWEEN.sub("", plain).translate(LOOK_ALIKES)


def unsealed(data: bytes, seal: str, words: str, key: pyrage.x25519.Identity | None) -> bytes:
    """Return what an envelope holds: the file itself, or the archive."""
    match seal:
        case "age":
            return _of_age(data, words) if words or key is None else pyrage.decrypt(data, [key])
        case "html":
            found = _SEALED.search(data)
            assert found is not None, "no sealed part in the page"
            return _page(base64.b64decode(found[1]), words)
        case "pdf":
            out = io.BytesIO()
            with pikepdf.open(io.BytesIO(data), password=words) as pdf:
                pdf.save(out)
            return out.getvalue()
        case _:
            return data


def _of_age(data: bytes, words: str) -> bytes:
    """Return what a passphrase opens; the library refuses what it thinks too slow on a machine that is busy for a moment."""
    for patience in range(6):
        try:
            opened: bytes = pyrage.passphrase.decrypt(data, words)
        except pyrage.DecryptError as refusal:
            if "Excessive" not in str(refusal) or patience == 5:
                raise
            time.sleep(2**patience)
        else:
            return opened
    raise AssertionError


def _page(box: bytes, words: str) -> bytes:
    salt = box[8:40]
    slow = hashlib.pbkdf2_hmac("sha256", " ".join(words.lower().split()).encode(), salt, 1_000_000)
    both = HKDF(SHA256(), 64, salt, b"casevault/1/page").derive(slow)
    assert both[32:] == box[40:72]
    chunks = [box[at : at + (1 << 20) + 16] for at in range(72, len(box), (1 << 20) + 16)]
    last = len(chunks) - 1
    opened = (
        AESGCM(both[:32]).decrypt(n.to_bytes(11, "big") + bytes([n == last]), one, box[:72]) for n, one in enumerate(chunks)
    )
    return b"".join(opened)


def members(data: bytes) -> dict[str, bytes]:
    """Return the files of an archive by name; of anything else the file itself under no name."""
    if data[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            read = ((one.name, archive.extractfile(one)) for one in archive.getmembers())
            return {name: handle.read() for name, handle in read if handle is not None}
    return {"": data}


def texts(data: bytes, depth: int = _DEPTH) -> Iterator[str]:
    """Yield every reading of a file: its bytes in each encoding, its parts unpacked, base64 and escapes undone."""
    if not depth:
        return
    if data.startswith(b"%PDF"):
        yield from _of_pdf(data, depth)
    elif data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for one in packed.infolist():
                yield from _readings(one.filename, depth)
                yield from texts(packed.read(one), depth - 1)
    elif data.startswith(b"\x1f\x8b"):
        yield from texts(gzip.decompress(data), depth - 1)
    elif data[257:262] == b"ustar":
        for name, member in members(data).items():
            yield from _readings(name, depth)
            yield from texts(member, depth - 1)
    yield from _of_bytes(data, depth)


def holds(data: bytes, word: str) -> bool:
    """Say whether a file holds a word as plain bytes, for what is no text: fonts, pictures, sealed parts."""
    return any(word.encode(coding) in data for coding in ("utf-8", "utf-16-le", "utf-16-be"))


def _is_text(data: bytes) -> bool:
    start = data[:4096]
    return sum(byte < 9 or 13 < byte < 32 or byte == 127 for byte in start) * 8 < max(len(start), 1)


def _of_bytes(data: bytes, depth: int) -> Iterator[str]:
    if not _is_text(data) and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        yield _NO_TEXT.sub("\0", data.decode("latin-1"))  # names of parts, between what is packed
        return
    for coding in ("utf-8", "utf-16-le", "utf-16-be"):
        yield from _readings(data.decode(coding, "ignore"), depth if coding == "utf-8" else 1)


def _readings(text: str, depth: int) -> Iterator[str]:
    yield text
    for other in (html.unescape(_TAG.sub("", text)), unquote(text), _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)):
        if other != text:
            yield other
    if depth > 1:
        for found in _ENCODED.finditer(text):
            try:
                hidden = base64.b64decode(found[0].replace("-", "+").replace("_", "/").rstrip("=") + "==", validate=False)
            except binascii.Error:
                continue
            yield from texts(hidden, depth - 2) if depth > 2 else ()
            yield hidden.decode("utf-8", "ignore")
        for found in _HEX.finditer(text):
            hidden = bytes.fromhex(found[0])
            yield hidden.decode("utf-8", "ignore")
            yield hidden.decode("utf-16-be", "ignore")


def _of_pdf(data: bytes, depth: int) -> Iterator[str]:
    pages = pypdfium2.PdfDocument(data)
    try:
        read = [page.get_textpage().get_text_bounded() for page in pages]
    finally:
        pages.close()
    whole = "\n".join(read)
    yield whole
    yield whole[::-1]  # readers hand on right-to-left words in the order of the page, some of them
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for thing in pdf.objects:
            yield from _of_object(thing, depth)
        yield from _of_object(pdf.trailer, depth)
        yield str(pdf.open_metadata())


def _of_object(thing: pikepdf.Object, depth: int, down: int = 6) -> Iterator[str]:
    if isinstance(thing, pikepdf.Stream):
        held = thing.read_bytes() if thing.get("/Subtype") != "/Image" else thing.read_raw_bytes()
        if not {"/Length1", "/Length3"} & set(thing.keys()) and thing.get("/Subtype") not in _FONTS:
            yield from _of_bytes(held, 1)
        if "/EmbeddedFile" in str(thing.get("/Type", "")):
            yield from texts(held, depth - 1)
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)) and down:
        for key, value in thing.items():
            yield str(key)
            yield from _of_object(value, depth, down - 1) if not getattr(value, "is_indirect", False) else ()
    elif isinstance(thing, pikepdf.Array) and down:
        for value in thing:
            yield from _of_object(value, depth, down - 1) if not getattr(value, "is_indirect", False) else ()
    elif isinstance(thing, (pikepdf.String, pikepdf.Name)):
        yield str(thing)
