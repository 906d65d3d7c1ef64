"""Where other records say in words what will be erased: what can be taken out with it, and what can only be pointed at.

The register of what left names records by their ids, which say nothing; but a hit of the leak scan that a person let pass is kept
with the words that were found and why they might pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.domain.folding import fold
from casevault.domain.reading import leaves, rows_of
from casevault.domain.values import names_of
from casevault.store import changes, erasures, records
from casevault.vault.belonging import REGISTER
from casevault.vault.undoing import payload_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casevault.domain.record import Fields, Record, Value
    from casevault.store.connection import Connection
    from casevault.vault.vault import Vault

HITS: Final = "hits"  # of a disclosure: what the scan found and a person let pass
SAID: Final = frozenset({"term", "reason"})  # the columns of a hit in which words about somebody stand
SHORTEST: Final = 2  # letters of a name that is looked for


def mentions(vault: Vault, ids: Iterable[str], known: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the records, other than `known`, in whose text a name of these records is found; and those that said it before.

    What a record said before is no longer in the search index, and stays in its history all the same.
    """
    doomed = vault.records.many(ids).values()
    every = {name for record in doomed for _, name, _ in names_of(vault.schema.type(record.type), record.fields)}
    names = sorted(name for name in every if len(name) >= SHORTEST)
    now = {hit.id for name in names for hit in vault.search.find(name).hits} - set(known)
    before = vault.db.read(lambda c: erasures.saying(c, names)) - set(known) - now
    return tuple(sorted(now)), tuple(sorted(before))


def without_words(
    vault: Vault, connection: Connection, doomed: Iterable[str]
) -> list[tuple[Record, dict[str, Value], list[str]]]:
    """Return (disclosure, payload, units) of the entries of the register whose hits say what will be erased, without saying it.

    That something was let pass, where, and by whom, stays.
    """
    names, texts = _words_of(vault, connection, doomed)
    found = []
    for record in records.many(connection, records.ids(connection, REGISTER) + records.removed(connection)).values():
        if record.type != REGISTER:
            continue
        rows = rows_of(record.fields.get(HITS, []))
        said = [row for row in rows if _speaks_of(fold(str(row.get("term", ""))), names, texts)]
        if said:
            kept: list[Value] = [_unsaid(row) if row in said else dict(row) for row in rows]
            found.append((record, {**payload_of(record), HITS: kept}, [f"{HITS}/{row['row']}" for row in said]))
    return found


def _unsaid(row: Fields) -> dict[str, Value]:
    """Return a hit without its words, and without the id, a digest of them without a salt that would confirm a guess."""
    return {key: value for key, value in row.items() if key not in SAID} | {"id": row["row"]}


def _words_of(vault: Vault, connection: Connection, doomed: Iterable[str]) -> tuple[set[str], list[str]]:
    """Return the folded names, and all folded text, that any row of these records has held."""
    names, texts = set[str](), list[str]()
    for record_id in doomed:
        for change in changes.of_record(connection, record_id):
            rt = vault.schema.types.get(change.type or "")
            if change.payload is None or rt is None:
                continue
            fields = change.row().payload
            names.update(fold(name) for _, name, _ in names_of(rt, fields))
            texts += [fold(text) for _, _, value in leaves(rt, fields) for text in _texts(value)]
    return {name for name in names if len(name) >= SHORTEST}, texts


def _speaks_of(term: str, names: Iterable[str], texts: Sequence[str]) -> bool:
    return bool(term) and (any(name in term for name in names) or any(term in text for text in texts))


def _texts(value: Value) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [text for item in items if isinstance(text := item.get("text") if isinstance(item, dict) else item, str)]
