"""Hearings in a table: when, what, where, whether public, and what came of access."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.consent import text_of
from casevault.i18n import N_
from casevault.ui.read import days
from casevault.ui.read.reader import Tone, sentence
from casevault.ui.read.tables import TableLine
from casevault.vault.hearings import REFUSED
from casevault.vault.rights import treaty_note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.domain.record import Record
    from casevault.ui.read.reader import Reader


def hearing_lines(reader: Reader, ids: Sequence[str]) -> list[TableLine | None]:
    """Return day, kind, court, case, public or closed, access, and how it stands; None where a hearing is no longer there."""
    found = reader.vault.records.page(list(ids))
    known = reader.many(text_of(record, key) for record in found if record for key in ("court", "case"))
    attending = reader.vault.records.pointing_to_any([record.id for record in found if record], "attendance")
    return [
        None if record is None or record.deleted else _line(reader, record, known, attending.get(record.id, ()))
        for record in found
    ]


def treaty_of(reader: Reader, hearing_id: str) -> str:
    """Return what an observer must know of how the state of a hearing's case stands to the ICCPR, or ""."""
    hearing = reader.many([hearing_id]).get(hearing_id)
    case = reader.many([text_of(hearing, "case")]).get(text_of(hearing, "case")) if hearing is not None else None
    return treaty_note(text_of(case, "jurisdiction"), reader.catalogue) if case is not None else ""


def _line(reader: Reader, hearing: Record, known: Mapping[str, Record], attending: Sequence[Record]) -> TableLine:
    court, case = known.get(text_of(hearing, "court")), known.get(text_of(hearing, "case"))
    day = text_of(hearing, "held") or text_of(hearing, "scheduled")
    when = " ".join(part for part in (reader.day(day), days.time_of(day)) if part) or reader.when(hearing)
    outcome = sentence(reader.choice(hearing, "outcome"))
    status, tone = outcome, Tone.NONE  # what a court decided is told, and never as good or bad
    if not outcome:
        ahead = hearing.date_from >= reader.today.isoformat()
        past = reader.text(N_("Held")) if text_of(hearing, "held") else reader.text(N_("No outcome on record"))
        status, tone = (reader.ago(hearing.date_from), Tone.DUE) if ahead else (past, Tone.UNKNOWN)
    cells = (
        when,
        sentence(reader.choice(hearing, "kind")),
        reader.name(court).main if court is not None else "",
        text_of(case, "code") if case is not None else "",
        sentence(reader.choice(hearing, "publicity")),
        _access(reader, hearing, attending),
    )
    return TableLine(hearing.id, cells, sentence(status), tone, strong=1)


def _access(reader: Reader, hearing: Record, attending: Sequence[Record]) -> str:
    """Return how many were let in and how many refused: "1 let in, 2 refused"."""
    outcomes = [text_of(record, "outcome") for record in attending if text_of(record, "hearing") == hearing.id]
    refused = sum(outcome in REFUSED for outcome in outcomes)
    admitted = sum(outcome in {"admitted", "part"} for outcome in outcomes)
    parts = (
        reader.text(N_("{count} let in", "{count} let in"), count=admitted) if admitted else "",
        reader.text(N_("{count} refused", "{count} refused"), count=refused) if refused else "",
    )
    return reader.catalogue.remarks(part for part in parts if part)
