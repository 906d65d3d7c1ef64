"""What every disclosure asks of the whole vault, kept from one to the next while the vault is open: in memory, and nowhere else.

Everybody is looked for in what leaves, so everybody has to be known. In a vault of 100,000 people reading them takes seconds, and
between two disclosures only a few of them change. The log says which: what its rows behind the last known one are about is read
anew, and nothing else. Of a log that does not continue the one that was read nothing is kept.

Only the fields that name somebody or something are kept. They lie in memory beside what the lists hold, are let go of with the
vault, and end with the process when it is locked. What was erased is gone from here the next time anything is asked: nobody asks
without looking at the log first.
"""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from casevault.disclosure.terms import said_of
from casevault.domain.own import OWN_KEY
from casevault.sweeping import NEVER, swept_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casevault.disclosure.terms import Said
    from casevault.domain.catalog import Schema
    from casevault.domain.record import Fields, Record
    from casevault.vault.cases import Records
    from casevault.vault.vault import Vault

TYPES: Final = (
    *("person", "organisation", "facility", "place", "source", "claim", "evidence", "actor"),
    *("hearing", "observation", "support"),  # which name who helps
)
FORMER: Final = ("person", "organisation", "hearing", "observation", "support")
KEPT: Final = frozenset({
    "display_name", "name", "aliases", "names", "identifiers", "channels", "links",
    "is_partner_sealed", "kind", "level", "code", "identity", "protection", "files",
    "record", "field", "value", "interpreter", "other_funders",
})  # fmt: skip
DEFINING: Final = frozenset({"custom_field", "custom_type"})  # say how what a vault's own fields hold is read
MOST_TOUCHED: Final = 20_000  # records that changed; of more, all are read anew, which is no slower


class Known:
    """The records of one vault as far as they name anybody or anything. Reads like `Records`, at one state of the log."""

    def __init__(self, schema: Schema) -> None:
        """Know nothing yet. No reference to the vault is kept, so that this is let go of with it."""
        self.schema = schema  # the record types, those of the vault's own among them
        self._end = (0, "")
        self._by_id: dict[str, Record] = {}
        self._former: dict[str, list[tuple[int, str, Fields]]] = {}
        self._lists: dict[str, tuple[Record, ...]] = {}
        self._strangers: dict[str, tuple[Record, Said]] = {}

    def list(self, type_key: str) -> Sequence[Record]:
        """Return every live record of a type, by date."""
        if type_key not in self._lists:
            found = (record for record in self._by_id.values() if record.type == type_key and not record.deleted)
            self._lists[type_key] = tuple(sorted(found, key=lambda record: (record.date_from, record.id)))
        return self._lists[type_key]

    def removed(self) -> Iterable[str]:
        """Return the ids of the records that were put out of sight, of the types that name somebody."""
        return [key for key, record in self._by_id.items() if record.deleted]

    def former(self, type_key: str) -> Iterable[tuple[str, Fields]]:
        """Return (record, fields) of every earlier state of the records of a type, oldest first."""
        return [(record, fields) for _, record, fields in self._former[type_key]]

    def many(self, ids: Iterable[str]) -> Mapping[str, Record]:
        """Return the records of `ids` that exist and name somebody."""
        return {key: self._by_id[key] for key in ids if key in self._by_id}

    def stranger(self, person: Record) -> Said:
        """Return what is withheld of a person with no tie to what is chosen; worked out once, while the record stands so."""
        made = self._strangers.get(person.id)
        if made is not None and made[0] is person:
            return made[1]
        said = said_of(self.schema, person)
        if self._by_id.get(person.id) is person:  # and no account of them, which comes anew each time
            self._strangers[person.id] = (person, said)
        return said

    def brought_up(self, records: Records) -> Known:
        """Return what is known now. What was handed out before stays as it was: another thread may be at work with it."""
        end = records.end_of_log()  # before anything is read: what is written meanwhile is read once more the next time
        if end == self._end:
            return self
        found = Known(records.schema)
        found._end = end
        touched = records.touched_since(self._end) if self._by_id else None
        if touched is None or len(touched) > MOST_TOUCHED:
            found._read_all(records)
        else:
            found._read_again(records, self, touched)
        return found

    @swept_at(NEVER)  # records make no cycles, and looking for them is a third of the work
    def _read_all(self, records: Records) -> None:
        for type_key in TYPES:
            self._by_id |= {record.id: _part(record) for record in records.list(type_key)}
        gone = records.many(records.removed()).values()
        self._by_id |= {record.id: _part(record) for record in gone if record.type in TYPES}
        self._former = {key: [(0, record, _kept(fields)) for record, fields in records.former(key)] for key in FORMER}

    def _read_again(self, records: Records, before: Known, touched: Sequence[str]) -> None:
        again = records.many(touched)
        changed = set(touched)
        self._by_id = {key: record for key, record in before._by_id.items() if key not in changed}
        self._by_id |= {key: _part(record) for key, record in again.items() if record.type in TYPES}
        kinds = {record.type for record in (*again.values(), *(before._by_id[key] for key in touched if key in before._by_id))}
        self._lists = {key: known for key, known in before._lists.items() if key not in kinds}
        if again.keys() == changed and not any(record.type in DEFINING for record in again.values()):
            self._strangers = before._strangers  # each is held against its record when it is asked for
        self._former = {}
        for type_key, states in before._former.items():
            left = [state for state in states if state[1] not in changed]
            more = [(seq, record, _kept(fields)) for seq, record, fields in records.former_of(touched, type_key)]
            self._former[type_key] = sorted((*left, *more), key=lambda state: state[0]) if more else left


def _part(record: Record) -> Record:
    return replace(record, title="", fields=_kept(record.fields), cases=(), heads=(), conflicts=())


def _kept(fields: Fields) -> Fields:
    return {key: value for key, value in fields.items() if key in KEPT or OWN_KEY.fullmatch(key)}


_KNOWN: WeakKeyDictionary[Vault, Known] = WeakKeyDictionary()
_ONE_AT_A_TIME = Lock()


def known_of(vault: Vault) -> Known:
    """Return what is known of this vault now; the first time all of it is read, later only what changed."""
    with _ONE_AT_A_TIME:
        found = _KNOWN.get(vault) or Known(vault.schema)
        _KNOWN[vault] = found = found.brought_up(vault.records)
        return found
