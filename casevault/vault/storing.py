"""Attachments that come back under the ids they had: each encrypted anew, under a key of its own and the keys of this vault."""

from __future__ import annotations

import contextlib
import hashlib
import os
from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.crypto import blob, blobkey
from casevault.crypto.blob import KEY_BYTES, SALT_BYTES, BlobName
from casevault.crypto.padding import padme
from casevault.errors import CaseVaultError, Code, UserProblem
from casevault.i18n import N_
from casevault.store import blobs
from casevault.store.blobs import BlobRow
from casevault.vault.attached import require_room
from casevault.vault.blobfolder import STILL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casevault.progress import Progress
    from casevault.vault.vault import Vault

PIECE: Final = 1 << 20  # bytes of padding at a time


class StoredAnew:
    """Files that were stored and are not noted yet; `rows` are to be noted in the transaction that brings what speaks of them."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.rows: list[BlobRow] = []

    @staticmethod
    def digest_of(pieces: Iterable[bytes | memoryview]) -> str:
        """Return the SHA-256 of what is read, in hex."""
        digest = hashlib.sha256()
        for piece in pieces:
            digest.update(piece)
        return digest.hexdigest()

    def put(
        self, blob_id: str, size: int, pieces: Iterable[bytes | memoryview], untrusted_sha256: str, progress: Progress
    ) -> None:
        """Store one file of `size` bytes under the id it had; refused, with nothing left of it, where its SHA-256 is another."""
        vault, stored = self._vault, self._vault.attachments.stored
        require_room(vault.folder, blob.sealed_length(padme(size)))
        if os.path.lexists(stored.path(blob_id)):
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("An attachment of this export is stored in this vault already."),
                N_("Take it in by a new vault. Nothing was changed."),
            )
        digest = hashlib.sha256()

        def padded() -> Iterator[bytes | memoryview]:
            done = 0
            for piece in pieces:
                digest.update(piece)
                done += len(piece)
                yield piece
                progress(done, size)
            missing = padme(size) - done
            while missing > 0:
                count = min(missing, PIECE)
                yield bytes(count)
                missing -= count

        # Key and salt are drawn for this one writing of the file: an id that was used in another vault has another key there.
        key = bytearray(vault.ambient.random_bytes(KEY_BYTES))
        salt = vault.ambient.random_bytes(SALT_BYTES)
        name = BlobName(vault.header.vault_id, bytes.fromhex(blob_id))
        sealed = blob.encrypt(key, salt, name, padme(size), padded())
        staged = files.Staged(stored.path(blob_id), sealed, via=stored.tmp, modified=STILL)
        try:
            _require_same(digest.hexdigest(), untrusted_sha256)
            nonce = vault.ambient.random_bytes(blobkey.NONCE_BYTES)
            wrapped = blobkey.wrap_key(vault.keys.blobwrap, nonce, key, name, length=size, padded=padme(size))
            mark = blobkey.equal_mark(vault.keys.dedup, digest.digest())
            stored.make_place(blob_id)
            staged.place()
        except BaseException:
            staged.discard()
            raise
        self.rows.append(BlobRow(blob_id, wrapped, mark, size, padme(size)))

    def forget(self) -> None:
        """Remove what was stored and not noted; never fails, for it is called while something else does."""
        for row in self.rows:
            with contextlib.suppress(CaseVaultError):
                # Asked behind the transaction: an interrupt may come while that is still being committed.
                if self._vault.db.write(lambda c, row=row: blobs.get(c, row.id)) is None:  # type: ignore[misc] # bound per row
                    files.remove_file(self._vault.attachments.stored.path(row.id))


def _require_same(found: str, untrusted: str) -> None:
    if found != untrusted:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("An attachment of this export changed while it was being read."),
            N_("Try again with a copy that nobody writes to. Nothing was taken in."),
        )
