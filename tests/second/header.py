"""A second reader of header and slots, written from docs/formats/header.md alone: nothing of ours, and as naive as it can be."""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from typing import TYPE_CHECKING, Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from pathlib import Path

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def read(path: Path) -> tuple[dict[str, Any], bytes]:
    """Return the JSON of a copy whose checksum holds, and all its bytes."""
    data = path.read_bytes()
    assert len(data) == 16384
    assert data[:8] == b"CVAULT1\n"
    assert hashlib.sha256(data[:16352]).digest() == data[16352:]
    n = int.from_bytes(data[8:12], "big")
    assert n <= 12288
    assert data[12 + n : 16320] == bytes(16320 - 12 - n)
    return json.loads(data[12 : 12 + n]), data


def passphrase_input(text: str) -> bytes:
    return hmac.digest(bytes(32), unicodedata.normalize("NFC", text).encode(), "sha256")


def recovery_input(code: str) -> bytes:
    letters = code.replace("-", "")
    assert len(letters) == 36
    number = 0
    for letter in letters[:32]:
        number = number * 32 + CROCKFORD.index(letter)
    return hmac.digest(bytes(32), number.to_bytes(20, "big"), "sha256")


def expand(key: bytes, info: bytes, length: int) -> bytes:
    """HKDF-Expand of RFC 5869, with SHA-256."""
    out, block = b"", b""
    for counter in range(1, 256):
        if len(out) >= length:
            break
        block = hmac.digest(key, block + info + bytes([counter]), "sha256")
        out += block
    return out[:length]


def master_key(content: dict[str, Any], kind: str, secret: bytes) -> bytes | None:
    """Return the master key from the first slot of `kind` whose `check` is equal."""
    vault_id = bytes.fromhex(content["vault_id"])
    for slot in content["slots"]:
        if slot["kind"] != kind:
            continue
        cost = slot["kdf"]
        salt = bytes.fromhex(cost["salt"])
        k = hash_secret_raw(secret, salt, cost["t"], cost["m_kib"], cost["p"], 32, Type.ID, version=0x13)
        both = expand(k, b"casevault/1/slot" + vault_id + bytes.fromhex(slot["id"]), 64)
        if both[32:].hex() == slot["check"]:
            bound = {key: value for key, value in slot.items() if key not in {"check", "wrapped"}}
            aad = json.dumps(bound, sort_keys=True, separators=(",", ":")).encode() + vault_id
            return AESGCM(both[:32]).decrypt(bytes.fromhex(slot["nonce"]), bytes.fromhex(slot["wrapped"]), aad)
    return None


def key(master: bytes, content: dict[str, Any], name: str) -> bytes:
    extracted = hmac.digest(bytes.fromhex(content["vault_id"]), master, "sha256")
    return expand(extracted, b"casevault/1/" + name.encode(), 32)


def mac_holds(data: bytes, master: bytes, content: dict[str, Any]) -> bool:
    return hmac.digest(key(master, content, "header"), data[:16320], "sha256") == data[16320:16352]
