"""The facts of a hearing in the report: who sat there, what happened minute by minute, what evidence and defence came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.disclosure.document import Block, Line, Table
from casevault.disclosure.outputs.parts import Pair, capital, fixed, joined, pair, some
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look


def who(sheet: Sheet, hearing: str, case: str, look: Look) -> tuple[Pair, ...]:
    """Return the people in the room by office, and how the defendant was brought in."""
    text = look.catalogue.text
    counsel = [line for one in sheet.ids("counsel", case=case) if (line := capital(sheet.line(one, "kind")))]
    present = joined((capital(sheet.line(hearing, "defendant_presence")), sheet.line(hearing, "restraints")), " · ")
    return (
        *pair(text(N_("Judges")), sheet.line(hearing, "panel")),
        *pair(text(N_("Prosecutors")), sheet.line(hearing, "prosecutors")),
        *pair(text(N_("Counsel in court")), sheet.line(hearing, "lawyers")),
        *pair(text(N_("Counsel on record")), joined(dict.fromkeys(counsel))),
        *pair(text(N_("Defendant")), present),
        *pair(text(N_("Visible health")), sheet.line(hearing, "visible_health")),
        *pair(text(N_("Observers")), sheet.line(hearing, "observers")),
    )


def course(sheet: Sheet, hearing: str, seen: Sequence[str], look: Look) -> list[Block]:
    """Return what happened as it happened; what two records noted alike stands once."""
    text = look.catalogue.text
    rows: dict[tuple[str, ...], tuple[tuple[Line, ...], ...]] = {}
    times = False
    noted = [(one, row, f"stamps/{row}") for one in (hearing, *seen) for row in sheet.row_ids(one, "stamps")]
    for record, _row, base in sorted(noted, key=lambda stamp: _moment(sheet, stamp[0], stamp[2])):
        exact = sheet.as_recorded(record, f"{base}/at")  # a month beside every minute says nothing
        at = sheet.line(record, f"{base}/at") if exact else ()
        what, note = capital(sheet.line(record, f"{base}/code", strong=True)), sheet.line(record, f"{base}/note")
        if what or note:
            times = times or bool(at)
            said = tuple("".join(run.text for run in line) for line in (at, what, note))
            rows.setdefault(said, (some(at), some(what), some(note)))
    if not rows:
        return []
    head = tuple(fixed(text(msg)) for msg in (N_("When"), N_("What"), N_("Note")))
    widths: tuple[int, ...] = (8, 7, 9)
    if not times:
        return [Table(head=head[1:], rows=tuple(row[1:] for row in rows.values()), widths=widths[1:])]
    return [Table(head=head, rows=tuple(rows.values()), widths=widths)]


def _moment(sheet: Sheet, record: str, base: str) -> str:
    """Return the moment of a note for putting it in order; it is not printed."""
    item = sheet.items.get((record, f"{base}/at"))
    return str(item.value) if item is not None else ""


def defence(sheet: Sheet, hearing: str, look: Look) -> tuple[Pair, ...]:
    """Return motions, evidence, the time the defence had, and the last statement."""
    text = look.catalogue.text
    return (
        *pair(text(N_("Motions and rulings")), sheet.line(hearing, "motions")),
        *pair(text(N_("Evidence and witnesses")), sheet.line(hearing, "evidence_shown")),
        *pair(text(N_("Confession challenged")), capital(sheet.line(hearing, "confession_challenged"))),
        *pair(text(N_("Exclusion of illegal evidence asked")), capital(sheet.line(hearing, "exclusion_asked"))),
        *pair(text(N_("Minutes given to the defence")), sheet.line(hearing, "defence_minutes")),
        *pair(text(N_("Last statement")), sheet.line(hearing, "last_statement")),
    )
