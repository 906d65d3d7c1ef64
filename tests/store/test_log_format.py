"""The log as a second reader sees it, who knows docs/formats/log.md alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders import FixedAmbient
from desk import AUDIT_KEY, invented, open_desk
from second.log import COLUMNS, IN_BYTES, SELECT, plain, verify

from casevault.domain.change import Change
from casevault.store.changes import Log
from casevault.vault.cases import Act

VECTORS = Path(__file__).parents[1] / "vectors" / "log.json"


def rows_on_disk(folder: Path) -> list[dict[str, Any]]:
    """Record a small case in a new database and read its log as plain values."""
    desk = open_desk(folder)
    made = invented(desk)
    desk.records.edit(made["lin"], {"occupation": 'Lawyer "and"\\more', "sex": "female"})
    desk.records.edit(made["event"], {"narrative": "Line one\nLine two\tand عربى, 高瑜, \u200d"})
    desk.records.apply([Act(made["lin"], "disclosed", ("display_name",)), Act("", "left", ())])
    desk.records.delete(made["note"])
    desk.records.undo()
    found = plain(desk.rows(SELECT))
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
