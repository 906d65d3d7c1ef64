"""A back-up: copied, read back from the medium, opened and compared with the vault, and only then counted.

    staging → database, headers → attachments into the pool → sums, MAC → read back → trial → the generation gets its number

Whatever goes wrong before the last step leaves the generations there are as they were. Nothing in a place of back-ups is a link
to the vault, and everything in it is ciphertext already: the back-up opens with the passphrase the vault had on that day.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.crypto.blob import sealed_length
from casevault.crypto.kdf import CEILING, Bounds, KdfProfile
from casevault.crypto.pagemac import PAGE
from casevault.errors import CaseVaultError, Code, MachineProblem, UserProblem
from casevault.i18n import N_
from casevault.progress import silent
from casevault.store import blobs, changes
from casevault.store.ahead import pages_of
from casevault.store.connection import Database
from casevault.store.copying import copy_database
from casevault.vault import backup_place as places
from casevault.vault import header as headers
from casevault.vault.backup_memory import forget, remember, remembered
from casevault.vault.backup_own import mac_of, own_generations, refuse_another_copys
from casevault.vault.backup_place import Place
from casevault.vault.backup_pool import not_as_written, take_in_all, verify_attachment
from casevault.vault.check import check

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from casevault.progress import Progress
    from casevault.store.blobs import BlobRow
    from casevault.vault.findings import CheckReport
    from casevault.vault.vault import Vault

KEPT: Final = 7  # generations
DAMAGED: Final = N_("{count} attachment was damaged and not backed up.", "{count} attachments were damaged and not backed up.")
DAMAGED_HINT: Final = N_(
    "Restore an earlier back-up into a new folder and look for them there, or attach the originals again. The check names them."
)
ONLY_HERE: Final = N_("{count} attachment is whole only in this back-up.", "{count} attachments are whole only in this back-up.")
ONLY_HERE_HINT: Final = N_("Restore it into a new folder and go on there. The check names them.")
_ANY_COST: Final = Bounds(KdfProfile(8, 1, 1), CEILING)  # nothing is derived where only the vault's id is looked up
_ROOM: Final = (11, 10)  # free space asked for: a tenth more than is written


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a back-up holds, and how much of it was new.

    `damaged`: ids of attachments that were damaged in the vault already and are not in it; `only_here`: of those that it holds,
    the ones that the vault itself does not hold whole any more, as far as was seen.
    """

    place: Path
    generation: int
    records: int
    changes: int
    attachments: int
    written: int  # bytes
    damaged: tuple[str, ...]
    only_here: tuple[str, ...]


def back_up(vault: Vault, destination: Path, *, keep: int = KEPT, progress: Progress = silent) -> BackedUp:
    """Make the next generation of back-ups of an open vault in `destination` and drop those beyond the newest `keep`.

    INVALID_INPUT for a folder in the vault or one that holds something else; DISK_FULL before anything is written where room is
    short; BACKUP_DAMAGED where what was written does not come back, or the vault itself is damaged.
    """
    place = prepare(vault, destination)
    with _only_one(place):
        place.sweep()
        vault.search.drain(progress)  # the copy's index is whole: a restored vault answers at once
        own = own_generations(vault, place)
        known = _known_sums(place, own)
        _refuse_short_room(vault, place, known)
        generation = max(own, default=0) + 1
        while os.path.lexists(place.folder(generation)):  # of whoever else wrote there: never taken, never removed
            generation += 1
        staging = place.staging(generation)
        try:
            done = _make(vault, place, generation, known, progress)
        except BaseException:
            with contextlib.suppress(CaseVaultError):
                files.remove_tree(staging)
            raise
        remember(vault, place.path, generation)
        with contextlib.suppress(CaseVaultError):  # the new one counts, whatever becomes of old ones
            prune(vault, place, keep)
    return done


