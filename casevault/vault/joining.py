"""Two histories become one: the rows of another vault are appended as they are, and every record is what its rows make it.

Nothing is decided here. A field that one side alone changed has its value; one that both changed is a conflict that shows both
until a person decides (`domain/merge.py`). One transaction, so there is a vault before and a vault after, and none between. Rows
that are here already are left out, so a second time changes nothing.

Erasing is not merged. What was erased here comes back without payload. What was erased there stays here: one person on a journey,
or whoever holds that person's computer, must not be able to empty the records of the office; it is counted, and somebody decides.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from casevault.domain.change import Action
from casevault.domain.erasing import REASON, ROW
from casevault.domain.merge import value_of
from casevault.errors import Code, MachineProblem
from casevault.i18n import N_
from casevault.store import blobs, changes, erasures, records
from casevault.store.changes import Entry
from casevault.vault.attached import EVIDENCE, FILES
from casevault.vault.parting import BUNDLE
from casevault.vault.travelling import VAULT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from casevault.domain.change import Change
    from casevault.domain.record import Record
    from casevault.store.blobs import BlobRow
    from casevault.store.connection import Connection
    from casevault.vault.acts import Running
    from casevault.vault.vault import Vault

    Then = Callable[[Running, Sequence[Change]], None]

OWN: Final = frozenset({"actor", "device"})  # who wrote: not counted among what came
POSTED: Final = "posted/"  # in a row `erased`: in which bundle what it takes away went home first
# That something was erased or merged there says nothing of what is here; the second would go to and fro for ever.
LEFT_OUT: Final = frozenset({Action.ERASED, Action.JOINED})
_LATEST: Final = 1 << 53  # Lamport times beyond this were never counted up to


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field of a record, or one row of its table, of which two values stand side by side."""

    record: str
    unit: str


@dataclass(frozen=True, slots=True)
class Joined:
    """What a merge came to, in live records; `after` = `before` + `created` + `back` - `gone`.

    `conflicts`: what these rows set against each other, not what waited before. `merged`: records that were here and are
    otherwise now. `unchanged`: records that came and changed nothing. `erased_there`: what the other side erased and stands here
    still; `erased_here`: rows that came without payload because it was erased here.
    """

    batch: str
    before: int
    after: int
    created: int
    merged: int
    unchanged: int
    back: int
    gone: int
    conflicts: tuple[Conflict, ...]
    attachments: int
    erased_there: int
    erased_here: int


def join(
    vault: Vault,
    rows: Sequence[Change],
    *,
    of_vault: str,
    bundle: str,
    stored: Sequence[BlobRow] = (),
    first: Callable[[Connection], None] | None = None,
    then: Then | None = None,
) -> Joined:
    """Append those of `rows` that are not here, with the attachments stored for them. Who calls has verified each row's digest.

    `first` may refuse in the same transaction, `then` follows in it what came. BUNDLE_DAMAGED for a row that says otherwise here
    than there.
    """
    found: list[Joined] = []

    def work(act: Running) -> None:
        if first is not None:
            first(act.connection)
        found.append(_join(vault, act, rows, (of_vault, bundle), stored, then))

    vault.records.within(work)
    return found[0]


def unknown_rows(connection: Connection, rows: Iterable[Change]) -> list[Change]:
    """Return the rows that are not here; refuse one that is here and says something else."""
    known: dict[str | None, dict[str, bytes]] = {}
    new: list[Change] = []
    for row in rows:
        if row.record_id not in known:
            known[row.record_id] = changes.digests_of(connection, row.record_id)
        digest = known[row.record_id].get(row.id)
        if digest is None:
            known[row.record_id][row.id] = row.digest
            new.append(row)
        elif digest != row.digest:
            raise MachineProblem(
                Code.BUNDLE_DAMAGED,
                N_("This bundle says otherwise of an entry that is here already. Nothing of it was used."),
                N_("Make the bundle again on the computer it came from. If that changes nothing, do not use that computer."),
            )
    return new


