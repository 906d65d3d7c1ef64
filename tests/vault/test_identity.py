"""The keys by which partners know a vault: made once, and there again after new keys, a back-up and a restore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault

from casevault.crypto import agefile
from casevault.store import meta
from casevault.vault.backup import back_up
from casevault.vault.identity import KEYS_MADE, identity, kept, renew
from casevault.vault.restore import restore
from casevault.vault.rotation import rotate

if TYPE_CHECKING:
    from pathlib import Path


def test_made_once_and_noted(tmp_path: Path) -> None:
    vault, _ = make_vault(tmp_path / "v")
    with vault:
        assert kept(vault) is None
        first = identity(vault)
        assert identity(vault) == first == kept(vault)
        (noted,) = vault.records.acts(KEYS_MADE, 10)
        assert noted.fields == (f"age/{first.recipient}", f"minisign/{first.signing.text}")
        assert first.seed != vault.db.read(lambda c: meta.get(c, meta.DEVICE_SEED))
        sealed = agefile.encrypt(b"x", [agefile.parse_recipient(first.recipient)])
        assert agefile.decrypt(sealed, [agefile.parse_identity(first.receiving_key)]) == b"x"
        assert "AGE-SECRET" not in repr(first)
        assert first.seed.hex() not in repr(first)
        second = renew(vault)
        assert kept(vault) == second != first
        assert len(vault.records.acts(KEYS_MADE, 10)) == 2


def test_carried_by_new_keys_a_back_up_and_a_restore(tmp_path: Path) -> None:
    vault, _ = make_vault(tmp_path / "v")
    with vault:
        first = identity(vault)
    secret = bytearray(PASSPHRASE.encode())
    rotate(tmp_path / "v", secret, profile=CHEAPEST, ambient=FixedAmbient(2), bounds=CHEAP_BOUNDS)
    with open_vault(tmp_path / "v", ambient=FixedAmbient(3)) as rotated:
        assert kept(rotated) == first
        back_up(rotated, tmp_path / "place")
    restore(tmp_path / "place", tmp_path / "again", secret, ambient=FixedAmbient(4), bounds=CHEAP_BOUNDS)
    with open_vault(tmp_path / "again", ambient=FixedAmbient(5)) as restored:
        assert identity(restored) == first
