"""Looks at evidence in a real window, offscreen, and takes it out: `python looking.py VAULT OUT FILE …`. Run under a trace."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from builders import PASSPHRASE, open_vault
from PySide6.QtWidgets import QApplication

from casevault.i18n import Catalogue
from casevault.ui.application import make_application
from casevault.ui.context import Context
from casevault.ui.doors_made import DoorKeeper
from casevault.ui.evidence import out
from casevault.ui.evidence.attach import AttachBox
from casevault.ui.evidence.viewer import ViewerBox
from casevault.ui.locking import lock
from casevault.ui.main_window import MainWindow
from casevault.ui.settings import Settings


def say(*words: object) -> None:
    """Tell the test."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def settle(context: Context) -> None:
    """Let the window work until nothing is being read."""
    quiet = 0
    while quiet < 5:  # what ends may begin the next
        QApplication.processEvents()
        time.sleep(0.02)
        quiet = quiet + 1 if context.runner.is_idle else 0


def main(vault_folder: Path, target: Path, *files: Path) -> None:
    """Attach the files, look at each, save one, open one outside, lock."""
    application = make_application(["casevault"], Settings())
    keeper = DoorKeeper(lambda: None)
    context = Context(open_vault(vault_folder), Catalogue(), doors=keeper.doors)
    window = MainWindow(context)
    keeper.serve(context, window)
    window.show()
    case = context.vault.records.add("case", {"code": "K", "title": "T"}, strict=False).id
    asked = AttachBox(context, [case], files, window)
    asked.open()
    asked.start()
    settle(context)
    (evidence,) = context.vault.records.ids("evidence")
    for file in context.vault.attachments.listed(evidence):
        shown = ViewerBox(context, file, window)
        shown.open()
        settle(context)
        say("shown", file.number, bool(shown.text.toPlainText() or shown.picture.pixmap().width()))
        shown.reject()
        settle(context)
    (first, *_rest) = context.vault.attachments.listed(evidence)
    box = out.ask_seal(context, window, first, target)
    box.secret.setText(PASSPHRASE)
    box.button.click()
    settle(context)
    started: list[Path] = []

    def start(path: Path) -> bool:
        started.append(path)
        return True

    box = out.ask_outside(context, window, first, start)
    for agreed in box.findChildren(out.Agreed):
        agreed.check.setChecked(True)
    box.secret.setText(PASSPHRASE)
    box.button.click()
    settle(context)
    say("outside", started[0], started[0].is_file())
    lock(context, lambda _folder: None)
    say("gone", not started[0].exists())
    del application


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
