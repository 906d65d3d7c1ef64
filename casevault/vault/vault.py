"""An open vault: made, opened and closed here; everything a person does with it hangs on it.

create   folder → lock → slots → database → header (last: a folder without one holds nothing yet)
open     lock → header → key derivation → header MAC → repair of a damaged copy → database → device
close    database (readers, checkpoint, writer) → keys wiped → lock
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Self

from casevault import files, paths
from casevault.ambient import SystemAmbient
from casevault.crypto import kdf, keywrap, recovery_code
from casevault.crypto.keywrap import MasterKey
from casevault.i18n import N_
from casevault.progress import silent
from casevault.store import meta
from casevault.store.connection import Database
from casevault.vault import folder as layout
from casevault.vault import header as headers
from casevault.vault.header import Header
from casevault.vault.keys import Keys
from casevault.vault.schema import load_schema
from casevault.vault.slots import KeySlot, SlotKind, make_slot
from casevault.vault.unlocking import new_input, unlock

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from casevault.ambient import Ambient
    from casevault.crypto.kdf import Bounds, KdfProfile
    from casevault.domain.catalog import Schema
    from casevault.i18n import Msg
    from casevault.progress import Progress

REPAIRED = N_("One of the two copies of this vault's header was damaged. It was written again from the other one.")
NOT_REPAIRED = N_("One of the two copies of this vault's header is damaged. It is repaired when the vault is opened for work.")
OLDER_HEADER = N_("This header is older than the vault: an old passphrase may have been put back.")


class Vault:
    """An unlocked vault. Use as a context manager, or call `close`."""

    def __init__(
        self, folder: Path, *, header: Header, keys: Keys, slot: KeySlot, db: Database, lock: files.FolderLock, ambient: Ambient
    ) -> None:
        self.folder = folder
        self.header = header
        self.keys = keys
        self.slot = slot
        self.db = db
        self.ambient = ambient
        self.notices: list[Msg] = []
        self._lock = lock

    @property
    def vault_id(self) -> str:
        """Return the vault's id, 32 lower-case hex characters."""
        return self.header.vault_id.hex()

    @cached_property
    def schema(self) -> Schema:
        """Return the record types and vocabularies."""
        return load_schema()

    @classmethod
    def create(
        cls,
        folder: Path,
        passphrase: bytearray,
        *,
        sign_as: str = "initial",
        profile: KdfProfile | None = None,
        ambient: Ambient | None = None,
        synced_folder_ok: bool = False,
        progress: Progress = silent,
    ) -> tuple[Self, str]:
        """Make a vault in a new or empty folder and return it open, with its recovery code, which is kept nowhere.

        `profile` None: calibrated to about a second on this machine. Entries are signed `sign_as`. `passphrase` stays the caller's.
        """
        ambient = ambient or SystemAmbient()
        folder = folder.absolute()
        given = new_input(passphrase)
        if not synced_folder_ok:
            layout.refuse_synced(folder)
        layout.make(folder)
        lock = None
        db = None
        try:
            lock = files.FolderLock(folder / layout.LOCK)
            progress(0, 4)
            chosen = profile or kdf.calibrated()
            # The code holds 160 random bits, which no number of guesses exhausts: its slot need not cost a second.
            code_profile = profile or kdf.FLOOR
            vault_id = ambient.random_bytes(headers.ID_BYTES)
            master = MasterKey(bytearray(ambient.random_bytes(keywrap.KEY_BYTES)))
            code = ambient.random_bytes(recovery_code.CODE_BYTES)
            code_given = kdf.code_input(code)
            progress(1, 4)
            slot = make_slot(SlotKind.PASSPHRASE, given, master=master, vault_id=vault_id, profile=chosen, ambient=ambient)
            progress(2, 4)
            recovery = make_slot(
                SlotKind.RECOVERY, code_given, master=master, vault_id=vault_id, profile=code_profile, ambient=ambient
            )
            keywrap.wipe(given, code_given)
            progress(3, 4)
            keys = Keys.of(master, vault_id)
            header = Header(vault_id, 1, ambient.today().isoformat(), (slot, recovery))
            db = Database.create(folder / layout.DATABASE, keys.db)
            db.maintain(lambda c: c.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB)").fetchall())
            vault = cls(folder, header=header, keys=keys, slot=slot, db=db, lock=lock, ambient=ambient)
            vault._note_generation()
            headers.write(folder, headers.encode(header, keys.header))
            progress(4, 4)
        except BaseException:
            if db is not None:
                db.close()
            if lock is not None:
                lock.release()
            layout.unmake(folder)
            raise
        return vault, recovery_code.format_code(code)

    @classmethod
    def open(
        cls,
        folder: Path,
        secret: bytearray,
        *,
        kind: SlotKind = SlotKind.PASSPHRASE,
        ambient: Ambient | None = None,
        bounds: Bounds = kdf.STANDARD,
        repair: bool = True,
        writable: bool | None = None,
    ) -> Self:
        """Open the vault in `folder` with a secret of `kind`; `secret` stays the caller's.

        A damaged copy of the header is written again, and `notices` says so. With `repair=False` nothing is repaired, noted or
        cleared away, and nothing at all is written unless `writable` is given.
        """
        folder = folder.absolute()
        if not folder.is_dir():
            raise headers.not_a_vault()
        lock = None
        db = None
        try:
            headers.read(folder, bounds)  # before the lock file is touched: a folder that is no vault stays as it is
            lock = files.FolderLock(folder / layout.LOCK)
            found = headers.read(folder, bounds)
            opened = unlock(found, kind, secret)
            if repair:
                headers.write(folder, found.data, found.broken)
                layout.sweep(folder)
            db = Database.open(folder / layout.DATABASE, opened.keys.db, read_only=not (repair if writable is None else writable))
            vault = cls(
                folder,
                header=found.header,
                keys=opened.keys,
                slot=opened.slot,
                db=db,
                lock=lock,
                ambient=ambient or SystemAmbient(),
            )
            if found.broken:
                vault.notices.append(REPAIRED if repair else NOT_REPAIRED)
        except BaseException:
            if db is not None:
                db.close()
            if lock is not None:
                lock.release()
            raise
        return vault

    def close(self) -> None:
        """Close the database, wipe the keys, let the folder go. A second call does nothing."""
        self.db.close()
        self.keys.wipe()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _note_generation(self) -> None:
        value = str(self.header.gen).encode("ascii")
        self.db.write(lambda connection: meta.put(connection, meta.HEADER_GENERATION, value))
