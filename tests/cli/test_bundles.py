"""Bundles at the command line: sent by one vault, verified with public tools, and shown and taken in by another."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pyrage
from builders import FixedAmbient, make_vault, open_vault
from disclosure.asking import ask
from disclosure_fakes import invented_case
from public_tools import partner
from tools import need

from casevault import disclosure
from casevault.vault.identity import identity
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from pathlib import Path

    from lines import Line


def case_in(line: Line) -> str:
    required = (field for field in load_schema().type("case").fields if field.required)
    fields = {field.key: {"na": "unknown"} for field in required} | {"code": "P-1"}
    return str(line.ok("add", str(line.folder), "case", "--data", "-", stdin=json.dumps({"fields": fields}))["id"])


def test_from_one_vault_to_another(line: Line, tmp_path: Path) -> None:  # noqa: PLR0915 - one story, told once
    """The receiver's key goes out, the bundle comes in: a stranger until the words were compared, then known, and never twice."""
    need("age", "minisign")
    keys = line.ok("signing-key", str(line.folder))
    assert keys == line.ok("signing-key", str(line.folder))
    assert [len(keys[name].split()) for name in ("words", "age_words")] == [8, 8]
    outside = pyrage.x25519.Identity.generate()
    out = tmp_path / "out.age"
    sender, _ = make_vault(tmp_path / "S.casevault", ambient=FixedAmbient(77))
    with sender:
        made = invented_case(sender)
        recipients = (keys["age"], str(outside.to_public()))
        report = disclosure.disclose(sender, ask(made, seal="age", recipients=recipients), out)
        theirs = identity(sender)

    # The public tools: age opens it, tar lists it, minisign knows who made it.
    key = tmp_path / "key.txt"
    key.write_text(f"# a key\n{outside}\n", encoding="ascii")
    archive = subprocess.run(["age", "-d", "-i", str(key), str(out)], check=True, capture_output=True).stdout
    folder = tmp_path / "unpacked"
    folder.mkdir()
    subprocess.run(["tar", "xf", "-", "-C", str(folder)], input=archive, check=True)
    manifest = json.loads((folder / "MANIFEST.json").read_text(encoding="utf-8"))
    subprocess.run(["minisign", "-Vm", str(folder / "MANIFEST.json"), "-P", theirs.signing.text], check=True, capture_output=True)
    assert manifest["sender"] == {"name": "", "ed25519": theirs.signing.text, "words": theirs.signing_words}
    assert manifest["recipients"] == list(recipients)

    bundle = ["bundle verify", str(out), "--in", str(line.folder)]
    refusal = line.refused(*bundle)
    assert refusal["code"] == "bundle_unknown_sender"
    assert theirs.signing_words in refusal["message"]
    wrong = line.refused(*bundle, "--accept-sender", " ".join(["abacus"] * 8))
    assert wrong["code"] == "bundle_unknown_sender"
    verified = line.ok(*bundle, "--accept-sender", theirs.signing_words.upper())
    assert (verified["ok"], verified["bundle"], verified["signature"]) == (True, report.bundle, "valid")
    assert verified["sender"]["words"] == theirs.signing_words
    assert verified["recipients"] == list(recipients)
    assert {"name", "sha256", "ok"} == set(verified["files"][0])

    case = case_in(line)
    taking = ["bundle open", str(out), "--into", str(line.folder), "--case", case]
    assert line.refused(*taking, "--accept-sender", theirs.signing_words)["code"] == "invalid_input"  # whose key is it?
    taken = line.ok(*taking, "--accept-sender", theirs.signing_words, "--sender", "Lantern Desk", "--notes")
    assert len(taken["taken"]["notes"]) == len(taken["records"]) > 3
    files = line.ok("attachments", str(line.folder), "--verify")["attachments"]
    assert {(file["name"], file["sha256"]) for file in files} == {(file["name"], file["sha256"]) for file in taken["files"]}
    assert all(file["verified"] for file in files)
    shown = line.ok("show", str(line.folder), taken["taken"]["evidence"])
    assert case in shown["fields"]["about"]
    assert shown["fields"]["data_class"] == "C5"
    assert [change["action"] for change in shown["changes"]][:3] == ["verified", "verified", "received"]
    pinned = line.ok("show", str(line.folder), taken["taken"]["organisation"])["fields"]
    assert pinned["name"] == "Lantern Desk"
    assert [(row["kind"], row["value"], row["words"]) for row in pinned["keys"]] == [
        ("minisign", theirs.signing.text, theirs.signing_words)
    ]
    assert line.refused(*taking)["code"] == "bundle_replayed"
    assert line.refused(*bundle)["code"] == "bundle_replayed"
    assert line.ok("check", str(line.folder), "--deep")["ok"] is True

    # Whoever holds another of the keys sees it without a vault; nobody is known there, and the answer says so.
    lone = line.ok("bundle open", str(out), "--identity-file", str(key))
    assert (lone["signature"], lone["sender"]["known"], lone["taken"]) == ("valid", False, None)
    assert lone["records"] == taken["records"]
    stranger = tmp_path / "stranger.txt"
    stranger.write_text(str(pyrage.x25519.Identity.generate()), encoding="ascii")
    assert line.refused("bundle verify", str(out), "--identity-file", str(stranger))["code"] == "bundle_not_for_you"

    # The second bundle of a known sender needs no words, and undoing takes the whole of it back.
    with_sender = tmp_path / "second.age"
    with open_vault(tmp_path / "S.casevault") as sender:
        second = disclosure.disclose(sender, ask(made, seal="age", recipients=recipients), with_sender)
    again = line.ok("bundle open", str(with_sender), "--into", str(line.folder), "--case", case)
    assert (again["sender"]["known"], again["sender"]["name"]) == (True, "Lantern Desk")
    assert (again["bundle"], again["supersedes"]) == (second.bundle, report.bundle)
    assert len(line.ok("list", str(line.folder), "evidence", "--case", case)["records"]) == 2
    assert line.ok("undo", str(line.folder))["undone"] is True
    assert len(line.ok("list", str(line.folder), "evidence")["records"]) == 1
    assert line.refused("bundle verify", str(with_sender), "--in", str(line.folder))["code"] == "bundle_replayed"


