"""What writes durably, as a table: one entry an operation. Every fault is tried at every system call of each of them.

To join: a `prepare` that lays out the folder, a `work` that is to be whole or not at all, and the states that may be found after
a fault beside the one before and the one after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from casevault import files
from casevault.vault import header as headers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OLD, NEW = b"old" * 1_000, b"new!" * 2_000
State: TypeAlias = "dict[str, bytes | None]"  # name -> content; None is a folder


@dataclass(frozen=True, slots=True)
class Operation:
    """Something durable: `work` brings the folder from the state that `prepare` left into another one.

    `between` are the states that are whole as well, though neither the first nor the last.
    """

    name: str
    prepare: Callable[[Path], None]
    work: Callable[[Path], None]
    between: tuple[State, ...] = ()


def nothing(_folder: Path) -> None:
    """Leave the folder empty."""


def an_old_file(folder: Path) -> None:
    (folder / "x").write_bytes(OLD)


def a_source(folder: Path) -> None:
    (folder / "source").write_bytes(NEW)


def two_copies(folder: Path) -> None:
    for name in headers.COPIES:
        (folder / name).write_bytes(OLD)


def place(folder: Path) -> None:
    files.Staged(folder / "x", NEW).place()


def give_up(folder: Path) -> None:
    files.Staged(folder / "x", NEW).discard()


OPERATIONS = (
    Operation("a new file", nothing, lambda folder: files.write_private_file(folder / "x", NEW)),
    Operation("a new file in chunks", nothing, lambda folder: files.write_private_file(folder / "x", iter([NEW, OLD, NEW]))),
    Operation("a new file over nothing", nothing, lambda folder: files.write_private_file(folder / "x", NEW, replace=False)),
    Operation("a file over an old one", an_old_file, lambda folder: files.write_private_file(folder / "x", NEW)),
    Operation("a staged file", nothing, place),
    Operation("a staged file given up", nothing, give_up),
    Operation("a copy", a_source, lambda folder: files.copy_private_file(folder / "source", folder / "x")),
    Operation("an empty file", nothing, lambda folder: files.make_private_file(folder / "x")),
    Operation("a folder", nothing, lambda folder: files.make_private_folder(folder / "d")),
    Operation(
        "folders", nothing, lambda folder: files.make_private_folder(folder / "d" / "e", parents=True), between=({"d": None},)
    ),
    Operation(
        "both copies of a header",
        two_copies,
        lambda folder: headers.write(folder, NEW),
        # The first is in force as soon as it is whole; the second is still the old one, and whole too.
        between=({headers.COPY_A: NEW, headers.COPY_B: OLD},),
    ),
)
