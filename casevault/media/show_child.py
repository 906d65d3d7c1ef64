"""The part of the child that makes documents fit to be looked at: bytes in, one line of JSON out.

    table   {"sheets": [name…], "sheet": number, "left": n, "rows": [[number, [cell…]]…], "whole"}   what stands in one sheet
    mail    {"headers": [[name, value]…], "text", "parts": [[name, type, bytes]…], "whole"}
    pages   {"pages": [text…], "whole"}                                                            the words of each page of a PDF
    any     {"error": word}

Everything is bounded before it is written: a sheet of a million rows is shown from its beginning, and says that it goes on.
"""

from __future__ import annotations

import contextlib
import csv
import email
import email.policy
import io
import json
from typing import TYPE_CHECKING, Any, Final

from casevault.media import sheet_child, text_child
from casevault.media.cells import shown
from casevault.media.plain import decoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from email.message import EmailMessage

SECONDS: Final = 15  # of the processor
MEMORY: Final = 1 << 30  # bytes of addresses

MOST_ROWS: Final = 2_000
MOST_COLUMNS: Final = 200
MOST_CELL: Final = 2_000  # characters
MOST_CELLS: Final = 4_000_000  # characters of all cells that are shown
MOST_SHEETS: Final = 200
MOST_TEXT: Final = 2_000_000
MOST_HEADER: Final = 2_000
MOST_PARTS: Final = 200
MOST_PAGES: Final = 5_000
MOST_ANSWER: Final = 64 << 20  # bytes of the line: characters of up to four, twice as long where they are escaped

TABLE, DELIMITED, MAIL, PAGES = "table", "delimited", "mail", "pages"
EMPTY: Final = "empty"
_DELIMITERS: Final = (",", ";", "\t", "|")
_LOOKED_AT: Final = 20  # lines, to see what divides them
_CSV_BYTES: Final = 32 << 20
_HEADERS: Final = ("From", "To", "Cc", "Date", "Subject", "Message-ID")


class NotReadError(Exception):
    """What the file cannot be shown for; its text is one of the words of `sheet_child`, or "empty"."""


def prepare() -> None:
    """Load what will be needed: from here on nothing can be loaded any more."""
    text_child.prepare()
    _mail(b"Subject: =?utf-8?q?a?=\nContent-Type: text/plain; name=a\n\na")
    _delimited(b"a,b\n1,2\n")


def answer(untrusted: bytes, wanted: Sequence[str], write: Callable[[bytes], object]) -> None:
    """Write the line; `wanted` is what the file is, and which sheet, counted from 0."""
    kind, number = wanted[0], int(wanted[1])
    try:
        if kind == PAGES:
            said = _pages(untrusted)
        elif kind == MAIL:
            said = _mail(untrusted)
        else:
            said = _delimited(untrusted) if kind == DELIMITED else _sheet(untrusted, number)
    except (NotReadError, sheet_child.NotReadError, text_child.NotTakenError) as reason:
        said = {"error": str(reason)}
    except MemoryError:
        said = {"error": sheet_child.TOO_LARGE}
    except BaseException:  # noqa: BLE001 - whatever a hostile file brings about, the answer is one word
        said = {"error": sheet_child.DAMAGED}
    write(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


def _sheet(untrusted: bytes, number: int) -> dict[str, Any]:
    book = sheet_child.Book(untrusted)
    names = book.names[:MOST_SHEETS]
    if not 0 <= number < len(names):
        raise NotReadError(sheet_child.NO_SHEET)
    left, found = book.as_it_stands(number)
    cells = ((row, [shown(value) for value in values[: MOST_COLUMNS + 1]]) for row, values in found)
    rows, whole = _bounded(cells)
    if not rows and len(names) == 1:
        raise NotReadError(EMPTY)
    return {"sheets": names, "sheet": number, "left": left, "rows": rows, "whole": whole}


def _delimited(untrusted: bytes) -> dict[str, Any]:
    text, _encoding = decoded(untrusted[:_CSV_BYTES], whole=len(untrusted) <= _CSV_BYTES)
    csv.field_size_limit(MOST_TEXT)
    text = text.replace("\0", "\ufffd")
    delimiter = max(_DELIMITERS, key=lambda one: _divides(text, one))
    rows, whole = _bounded(_lines(text, delimiter))
    if not rows:
        raise NotReadError(EMPTY)
    return {"sheets": [""], "sheet": 0, "left": 0, "rows": rows, "whole": whole and len(untrusted) <= _CSV_BYTES}


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    return enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1)


