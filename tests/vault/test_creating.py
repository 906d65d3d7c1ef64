"""Making a vault: where one may stand, what a creation that is cut short or doubled leaves."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest
from builders import CHEAPEST, FixedAmbient, make_vault, open_vault

from casevault import files
from casevault.errors import CaseVaultError, Code
from casevault.vault import folder as layout
from casevault.vault import header as headers
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def refused(call: Callable[[], object]) -> Code:
    with pytest.raises(CaseVaultError) as caught:
        call()
    return caught.value.code


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_place_that_is_taken_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_bytes(b"mine")
    (tmp_path / "file").write_bytes(b"mine")
    for name in ("full", "file"):
        assert refused(lambda name=name: make_vault(tmp_path / name)) is Code.INVALID_INPUT  # type: ignore[misc] # name bound early
    assert content(tmp_path) == {"full/mine": b"mine", "file": b"mine"}


def test_a_creation_that_was_cut_short_can_be_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "v"
    for part in ("blobs", "tmp"):
        (folder / part).mkdir(parents=True)
    (folder / "lock").write_bytes(b"")
    assert refused(lambda: open_vault(folder)) is Code.NOT_A_VAULT
    make_vault(folder)[0].close()
    open_vault(folder).close()


@pytest.mark.parametrize("name", ["main.db", "vault.b", "tmp/x.part", "blobs/3f"])
def test_what_may_hold_something_is_not_made_over(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "v"
    for part in ("blobs", "tmp"):
        (folder / part).mkdir(parents=True)
    (folder / name).write_bytes(b"something")
    assert refused(lambda: make_vault(folder)) is Code.INVALID_INPUT
    assert (folder / name).read_bytes() == b"something"


def test_a_second_creation_at_once_harms_nothing_of_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "v"
    first = layout.make(folder)
    assert refused(lambda: make_vault(folder)) is Code.IN_USE
    assert sorted(path.name for path in folder.iterdir()) == ["blobs", "lock", "tmp"]
    first.release()
    # The first may have ended between the second's look and its hold on the folder.
    real = files.FolderLock

    def meanwhile(path: Path) -> files.FolderLock:
        (folder / "main.db").write_bytes(b"the first one's")
        return real(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "FolderLock", meanwhile)
        assert refused(lambda: make_vault(folder)) is Code.INVALID_INPUT
    assert (folder / "main.db").read_bytes() == b"the first one's"


@pytest.mark.parametrize("existing", [True, False])
def test_a_creation_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, existing: bool) -> None:
    if existing:
        (tmp_path / "v").mkdir()

    def full(_folder: Path, _data: bytes) -> None:
        raise files.problem_from(OSError(errno.ENOSPC, ""))

    monkeypatch.setattr(headers, "write", full)
    assert refused(lambda: make_vault(tmp_path / "v")) is Code.DISK_FULL
    assert (tmp_path / "v").exists() is existing
    assert not content(tmp_path)
    monkeypatch.undo()
    make_vault(tmp_path / "v")[0].close()


def test_a_synced_folder_needs_a_second_yes(tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox" / "v"

    def create(*, ok: bool) -> tuple[Vault, str]:
        return Vault.create(folder, bytearray(b"x"), profile=CHEAPEST, ambient=FixedAmbient(), synced_folder_ok=ok)

    assert refused(lambda: create(ok=False)) is Code.INVALID_INPUT
    assert not folder.exists()
    create(ok=True)[0].close()


@pytest.mark.parametrize("passphrase", ["", "  ", "\n"])
def test_an_empty_passphrase_is_refused(tmp_path: Path, passphrase: str) -> None:
    assert refused(lambda: make_vault(tmp_path / "v", passphrase=passphrase)) is Code.INVALID_INPUT
    assert not (tmp_path / "v").exists()


def test_progress_goes_up_to_its_end(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    vault, _ = Vault.create(
        tmp_path / "v",
        bytearray(b"x"),
        profile=CHEAPEST,
        ambient=FixedAmbient(),
        synced_folder_ok=True,
        progress=lambda done, total: seen.append((done, total)),
    )
    vault.close()
    assert seen == [(n, 4) for n in range(5)]
