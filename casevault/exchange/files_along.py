"""Attachments that would go along on a journey and name, in their own words, somebody who stays home.

A file goes as it is or not at all: nobody alters an original. So what its words say is listed before anything is packed, and a
file that names somebody who stays can be left at home. Looked at is what search looks at: the words that were taken out of the
file. A picture, a scan, or a file that is locked has none, and stands as one that nobody could look through.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from casevault.domain.packing import ROW
from casevault.media.extract import TextState
from casevault.store import texts
from casevault.vault.attached import EVIDENCE, FILES, files_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from casevault.domain.record import Fields, Record, Value
    from casevault.vault.vault import Vault

SECONDS: Final = 60.0  # spent on files whose words were not taken out yet; those that still wait are said to be unread
MOST_NAMES: Final = 20  # of one file: enough to see that it must stay


@dataclass(frozen=True, slots=True)
class FileAlong:
    """One attachment that would go: in which record, `file` as it is called there, and which names of others stand in it.

    `is_read`: its words are known. False for a picture, or for what could not be taken apart: somebody has to open it.
    """

    evidence: str
    file: str
    blob: str
    is_read: bool
    names: tuple[str, ...]


def files_along(
    office: Vault, going: Iterable[tuple[Record, Fields]], names_in: Callable[[str], Iterable[str]]
) -> list[FileAlong]:
    """Return every file of the evidence that goes, with the names that `names_in` finds in its words."""
    stored = frozenset(row.id for row in office.attachments.rows())
    listed = [
        (file, called.get(file.row, ""))
        for record, fields in going
        if record.type == EVIDENCE
        # By what it is called at the office: its name is as close as a name, and may stay home itself.
        for called in [{file.row: file.name for file in files_of(record, stored)}]
        for file in files_of(replace(record, fields=fields), stored)
        if file.blob in stored
    ]
    if not listed:
        return []
    office.texts.take(seconds=SECONDS)
    states = office.texts.states(dict.fromkeys(file.blob for file, _called in listed))
    found: dict[str, tuple[str, ...]] = {}
    for blob, state in states.items():
        if state == TextState.TEXT:
            words = office.db.read(lambda c, blob=blob: texts.text_of(c, blob))  # type: ignore[misc] # bound per file
            found[blob] = tuple(dict.fromkeys(names_in(words)))[:MOST_NAMES]
    return [
        FileAlong(file.evidence, called, file.blob, states.get(file.blob) == TextState.TEXT, found.get(file.blob, ()))
        for file, called in listed
    ]


def without(fields: Fields, blobs: Collection[str]) -> tuple[Fields, frozenset[str]]:
    """Return the fields of a record of evidence without these files, and the units that do not go because of it."""
    rows = fields.get(FILES)
    if not isinstance(rows, list):
        return fields, frozenset()
    gone = [row for row in rows if isinstance(row, dict) and row.get("blob") in blobs]
    if not gone:
        return fields, frozenset()
    kept: list[Value] = [row for row in rows if row not in gone]
    less: Mapping[str, Value] = {key: value for key, value in fields.items() if key != FILES or kept}
    return {**less, **({FILES: kept} if kept else {})}, frozenset(f"{FILES}/{row[ROW]}" for row in gone)
