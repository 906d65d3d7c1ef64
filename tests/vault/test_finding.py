"""Vaults are found where people keep them, the one used last first; nothing is opened, and no link is followed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from casevault.vault.finding import MOST_ENTRIES, MOST_FOUND, vaults_in

if TYPE_CHECKING:
    from pathlib import Path


def made(folder: Path, used: int = 0, header: str = "vault.a") -> Path:
    folder.mkdir(parents=True)
    (folder / header).write_bytes(b"")
    if used:
        (folder / "main.db").write_bytes(b"")
        os.utime(folder / "main.db", (used, used))
    return folder


def test_in_a_home_and_in_its_folders_the_one_used_last_first(tmp_path: Path) -> None:
    old = made(tmp_path / "Old.casevault", 100)
    new = made(tmp_path / "Documenten" / "New.casevault", 200, "vault.b")
    never = made(tmp_path / "Bureau" / "Begun.casevault")
    assert vaults_in([tmp_path, tmp_path / "absent"]) == [new, old, never]


def test_what_is_hidden_deeper_linked_or_no_vault_is_passed_over(tmp_path: Path) -> None:
    made(tmp_path / ".trash" / "A.casevault")
    made(tmp_path / "a" / "b" / "B.casevault")
    made(tmp_path / "Outer.casevault" / "C.casevault")
    (tmp_path / "linked.casevault").symlink_to(tmp_path / "a" / "b" / "B.casevault")
    (tmp_path / "Empty.casevault").mkdir()
    (tmp_path / "File.casevault").write_bytes(b"")
    made(tmp_path / "Another.folder")
    assert vaults_in([tmp_path]) == []


@pytest.mark.parametrize("count", [MOST_FOUND + 5])
def test_a_folder_full_of_them_is_looked_at_to_a_bound(tmp_path: Path, count: int) -> None:
    for number in range(count):
        made(tmp_path / f"{number}.casevault")
    assert len(vaults_in([tmp_path])) == MOST_FOUND < count <= MOST_ENTRIES
