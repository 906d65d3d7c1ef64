"""For tests of back-ups: a vault with something of each kind in it, and a place on a stick."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault

CANARY = b"Zyxquorvath was seen at the gate"


@pytest.fixture
def filled(vault: Vault, tmp_path: Path) -> Vault:
    """A vault with a person, a note and two attachments of several chunks and of none."""
    person = vault.records.add("person", {"display_name": "Lin Zhaowen"}).made[0]
    vault.records.add("note", {"about": person, "kind": "fact", "text": CANARY.decode()})
    (tmp_path / "scan.pdf").write_bytes(CANARY * 9_000)
    (tmp_path / "empty.txt").write_bytes(b"")
    vault.attachments.add([tmp_path / "scan.pdf", tmp_path / "empty.txt"], about=[person])
    return vault


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick" / "back-ups"
