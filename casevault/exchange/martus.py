"""Bulletins exported from Martus (XML, both versions of the format), one row each.

A bulletin says itself which fields it has, so the columns are those of all bulletins. A column is named by the label its authors
read, or by the tag where there is none. A table within a bulletin becomes a column for each of its columns, with several values.
What no longer fits together is refused as a whole: an export that was altered by hand can have lost more than shows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from casevault.errors import Code, UserProblem
from casevault.exchange.sheets import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Row, Sheet, Source
from casevault.i18n import N_
from casevault.media.cells import column_names
from casevault.media.plain_xml import NotPlainError, read_xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casevault.exchange.sheets import Cell
    from casevault.i18n import Msg

ROOT: Final = "MartusBulletins"
MOST_TEXT: Final = 256 << 20  # characters of all bulletins
MOST_IN_GRID: Final = 100_000  # cells
MOST_FILES: Final = 1_000  # of one bulletin
_DEPTH: Final = 24
_SPECS: Final = {"MainFieldSpecs", "PrivateFieldSpecs"}
_ATTACHMENTS: Final = {"TopAttachmentList", "TopSectionAttachmentList", "BottomAttachmentList", "AttachmentList"}
_META: Final = (
    "BulletinLocalId",
    "AuthorAccountId",
    "BulletinLastSavedDateTime",
    "BulletinStatus",
    "BulletinVersion",
)
_NO_DATA: Final = {"MESSAGE", "SECTION"}
ATTACHMENTS: Final = "attachments"  # the column of the names of a bulletin's files
_XML_WIDE: Final = ("\ufeff<?xml".encode("utf-16-le"), "\ufeff<?xml".encode("utf-16-be"))
_LEADING: Final = ("Simple:", "Range:")

PRIVATE: Final = N_("Some fields were private in Martus. Look through their columns before you choose where they go.")
FILES_NAMED: Final = N_("The bulletins name attachments. Martus puts them in the folder of the export.")


@dataclass(slots=True)
class _Spec:
    type: str
    tag: str = ""
    label: str = ""
    private: bool = False
    choices: list[str] = field(default_factory=list)
    columns: list[_Spec] = field(default_factory=list)

    def keys(self) -> list[str]:
        """Return the names of the columns that hold this field's values."""
        name = " ".join(self.label.split()) or self.tag
        if self.type in _NO_DATA:
            return []
        return [f"{name}/{' '.join(column.label.split()) or place}" for place, column in enumerate(self.columns, 1)] or [name]


@dataclass(slots=True)
class _Bulletin:
    number: int
    specs: dict[str, _Spec] = field(default_factory=dict)
    values: dict[str, str | list[list[str]]] = field(default_factory=dict)
    meta: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


