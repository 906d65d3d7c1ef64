"""The lists of one open vault: which records stand in one, in which order, narrowed by which facets, and what each would leave.

A list is taken at one moment and stays as it is; who wants it anew asks again. As long as the log did not grow and the day is the
same, the answer is the list that was made before.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from casevault.domain.facets import Bits, every, numbers_of, rows_of
from casevault.domain.ordering import last_if_empty
from casevault.store import listing
from casevault.vault.columns import Columns
from casevault.vault.list_cases import CASES, PEOPLE
from casevault.vault.list_facts import KEYS, Facts
from casevault.vault.list_records import DISCLOSURES, EVERYTHING, EVIDENCE, HEARINGS, INTERVENTIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from casevault.i18n import Catalogue
    from casevault.vault.list_kinds import Column, Facet, ListKind
    from casevault.vault.vault import Vault

KINDS: Final[Mapping[str, ListKind]] = {
    kind.type: kind for kind in (CASES, PEOPLE, HEARINGS, INTERVENTIONS, DISCLOSURES, EVIDENCE, EVERYTHING)
}
UNLISTED: Final = frozenset({"actor", "device", "saved_search", "custom_field", "custom_type", "vocabulary_entry"})
TYPE: Final = "type"


class Listing:
    """One list at one moment. `ids` are in the order of dates, the newest first. Safe on any thread."""

    def __init__(self, kind: ListKind, facts: Facts) -> None:
        self.kind = kind
        self._facts = facts
        self._rows = facts.rows(kind.type)
        self.ids = [one for one, row in self._rows.items() if kind.type or row.type not in UNLISTED]
        self._one = threading.RLock()
        self._bits: dict[str, Bits] = {}
        self._orders: dict[tuple[str, str], list[int]] = {}
        self._places: dict[str, int] = {}

    def facet(self, key: str) -> Facet | None:
        """Return a facet by its key, None where this list has none of it."""
        return next((facet for facet in self.kind.facets if facet.key == key), None)

    def bits(self, facet: Facet) -> Bits:
        """Return which rows have which code of a facet; worked out when it is first asked for."""
        with self._one:
            found = self._bits.get(facet.key)
            if found is None:
                coded = (facet.of(self._facts, one, self._rows[one]) for one in self.ids)
                found = self._bits[facet.key] = Bits(len(self.ids), coded)
            return found

    def narrowed(self, chosen: Mapping[str, Collection[str]], found: Iterable[str] | None = None, *, but: str = "") -> int:
        """Return the rows that have, of every facet in `chosen`, one of its codes, and are among `found`.

        `found` None: all. `but`: a facet that is left aside. A facet that this list has not, narrows nothing.
        """
        rows = every(len(self.ids)) if found is None else self._of(found)
        for key, codes in chosen.items():
            facet = self.facet(key)
            if facet is not None and codes and key != but:
                rows &= self.bits(facet).any_of(codes)
        return rows

    def counts(self, facet: Facet, chosen: Mapping[str, Collection[str]], found: Iterable[str] | None = None) -> dict[str, int]:
        """Return how many rows each code of a facet would leave beside what the other facets leave."""
        return self.bits(facet).counts(self.narrowed(chosen, found, but=facet.key))

    def ordered(self, rows: int, column: str = "", *, descending: bool = False, catalogue: Catalogue | None = None) -> list[str]:
        """Return the ids of `rows` by a column of this list, those without a value last either way; "" by date, newest first."""
        order = self._order(column, catalogue)
        if descending:
            order = self._turned(column, order)
        return [self.ids[number] for number in numbers_of(rows, order)]

    def sorted_as_found(self, rows: int, found: Iterable[str]) -> list[str]:
        """Return the ids of `rows` in the order of `found`."""
        self._of(())
        numbers = (self._places[one] for one in found if one in self._places)
        return [self.ids[number] for number in numbers_of(rows, numbers)]

    def _of(self, found: Iterable[str]) -> int:
        with self._one:
            if not self._places:
                self._places = {one: number for number, one in enumerate(self.ids)}
        return rows_of(len(self.ids), (self._places.get(one, -1) for one in found))

    def _column(self, key: str) -> Column | None:
        return next((column for column in self.kind.columns if column.key == key), None)

    def _order(self, key: str, catalogue: Catalogue | None) -> Sequence[int]:
        column = self._column(key)
        if column is None:
            return range(len(self.ids))
        with self._one:
            known = key, catalogue.language if catalogue is not None and column.vocabulary else ""
            if known not in self._orders:
                self._orders[known] = self._sorted(column, catalogue)
            return self._orders[known]

    def _sorted(self, column: Column, catalogue: Catalogue | None) -> list[int]:
        values = [column.of(self._facts, one, self._rows[one]) for one in self.ids]
        if column.vocabulary:
            words = {code: self.word(column.vocabulary, code, catalogue) for code in set(values)}
            values = [words[value] for value in values]
        keys: Sequence[object]
        if column.text or column.vocabulary:
            made = {value: last_if_empty(value) for value in set(values)}
            keys = [made[value] for value in values]
        else:
            keys = [(not value, value) for value in values]
        order = sorted(range(len(self.ids)), key=keys.__getitem__)  # type: ignore[arg-type] # the keys are all of one shape
        self._orders[f"{column.key} without", ""] = [number for number in order if not values[number]]
        return order

    def _turned(self, key: str, order: Sequence[int]) -> Sequence[int]:
        """Return an order from its end, but for what has no value: that stays last."""
        without = self._orders.get((f"{key} without", ""), [])
        return [*reversed(order[: len(order) - len(without)]), *without]

    def word(self, vocabulary: str, code: str, catalogue: Catalogue | None) -> str:
        """Return what a code is called in a language."""
        if not code or catalogue is None:
            return code
        schema = self._facts.vault.schema
        if vocabulary == TYPE:
            return catalogue.text(schema.types[code].label) if code in schema.types else code
        return schema.vocabularies.label(vocabulary, code, catalogue)

    def called(self, facet: Facet, code: str, catalogue: Catalogue) -> str:
        """Return what a code of a facet is called in a language."""
        if facet.words is not None:
            return catalogue.text(facet.words[code]) if code in facet.words else code
        if facet.says == "record":
            return self._facts.title(code) or code
        return self.word(facet.vocabulary or TYPE, code, catalogue) if facet.says in {"vocabulary", "type"} else code


class Lists:
    """The lists of one open vault. Safe on any thread; a call may take a second in a vault of a hundred thousand records."""

    def __init__(self) -> None:
        self._columns = {key: Columns(key, keys) for key, keys in KEYS.items()}
        self._one = threading.Lock()
        self._made: dict[str, tuple[tuple[int, date], Listing]] = {}
        self._facts: tuple[tuple[int, date], Facts] | None = None

    def of(self, vault: Vault, type_key: str) -> Listing:
        """Return the list of a type ("": of all records) as it stands now."""
        with self._one:
            mark = vault.db.read(listing.newest), vault.ambient.today()
            known = self._made.get(type_key)
            if known is not None and known[0] == mark:
                return known[1]
            if self._facts is None or self._facts[0] != mark:
                self._facts = mark, Facts(vault, self._columns, mark[1])
            made = Listing(KINDS[type_key], self._facts[1])
            self._made[type_key] = mark, made
            return made
