"""The policy of an organisation at the command line: what it says of itself, and every rule at work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyrage
import pytest
from builders import CHEAP_BOUNDS, PASSPHRASE, make_vault
from contracts.tree import ROOT
from disclosure_fakes import invented_case

from casevault.crypto.kdf import FLOOR
from casevault.i18n import Catalogue
from casevault.vault.header import read as read_header
from casevault.vault.policy_file import read
from casevault.vault.slots import KeySlot

if TYPE_CHECKING:
    from pathlib import Path

    from lines import Line

EXAMPLE = ROOT / "packaging" / "policy" / "policy.toml"
DUTCH = Catalogue("nl", ROOT / "resources" / "locale")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "policy.toml"


def under(line: Line, place: Path, *rules: str) -> None:
    """Put the rules in a file, and let the program find it from now on."""
    place.write_text("\n".join(("format = 1", *rules, "")), encoding="utf-8")
    line.organisation = read(place)


@pytest.fixture
def made(line: Line, tmp_path: Path) -> dict[str, str]:
    """An invented case in the vault of the line, with its ids by short name."""
    line.folder = tmp_path / "Invented.casevault"
    line.secret.write_text(PASSPHRASE, encoding="utf-8")
    vault, _ = make_vault(line.folder, sign_as="Kestrel")
    with vault:
        return invented_case(vault)


def disclosing(line: Line, made: dict[str, str], seal: str = "pdf") -> tuple[str, ...]:
    asked = ("--case", made["case"], "--audience", "embassy", "--output", "dossier", "--to", "A desk", "--seal", seal)
    return ("disclose", str(line.folder), *asked)


def test_it_says_where_it_looked_and_what_each_rule_changes(line: Line, place: Path) -> None:
    assert line.ok("policy")["state"] == "none"
    assert "/etc/casevault/policy.toml" in line.raw("policy")[1]
    under(line, place, "idle_minutes = 5", 'approval_audiences = ["un", "embassy"]')
    found = line.ok("policy")
    assert found["path"] == str(place)
    assert found["rules"] == {"idle_minutes": 5, "approval_audiences": ["embassy", "un"]}
    assert [one["rule"] for one in found["changes"]] == ["idle_minutes", "approval_audiences"]
    assert "5 minutes" in line.raw("policy")[1]
    line.catalogue = DUTCH
    assert "5 minuten" in line.raw("policy")[1]


def test_a_file_is_tried_and_every_mistake_in_it_named(line: Line, place: Path, tmp_path: Path) -> None:
    assert line.ok("policy", "--file", str(EXAMPLE))["flaws"] == []
    place.write_text("format = 1\nno_plian = true\nidle_minutes = 90\nno_plain = 1\n", encoding="utf-8")
    status, found = line.run("policy", "--file", str(place))
    assert status == 1
    assert (found["state"], found["rules"]) == ("unreadable", {})
    assert [flaw["key"] for flaw in found["flaws"]] == ["no_plian", "idle_minutes", "no_plain"]
    assert line.ok("policy")["state"] == "none"  # it was only tried
    assert line.refused("policy", "--file", str(tmp_path / "none"))["code"] == "not_found"


def test_nothing_unsealed(line: Line, place: Path, tmp_path: Path, made: dict[str, str]) -> None:
    notice = tmp_path / "notice.txt"
    notice.write_text("a notice", encoding="utf-8")
    evidence = line.ok("attach", str(line.folder), made["case"], str(notice))["evidence"]
    under(line, place, "no_plain = true")
    out, where = tmp_path / "out", str(line.folder)
    for command in (
        ("export", where, str(out), "--format", "json", "--plain"),
        ("save-attachment", where, evidence, str(out), "--plain"),
        ("today", where, "--ical", str(out)),
        (*disclosing(line, made, "none"), str(out)),
    ):
        refusal = line.refused(*command)
        assert (refusal["code"], "unsealed" in refusal["message"]) == ("unsupported", True), command
        assert not out.exists()
    mine = ("--recipient", str(pyrage.x25519.Identity.generate().to_public()))
    assert line.ok("export", where, str(out), "--format", "json", *mine)["sealed"] is True
    assert line.ok("save-attachment", where, evidence, str(tmp_path / "copy.txt"), *mine)["sealed"] == "key"
    # Sheets of shares are a way in, to be read on paper: without them a vault would not outlive an arrest.
    assert len(line.ok("shares make", where, str(tmp_path / "sheets"), "--need", "2", "--of", "2")["sheets"]) == 2


def test_a_second_person(line: Line, place: Path, tmp_path: Path, made: dict[str, str]) -> None:
    under(line, place, 'approval_audiences = ["embassy"]', "approval_sensitive = true")
    assert line.refused(*disclosing(line, made), str(tmp_path / "out.pdf"))["code"] == "approval_missing"
    listed = line.ok("approval list", str(line.folder))
    assert listed["organisation"] == {"audiences": ["embassy"], "sensitive": True}
    assert listed["required"] == []
    assert line.raw("approval list", str(line.folder))[1].count("Set by your organisation") == 2
    under(line, place)
    assert line.ok(*disclosing(line, made), str(tmp_path / "out.pdf"))["written"]


def test_a_new_passphrase_costs_the_minimum(line: Line, place: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.write_text("another passphrase of my own\n", encoding="utf-8")
    under(line, place, "kdf_memory_mib = 64", "kdf_passes = 3")
    _status, _out, err = line.raw("today", str(line.folder))
    assert "set before your organisation's minimum" in err
    line.ok("keys change-passphrase", str(line.folder), "--new-passphrase-file", str(new))
    profiles = {
        slot.kind.value: slot.profile == FLOOR
        for slot in read_header(line.folder, CHEAP_BOUNDS).header.slots
        if isinstance(slot, KeySlot)
    }
    assert profiles == {"passphrase": True, "recovery": False}
    line.secret = new
    assert "minimum" not in line.raw("today", str(line.folder))[2]


def test_a_broken_policy_is_said_and_what_can_wait_waits(line: Line, place: Path, tmp_path: Path, made: dict[str, str]) -> None:
    under(line, place, "no_plian = true")
    where, out = str(line.folder), tmp_path / "out"
    _status, _out, err = line.raw("today", where)
    assert "nothing leaves this vault" in err
    for command in (
        (*disclosing(line, made), str(out)),
        ("export", where, str(out), "--format", "json"),
        ("today", where, "--ical", str(out)),
        ("create", str(tmp_path / "N.casevault")),
    ):
        refusal = line.refused(*command)
        assert refusal["code"] == "io_error", command
        assert "casevault policy" in refusal["hint"]
        assert not out.exists()
    assert not (tmp_path / "N.casevault").exists()
    line.ok("edit", where, made["case"], "--set", "title=Heron again")
    assert line.ok("backup", where, "--to", str(tmp_path / "backups"))["records"]
    assert line.ok("check", where)["ok"] is True
    status, found = line.run("policy")
    assert (status, found["state"]) == (1, "unreadable")


def test_a_back_up_is_asked_for_sooner(line: Line, place: Path, tmp_path: Path, made: dict[str, str]) -> None:
    assert made
    line.ok("backup", str(line.folder), "--to", str(tmp_path / "backups"))
    asked = ("today", str(line.folder), "--as-of", "2026-03-20")  # two days after
    assert "backup" not in [item["kind"] for item in line.ok(*asked)["items"]]
    under(line, place, "backup_days = 2")
    assert "backup" in [item["kind"] for item in line.ok(*asked)["items"]]
