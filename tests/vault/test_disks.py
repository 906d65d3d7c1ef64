"""A real small disk and a real read-only one: mounted for the test where this process may, else skipped."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from builders import FixedAmbient, make_vault, open_vault
from reliability.full_disk import NotAllowed, mount, small_disk

from casevault import files
from casevault.errors import CaseVaultError, Code
from casevault.store import meta
from casevault.vault import folder
from casevault.vault import vault as vaults
from casevault.vault.check import check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from casevault.vault.vault import Vault

ROOM = 3 << 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    try:
        with small_disk(tmp_path / "disk", ROOM) as place:
            yield place
    except NotAllowed:
        pytest.skip("mounting a small disk is not allowed here")


def refused(call: Callable[[], object]) -> Code:
    with pytest.raises(CaseVaultError) as caught:
        call()
    return caught.value.code


def put(vault: Vault, number: int) -> None:
    vault.db.write(lambda c: meta.put(c, f"x{number}", b"x" * 20_000))


def fill(vault: Vault, kept: list[int]) -> None:
    """Write until it is refused; `kept` holds one entry for each acknowledged value."""
    while True:
        put(vault, len(kept))
        kept.append(len(kept))


def test_a_full_disk_keeps_what_was_acknowledged(disk: Path) -> None:
    vault, _ = make_vault(disk / "v")
    kept: list[int] = []
    assert refused(lambda: fill(vault, kept)) is Code.DISK_FULL
    assert kept
    vault.close()
    with open_vault(disk / "v") as vault:
        found = vault.db.read(lambda c: [number for number in kept if meta.get(c, f"x{number}") == b"x" * 20_000])
        assert found == kept
        assert vault.db.maintain(lambda c: c.execute("PRAGMA cipher_integrity_check").fetchall()) == []


def test_a_vault_is_not_half_made_on_a_full_disk(disk: Path) -> None:
    (disk / "ballast").write_bytes(bytes(3 * 1024 * 1024 - 60_000))
    assert refused(lambda: make_vault(disk / "v")) is Code.DISK_FULL
    assert not (disk / "v").exists()
    (disk / "ballast").unlink()
    make_vault(disk / "v", ambient=FixedAmbient(seed=4))[0].close()


def test_a_read_only_disk_is_said_and_can_be_looked_at(disk: Path) -> None:
    make_vault(disk / "v")[0].close()
    assert mount("-o", "remount,ro", str(disk))
    before = {path: path.read_bytes() for path in disk.rglob("*") if path.is_file()}
    assert refused(lambda: open_vault(disk / "v")) is Code.READ_ONLY
    assert refused(lambda: make_vault(disk / "w")) is Code.READ_ONLY
    with open_vault(disk / "v", repair=False) as vault:
        assert vault.vault_id
    assert {path: path.read_bytes() for path in disk.rglob("*") if path.is_file()} == before


def test_an_attachment_is_whole_or_not_there_on_a_full_disk(disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = tmp_path / "film"
    original.write_bytes(os.urandom(4 << 20))
    small = tmp_path / "small"
    small.write_bytes(b"small")
    vault, _ = make_vault(disk / "v")
    with vault:
        assert refused(lambda: vault.attachments.add([original])) is Code.DISK_FULL
        kept = vault.attachments.add([small]).evidence
        # The disk fills while the file comes in: what was promised at the beginning is gone.
        monkeypatch.setattr(files, "free_bytes", lambda _path: 1 << 40)
        assert refused(lambda: vault.attachments.add([small, original])) is Code.DISK_FULL
        monkeypatch.undo()
        assert list((disk / "v" / "tmp").iterdir()) == []
        assert len([path for path in (disk / "v" / "blobs").rglob("*") if path.is_file()]) == 1
        assert vault.records.ids("evidence") == [kept]
        assert check(vault, deep=True).problems == []
        assert refused(lambda: vault.attachments.save(kept, disk / "full" / "x")) is Code.NOT_FOUND


def test_a_disk_that_is_nearly_full_is_said_before_it_is_full(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault, _ = make_vault(disk / "v")
    vault.close()
    with open_vault(disk / "v", ambient=FixedAmbient(seed=3)) as vault:
        assert vaults.NEARLY_FULL in vault.notices
        vault.records.add("person", {"display_name": "Lin Zhaowen"})
    room = folder.ROOM_TO_WORK + (disk / "v" / folder.DATABASE).stat().st_size
    monkeypatch.setattr(files, "free_bytes", lambda _path: room)
    with open_vault(disk / "v", ambient=FixedAmbient(seed=4)) as vault:
        assert vault.notices == []


def test_a_copy_on_a_full_disk_is_not_there(disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = tmp_path / "film"
    original.write_bytes(os.urandom(4 << 20))
    vault, _ = make_vault(tmp_path / "v")
    with vault:
        evidence = vault.attachments.add([original]).evidence
        monkeypatch.setattr(files, "free_bytes", lambda _path: 1 << 40)
        assert refused(lambda: vault.attachments.save(evidence, disk / "film")) is Code.DISK_FULL
        assert list(disk.iterdir()) == []
        # Unsealed it is noted before its first byte: the log may say of one copy too many that it left, never of one too few.
        assert [entry.action for entry in vault.records.history(evidence)] == ["left", "exported", "collected", "created"]
