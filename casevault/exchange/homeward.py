"""What was learned on a journey, written for the office alone: signed with the key of that journey, read back from the disk.

docs/formats/journey.md. Who carries it home, and whoever takes it away, cannot open it: on the way there is no key for it.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from casevault import files
from casevault.crypto import agestream, signing
from casevault.domain.canonical import canonical
from casevault.domain.change import Action
from casevault.errors import Code, MachineProblem
from casevault.exchange import jsonl
from casevault.exchange.archive import ATTACHMENTS, Part, tar_of
from casevault.exchange.homecoming import FORMAT, LINES, MOST_ROWS, USE, too_many
from casevault.i18n import N_
from casevault.progress import silent
from casevault.store import changes
from casevault.vault import travelling
from casevault.vault.attached import not_in_a_vault, require_room
from casevault.vault.joining import blobs_in
from casevault.vault.originals import Digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from casevault.domain.change import Change
    from casevault.progress import Progress
    from casevault.store.blobs import BlobRow
    from casevault.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle that was written, read back and compared. `end`: the newest row of the log when it was."""

    bundle: str
    changes: int
    attachments: int
    end: int


def write(vault: Vault, target: Path, *, progress: Progress = silent) -> Written:
    """Write what was learned since the vault was packed to a new file that the office alone can open."""
    journey = travelling.journey_of(vault)
    path = target.absolute()
    if path.resolve().is_relative_to(vault.folder.resolve()):
        raise not_in_a_vault()
    files.refuse_existing(path)
    rows = vault.db.read(lambda c: list(changes.forwards(c)))
    newest = rows[-1].seq
    written = {row.record_id for row in rows if row.payload is not None and row.action != Action.PACKED}
    # A packed row says at home nothing that is not there already, but what follows it names it.
    rows = [row for row in rows if row.action != Action.PACKED or row.record_id in written]
    if len(rows) > MOST_ROWS:
        raise too_many()
    stored = _made_there(vault, rows)
    require_room(path.parent, sum(row.length for row in stored) + 2 * sum(len(str(row.payload)) for row in rows))
    listed = [(row, vault.attachments.sha256_of(row, progress)) for row in stored]
    bundle = vault.ambient.new_id()
    head = {
        "casevault": "journey",
        "format": FORMAT,
        "bundle": bundle,
        "travel": journey.travel,
        "vault": vault.vault_id,
        "to": journey.recipient,
        "at_utc": vault.ambient.stamp().at_utc,
    }
    lines = [canonical(head), *(canonical({"change": jsonl.columns_of(row)}) for row in rows)]
    lines += [
        canonical({"attachment": {"id": row.id, "name": ATTACHMENTS + row.id, "size": row.length, "sha256": sha256}})
        for row, sha256 in listed
    ]
    text = b"".join(line + b"\n" for line in lines)
    digest = hashlib.sha256(text).digest()
    # The seed signs bundles of this one journey; Ed25519 is deterministic, and the use stands before what is signed.
    signature = signing.sign(journey.seed, USE, digest)
    end = {"changes": len(rows), "attachments": len(listed), "sha256": digest.hex(), "signature": signature.hex()}
    text += canonical({"end": end}) + b"\n"

    def parts() -> Iterator[Part]:
        yield Part(LINES, len(text), [text])
        for row, _ in listed:
            yield Part(ATTACHMENTS + row.id, row.length, _pieces(vault, row, progress))

    held = agestream.Remembered(agestream.ForKey(journey.recipient))
    staged = files.Staged(path, agestream.encrypt(tar_of(parts()), held, vault.ambient))
    try:
        with staged.open() as stream:  # read back from the disk, each chunk authenticated: nobody on the way can open it again
            _read_back(agestream.decrypt(stream.read, held.file_key), partial(tar_of, parts()))
    except BaseException:
        staged.discard()
        raise
    staged.place()
    return Written(bundle, len(rows), len(listed), newest)


def _made_there(vault: Vault, rows: Sequence[Change]) -> list[BlobRow]:
    """Return the attachments that were not packed and that something names."""
    packed = vault.db.read(lambda c: {one for row in changes.forwards(c) if row.action == Action.PACKED for one in blobs_in(row)})
    named = {one for row in rows for one in blobs_in(row)}
    return [row for row in vault.attachments.rows() if row.id in named - packed]


def _pieces(vault: Vault, row: BlobRow, progress: Progress) -> Iterator[memoryview]:
    with Digest() as digest, contextlib.closing(vault.attachments.whole(row, digest, progress)) as pieces:
        yield from pieces


def _read_back(found: Iterable[bytes], made: Callable[[], Iterable[bytes | memoryview]]) -> None:
    there, here = hashlib.sha256(), hashlib.sha256()
    for piece in found:
        there.update(piece)
    for other in made():
        here.update(other)
    if there.digest() != here.digest():
        raise MachineProblem(
            Code.IO_ERROR,
            N_("What was written does not read back as it was written. Nothing was kept."),
            N_("Try another disk; nothing in the vault was changed."),
        )
