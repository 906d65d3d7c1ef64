"""A travel vault: chosen cases in a vault of its own, with its own keys and no history, built up and not cut down.

    office: what goes, row by row ──> a new vault, each record beginning with one row `packed`
    office log: for each record one row `carried` (which packed row stands for which rows here), who travels, what opens it

First the travel vault is complete but for its header, so that nothing can open it; then the office notes in one transaction what
it has to know; then the header is written. Cut off before that, the office may list as exposed what never left, and never the
other way.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from casevault.crypto import keywrap, signing
from casevault.domain.change import Action, carried_units
from casevault.domain.merge import touched
from casevault.domain.packing import Profile
from casevault.errors import Code, UserProblem
from casevault.exchange.choosing import choose
from casevault.i18n import N_
from casevault.progress import silent
from casevault.store import blobs, changes, meta
from casevault.store.changes import Author, Entry
from casevault.vault import travelling
from casevault.vault.attached import files_of, not_in_a_vault
from casevault.vault.identity import identity
from casevault.vault.originals import Digest
from casevault.vault.slots import SlotKind, make_slot
from casevault.vault.storing import StoredAnew
from casevault.vault.travelling import Away, Journey
from casevault.vault.unlocking import new_input
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from casevault.crypto.kdf import KdfProfile
    from casevault.crypto.keywrap import MasterKey
    from casevault.domain.change import Change
    from casevault.exchange.choosing import Going
    from casevault.i18n import Catalogue
    from casevault.progress import Progress
    from casevault.store.blobs import BlobRow
    from casevault.store.connection import Connection
    from casevault.vault.acts import Running
    from casevault.vault.slots import KeySlot

MOST_DAYS: Final = 3_660


@dataclass(frozen=True, slots=True)
class Packed:
    """A travel vault that was made. `travel`: the id by which the office knows it; `hidden`: how many names were replaced."""

    travel: str
    vault: str
    records: int
    persons: int
    attachments: int
    sealed: bool
    hidden: int


def pack(
    office: Vault,
    folder: Path,
    cases: Sequence[str],
    *,
    passphrase: bytearray | None,
    profile: Profile = Profile.REDUCED,
    sign_as: str = "",
    days: int | None = None,
    kdf: KdfProfile | None = None,
    synced_folder_ok: bool = False,
    weak: bool = False,
    leave_files: bool = False,
    catalogue: Catalogue | None = None,
    progress: Progress = silent,
) -> Packed:
    """Make a travel vault of `cases` in a new or empty folder. `passphrase` None: sealed, with no way in at all.

    `days`: in how many it should be home; a reminder. Entries there are signed `sign_as`, else as whoever packs. `weak`,
    `leave_files` and `catalogue` as in `choosing.choose`.
    """
    if office.db.read(lambda c: meta.get(c, meta.JOURNEY)) is not None:
        raise UserProblem(
            Code.UNSUPPORTED,
            N_("This is a travel copy; no other is packed from it."),
            N_("Bring it home first, and pack at the office."),
        )
    if folder.absolute().resolve().is_relative_to(office.folder.resolve()):
        raise not_in_a_vault()
    given = None if passphrase is None else new_input(passphrase)
    choice = choose(office, cases, profile, catalogue, weak=weak, leave_files=leave_files)
    going = choice.going
    own = identity(office)
    seed = office.ambient.random_bytes(signing.SEED_BYTES)
    name = sign_as or office.records.get(office.actor).title
    travel = office.ambient.new_id()
    expires = (office.ambient.today() + timedelta(days=min(days, MOST_DAYS))).isoformat() if days else ""
    masters: list[bytes] = []
    entered: list[Packed] = []

    def ways(master: MasterKey, vault_id: bytes) -> tuple[KeySlot, ...]:
        masters.append(bytes(master))
        if given is None:
            return ()
        cost = office.policy.cost(kdf)
        slot = make_slot(SlotKind.PASSPHRASE, given, master=master, vault_id=vault_id, profile=cost, ambient=office.ambient)
        keywrap.wipe(given)
        return (slot,)

    def fill(away: Vault) -> None:
        journey = Journey(
            travel=travel,
            office=office.vault_id,
            recipient=own.recipient,
            seed=seed,
            actor=away.actor,
            expires=expires,
            sealed=given is None,
        )
        stored = _attachments(office, away, going, progress)
        rows = _enter(away, going, stored, journey)
        known = Away(
            travel=travel,
            vault=away.vault_id,
            master=masters[0],
            day=office.ambient.today().isoformat(),
            expires=expires,
            sealed=given is None,
            profile=profile.value,
        )
        _note(office, away, list(zip(going, rows, strict=True)), known, signing.public_key(seed), choice.codes)
        people = sum(one.record.type == "person" for one in going)
        entered.append(Packed(travel, away.vault_id, len(going), people, len(stored), given is None, len(choice.hidden.swaps)))

    with Vault.make(
        folder, ways, sign_as=name, ambient=office.ambient, policy=office.policy, synced_folder_ok=synced_folder_ok, fill=fill
    ):
        return entered[0]


def _attachments(office: Vault, away: Vault, going: Sequence[Going], progress: Progress) -> list[BlobRow]:
    """Store every file of the evidence that goes, each encrypted anew under a key of its own and the keys of the travel vault."""
    rows = {row.id: row for row in office.attachments.rows()}
    anew = StoredAnew(away)
    done: set[str] = set()
    for one in going:
        for file in files_of(replace(one.record, fields=one.fields), frozenset(rows)):
            row = rows.get(file.blob)
            if row is not None and row.id not in done:
                done.add(row.id)
                with Digest() as digest, contextlib.closing(office.attachments.whole(row, digest, progress)) as pieces:
                    anew.put(row.id, row.length, pieces, file.sha256, progress)
    return anew.rows


def _enter(away: Vault, going: Sequence[Going], stored: Sequence[BlobRow], journey: Journey) -> list[Change]:
    """Write what goes as the first rows of the travel vault, and return them in the order of `going`."""
    entries = [
        Entry(
            action=Action.PACKED,
            record_id=one.record.id,
            type=one.record.type,
            type_version=one.record.type_version,
            fields=touched({}, one.fields),
            payload=one.fields,
        )
        for one in going
    ]

    def work(connection: Connection) -> list[Change]:
        author = Author(away.actor, away.device)
        rows = away.records.log.append_all(connection, author, away.ambient.new_id(), entries)
        for row in stored:
            blobs.put(connection, row)
        meta.put(connection, meta.JOURNEY, journey.spelt())
        away.records.deriver.rebuild(connection)
        return rows

    rows = away.db.write(work, much=True)
    away.search.drain()
    return rows


def _note(  # noqa: PLR0917 - what the office has to know
    office: Vault, away: Vault, going: Sequence[tuple[Going, Change]], known: Away, public_key: bytes, codes: Mapping[str, str]
) -> None:
    """Note at the office, in one transaction, what it has to know to unseal, to merge, and to say who is exposed."""
    device = office.schema.type("device")
    fields = {"name": f"Travel {known.day}", "public_key": public_key.hex(), "status": "active"}
    signers = [row for row in away.db.read(lambda c: list(changes.forwards(c))) if row.action == Action.CREATED]

    def work(act: Running) -> None:
        made = Entry(
            action=Action.CREATED,
            record_id=known.travel,
            type=device.key,
            type_version=device.version,
            fields=touched({}, fields),
            payload=fields,
        )
        office.records.append(act, made)
        for one, row in going:
            carried = Entry(
                action=Action.CARRIED,
                record_id=one.record.id,
                type=one.record.type,
                type_version=one.record.type_version,
                parents=one.record.heads,
                fields=tuple(sorted((*carried_units(row.id, one.home), travelling.BY + known.travel))),
            )
            office.records.append(act, carried)
        # Who will sign there, and with which device: the same rows, so that what comes home names somebody who is known.
        office.records.log.take_in(act.connection, signers, vault=known.vault, bundle=known.travel)
        office.records.deriver.arrive(act.connection, [row.record_id or "" for row in signers])
        meta.put(act.connection, meta.AWAY + known.travel, known.spelt())
        if codes:
            meta.put(act.connection, meta.CODE_WORDS, json.dumps(dict(codes), sort_keys=True).encode())

    office.records.within(work)
