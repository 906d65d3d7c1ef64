"""A folder or file made to hurt is refused before it costs anything: shown by what is never called, not by a clock."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING, Any

import pyrage
import pytest
from builders import CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault
from fuzz.targets import age_seeds

from casevault.crypto import agefile, kdf
from casevault.errors import CaseVaultError, Code
from casevault.vault.header import COPIES
from casevault.vault.recovery import change_passphrase
from casevault.vault.slots import compact_json
from casevault.vault.vault import OLDER_HEADER, Vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GIB = 1 << 20  # in KiB, as a slot says it


def never(*_arguments: object, **_named: object) -> bytes:
    raise AssertionError("work was done for somebody whom nothing vouches for")


def refused(call: Callable[[], object]) -> Code:
    with pytest.raises(CaseVaultError) as caught:
        call()
    return caught.value.code


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_vault(tmp_path / "v")[0].close()
    return tmp_path / "v"


def forged(folder: Path, **cost: int) -> None:
    """Let the slots ask for `cost`, with a checksum that holds: what somebody without the key can write."""
    data = (folder / COPIES[0]).read_bytes()
    content: dict[str, Any] = json.loads(data[12 : 12 + int.from_bytes(data[8:12], "big")])
    for slot in content["slots"]:
        slot["kdf"] |= {"m_kib": 64 * 1024, "t": 3, "p": 4} | cost
    text = compact_json(content)
    body = (b"CVAULT1\n" + len(text).to_bytes(4, "big") + text).ljust(16_352, b"\0")
    for copy in COPIES:
        (folder / copy).write_bytes(body + hashlib.sha256(body).digest())


@pytest.mark.parametrize(
    "cost", [{"m_kib": 8 * GIB}, {"m_kib": 2 * GIB + 1}, {"m_kib": 2**62}, {"t": 2**31}, {"p": 2**24}, {"t": 0}]
)
def test_a_header_that_asks_for_8_gib_gets_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch, cost: dict[str, int]) -> None:
    forged(folder, **cost)
    monkeypatch.setattr(kdf, "hash_secret_raw", never)
    monkeypatch.setattr("casevault.vault.vault.run_selftest", lambda: 0)  # it derives a key of its own, from 64 KiB
    for repair in (True, False):
        assert refused(lambda repair=repair: Vault.open(folder, bytearray(b"x"), repair=repair)) is Code.HEADER_TAMPERED  # type: ignore[misc] # bound at once


def test_what_is_within_the_bounds_does_reach_the_derivation(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or the test before would show nothing."""
    forged(folder)
    monkeypatch.setattr(kdf, "hash_secret_raw", never)
    monkeypatch.setattr("casevault.vault.vault.run_selftest", lambda: 0)
    with pytest.raises(AssertionError, match="work was done"):
        Vault.open(folder, bytearray(b"x"))


def age_file(log_n: int) -> bytes:
    (plain,) = [seed for seed in age_seeds() if seed.startswith(b"age-encryption.org/v1\n-> scrypt rF0/NwblUHHTpgQgRpe5CQ 10\n")][
        :1
    ]
    return plain.replace(b"CQ 10\n", f"CQ {log_n}\n".encode(), 1)


@pytest.mark.parametrize("log_n", [23, 30, 62, 10**12])
def test_an_age_file_that_asks_for_8_gib_gets_nothing(monkeypatch: pytest.MonkeyPatch, log_n: int) -> None:
    monkeypatch.setattr(pyrage.passphrase, "decrypt", never)
    with pytest.raises(CaseVaultError) as caught:
        agefile.decrypt_with_passphrase(age_file(log_n), "password", memory=1 << 60)
    assert caught.value.code is Code.WORK_FACTOR


def test_an_age_file_within_what_is_allowed_does_reach_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyrage.passphrase, "decrypt", never)
    with pytest.raises(AssertionError, match="work was done"):
        agefile.decrypt_with_passphrase(age_file(10), "password", memory=1 << 60)
    with pytest.raises(CaseVaultError) as caught:
        agefile.decrypt_with_passphrase(age_file(22), "password", memory=1 << 30)  # the machine has less
    assert caught.value.code is Code.WORK_FACTOR


def test_an_older_header_put_back_is_reported(folder: Path, tmp_path: Path) -> None:
    for copy in COPIES:
        shutil.copy(folder / copy, tmp_path)
    with open_vault(folder) as vault:
        change_passphrase(vault, bytearray(b"the new one"), profile=CHEAPEST)
    assert refused(lambda: open_vault(folder)) is Code.WRONG_CREDENTIALS
    for copy in COPIES:
        shutil.copy(tmp_path / copy, folder)
    for repair in (False, True):
        with open_vault(folder, PASSPHRASE, repair=repair, ambient=FixedAmbient(seed=5)) as vault:
            assert OLDER_HEADER in vault.notices
