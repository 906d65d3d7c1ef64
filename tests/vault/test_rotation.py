"""New keys for a vault: what opens it afterwards, what is the same, and what a crash at any moment leaves."""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING

import pytest
from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault

from casevault import files
from casevault.errors import CaseVaultError, Code
from casevault.store import changes, rekey
from casevault.store.changes import forwards
from casevault.vault import folder as layout
from casevault.vault import header as headers
from casevault.vault import rotation, ways
from casevault.vault import vault as vaults
from casevault.vault.check import check
from casevault.vault.slots import SlotKind
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.progress import Progress
    from casevault.store.connection import Connection

SECRET = bytearray(PASSPHRASE.encode())
OTHER = bytearray(b"a colleague's passphrase")


def refused(call: Callable[[], object]) -> Code:
    with pytest.raises(CaseVaultError) as caught:
        call()
    assert caught.value.hint
    return caught.value.code


def rotate(folder: Path, secret: bytearray = SECRET, keyfile: bytes | None = None, seed: int = 40) -> str:
    return rotation.rotate(folder, secret, keyfile, profile=CHEAPEST, ambient=FixedAmbient(seed=seed), bounds=CHEAP_BOUNDS)


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, str]:
    """A vault with two people, a shared draft and a record that was edited and one that was deleted."""
    vault, code = make_vault(tmp_path / "W.casevault")
    with vault:
        ways.add_passphrase(vault, SECRET, OTHER, "C.D.", profile=CHEAPEST)
        person = vault.records.add("person", {"display_name": "Lin Zhaowen"}).made[0]
        vault.records.edit(person, {"display_name": "Lin Zhaowen", "occupation": "turned away"})
        vault.records.delete(vault.records.add("person", {"display_name": "Deleted One"}).made[0])
        vault.drafts.save("x", {"a": "b"})
        vault.search.drain()
    return tmp_path / "W.casevault", code


def beside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir() if path.name.startswith(folder.name))


