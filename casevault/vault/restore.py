"""A vault made again from a back-up, in a new folder; opened there it is a device of its own. The back-up is only read.

header → passphrase → MAC of the list → the list held against every file → copied → opened, checked deeply → named
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.ambient import SystemAmbient
from casevault.crypto import kdf
from casevault.errors import CaseVaultError, Code, UserProblem
from casevault.i18n import N_
from casevault.progress import silent
from casevault.vault import backup_place as places
from casevault.vault import folder as layout
from casevault.vault import header as headers
from casevault.vault.backup_own import mac_of
from casevault.vault.backup_place import Place
from casevault.vault.blobfolder import BlobFolder
from casevault.vault.check import check
from casevault.vault.slots import SlotKind
from casevault.vault.unlocking import unlock
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from casevault.ambient import Ambient
    from casevault.crypto.kdf import Bounds
    from casevault.progress import Progress
    from casevault.vault.findings import CheckReport

DAMAGED_HINT: Final = N_("Look for them in an earlier back-up, or attach the originals again. The check names them.")
LEFT_AGE_US: Final = 24 * 3_600 * 1_000_000

_GENERATION: Final = re.compile(r"[0-9]{4,9}")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was made again. `damaged`: ids of attachments that were damaged before the back-up was made, and are not here."""

    folder: Path
    generation: int
    records: int
    changes: int
    attachments: int
    damaged: tuple[str, ...] = ()


def find(untrusted_source: Path) -> tuple[Place, int]:
    """Return the place and the generation that a path names: a generation's folder, or a place, of which the newest is meant."""
    source = untrusted_source.absolute()
    if _GENERATION.fullmatch(source.name) and (source / places.SUMS).exists():
        return Place(source.parent), int(source.name)
    place = Place(source)
    generations = place.generations()
    if not generations:
        raise UserProblem(
            Code.NOT_FOUND,
            N_("There is no back-up in that folder."),
            N_("Choose the folder that holds the numbered back-ups, or one of them."),
        )
    return place, generations[-1]


def restore(
    source: Path,
    target: Path,
    secret: bytearray,
    *,
    kind: SlotKind = SlotKind.PASSPHRASE,
    keyfile: bytes | None = None,
    ambient: Ambient | None = None,
    bounds: Bounds = kdf.STANDARD,
    synced_folder_ok: bool = False,
    progress: Progress = silent,
) -> Restored:
    """Make the vault of a back-up again as the new folder `target`, and return what it holds.

    `secret` is what opened the vault when the back-up was made, and stays the caller's. BACKUP_DAMAGED before anything is written
    where the list is not this vault's or a file not as listed. Whatever fails leaves nothing under the name `target`.
    """
    target = target.absolute()
    ambient = ambient or SystemAmbient()
    if not synced_folder_ok:
        layout.refuse_synced(target)
    place, generation = find(source)
    if target.exists() or not files.is_own(target):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("There is already something in that place."),
            N_("Choose a new name; nothing was changed."),
        )
    raw = _authentic_sums(place, generation, secret, kind=kind, keyfile=keyfile, bounds=bounds)
    sums = places.parse_sums(raw, generation)
    if place.wrong(sums, progress):
        raise places.damaged()
    missing = place.missing(generation, sums)
    files.make_private_folder(target.parent, parents=True)
    _sweep(target, ambient)
    # A name of its own: whoever restores to the same target at the same time works beside it, and one of the two gets the name.
    staging = target.with_name(f".{target.name[:64]}.{ambient.random_bytes(8).hex()}{files.PART}")
    while os.path.lexists(staging):
        staging = target.with_name(f".{target.name[:64]}.{ambient.random_bytes(8).hex()}{files.PART}")
    try:
        _copy(place, generation, sums, staging, progress)
        with Vault.open(staging, secret, kind=kind, keyfile=keyfile, ambient=ambient, bounds=bounds, repair=False) as vault:
            report = _look(vault, place.mac(generation), raw, missing, progress)
        files.move_folder(staging, target)
    except BaseException:
        with contextlib.suppress(CaseVaultError):
            files.remove_tree(staging)
        raise
    attachments = report.attachments - len(missing)
    return Restored(target, generation, report.records, report.changes, attachments, tuple(sorted(missing)))


