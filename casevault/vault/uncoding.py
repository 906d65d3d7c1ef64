"""What comes home with code words is said with names again, by rows of the office that stand behind those of the journey.

    T  "Amber Walnut was moved"   as it was written, with its digest        N  "Lin Zhaowen was moved"   parents: T

A row of the journey is never altered: what was written there stays in the log. N says the same as T and saw nothing more than T
did, but for the N of what T's writer saw; so it answers nothing that was written at home meanwhile, and a conflict stays one.
Where T follows a row that has an N, it gets one too, also without a code word in it: else the two would stand against each other.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from casevault.domain.change import Action
from casevault.domain.consent import text_of
from casevault.domain.merge import DELETED, value_of
from casevault.store import changes, meta, records
from casevault.store.changes import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.domain.change import Change
    from casevault.store.connection import Connection
    from casevault.vault.acts import Running
    from casevault.vault.vault import Vault


class Names:
    """Code words, and the names that people have here now; who was erased keeps the code word."""

    def __init__(self, connection: Connection, codes: Mapping[str, str]) -> None:
        """`codes`: {person: code word}."""
        people = records.many(connection, codes)
        self._names = {_plain(code): text_of(people[key], "display_name") or code for key, code in codes.items() if key in people}
        ways = (r"[\s-]+".join(map(re.escape, code.split("-"))) for code in sorted(self._names, key=len, reverse=True))
        self._code = re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)", re.IGNORECASE) if self._names else None

    def said(self, value: Any) -> Any:
        """Return a value with every code word replaced by the name."""
        if isinstance(value, str):
            return value if self._code is None else self._code.sub(lambda found: self._names[_plain(found[0])], value)
        if isinstance(value, list):
            return [self.said(one) for one in value]
        if isinstance(value, dict):
            return {key: self.said(one) for key, one in value.items()}
        return value


def put_names(vault: Vault, travel: str, act: Running, rows: Sequence[Change]) -> None:
    """Append, within the merge that brought `rows`, what says them with names."""
    connection = act.connection
    held = meta.get(connection, meta.CODE_WORDS)
    names = Names(connection, {} if held is None else json.loads(held))
    before: dict[str, str] = json.loads(meta.get(connection, meta.NAMED + travel) or b"{}")
    known: dict[str, dict[str, Change]] = {}
    for row in rows:
        if row.payload is None or row.action == Action.PACKED or row.record_id is None:
            continue
        if row.record_id not in known:
            known[row.record_id] = {one.id: one for one in changes.of_record(connection, row.record_id)}
        seen = _before(row, known[row.record_id])
        said = [known[row.record_id][one] for one in seen if one in before]
        payload = names.said(dict(row.payload))
        units = tuple(
            unit
            for unit in row.fields
            if value_of(payload, unit) != value_of(row.payload, unit)
            or (said and (unit == DELETED or any(unit in one.fields for one in said)))
        )
        if units:
            entry = Entry(
                action=Action.EDITED if row.action == Action.CREATED else row.action,
                record_id=row.record_id,
                type=row.type,
                type_version=row.type_version,
                parents=tuple(sorted({row.id, *(before[one.id] for one in said)})),
                fields=units,
                payload=payload,
            )
            before[row.id] = vault.records.append(act, entry).id
    meta.put(connection, meta.NAMED + travel, json.dumps(before, sort_keys=True).encode())


def _before(row: Change, known: Mapping[str, Change]) -> set[str]:
    """Return the rows that the writer of `row` had seen, on the journey."""
    found: set[str] = set()
    waiting = list(row.parents)
    while waiting:
        at = waiting.pop()
        if at in known and at not in found:
            found.add(at)
            waiting += known[at].parents
    return found


def _plain(code: str) -> str:
    return "-".join(re.split(r"[\s-]+", code.casefold()))
