"""The files of a piece of evidence with what can be seen of each without reading it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casevault.vault.attached import Attachment
    from casevault.vault.vault import Vault


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
    rows = {row.id: row for row in vault.attachments.rows()}
    stored = vault.attachments.stored
    found = []
    listed = vault.attachments.listed(record_id)
    words = vault.texts.states(file.blob for file in listed)
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
        found.append(FileSeen(file, state, words.get(file.blob, "")))
    return found
