"""What a self-opening page holds: read by a second program of few lines, and nothing that was touched is handed back."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casevault.crypto import pagebox

SALT = bytes(range(32))
WORDS = "seven words that were drawn for this"
LONG = bytes(range(256)) * 9_000  # three chunks, the last one short
FROZEN = "2a8802da71e30aca861043a8ed2727fc71ea87c06184983aa41e9f48366889e0"
STEP = pagebox.CHUNK + 16


def naive_open(sealed: bytes, words: str) -> bytes:
    """As the page of the format says, with nothing of ours."""
    assert sealed[:8] == b"CVPAGE1\n"
    salt, commitment, body = sealed[8:40], sealed[40:72], sealed[72:]
    slow = hashlib.pbkdf2_hmac("sha256", words.encode(), salt, 1_000_000)
    extracted = hmac.digest(salt, slow, "sha256")
    first = hmac.digest(extracted, b"casevault/1/page\x01", "sha256")
    second = hmac.digest(extracted, first + b"casevault/1/page\x02", "sha256")
    assert second == commitment
    pieces = [body[at : at + STEP] for at in range(0, len(body), STEP)]
    nonces = [number.to_bytes(11, "big") + bytes([number == len(pieces) - 1]) for number in range(len(pieces))]
    return b"".join(AESGCM(first).decrypt(nonce, piece, sealed[:72]) for nonce, piece in zip(nonces, pieces, strict=True))


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return pagebox.seal(LONG, WORDS, SALT)


@pytest.mark.parametrize("size", [0, 1, pagebox.CHUNK, pagebox.CHUNK + 1])
def test_a_second_program_reads_it(size: int) -> None:
    made = pagebox.seal(LONG[:size], WORDS, SALT)
    assert naive_open(made, WORDS) == pagebox.open_box(made, WORDS) == LONG[:size]


def test_frozen_bytes() -> None:
    """A change here is a change of the format."""
    made = pagebox.seal(b"a dossier", WORDS, SALT)
    assert hashlib.sha256(made).hexdigest() == FROZEN


def test_other_words(sealed: bytes) -> None:
    for words in ("", WORDS + "a", WORDS.upper()):
        with pytest.raises(pagebox.OtherWords):
            pagebox.open_box(sealed, words)


def test_what_was_touched(sealed: bytes) -> None:
    first, second, third = (sealed[72 + at * STEP : 72 + (at + 1) * STEP] for at in range(3))
    head = sealed[:72]
    altered = {
        "a bit": sealed[:5_000] + bytes((sealed[5_000] ^ 1,)) + sealed[5_001:],
        "the last byte": sealed[:-1],
        "the last chunk": head + first + second,
        "the middle": head + first + third,
        "the order": head + second + first + third,
        "one more": sealed + third,
        "bytes at the end": sealed + b"x",
        "no chunk": head,
        "another kind": b"CVPAGE2\n" + sealed[8:],
        "nothing": b"",
    }
    for untrusted in altered.values():
        with pytest.raises(pagebox.BoxBroken):
            pagebox.open_box(untrusted, WORDS)
    for at in (8, 39, 40, 71):
        with pytest.raises((pagebox.BoxBroken, pagebox.OtherWords)):
            pagebox.open_box(sealed[:at] + bytes((sealed[at] ^ 1,)) + sealed[at + 1 :], WORDS)
