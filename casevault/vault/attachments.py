"""Attachments come in: read once, encrypted on the way, and noted only when what is stored is durable.

    original ─ 1 MiB at a time ─> SHA-256 (its own thread)
                              └─> chunks ─> tmp/….part ─ fsync, rename, fsync ─> blobs/3f/3f9c…
    then one transaction: the row of each stored file, the evidence record, its row `collected`

A crash leaves an unfinished part, which the next opening clears away, or a file that no row knows; never a row without its file.
"""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.crypto import blob, blobkey
from casevault.crypto.blob import KEY_BYTES, SALT_BYTES, BlobName
from casevault.domain.change import Action
from casevault.domain.file_types import kind_of, mime_of
from casevault.errors import CaseVaultError, Code, UserProblem
from casevault.i18n import N_
from casevault.progress import silent
from casevault.store import blobs, changes
from casevault.store.blobs import BlobRow
from casevault.vault.acts import Act, Add
from casevault.vault.attached import EVIDENCE, FILES, AttachmentReader, require_room
from casevault.vault.blobfolder import STILL
from casevault.vault.originals import Digest, Held, Original

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from casevault.ambient import Ambient
    from casevault.domain.record import Changes
    from casevault.i18n import Msg
    from casevault.progress import Progress
    from casevault.store.connection import Connection, Database
    from casevault.vault.acts import AnyEdit
    from casevault.vault.cases import Records
    from casevault.vault.keys import Keys

MOST_FILES: Final = 100  # at once; each is held open until all are read

