"""What happened in a case, newest first, each with who says so, how sure it is, and both accounts where they differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casevault.domain.consent import rows_of, text_of
from casevault.i18n import N_
from casevault.ui.read import days
from casevault.ui.read.accounts import dates_of, differing_of
from casevault.ui.read.counts import differing_counts, number
from casevault.ui.read.reader import Tone, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.domain.claims import Accounts
    from casevault.domain.record import Record
    from casevault.domain.schema import DataClass
    from casevault.ui.read.accounts import Account, Differing
    from casevault.ui.read.reader import Reader

SHOWN = (
    *("event", "stage", "charge", "counsel", "hearing", "attendance", "observation", "judgment", "remedy"),
    *("family_contact", "visit", "reprisal", "health", "intervention", "support", "estimate", "evidence", "note"),
)
EVENT_ICONS: Mapping[str, str] = {
    "arrest": "door-open",
    "detention": "door-open",
    "surveillance": "footprints",
    "raid_search": "search",
    "access_refused": "ban",
    "medical_need": "stethoscope",
    "televised_confession": "message-square",
}
CONTACT_ICONS: Mapping[str, str] = {"call": "phone", "refused": "ban", "letter": "mail", "message": "message-square"}
TYPE_ICONS: Mapping[str, str] = {"stage": "door-open", "charge": "file-text", "attendance": "gavel", "judgment": "gavel"}
MAIN_LIMIT = 160  # characters of an account that stand in a row; the card shows the whole


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a chronology."""

    id: str
    when: str
    when_detail: str
    icon: str
    title: str
    detail: str
    source: str
    certainty: str
    tone: Tone
    data_class: DataClass
    accounts: tuple[Account, ...] = ()
    differ: str = ""  # how they differ, in words


def chronology(reader: Reader, case_id: str, types: Sequence[str] = SHOWN) -> list[Entry]:
    """Return the entries of a case of these types, newest first; what has no date stands last."""
    everything = types is SHOWN  # and with it what a vault records in types of its own
    inside = reader.vault.records.in_case(case_id)
    records = [record for record in inside if record.type in types or (everything and record.type.startswith("x_"))]
    found = reader.vault.records.accounts(records)
    differing = differing_of(reader, records)
    cited = [text_of(claim, "source") for by_path in found.values() for about in by_path.values() for claim in about.claims]
    sources = reader.many([*(source for record in records for source in _source_ids(record)), *cited])
    ordered = sorted(records, key=lambda record: (bool(record.date_from), record.date_from, record.id), reverse=True)
    entries = [_entry(reader, record, sources, found[record.id], differing.get(record.id, [])) for record in ordered]
    counted = differing_counts(reader, records)
    apart = reader.text(N_("Disputed"))
    return [
        replace(entry, differ=counted[entry.id], certainty=apart, tone=Tone.DISPUTED) if entry.id in counted else entry
        for entry in entries
    ]


def _source_ids(record: Record) -> list[str]:
    ids = record.fields.get("source_ids")
    own = [text_of(record, "source")] if text_of(record, "source") else []
    return [*own, *(found for found in ids if isinstance(found, str))] if isinstance(ids, list) else own


def _entry(
    reader: Reader,
    record: Record,
    sources: Mapping[str, Record],
    about: Mapping[str, Accounts],
    differing: Sequence[Differing],
) -> Entry:
    certainty, tone = reader.certainty(record)
    disputed = [one for one in differing if one.words]
    if disputed:
        certainty, tone = reader.text(N_("Disputed")), Tone.DISPUTED
    title, detail = _words(reader, record)
    dates = reader.type_of(record).dates
    start = about.get(dates[0]) if dates else None
    when = dates_of(reader, start) if start is not None else ""
    accounts = tuple(account for one in differing if one.words or len(one.accounts) > 1 for account in one.accounts)
    # The column of dates has room for the dates alone; that they are as reported stands in the words beside it.
    said = [
        one.words if dates and one.path == dates[0] else f"{one.label}: {one.words[:1].lower()}{one.words[1:]}"
        for one in disputed
    ]
    detail_when = days.time_of(reader.date_of(record))
    if accounts:
        detail_when = reader.text(N_("{count} account", "{count} accounts"), count=len(accounts))
    cited = [text_of(claim, "source") for one in about.values() for claim in one.claims]
    known = [sources[found] for found in dict.fromkeys([*_source_ids(record), *cited]) if found in sources]
    return Entry(
        record.id,
        when or reader.when(record) or reader.text(N_("no date")),
        detail_when,
        _icon(reader, record),
        title,
        detail,
        reader.source_line(known),
        certainty,
        tone,
        record.data_class,
        accounts,
        sentence(" · ".join(said)),
    )


def _icon(reader: Reader, record: Record) -> str:
    if record.type == "event":
        return EVENT_ICONS.get(text_of(record, "kind"), "calendar")
    if record.type == "family_contact":
        return CONTACT_ICONS.get(text_of(record, "kind"), "phone")
    return TYPE_ICONS.get(record.type, reader.type_of(record).icon)


