"""What was learned on a journey comes home: a signed bundle, sealed to the office, verified to its end before anything is used.

    age to the office's key ─ tar ─ journey.jsonl, then attachments/ID
    {"casevault":"journey",…}  {"change":{…}} …  {"attachment":{…}} …  {"end":{…,"signature":…}}

The signature covers every line, and so each row, the SHA-256 of each attachment, and to whom it is sent. docs/formats/journey.md.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from casevault import files
from casevault.crypto import signing
from casevault.crypto.ageopen import ByKey
from casevault.crypto.signing import SignatureBroken
from casevault.disclosure.manifest import damaged
from casevault.domain.change import Action
from casevault.domain.scalars import ID
from casevault.domain.taken import require_sound
from casevault.errors import CaseVaultError, Code, MachineProblem, UserProblem
from casevault.exchange import jsonl
from casevault.exchange.archive import ATTACHMENTS, Found, Part
from casevault.i18n import N_
from casevault.progress import silent
from casevault.store import blobs, changes
from casevault.vault import identity, travelling
from casevault.vault.joining import OWN, join
from casevault.vault.storing import StoredAnew

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.domain.change import Change
    from casevault.exchange.jsonl import Listed
    from casevault.progress import Progress
    from casevault.store.connection import Connection
    from casevault.vault.joining import Joined
    from casevault.vault.vault import Vault

FORMAT: Final = 1
LINES: Final = "journey.jsonl"
USE: Final = b"casevault/1/journey"  # of the signature: it is worth nothing in another place
MOST_ROWS: Final = 200_000  # held in memory until all of them are verified
MOST_SEQ: Final = 1 << 53
_KEYS: Final = {"casevault", "format", "bundle", "travel", "vault", "to", "at_utc"}


@dataclass(slots=True)
class _Verified:
    """What the first reading found; every line of it is covered by the signature of a key that is known."""

    bundle: str
    vault: str
    rows: list[Change] = field(default_factory=list)
    listed: dict[str, Listed] = field(default_factory=dict)


def merge(office: Vault, source: Path, *, progress: Progress = silent) -> Joined:
    """Take a bundle in, in one transaction, or refuse it with nothing changed. A second time changes nothing.

    BUNDLE_DAMAGED, BUNDLE_NOT_FOR_YOU, BUNDLE_UNKNOWN_SENDER (also for a device that was reported lost), TOO_NEW, TOO_LARGE.
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
                first=lambda c: _refuse_others(c, verified),
            )
    except CaseVaultError as problem:
        raise damaged() if problem.code is Code.INVALID_INPUT else problem from None
    office.search.drain(progress)
    return done


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
    key = b""
    ended = False
    for spelt in jsonl.cut(part.counted()):
        kind, value = jsonl.line_of(spelt)
        if ended or (kind == "casevault") == (verified is not None):
            raise damaged()
        if verified is None:
            verified, key = _head(office, value, recipient)
        elif kind == "change" and not verified.listed:
            verified.rows.append(_row(office, value, verified.rows[-1].seq if verified.rows else 0))
        elif kind == "attachment":
            one = jsonl.listed_of(value)
            verified.listed[one.id] = one
        elif kind == "end":
            _end(value, verified, running.digest(), key)
            ended = True
        else:
            raise damaged()
        if len(verified.rows) > MOST_ROWS:
            raise too_many()
        running.update(spelt + b"\n")
    if verified is None or not ended:
        raise damaged()
    return verified


def _row(office: Vault, value: dict[str, Any], above: int) -> Change:
    number = value.get("seq")
    if type(number) is not int or not above < number < MOST_SEQ:  # some rows stay, so the numbers have gaps
        raise damaged()
    row = jsonl.change_of(value, number)
    if row.action == Action.CARRIED:
        raise damaged()  # it says of other rows what they have seen: only who packs writes it
    if row.payload is not None:
        require_sound(office.schema, row)
    return row


def _head(office: Vault, value: dict[str, Any], recipient: str) -> tuple[_Verified, bytes]:
    """Return what the first line says, and the key by which the office knows that journey; lost devices are refused."""
    if value.get("casevault") == "journey" and isinstance(value.get("format"), int) and value["format"] > FORMAT:
        raise MachineProblem(
            Code.TOO_NEW,
            N_("This bundle was made by a newer version of CaseVault."),
            N_("Take it in with that version or a newer one; nothing was changed."),
        )
    texts = [value.get(name) for name in ("bundle", "travel", "vault")]
    if (
        value.keys() != _KEYS
        or value["casevault"] != "journey"
        or not all(isinstance(one, str) and ID.fullmatch(one) for one in texts)
    ):
        raise damaged()
    bundle, travel, of_vault = map(str, texts)
    try:
        known = travelling.away(office, travel)
    except UserProblem:
        raise _unknown() from None
    travelling.refuse_lost(office, known.travel)
    if value["to"] != recipient:
        raise _not_for_us()
    if known.vault != of_vault:
        raise damaged()
    return _Verified(bundle, of_vault), bytes.fromhex(str(office.records.get(known.travel).fields["public_key"]))


def _end(value: dict[str, Any], verified: _Verified, digest: bytes, key: bytes) -> None:
    said = {name: value.get(name) for name in ("changes", "attachments", "sha256")}
    counted = {"changes": len(verified.rows), "attachments": len(verified.listed), "sha256": digest.hex()}
    if value.keys() != {*counted, "signature"} or said != counted or not isinstance(value["signature"], str):
        raise damaged()
    try:
        # The key is the one that was drawn here when the journey was packed; nothing in the bundle chooses it.
        signing.verify_signature(key, USE, digest, bytes.fromhex(value["signature"]))
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


def too_many() -> UserProblem:
    """Return the refusal of more rows than are held in memory until they are verified."""
    return UserProblem(
        Code.TOO_LARGE,
        N_("There are more entries than one bundle holds ({most})."),
        N_("A journey does not bring that many. Check that it is the right vault."),
        most=MOST_ROWS,
    )
