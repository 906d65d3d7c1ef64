"""Records: everything a person does to them. Each method is one act, one batch of the log, one transaction.

An act ends durably recorded or not at all. What comes in is `untrusted` until `Editor` has read it.
"""

from __future__ import annotations

import contextlib
from collections import deque
from typing import TYPE_CHECKING, Final, TypeVar, assert_never

from casevault.domain.change import Action, ClockFlag
from casevault.domain.claims import ASSERTED, PREFERRED
from casevault.domain.merge import DELETED, put, touched
from casevault.domain.reading import rows_of
from casevault.errors import CaseVaultError, Code, UserProblem
from casevault.i18n import N_
from casevault.progress import silent
from casevault.store import ahead, derive, logroom, records
from casevault.store.behind import IndexBehind
from casevault.store.changes import Author, Entry, Log
from casevault.store.derive import Deriver
from casevault.store.sieve import Known
from casevault.vault import parting, undoing
from casevault.vault.acts import Act, Add, AnyEdit, Append, Delete, Edit, Running
from casevault.vault.beside import Beside
from casevault.vault.bulk import Bulk, import_batch
from casevault.vault.claiming import CLAIM, newly_preferred, preferred_edit
from casevault.vault.computed import fill_computed
from casevault.vault.editing import Editor
from casevault.vault.reading import HistoryEntry, RecordReader, present
from casevault.vault.undoing import Undone, payload_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from casevault.ambient import Ambient
    from casevault.domain.catalog import Schema
    from casevault.domain.change import Change
    from casevault.domain.own import Own
    from casevault.domain.record import Changes, Fields, Record, Value
    from casevault.domain.schema import RecordType
    from casevault.i18n import Msg
    from casevault.progress import Progress
    from casevault.store.behind import Held
    from casevault.store.connection import Connection, Database

__all__ = ["Act", "Add", "Delete", "Edit", "HistoryEntry", "Records", "Undone"]

T = TypeVar("T")

__all__ = ["Act", "Add", "Append", "Delete", "Edit", "HistoryEntry", "Records", "Undone"]


class _NotKept(Exception):  # noqa: N818 - ends a trial, no failure
    """What was tried is taken back by its transaction."""


CLOCKS: Final[Mapping[ClockFlag, Msg]] = {
    ClockFlag.BACK: N_("This computer's clock stands earlier than when something was last recorded here. Please check it."),
    ClockFlag.JUMP: N_("This computer's clock was changed while it was running. Please check it."),
}


