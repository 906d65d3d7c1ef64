"""An open vault: made, opened and closed here; everything a person does with it hangs on it.

create   folder → lock → slots → database → header (last: a folder without one holds nothing yet)
open     lock → header → key derivation → header MAC → repair of a damaged copy → database → device
close    database (readers, checkpoint, writer) → keys wiped → lock
"""

from __future__ import annotations

import contextlib
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from casevault import files, paths
from casevault.ambient import SystemAmbient
from casevault.crypto import kdf, keywrap, recovery_code
from casevault.crypto.keywrap import MasterKey
from casevault.crypto.selftest import run_selftest
from casevault.domain.look import Look
from casevault.domain.own import Own
from casevault.errors import CaseVaultError
from casevault.i18n import N_
from casevault.progress import Cancelled, silent
from casevault.store import derive, meta, migrate
from casevault.store.connection import Database
from casevault.vault import device as devices
from casevault.vault import erasing, policy_file, travelling
from casevault.vault import folder as layout
from casevault.vault import header as headers
from casevault.vault.attachments import Attachments
from casevault.vault.cases import Act, Records
from casevault.vault.conflicts import Contested
from casevault.vault.device import NewDevice
from casevault.vault.drafts import Drafts
from casevault.vault.due_clocks import DueClocks, DueKept
from casevault.vault.header import Header
from casevault.vault.keys import Keys
from casevault.vault.lists import Lists
from casevault.vault.schema import load_schema
from casevault.vault.search import Search
from casevault.vault.slots import NO_SLOT, SlotKind, altered, make_slot
from casevault.vault.texts import Texts
from casevault.vault.unlocking import Unlocked, new_input, unlock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from casevault.ambient import Ambient
    from casevault.crypto.kdf import Bounds, KdfProfile
    from casevault.i18n import Catalogue, Msg
    from casevault.progress import Progress
    from casevault.store.connection import Connection
    from casevault.vault.policy import Policy
    from casevault.vault.slots import KeySlot, Slot

STEPS = 4  # of creation, for progress
SLOT_CHANGED = "slot_changed"  # in the log: a way to open the vault was set, replaced or removed

REPAIRED = N_("One of the two copies of this vault's header was damaged. It was written again from the other one.")
NOT_REPAIRED = N_("One of the two copies of this vault's header is damaged. It is repaired when the vault is opened for work.")
TWIN_LEFT = N_("The second copy of this vault's header could not be written. It is written when the vault is opened next.")
OLDER_HEADER = N_("This header is older than the vault: an old passphrase may have been put back.")
LEFT_BEHIND = N_("Beside this vault lies what it was before its keys were renewed, in a folder that ends in .old. Delete it.")
NEARLY_FULL = N_(
    "The disk this vault lies on is nearly full. Free some space now: what is saved stays, but soon nothing more will be."
)
NOT_CLEAN = N_(
    "What was erased may still stand, encrypted, in old pages of this vault's files. Each opening tries again to clear them."
)
CODE_NOT_TYPED = N_(
    "The recovery code of this vault was shown and never typed back. If it is not on paper whole, make a new one on the page "
    "“Vault”."
)
CLONE = N_("This vault was last opened in another place or on another computer. Here it counts as a device of its own.")


