"""Copies for another program: where they lie, what they are called, and that they go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import FixedAmbient
from hypothesis import given
from hypothesis import strategies as st

from casevault import files, paths
from casevault.vault import outside
from casevault.vault.outside import FOLDER, OutsideCopies, clear_left_over, memory_folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setattr(paths, "filesystem_of", lambda _path: "tmpfs")
    monkeypatch.setattr(outside, "disk_folder", lambda: tmp_path / "disk")
    return folder


def test_only_a_private_folder_in_memory_is_taken(memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert memory_folder() == memory
    memory.chmod(0o750)
    assert memory_folder() is None
    memory.chmod(0o700)
    monkeypatch.setattr(paths, "filesystem_of", lambda _path: "ext4")
    assert memory_folder() is None
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(memory / "gone"))
    assert memory_folder() is None
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert memory_folder() is None


def test_a_copy_has_a_name_that_says_nothing(memory: Path) -> None:
    copies = OutsideCopies()
    path = copies.place(memory, "高瑜 arrested.JPG", FixedAmbient())
    assert (path.suffix, len(path.stem)) == (".jpg", 8)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert copies.place(memory, "x", FixedAmbient(seed=2)).parent == path.parent
    files.write_private_file(path, b"x")
    copies.clear()
    assert list((memory / FOLDER).iterdir()) == []
    copies.clear()


@given(st.text(max_size=30))
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    ending = outside.ending_of(name)
    assert ending == "" or (ending[0] == "." and ending[1:].isalnum() and ending.isascii() and len(ending) < 8)


def test_what_a_crash_left_goes_at_the_next_start_and_what_is_in_use_stays(memory: Path, tmp_path: Path) -> None:
    living = OutsideCopies()
    kept = living.place(memory, "a.pdf", FixedAmbient())
    files.write_private_file(kept, b"x")
    for base in (memory, tmp_path / "disk"):
        left = base / FOLDER / "00ff"
        left.mkdir(parents=True)
        (left / "copy.jpg").write_bytes(b"x")
    (memory / FOLDER / "stray").write_bytes(b"x")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "x").write_bytes(b"x")
    (memory / FOLDER / "link").symlink_to(tmp_path / "theirs")
    clear_left_over()
    assert [path.name for path in (memory / FOLDER).iterdir()] == [kept.parent.name]
    assert kept.exists()
    assert list((tmp_path / "disk" / FOLDER).iterdir()) == []
    assert (tmp_path / "theirs" / "x").exists()
    living.clear()


def test_a_folder_that_is_a_link_is_left_alone(memory: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs" / "0").mkdir(parents=True)
    (memory / FOLDER).symlink_to(tmp_path / "theirs")
    clear_left_over()
    assert (tmp_path / "theirs" / "0").exists()