def _words(reader: Reader, record: Record) -> tuple[str, str]:  # noqa: C901, PLR0911 - one arm per type
    """Return the strong line and the quiet line of a row."""
    if record.type == "event":
        return _pair(
            reader.choice(record, "kind"),
            reader.long(record.fields.get("narrative")),
            reader.told(text_of(record, "stated_reason")),
        )
    if record.type == "stage":
        facility = text_of(record, "facility")
        return _pair(reader.choice(record, "measure"), reader.title_of(facility) if facility else "", "")
    if record.type == "charge":
        title = reader.text(N_("Charge: {name}"), name=reader.choice(record, "law_article"))
        return _pair(title, " · ".join(part for part in (text_of(record, "zh"), reader.choice(record, "stage")) if part), "")
    if record.type == "hearing":
        court = text_of(record, "court")
        return _pair(reader.choice(record, "kind"), reader.title_of(court) if court else "", reader.choice(record, "publicity"))
    if record.type == "judgment":
        return _pair(reader.text(N_("Judgment: {verdict}"), verdict=reader.choice(record, "verdict")), "", "")
    if record.type == "family_contact":
        relative = text_of(record, "relative")
        return _pair(
            reader.text(N_("Contact with family: {kind}"), kind=reader.choice(record, "kind")),
            reader.long(record.fields.get("content")),
            reader.title_of(relative) if relative and not reader.discreet else "",
        )
    if record.type == "intervention":
        actor = text_of(record, "actor")
        title = " · ".join(
            part for part in (reader.choice(record, "instrument"), reader.title_of(actor) if actor else "") if part
        )
        return _pair(title, reader.long(record.fields.get("asked")), reader.choice(record, "response"))
    if record.type == "note":
        return _pair(reader.long(record.fields.get("text")), "", reader.choice(record, "kind"))
    if record.type == "estimate":
        return _pair(number(reader, record), reader.told(text_of(record, "topic")), reader.long(record.fields.get("wording")))
    if record.type in _MORE:
        return _more_words(reader, record)
    if record.type == "evidence":
        count = len(rows_of(record, "files"))
        files = reader.text(N_("{count} file", "{count} files"), count=count) if count else ""
        return _pair(reader.title(record), reader.choice(record, "kind"), files)
    return _pair(reader.title(record), "", "")


_MORE = frozenset({"counsel", "observation", "remedy", "visit", "reprisal", "health", "support", "risk", "task"})


def _more_words(reader: Reader, record: Record) -> tuple[str, str]:  # noqa: PLR0911 - one arm per type
    """Return the words of what stands around procedure: lawyers, remedies, visits, reprisals, health, support."""

    def named(key: str) -> str:
        target = text_of(record, key)
        return reader.title_of(target) if target and not reader.discreet else ""

    if record.type == "counsel":
        return _pair(reader.text(N_("Counsel: {kind}"), kind=reader.choice(record, "kind") or "…"), named("lawyer"), "")
    if record.type == "observation":
        return _pair(
            reader.text(N_("Observation of a hearing")), reader.long(record.fields.get("facts")), reader.choice(record, "basis")
        )
    if record.type == "remedy":
        answer = reader.choice(record, "answer")
        return _pair(reader.choice(record, "kind"), answer, reader.told(text_of(record, "why_not")))
    if record.type == "visit":
        title = reader.text(N_("Visit: {where}"), where=reader.choice(record, "to"))
        return _pair(title, reader.long(record.fields.get("report")) or named("visitor"), reader.choice(record, "outcome"))
    if record.type == "reprisal":
        title = reader.text(N_("Reprisal: {kind}"), kind=reader.choice(record, "kind"))
        return _pair(title, reader.long(record.fields.get("narrative")), named("target"))
    if record.type == "task":
        # Its day stands in the column of dates.
        title = reader.told(text_of(record, "title")) or reader.text(reader.type_of(record).label)
        return _pair(title, reader.choice(record, "kind"), reader.choice(record, "status"))
    if record.type == "risk":
        return _pair(reader.text(N_("Risk assessment")), reader.told(text_of(record, "threat")), named("person"))
    if record.type == "health":
        title = reader.text(N_("Health: {kind}"), kind=reader.choice(record, "kind") or "…")
        return _pair(title, reader.told(text_of(record, "need")), reader.choice(record, "severity"))
    title = reader.text(N_("Support: {kind}"), kind=reader.choice(record, "kind"))
    return _pair(title, reader.long(record.fields.get("summary")) or named("for"), reader.choice(record, "decision"))


def _pair(title: str, detail: str, more: str) -> tuple[str, str]:
    line = " · ".join(part for part in (detail[:MAIN_LIMIT], more) if part)
    return sentence(" ".join(title[:MAIN_LIMIT].split())), sentence(" ".join(line.split()))
