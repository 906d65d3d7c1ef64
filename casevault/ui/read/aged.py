"""How old a fact is, in words: "last confirmed 211 days ago"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.i18n import N_
from casevault.vault.stale import ages

if TYPE_CHECKING:
    from casevault.domain.record import Record
    from casevault.ui.read.reader import Reader
    from casevault.vault.stale import Aged


def aged_words(reader: Reader, one: Aged) -> str:
    """Return when a fact was last confirmed."""
    if one.age == 0:
        return reader.text(N_("confirmed today"))
    return reader.text(N_("last confirmed {count} day ago", "last confirmed {count} days ago"), count=one.age)


def whereabouts_of(reader: Reader, person_id: str) -> str:
    """Return where a person is held and when that was last confirmed, "" where nobody is held or nothing is on record."""
    records = reader.vault.records
    detentions = [d for d in records.pointing_to(person_id, type_key="detention") if d.fields.get("person") == person_id]
    stages = [stage for d in detentions for stage in records.pointing_to(d.id, type_key="stage")]
    held = (
        [one for one in ages(reader.vault, as_of=reader.today, about=stages) if one.rule.key == "whereabouts"] if stages else []
    )
    if not held:
        return ""
    newest = max(held, key=lambda one: (one.record.date_from, one.record.id))
    place = reader.title_of(str(newest.record.fields.get("facility", "")))
    return reader.text(N_("Whereabouts: {place}, {confirmed}"), place=place, confirmed=aged_words(reader, newest))


def stale_of(reader: Reader, record: Record) -> dict[str, str]:
    """Return {field: words} of what is stale in one record."""
    found = ages(reader.vault, as_of=reader.today, about=[record])
    return {one.rule.field: _warning(reader, one) for one in found if one.is_stale}


def _warning(reader: Reader, one: Aged) -> str:
    msg = N_("Last confirmed {count} day ago: may no longer hold", "Last confirmed {count} days ago: may no longer hold")
    return reader.text(msg, count=one.age)
