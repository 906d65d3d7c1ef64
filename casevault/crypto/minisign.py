"""Signatures in the format of minisign: anybody checks them with `minisign -V`, without CaseVault.

    public key   base64( "Ed" ‖ key id 8 ‖ Ed25519 public key 32 )
    signature    untrusted comment: …
                 base64( "ED" ‖ key id 8 ‖ Ed25519 signature 64 of BLAKE2b-512(message) )
                 trusted comment: …
                 base64( Ed25519 signature 64 of signature ‖ trusted comment )

Only this form, in which the message is hashed first, is written and read; the older one ("Ed" in a signature) is refused. Bytes
in, bytes out. The seed handed in must sign nothing else: minisign puts no name of its use before what it signs.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from casevault.crypto.signing import PUBLIC_BYTES, SIGNATURE_BYTES, SignatureBroken, public_key

MAX_SIGNATURE: Final = 4_096  # bytes of a signature file: its two comments are one line each
_KEY_ID: Final = 8
_KEY_MARK: Final = b"Ed"
_HASHED_MARK: Final = b"ED"
_UNTRUSTED: Final = b"untrusted comment: "
_TRUSTED: Final = b"trusted comment: "
_MOST_COMMENT: Final = 1_024
_LINES: Final = 4


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key as minisign knows it: 8 bytes that name it, and 32 of Ed25519."""

    id: bytes
    key: bytes

    @property
    def text(self) -> str:
        """Return the one line of text, "RW…", that is handed on, printed and given to `minisign -P`."""
        return base64.b64encode(_KEY_MARK + self.id + self.key).decode("ascii")


def public_of(seed: bytes) -> PublicKey:
    """Return the public key of a seed (32 random bytes). Its name follows from the key, so it need not be kept."""
    public = public_key(seed)
    return PublicKey(hashlib.blake2b(public, digest_size=_KEY_ID, person=b"casevault/1/keyi").digest(), public)


def parse_public(untrusted: str) -> PublicKey:
    """Return the key of "RW…" text; raise `ValueError` for anything that is not exactly one."""
    raw = _canonical(untrusted.strip().encode("utf-8", "replace"), len(_KEY_MARK) + _KEY_ID + PUBLIC_BYTES)
    if raw is None or not raw.startswith(_KEY_MARK):
        raise ValueError
    return PublicKey(raw[2 : 2 + _KEY_ID], raw[2 + _KEY_ID :])


def sign(seed: bytes, message: bytes, trusted_comment: str) -> bytes:
    """Return the signature file of `message`; `trusted_comment` (one line of ASCII) is signed with it.

    Ed25519 is deterministic: no nonce can repeat, and signing twice tells nothing. The two things signed cannot be taken for
    each other: one is 64 bytes of a hash, the other is longer wherever there is a comment.
    """
    comment = trusted_comment.encode("ascii")
    if not 0 < len(comment) <= _MOST_COMMENT or not trusted_comment.isprintable():
        raise ValueError
    key = Ed25519PrivateKey.from_private_bytes(seed)
    signature = key.sign(_hashed(message))
    whole = key.sign(signature + comment)
    return b"".join((
        _UNTRUSTED + b"signature from casevault\n",
        base64.b64encode(_HASHED_MARK + public_of(seed).id + signature) + b"\n",
        _TRUSTED + comment + b"\n",
        base64.b64encode(whole) + b"\n",
    ))  # fmt: skip


def verify(public: PublicKey, message: bytes, untrusted_signature: bytes) -> str:
    """Return the trusted comment of a signature file; raise `SignatureBroken` unless all of it is this key's, over `message`.

    The key is the caller's choice alone: the name of a key in the file chooses nothing, it only has to be the same.
    """
    lines = untrusted_signature[: MAX_SIGNATURE + 1].split(b"\n")
    if len(untrusted_signature) > MAX_SIGNATURE or len(lines) != _LINES + 1 or lines[_LINES]:
        raise SignatureBroken
    first, head, comment, tail = lines[:_LINES]
    if not first.startswith(_UNTRUSTED) or not comment.startswith(_TRUSTED):
        raise SignatureBroken
    comment = comment[len(_TRUSTED) :]
    signed = _canonical(head, len(_HASHED_MARK) + _KEY_ID + SIGNATURE_BYTES)
    whole = _canonical(tail, SIGNATURE_BYTES)
    if signed is None or whole is None or len(comment) > _MOST_COMMENT or signed[:-SIGNATURE_BYTES] != _HASHED_MARK + public.id:
        raise SignatureBroken
    signature = signed[-SIGNATURE_BYTES:]
    try:
        key = Ed25519PublicKey.from_public_bytes(public.key)
        key.verify(signature, _hashed(message))
        key.verify(whole, signature + comment)
        return comment.decode("utf-8")
    except (InvalidSignature, ValueError):
        raise SignatureBroken from None


def _hashed(message: bytes) -> bytes:
    return hashlib.blake2b(message).digest()


def _canonical(untrusted: bytes, length: int) -> bytes | None:
    """Return the bytes of base64 that is written in the one right way and gives `length` of them, else None."""
    try:
        raw = base64.b64decode(untrusted, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == length and base64.b64encode(raw) == untrusted else None
