"""An age file written piece by piece, however long: to one public key, or to a passphrase.

pyrage holds the whole file in memory where there is a passphrase, and a film has no place there. So the format (c2sp.org/age,
version 1) is written here, in one pass; in the tests pyrage and the age program read it, which know nothing of this module.

    header ─ who can open it, each with the file key wrapped ─ HMAC under the file key
    payload ─ 16 random bytes ‖ chunks of 64 KiB, each ChaCha20-Poly1305, numbered, the last one marked
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from casevault.crypto.agefile import MAX_HEADER, AgeDamaged, AgeFailure, Header, Stanza, parse_header, parse_recipient
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from casevault.ambient import Ambient

CHUNK: Final = 64 * 1024
LOG_N: Final = 18  # what the age program itself takes: 256 MiB and about a second; seven drawn words would be strong with less
SUFFIX: Final = ".age"
_FILE_KEY: Final = 16
_SALT: Final = 16
_NONCE: Final = 16
_BLOCK: Final = 8
_MEMORY: Final = (128 * _BLOCK << LOG_N) + (1 << 20)
ZERO_NONCE: Final = bytes(12)
_MAC: Final = 32
_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_HUMAN: Final = "age1"
_CHECKSUM: Final = 6
_TAG: Final = 16


class Lock(Protocol):
    """Who will be able to open the file: it wraps the file key, once."""

    def stanza(self, file_key: bytes, ambient: Ambient) -> Stanza:
        """Return the header's line for this way in."""


class Remembered:
    """A lock that keeps the file key of the one file it is used for, so that whoever made the file can read it back and compare.

    Only as long as that file is being made: the key opens this file and no other.
    """

    def __init__(self, lock: Lock) -> None:
        self._lock = lock
        self._file_key = b""

    def stanza(self, file_key: bytes, ambient: Ambient) -> Stanza:
        """Wrap as the lock does."""
        self._file_key = file_key
        return self._lock.stanza(file_key, ambient)

    def file_key(self, _untrusted_header: Header) -> bytes:
        """Return the key of the file that was made; what another file's header says is found out by its MAC."""
        return self._file_key


class ForKey:
    """A public key (`age1…`). A key that cannot be used is refused here, before any work."""

    def __init__(self, untrusted_recipient: str) -> None:
        # pyrage has checked the checksum and the length; what it writes again is the one spelling of that key.
        self._point = _point(str(parse_recipient(untrusted_recipient)))

    def stanza(self, file_key: bytes, ambient: Ambient) -> Stanza:
        """Wrap for the holder of the private half, who is named nowhere.

        The ephemeral key is drawn for this one file, so the wrapping key is used once, and the fixed nonce of the format with it.
        """
        once = X25519PrivateKey.from_private_bytes(ambient.random_bytes(32))
        share = once.public_key().public_bytes_raw()
        try:
            shared = once.exchange(X25519PublicKey.from_public_bytes(self._point))
        except ValueError:  # a point of low order: every sender would share the same secret with it
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("That is not a public key of the age program."),
                N_("Copy it again, whole: it begins with age1."),
            ) from None
        wrapping = hkdf(shared, share + self._point, b"age-encryption.org/v1/X25519")
        return Stanza((b"X25519", _b64(share)), _wrapped(wrapping, file_key))


class ForPassphrase:
    """A passphrase. Such a stanza stands alone in its header: whoever else could open it would not have to know the words."""

    def __init__(self, passphrase: str) -> None:
        self._passphrase = passphrase.encode()

    def stanza(self, file_key: bytes, ambient: Ambient) -> Stanza:
        """Wrap under scrypt of the passphrase. The salt is drawn for this file, so the wrapping key is used once."""
        salt = ambient.random_bytes(_SALT)
        wrapping = hashlib.scrypt(
            self._passphrase,
            salt=b"age-encryption.org/v1/scrypt" + salt,
            n=1 << LOG_N,
            r=_BLOCK,
            p=1,
            maxmem=_MEMORY,
            dklen=32,
        )
        return Stanza((b"scrypt", _b64(salt), str(LOG_N).encode()), _wrapped(wrapping, file_key))


