from __future__ import annotations

import errno
import os
import subprocess
import sys
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault import files
from casevault.errors import CaseVaultError, Code, MachineProblem, UserProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def code_of(refused: pytest.ExceptionInfo[CaseVaultError]) -> Code:
    return refused.value.code


def test_a_file_is_private_from_the_start_and_whole_at_the_end(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        files.write_private_file(tmp_path / "x", iter([b"one ", b"two"]))
    finally:
        os.umask(old)
    assert (tmp_path / "x").read_bytes() == b"one two"
    assert mode(tmp_path / "x") == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["x"]


def test_an_old_file_stays_when_the_new_one_cannot_be_finished(tmp_path: Path) -> None:
    files.write_private_file(tmp_path / "x", b"old")

    def breaks() -> Iterator[bytes]:
        yield b"new"
        raise ValueError

    with pytest.raises(ValueError):
        files.write_private_file(tmp_path / "x", breaks())
    assert (tmp_path / "x").read_bytes() == b"old"
    assert not list(tmp_path.glob(".*.part"))


def test_short_writes_are_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, bytes(data)[:3]))
    files.write_private_file(tmp_path / "x", b"0123456789")
    assert (tmp_path / "x").read_bytes() == b"0123456789"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, Code.DISK_FULL),
        (errno.EDQUOT, Code.DISK_FULL),
        (errno.EFBIG, Code.DISK_FULL),
        (errno.EROFS, Code.READ_ONLY),
        (errno.EACCES, Code.READ_ONLY),
        (errno.EIO, Code.IO_ERROR),
        (errno.ENOENT, Code.NOT_FOUND),
    ],
)
@pytest.mark.parametrize("call", ["write", "fsync"])
def test_every_failure_has_its_code_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: Code, call: str
) -> None:
    files.write_private_file(tmp_path / "x", b"old")

    def fail(*_arguments: object) -> int:
        raise OSError(number, "secret name", "secret-name")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(CaseVaultError) as refused:
        files.write_private_file(tmp_path / "x", b"new")
    monkeypatch.undo()
    assert code_of(refused) is code
    assert "secret" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    assert (tmp_path / "x").read_bytes() == b"old"


def test_a_trouble_without_a_number_is_an_io_error() -> None:
    assert files.problem_from(OSError()).code is Code.IO_ERROR


