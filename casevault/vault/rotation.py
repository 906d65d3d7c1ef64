"""New keys for a whole vault: after a device was seized while open, or when somebody leaves who may have kept the old key.

    check   the vault is whole, to its last record                       Name.casevault        in use, held, not written
    build   all of it under a new master key, its chain made anew        Name.casevault.new    no header until all else is there
    verify  opened from the disk, checked deeply, compared with the old
    swap    two renames; whoever opens a vault that was cut off between them finishes it
    delete  the old folder, its headers first                            Name.casevault.old

Until the swap the old vault is what it was; a rotation that was cut off before begins anew. Only the ways in whose secrets are at
hand come along: the passphrase that was given, with its keyfile, and a new recovery code.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.crypto import kdf, keywrap, recovery_code
from casevault.crypto.keywrap import MasterKey
from casevault.errors import CaseVaultError, Code, MachineProblem, UserProblem
from casevault.i18n import N_
from casevault.progress import silent
from casevault.store import changes, meta, rekey
from casevault.store.connection import Database
from casevault.vault import folder as layout
from casevault.vault import header as headers
from casevault.vault.carrying import carry_attachments
from casevault.vault.check import check
from casevault.vault.keys import Keys
from casevault.vault.slots import SlotKind, make_slot
from casevault.vault.unlocking import kind_for, new_input
from casevault.vault.vault import Vault, actor_key, day_key

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.ambient import Ambient
    from casevault.crypto.kdf import Bounds, KdfProfile
    from casevault.progress import Progress
    from casevault.store.connection import Connection
    from casevault.vault.header import Header
    from casevault.vault.policy import Policy
    from casevault.vault.slots import KeySlot

ROTATED: Final = "rotated"  # in the log: the rows before were chained under a key that is gone
ROOM: Final = 1.1  # of the size of the old vault


def rotate(
    folder: Path,
    secret: bytearray,
    keyfile: bytes | None = None,
    *,
    profile: KdfProfile | None = None,
    ambient: Ambient | None = None,
    bounds: Bounds = kdf.STANDARD,
    policy: Policy | None = None,
    progress: Progress = silent,
) -> str:
    """Give the vault in `folder` a new master key and return its new recovery code, kept nowhere; the vault is closed afterwards.

    LOG_DAMAGED, DB_DAMAGED or BLOB_DAMAGED if it is not whole, INVALID_INPUT if the places beside it are taken. Every other way
    in than `secret` with `keyfile` is gone. The old folder is deleted; what it was copied to is not.
    """
    folder = folder.resolve()  # what a link leads to is moved, not the link
    with Vault.open(folder, secret, keyfile=keyfile, ambient=ambient, bounds=bounds, policy=policy) as vault:
        building = _prepare(vault, bounds)
        _refuse_unsound(vault, progress)
        try:
            code = _build(vault, building, secret, keyfile, profile=profile, progress=progress)
            _verify(vault, building, secret, keyfile, bounds=bounds, progress=progress)
        except BaseException:
            with contextlib.suppress(CaseVaultError):
                files.remove_tree(building)
            raise
        vault.db.close()  # all that is committed is in the main file; the folder stays held where the system can move it so
        if not files.MOVES_HELD_FOLDERS:
            vault.close()
        files.move_folder(folder, layout.beside(folder, layout.OLD))
        layout.finish_swap(folder)
    _delete_old(folder)
    return code


def _prepare(vault: Vault, bounds: Bounds) -> Path:
    """Return where the new vault is built, cleared of a build that was cut off; refuse places that hold something else."""
    building, old = (layout.beside(vault.folder, suffix) for suffix in (layout.NEW, layout.OLD))
    if old.exists() or (building.exists() and not _is_own_build(building, vault.header, bounds)):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("Beside the vault there is already something that ends in .old or .new. Nothing was changed."),
            N_("It may be an earlier state of this vault: look at it, then move or delete it."),
        )
    files.remove_tree(building)
    needed = room_needed(vault.folder)
    if files.free_bytes(vault.folder.parent) < needed:
        raise MachineProblem(
            Code.DISK_FULL,
            N_("New keys need room for a second copy of the vault: {mib} MiB."),
            N_("Free some space and try again; nothing was changed."),
            mib=needed // 2**20 + 1,
        )
    return building


def room_needed(folder: Path) -> int:
    """Return how many bytes must be free beside the vault in `folder` for its second copy."""
    with files.refusals():
        return int(ROOM * sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()))


def _is_own_build(building: Path, header: Header, bounds: Bounds) -> bool:
    """Say whether a folder is what a rotation of this vault left when it was cut off: its parts, no other vault's header."""
    known = {layout.BLOBS, layout.TMP, layout.LOCK, *headers.COPIES}
    with files.refusals():
        names = {path.name for path in building.iterdir()} if building.is_dir() else {""}
    if not all(name in known or name.startswith((layout.DATABASE, ".")) for name in names):
        return False
    if not names & set(headers.COPIES):
        return True
    try:
        return headers.read(building, bounds).header.vault_id == header.vault_id
    except CaseVaultError:
        return False


