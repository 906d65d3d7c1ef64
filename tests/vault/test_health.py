from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from builders import make_vault

from casevault import paths
from casevault.vault import backup_memory
from casevault.vault.checking import check_deeply
from casevault.vault.health import MATTERS, health, versions

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_vault_was_never_checked_or_copied(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")[0]
    found = health(vault)
    assert (found.checked, found.backups, found.attachments, found.size) == (None, (), 0, 0)
    assert found.records == sum(vault.records.counts().values())
    vault.close()


def test_what_was_done_is_said(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")[0]
    person = vault.records.add("person", {"display_name": "A"}).id
    paper = tmp_path / "paper.txt"
    paper.write_bytes(b"x" * 1234)
    vault.attachments.add([paper], about=[person])
    assert check_deeply(vault).ok
    backup_memory.remember(vault, tmp_path / "stick", 3)
    found = health(vault)
    assert found.checked == vault.ambient.today()
    assert (found.attachments, found.size) == (1, 1234)
    assert [one.generation for one in found.backups] == [3]
    assert all(place.path.exists() for place in found.places if place.path.is_relative_to(vault.folder))
    assert [place.path for place in found.places if place.is_plain] == [paths.config_folder()]
    vault.close()


def test_a_law_is_to_be_compared_again_after_a_year(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v")[0]
    found = health(vault)
    latest = max(pack.checked_on for pack in found.packs if pack.checked_on)
    assert len(found.stale(latest)) < len(found.packs)
    assert found.stale(latest + timedelta(days=800)) == found.packs
    vault.close()


def test_versions_name_what_encrypts_and_what_reads_from_outside() -> None:
    found = versions()
    assert found["sqlcipher"].startswith("4.")
    assert all(found[name.lower()] for name in MATTERS)
