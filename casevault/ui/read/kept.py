"""Searches kept under a name, read for the window; none of a tag alone: the list of cases is what narrows by tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from casevault.domain.consent import text_of

if TYPE_CHECKING:
    from casevault.vault.vault import Vault

SAVED = "saved_search"


class Kept(NamedTuple):
    """One search that is kept: its record, its name, and what is looked for."""

    id: str
    name: str
    query: str
    type: str = ""
    tag: str = ""


def kept_searches(vault: Vault) -> list[Kept]:
    """Return the searches for words that are kept, by name."""
    found = [
        Kept(one.id, one.title, text_of(one, "query"), text_of(one, "type"), text_of(one, "tag"))
        for one in vault.records.list(SAVED)
    ]
    return sorted((one for one in found if one.query), key=lambda one: one.name.casefold())