@contextlib.contextmanager
def _only_one(place: Place) -> Iterator[None]:
    try:
        lock = files.FolderLock(place.path / places.LOCK)
    except CaseVaultError as problem:
        if problem.code is not Code.IN_USE:
            raise
        raise MachineProblem(
            Code.IN_USE, N_("A back-up is being made there already."), N_("Wait until it is done, then try again.")
        ) from None
    with lock:
        yield


def prepare(vault: Vault, destination: Path) -> Place:
    """Return the place of back-ups at `destination`, made where there is none; refuse what is not one for this vault."""
    path = destination.absolute()
    inside, outside = path.resolve(), vault.folder.resolve()
    if inside == outside or outside in inside.parents:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("A back-up inside the vault's own folder would be lost with it."),
            N_("Choose a folder on a stick or another disk."),
        )
    if inside in outside.parents or not files.is_own(path, folder=True):
        raise places.not_a_place()
    place = Place(path)
    if path.exists():
        with files.refusals():
            names = {entry.name for entry in path.iterdir()} - {places.LOCK, places.POOL}
        generations = place.generations()
        named = {place.folder(number).name for number in generations}
        parts = {name for name in names if name.startswith(".") and name.endswith(files.PART)}
        if names - named - parts or any(_vault_of(place, number) not in {None, vault.header.vault_id} for number in generations):
            raise places.not_a_place()
        if generations:
            refuse_another_copys(vault, place)
    files.make_private_folder(path)
    if not files.is_own(place.pool, folder=True):
        raise places.not_a_place()
    files.make_private_folder(place.pool)
    return place


def prune(vault: Vault, place: Place, keep: int) -> None:
    """Drop this vault's generations before its newest `keep`, then what no generation in the place refers to any more.

    Only what the vault itself has written is counted and removed: a folder that merely has a number pushes nothing out. A list
    that cannot be read may refer to anything: then the pool stays as it is.
    """
    _drop(place, own_generations(vault, place)[: -max(keep, 1)])


def drop(vault: Vault, place: Place, numbers: Iterable[int]) -> None:
    """Drop these generations, of this vault's own alone, and what no other in the place refers to."""
    with _only_one(place):
        wanted = set(numbers)
        _drop(place, [number for number in own_generations(vault, place) if number in wanted])
        _note_newest(vault, place)


def _note_newest(vault: Vault, place: Place) -> None:
    """Remember of a place what is newest there now: that there was a newer back-up makes nobody safe."""
    left = own_generations(vault, place)
    known = next((found for found in remembered(vault) if found.place == place.path), None)
    if known is not None and known.generation not in left:
        forget(vault, place.path)
        if left:
            remember(vault, place.path, left[-1], day=date.fromisoformat(place.day(left[-1])))


def _drop(place: Place, numbers: Iterable[int]) -> None:
    for number in numbers:
        gone = place.staging(number)
        files.move_folder(place.folder(number), gone)  # first out of sight: half removed it would look like a damaged one
        files.remove_tree(gone)
    needed = set().union(*(place.sums(number) for number in place.generations()))
    with files.refusals():
        for part in sorted(place.pool.iterdir()):
            if not (len(part.name) == 2 and files.is_own(part, folder=True)):  # noqa: PLR2004 - the first byte of an id
                continue
            for file in sorted(part.iterdir()):
                if f"{places.POOL}/{part.name}/{file.name}" not in needed:
                    files.remove_file(file)