def test_what_is_there_is_not_replaced_unless_asked(tmp_path: Path) -> None:
    files.write_private_file(tmp_path / "x", b"1", replace=False)
    with pytest.raises(UserProblem) as refused:
        files.write_private_file(tmp_path / "x", b"2", replace=False)
    assert code_of(refused) is Code.INVALID_INPUT
    with pytest.raises(UserProblem):
        files.make_private_file(tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == b"1"


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        (tmp_path / "x").write_bytes(b"theirs")
        yield b"ours"

    with pytest.raises(UserProblem):
        files.write_private_file(tmp_path / "x", chunks(), replace=False)
    assert (tmp_path / "x").read_bytes() == b"theirs"


def test_a_planted_link_is_replaced_not_followed(tmp_path: Path) -> None:
    (tmp_path / "victim").write_bytes(b"victim")
    (tmp_path / "x").symlink_to(tmp_path / "victim")
    files.write_private_file(tmp_path / "x", b"new")
    assert (tmp_path / "victim").read_bytes() == b"victim"
    assert not (tmp_path / "x").is_symlink()


def test_folders_are_private(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        files.make_private_folder(tmp_path / "a" / "b", parents=True)
    finally:
        os.umask(old)
    files.make_private_folder(tmp_path / "a" / "b")
    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == 0o700
    with pytest.raises(CaseVaultError) as refused:
        files.make_private_folder(tmp_path / "no" / "parent")
    assert code_of(refused) is Code.NOT_FOUND


def test_rights_of_others_are_taken_away(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"")
    (tmp_path / "x").chmod(0o644)
    (tmp_path / "d").mkdir(mode=0o755)
    for name in ("x", "d", "absent"):
        files.tighten(tmp_path / name)
        files.tighten(tmp_path / name)
    assert mode(tmp_path / "x") == 0o600
    assert mode(tmp_path / "d") == 0o700


@settings(max_examples=20, deadline=None)
@given(size=st.integers(0, 20), limit=st.integers(0, 20))
def test_reading_stops_at_the_limit(tmp_path_factory: pytest.TempPathFactory, size: int, limit: int) -> None:
    path = tmp_path_factory.mktemp("r") / "x"
    path.write_bytes(bytes(size))
    if size <= limit:
        assert len(files.read_limited(path, limit)) == size
    else:
        with pytest.raises(UserProblem) as refused:
            files.read_limited(path, limit)
        assert refused.value.code is Code.TOO_LARGE


def test_copy_remove_and_room(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(bytes(3_000_000))
    files.copy_private_file(tmp_path / "x", tmp_path / "y")
    assert (tmp_path / "y").stat().st_size == 3_000_000
    files.remove_file(tmp_path / "y")
    files.remove_file(tmp_path / "y")
    assert not (tmp_path / "y").exists()
    assert files.free_bytes(tmp_path) > 0


def test_a_link_to_a_folder_is_removed_and_the_folder_stays(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "x").write_bytes(b"")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    files.remove_tree(tmp_path / "link")
    assert (tmp_path / "real" / "x").exists()
    files.remove_tree(tmp_path / "real")
    files.remove_tree(tmp_path / "real")
    assert not (tmp_path / "real").exists()


def test_a_lock_keeps_this_process_and_another_one_out(tmp_path: Path) -> None:
    held = files.FolderLock(tmp_path / "lock")
    with pytest.raises(MachineProblem) as refused:
        files.FolderLock(tmp_path / "lock")
    assert code_of(refused) is Code.IN_USE
    script = (
        "import sys, pathlib; from casevault import files\n"
        "try: files.FolderLock(pathlib.Path(sys.argv[1]))\nexcept Exception as e: print(e.code)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "lock")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "in_use"
    held.release()
    held.release()
    files.FolderLock(tmp_path / "lock").release()
    assert (tmp_path / "lock").read_bytes() == b""


def test_a_lock_on_a_read_only_medium_is_taken_without_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lock").write_bytes(b"")
    real = os.open

    def read_only(path: object, flags: int, mode: int = 0o777) -> int:
        if flags & (os.O_RDWR | os.O_WRONLY | os.O_CREAT):
            raise OSError(errno.EROFS, "")
        return real(str(path), flags, mode)

    monkeypatch.setattr(os, "open", read_only)
    files.FolderLock(tmp_path / "lock").release()
    with pytest.raises(MachineProblem) as refused:
        files.FolderLock(tmp_path / "none")
    assert code_of(refused) is Code.READ_ONLY


def test_a_lock_that_the_disk_cannot_give_is_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(_descriptor: int) -> None:
        raise OSError(errno.ENOLCK, "")

    monkeypatch.setattr(files, "_lock", no_locks)
    with pytest.raises(MachineProblem) as refused:
        files.FolderLock(tmp_path / "lock")
    assert code_of(refused) is Code.IO_ERROR


def test_a_file_may_be_staged_elsewhere_and_show_another_time(tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    staged = files.Staged(tmp_path / "x", iter((b"one", b"two")), via=parts, modified=315_619_200)
    (part,) = parts.iterdir()
    assert part.suffix == files.PART
    assert not (tmp_path / "x").exists()
    staged.place()
    assert (tmp_path / "x").read_bytes() == b"onetwo"
    assert (tmp_path / "x").stat().st_mtime == 315_619_200
    assert list(parts.iterdir()) == []


def test_a_link_is_opened_only_where_it_may_be_followed(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"1")
    (tmp_path / "link").symlink_to(tmp_path / "x")
    with files.open_file(tmp_path / "link") as stream:
        assert stream.read() == b"1"
    with pytest.raises(OSError):
        files.open_file(tmp_path / "link", follow=False)
    with files.open_file(tmp_path / "x", follow=False) as stream:
        assert stream.read() == b"1"


def test_as_much_memory_is_taken_as_a_file_is_long(tmp_path: Path) -> None:
    (tmp_path / "short").write_bytes(b"x" * 1_000)
    tracemalloc.start()
    try:
        assert files.read_limited(tmp_path / "short", 256 << 20) == b"x" * 1_000
        _, highest = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert highest < 1 << 20
