"""Keys are overwritten once nobody needs them, however a vault came to be, and whatever kept it from opening."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault

from casevault.errors import CaseVaultError, Code
from casevault.vault import header as headers
from casevault.vault import unlocking
from casevault.vault import vault as vaults
from casevault.vault.keys import Keys
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.crypto.keywrap import MasterKey


def held(keys: Keys) -> bytes:
    own = (keys.db, keys.header, keys.blobwrap, keys.audit_mac, keys.dedup, keys.backup_mac, keys.calendar_uid)
    return b"".join(map(bytes, (keys.master, *own)))


@pytest.fixture
def derived(monkeypatch: pytest.MonkeyPatch) -> list[Keys]:
    """All keys that are derived from now on."""
    found: list[Keys] = []

    class Noted(Keys):
        @classmethod
        def of(cls, master: MasterKey, vault_id: bytes) -> Keys:
            found.append(Keys.of(master, vault_id))
            return found[-1]

    for module in (vaults, unlocking):
        monkeypatch.setattr(module, "Keys", Noted)
    return found


def test_closing_a_vault_that_was_just_made_wipes_its_keys(tmp_path: Path) -> None:
    vault, _ = make_vault(tmp_path / "v")
    assert any(held(vault.keys))
    vault.close()
    assert not any(held(vault.keys))


def test_closing_a_vault_that_was_opened_does_too(tmp_path: Path) -> None:
    make_vault(tmp_path / "v")[0].close()
    vault = open_vault(tmp_path / "v")
    vault.close()
    assert not any(held(vault.keys))


def test_a_vault_that_could_not_be_made_leaves_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, derived: list[Keys]
) -> None:
    def full(*_given: object) -> None:
        raise OSError

    monkeypatch.setattr(headers, "write", full)
    with pytest.raises(OSError):
        Vault.create(
            tmp_path / "v", bytearray(PASSPHRASE.encode()), profile=CHEAPEST, ambient=FixedAmbient(), synced_folder_ok=True
        )
    assert len(derived) == 1
    assert not any(held(derived[0]))


def test_the_right_secret_at_a_header_that_was_altered_leaves_no_key(tmp_path: Path, derived: list[Keys]) -> None:
    make_vault(tmp_path / "v")[0].close()
    derived.clear()
    altered = headers.encode(headers.read(tmp_path / "v", CHEAP_BOUNDS).header, bytearray(32))
    for copy in headers.COPIES:
        (tmp_path / "v" / copy).write_bytes(altered)
    with pytest.raises(CaseVaultError) as caught:
        open_vault(tmp_path / "v")
    assert caught.value.code is Code.HEADER_TAMPERED
    assert len(derived) == 1
    assert not any(held(derived[0]))
