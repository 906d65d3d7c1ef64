"""The age reader against the 143 public vectors, each in its exact class, and against the public `age` program."""

from __future__ import annotations

import io
import subprocess
import sys
import zlib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tools import need

from casevault.crypto import agefile
from casevault.crypto.agefile import AgeFailure
from casevault.errors import CaseVaultError, Code

if TYPE_CHECKING:
    from collections.abc import Mapping

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "age"
MEMORY = 1 << 30
SPARE_IDENTITY = "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0"


@dataclass(frozen=True)
class Vector:
    name: str
    facts: Mapping[str, list[str]]
    body: bytes

    @property
    def file(self) -> bytes:
        """The bytes of the file; some are long, and held packed, since what is collected is held until all tests are through."""
        return zlib.decompress(self.body) if "compressed" in self.facts else self.body

    @property
    def expected(self) -> str:
        return self.facts["expect"][0]

    @property
    def post_quantum(self) -> bool:
        return any("-PQ-" in identity for identity in self.facts.get("identity", []))


def load(path: Path) -> Vector:
    head, _, body = path.read_bytes().partition(b"\n\n")
    facts: dict[str, list[str]] = {}
    for line in head.decode().split("\n"):
        key, _, value = line.partition(": ")
        facts.setdefault(key, []).append(value)
    return Vector(path.name, facts, body)


ALL = [load(path) for path in sorted(VECTORS.iterdir())]


def outcome(vector: Vector) -> tuple[str, bytes]:
    """Return the class our reader gives and what it released."""
    sink = io.BytesIO()
    try:
        if "passphrase" in vector.facts:
            sink.write(agefile.decrypt_with_passphrase(vector.file, vector.facts["passphrase"][0], memory=MEMORY))
        else:
            agefile.check_form(vector.file)  # what is damaged is called that, whatever key was given
            identities = [agefile.parse_identity(text) for text in vector.facts.get("identity", [SPARE_IDENTITY])]
            agefile.decrypt_into(vector.file, identities, sink)
    except CaseVaultError as refusal:
        return str(getattr(refusal, "failure", refusal.code)), sink.getvalue()
    return "success", sink.getvalue()


def test_all_vectors_are_here() -> None:
    assert len(ALL) == 143
    assert sum(vector.post_quantum for vector in ALL) == 19
    # One of the 19 is damaged in a way that is seen before any key is looked at: 125 end in their exact class.
    got = [(outcome(vector)[0], vector.expected) for vector in ALL]
    unsupported = sum(one == Code.UNSUPPORTED_KEY for one, _ in got)
    exact = sum(one == due or (one == Code.WORK_FACTOR and due == "header failure") for one, due in got)
    sys.stdout.write(f"age vectors: {len(got)}, {exact} in their exact class, {unsupported} {Code.UNSUPPORTED_KEY}\n")
    assert (exact, unsupported) == (125, 18)


@pytest.mark.parametrize("vector", ALL, ids=lambda vector: vector.name)
def test_vector_ends_in_its_exact_class(vector: Vector) -> None:
    got, released = outcome(vector)
    if vector.post_quantum and got == Code.UNSUPPORTED_KEY:
        assert released == b""
        return
    if got == Code.WORK_FACTOR:
        got = "header failure"  # the vectors know no finer word for a header that asks for too much
    assert got == vector.expected
    if "payload" in vector.facts:
        assert sha256(released).hexdigest() == vector.facts["payload"][0]
    else:
        assert released == b""


def test_a_hostile_work_factor_is_refused_before_any_work() -> None:
    vector = load(VECTORS / "scrypt_work_factor_23")
    with pytest.raises(CaseVaultError) as refusal:
        agefile.decrypt_with_passphrase(vector.file, "password", memory=1 << 60)
    assert refusal.value.code is Code.WORK_FACTOR


def test_a_work_factor_beyond_the_memory_at_hand_is_refused() -> None:
    vector = load(VECTORS / "scrypt")
    header = agefile.parse_header(vector.file)
    needed = agefile.work_bytes(header)
    assert needed == 128 * 8 * 2**10
    with pytest.raises(CaseVaultError) as refusal:
        agefile.decrypt_with_passphrase(vector.file, "password", memory=needed - 1)
    assert refusal.value.code is Code.WORK_FACTOR
    assert agefile.decrypt_with_passphrase(vector.file, "password", memory=needed) == b"age"


