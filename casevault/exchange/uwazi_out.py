"""Records as Uwazi takes them in: one archive for each template, `import.csv` at its root and the files beside it.

Its importer reads a cell by what its property is, so each column here has one kind (docs/formats/export.md lists them, and
`templates.csv` says them again for the vault at hand): `|` divides values, `:` the two days of a span, a related record is named
by its title. So titles are made unique, and where a value holds a `|` of its own a broken bar stands in its place.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, assert_never

from casevault.domain.edtf import span
from casevault.domain.schema import Kind, TextForm
from casevault.domain.showing import show
from casevault.domain.values import is_empty, na_of, refs_of, rows_of
from casevault.exchange.archive import Part
from casevault.exchange.tables_out import NOT_RECORDED, read_rows
from casevault.store import records
from casevault.vault.attached import files_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from casevault.domain.record import Record, Value
    from casevault.domain.schema import Field, RecordType
    from casevault.exchange.tally import Tally
    from casevault.exchange.whole import Stored, Whole
    from casevault.store.connection import Connection

IMPORT: Final = "import.csv"
LARGEST: Final = 45_000_000  # bytes of an archive: the importer takes 50 MB, and some is left for the archive itself
OWN_ID: Final = "casevault_id"
RESERVED: Final = frozenset({"id", "title", "file", "files", "attachments", OWN_ID, NOT_RECORDED})
PDF: Final = ".pdf"
OPEN: Final = "9999-12-31"
BESIDE: Final = "attachments/"
_BROKEN_BAR: Final = "¦"
_LAT, _LON = "lat", "lon"
GEO: Final = "coordinates_geolocation"
_LINKS: Final = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Column:
    """A property: its name, what Uwazi calls its type, and the field it comes from."""

    name: str
    kind: str
    field: Field | None = None


@dataclass(slots=True)
class _Archive:
    """One archive being filled, in memory: the importer takes none that would not fit there."""

    rows: list[list[str]] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    size: int = 0


class Uwazi:
    """One archive for each template, more where the files of one are too many."""

    def selected(self, whole: Whole) -> int:
        """Return how many records there are."""
        return whole.records

    def parts(self, whole: Whole) -> Iterator[Part]:
        """Yield the list of properties, the archives, and what is too large for any of them."""
        stored = {one.row.id: one for one in whole.stored}
        titles = _titles(whole)
        templates = {key: _Template(whole, whole.vault.schema.type(key), titles, stored) for key in whole.ids}
        data = _csv([["template", "property", "type"], *_properties(whole, templates)])
        yield Part("templates.csv", len(data), (data,))
        used: set[str] = set()
        for key, template in templates.items():
            for number, archive in enumerate(template.archives(used), 1):
                data = _zipped([column.name for column in template.columns], archive)
                yield Part(f"uwazi/{key}-{number}.zip", len(data), (data,))
        for blob_id in sorted(stored.keys() - used):
            yield whole.attachment(stored[blob_id])

    def read_back(self, part: Part, tally: Tally) -> None:
        """Count the entities of an archive and its files, or a file beside."""
        if part.name.startswith(BESIDE):
            tally.attachment(part)
        elif part.name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(b"".join(part.counted()))) as archive:
                rows = sum(1 for _ in read_rows([archive.read(IMPORT)])) - 1
                tally.units += rows
                tally.count.more(100 * rows)
                for name in archive.namelist():
                    if name != IMPORT:
                        content = archive.read(name)
                        tally.put(name, hashlib.sha256(content).hexdigest())
                        tally.count.more(len(content))


def columns_of(rt: RecordType) -> list[Column]:  # noqa: C901, PLR0912 - one arm per kind
    """Return the columns of a template: the reserved ones, then one or more for each field."""
    found = [Column("title", "title"), Column("file", "file"), Column("attachments", "attachments"), Column(OWN_ID, "text")]
    keys = {one.key for one in rt.fields}
    for one in rt.fields:
        name = _property(rt, one)
        match one.kind:
            case Kind.REF | Kind.REFS:
                found.append(Column(name, "relationship", one))
            case Kind.CHOICE | Kind.BOOL:
                found.append(Column(name, "select", one))
            case Kind.CHOICES | Kind.TEXTS:
                found.append(Column(name, "multiselect", one))
            case Kind.DAY:
                found.append(Column(name, "date", one))
            case Kind.DATE | Kind.DATETIME:
                # A span of days is what an uncertain date is; the words of the standard keep what a span cannot say.
                found += [Column(name, "daterange", one), Column(f"{name}_edtf", "text", one)]
            case Kind.INT:
                found.append(Column(name, "numeric", one))
            case Kind.LONG:
                found += [Column(name, "markdown", one), Column(f"{name}_translations", "markdown", one)]
            case Kind.ROWS:
                found.append(Column(name, "markdown", one))
                found += [
                    Column(f"{name}_{column.key}", "relationship", one)
                    for column in one.rows
                    if column.kind in {Kind.REF, Kind.REFS}
                ]
            case Kind.TEXT if one.form is TextForm.DECIMAL:
                found.append(Column(name, "numeric", one))
            case Kind.TEXT | Kind.DURATION:
                found.append(Column(name, "text", one))
                if one.key == "url":
                    found.append(Column(f"{name}_link", "link", one))
            case _:
                assert_never(one.kind)
    if {_LAT, _LON} <= keys:
        found.append(Column(GEO, "geolocation"))
    return [*found, Column(NOT_RECORDED, "text")]


class _Template:
    """The records of one type, turned into entities."""

    def __init__(self, whole: Whole, rt: RecordType, titles: Mapping[str, str], stored: Mapping[str, Stored]) -> None:
        self._whole, self._rt, self._titles, self._stored = whole, rt, titles, stored
        self.columns = columns_of(rt)

    def archives(self, used: set[str]) -> Iterator[_Archive]:
        """Yield them, as many in one archive as the importer takes; `used` gets the attachments that are in one."""
        going = frozenset(self._stored)
        now = _Archive()
        for page in self._whole.pages(self._rt.key):
            for record in page:
                mine = dict.fromkeys(self._stored[file.blob] for file in files_of(record, going) if file.stored)
                held = self._held([one for one in mine if one.row.id not in used])
                used |= {one.row.id for one, _ in held}
                row = [self._cell(column, record, [_named(one) for one, _ in held]) for column in self.columns]
                size = sum(len(cell) for cell in row) * 2 + sum(len(content) for _, content in held)
                if now.rows and now.size + size > LARGEST:
                    yield now
                    now = _Archive()
                now.rows.append(row)
                now.files += [(_named(one), content) for one, content in held]
                now.size += size
        yield now

    def _held(self, mine: Iterable[Stored]) -> list[tuple[Stored, bytes]]:
        """Return the files of an entity that fit into an archive, each with its bytes; the others go beside."""
        held: list[tuple[Stored, bytes]] = []
        room = LARGEST
        for one in mine:
            if one.row.length <= room:
                held.append((one, b"".join(self._whole.bytes_of(one))))
                room -= one.row.length
        return held

    def _cell(self, column: Column, record: Record, names: list[str]) -> str:  # noqa: PLR0911 - one arm per type of property
        one = column.field
        if one is None:
            return self._own(column, record, names)
        value = record.fields.get(one.key, "")
        if na_of(value) is not None or is_empty(value):
            return ""
        match column.kind:
            case "relationship":
                return "|".join(self._related(column, one, record))
            case "select":
                return _term(show(one, value, self._whole.look))
            case "multiselect":
                single = [show(one, [item], self._whole.look) for item in value] if isinstance(value, list) else []
                return "|".join(map(_term, single))
            case "date":
                return str(value).replace("-", "/")
            case "daterange":
                return _span(str(value))
            case "link":
                return str(value) if str(value).startswith(_LINKS) else ""
            case "markdown":
                return _text(self._whole, one, value, translations=column.name.endswith("_translations"))
            case _:
                return str(value)

    def _own(self, column: Column, record: Record, names: list[str]) -> str:
        """Return the cell of a column that no field stands behind."""
        first = next((name for name in names if name.endswith(PDF)), "")
        match column.kind:
            case "title":
                return self._titles[record.id]
            case "file":
                return first
            case "attachments":
                return "|".join(name for name in names if name != first)
            case "geolocation":
                found = [record.fields.get(key, "") for key in (_LAT, _LON)]
                return "|".join(map(str, found)) if all(isinstance(one, str) and one for one in found) else ""
        if column.name == OWN_ID:
            return record.id
        nots = [(one.key, na_of(record.fields.get(one.key, ""))) for one in self._rt.fields]
        return "; ".join(f"{key}={answer.value}" for key, answer in nots if answer is not None)

    def _related(self, column: Column, one: Field, record: Record) -> list[str]:
        path = one.key
        if one.kind is Kind.ROWS:
            path = f"{one.key}/{column.name.removeprefix(f'{_property(self._rt, one)}_')}"
        found = [target for name, _, target in refs_of(self._rt, record.fields) if name == path]
        return [self._titles[target] for target in dict.fromkeys(found) if target in self._titles]


def _named(one: Stored) -> str:
    return one.name.removeprefix(BESIDE)


def _property(rt: RecordType, one: Field) -> str:
    """Return the name of a field's property: one that Uwazi keeps for itself gets the type before it."""
    return f"{rt.key}_{one.key}" if one.key in RESERVED else one.key


