r"""What a self-opening page holds: sealed with a passphrase, by nothing but what every browser can undo (WebCrypto).

    "CVPAGE1\n" ‖ salt 32 ‖ commitment 32 ‖ chunks of 1 MiB, each AES-256-GCM with its tag of 16
    PBKDF2-HMAC-SHA-256(passphrase, salt, 1,000,000 rounds) ─> 32 bytes
    HKDF-SHA-256(those, salt, "casevault/1/page") ─> key 32 ‖ commitment 32
    nonce of a chunk: its number as 11 bytes, then 1 for the last chunk and 0 for every other

Bytes in, bytes out. PBKDF2 is cheap to guess against, so the passphrase has to be seven drawn words. Nothing is handed back
before the last chunk was authentic.
"""

from __future__ import annotations

import hmac
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

MAGIC: Final = b"CVPAGE1\n"
ITERATIONS: Final = 1_000_000
SALT_BYTES: Final = 32
CHUNK: Final = 1 << 20
_COMMITMENT: Final = 32
_TAG: Final = 16
_HEADER: Final = len(MAGIC) + SALT_BYTES + _COMMITMENT
_COUNTER: Final = 11


class BoxBroken(Exception):  # noqa: N818 - a finding that the caller puts into words
    """The bytes are not as they were written."""


class OtherWords(Exception):  # noqa: N818 - a finding that the caller puts into words
    """The passphrase is another one."""


def seal(plain: bytes, passphrase: str, salt: bytes) -> bytes:
    """Return `plain` sealed. `salt`: 32 bytes drawn for this one box."""
    key, commitment = _keys(passphrase, salt)
    header = MAGIC + salt + commitment
    pieces = [plain[at : at + CHUNK] for at in range(0, len(plain), CHUNK)] or [b""]
    # The key comes from a salt drawn for this box, so it seals nothing else; a chunk's nonce is its number, so none comes twice
    # under it. Authenticated: each chunk, its place, whether it is the last, and the header, associated data of every chunk.
    sealed = [AESGCM(key).encrypt(_nonce(at, last=at == len(pieces) - 1), piece, header) for at, piece in enumerate(pieces)]
    return b"".join((header, *sealed))


def open_box(untrusted: bytes, passphrase: str) -> bytes:
    """Return what was sealed, all of it; `OtherWords` for another passphrase, `BoxBroken` for anything that was altered."""
    header, body = untrusted[:_HEADER], untrusted[_HEADER:]
    if not header.startswith(MAGIC) or len(body) < _TAG:
        raise BoxBroken
    salt, commitment = header[len(MAGIC) : -_COMMITMENT], header[-_COMMITMENT:]
    key, expected = _keys(passphrase, salt)
    # AES-GCM alone would open a crafted box under two passphrases; the commitment says exactly that this was the one.
    if not hmac.compare_digest(commitment, expected):
        raise OtherWords
    return _joined(header, body, key)


def _joined(header: bytes, body: bytes, key: bytes) -> bytes:
    pieces = [body[at : at + CHUNK + _TAG] for at in range(0, len(body), CHUNK + _TAG)]
    try:
        plain = [AESGCM(key).decrypt(_nonce(at, last=at == len(pieces) - 1), piece, header) for at, piece in enumerate(pieces)]
    except InvalidTag:
        raise BoxBroken from None
    if len(plain) > 1 and not plain[-1]:
        raise BoxBroken  # a last chunk is empty only where there is no other: one way to write what was sealed
    return b"".join(plain)


def _keys(passphrase: str, salt: bytes) -> tuple[bytes, bytes]:
    """Return (key, commitment): two independent halves, so the one in the open tells nothing of the other."""
    slow = PBKDF2HMAC(SHA256(), 32, salt, ITERATIONS).derive(passphrase.encode())
    both = HKDF(SHA256(), 64, salt, b"casevault/1/page").derive(slow)
    return both[:32], both[32:]


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_COUNTER, "big") + bytes((last,))
