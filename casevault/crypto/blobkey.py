"""The key of one attachment, kept in the database encrypted under the vault's key `blobwrap`.

    nonce 12 ‖ AES-256-GCM(blobwrap, nonce, key 32,
                           AAD = "casevault/1/blobkey" ‖ vault ‖ attachment ‖ u64be length ‖ u64be padded length)

So an attachment is erased by forgetting 60 bytes, and a new master key means new wrappings only.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casevault.crypto.blob import KEY_BYTES, TAG, BlobDamaged

if TYPE_CHECKING:
    from casevault.crypto.blob import BlobName

NONCE_BYTES: Final = 12
WRAPPED_BYTES: Final = NONCE_BYTES + KEY_BYTES + TAG
_INFO: Final = b"casevault/1/blobkey"


def wrap_key(wrapping: bytearray, nonce: bytes, key: bytearray, name: BlobName, *, length: int, padded: int) -> bytes:
    """Return the attachment's `key` encrypted and authenticated, together with its name and both lengths.

    One key wraps many, so `nonce` is random each time: after n attachments the chance that two are equal is below n² / 2^97, for
    a million below one in 2^57; NIST SP 800-38D allows 2^32 under one key, more than a vault will ever hold.
    """
    if len(nonce) != NONCE_BYTES:
        raise ValueError("the nonce has 12 bytes")
    return nonce + AESGCM(bytes(wrapping)).encrypt(nonce, bytes(key), _associated(name, length, padded))


def unwrap_key(wrapping: bytearray, wrapped: bytes, name: BlobName, *, length: int, padded: int) -> bytearray:
    """Return the attachment's key, or raise `BlobDamaged` where the row's key, id or a length is not what was written."""
    if len(wrapped) != WRAPPED_BYTES or not (0 <= length < 1 << 64 and 0 <= padded < 1 << 64):
        raise BlobDamaged
    try:
        opened = AESGCM(bytes(wrapping)).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _associated(name, length, padded))
    except InvalidTag:
        raise BlobDamaged from None
    return bytearray(opened)


def equal_mark(dedup: bytearray, sha256: bytes) -> bytes:
    """Return the mark by which equal files are found: HMAC-SHA-256, under a key of its own, of the original's SHA-256.

    Keyed, so that not even a copy of the table tells whether somebody's known file is in the vault. It authenticates, too: what
    an attachment holds must give its row's mark.
    """
    return hmac.digest(bytes(dedup), sha256, "sha256")


def _associated(name: BlobName, length: int, padded: int) -> bytes:
    """Bind what else the row says: a row's key put into another row, or a length altered to cut a file short, is noticed."""
    return _INFO + name.vault_id + name.blob_id + length.to_bytes(8, "big") + padded.to_bytes(8, "big")
