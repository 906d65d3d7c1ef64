"""A second reader of stored attachments, written from docs/formats/attachments.md alone: slow, whole in memory, plain."""

from __future__ import annotations

import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class NotAsWritten(ValueError):  # noqa: N818 - what the reader finds
    pass


def hkdf_sha512(ikm: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869 with HMAC alone."""
    extracted = hmac.digest(salt, ikm, "sha512")
    block, found, number = b"", b"", 1
    while len(found) < length:
        block = hmac.digest(extracted, block + info + bytes([number]), "sha512")
        found += block
        number += 1
    return found[:length]


def read_blob(key: bytes, vault_id: bytes, blob_id: bytes, stored: bytes) -> bytes:
    if stored[:8] != b"CVBLOB1\n" or len(stored) < 80:
        raise NotAsWritten
    salt, commitment, rest = stored[8:32], stored[32:64], stored[64:]
    derived = hkdf_sha512(key, salt, b"casevault/1/blob" + vault_id + blob_id, 71)
    if derived[39:] != commitment:
        raise NotAsWritten
    chunks = [rest[place : place + 65_552] for place in range(0, len(rest), 65_552)]
    plain = b""
    for number, chunk in enumerate(chunks):
        last = number == len(chunks) - 1
        nonce = derived[32:39] + number.to_bytes(4, "big") + (b"\1" if last else b"\0")
        try:
            piece = AESGCM(derived[:32]).decrypt(nonce, chunk, None)
        except (InvalidTag, ValueError):
            raise NotAsWritten from None
        if not piece and number:
            raise NotAsWritten
        plain += piece
    return plain


def unwrap(wrapping: bytes, wrapped: bytes, vault_id: bytes, blob_id: bytes, *, length: int, padded: int) -> bytes:
    associated = b"casevault/1/blobkey" + vault_id + blob_id + length.to_bytes(8, "big") + padded.to_bytes(8, "big")
    return AESGCM(wrapping).decrypt(wrapped[:12], wrapped[12:], associated)


def padded_length(length: int) -> int:
    """Padmé from its paper: keep as many leading bits as the exponent has digits, round up."""
    if length < 2:
        return length
    exponent = len(bin(length)) - 3
    keep = len(bin(exponent)) - 2
    step = 1 << max(0, exponent - keep)
    return -(-length // step) * step


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
