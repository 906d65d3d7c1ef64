"""A line is logged without a mouse: by keys alone, told by what a screen reader hears on the bus.

`python -m pytest -n 0 -s tests/e2e/test_at_the_keys.py` prints how many keys it takes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from e2e.at_the_keys import SYSTEM_PYTHON, Desk, display, session_bus
from e2e.starting import command
from tools import need

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="a display and a bus of its own")]

SECONDS, KEYS_A_SECOND = 20, 5  # of typing, for one line from anywhere
ROLES_WITHOUT_NAME = {"filler", "layered pane", "list", "scroll bar", "desktop frame", "table", "panel", "viewport"}
SILENT = {"unknown", "invalid", ""}
NAMED_BY_LABEL = {"combo box"}  # Qt gives the label of a choice as a relation, and what is chosen as its name


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
    made = command("demo", str(vault), "--passphrase-file", str(home / "words"), "--json")
    subprocess.run(made, env=environment, check=True, capture_output=True)
    with display() as shown, session_bus(environment | {"DISPLAY": shown}) as bus:
        sitting = Desk(shown, environment | {"DBUS_SESSION_BUS_ADDRESS": bus}, vault, passphrase)
        sitting.open()
        yield sitting
        sitting.end()


@pytest.fixture(autouse=True)
def from_the_first_page(desk: Desk, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Each job begins at the list of what is due; how many keys it took is printed."""
    desk.press("Escape", "ctrl+1")
    desk.until(lambda: (at := desk.focus()) is not None and at.role == "list item", "the keyboard is in a list")
    desk.pressed = 0
    yield
    with capsys.disabled():
        print(f"\n{request.node.name}: {desk.pressed} keys")  # noqa: T201 - the figures of docs/reliability.md


def found(desk: Desk, kind: str) -> bool:
    """Say whether the palette, asked for all words that were typed, offers a record of this kind."""
    at = [number for number, one in enumerate(desk.tree()) if one.name == "What was found"]
    return bool(at) and any(kind in one.name for one in desk.tree()[at[0] :] if one.role == "list item")


def test_log_what_happened(desk: Desk) -> None:
    said = "Parcel refused at the gate, guard one"
    desk.press("ctrl+l")
    desk.until_at("What happened")
    desk.type(said[:12])
    desk.type(f"{said[12:]} @heron")
    time.sleep(0.8)
    desk.press("Return")
    desk.until_heard("Saved")
    assert desk.pressed <= SECONDS * KEYS_A_SECOND
    desk.press("ctrl+k")
    desk.until_at("Find or do")
    desk.type(said)
    desk.until(lambda: found(desk, "HERON"), "the line is found, whole")
    desk.press("Escape")


def test_every_element_met_has_a_role_a_name_and_a_state(desk: Desk) -> None:
    desk.tree()
    assert len(desk.met) > 50, "the job went through several screens"
    silent = [
        (role, name, one["states"])
        for (role, name), one in desk.met.items()
        if role in SILENT or not one["states"] or (not name.strip() and role not in ROLES_WITHOUT_NAME)
    ]
    assert silent == []
    nameless = [one for one in desk.met.values() if one.has("focusable") and one.has("focused") and not one.name.strip()]
    assert nameless == [], "whatever had the keyboard says what it is"
