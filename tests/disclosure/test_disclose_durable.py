"""The file and its row: neither is there without the other, whatever fails in between."""

from __future__ import annotations

import errno
import hashlib
import os
from typing import TYPE_CHECKING, Any

import pytest
from disclosure.asking import ask, untouched
from disclosure_fakes import invented_case

from casevault import disclosure, files
from casevault.disclosure import register
from casevault.errors import Code, MachineProblem, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault


@pytest.fixture
def made(vault: Vault) -> dict[str, str]:
    return invented_case(vault)


def test_an_existing_file_is_never_overwritten(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    out.write_bytes(b"mine")
    with pytest.raises(UserProblem) as refused:
        disclosure.disclose(vault, ask(made), out)
    assert refused.value.code is Code.INVALID_INPUT
    assert out.read_bytes() == b"mine"
    assert register.listing(vault) == []


def test_where_the_row_cannot_be_written_the_file_goes(
    vault: Vault, made: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise MachineProblem(Code.DISK_FULL, N_("The disk is full."))

    monkeypatch.setattr(vault.records, "apply", full)
    with pytest.raises(MachineProblem):
        disclosure.disclose(vault, ask(made), tmp_path / "out.pdf")
    assert untouched(vault, tmp_path / "out.pdf", 0)


def test_where_the_file_cannot_be_written_there_is_no_row(
    vault: Vault, made: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(MachineProblem) as refused:
        disclosure.disclose(vault, ask(made), tmp_path / "out.pdf")
    monkeypatch.undo()
    assert refused.value.code is Code.DISK_FULL
    assert untouched(vault, tmp_path / "out.pdf", 0)


@pytest.mark.parametrize("call", ["replace", "sync"])
def test_where_the_file_cannot_get_its_name_the_row_is_taken_back(
    vault: Vault, made: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    out = tmp_path / "out" / "out.pdf"
    out.parent.mkdir()

    def broken(path: Path, *_: object) -> None:
        if out.parent in {path, path.parent}:
            raise OSError(errno.EIO, "broken")

    if call == "replace":
        monkeypatch.setattr(type(out), "replace", broken)
    else:
        monkeypatch.setattr(files, "_sync_folder", broken)
    with pytest.raises(MachineProblem) as refused:
        disclosure.disclose(vault, ask(made), out)
    monkeypatch.undo()
    assert refused.value.code is Code.IO_ERROR
    assert untouched(vault, out, 0)
    assert disclosure.disclose(vault, ask(made), out).preview.copy_no == 1


def test_the_row_stands_before_the_file_has_its_name(
    vault: Vault, made: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.pdf"
    seen: list[tuple[bool, list[str], int]] = []
    place = files.Staged.place

    def watched(staged: files.Staged) -> None:
        (part,) = tmp_path.glob(".out.pdf*.part")
        digest = hashlib.sha256(part.read_bytes()).hexdigest()
        seen.append((out.exists(), [entry.sha256 for entry in register.listing(vault)], part.stat().st_mode & 0o777))
        assert seen[-1][1] == [digest]
        place(staged)

    monkeypatch.setattr(files.Staged, "place", watched)
    disclosure.disclose(vault, ask(made), out)
    assert [(there, mode) for there, _, mode in seen] == [(False, 0o600)]
    assert out.exists()


def test_an_interruption_right_after_the_row_takes_it_back(
    vault: Vault, made: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply = vault.records.apply

    def stopped(*given: Any) -> None:
        monkeypatch.undo()
        apply(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(vault.records, "apply", stopped)
    with pytest.raises(KeyboardInterrupt):
        disclosure.disclose(vault, ask(made), tmp_path / "out.pdf")
    assert untouched(vault, tmp_path / "out.pdf", 0)
