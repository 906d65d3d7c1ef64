"""What tabs of a case list beside chronologies: its consents, its disclosures, and the history of all that belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.i18n import N_
from casevault.ui.read.chronology import Entry
from casevault.ui.read.people import consent_line
from casevault.ui.read.reader import Tone, sentence
from casevault.ui.read.tables import disclosure_lines, history_lines
from casevault.vault.holders import to_be_told

if TYPE_CHECKING:
    from casevault.ui.read.reader import Reader
    from casevault.ui.read.tables import HistoryLine

HISTORY_LIMIT = 200


def case_history(reader: Reader, case_id: str) -> list[HistoryLine]:
    """Return the newest changes to a case and what belongs to it, newest first."""
    records = reader.vault.records
    entries = [entry for record in records.in_case(case_id) for entry in records.history(record.id)]
    newest = sorted(entries, key=lambda entry: entry.at, reverse=True)[:HISTORY_LIMIT]
    return history_lines(reader, newest)


def consent_entries(reader: Reader, case_id: str) -> list[Entry]:
    """Return the consents of the people in a case as entries."""
    records = [record for record in reader.vault.records.in_case(case_id) if record.type == "consent"]
    found = []
    for record in sorted(records, key=lambda record: (record.date_from, record.id), reverse=True):
        line = consent_line(reader, record)
        person = record.fields.get("person")
        who = reader.title_of(person) if isinstance(person, str) else ""
        day = reader.day(reader.date_of(record))
        title = " · ".join(part for part in (who, line.scope) if part)
        found.append(
            Entry(
                record.id,
                day,
                "",
                "shield-check",
                title,
                line.detail,
                sentence(reader.choice(record, "giver")),
                line.status,
                line.tone,
                record.data_class,
            )
        )
    return found


def disclosure_entries(reader: Reader, case_id: str) -> list[Entry]:
    """Return what was disclosed of a case as entries."""
    records = [record for record in reader.vault.records.in_case(case_id) if record.type == "disclosure"]
    records.sort(key=lambda record: (record.date_from, record.id), reverse=True)
    untold = {one.copy.id for one in to_be_told(reader.vault, records)}
    lines = disclosure_lines(reader, [record.id for record in records], untold)
    found = []
    for record, line in zip(records, lines, strict=True):
        if line is not None:
            day, recipient, _cases, output, counts, until = line.cells
            until_words = reader.text(N_("until {day}"), day=until) if until else ""
            detail = " · ".join(part for part in (output, until_words) if part)
            found.append(
                Entry(record.id, day, "", "send", recipient, detail, counts, line.status, Tone(line.tone), record.data_class)
            )
    return found
