"""What was learned on a journey, written for the office alone: signed with the key of that journey, read back from the disk.

docs/formats/journey.md. Who carries it home, and whoever takes it away, cannot open it: on the way there is no key for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault import files
from casevault.domain.change import Action
from casevault.exchange.signed import JOURNEY, MOST_ROWS, Contents, Signer, too_many, write_signed
from casevault.progress import silent
from casevault.store import changes
from casevault.vault import travelling
from casevault.vault.attached import not_in_a_vault
from casevault.vault.joining import blobs_in

if TYPE_CHECKING:
    from collections.abc import Sequence
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
    bundle = vault.ambient.new_id()
    head = {"bundle": bundle, "travel": journey.travel, "vault": vault.vault_id}
    contents = Contents(JOURNEY, head, journey.recipient, rows, stored)
    write_signed(vault, path, contents, Signer(journey.seed), progress=progress)
    return Written(bundle, len(rows), len(stored), newest)


def _made_there(vault: Vault, rows: Sequence[Change]) -> list[BlobRow]:
    """Return the attachments that were not packed and that something names."""
    packed = vault.db.read(lambda c: {one for row in changes.forwards(c) if row.action == Action.PACKED for one in blobs_in(row)})
    named = {one for row in rows for one in blobs_in(row)}
    return [row for row in vault.attachments.rows() if row.id in named - packed]