def _authentic_sums(
    place: Place, generation: int, secret: bytearray, *, kind: SlotKind, keyfile: bytes | None, bounds: Bounds
) -> bytes:
    """Return the list of sums once its MAC was found to be this vault's: until then nothing in it is looked at.

    The key comes from the header of the generation, which is small and has bounds of its own. Whoever can write at the place
    can put another header there, but then has to know a passphrase that the person types, and the MAC is of that vault.
    """
    raw = place.raw_sums(generation)
    try:
        found = headers.read(place.folder(generation), bounds)
    except CaseVaultError as problem:
        if problem.code in {Code.HEADER_DAMAGED, Code.HEADER_TAMPERED, Code.NOT_A_VAULT}:
            raise places.damaged() from None
        raise
    opened = unlock(found, kind, secret, keyfile)
    try:
        # HMAC-SHA-256 under a key that serves for this alone; the vault's id and the whole list are authenticated.
        if not hmac.compare_digest(place.mac(generation), mac_of(opened.keys.backup_mac, found.header.vault_id, raw)):
            raise places.damaged()
    finally:
        opened.keys.wipe()
    return raw


def _sweep(target: Path, ambient: Ambient) -> None:
    """Remove what a restore to this name has left that was cut short, once it is a day old: a younger one may be at work."""
    ours = re.compile(rf"\.{re.escape(target.name[:64])}\.[0-9a-f]{{16}}{re.escape(files.PART)}")
    with files.refusals():
        left = [path for path in target.parent.iterdir() if ours.fullmatch(path.name) and files.is_own(path, folder=True)]
        old = [path for path in left if path.stat().st_mtime_ns // 1000 < ambient.stamp().at_utc - LEFT_AGE_US]
    for path in old:
        files.remove_tree(path)


def _look(vault: Vault, mac: bytes, raw_sums: bytes, missing: frozenset[str], progress: Progress) -> CheckReport:
    """Look at what was copied as a whole; BACKUP_DAMAGED unless the vault itself made this list, and all in it is whole.

    But for the attachments that the list itself says were damaged: those and no others have no file.
    """
    report = check(vault, deep=True, progress=progress)
    wrong = {(problem.code, problem.where) for problem in report.problems}
    own = hmac.compare_digest(mac, mac_of(vault.keys.backup_mac, vault.header.vault_id, raw_sums))
    if not own or wrong != {(Code.BLOB_DAMAGED, f"attachment {blob_id}") for blob_id in missing}:
        raise places.damaged()
    return report


def _copy(place: Place, generation: int, sums: Mapping[str, str], staging: Path, progress: Progress) -> None:
    files.make_private_folder(staging)
    for name in (layout.BLOBS, layout.TMP):
        files.make_private_folder(staging / name)
    for name in (places.DATABASE, *headers.COPIES):
        path = f"{generation:04d}/{name}"
        files.write_private_file(staging / name, _as_listed(place, sums, [path], progress), replace=False)
    stored = BlobFolder(staging)
    wholes = sorted({path.partition(".")[0] for path in sums if path.startswith(f"{places.POOL}/")})
    for whole in wholes:
        blob_id = whole.rpartition("/")[2]
        stored.make_place(blob_id)
        pieces = _as_listed(place, sums, place.parts_of(sums, blob_id), progress)
        files.write_private_file(stored.path(blob_id), pieces, replace=False)


def _as_listed(place: Place, sums: Mapping[str, str], paths: Sequence[str], progress: Progress) -> Iterator[bytes]:
    """Yield what stands in the files, one after the other; BACKUP_DAMAGED at the end of one that is not what the list says.

    They were looked at before; what is copied is held against the list once more, for a stick can be written to meanwhile.
    """
    for path in paths:
        digest = hashlib.sha256()
        for chunk in places.chunks_of(place.path / path):
            progress(0, 0)
            digest.update(chunk)
            yield chunk
        if digest.hexdigest() != sums[path]:
            raise places.damaged()
