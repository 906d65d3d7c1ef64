"""A whole journey as it is typed: packed and sealed, unsealed, worked with, sent home, merged, taken back, lost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from attaching import content, write
from builders import PASSPHRASE, FixedAmbient, make_vault, open_vault
from disclosure_fakes import invented_case
from lines import Line

from casevault.errors import Code

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def case(line: Line, tmp_path: Path) -> dict[str, str]:
    with open_vault(line.folder, "six words are better than one", ambient=FixedAmbient(seed=77)) as vault:
        found = {}
        for name, title in (("person", "Lin"), ("other", "Vexmoor")):
            found[name] = vault.records.add("person", {"display_name": title}, strict=False).id
            fields = {"title": title, "persons": [{"person": found[name], "role": "defender"}]}
            found[f"case of {name}"] = vault.records.add("case", fields, strict=False).id
        vault.attachments.add([write(tmp_path / "notice.pdf", content(70_000))], about=[found["case of person"]], title="Notice")
    return found | {"case": found["case of person"]}


def merged(line: Line, bundle: Path) -> dict[str, Any]:
    return line.ok("travel merge", str(line.folder), str(bundle))


def test_a_sealed_journey_from_packing_to_the_merge(line: Line, case: dict[str, str], tmp_path: Path) -> None:
    where, away = str(line.folder), tmp_path / "T.casevault"
    packed = line.ok("travel pack", where, str(away), "--case", case["case"], "--sealed", "--sign-as", "T.R.", "--days", "30")
    assert (packed["records"], packed["persons"], packed["attachments"], packed["sealed"]) == (3, 1, 1, True)
    said = line.ok("travel status", str(away))
    assert (said["vault_id"], said["sealed"]) == (packed["vault_id"], True)
    assert "cannot be made to open it" in said["text"]
    assert line.refused("list", str(away), "case")["code"] == "sealed"
    ticket = line.ok("travel ticket", where, str(away))
    assert ticket["travel"] == packed["travel"]
    words, wrong = tmp_path / "words", tmp_path / "wrong"
    words.write_text(ticket["words"] + "\n", encoding="utf-8")
    wrong.write_text(ticket["words"] + " zebra\n", encoding="utf-8")
    ask = ("travel unseal", str(away), "--ticket", "-", "--words-file")
    assert line.refused(*ask, str(wrong), stdin=ticket["ticket"])["code"] == "ticket_wrong_words"
    assert line.refused(*ask, str(words), stdin=ticket["ticket"][:-1])["code"] == "ticket_damaged"
    line.clock += timedelta(days=30)
    assert line.refused(*ask, str(words), stdin=ticket["ticket"])["code"] == "ticket_expired"
    line.clock -= timedelta(days=30)
    assert line.ok("travel status", str(away))["sealed"]
    assert not line.ok(*ask, str(words), stdin=ticket["ticket"])["sealed"]
    assert line.refused(*ask, str(words), stdin=ticket["ticket"])["code"] == "invalid_input"  # not sealed any more

    line.ok("edit", str(away), case["person"], "--set", "occupation=notary")
    event = line.ok(
        "add", str(away), "event", "--set", f"case={case['case']}", "--set", "kind=arrest", "--set", "start=2026-03-19"
    )
    line.ok("attach", str(away), event["id"], str(write(tmp_path / "photo.jpg", content(90_000))))
    assert event["changes"][0]["actor"]
    line.ok("edit", where, case["person"], "--set", "occupation=barrister")
    bundle = tmp_path / "home.age"
    written = line.ok("travel bundle", str(away), str(bundle))
    assert written["attachments"] == 1
    assert line.ok("travel seal", str(away))["sealed"]
    assert line.refused(*ask, str(words), stdin=ticket["ticket"])["code"] == "ticket_expired"  # used

    done = merged(line, bundle)
    assert done["conflicts"] == [{"id": case["person"], "field": "occupation"}]
    assert (done["created"], done["merged"], done["attachments"], done["after"] - done["before"]) == (2, 1, 1, 2)
    assert line.ok("show", where, event["id"])["fields"]["start"] == "2026-03-19"
    assert line.ok("check", where, "--deep")["ok"]
    again = merged(line, bundle)
    assert (again["created"], again["merged"], again["batch"]) == (0, 0, None)
    undone = line.ok("undo", where, done["batch"])
    assert undone["undone"]
    assert line.ok("show", where, case["person"])["fields"]["occupation"] == "barrister"
    assert line.ok("check", where, "--deep")["ok"]


def test_a_ticket_of_another_copy_is_refused(line: Line, case: dict[str, str], tmp_path: Path) -> None:
    where = str(line.folder)
    for name in ("A", "B"):
        line.ok("travel pack", where, str(tmp_path / name), "--case", case["case"], "--sealed")
    ticket = line.ok("travel ticket", where, str(tmp_path / "A"))
    (tmp_path / "words").write_text(ticket["words"], encoding="utf-8")
    before = {path: path.read_bytes() for path in (tmp_path / "B").glob("vault.*")}
    refused = line.refused(
        "travel unseal", str(tmp_path / "B"), "--ticket", ticket["ticket"], "--words-file", str(tmp_path / "words")
    )
    assert refused["code"] == "ticket_other_vault"
    assert {path: path.read_bytes() for path in (tmp_path / "B").glob("vault.*")} == before


def test_what_a_lost_device_brings_is_refused_from_then_on(line: Line, case: dict[str, str], tmp_path: Path) -> None:
    where, away = str(line.folder), tmp_path / "T"
    packed = line.ok("travel pack", where, str(away), "--case", case["case"], "--new-passphrase-file", str(line.secret))
    line.ok("edit", str(away), case["person"], "--set", "occupation=notary")
    line.ok("travel bundle", str(away), str(tmp_path / "home.age"))
    lost = line.ok("travel lost", where, packed["travel"])
    assert [(one["person"], one["severity"]) for one in lost["persons"]] == [(case["person"], "named")]
    assert line.refused("travel merge", where, str(tmp_path / "home.age"))["code"] == "bundle_unknown_sender"
    assert line.refused("travel ticket", where, packed["travel"])["code"] == "bundle_unknown_sender"
    assert line.ok("show", where, case["person"])["fields"].get("occupation") is None
    line.ok("edit", where, packed["travel"], "--set", "status=active")
    assert merged(line, tmp_path / "home.age")["merged"] == 1


def test_who_is_not_the_office_is_refused(line: Line, case: dict[str, str], tmp_path: Path) -> None:
    where, away, stranger = str(line.folder), tmp_path / "T", tmp_path / "S"
    line.ok("travel pack", where, str(away), "--case", case["case"], "--new-passphrase-file", str(line.secret))
    line.ok("travel bundle", str(away), str(tmp_path / "home.age"))
    line.ok("create", str(stranger))
    for vault in (stranger, away):
        assert line.refused("travel merge", str(vault), str(tmp_path / "home.age"))["code"] == "bundle_not_for_you"
    assert line.refused("travel bundle", where, str(tmp_path / "no.age"))["code"] == "unsupported"
    assert line.refused("travel seal", where)["code"] == "unsupported"
    more = ("--case", case["case"], "--sealed")
    assert line.refused("travel pack", str(away), str(tmp_path / "U"), *more)["code"] == "unsupported"
    assert line.refused("travel ticket", where, "0" * 32)["code"] == Code.NOT_FOUND
    assert line.refused("travel bundle", str(away), str(tmp_path / "home.age"))["code"] == "invalid_input"  # stands there already


def test_what_left_on_the_journey_stands_in_the_register_at_home(tmp_path: Path) -> None:
    folder, secret, away = tmp_path / "W", tmp_path / "secret", tmp_path / "T"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    vault, _ = make_vault(folder)
    with vault:
        made = invented_case(vault)
    line = Line(folder, secret)
    line.ok("travel pack", str(folder), str(away), "--case", made["case"], "--new-passphrase-file", str(secret))
    ask = ("--case", made["case"], "--audience", "embassy", "--output", "dossier", "--to", "A desk", "--seal", "pdf")
    left = line.ok("disclose", str(away), *ask, str(tmp_path / "1.pdf"))
    line.ok("edit", str(away), made["consent"], "--set", "withdrawn=2026-03-18")
    line.ok("travel bundle", str(away), str(tmp_path / "home.age"))
    assert line.ok("disclosures", str(folder))["disclosures"] == []
    done = merged(line, tmp_path / "home.age")
    assert (done["created"], done["conflicts"]) == (1, [])
    (copy,) = line.ok("disclosures", str(folder), "--person", made["lin"])["disclosures"]
    assert (copy["id"], copy["sha256"]) == (left["bundle"], left["sha256"])
    (due,) = line.ok("recall", str(folder), "list")["to_tell"]  # withdrawn on the journey, to be recalled at home
    assert due["disclosure"] == left["bundle"]
    assert line.ok("check", str(folder), "--deep")["ok"]


def test_what_would_go_along_is_looked_at_before(line: Line, case: dict[str, str], tmp_path: Path) -> None:
    where, away = str(line.folder), tmp_path / "T"
    line.ok(
        "add", where, "note", "--set", f"about={case['case']}", "--set", "kind=fact", "--set", "text=Quillstrand Harrow saw it."
    )
    line.ok("add", where, "person", "--set", "display_name=Quillstrand Harrow")
    for profile, attachments in (("reduced", 1), ("full", 1), ("pseudonyms", 0)):
        ask = (where, str(away), "--case", case["case"], "--profile", profile)
        shown = line.ok("travel pack", *ask, "--sealed", "--dry-run")
        assert (shown["persons"], shown["attachments"]) == (1, attachments)
        assert [one["person"] for one in shown["exposed"]] == [case["person"]]
        assert ("Quillstrand Harrow", "[a person]") in {(one["before"], one["after"]) for one in shown["hidden"]}
        assert bool(shown["codes"]) == (profile == "pseudonyms")
        assert not away.exists()
    (tmp_path / "said.txt").write_text("Quillstrand Harrow said so.", encoding="utf-8")
    line.ok("attach", where, case["case"], str(tmp_path / "said.txt"))
    ask = (where, str(away), "--case", case["case"], "--sealed", "--leave-files")
    files = line.ok("travel pack", *ask, "--dry-run")["files"]
    assert {(one["file"], one["searched"], *one["names"], one["stays"]) for one in files} == {
        ("notice.pdf", False, False),
        ("said.txt", True, "Quillstrand Harrow", True),
    }
    packed = line.ok("travel pack", *ask)
    assert (packed["hidden"], packed["attachments"]) == (1, 1)


def test_two_offices_exchange_by_hand(line: Line, case: dict[str, str], tmp_path: Path) -> None:
    one, two = str(line.folder), tmp_path / "two"
    line.ok("create", str(two), "--new-passphrase-file", str(line.secret))
    cards = {where: line.ok("travel office", where) for where in (one, str(two))}
    (tmp_path / "bad").write_text("zebra " * 8, encoding="utf-8")
    known = {}
    for where, other in ((one, str(two)), (str(two), one)):
        (tmp_path / "words").write_text(cards[other]["words"], encoding="utf-8")
        ask = ("travel office", where, "--card", cards[other]["card"], "--name", "Other", "--words-file")
        assert line.refused(*ask[:4])["code"] == "invalid_input"
        assert line.refused(*ask, str(tmp_path / "bad"))["code"] == "bundle_unknown_sender"
        known[where] = line.ok(*ask, str(tmp_path / "words"))["added"]
    told = line.ok("travel exchange", one, known[one], str(tmp_path / "1.age"))
    assert (told["attachments"], told["waiting"]) == (1, 0)
    assert merged(Line(two, line.secret, calls=40), tmp_path / "1.age")["created"] == 5
    line.ok("edit", str(two), case["person"], "--set", "occupation=notary")
    line.ok("edit", one, case["person"], "--set", "occupation=poet")
    line.ok("travel exchange", str(two), known[str(two)], str(tmp_path / "2.age"))
    assert merged(line, tmp_path / "2.age")["conflicts"] == [{"id": case["person"], "field": "occupation"}]
    assert line.refused("travel exchange", one, "0" * 32, str(tmp_path / "3.age"))["code"] == "not_found"
    assert [entry["lost"] for entry in line.ok("travel office", one)["offices"]] == [False]
