"""What comes home from a journey, or from another office of the team: verified to its end before anything of it is used.

Form, signature, sender, the digest of each row, the SHA-256 of each attachment, to whom it was sent. docs/formats/journey.md.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from casevault import files
from casevault.crypto import signing
from casevault.crypto.ageopen import ByKey
from casevault.crypto.signing import SignatureBroken
from casevault.disclosure.manifest import damaged
from casevault.domain.change import Action
from casevault.domain.packing import Profile
from casevault.domain.scalars import ID
from casevault.domain.taken import require_sound
from casevault.errors import CaseVaultError, Code, MachineProblem, UserProblem
from casevault.exchange import jsonl
from casevault.exchange.archive import ATTACHMENTS, Found, Part
from casevault.exchange.signed import EXCHANGE, FORMAT, JOURNEY, LINES, MOST_ROWS, USES, too_many
from casevault.i18n import N_
from casevault.progress import silent
from casevault.store import blobs, changes
from casevault.vault import identity, offices, travelling
from casevault.vault.joining import OWN, join
from casevault.vault.storing import StoredAnew
from casevault.vault.uncoding import put_names

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.domain.change import Change
    from casevault.exchange.jsonl import Listed
    from casevault.progress import Progress
    from casevault.store.connection import Connection
    from casevault.vault.joining import Joined, Then
    from casevault.vault.vault import Vault

MOST_SEQ: Final = 1 << 53
MISSING: Final = N_("Something is missing here before this bundle: a back-up was restored, or an earlier one was never taken in.")
_KEYS: Final = {
    JOURNEY: {"casevault", "format", "bundle", "travel", "vault", "to", "at_utc"},
    EXCHANGE: {"casevault", "format", "bundle", "vault", "to", "at_utc", "after", "end", "heard"},
}


@dataclass(frozen=True, slots=True)
class _Sender:
    """Who sent it, as it is known here: the journey or the office, and its public key, which nothing in the bundle chooses.

    `after`, `end`, `heard`: of an office, the row of its log after which this begins, the last one, and the last of ours it has.
    """

    kind: str
    id: str
    key: bytes
    after: int = 0
    end: tuple[int, str] = offices.START
    heard: tuple[int, str] = offices.START
    then: Then | None = None


@dataclass(slots=True)
class _Verified:
    """What the first reading found; every line of it is covered by the signature of a key that is known."""

    bundle: str
    vault: str
    sender: _Sender
    rows: list[Change] = field(default_factory=list)
    listed: dict[str, Listed] = field(default_factory=dict)


def merge(office: Vault, source: Path, *, progress: Progress = silent) -> Joined:
    """Take a bundle in, in one transaction, or refuse it with nothing changed. A second time changes nothing.

    BUNDLE_DAMAGED, BUNDLE_NOT_FOR_YOU, BUNDLE_UNKNOWN_SENDER (also for a device that was reported lost), TOO_NEW, TOO_LARGE;
    INVALID_INPUT for one of another office before which something is missing here.
    """
    own = identity.kept(office)
    if own is None:
        raise _not_for_us()
    found = Found(source, ByKey(own.receiving_key))
    if not found.is_sealed:
        raise damaged()
    try:
        verified = _verify(office, found, own.recipient, progress)
        stored = StoredAnew(office)
        with contextlib.ExitStack() as undo:
            undo.callback(stored.forget)
            _store(office, found, verified, stored, progress)
            done = join(
                office,
                verified.rows,
                of_vault=verified.vault,
                bundle=verified.bundle,
                stored=stored.rows,
                first=lambda c: _within(c, verified),
                then=verified.sender.then,
            )
    except CaseVaultError as problem:
        raise damaged() if problem.code is Code.INVALID_INPUT and problem.what is not MISSING else problem from None
    office.search.drain(progress)
    return done


def _within(connection: Connection, verified: _Verified) -> None:
    """Do what belongs to the transaction of a merge: refuse, leave out, and note how far an office was heard."""
    if verified.sender.kind == JOURNEY:
        _refuse_others(connection, verified)
        return
    verified.rows[:] = _of_others(connection, verified.rows)
    offices.note_heard(connection, verified.sender.id, verified.sender.end, verified.sender.heard)


def is_journey(vault: Vault, source: Path) -> bool:
    """Say whether a file is sealed to this vault and begins as what a journey brings home; nothing of it is verified yet."""
    own = identity.kept(vault)
    if own is None:
        return False
    try:
        return next(iter(Found(source, ByKey(own.receiving_key)).parts())).name == LINES
    except (CaseVaultError, StopIteration):
        return False


def _verify(office: Vault, found: Found, recipient: str, progress: Progress) -> _Verified:
    """Read all of it to its end: form, signature, sender, digest of each row, that each attachment is there and whole."""
    verified: _Verified | None = None
    seen: dict[str, str] = {}
    for part in found.parts():
        if part.name == LINES and verified is None:
            verified = _lines(office, part, recipient)
        elif verified is not None and part.name.startswith(ATTACHMENTS):
            seen[part.name] = StoredAnew.digest_of(part.counted())
            progress(0, 0)
        else:
            raise damaged()
    if verified is None or seen != {one.name: one.sha256 for one in verified.listed.values()}:
        raise damaged()
    return verified


def _lines(office: Vault, part: Part, recipient: str) -> _Verified:
    running = hashlib.sha256()
    verified: _Verified | None = None
    ended = False
    for spelt in jsonl.cut(part.counted()):
        kind, value = jsonl.line_of(spelt)
        if ended or (kind == "casevault") == (verified is not None):
            raise damaged()
        if verified is None:
            verified = _head(office, value, recipient)
        elif kind == "change" and not verified.listed:
            above = verified.rows[-1].seq if verified.rows else verified.sender.after
            verified.rows.append(_row(office, value, above, verified.sender.kind))
        elif kind == "attachment":
            one = jsonl.listed_of(value)
            verified.listed[one.id] = one
        elif kind == "end":
            _end(value, verified, running.digest())
            ended = True
        else:
            raise damaged()
        if len(verified.rows) > MOST_ROWS:
            raise too_many()
        running.update(spelt + b"\n")
    if verified is None or not ended:
        raise damaged()
    return verified


def _row(office: Vault, value: dict[str, Any], above: int, kind: str) -> Change:
    number = value.get("seq")
    if type(number) is not int or not above < number < MOST_SEQ:  # some rows stay, so the numbers have gaps
        raise damaged()
    row = jsonl.change_of(value, number)
    if row.action == Action.CARRIED and kind == JOURNEY:
        raise damaged()  # it says of other rows what they have seen: only an office that packs writes it
    if row.payload is not None:
        require_sound(office.schema, row)
    return row


def _head(office: Vault, value: dict[str, Any], recipient: str) -> _Verified:
    """Return what the first line says, with the key by which its sender is known here; who was reported lost is refused."""
    kind = value.get("casevault")
    if kind in _KEYS and isinstance(value.get("format"), int) and value["format"] > FORMAT:
        raise MachineProblem(
            Code.TOO_NEW,
            N_("This bundle was made by a newer version of CaseVault."),
            N_("Take it in with that version or a newer one; nothing was changed."),
        )
    texts = [value.get(name) for name in ("bundle", "vault")]
    if kind not in _KEYS or value.keys() != _KEYS[kind] or not all(_is_id(one) for one in texts):
        raise damaged()
    bundle, of_vault = map(str, texts)
    sender = _traveller(office, value, of_vault) if kind == JOURNEY else _other_office(office, value, of_vault)
    if value["to"] != recipient:
        raise _not_for_us()
    return _Verified(bundle, of_vault, sender)


def _traveller(office: Vault, value: dict[str, Any], of_vault: str) -> _Sender:
    if not _is_id(value["travel"]):
        raise damaged()
    try:
        known = travelling.away(office, value["travel"])
    except UserProblem:
        raise _unknown() from None
    travelling.refuse_lost(office, known.travel)
    if known.vault != of_vault:
        raise damaged()
    key = bytes.fromhex(str(office.records.get(known.travel).fields["public_key"]))
    coded = known.profile == Profile.PSEUDONYMS
    return _Sender(JOURNEY, known.travel, key, then=partial(put_names, office, known.travel) if coded else None)


def _other_office(office: Vault, value: dict[str, Any], of_vault: str) -> _Sender:
    try:
        known = offices.get(office, of_vault)
    except UserProblem:
        raise _unknown_office() from None
    travelling.refuse_lost(office, known.id)
    after = value["after"]
    if type(after) is not int or not 0 <= after < MOST_SEQ:
        raise damaged()
    if after > known.heard[0]:
        raise UserProblem(
            Code.INVALID_INPUT,
            MISSING,
            N_("Send them a bundle first: it tells what is here. Or let them write one with --whole."),
        )
    return _Sender(EXCHANGE, known.id, bytes.fromhex(known.key), after, _place(value["end"]), _place(value["heard"]))


def _place(untrusted: object) -> tuple[int, str]:
    """Return the number and the id of a row, as a head names it."""
    if not isinstance(untrusted, list) or len(untrusted) != 2:  # noqa: PLR2004 - a number and an id
        raise damaged()
    number, row = untrusted
    if type(number) is not int or not 0 <= number < MOST_SEQ or not (row == "" or _is_id(row)):
        raise damaged()
    return number, row


def _is_id(value: object) -> bool:
    return isinstance(value, str) and ID.fullmatch(value) is not None


def _end(value: dict[str, Any], verified: _Verified, digest: bytes) -> None:
    said = {name: value.get(name) for name in ("changes", "attachments", "sha256")}
    counted = {"changes": len(verified.rows), "attachments": len(verified.listed), "sha256": digest.hex()}
    if value.keys() != {*counted, "signature"} or said != counted or not isinstance(value["signature"], str):
        raise damaged()
    try:
        # The key is the one that was drawn here at packing, or compared by people; nothing in the bundle chooses it.
        signing.verify_signature(verified.sender.key, USES[verified.sender.kind], digest, bytes.fromhex(value["signature"]))
    except (SignatureBroken, ValueError):
        raise damaged() from None


def _store(office: Vault, found: Found, verified: _Verified, stored: StoredAnew, progress: Progress) -> None:
    """Store the attachments that are not here yet, each compared once more with what was verified."""
    here = office.db.read(blobs.ids)
    if not verified.listed.keys() - here:
        return
    for part in found.parts():
        listed = verified.listed.get(part.name.removeprefix(ATTACHMENTS))
        if part.name.startswith(ATTACHMENTS) and listed is not None and listed.id not in here:
            path = office.attachments.stored.path(listed.id)
            if os.path.lexists(path):  # left by a merge that was killed: no row has its key
                files.remove_file(path)
            stored.put(listed.id, part.size, part.counted(), listed.sha256, progress)


def _refuse_others(connection: Connection, verified: _Verified) -> None:
    """Refuse rows about who writes at the office or on another journey: a travel copy speaks of itself alone."""
    for record_id in {row.record_id for row in verified.rows if row.type in OWN and row.record_id}:
        known = changes.of_record(connection, record_id)
        if known and (known[0].origin or {}).get("vault") != verified.vault:
            raise damaged()


def _of_others(connection: Connection, rows: list[Change]) -> list[Change]:
    """Return the rows but those about who writes here and which devices are ours: of these another office decides nothing.

    A journey that was packed here cannot be un-lost from there, and no key of ours replaced.
    """
    kept: list[Change] = []
    ours: dict[str, bool] = {}
    for row in rows:
        record_id = row.record_id or ""
        if row.type in OWN and record_id not in ours:
            known = changes.of_record(connection, record_id)
            ours[record_id] = bool(known) and known[0].origin is None
        if row.type not in OWN or not ours[record_id]:
            kept.append(row)
    return kept


def _unknown_office() -> UserProblem:
    return UserProblem(
        Code.BUNDLE_UNKNOWN_SENDER,
        N_("This bundle comes from an office that nobody here has taken in. Nothing of it was used."),
        N_("Let them show their card, compare its words, and take it in with “casevault travel office DIR --card”."),
    )


def _unknown() -> UserProblem:
    return UserProblem(
        Code.BUNDLE_UNKNOWN_SENDER,
        N_("This bundle comes from a travel copy that was not packed here. Nothing of it was used."),
        N_("Take it in where that copy was packed."),
    )


def _not_for_us() -> UserProblem:
    return UserProblem(
        Code.BUNDLE_NOT_FOR_YOU,
        N_("This bundle was sealed for another vault, or for keys that this one has replaced since."),
        N_(
            "Take it in where the travel copy was packed, or restore the back-up of the day on which it was. Nothing was changed."
        ),
    )