def _text(whole: Whole, one: Field, value: Value, *, translations: bool) -> str:
    if one.kind is Kind.LONG:
        entries = rows_of(value)
        if not translations:
            return str(entries[0].get("text", "")) if entries else ""
        return "\n\n".join(f"[{entry.get('lang', '')}] {entry.get('text', '')}" for entry in entries[1:])
    return "\n".join(shown for row in rows_of(value) if (shown := show(one, [dict(row)], whole.look)))


def _span(value: str) -> str:
    """Return the days a date may mean, as `from:to`; one that is not known is left blank, as is an end that is not there yet."""
    first, last = span(value)
    return ":".join("" if day in {"", OPEN} else day.replace("-", "/") for day in (first, last))


def _term(text: str) -> str:
    """Return a word of a thesaurus, or a title: one line without what would divide it into two."""
    return " ".join(text.replace("|", _BROKEN_BAR).replace("::", ":\u200b:").split())


def _titles(whole: Whole) -> dict[str, str]:
    """Return {record: the title it has in Uwazi}, no two alike: a relation is made by the title alone."""

    def read(connection: Connection) -> dict[str, str]:
        return records.titles(connection, [record_id for ids in whole.ids.values() for record_id in ids])

    plain = {record_id: _term(title) for record_id, title in whole.db.read(read).items()}
    times = Counter(title.casefold() for title in plain.values())
    return {
        record_id: f"{title} [{record_id[:8]}]" if times[title.casefold()] > 1 or not title else title
        for record_id, title in plain.items()
    }


def _properties(whole: Whole, templates: Mapping[str, _Template]) -> list[list[str]]:
    return [
        [whole.catalogue.text(whole.vault.schema.type(key).label), column.name, column.kind]
        for key, template in templates.items()
        for column in template.columns
    ]


def _csv(rows: list[list[str]]) -> bytes:
    sink = io.StringIO(newline="")
    csv.writer(sink, lineterminator="\n").writerows(rows)
    return sink.getvalue().encode()


def _zipped(header: list[str], archive: _Archive) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in ((IMPORT, _csv([header, *archive.rows])), *archive.files):
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return sink.getvalue()
