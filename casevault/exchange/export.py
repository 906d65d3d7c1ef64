"""Everything out, to oneself: the whole vault in one of four forms, sealed unless told otherwise, and read back before it counts.

It takes no recipient and no choice of cases: what goes to another person leaves by `disclosure` alone. Whoever asks shows again
that the vault is theirs. Sealed, the parts go from memory into one age file; nothing unsealed touches a disk. Then what lies
there is read again, to its end, and counted: what was selected was written, or the export is taken back.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from casevault import files
from casevault.crypto import agestream
from casevault.domain.change import Action
from casevault.errors import Code, MachineProblem
from casevault.exchange import jsonl, tables_out, uwazi_out, xlsx_out
from casevault.exchange.archive import Found, Part, tar_of, tar_parts
from casevault.exchange.tally import Tally
from casevault.exchange.whole import whole_of
from casevault.i18n import N_
from casevault.progress import silent
from casevault.vault import leaving
from casevault.vault.acts import Act
from casevault.vault.attached import not_in_a_vault, require_room
from casevault.vault.left import Left, To, What

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from casevault.crypto.agestream import Lock
    from casevault.exchange.whole import Whole
    from casevault.i18n import Catalogue
    from casevault.progress import Progress
    from casevault.vault.leaving import Seal
    from casevault.vault.left import Sealed
    from casevault.vault.vault import Vault


class Format(StrEnum):
    """In which form everything goes."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    UWAZI = "uwazi"


class Writer(Protocol):
    """One form: its parts, attachments among them, and what a part that was read back adds to the tally."""

    def selected(self, whole: Whole) -> int:
        """Return how many units it writes: records, or rows of the log."""

    def parts(self, whole: Whole) -> Iterator[Part]:
        """Yield the parts."""

    def read_back(self, part: Part, tally: Tally) -> None:
        """Count what a part holds that was just written."""


WRITERS: Final[dict[Format, Writer]] = {
    Format.JSON: jsonl.Lines(),
    Format.CSV: tables_out.Csv(),
    Format.XLSX: xlsx_out.Xlsx(),
    Format.UWAZI: uwazi_out.Uwazi(),
}
TWICE: Final = 2  # what the database holds, written out as text, takes less room than this many times its own


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written and read back. `damaged`: ids of attachments that could not be read and are not in it."""

    format: Format
    records: int
    attachments: int
    files: tuple[Path, ...]
    sealed: Sealed
    damaged: tuple[str, ...] = ()
    passphrase: str = field(default="", repr=False)


def export(
    vault: Vault,
    secret: bytearray,
    keyfile: bytes | None,
    *,
    format: Format,  # noqa: A002 - the word of the command line
    target: Path,
    catalogue: Catalogue,
    seal: Seal,
    progress: Progress = silent,
) -> Exported:
    """Write everything to a new private file (sealed) or folder (`Plain`) of one's own; never over anything that stands there.

    WRONG_CREDENTIALS for whoever cannot open the vault now; DISK_FULL before any work. Whatever ends it early leaves nothing.
    """
    lock, sealed, passphrase = leaving.allowed(vault, secret, keyfile, seal)
    path = leaving.sealed_name(target, seal).absolute()
    if path.resolve().is_relative_to(vault.folder.resolve()):
        raise not_in_a_vault()
    files.refuse_existing(path)
    writer = WRITERS[format]
    with vault.beside() as db:
        whole = whole_of(vault, db, catalogue, progress)
        require_room(path.parent, sum(row.length for row in vault.attachments.rows()) + TWICE * db.path.stat().st_size)
        whole.look_at_attachments()
        evidence = whole.evidence_files()

        def note() -> None:
            copied = [Act(record, Action.EXPORTED, units) for record, units in evidence.items()]
            vault.records.apply([*copied, Left(What.EVERYTHING, whole.records, To.FILE, sealed).act()])

        written = _plain(writer, whole, path, note) if lock is None else _sealed(writer, whole, path, lock, note)
    return Exported(format, whole.records, len(whole.stored), written, sealed, tuple(whole.damaged), passphrase)


def _sealed(writer: Writer, whole: Whole, path: Path, lock: Lock, note: _Note) -> tuple[Path, ...]:
    """Write one age file, read it back with the key it was just made with, note it, and only then give it its name."""
    held = agestream.Remembered(lock)
    # The key is drawn in this call and gone with it; what it opens here is the file it was drawn for, as it lies on the disk.
    staged = files.Staged(path, agestream.encrypt(tar_of(writer.parts(whole)), held, whole.vault.ambient))
    try:
        with staged.open() as stream:
            _compare(writer, whole, tar_parts(agestream.decrypt(stream.read, held.file_key)))
        note()
    except BaseException:
        staged.discard()
        raise
    staged.place()
    return (path,)


def _plain(writer: Writer, whole: Whole, path: Path, note: _Note) -> tuple[Path, ...]:
    """Write a folder under a hidden name, noted first, read it back, and then give it its name in one step."""
    staging = path.with_name(f".{path.name[:64]}.{whole.vault.ambient.random_bytes(8).hex()}{files.PART}")
    note()
    try:
        files.make_private_folder(staging)
        names = []
        for part in writer.parts(whole):
            target = staging / part.name
            files.make_private_folder(target.parent)
            files.write_private_file(target, part.counted(), replace=False)
            names.append(part.name)
        _compare(writer, whole, Found(staging).parts())
        files.move_folder(staging, path)
    except BaseException:
        with contextlib.suppress(Exception):  # what ended it is said, and not what else the disk refuses
            files.remove_tree(staging)
        raise
    return tuple(path / name for name in names)


def _compare(writer: Writer, whole: Whole, parts: Iterable[Part]) -> None:
    """Read everything again from where it lies: each record and each attachment that was selected must be there, and whole."""
    tally = Tally(whole.count)
    for part in parts:
        writer.read_back(part, tally)
    if tally.units != writer.selected(whole) or tally.attachments != {stored.row.id: stored.sha256 for stored in whole.stored}:
        raise MachineProblem(
            Code.IO_ERROR,
            N_("What was written does not read back as it was written. Nothing was kept."),
            N_("Try another disk; nothing in the vault was changed."),
        )


class _Note(Protocol):
    def __call__(self) -> None: ...
