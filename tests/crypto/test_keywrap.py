from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.crypto import keywrap
from casevault.crypto.keywrap import MasterKey, WrapBroken

MASTER = MasterKey(bytearray(range(32)))
KEK = bytearray(b"k" * 32)
NONCE = b"n" * 12


def test_a_wrapped_key_comes_back() -> None:
    wrapped = keywrap.wrap(KEK, NONCE, MASTER, b"slot")
    assert len(wrapped) == keywrap.WRAPPED_BYTES
    assert keywrap.unwrap(KEK, NONCE, wrapped, b"slot") == MASTER


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 47), bit=st.integers(0, 7))
def test_no_bit_of_it_may_change(place: int, bit: int) -> None:
    wrapped = bytearray(keywrap.wrap(KEK, NONCE, MASTER, b"slot"))
    wrapped[place] ^= 1 << bit
    with pytest.raises(WrapBroken):
        keywrap.unwrap(KEK, NONCE, bytes(wrapped), b"slot")


@pytest.mark.parametrize(
    ("kek", "nonce", "associated"), [(bytearray(32), NONCE, b"slot"), (KEK, bytes(12), b"slot"), (KEK, NONCE, b"other")]
)
def test_nor_anything_it_is_bound_to(kek: bytearray, nonce: bytes, associated: bytes) -> None:
    wrapped = keywrap.wrap(KEK, NONCE, MASTER, b"slot")
    with pytest.raises(WrapBroken):
        keywrap.unwrap(kek, nonce, wrapped, associated)


def test_slot_keys_are_those_of_hkdf_and_of_one_slot_only() -> None:
    derived, vault, slot = bytearray(range(32)), b"v" * 16, b"s" * 16
    kek, check = keywrap.slot_keys(derived, vault, slot)
    assert bytes(kek) + check == HKDFExpand(SHA256(), 64, b"casevault/1/slot" + vault + slot).derive(bytes(derived))
    others = [keywrap.slot_keys(derived, slot, vault), keywrap.slot_keys(bytearray(32), vault, slot)]
    assert len({check, *(other[1] for other in others)}) == 3
    assert len({bytes(kek), *(bytes(other[0]) for other in others)}) == 3


def test_each_purpose_has_its_own_key() -> None:
    keys = {purpose: bytes(keywrap.subkey(MASTER, b"v" * 16, purpose)) for purpose in keywrap.PURPOSES}
    assert len(set(keys.values())) == len(keywrap.PURPOSES)
    assert keys["db"] == HKDF(SHA256(), 32, b"v" * 16, b"casevault/1/db").derive(bytes(MASTER))
    assert keys["db"] != bytes(keywrap.subkey(MASTER, b"w" * 16, "db"))
    with pytest.raises(ValueError, match="other"):
        keywrap.subkey(MASTER, b"v" * 16, "other")


def test_digests_compare() -> None:
    assert keywrap.equal(b"a", b"a")
    assert not keywrap.equal(b"a", b"b")


def test_wiping_is_in_place() -> None:
    one, two = bytearray(b"secret"), bytearray(b"other")
    keywrap.wipe(one, two)
    assert one == bytes(6)
    assert two == bytes(5)
