from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault
from tools import need

from casevault import files, paths
from casevault.crypto import kdf, signing
from casevault.errors import CaseVaultError, Code
from casevault.i18n import Catalogue
from casevault.store import meta
from casevault.vault import header as headers
from casevault.vault import recovery
from casevault.vault import vault as vaults
from casevault.vault.slots import SlotKind
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, str]:
    vault, code = make_vault(tmp_path / "v")
    vault.close()
    return tmp_path / "v", code


def refused(call: Callable[[], object]) -> Code:
    with pytest.raises(CaseVaultError) as caught:
        call()
    return caught.value.code


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_folder_is_as_written_down(made: tuple[Path, str]) -> None:
    folder, code = made
    assert sorted(path.name for path in folder.iterdir()) == ["blobs", "lock", "main.db", "tmp", "vault.a", "vault.b"]
    for path in [folder, *folder.rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
    assert (folder / "vault.a").read_bytes() == (folder / "vault.b").read_bytes()
    assert (folder / "lock").read_bytes() == b""
    everything = b"".join(content(folder).values())
    for secret in (PASSPHRASE.encode(), code.encode(), b"A.B."):
        assert secret not in everything


def test_it_opens_with_its_passphrase_and_its_code(made: tuple[Path, str]) -> None:
    folder, code = made
    with open_vault(folder) as vault:
        first = (vault.vault_id, bytes(vault.keys.db), vault.actor, vault.device)
        assert vault.notices == []
        assert vault.slot.kind is SlotKind.PASSPHRASE
        assert vault.records.get(vault.actor).title == "A.B."
        assert vault.look(Catalogue()).title_of(vault.actor) == "A.B."
        assert vault.look(Catalogue()).title_of("0" * 32) == "0" * 32
        assert vault.search.find("A.B.").total >= 0
        vault.drafts.save("x", {"a": "b"})
        assert vault.drafts.load("x") == {"a": "b"}
    with open_vault(folder, code.lower().replace("-", " "), kind=SlotKind.RECOVERY) as vault:
        assert (vault.vault_id, bytes(vault.keys.db), vault.actor, vault.device) == first
    assert not any(vault.keys.master)
    vault.close()


@pytest.mark.parametrize(("secret", "kind", "code"), [
    ("wrong", SlotKind.PASSPHRASE, Code.WRONG_CREDENTIALS),
    ("", SlotKind.PASSPHRASE, Code.WRONG_CREDENTIALS),
    (PASSPHRASE, SlotKind.RECOVERY, Code.INVALID_INPUT),
    ("0000-0000-0000-0000-0000-0000-0000-0000-0000", SlotKind.RECOVERY, Code.WRONG_CREDENTIALS),
])  # fmt: skip
def test_another_secret_does_not(made: tuple[Path, str], secret: str, kind: SlotKind, code: Code) -> None:
    folder, _ = made
    before = content(folder)
    assert refused(lambda: open_vault(folder, secret, kind=kind)) is code
    assert content(folder) == before
    open_vault(folder).close()


def test_what_is_no_vault(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    for name in ("folder", "file", "absent"):
        assert refused(lambda name=name: open_vault(tmp_path / name)) is Code.NOT_A_VAULT  # type: ignore[misc] # name bound early
    assert list((tmp_path / "folder").iterdir()) == []


def test_a_vault_in_use(made: tuple[Path, str]) -> None:
    folder, _ = made
    script = (
        "import sys, pathlib\nfrom builders import open_vault\n"
        "try: open_vault(pathlib.Path(sys.argv[1]))\nexcept Exception as e: print(e.code)"
    )
    tests = Path(__file__).parents[1]
    environment = os.environ | {"PYTHONPATH": f"{tests}{os.pathsep}{tests.parent}"}
    with open_vault(folder):
        assert refused(lambda: open_vault(folder)) is Code.IN_USE
        command = [sys.executable, "-c", script, str(folder)]
        said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert said.stdout.strip() == "in_use"
    open_vault(folder).close()


@pytest.mark.parametrize("copy", ["vault.a", "vault.b"])
def test_a_damaged_copy_is_repaired_and_said(made: tuple[Path, str], copy: str) -> None:
    folder, _ = made
    whole = (folder / copy).read_bytes()
    (folder / copy).write_bytes(whole[:500] + b"\xff" + whole[501:])
    before = content(folder)
    with open_vault(folder, repair=False) as vault:
        assert vault.notices == [vaults.NOT_REPAIRED]
    assert content(folder) == before
    assert refused(lambda: open_vault(folder, "wrong")) is Code.WRONG_CREDENTIALS
    assert content(folder) == before
    with open_vault(folder) as vault:
        assert vault.notices == [vaults.REPAIRED]
    assert (folder / copy).read_bytes() == whole
    with open_vault(folder) as vault:
        assert vault.notices == []


def test_damage_tampering_and_the_database_are_told_apart(made: tuple[Path, str]) -> None:
    folder, _ = made
    page = bytearray((folder / "main.db").read_bytes())
    page[40] ^= 1
    (folder / "main.db").write_bytes(page)
    assert refused(lambda: open_vault(folder)) is Code.DB_DAMAGED
    assert refused(lambda: open_vault(folder, "wrong")) is Code.WRONG_CREDENTIALS
    (folder / "main.db").unlink()
    assert refused(lambda: open_vault(folder)) is Code.DB_DAMAGED
    for copy in headers.COPIES:
        (folder / copy).write_bytes(b"gone")
    assert refused(lambda: open_vault(folder)) is Code.HEADER_DAMAGED


@pytest.mark.parametrize("repair", [True, False])
def test_tables_of_a_later_program(made: tuple[Path, str], repair: bool) -> None:
    folder, _ = made
    with open_vault(folder) as vault:
        vault.db.maintain(lambda c: c.execute("PRAGMA user_version=99").fetchall())
    before = content(folder)
    assert refused(lambda: open_vault(folder, repair=repair)) is Code.TOO_NEW
    assert content(folder) == before
    open_lock = files.FolderLock(folder / "lock")  # a refused opening lets go of everything
    open_lock.release()


def test_a_header_of_another_vault(made: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = made
    other, _ = make_vault(tmp_path / "other", ambient=FixedAmbient(seed=9))
    other.close()
    for copy in headers.COPIES:
        shutil.copy(tmp_path / "other" / copy, folder / copy)
    assert refused(lambda: open_vault(folder)) is Code.DB_DAMAGED


def test_reading_only_leaves_every_byte(made: tuple[Path, str]) -> None:
    folder, _ = made
    (folder / "tmp" / "x.part").write_bytes(b"unfinished")
    before = content(folder)
    with open_vault(folder, repair=False) as vault:
        assert refused(lambda: vault.db.write(lambda c: c.execute("DELETE FROM meta").rowcount)) is Code.READ_ONLY
    assert content(folder) == before


def test_opening_for_work_clears_what_is_unfinished_and_makes_it_private(made: tuple[Path, str]) -> None:
    folder, _ = made
    (folder / "tmp" / "x.part").write_bytes(b"unfinished")
    (folder / ".vault.a.00000000.part").write_bytes(b"unfinished")
    shutil.rmtree(folder / "blobs")
    folder.chmod(0o755)
    (folder / "main.db").chmod(0o644)
    open_vault(folder).close()
    assert not list((folder / "tmp").iterdir())
    assert not list(folder.glob(".*"))
    assert (folder / "blobs").is_dir()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "main.db").stat().st_mode & 0o777 == 0o600


def linked(link: Path, target: Path) -> None:
    try:
        link.symlink_to(target, target_is_directory=target.is_dir())
    except OSError:
        pytest.skip("links are not allowed here")


def test_a_link_planted_for_a_folder_is_never_followed(made: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = made
    mine = tmp_path / "mine"
    mine.mkdir(mode=0o755)
    (mine / "letter").write_bytes(b"mine")
    (folder / "tmp").rmdir()
    linked(folder / "tmp", mine)
    open_vault(folder).close()
    assert (mine / "letter").read_bytes() == b"mine"
    assert mine.stat().st_mode & 0o777 == 0o755
    assert not (folder / "tmp").is_symlink()
    (folder / "blobs").rmdir()
    linked(folder / "blobs", mine)
    assert refused(lambda: open_vault(folder)) is Code.BLOB_DAMAGED
    assert list(mine.iterdir()) == [mine / "letter"]


@pytest.mark.parametrize("name", ["main.db-wal", "main.db-shm", "main.db-journal"])
def test_a_link_planted_beside_the_database_is_never_followed(made: tuple[Path, str], tmp_path: Path, name: str) -> None:
    folder, _ = made
    (tmp_path / "letter").write_bytes(b"mine")
    linked(folder / name, tmp_path / "letter")
    for repair in (True, False):
        assert refused(lambda repair=repair: open_vault(folder, repair=repair)) is Code.DB_DAMAGED  # type: ignore[misc] # bound early
    assert (tmp_path / "letter").read_bytes() == b"mine"


def test_odd_things_in_the_folder_do_not_keep_it_shut(made: tuple[Path, str]) -> None:
    folder, _ = made
    (folder / "tmp" / "folder").mkdir()
    (folder / "tmp" / "folder" / "file").write_bytes(b"")
    (folder / ".x.part").mkdir()
    open_vault(folder).close()
    assert not list((folder / "tmp").iterdir())
    (folder / "tmp").rmdir()
    (folder / "tmp").write_bytes(b"")
    open_vault(folder).close()
    assert (folder / "tmp").is_dir()


@pytest.mark.parametrize(("name", "code"), [("vault.a", None), ("main.db", Code.DB_DAMAGED), ("main.db-wal", Code.DB_DAMAGED)])
def test_a_pipe_is_not_waited_for(made: tuple[Path, str], name: str, code: Code | None) -> None:
    need("mkfifo")
    folder, _ = made
    (folder / name).unlink(missing_ok=True)
    subprocess.run(["mkfifo", str(folder / name)], check=True)
    if code is None:
        with open_vault(folder) as vault:
            assert vault.notices == [vaults.REPAIRED]
    else:
        assert refused(lambda: open_vault(folder)) is code


def test_the_recovery_code_sets_a_new_passphrase(made: tuple[Path, str], tmp_path: Path) -> None:
    folder, code = made
    shutil.copytree(folder, tmp_path / "old copy")
    recover(folder, code, "a new passphrase")
    assert refused(lambda: open_vault(folder)) is Code.WRONG_CREDENTIALS
    with open_vault(folder, "a new passphrase") as vault:
        assert vault.notices == []
        assert vault.header.gen == 2
        assert [slot.kind for slot in vault.header.slots] == ["passphrase", "recovery"]
        assert vault.records.get(vault.actor).fields["name"] == "A.B."
        assert vault.records.history(vault.actor)[0].action == vaults.SLOT_CHANGED
    open_vault(folder, code, kind=SlotKind.RECOVERY).close()
    open_vault(tmp_path / "old copy").close()  # the honest sentence: older copies open with the old one


def recover(folder: Path, code: str, new: str) -> None:
    recovery.recover(
        folder,
        bytearray(code.encode()),
        bytearray(new.encode()),
        profile=CHEAPEST,
        ambient=FixedAmbient(seed=5),
        bounds=CHEAP_BOUNDS,
    )


def test_recovery_without_a_new_passphrase_changes_nothing(made: tuple[Path, str]) -> None:
    folder, code = made
    before = content(folder)
    assert refused(lambda: recover(folder, code, "")) is Code.INVALID_INPUT
    assert refused(lambda: recover(folder, "0" * 36, "new")) is Code.WRONG_CREDENTIALS
    assert content(folder) == before


def test_a_slot_that_another_program_made_signs_too(made: tuple[Path, str]) -> None:
    folder, code = made
    with open_vault(folder) as vault:
        actor, key = vault.actor, vaults.actor_key(vault.slot)
        vault.db.write(lambda c: meta.drop(c, key))
    with open_vault(folder) as vault:
        assert vault.actor == actor
    open_vault(folder, code, kind=SlotKind.RECOVERY).close()


def test_an_older_header_put_back_is_said(made: tuple[Path, str]) -> None:
    folder, code = made
    old = (folder / "vault.a").read_bytes()
    recover(folder, code, "new")
    for copy in headers.COPIES:
        (folder / copy).write_bytes(old)
    with open_vault(folder) as vault:
        assert vault.notices == [vaults.OLDER_HEADER]


def test_a_header_newer_than_the_database_knows_is_noted(made: tuple[Path, str]) -> None:
    folder, _ = made
    with open_vault(folder) as vault:
        data = headers.encode(vault.header.with_slots(vault.header.slots), vault.keys.header)
    headers.write(folder, data)  # as after a crash between header and database
    for seed in (3, 4):
        with open_vault(folder, ambient=FixedAmbient(seed=seed)) as vault:
            assert vault.notices == []
            assert [row.action for row in vault.records.history(vault.actor)].count(vaults.SLOT_CHANGED) == 1


def test_the_second_copy_may_follow_at_the_next_opening(made: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = made
    real = files.write_private_file

    def only_a(path: Path, data: bytes) -> None:
        if path.name == "vault.b":
            raise files.problem_from(OSError(errno.ENOSPC, ""))
        real(path, data)

    with open_vault(folder) as vault:
        monkeypatch.setattr(files, "write_private_file", only_a)
        recovery.change_passphrase(vault, bytearray(b"new"), profile=CHEAPEST)
        monkeypatch.undo()
        assert vault.notices == [vaults.TWIN_LEFT]
    assert refused(lambda: open_vault(folder)) is Code.WRONG_CREDENTIALS
    with open_vault(folder, "new") as vault:
        assert vault.notices == [vaults.REPAIRED]
    assert (folder / "vault.a").read_bytes() == (folder / "vault.b").read_bytes()


def test_a_passphrase_that_cannot_be_written_is_not_set(made: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = made

    def full(_path: Path, _data: bytes) -> None:
        raise files.problem_from(OSError(errno.ENOSPC, ""))

    with open_vault(folder) as vault:
        monkeypatch.setattr(files, "write_private_file", full)
        assert refused(lambda: recovery.change_passphrase(vault, bytearray(b"new"), profile=CHEAPEST)) is Code.DISK_FULL
        monkeypatch.undo()
    open_vault(folder).close()


def test_a_read_only_medium(made: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = made
    (folder / "vault.b").write_bytes(b"")
    before = content(folder)

    def read_only(_path: Path, _data: bytes) -> None:
        raise files.problem_from(OSError(errno.EROFS, ""))

    monkeypatch.setattr(files, "write_private_file", read_only)
    assert refused(lambda: open_vault(folder)) is Code.READ_ONLY
    assert content(folder) == before
    open_vault(folder, repair=False).close()


def test_a_clone_becomes_a_device_of_its_own(made: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = made
    with open_vault(folder) as vault:
        first = vault.device
    shutil.copytree(folder, tmp_path / "clone")
    with open_vault(tmp_path / "clone", repair=False) as vault:
        assert (vault.device, vault.notices) == (first, [])
    with open_vault(tmp_path / "clone") as vault:
        second = vault.device
        assert second != first
        assert vault.notices == [vaults.CLONE]
        assert vault.records.get(second).fields["public_key"] != vault.records.get(first).fields["public_key"]
        seed = vault.db.read(lambda c: meta.get(c, meta.DEVICE_SEED))
        assert seed is not None
        assert signing.public_key(seed).hex() == vault.records.get(second).fields["public_key"]
        assert vault.records.history(second)[0].device == second
    with open_vault(tmp_path / "clone") as vault:
        assert (vault.device, vault.notices) == (second, [])
    monkeypatch.setattr(paths, "machine_mark", lambda: "another computer")
    with open_vault(folder, ambient=FixedAmbient(seed=3)) as vault:
        assert vault.device not in {first, second}


def test_hostile_costs_do_no_work(made: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = made

    def works(*_arguments: object) -> bytearray:
        raise AssertionError("work was done")

    monkeypatch.setattr(kdf, "derive", works)
    monkeypatch.setattr(vaults, "run_selftest", lambda: 0)
    # The cheapest profile lies below what every reader demands unless a test hands in other bounds.
    assert refused(lambda: Vault.open(folder, bytearray(b"x"))) is Code.HEADER_TAMPERED


@pytest.mark.slow
def test_a_vault_made_as_people_make_it_opens_as_they_open_it(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "v", bytearray(b"x"), synced_folder_ok=True)
    vault.close()
    with Vault.open(tmp_path / "v", bytearray(b"x\n")) as vault:
        assert vault.slot.profile.m_kib == 256 * 1024
        assert kdf.STANDARD.allow(vault.slot.profile)
