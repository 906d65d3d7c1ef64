"""What is attached: listed, read anywhere, compared with the SHA-256 it came with, copied out to oneself.

Looking, comparing and copying are acts: each is a row of the log at the evidence record, written before the bytes are handed
over, before a sealed copy gets its name, and before the first byte of one that is not sealed.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from casevault import files
from casevault.crypto import agestream, blob, blobkey, keywrap
from casevault.crypto.blob import BlobDamaged, BlobName, BlobReader
from casevault.domain.change import Action
from casevault.domain.values import rows_of
from casevault.errors import Code, MachineProblem, UserProblem
from casevault.i18n import N_
from casevault.progress import silent
from casevault.store import blobs
from casevault.vault.acts import Act
from casevault.vault.blobfolder import BlobFolder
from casevault.vault.left import Left, Sealed, To, What
from casevault.vault.originals import Digest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence
    from pathlib import Path
    from types import TracebackType

    from casevault.ambient import Ambient
    from casevault.crypto.agestream import Lock
    from casevault.domain.record import Fields, Record
    from casevault.progress import Progress
    from casevault.store.blobs import BlobRow
    from casevault.store.connection import Database
    from casevault.vault.blobfolder import StoredFile
    from casevault.vault.cases import Records
    from casevault.vault.keys import Keys

EVIDENCE = "evidence"
FILES = "files"
PLAIN_COPY = Left(What.FILE, 1, To.FILE, Sealed.NONE)
ROOM = 11, 10  # free space that is asked for, as a fraction of what will be written


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of an evidence record. `number` counts from 1; `size` in bytes; what was not recorded is "" or 0.

    `erased`: the ISO day on which the file was erased, "" where it was not; nothing but its number is known of one that was.
    """

    evidence: str
    title: str
    number: int
    row: str
    blob: str
    name: str
    mime: str
    sha256: str
    size: int
    stored: bool
    erased: str = ""

    @property
    def unit(self) -> str:
        """Return what the log calls this file of its record."""
        return f"{FILES}/{self.row}"


