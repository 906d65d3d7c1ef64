"""The ways into a vault from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lines import Line

from casevault.vault.ways import OLD_COPIES as NOTHING_NEW

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@pytest.fixture
def line(tmp_path: Path) -> Line:
    secret = tmp_path / "secret"
    secret.write_text("six words are better than one\n", encoding="utf-8")
    made = Line(tmp_path / "W.casevault", secret)
    made.ok("create", str(made.folder), "--sign-as", "A.B.")
    return made


def keys(line: Line, verb: str, *arguments: str, secret: Path | None = None) -> tuple[int, dict[str, object]]:
    return line.run(f"keys {verb}", str(line.folder), *arguments, secret=secret)


def listed(line: Line, *arguments: str) -> Sequence[dict[str, object]]:
    status, data = keys(line, "list", *arguments)
    assert status == 0, data
    found = data["ways"]
    assert isinstance(found, list)
    return found


def test_a_group_takes_its_options_anywhere(line: Line) -> None:
    status, out, _ = line.raw("keys list", str(line.folder))
    assert status == 0
    assert len(out.splitlines()) == 2
    assert "opened it now" in out
    assert "A.B." in out
    with pytest.raises(SystemExit):
        line.raw("keys")
    with pytest.raises(SystemExit):
        line.raw("keys lose", str(line.folder))


def test_another_person_is_added_and_removed(line: Line, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("a colleague's own words\n", encoding="utf-8")
    status, made = keys(line, "add-passphrase", "--sign-as", "C.D.", "--new-passphrase-file", str(other))
    assert (status, made["signs"], made["kind"]) == (0, "C.D.", "passphrase")
    assert line.run("list", str(line.folder), "actor", secret=other)[0] == 0
    assert [way["signs"] for way in listed(line)] == ["A.B.", "A.B.", "C.D."]
    status, gone = keys(line, "remove", str(made["id"])[:8])
    assert (status, gone["id"]) == (0, made["id"])
    status, refusal = line.run("list", str(line.folder), "actor", secret=other)
    assert status == 1
    assert "wrong_credentials" in str(refusal)
    for unclear in ("", "zz", str(made["id"])[:8], "../x"):
        status, refusal = keys(line, "remove", unclear)
        assert status == 1
        assert "not_found" in str(refusal)


def test_a_keyfile_opens_every_command(line: Line, tmp_path: Path) -> None:
    stick = tmp_path / "stick.key"
    status, out, _ = line.raw("keys add-keyfile", str(line.folder), str(stick))
    assert status == 0
    assert NOTHING_NEW.text in out
    first = next(str(way["id"]) for way in listed(line, "--keyfile", str(stick)) if way["kind"] == "passphrase")
    status, _ = keys(line, "remove", first, "--keyfile", str(stick))
    assert status == 0
    assert line.run("today", str(line.folder))[0] == 1
    assert line.run("today", str(line.folder), "--keyfile", str(stick))[0] == 0
    assert line.run("check", str(line.folder), "--deep", "--keyfile", str(stick))[0] == 0
    new = tmp_path / "new"
    new.write_text("other words\n", encoding="utf-8")
    status, _ = keys(line, "change-passphrase", "--new-passphrase-file", str(new), "--keyfile", str(stick))
    assert status == 0
    assert line.run("today", str(line.folder), "--keyfile", str(stick), secret=new)[0] == 0
    for absent in (tmp_path / "absent", tmp_path):
        status, refusal = line.run("today", str(line.folder), "--keyfile", str(absent), secret=new)
        assert "invalid_input" in str(refusal)
    (tmp_path / "large").write_bytes(bytes(70_000))
    status, refusal = line.run("today", str(line.folder), "--keyfile", str(tmp_path / "large"), secret=new)
    assert "too_large" in str(refusal)


def test_a_new_recovery_code_is_shown_once_and_works(line: Line, tmp_path: Path) -> None:
    status, out, _ = line.raw("keys new-recovery-code", str(line.folder))
    assert status == 0
    code, new = tmp_path / "code", tmp_path / "new"
    code.write_text(out.split("once: ")[1].split("\n")[0], encoding="utf-8")
    new.write_text("again\n", encoding="utf-8")
    given = ("--recovery-file", str(code), "--new-passphrase-file", str(new))
    assert line.run("recover", str(line.folder), *given)[0] == 0
    assert line.run("today", str(line.folder), secret=new)[0] == 0
    status, refusal = keys(line, "remove", str(listed_with(line, new)[1]["id"]), secret=new)
    assert status == 1
    assert "recovery code" in str(refusal)
    status, _ = keys(line, "remove", str(listed_with(line, new)[1]["id"]), "--recovery-code-too", secret=new)
    assert status == 0


def listed_with(line: Line, secret: Path) -> list[dict[str, object]]:
    found = keys(line, "list", secret=secret)[1]["ways"]
    assert isinstance(found, list)
    return found


def test_advice_is_said_and_stops_nothing(line: Line, tmp_path: Path) -> None:
    weak = tmp_path / "weak"
    weak.write_text("woaini1314\n", encoding="utf-8")
    status, out, err = line.raw("keys change-passphrase", str(line.folder), "--new-passphrase-file", str(weak))
    assert status == 0
    assert "bits" in err
    assert "woaini" not in out + err
    assert line.run("today", str(line.folder), secret=weak)[0] == 0


def test_a_vault_gets_new_keys(line: Line, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("a colleague's own words\n", encoding="utf-8")
    assert keys(line, "add-passphrase", "--sign-as", "C.D.", "--new-passphrase-file", str(other))[0] == 0
    status, out, _ = line.raw("rotate", str(line.folder))
    assert status == 0
    code, new = tmp_path / "code", tmp_path / "new"
    code.write_text(out.split("once: ")[1].split("\n")[0], encoding="utf-8")
    new.write_text("again\n", encoding="utf-8")
    assert line.run("check", str(line.folder), "--deep")[0] == 0
    assert line.run("check", str(line.folder), secret=other)[0] == 1
    assert line.run("recover", str(line.folder), "--recovery-file", str(code), "--new-passphrase-file", str(new))[0] == 0
    assert [path.name for path in tmp_path.iterdir() if "casevault" in path.name] == [line.folder.name]
