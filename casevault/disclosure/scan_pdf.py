"""A finished PDF as text, read twice: pdfium gives what a reader sees and copies from each page, pikepdf what the file holds.

Every object of the file is walked, whether or not anything points to it: strings, names, properties, outline, alternative
texts, files inside, decompressed streams; then the bytes outside every object. Three things are read as *binary*, where only
long finds count: font programs (outlines of letters), picture samples, and digests that number the file. A file inside that is
itself packed cannot be read and therefore cannot leave.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2

from casevault.disclosure.scan_decode import bytes_text, reads_as_text, stream_texts
from casevault.disclosure.scan_hits import Place, Where
from casevault.disclosure.scan_picture import UnreadablePictureError, is_picture, picture_pieces
from casevault.disclosure.scan_pieces import FileText, Piece
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PLACES = {
    "/Title": Place.OUTLINE,  # of a bookmark or a structure element; the file's own title is met under /Info
    "/Alt": Place.ALT_TEXT,
    "/ActualText": Place.ALT_TEXT,
    "/E": Place.ALT_TEXT,
    "/T": Place.ALT_TEXT,
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Names that PDF writers give to things themselves; short ones would otherwise be found as a person's name (`/Li`: list item).
_STANDARD_NAMES = _words(
    "A Art Artifact Author BBox Bo C Ca Cap CF Cs D Da Dest Di Div Do En F Fi Fit G Ga Gs H Id Im Info K Kids L LI La Lab Lang"
    " Lbl LBody Li Link M Ma Mark N Na Note O Op P Pa Page Part Q R Ra Re S Sa Sh Span T Ta Ti Title Tr U V W X XYZ Y Z TH TD"
    " TR TOC TOCI Table THead TBody TFoot Sect Document Figure Caption Form Formula Code Quote Index Ruby RB RT RP Warichu WT WP"
    " Root Lock Col Row Both Scope Width Widths Order Rect Pages Type Size Name Names Nums Limits First Last Next Prev Parent"
    " Count Flags Ascent Descent Length Filter Matrix Border Max Min Pg Alt Dur Trans Group Style Block Start End Center Justify"
)
_LANGUAGES = _words(
    "en nl fr de es it pt pl sv da fi nb el ru be uk kk ky mn tr ar fa ug bo zh ja ko zxx zh-hans zh-hant zh-tw zh-cn"
)
_FONT_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3", "/CIDSet")
_ICC_MARK_AT, _ICC_MARK = 36, b"acsp"  # a colour profile, wherever it hangs
_INNER_TYPES = {"/ObjStm", "/XRef"}
_MARKS = (b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf")  # of UTF-16 and UTF-8
_PLAIN = re.compile(rb"[\x20-\x7e\t\r\n]*")
_LITERALS = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>", re.DOTALL)
_NUMBERED = re.compile(r"[A-Za-z0-9+/]{22}==(?:_source)?")  # a digest by which a file is told from others, as in `/ID`
_COMMENT = re.compile(rb"%([^\r\n]*)")
# Streams are read as objects; the identifier of the file is random digits, read as the trailer's /ID.
_ELSEWHERE = re.compile(rb"stream\r?\n.*?endstream|/ID\s*\[\s*<[0-9A-Fa-f]*>\s*<[0-9A-Fa-f]*>\s*\]", re.DOTALL)
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_MAX_DEPTH = 4  # files inside files, and values inside values beyond any sense
_MAX_NESTING = 60


def read_pdf_text(untrusted: bytes) -> FileText:
    """Return all text of a PDF. A file that cannot be taken apart, or holds something packed, ends as `unsupported`."""
    try:
        return _read(untrusted, 0)
    except (pikepdf.PdfError, pikepdf.PasswordError, pypdfium2.PdfiumError) as cause:
        raise _unreadable() from cause


def _unreadable() -> UserProblem:
    return UserProblem(
        Code.UNSUPPORTED,
        N_("The finished file cannot be taken apart, so it cannot be checked and cannot leave."),
        N_("Leave out the attached file and try again."),
    )


def _read(untrusted: bytes, depth: int) -> FileText:
    walk = _Walk(depth)
    walk.file(untrusted)
    return FileText(tuple(page_texts(untrusted)), tuple(walk.pieces), walk.pictures)


def page_texts(untrusted: bytes) -> Iterator[str]:
    """Yield the printed words of each page of an unencrypted PDF."""
    document = pypdfium2.PdfDocument(untrusted)
    try:
        for page in document:
            text_page = page.get_textpage()
            yield text_page.get_text_range()
            text_page.close()
            page.close()
    finally:
        document.close()


class _Walk:
    """Collects the pieces of one PDF, object by object."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._roles: dict[tuple[int, int], str] = {}
        self._names: set[str] = set()
        self.pieces: list[Piece] = []
        self.pictures = 0

    def file(self, untrusted: bytes) -> None:
        """Read every object, then the bytes outside the streams of the file."""
        with pikepdf.open(io.BytesIO(untrusted)) as pdf:
            objects = list(pdf.objects)
            self._note_roles(pdf, objects)
            for obj in objects:
                role = self._roles.get(obj.objgen, "")
                self._value(obj, role if role == "/Info" else "", 0)
            self._value(pdf.trailer, "", 0)
        for number, text in enumerate(stream_texts(_ELSEWHERE.sub(b" ", untrusted))):
            self._add(text, Place.REMAINDER, binary=number > 0 and not reads_as_text(text), echo=True)

    def _add(self, text: str, place: Place, *, binary: bool = False, echo: bool = False) -> None:
        if text:
            self.pieces.append(Piece(text, Where(place), binary=binary, echo=echo))

    def _note_roles(self, pdf: pikepdf.Pdf, objects: Iterable[pikepdf.Object]) -> None:
        """Remember what streams are for, as said by the objects that point to them."""
        info = pdf.trailer.get("/Info")
        if isinstance(info, pikepdf.Dictionary):
            self._roles[info.objgen] = "/Info"
        for page in pdf.pages:
            contents = page.obj.get("/Contents")
            for stream in contents if isinstance(contents, pikepdf.Array) else (contents,):
                if isinstance(stream, pikepdf.Stream):
                    self._roles[stream.objgen] = "content"
        for obj in objects:
            if isinstance(obj, (pikepdf.Dictionary, pikepdf.Stream)):
                for key in (*_FONT_PROGRAMS, "/DestOutputProfile"):
                    self._role(obj.get(key), "binary")
                files = obj.get("/EF")
                for stream in dict(files.items()).values() if isinstance(files, pikepdf.Dictionary) else ():
                    self._role(stream, "attachment")

    def _role(self, target: object, role: str) -> None:
        if isinstance(target, pikepdf.Stream):
            self._roles[target.objgen] = role

    def _value(self, value: object, key: str, nesting: int) -> None:
        """Read one value; `key` is the dictionary key it stands under, or `/Info` for all of the file's properties."""
        if nesting > _MAX_NESTING:
            raise _unreadable()
        if not isinstance(value, pikepdf.Object) or (nesting and value.is_indirect):
            return  # a number, or met on its own in the list of objects
        if isinstance(value, pikepdf.Stream):
            self._entries(value, key, nesting)
            self._stream(value)
        elif isinstance(value, pikepdf.Dictionary):
            self._entries(value, key, nesting)
        elif isinstance(value, pikepdf.Array):
            for item in list(value):
                self._value(item, key, nesting + 1)
        elif isinstance(value, pikepdf.Name):
            self._name(str(value))
        elif isinstance(value, pikepdf.String):
            self._string(value, key)

    def _entries(self, holder: pikepdf.Dictionary | pikepdf.Stream, key: str, nesting: int) -> None:
        for name, value in list(holder.items()):
            self._name(name)
            self._value(value, key if key == "/Info" else name, nesting + 1)

    def _name(self, name: str) -> None:
        raw = name.removeprefix("/").encode("utf-8", errors="surrogateescape")
        plain = bytes_text(re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found.group(1).decode()), raw))
        if plain not in _STANDARD_NAMES and plain not in self._names:
            self._names.add(plain)
            self._add(plain, Place.NAME)

    def _string(self, value: pikepdf.String, key: str) -> None:
        raw = bytes(value)
        if key == "/Lang" and raw.decode("latin-1").lower() in _LANGUAGES:
            return
        place = Place.PROPERTY if key == "/Info" else _PLACES.get(key, Place.STRING)
        binary = key == "/ID"
        decoded = str(value)
        self._add(decoded, place, binary=binary)
        # A string may hold another encoding than the one it declares (UTF-8 without a mark, UTF-16 in the wrong order).
        for text in () if _PLAIN.fullmatch(raw) or raw.startswith(_MARKS) else stream_texts(raw):
            self._add(text, place, binary=binary, echo=True)

    def _stream(self, stream: pikepdf.Stream) -> None:
        kind, subtype = str(stream.get("/Type", "")), str(stream.get("/Subtype", ""))
        role = self._roles.get(stream.objgen, "")
        if kind in _INNER_TYPES:
            return  # holds objects that are walked one by one
        image = subtype == "/Image"
        self.pictures += image
        try:
            data = stream.read_bytes()
        except pikepdf.PdfError as cause:
            if not image:
                raise _unreadable() from cause
            self._photograph(stream)
            return
        if image:
            self._bytes(data, Place.STREAM, binary=True)
        elif role == "attachment":
            self._attachment(data)
        elif role == "binary" or data[_ICC_MARK_AT : _ICC_MARK_AT + len(_ICC_MARK)] == _ICC_MARK:
            self._bytes(data, Place.STREAM, binary=True)
        elif role == "content" or subtype == "/Form" or "/PatternType" in stream:
            self._content(stream, data)
        elif kind == "/Metadata" or data.lstrip()[:9] == b"<?xpacket":
            self._packet(data)
        else:
            self._bytes(data, Place.STREAM)

    def _photograph(self, stream: pikepdf.Stream) -> None:
        """Read a picture that is kept as its camera wrote it, notes of the camera included; nothing but a JPEG can be read."""
        data = stream.read_raw_bytes()
        if not is_picture(data):
            raise _unreadable()
        try:
            self.pieces += picture_pieces(data)
        except UnreadablePictureError as cause:
            raise _unreadable() from cause

    def _bytes(self, data: bytes, place: Place, *, binary: bool = False) -> None:
        for number, text in enumerate(stream_texts(data)):
            # A second reading of the same bytes is a guess: unless all of it reads as text, short finds in it are chance.
            guess = number > 0 and not reads_as_text(text)
            self._add(text, place, binary=binary or guess, echo=number > 0 and not binary)

    def _attachment(self, data: bytes) -> None:
        if data.startswith(_PACKED) or self._depth >= _MAX_DEPTH:
            raise _unreadable()
        if data.lstrip().startswith(b"%PDF"):
            inner = _read(data, self._depth + 1)
            self.pictures += inner.pictures
            for text in (*inner.pages, *(piece.text for piece in inner.pieces)):
                self._add(text, Place.ATTACHMENT)
        else:
            for text in stream_texts(data):
                self._add(text, Place.ATTACHMENT)

    def _packet(self, data: bytes) -> None:
        """Read an XMP packet: words between tags, values of attributes, comments; not the names of its vocabulary."""
        text = bytes_text(data)
        for comment in re.findall(r"<!--(.*?)-->", text, re.DOTALL):
            self._add(comment, Place.PROPERTY)
        for value in re.findall(r"""\s(?!xmlns)[\w:.-]+\s*=\s*["']([^"']*)["']""", text):
            self._add(value, Place.PROPERTY)
        for words in re.split(r"<[^>]*>", text):
            self._add(words.strip(), Place.PROPERTY, binary=_NUMBERED.fullmatch(words.strip()) is not None)

    def _content(self, stream: pikepdf.Stream, data: bytes) -> None:
        """Read drawing operators: shown strings that are text, not numbers of glyphs; marked-content properties; comments."""
        shown: list[str] = []
        for instruction in pikepdf.parse_content_stream(stream):
            for operand in instruction.operands:
                parts = list(operand) if isinstance(operand, pikepdf.Array) else [operand]
                for part in parts:
                    if isinstance(part, pikepdf.String):
                        raw = bytes(part)
                        shown.extend(
                            [raw.decode("ascii")] if _PLAIN.fullmatch(raw) else stream_texts(raw) if _is_text(raw) else ()
                        )
                    else:
                        self._value(part, "", 1)
        self._add("\0".join(shown), Place.STREAM, echo=True)
        for comment in _COMMENT.findall(_LITERALS.sub(b"", data)):
            self._bytes(comment, Place.STREAM)


def _is_text(raw: bytes) -> bool:
    """Say whether a shown string is text (marked UTF-16, or UTF-8 without controls) and not numbers of glyphs."""
    if raw.startswith(_MARKS):
        return True
    try:
        return not any(ord(char) < ord(" ") for char in raw.decode("utf-8"))
    except UnicodeDecodeError:
        return False
