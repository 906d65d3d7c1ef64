"""A day in the window, as its user's hands would go through it: `python day_window.py GIVEN` in a process that a test traces.

GIVEN holds day.json, what is typed. The recovery code goes to GIVEN/code, as onto paper; the names of what was made to
GIVEN/made.json. It says "worked" on stdout, waits for GIVEN/lock, and presses the keys that lock.
"""

from __future__ import annotations

from casevault.hardening import harden

harden()  # as the program itself: before anything larger

import json  # noqa: E402 - after hardening
import os  # noqa: E402 - as above
import sys  # noqa: E402 - as above
import time  # noqa: E402 - as above
import traceback  # noqa: E402 - as above
from pathlib import Path  # noqa: E402 - as above
from typing import TYPE_CHECKING, Any  # noqa: E402 - as above

from PySide6.QtCore import Qt, QTimer  # noqa: E402 - as above
from PySide6.QtGui import QGuiApplication, QInputMethodEvent  # noqa: E402 - as above
from PySide6.QtTest import QTest  # noqa: E402 - as above
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget  # noqa: E402 - as above

from casevault.app import run  # noqa: E402 - as above
from casevault.crypto import kdf  # noqa: E402 - as above
from casevault.ui import run as running  # noqa: E402 - as above
from casevault.ui.backups import BackupBox  # noqa: E402 - as above
from casevault.ui.cases_page import CasesPage  # noqa: E402 - as above
from casevault.ui.checks import CheckBox  # noqa: E402 - as above
from casevault.ui.evidence.attach import AttachBox  # noqa: E402 - as above
from casevault.ui.log_line import LogLine  # noqa: E402 - as above
from casevault.ui.record_form import RecordForm  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.ui.main_window import MainWindow

PATIENCE = 60.0  # seconds
GIVEN = Path(sys.argv[1])
DAY: dict[str, Any] = json.loads((GIVEN / "day.json").read_text(encoding="utf-8"))
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


