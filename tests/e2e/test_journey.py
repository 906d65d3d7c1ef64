"""A whole journey with the program itself, as the people in it would do it.

Looked at, packed sealed, opened, worked with, posted, sealed again, brought home, told to the other office, taken back, and lost.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from lines import Line

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Program

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # a dozen starts of the program, on a machine that may do much else


STARTED = {"create", "travel pack", "travel ticket", "travel unseal", "travel bundle", "travel merge", "travel exchange"}


class Desk:
    """One of the computers. What makes, opens or joins a vault is a start of the program; the rest is done in this process."""

    def __init__(self, program: Program, calls: int) -> None:
        self.program = program
        self.vault = str(program.vault)
        self.line = Line(program.vault, program.passphrase_file, calls=calls, clock=datetime.now(tz=UTC))

    def ok(self, name: str, *arguments: str, stdin: str = "") -> dict[str, Any]:
        if name not in STARTED or "--dry-run" in arguments:
            return self.line.ok(name, *arguments, stdin=stdin)
        answer = self.program.run(name, *arguments, stdin=stdin)
        assert answer.status == 0, answer
        return answer.data

    def refused(self, name: str, *arguments: str, stdin: str = "") -> str:
        return str(self.line.refused(name, *arguments, stdin=stdin)["code"])

    def fields(self, record: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ok("show", self.vault, record)["fields"]
        return found


@pytest.fixture
def office(demo: Program, tmp_path: Path) -> Desk:
    shutil.copytree(demo.vault, tmp_path / "Office.casevault")
    return Desk(replace(demo, vault=tmp_path / "Office.casevault"), 1_000)


@pytest.fixture
def other(demo: Program, tmp_path: Path) -> Desk:
    desk = Desk(replace(demo, vault=tmp_path / "Other.casevault"), 2_000)
    desk.ok("create", desk.vault, "--new-passphrase-file", str(demo.passphrase_file))
    return desk


def test_a_journey_from_packing_to_the_other_office(  # noqa: PLR0915 - one journey, told in its order
    office: Desk, other: Desk, tmp_path: Path
) -> None:
    case = office.program.id_of("case", "WY-2015")
    focus = next(row["person"] for row in office.fields(case)["persons"] if row.get("is_focus"))
    friend = office.ok("add", office.vault, "person", "--set", "display_name=Quillstrand Vexmoor")["id"]
    told = ("--set", f"about={case}", "--set", "kind=fact", "--set", "text=Quillstrand Vexmoor rang.")
    note = office.ok("add", office.vault, "note", *told)["id"]

    # Before: what goes, who is exposed, whose name stays.
    travel = tmp_path / "Travel.casevault"
    ask = (office.vault, str(travel), "--case", case, "--sealed", "--sign-as", "T.R.", "--days", "30")
    shown = office.ok("travel pack", *ask, "--dry-run")
    assert focus in {one["person"] for one in shown["exposed"]}
    assert friend not in {one["person"] for one in shown["exposed"]}
    assert (note, "Quillstrand Vexmoor", "[a person]") in {(one["id"], one["before"], one["after"]) for one in shown["hidden"]}
    assert not travel.exists()
    packed = office.ok("travel pack", *ask)
    assert (packed["records"], packed["hidden"]) == (shown["records"], len(shown["hidden"]))

    # At the border: nothing opens it, and that can be shown.
    away = Desk(replace(office.program, vault=travel), 3_000)
    status = away.ok("travel status", away.vault)
    assert status["sealed"]
    assert "no key" in status["text"]
    assert away.refused("list", away.vault, "case") == "sealed"

    # On arrival: a ticket by one way, its words by another.
    ticket = office.ok("travel ticket", office.vault, packed["travel"])
    (tmp_path / "words").write_text(ticket["words"], encoding="utf-8")
    (tmp_path / "wrong").write_text(" ".join([*ticket["words"].split()[:-1], "zebra"]), encoding="utf-8")
    unseal = (away.vault, "--ticket", "-", "--words-file")
    assert away.refused("travel unseal", *unseal, str(tmp_path / "wrong"), stdin=ticket["ticket"]) == "ticket_wrong_words"
    assert away.refused("travel unseal", *unseal, str(tmp_path / "words"), stdin=ticket["ticket"][:-9]) == "ticket_damaged"
    away.ok("travel unseal", *unseal, str(tmp_path / "words"), stdin=ticket["ticket"])

    # On the way: everything works there; what was recorded is posted and gone; an edit waits for home.
    assert away.ok("search", away.vault, "Quillstrand")["total"] == 0
    assert away.refused("show", away.vault, friend) == "not_found"
    made = away.ok("add", away.vault, "event", "--set", f"case={case}", "--set", "kind=arrest", "--set", "start=2026-03-19")["id"]
    (tmp_path / "photo.txt").write_text("A notice on a door.\n", encoding="utf-8")
    away.ok("attach", away.vault, made, str(tmp_path / "photo.txt"))
    assert away.ok("travel post", away.vault, str(tmp_path / "post.age"))["removed"] == 2
    assert away.refused("show", away.vault, made) == "not_found"
    away.ok("edit", away.vault, focus, "--set", "occupation=notary")
    away.ok("edit", away.vault, note, "--set", "text=[a person] rang twice.")
    away.ok("travel bundle", away.vault, str(tmp_path / "home.age"))
    assert away.ok("travel seal", away.vault)["sealed"]
    assert away.refused("travel unseal", *unseal, str(tmp_path / "words"), stdin=ticket["ticket"]) == "ticket_expired"

    # Home: in any order, nothing decided, and a second time nothing.
    office.ok("edit", office.vault, focus, "--set", "occupation=barrister")
    later = office.ok("travel merge", office.vault, str(tmp_path / "home.age"))
    first = office.ok("travel merge", office.vault, str(tmp_path / "post.age"))
    assert (first["created"], first["attachments"]) == (2, 1)
    assert {(one["id"], one["field"]) for one in later["conflicts"]} == {(focus, "occupation"), (note, "text")}
    assert later["after"] == later["before"]
    assert office.ok("travel merge", office.vault, str(tmp_path / "post.age"))["batch"] is None
    office.ok("edit", office.vault, focus, "--set", "occupation=notary")
    office.ok("edit", office.vault, note, "--set", "text=Quillstrand Vexmoor rang twice.")
    assert office.fields(made)["start"] == "2026-03-19"
    assert office.ok("check", office.vault, "--deep")["ok"]

    # The other office of the team: cards, words, and a bundle each way.
    theirs = other.ok("travel office", other.vault)
    ours = {"card": "", "words": ""}
    known = {}
    for one, card in ((office, theirs), (other, ours)):
        (tmp_path / "card").write_text(card["words"], encoding="utf-8")
        take = ("--card", card["card"], "--words-file", str(tmp_path / "card"), "--name", "Office")
        answer = one.ok("travel office", one.vault, *take)
        known[one.vault] = answer["added"]
        ours |= {"card": answer["card"], "words": answer["words"]}
    office.ok("travel exchange", office.vault, known[office.vault], str(tmp_path / "1.age"))
    assert other.ok("travel merge", other.vault, str(tmp_path / "1.age"))["created"] > packed["records"]
    assert other.fields(made)["start"] == "2026-03-19"
    other.ok("edit", other.vault, made, "--set", "start=2026-03-20")
    other.ok("travel exchange", other.vault, known[other.vault], str(tmp_path / "2.age"))
    done = office.ok("travel merge", office.vault, str(tmp_path / "2.age"))
    assert (done["merged"], done["conflicts"]) == (1, [])
    assert office.fields(made)["start"] == "2026-03-20"
    assert office.ok("undo", office.vault, done["batch"])["undone"]
    assert office.fields(made)["start"] == "2026-03-19"
    assert office.ok("check", office.vault, "--deep")["ok"]

    # Lost after all: who is exposed, what to change, letters; nothing is taken from it any more.
    lost = office.ok("travel lost", office.vault, packed["travel"], "--lang", "nl")
    assert {one["person"] for one in lost["letters"]} == {one["person"] for one in lost["persons"]} >= {focus}
    assert all("Quillstrand" not in one["text"] and one["lang"] == "nl" for one in lost["letters"])
    assert office.refused("travel merge", office.vault, str(tmp_path / "home.age")) == "bundle_unknown_sender"
    assert office.refused("travel ticket", office.vault, packed["travel"]) == "bundle_unknown_sender"
