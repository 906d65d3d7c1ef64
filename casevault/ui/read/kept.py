"""Searches kept under a name, read for the window: those for words, and those that narrow and sort a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from casevault.domain.consent import rows_of, text_of
from casevault.domain.ordering import order_key
from casevault.ui.read.listed import Question
from casevault.vault.lists import KINDS

if TYPE_CHECKING:
    from casevault.domain.record import Record
    from casevault.vault.vault import Vault

SAVED = "saved_search"
FACETS = "facets"


class Kept(NamedTuple):
    """One search that is kept: its record, its name, and what is looked for."""

    id: str
    name: str
    query: str
    type: str = ""
    tag: str = ""


class KeptList(NamedTuple):
    """A list that is kept: its record, its name, and what is asked of the list."""

    id: str
    name: str
    question: Question


def kept_searches(vault: Vault) -> list[Kept]:
    """Return the searches for words that are kept, by name; none that narrows a list: it stands over that list."""
    found = [
        Kept(one.id, one.title, text_of(one, "query"), text_of(one, "type"), text_of(one, "tag"))
        for one in vault.records.list(SAVED)
        if not _narrows(one)
    ]
    return sorted((one for one in found if one.query), key=lambda one: order_key(one.name))


def kept_lists(vault: Vault, type_key: str) -> list[KeptList]:
    """Return what is kept of one list, by name."""
    found = [
        KeptList(one.id, one.title, question_of(one)) for one in vault.records.list(SAVED) if text_of(one, "type") == type_key
    ]
    return sorted((one for one in found if not one.question.is_plain), key=lambda one: order_key(one.name))


def question_of(record: Record) -> Question:
    """Return what a kept search asks of a list."""
    chosen: dict[str, tuple[str, ...]] = {}
    for row in rows_of(record, FACETS):
        facet, code = row.get("facet"), row.get("code")
        if isinstance(facet, str) and isinstance(code, str):
            chosen[facet] = (*chosen.get(facet, ()), code)
    query, tag = text_of(record, "query"), text_of(record, "tag")
    if tag:
        chosen["tag"] = (*chosen.get("tag", ()), tag)
    # What was kept by another version, or came in a file, may name a column that this list has not.
    kind, column = KINDS.get(text_of(record, "type")), text_of(record, "sort")
    known = kind is not None and any(one.key == column for one in kind.columns)
    descending = known and record.fields.get("descending") is True
    return Question(text_of(record, "type"), query, chosen, column if known else "", descending=descending)


def fields_of(name: str, question: Question) -> dict[str, object]:
    """Return the fields of a record that keeps a question under a name."""
    rows = [{"facet": facet, "code": code} for facet, codes in question.chosen.items() for code in codes]
    fields: dict[str, object] = {"name": name, "query": question.query, "type": question.type, FACETS: rows}
    fields |= {"sort": question.column, "descending": question.descending}
    return {key: value for key, value in fields.items() if value}


def _narrows(record: Record) -> bool:
    return bool(rows_of(record, FACETS)) or bool(text_of(record, "sort"))
