"""Command search: everything in any script, and searches kept under a name."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from casevault.cli.command import Answer, Command, positive, vault_argument
from casevault.cli.records import differing
from casevault.domain.answers import searched
from casevault.domain.folding import fold
from casevault.domain.text import legible
from casevault.domain.values import rows_of
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault.lists import KINDS
from casevault.vault.tags import tagged

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from casevault.cli.context import Context
    from casevault.domain.record import Record
    from casevault.vault.vault import Vault

SAVED = "saved_search"


def _arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("query", metavar="QUERY", nargs="?", default=None)
    parser.add_argument("--type", metavar="TYPE", default="")
    parser.add_argument("--tag", metavar="TAG", default="")
    parser.add_argument("--limit", metavar="N", type=positive, default=200)
    parser.add_argument("--save", metavar="NAME", default="")
    parser.add_argument("--saved", metavar="NAME", default="")


def saved_searches(vault: Vault) -> list[Record]:
    """Return the searches kept in a vault, by name."""
    return sorted(vault.records.list(SAVED), key=lambda record: fold(record.title))


def _saved(vault: Vault, name: str) -> Record:
    wanted = fold(name)
    found = next((record for record in saved_searches(vault) if wanted in (fold(record.title), record.id)), None)
    if found is None:
        raise UserProblem(
            Code.NOT_FOUND, N_("No search is kept under that name."), N_("`list DIR saved_search` shows those that are.")
        )
    return found


class Row(NamedTuple):
    """One record that was found; `file` where it was found in the words of one."""

    id: str
    type: str
    title: str
    case: str
    why: str
    file: str = ""


class Wanted(NamedTuple):
    """What is looked for."""

    query: str
    type: str
    tag: str
    chosen: Mapping[str, tuple[str, ...]] = MappingProxyType({})  # facets of a list that is kept, and which of their codes


def _wanted(context: Context, args: argparse.Namespace, vault: Vault) -> Wanted:
    query = None if args.query is None else context.untrusted_text(args.query)
    type_key, tag = args.type, context.untrusted_text(args.tag)
    chosen: dict[str, tuple[str, ...]] = {}
    if args.saved:
        kept = _saved(vault, context.untrusted_text(args.saved)).fields
        query = str(kept.get("query", "")) if query is None else query
        type_key, tag = type_key or str(kept.get("type", "")), tag or str(kept.get("tag", ""))
        for row in rows_of(kept.get("facets", [])):
            facet = str(row.get("facet", ""))
            chosen[facet] = (*chosen.get(facet, ()), str(row.get("code", "")))
    if query is None and not tag and not chosen:
        raise UserProblem(Code.INVALID_INPUT, N_("Nothing was given to search for."), N_("Give words, --tag or --saved."))
    if type_key:
        vault.schema.type(type_key)
    return Wanted(query or "", type_key, tag, chosen)


def _search(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        wanted = _wanted(context, args, vault)
        if args.save:
            fields = {"name": context.untrusted_text(args.save), "query": wanted.query, "type": wanted.type, "tag": wanted.tag}
            vault.records.add(SAVED, {key: value for key, value in fields.items() if value})
        return _found(context, vault, wanted, args.limit)


def _found(context: Context, vault: Vault, wanted: Wanted, limit: int) -> Answer:
    query, type_key, tag, chosen = wanted
    narrowed = bool(chosen) and (type_key or "case") in KINDS
    if query and narrowed:
        why = vault.search.matching(searched(query, context.catalogue), type_key=type_key or "case")
        hits_of = vault.records.many(why)
        rows = [Row(one.id, one.type, one.title, one.cases[0] if one.cases else "", why[one.id]) for one in hits_of.values()]
        total = len(rows)
    elif query or not (tag or chosen):
        found = vault.search.find(searched(query, context.catalogue), type_key=type_key, limit=limit)
        rows = [Row(hit.id, hit.type, hit.title, hit.case, str(hit.why), hit.file) for hit in found.hits]
        total = found.total
    else:
        of_type = vault.records.ids(type_key or "case")
        kept = vault.records.many(tagged(vault, of_type, tag) if tag else of_type)
        rows = [Row(one.id, one.type, one.title, one.cases[0] if one.cases else "", "text") for one in kept.values()]
        total = len(rows)
    if tag:
        having = set(tagged(vault, [row.id for row in rows], tag))
        rows = [row for row in rows if row.id in having]
        total = len(rows)
    if narrowed:
        made = vault.lists.of(vault, type_key or "case")
        left = set(made.ordered(made.narrowed(chosen)))
        rows = [row for row in rows if row.id in left]
        total = len(rows)
    rows = rows[:limit]
    hits = [
        {"id": row.id, "type": row.type, "title": row.title, "case": row.case or None, "why": row.why}
        | ({"file": row.file} if row.file else {})
        for row in rows
    ]
    known = vault.records.many([row.id for row in rows])
    disputed = differing(vault, [*known.values()], vault.look(context.catalogue))
    lines = [
        f"{row.id}  {row.type:<14} {row.title}  ({f'{row.why}: {legible(row.file)}' if row.file else row.why})"
        + "".join(f"  ({words})" for words in disputed.get(row.id, {}).values())
        for row in rows
    ]
    words = context.catalogue.text(N_("{count} record found", "{count} records found"), count=total)
    return Answer({"query": query, "total": total, "hits": hits}, (*lines, words))


COMMANDS = (Command(name="search", help=N_("Search everything, in any script"), arguments=_arguments, run=_search),)
