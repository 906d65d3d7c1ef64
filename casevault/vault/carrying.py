"""Attachments under new keys: each is read to its end, encrypted anew under a key of its own, and noted in the new database."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from casevault import files
from casevault.crypto import blob, blobkey
from casevault.crypto.blob import KEY_BYTES, SALT_BYTES, BlobName
from casevault.store import blobs
from casevault.vault.blobfolder import STILL, BlobFolder
from casevault.vault.originals import Digest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from casevault.progress import Progress
    from casevault.store.blobs import BlobRow
    from casevault.store.connection import Database
    from casevault.vault.keys import Keys
    from casevault.vault.vault import Vault

ZEROS = bytes(1 << 20)


def carry_attachments(vault: Vault, building: Path, db: Database, keys: Keys, progress: Progress) -> None:
    """Bring every attachment of `vault` into the folder `building` and its database, under `keys`; ids stay what records name.

    BLOB_DAMAGED where one is not whole: then nothing is swapped.
    """
    target = BlobFolder(building)
    for row in vault.attachments.rows():
        # A key, a salt and a nonce drawn for this one writing: that vault and attachment keep their names repeats nothing.
        key = bytearray(vault.ambient.random_bytes(KEY_BYTES))
        salt = vault.ambient.random_bytes(SALT_BYTES)
        nonce = vault.ambient.random_bytes(blobkey.NONCE_BYTES)
        name = BlobName(vault.header.vault_id, bytes.fromhex(row.id))
        target.make_place(row.id)
        with Digest() as digest, contextlib.closing(vault.attachments.whole(row, digest, progress)) as original:
            sealed = blob.encrypt(key, salt, name, row.padded, _padded(original, row))
            staged = files.Staged(target.path(row.id), sealed, via=target.tmp, modified=STILL)
            mark = blobkey.equal_mark(keys.dedup, digest.value())
        staged.place()
        wrapped = blobkey.wrap_key(keys.blobwrap, nonce, key, name, length=row.length, padded=row.padded)
        db.write(lambda c, row=row, wrapped=wrapped, mark=mark: blobs.renew(c, row.id, wrapped, mark))  # type: ignore[misc] # bound


def _padded(original: Generator[memoryview, None, None], row: BlobRow) -> Iterator[memoryview]:
    yield from original
    left = row.padded - row.length
    while left > 0:
        yield memoryview(ZEROS)[:left]
        left -= len(ZEROS)