def test_a_passphrase_file_damaged_after_its_header_is_a_payload_failure() -> None:
    vector = load(VECTORS / "scrypt")
    with pytest.raises(agefile.AgeDamaged) as refusal:
        agefile.decrypt_with_passphrase(vector.file[:-1], "password", memory=MEMORY)
    assert refusal.value.failure is AgeFailure.PAYLOAD


def test_a_key_for_a_passphrase_file_and_the_other_way_round_do_not_match() -> None:
    identity = pyrage.x25519.Identity.generate()
    with pytest.raises(agefile.AgeNoMatch):
        agefile.decrypt(load(VECTORS / "scrypt").file, [identity])
    with pytest.raises(agefile.AgeNoMatch):
        agefile.decrypt_with_passphrase(load(VECTORS / "x25519").file, "password", memory=MEMORY)


def test_a_header_for_post_quantum_keys_alone_says_so() -> None:
    identity = pyrage.x25519.Identity.generate()
    with pytest.raises(CaseVaultError) as refusal:
        agefile.decrypt(load(VECTORS / "hybrid").file, [identity])
    assert refusal.value.code is Code.UNSUPPORTED_KEY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("age1pq1qqqq", Code.UNSUPPORTED_KEY),
        ("ssh-ed25519 AAAA", Code.UNSUPPORTED_KEY),
        ("age1", Code.INVALID_INPUT),
        ("hello", Code.INVALID_INPUT),
    ],
)
def test_recipients_that_cannot_be_used(text: str, code: Code) -> None:
    with pytest.raises(CaseVaultError) as refusal:
        agefile.parse_recipient(text)
    assert refusal.value.code is code


@pytest.mark.parametrize(
    ("text", "code"), [("AGE-SECRET-KEY-PQ-1QQ", Code.UNSUPPORTED_KEY), ("AGE-SECRET-KEY-1QQ", Code.INVALID_INPUT)]
)
def test_identities_that_cannot_be_used(text: str, code: Code) -> None:
    with pytest.raises(CaseVaultError) as refusal:
        agefile.parse_identity(text)
    assert refusal.value.code is code


def test_an_ssh_stanza_beside_ours_is_passed_over() -> None:
    identity = pyrage.x25519.Identity.generate()
    data = agefile.encrypt(b"words", [identity.to_public()])
    assert agefile.decrypt(data, [identity]) == b"words"
    header = agefile.parse_header(data)
    assert header.written() == data[: header.length]


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_no_change_of_a_file_gets_through(data: st.DataObject) -> None:
    vector = load(VECTORS / "x25519_multiple_recipients")
    identity = agefile.parse_identity(vector.facts["identity"][0])
    original = vector.file
    at = data.draw(st.integers(0, len(original) - 1))
    change = data.draw(st.sampled_from(["flip", "cut", "insert"]))
    if change == "flip":
        changed = original[:at] + bytes([original[at] ^ (1 << data.draw(st.integers(0, 7)))]) + original[at + 1 :]
    elif change == "cut":
        changed = original[:at]
    else:
        changed = original[:at] + data.draw(st.binary(min_size=1, max_size=3)) + original[at:]
    with pytest.raises(CaseVaultError):
        agefile.decrypt(changed, [identity])


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.binary(max_size=300), st.binary(max_size=200).map(lambda tail: b"age-encryption.org/v1\n-> " + tail)))
def test_any_bytes_end_in_a_refusal(untrusted: bytes) -> None:
    with pytest.raises(CaseVaultError):
        agefile.decrypt(untrusted, [pyrage.x25519.Identity.from_str(SPARE_IDENTITY)])


def test_the_public_program_opens_what_we_seal(tmp_path: Path) -> None:
    need("age", "age-keygen")
    key = tmp_path / "key.txt"
    subprocess.run(["age-keygen", "-o", str(key)], check=True, capture_output=True)
    secret = key.read_text().strip().split("\n")[-1]
    identity = agefile.parse_identity(secret)
    sealed = tmp_path / "sealed.age"
    sealed.write_bytes(agefile.encrypt(b"x" * 100_000, [identity.to_public()]))
    opened = subprocess.run(["age", "-d", "-i", str(key), str(sealed)], check=True, capture_output=True)
    assert opened.stdout == b"x" * 100_000
    back = subprocess.run(["age", "-a", "-r", str(identity.to_public())], input=b"words", check=True, capture_output=True)
    assert agefile.decrypt(back.stdout, [identity]) == b"words"


def test_a_key_that_begins_like_another_kind_is_the_key_it_is() -> None:
    own = "age1pqp3mntg65al5496ngnakysdvn5we7h6hxq7qm3tjq62dcz8wfdqk8k573"
    assert str(agefile.parse_recipient(own)) == own
