"""A whole export comes in again, into a vault that is empty: every row of the log as it was, with its history, and every file.

First everything is read to its end and verified, and nothing is written. Then the attachments are stored, encrypted anew under
the keys of this vault; then one transaction appends the rows, notes the attachments and derives the records. What was verified
and what is taken in are read from the same file twice, so the second reading has to give the same lines.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casevault import files
from casevault.crypto.ageopen import ByKey, ByPassphrase
from casevault.domain.change import Action, Change
from casevault.domain.erasing import Erasures
from casevault.domain.taken import require_sound
from casevault.errors import Code, UserProblem
from casevault.exchange import jsonl
from casevault.exchange.archive import ATTACHMENTS, LINES, Found, changed_meanwhile, not_an_export
from casevault.i18n import N_
from casevault.progress import silent
from casevault.store import blobs, changes, records
from casevault.vault.storing import StoredAnew

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casevault.crypto.agefile import Header as AgeHeader
    from casevault.domain.catalog import Schema
    from casevault.exchange.archive import FileKey, Part
    from casevault.exchange.jsonl import End, Header, Listed
    from casevault.progress import Progress
    from casevault.store.connection import Connection
    from casevault.vault.acts import Running
    from casevault.vault.vault import Vault

_FIRST_LINE = re.compile(rb'\{"at_utc":\d{1,19},"casevault":"export"', re.ASCII)
OWN = frozenset({"actor", "device"})  # what a new vault holds of itself


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What was taken in, and the id of the vault it was exported from. `records`: those that are not deleted."""

    vault: str
    records: int
    changes: int
    attachments: int


@dataclass(slots=True)
class _Verified:
    """What the first reading found."""

    header: Header
    end: End
    listed: dict[str, Listed] = field(default_factory=dict)


def opener_of(words: str = "", untrusted_identity: str = "") -> FileKey | None:
    """Return what finds the key of a sealed export: its words, or the text of an age key file; None where neither was given."""
    if untrusted_identity:
        lines = [line.strip() for line in untrusted_identity.splitlines() if line.strip() and not line.startswith("#")]
        return ByKey(lines[0] if lines else "")
    return ByPassphrase(" ".join(words.split())) if words else None


def is_export(source: Path) -> bool:
    """Say whether a folder or file is a whole export by the way it begins, without reading on; of a sealed one nobody can say."""
    if source.is_dir():
        return (source / LINES).is_file()
    try:
        with files.open_file(source) as stream:
            start = stream.read(64)
    except (OSError, ValueError):
        return False  # whoever reads it says why
    return start.startswith(LINES.encode() + b"\0") or _FIRST_LINE.match(start) is not None


def take_in(vault: Vault, source: Path, file_key: FileKey | None = None, *, progress: Progress = silent) -> TakenIn:
    """Append every row of an export to the log of an empty vault, and store its attachments; all of it or nothing.

    INVALID_INPUT for a vault that holds records, and for what is no export or was altered; TOO_NEW for a later format.
    """
    _require_empty(vault)
    found = Found(source, _once(file_key))
    if not (source.exists() or source.is_symlink()):
        raise UserProblem(
            Code.NOT_FOUND, N_("There is no such file or folder."), N_("Check the path; a stick may have been taken out.")
        )
    verified = _verify(vault, found, progress)
    stored = StoredAnew(vault)
    with contextlib.ExitStack() as undo:
        undo.callback(stored.forget)
        _store(found, verified, stored, progress)

        def work(act: Running) -> None:
            connection = act.connection
            if _held(connection):
                raise _not_empty()
            own = {change.id for change in changes.forwards(connection)}
            rows = (_not_of(own, row) for row in _rows(found, verified))
            vault.records.log.take_in(connection, rows, vault=verified.header.vault, bundle=verified.header.export)
            for row in stored.rows:
                blobs.put(connection, row)
            vault.records.deriver.rebuild(connection, progress)  # what the vault had defined for itself first

        before = vault.db.read(records.count)
        vault.records.within(work)
        undo.pop_all()
    vault.search.drain(progress)
    count = vault.db.read(records.count) - before
    return TakenIn(verified.header.vault, count, verified.end.changes, verified.end.attachments)


def _require_empty(vault: Vault) -> None:
    if vault.db.read(_held):
        raise _not_empty()


def _held(connection: Connection) -> bool:
    """Say whether a vault holds anything beyond who signs and which computer it is."""
    return bool(records.counts(connection).keys() - OWN or records.removed(connection, limit=1) or blobs.count(connection))


