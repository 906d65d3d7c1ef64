"""Tables in the conventions of Uwazi: `|` between values, `name__ru` for a language, `_geolocation`, files named in columns.

A place becomes two columns, latitude and longitude. A column whose name speaks of a date may hold seconds since 1970, or a range
"from:to"; both become the dates they stand for. All else stays as it was written.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from casevault.exchange.sheets import Row, Sheet
from casevault.i18n import N_
from casevault.media.cells import column_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casevault.exchange.sheets import Cell, Source

TABLE: Final = "import.csv"  # of an archive, at its root
_LANGUAGE: Final = re.compile(r"(.+)__([a-z]{2,3}(?:-[A-Za-z]{2,4})?)")
_PLACE: Final = "_geolocation"
_TITLE: Final = "title"
_FILES: Final = frozenset({"file", "attachments"})
_OF_DATES: Final = re.compile(r"(?:^|[_\s])(?:date|dates|fecha|fechas|born|died)(?:$|[_\s])", re.IGNORECASE)
_SECONDS: Final = re.compile(r"-?[0-9]{7,11}")
_DAY: Final = re.compile(r"([0-9]{4})[/-]([0-9]{1,2})[/-]([0-9]{1,2})")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

DATES: Final = N_("Dates counted in seconds since 1970, and ranges of dates, were written as dates.")
SPLIT: Final = N_("Several values in one cell, parted by “|”, were split.")


def recognises(header: Sequence[str]) -> bool:
    """Say whether columns follow the conventions beyond doubt: a title with a language, a place, or both kinds of files."""
    names = [_clean(name) for name in header]
    told = any(_LANGUAGE.fullmatch(name) is not None or name.endswith(_PLACE) for name in names)
    return _is_titled(names) and (told or _FILES.issubset(names))


def recognises_packed(header: Sequence[str]) -> bool:
    """Say whether columns of a table in an archive do, where files lie beside it: a title and one kind of files are enough."""
    names = [_clean(name) for name in header]
    return recognises(header) or (_is_titled(names) and not _FILES.isdisjoint(names))


def _is_titled(names: Sequence[str]) -> bool:
    return any(_base(name) == _TITLE for name in names)


def entities(source: Source) -> Source:
    """Return a table with its conventions read."""
    if source.format == "uwazi":
        return source
    header = source.sheet.header
    wanted: list[str] = []
    for name in header:
        wanted += [f"{name}/lat", f"{name}/lon"] if _clean(name).endswith(_PLACE) else [name]
    names = column_names([(place, name) for place, name in enumerate(wanted, 1)])
    notes = [*source.notes, SPLIT]
    if any(_is_of_dates(name) for name in header):
        notes.append(DATES)
    sheet = Sheet(source.sheet.name, names, _rows(source))
    return replace(source, format="uwazi", sheet=sheet, notes=tuple(notes))


def _rows(source: Source) -> Iterator[Row]:
    header = [_clean(name) for name in source.sheet.header]
    for row in source.sheet.rows:
        cells: list[Cell] = []
        for name, cell in zip(header, row.cells, strict=True):
            values = _values(name, cell)
            if name.endswith(_PLACE):
                cells += values if len(values) == 2 else ["|".join(values), ""]  # noqa: PLR2004 - latitude and longitude
                continue
            if _is_of_dates(name):
                values = [_date(value) for value in values]
            cells.append(tuple(values) if len(values) > 1 else "".join(values))
        yield Row(row.number, tuple(cells), row.files)


def _values(name: str, cell: Cell) -> list[str]:
    texts = [cell] if isinstance(cell, str) else list(cell)
    if _base(name) == _TITLE or (len(texts) == 1 and _is_link(texts[0])):
        return [text.strip() for text in texts]
    return [part.strip() for text in texts for part in text.split("|") if part.strip()]


def _is_link(text: str) -> bool:
    """Say whether a cell is a link with its label: "our page|https://…" is one value."""
    label, bar, address = text.partition("|")
    return bool(bar) and "|" not in address and address.strip().startswith(("http://", "https://")) and "://" not in label


def _date(value: str) -> str:
    first, colon, last = value.partition(":")
    if colon and "T" not in value and all(not part or _one_date(part) != "" for part in (first, last)) and (first or last):
        return f"{_one_date(first) or '..'}/{_one_date(last) or '..'}"
    return _one_date(value) or value


def _one_date(value: str) -> str:
    """Return an ISO day for seconds since 1970 or a day with strokes; "" for anything else."""
    if _SECONDS.fullmatch(value):
        try:
            moment = _EPOCH + timedelta(seconds=int(value))
        except OverflowError:
            return ""
        return moment.date().isoformat() if moment.time() == moment.min.time() else f"{moment.date().isoformat()}T{moment:%H:%M}Z"
    if (found := _DAY.fullmatch(value.strip())) is not None:
        year, month, day = found.groups()
        return f"{year}-{int(month):02}-{int(day):02}"
    return ""


def _is_of_dates(name: str) -> bool:
    return _OF_DATES.search(_base(_clean(name))) is not None


def _base(name: str) -> str:
    found = _LANGUAGE.fullmatch(name)
    return found[1] if found is not None else name


def _clean(name: str) -> str:
    """Return a column's name as Uwazi compares it."""
    return "_".join(name.strip().casefold().split())
