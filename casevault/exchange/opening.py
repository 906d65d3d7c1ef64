"""Which reader a file needs, told by what is in it; the one door through which other programs' tables come.

To join: a line in `READERS` with how the format is recognised by its first bytes and a function that reads it, or, for a kind of
table inside another format, a line in `READINGS`. The name of a file only settles which of two texts that look alike is meant.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault.errors import Code, UserProblem
from casevault.exchange import archived, delimited, encoding, forms, json_in, martus, office, uwazi, yaml_in
from casevault.exchange.asked import Asked
from casevault.exchange.treesheet import no_such_table
from casevault.exchange.untrusted import Untrusted
from casevault.i18n import N_
from casevault.progress import silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from casevault.exchange.encoding import Encoding
    from casevault.exchange.sheets import Source
    from casevault.progress import Progress


@dataclass(frozen=True, slots=True)
class Reader:
    """One format that its first bytes tell. `recognises` sees the unpacked head (64 KiB at most) and may look farther."""

    recognises: Callable[[Untrusted], bool]
    read: Callable[[Untrusted, Asked], Source]


@dataclass(frozen=True, slots=True)
class TextReader:
    """One format that is text. `recognises` sees the start of the decoded text and the end of the file's name ("csv")."""

    recognises: Callable[[str, str], bool]
    read: Callable[[Untrusted, Asked, Encoding], Source]


@dataclass(frozen=True, slots=True)
class Reading:
    """One convention. `recognises` sees the names of the columns."""

    recognises: Callable[[tuple[str, ...]], bool]
    read: Callable[[Source], Source]


# Asked in this order; the first that recognises a file reads it.
READERS: Final[tuple[Reader, ...]] = (
    Reader(archived.recognises, lambda untrusted, asked: archived.read(untrusted, asked, read)),
    Reader(lambda untrusted: office.is_ole(untrusted.head), office.read_xls),
    Reader(lambda untrusted: martus.recognises(untrusted.head), lambda untrusted, _asked: martus.open_martus(untrusted.pieces())),
)
TEXT_READERS: Final[tuple[TextReader, ...]] = (
    TextReader(json_in.recognises, json_in.read),
    TextReader(yaml_in.recognises, yaml_in.read),
)

# What is certainly no table: bytes at a place, and what a person calls it.
_NO_TABLES: Final = (
    (0, b"%PDF-", "PDF"),
    (0, b"\x89PNG\r\n\x1a\n", "PNG"),
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"GIF8", "GIF"),
    (0, b"SQLite format 3\0", "SQLite"),
    (0, b"age-encryption.org/", "age"),
    (0, b"-----BEGIN AGE", "age"),
    (0, b"CVAULT", "CaseVault"),
    (0, b"Rar!\x1a\x07", "RAR"),
    (0, b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\0", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "Zstandard"),
    (0, b"PK\x03\x04", "ZIP"),
    (0, b"PK\x05\x06", "ZIP"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Microsoft Office"),
    (0, b"{\\rtf", "RTF"),
    (4, b"ftyp", "MP4"),
    (257, b"ustar", "tar"),
)
# Conventions within a table of any format: told by the names of its columns, read from its cells.
READINGS: Final[tuple[Reading, ...]] = (
    Reading(uwazi.recognises, uwazi.entities),
    Reading(forms.recognises, forms.submissions),
)
_TABLES: Final = frozenset({"csv", "tsv", "xlsx", "xlsb", "xls", "ods"})
_MARKUP: Final = re.compile(r"\s{0,1000}<(?:\?xml|!doctype|!--|[a-z]{1,40}[\s>])", re.IGNORECASE)
_START: Final = 1 << 14  # characters by which a text is recognised


@contextmanager
def open_source(
    path: Path,
    *,
    sheet: str = "",
    encoding: str = "",
    delimiter: str = "",
    header_row: int | None = None,
    progress: Progress = silent,
) -> Iterator[Source]:
    """Open a file of another program for reading in; its rows can be read once, inside the `with`.

    What is empty is found out. Refuses with INVALID_INPUT, UNSUPPORTED, TOO_LARGE or NOT_FOUND and a sentence, here or while the
    rows are read; `progress` counts bytes of the file, and a text is gone through twice.
    """
    asked = Asked(sheet, encoding, delimiter, header_row, progress)
    with Untrusted(path, progress) as untrusted:
        yield read(untrusted, asked)


def read(untrusted: Untrusted, asked: Asked) -> Source:
    """Return the source a file is, by the first reader that recognises it; UNSUPPORTED for what is no table."""
    source = _read(untrusted, asked)
    if source.format in _TABLES:
        for reading in READINGS:
            if reading.recognises(source.sheet.header):
                return reading.read(source)
    return source


def _read(untrusted: Untrusted, asked: Asked) -> Source:
    for reader in READERS:
        if reader.recognises(untrusted):
            return reader.read(untrusted, asked)
    for place, mark, name in _NO_TABLES:
        if untrusted.head[place:].startswith(mark):
            raise no_table(name)
    return _read_text(untrusted, asked)


def _read_text(untrusted: Untrusted, asked: Asked) -> Source:
    recognised = encoding.recognise(untrusted, asked.encoding)
    start = next(encoding.decoded(untrusted, recognised), "")[:_START]
    if _MARKUP.match(start) and not asked.delimiter:
        raise no_table("XML, HTML")
    reader = next((reader for reader in TEXT_READERS if reader.recognises(start, untrusted.suffix)), None)
    source = reader.read(untrusted, asked, recognised) if reader else delimited.read(untrusted, asked, recognised)
    if asked.sheet and asked.sheet != source.sheet.name:
        raise no_such_table()
    return source


def no_table(form: str) -> UserProblem:
    """Return the refusal for a file of another kind, with the name people have for it."""
    return UserProblem(
        Code.UNSUPPORTED,
        N_("This is a file of the kind {format}, which holds no table that can be read in."),
        N_("Tables come as CSV, TSV, XLSX, XLS, ODS, JSON, JSON Lines or YAML. Other files can be attached to a record."),
        format=form,
    )
