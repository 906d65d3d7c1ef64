"""What the window can ask for that another part answers: logging, forms, disclosing, locking.

A door that is None does not exist, and neither does any button or command for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from casevault.vault.attached import Attachment

    Preset: TypeAlias = Mapping[str, object]


class FileDoors(Protocol):
    """What can be done with the files of evidence. `number` counts from 1."""

    def attach(self, record_id: str, paths: Sequence[Path] = ()) -> None:
        """Bring files in as evidence about a record; without `paths` they are asked for."""

    def view(self, file: Attachment) -> None:
        """Show a file."""

    def save_copy(self, file: Attachment) -> None:
        """Take a copy out for oneself."""

    def open_outside(self, file: Attachment) -> None:
        """Show a file in another program."""

    def redact(self, file: Attachment, audience: str = "") -> None:
        """Draw the boxes of a redacted copy of a file, for `audience` where that is known."""

    def compare(self, file: Attachment) -> None:
        """Read a file to its end and compare it with its SHA-256."""


@dataclass
class Doors:
    """Filled when the window is put together."""

    lock: Callable[[], None] | None = None
    log: Callable[[str], None] | None = None  # (case id or "")
    new: Callable[[str, Preset], None] | None = None  # (record type, fields already known)
    edit: Callable[[str], None] | None = None  # (record id)
    disclose: Callable[[str], None] | None = None  # (case id)
    disclose_numbers: Callable[[], None] | None = None  # numbers over all cases, for others
    disclose_many: Callable[[Sequence[str], str], None] | None = None  # (case ids, output that is proposed or "")
    hand_holdings: Callable[[str, str], None] | None = None  # (person id, name): what is held, for that person
    back_up: Callable[[], None] | None = None
    hide: Callable[[], None] | None = None  # out of sight, without a lock
    renew: Callable[[bytearray, bytes | None], None] | None = (
        None  # (passphrase, wiped by whoever gets it; content of the keyfile)
    )
    files: FileDoors | None = None
    bring_in: Callable[[Path | None], None] | None = None  # (a table of another program, None: it is asked for)
    open_bundle: Callable[[Path | None], None] | None = None  # (a bundle of a partner, None: it is asked for)
    pack: Callable[[Sequence[str]], None] | None = None  # (case ids that are ticked): a travel copy
    bring_home: Callable[[Path | None], None] | None = None  # (what a journey brings, None: it is asked for)
    court: Callable[[str, str], None] | None = None  # (case id or "", hearing id or ""): sit in a hearing
    write_up: Callable[[str], None] | None = None  # (hearing id): what is asked after it
