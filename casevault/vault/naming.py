"""Who can be meant by what is typed: people, organisations, facilities and places found as their names are typed, in any script.

Removed and merged records are never among them: neither the index nor the keys of names hold any.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from casevault.domain.consent import text_of
from casevault.domain.folding import fold
from casevault.domain.words import HAN_RUN, squeezed
from casevault.store import names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casevault.domain.record import Record
    from casevault.store.connection import Connection
    from casevault.vault.vault import Vault

NAMED: Final = ("person", "organisation", "facility", "place")
OFFERS: Final = 8
MOST_WORDS: Final = 40  # of a line that are looked at
LONGEST: Final = 6  # words of a name
LEAST_LETTERS: Final = 6  # of the beginning of a name
LEAST_HAN: Final = 2


@dataclass(frozen=True, slots=True)
class Named:
    """A record that can be meant: `name` as it is recorded, `detail` what tells namesakes apart (code names of its cases).

    `typed` is the part of a text that stands for it; `sure` where nobody else is called so and all of the name stands there.
    `shown`: what is offered in place of both, where names are hidden.
    """

    id: str
    type: str
    name: str
    detail: str = ""
    typed: str = ""
    sure: bool = False
    shown: str = ""


def named(vault: Vault, untrusted_typed: str, types: Sequence[str] = NAMED, *, limit: int = OFFERS) -> list[Named]:
    """Return who can be meant by the beginning of a name, a code, an alias, pinyin; for "" those that were changed last."""
    typed = untrusted_typed.strip()
    ids: list[str] = []
    for type_key in types:
        if typed:
            ids += [hit.id for hit in vault.search.find(typed, type_key=type_key, limit=limit).hits]
        else:
            ids += vault.records.ids(type_key, order="changed", descending=True, limit=limit)
    found = vault.records.many(ids)
    records = [found[record_id] for record_id in dict.fromkeys(ids) if record_id in found and not found[record_id].deleted]
    wanted = squeezed(fold(typed))
    if wanted:  # who is called so comes before those in whose text it stands
        records.sort(key=lambda one: not squeezed(fold(name_of(one))).startswith(wanted))
    return [_named(vault, record) for record in records[:limit]]


def names_in(vault: Vault, untrusted_text: str) -> list[Named]:
    """Return who is named in a line, in its order: a person by the whole name alone, a thing by its beginning."""
    windows = list(_windows(untrusted_text))

    def work(connection: Connection) -> list[tuple[str, list[tuple[str, str, str]]]]:
        return [(typed, names.beginning(connection, key)) for typed, key in windows]

    offers: list[Named] = []
    covered: list[str] = []
    hits = vault.db.read(work)
    known = vault.records.many({record_id for _, rows in hits for record_id, _, _ in rows})
    for (typed, rows), (_, key) in zip(hits, windows, strict=True):
        if any(typed in longer for longer in covered):
            continue
        meant = [row for row in rows if _is_meant(row[1], row[2], typed, key)]
        if not meant:
            continue
        covered.append(typed)
        whole = [row for row in meant if row[1] == key]
        for record_id in dict.fromkeys(row[0] for row in whole or meant):
            if record_id in known and all(record_id != one.id for one in offers):
                sure = len({row[0] for row in whole or meant}) == 1
                offers.append(_named(vault, known[record_id], typed, sure=sure))
    return sorted(offers, key=lambda one: untrusted_text.find(one.typed))[:OFFERS]


def name_of(record: Record) -> str:
    """Return the name a record is called by in a sentence."""
    return text_of(record, "display_name" if record.type == "person" else "name") or record.title


def _named(vault: Vault, record: Record, typed: str = "", *, sure: bool = False) -> Named:
    cases = vault.records.many(record.cases[:3])
    codes = ", ".join(code for case in cases.values() if (code := text_of(case, "code")))
    return Named(record.id, record.type, name_of(record), codes, typed, sure)


def _windows(text: str) -> Iterator[tuple[str, str]]:
    """Yield (words as typed, their key), the longest first; Chinese by its runs, which have no words."""
    words = text.split()[:MOST_WORDS]
    for length in range(min(LONGEST, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            typed = " ".join(words[start : start + length]).strip(",.;:!?，。；：！？()（）\"'“”")  # noqa: RUF001 - Chinese punctuation
            key = squeezed(fold(typed))
            if key and not HAN_RUN.search(key) and len(key) >= LEAST_LETTERS - 2:
                yield typed, key
    for run in HAN_RUN.findall(text)[:MOST_WORDS]:
        for length in range(min(len(run), 12), LEAST_HAN - 1, -1):
            for start in range(min(len(run), MOST_WORDS) - length + 1):
                yield run[start : start + length], squeezed(fold(run[start : start + length]))


def _is_meant(name_key: str, type_key: str, typed: str, key: str) -> bool:
    """Say whether what was typed can stand for a name: all of it, or for a thing its beginning of several words."""
    if name_key == key:
        return type_key != "person" or len(typed.split()) > 1 or bool(HAN_RUN.search(typed))
    several = len(typed.split()) > 1 and len(key) >= LEAST_LETTERS
    return type_key != "person" and (several or (len(HAN_RUN.sub("", key)) == 0 and len(key) >= 2 * LEAST_HAN))


def by_type(found: Sequence[Named]) -> dict[str, list[Named]]:
    """Return the offers by the type of their record."""
    ordered = sorted(found, key=lambda one: NAMED.index(one.type))
    return {key: list(group) for key, group in groupby(ordered, key=lambda one: one.type)}
