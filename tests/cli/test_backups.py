"""Back-ups by the command line: made, shown without a key, restored; each refusal in words and with its code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cli.test_commands import person

if TYPE_CHECKING:
    from pathlib import Path

    from lines import Line


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "back-ups"


def test_a_vault_is_backed_up_shown_without_a_key_and_restored(line: Line, place: Path, tmp_path: Path) -> None:
    made = person(line)
    first = line.ok("backup", str(line.folder), "--to", str(place))
    assert (first["generation"], first["attachments"]) == (1, 0)
    assert line.ok("backup", str(line.folder))["generation"] == 2, "the place is remembered"
    shown = line.ok("backups", str(place), "--verify")
    assert [entry["generation"] for entry in shown["generations"]] == [1, 2]
    assert all(entry["ok"] for entry in shown["generations"])
    target = tmp_path / "again.casevault"
    again = line.ok("restore", str(place / "0001"), str(target), "--synced-folder-ok")
    assert again["records"] == first["records"]
    assert line.ok("show", str(target), made)["id"] == made


def test_a_damaged_back_up_is_named_without_a_key_and_not_restored(line: Line, place: Path, tmp_path: Path) -> None:
    line.ok("backup", str(line.folder), "--to", str(place))
    file = place / "0001" / "main.db"
    data = file.read_bytes()
    file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    status, shown = line.run("backups", str(place), "--verify")
    assert status == 1
    assert shown["generations"][0]["wrong"] == ["0001/main.db"]
    assert line.refused("restore", str(place), str(tmp_path / "again"), "--synced-folder-ok")["code"] == "backup_damaged"
    assert not (tmp_path / "again").exists()


def test_without_a_place_or_a_back_up_the_next_step_is_said(line: Line, place: Path, tmp_path: Path) -> None:
    assert line.refused("backup", str(line.folder))["code"] == "invalid_input"
    assert line.refused("backups", str(place))["code"] == "not_found"
    assert line.refused("restore", str(place), str(tmp_path / "again"))["code"] == "not_found"
    status, out, _err = line.raw("backup", str(line.folder), "--to", str(place))
    assert status == 0
    assert "read back and compared" in out
    status, out, _err = line.raw("backups", str(place))
    assert out.startswith("0001")


def test_damaged_attachments_are_named_and_everything_else_is_saved(line: Line, place: Path, tmp_path: Path) -> None:
    made = person(line)
    (tmp_path / "scan.pdf").write_bytes(b"x" * 2_000)
    line.ok("attach", str(line.folder), made, str(tmp_path / "scan.pdf"))
    line.ok("backup", str(line.folder), "--to", str(place))
    (tmp_path / "second.pdf").write_bytes(b"y" * 3_000)
    line.ok("attach", str(line.folder), made, str(tmp_path / "second.pdf"))
    stored = sorted((path for path in (line.folder / "blobs").rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    for path in stored:
        path.write_bytes(b"")
    status, found = line.run("backup", str(line.folder))
    assert (status, found["generation"], found["attachments"]) == (1, 2, 1)
    assert (found["only_here"], found["damaged"]) == ([stored[0].name], [stored[1].name])
    status, out, _err = line.raw("backup", str(line.folder))
    assert status == 1
    assert "1 attachment was damaged and not backed up" in out
    assert f"  {stored[1].name}" in out
    assert "1 attachment is whole only in this back-up" in out
    shown = line.ok("backups", str(place), "--verify")
    assert [entry["missing"] for entry in shown["generations"]] == [0, 1, 1]
    _status, out, _err = line.raw("backups", str(place))
    assert "without 1 attachment that was damaged before" in out
    status, again = line.run("restore", str(place), str(tmp_path / "again"), "--synced-folder-ok")
    assert (status, again["attachments"], again["damaged"]) == (1, 1, [stored[1].name])
