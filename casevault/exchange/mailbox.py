"""Mailbox mode: what was recorded on the way is sealed to the office and taken out of the travel vault at once.

From then on nobody on the journey can read it, not the traveller either: the bundle is its only copy until it is home. It is
written, read back and durable before the first entry goes. Only records that were made on the way go; what was changed in one
that came along stays, and so do names that somebody typed into another text.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault.domain.change import Action
from casevault.domain.erasing import Reason, units
from casevault.errors import Code, UserProblem
from casevault.exchange import homeward
from casevault.i18n import N_
from casevault.progress import silent
from casevault.store import blobs, changes, drafts, erasures, meta, texts
from casevault.store.changes import Entry
from casevault.vault import erasing
from casevault.vault.joining import OWN, POSTED, blobs_in

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.exchange.homeward import Written
    from casevault.progress import Progress
    from casevault.vault.acts import Running
    from casevault.vault.vault import Vault

ONLY_COPY: Final = N_(
    "What was recorded on the way is in this bundle and nowhere else. Nobody on the journey can read it; if it is lost, it is "
    "gone. Carry it, or send it, apart from this computer."
)


@dataclass(frozen=True, slots=True)
class Posted:
    """What was sealed, and how many records and attachments were taken out. `clean`: no page of the database holds any of it."""

    written: Written
    records: int
    attachments: int
    clean: bool


def post(vault: Vault, target: Path, *, progress: Progress = silent) -> Posted:
    """Write a bundle as `homeward.write` does, and then erase every record that was made on the way from the travel vault."""
    written = homeward.write(vault, target, progress=progress)
    gone: list[tuple[int, int]] = []

    def work(act: Running) -> None:
        connection = act.connection
        if changes.highest_seq(connection) != written.end:
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("Something was recorded while the bundle was being written. Nothing was taken out."),
                N_("Post once more, when nobody else works in this vault."),
            )
        rows = [row for row in changes.forwards(connection) if row.payload is not None and row.type not in OWN]
        carried = {row.record_id for row in rows if row.action == Action.PACKED}
        made = {row.record_id or "": row.type for row in rows if row.record_id not in carried}
        stays = {one for row in rows if row.record_id in carried for one in blobs_in(row)}
        files = {one for row in rows if row.record_id in made for one in blobs_in(row)} - stays
        for record_id, kind in made.items():
            fields = tuple(sorted((*units(Reason.DANGER), POSTED + written.bundle)))
            vault.records.append(act, Entry(action=Action.ERASED, record_id=record_id, type=kind, fields=fields))
            erasures.erase_payloads(connection, record_id)
            vault.records.deriver.forget(connection, record_id)
            drafts.drop_of(connection, record_id)
        for blob_id in files:
            blobs.drop(connection, blob_id)
            texts.forget(connection, blob_id)
        waiting = json.loads(meta.get(connection, meta.ERASING) or b"[]")
        meta.put(connection, meta.ERASING, json.dumps([*waiting, *sorted(files)]).encode("ascii"))
        gone.append((len(made), len(files)))

    vault.records.within(work)
    return Posted(written, *gone[0], erasing.finish(vault, progress))
