"""A passphrase is set while the disk fails at each system call in turn: what was said afterwards is what is so."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest
from builders import CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault
from faults.syscalls import failing, watched

from casevault.errors import CaseVaultError, Code
from casevault.vault.check import check
from casevault.vault.recovery import change_passphrase
from casevault.vault.vault import TWIN_LEFT

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault

NEW = "the new one"
CALLS_OF_TWO_COPIES = 16


def opens(folder: Path, passphrase: str) -> bool:
    try:
        open_vault(folder, passphrase, repair=False).close()
    except CaseVaultError as problem:
        if problem.code is not Code.WRONG_CREDENTIALS:
            raise
        return False
    return True


def change(vault: Vault, passphrase: str) -> None:
    change_passphrase(vault, bytearray(passphrase.encode()), profile=CHEAPEST)


@pytest.mark.parametrize("done", [False, True], ids=["not done", "done all the same"])
@pytest.mark.parametrize("place", range(CALLS_OF_TWO_COPIES))
def test_what_is_said_about_the_passphrase_is_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int, *, done: bool
) -> None:
    folder = tmp_path / "v"
    make_vault(folder)[0].close()
    said = ""
    code = Code.IO_ERROR
    with open_vault(folder) as vault:
        with watched(monkeypatch, failing(place, errno.EIO, done=done)) as watch:
            try:
                change(vault, NEW)
            except CaseVaultError as problem:
                said, code = problem.what.text, problem.code
        assert code is Code.IO_ERROR
        assert len(watch.calls) > place
        twin = TWIN_LEFT in vault.notices
    found = (opens(folder, PASSPHRASE), opens(folder, NEW))
    if not said:
        assert found == (False, True)
        assert twin
    elif "either" in said:
        assert sorted(found) == [False, True]
    else:
        assert found == (True, False)
    with open_vault(folder, NEW if found[1] else PASSPHRASE, ambient=FixedAmbient(seed=3)) as vault:
        change(vault, "the newest")
        assert check(vault, deep=True).ok
    assert opens(folder, "the newest")
    assert not opens(folder, NEW)
    assert not opens(folder, PASSPHRASE)


def test_an_unconfirmed_passphrase_can_be_set_again_in_the_same_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "v"
    make_vault(folder)[0].close()
    with open_vault(folder) as vault:
        with watched(monkeypatch) as watch:
            change(vault, PASSPHRASE)
        confirming = watch.names().index("fsync", watch.names().index("replace"))
        with pytest.raises(CaseVaultError, match="did not confirm"), watched(monkeypatch, failing(confirming, errno.EIO)):
            change(vault, NEW)
        change(vault, "the newest")
    assert opens(folder, "the newest")
    assert not opens(folder, NEW)


def test_a_passphrase_can_be_set_twice_in_one_session(tmp_path: Path) -> None:
    with make_vault(tmp_path / "v")[0] as vault:
        change(vault, NEW)
        change(vault, "the newest")
        assert len(vault.header.slots) == 2
    assert opens(tmp_path / "v", "the newest")
    assert not opens(tmp_path / "v", NEW)


def test_all_its_system_calls_are_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with make_vault(tmp_path / "v")[0] as vault, watched(monkeypatch) as watch:
        change(vault, NEW)
    assert len(watch.calls) == CALLS_OF_TWO_COPIES
