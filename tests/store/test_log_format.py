"""A second reader of the log, written from docs/formats/log.md alone: plain SQL, hashlib and hmac, nothing of ours."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builders import FixedAmbient
from desk import AUDIT_KEY, invented, open_desk

from casevault.domain.change import Change
from casevault.store.changes import Log
from casevault.vault.cases import Act

if TYPE_CHECKING:
    from collections.abc import Sequence

VECTORS = Path(__file__).parents[1] / "vectors" / "log.json"
IN_DIGEST = (
    *("id", "batch", "type", "type_version", "record_id", "parents", "fields", "action", "at_utc", "mono_ns", "boot", "device"),
    *("actor", "lamport", "payload"),
)
COLUMNS = ("seq", *IN_DIGEST, "origin", "salt", "digest", "prev_mac", "mac")
IN_BYTES = ("salt", "digest", "prev_mac", "mac")
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


def verify(rows: Sequence[dict[str, Any]], key: bytes) -> None:
    previous = bytes(32)
    for place, row in enumerate(rows, start=1):
        assert row["seq"] == place
        assert row["prev_mac"] == previous.hex()
        digest = digest_of(row)
        assert row["digest"] == digest.hex()
        origin = hashlib.sha256(spell(row["origin"]).encode()).digest()
        previous = hmac.digest(key, place.to_bytes(8, "big") + digest + origin + previous, "sha256")
        assert row["mac"] == previous.hex()


def rows_on_disk(folder: Path) -> list[dict[str, Any]]:
    """Record a small case in a new database and read its log as plain values."""
    desk = open_desk(folder)
    made = invented(desk)
    desk.records.edit(made["lin"], {"occupation": 'Lawyer "and"\\more', "sex": "female"})
    desk.records.edit(made["event"], {"narrative": "Line one\nLine two\tand عربى, 高瑜, \u200d"})
    desk.records.apply([Act(made["lin"], "disclosed", ("display_name",)), Act("", "left", ())])
    desk.records.delete(made["note"])
    desk.records.undo()
    found = []
    for row in desk.rows(f"SELECT {', '.join(COLUMNS)} FROM change ORDER BY seq"):  # noqa: S608 - names of columns
        values: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
        for name in ("parents", "fields", "payload", "origin"):
            values[name] = None if values[name] is None else json.loads(values[name])
        found.append({name: value.hex() if isinstance(value, bytes) else value for name, value in values.items()})
    desk.db.close()
    return found


def test_a_second_reader_verifies_the_log(tmp_path: Path) -> None:
    rows = rows_on_disk(tmp_path)
    assert len(rows) > 15
    verify(rows, bytes(AUDIT_KEY))


def test_both_readers_verify_the_frozen_rows() -> None:
    frozen = json.loads(VECTORS.read_text(encoding="utf-8"))
    key = bytes.fromhex(frozen["audit_key"])
    verify(frozen["rows"], key)
    log = Log(bytearray(key), FixedAmbient())
    before = None
    for row in frozen["rows"]:
        values: dict[str, Any] = {
            name: bytes.fromhex(row[name]) if row[name] and name in IN_BYTES else row[name] for name in COLUMNS
        }
        change = Change(**values)
        assert change.own_digest() == change.digest
        assert log.mac_holds(change, before)
        before = change


@pytest.mark.parametrize("column", ["payload", "fields", "actor", "at_utc", "seq", "origin", "prev_mac"])
def test_the_second_reader_notices_each_alteration(column: str) -> None:
    frozen = json.loads(VECTORS.read_text(encoding="utf-8"))
    rows = frozen["rows"]
    altered: dict[str, Any] = {
        "payload": {"x": "1"},
        "fields": ["x"],
        "actor": "0" * 32,
        "at_utc": 1,
        "seq": 99,
        "origin": {"vault": "v"},
        "prev_mac": "00" * 32,
    }
    rows[3][column] = altered[column]
    with pytest.raises(AssertionError):
        verify(rows, bytes.fromhex(frozen["audit_key"]))
