"""The master key, wrapped once per way of opening, and the keys that come from it.

    derived 32 bytes ─HKDF-Expand("casevault/1/slot" ‖ vault ‖ slot)─> kek ‖ check
    master key ─AES-256-GCM(kek, nonce, AAD = the slot's other fields ‖ vault)─> wrapped
    master key ─HKDF(salt = vault, "casevault/1/" + name)─> one key per purpose

Bytes in, bytes out. The check is a commitment to the key: AES-GCM alone would let a crafted slot open under two passphrases, and
a check that is equal says exactly that the passphrase was right.
"""

from __future__ import annotations

import hmac
from typing import Final, NewType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

KEY_BYTES: Final = 32
CHECK_BYTES: Final = 32
NONCE_BYTES: Final = 12
WRAPPED_BYTES: Final = KEY_BYTES + 16  # and the tag
PURPOSES: Final = ("db", "header", "blobwrap", "audit-mac", "dedup", "backup-mac", "calendar-uid")

MasterKey = NewType("MasterKey", bytearray)


class WrapBroken(Exception):  # noqa: N818 - a finding that the caller puts into words, not a refusal of its own
    """The check was right and the wrapped key is not what was written: the slot was altered."""


SLOT: Final = b"casevault/1/slot"
TICKET: Final = b"casevault/1/ticket"


def slot_keys(derived: bytearray, vault_id: bytes, slot_id: bytes, use: bytes = SLOT) -> tuple[bytearray, bytes]:
    """Return (kek, check) of a slot, or of a ticket (`use`), from the 32 bytes its secret gave.

    HKDF-Expand alone is enough because Argon2id's output is uniform already. Vault and slot in `info`: the same secret and salt
    in another slot or vault give other keys. The two halves are independent: a check in the open tells nothing of the kek.
    """
    info = use + vault_id + slot_id
    both = HKDFExpand(SHA256(), KEY_BYTES + CHECK_BYTES, info).derive(bytes(derived))
    return bytearray(both[:KEY_BYTES]), both[KEY_BYTES:]


def equal(one: bytes, other: bytes) -> bool:
    """Compare two digests in a time that does not tell where they differ."""
    return hmac.compare_digest(one, other)


def wrap(kek: bytearray, nonce: bytes, master: MasterKey, associated: bytes) -> bytes:
    """Return the master key encrypted and authenticated, together with `associated`.

    A kek wraps one key once: it comes from a salt drawn for this slot alone, so its nonce cannot repeat.
    """
    return AESGCM(bytes(kek)).encrypt(nonce, bytes(master), associated)


def unwrap(kek: bytearray, nonce: bytes, wrapped: bytes, associated: bytes) -> MasterKey:
    """Return the master key, or raise `WrapBroken` if the wrapped key, the nonce or `associated` is not what was written."""
    try:
        return MasterKey(bytearray(AESGCM(bytes(kek)).decrypt(nonce, wrapped, associated)))
    except InvalidTag:
        raise WrapBroken from None


def subkey(master: MasterKey, vault_id: bytes, purpose: str) -> bytearray:
    """Return the 32-byte key for one of `PURPOSES`. One key has one use, so no two constructions ever meet under the same key."""
    if purpose not in PURPOSES:
        raise ValueError(purpose)
    info = b"casevault/1/" + purpose.encode("ascii")
    return bytearray(HKDF(SHA256(), KEY_BYTES, vault_id, info).derive(bytes(master)))


def wipe(*secrets: bytearray) -> None:
    """Overwrite buffers in place. Copies that libraries made stay: ending the process at lock is what clears those."""
    for secret in secrets:
        secret[:] = bytes(len(secret))
