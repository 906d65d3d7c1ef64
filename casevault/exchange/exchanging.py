"""What one office of a team tells another: every row of its log that the other has not said it holds, in one signed bundle.

    A ── rows after what B said it holds; "of yours I hold all up to row N" ──> B          and the same way back

No state is kept that a lost bundle could spoil: what was not acknowledged goes along again, and a row that is there already is
left out. A bundle that begins after what the other holds is refused there, so nothing is ever missing in between.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casevault import files
from casevault.domain.change import Action
from casevault.exchange.signed import EXCHANGE, MOST_ROWS, Contents, Signer, write_signed
from casevault.progress import silent
from casevault.store import changes
from casevault.vault import offices, travelling
from casevault.vault.attached import not_in_a_vault
from casevault.vault.joining import blobs_in
from casevault.vault.left import Left, Sealed, To, What

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from casevault.domain.change import Change
    from casevault.progress import Progress
    from casevault.store.blobs import BlobRow
    from casevault.store.connection import Connection
    from casevault.vault.offices import Office
    from casevault.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Told:
    """A bundle for another office. `waiting`: rows that wait for the next one, because one bundle holds so many and no more."""

    bundle: str
    office: str
    changes: int
    attachments: int
    waiting: int


def write(vault: Vault, untrusted_office: str, target: Path, *, whole: bool = False, progress: Progress = silent) -> Told:
    """Write what another office has not said it holds to a new file that it alone can open. `whole`: everything, once more.

    NOT_FOUND for an office that was not taken in, BUNDLE_UNKNOWN_SENDER for one that was reported lost.
    """
    vault.policy.refuse_leaving()
    office = offices.get(vault, untrusted_office)
    travelling.refuse_lost(vault, office.id)
    mine = offices.own(vault)
    path = target.absolute()
    if path.resolve().is_relative_to(vault.folder.resolve()):
        raise not_in_a_vault()
    files.refuse_existing(path)
    if whole:
        office = replace(office, told=offices.START)
    found = vault.db.read(lambda c: _rows(c, office.told[0]))
    rows, end, waiting = found
    stored = _attachments(vault, office, rows, whole=whole)
    bundle = vault.ambient.new_id()
    head = {
        "bundle": bundle,
        "vault": vault.vault_id,
        "after": office.told[0],
        "end": list(end),
        "heard": list(office.heard),
    }
    contents = Contents(EXCHANGE, head, office.recipient, rows, stored)
    left = Left(What.TEAM, len(rows), To.FILE, Sealed.KEY).act(office.id)

    def note() -> None:
        vault.records.apply([left])  # in the log before the file has its name: one too many rather than one too few

    write_signed(vault, path, contents, Signer(mine.seed), before=note, progress=progress)
    return Told(bundle, office.id, len(rows), len(stored), waiting)


def _rows(connection: Connection, after: int) -> tuple[list[Change], tuple[int, str], int]:
    """Return the rows after one that go along, up to which row that is all there are, and how many wait."""
    kept: list[Change] = []
    end, waiting = (after, ""), 0
    for row in changes.forwards(connection, after):
        if len(kept) == MOST_ROWS:
            waiting += 1
            continue
        end = (row.seq, row.id)
        # Rows about taking in would go to and fro for ever; one whose words were erased has nothing to say.
        if row.action != Action.JOINED and not row.is_bare:
            kept.append(row)
    if not end[1] and after:
        last = changes.at(connection, after)
        end = (after, "" if last is None else last.id)
    return kept, end, waiting


def _attachments(vault: Vault, office: Office, rows: Sequence[Change], *, whole: bool) -> list[BlobRow]:
    """Return the attachments that these rows name; not those that came from there."""
    named = {one for row in rows if whole or (row.origin or {}).get("vault") != office.vault for one in blobs_in(row)}
    return [row for row in vault.attachments.rows() if row.id in named]
