"""The part of the child that takes the words out of documents: bytes in, one line of JSON and the words in UTF-8 out.

    {"state": "text" | "no_text" | "protected" | "damaged" | "too_large", "whole": whether all of it was taken}

What a file is, is told by its first bytes; only among texts does the kind that its name suggests decide.
"""

from __future__ import annotations

import codecs
import contextlib
import email
import email.policy
import io
import json
import zipfile
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from casevault.media import parts as office
from casevault.media import sheet_child
from casevault.media.cells import shown
from casevault.media.plain import decoded
from casevault.media.plain_xml import local, read_xml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from email.message import EmailMessage

SECONDS: Final = 60  # of the processor
MEMORY: Final = 1 << 30  # bytes of addresses

MOST_TEXT: Final = 2_000_000  # characters of one file
MOST_PAGES: Final = 20_000
MOST_PARTS: Final = 200  # of a message or a document
MOST_PART: Final = 64 << 20  # bytes of one part of a document

TEXT, NO_TEXT, PROTECTED, DAMAGED, TOO_LARGE = "text", "no_text", "protected", "damaged", "too_large"
PLAIN, HTML, MAIL, OTHER = "plain", "html", "mail", "other"

_PARAGRAPHS: Final = {"p", "h", "br", "cr", "line-break", "tr"}
_WORDS: Final = {"t", "delText"}
_ENCODINGS: Final = (
    *("ascii", "utf-8", "utf-7", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp437", "cp850", "cp866", "cp874"),
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "koi8-r", "koi8-u", "tis-620"),
    *("gb2312", "gbk", "gb18030", "hz", "big5", "big5hkscs", "euc-kr", "cp949", "iso2022-kr", "euc-jp", "shift_jis", "cp932"),
    *("iso2022-jp", "iso8859-2", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-9", "iso8859-15", "mac-roman"),
)


class NotTakenError(Exception):
    """Why there are no words; its text is one of the states above."""


def prepare() -> None:
    """Load what will be needed: from here on nothing can be loaded any more."""
    import pypdfium2  # noqa: PLC0415 - for this kind alone

    sheet_child.prepare()
    pypdfium2.PdfDocument.new().close()  # the library's own set-up, which looks at the disk
    for name in _ENCODINGS:
        codecs.lookup(name)  # which loads it; encoding a text need not
    list(_mail(b"Subject: =?utf-8?q?a?=\nFrom: a@b\nContent-Type: text/html; charset=gbk\n\n<p>a</p>"))


def answer(untrusted: bytes, wanted: Sequence[str], write: Callable[[bytes], object]) -> None:
    """Write the line and the words of one file; `wanted` is what its name suggests: "plain", "html", "mail" or "other"."""
    taken: list[str] = []
    count, whole = 0, True
    try:
        for piece in _pieces(untrusted, wanted[0]):
            taken.append(piece[: MOST_TEXT - count])
            count += len(piece)
            if count >= MOST_TEXT:
                whole = False
                break
        state = TEXT if any(map(str.strip, taken)) else NO_TEXT
    except NotTakenError as reason:
        state = str(reason)
    except MemoryError:
        state = TOO_LARGE
    except BaseException:  # noqa: BLE001 - whatever a hostile file brings about, the answer is one word
        state = DAMAGED
    if any(map(str.strip, taken)) and state in {DAMAGED, TOO_LARGE}:
        state, whole = TEXT, False  # what could be read is worth finding
    write(json.dumps({"state": state, "whole": whole}).encode() + b"\n")
    if state == TEXT:
        write("".join(taken).encode("utf-8", "replace"))


def _pieces(untrusted: bytes, kind: str) -> Iterator[str]:
    if untrusted[:1024].lstrip().startswith(b"%PDF-"):
        return pages_of(untrusted)
    if untrusted.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _document(untrusted)
    if untrusted.startswith(office.OLE):
        if office.is_protected(untrusted, None):
            raise NotTakenError(PROTECTED)
        return _sheets(untrusted)
    readers: dict[str, Callable[[bytes], Iterator[str]]] = {PLAIN: _plain, HTML: _html, MAIL: _mail}
    if kind not in readers:
        raise NotTakenError(DAMAGED)
    return readers[kind](untrusted)


def pages_of(untrusted: bytes) -> Iterator[str]:
    """Yield the words of each page of a PDF."""
    import pypdfium2  # noqa: PLC0415 - loaded by `prepare`

    try:
        document = pypdfium2.PdfDocument(untrusted)
    except pypdfium2.PdfiumError as problem:
        raise NotTakenError(PROTECTED if "assword" in str(problem) else DAMAGED) from None
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        words = page.get_textpage()
        yield words.get_text_bounded() + "\n"
        words.close()
        page.close()


def _document(untrusted: bytes) -> Iterator[str]:
    try:
        parts = zipfile.ZipFile(io.BytesIO(untrusted))
    except Exception:  # noqa: BLE001 - the library's errors are many
        raise NotTakenError(DAMAGED) from None
    if sum(part.file_size for part in parts.infolist()) > sheet_child.MOST_UNPACKED:
        raise NotTakenError(TOO_LARGE)
    if office.is_protected(untrusted, parts):
        raise NotTakenError(PROTECTED)
    names = parts.namelist()
    if "word/document.xml" in names:
        return _xml(parts, ["word/document.xml", *(name for name in names if _is_beside(name))])
    if "content.xml" in names and b"spreadsheet" not in office.part_of(parts, "mimetype"):
        return _xml(parts, ["content.xml", "styles.xml"])
    return _sheets(untrusted)


def _is_beside(name: str) -> bool:
    """Say whether a part of a DOCX holds words beside the text itself: headers, footers, notes, comments."""
    folder, _, end = name.rpartition("/")
    return folder == "word" and end.startswith(("header", "footer", "footnotes", "endnotes", "comments")) and end.endswith(".xml")


def _xml(parts: zipfile.ZipFile, names: Sequence[str]) -> Iterator[str]:
    """Yield the words of the parts of a text document: of OpenDocument all, of DOCX what stands in `w:t`."""
    for name in names[:MOST_PARTS]:
        found: list[str] = []
        marked = name.startswith("word/")
        inside: list[str] = []

        def start(tag: str, _given: dict[str, str], found: list[str] = found, inside: list[str] = inside) -> None:
            inside.append(local(tag))
            if inside[-1] in {"tab", "tc", "table-cell"}:
                found.append("\t")
            elif inside[-1] == "s":
                found.append(" ")

        def end(tag: str, found: list[str] = found, inside: list[str] = inside) -> None:
            inside.pop()
            if local(tag) in _PARAGRAPHS:
                found.append("\n")

        def words(data: str, found: list[str] = found, inside: list[str] = inside, *, marked: bool = marked) -> None:
            # What a drawing offers to older programs stands there twice.
            if (not marked or inside[-1] in _WORDS) and "Fallback" not in inside:
                found.append(data)

        read_xml(_bounded(parts, name), start, end, words, depth=256)
        yield "".join(found) + "\n"


def _bounded(parts: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a part piece by piece; one that is missing has none, one that is damaged ends."""
    with contextlib.suppress(Exception), parts.open(name) as part:  # the library's errors are many
        for _ in range(0, MOST_PART, office.PIECE):
            piece = part.read(office.PIECE)
            if not piece:
                return
            yield piece


def _sheets(untrusted: bytes) -> Iterator[str]:
    try:
        book = sheet_child.Book(untrusted)
    except sheet_child.NotReadError as reason:
        raise NotTakenError(str(reason) if str(reason) in {PROTECTED, TOO_LARGE} else DAMAGED) from None
    for _, rows in book.everything():
        for row in rows:
            cells = "\t".join(shown(value) for value in row if value != "")
            if cells.strip():
                yield cells + "\n"


def _plain(untrusted: bytes) -> Iterator[str]:
    yield decoded(untrusted[: MOST_TEXT * 4], whole=len(untrusted) <= MOST_TEXT * 4)[0]


def _html(untrusted: bytes) -> Iterator[str]:
    yield _reduced(decoded(untrusted[: MOST_TEXT * 4])[0])


class _Words(HTMLParser):
    """The words of a page, without its scripts and styles."""

    _SILENT: Final = frozenset({"script", "style", "template"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Part the words of two elements; keep what is said of a picture."""
        self._silent += tag in self._SILENT
        self.found.append("\n" if tag in {"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote"} else " ")
        self.found += [value for key, value in attrs if key in {"alt", "title"} and value]

    def handle_endtag(self, tag: str) -> None:
        """Hear again after a script."""
        self._silent = max(0, self._silent - (tag in self._SILENT))

    def handle_data(self, data: str) -> None:
        """Keep words."""
        if not self._silent:
            self.found.append(data)


def _reduced(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    reader.close()
    return "".join(reader.found)


def _mail(untrusted: bytes) -> Iterator[str]:
    message = email.message_from_bytes(untrusted, policy=email.policy.default)
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            return
        for name in ("Subject", "From", "To", "Cc", "Date"):
            # A line that the library cannot take apart is still a line.
            with contextlib.suppress(Exception):
                if part.get(name) is not None:
                    yield f"{name}: {part.get(name)}\n"
        if part.get_filename():
            yield f"{part.get_filename()}\n"
        elif part.get_content_maintype() == "text":
            yield body_of(part) + "\n"


def body_of(part: EmailMessage) -> str:
    """Return the words of one part of a message, whatever it says of its encoding."""
    raw = part.get_payload(decode=True)
    content = raw if isinstance(raw, bytes) else b""
    try:
        text = content.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        text = decoded(content)[0]
    return _reduced(text) if part.get_content_subtype() == "html" else text
