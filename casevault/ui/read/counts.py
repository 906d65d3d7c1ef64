"""Numbers as reported: each source counts by itself, so where they differ all of them are said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.claim_words import join_alternatives
from casevault.domain.consent import text_of
from casevault.i18n import N_
from casevault.ui.read.reader import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.domain.record import Record
    from casevault.ui.read.reader import Reader


def differing_counts(reader: Reader, records: Sequence[Record]) -> dict[str, str]:
    """Return how numbers of one thing differ, by record: each source counts by itself, so none of them is the wrong one."""
    by_topic: dict[str, list[Record]] = {}
    for record in records:
        if record.type == "estimate" and text_of(record, "topic"):
            by_topic.setdefault(" ".join(text_of(record, "topic").casefold().split()), []).append(record)
    found = {}
    for same in by_topic.values():
        numbers = list(dict.fromkeys(number(reader, record) for record in sorted(same, key=_least)))
        if len(numbers) > 1:
            words = reader.text(N_("reported as {values}"), values=join_alternatives(numbers, reader.catalogue))
            found.update(dict.fromkeys((record.id for record in same), sentence(words)))
    return found


def _least(record: Record) -> int:
    return next((found for key in ("low", "high") if isinstance(found := record.fields.get(key), int)), 0)


def number(reader: Reader, record: Record) -> str:
    """Return a number as reported: "18", "100,000 to 1,000,000", "284 or more"."""
    low, high = (found if isinstance(found := record.fields.get(key), int) else None for key in ("low", "high"))
    if low is not None and high is not None and low != high:
        return reader.text(N_("{low} to {high}"), low=reader.catalogue.number(low), high=reader.catalogue.number(high))
    if low is not None and high is None:
        return reader.text(N_("{low} or more"), low=reader.catalogue.number(low))
    if high is not None and low is None:
        return reader.text(N_("up to {high}"), high=reader.catalogue.number(high))
    return reader.catalogue.number(low) if low is not None else reader.text(N_("no number"))
