"""Every system call of every durable write fails in turn, or is the last one: what is found then is the old or the new, whole."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

import pytest
from faults.operations import NEW, OPERATIONS, Operation, State
from faults.syscalls import ENDED, ending, failing, short, watched

from casevault import files
from casevault.errors import CaseVaultError, Code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from faults.syscalls import Fault

pytestmark = pytest.mark.slow

CODES = {
    errno.ENOSPC: Code.DISK_FULL,
    errno.EDQUOT: Code.DISK_FULL,
    errno.EIO: Code.IO_ERROR,
    errno.EROFS: Code.READ_ONLY,
}
FOREIGN = b"somebody else's"
every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)


class Room:
    """New folders, each beside a file of somebody else, one for each fault that is tried."""

    def __init__(self, folder: Path, operation: Operation) -> None:
        self._folder = folder
        self._operation = operation
        self._made = 0

    def new(self) -> Path:
        self._made += 1
        folder = self._folder / f"room-{self._made}" / "inner"
        folder.mkdir(parents=True)
        (folder.parent / "foreign").write_bytes(FOREIGN)
        (folder / "foreign").write_bytes(FOREIGN)
        self._operation.prepare(folder)
        return folder

    def ends(self) -> tuple[State, State]:
        """Return what is there before the operation and after it."""
        folder = self.new()
        before = state(folder)
        self._operation.work(folder)
        return before, state(folder)


def state(folder: Path) -> State:
    """Return what stands in a folder under a name of its own; what is under way lies under hidden names, and is none of it."""
    return {
        str(path.relative_to(folder)): None if path.is_dir() else path.read_bytes()
        for path in folder.rglob("*")
        if not path.name.startswith(".")
    }


def parts(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name.startswith(".")]


def whole(operation: Operation, ends: tuple[State, State]) -> list[State]:
    return [*ends, *({"foreign": FOREIGN, **between} for between in operation.between)]


def verify(folder: Path, allowed: list[State]) -> None:
    assert state(folder) in allowed
    assert (folder.parent / "foreign").read_bytes() == FOREIGN
    assert sorted(path.name for path in folder.parent.iterdir()) == ["foreign", "inner"]
    for path in parts(folder):
        assert path.suffix == files.PART
        assert path.stat().st_mode & 0o077 == 0


def calls_of(room: Room, operation: Operation, patch: pytest.MonkeyPatch) -> list[str]:
    folder = room.new()
    with watched(patch) as watch:
        operation.work(folder)
    return watch.names()


def run(operation: Operation, folder: Path, patch: pytest.MonkeyPatch, fault: Fault) -> CaseVaultError | None:
    try:
        with watched(patch, fault):
            operation.work(folder)
    except CaseVaultError as problem:
        return problem
    return None


@every_operation
@pytest.mark.parametrize("number", CODES, ids=errno.errorcode.__getitem__)
@pytest.mark.parametrize("done", [False, True], ids=["not done", "done all the same"])
def test_each_call_that_fails_is_refused_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: Operation, number: int, *, done: bool
) -> None:
    room = Room(tmp_path, operation)
    allowed = whole(operation, room.ends())
    calls = calls_of(room, operation, monkeypatch)
    assert calls
    for place, name in enumerate(calls):
        folder = room.new()
        problem = run(operation, folder, monkeypatch, failing(place, number, done=done))
        verify(folder, allowed)
        if name == "unlink" and operation.name == "a staged file given up":
            continue  # giving up never fails: the part that stays is swept at the next opening
        assert problem is not None, (place, name)
        assert problem.code is CODES[number], (place, name)
        assert "secret" not in f"{problem}{problem.safe}"
        assert problem.__cause__ is None
        if (name, done) != ("open", True):  # an open that reported failure left something nobody has a name for
            assert parts(folder) == [], (place, name)


@every_operation
def test_a_disk_that_is_dead_from_one_call_on_leaves_a_part_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: Operation
) -> None:
    """Tidying up fails as well: what is left then is one hidden part, for this user alone."""
    room = Room(tmp_path, operation)
    allowed = whole(operation, room.ends())
    for place, name in enumerate(calls_of(room, operation, monkeypatch)):
        folder = room.new()
        problem = run(operation, folder, monkeypatch, failing(place, errno.EIO, for_ever=True))
        verify(folder, allowed)
        assert len(parts(folder)) <= 1
        if name != "unlink":
            assert problem is not None
            assert problem.code is Code.IO_ERROR


@every_operation
def test_each_write_that_falls_short_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: Operation) -> None:
    room = Room(tmp_path, operation)
    _, after = room.ends()
    for place, name in enumerate(calls_of(room, operation, monkeypatch)):
        if name == "write":
            folder = room.new()
            assert run(operation, folder, monkeypatch, short(place)) is None
            verify(folder, [after])


@every_operation
def test_nothing_is_done_twice_after_a_failed_fsync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: Operation
) -> None:
    """What the disk holds is unknown then, and a second fsync would call it saved: nothing but tidying up follows."""
    room = Room(tmp_path, operation)
    for place, name in enumerate(calls_of(room, operation, monkeypatch)):
        if name == "fsync":
            folder = room.new()
            with pytest.raises(CaseVaultError), watched(monkeypatch, failing(place, errno.EIO)) as watch:
                operation.work(folder)
            assert set(watch.names()[place + 1 :]) <= {"close", "unlink"}


@every_operation
@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
def test_the_process_may_end_at_each_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: Operation, *, done: bool
) -> None:
    room = Room(tmp_path, operation)
    ends = room.ends()
    calls = calls_of(room, operation, monkeypatch)
    for place in range(len(calls)):
        folder = room.new()
        assert status_of(operation, folder, monkeypatch, ending(place, done=done)) == ENDED
        verify(folder, whole(operation, ends))
        assert len(parts(folder)) <= 1
        # And what was cut short can be done again.
        if state(folder) == ends[0]:
            operation.work(folder)
            verify(folder, [ends[1]])
    assert status_of(operation, room.new(), monkeypatch, ending(len(calls), done=done)) == 0


def status_of(operation: Operation, folder: Path, patch: pytest.MonkeyPatch, fault: Fault) -> int:
    """Run the operation in a process of its own and return its exit status."""
    status = -1
    if sys.platform != "win32":
        child = os.fork()
        if child == 0:
            try:
                run(operation, folder, patch, fault)
            finally:
                os._exit(0)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status


@every_operation
def test_a_name_is_given_to_what_is_durable_and_then_made_durable_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: Operation
) -> None:
    """A power cut may keep any call that no fsync followed, and lose any other: so the order is the proof."""
    folder = Room(tmp_path, operation).new()
    with watched(monkeypatch) as watch:
        operation.work(folder)
    names = watch.names()
    for place, name in enumerate(names):
        if name == "replace":
            assert names[place - 2 : place] == ["fsync", "close"]
            assert names[place + 1 : place + 4] == ["open", "fsync", "close"]
            assert watch.calls[place + 1].arguments[0] == watch.calls[place].arguments[1].parent
        if name == "mkdir":
            assert names[place + 1 : place + 5] == ["chmod", "open", "fsync", "close"]
    assert "rename" not in names


def test_the_faults_do_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table would pass by doing nothing: this is what a fault looks like to code that does not care."""

    def careless(folder: Path) -> None:
        with files.refusals():
            descriptor = os.open(folder / "x", os.O_WRONLY | os.O_CREAT, 0o600)
            os.write(descriptor, NEW)
            os.close(descriptor)

    operation = Operation("careless", lambda _folder: None, careless)
    room = Room(tmp_path, operation)
    ends = room.ends()
    found = list(torn(room, operation, monkeypatch))
    assert any(one not in whole(operation, ends) for one in found)


def torn(room: Room, operation: Operation, patch: pytest.MonkeyPatch) -> Iterator[State]:
    for place in range(len(calls_of(room, operation, patch))):
        folder = room.new()
        run(operation, folder, patch, short(place) if place == 1 else failing(place, errno.EIO, for_ever=True, done=True))
        yield state(folder)
