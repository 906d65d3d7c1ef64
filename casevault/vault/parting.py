"""Taking back a whole merge: each record that came home holds again what it held before, by a new row; the log keeps all of it.

Who wrote on the journey stays known. A record that was changed here since, or by a later bundle, is not taken back, and with it
nothing is: half a merge would be neither of two histories.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.domain.change import Action
from casevault.domain.merge import DELETED, touched
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.store import changes
from casevault.vault.reading import present
from casevault.vault.undoing import KEPT, Restore, payload_of, undo_batch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casevault.domain.change import Change
    from casevault.domain.merge import State
    from casevault.domain.record import Value
    from casevault.store.connection import Connection
    from casevault.store.derive import Deriver

BUNDLE: Final = "bundle/"  # in a row `joined`: which bundle came home
_MOST: Final = 1_000_000


def joined(connection: Connection, batch: str) -> Change | None:
    """Return the row that says of an act that it was a merge, None where it was none."""
    rows = changes.of_action(connection, Action.JOINED, _MOST)
    return next((row for row in rows if row.batch == batch and row.origin is None), None)


def plan(connection: Connection, deriver: Deriver, merge: Change) -> Iterator[Restore]:
    """Yield what takes back a merge, record by record; refused where it was taken back or its records were changed since."""
    if changes.has_batch_after(connection, undo_batch(merge.batch), merge.seq):
        raise UserProblem(Code.INVALID_INPUT, N_("This was taken back already."), N_("History shows when."))
    brought = rows_of(connection, merge)
    ids = frozenset(row.id for row in brought)
    kinds = {row.record_id or "": row.type for row in brought if row.payload is not None}
    for record_id in reversed(kinds):
        if kinds[record_id] in KEPT:
            continue
        rows = changes.of_record(connection, record_id)
        if any(row.seq > merge.seq and row.payload is not None and row.batch != merge.batch for row in rows):
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("What was changed there has been changed again since."),
                N_("Take back the later change first, or edit the record."),
                id=record_id,
            )
        record, now = present(connection, record_id), deriver.state_of(rows)
        # What the merge itself said with names goes with what it was said of.
        before = deriver.state_of([row for row in rows if row.id not in ids and row.batch != merge.batch])
        payload = _held(before) if before.heads else {**payload_of(record), DELETED: True}
        # What stood against each other before the merge still does; what only the merge brought against each other is decided.
        settled = tuple(unit for unit in now.conflicts if unit not in before.conflicts)
        if settled or touched(payload_of(record), payload):
            yield Restore(record, (), payload, settled)


def rows_of(connection: Connection, merge: Change) -> list[Change]:
    """Return the rows that a merge brought, in the order of the log: those that stand before its own without a gap."""
    bundle = next((unit.removeprefix(BUNDLE) for unit in merge.fields if unit.startswith(BUNDLE)), "")
    found: list[Change] = []
    below = merge.seq
    while below > 1:
        above = max(0, below - 1 - changes.PAGE)
        page = [row for row in changes.walked(connection, above, below - 1 - above) if not isinstance(row, changes.NotARow)]
        for row in reversed(page):
            if row.origin is None or row.origin.get("bundle") != bundle:
                return found[::-1]
            found.append(row)
        below = above + 1
    return found[::-1]


def _held(state: State) -> dict[str, Value]:
    return {**state.fields, DELETED: True} if state.deleted else dict(state.fields)
