"""What the enemy's suites share: the secrets, a document without them, its file in each format, and files changed by hand."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest
from PIL import Image

from casevault.disclosure.document import Box, Document, Heading, Items, Pairs, Paragraph, Run, Table
from casevault.disclosure.render import render
from casevault.disclosure.scan import LeakFound, Scanner, Term, TermKind
from casevault.disclosure.scan_file import read_file_text
from casevault.errors import CaseVaultError, Code

if TYPE_CHECKING:
    from collections.abc import Iterable

SECRETS = {
    "Latin": ("Kovalenka Alesia", TermKind.NAME),
    "Hanzi": ("高瑜芳", TermKind.NAME),
    "Uyghur": ("ئابلىكىم تۇرسۇن", TermKind.NAME),
    "Tibetan": ("བསྟན་འཛིན་ཆོས་སྒྲོན", TermKind.NAME),
    "Cyrillic": ("Наталья Ковалёва", TermKind.NAME),
    "phone": ("+86 139 1234 5678", TermKind.NUMBER),
    "identity number": ("11010519491231002X", TermKind.IDENTIFIER),
    "address": ("Zhongshan Road 18, room 1203", TermKind.ADDRESS),
    "handle": ("nightowl_7788", TermKind.HANDLE),
    "file name": ("visit-notes-march.docx", TermKind.FILE_NAME),
}
SCANNER = Scanner([Term(text, "w", "x", kind, linked=True) for text, kind in SECRETS.values()], [])
TEXTS = [text for text, _ in SECRETS.values()]
COMPLETE = ("docx", "html", "json", "csv", "xlsx")


def line(text: str, record: str = "") -> tuple[Run, ...]:
    return (Run(text, record),)


DOCUMENT = Document(
    lang="nl",
    title=line("A case & <more>"),
    subtitle=line("For an embassy"),
    label="TLP:AMBER+STRICT",
    header=line("A case"),
    footer=line("Ask before you pass it on & keep it."),
    created_day="2026-05-14",
    blocks=(
        Heading(line("What happened")),
        Paragraph(line("The hearing is expected on 28 May 2026 in Tianjin (天津). ئۈرۈمچى, ལྷ་ས, Минск.")),
        Items((line("=SUM(A1)"), line("an item"))),
        Pairs(((line("Who"), (line("王若溪"), line("41"))),)),
        Box(line("Note"), ((line("When"), (line("soon"),)),)),
        Table((line("Day"), line("What")), (((line("1 May"),), (line("visit"), line("refused"))), ((), (line("-5"),))), (1, 3)),
        Table((line("One"),), (((line("@cell"),),),)),
    ),
)
CLEAN = {key: render(DOCUMENT, key) for key in COMPLETE}


def caught(data: bytes, file_format: str, told: object) -> None:
    """Fail unless something was found, or what cannot be read was refused."""
    try:
        SCANNER.check(data, file_format, DOCUMENT, {})
    except LeakFound:
        return
    pytest.fail(f"passed: {told}")


def unsupported(data: bytes, file_format: str) -> None:
    with pytest.raises(CaseVaultError) as refusal:
        read_file_text(data, file_format)
    assert refusal.value.code is Code.UNSUPPORTED


def packed(members: Iterable[tuple[str, bytes]], comment: bytes = b"", *, note: bytes = b"", extra: bytes = b"") -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.comment, member.extra = note, extra
            archive.writestr(member, data)
        archive.comment = comment
    return sink.getvalue()


def members_of(key: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(CLEAN[key])) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(key: str, name: str, data: bytes) -> bytes:
    return packed([*members_of(key).items(), (name, data)])


def changed(key: str, name: str, old: str, new: str) -> bytes:
    members = members_of(key)
    assert old.encode() in members[name]
    members[name] = members[name].replace(old.encode(), new.encode(), 1)
    return packed(members.items())


def field(text: bytes) -> bytes:
    return struct.pack("<HH", 0xCAFE, len(text)) + text


def runs(text: str, look: str = "", tag: str = "t") -> str:
    half = len(text) // 2
    return "".join(f"<w:r><w:rPr>{look}</w:rPr><w:{tag}>{escape(part)}</w:{tag}></w:r>" for part in (text[:half], text[half:]))


def png(*chunks: tuple[bytes, bytes], tail: bytes = b"") -> bytes:
    sink = io.BytesIO()
    Image.new("RGB", (2, 2)).save(sink, "png")
    made = sink.getvalue()
    added = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return made[:-12] + added + made[-12:] + tail


def jpeg(*segments: tuple[int, bytes], tail: bytes = b"", **saved: bytes) -> bytes:
    sink = io.BytesIO()
    Image.new("RGB", (2, 2)).save(sink, "jpeg", **saved)
    made = sink.getvalue()
    added = b"".join(bytes((0xFF, mark)) + struct.pack(">H", len(data) + 2) + data for mark, data in segments)
    return made[:2] + added + made[2:] + tail


def exif(text: str) -> bytes:
    noted = Image.Exif()
    noted[0x9286] = b"UNICODE\0" + text.encode("utf-16-le")
    return noted.tobytes()


def address_of(data: bytes, mime: str = "image/png") -> str:
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"
