"""Project Wycheproof's vectors for the primitives below keys and signatures: a gate for upgrades of their library."""

from __future__ import annotations

import hmac
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from collections.abc import Iterator

VECTORS = Path(__file__).parents[3] / "shared" / "data" / "wycheproof"
pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason="the Wycheproof vectors are not beside this checkout")


def cases(name: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for group in json.loads((VECTORS / f"testvectors_v1__{name}_test.json").read_text())["testGroups"]:
        for case in group["tests"]:
            yield group, case


def raw(case: dict[str, Any], key: str) -> bytes:
    return bytes.fromhex(case[key])


def test_aes_gcm() -> None:
    count = 0
    for _, case in cases("aes_gcm"):
        if len(raw(case, "iv")) != 12 or len(raw(case, "key")) != 32:
            continue  # the only sizes in use here
        count += 1
        sealed = raw(case, "ct") + raw(case, "tag")
        if case["result"] == "valid":
            assert AESGCM(raw(case, "key")).encrypt(raw(case, "iv"), raw(case, "msg"), raw(case, "aad")) == sealed
            assert AESGCM(raw(case, "key")).decrypt(raw(case, "iv"), sealed, raw(case, "aad")) == raw(case, "msg")
        else:
            with pytest.raises(InvalidTag):
                AESGCM(raw(case, "key")).decrypt(raw(case, "iv"), sealed, raw(case, "aad"))
    assert count >= 60


def test_hkdf_sha256() -> None:
    count = 0
    for _, case in cases("hkdf_sha256"):
        if case["result"] == "valid":
            count += 1
            assert HKDF(SHA256(), case["size"], raw(case, "salt"), raw(case, "info")).derive(raw(case, "ikm")) == raw(case, "okm")
    assert count >= 60


def test_hmac_sha256() -> None:
    count = 0
    for group, case in cases("hmac_sha256"):
        count += 1
        tag = hmac.digest(raw(case, "key"), raw(case, "msg"), "sha256")[: group["tagSize"] // 8]
        assert hmac.compare_digest(tag, raw(case, "tag")) is (case["result"] == "valid")
    assert count >= 100


def test_ed25519() -> None:
    count = 0
    for group, case in cases("ed25519"):
        count += 1
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(group["publicKey"]["pk"]))
        if case["result"] == "valid":
            public.verify(raw(case, "sig"), raw(case, "msg"))
        else:
            with pytest.raises(InvalidSignature):
                public.verify(raw(case, "sig"), raw(case, "msg"))
    assert count >= 100
