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


def stale_of(reader: Reader, record: Record) -> dict[str, str]:
    """Return {field: words} of what is stale in one record."""
    found = ages(reader.vault, as_of=reader.today, about=[record])
    return {one.rule.field: _warning(reader, one) for one in found if one.is_stale}


def _warning(reader: Reader, one: Aged) -> str:
    msg = N_("Last confirmed {count} day ago: may no longer hold", "Last confirmed {count} days ago: may no longer hold")
    return reader.text(msg, count=one.age)
