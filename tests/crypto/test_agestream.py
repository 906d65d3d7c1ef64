"""What is written piece by piece is read by programs that know nothing of the writer: pyrage, our strict reader, and `age`."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pyrage
import pytest
from builders import FixedAmbient
from hypothesis import given, settings
from hypothesis import strategies as st
from tools import need

from casevault.crypto import agefile, agestream
from casevault.errors import CaseVaultError, Code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MINE = pyrage.x25519.Identity.from_str("AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0")
RECIPIENT = str(MINE.to_public())
MEMORY = 1 << 30
WORDS = "one two three four five six seven"


def sealed(data: bytes, lock: agestream.Lock, step: int = 100_000, seed: int = 1) -> bytes:
    pieces = (data[at : at + step] for at in range(0, len(data), step))
    return b"".join(agestream.encrypt(pieces, lock, FixedAmbient(seed=seed)))


@pytest.mark.parametrize("length", [0, 1, 65_535, 65_536, 65_537, 131_072, 300_001])
@pytest.mark.parametrize("step", [1 << 16, 100_000, 1 << 20])
def test_every_length_is_read_by_another_program(length: int, step: int) -> None:
    data = bytes(index % 251 for index in range(length))
    file = sealed(data, agestream.ForKey(RECIPIENT), step)
    assert pyrage.decrypt(file, [MINE]) == data
    assert agefile.decrypt(file, [MINE]) == data


@settings(max_examples=30, deadline=None)
@given(pieces=st.lists(st.binary(max_size=70_000), max_size=5))
def test_how_it_is_cut_into_pieces_does_not_matter(pieces: list[bytes]) -> None:
    lock = agestream.ForKey(RECIPIENT)
    file = b"".join(agestream.encrypt(pieces, lock, FixedAmbient(seed=1)))
    assert file == sealed(b"".join(pieces), lock)
    assert agefile.decrypt(file, [MINE]) == b"".join(pieces)


@pytest.mark.slow
def test_words_open_it_and_others_do_not() -> None:
    file = sealed(b"notice", agestream.ForPassphrase(WORDS))
    assert agefile.work_bytes(agefile.parse_header(file)) == 256 << 20
    assert agefile.decrypt_with_passphrase(file, WORDS, memory=MEMORY) == b"notice"
    with pytest.raises(agefile.AgeNoMatch):
        agefile.decrypt_with_passphrase(file, WORDS + "s", memory=MEMORY)


def test_nothing_is_used_twice() -> None:
    """Two copies of one file share no wrapped key, no share, no nonce and no chunk."""
    first, second = (sealed(b"x" * 100_000, agestream.ForKey(RECIPIENT), seed=seed) for seed in (1, 2))
    assert agefile.parse_header(first).stanzas != agefile.parse_header(second).stanzas
    assert not {first[at : at + 16] for at in range(200, len(first) - 16)} & {
        second[at : at + 16] for at in range(200, len(second) - 16)
    }


def test_what_was_cut_or_put_together_does_not_open() -> None:
    file = sealed(b"x" * 200_000, agestream.ForKey(RECIPIENT))
    begin = agefile.parse_header(file).length + 16
    chunk = 65_536 + 16
    for bad in (
        file[: begin + chunk],
        file[: begin + 2 * chunk],
        file[:begin] + file[begin + chunk :],
        file[:begin] + file[begin + chunk : begin + 2 * chunk] + file[begin : begin + chunk] + file[begin + 2 * chunk :],
        file + b"x",
    ):
        with pytest.raises(agefile.AgeDamaged):
            agefile.decrypt(bad, [MINE])


def test_a_source_that_fails_leaves_no_last_chunk() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x" * 200_000
        raise ValueError

    found: list[bytes] = []
    with pytest.raises(ValueError):
        found.extend(agestream.encrypt(pieces(), agestream.ForKey(RECIPIENT), FixedAmbient(seed=1)))
    assert len(found) == 2
    with pytest.raises(agefile.AgeDamaged):
        agefile.decrypt(b"".join(found), [MINE])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Code.INVALID_INPUT),
        ("age1", Code.INVALID_INPUT),
        (RECIPIENT[:-1], Code.INVALID_INPUT),
        (RECIPIENT[:-1] + ("q" if RECIPIENT[-1] != "q" else "p"), Code.INVALID_INPUT),
        ("ssh-ed25519 AAAA", Code.UNSUPPORTED_KEY),
        ("age1pq1xyz", Code.UNSUPPORTED_KEY),
    ],
)
def test_what_is_no_key_is_refused_before_any_work(text: str, code: Code) -> None:
    with pytest.raises(CaseVaultError) as caught:
        agestream.ForKey(text)
    assert caught.value.code is code


def test_a_point_of_low_order_is_refused() -> None:
    lock = agestream.ForKey(RECIPIENT)
    lock._point = bytes(32)
    with pytest.raises(CaseVaultError) as caught:
        next(agestream.encrypt([b"x"], lock, FixedAmbient(seed=1)))
    assert caught.value.code is Code.INVALID_INPUT


def test_the_age_program_opens_it(tmp_path: Path) -> None:
    need("age")
    (tmp_path / "key").write_text(f"{MINE}\n", encoding="ascii")
    (tmp_path / "x.age").write_bytes(sealed(b"notice" * 50_000, agestream.ForKey(RECIPIENT)))
    done = subprocess.run(["age", "-d", "-i", tmp_path / "key", tmp_path / "x.age"], capture_output=True, check=True)
    assert done.stdout == b"notice" * 50_000
