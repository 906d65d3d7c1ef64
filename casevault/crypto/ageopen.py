"""The key of an age file, found in its header by a passphrase or by a key of one's own; `agestream.decrypt` reads the rest."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from casevault.crypto.agefile import AgeDamaged, AgeFailure, no_match, parse_identity, refuse_work, work_bytes
from casevault.crypto.agestream import ZERO_NONCE, five_bits, hkdf

if TYPE_CHECKING:
    from casevault.crypto.agefile import Header

MOST_WORK: Final = 1 << 30  # bytes that a passphrase stanza may ask for: four times what is written here
_HUMAN: Final = "AGE-SECRET-KEY-1"
_CHECKSUM: Final = 6


class ByPassphrase:
    """Finds the key with a passphrase."""

    def __init__(self, passphrase: str) -> None:
        self._passphrase = passphrase.encode()

    def __call__(self, untrusted_header: Header) -> bytes:
        """Return the file key; WORK_FACTOR where the header asks for more than 1 GiB, before any work."""
        needed = work_bytes(untrusted_header)
        if not needed:
            raise no_match()
        if needed > MOST_WORK:
            refuse_work()
        stanza = untrusted_header.stanzas[0]
        wrapping = hashlib.scrypt(
            self._passphrase,
            salt=b"age-encryption.org/v1/scrypt" + _decoded(stanza.args[1]),
            n=needed // 1024,
            r=8,
            p=1,
            maxmem=needed + (1 << 20),
            dklen=32,
        )
        found = _unwrapped(wrapping, stanza.body)
        if found is None:
            raise no_match()
        return found


class ByKey:
    """Finds the key with a private key of one's own, `AGE-SECRET-KEY-1…`."""

    def __init__(self, untrusted_identity: str) -> None:
        # pyrage has checked checksum and length; what it writes again is the one spelling of that key.
        text = str(parse_identity(untrusted_identity))
        self._own = X25519PrivateKey.from_private_bytes(five_bits(text[len(_HUMAN) : -_CHECKSUM].lower()))

    def __call__(self, untrusted_header: Header) -> bytes:
        """Return the file key, from whichever line of the header was written for this key."""
        mine = self._own.public_key().public_bytes_raw()
        for stanza in untrusted_header.stanzas:
            if stanza.args[0] != b"X25519":
                continue
            share = _decoded(stanza.args[1])
            try:
                shared = self._own.exchange(X25519PublicKey.from_public_bytes(share))
            except ValueError:  # a point of low order: no writer draws one
                raise AgeDamaged(AgeFailure.HEADER) from None
            found = _unwrapped(hkdf(shared, share + mine, b"age-encryption.org/v1/X25519"), stanza.body)
            if found is not None:
                return found
        raise no_match()


def _unwrapped(wrapping: bytes, body: bytes) -> bytes | None:
    try:
        # The nonce is the format's: each wrapping key is derived from a salt or a share of one file and used once.
        return ChaCha20Poly1305(wrapping).decrypt(ZERO_NONCE, body, None)
    except InvalidTag:
        return None


def _decoded(checked: bytes) -> bytes:
    return base64.b64decode(checked + b"=" * (-len(checked) % 4))
