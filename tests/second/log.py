"""A second reader of the log, written from docs/formats/log.md alone: plain SQL, hashlib and hmac, nothing of ours."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

IN_DIGEST = (
    *("id", "batch", "type", "type_version", "record_id", "parents", "fields", "action", "at_utc", "mono_ns", "boot", "device"),
    *("actor", "lamport", "payload"),
)
COLUMNS = ("seq", *IN_DIGEST, "origin", "salt", "digest", "prev_mac", "mac")
IN_BYTES = ("salt", "digest", "prev_mac", "mac")
RECORDING = {"created", "edited", "deleted", "undone", "confirmed"}
WORDS = {None: "null", True: "true", False: "false"}


def spell(value: Any) -> str:
    """Canonical JSON, letter by letter."""
    if value is None or isinstance(value, bool):
        return WORDS[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        short = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
        return '"' + "".join(short.get(c, c if c >= " " else f"\\u{ord(c):04x}") for c in value) + '"'
    if isinstance(value, list):
        return "[" + ",".join(spell(item) for item in value) + "]"
    assert isinstance(value, dict)
    return "{" + ",".join(f"{spell(key)}:{spell(value[key])}" for key in sorted(value)) + "}"


def digest_of(row: dict[str, Any]) -> bytes:
    covered = {key: row[key] for key in IN_DIGEST}
    covered["parents"], covered["fields"] = sorted(row["parents"]), sorted(row["fields"])
    if row["payload"] is not None:
        covered["payload"] = hashlib.sha256(bytes.fromhex(row["salt"]) + spell(row["payload"]).encode()).hexdigest()
    return hashlib.sha256(b"casevault/1/change" + spell(covered).encode()).digest()


def erased(rows: Sequence[dict[str, Any]]) -> tuple[set[str], set[str]]:
    """Records and rows that the rows `erased` name."""
    units = [(row["record_id"], unit) for row in rows if row["action"] == "erased" for unit in row["fields"]]
    records = {record for record, unit in units if unit == "change/all"}
    return records, {unit.removeprefix("change/") for _, unit in units if unit.startswith("change/")}


def verify(rows: Sequence[dict[str, Any]], key: bytes) -> None:
    previous = bytes(32)
    records, single = erased(rows)
    for place, row in enumerate(rows, start=1):
        assert row["seq"] == place
        assert row["prev_mac"] == previous.hex()
        digest = digest_of(row)
        if row["record_id"] in records or row["id"] in single:
            assert row["payload"] is row["salt"] is None
            if row["action"] in RECORDING:
                digest = bytes.fromhex(row["digest"])  # nobody can compute it any more
        assert row["digest"] == digest.hex()
        origin = hashlib.sha256(spell(row["origin"]).encode()).digest()
        previous = hmac.digest(key, place.to_bytes(8, "big") + digest + origin + previous, "sha256")
        assert row["mac"] == previous.hex()


SELECT = f"SELECT {', '.join(COLUMNS)} FROM change ORDER BY seq"  # noqa: S608 - names of columns


def plain(rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """Return the rows of `SELECT` as plain values: JSON read, bytes as hexadecimal."""
    found = []
    for row in rows:
        values: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
        for name in ("parents", "fields", "payload", "origin"):
            values[name] = None if values[name] is None else json.loads(values[name])
        found.append({name: value.hex() if isinstance(value, bytes) else value for name, value in values.items()})
    return found
