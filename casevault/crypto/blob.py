r"""The stored form of an attachment: authenticated chunks that are read in order or anywhere. docs/formats/attachments.md.

    CVBLOB1\n ‖ salt 24 ‖ commitment 32 ‖ chunk 0 ‖ chunk 1 … each 65,536 bytes and a tag of 16, the last one shorter

Bytes in, bytes out. What a reader hands over was authenticated; that it is *all* of the file is known at its end alone.
"""

from __future__ import annotations

import hmac
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from casevault.errors import Code, MachineProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MAGIC: Final = b"CVBLOB1\n"
KEY_BYTES: Final = 32
SALT_BYTES: Final = 24
ID_BYTES: Final = 16
HEADER_BYTES: Final = len(MAGIC) + SALT_BYTES + 32
CHUNK: Final = 65_536
TAG: Final = 16
SEALED: Final = CHUNK + TAG
GROUP: Final = 16  # chunks handled in one go: 1 MiB, whatever the length of the file
RING: Final = 8  # pieces of memory that plaintext is put into, in turn: fresh memory for each would cost more than the cipher
MAX_LENGTH: Final = CHUNK << 32  # a chunk's number has 32 bits in its nonce

Piece: TypeAlias = "bytes | bytearray | memoryview"

_PREFIX: Final = 7
_INFO: Final = b"casevault/1/blob"


class BlobDamaged(MachineProblem):
    """What is stored for an attachment is not what was written; nothing more can be told apart, and nothing is guessed."""

    def __init__(self) -> None:
        super().__init__(
            Code.BLOB_DAMAGED,
            N_("An attachment is damaged: what is stored is not what was written. Everything else stays readable."),
            N_("Make a copy of the folder first, then restore this attachment from a back-up."),
        )


@dataclass(frozen=True, slots=True)
class BlobName:
    """Which attachment of which vault, 16 bytes each: fixed lengths, so no two names are spelt by the same bytes."""

    vault_id: bytes
    blob_id: bytes

    def __post_init__(self) -> None:
        if not len(self.vault_id) == len(self.blob_id) == ID_BYTES:
            raise ValueError("an id has 16 bytes")