def _not_empty() -> UserProblem:
    return UserProblem(
        Code.INVALID_INPUT,
        N_("A whole export is taken in by an empty vault alone: here two histories would have to become one."),
        N_("Make a new vault with “casevault create” and take it in there. Nothing was changed."),
    )


def _not_of(own: set[str], row: Change) -> Change:
    """Return a row that this vault does not have; a copy of the vault that was exported has the first ones."""
    if row.id in own:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This vault is a copy of the one that was exported: both begin with the same entries."),
            N_("Make a new vault with “casevault create” and take it in there. Nothing was changed."),
        )
    return row


def _verify(vault: Vault, found: Found, progress: Progress) -> _Verified:
    """Read everything to its end: form, order and digest of every row, what was erased, and that each file is there, whole."""
    verified: _Verified | None = None
    seen: dict[str, str] = {}
    for part in found.parts():
        if part.name == LINES:
            if verified is not None:
                raise not_an_export()
            verified = _verify_lines(vault, part, progress)
        elif part.name.startswith(ATTACHMENTS):
            seen[part.name] = StoredAnew.digest_of(part.counted())
            progress(0, 0)
        else:
            raise not_an_export()
    if verified is None:
        raise not_an_export()
    if seen != {one.name: one.sha256 for one in verified.listed.values()}:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("The attachments of this export are not those that it lists: some are missing, or were altered."),
            N_("Export again, or take the copy that was not altered. Nothing was taken in."),
        )
    return verified


def _verify_lines(vault: Vault, part: Part, progress: Progress) -> _Verified:
    header: Header | None = None
    end: End | None = None
    listed: dict[str, Listed] = {}
    log = _LogSeen(vault.schema)
    for one in jsonl.read(part.counted()):
        match one:
            case jsonl.Header():
                header = one
            case Change():
                log.look(one)
                if one.seq % 1_000 == 0:
                    progress(0, 0)
            case jsonl.Listed():
                if one.id in listed:
                    raise not_an_export()
                listed[one.id] = one
            case jsonl.End():
                end = one
    if header is None or end is None:
        raise not_an_export()
    log.settle()
    return _Verified(header, end, listed)


class _LogSeen:
    """What has to hold of the rows together: no id twice, and without payload are those that were erased, and they alone."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._ids: set[bytes] = set()
        self._bare: list[tuple[str | None, str]] = []
        self._full: list[tuple[str | None, str]] = []
        self._erased: list[tuple[str, tuple[str, ...]]] = []

    def look(self, change: Change) -> None:
        """Look at the next row."""
        known = bytes.fromhex(change.id)
        if known in self._ids:
            raise not_an_export()
        self._ids.add(known)
        if change.action == Action.ERASED:
            self._erased.append((change.record_id or "", change.fields))
        if change.is_bare:
            self._bare.append((change.record_id, change.id))
        elif change.payload is not None:
            require_sound(self._schema, change)
            self._full.append((change.record_id, change.id))

    def settle(self) -> None:
        """Refuse rows that lack a payload nobody erased, or hold one that was erased."""
        gone = Erasures(self._erased)
        if not all(gone.covers(*row) for row in self._bare) or any(gone.covers(*row) for row in self._full):
            raise not_an_export()


def _store(found: Found, verified: _Verified, stored: StoredAnew, progress: Progress) -> None:
    for part in found.parts():
        if part.name.startswith(ATTACHMENTS):
            listed = verified.listed.get(part.name.removeprefix(ATTACHMENTS)[:32])
            if listed is None or listed.name != part.name:
                raise changed_meanwhile()
            stored.put(listed.id, part.size, part.counted(), listed.sha256, progress)
    if {row.id for row in stored.rows} != verified.listed.keys():
        raise changed_meanwhile()


def _rows(found: Found, verified: _Verified) -> Iterator[Change]:
    """Yield the rows once more; refused at the end where these are not the lines that were verified."""
    end: End | None = None
    for part in found.parts():
        if part.name == LINES:
            for one in jsonl.read(part.counted()):
                if isinstance(one, Change):
                    yield one
                elif isinstance(one, jsonl.End):
                    end = one
            break
    if end != verified.end:
        raise changed_meanwhile()


def _once(file_key: FileKey | None) -> FileKey | None:
    """Return what asks for the key of one file once, however often it is read: a passphrase costs a second each time."""
    if file_key is None:
        return None
    known: dict[bytes, bytes] = {}

    def remembered(header: AgeHeader) -> bytes:
        if header.mac not in known:
            known[header.mac] = file_key(header)
        return known[header.mac]

    return remembered
