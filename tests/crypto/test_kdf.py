from __future__ import annotations

import hashlib
import unicodedata

import pytest
from argon2.exceptions import HashingError
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.crypto import kdf
from casevault.crypto.kdf import CEILING, DEFAULT, FLOOR, STANDARD, Bounds, KdfProfile
from casevault.errors import Code, MachineProblem, UserProblem


def test_another_implementation_gives_the_same_bytes() -> None:
    for profile in (KdfProfile(8, 1, 1), KdfProfile(256, 3, 4)):
        given_input = kdf.passphrase_input("高瑜 passphrase".encode())
        other = Argon2id(salt=bytes(16), length=32, iterations=profile.t, lanes=profile.p, memory_cost=profile.m_kib)
        assert kdf.derive(given_input, bytes(16), profile) == other.derive(bytes(given_input))


def test_two_ways_of_writing_a_letter_are_one_passphrase() -> None:
    for text in ("Gāo Yú", "é", "한국"):
        forms = {bytes(kdf.passphrase_input(unicodedata.normalize(form, text).encode())) for form in ("NFC", "NFD")}
        assert len(forms) == 1


@pytest.mark.parametrize(("one", "other", "same"), [
    (b"a", b"a\n", True), (b"a", b"a\r\n", True), (b"a", b"a\n\n", False), (b"a", b"a ", False), (b"a", b" a", False),
    (b"a", b"A", False), (b"a", b"a\r", False),
])  # fmt: skip
def test_one_trailing_newline_is_dropped_and_nothing_else(one: bytes, other: bytes, same: bool) -> None:
    assert (kdf.passphrase_input(one) == kdf.passphrase_input(other)) is same


@settings(max_examples=30, deadline=None)
@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_other_texts_give_other_inputs(one: str, other: str) -> None:
    def plain(text: str) -> str:
        return unicodedata.normalize("NFC", text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text)

    same = plain(one) == plain(other)
    assert (kdf.passphrase_input(one.encode()) == kdf.passphrase_input(other.encode())) is same


def test_a_keyfile_changes_everything() -> None:
    keyfiles = (None, bytes(32), hashlib.sha256(b"").digest(), b"k" * 32, b"k" * 32 + b"\n", b"k" * 65_536)
    assert len({bytes(kdf.passphrase_input(b"a", keyfile)) for keyfile in keyfiles}) == len(keyfiles)


@pytest.mark.parametrize("length", [0, 31, 65_537])
def test_what_is_no_keyfile_is_refused(length: int) -> None:
    with pytest.raises(UserProblem) as refused:
        kdf.passphrase_input(b"a", bytes(length))
    assert refused.value.code is Code.INVALID_INPUT


def test_a_code_and_a_passphrase_of_the_same_bytes_meet_only_without_text_steps() -> None:
    assert len(kdf.code_input(bytes(20))) == 32
    assert kdf.code_input(b"x" * 19 + b"\n") != kdf.passphrase_input(b"x" * 19 + b"\n")


def test_what_is_not_text_is_refused() -> None:
    with pytest.raises(UserProblem) as refused:
        kdf.passphrase_input(b"\xff\xfe")
    assert refused.value.code is Code.INVALID_INPUT


@pytest.mark.parametrize(("profile", "allowed"), [
    (DEFAULT, True), (FLOOR, True), (CEILING, True),
    (KdfProfile(65535, 3, 4), False), (KdfProfile(65536, 2, 4), False), (KdfProfile(65536, 3, 3), False),
    (KdfProfile(2 * 1024 * 1024 + 1, 3, 4), False), (KdfProfile(65536, 17, 4), False), (KdfProfile(65536, 3, 17), False),
    (KdfProfile(0, 0, 0), False), (KdfProfile(-1, 3, 4), False), (KdfProfile(2**40, 3, 4), False),
])  # fmt: skip
def test_the_bounds_of_a_reader(profile: KdfProfile, allowed: bool) -> None:
    assert STANDARD.allow(profile) is allowed
    assert Bounds(KdfProfile(0, 0, 0), KdfProfile(0, 0, 0)).allow(profile) is (profile == KdfProfile(0, 0, 0))


def test_no_memory_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_arguments: object, **_options: object) -> bytes:
        raise HashingError("Memory allocation error")

    monkeypatch.setattr(kdf, "hash_secret_raw", fails)
    with pytest.raises(MachineProblem) as refused:
        kdf.derive(bytearray(32), bytes(16), DEFAULT)
    assert refused.value.code is Code.IO_ERROR
    assert refused.value.safe == {"mib": 256}
    assert kdf.calibrated() == FLOOR


@pytest.mark.parametrize(("seconds", "passes"), [(0.5, 6), (0.46, 6), (1.0, 3), (4.0, 3), (0.05, 16), (0.0, 16)])
def test_calibration_aims_at_a_second_and_never_below_the_default(seconds: float, passes: int) -> None:
    ticks = iter([10.0, 10.0 + seconds])
    profile = kdf.calibrated(clock=lambda: next(ticks), work=lambda *_arguments: None)
    assert profile == KdfProfile(DEFAULT.m_kib, passes, DEFAULT.p)
    assert STANDARD.allow(profile)