def test_what_came_otherwise_than_it_was_sent_is_refused_by_its_own_code(line: Line, tmp_path: Path) -> None:
    """Written by public tools alone; tampered with, cut short, passed on, sent twice: each refusal is told from the others."""
    tools = partner(tmp_path / "partner")
    case, ours = case_in(line), str(line.ok("signing-key", str(line.folder))["age"])
    sent = tools.bundle(ours)
    elsewhere = tools.bundle(digit="2")

    def taking(path: Path) -> tuple[str, ...]:
        return ("bundle open", str(path), "--into", str(line.folder), "--case", case)

    heard = ("--accept-sender", tools.words)
    for path, code, said in (
        (tools.tampered(sent), "bundle_damaged", "was altered"),
        (tools.truncated(sent), "bundle_damaged", "ends early"),
        (tools.forwarded(elsewhere, ours), "bundle_not_for_you", "passed it on"),
        (elsewhere, "bundle_not_for_you", "another key"),
        (tools.seal(b"no archive at all", [ours], "junk.age"), "bundle_damaged", "who could open it"),
    ):
        for command in (("bundle verify", str(path), "--in", str(line.folder)), taking(path)):
            refusal = line.refused(*command, *heard)
            assert refusal["code"] == code, path.name
            assert said in refusal["message"], path.name
            assert refusal["hint"], path.name
    assert line.refused(*taking(sent))["code"] == "bundle_unknown_sender"
    assert line.ok("list", str(line.folder), "evidence")["records"] == []
    taken = line.ok(*taking(sent), *heard, "--sender", "Lantern Desk")
    assert [file["name"] for file in taken["files"]] == ["cover.pdf"]
    again = line.refused(*taking(sent))
    assert again["code"] == "bundle_replayed"
    assert "taken in before" in again["message"]
    # The same archive sealed anew has other bytes, and it is the same bundle.
    anew = tools.seal((tools.folder / "1" / "bundle.tar").read_bytes(), [ours], "anew.age")
    assert line.refused(*taking(anew))["code"] == "bundle_replayed"
    assert len(line.ok("list", str(line.folder), "evidence")["records"]) == 1


def test_keys_made_anew(line: Line) -> None:
    first = line.ok("signing-key", str(line.folder))
    status, out, err = line.raw("signing-key", "--json", str(line.folder), "--renew")
    assert status == 0
    assert "compare the new words" in err
    second = json.loads(out)
    assert not set(first.values()) & set(second.values())
    assert line.ok("signing-key", str(line.folder)) == second
