"""A vault is made, a day is logged, a sealed copy travels and comes home: by the program as it was handed out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from e2e.conftest import PASSPHRASE, Program
from e2e.starting import PACKAGE

if TYPE_CHECKING:
    from pathlib import Path

# The commands themselves are looked at by tests/cli, in one process; here they are those of a package, each started anew.
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not PACKAGE, reason="no package is named (make e2e PACKAGE=…)")]


@pytest.fixture
def office(tmp_path: Path) -> Program:
    secret = tmp_path / "passphrase.txt"
    secret.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    made = Program(tmp_path, secret, tmp_path / "Office.casevault")
    assert ok(made, "create", str(made.vault), "--sign-as", "M.")["recovery_code"]
    return made


def ok(program: Program, *arguments: str, stdin: str = "") -> dict[str, Any]:
    answer = program.run(*arguments, stdin=stdin)
    assert answer.status == 0, answer
    return answer.data


def test_what_was_learned_on_a_sealed_journey_comes_home_with_its_conflict_kept(office: Program, tmp_path: Path) -> None:
    home, away = str(office.vault), str(tmp_path / "Away.casevault")
    person = ok(office, "add", home, "person", "--set", "display_name=林兆雯", "--set", "occupation=lawyer")["id"]
    case = ok(
        office,
        "add",
        home,
        "case",
        "--data",
        "-",
        stdin='{"fields":{"title":"Lin","code":"HERON","kind":"criminal","jurisdiction":"CN","opened":"2026-03-12","status":"open","priority":"normal"}}',
    )["id"]
    linked = f'{{"fields":{{"persons":[{{"person":"{person}","role":"defender"}}]}}}}'
    ok(office, "edit", home, case, "--data", "-", stdin=linked)
    ok(office, "add", home, "event", "--set", f"case={case}", "--set", "kind=arrest", "--set", "start=2026-03-12")
    photo = tmp_path / "notice.png"
    photo.write_bytes(b"not a picture, and an original all the same" * 5_000)
    ok(office, "attach", home, case, str(photo))

    packed = ok(office, "travel pack", home, away, "--case", case, "--sealed", "--sign-as", "T.")
    assert (packed["sealed"], packed["persons"], packed["attachments"]) == (True, 1, 1)
    assert office.run("list", away, "case").data["error"]["code"] == "sealed"
    ticket = ok(office, "travel ticket", home, packed["travel"])
    words = tmp_path / "words"
    words.write_text(ticket["words"] + "\n", encoding="utf-8")
    ok(office, "travel unseal", away, "--ticket", "-", "--words-file", str(words), stdin=ticket["ticket"])

    ok(office, "edit", away, person, "--set", "occupation=notary")
    learned = ok(office, "add", away, "event", "--set", f"case={case}", "--set", "kind=arrest", "--set", "start=2026-03-19")["id"]
    ok(office, "edit", home, person, "--set", "occupation=barrister")
    bundle = str(tmp_path / "home.age")
    ok(office, "travel bundle", away, bundle)
    merged = ok(office, "travel merge", home, bundle)
    assert merged["conflicts"] == [{"id": person, "field": "occupation"}]
    assert merged["created"] == 1
    assert ok(office, "show", home, learned)["fields"]["start"] == "2026-03-19"
    assert ok(office, "check", home, "--deep")["ok"]
