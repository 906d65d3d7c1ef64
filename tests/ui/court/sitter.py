"""A process that sits in a courtroom until it is killed: it says what was saved, then types a note and never ends it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from builders import CHEAP_BOUNDS, PASSPHRASE
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest

from casevault.ambient import SystemAmbient
from casevault.i18n import Catalogue
from casevault.ui.application import make_application
from casevault.ui.context import Context
from casevault.ui.court.window import CourtWindow
from casevault.ui.settings import Settings
from casevault.vault.vault import Vault

KEY = 0.2  # seconds between two keys: five a second


def pause(seconds: float) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def main() -> None:
    make_application(["casevault"], Settings())
    vault = Vault.open(Path(sys.argv[1]), bytearray(PASSPHRASE.encode()), ambient=SystemAmbient(), bounds=CHEAP_BOUNDS)
    court = CourtWindow(Context(vault, Catalogue()), vault.records.get(sys.argv[2]))
    court.journal.saved.connect(lambda _at: os.write(1, f"saved {len(court.journal.moments)}\n".encode()))
    court.show()
    for letter in "sadg":
        QTest.keyClicks(court.pad, letter)
        pause(KEY)
    QTest.keyClick(court.pad, Qt.Key.Key_Return)
    for typed, letter in enumerate(sys.argv[3], 1):
        QTest.keyClicks(court.note.edit, letter)
        os.write(1, f"typed {typed}\n".encode())
        pause(KEY)
    time.sleep(60)


if __name__ == "__main__":
    main()
