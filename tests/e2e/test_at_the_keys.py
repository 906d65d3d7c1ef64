"""Five jobs of a day without a mouse: by keys alone, told by what a screen reader hears, and with a lock in the middle of each.

`python -m pytest -n 0 -s tests/e2e/test_at_the_keys.py` prints how many keys each takes, those of the lock and the
passphrase left out, and how many seconds.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from e2e.at_the_keys import SYSTEM_PYTHON, Desk, display, session_bus
from e2e.starting import made_before
from tools import need

if TYPE_CHECKING:
    from collections.abc import Iterator

    from e2e.at_the_keys import Element

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="a display and a bus of its own")]

SECONDS, KEYS_A_SECOND = 20, 5  # of typing, for one line from anywhere
ROLES_WITHOUT_NAME = {"filler", "layered pane", "list", "scroll bar", "desktop frame", "table", "panel", "viewport", "tree"}
SILENT = {"unknown", "invalid", ""}
SAYS_NOTHING = SILENT | {"filler", "layered pane", "viewport"}  # for what has the keyboard


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    need("Xvfb", "xdotool", "dbus-daemon", SYSTEM_PYTHON)
    probe = [SYSTEM_PYTHON, "-c", "from gi.repository import Gio"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("the system's Python has no GLib")
    home = tmp_path_factory.mktemp("keys")
    (home / "papers").mkdir()
    passphrase = "plain words for tests"
    (home / "words").write_text(passphrase + "\n", encoding="ascii")
    kept = {key: os.environ[key] for key in ("PATH",)}
    environment = kept | {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
    environment |= {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    vault = home / "Work.casevault"
    made = made_before("demo", str(vault), "--passphrase-file", str(home / "words"), "--json")
    subprocess.run(made, env=environment, check=True, capture_output=True)
    with display() as shown, session_bus(environment | {"DISPLAY": shown}) as bus:
        sitting = Desk(shown, environment | {"DBUS_SESSION_BUS_ADDRESS": bus}, vault, passphrase)
        sitting.open()
        yield sitting
        sitting.end()


@pytest.fixture(autouse=True)
def from_the_first_page(desk: Desk, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Each job begins at the list of what is due, and meets nothing on its way that a screen reader could not say."""
    desk.press("Escape", "ctrl+1")
    desk.until(lambda: is_row(desk.focus()), "the keyboard is in a list")
    desk.pressed = 0
    desk.met.clear()
    desk.held.clear()
    began = time.monotonic()
    yield
    keys, seconds = desk.pressed, time.monotonic() - began
    desk.tree()
    with capsys.disabled():
        print(f"\n{request.node.name}: {keys} keys, {seconds:.0f} s, {len(desk.met)} elements")  # noqa: T201 - the figures of docs/reliability.md
    assert len(desk.met) > 40
    assert [one for one in desk.met.values() if is_silent(one)] == []
    assert [one for one in desk.held.values() if one.role in SAYS_NOTHING or not one.called.strip()] == []


def is_silent(one: Element) -> bool:
    """Say whether a screen reader could not say what this is, how it is called, or how it stands."""
    return one.role in SILENT or not one["states"] or (not one.called.strip() and one.role not in ROLES_WITHOUT_NAME)


def is_row(one: Element | None) -> bool:
    return one is not None and one.role == "list item"


def is_page(desk: Desk, name: str) -> bool:
    return any(one.role == "radio button" and one.name.startswith(name) and one.has("checked") for one in desk.tree())


def text_at(desk: Desk) -> str:
    at = desk.focus()
    return at.text if at is not None else ""


def rows(desk: Desk) -> list[str]:
    return [one.name for one in desk.tree() if one.role == "list item"]


def finds(desk: Desk, text: str, kind: str) -> None:
    """Ask the palette for all words that were typed, and wait until it offers a record of this kind; not counted as work."""
    before = desk.pressed
    desk.press("ctrl+k")
    desk.until_at("Find or do", "text")
    desk.type(text)

    def found() -> bool:
        tree = desk.tree()
        at = [number for number, one in enumerate(tree) if one.name == "What was found"]
        return bool(at) and any(kind in one.name for one in tree[at[0] :] if one.role == "list item")

    desk.until(found, f"{text!r} is found, whole")
    desk.press("Escape")
    desk.pressed = before


def test_log_what_happened(desk: Desk) -> None:
    said = "Parcel refused at the gate, guard two"
    desk.press("ctrl+l")
    desk.until_at("What happened")
    desk.type(said[:12])
    desk.lock_and_open()
    desk.until_at("What happened")
    assert text_at(desk) == said[:12]
    desk.type(f"{said[12:]} @heron")
    time.sleep(0.8)
    desk.press("Return")
    desk.until_heard("Saved")
    assert desk.pressed <= SECONDS * KEYS_A_SECOND
    finds(desk, said, "HERON")