def encrypt(pieces: Iterable[bytes | memoryview], lock: Lock, ambient: Ambient) -> Generator[bytes, None, None]:
    """Yield the age file that holds `pieces`, none of which is kept. What `pieces` raises ends it, without a last chunk.

    The file key is drawn for this call alone, and with it header MAC and payload key; the nonce of a chunk is its number and
    whether it is the last, so none repeats, and a file that was cut or put together from two is not authentic.
    """
    file_key = ambient.random_bytes(_FILE_KEY)
    bare = Header((lock.stanza(file_key, ambient),), bytes(_MAC), 0).written()
    # The MAC stands over the header up to and with "---", by a key only who unwraps the file key can have.
    signed = bare[: bare.rindex(b"--- ") + 3]
    mac = hmac.digest(hkdf(file_key, b"", b"header"), signed, "sha256")
    nonce = ambient.random_bytes(_NONCE)
    yield signed + b" " + _b64(mac) + b"\n" + nonce
    cipher = ChaCha20Poly1305(hkdf(file_key, nonce, b"payload"))
    number = 0
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        # One chunk is always held back: only the end of the file tells which is the last.
        whole = max(0, len(waiting) - 1) // CHUNK
        if whole:
            yield b"".join(
                cipher.encrypt(_chunk_nonce(number + at, last=False), bytes(waiting[at * CHUNK : (at + 1) * CHUNK]), None)
                for at in range(whole)
            )
            number += whole
            del waiting[: whole * CHUNK]
    yield cipher.encrypt(_chunk_nonce(number, last=True), bytes(waiting), None)


def decrypt(read: Callable[[int], bytes], file_key: Callable[[Header], bytes]) -> Generator[bytes, None, None]:
    """Yield the content of an age file, each chunk once it was authenticated; `AgeDamaged` at the first that is not.

    `read(count)` gives the next bytes, fewer at the end alone. `file_key` finds the key of a parsed header, or refuses.
    That what was yielded is *all* of it is known at the end: a file that was cut ends in a chunk that is not marked as the last.
    """
    start = read(MAX_HEADER + _NONCE)
    header = parse_header(start)
    key = file_key(header)
    bare = header.written()
    signed = bare[: bare.rindex(b"--- ") + 3]
    if not hmac.compare_digest(hmac.digest(hkdf(key, b"", b"header"), signed, "sha256"), header.mac):
        raise AgeDamaged(AgeFailure.HMAC)
    nonce = start[header.length : header.length + _NONCE]
    cipher = ChaCha20Poly1305(hkdf(key, nonce, b"payload"))
    waiting = bytearray(start[header.length + _NONCE :])
    ended = False
    number = 0
    while True:
        while len(waiting) <= CHUNK + _TAG and not ended:
            more = read(CHUNK + _TAG)
            ended = not more
            waiting += more
        sealed = bytes(waiting[: CHUNK + _TAG])
        del waiting[: CHUNK + _TAG]
        last = not waiting
        try:
            # The nonce says which chunk this is and whether it is the last: none can be left out, put elsewhere or added.
            plain = cipher.decrypt(_chunk_nonce(number, last=last), sealed, None)
        except InvalidTag:
            raise AgeDamaged(AgeFailure.PAYLOAD) from None
        if last and number and not plain:  # the format knows one spelling of each content
            raise AgeDamaged(AgeFailure.PAYLOAD)
        yield plain
        if last:
            return
        number += 1


def _chunk_nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _wrapped(wrapping: bytes, file_key: bytes) -> bytes:
    return ChaCha20Poly1305(wrapping).encrypt(ZERO_NONCE, file_key, None)


def hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """Return the 32 bytes that age derives; each use has an `info` or a salt of its own, so no two give the same key."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=info).derive(secret)


def _b64(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")


def _point(recipient: str) -> bytes:
    """Return the 32 bytes in a Bech32 text whose checksum holds: five bits a character, the spare ones at the end are zero."""
    digits = recipient[len(_HUMAN) : -_CHECKSUM]
    return five_bits(digits)


def five_bits(digits: str) -> bytes:
    """Return the 32 bytes that Bech32 `digits` stand for, without the checksum; who calls has had that checked."""
    number = 0
    for digit in digits:
        number = number << 5 | _BECH32.index(digit)
    return (number >> (len(digits) * 5 - 256)).to_bytes(32, "big")
