"""What a vault knows about itself: small named values in the table `meta`, outside the log, for this folder alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casevault.store.keyed import Connection

HEADER_GENERATION: Final = "header_generation"  # decimal; a header with a lower one was put back
SEEN: Final = "seen"  # 32 bytes: digest of where and on which computer the folder was last opened
LOG_END: Final = "log_end"  # 32 bytes: the MAC of the newest row of the log, written with it: a chain cut at its end is seen
BACKUPS: Final = "backups"  # JSON: where and when the last ones were made
ERASING: Final = "erasing"  # JSON list: stored files whose rows are gone; there until they and the pages of old are gone, too
CHECKED: Final = "checked"  # ISO day of the last deep check that found nothing
DEVICE: Final = "device"  # record id of the device that writes now
DEVICE_SEED: Final = "device_seed"  # 32 bytes: its private Ed25519 key
SIGNING_SEED: Final = "signing_seed"  # 32 bytes: the private Ed25519 key that bundles are signed with, and nothing else
RECEIVING_KEY: Final = "receiving_key"  # text of the private age key that bundles for this vault are opened with
JOURNEY: Final = "journey"  # JSON, in a travel vault: which journey it is on, and to whom what is learned goes home
AWAY: Final = "away/"  # followed by the id of a journey, at the office: JSON, what opens that travel vault
CODE_WORDS: Final = "code_words"  # JSON {person: code word}: what people are called in travel vaults that hold no names
NAMED: Final = "named/"  # followed by the id of a journey: JSON {row there: the row here that says it with names}
OFFICE_SEED: Final = "office_seed"  # 32 bytes: the private Ed25519 key that signs what goes to other offices of the team alone
OFFICE: Final = "office/"  # followed by its id here: JSON, another office of the team, its keys, how far each knows the other
ACTOR_OF_SLOT: Final = "actor/"  # followed by the slot's id: record id of the actor who signs when it opens
QUEUED: Final = "todo/"  # followed by the id of a record: its words in the index are older than it is; read as view `index_todo`
CODE_SHOWN: Final = "code_shown"  # id of the slot of a recovery code that was shown and not typed back yet
DAY_OF_SLOT: Final = "slot_day/"  # followed by the slot's id: ISO day on which it was added; the header does not say

_AFTER: Final = "\U0010ffff"  # above every letter of a key


def get(connection: Connection, key: str) -> bytes | None:
    """Return the value under `key`, or None."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else bytes(row[0])


def put(connection: Connection, key: str, value: bytes) -> None:
    """Set the value under `key`."""
    connection.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value)
    )


def drop(connection: Connection, key: str) -> None:
    """Remove the value under `key`, if any."""
    connection.execute("DELETE FROM meta WHERE key = ?", (key,))


def beginning(connection: Connection, start: str) -> list[bytes]:
    """Return the values of all keys that begin with `start`, in the order of the keys."""
    rows = connection.execute("SELECT value FROM meta WHERE key >= ? AND key < ? ORDER BY key", (start, start + _AFTER))
    return [bytes(value) for (value,) in rows]


def enqueue(connection: Connection, ids: Iterable[str]) -> None:
    """Note that the index of these records is to be written."""
    connection.executemany(
        "INSERT OR IGNORE INTO meta (key, value) VALUES (?, x'')", [(QUEUED + record_id,) for record_id in ids]
    )


def dequeue(connection: Connection, ids: Iterable[str]) -> None:
    """Note that it was."""
    connection.executemany("DELETE FROM meta WHERE key = ?", [(QUEUED + record_id,) for record_id in ids])
