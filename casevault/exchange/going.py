"""Who and what a travel copy would hold, before there is one: for whoever decides whether it may be taken along.

Severity is what the office knows of a person; what is counted is what goes along of that person and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casevault.domain.reading import rows_of
from casevault.exchange.packing import choose
from casevault.vault.attached import files_of
from casevault.vault.exposure import exposed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.domain.packing import Profile
    from casevault.domain.record import Fields
    from casevault.vault.exposure import Exposed
    from casevault.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Along:
    """What goes along: `people` as they would be exposed, the gravest first; the size of the attachments in bytes."""

    people: tuple[Exposed, ...]
    records: int
    attachments: int
    size: int


def going_along(office: Vault, cases: Sequence[str], profile: Profile) -> Along:
    """Return what a travel copy of `cases` would hold; nothing is written. Refusals as of packing."""
    going = choose(office, cases, profile)
    rows = {row.id: row for row in office.attachments.rows()}
    stored = {file.blob for one in going for file in files_of(replace(one.record, fields=one.fields), frozenset(rows))}
    people = {one.record.id: one.fields for one in going if one.record.type == "person"}
    found = [_counted(one, people[one.person]) for one in exposed(office, only=people)]
    return Along(tuple(found), len(going), len(stored & rows.keys()), sum(rows[one].length for one in stored if one in rows))


def _counted(one: Exposed, fields: Fields) -> Exposed:
    counts = {table: len(rows_of(fields.get(table, ""))) for table in ("aliases", "channels", "identifiers")}
    return replace(one, aliases=counts["aliases"], channels=counts["channels"], identifiers=counts["identifiers"])
