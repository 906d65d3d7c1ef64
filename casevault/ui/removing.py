"""Putting a record out of sight, and bringing it back. Both are acts in the log; nothing is lost by either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.change import Action
from casevault.domain.record import Changes
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.ui.context import Context
    from casevault.vault.reading import HistoryEntry
    from casevault.vault.undoing import Undone

KEPT = frozenset({"disclosure", "actor", "device"})  # what left and who wrote is never put out of sight
WITH_OTHERS = frozenset({"case", "person"})  # what other records belong to


def put_away(history: Sequence[HistoryEntry]) -> HistoryEntry:
    """Return the act that put a record out of sight, from its history, newest first (an undoing counts too)."""
    return next(entry for entry in history if entry.action in {Action.DELETED, Action.UNDONE})


def remove(context: Context, record_id: str) -> None:
    """Put a record out of sight and say how it comes back, and what stays."""
    records = context.vault.records

    def work(_progress: object) -> tuple[Changes | None, str]:
        record = records.get(record_id)
        return (None if record.type in KEPT or record.deleted else records.delete(record_id)), record.type

    def done(found: tuple[Changes | None, str]) -> None:
        changes, type_key = found
        if changes is None:
            context.messages.say(N_("This record is part of the register and stays."))
            return
        context.changes.happened.emit(changes)
        if type_key in WITH_OTHERS:
            context.messages.say(N_("Removed; what belongs to it stays. Ctrl+Z brings it back."))
        else:
            context.messages.say(N_("Removed. Ctrl+Z brings it back."))

    context.runner.start(work, done)


def bring_back(context: Context, record_id: str) -> None:
    """Undo the act that put a record out of sight."""
    records = context.vault.records

    def work(_progress: object) -> Undone:
        return records.undo(put_away(records.history(record_id)).batch)

    def done(undone: Undone) -> None:
        context.changes.happened.emit(Changes(batch=undone.batch, records=frozenset({record_id, *undone.records})))
        context.messages.say(N_("Brought back. It stays in History."))

    context.runner.start(work, done)
