"""export and import-vault at the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyrage
import pytest
from lines import Line

if TYPE_CHECKING:
    from pathlib import Path

MINE = pyrage.x25519.Identity.generate()


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "uwazi"])
def test_plain_after_the_danger_was_named(line: Line, tmp_path: Path, form: str) -> None:
    line.ok("add", str(line.folder), "person", "--set", "display_name=高瑜")
    target = tmp_path / "all"
    status, out, err = line.raw("export", "--json", str(line.folder), str(target), "--format", form, "--plain")
    made = json.loads(out)
    assert status == 0
    assert "lies open" in err
    assert set(made) == {"format", "records", "attachments", "files", "sealed", "damaged", "passphrase"}
    assert (made["format"], made["records"], made["attachments"], made["sealed"]) == (form, 3, 0, False)
    assert sorted(made["files"]) == sorted(str(path) for path in target.rglob("*") if path.is_file())
    assert line.refused("export", str(line.folder), str(target), "--format", form, "--plain")["code"] == "invalid_input"


def test_sealed_out_and_in_again(line: Line, tmp_path: Path) -> None:
    person = line.ok("add", str(line.folder), "person", "--set", "display_name=高瑜")["id"]
    line.ok("edit", str(line.folder), person, "--set", "occupation=journalist")
    notice = tmp_path / "notice.pdf"
    notice.write_bytes(b"%PDF-1.4 notice")
    sha256 = line.ok("attach", str(line.folder), person, str(notice))["sha256"]
    old = line.ok("show", str(line.folder), person)
    made = line.ok("export", str(line.folder), str(tmp_path / "all"), "--format", "json", "--recipient", str(MINE.to_public()))
    assert made["sealed"] is True
    assert made["passphrase"] is None
    assert made["files"] == [str(tmp_path / "all.age")]
    other = Line(tmp_path / "N.casevault", line.secret, calls=50)
    other.ok("create", str(other.folder), "--sign-as", "C.D.")
    key = tmp_path / "key.txt"
    key.write_text(f"# created: today\n{MINE}\n", encoding="ascii")
    taken = other.ok("import-vault", str(other.folder), made["files"][0], "--identity-file", str(key))
    assert taken == {
        "vault": str(other.folder),
        "from": taken["from"],
        "records": 4,
        "changes": taken["changes"],
        "attachments": 1,
    }
    new = other.ok("show", str(other.folder), person)
    assert new == old
    (file,) = other.ok("attachments", str(other.folder), person, "--verify")["attachments"]
    assert (file["sha256"], file["verified"]) == (sha256, True)
    assert other.ok("check", str(other.folder), "--deep")["ok"] is True
    assert (
        other.refused("import-vault", str(other.folder), made["files"][0], "--identity-file", str(key))["code"] == "invalid_input"
    )


@pytest.mark.parametrize("what", ["all", "all/vault.jsonl"])
def test_import_knows_a_whole_export_when_it_sees_one(line: Line, tmp_path: Path, what: str) -> None:
    person = line.ok("add", str(line.folder), "person", "--set", "display_name=高瑜")["id"]
    line.ok("export", str(line.folder), str(tmp_path / "all"), "--format", "json", "--plain")
    other = Line(tmp_path / "N.casevault", line.secret, calls=50)
    other.ok("create", str(other.folder), "--sign-as", "C.D.")
    assert other.ok("import", str(other.folder), str(tmp_path / what))["records"] == 3
    assert other.ok("show", str(other.folder), person) == line.ok("show", str(line.folder), person)


def test_who_cannot_open_the_vault_exports_nothing(line: Line, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("another\n", encoding="utf-8")
    error = line.refused("export", str(line.folder), str(tmp_path / "all"), "--format", "json", "--plain", secret=wrong)
    assert error["code"] == "wrong_credentials"
    assert not (tmp_path / "all").exists()


def test_what_is_due_as_a_calendar(line: Line, tmp_path: Path) -> None:
    line.ok("add", str(line.folder), "task", "--set", "title=Call Lin", "--set", "due=2026-03-20")
    found = line.ok("today", str(line.folder), "--as-of", "2026-03-18")["items"]
    assert [(item["kind"], item["title"].partition(" · ")[0]) for item in found] == [("backup", "Back-up"), ("task", "Call Lin")]
    target = tmp_path / "due.ics"
    made = line.ok("today", str(line.folder), "--as-of", "2026-03-18", "--ical", str(target))
    assert made == {"as_of": "2026-03-18", "calendar": str(target), "items": 2, "names": False}
    assert b"Lin" not in target.read_bytes()
    named = tmp_path / "named.ics"
    _status, _out, err = line.raw("today", str(line.folder), "--as-of", "2026-03-18", "--ical", str(named), "--names")
    assert "lock screens" in err
    assert b"Call Lin" in named.read_bytes()
    assert line.refused("today", str(line.folder), "--names")["code"] == "invalid_input"
