"""A journey in the real window, by keys alone: packed, its ticket, unsealed, worked with, sealed again, home, decided, lost.

`python -m pytest -n 0 tests/e2e/test_journey_at_the_keys.py --basetemp FOLDER` leaves a picture of each stage in the folder.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from e2e.at_the_keys import SYSTEM_PYTHON, Desk, display, session_bus
from e2e.starting import command
from tools import need

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="a display and a bus of its own"),
]

OFFICE, ON_THE_WAY = "plain words for tests", "other words on the way"
TICKET = re.compile(r"[0-9A-Z]{8}(-[0-9A-Z]{8}){31}")
WORDS = re.compile(r"[a-z]+(-[a-z]+)?( [a-z]+(-[a-z]+)?){7}")


@dataclass
class Place:
    """A display with its bus, and what lies on this computer."""

    shown: str
    environment: dict[str, str]
    home: Path
    pictures: Path
    taken: int = 0

    @property
    def office(self) -> Path:
        return self.home / "Office.casevault"

    @property
    def travel(self) -> Path:
        return self.home / "stick" / "Travel.casevault"

    @contextlib.contextmanager
    def at(self, vault: Path, passphrase: str) -> Iterator[Desk]:
        """Sit down at the program, opened on a vault."""
        desk = Desk(self.shown, self.environment, vault, passphrase)
        try:
            yield desk
        finally:
            desk.end()

    def keep(self, desk: Desk, name: str) -> None:
        self.taken += 1
        desk.picture(self.pictures / f"{self.taken:02}-{name}.png")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    need("Xvfb", "xdotool", "dbus-daemon", SYSTEM_PYTHON)
    probe = [SYSTEM_PYTHON, "-c", "from gi.repository import Gio"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("the system's Python has no GLib")
    home = tmp_path_factory.mktemp("journey")
    for folder in (home / "stick", home / "pictures"):
        folder.mkdir()
    (home / "words").write_text(OFFICE + "\n", encoding="ascii")
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "XDG_RUNTIME_DIR": str(home), "LANG": "C.UTF-8"}
    environment |= {
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    }
    made = command("demo", str(home / "Office.casevault"), "--passphrase-file", str(home / "words"), "--json")
    subprocess.run(made, env=environment, check=True, capture_output=True)
    with display() as shown, session_bus(environment | {"DISPLAY": shown}) as address:
        yield Place(shown, environment | {"DBUS_SESSION_BUS_ADDRESS": address}, home, home / "pictures")


def shows_passphrase(desk: Desk, passphrase: str) -> None:
    """Show again that the vault is one's own; where something cannot be undone the keyboard begins at Cancel."""
    desk.until(lambda: (at := desk.focus()) is not None and at.name.startswith(("Your passphrase", "Cancel")), "the box asks")
    desk.box_in_front()
    desk.tab_to("Your passphrase")
    desk.type(passphrase)
    desk.press("Return")


def occupation(desk: Desk, said: str) -> None:
    """Write what somebody does for a living."""
    desk.ask()
    desk.type("lin zhaowen")
    desk.until_heard("Lin Zhaowen, 林兆雯, Person")
    desk.press("Return")
    desk.until_heard("What is known of this person")
    desk.press("F2")
    desk.until(lambda: (at := desk.focus()) is not None and at.role == "text", "the form is open")
    desk.tab_to("Occupation", "text")
    desk.press("ctrl+a")
    desk.type(said)
    desk.press("ctrl+Return")
    desk.until_heard("Saved")


def told(desk: Desk, form: re.Pattern[str]) -> str:
    """Return what a screen reader says of the one element that has this form."""
    found: list[str] = []

    def look() -> bool:
        found[:] = [one.name for one in desk.tree() if form.fullmatch(one.name)]
        return bool(found)

    desk.until(look, f"something like {form.pattern} is told")
    return found[0]


# One test, for each stage needs the one before it, and tests of one file may be run apart.


@pytest.mark.timeout(600)  # two minutes where nothing else runs
def test_it_is_packed_worked_with_sealed_again_brought_home_decided_and_reported_lost(place: Place) -> None:
    with place.at(place.office, OFFICE) as desk:
        desk.open()
        ticket, words = packed(desk, place)
    with place.at(place.travel, ON_THE_WAY) as desk:
        unsealed(desk, place, ticket, words)
        worked_with(desk, place)
    with place.at(place.office, OFFICE) as desk:
        desk.open()
        at_home(desk, place)
        lost(desk, place)


