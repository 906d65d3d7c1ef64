"""What a window leaves behind on the computer: nothing in settings, lists of recent files, titles, reports or messages of Qt."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication
from ui.driving import settle

from casevault.ui.settings import FILE_NAME

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from casevault.ui.main_window import MainWindow

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "casevault"
SECRET = "Zyxquorvath"

# A process of its own: where settings lie is decided before the first application is made. Every place that opens a file box.
ASKER = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from builders import CHEAP_BOUNDS, CHEAPEST, FixedAmbient, make_vault
from casevault import paths
from casevault.i18n import Catalogue
from casevault.ui.application import make_application
from casevault.ui.backups import BackupBox
from casevault.ui.context import Context
from casevault.ui.disclose.flow import DiscloseFlow
from casevault.ui.gate_window import GateWindow
from casevault.ui.preferences import Preferences
from casevault.ui.settings import Settings
from casevault.ui import settings
from dataclasses import replace

place = Path(sys.argv[1])
application = make_application(["casevault"], Settings())
def choose(dialog):
    dialog.setDirectory(str(place))
    QTest.qWait(150)
    name = place / ("chosen.pdf" if dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave else "keyfile")
    dialog.findChildren(QLineEdit)[0].setText(str(name if dialog.fileMode() is not QFileDialog.FileMode.Directory else place))
    dialog.accept()
    QTest.qWait(50)
def asked():
    return [box for box in application.topLevelWidgets() if isinstance(box, QFileDialog) and box.isVisible()]
gate = GateWindow(Catalogue(), FixedAmbient(), place / "none.casevault", profile=CHEAPEST, bounds=CHEAP_BOUNDS)
gate.show()
count = 0
for ask in (gate._on_keyfile_wanted, gate._on_other):
    ask()
    QTest.qWait(50)
    (box,) = asked()
    choose(box)
    count += 1
vault, _code = make_vault(place / "v")
case = vault.records.add("case", {"code": "K", "title": "T"}, strict=False).id
context = Context(vault, Catalogue(), settings_folder=paths.config_folder(), label="v")
backup = BackupBox(context, gate)
backup.open()
backup._ask_folder()
(box,) = asked()
choose(box)
count += 1
flow = DiscloseFlow(context, case)
flow.seal_to = lambda _path: None
flow._ask_where()
(box,) = asked()
choose(box)
count += 1
Preferences(context, gate).use(replace(context.settings, theme="dark", lock_minutes=10))
QTest.qWait(300)
context.runner.stop()
vault.close()
gate.close()
print(count)
"""


def test_file_boxes_and_settings_leave_no_path_and_no_name(tmp_path: Path) -> None:
    home, place = tmp_path / "person", tmp_path / SECRET
    home.mkdir()
    place.mkdir()
    (place / "keyfile").write_bytes(b"k" * 64)
    environment = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
    environment |= {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), "QT_QPA_PLATFORM": "offscreen"}
    environment |= {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    done = subprocess.run(
        [sys.executable, "-c", ASKER, str(place)], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stdout.strip() == "4", done.stderr
    left = {path.relative_to(home): path.read_bytes() for path in home.rglob("*") if path.is_file()}
    assert not any(SECRET.encode() in content or SECRET.encode("utf-16-le") in content for content in left.values())
    assert not any(SECRET in str(path) for path in left)
    # Qt keeps what it found out of plug-ins and shaders; of ours there is the one file, and no list of recent files.
    assert [path.name for path in left if "casevault" in str(path).casefold()] == [FILE_NAME]
    assert not [path for path in left if path.suffix in {".xbel", ".conf", ".ini"}]


def recorded(window: MainWindow) -> set[str]:
    """Return what must stand in no title: the names and titles of all that is recorded."""
    vault = window.context.vault
    found = set()
    for kind in ("person", "case", "organisation"):
        found |= {vault.records.get(key).title for key in vault.records.ids(kind)}
    return {title for title in found if len(title) > 3}


def test_titles_and_names_of_windows_say_nothing_of_a_case(qtbot: QtBot, window: MainWindow) -> None:
    for key in window.pages:
        window.go(key)
        settle(qtbot, window)
    for command in ("find", "settings", "keys", "check", "limits"):
        window.commands.run(command)
        settle(qtbot, window)
    tops = QApplication.topLevelWidgets()
    assert len([top for top in tops if top.isVisible()]) >= 5
    assert {top.windowTitle() for top in tops if top.isVisible()} <= {"CaseVault", ""}
    said = " ".join(f"{top.accessibleName()} {top.accessibleDescription()} {top.windowIconText()}" for top in tops)
    assert [title for title in recorded(window) if title in said] == []
    for top in tops:
        if top is not window and top.isVisible():
            top.close()


@pytest.mark.parametrize(
    "name",
    [
        "QSystemTrayIcon",  # notifications
        "QPrintDialog",
        "QPixmapCache",
        "QTemporaryFile",
        "QTemporaryDir",
        "QProcess",
        "QSharedMemory",
        "faulthandler",
        "tempfile",
        "import logging",
    ],
)
def test_the_program_has_no(name: str) -> None:
    assert naming(name) == []


def test_one_file_knows_printers_and_it_asks_and_logs_first() -> None:
    """What is spooled lies in the clear: whoever prints is told so, and the log has it before the printer."""
    assert naming("QPrinter") == ["casevault/ui/printing/by_windows.py"]


def test_another_program_gets_a_file_where_the_person_was_asked_and_nowhere_else() -> None:
    assert naming("QDesktopServices") == ["casevault/ui/evidence/out.py"]


def naming(name: str) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in PACKAGE.rglob("*.py") if re.search(rf"\b{name}\b", path.read_text("utf-8"))]


CRASHER = """
import sys
from PySide6.QtCore import QTimer, qWarning
from casevault import app
from casevault.ui.application import make_application
from casevault.ui.settings import Settings
sys.excepthook = app.report_bug
application = make_application(["casevault"], Settings())
def bug():
    name = "Zyxquorvath"
    QTimer.singleShot(50, application.quit)
    qWarning("a widget holds " + name)
    raise ValueError(name)
QTimer.singleShot(0, bug)
application.exec()
"""


def test_a_bug_and_a_warning_of_qt_say_where_and_no_value() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", CRASHER], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert "CaseVault met a bug." in done.stderr
    assert "ValueError" in done.stderr
    assert SECRET not in done.stderr + done.stdout
