"""What erasing does to the log, and what the log says was erased."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from casevault.domain.change import Action
from casevault.domain.erasing import WHOLE, Erasures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casevault.store.connection import Connection


def erase_payloads(connection: Connection, record_id: str, only: Iterable[str] | None = None) -> int:
    """Take payload and salt out of rows of a record (`only`: of these ids) and return of how many; it cannot be undone.

    The salt goes with the payload: without it the digest, which stays, confirms no guess of what was there.
    """
    update = "UPDATE change SET payload = NULL, salt = NULL WHERE record_id = ? AND payload IS NOT NULL"
    if only is None:
        return int(connection.execute(update, (record_id,)).rowcount)
    return sum(int(connection.execute(f"{update} AND id = ?", (record_id, row_id)).rowcount) for row_id in only)


def in_log(connection: Connection) -> Erasures:
    """Return what the rows `erased` say is gone; reads the log from end to end."""
    rows = connection.execute("SELECT record_id, fields FROM change WHERE action = ?", (Action.ERASED.value,))
    return Erasures((str(record_id), json.loads(str(fields))) for record_id, fields in rows)


def erased_on(connection: Connection, record_id: str) -> int:
    """Return when a record was erased whole, in µs since 1970; 0 where it was not."""
    rows = connection.execute(
        "SELECT at_utc, fields FROM change WHERE record_id = ? AND action = ?", (record_id, Action.ERASED.value)
    )
    return next((int(at) for at, fields in rows if WHOLE in json.loads(str(fields))), 0)


def erased_units(connection: Connection, record_id: str) -> set[str]:
    """Return every unit that the rows `erased` of a record name: why, which rows, and where in it something was."""
    rows = connection.execute("SELECT fields FROM change WHERE record_id = ? AND action = ?", (record_id, Action.ERASED.value))
    return {str(unit) for (fields,) in rows for unit in json.loads(str(fields))}


def erased_ids(connection: Connection) -> frozenset[str]:
    """Return the ids of all records that were erased whole."""
    rows = connection.execute("SELECT record_id, fields FROM change WHERE action = ?", (Action.ERASED.value,))
    return frozenset(str(record_id) for record_id, fields in rows if WHOLE in json.loads(str(fields)))


def saying(connection: Connection, words: Iterable[str]) -> set[str]:
    """Return the records of which any row with a payload holds one of these words, whichever case. Reads the log end to end."""
    forms = [re.escape(json.dumps(word, ensure_ascii=False)[1:-1]) for word in words]
    if not forms:
        return set()
    # A short name in Latin letters would be found within other words; Hanzi have nothing that parts one word from the next.
    wanted = re.compile("|".join(rf"(?<![a-z]){form}(?![a-z])" if form.isascii() else form for form in forms), re.IGNORECASE)
    rows = connection.execute("SELECT record_id, payload FROM change WHERE payload IS NOT NULL AND record_id IS NOT NULL")
    return {str(record_id) for record_id, payload in rows if wanted.search(payload)}


def naming_attachments(connection: Connection, blob_ids: Iterable[str]) -> dict[str, set[str]]:
    """Return {stored attachment: records} of the rows with a payload that name it: each could be what an undo goes back to.

    Reads the log from end to end.
    """
    found: dict[str, set[str]] = {blob_id: set() for blob_id in blob_ids}
    if found:
        for record_id, payload in connection.execute(
            "SELECT record_id, payload FROM change WHERE type = 'evidence' AND payload IS NOT NULL"
        ):
            for blob_id, naming in found.items():
                if f'"{blob_id}"' in payload:
                    naming.add(str(record_id))
    return found