def packed(desk: Desk, place: Place) -> tuple[str, str]:
    """Look at this computer, pack the case, make a ticket; return it and its words."""
    desk.do("before you go")
    desk.until_heard("The office vault is on this computer")
    place.keep(desk, "before")
    desk.press("Escape")
    desk.do("pack for a journey")
    desk.until_heard("Which cases go along?")
    for _case in range(20):
        at = desk.focus()
        if at is not None and "HERON" in at.name:
            break
        desk.press("Down")
    desk.press("space")
    desk.tab_to("Choose a folder…", "push button")
    desk.press("space")
    desk.write_name(place.travel.parent)
    desk.until_heard(str(place.travel))
    place.keep(desk, "what goes along")
    desk.tab_to("Continue", "push button")
    desk.press("space")
    desk.until_heard("Would go along")
    place.keep(desk, "who is exposed")
    desk.tab_to("Pack it…", "push button")
    desk.press("space")
    shows_passphrase(desk, OFFICE)
    desk.until_heard("What you can truthfully say at a border")
    place.keep(desk, "packed")
    assert place.travel.is_dir()
    desk.press("space")
    desk.until(lambda: any(one.role == "list item" and "Sealed" in one.name for one in desk.tree()), "the journey is listed")
    desk.do("make a ticket")
    shows_passphrase(desk, OFFICE)
    desk.until_at("Show the words", "push button")
    desk.box_in_front()  # it came in place of the box that asked: the keyboard may have gone to the window behind both
    ticket = told(desk, TICKET)
    place.keep(desk, "ticket")
    desk.press("space")
    words = told(desk, WORDS)
    assert not any(TICKET.fullmatch(one.name) for one in desk.tree()), "never both at once"
    place.keep(desk, "words")
    desk.press("Escape")
    return ticket, words


def unsealed(desk: Desk, place: Place, ticket: str, words: str) -> None:
    """Show the paragraph at the border; on arrival open the copy with the ticket and its words."""
    desk.until_heard("This copy is sealed")
    desk.tab_to("I have arrived", "push button")
    place.keep(desk, "gate")
    desk.press("space")
    desk.until_at("The ticket")
    desk.type(ticket)
    desk.tab_to("The eight words")
    desk.type(words)
    desk.tab_to("New passphrase")
    desk.press("ctrl+a")
    desk.type(ON_THE_WAY)
    desk.tab_to("Type it again")
    desk.type(ON_THE_WAY)
    place.keep(desk, "unseal")
    desk.press("Return")
    desk.open()


def worked_with(desk: Desk, place: Place) -> None:
    """Change something, log something, post it, write for home, seal again."""
    occupation(desk, "notary")
    desk.press("ctrl+l")
    desk.until_at("What happened")
    desk.type("Parcel refused at the gate @heron")
    desk.press("Return")
    desk.until_heard("Saved")
    desk.do("mailbox")
    desk.write_name(place.home / "post.age")
    shows_passphrase(desk, ON_THE_WAY)
    desk.until_heard("Sealed for the office and taken out here: 1 record")
    place.keep(desk, "posted")
    desk.do("write what was learned")
    desk.write_name(place.home / "home.age")
    desk.until_heard("Written for the office alone")
    place.keep(desk, "written")
    desk.do("seal this copy again")
    shows_passphrase(desk, ON_THE_WAY)
    desk.until_heard("It opens in no way any more")
    place.keep(desk, "sealed again")


def at_home(desk: Desk, place: Place) -> None:
    """Change the same at the office, take in what came, and decide between the two."""
    occupation(desk, "barrister")
    # What was posted on the way knows of the edit, too: the second bundle brings nothing that is not here.
    for bundle, said in (("post.age", "1 value waits for you"), ("home.age", "Records before")):
        desk.do("take in what came home")
        desk.until_at("Choose the file…", "push button")
        desk.press("space")
        desk.write_name(place.home / bundle)
        desk.until_at("Verify and take in", "push button")
        desk.press("space")
        desk.until_heard(said)
        place.keep(desk, bundle)
        desk.tab_to("Done", "push button")
        desk.press("space")
    desk.do("what waits for a decision")
    desk.until_heard("On the journey")
    place.keep(desk, "three columns")
    desk.press("Return", "3")
    place.keep(desk, "chosen")
    desk.press("Return")
    desk.until_heard("Nothing waits for a decision")


def lost(desk: Desk, place: Place) -> None:
    """See who is exposed and what to change, and report the copy lost."""
    desk.do("travel, and coming home")
    desk.until(lambda: (at := desk.focus()) is not None and at.role == "list item", "the journey is listed")
    desk.do("this device is lost")
    desk.until_heard("A case is about them")
    place.keep(desk, "lost")
    desk.tab_to("Report it lost", "push button")
    desk.press("space")
    desk.until_heard("Reported lost")
    place.keep(desk, "reported")
    desk.press("Escape")
