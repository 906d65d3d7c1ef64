"""A back-up counts only when it came back whole; a vault is made again from it, in a new folder, and from nothing else."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tools import need
from vault.conftest import CANARY

from casevault import files
from casevault.errors import CaseVaultError, Code
from casevault.progress import Cancelled
from casevault.vault import backup, backup_place
from casevault.vault import header as headers
from casevault.vault.backup import BackedUp, back_up
from casevault.vault.backup_memory import remembered
from casevault.vault.backup_place import Place, parse_sums, pool_path, spell_sums
from casevault.vault.check import check
from casevault.vault.restore import Restored, find, restore
from casevault.vault.rotation import rotate
from casevault.vault.slots import SlotKind, make_slot
from casevault.vault.unlocking import new_input

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.vault.vault import Vault


def restored(source: Path, target: Path, secret: str = PASSPHRASE) -> Restored:
    return restore(source, target, bytearray(secret.encode()), bounds=CHEAP_BOUNDS, synced_folder_ok=True)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(work: Callable[[], object]) -> Code:
    with pytest.raises(CaseVaultError) as caught:
        work()
    return caught.value.code


def test_a_back_up_is_restored_as_it_was_and_is_a_device_of_its_own(filled: Vault, place: Path, tmp_path: Path) -> None:
    made = back_up(filled, place)
    assert made == BackedUp(place, 1, made.records, made.changes, 2, made.written, (), ())
    history = filled.db.read(lambda c: c.execute("SELECT id, digest FROM change ORDER BY seq").fetchall())
    device = filled.device
    filled.close()
    shutil.rmtree(filled.folder)
    again = restored(place, tmp_path / "again")
    assert (again.records, again.changes, again.attachments) == (made.records, made.changes, 2)
    with open_vault(tmp_path / "again") as vault:
        assert vault.device != device
        assert (
            vault.db.read(lambda c: c.execute("SELECT id, digest FROM change ORDER BY seq").fetchall())[: len(history)] == history
        )
        assert check(vault, deep=True).ok
        assert vault.search.find("Zyxquorvath").total == 1


def test_a_restored_vault_goes_on_in_the_place_and_the_first_no_longer_does(filled: Vault, place: Path, tmp_path: Path) -> None:
    """Of two copies the place belongs to the one that holds all that is in it; neither pushes out what the other has saved."""
    back_up(filled, place)
    assert [found.place for found in remembered(filled)] == [place]
    filled.records.add("person", {"display_name": "Only in the first"})
    filled.close()
    restored(place, tmp_path / "again")
    with open_vault(tmp_path / "again") as vault:
        assert remembered(vault) == [], "not by itself: the person chooses the place once"
        assert back_up(vault, place).generation == 2
    with open_vault(filled.folder, ambient=FixedAmbient(seed=5)) as first:
        assert [found.place for found in remembered(first)] == [place]
        assert refused(lambda: back_up(first, place)) is Code.INVALID_INPUT
        assert back_up(first, place.with_name("another")).generation == 1
    assert Place(place).generations() == [1, 2]


def test_a_vault_that_was_moved_goes_on_in_its_place(filled: Vault, place: Path, tmp_path: Path) -> None:
    back_up(filled, place)
    filled.close()
    filled.folder.rename(tmp_path / "moved")
    with open_vault(tmp_path / "moved", ambient=FixedAmbient(seed=5)) as vault:
        vault.records.add("person", {"display_name": "Later"})
        assert back_up(vault, place).generation == 2


def test_an_older_state_of_the_vault_pushes_no_newer_back_up_out(filled: Vault, place: Path, tmp_path: Path) -> None:
    back_up(filled, place)
    filled.records.add("person", {"display_name": "Later"})
    back_up(filled, place)
    filled.close()
    restored(place / "0001", tmp_path / "older")
    with open_vault(tmp_path / "older", ambient=FixedAmbient(seed=5)) as older:
        assert refused(lambda: back_up(older, place)) is Code.INVALID_INPUT
    assert Place(place).generations() == [1, 2]


def test_where_the_newest_cannot_be_read_the_one_before_it_is_asked(filled: Vault, place: Path) -> None:
    back_up(filled, place)
    back_up(filled, place)
    for number in (2, 1):
        (place / f"{number:04d}" / "main.db").write_bytes(b"x" * 5_000)
        assert back_up(filled, place).generation == 5 - number


def test_nothing_in_a_place_is_plain_or_linked_to_the_vault(filled: Vault, place: Path) -> None:
    back_up(filled, place)
    for path in place.rglob("*"):
        assert not path.is_symlink()
        if path.is_file():
            assert CANARY[:12] not in path.read_bytes()
            assert path.stat().st_nlink == 1
            assert path.stat().st_mode & 0o077 == 0


def test_sha256sum_checks_it_without_a_key(filled: Vault, place: Path) -> None:
    need("sha256sum")
    back_up(filled, place)
    command = ["sha256sum", "--check", "--strict", "--quiet", "0001/SHA256SUMS"]
    assert subprocess.run(command, cwd=place, capture_output=True, check=False).returncode == 0
    file = next(path for path in (place / "blobs").rglob("*") if path.is_file())
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert subprocess.run(command, cwd=place, capture_output=True, check=False).returncode == 1


def test_attachments_are_copied_once_and_go_with_the_last_generation_that_has_them(
    filled: Vault, place: Path, tmp_path: Path
) -> None:
    back_up(filled, place, keep=2)
    second = back_up(filled, place, keep=2)
    assert second.written < len(CANARY) * 9_000
    (tmp_path / "new.pdf").write_bytes(os.urandom(100_000))
    person = filled.records.ids("person")[0]
    filled.attachments.add([tmp_path / "new.pdf"], about=[person])
    back_up(filled, place, keep=2)
    assert Place(place).generations() == [2, 3]
    stray = place / pool_path("ab" * 16)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"left by a back-up that was cut short")
    back_up(filled, place, keep=1)
    assert Place(place).generations() == [4]
    assert not stray.exists()
    assert len([path for path in (place / "blobs").rglob("*") if path.is_file()]) == 3


def test_what_went_bad_in_the_pool_is_written_again(filled: Vault, place: Path) -> None:
    back_up(filled, place)
    file = max((path for path in (place / "blobs").rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert Place(place).wrong(Place(place).sums(1))
    back_up(filled, place)
    assert not Place(place).wrong(Place(place).sums(1)), "all generations share it"


def test_folders_with_numbers_push_nothing_out_and_are_left_alone(filled: Vault, place: Path) -> None:
    back_up(filled, place, keep=1)
    for number in range(2, 9):
        (place / f"{number:04d}").mkdir()
    (place / "0008" / "letter").write_text("mine")
    assert back_up(filled, place, keep=1).generation == 9
    assert not (place / "0001").exists()
    assert (place / "0008" / "letter").read_text() == "mine"
    assert restored_count(place) == 1


def restored_count(place: Path) -> int:
    return sum((place / f"{number:04d}" / "MANIFEST.mac").exists() for number in Place(place).generations())


def test_links_in_a_place_are_not_followed(filled: Vault, place: Path) -> None:
    back_up(filled, place)
    for path in (place / "blobs").rglob("*"):
        if path.is_file():
            path.unlink()
            path.symlink_to(filled.folder / "blobs" / path.parent.name / path.name)
    back_up(filled, place)
    assert not any(path.is_symlink() for path in (place / "blobs").rglob("*"))
    for part in (place / "blobs").iterdir():
        shutil.rmtree(part)
        part.symlink_to(filled.folder / "blobs" / part.name)
    assert refused(lambda: back_up(filled, place)) is Code.INVALID_INPUT


def test_what_writes_that_were_cut_short_have_left_goes_first(filled: Vault, place: Path) -> None:
    back_up(filled, place)
    part = next(path.parent for path in (place / "blobs").rglob("*") if path.is_file())
    for left in (part / ".3f.1234.part", place / ".0007.part"):
        left.write_bytes(b"x" * 1_000)
    back_up(filled, place)
    assert not list(place.rglob(".*"))


def test_what_is_swapped_while_it_is_restored_is_noticed(
    filled: Vault, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(filled, place)
    filled.records.add("person", {"display_name": "Later"})
    back_up(filled, place)
    filled.close()
    real = Place.wrong

    def then_swapped(self: Place, *given: Any) -> list[str]:
        found = real(self, *given)
        shutil.copy(place / "0001" / "main.db", place / "0002" / "main.db")
        return found

    monkeypatch.setattr(Place, "wrong", then_swapped)
    assert refused(lambda: restored(place, tmp_path / "again")) is Code.BACKUP_DAMAGED
    assert not (tmp_path / "again").exists()


def test_a_back_up_opens_with_the_keyfile_of_its_day(vault: Vault, place: Path, tmp_path: Path) -> None:
    keyfile = bytes(range(64))
    change = make_slot(
        SlotKind.PASSPHRASE_KEYFILE,
        new_input(bytearray(PASSPHRASE.encode()), keyfile),
        master=vault.keys.master,
        vault_id=vault.header.vault_id,
        profile=CHEAPEST,
        ambient=vault.ambient,
    )
    vault.rewrite_header((change,))
    back_up(vault, place)
    vault.close()
    assert refused(lambda: restored(place, tmp_path / "again")) is Code.WRONG_CREDENTIALS
    secret = bytearray(PASSPHRASE.encode())
    assert restore(place, tmp_path / "again", secret, keyfile=keyfile, bounds=CHEAP_BOUNDS, synced_folder_ok=True).generation == 1


def test_long_attachments_stand_in_parts(filled: Vault, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_place, "PART_BYTES", 100_000)
    back_up(filled, place)
    assert [path.name[-4:] for path in sorted((place / "blobs").rglob("*.0*"))] == [".000", ".001", ".002"]
    back_up(filled, place)
    filled.close()
    assert restored(place / "0002", tmp_path / "again").attachments == 2


@pytest.mark.parametrize(
    ("what", "how"),
    [(what, how) for what in ("main.db", "vault.a", "SHA256SUMS", "MANIFEST.mac", "blobs") for how in ("flipped", "cut", "gone")]
    + [("main.db", "linked"), ("vault.a", "linked"), ("blobs", "linked")],
)
def test_a_back_up_that_was_altered_is_refused_and_nothing_is_left(
    filled: Vault, place: Path, tmp_path: Path, what: str, how: str
) -> None:
    back_up(filled, place)
    filled.close()
    folder = place / "0001"
    file = (
        max((place / "blobs").rglob("*"), key=lambda path: path.stat().st_size if path.is_file() else 0)
        if what == "blobs"
        else folder / what
    )
    data = file.read_bytes()
    if how == "flipped":
        file.write_bytes(data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :])
    elif how == "cut":
        file.write_bytes(data[:-1])
    else:
        file.rename(tmp_path / "elsewhere")
        if how == "linked":
            file.symlink_to(tmp_path / "elsewhere")
    code = refused(lambda: restored(place, tmp_path / "again"))
    assert code in {Code.BACKUP_DAMAGED, Code.NOT_FOUND}
    assert not (tmp_path / "again").exists()
    assert not list(tmp_path.glob(".again*"))


def test_sums_that_somebody_made_to_fit_are_refused(filled: Vault, place: Path, tmp_path: Path) -> None:
    """Whoever can write at the place can make the sums right again, but not the MAC over them."""
    back_up(filled, place)
    filled.records.add("person", {"display_name": "Later"})
    back_up(filled, place)
    filled.close()
    old, new = place / "0001", place / "0002"
    shutil.copy(old / "main.db", new / "main.db")
    sums = parse_sums((new / "SHA256SUMS").read_bytes(), 2)
    sums["0002/main.db"] = backup_place.sum_of(new / "main.db")
    (new / "SHA256SUMS").write_bytes(spell_sums(sums))
    assert refused(lambda: restored(new, tmp_path / "again")) is Code.BACKUP_DAMAGED
    assert restored(old, tmp_path / "older").generation == 1


def test_a_wrong_passphrase_restores_nothing(filled: Vault, place: Path, tmp_path: Path) -> None:
    back_up(filled, place)
    filled.close()
    assert refused(lambda: restored(place, tmp_path / "again", "another")) is Code.WRONG_CREDENTIALS
    assert not (tmp_path / "again").exists()
    assert not list(tmp_path.glob(".again*"))


def test_a_place_that_is_taken_is_refused(filled: Vault, place: Path, tmp_path: Path) -> None:
    back_up(filled, place)
    filled.close()
    (tmp_path / "again").mkdir()
    assert refused(lambda: restored(place, tmp_path / "again")) is Code.INVALID_INPUT


def test_only_a_place_for_this_vault_is_taken(filled: Vault, place: Path, tmp_path: Path) -> None:
    taken = tmp_path / "pictures"
    taken.mkdir()
    (taken / "holiday.jpg").write_bytes(b"x")
    for wrong in (taken, filled.folder, filled.folder / "blobs", filled.folder.parent, tmp_path / "scan.pdf"):
        assert refused(lambda wrong=wrong: back_up(filled, wrong)) is Code.INVALID_INPUT, wrong  # type: ignore[misc] # bound
    assert tree(taken) == {"holiday.jpg": b"x"}
    other, _ = make_vault(tmp_path / "other", ambient=FixedAmbient(seed=7))
    with other:
        back_up(other, place)
        assert refused(lambda: back_up(filled, place)) is Code.INVALID_INPUT
    (tmp_path / "link").symlink_to(taken)
    assert refused(lambda: back_up(filled, tmp_path / "link")) is Code.INVALID_INPUT


def test_after_new_keys_another_place_is_asked_for(vault: Vault, place: Path) -> None:
    back_up(vault, place)
    vault.close()
    rotate(vault.folder, bytearray(PASSPHRASE.encode()), profile=CHEAPEST, bounds=CHEAP_BOUNDS, ambient=FixedAmbient(seed=9))
    before = tree(place)
    with open_vault(vault.folder) as again:
        assert refused(lambda: back_up(again, place)) is Code.INVALID_INPUT
        assert tree(place) == before
        assert back_up(again, place.with_name("new")).generation == 1


@pytest.mark.parametrize("step", ["copy_database", "headers.write"])
def test_what_does_not_come_back_does_not_count_and_older_ones_stay(
    filled: Vault, place: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    back_up(filled, place, keep=1)
    before = tree(place)
    owner, name = (headers, "write") if "." in step else (backup, step)
    real = getattr(owner, name)

    def bad_medium(*given: Any, **named: Any) -> None:
        real(*given, **named)
        file = place / ".0002.part" / ("main.db" if name == step else "vault.a")
        data = file.read_bytes()
        file.write_bytes(data[:5_000] + bytes([data[5_000] ^ 1]) + data[5_001:])

    monkeypatch.setattr(owner, name, bad_medium)
    assert refused(lambda: back_up(filled, place, keep=1)) in {Code.BACKUP_DAMAGED, Code.DB_DAMAGED}
    assert tree(place) == before


def test_a_damaged_vault_makes_no_back_up_and_drops_none(filled: Vault, place: Path) -> None:
    back_up(filled, place, keep=1)
    filled.db.maintain(lambda c: c.execute("UPDATE record SET title = 'x' WHERE type = 'person'").fetchall())
    assert refused(lambda: back_up(filled, place, keep=1)) is Code.BACKUP_DAMAGED
    assert Place(place).generations() == [1]
    assert not list(place.glob(".0*"))


def test_a_cancelled_back_up_leaves_the_others_as_they_were(filled: Vault, place: Path) -> None:
    back_up(filled, place)
    before = tree(place)
    steps = 0

    def count(_done: int, _total: int, /) -> None:
        nonlocal steps
        steps += 1

    back_up(filled, place, progress=count)
    shutil.rmtree(place / "0002")
    for last in range(steps):
        left = last

        def stop(_done: int, _total: int, /) -> None:
            nonlocal left
            if left == 0:
                raise Cancelled
            left -= 1

        with pytest.raises(Cancelled):
            back_up(filled, place, progress=stop)
        assert tree(place) == before


def test_too_little_room_is_said_before_anything_is_written(filled: Vault, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "free_bytes", lambda _path: 100_000)
    assert refused(lambda: back_up(filled, place)) is Code.DISK_FULL
    assert tree(place) == {"lock": b""}


def test_a_disk_that_fails_in_the_middle_leaves_no_generation(
    filled: Vault, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files.write_private_file

    def failing(path: Path, *given: Any, **named: Any) -> None:
        if path.name == backup_place.MAC:
            raise files.problem_from(OSError(errno.EIO, ""))
        real(path, *given, **named)

    monkeypatch.setattr(files, "write_private_file", failing)
    assert refused(lambda: back_up(filled, place)) is Code.IO_ERROR
    assert Place(place).generations() == []


def test_a_stick_that_is_not_there_is_not_made_on_the_disk(filled: Vault, tmp_path: Path) -> None:
    assert refused(lambda: back_up(filled, tmp_path / "media" / "stick" / "back-ups")) is Code.NOT_FOUND
    assert not (tmp_path / "media").exists()


def test_two_back_ups_at_once_are_refused(filled: Vault, place: Path) -> None:
    backup.prepare(filled, place)
    with files.FolderLock(place / backup_place.LOCK):
        assert refused(lambda: back_up(filled, place)) is Code.IN_USE


def test_what_is_recorded_while_it_runs_is_in_the_next_one(filled: Vault, place: Path) -> None:
    def record(_done: int, _total: int, /) -> None:
        filled.records.add("note", {"kind": "fact", "text": "meanwhile"})

    first = back_up(filled, place, progress=record)
    assert filled.records.counts()["note"] > 1
    second = back_up(filled, place)
    assert second.changes > first.changes


def test_the_newest_generation_is_meant_unless_one_is_named(filled: Vault, place: Path, tmp_path: Path) -> None:
    back_up(filled, place)
    back_up(filled, place)
    assert find(place) == (Place(place), 2)
    assert find(place / "0001") == (Place(place), 1)
    assert refused(lambda: find(tmp_path)) is Code.NOT_FOUND
    assert refused(lambda: find(tmp_path / "nowhere")) is Code.NOT_FOUND


SUM = "0" * 64
OWN = {"0001/main.db": SUM, "0001/vault.a": SUM, "0001/vault.b": SUM}


@pytest.mark.parametrize(
    "path",
    [
        "../main.db",
        "blobs/../../x",
        "/etc/passwd",
        "blobs/ab/" + "cd" * 16,
        "0002/main.db",
        "0001/lock",
        "blobs/ab",
        "0001/MAIN.db",
        "",
    ],
)
def test_a_list_that_names_anything_else_is_refused(path: str) -> None:
    assert parse_sums(spell_sums(OWN), 1) == OWN
    assert refused(lambda: parse_sums(spell_sums({**OWN, path: SUM}), 1)) is Code.BACKUP_DAMAGED


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(str.encode)))
def test_a_list_of_anything_is_read_as_written_or_refused(untrusted: bytes) -> None:
    try:
        found = parse_sums(untrusted, 1)
    except CaseVaultError:
        return
    assert spell_sums(found) == untrusted
