"""From a secret to the master key: every finding on the way has its own code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.crypto import kdf, keywrap, recovery_code, shares
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault.keys import Keys
from casevault.vault.slots import KeySlot, SlotKind, open_slot

if TYPE_CHECKING:
    from casevault.vault.header import Found, Header


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The keys of a vault and the slot that gave them."""

    keys: Keys
    slot: KeySlot


def kind_for(kind: SlotKind, keyfile: bytes | None) -> SlotKind:
    """Return which slots are tried: with a keyfile those that need one and none else, so that no secret is tried twice over."""
    return SlotKind.PASSPHRASE_KEYFILE if kind is SlotKind.PASSPHRASE and keyfile is not None else kind


def secret_input(kind: SlotKind, secret: bytearray, keyfile: bytes | None = None) -> bytearray:
    """Return what goes into the key derivation for a secret as typed; INVALID_INPUT if it cannot be one."""
    if kind is SlotKind.RECOVERY:
        code = recovery_code.parse_code(bytes(secret).decode("utf-8", "replace"))
        try:
            return kdf.code_input(code)
        finally:
            keywrap.wipe(code)
    if kind is SlotKind.SHARES:
        return _joined(shares.parse(bytes(secret).decode("utf-8", "replace")))
    return kdf.passphrase_input(secret, keyfile)


def slots_for(header: Header, kind: SlotKind, secret: bytearray) -> tuple[KeySlot, ...]:
    """Return the slots that a secret of `kind` is tried on; shares name their set, WRONG_CREDENTIALS where there is none such."""
    if kind is not SlotKind.SHARES:
        return header.key_slots(kind)
    given = shares.parse(bytes(secret).decode("utf-8", "replace"))
    shares.same_set(given)
    known = tuple(slot for slot in header.key_slots(kind) if (slot.sharing and slot.sharing.set) == given[0].set)
    if not known:
        raise UserProblem(
            Code.WRONG_CREDENTIALS,
            N_("This vault has no set {set}: these shares belong to another vault, or their set was removed."),
            N_("Look for sheets with another number."),
            set=given[0].set,
        )
    return known


def _joined(given: tuple[shares.Share, ...]) -> bytearray:
    joined = shares.combine(given)
    try:
        return kdf.code_input(joined)
    finally:
        keywrap.wipe(joined)


def unlock(found: Found, kind: SlotKind, secret: bytearray, keyfile: bytes | None = None) -> Unlocked:
    """Try the slots of `kind`, or with a keyfile those that need one: at most the eight a header holds, one derivation each.

    SEALED without any slot, WRONG_CREDENTIALS if none opens, HEADER_TAMPERED if the MAC is wrong.
    """
    header = found.header
    if not header.slots:
        raise _sealed()
    kind = kind_for(kind, keyfile)
    slots = slots_for(header, kind, secret)
    given = secret_input(kind, secret, keyfile)
    try:
        for slot in slots:
            master = open_slot(slot, given, header.vault_id)
            if master is not None:
                keys = Keys.of(master, header.vault_id)
                try:
                    found.verify_mac(keys.header)
                except BaseException:
                    keys.wipe()  # the secret was right and the header is not: nobody gets in, and nothing of it stays
                    raise
                return Unlocked(keys, slot)
    finally:
        keywrap.wipe(given)
    raise wrong(kind)


def new_input(passphrase: bytearray, keyfile: bytes | None = None) -> bytearray:
    """Return what goes into the key derivation for a passphrase that is to be set; an empty one is refused."""
    if not bytes(passphrase).strip():
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("The passphrase is empty."),
            N_("Six or seven words drawn at random are strong and can be learned."),
        )
    return kdf.passphrase_input(passphrase, keyfile)


def wrong(kind: SlotKind) -> UserProblem:
    """Return the refusal for a secret of `kind` that opens no slot."""
    if kind is SlotKind.SHARES:
        return UserProblem(
            Code.WRONG_CREDENTIALS,
            N_("These shares fit together and do not open this vault: they belong to another one, or its header was altered."),
            N_("Look for the sheets that were made for this vault."),
        )
    if kind is SlotKind.PASSPHRASE_KEYFILE:
        return UserProblem(
            Code.WRONG_CREDENTIALS,
            N_(
                "This passphrase and this keyfile together do not open this vault. Which of the two is another one cannot be "
                "told; or the vault's header was altered."
            ),
            N_("Check the keyboard layout, and that the keyfile was never edited; without the keyfile, other slots are tried."),
        )
    if kind is SlotKind.RECOVERY:
        return UserProblem(
            Code.WRONG_CREDENTIALS,
            N_("This recovery code belongs to another vault or has been replaced, or the vault's header was altered."),
            N_("Look for the paper that was written for this vault, or use the passphrase."),
        )
    return UserProblem(
        Code.WRONG_CREDENTIALS,
        N_(
            "That passphrase does not open this vault: it is another one, or a keyfile belongs to it, which cannot be told "
            "apart; or the vault's header was altered."
        ),
        N_("Check the keyboard layout and capitals, give the keyfile if there is one, or use the recovery code."),
    )


def _sealed() -> UserProblem:
    return UserProblem(
        Code.SEALED,
        N_("This copy is sealed. Nothing you know or carry opens it."),
        N_("After the journey, ask the office for a ticket and its words."),
    )