class Records(RecordReader):
    """The records of one open vault. Every method may be called from any thread and returns when the act is durable."""

    def __init__(
        self,
        db: Database,
        audit_key: bytearray,
        schema: Schema,
        ambient: Ambient,
        *,
        actor: str,
        device: str,
        own: Own | None = None,
    ) -> None:
        """Write as `actor` on `device` (record ids; "" until `bootstrap`). `audit_key` stays the vault's, which wipes it.

        Where the vault may define things of its own, `own` makes `schema`.
        """
        super().__init__(db, schema)
        self._ambient = ambient
        self._log = Log(audit_key, ambient)
        self._deriver = Deriver(schema, own)
        self.actor = actor
        self.device = device

    @property
    def notices(self) -> list[Msg]:
        """Return what is odd about the clock; entries were made all the same."""
        return [CLOCKS[flag] for flag in sorted(self._log.flags)]

    @property
    def schema(self) -> Schema:
        """Return the record types."""
        return self._schema

    @property
    def ambient(self) -> Ambient:
        """Return time and randomness."""
        return self._ambient

    @property
    def log(self) -> Log:
        """Return the log, for verifying it."""
        return self._log

    @property
    def deriver(self) -> Deriver:
        """Return what makes the derived tables, for checking and rebuilding them."""
        return self._deriver

    def bootstrap(self, sign_as: str, device_name: str, public_key: bytes) -> tuple[str, str]:
        """Write the first batch of a new vault: who signs, and this device. Return their ids, under which all else is written."""
        self.actor, self.device = self._ambient.new_id(), self._ambient.new_id()
        self.apply([Add("actor", {"name": sign_as}, self.actor), Add("device", _device(device_name, public_key), self.device)])
        self._db.write(derive.note_rules)
        return self.actor, self.device

    def follow_definitions(self) -> None:
        """Read what this vault defines for itself. At opening."""
        self._db.read(lambda c: self._deriver.follow(c, anew=True))

    def follow_rules(self, progress: Progress = silent) -> bool:
        """Make the derived tables anew where another version of CaseVault derived them; say whether it did. At opening."""
        if self._db.read(derive.is_current):
            return False
        self._db.write(lambda c: self._deriver.rebuild(c, progress), much=True)
        return True

    def read_ahead(self, progress: Progress = silent) -> None:
        """Read what the first saves would wait for, in steps that let a save in between. After opening, in the background."""
        steps = list(ahead.steps(self._schema.types, self._db.maintain(ahead.pages_of)))
        for done, step in enumerate(steps):
            progress(done, len(steps))
            self._db.maintain(lambda connection, step=step: ahead.read(connection, step))  # type: ignore[misc] # bound at once

    def make_room(self, progress: Progress = silent) -> None:
        """Give the first saves their room on the disk, in steps that let one in between; no more than a kindness.

        Of a disk that is full whoever saves is told.
        """
        with contextlib.suppress(CaseVaultError):
            logroom.prepare(self._db, progress)

    def bring_near(self, start: int = 0, progress: Progress = silent) -> int:
        """Have the system hold the database in memory, from byte `start` on, for a second; return where to go on, 0 at the end.

        Of a disk that fails whoever reads is told.
        """
        with contextlib.suppress(CaseVaultError):
            return ahead.bring_near(self._db.path, start, progress)
        return 0

    def add_device(self, device_name: str, public_key: bytes) -> str:
        """Record a device of its own for a vault that was copied; return its id, under which all else is written."""
        self.device = self._ambient.new_id()
        self.apply([Add("device", _device(device_name, public_key), self.device)])
        return self.device

    def add(self, type_key: str, untrusted_fields: Mapping[str, object], *, strict: bool = True) -> Changes:
        """Record something new. `strict`: a required value that is missing is refused; else it is noted as not known."""
        return self.apply([Add(type_key, untrusted_fields)], strict=strict)

    def edit(self, record_id: str, untrusted_fields: Mapping[str, object], *, strict: bool = True) -> Changes:
        """Change the keys given. Beside them, `data_class_reason` says why the data class is lowered."""
        return self.apply([Edit(record_id, untrusted_fields)], strict=strict)

    def settle(self, record_id: str, unit: str, untrusted_value: object, untrusted_more: Sequence[object] = ()) -> Changes:
        """Decide what stands against each other in one unit of a record, and nothing else; refused where nothing does.

        `untrusted_more`: rows without an id that join the table of the unit in the same act, behind the others.
        """

        def work(act: Running) -> None:
            record = present(act.connection, record_id)
            self._deriver.follow(act.connection)
            if unit not in record.conflicts:
                raise UserProblem(
                    Code.INVALID_INPUT,
                    N_("This was decided already."),
                    N_("Look at the record: it shows what holds."),
                    id=record.id,
                )
            if unit == DELETED:
                after: Fields = {**record.fields, DELETED: True} if untrusted_value else record.fields
            else:
                whole: dict[str, Value] = dict(record.fields)
                put(whole, unit, untrusted_value, record.fields)  # type: ignore[arg-type] # untrusted: parsed below as any edit is
                key = unit.partition("/")[0]
                rows = whole.get(key)
                if untrusted_more and isinstance(rows, list):
                    # An id of its own: without one, a row that reads like the one it stands beside would be taken for it.
                    new = [{**row, "row": self._ambient.new_id()} for row in untrusted_more if isinstance(row, dict)]
                    whole[key] = [*rows, *new]
                after = self._editor().edited(act.connection, record, {key: whole.get(key)}, strict=False)
            self._change(act, Action.EDITED, record, after, (unit,))

        return self.within(work)

    def delete(self, record_id: str) -> Changes:
        """Put a record out of sight; what points to it stays as it is."""
        return self.apply([Delete(record_id)])

    def confirm(self, record_id: str, fields: Sequence[str]) -> Changes:
        """Note that these fields of a record still hold today: a row with the record as it stands, undone like any other."""

        def work(act: Running) -> None:
            record = present(act.connection, record_id)
            if record.deleted:
                raise UserProblem(
                    Code.NOT_FOUND, N_("This record was deleted."), N_("Undo the deletion first, then edit it."), id=record.id
                )
            self._change(act, Action.CONFIRMED, record, record.fields, fields)

        return self.within(work)

    def apply(
        self,
        edits: Sequence[AnyEdit],
        *,
        strict: bool = True,
        first: Callable[[Connection], None] | None = None,
        batch: str = "",
    ) -> Changes:
        """Do all of `edits` as one act, in order: all or none. Each may point to what earlier ones made.

        `first` notes in the same transaction what the act stands on and is no record; `batch`: of an act that this belongs to.
        """
        batch = batch or self._ambient.new_id()

        def act(connection: Connection) -> Changes:
            if first is not None:
                first(connection)
            return self._apply(connection, batch, edits, strict=strict)

        return self._write(act)

    def _write(self, work: Callable[[Connection], T], *, much: bool = False) -> T:
        """Do `work` in one transaction; definitions it makes hold at once, and not where it is undone."""

        def transaction(connection: Connection) -> T:
            result = work(connection)
            self._deriver.follow(connection)
            return result

        try:
            return self._db.write(transaction, much=much)
        except BaseException:
            self._deriver.doubt()
            with contextlib.suppress(CaseVaultError):
                self._db.read(lambda c: self._deriver.follow(c, anew=True))
            raise

    def within(self, work: Callable[[Running], None]) -> Changes:
        """Do `work` as one act in one transaction; it writes its rows through `append`."""

        def transaction(connection: Connection) -> Changes:
            act = Running(connection, self._ambient.new_id())
            work(act)
            return act.changes()

        return self._write(transaction)

    def append(self, act: Running, entry: Entry, *, above: int = 0, fresh: bool = False) -> Change:
        """Append one row within an act; what is derived follows a row with a payload.

        `above`: as `Log.append_spelt` says; `fresh`: as `Deriver.save` does.
        """
        cases = None
        ((change, spelt),) = self._log.append_spelt(act.connection, self._author(), act.batch, [entry], above=above)
        if change.payload is not None:
            # Only for a type that was defined in this very act; else what is defined is followed once, at the act's end.
            if change.type not in self._schema.types:
                self._deriver.follow(act.connection)
            cases = self._deriver.save(act.connection, change, spelt, fresh=fresh)
        act.note(change, cases)
        return change

    def bring_in(self, work: Callable[[Bulk], T], *, keep: bool = True) -> T:
        """Do `work`, which brings many records in, as one act in one transaction; with `keep` False nothing of it stays.

        Whatever it raises leaves the vault as it was; so does a lock or a kill before the end.
        """
        found: list[T] = []

        def transaction(connection: Connection) -> None:
            with contextlib.closing(Beside()) as beside:
                behind = IndexBehind(connection, beside)
                bulk = Bulk(connection, import_batch(self._ambient.new_id()), self, behind, beside, Known(connection))
                found.append(work(bulk))
                bulk.flush()
            if not keep:
                raise _NotKept

        with contextlib.suppress(_NotKept):
            self._write(transaction, much=True)
        return found[0]

    def append_new(self, connection: Connection, batch: str, entries: Sequence[Entry], known: Known) -> list[Held]:
        """Append the first rows of records that are new, within an act that brings many in; what their index is made of."""
        return self._deriver.save_new(connection, self._log.append_spelt(connection, self._author(), batch, entries), known)

    def edit_within(self, act: Running, edit: Edit) -> None:
        """Do one edit, and what follows from it, within an act that goes on."""
        waiting: deque[AnyEdit] = deque([edit])
        while waiting:
            waiting.extendleft(reversed(self._one(act, waiting.popleft(), strict=False)))

    def fill(self, connection: Connection, rt: RecordType, fields: dict[str, Value]) -> None:
        """Fill in a new record what the program fills."""
        given = set(fields)
        self._editor().fill(connection, rt, fields)
        fill_computed(connection, rt.key, fields, given)

    def would_add(self, type_key: str, untrusted_fields: Mapping[str, object]) -> None:
        """Refuse what `add` would refuse now, and write nothing: for work that is long and ends with the record."""
        self._db.read(lambda c: self._editor().added(c, type_key, untrusted_fields, strict=True))

    def undo(self, batch: str = "") -> Undone:
        """Take back an act: the one named, or the newest that can be; `undone` is False where there is none.

        Refused, with nothing changed, where the same fields were changed again since or something left the vault with it.
        """
        return self._write(lambda c: self._undo(c, batch or undoing.newest_undoable(c)))

    def redo(self) -> Undone:
        """Do again what was taken back last; `undone` is False where nothing was, or something new was done since."""
        return self._write(lambda c: self._undo(c, undoing.newest_redoable(c)))

    def _apply(self, connection: Connection, batch: str, edits: Iterable[AnyEdit], *, strict: bool) -> Changes:
        act = Running(connection, batch)
        waiting = deque(edits)
        while waiting:
            edit = waiting.popleft()
            # What follows from an edit comes right after it: an account that is preferred changes the field it speaks of.
            waiting.extendleft(reversed(self._one(act, edit, strict=strict)))
        return act.changes()

    def _one(self, act: Running, edit: AnyEdit, *, strict: bool) -> list[AnyEdit]:
        match edit:
            case Add():
                return self._add(act, edit, strict=strict)
            case Edit():
                return self._edit(act, edit, strict=strict)
            case Append():
                standing = rows_of(present(act.connection, edit.record).fields.get(edit.table, ""))
                rows = [*map(dict, standing), dict(edit.untrusted_row)]
                return self._edit(act, Edit(edit.record, {edit.table: rows}), strict=strict)
            case Delete():
                record = present(act.connection, edit.record)
                self._keep_author(record)
                if not record.deleted:
                    self._change(act, Action.DELETED, record, {**record.fields, DELETED: True})
                return []
            case Act():
                self._act(act, edit)
                return []
            case _:
                assert_never(edit)

    def _add(self, act: Running, edit: Add, *, strict: bool) -> list[AnyEdit]:
        record_id = edit.id or self._ambient.new_id()
        self._deriver.follow(act.connection)
        fields = self._editor().added(act.connection, edit.type, edit.untrusted_fields, strict=strict)
        rt = self._schema.type(edit.type)
        entry = Entry(
            action=Action.CREATED,
            record_id=record_id,
            type=rt.key,
            type_version=rt.version,
            fields=touched({}, fields),
            payload=fields,
        )
        self.append(act, entry, fresh=not edit.id)
        act.made.append(record_id)
        return self._following(act.connection, rt.key, record_id, {}, fields)

    def _edit(self, act: Running, edit: Edit, *, strict: bool) -> list[AnyEdit]:
        record = present(act.connection, edit.record)
        self._deriver.follow(act.connection)
        editor = self._editor()
        fields = editor.edited(act.connection, record, edit.untrusted_fields, strict=strict)
        settled = _settled(record, edit.untrusted_fields)
        if not settled and not touched(record.fields, fields):
            return []
        note = editor.lowering_note(record, fields, edit.untrusted_fields)
        self._change(act, Action.EDITED, record, fields, settled)
        following = self._following(act.connection, record.type, record.id, record.fields, fields)
        return following if note is None else [Add("note", note), *following]

    def _following(self, connection: Connection, type_key: str, record_id: str, before: Fields, after: Fields) -> list[AnyEdit]:
        """Return the edits that preferring an account brings: the field gets its value, and no other account is preferred."""
        if type_key != CLAIM or not newly_preferred(before, after):
            return []
        target = present(connection, str(after["record"]))
        others = [
            other
            for other in records.pointing_to(connection, target.id, type_key=CLAIM, field="record")
            if other.id != record_id
            and other.fields.get("field") == after.get("field")
            and other.fields.get("status") == PREFERRED
        ]
        return [
            Edit(target.id, preferred_edit(self._schema, target, after)),
            *(Edit(other.id, {"status": ASSERTED}) for other in others),
        ]

    def _act(self, act: Running, edit: Act) -> None:
        record = present(act.connection, edit.record) if edit.record else None
        entry = Entry(action=edit.action, fields=edit.fields)
        if record is not None:
            entry = Entry(
                action=edit.action,
                record_id=record.id,
                type=record.type,
                type_version=record.type_version,
                parents=record.heads,
                fields=edit.fields,
            )
        self.append(act, entry)

    def _change(self, act: Running, action: Action, record: Record, payload: Fields, settled: Iterable[str] = ()) -> None:
        """Append the row that makes `record` hold `payload`; it touches what differs, and what it settles as it stands."""
        act.cases.update(record.cases)
        entry = Entry(
            action=action,
            record_id=record.id,
            type=record.type,
            type_version=record.type_version,
            parents=record.heads,
            fields=tuple({*touched(payload_of(record), payload), *settled}),
            payload=payload,
        )
        self.append(act, entry)

    def _undo(self, connection: Connection, batch: str) -> Undone:
        if not batch:
            return Undone(undone=False)
        act = Running(connection, undoing.undo_batch(batch))
        joined = parting.joined(connection, batch)
        for restore in undoing.plan(connection, batch) if joined is None else parting.plan(connection, self._deriver, joined):
            self._change(act, Action.UNDONE, restore.record, restore.payload, restore.settled)
        return Undone(undone=True, batch=act.batch, records=tuple(sorted(act.records)))

    def _editor(self) -> Editor:
        return Editor(self._schema, self._ambient, self.actor)

    def _keep_author(self, record: Record) -> None:
        """Refuse to put out of sight who writes: every row from then on would be signed by a record that is gone."""
        if record.id in {self.actor, self.device}:
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("This record says who signs here, or which computer this is; it stays."),
                N_("Edit it instead."),
                id=record.id,
            )

    def _author(self) -> Author:
        return Author(self.actor, self.device)


def _settled(record: Record, untrusted_fields: Mapping[str, object]) -> list[str]:
    """Return the conflicts that an edit decides: those of the fields it gives, and that a record deleted elsewhere stays."""
    return [unit for unit in record.conflicts if unit == DELETED or unit.partition("/")[0] in untrusted_fields]


def _device(name: str, public_key: bytes) -> dict[str, object]:
    return {"name": name, "public_key": public_key.hex(), "status": "active"}