def until(true: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(what)
        QTest.qWait(20)


def type_into(widget: QWidget, text: str) -> None:
    """Type; what no Latin key gives comes from an input method, as in life."""
    widget.setFocus()
    if isinstance(widget, (QLineEdit, QPlainTextEdit)):
        widget.selectAll()
    if text.isascii():
        QTest.keyClicks(widget, text)
    else:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(widget, event)


def field(parent: QWidget, name: str) -> QWidget:
    (found,) = [widget for widget in parent.findChildren(QWidget) if widget.objectName() == name]
    return found


def make_vault(session: running.Session) -> None:
    assert session.gate.first is not None
    session.gate.first.make.click()
    page = session.gate.create_page
    assert page is not None
    page.folder.setText(DAY["vault"])
    type_into(page.sign, DAY["signed"])
    page.go_on.click()
    type_into(page.passphrase, DAY["passphrase"])
    type_into(page.again, DAY["passphrase"])
    page.go_on.click()
    until(page.typed_code.isVisible, "the recovery code is shown")
    code = "-".join(page._code_words.text().split())
    (GIVEN / "code").write_text(code, encoding="ascii")
    type_into(page.typed_code, code)
    until(page.go_on.isEnabled, "the code is typed back")
    page.go_on.click()
    until(page._tested.isVisible, "both ways in were tried")
    page.go_on.click()
    until(lambda: session.window is not None and session.window.isVisible(), "the vault is open")


def record(window: MainWindow, kind: str, fields: dict[str, str]) -> str:
    """Fill a form with the keyboard and return the id of what it made."""
    known = set(window.context.vault.records.ids(kind))
    window.acts.make(kind)
    until(lambda: window.findChildren(RecordForm), "the form opens")
    form = window.findChildren(RecordForm)[-1]
    until(lambda: QApplication.activeWindow() is form, "the keyboard is in the form")
    for key, text in fields.items():
        type_into(field(form, f"field.{key}"), text)
    QTest.keyClick(form, Qt.Key.Key_Return, CTRL)
    until(lambda: not window.findChildren(RecordForm), "the form is saved and gone")
    idle(window)
    (made,) = set(window.context.vault.records.ids(kind)) - known
    return made


def idle(window: MainWindow) -> None:
    QTest.qWait(50)
    until(lambda: window.context.runner.is_idle, "what was asked for is read")


def day(session: running.Session) -> None:
    make_vault(session)
    window = session.window
    assert window is not None
    made = records_and_looks(window)
    made["papers"] = attaches_and_finds(window, made["case"])
    looks_after_the_vault(window)
    window.acts.make("note")
    until(lambda: window.findChildren(RecordForm), "the last form opens")
    text = field(window.findChildren(RecordForm)[-1], "field.text")
    type_into(text, DAY["draft"])
    QTest.qWait(1100)  # a draft is written
    (GIVEN / "made.json").write_text(json.dumps(made), encoding="ascii")
    sys.stdout.write("worked\n")
    sys.stdout.flush()
    until((GIVEN / "lock").exists, "somebody wants it locked")
    # Where the keyboard is: in a form over the window, as when somebody comes in.
    QTest.keyClick(text, Qt.Key.Key_L, CTRL | Qt.KeyboardModifier.ShiftModifier)


def records_and_looks(window: MainWindow) -> dict[str, str]:
    """Record people, a case and an event; search, look at a history, take something back. Return what was made."""
    context = window.context
    case = record(window, "case", {"code": "DAY", "title": DAY["title"]})
    first = record(window, "person", {"display_name": DAY["latin"]})
    person = record(window, "person", {"display_name": DAY["chinese"]})
    assert context.doors.log is not None
    context.doors.log(case)
    until(lambda: window.findChildren(LogLine), "the log line opens")
    line = window.findChildren(LogLine)[-1]
    QTest.qWait(500)
    type_into(line.line, DAY["note"])
    QTest.qWait(1100)
    QTest.keyClick(line.line, Qt.Key.Key_A, CTRL)
    QTest.keyClick(line.line, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == DAY["note"]
    QTest.keyClick(line.line, Qt.Key.Key_Return)
    until(lambda: not window.findChildren(LogLine), "the line is saved and gone")
    idle(window)
    window.search(DAY["chinese"])
    idle(window)
    window.go("cases")
    idle(window)
    window.findChildren(CasesPage)[0].view.tabs.show_tab("history")
    idle(window)
    window.open_record(person)
    idle(window)
    record(window, "note", {"text": DAY["undone"]})
    window.commands.run("undo")
    idle(window)
    assert not [key for key in context.vault.records.ids("note") if not context.vault.records.get(key).deleted]
    return {"case": case, "first": first, "person": person}


def attaches_and_finds(window: MainWindow, case: str) -> str:
    """Attach a DOCX and a PDF, wait until their words are taken out, and find them. Return the piece of evidence."""
    vault, files = window.context.vault, window.context.doors.files
    assert files is not None
    files.attach(case, [GIVEN / "report.docx", GIVEN / "notice.pdf"])
    until(lambda: window.findChildren(AttachBox), "the box for files opens")
    window.findChildren(AttachBox)[-1].start()
    until(lambda: vault.records.ids("evidence"), "the files are attached")
    (evidence,) = vault.records.ids("evidence")
    papers = (DAY["docx"], DAY["pdf"])  # the index first, then the words of what it names
    until(lambda: all(evidence in {hit.id for hit in vault.search.find(word).hits} for word in papers), "both are found")
    window.search(DAY["docx"])
    idle(window)
    return evidence


def looks_after_the_vault(window: MainWindow) -> None:
    """Check it and back it up."""
    window.commands.run("check")
    box = window.findChildren(CheckBox)[-1]
    until(lambda: box._report is not None, "the check ends")
    assert box._report is not None
    assert box._report.ok, box._report.problems
    box.accept()
    window.commands.run("backup")
    backup = window.findChildren(BackupBox)[-1]
    idle(window)
    backup.use(Path(DAY["backups"]))
    backup.back_up()
    until(lambda: backup._job is None, "the back-up ends")
    assert (Path(DAY["backups"])).is_dir()
    backup.accept()


def guarded(session: running.Session) -> None:
    try:
        day(session)
    except Exception:  # noqa: BLE001 - in a slot of Qt nobody else would hear of it
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(3)


plain_start = running.Session.start


def start(self: running.Session, secret: bytearray | None) -> int:
    QTimer.singleShot(100, lambda: guarded(self))
    return plain_start(self, secret)


if __name__ == "__main__":
    running.Session.start = start  # type: ignore[method-assign]  # hands for the window
    kdf.calibrated = lambda *_asked, **_named: kdf.FLOOR  # fifty processes open the vault, and what that costs is shown elsewhere
    sys.exit(run([]))
