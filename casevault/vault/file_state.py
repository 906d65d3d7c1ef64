"""The files of a piece of evidence with what can be seen of each without reading it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casevault.vault.attached import files_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.domain.record import Record
    from casevault.vault.attached import Attachment
    from casevault.vault.vault import Vault

MANY: Final = 400  # rows that are read in one statement


class FileState(StrEnum):
    """How a file stands. Only reading it to its end tells that it is whole."""

    HERE = "here"  # the stored file has the length it must have
    MISSING = "missing"  # stored once, and its file is gone
    DAMAGED = "damaged"  # of another length, or no file
    NEVER = "never"  # the record speaks of a file that was not attached
    ERASED = "erased"  # for good: its key, its name and its digest


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file and its state; `words` says what came of taking its words out (`media.extract.TextState`), "" for nothing yet."""

    file: Attachment
    state: FileState
    words: str = ""


def files_seen(vault: Vault, record_id: str) -> list[FileSeen]:
    """Return the files of an evidence record, or of those attached to another record."""
    listed = vault.attachments.listed(record_id)
    return _seen(vault, listed)


def files_of_many(vault: Vault, records: Sequence[Record]) -> dict[str, list[FileSeen]]:
    """Return {evidence record: its files} for a page of a list; the words of the files are not asked after."""
    listed = [file for record in records for file in files_of(record, frozenset())]
    found: dict[str, list[FileSeen]] = {}
    for one in _seen(vault, listed, words=False):
        found.setdefault(one.file.evidence, []).append(one)
    return found


def _seen(vault: Vault, listed: Sequence[Attachment], *, words: bool = True) -> list[FileSeen]:
    wanted = list(dict.fromkeys(file.blob for file in listed if file.blob))
    rows = {
        row.id: row for start in range(0, len(wanted), MANY) for row in vault.attachments.rows_of(wanted[start : start + MANY])
    }
    stored = vault.attachments.stored
    said = vault.texts.states(file.blob for file in listed) if words else {}
    found = []
    for file in listed:
        row = rows.get(file.blob)
        if file.erased:
            state = FileState.ERASED
        elif row is None:
            state = FileState.NEVER
        elif not stored.fault(row):
            state = FileState.HERE
        else:
            state = FileState.DAMAGED if stored.path(row.id).exists() else FileState.MISSING
        found.append(FileSeen(file, state, said.get(file.blob, "")))
    return found
