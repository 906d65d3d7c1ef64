"""The table of all evidence, and the table of all records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.consent import text_of
from casevault.i18n import N_
from casevault.ui.read import days
from casevault.ui.read.file_words import STATE_WORDS, kind_words, size_words
from casevault.ui.read.reader import Tone, sentence
from casevault.ui.read.tables import TableLine
from casevault.vault.file_state import FileState, files_of_many
from casevault.vault.redactions import copies_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from casevault.domain.record import Record
    from casevault.ui.read.reader import Reader
    from casevault.vault.file_state import FileSeen

EVIDENCE_COLUMNS = ("changed", "title", "kind", "case", "files", "size", "redacted", "date", "state")
RECORD_COLUMNS = ("date", "title", "type", "case", "changed", "class")
FAULTS = (FileState.DAMAGED, FileState.MISSING, FileState.NEVER, FileState.ERASED)  # the gravest first
TONES: Mapping[FileState, Tone] = {
    FileState.HERE: Tone.OK,
    FileState.DAMAGED: Tone.BROKEN,
    FileState.MISSING: Tone.BROKEN,
    FileState.NEVER: Tone.UNKNOWN,
    FileState.ERASED: Tone.STOPPED,
}


def evidence_table(reader: Reader, ids: Sequence[str], damaged: Collection[str] = ()) -> list[TableLine | None]:
    """Return the cells of `EVIDENCE_COLUMNS`, how its files stand as the status; None where it is no longer there.

    `damaged`: stored files that were read to their end and are not what was written.
    """
    found = [one if one is not None and not one.deleted else None for one in reader.vault.records.page(list(ids))]
    records = [one for one in found if one is not None]
    files = files_of_many(reader.vault, records)
    cases = reader.many(case for record in records for case in record.cases)
    changed = reader.vault.records.changed_at([record.id for record in records])
    return [
        None if one is None else _evidence(reader, one, files.get(one.id, ()), cases, damaged, changed.get(one.id, 0))
        for one in found
    ]


def _evidence(  # noqa: PLR0917 - one line of what was read for the whole page at once
    reader: Reader,
    record: Record,
    files: Sequence[FileSeen],
    cases: Mapping[str, Record],
    damaged: Collection[str],
    at: int,
) -> TableLine:
    size = sum(one.file.size for one in files)
    kinds = dict.fromkeys(reader.text(kind_words(one.file.mime)[0]) for one in files if one.file.mime)
    status, tone = _state(reader, files, damaged)
    cells = (
        reader.day(days.moment(at).date().isoformat()) if at else "",
        _codes(record, cases) or "—" if reader.discreet else sentence(reader.title(record)),
        sentence(reader.choice(record, "kind")),
        _codes(record, cases),
        f"{len(files)} · {reader.catalogue.listed(kinds)}" if kinds else (str(len(files)) if files else ""),
        size_words(size, reader.catalogue) if size else "",
        _copies(reader, record),
        reader.day(text_of(record, "collected_at")[:10]),
    )
    return TableLine(record.id, cells, status, tone, strong=1)


def _state(reader: Reader, files: Sequence[FileSeen], damaged: Collection[str]) -> tuple[str, Tone]:
    if not files:
        return reader.text(N_("No file")), Tone.UNKNOWN
    states = [FileState.DAMAGED if one.file.blob in damaged else one.state for one in files]
    worst = next((fault for fault in FAULTS if fault in states), FileState.HERE)
    word = reader.text(STATE_WORDS[worst])
    some = sum(state is worst for state in states)
    return (f"{word} · {some}/{len(states)}" if some < len(states) else word), TONES[worst]


def _copies(reader: Reader, record: Record) -> str:
    """Return for whom there are redacted copies, and how many pages nobody has looked at yet."""
    copies = copies_of(record)
    whom = dict.fromkeys(sentence(reader.label("audience", one.audience)) for one in copies)
    unseen = sum(len(one.unseen) for one in copies)
    open_pages = reader.text(N_("{count} page to look at", "{count} pages to look at"), count=unseen) if unseen else ""
    return " · ".join(part for part in (reader.catalogue.listed(whom), open_pages) if part)


def _codes(record: Record, cases: Mapping[str, Record]) -> str:
    return ", ".join(text_of(cases[case], "code") for case in record.cases if case in cases)


def record_table(reader: Reader, ids: Sequence[str]) -> list[TableLine | None]:
    """Return the cells of `RECORD_COLUMNS`, of records of any type; None where one is no longer there."""
    found = [one if one is not None and not one.deleted else None for one in reader.vault.records.page(list(ids))]
    records = [one for one in found if one is not None]
    cases = reader.many(case for record in records for case in record.cases)
    changed = reader.vault.records.changed_at([record.id for record in records])
    return [None if one is None else _record(reader, one, cases, changed.get(one.id, 0)) for one in found]


def _record(reader: Reader, record: Record, cases: Mapping[str, Record], at: int) -> TableLine:
    # A title may hold a name, whatever the record is.
    title = _codes(record, cases) or "—" if reader.discreet else sentence(" ".join(reader.title(record).split()))
    cells = (
        reader.when(record),
        title,
        reader.text(reader.type_of(record).label),
        _codes(record, cases),
        reader.day(days.moment(at).date().isoformat()) if at else "",
        record.data_class.name,
    )
    return TableLine(record.id, cells, strong=1)
