"""One damaged attachment keeps nothing else from being saved: what is whole is in the back-up, what is not is named there."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from typing import TYPE_CHECKING

import pytest
from builders import CHEAP_BOUNDS, PASSPHRASE, open_vault
from vault.test_backup import refused, restored, tree

from casevault import files
from casevault.errors import Code
from casevault.vault import backup_place
from casevault.vault.backup import back_up
from casevault.vault.backup_own import mac_of
from casevault.vault.backup_place import Place, parse_damaged, parse_sums, pool_path, spell_damaged, spell_sums
from casevault.vault.check import check
from casevault.vault.restore import restore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from casevault.vault.vault import Vault


def largest(folder: Path) -> Path:
    return max((path for path in (folder / "blobs").rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)


def flip(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:70_000] + bytes([data[70_000] ^ 1]) + data[70_001:])


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


DAMAGES: list[Callable[[Path], object]] = [flip, cut, link, os.unlink]


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_whole_is_saved_and_what_is_not_is_named(
    filled: Vault,
    place: Path,
    tmp_path: Path,
    damage: Callable[[Path], object],
) -> None:
    hurt = largest(filled.folder)
    damage(hurt)
    made = back_up(filled, place)
    assert (made.attachments, made.damaged, made.only_here) == (1, (hurt.name,), ())
    sums = Place(place).sums(1)
    assert Place(place).missing(1, sums) == {hurt.name}
    assert not Place(place).parts_of(sums, hurt.name)
    assert not Place(place).wrong(sums)
    assert not (place / pool_path(hurt.name)).exists()
    filled.close()
    again = restored(place, tmp_path / "again")
    assert (again.attachments, again.damaged) == (1, (hurt.name,))
    with open_vault(tmp_path / "again") as vault:
        assert [(problem.code, problem.where) for problem in check(vault, deep=True).problems] == [
            (Code.BLOB_DAMAGED, f"attachment {hurt.name}")
        ]
        assert vault.search.find("Zyxquorvath").total == 1


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_whole_copy_from_before_is_kept_and_used(
    filled: Vault,
    place: Path,
    tmp_path: Path,
    damage: Callable[[Path], object],
) -> None:
    back_up(filled, place, keep=1)
    hurt = largest(filled.folder)
    damage(hurt)
    made = back_up(filled, place, keep=1)
    assert (made.attachments, made.damaged) == (2, ())
    assert made.only_here == ((hurt.name,) if damage is not flip else ()), "that it is not as long as it was is seen at a look"
    filled.close()
    assert restored(place, tmp_path / "again").damaged == ()
    with open_vault(tmp_path / "again") as vault:
        assert check(vault, deep=True).ok


def test_a_whole_copy_that_no_list_vouches_for_is_used_too(filled: Vault, place: Path) -> None:
    back_up(filled, place)
    hurt = largest(filled.folder)
    sums = Place(place).sums(1)
    others = {path: value for path, value in sums.items() if hurt.name not in path}
    raw = spell_sums(others)
    (place / "0001" / "SHA256SUMS").write_bytes(raw)  # as if an earlier back-up had been made without it
    (place / "0001" / "MANIFEST.mac").write_bytes(mac_of(filled.keys.backup_mac, filled.header.vault_id, raw))
    flip(hurt)
    made = back_up(filled, place)
    assert (made.damaged, made.only_here) == ((), (hurt.name,))


def test_damaged_here_and_in_the_place_it_is_named_and_nothing_is_written_over_it(filled: Vault, place: Path) -> None:
    back_up(filled, place)
    hurt = largest(filled.folder)
    flip(hurt)
    pooled = place / pool_path(hurt.name)
    cut(pooled)
    before = pooled.read_bytes()
    assert back_up(filled, place).damaged == (hurt.name,)
    assert pooled.read_bytes() == before


def test_a_bad_sector_is_damage_and_a_medium_that_fails_is_not(
    filled: Vault,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hurt = largest(filled.folder)
    real = files.open_file

    def failing(path: Path, **named: Any) -> Any:
        if path == hurt:
            raise OSError(errno.EIO, "")
        return real(path, **named)

    monkeypatch.setattr(files, "open_file", failing)
    assert back_up(filled, place).damaged == (hurt.name,)
    monkeypatch.setattr(files, "open_file", lambda path, **named: failing(hurt) if place in path.parents else real(path, **named))
    assert refused(lambda: back_up(filled, place)) in {Code.IO_ERROR, Code.INVALID_INPUT}
    assert Place(place).generations() == [1]


def test_a_vault_whose_stick_was_pulled_out_is_not_taken_for_one_with_damaged_attachments(
    filled: Vault,
    place: Path,
) -> None:
    back_up(filled, place, keep=1)
    before = tree(place)
    away = filled.folder.with_name("away")

    def pull(_done: int, _total: int, /) -> None:
        if (place / ".0002.part" / "vault.b").exists() and filled.folder.exists():
            filled.folder.rename(away)
            shutil.rmtree(place / "blobs")  # so that each is asked for in the vault

    shutil.copytree(place / "blobs", place.with_name("kept"))
    assert refused(lambda: back_up(filled, place, keep=1, progress=pull)) is Code.IO_ERROR
    assert Place(place).generations() == [1]
    shutil.rmtree(place / "blobs", ignore_errors=True)
    shutil.copytree(place.with_name("kept"), place / "blobs")
    assert tree(place) == before
    away.rename(filled.folder)


def test_who_alters_the_list_of_damaged_ones_is_noticed(filled: Vault, place: Path, tmp_path: Path) -> None:
    hurt = largest(filled.folder)
    flip(hurt)
    back_up(filled, place)
    filled.close()
    named = place / "0001" / "DAMAGED"
    assert named.read_text() == f"{hurt.name}\n"
    assert stat.S_IMODE(named.stat().st_mode) == 0o600
    named.write_text(f"{'0' * 32}\n")
    assert refused(lambda: restored(place, tmp_path / "again")) is Code.BACKUP_DAMAGED
    named.unlink()
    assert refused(lambda: restored(place, tmp_path / "again")) is Code.BACKUP_DAMAGED
    assert not (tmp_path / "again").exists()


LISTED = {"0001/main.db": "0" * 64, "blobs/3f/" + "3f" * 16: "0" * 64}


@pytest.mark.parametrize("raw", [b"", b"\n", b"3f" * 16, b"3f" * 16 + b"\n", b"4F" * 16 + b"\n", (b"40" * 16 + b"\n") * 2, b"x"])
def test_a_list_of_damaged_ones_that_is_none_is_refused(raw: bytes) -> None:
    assert parse_damaged(spell_damaged(["40" * 16, "41" * 16]), LISTED) == {"40" * 16, "41" * 16}
    assert refused(lambda: parse_damaged(raw, LISTED)) is Code.BACKUP_DAMAGED


def test_two_restored_into_one_name_do_not_touch_each_other(filled: Vault, place: Path, tmp_path: Path) -> None:
    back_up(filled, place)
    filled.close()
    target = tmp_path / "again"
    first: list[object] = []

    def meanwhile(_done: int, _total: int, /) -> None:
        if not first and list(tmp_path.glob(".again*.part/blobs/*/*")):
            first.append(None)
            first.append(restored(place, target))

    secret = bytearray(PASSPHRASE.encode())
    code = refused(lambda: restore(place, target, secret, bounds=CHEAP_BOUNDS, synced_folder_ok=True, progress=meanwhile))
    assert code is Code.INVALID_INPUT
    assert len(first) == 2
    with open_vault(target) as vault:
        assert check(vault, deep=True).ok
    assert not list(tmp_path.glob(".again*"))


def test_what_a_restore_left_that_was_cut_short_goes_with_the_next_day(filled: Vault, place: Path, tmp_path: Path) -> None:
    back_up(filled, place)
    filled.close()
    fresh, old = (tmp_path / f".again.{mark * 16}.part" for mark in "ab")
    for left in (fresh, old, tmp_path / ".again.part", tmp_path / ".again2.cccccccccccccccc.part"):
        left.mkdir()
        (left / "main.db").write_bytes(b"x")
    os.utime(old, (1, 1))
    os.utime(tmp_path / ".again2.cccccccccccccccc.part", (1, 1))
    restored(place, tmp_path / "again")
    assert fresh.exists()
    assert not old.exists()
    assert (tmp_path / ".again.part").exists()
    assert (tmp_path / ".again2.cccccccccccccccc.part").exists()


def test_the_list_is_not_read_before_its_mac_was_compared(
    filled: Vault,
    place: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    back_up(filled, place)
    filled.close()
    (place / "0001" / "SHA256SUMS").write_bytes((place / "0001" / "SHA256SUMS").read_bytes() + b"0" * 64 + b"  x\n")
    asked: list[int] = []
    real = parse_sums

    def noted(untrusted: bytes, generation: int) -> dict[str, str]:
        asked.append(generation)
        return real(untrusted, generation)

    monkeypatch.setattr(backup_place, "parse_sums", noted)
    assert refused(lambda: restored(place, tmp_path / "again")) is Code.BACKUP_DAMAGED
    assert asked == []