def test_observe_a_hearing(desk: Desk) -> None:
    note = "Guard seven shut the door"
    words = "Full until May"
    desk.press("ctrl+2")
    desk.until(lambda: is_row(at := desk.focus()) and at is not None and "HERON" in at.name, "the case is chosen")
    desk.press("F9")
    desk.until_at("Stamp keys")
    desk.press("s", "g", "Return")
    desk.until_at("Note", "text")
    desk.type(note[:11])
    desk.lock_and_open()
    desk.until_at("Note", "text")
    assert text_at(desk) == note[:11]
    desk.type(note[11:])
    desk.press("Return")
    desk.until_at("Stamp keys")
    desk.until(lambda: any(note in one for one in rows(desk)), "the note is among the stamps, whole")
    assert any("Observers refused" in one for one in rows(desk))
    desk.press("F9")
    desk.until_at("Start", "push button")
    desk.press("space")
    desk.until_at("Observer", "text")
    desk.tab_to("The words used", "text")
    desk.type(words[:6])
    desk.lock_and_open()
    desk.until_at("Start", "push button")
    desk.press("space")
    desk.until_at("The words used", "text")
    assert text_at(desk) == words[:6]
    desk.type(words[6:])
    desk.press("ctrl+Return")
    desk.until_at("Held, began", "text")
    desk.press("ctrl+Return")
    desk.until(lambda: (at := desk.focus()) is not None and at.called.startswith("L1"), "the first of the rights")
    desk.press("3", "1")
    desk.until(lambda: any("1 violated" in one.name and "1 respected" in one.name for one in desk.tree()), "both are counted")
    desk.press("ctrl+Return")
    desk.until_heard("The hearing is written up")
    finds(desk, words, "bserver")


def test_know_what_is_due(desk: Desk) -> None:
    assert any("CPL" in one and "at most" in one for one in rows(desk)), "a limit says its article and both its days"
    desk.press("Down", "Down", "Down")
    at = desk.focus()
    assert at is not None
    desk.lock_and_open()
    desk.until_at(at.name)
    assert any(words in at.name for words in (" ago", "today", "tomorrow", "in ")), at.name
    desk.press("Return")
    desk.until(lambda: is_page(desk, "Cases") or is_page(desk, "People"), "what it is about is shown")
    desk.until(lambda: is_row(desk.focus()), "the keyboard is there")


def test_share(desk: Desk) -> None:
    recipient = "Embassy of Strelsau"
    desk.press("ctrl+2")
    desk.until(lambda: is_row(at := desk.focus()) and at is not None and "HERON" in at.name, "the case is chosen")
    desk.do("dossier")
    desk.until_at("To: an organisation on record")
    desk.press("Tab")
    desk.type(recipient[:10])
    desk.lock_and_open()
    desk.until_at("To: an organisation on record")
    desk.press("Tab", "End")
    assert text_at(desk) == recipient[:10]
    desk.type(recipient[10:])
    desk.tab_to("Continue", "push button")
    desk.press("space")
    desk.until_at("Continue to preview")
    desk.press("space")
    desk.until(lambda: is_row(desk.focus()), "what is read stands beside what is in the vault")
    assert any("Has not agreed: role only" in one for one in rows(desk)), "what does not leave says why"
    desk.tab_to("Continue to seal", "push button")
    desk.press("space")
    desk.tab_to("I have read it through", "check box")
    desk.press("space")
    desk.tab_to("Seal and save", "push button")
    desk.press("space")
    desk.until_at("File name", "text")
    desk.press("ctrl+a")
    out = desk.vault.parent / "papers" / f"{recipient[-8:].strip()}.pdf"
    desk.type(str(out))
    desk.press("Return")
    desk.until_at("Show the words")
    assert desk.hears(f"Sealed for {recipient}")
    assert out.read_bytes().startswith(b"%PDF")
    desk.press("space")
    desk.tab_to("Done", "push button")
    desk.press("space")
    desk.until(lambda: any(recipient in one for one in rows(desk)), "the register has it")


def test_answer(desk: Desk) -> None:
    """What is known of somebody, who has seen the name, what was asked of whom and how: one step each."""
    desk.press("ctrl+k")
    desk.until_at("Find or do", "text")
    desk.type("lin zhaowen")
    desk.until_heard("Lin Zhaowen, 林兆雯, Person")
    desk.press("Return")
    desk.until_heard("What is known of this person")
    desk.lock_and_open()
    desk.until_at("Lin Zhaowen")
    desk.until_heard("Who has seen this name")
    desk.press("ctrl+5")
    desk.until(lambda: is_page(desk, "Interventions") and is_row(desk.focus()), "what was asked is listed")
    asked = rows(desk)
    assert any("uiet" in one for one in asked)
    assert any("ublic" in one for one in asked)