def _make(vault: Vault, place: Place, generation: int, known: Mapping[str, str], progress: Progress) -> BackedUp:
    staging = place.staging(generation)
    files.make_private_folder(staging)
    copy_database(vault.db.path, staging / places.DATABASE, vault.keys.db, wal=vault.db.has_readers, progress=progress)
    # Both copies from what counts: a damaged one is not handed on.
    header = headers.encode(vault.header, vault.keys.header)
    headers.write(staging, header)
    opened = Database.open(staging / places.DATABASE, vault.keys.db, wal=False, read_only=True)
    with contextlib.closing(opened) as copy, vault.interrupting(copy):
        rows = copy.read(blobs.everything)
        sums = {f"{generation:04d}/{name}": places.sum_of(staging / name) for name in (places.DATABASE, *headers.COPIES)}
        if any(sums[f"{generation:04d}/{name}"] != hashlib.sha256(header).hexdigest() for name in headers.COPIES):
            raise not_as_written()
        written = sum((staging / name).stat().st_size for name in (places.DATABASE, *headers.COPIES))
        pool = take_in_all(vault, place, rows, known, progress)
        sums |= pool.sums
        written += pool.written
        if pool.damaged:
            _refuse_gone(vault)
            files.write_private_file(staging / places.DAMAGED, places.spell_damaged(pool.damaged))
            sums[f"{generation:04d}/{places.DAMAGED}"] = places.sum_of(staging / places.DAMAGED)
        raw = places.spell_sums(sums)
        files.write_private_file(staging / places.SUMS, raw)
        files.write_private_file(staging / places.MAC, mac_of(vault.keys.backup_mac, vault.header.vault_id, raw))
        report = _trial(vault, copy, progress)
        saved = [row for row in rows if row.id not in pool.damaged]
        for done, row in enumerate(saved):
            progress(done, len(saved))
            verify_attachment(vault, place, place.parts_of(sums, row.id), row, progress)
    files.move_folder(staging, place.folder(generation))
    return BackedUp(
        place.path,
        generation,
        report.records,
        report.changes,
        len(saved),
        written,
        tuple(sorted(pool.damaged)),
        tuple(sorted(pool.only_here)),
    )


def _trial(vault: Vault, copy: Database, progress: Progress) -> CheckReport:
    """Open what was copied as a restore would, look at everything, and compare it with the vault as it was at that row.

    The rows are chained by MACs: the same MAC at the same row says that every row up to it is the same.
    """
    report = check(vault, deep=True, db=copy, stored=False, progress=progress)
    last = copy.read(changes.last_change)
    same = None if last is None else vault.db.read(lambda c: changes.at(c, last.seq))
    if not report.ok or last is None or same is None or (same.mac, same.seq) != (last.mac, report.changes):
        raise not_as_written()
    return report


def _known_sums(place: Place, own: Sequence[int]) -> dict[str, str]:
    """Return what earlier generations of this vault say of the pool."""
    known: dict[str, str] = {}
    for number in own:
        known |= {path: value for path, value in place.sums(number).items() if path.startswith(f"{places.POOL}/")}
    return known


def _refuse_short_room(vault: Vault, place: Place, known: Mapping[str, str]) -> None:
    size = PAGE * vault.db.maintain(pages_of)
    rows: Sequence[BlobRow] = vault.db.read(blobs.everything)
    size += sum(sealed_length(row.padded) for row in rows if not place.parts_of(known, row.id))
    if files.free_bytes(place.path) * _ROOM[1] < size * _ROOM[0]:
        raise MachineProblem(
            Code.DISK_FULL,
            N_("There is too little room for a back-up: it needs about {needed} MB."),
            N_("Free some space there, or choose another place. The back-ups that are there are as they were."),
            needed=-(-size * _ROOM[0] // _ROOM[1] // 1_000_000),
        )


def _vault_of(place: Place, generation: int) -> bytes | None:
    """Return which vault a generation is of, as its header says; None where it does not say."""
    with contextlib.suppress(CaseVaultError):
        return headers.read(place.folder(generation), _ANY_COST).header.vault_id
    return None


def _refuse_gone(vault: Vault) -> None:
    """Refuse where the vault's own folder does not answer: a stick that was pulled out is no damage to what lies on it."""
    try:
        headers.read(vault.folder, _ANY_COST)
    except CaseVaultError:
        raise files.problem_from(OSError(errno.EIO, "")) from None
