"""Attachments in a place of back-ups: brought there once for all generations, and opened there before they count.

One that the vault itself does not hold whole any more keeps nothing else from being saved. What the place holds of it from before
is used where it opens to its end; else it is named in the generation and nothing of it is written.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.crypto.blob import BlobName, decrypt, sealed_length
from casevault.crypto.blobkey import unwrap_key
from casevault.errors import CaseVaultError, Code, MachineProblem
from casevault.i18n import N_
from casevault.progress import silent
from casevault.vault import backup_place as places
from casevault.vault.backup_place import pool_path
from casevault.vault.blobfolder import BlobFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from casevault.progress import Progress
    from casevault.store.blobs import BlobRow
    from casevault.vault.backup_place import Place
    from casevault.vault.vault import Vault

# What reading one file of the vault may say while the rest of the vault is in order: another content, a bad sector, no file.
_HURT: Final = frozenset({Code.BLOB_DAMAGED, Code.IO_ERROR, Code.NOT_FOUND})


@dataclass(slots=True)
class Pool:
    """What a generation refers to: {path from the place: sum}, how many bytes of it were new, what is not whole in the vault."""

    sums: dict[str, str] = field(default_factory=dict)
    written: int = 0
    damaged: set[str] = field(default_factory=set)  # nowhere whole
    only_here: set[str] = field(default_factory=set)  # whole in the place alone


def take_in_all(vault: Vault, place: Place, rows: Sequence[BlobRow], known: Mapping[str, str], progress: Progress) -> Pool:
    """Bring every stored attachment into the pool, unless it is there whole; what went bad in the pool is written again.

    `known`: what earlier generations of this vault say of the pool, which all generations share.
    """
    pool = Pool()
    for done, row in enumerate(rows):
        progress(done, len(rows))
        stored = BlobFolder(vault.folder)
        source = stored.path(row.id)
        target_folder = (place.path / pool_path(row.id)).parent
        if not files.is_own(target_folder, folder=True):
            raise places.not_a_place()
        listed = {path: known[path] for path in place.parts_of(known, row.id)}
        if listed and not place.wrong(listed, progress):
            pool.sums |= listed
            pool.only_here |= {row.id} if stored.fault(row) else set()  # at a look; to its end is read by the deep check
        elif _is_whole(vault, row, progress):
            files.make_private_folder(target_folder)
            for path, start in _parts(row).items():
                chunks = places.chunks_of(source, start, start + places.PART_BYTES)
                pool.sums[path] = _written(place, path, chunks, progress)
            pool.written += sealed_length(row.padded)
        elif _opens(vault, place, row, progress):
            # No list that is this vault's own vouches for it: that it opens under its key, to its end, does.
            pool.sums |= {path: places.sum_of(place.path / path, progress) for path in _parts(row)}
            pool.only_here.add(row.id)
        else:
            pool.damaged.add(row.id)
    return pool


def verify_attachment(vault: Vault, place: Place, paths: Sequence[str], row: BlobRow, progress: Progress = silent) -> None:
    """Decrypt a stored attachment from its parts in the pool to its end; BLOB_DAMAGED where it is not what was imported."""
    name = BlobName(vault.header.vault_id, bytes.fromhex(row.id))
    key = unwrap_key(vault.keys.blobwrap, row.wrapped_key, name, length=row.length, padded=row.padded)
    with contextlib.ExitStack() as opened, files.refusals():
        parts = [opened.enter_context(files.open_file(place.path / path, follow=False)) for path in paths]

        def read_into(buffer: memoryview) -> int:
            """Go on to the next part where one is at its end."""
            progress(0, 0)
            return next((count for part in parts if (count := part.readinto(buffer))), 0)

        # The key is the attachment's own; each chunk is authenticated with its number, and the last one as the last.
        if sum(len(piece) for piece in decrypt(key, name, read_into)) != row.padded:
            raise not_as_written()


def not_as_written() -> MachineProblem:
    """Return the refusal for a medium that does not give back what was written to it."""
    return MachineProblem(
        Code.BACKUP_DAMAGED,
        N_("The back-up was written and did not come back as the vault is, so it does not count."),
        N_("Check the vault first; if it is whole, use another disk. Earlier back-ups are as they were."),
    )


def _parts(row: BlobRow) -> dict[str, int]:
    """Return {path from the place: where it begins} of the parts in which an attachment is stored there."""
    starts = range(0, sealed_length(row.padded), places.PART_BYTES)
    return {pool_path(row.id) + (f".{number:03d}" if len(starts) > 1 else ""): start for number, start in enumerate(starts)}


def _is_whole(vault: Vault, row: BlobRow, progress: Progress) -> bool:
    """Say whether the vault holds an attachment whole; it is read to its end before a byte of it is written anywhere."""

    def safe_point(_done: int, _total: int, /) -> None:
        progress(0, 0)

    try:
        vault.attachments.sha256_of(row, safe_point)
    except CaseVaultError as problem:
        if problem.code not in _HURT:
            raise
        return False
    return True


def _opens(vault: Vault, place: Place, row: BlobRow, progress: Progress) -> bool:
    try:
        verify_attachment(vault, place, list(_parts(row)), row, progress)
    except CaseVaultError:
        return False
    return True


def _written(place: Place, path: str, chunks: Iterator[bytes], progress: Progress) -> str:
    """Write one part of an attachment into the pool and return its sum, which is that of what comes back from the medium."""
    digest = hashlib.sha256()
    files.write_private_file(place.path / path, _hashed(chunks, digest.update, progress))
    if places.sum_of(place.path / path, progress) != digest.hexdigest():
        raise not_as_written()
    return digest.hexdigest()


def _hashed(chunks: Iterator[bytes], update: Callable[[bytes], object], progress: Progress) -> Iterator[bytes]:
    for chunk in chunks:
        progress(0, 0)  # a safe point: a large file takes its time
        update(chunk)
        yield chunk
