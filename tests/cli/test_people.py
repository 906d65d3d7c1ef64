from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from lines import Line


def person(line: Line, name: str, *fields: str) -> str:
    added = line.ok(
        "add", str(line.folder), "person", "--set", f"display_name={name}", *(part for f in fields for part in ("--set", f))
    )
    assert isinstance(added["id"], str)
    return added["id"]


def test_duplicates_come_with_reasons_and_are_not_asked_about_again(line: Line) -> None:
    gao, yu, other = person(line, "高瑜"), person(line, "Gao Yu"), person(line, "Sun Ruolan")
    found = line.ok("duplicates", str(line.folder))
    assert set(found) == {"type", "total", "pairs"}
    (pair,) = found["pairs"]
    assert {pair["one"], pair["other"]} == {gao, yu}
    assert pair["why"] == ["same_name_in_other_script"]
    assert 60 <= pair["score"] < 100
    assert other not in str(found)
    assert line.ok("duplicates", str(line.folder), "--not-same", gao, yu)["not_same"] == [gao, yu]
    assert line.ok("duplicates", str(line.folder)) == {"type": "person", "total": 0, "pairs": []}
    line.ok("undo", str(line.folder))
    assert line.ok("duplicates", str(line.folder), "--limit", "1")["total"] == 1
    assert line.refused("duplicates", str(line.folder), "--type", "note")["code"] == "invalid_input"


def test_two_records_of_a_person_become_one_and_two_again(line: Line) -> None:
    keep, other = person(line, "高瑜", "birth=1944-01-23"), person(line, "Gao Yu", "birth=1944", "occupation=journalist")
    shown = line.ok("merge-people", str(line.folder), keep, other, "--preview")
    assert shown["batch"] == ""
    assert {"field": "birth", "fate": "choice"} in shown["fields"]
    assert line.ok("list", str(line.folder), "person")["total"] == 2
    merged = line.ok("merge-people", str(line.folder), keep, other, "--take", "birth")
    assert merged["accounts"] == ["birth"]
    one = line.ok("show", str(line.folder), keep)
    assert (one["fields"]["birth"], one["fields"]["occupation"]) == ("1944", "journalist")
    gone = line.ok("show", str(line.folder), other)
    assert gone["fields"]["merged_into"] == keep
    assert line.ok("list", str(line.folder), "person")["total"] == 1
    assert line.refused("merge-people", str(line.folder), keep, keep)["code"] == "invalid_input"
    line.ok("undo", str(line.folder), merged["batch"])
    assert line.ok("list", str(line.folder), "person")["total"] == 2


def test_what_is_held_is_handed_to_the_person_who_asked(line: Line, tmp_path: Path) -> None:
    mine = person(line, "Mo Ruyi", "birth=1984-03-11")
    person(line, "Fang Yulan")
    out = tmp_path / "held.pdf"
    asked = ("--requested-on", "2026-03-01")
    assert line.refused("holds", str(line.folder), mine, str(out))["code"] == "consent_missing"
    assert line.refused("holds", str(line.folder), mine, *asked)["code"] == "invalid_input"
    assert line.refused("holds", str(line.folder), mine, str(out), *asked, "--preview")["code"] == "invalid_input"
    assert not out.exists()
    shown = line.ok("holds", str(line.folder), mine, *asked, "--preview")
    assert line.ok("disclosures", str(line.folder))["disclosures"] == []
    left = line.ok("holds", str(line.folder), mine, str(out), *asked)
    assert (left["seal"], left["written"], len(left["passphrase"].split())) == ("pdf", shown["written"], 7)
    (entry,) = line.ok("disclosures", str(line.folder), "--person", mine)["disclosures"]
    assert (entry["id"], entry["output"], entry["persons"]) == (left["bundle"], "holdings", [mine])
    plain = tmp_path / "plain.pdf"
    subprocess.run(["qpdf", f"--password={left['passphrase']}", "--decrypt", str(out), str(plain)], check=True)
    text = subprocess.run(["pdftotext", "-layout", str(plain), "-"], check=True, capture_output=True, text=True).stdout
    assert "11 March 1984" in text
    assert "Yulan" not in text
