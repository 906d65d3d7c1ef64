"""Stored attachments: frozen bytes, a second reader, every damage refused by both."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from crypto import naive_blob
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.crypto import blob, blobkey
from casevault.crypto.blob import CHUNK, GROUP, SEALED, BlobDamaged, BlobName, BlobReader
from casevault.crypto.padding import padme
from casevault.errors import Code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEY, SALT = bytearray(range(32)), bytes(range(100, 124))
NAME = BlobName(b"v" * 16, b"b" * 16)
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "blob-1.json").read_text(encoding="utf-8"))
LENGTHS = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, GROUP * CHUNK - 1, GROUP * CHUNK, GROUP * CHUNK + 1)


def content(length: int) -> bytes:
    return (bytes(range(251)) * (length // 251 + 1))[:length]


def seal(plain: bytes, *, name: BlobName = NAME, size: int = 1 << 20) -> bytes:
    pieces = [plain[place : place + size] for place in range(0, len(plain), size)]
    return b"".join(bytes(part) for part in blob.encrypt(KEY, SALT, name, len(plain), pieces))


def in_order(stored: bytes, *, key: bytearray = KEY, name: BlobName = NAME) -> bytes:
    return b"".join(bytes(part) for part in blob.decrypt(key, name, BytesIO(stored).readinto))


def anywhere(stored: bytes, length: int, *, key: bytearray = KEY, name: BlobName = NAME) -> BlobReader:
    return BlobReader(key, name, length, lambda offset, count: stored[offset : offset + count])


def refuses(call: Callable[[], object]) -> None:
    with pytest.raises(BlobDamaged) as refused:
        call()
    assert refused.value.code is Code.BLOB_DAMAGED
    assert refused.value.__cause__ is None


def test_the_vectors_are_written_again_byte_for_byte() -> None:
    for vector in VECTORS["streams"]:
        name = BlobName(bytes.fromhex(vector["vault_id"]), bytes.fromhex(vector["blob_id"]))
        plain = content(vector["length"])
        key, salt = bytearray.fromhex(vector["key"]), bytes.fromhex(vector["salt"])
        stored = b"".join(bytes(part) for part in blob.encrypt(key, salt, name, len(plain), [plain]))
        assert (len(stored), naive_blob.sha256(stored)) == (vector["stored_length"], vector["stored_sha256"])
        assert stored[:64].hex() == vector["header"]
        assert stored[-16:].hex() == vector["last_tag"]
        assert in_order(stored, key=key, name=name) == plain
    for vector in VECTORS["keys"]:
        name = BlobName(bytes.fromhex(vector["vault_id"]), bytes.fromhex(vector["blob_id"]))
        wrapping, nonce, own = (bytes.fromhex(vector[part]) for part in ("blobwrap", "nonce", "key"))
        lengths = {"length": vector["length"], "padded": vector["padded"]}
        wrapped = blobkey.wrap_key(bytearray(wrapping), nonce, bytearray(own), name, **lengths)
        assert wrapped.hex() == vector["wrapped"]
        assert naive_blob.unwrap(wrapping, wrapped, name.vault_id, name.blob_id, **lengths) == own


@pytest.mark.parametrize("length", LENGTHS)
def test_both_readers_read_what_was_written(length: int) -> None:
    plain = content(length)
    stored = seal(plain)
    assert len(stored) == blob.sealed_length(length)
    assert naive_blob.read_blob(bytes(KEY), NAME.vault_id, NAME.blob_id, stored) == plain
    assert in_order(stored) == plain
    assert anywhere(stored, length).read(0, length + 1) == plain


@settings(max_examples=40, deadline=None)
@given(
    length=st.integers(0, 3 * GROUP * CHUNK), size=st.integers(4_000, 3 << 20), offset=st.integers(0, 3 << 20), count=st.data()
)
def test_any_cut_into_pieces_and_any_part_of_it(length: int, size: int, offset: int, count: st.DataObject) -> None:
    plain = content(length)
    stored = seal(plain, size=size)
    assert stored == seal(plain)
    some = count.draw(st.integers(0, length + 10))
    assert anywhere(stored, length).read(offset, some) == plain[offset : offset + some]


def test_a_stream_that_gives_little_at_a_time_is_read_whole() -> None:
    plain = content(CHUNK + 5)
    stream = BytesIO(seal(plain))
    parts = blob.decrypt(KEY, NAME, lambda buffer: stream.readinto(buffer[:999]))
    assert b"".join(bytes(part) for part in parts) == plain


@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, blob.sealed_length(2 * CHUNK + 100) - 1), bit=st.integers(0, 7))
def test_every_flipped_bit_is_found_by_every_reader(place: int, bit: int) -> None:
    length = 2 * CHUNK + 100
    altered = bytearray(seal(content(length)))
    altered[place] ^= 1 << bit
    stored = bytes(altered)
    refuses(lambda: in_order(stored))
    refuses(lambda: anywhere(stored, length).read(0, length))
    with pytest.raises(naive_blob.NotAsWritten):
        naive_blob.read_blob(bytes(KEY), NAME.vault_id, NAME.blob_id, stored)


def chunks_of(stored: bytes) -> list[bytes]:
    return [stored[place : place + SEALED] for place in range(blob.HEADER_BYTES, len(stored), SEALED)]


def rearranged() -> Iterator[tuple[str, bytes]]:
    stored = seal(content(3 * CHUNK + 7))
    head, chunks = stored[: blob.HEADER_BYTES], chunks_of(stored)
    yield "nothing", b""
    yield "half a header", stored[:40]
    yield "header alone", head
    yield "another magic", b"CVBLOB2\n" + stored[8:]
    yield "first two swapped", head + b"".join([chunks[1], chunks[0], *chunks[2:]])
    yield "one twice", head + b"".join([chunks[0], chunks[0], *chunks[1:]])
    yield "one left out", head + b"".join([chunks[0], *chunks[2:]])
    yield "the last left out", head + b"".join(chunks[:-1])
    yield "the last alone", head + chunks[-1]
    yield "one byte short", stored[:-1]
    yield "one byte more", stored + b"\0"
    yield "a tag more", stored + bytes(16)
    yield "a whole chunk more", stored + bytes(SEALED)
    yield "its own end again", stored + chunks[-1]
    yield "cut in a tag", stored[: blob.HEADER_BYTES + SEALED + 8]
    yield "the chunk of another file", head + b"".join([chunks_of(seal(content(CHUNK + 1), name=OTHER))[0], *chunks[1:]])
    full = seal(content(GROUP * CHUNK))
    yield "an empty end after a whole group", full + bytes(16)
    yield "the next group after the last", full + full[blob.HEADER_BYTES :]


OTHER = BlobName(b"v" * 16, b"c" * 16)


@pytest.mark.parametrize(("what", "stored"), list(rearranged()), ids=[what for what, _ in rearranged()])
def test_what_was_put_together_otherwise_is_refused(what: str, stored: bytes) -> None:
    assert what
    refuses(lambda: in_order(stored))
    with pytest.raises(naive_blob.NotAsWritten):
        naive_blob.read_blob(bytes(KEY), NAME.vault_id, NAME.blob_id, stored)


@pytest.mark.parametrize("length", [1, CHUNK, 3 * CHUNK, 3 * CHUNK + 6, 3 * CHUNK + 8, 4 * CHUNK, 1 << 40])
def test_a_reader_told_another_length_refuses_the_end(length: int) -> None:
    stored = seal(content(3 * CHUNK + 7))
    refuses(lambda: anywhere(stored, length).read(length - 1, 1))


def test_what_was_yielded_stays_for_those_who_work_beside() -> None:
    plain = b"".join(bytes([number]) * GROUP * CHUNK for number in range(blob.RING + 1))
    parts: list[memoryview] = []
    for number, part in enumerate(blob.decrypt(KEY, NAME, BytesIO(seal(plain)).readinto)):
        parts.append(part)
        for back in range(min(blob.RING, number + 1)):
            assert parts[number - back][:1] == bytes([number - back])


def test_a_damaged_chunk_leaves_the_others_readable() -> None:
    stored = bytearray(seal(content(3 * CHUNK)))
    stored[blob.HEADER_BYTES + SEALED] ^= 1
    reader = anywhere(bytes(stored), 3 * CHUNK)
    assert reader.read(0, CHUNK) == content(CHUNK)
    assert reader.read(2 * CHUNK, CHUNK) == content(3 * CHUNK)[2 * CHUNK :]
    refuses(lambda: reader.read(CHUNK - 1, 2))


@pytest.mark.parametrize("name", [BlobName(b"w" * 16, b"b" * 16), OTHER, BlobName(b"b" * 16, b"v" * 16)])
def test_it_opens_in_its_own_place_alone(name: BlobName) -> None:
    stored = seal(content(10))
    refuses(lambda: in_order(stored, name=name))
    refuses(lambda: anywhere(stored, 10, name=name))
    refuses(lambda: in_order(stored, key=bytearray(32)))


def test_nothing_is_read_under_a_commitment_that_does_not_hold() -> None:
    """The chunks are whole and the header alone was altered: without looking at the commitment they would open."""
    stored = bytearray(seal(content(10)))
    stored[40] ^= 1
    read: list[int] = []

    def read_at(offset: int, count: int) -> bytes:
        read.append(offset)
        return bytes(stored[offset : offset + count])

    refuses(lambda: BlobReader(KEY, NAME, 10, read_at))
    assert read == [0]


@pytest.mark.parametrize(("announced", "given"), [(0, 1), (1, 0), (5, 4), (5, 6), (GROUP * CHUNK, GROUP * CHUNK + 1)])
def test_a_file_of_another_length_than_announced_is_never_finished(announced: int, given: int) -> None:
    with pytest.raises(ValueError, match="announced"):
        list(blob.encrypt(KEY, SALT, NAME, announced, [content(given)]))


def test_bounds_are_looked_at_before_any_work() -> None:
    for length in (-1, blob.MAX_LENGTH + 1):
        with pytest.raises(ValueError, match="too long"):
            next(blob.encrypt(KEY, SALT, NAME, length, []))
    with pytest.raises(ValueError, match="salt"):
        next(blob.encrypt(KEY, SALT[:-1], NAME, 1, []))
    with pytest.raises(ValueError, match="32 bytes"):
        next(blob.encrypt(KEY[:-1], SALT, NAME, 1, []))
    with pytest.raises(ValueError, match="16 bytes"):
        BlobName(b"v" * 16, b"b")
    with pytest.raises(ValueError, match="beginning"):
        anywhere(seal(b"x"), 1).read(-1, 1)


def test_a_chunk_beyond_the_last_number_is_damage() -> None:
    refuses(lambda: blob._Chunks(KEY, SALT, NAME).open(bytes(SEALED), 1 << 32, memoryview(bytearray(CHUNK)), last=True))


def test_no_two_chunks_share_a_nonce() -> None:
    chunks = blob._Chunks(KEY, SALT, NAME)
    nonces = {chunks._nonce(number, last=last) for number in (0, 1, 255, 256, (1 << 32) - 1) for last in (False, True)}
    assert len(nonces) == 10
    assert {len(nonce) for nonce in nonces} == {12}


# ---- the key in the database --------------------------------------------------------------------------------------------------

WRAPPING, NONCE = bytearray(b"w" * 32), b"n" * 12


def wrapped_key() -> bytes:
    return blobkey.wrap_key(WRAPPING, NONCE, KEY, NAME, length=5, padded=6)


def test_a_wrapped_key_comes_back_for_its_own_row_alone() -> None:
    wrapped = wrapped_key()
    assert len(wrapped) == blobkey.WRAPPED_BYTES
    assert blobkey.unwrap_key(WRAPPING, wrapped, NAME, length=5, padded=6) == KEY
    refuses(lambda: blobkey.unwrap_key(WRAPPING, wrapped, NAME, length=4, padded=6))
    refuses(lambda: blobkey.unwrap_key(WRAPPING, wrapped, NAME, length=5, padded=7))
    refuses(lambda: blobkey.unwrap_key(WRAPPING, wrapped, OTHER, length=5, padded=6))
    refuses(lambda: blobkey.unwrap_key(bytearray(32), wrapped, NAME, length=5, padded=6))
    for untrusted in (b"", wrapped[:-1], wrapped + b"\0"):
        refuses(lambda untrusted=untrusted: blobkey.unwrap_key(WRAPPING, untrusted, NAME, length=5, padded=6))  # type: ignore[misc] # value bound early
    for length in (-1, 1 << 64):
        refuses(lambda length=length: blobkey.unwrap_key(WRAPPING, wrapped, NAME, length=length, padded=6))  # type: ignore[misc] # value bound early
    with pytest.raises(ValueError, match="12 bytes"):
        blobkey.wrap_key(WRAPPING, b"", KEY, NAME, length=5, padded=6)


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, blobkey.WRAPPED_BYTES - 1), bit=st.integers(0, 7))
def test_no_bit_of_a_wrapped_key_may_change(place: int, bit: int) -> None:
    altered = bytearray(wrapped_key())
    altered[place] ^= 1 << bit
    refuses(lambda: blobkey.unwrap_key(WRAPPING, bytes(altered), NAME, length=5, padded=6))


@given(st.integers(0, 1 << 50))
def test_the_padding_is_the_one_of_the_paper(length: int) -> None:
    assert padme(length) == naive_blob.padded_length(length)