def _refuse_unsound(vault: Vault, progress: Progress) -> None:
    vault.search.drain(progress)
    report = check(vault, deep=True, progress=progress)
    if not report.ok:
        raise MachineProblem(
            report.problems[0].code,
            N_("This vault is not whole, so it gets no new keys. Nothing was changed."),
            N_("Run the check, and restore the newest back-up first."),
        )


def _build(
    vault: Vault,
    building: Path,
    secret: bytearray,
    keyfile: bytes | None,
    *,
    profile: KdfProfile | None,
    progress: Progress,
) -> str:
    """Build the new vault and return its recovery code; its header is written last."""
    ambient, vault_id = vault.ambient, vault.header.vault_id
    master = MasterKey(bytearray(ambient.random_bytes(keywrap.KEY_BYTES)))
    keys = Keys.of(master, vault_id)
    code = bytearray(ambient.random_bytes(recovery_code.CODE_BYTES))
    inputs = (new_input(secret, keyfile), kdf.code_input(code))
    kinds = (kind_for(SlotKind.PASSPHRASE, keyfile), SlotKind.RECOVERY)
    costs = tuple(vault.policy.cost(one, vault.header.slots) for one in (profile, profile or kdf.FLOOR))
    lock = layout.make(building)
    try:
        slots = tuple(
            make_slot(kind, given, master=master, vault_id=vault_id, profile=cost, ambient=ambient)
            for kind, given, cost in zip(kinds, inputs, costs, strict=True)
        )
        path = building / layout.DATABASE
        rekey.export(vault.db, path, keys.db)
        db = Database.open(path, keys.db)
        try:
            carry_attachments(vault, building, db, keys, progress)
            db.maintain(lambda c: changes.rechain(c, keys.audit_mac, progress))
            db.write(lambda c: _note(vault, c, keys.audit_mac, slots))
        finally:
            db.close()
        header = replace(vault.header, gen=vault.header.gen + 1, slots=slots)
        headers.write(building, headers.encode(header, keys.header))
        return recovery_code.format_code(bytes(code))
    finally:
        lock.release()
        keywrap.wipe(*inputs, code)
        keys.wipe()


def _note(vault: Vault, connection: Connection, audit_key: bytearray, slots: tuple[KeySlot, ...]) -> None:
    """Log where the old chain ended, and note who signs; that the ways in changed is logged when the new vault first opens."""
    last = vault.db.read(changes.last_change)
    old_end = () if last is None else (f"rows/{last.seq}", f"mac/{last.mac.hex()}")
    log = changes.Log(audit_key, vault.ambient)
    author = changes.Author(vault.actor, vault.device)
    log.append(connection, author, vault.ambient.new_id(), changes.Entry(action=ROTATED, fields=old_end))
    for slot in slots:
        meta.put(connection, actor_key(slot), vault.actor.encode("ascii"))
        meta.put(connection, day_key(slot), vault.ambient.today().isoformat().encode("ascii"))


def _verify(
    vault: Vault, building: Path, secret: bytearray, keyfile: bytes | None, *, bounds: Bounds, progress: Progress
) -> None:
    """Open the new vault from the disk, check it deeply, and compare it with the old one; any difference ends the rotation."""
    with Vault.open(building, secret, keyfile=keyfile, ambient=vault.ambient, bounds=bounds, repair=False) as built:
        sound = check(built, deep=True, progress=progress).ok
        old, new = vault.db.read(rekey.digests), built.db.read(rekey.digests)
        had, has = vault.db.read(rekey.contents), built.db.read(rekey.contents)
        alike = has | {"meta": 0, "change": 0} == had | {"meta": 0, "change": 0}
        foreign = built.keys.master == vault.keys.master
    if not sound or new[:-1] != old or len(new) != len(old) + 1 or not alike or foreign:
        raise MachineProblem(
            Code.IO_ERROR,
            N_("What was written is not what the vault holds, so it was thrown away. The vault is as it was."),
            N_("Check the disk and its free space, then try again."),
        )


def _delete_old(folder: Path) -> None:
    """Delete the old folder, its headers first: what a crash leaves of it then opens with nothing."""
    old = layout.beside(folder, layout.OLD)
    for name in headers.COPIES:
        files.remove_file(old / name)
    files.remove_tree(old)
