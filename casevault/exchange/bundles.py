"""A bundle that comes in: opened, verified to its end, shown, and taken into a case.

    envelope → archive → manifest → signature → written to us → sender known → not seen before → every SHA-256

Nothing is handed on before the last byte was authentic and all of this holds: a bundle that ends early gives nothing. What is
taken in is one act: the files as evidence with their custody, the sender, and the row by which a second try is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault import files, paths
from casevault.crypto import agefile, minisign, pagebox
from casevault.crypto.ageopen import MOST_WORK
from casevault.crypto.signing import SignatureBroken
from casevault.disclosure import records_list
from casevault.disclosure.bundle import read_archive
from casevault.disclosure.manifest import damaged, salted_id
from casevault.disclosure.seal.html import is_page, sealed_in
from casevault.errors import Code, MachineProblem, UserProblem
from casevault.exchange import broken, senders
from casevault.i18n import N_
from casevault.vault import identity
from casevault.vault.acts import Add
from casevault.vault.attachments import Received

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from casevault.disclosure.bundle import Archive
    from casevault.disclosure.records_list import Told
    from casevault.domain.record import Record
    from casevault.vault.acts import AnyEdit
    from casevault.vault.vault import Vault

MOST_BYTES: Final = 1 << 30  # of a file that is opened: it is held in memory, so that nothing of it leaves before its end
MOST_TAKEN: Final = 500  # files of one bundle: rows of one piece of evidence
FORWARDED: Final = N_("This bundle was written to somebody else, who passed it on.")
_CLASS: Final = "C5"  # what a partner wrote leaves to nobody until a person here has looked at it


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What a bundle may be opened with: the words of a passphrase, or private age keys; the vault's own comes in addition."""

    words: str = ""
    untrusted_identities: str = ""  # text of a key file


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What a person says of a sender who is not known yet."""

    words: str = ""
    unsigned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A bundle that was opened and whose every check held. `organisation`: whose key signed it, as far as it is on record."""

    archive: Archive
    signed: bool
    known: bool
    organisation: Record | None
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a bundle became: the evidence record, the notes, and the organisation it came from, "" where none is on record."""

    evidence: str
    notes: tuple[str, ...]
    organisation: str


def read_bundle(source: Path, keys: Keys, vault: Vault | None, accepted: Accepted) -> Bundle:
    """Return the bundle in the file `source`; writes nothing.

    BUNDLE_DAMAGED, BUNDLE_NOT_FOR_YOU, BUNDLE_UNKNOWN_SENDER, BUNDLE_REPLAYED, WORK_FACTOR, UNSUPPORTED_KEY, TOO_LARGE, TOO_NEW.
    Without a vault nobody's key is known, which the answer says instead of refusing, and nothing is known of what came before.
    """
    untrusted = files.read_limited(source, MOST_BYTES)
    archive, opened_as = _opened(untrusted, keys, vault)
    manifest = archive.manifest
    _check_signature(archive)
    signed = bool(archive.signature)
    # A passphrase is named by what only its words give. Without a signature anybody can write any recipient, so nothing is asked.
    if signed and not set(opened_as) & set(manifest.recipients):
        raise UserProblem(
            Code.BUNDLE_NOT_FOR_YOU,
            FORWARDED,
            N_("Nothing of it was used. Ask whoever made it whether you may have it."),
        )
    found = None
    if vault is not None:
        if not signed:
            senders.require_unsigned_accepted(accepted=accepted.unsigned)
        else:
            found = senders.known(vault, manifest.sender.key)
            if found is None:
                senders.require_accepted(manifest.sender, accepted.words)
        vault.db.read(lambda c: senders.refuse_seen(c, manifest.bundle, manifest.sender.key))
    return Bundle(
        archive=archive,
        signed=signed,
        known=found is not None,
        organisation=None if found is None else found.organisation,
        told=_told(archive),
    )


def take_in(vault: Vault, bundle: Bundle, case: str, *, who: str = "", how: str = "", notes: bool = False) -> Taken:
    """Make the bundle evidence of a case, and with `notes` what it says of each record a note; in one act, nothing overwritten.

    `who`: the organisation, by id or name, with which a key that was just compared is kept, and `how` that was done. Everything
    taken in is of class C5 until somebody here decides otherwise.
    """
    manifest = bundle.archive.manifest
    _require_case(vault, case)
    if len(bundle.archive.files) > MOST_TAKEN:
        raise UserProblem(
            Code.TOO_LARGE, N_("This bundle is larger than can be opened."), N_("Ask the sender for smaller bundles.")
        )
    before: list[AnyEdit] = []
    organisation = bundle.organisation.id if bundle.organisation is not None else ""
    if bundle.signed and not bundle.known:
        if not who.strip():
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("Say whose key this is, so that it is known the next time."),
                N_("Give --sender with the id of an organisation, or its name."),
                field="sender",
            )
        organisation, pin = senders.pinning(vault, manifest.sender, who.strip(), how)
        before.append(pin)
    evidence, source = vault.ambient.new_id(), vault.ambient.new_id()
    code = f"B-{manifest.bundle[:8]}"
    before.append(Add("source", {"code": code, "kind": "ngo", "protection": "not_named"}, source))
    fields = {
        "title": code,
        "about": [case, *([organisation] if organisation else [])],
        "collected_at": manifest.created,
        "collector": _name_of(vault, organisation, who),
        "source_ids": [source],
        "data_class": _CLASS,
    }
    told = [
        Add("note", {**_note(one), "about": case, "source_ids": [source], "data_class": _CLASS}, vault.ambient.new_id())
        for one in (bundle.told if notes else ())
    ]
    received = Received(
        {key: value for key, value in fields.items() if value},
        before,
        [*told, senders.received(evidence, manifest.bundle, manifest.sender.key)],
        # Once more, where nothing can come between: two windows may have opened the same bundle.
        lambda c: senders.refuse_seen(c, manifest.bundle, manifest.sender.key),
    )
    titles = {listed.name: listed.title for listed in manifest.files}
    held = [(titles.get(name) or name, content) for name, content in bundle.archive.files.items()]
    vault.attachments.add_received(evidence, held, received)
    return Taken(evidence, tuple(note.id for note in told), organisation)


def _opened(untrusted: bytes, keys: Keys, vault: Vault | None) -> tuple[Archive, Sequence[str]]:
    """Return the archive in an envelope, and what the one who opened it is called among the recipients."""
    try:
        plain, known_as = _unsealed(untrusted, keys, vault)
    except MachineProblem as problem:
        raise (broken.not_whole(untrusted) if problem.code is Code.BUNDLE_DAMAGED else problem) from None
    try:
        archive = read_archive(plain)
    except MachineProblem as problem:
        raise (broken.forged() if problem.code is Code.BUNDLE_DAMAGED else problem) from None
    return archive, [salted_id(archive.manifest.bundle, known_as)] if isinstance(known_as, str) else known_as


def _unsealed(untrusted: bytes, keys: Keys, vault: Vault | None) -> tuple[bytes, str | Sequence[str]]:
    """Return what an envelope holds, and the words or the keys of whoever opened it."""
    if is_page(untrusted) and not keys.words:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("There is nothing to open this bundle with."),
            N_("Give the seven words of this page: --words-file."),
        )
    if keys.words:
        words = " ".join(keys.words.lower().split())
        if is_page(untrusted):
            return _unboxed(untrusted, words), words
        memory = max(MOST_WORK, paths.free_memory() // 2)
        # The key is derived for the salt in this one file; age authenticates every byte before one is handed over.
        return agefile.decrypt_with_passphrase(untrusted, words, memory=memory), words
    agefile.check_form(untrusted)  # what is damaged is called that, whatever key was given
    lines = [line.strip() for line in keys.untrusted_identities.splitlines()]
    texts = [line for line in lines if line and not line.startswith("#")]
    own = None if vault is None else identity.kept(vault)
    mine = [agefile.parse_identity(text) for text in (*texts, *([] if own is None else [own.receiving_key]))]
    if not mine:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("There is nothing to open this bundle with."),
            N_("Give the words (--words-file), an age key (--identity-file), or the vault it was sealed for."),
        )
    # The file key is wrapped for one of these keys; age authenticates every byte before one is handed over.
    return agefile.decrypt(untrusted, mine), [str(key.to_public()) for key in mine]


def _unboxed(untrusted: bytes, words: str) -> bytes:
    try:
        # The key is derived for the salt in this one page; every chunk is authenticated, with its place and the last one's mark.
        return pagebox.open_box(sealed_in(untrusted), words)
    except pagebox.OtherWords:
        raise agefile.no_match() from None
    except pagebox.BoxBroken:
        raise damaged() from None


def _check_signature(archive: Archive) -> None:
    """Refuse a signature that does not hold, and one that was taken away: who names a key has signed."""
    key = archive.manifest.sender.key
    if not key and not archive.signature:
        return
    try:
        # The key is the one that the signed text names; whose it is, is asked of the keys people have compared.
        said = minisign.verify(minisign.parse_public(key), archive.text, archive.signature)
    except (SignatureBroken, ValueError):
        raise broken.forged() from None
    if said != f"casevault bundle {archive.manifest.bundle}":
        raise broken.forged()


def _told(archive: Archive) -> tuple[Told, ...]:
    try:
        return records_list.read_records(archive.files.get(records_list.NAME, b""))
    except ValueError:
        raise broken.forged() from None


def _note(told: Told) -> dict[str, object]:
    return {"kind": "fact", "text": "\n".join((told.type, *(f"{field}: {text}" for field, text in told.fields)))}


def _require_case(vault: Vault, untrusted_case: str) -> None:
    found = vault.records.get(untrusted_case)
    if found.type != "case" or found.deleted:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("A bundle is taken into a case."),
            N_("Give the id of one: casevault list DIR case."),
            field="case",
        )


def _name_of(vault: Vault, organisation: str, who: str) -> str:
    found = vault.records.many([organisation]).get(organisation) if organisation else None
    return who.strip() if found is None else found.title
