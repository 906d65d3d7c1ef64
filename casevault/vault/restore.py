"""A vault made again from a back-up, in a new folder; opened there it is a device of its own. The back-up is only read.

list of sums read and held against every file → copied → opened with its passphrase → MAC of the list, deep check → named
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.crypto import kdf
from casevault.errors import CaseVaultError, Code, UserProblem
from casevault.i18n import N_
from casevault.progress import silent
from casevault.vault import backup_place as places
from casevault.vault import folder as layout
from casevault.vault.backup import mac_of
from casevault.vault.backup_place import Place
from casevault.vault.blobfolder import BlobFolder
from casevault.vault.check import check
from casevault.vault.header import COPIES
from casevault.vault.slots import SlotKind
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from casevault.ambient import Ambient
    from casevault.crypto.kdf import Bounds
    from casevault.progress import Progress
    from casevault.vault.check import CheckReport

_GENERATION: Final = re.compile(r"[0-9]{4,9}")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was made again."""

    folder: Path
    generation: int
    records: int
    changes: int
    attachments: int


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
    where a file is not as listed. Whatever fails leaves nothing under the name `target`.
    """
    target = target.absolute()
    if not synced_folder_ok:
        layout.refuse_synced(target)
    place, generation = find(source)
    raw = place.raw_sums(generation)
    sums = places.parse_sums(raw, generation)
    if place.wrong(sums, progress):
        raise places.damaged()
    staging = target.with_name(f".{target.name[:64]}{files.PART}")
    if target.exists() or not files.is_own(target):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("There is already something in that place."),
            N_("Choose a new name; nothing was changed."),
        )
    files.make_private_folder(target.parent, parents=True)
    files.remove_tree(staging)
    try:
        _copy(place, generation, sums, staging, progress)
        with Vault.open(staging, secret, kind=kind, keyfile=keyfile, ambient=ambient, bounds=bounds, repair=False) as vault:
            report = _look(vault, place, generation, raw, progress)
        files.move_folder(staging, target)
    except BaseException:
        with contextlib.suppress(CaseVaultError):
            files.remove_tree(staging)
        raise
    return Restored(target, generation, report.records, report.changes, report.attachments)


def _look(vault: Vault, place: Place, generation: int, raw_sums: bytes, progress: Progress) -> CheckReport:
    """Look at what was copied as a whole; BACKUP_DAMAGED unless the vault itself made this list, and all in it is whole."""
    mac = place.mac(generation)
    report = check(vault, deep=True, progress=progress)
    if not hmac.compare_digest(mac, mac_of(vault.keys.backup_mac, vault.header.vault_id, raw_sums)) or not report.ok:
        raise places.damaged()
    return report


def _copy(place: Place, generation: int, sums: Mapping[str, str], staging: Path, progress: Progress) -> None:
    files.make_private_folder(staging)
    for name in (layout.BLOBS, layout.TMP):
        files.make_private_folder(staging / name)
    for name in (places.DATABASE, *COPIES):
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
