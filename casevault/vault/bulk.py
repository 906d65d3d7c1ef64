"""Many records in one act: one batch, one transaction, all or none, and undone as a whole.

What is new goes through the same log, derived tables and index as a single save, a lot at a time: `changes.Log.append_spelt` and
`derive.Deriver.save_new` touch the end of the log and the tables once for a lot; the index follows, its rows made by a second
process where there are many (`beside`, `store.behind`). What was there before is edited one by one, as by hand. While the
transaction runs nobody else writes; who waits is served as soon as it ends, either way, and a lock or a cancel ends it at the
next slice.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from casevault.domain.change import Action
from casevault.domain.merge import touched
from casevault.store import changes, erasures, meta, names, records
from casevault.store.changes import Entry
from casevault.store.parts import part
from casevault.vault.acts import Edit, Running
from casevault.vault.computed import COMPUTED, fill_computed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casevault.domain.record import Fields, Record, Value
    from casevault.store.behind import IndexBehind
    from casevault.store.connection import Connection
    from casevault.store.sieve import Known
    from casevault.vault.beside import Beside
    from casevault.vault.cases import Records

LOT: Final = 400  # new records written together
MANY: Final = 1_000  # new records in one act from which on a second process is worth its start
IMPORT_KEY: Final = "import_key"  # name in `meta`: the key under which the ids of what is brought in follow from it
_HALF: Final = 16  # hexadecimal characters


@dataclass(slots=True)
class Bulk:
    """One act that brings much in, while it runs. Made by `Records.bring_in`."""

    connection: Connection
    batch: str
    records: Records
    behind: IndexBehind
    beside: Beside
    known: Known
    made: int = 0
    edited: int = 0
    _found: tuple[str, Record | None] = ("", None)  # what was asked for last: most rows ask for theirs twice
    _lot: dict[str, tuple[str, dict[str, Value]]] = field(default_factory=dict)
    _erased: frozenset[str] | None = None  # read once: nobody else writes while this act runs

    def is_waiting(self, record_id: str) -> bool:
        """Say whether a new record waits to be written."""
        return record_id in self._lot

    @property
    def touched(self) -> int:
        """How many records were made, changed, or wait to be made."""
        return self.made + self.edited + len(self._lot)

    @contextlib.contextmanager
    def all_or_none(self) -> Iterator[None]:
        """Take back what is added and edited within, and nothing else of the act, if anything is raised."""
        self.flush()
        made, edited = self.made, self.edited
        with part(self.connection):
            try:
                yield
                self.flush()
            except BaseException:
                self._lot.clear()
                self.behind.drop()
                self._found = ("", None)
                self.made, self.edited = made, edited
                raise

    def key(self, count: int) -> bytes:
        """Return the vault's key for the ids of what is brought in; drawn at the first import, the same ever after."""
        found = meta.get(self.connection, IMPORT_KEY)
        if found is None:
            found = self.records.ambient.random_bytes(count)
            meta.put(self.connection, IMPORT_KEY, found)
        return found

    def find(self, record_id: str) -> Record | None:
        """Return a record that was there before, deleted or not; None also for one that waits to be written."""
        if record_id in self._lot or not self.known.ids.may_hold(record_id):
            return None
        if self._found[0] != record_id:
            self._found = (record_id, records.get(self.connection, record_id))
        return self._found[1]

    def is_made(self, record_id: str) -> bool:
        """Say whether there is or was such a record, deleted or erased ones included, or one that waits to be written."""
        if record_id in self._lot or record_id in self._erased_ids():
            return True
        return self.known.ids.may_hold(record_id) and records.standing(self.connection, record_id) is not None

    def is_gone(self, record_id: str) -> bool:
        """Say whether there was such a record and it is deleted or erased."""
        found = self.find(record_id)
        return found.deleted if found is not None else record_id in self._erased_ids()

    def _erased_ids(self) -> frozenset[str]:
        # Under the id of an erased record nothing may be written: whatever is rebuilt from the log would leave it out.
        if self._erased is None:
            self._erased = erasures.erased_ids(self.connection)
        return self._erased

    def fields(self, record_id: str) -> Fields:
        """Return what a record holds, also one that waits to be written; nothing where there is none."""
        if record_id in self._lot:
            return self._lot[record_id][1]
        found = records.get(self.connection, record_id)
        return {} if found is None else found.fields

    def namesakes(self, key: str) -> list[str]:
        """Return live people with this joined key of a name, but for those that wait to be written."""
        return names.whole(self.connection, key, "person") if self.known.names.may_hold(key) else []

    def add(self, type_key: str, record_id: str, fields: dict[str, Value]) -> None:
        """Record something new: a whole payload that was parsed, whose references are live records or come with this act."""
        self._found = ("", None)
        self._lot[record_id] = (type_key, fields)
        if len(self._lot) >= LOT:
            self._write(more=True)

    def edit(self, record_id: str, untrusted_fields: Mapping[str, object]) -> None:
        """Change keys of a record that was there before, as by hand."""
        self.flush()
        self._found = ("", None)
        act = Running(self.connection, self.batch)
        self.records.edit_within(act, Edit(record_id, untrusted_fields))
        self.known.forget()  # names may be others now, and more may have been written than was asked for
        self.edited += len(act.records)

    def by_import(self, record_id: str, units: frozenset[str]) -> frozenset[str]:
        """Return which of `units` of a record an import touched last, so that no person has said otherwise since."""
        last: dict[str, str] = {}
        for change in changes.of_record(self.connection, record_id):
            last.update(dict.fromkeys(units.intersection(change.fields), change.batch))
        return frozenset(unit for unit, batch in last.items() if is_import(batch))

    def flush(self) -> None:
        """Write what waits, and the index of all that was written."""
        self._write(more=False)
        self.behind.settle(self.connection)

    def _write(self, *, more: bool) -> None:
        """Write the records that wait; first what the law puts nothing into, for that is read where it does."""
        waiting = list(self._lot.items())
        self._lot.clear()
        for computed in (False, True):
            entries = [
                self._entry(type_key, record_id, fields)
                for record_id, (type_key, fields) in waiting
                if (type_key in COMPUTED) is computed
            ]
            if entries:
                held = self.records.append_new(self.connection, self.batch, entries, self.known)
                self.behind.add(self.connection, held, more=more)
                self.made += len(entries)
        if more and self.made >= MANY:
            self.beside.start()

    def _entry(self, type_key: str, record_id: str, fields: dict[str, Value]) -> Entry:
        rt = self.records.schema.types[type_key]
        given = set(fields)
        self.records.fill(self.connection, rt, fields)
        if type_key in COMPUTED:
            fill_computed(self.connection, type_key, fields, given)
        return Entry(
            action=Action.CREATED,
            record_id=record_id,
            type=rt.key,
            type_version=rt.version,
            fields=touched({}, fields),
            payload=fields,
        )


def import_batch(drawn: str) -> str:
    """Return the batch of an import from a fresh id: its second half follows from the first, so that the log tells of it."""
    first = drawn[:_HALF]
    return first + hashlib.sha256(f"casevault/1/import {first}".encode()).hexdigest()[:_HALF]


def is_import(batch: str) -> bool:
    """Say whether a batch is that of an import."""
    return import_batch(batch) == batch
