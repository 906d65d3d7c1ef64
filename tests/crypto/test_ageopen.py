"""The streaming reader of age files against the same public vectors, in the same classes, and against what the library writes."""

from __future__ import annotations

import io
from hashlib import sha256
from typing import TYPE_CHECKING

import pyrage
import pytest
from builders import FixedAmbient
from crypto.test_agefile import ALL, SPARE_IDENTITY, Vector

from casevault.crypto import agefile, agestream
from casevault.crypto.ageopen import ByKey, ByPassphrase
from casevault.errors import CaseVaultError, Code

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.crypto.agefile import Header

PLAIN = [vector for vector in ALL if "armored" not in vector.facts]
MINE = pyrage.x25519.Identity.from_str(SPARE_IDENTITY)


def opener(vector: Vector) -> Callable[[Header], bytes]:
    if "passphrase" in vector.facts:
        return ByPassphrase(vector.facts["passphrase"][0])
    return ByKey(vector.facts.get("identity", [SPARE_IDENTITY])[0])


def outcome(vector: Vector) -> tuple[str, bytes]:
    found: list[bytes] = []
    try:
        found.extend(agestream.decrypt(io.BytesIO(vector.file).read, opener(vector)))
    except CaseVaultError as refusal:
        return str(getattr(refusal, "failure", refusal.code)), b"".join(found)
    return "success", b"".join(found)


@pytest.mark.parametrize("vector", PLAIN, ids=lambda vector: vector.name)
def test_vector_ends_in_its_exact_class(vector: Vector) -> None:
    got, released = outcome(vector)
    if vector.post_quantum:
        assert got in {Code.UNSUPPORTED_KEY, "no match", "header failure"}
        assert released == b""
        return
    if got == Code.WORK_FACTOR:
        got = "header failure"
    if got == "no match" and len(vector.facts.get("identity", [])) > 1:
        return  # one key is taken here, and this file was made for the other
    # Who holds no key finds out first that there is none; the MAC over the header needs the file key.
    assert got == vector.expected
    if got == "success":  # else what came before the refusal is not used
        assert sha256(released).hexdigest() == vector.facts["payload"][0]


@pytest.mark.parametrize("length", [0, 1, 65_535, 65_536, 65_537, 131_072, 300_001])
def test_what_the_library_writes_is_read_and_what_we_write_too(length: int) -> None:
    data = bytes(index % 251 for index in range(length))
    ours = b"".join(agestream.encrypt([data], agestream.ForKey(str(MINE.to_public())), FixedAmbient()))
    for file in (pyrage.encrypt(data, [MINE.to_public()]), ours):
        assert b"".join(agestream.decrypt(io.BytesIO(file).read, ByKey(SPARE_IDENTITY))) == data


def test_a_remembered_key_opens_that_file_and_no_other() -> None:
    held = agestream.Remembered(agestream.ForKey(str(MINE.to_public())))
    one = b"".join(agestream.encrypt([b"one"], held, FixedAmbient(seed=1)))
    assert b"".join(agestream.decrypt(io.BytesIO(one).read, held.file_key)) == b"one"
    other = b"".join(agestream.encrypt([b"two"], agestream.ForKey(str(MINE.to_public())), FixedAmbient(seed=2)))
    with pytest.raises(agefile.AgeDamaged):
        list(agestream.decrypt(io.BytesIO(other).read, held.file_key))