def test_a_rotated_vault_is_the_same_under_other_keys(made: tuple[Path, str], tmp_path: Path) -> None:
    folder, code = made
    with open_vault(folder, ambient=FixedAmbient(seed=3)) as vault:
        old = (vault.vault_id, vault.actor, vault.device, vault.header.gen, vault.header.created_day)
        keys, salt = (bytes(vault.keys.master), bytes(vault.keys.db)), (folder / "main.db").read_bytes()[:16]
        digests, last = vault.db.read(rekey.digests), list(vault.db.read(lambda c: list(forwards(c))))[-1]
    shutil.copytree(folder, tmp_path / "copy")
    new_code = rotate(folder)
    assert beside(folder) == [folder.name]
    with open_vault(folder, ambient=FixedAmbient(seed=41)) as vault:
        assert vault.notices == []
        assert (vault.vault_id, vault.actor, vault.device, vault.header.gen - 1, vault.header.created_day) == old
        assert bytes(vault.keys.master) != keys[0]
        assert bytes(vault.keys.db) != keys[1]
        assert (folder / "main.db").read_bytes()[:16] != salt
        assert check(vault, deep=True).problems == []
        assert vault.db.read(rekey.digests)[: len(digests)] == digests
        rows = vault.db.read(lambda c: list(forwards(c)))[len(digests) :]
        assert [row.action for row in rows] == [rotation.ROTATED, vaults.SLOT_CHANGED]
        assert set(rows[0].fields) == {f"rows/{last.seq}", f"mac/{last.mac.hex()}"}
        assert vault.search.find("turned away").total == 1
        assert vault.drafts.load("x") == {"a": "b"}
        assert [(way.kind, way.signer) for way in ways.ways_of(vault)] == [("passphrase", vault.actor), ("recovery", vault.actor)]
        vault.records.undo()  # the log goes on, and the triggers that keep it are back
        assert check(vault, deep=True).problems == []
    for path in [folder, *folder.rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
    assert refused(lambda: open_vault(folder, OTHER.decode())) is Code.WRONG_CREDENTIALS
    assert refused(lambda: open_vault(folder, code, kind=SlotKind.RECOVERY)) is Code.WRONG_CREDENTIALS
    open_vault(folder, new_code, kind=SlotKind.RECOVERY, ambient=FixedAmbient(seed=42)).close()
    # Neither an older header nor an older database fits any more, and the copy made before opens as before.
    open_vault(tmp_path / "copy", ambient=FixedAmbient(seed=43)).close()
    for name in headers.COPIES:
        shutil.copy(tmp_path / "copy" / name, folder / name)
    assert refused(lambda: open_vault(folder)) is Code.DB_DAMAGED


def test_a_vault_with_a_keyfile_keeps_it(made: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = made
    with open_vault(folder, ambient=FixedAmbient(seed=3)) as vault:
        ways.add_keyfile(vault, SECRET, tmp_path / "k", profile=CHEAPEST)
    rotate(folder, SECRET, (tmp_path / "k").read_bytes())
    assert refused(lambda: open_vault(folder)) is Code.WRONG_CREDENTIALS
    with Vault.open(
        folder, SECRET, keyfile=(tmp_path / "k").read_bytes(), ambient=FixedAmbient(seed=4), bounds=CHEAP_BOUNDS
    ) as v:
        assert [way.kind for way in ways.ways_of(v)] == ["passphrase_keyfile", "recovery"]


class KilledError(BaseException):
    """Stands for the end of the process: nothing after it runs, no clearing up either."""


STEPS = ("export", "rechain", "_note", "write", "_verify", "move_folder", "finish_swap", "remove_file", "remove_tree")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [False, True])
def test_a_crash_at_any_step_leaves_a_whole_vault(
    made: tuple[Path, str], step: str, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = made
    place = {
        "export": rekey, "rechain": changes, "_note": rotation, "write": headers, "_verify": rotation,
        "move_folder": files, "finish_swap": layout, "remove_file": files, "remove_tree": files,
    }[step]  # fmt: skip
    real = getattr(place, step)
    dead = False

    def killed(*given: object, **named: object) -> object:
        nonlocal dead
        ours = not given or not str(given[0]).endswith((".part", "tmp"))
        starting = step == "write" and str(given[0]).endswith(folder.name)  # opening repairs nothing, but asks to
        clearing = step == "remove_tree" and str(given[0]).endswith(layout.NEW) and not dead
        opening = step == "finish_swap" and folder.exists()
        if dead:
            raise KilledError
        if not ours or starting or clearing or opening:
            return real(*given, **named)
        if after:
            real(*given, **named)
        dead = True
        raise KilledError

    monkeypatch.setattr(place, step, killed)
    if place is not files:  # a dead process clears nothing away
        monkeypatch.setattr(files, "remove_tree", lambda path: None if dead else shutil.rmtree(path, ignore_errors=True))
    with pytest.raises(KilledError):
        rotate(folder)
    monkeypatch.undo()
    with open_vault(folder, ambient=FixedAmbient(seed=50)) as vault:
        assert check(vault, deep=True).problems == []
        assert vault.search.find("turned away").total == 1
        rotated = rotation.ROTATED in [row.action for row in vault.db.read(lambda c: list(forwards(c)))]
        assert rotated == (len(vault.header.slots) == 2)
        left = layout.beside(folder, layout.OLD).exists()
        assert vault.notices == ([vaults.LEFT_BEHIND] if left else [])
    if left:
        assert refused(lambda: rotate(folder, seed=51)) is Code.INVALID_INPUT
        shutil.rmtree(layout.beside(folder, layout.OLD))
    rotate(folder, seed=52)  # what was cut off is begun anew
    assert beside(folder) == [folder.name]
    open_vault(folder, ambient=FixedAmbient(seed=53)).close()


def test_what_stands_beside_it_is_left_alone(made: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = made
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    for suffix in (layout.NEW, layout.OLD):
        place = layout.beside(folder, suffix)
        place.mkdir()
        (place / "letter").write_bytes(b"mine")
        assert refused(lambda: rotate(folder)) is Code.INVALID_INPUT
        assert (place / "letter").read_bytes() == b"mine"
        shutil.rmtree(place)
        place.write_bytes(b"a file")
        assert refused(lambda: rotate(folder)) is Code.INVALID_INPUT
        assert place.read_bytes() == b"a file"
        place.unlink()
    building = layout.beside(folder, layout.NEW)
    building.mkdir()
    for name in headers.COPIES:  # what looks like a vault and cannot be told to be this one's
        (building / name).write_bytes(b"damaged")
    assert refused(lambda: rotate(folder)) is Code.INVALID_INPUT
    shutil.rmtree(building)
    other, _ = make_vault(tmp_path / "other", ambient=FixedAmbient(seed=9))
    other.close()
    shutil.copytree(tmp_path / "other", layout.beside(folder, layout.NEW))
    assert refused(lambda: rotate(folder)) is Code.INVALID_INPUT
    assert layout.beside(folder, layout.NEW).exists()
    for copy in headers.COPIES:
        assert (folder / copy).read_bytes() == before[copy]


def test_a_vault_that_is_not_whole_gets_no_new_keys(made: tuple[Path, str]) -> None:
    folder, _ = made
    with open_vault(folder, ambient=FixedAmbient(seed=3)) as vault:
        vault.db.write(lambda c: c.execute("UPDATE record SET title = 'another'").rowcount)
    assert refused(lambda: rotate(folder)) is Code.DB_DAMAGED
    assert beside(folder) == [folder.name]


def test_attachments_come_along_under_keys_of_their_own(made: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = made
    contents = {"scan.pdf": os.urandom(200_000), "empty.txt": b"", "letter.txt": b"a letter"}
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    with open_vault(folder, ambient=FixedAmbient(seed=3)) as vault:
        evidence = vault.attachments.add([tmp_path / name for name in contents]).evidence
    before = {path.name: path.read_bytes() for path in (folder / "blobs").rglob("*") if path.is_file()}
    rotate(folder)
    after = {path.name: path.read_bytes() for path in (folder / "blobs").rglob("*") if path.is_file()}
    assert after.keys() == before.keys()
    assert all(after[name][8:64] != before[name][8:64] for name in before), "another salt, another commitment"
    with open_vault(folder, ambient=FixedAmbient(seed=5)) as vault:
        assert check(vault, deep=True).ok
        for number, data in enumerate(contents.values(), start=1):
            vault.attachments.save(evidence, tmp_path / f"out{number}", number)
            assert (tmp_path / f"out{number}").read_bytes() == data
        again = vault.attachments.add([tmp_path / "scan.pdf"])
        assert again.files[0].known, "equal files are found under the new key"


def test_a_damaged_attachment_ends_the_rotation_and_nothing_is_swapped(made: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = made
    (tmp_path / "letter.txt").write_bytes(b"a letter")
    with open_vault(folder, ambient=FixedAmbient(seed=3)) as vault:
        vault.attachments.add([tmp_path / "letter.txt"])
    (stored,) = (path for path in (folder / "blobs").rglob("*") if path.is_file())
    stored.write_bytes(stored.read_bytes()[:-1] + b"x")
    assert refused(lambda: rotate(folder)) is Code.BLOB_DAMAGED
    assert beside(folder) == [folder.name]


def test_what_differs_from_the_old_vault_is_thrown_away(made: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = made
    real = changes.rechain

    def loses_a_draft(connection: Connection, key: bytearray, progress: Progress) -> None:
        connection.execute("DELETE FROM draft")
        real(connection, key, progress)

    monkeypatch.setattr(changes, "rechain", loses_a_draft)
    assert refused(lambda: rotate(folder)) is Code.IO_ERROR
    monkeypatch.undo()
    assert beside(folder) == [folder.name]
    with open_vault(folder, ambient=FixedAmbient(seed=3)) as vault:
        assert vault.drafts.load("x") == {"a": "b"}


def test_a_full_disk_is_told_before_anything(made: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = made
    monkeypatch.setattr(files, "free_bytes", lambda _path: 1000)
    assert refused(lambda: rotate(folder)) is Code.DISK_FULL
    monkeypatch.undo()

    def full(_folder: Path, _data: bytes, *_rest: object) -> None:
        raise files.problem_from(OSError(errno.ENOSPC, ""))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rekey, "export", full)
        assert refused(lambda: rotate(folder)) is Code.DISK_FULL
    assert beside(folder) == [folder.name]
    open_vault(folder, ambient=FixedAmbient(seed=3)).close()


def test_a_link_to_the_vault_stays_a_link(made: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = made
    link = tmp_path / "link"
    try:
        link.symlink_to(folder, target_is_directory=True)
    except OSError:
        pytest.skip("links are not allowed here")
    rotate(link)
    assert link.is_symlink()
    assert beside(folder) == [folder.name]
    open_vault(link, ambient=FixedAmbient(seed=60)).close()