def _join(  # noqa: PLR0917 - what one transaction takes in
    vault: Vault, act: Running, rows: Sequence[Change], of: tuple[str, str], stored: Sequence[BlobRow], then: Then | None
) -> Joined:
    connection = act.connection
    before = _count(connection)
    came = dict.fromkeys(row.record_id or "" for row in rows if row.payload is not None and row.type not in OWN)
    new = [row for row in unknown_rows(connection, rows) if row.action not in LEFT_OUT and not row.is_bare]
    kept, named = _emptied(connection, new)
    latest = max((row.lamport for row in kept), default=0)
    if latest >= _LATEST:
        raise _never_written()
    full = [row for row in kept if row.payload is not None]
    # What a packed row was made from alters the record as well: who knows it reads what follows that row otherwise.
    touched = list(dict.fromkeys(row.record_id or "" for row in kept if row.payload is not None or row.action == Action.CARRIED))
    was = records.many(connection, touched)
    kinds = {key: record.type for key, record in was.items()}
    if any(kinds.setdefault(row.record_id or "", row.type or "") != row.type for row in full):
        raise _never_written()  # a record is of one type for ever
    brought = 0
    if kept:
        vault.records.log.take_in(connection, kept, vault=of[0], bundle=of[1])
        brought = _note(connection, stored, full)
        vault.records.deriver.arrive(connection, touched)
        # The one row that is written: by whom and when the two became one. What is written next is shown after both.
        vault.records.append(act, Entry(action=Action.JOINED, fields=(BUNDLE + of[1], VAULT + of[0])), above=latest)
        for record_id, units in named.items():
            vault.records.append(act, Entry(action=Action.ERASED, record_id=record_id, fields=tuple(sorted(units))))
        if then is not None:
            then(act, kept)
        for row in kept:
            act.note(row)
    now = records.many(connection, touched)
    erased_there = {row.record_id or "" for row in rows if row.action == Action.ERASED and not _was_posted(row)}
    erased = records.many(connection, erased_there)
    counted = Counter(_change(was.get(key), record) for key, record in now.items() if record.type not in OWN)
    return Joined(
        batch=act.batch if kept else "",
        before=before,
        after=_count(connection),
        created=counted["created"],
        merged=counted["merged"] + counted["back"] + counted["gone"],
        unchanged=len(came) - counted["created"] - counted["merged"] - counted["back"] - counted["gone"],
        back=counted["back"],
        gone=counted["gone"],
        conflicts=tuple(_brought(was, now, full)),
        attachments=brought,
        erased_there=len(erased),
        erased_here=len(kept) - len(full) - sum(row.payload is None for row in new),
    )


def _was_posted(row: Change) -> bool:
    return any(unit.startswith(POSTED) for unit in row.fields)


def _never_written() -> MachineProblem:
    return MachineProblem(
        Code.BUNDLE_DAMAGED,
        N_("This bundle holds an entry that no version of CaseVault writes. Nothing of it was used."),
        N_("Make the bundle again on the computer it came from."),
    )


def _emptied(connection: Connection, rows: Iterable[Change]) -> tuple[list[Change], dict[str, set[str]]]:
    """Take payload and salt from what was erased here, and return for each record what a row `erased` has to say of them.

    One that an `erased` row names, alone or with its whole record, needs no other to be sound without payload.
    """
    gone = erasures.in_log(connection)
    kept: list[Change] = []
    named: dict[str, set[str]] = {}
    for row in rows:
        if row.payload is None or row.record_id is None:
            kept.append(row)
            continue
        covered = gone.covers(row.record_id, row.id)
        units = set() if covered else erasures.erased_units(connection, row.record_id)
        if any(value_of(row.payload, unit) is not None for unit in units):
            reasons = {unit for unit in units if unit.startswith(REASON)}
            named.setdefault(row.record_id, set(sorted(reasons)[:1])).add(ROW + row.id)
            covered = True
        kept.append(replace(row, payload=None, salt=None) if covered else row)
    return kept, named


def _note(connection: Connection, stored: Sequence[BlobRow], rows: Iterable[Change]) -> int:
    """Note the attachments that these rows name and that are not here yet; return how many."""
    named = {blob_id for row in rows for blob_id in blobs_in(row)}
    here = blobs.ids(connection)
    new = [row for row in stored if row.id in named and row.id not in here]
    for row in new:
        blobs.put(connection, row)
    return len(new)


def blobs_in(row: Change) -> list[str]:
    """Return the attachments that the payload of a row names."""
    files = (row.payload or {}).get(FILES) if row.type == EVIDENCE else None
    named = [file.get("blob") for file in files if isinstance(file, dict)] if isinstance(files, list) else []
    return [blob_id for blob_id in named if isinstance(blob_id, str)]


def _change(before: Record | None, after: Record) -> str:
    """Say what a merge did to one record."""
    if before is None:
        return "same" if after.deleted else "created"  # what was made and removed away was never in sight here
    if before.deleted or after.deleted:
        return "same" if before.deleted == after.deleted else "gone" if after.deleted else "back"
    return "same" if (before.fields, before.conflicts) == (after.fields, after.conflicts) else "merged"


def _brought(was: Mapping[str, Record], now: Mapping[str, Record], new: Iterable[Change]) -> Iterator[Conflict]:
    """Yield what stands against each other because of these rows.

    What waited before is not said again with every bundle that names its record: a list that repeats itself is read no more. It
    is said where another value joined it. A row `packed` tells what stood at home, and is no value of its own.
    """
    written: dict[str, set[str]] = {}
    for row in new:
        if row.action != Action.PACKED:
            written.setdefault(row.record_id or "", set()).update(row.fields)
    for key, record in now.items():
        known = set(was[key].conflicts if key in was else ()) - written.get(key, set())
        if record.type not in OWN:
            yield from (Conflict(key, unit) for unit in record.conflicts if unit not in known)


def _count(connection: Connection) -> int:
    return sum(number for kind, number in records.counts(connection).items() if kind not in OWN)
