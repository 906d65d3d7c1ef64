"""Render the gate, the forms, the log line and the disclose path into a folder: `python tests/ui/shots_doors.py FOLDER`.

Over a real vault with the demo, 1440 by 900, light and dark and right to left. For looking at, beside the design's pictures.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from builders import CHEAP_BOUNDS, CHEAPEST, FixedAmbient, make_vault
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from casevault import paths
from casevault.errors import Code, UserProblem
from casevault.i18n import N_, Catalogue
from casevault.ui.application import make_application
from casevault.ui.context import Context
from casevault.ui.disclose import DiscloseFlow
from casevault.ui.doors_made import DoorKeeper
from casevault.ui.gate_window import GateWindow
from casevault.ui.log_line import LogLine
from casevault.ui.main_window import MainWindow
from casevault.ui.record_form import RecordForm
from casevault.ui.settings import Settings
from casevault.ui.theme import Choice, theme
from casevault.vault.demo import build_demo

if TYPE_CHECKING:
    from casevault.vault.vault import Vault


def wait(milliseconds: int = 250) -> None:
    """Let the event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def settle(context: Context) -> None:
    """Let it run until nothing is being read."""
    for _ in range(60):
        wait(100)
        if context.runner.is_idle:
            break
    wait()


def gate_shots(folder: Path, work: Path, end: str, catalogue: Catalogue) -> None:
    """Write the box, with a wrong passphrase, and the four steps of making a vault."""

    def save(widget: QWidget, name: str) -> None:
        widget.grab().save(str(folder / f"{name}-{end}.png"))

    gate = GateWindow(catalogue, FixedAmbient(), work / "vault-a", bounds=CHEAP_BOUNDS)
    gate.resize(1440, 900)
    gate.show()
    gate.activateWindow()
    if gate.unlock is not None:
        gate.unlock.secret.setText("something longer than it is")
        wrong = UserProblem(
            Code.WRONG_CREDENTIALS,
            N_("That passphrase does not open this vault."),
            N_(
                "The vault's header is intact, so it is about the passphrase. Check the keyboard layout."
                " Or use the recovery code."
            ),
        )
        gate.unlock.show_problem(wrong)
    wait()
    save(gate, "unlock")
    gate.close()
    gate = GateWindow(catalogue, FixedAmbient(), None, profile=CHEAPEST, bounds=CHEAP_BOUNDS)
    gate.resize(1440, 900)
    gate.show()
    page = gate.create_page
    if page is None:
        return
    target = work / f"new-{end}"
    shutil.rmtree(f"{target}.casevault", ignore_errors=True)
    page.folder.setText(str(work / "Dropbox" / "x"))
    page.go_on.click()
    wait()
    save(gate, "create-1")
    page.folder.setText(str(target))
    page.go_on.click()
    page.again.setText("not the same")
    page.go_on.click()
    wait()
    save(gate, "create-2")
    page.again.setText(page.passphrase.text())
    page.go_on.click()
    wait(1500)
    page.typed_code.setText("7K2M 9QXT")
    wait()
    save(gate, "create-3")
    page.typed_code.setText(page._code)
    page.go_on.click()
    wait(1500)
    save(gate, "create-4")
    gate.close()


def door_shots(folder: Path, vault: Vault, made: dict[str, str], end: str, catalogue: Catalogue) -> None:
    """Write forms, the log line and the five steps of the disclose path."""

    def save(widget: QWidget, name: str) -> None:
        widget.grab().save(str(folder / f"{name}-{end}.png"))

    keeper = DoorKeeper(lambda: None)
    context = Context(vault, catalogue, Settings(), None, "Demo vault", "Invented people", keeper.doors)
    window = MainWindow(context)
    keeper.serve(context, window)
    window.show()
    settle(context)
    for name, kind, key in (("form-person", "person", made["lin"]), ("form-new-event", "event", "")):
        record = vault.records.get(key) if key else None
        form = RecordForm(context, kind, record, {} if key else {"case": made["heron"], "start": "2026-03-06"}, window)
        form.show()
        settle(context)
        save(form, name)
        form.close()
    line = LogLine(context, made["heron"], window)
    line.show()
    line.line.setText("her husband called, lawyer refused at Yunting no. 1, 6 mar")
    settle(context)
    save(line, "log")
    line.close()
    if context.doors.disclose is not None:
        context.doors.disclose(made["heron"])
    flow = window.stack.currentWidget()
    if not isinstance(flow, DiscloseFlow):
        raise TypeError(flow)
    flow.choose.to_text.setText("Embassy of Ruritania, political section")
    settle(context)
    save(window, "disclose-1")
    for number in (2, 3):
        flow.go_on.click()
        settle(context)
        save(window, f"disclose-{number}")
    flow._show(3)
    settle(context)
    save(window, "disclose-4")
    out = folder / f"out-{end}.pdf"
    out.unlink(missing_ok=True)
    flow.seal_to(out)
    settle(context)
    flow.hand_over._on_show()
    settle(context)
    save(window, "disclose-5")
    window.close()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    make_application(sys.argv[:1], Settings())
    opened, _ = make_vault(target / "vault")
    ids = build_demo(opened)
    for look, rtl, language in (
        (Choice.LIGHT, False, "en"),
        (Choice.DARK, False, "en"),
        (Choice.LIGHT, True, "en"),
        (Choice.LIGHT, False, "nl"),
    ):
        theme.choose(look, 100)
        QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        word = f"{look.value}{'-rtl' if rtl else ''}{'-nl' if language == 'nl' else ''}"
        spoken = Catalogue(language, paths.resource_path("locale") if language != "en" else None)
        gate_shots(target, target, word, spoken)
        door_shots(target, opened, ids, word, spoken)
    opened.close()
