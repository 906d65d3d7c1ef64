"""Folders that a service copies are known by their name or by what the service keeps in them; a home of one's own is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casevault import paths, synced

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("Dropbox", "Dropbox"),
        ("OneDrive - NGO", "OneDrive"),
        ("Google Drive", "Google Drive"),
        ("Nextcloud", "Nextcloud"),
        ("Nextcloud-work", "Nextcloud"),
        ("iCloud Drive", "iCloud"),
        ("Mobile Documents", "iCloud"),
        ("坚果云", "Nutstore"),
    ],
)
def test_a_synced_folder_is_known_by_its_name(tmp_path: Path, name: str, program: str) -> None:
    assert synced.synced_place(tmp_path / name / "cases" / "v") == program


@pytest.mark.parametrize(
    ("kept", "program"),
    [
        (".stfolder/", "Syncthing"),
        (".dropbox", "Dropbox"),
        (".dropbox.cache/", "Dropbox"),
        (".sync_1a2b3c.db", "Nextcloud"),
        (".owncloudsync.log", "ownCloud"),
    ],
)
def test_a_synced_folder_of_any_name_is_known_by_what_lies_in_it(tmp_path: Path, kept: str, program: str) -> None:
    (tmp_path / "cases").mkdir()
    place = tmp_path / "cases" / kept.rstrip("/")
    place.mkdir() if kept.endswith("/") else place.write_bytes(b"")
    assert synced.synced_place(tmp_path / "cases" / "2026" / "v") == program
    assert synced.synced_below(tmp_path) == (program,)


def test_the_home_of_whoever_uses_such_a_program_is_no_synced_folder(tmp_path: Path) -> None:
    (tmp_path / ".dropbox").mkdir()  # settings of the program
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "Dropbox")
    assert synced.synced_place(tmp_path / "Documents" / "v") == ""
    assert synced.synced_below(tmp_path) == ("Dropbox",)
    assert synced.synced_below(tmp_path / "none") == ()


def test_a_name_that_only_begins_so_is_another(tmp_path: Path) -> None:
    assert synced.synced_place(tmp_path / "dropboxes" / "v") == ""


def test_where_windows_says_that_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "Work"))
    assert synced.synced_place(tmp_path / "Work" / "v") == "OneDrive"
    assert synced.synced_place(tmp_path / "Works" / "v") == ""


def test_a_network_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "filesystem_of", lambda _path: "cifs")
    assert synced.synced_place(tmp_path / "v") == "cifs"
    monkeypatch.setattr(paths, "filesystem_of", lambda _path: "vfat")
    assert synced.synced_place(tmp_path / "v") == ""
