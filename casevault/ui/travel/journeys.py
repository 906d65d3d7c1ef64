"""Every journey that was packed here as rows: when, how it opens, when it should be home, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from casevault.i18n import N_, isolated
from casevault.ui.lists.table_row import TableRow
from casevault.ui.marks import Status
from casevault.vault import travelling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.ui.context import Context
    from casevault.ui.lists.columns import Column
    from casevault.vault.travelling import Away

COLUMNS = (
    (N_("Journey"), 0.28),
    (N_("Packed"), 0.16),
    (N_("Opens"), 0.2),
    (N_("Home by"), 0.16),
    (N_("State"), 0.2),
)
SEALED, OPENS = N_("Sealed"), N_("By passphrase")
LOST, LATE, HOME, AWAY = N_("Lost"), N_("Late"), N_("Home {day}"), N_("Away")
HOME_BY = N_("It should be home by {day}.")


@dataclass(frozen=True, slots=True)
class Journeys:
    """The rows at the office; in a travel copy none, and when it should be home."""

    rows: tuple[TableRow, ...]
    home_by: str = ""


def journeys_of(context: Context, columns: Sequence[Column], *, away: bool) -> Journeys:
    """Return what the page shows; on a thread of the pool."""
    if away:
        expires = travelling.journey_of(context.vault).expires
        return Journeys((), context.text(HOME_BY, day=context.reader.day(expires)) if expires else "")
    home = travelling.came_home(context.vault)
    devices = context.reader.many([one.travel for one in travelling.all_away(context.vault)])
    rows = []
    for one in travelling.all_away(context.vault):
        title = devices[one.travel].title if one.travel in devices else one.day
        lost = one.travel in devices and devices[one.travel].fields.get("status") == travelling.LOST
        word, status = _state(context, one, home.get(one.vault, 0), lost=lost)
        reader, text = context.reader, context.text
        home_by = reader.day(one.expires) if one.expires else "–"
        cells = (isolated(title), reader.day(one.day), text(SEALED if one.sealed else OPENS), home_by)
        rows.append(TableRow(one.travel, tuple(columns), cells, word, status))
    return Journeys(tuple(rows))


def _state(context: Context, one: Away, home: int, *, lost: bool) -> tuple[str, Status]:
    text, reader = context.text, context.reader
    if lost:
        return text(LOST), Status.BROKEN
    if home:
        day = datetime.fromtimestamp(home / 1_000_000, UTC).date().isoformat()
        return text(HOME, day=reader.day(day)), Status.OK
    if one.expires and reader.today.isoformat() > one.expires:
        return text(LATE), Status.OVERDUE
    return text(AWAY), Status.RUNNING