def chunk_count(length: int) -> int:
    """Return how many chunks hold `length` bytes; an empty file has one, which is empty."""
    return max(1, -(-length // CHUNK))


def sealed_length(length: int) -> int:
    """Return how long the stored form of `length` bytes is."""
    return HEADER_BYTES + length + chunk_count(length) * TAG


def encrypt(key: bytearray, salt: bytes, name: BlobName, length: int, pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the stored form of `pieces`, which together have `length` bytes, in parts of about 1 MiB.

    Each part is to be used before the next is asked for: the memory under it serves again.

    `key` and `salt` are random and made for this one call: every (key, nonce) below is then used for one chunk, once. A second
    attempt takes a new key, salt and id, because the bytes may have changed in between.
    """
    if not 0 <= length <= MAX_LENGTH or len(salt) != SALT_BYTES:
        raise ValueError("too long for one attachment, or not a salt")
    chunks = _Chunks(key, salt, name)
    yield MAGIC + salt + chunks.commitment
    sealed = memoryview(bytearray(min(GROUP, chunk_count(length)) * SEALED))
    done = 0
    for group in _regrouped(pieces):
        first = done // CHUNK
        done += len(group)
        if done > length:
            break
        yield sealed[: chunks.seal(group, first, sealed, last=done == length)]
    if length == 0:
        yield sealed[: chunks.seal(b"", 0, sealed, last=True)]
    if done != length:
        raise ValueError("not as many bytes as were announced")


def decrypt(key: bytearray, name: BlobName, read_into: Callable[[memoryview], int]) -> Iterator[memoryview]:
    """Yield the plaintext in parts of about 1 MiB; `read_into(buffer)` puts stored bytes there and says how many, 0 at the end.

    Each part was authenticated before it is yielded, and stays as it is until `RING` - 1 more were asked for. `BlobDamaged` at
    the first that is not authentic, also where the end is missing or something follows it: keep nothing of what came before.
    """
    header = bytearray(HEADER_BYTES)
    chunks = _opened(key, name, bytes(header[: _fill(read_into, memoryview(header))]))
    sealed = [memoryview(bytearray(GROUP * SEALED)), memoryview(b"")]
    plain: list[memoryview] = []
    count = _fill(read_into, sealed[0])
    for turn in itertools.count():
        following = 0
        if count == GROUP * SEALED:
            if turn == 0:
                sealed[1] = memoryview(bytearray(GROUP * SEALED))  # most files have one part: they take no more memory than that
            following = _fill(read_into, sealed[(turn + 1) % 2])
        if turn < RING:
            plain.append(memoryview(bytearray(count)))
        target = plain[turn % RING]
        yield target[: chunks.open(sealed[turn % 2][:count], turn * GROUP, target, last=not following)]
        if not following:
            return
        count = following


class BlobReader:
    """Reads anywhere in a stored attachment; holds its key while it lives."""

    def __init__(self, key: bytearray, name: BlobName, length: int, read_at: Callable[[int, int], bytes]) -> None:
        """Look at the commitment first. `length` is that of the plaintext; `read_at(offset, n)` returns n stored bytes."""
        self.length = length
        self._read_at = read_at
        self._chunks = _opened(key, name, read_at(0, HEADER_BYTES))
        self._end = chunk_count(length)

    def read(self, offset: int, count: int) -> bytes:
        """Return up to `count` bytes from `offset`, fewer at the end; every chunk they lie in was authenticated as a whole.

        The last chunk is opened as the last one, so a file that was cut or grown at a chunk's edge is damaged, not shorter.
        """
        if offset < 0 or count < 0:
            raise ValueError("nothing lies before the beginning")
        stop = min(offset + count, self.length)
        if offset >= stop:
            return b""
        until = chunk_count(stop)
        begin = offset // CHUNK
        plain = memoryview(bytearray((until - begin) * CHUNK))
        for first in range(begin, until, GROUP):
            after = min(first + GROUP, until)
            size = min(after * SEALED, self.length + self._end * TAG) - first * SEALED
            group = self._read_at(HEADER_BYTES + first * SEALED, size)
            if len(group) != size:
                raise BlobDamaged
            self._chunks.open(group, first, plain[(first - begin) * CHUNK :], last=after == self._end)
        return bytes(plain[offset - begin * CHUNK : stop - begin * CHUNK])


class _Chunks:
    """The key schedule of one attachment, and its chunks by number."""

    def __init__(self, key: bytearray, salt: bytes, name: BlobName) -> None:
        """Derive.

        The key is random, uniform and used for this attachment alone. Vault and attachment stand in `info`, so a stored file that
        is put in another's place has another key. The three parts are independent outputs of one HKDF: the commitment may lie in
        the open, and the prefix of the nonces need not be stored.
        """
        if len(key) != KEY_BYTES:
            raise ValueError("the key of an attachment has 32 bytes")
        info = _INFO + name.vault_id + name.blob_id
        derived = HKDF(SHA512(), KEY_BYTES + _PREFIX + 32, salt, info).derive(bytes(key))
        self._aead = AESGCM(derived[:KEY_BYTES])
        self._prefix = derived[KEY_BYTES : KEY_BYTES + _PREFIX]
        self.commitment = derived[KEY_BYTES + _PREFIX :]

    def _nonce(self, number: int, *, last: bool) -> bytes:
        """Return the nonce of a chunk: its number and whether it is the last, so none repeats under one key.

        Both are authenticated by that alone: a chunk that was moved, dropped, or made the last one opens under no other nonce.
        """
        if number >> 32:
            raise BlobDamaged
        return self._prefix + number.to_bytes(4, "big") + bytes((last,))

    def seal(self, group: Piece, first: int, sealed: memoryview, *, last: bool) -> int:
        """Put chunks from number `first` on, each with its tag, into `sealed` and say how many bytes; `last`: the file ends."""
        plain = memoryview(group)
        count = chunk_count(len(plain))
        for place in range(count):
            nonce = self._nonce(first + place, last=last and place == count - 1)
            chunk = plain[place * CHUNK : (place + 1) * CHUNK]
            # No associated data: the nonce already says which chunk it is, and the key which attachment of which vault.
            self._aead.encrypt_into(nonce, chunk, None, sealed[place * SEALED : place * SEALED + len(chunk) + TAG])
        return len(plain) + count * TAG

    def open(self, group: Piece, first: int, plain: memoryview, *, last: bool) -> int:
        """Put the plaintext of whole chunks from number `first` on into `plain` and say how many bytes, or raise `BlobDamaged`.

        What stands in `plain` counts only when this returns: all of its chunks were authentic then.
        """
        sealed = memoryview(group)
        count = -(-len(sealed) // SEALED)
        size = len(sealed) - count * TAG
        # Only an empty file has an empty chunk: else a file and the same file with an empty end would be two forms of one thing.
        if not count or size < 0 or (size <= (count - 1) * CHUNK and (count != 1 or first)):
            raise BlobDamaged
        try:
            for place in range(count):
                nonce = self._nonce(first + place, last=last and place == count - 1)
                chunk = sealed[place * SEALED : (place + 1) * SEALED]
                self._aead.decrypt_into(nonce, chunk, None, plain[place * CHUNK : place * CHUNK + len(chunk) - TAG])
        except InvalidTag:
            raise BlobDamaged from None
        return size


def _opened(key: bytearray, name: BlobName, header: bytes) -> _Chunks:
    """Return what opens the chunks behind `header`.

    The commitment comes first, compared in constant time: AES-GCM alone would let a crafted file open under two keys, as two
    different pictures. It also tells another key, vault or attachment before any chunk is touched.
    """
    if len(header) != HEADER_BYTES or not header.startswith(MAGIC):
        raise BlobDamaged
    chunks = _Chunks(key, header[len(MAGIC) : len(MAGIC) + SALT_BYTES], name)
    if not hmac.compare_digest(chunks.commitment, header[len(MAGIC) + SALT_BYTES :]):
        raise BlobDamaged
    return chunks


def _regrouped(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the same bytes in groups of whole chunks, the last one shorter; a piece that is a group already is not copied."""
    whole = GROUP * CHUNK
    held = bytearray()
    for piece in pieces:
        if not held and len(piece) == whole:
            yield piece
            continue
        held += piece
        while len(held) >= whole:
            yield bytes(memoryview(held)[:whole])
            del held[:whole]
    if held:
        yield bytes(held)


def _fill(read_into: Callable[[memoryview], int], buffer: memoryview) -> int:
    """Fill `buffer` and say how many bytes there were, fewer only at the end: a stream may give less than it was asked for."""
    done = 0
    while done < len(buffer) and (count := read_into(buffer[done:])):
        done += count
    return done
