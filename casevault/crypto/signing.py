"""Ed25519: the key that stands for a device. Deterministic signatures, so a bad random source cannot leak the key."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SEED_BYTES: Final = 32
PUBLIC_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64


class SignatureBroken(Exception):  # noqa: N818 - a finding that the caller puts into words
    """The signature does not belong to this message and key."""


def public_key(seed: bytes) -> bytes:
    """Return the 32-byte public key of a private seed (32 random bytes)."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, context: bytes, message: bytes) -> bytes:
    """Return the 64-byte signature of `message` under a use named by `context`.

    The context, with its length, is part of what is signed: a signature made for one use is worth nothing in another.
    """
    return Ed25519PrivateKey.from_private_bytes(seed).sign(_framed(context, message))


def verify_signature(public: bytes, context: bytes, message: bytes, untrusted_signature: bytes) -> None:
    """Raise `SignatureBroken` unless the signature is that of `message`, `context` and this key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(untrusted_signature, _framed(context, message))
    except (InvalidSignature, ValueError):
        raise SignatureBroken from None


def _framed(context: bytes, message: bytes) -> bytes:
    """Join the two, the length first, so no two pairs of context and message give the same bytes."""
    return len(context).to_bytes(4, "big") + context + message