class OpenAttachment:
    """An attachment that is read anywhere, for viewing from memory. Holds its key until it is closed."""

    def __init__(self, stored: StoredFile, reader: BlobReader, length: int) -> None:
        self.length = length
        self._stored = stored
        self._reader = reader

    def read(self, offset: int, count: int) -> bytes:
        """Return up to `count` bytes of the original from `offset`, authenticated; BLOB_DAMAGED where they are not."""
        return self._reader.read(offset, max(0, min(count, self.length - offset)))

    def close(self) -> None:
        """Close the file."""
        self._stored.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class AttachmentReader:
    """The reading half of `Attachments`; its methods may be called from any thread."""

    def __init__(self, folder: Path, vault_id: bytes, keys: Keys, db: Database, records: Records, *, ambient: Ambient) -> None:
        """Read what lies in the vault `folder`; `keys` stay the vault's, which wipes them."""
        self.stored = BlobFolder(folder)
        self._folder = folder
        self._vault_id = vault_id
        self._keys = keys
        self._db = db
        self._records = records
        self._ambient = ambient

    def rows(self) -> list[BlobRow]:
        """Return how each attachment is stored."""
        return self._db.read(blobs.everything)

    def rows_of(self, blob_ids: Sequence[str]) -> list[BlobRow]:
        """Return how these attachments are stored, of those that are: for a page of a list."""
        return self._db.read(lambda c: blobs.some(c, blob_ids))

    def listed(self, record_id: str = "") -> list[Attachment]:
        """Return the files of an evidence record, those attached to another record, or all there are; live records only."""
        if not record_id:
            found = self._records.list(EVIDENCE)
        else:
            record = self._records.get(record_id)
            found = [record] if record.type == EVIDENCE else self._records.pointing_to(record_id, type_key=EVIDENCE)
        known = self._db.read(blobs.ids)
        return [attachment for record in found for attachment in files_of(record, known)]

    def file(self, evidence_id: str, number: int = 1) -> Attachment:
        """Return one file of an evidence record, NOT_FOUND where there is none of that number with anything stored."""
        record = self._records.get(evidence_id)
        known = self._db.read(blobs.ids)
        found = [file for file in files_of(record, known) if file.number == number and file.stored]
        if not found:
            raise UserProblem(
                Code.NOT_FOUND,
                N_("This record has no stored file of that number."),
                N_("“casevault attachments” lists the files there are."),
                id=record.id,
            )
        return found[0]

    def view(self, evidence_id: str, number: int = 1) -> OpenAttachment:
        """Log that a file is looked at, and open it for reading anywhere."""
        file = self.file(evidence_id, number)
        opened = self.open_blob(file.blob)
        try:
            self._records.apply([Act(evidence_id, Action.VIEWED, (file.unit,))])
        except BaseException:
            opened.close()
            raise
        return opened

    def open_blob(self, blob_id: str) -> OpenAttachment:
        """Open what is stored under `blob_id` for reading anywhere, without a row in the log: for the program's own use."""
        row = self._row(blob_id)
        stored = self.stored.open(row)
        try:
            return OpenAttachment(stored, BlobReader(self._key(row), self._name(row), row.padded, stored.read_at), row.length)
        except BaseException:
            stored.close()
            raise

    def save(
        self,
        evidence_id: str,
        target: Path,
        number: int = 1,
        *,
        left: Left = PLAIN_COPY,
        lock: Lock | None = None,
        progress: Progress = silent,
    ) -> Attachment:
        """Copy a file out to `target`, a new private file of one's own, and log that it was; never over another file.

        For `vault.leaving` alone, which asks who wants it. `lock` seals the copy by age, `left` is what the log says of it. The
        SHA-256 is computed while it is written: where it is not the recorded one, nothing stands under that name.
        """
        file = self.file(evidence_id, number)
        if target.resolve().is_relative_to(self._folder.resolve()):
            raise not_in_a_vault()
        require_room(target.absolute().parent, self._row(file.blob).length)

        def note() -> None:
            self._records.apply([Act(evidence_id, Action.EXPORTED, (file.unit,)), left.act(evidence_id)])

        with Digest() as digest, contextlib.closing(self._recorded(file, digest, progress)) as pieces:
            # Unsealed, what is on the disk has left already: a process that is killed leaves it there, under a hidden name.
            content = _noted_first(pieces, note) if lock is None else agestream.encrypt(pieces, lock, self._ambient)
            staged = files.Staged(target.absolute(), content)
        if lock is not None:
            try:
                note()
            except BaseException:
                staged.discard()
                raise
        staged.place()
        return file

    def verify(self, evidence_id: str, number: int = 1, *, progress: Progress = silent) -> Attachment:
        """Read a file from end to end, compare its SHA-256 with the recorded one and log that it was; else BLOB_DAMAGED."""
        file = self.file(evidence_id, number)
        with Digest() as digest:
            for _ in self._recorded(file, digest, progress):
                pass
        self._records.apply([Act(evidence_id, Action.VERIFIED, (file.unit,))])
        return file

    def sha256_of(self, row: BlobRow, progress: Progress = silent) -> str:
        """Read what is stored from end to end and return the SHA-256 of the original; BLOB_DAMAGED where it is not whole."""
        with Digest() as digest:
            for _ in self.whole(row, digest, progress):
                pass
            return digest.value().hex()

    def _recorded(self, file: Attachment, digest: Digest, progress: Progress) -> Generator[memoryview, None, None]:
        """Yield the original and refuse at its end where it is not what the row and the record say."""
        yield from self.whole(self._row(file.blob), digest, progress)
        if file.sha256 and digest.value().hex() != file.sha256:
            raise MachineProblem(
                Code.BLOB_DAMAGED,
                N_("The file is whole, but its SHA-256 is not the one that the record gives."),
                N_("Look at the history of the record: the SHA-256 there was changed after the file was attached."),
            )

    def whole(self, row: BlobRow, digest: Digest, progress: Progress) -> Generator[memoryview, None, None]:
        """Yield the original and refuse at its end where it is not what the row says.

        The row's mark stands for the content: a stored file and its key that were both put in another's place are noticed.
        """
        yield from self._pieces(row, digest, progress)
        if not keywrap.equal(blobkey.equal_mark(self._keys.dedup, digest.value()), row.dedup):
            raise BlobDamaged

    def _pieces(self, row: BlobRow, digest: Digest, progress: Progress) -> Generator[memoryview, None, None]:
        key = self._key(row)
        done = 0
        with self.stored.open(row) as stored:
            progress(0, row.length)
            for plain in blob.decrypt(key, self._name(row), stored.read_into):
                piece = plain[: max(0, row.length - done)]
                digest.feed(piece)
                yield piece
                done += len(piece)
                if piece:
                    progress(done, row.length)
        if done != row.length:
            raise BlobDamaged

    def _row(self, blob_id: str) -> BlobRow:
        row = self._db.read(lambda c: blobs.get(c, blob_id))
        if row is None:
            raise UserProblem(Code.NOT_FOUND, N_("There is no attachment of that id."), N_("“casevault attachments” lists them."))
        return row

    def _name(self, row: BlobRow) -> BlobName:
        return BlobName(self._vault_id, bytes.fromhex(row.id))

    def _key(self, row: BlobRow) -> bytearray:
        self.stored.path(row.id)  # an id that is none has no name to derive from
        return blobkey.unwrap_key(self._keys.blobwrap, row.wrapped_key, self._name(row), length=row.length, padded=row.padded)


def _noted_first(pieces: Iterable[memoryview], note: Callable[[], None]) -> Generator[memoryview, None, None]:
    """Yield `pieces` after `note`, which is called when the first was read and found authentic."""
    noted = False
    for piece in pieces:
        if not noted:
            note()
            noted = True
        yield piece
    if not noted:
        note()


def files_of(record: Record, known: frozenset[str]) -> list[Attachment]:
    """Return the files that an evidence record speaks of; `known` are the attachments that are stored."""

    def text(row: Fields, key: str) -> str:
        value = row.get(key, "")
        return value if isinstance(value, str) else ""

    found = []
    for number, row in enumerate(rows_of(record.fields.get(FILES, [])) if record.type == EVIDENCE else [], start=1):
        size = row.get("size", 0)
        found.append(
            Attachment(
                evidence=record.id,
                title=record.title,
                number=number,
                row=text(row, "row"),
                blob=text(row, "blob"),
                name=text(row, "name"),
                mime=text(row, "mime"),
                sha256=text(row, "sha256"),
                size=size if isinstance(size, int) else 0,
                stored=text(row, "blob") in known,
                erased=text(row, "erased"),
            )
        )
    return found


def not_in_a_vault() -> UserProblem:
    """Return the refusal of a target that lies in the vault's own folder."""
    return UserProblem(
        Code.INVALID_INPUT,
        N_("The folder of a vault holds the vault alone."),
        N_("Choose another folder for what leaves it."),
    )


def require_room(folder: Path, length: int) -> None:
    """Refuse before any work where fewer than 1.1 times `length` bytes can be written."""
    times, parts = ROOM
    needed = length * times // parts
    if files.free_bytes(folder) < needed:
        raise MachineProblem(
            Code.DISK_FULL,
            N_("There is not enough free space here: {needed} bytes are needed. Nothing was written."),
            N_("Free some space, or use another disk, and try again."),
            needed=needed,
        )
