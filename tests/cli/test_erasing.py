from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from lines import Line


@pytest.fixture
def case(line: Line) -> dict[str, str]:
    person = str(line.ok("add", str(line.folder), "person", "--set", "display_name=Lin Zhaowen")["id"])
    note = str(
        line.ok("add", str(line.folder), "note", "--set", f"about={person}", "--set", "kind=fact", "--set", "text=Kept")["id"]
    )
    return {"person": person, "note": note}


def text_of(line: Line, *arguments: str) -> str:
    status, out, err = line.raw(*arguments)
    assert status == 0, err
    return out


def test_a_record_is_erased_in_two_steps(line: Line, case: dict[str, str]) -> None:
    folder, person = str(line.folder), case["person"]
    asked = line.ok("erase", folder, person)
    assert (asked["erased"], asked["confirm"], asked["belonging_alone"]) == (False, None, [case["note"]])
    shown = line.ok("erase", folder, person, "--with-belonging")
    assert set(shown["records"]) == set(case.values())
    assert shown["rows"] == 2
    word = str(shown["confirm"])
    for arguments in (["--yes-erase"], ["--confirm", word], ["--yes-erase", "--confirm", "another-word"]):
        assert line.refused("erase", folder, person, "--with-belonging", *arguments)["code"] == "invalid_input"
    # The word is for what was shown: with the note, not without it.
    assert line.refused("erase", folder, person, "--leave-belonging", "--yes-erase", "--confirm", word)["code"] == "invalid_input"
    assert line.ok("show", folder, person)["title"] == "Lin Zhaowen"
    done = line.ok("erase", folder, person, "--with-belonging", "--yes-erase", "--confirm", word, "--reason", "asked")
    assert (done["erased"], done["clean"], done["backups"]) == (True, True, [])
    assert "Nothing brings it back" in line.refused("show", folder, person)["message"]
    assert line.ok("check", folder, "--deep")["ok"] is True
    assert line.ok("undo", folder)["undone"] is False


def test_what_a_person_reads_says_what_goes_what_stays_and_what_nobody_can_promise(
    line: Line, case: dict[str, str], tmp_path: Path
) -> None:
    folder, person = str(line.folder), case["person"]
    line.ok("backup", folder, "--to", str(tmp_path / "stick"))
    fields = {"case": {"na": "unknown"}, "kind": "arrest", "start": "2020", "narrative": "With Lin Zhaowen."}
    line.ok("add", folder, "event", "--data", "-", stdin=json.dumps({"fields": fields}))
    said = text_of(line, "erase", folder, person, "--leave-belonging", "--drop-backups")
    for words in (
        "Lin Zhaowen",
        "What goes",
        "1 row of its history",
        "What stays",
        "1 record that belongs to it alone stays",
        "A name of it is found in 1 other record",
        "1 back-up that can be reached still holds it",
        "laboratory access to this disk",
        "can be a crime",
        "--leave-belonging --yes-erase --confirm ",
        "--drop-backups",
    ):
        assert words in said, words
    word = line.ok("erase", folder, person, "--leave-belonging")["confirm"]
    done = text_of(line, "erase", folder, person, "--leave-belonging", "--drop-backups", "--yes-erase", "--confirm", str(word))
    assert "1 back-up was dropped." in done
    assert "Make a new back-up now" in done
    assert not (tmp_path / "stick" / "0001").exists()
    assert line.ok("show", folder, case["note"])["fields"].get("about") is None


def test_back_ups_that_are_not_to_be_dropped_are_named(line: Line, case: dict[str, str], tmp_path: Path) -> None:
    folder, note = str(line.folder), case["note"]
    line.ok("backup", folder, "--to", str(tmp_path / "stick"))
    word = line.ok("erase", folder, note)["confirm"]
    done = text_of(line, "erase", folder, note, "--yes-erase", "--confirm", str(word))
    assert "These back-ups still hold it:" in done
    assert "0001" in done
    assert (tmp_path / "stick" / "0001").exists()


def test_a_file_is_erased_in_two_steps(line: Line, case: dict[str, str], tmp_path: Path) -> None:
    folder = str(line.folder)
    paper = tmp_path / "notice.pdf"
    paper.write_bytes(b"notice of arrest" * 100)
    evidence = str(line.ok("attach", folder, case["person"], str(paper))["evidence"])
    shown = line.ok("erase-file", folder, evidence)
    assert (shown["file"], shown["stored_files"], shown["records"]) == (1, 1, [evidence])
    done = line.ok("erase-file", folder, evidence, "--yes-erase", "--confirm", str(shown["confirm"]))
    assert done["erased"] is True
    (listed,) = line.ok("attachments", folder, "--verify")["attachments"]
    assert (listed["name"], listed["stored"]) == ("", False)
    assert listed["erased"]
    assert "erased" in text_of(line, "attachments", folder)
    assert line.refused("erase-file", folder, evidence)["code"] == "not_found"
    assert not [path for path in (line.folder / "blobs").rglob("*") if path.is_file()]


def test_a_vault_is_erased_without_a_passphrase_and_by_its_name(line: Line) -> None:
    folder = str(line.folder)
    shown = line.ok("erase-vault", folder)
    assert (shown["erased"], shown["confirm"], shown["strangers"]) == (False, "W.casevault", 0)
    text = text_of(line, "erase-vault", folder)
    for words in ("What goes", "What stays", "laboratory access", "can be a crime", "--yes-erase --confirm NAME", "Back-ups"):
        assert words in text
    for arguments in (["--yes-erase"], ["--confirm", "W.casevault"], ["--yes-erase", "--confirm", "W"]):
        assert line.refused("erase-vault", folder, *arguments)["code"] == "invalid_input"
    assert line.ok("check", folder)["ok"] is True
    (line.folder / "mine.txt").write_text("mine")
    done = line.ok("erase-vault", folder, "--yes-erase", "--confirm", "W.casevault")
    assert (done["erased"], done["written_over"], done["strangers"]) == (True, True, 1)
    assert [path.name for path in line.folder.iterdir()] == ["mine.txt"]
    assert line.refused("erase-vault", folder)["code"] == "not_a_vault"
