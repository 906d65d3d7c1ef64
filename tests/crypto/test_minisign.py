"""Signatures in minisign's format: Debian's minisign reads ours, ours reads its, and nothing that was touched passes."""

from __future__ import annotations

import base64
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tools import need

from casevault.crypto import minisign, signing
from casevault.crypto.signing import SignatureBroken
from casevault.crypto.words import fingerprint, word_list

if TYPE_CHECKING:
    from pathlib import Path

SEED = bytes(range(32))
MESSAGE = b'{"format":1}'
SIGNED = minisign.sign(SEED, MESSAGE, "casevault bundle 0f0f")
PUBLIC = minisign.public_of(SEED)


def broken(public: minisign.PublicKey, message: bytes, untrusted: bytes) -> bool:
    try:
        minisign.verify(public, message, untrusted)
    except SignatureBroken:
        return True
    return False


@pytest.mark.parametrize("message", [b"", MESSAGE, bytes(3_000_000)], ids=len)
def test_the_public_tool_verifies_ours(tmp_path: Path, message: bytes) -> None:
    need("minisign")
    signed = tmp_path / "MANIFEST.json"
    signed.write_bytes(message)
    (tmp_path / "MANIFEST.json.minisig").write_bytes(minisign.sign(SEED, message, "casevault bundle 0f0f"))
    told = subprocess.run(["minisign", "-Vm", str(signed), "-P", PUBLIC.text], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert "Trusted comment: casevault bundle 0f0f" in told.stdout
    signed.write_bytes(message + b" ")
    assert subprocess.run(["minisign", "-Vm", str(signed), "-P", PUBLIC.text], capture_output=True, check=False).returncode


def test_ours_verifies_the_public_tools(tmp_path: Path) -> None:
    need("minisign")
    signed = tmp_path / "a"
    signed.write_bytes(MESSAGE)
    keys = ["-p", str(tmp_path / "pub"), "-s", str(tmp_path / "sec")]
    subprocess.run(["minisign", "-GW", *keys], capture_output=True, check=True)
    subprocess.run(["minisign", "-Sm", str(signed), *keys[2:], "-t", "naïef 王"], capture_output=True, check=True)
    public = minisign.parse_public((tmp_path / "pub").read_text().splitlines()[1])
    made = (tmp_path / "a.minisig").read_bytes()
    assert minisign.verify(public, MESSAGE, made) == "naïef 王"
    assert broken(PUBLIC, MESSAGE, made)
    subprocess.run(["minisign", "-lSm", str(signed), *keys[2:]], capture_output=True, check=True)
    assert broken(public, MESSAGE, (tmp_path / "a.minisig").read_bytes())  # the older form, without the hash


def test_a_changed_bit_anywhere_is_noticed() -> None:
    assert minisign.verify(PUBLIC, MESSAGE, SIGNED) == "casevault bundle 0f0f"
    start = SIGNED.index(b"\n") + 1  # what stands in the first line is signed by nobody, and used by nobody
    for at in range(start, len(SIGNED)):
        for bit in (0, 5, 7):
            assert broken(PUBLIC, MESSAGE, SIGNED[:at] + bytes((SIGNED[at] ^ 1 << bit,)) + SIGNED[at + 1 :]), at
    for at in range(len(SIGNED)):
        assert broken(PUBLIC, MESSAGE, SIGNED[:at])


def test_the_name_of_a_key_chooses_no_key() -> None:
    """A second key under the name of the first: what the signature says of itself is not what it is checked with."""
    other = minisign.PublicKey(PUBLIC.id, signing.public_key(bytes(32)))
    assert broken(other, MESSAGE, SIGNED)
    assert broken(minisign.PublicKey(bytes(8), PUBLIC.key), MESSAGE, SIGNED)


def test_the_trusted_comment_of_another_signature_does_not_fit() -> None:
    other = minisign.sign(SEED, MESSAGE + b"2", "casevault bundle 0e0e").split(b"\n")
    mixed = SIGNED.split(b"\n")[:2] + other[2:]
    assert broken(PUBLIC, MESSAGE, b"\n".join(mixed))


@pytest.mark.parametrize(
    "untrusted",
    [
        b"",
        b"\n" * 4,
        SIGNED + b"\n",
        SIGNED.replace(b"\n", b"\r\n"),
        SIGNED + b"x" * minisign.MAX_SIGNATURE,
        SIGNED.replace(b"=\n", b"\n", 1),
        SIGNED.replace(b"trusted comment: ", b"Trusted comment: "),
        b"untrusted comment: x\n" + b"A" * 99 + b"=\n" + SIGNED.split(b"\n", 2)[2],
    ],
)
def test_anything_else_is_refused(untrusted: bytes) -> None:
    assert broken(PUBLIC, MESSAGE, untrusted)


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_not_pass(untrusted: bytes) -> None:
    assert broken(PUBLIC, MESSAGE, untrusted)
    assert broken(PUBLIC, MESSAGE, SIGNED[: len(untrusted)] + untrusted)


@pytest.mark.parametrize("untrusted", ["", "RW", PUBLIC.text[:-1], PUBLIC.text + "=", "QQ" + PUBLIC.text[2:], "é" * 56, "\ud800"])
def test_what_is_no_public_key(untrusted: str) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        minisign.parse_public(untrusted)


def test_a_public_key_in_text() -> None:
    assert PUBLIC.text.startswith("RW")
    assert minisign.parse_public(f" {PUBLIC.text}\n") == PUBLIC
    assert base64.b64decode(PUBLIC.text)[10:] == signing.public_key(SEED)


@pytest.mark.parametrize("comment", ["", "a\nb", "x" * 1_025, "é"])
def test_a_comment_is_one_short_line(comment: str) -> None:
    with pytest.raises(ValueError, match=r"^$|ascii"):
        minisign.sign(SEED, MESSAGE, comment)


def test_words_of_a_key() -> None:
    words = fingerprint(PUBLIC.key, "minisign")
    assert words == fingerprint(PUBLIC.key, "minisign")
    assert len(words.split()) == 8
    assert set(words.split()) <= set(word_list())
    assert words != fingerprint(PUBLIC.key, "age")
    assert words != fingerprint(bytes(32), "minisign")