MISSING: Final = N_(
    "Files of attachments are missing from this vault's folder. “casevault check” names them; restore them from a back-up."
)


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of one original: its attachment, SHA-256 and size in bytes, and whether an equal one was stored before."""

    blob: str
    name: str
    mime: str
    sha256: str
    size: int
    known: bool


@dataclass(frozen=True, slots=True)
class Attached:
    """What attaching did: the evidence record that was made, and each file, in the order given."""

    evidence: str
    files: tuple[Stored, ...]
    changes: Changes


@dataclass(frozen=True, slots=True)
class _Incoming:
    """An original that was read; `staged` is its stored form, None where an equal one is stored already."""

    row: BlobRow
    staged: files.Staged | None
    stored: Stored


@dataclass(frozen=True, slots=True)
class Received:
    """What is recorded with files that somebody sent: `fields` of the evidence, edits that come `before` it and `after` it.

    `check` runs in the same transaction, before anything is written.
    """

    fields: Mapping[str, object]
    before: Sequence[AnyEdit]
    after: Sequence[AnyEdit]
    check: Callable[[Connection], None]


class Attachments(AttachmentReader):
    """The attachments of one open vault. One import at a time; every method may be called from any thread."""

    def __init__(self, folder: Path, vault_id: bytes, keys: Keys, db: Database, records: Records, *, ambient: Ambient) -> None:
        """Keep attachments in the vault `folder`; `keys` stay the vault's, which wipes them."""
        super().__init__(folder, vault_id, keys, db, records, ambient=ambient)
        self._one = threading.Lock()  # of two equal files that come at once, the second must find the first

    def add(
        self, sources: Sequence[Path], *, about: Sequence[str] = (), title: str = "", kind: str = "", progress: Progress = silent
    ) -> Attached:
        """Bring files in as one piece of evidence `about` these records; all of them or none.

        The originals are only read. Without a title the record is called after its kind and its own id: the name of a file may
        say who it is about, and stays in a field that never leaves. `progress` counts bytes read. DISK_FULL before any work.
        """
        if not 0 < len(sources) <= MOST_FILES:
            raise UserProblem(
                Code.INVALID_INPUT, N_("Between 1 and {limit} files are attached at once."), N_("Divide them."), limit=MOST_FILES
            )
        with contextlib.ExitStack() as opened:
            originals = [opened.enter_context(Original(path)) for path in sources]
            return self._add(self._ambient.new_id(), originals, about, title, kind, progress)

    def add_held(self, evidence: str, held: Sequence[tuple[str, bytes]], *, about: Sequence[str], batch: str) -> Attached:
        """Bring in files (name, content) that came with a table, as the piece of evidence `evidence`; undone with its `batch`."""
        with contextlib.ExitStack() as opened:
            originals = [opened.enter_context(Held(name, content)) for name, content in held[:MOST_FILES]]
            return self._add(evidence, originals, about, "", "", silent, batch)

    def add_received(self, evidence: str, held: Sequence[tuple[str, bytes]], received: Received) -> Attached:
        """Bring in files (name, content) that somebody sent, with what else is recorded of them, in one act."""
        with contextlib.ExitStack() as opened, self._one:
            originals = [opened.enter_context(Held(name, content)) for name, content in held]
            fields = {"kind": kind_of(mime_of(originals[0].name)), **received.fields}
            require_room(self._folder, sum(blob.sealed_length(original.padded) for original in originals))
            return self._bring_in(evidence, fields, originals, silent, "", received)

    def _add(  # noqa: PLR0917 - what one piece of evidence is made of
        self,
        evidence: str,
        originals: Sequence[Original],
        about: Sequence[str],
        title: str,
        kind: str,
        progress: Progress,
        batch: str = "",
    ) -> Attached:
        with self._one:
            kind = kind or kind_of(mime_of(originals[0].name))
            fields: dict[str, object] = {"title": title or f"{kind} {evidence[:8]}", "kind": kind, "about": list(about)}
            self._records.would_add(EVIDENCE, fields)
            require_room(self._folder, sum(blob.sealed_length(original.padded) for original in originals))
            return self._bring_in(evidence, fields, originals, progress, batch)

    def settle(self) -> list[Msg]:
        """Clear away what imports left that were cut short, and return what is to be said about what is missing.

        At opening, before anything is written: the newest row of the log then tells up to when this database was used.
        """
        known, last_us = self._db.read(lambda c: (blobs.ids(c), changes.last_moment(c)))
        try:
            missing = self.stored.settle(known, now_us=self._ambient.stamp().at_utc, last_row_us=last_us)
        except CaseVaultError:  # a folder that cannot be listed keeps nobody from the records; the check names what is in it
            missing = 1
        return [MISSING] if missing else []

    def _bring_in(  # noqa: PLR0917 - what one piece of evidence is made of
        self,
        evidence: str,
        fields: Mapping[str, object],
        originals: Sequence[Original],
        progress: Progress,
        batch: str,
        received: Received | None = None,
    ) -> Attached:
        """Store each original, then note all of them. Whatever ends this early leaves neither a row nor a part nor a file."""
        count = _Counting(progress, sum(original.size for original in originals))
        incoming: list[_Incoming] = []
        with contextlib.ExitStack() as undo:
            for original in originals:
                one = self._store(original, incoming, count.read)
                incoming.append(one)
                if one.staged is not None:
                    undo.callback(one.staged.discard)
            new: list[BlobRow] = []
            for one in incoming:
                if one.staged is not None:
                    undo.callback(self._forget, one.row.id)
                    self.stored.make_place(one.row.id)
                    one.staged.place()
                    new.append(one.row)
            changes = self._note(evidence, fields, incoming, new, batch, received)
            undo.pop_all()
        return Attached(evidence, tuple(one.stored for one in incoming), changes)

    def _store(self, original: Original, before: Sequence[_Incoming], read: Callable[[int], None]) -> _Incoming:
        """Encrypt an original into a part of its own, and give that up again where an equal file is stored, whole."""
        blob_id = self._ambient.new_id()
        # Key, salt and id are drawn for this one reading of the file: should it be tried again, all three are new.
        key = bytearray(self._ambient.random_bytes(KEY_BYTES))
        salt = self._ambient.random_bytes(SALT_BYTES)
        name = BlobName(self._vault_id, bytes.fromhex(blob_id))
        with Digest() as digest, contextlib.closing(original.pieces(digest, read)) as pieces:
            sealed = blob.encrypt(key, salt, name, original.padded, pieces)
            staged = files.Staged(self.stored.path(blob_id), sealed, via=self.stored.tmp, modified=STILL)
            sha256 = digest.value()
        with contextlib.ExitStack() as undo:
            undo.callback(staged.discard)
            mark = blobkey.equal_mark(self._keys.dedup, sha256)
            row = self._equal(mark, before)
            if row is None:
                undo.pop_all()
                wrapped = blobkey.wrap_key(
                    self._keys.blobwrap,
                    self._ambient.random_bytes(blobkey.NONCE_BYTES),
                    key,
                    name,
                    length=original.size,
                    padded=original.padded,
                )
                row, kept = BlobRow(blob_id, wrapped, mark, original.size, original.padded), staged
            else:
                kept = None
        stored = Stored(row.id, original.name, mime_of(original.name), sha256.hex(), original.size, known=kept is None)
        return _Incoming(row, kept, stored)

    def _equal(self, mark: bytes, before: Sequence[_Incoming]) -> BlobRow | None:
        """Return an attachment of the same content that is whole, or None.

        What is stored is read through before the new copy is given up: the person may remove the original once it is attached,
        and a stored one that went bad would then have been the last.
        """
        for one in before:
            if one.row.dedup == mark:
                return one.row
        for row in self._db.read(lambda c: blobs.equal_to(c, mark)):
            with contextlib.suppress(CaseVaultError):
                self.sha256_of(row)
                return row
        return None

    def _note(  # noqa: PLR0917 - what one piece of evidence is made of
        self,
        evidence: str,
        fields: Mapping[str, object],
        incoming: Sequence[_Incoming],
        new: Sequence[BlobRow],
        batch: str,
        received: Received | None,
    ) -> Changes:
        rows: list[dict[str, object]] = [
            {
                "row": self._ambient.new_id(),
                "blob": one.stored.blob,
                "name": one.stored.name,
                "mime": one.stored.mime,
                "sha256": one.stored.sha256,
                "size": one.stored.size,
            }
            for one in incoming
        ]

        def note_storage(connection: Connection) -> None:
            if received is not None:
                received.check(connection)
            for row in new:
                blobs.put(connection, row)
            # An equal one was whole when it was looked at, and may have been erased since: then nothing of this file is stored.
            if any(blobs.get(connection, one.row.id) is None for one in incoming):
                raise UserProblem(
                    Code.NOT_FOUND,
                    N_("An equal file that was stored already was erased meanwhile. Nothing was attached."),
                    N_("Attach it again; the original is as it was."),
                )

        units = tuple(f"{FILES}/{row['row']}" for row in rows)
        edits: list[AnyEdit] = [Add(EVIDENCE, {**fields, FILES: rows}, evidence), Act(evidence, Action.COLLECTED, units)]
        if received is not None:
            edits = [*received.before, *edits, *received.after]
        return self._records.apply(edits, first=note_storage, batch=batch)

    def _forget(self, blob_id: str) -> None:
        """Remove a stored file whose row was not written, and only then.

        Asked on the writing thread, behind the transaction: an interrupt may come while that is still being committed. After a
        disk error nobody knows what was, the database refuses, and the file stays; without a row it goes when it is a day old.
        """
        with contextlib.suppress(CaseVaultError):
            if self._db.write(lambda c: blobs.get(c, blob_id)) is None:
                files.remove_file(self.stored.path(blob_id))


class _Counting:
    """Tells a progress of one total how far several files are."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0
        progress(0, total)

    def read(self, count: int) -> None:
        self._done += count
        self._progress(self._done, self._total)
