from __future__ import annotations

import sys
from pathlib import Path

import pytest

from casevault import paths
from casevault.errors import Code, MachineProblem

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:40 / /media/My\\040Stick rw - vfat /dev/sdb1 rw
31 22 0:41 / /mnt/office rw - cifs //server/share rw
32 31 0:42 / /mnt/office/local rw - ext4 /dev/sdc rw
33 22 0:43 / /mnt/over rw - ext4 /dev/sdd rw
34 22 0:44 / /mnt/over rw - exfat /dev/sde rw
broken line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/a", "ext4"),
        ("/media/My Stick/v", "vfat"),
        ("/media/My Stickers", "ext4"),
        ("/mnt/office/v", "cifs"),
        ("/mnt/office/local/v", "ext4"),
        ("/mnt/over/v", "exfat"),
    ],
)
def test_the_mount_that_holds_a_path(path: str, kind: str) -> None:
    assert paths.filesystem_from_mountinfo(MOUNTS, Path(path)) == kind


def test_no_table_no_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths.filesystem_from_mountinfo("", tmp_path) == ""
    assert isinstance(paths.filesystem_of(tmp_path), str)

    def absent(*_arguments: object, **_options: object) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", absent)
    assert paths.filesystem_of(tmp_path) == ""


@pytest.mark.parametrize(("kind", "shared"), [("ext4", True), ("", True), ("vfat", False), ("exfat", False), ("nfs4", False)])
def test_where_a_write_ahead_log_is_safe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, shared: bool) -> None:
    monkeypatch.setattr(paths, "filesystem_of", lambda _path: kind)
    assert paths.has_shared_memory(tmp_path) is shared


def test_resources_from_the_checkout() -> None:
    assert paths.resource_path("words/en.txt").is_file()
    assert paths.resource_text("words/en.txt").startswith("abacus\n")
    assert "SOURCE" in paths.resource_texts("words", ".txt")


def test_resources_of_a_frozen_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "only-here").write_text("x")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resource_text("only-here") == "x"


def test_resources_of_an_installed_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "share" / "casevault" / "resources").mkdir(parents=True)
    (tmp_path / "share" / "casevault" / "resources" / "only-here").write_text("y")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert paths.resource_text("only-here") == "y"


def test_a_missing_resource_has_a_sentence() -> None:
    with pytest.raises(MachineProblem) as refused:
        paths.resource_path("none/such")
    assert refused.value.code is Code.IO_ERROR


def test_folders_of_this_user(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths.data_folder() == home / ".local/share/casevault"
    assert paths.config_folder() == home / ".config/casevault"
    monkeypatch.setenv("XDG_DATA_HOME", "/elsewhere")
    assert paths.data_folder() == Path("/elsewhere/casevault")


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A packaged program in a folder of its own on a stick."""
    place = tmp_path / "stick" / "casevault-1.0" / "casevault"
    place.parent.mkdir(parents=True)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(place))
    return place


def test_a_folder_beside_a_packaged_program_makes_it_portable(program: Path, home: Path) -> None:
    assert paths.portable_folder() is None
    assert paths.config_folder() == home / ".config/casevault"
    assert paths.vault_home() == home
    stick = program.parents[1]
    beside = stick / paths.PORTABLE_NAME
    beside.mkdir()
    assert {paths.config_folder(), paths.data_folder(), paths.portable_folder()} == {beside}
    assert paths.vault_home() == stick
    inside = program.parent / paths.PORTABLE_NAME
    inside.mkdir()
    assert paths.config_folder() == inside, "what lies with the program comes first"


def test_a_stick_that_has_another_place_tomorrow_is_portable_there(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = program.parents[1]
    (stick / paths.PORTABLE_NAME).mkdir()
    stick.rename(tmp_path / "E")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "E" / program.parent.name / program.name))
    assert paths.config_folder() == tmp_path / "E" / paths.PORTABLE_NAME


def test_a_link_or_a_file_makes_nothing_portable(program: Path, home: Path) -> None:
    (home / "elsewhere").mkdir(parents=True)
    (program.parent / paths.PORTABLE_NAME).symlink_to(home / "elsewhere")
    (program.parents[1] / paths.PORTABLE_NAME).write_bytes(b"")
    assert paths.portable_folder() is None


def test_beside_a_program_of_macos_is_beside_its_bundle(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = program.parent / "CaseVault.app" / "Contents" / "MacOS" / "casevault"
    monkeypatch.setattr(sys, "executable", str(inner))
    assert paths.program_folder() == program.parent


def test_the_source_is_never_portable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    (tmp_path / "bin" / paths.PORTABLE_NAME).mkdir(parents=True)
    assert paths.portable_folder() is None


def test_the_mark_of_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda _path: b"abc")
    assert paths.machine_mark() == "616263"

    def absent(_path: Path) -> bytes:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_bytes", absent)
    assert paths.machine_mark() == ""