class Vault:
    """An unlocked vault. Use it as a context manager, or call `close`."""

    def __init__(
        self,
        folder: Path,
        header: Header,
        opened: Unlocked,
        db: Database,
        *,
        ambient: Ambient,
        policy: Policy,
        closing: ExitStack,
    ) -> None:
        """Hold what `create` or `open` has put together; `closing` lets go of the database and the lock, in that order."""
        self.folder = folder
        self.header = header
        self.keys = opened.keys
        self.slot = opened.slot
        self.db = db
        self.ambient = ambient
        self.policy = policy
        self.own = Own(load_schema())
        self.schema = self.own.schema
        self.records = Records(db, opened.keys.audit_mac, self.schema, ambient, actor="", device="", own=self.own)
        self.search = Search(db, self.schema)
        self.drafts = Drafts(db, ambient)
        self.due_clocks, self.due_kept = DueClocks(), DueKept()
        self.contested = Contested()
        self.lists = Lists()
        self.attachments = Attachments(folder, header.vault_id, opened.keys, db, self.records, ambient=ambient)
        self.texts = Texts(db, self.search, self.attachments)
        self._notices: list[Msg] = []
        self._beside: set[Database] = set()
        self._closing = closing

    @property
    def vault_id(self) -> str:
        """Return the vault's id, 32 lower-case hex characters."""
        return self.header.vault_id.hex()

    @property
    def actor(self) -> str:
        """Return the record id of whoever signs what is entered now."""
        return self.records.actor

    @property
    def device(self) -> str:
        """Return the record id of the device that writes now."""
        return self.records.device

    @property
    def notices(self) -> list[Msg]:
        """Return what the person should know about this opening, the clock's oddities last."""
        return [*self._notices, *self.own.problems, *self.records.notices]

    def look(self, catalogue: Catalogue) -> Look:
        """Return how values are shown in the language of `catalogue`; other records by their titles."""
        return Look(
            catalogue=catalogue,
            vocabularies=self.schema.vocabularies,
            types=self.schema.types,
            title_of=self._title_of,
            this_year=self.ambient.today().year,
        )

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
        policy: Policy | None = None,
        progress: Progress = silent,
    ) -> tuple[Self, str]:
        """Make a vault in a new or empty folder and return it open, with its recovery code, which is kept nowhere.

        `profile` None: calibrated to about a second here. Entries are signed `sign_as`. `passphrase` stays the caller's.
        `policy` None: this computer's.
        """
        ambient = ambient or SystemAmbient()
        policy = policy or policy_file.of_machine().policy
        given = new_input(passphrase)
        code = bytearray(recovery_code.CODE_BYTES)

        def ways(master: MasterKey, vault_id: bytes) -> tuple[KeySlot, ...]:
            code[:] = ambient.random_bytes(recovery_code.CODE_BYTES)
            progress(1, STEPS)
            main = make_slot(
                SlotKind.PASSPHRASE, given, master=master, vault_id=vault_id, profile=policy.cost(profile), ambient=ambient
            )
            progress(2, STEPS)
            # The code holds 160 random bits, which no number of guesses exhausts: its slot need not cost a second.
            spare = make_slot(
                SlotKind.RECOVERY,
                kdf.code_input(code),
                master=master,
                vault_id=vault_id,
                profile=policy.cost(profile or kdf.FLOOR),
                ambient=ambient,
            )
            keywrap.wipe(given)
            progress(3, STEPS)
            return main, spare

        progress(0, STEPS)
        vault = cls.make(folder, ways, sign_as=sign_as, ambient=ambient, synced_folder_ok=synced_folder_ok, policy=policy)
        progress(STEPS, STEPS)
        return vault, recovery_code.format_code(bytes(code))

    @classmethod
    def make(
        cls,
        folder: Path,
        ways: Callable[[MasterKey, bytes], tuple[KeySlot, ...]],
        *,
        sign_as: str,
        ambient: Ambient,
        policy: Policy,
        synced_folder_ok: bool = False,
        fill: Callable[[Self], None] | None = None,
    ) -> Self:
        """Make a vault that opens in the `ways` that are made for its master key and id; in none of them it is sealed.

        `fill` puts into it what it shall hold from its beginning, before there is a header: until then the folder holds nothing
        that anybody could open, so whatever ends it early leaves no vault.
        """
        run_selftest()
        policy.refuse_new_vault()
        folder = folder.absolute()
        if not synced_folder_ok:
            layout.refuse_synced(folder)
        with ExitStack() as undo:
            stood = folder.exists()
            lock = layout.make(folder)
            undo.callback(lock.release)
            undo.callback(layout.unmake, folder, keep=stood)
            vault_id = ambient.random_bytes(headers.ID_BYTES)
            master = MasterKey(bytearray(ambient.random_bytes(keywrap.KEY_BYTES)))
            slots = ways(master, vault_id)
            header = Header(vault_id, 1, ambient.today().isoformat(), slots)
            opened = Unlocked(Keys.of(master, vault_id), slots[0] if slots else NO_SLOT)
            undo.callback(opened.keys.wipe)
            db = Database.create(folder / layout.DATABASE, opened.keys.db)
            undo.callback(db.close)
            vault = cls(folder, header, opened, db, ambient=ambient, policy=policy, closing=ExitStack())
            vault._begin(sign_as)
            if fill is not None:
                fill(vault)
            headers.write(folder, headers.encode(header, vault.keys.header))
            undo.pop_all()
        for last in (lock.release, opened.keys.wipe, db.close):  # the other way round
            vault._closing.callback(last)
        return vault

    @classmethod
    def open(
        cls,
        folder: Path,
        secret: bytearray,
        *,
        kind: SlotKind = SlotKind.PASSPHRASE,
        keyfile: bytes | None = None,
        ambient: Ambient | None = None,
        bounds: Bounds = kdf.STANDARD,
        repair: bool = True,
        writable: bool | None = None,
        policy: Policy | None = None,
        unlocked: Callable[[headers.Found], Unlocked] | None = None,
    ) -> Self:
        """Open the vault in `folder` with a secret of `kind`; `secret` stays the caller's. `policy` None: this computer's.

        With the bytes of a `keyfile`, a passphrase is tried on the slots that need one, and on no others.
        A damaged copy of the header is written again, and `notices` says so. With `repair=False` nothing is repaired, noted or
        cleared away, and nothing at all is written unless `writable` is given. `unlocked`: finds the keys where no slot does.
        """
        run_selftest()
        folder = folder.absolute()
        policy = policy or policy_file.of_machine().policy
        ambient = ambient or SystemAmbient()
        with ExitStack() as undo:
            layout.finish_swap(folder)
            headers.read(folder, bounds)  # before the lock is touched: a folder that is no vault stays as it is
            lock = files.FolderLock(folder / layout.LOCK)
            undo.callback(lock.release)
            found = headers.read(folder, bounds)  # again: until now another process may have been writing it
            opened = unlock(found, kind, secret, keyfile) if unlocked is None else unlocked(found)
            undo.callback(opened.keys.wipe)
            if repair:
                headers.write(folder, found.data, found.broken)
                layout.sweep(folder)
            writes = repair if writable is None else writable
            db = Database.open(folder / layout.DATABASE, opened.keys.db, read_only=not writes)
            undo.callback(db.close)
            vault = cls(folder, found.header, opened, db, ambient=ambient, policy=policy, closing=ExitStack())
            vault._notices += policy.notices(opened.slot)
            if found.broken:
                vault._notices.append(REPAIRED if repair else NOT_REPAIRED)
            if writes:
                migrate.bring_up(db)
                vault.records.follow_definitions()
                vault.records.follow_rules()
            else:
                migrate.is_current(db)  # TOO_NEW where it is newer; an older one is read as it is
                vault.records.follow_definitions()
            if layout.beside(folder, layout.OLD).exists():
                vault._notices.append(LEFT_BEHIND)
            if writes and layout.is_nearly_full(folder):
                vault._notices.append(NEARLY_FULL)
            if repair:
                vault._notices += vault.attachments.settle()
            vault._notices += travelling.overdue(vault)
            vault._resume(repair=repair)
            if repair:
                vault._finish_erasing()
            vault._closing = undo.pop_all()
        return vault

    @contextlib.contextmanager
    def beside(self) -> Iterator[Database]:
        """Give a connection of its own that only reads, for long looks that must keep no draft waiting.

        Where the file system has no shared memory a second connection would block the first: there it is the vault's own.
        """
        if not self.db.has_readers:
            yield self.db
            return
        db = Database.beside(self.folder / layout.DATABASE, self.keys.db)
        with contextlib.closing(db), self.interrupting(db):
            yield db

    @contextlib.contextmanager
    def interrupting(self, db: Database) -> Iterator[None]:
        """Let `interrupt` reach another connection, too, as long as it is used."""
        self._beside.add(db)
        try:
            yield
        finally:
            self._beside.discard(db)

    def interrupt(self) -> None:
        """Stop the statements that run now, on every connection, and what takes words out of files: each ends as `Cancelled`."""
        self.texts.stop()
        for db in (self.db, *tuple(self._beside)):
            db.interrupt()

    def close(self) -> None:
        """Close the database, wipe the keys, let the folder go. A second call does nothing."""
        self.texts.close()
        self._closing.close()

    def rewrite_header(self, slots: tuple[Slot, ...], *, signer: str = "") -> None:
        """Write the next generation of the header with `slots`; what is new signs as `signer`, or as who has opened this vault.

        Once the first copy is durable the change is in force. If the second cannot follow, `notices` says so: until the next
        opening writes it, it still holds the slots of before. Where the disk took the first and did not confirm its name, the
        refusal says that either may open the vault from now on.
        """
        header = self.header.with_slots(slots)
        data = headers.encode(header, self.keys.header)
        known = {slot.id for slot in self.header.slots}
        added = [slot for slot in slots if slot.id not in known]
        # First, and harmless if the header does not follow: a slot without its actor would sign for nobody.
        self.db.write(lambda c: self._note_ways(c, added, signer or self.actor))
        try:
            headers.write(self.folder, data, (headers.COPY_A,))
        except CaseVaultError as problem:
            if headers.stands(self.folder, data):
                self.header = header  # what is written next must come after it
                raise headers.not_confirmed(problem.code) from None
            raise
        try:
            headers.write(self.folder, data, (headers.COPY_B,))
        except CaseVaultError:
            self._notices.append(TWIN_LEFT)
        what = altered(self.header.slots, slots)
        self.header = header
        self._log_generation(what)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _begin(self, sign_as: str) -> None:
        """Make the tables of a new database and its first records: who signs, and this device."""
        self.db.maintain(migrate.create)
        device = NewDevice.draw(self.ambient)
        self.records.bootstrap(sign_as, device.name, device.public_key)
        self.db.write(lambda c: self._note_beginning(c, device))

    def _note_beginning(self, connection: Connection, device: NewDevice) -> None:
        derive.note_rules(connection)
        devices.remember(connection, self.device, device, self._place())
        meta.put(connection, meta.HEADER_GENERATION, str(self.header.gen).encode("ascii"))
        self._note_ways(connection, self.header.slots, self.actor)

    def _note_ways(self, connection: Connection, slots: Iterable[Slot], signer: str) -> None:
        for slot in slots:
            meta.put(connection, actor_key(slot), signer.encode("ascii"))
            meta.put(connection, day_key(slot), self.ambient.today().isoformat().encode("ascii"))

    def _resume(self, *, repair: bool) -> None:
        """Find out who signs and which device this is; where it is a clone, make it a device of its own first."""
        wanted = (
            meta.DEVICE,
            meta.SEEN,
            meta.HEADER_GENERATION,
            meta.CODE_SHOWN,
            *(actor_key(slot) for slot in (self.slot, *self.header.slots)),
        )
        device, seen, generation, shown, *actors = self.db.read(lambda c: [meta.get(c, key) or b"" for key in wanted])
        # Whoever belongs to the slot; for one that another program made without saying, whoever belongs to the next.
        self.records.actor = next(filter(None, actors), b"").decode("ascii")
        self.records.device = device.decode("ascii")
        known = int(generation or b"0")
        if self.header.gen < known:
            self._notices.append(OLDER_HEADER)
        if shown in {slot.id for slot in self.header.key_slots(SlotKind.RECOVERY)} - {self.slot.id}:
            self._notices.append(CODE_NOT_TYPED)
        if not repair:
            return
        if shown and shown == self.slot.id:
            self.db.write(lambda c: meta.drop(c, meta.CODE_SHOWN))  # who typed it to open the vault has it
        if self.header.gen > known:
            self._log_generation()  # the process ended between the header and the log
        if seen != self._place():
            self._become_new_device()

    def _finish_erasing(self) -> None:
        """Go on with an erasing whose last steps were cut off; where that fails it waits for the next opening, and is said."""
        if not self.db.read(erasing.is_pending):
            return
        with contextlib.suppress(CaseVaultError, Cancelled):
            if erasing.finish(self):
                return
        self._notices.append(NOT_CLEAN)

    def _become_new_device(self) -> None:
        device = NewDevice.draw(self.ambient)
        self.records.add_device(device.name, device.public_key)
        self.db.write(lambda c: self._note_new_device(c, device))
        self._notices.append(CLONE)

    def _note_new_device(self, connection: Connection, device: NewDevice) -> None:
        devices.remember(connection, self.device, device, self._place())
        meta.drop(connection, meta.BACKUPS)  # two copies that back up by themselves into one place would push each other out

    def _title_of(self, record_id: str) -> str:
        found = self.records.many([record_id])
        return found[record_id].title if record_id in found else record_id

    def _place(self) -> bytes:
        return devices.place_mark(self.folder, self.header.vault_id, paths.machine_mark())

    def _log_generation(self, what: tuple[str, ...] = ()) -> None:
        """Log that the ways to open the vault changed, and only then note up to which header that was done."""
        self.records.apply([Act(self.actor, SLOT_CHANGED, what)])
        value = str(self.header.gen).encode("ascii")
        self.db.write(lambda c: meta.put(c, meta.HEADER_GENERATION, value))


def actor_key(slot: Slot) -> str:
    """Return the name under which the vault keeps who signs when `slot` opens it."""
    return meta.ACTOR_OF_SLOT + slot.id.hex()


def day_key(slot: Slot) -> str:
    """Return the name under which the vault keeps the ISO day on which `slot` was added."""
    return meta.DAY_OF_SLOT + slot.id.hex()