def recognises(head: bytes) -> bool:
    """Say whether a file begins like XML, or names the root of an export."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b"<?xml", *_XML_WIDE)) or (start.startswith(b"<") and b"<" + ROOT.encode() in start[:4096])


def open_martus(pieces: Iterable[bytes]) -> Source:
    """Return the bulletins of an export as one sheet; INVALID_INPUT or TOO_LARGE for what is none or not whole."""
    reader = _Reader()
    try:
        read_xml(pieces, reader.start, reader.end, reader.words, strict=True, depth=_DEPTH)
    except NotPlainError:
        raise damaged() from None
    if not reader.is_martus:
        raise UserProblem(
            Code.UNSUPPORTED,
            N_("This XML file is no export from Martus; no other XML is read in here."),
            N_("Save the data as CSV, XLSX or JSON in the program that made it, and read that in."),
        )
    if not reader.done:
        raise UserProblem(
            Code.INVALID_INPUT, N_("This export from Martus holds no bulletins."), N_("Check that it is the right file.")
        )
    columns = _columns(reader.done)
    header = column_names([(place, name) for place, name in enumerate(columns, 1)])
    return Source("martus", Sheet("", header, _rows(reader.done, columns)), notes=tuple(_notes(reader.done)))


class _Reader:
    """Takes the events of one file; raises a refusal where bulletin and specification do not fit."""

    def __init__(self) -> None:
        self.is_martus = False
        self.done: list[_Bulletin] = []
        self._path: list[str] = []
        self._text: list[str] = []
        self._total = 0
        self._held = 0
        self._bulletin: _Bulletin | None = None
        self._spec: _Spec | None = None
        self._column: _Spec | None = None
        self._tag = ""
        self._grid: list[list[str]] | None = None
        self._cells = 0

    def start(self, name: str, given: dict[str, str]) -> None:
        """Take note that an element begins."""
        if not self._path:
            self.is_martus = name == ROOT
        self._path.append(name)
        self._text, self._held = [], 0
        if not self.is_martus:
            return
        if name == "MartusBulletin":
            if self._bulletin is not None or len(self.done) >= MAX_ROWS:
                raise damaged()
            self._bulletin = _Bulletin(len(self.done) + 1)
        elif name == "Field":
            self._start_field(given)
        elif name == "Column" and self._grid is None and self._spec is not None:
            self._column = _Spec(given.get("type", ""))
        elif name == "GridData" and self._tag:
            self._grid = []
        elif name == "Row" and self._grid is not None:
            self._grid.append([])

    def _start_field(self, given: dict[str, str]) -> None:
        if self._specs_of() is not None:
            self._spec = _Spec(given.get("type", ""), private="PrivateFieldSpecs" in self._path)
        elif "FieldValues" in self._path and self._bulletin is not None:
            self._tag = given.get("tag", "")
            self._grid, self._cells = None, 0

    def words(self, data: str) -> None:
        """Text within the innermost element."""
        self._total += len(data)
        self._held += len(data)
        if self._total > MOST_TEXT or self._held > MAX_CELL:
            raise UserProblem(
                Code.TOO_LARGE,
                N_("This export from Martus is larger than can be read here."),
                N_("Export fewer bulletins at a time."),
            )
        self._text.append(data)

    def end(self, name: str) -> None:
        """Take what an element held, now that it ends."""
        self._path.pop()
        text, self._text = "".join(self._text), []
        if not self.is_martus or self._bulletin is None:
            return
        if name == "MartusBulletin":
            self._finish(self._bulletin)
        elif self._specs_of() is not None:
            self._end_in_spec(name, text.strip())
        elif self._tag:
            self._end_in_value(name, text)
        elif name == "Filename" and any(part in _ATTACHMENTS for part in self._path):
            if len(self._bulletin.files) >= MOST_FILES:
                raise damaged()
            self._bulletin.files.append(text.strip())
        elif name in _META and "BulletinMetaData" in self._path:
            self._bulletin.meta[name] = text.strip()

    def _specs_of(self) -> str | None:
        return next((part for part in self._path if part in _SPECS), None)

    def _end_in_spec(self, name: str, text: str) -> None:
        spec, bulletin = self._spec, self._bulletin
        if spec is None or bulletin is None:
            return
        inner = self._column or spec
        if name == "Tag":
            inner.tag = text
        elif name == "Label":
            inner.label = text
        elif name == "Choice":
            if text in inner.choices:
                raise _does_not_fit(bulletin, N_("A list of choices in bulletin {number} names the same choice twice."))
            inner.choices.append(text)
        elif name == "Column":
            if self._column is not None and len(spec.columns) < MAX_COLUMNS:
                spec.columns.append(self._column)
            self._column = None
        elif name == "Field":
            if not spec.tag or spec.tag in bulletin.specs or len(bulletin.specs) >= MAX_COLUMNS:
                raise _does_not_fit(bulletin, N_("Two fields of bulletin {number} have the same tag, or one has none."))
            bulletin.specs[spec.tag] = spec
            self._spec = None

    def _end_in_value(self, name: str, text: str) -> None:
        bulletin = self._bulletin
        if bulletin is None:
            return
        if name == "Column" and self._grid:
            self._cells += 1
            if self._cells > MOST_IN_GRID:
                raise damaged()
            self._grid[-1].append(text.strip())
        elif name == "Value" and self._grid is None:
            bulletin.values[self._tag] = text.strip()
        elif name == "Field":
            if self._tag not in bulletin.specs:
                raise _does_not_fit(bulletin, N_("Bulletin {number} has a value for a field that it does not declare."))
            if self._grid is not None:
                bulletin.values[self._tag] = self._grid
            self._tag, self._grid = "", None

    def _finish(self, bulletin: _Bulletin) -> None:
        if not bulletin.specs:
            raise _does_not_fit(bulletin, N_("Bulletin {number} does not say which fields it has."))
        for tag, value in bulletin.values.items():
            spec = bulletin.specs[tag]
            if isinstance(value, list) and any(len(row) > max(1, len(spec.columns)) for row in value):
                raise _does_not_fit(bulletin, N_("A table in bulletin {number} is wider than it says."))
        self.done.append(bulletin)
        self._bulletin = self._spec = self._column = None


def _columns(bulletins: list[_Bulletin]) -> list[str]:
    found: dict[str, None] = {name: None for name in _META if any(name in bulletin.meta for bulletin in bulletins)}
    for bulletin in bulletins:
        for spec in bulletin.specs.values():
            found.update(dict.fromkeys(spec.keys()))
            if len(found) > MAX_COLUMNS:
                raise damaged()
    if any(bulletin.files for bulletin in bulletins):
        found[ATTACHMENTS] = None
    return list(found)


def _rows(bulletins: list[_Bulletin], columns: list[str]) -> Iterator[Row]:
    for bulletin in bulletins:
        cells: dict[str, Cell] = dict(bulletin.meta)
        for tag, spec in bulletin.specs.items():
            value = bulletin.values.get(tag, "")
            keys = spec.keys()
            if isinstance(value, str):
                for key in keys[:1]:
                    cells[key] = _plain(value, spec.type)
            else:
                for place, key in enumerate(keys):
                    kind = spec.columns[place].type if spec.columns else ""
                    held = tuple(_plain(row[place], kind) if place < len(row) else "" for row in value)
                    cells[key] = held if any(held) else ""
        if bulletin.files:
            cells[ATTACHMENTS] = tuple(dict.fromkeys(bulletin.files))
        yield Row(bulletin.number, tuple(cells.get(column, "") for column in columns))


def _plain(value: str, kind: str) -> str:
    """Return a value without Martus's own wrapping: "Range:1970-01-01,1970-01-02" is 1970-01-01/1970-01-02."""
    if kind == "BOOLEAN":
        return {"1": "TRUE", "0": "FALSE"}.get(value, value)
    if kind in {"DATE", "DATERANGE"}:
        for leading in _LEADING:
            if value.startswith(leading):
                first, _, last = value.removeprefix(leading).partition(",")
                return f"{first}/{last}" if last and last != first else first
    return value


def _notes(bulletins: list[_Bulletin]) -> Iterator[Msg]:
    if any(spec.private for bulletin in bulletins for spec in bulletin.specs.values()):
        yield PRIVATE
    if any(bulletin.files for bulletin in bulletins):
        yield FILES_NAMED


def damaged() -> UserProblem:
    """Return the refusal for XML that is not whole, or is more than plain."""
    return UserProblem(
        Code.INVALID_INPUT,
        N_("This XML file is damaged, cut short, or holds more than plain data."),
        N_("Export it once more from Martus."),
    )


def _does_not_fit(bulletin: _Bulletin, what: Msg) -> UserProblem:
    return UserProblem(
        Code.INVALID_INPUT,
        what,
        N_("Nothing was read in. Export the bulletins once more from Martus, without altering the file."),
        number=bulletin.number,
    )