def _divides(text: str, delimiter: str) -> tuple[int, int]:
    """Return how many of the first lines have as many parts as most of them, of more than one, and how many parts that are."""
    found: dict[int, int] = {}
    with contextlib.suppress(csv.Error):
        for number, cells in _lines(text[: 1 << 16], delimiter):
            if number > _LOOKED_AT:
                break
            if len(cells) > 1:
                found[len(cells)] = found.get(len(cells), 0) + 1
    return max(((count, width) for width, count in found.items()), default=(0, 0))


def _bounded(found: Iterable[tuple[int, list[str]]]) -> tuple[list[tuple[int, list[str]]], bool]:
    """Return the rows in which anything stands, as many as are shown, and whether that is all of it."""
    rows: list[tuple[int, list[str]]] = []
    whole, room = True, MOST_CELLS
    for number, cells in found:
        if not any(map(str.strip, cells)):
            continue
        if len(rows) == MOST_ROWS or room <= 0:
            return rows, False
        whole = whole and len(cells) <= MOST_COLUMNS and all(len(cell) <= MOST_CELL for cell in cells)
        kept = [cell[:MOST_CELL] for cell in cells[:MOST_COLUMNS]]
        room -= sum(map(len, kept))
        rows.append((number, kept))
    return rows, whole


def _mail(untrusted: bytes) -> dict[str, Any]:
    message = email.message_from_bytes(untrusted, policy=email.policy.default)
    headers: list[tuple[str, str]] = []
    for name in _HEADERS:
        # A line that the library cannot take apart is left out; the rest of the message is worth reading.
        with contextlib.suppress(Exception):
            if (value := message.get(name)) is not None:
                headers.append((name, " ".join(str(value).split())[:MOST_HEADER]))
    texts: list[tuple[str, str]] = []
    parts: list[tuple[str, str, int]] = []
    whole = True
    for count, part in enumerate(message.walk()):
        if count >= MOST_PARTS:
            whole = False
            break
        if part.is_multipart():
            continue
        called = part.get_filename()
        if called or part.get_content_maintype() != "text":
            parts.append((str(called or "")[:MOST_HEADER], part.get_content_type()[:MOST_HEADER], _size(part)))
        else:
            texts.append((part.get_content_subtype(), text_child.body_of(part)))
    # Of a letter that is there twice, as text and as a page, the text is read.
    wanted = [text for kind, text in texts if kind == "plain"] or [text for _, text in texts]
    text = "\n\n".join(one.strip() for one in wanted)
    if not (headers or text.strip() or parts):
        raise NotReadError(EMPTY)
    whole = whole and len(text) <= MOST_TEXT
    return {"headers": headers, "text": text[:MOST_TEXT], "parts": parts, "whole": whole}


def _size(part: EmailMessage) -> int:
    raw = part.get_payload(decode=True)
    return len(raw) if isinstance(raw, bytes) else 0


def _pages(untrusted: bytes) -> dict[str, Any]:
    pages: list[str] = []
    room, whole = MOST_TEXT, True
    for text in text_child.pages_of(untrusted):
        if len(pages) == MOST_PAGES or room <= 0:
            whole = False
            break
        pages.append(text[:room])
        room -= len(text)
    return {"pages": pages, "whole": whole and room >= 0}
