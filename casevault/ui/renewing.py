"""Renewing the keys of a vault: it was closed as for a lock, and this window stands there until a fresh process takes over.

Cancelling is safe at any moment, and so is a kill: the vault is what it was until its successor was opened, compared and put in
its place. What was typed lives in this process, so whatever comes of it, it ends in a fresh one.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casevault.crypto import kdf
from casevault.crypto.keywrap import wipe
from casevault.hardening import reexecute_locked
from casevault.i18n import N_
from casevault.ui.jobs import Runner
from casevault.ui.messages import notice_of
from casevault.ui.theme import MIN_HEIGHT, MIN_WIDTH, SPACE, Role, Style, theme
from casevault.ui.ways.code_sheet import CodeSheet
from casevault.ui.widgets.basic import Button, row
from casevault.ui.widgets.states import ProgressLine
from casevault.ui.words import InlineMessage, Tone, Words, in_the_middle, scrolled
from casevault.vault.rotation import rotate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent

    from casevault.ambient import Ambient
    from casevault.crypto.kdf import Bounds, KdfProfile
    from casevault.i18n import Catalogue
    from casevault.progress import Progress
    from casevault.ui.jobs import Job

WIDTH = 520
GRACE = 5.0  # seconds that a lock waits for what runs
TITLE = N_("Renewing the keys")
RUNNING = N_("Checking, writing anew and comparing")
WAIT = N_("The vault is closed meanwhile. Until all is written and compared it stays as it was: you can cancel at any moment.")
CANCELLED = N_("Cancelled. The vault is as it was.")
DONE = N_("The vault has new keys. It opens with your passphrase and with the code below; every other way in is gone.")
COPIES = N_("Copies and back-ups made earlier still open with the old keys. What was deleted may be left on a flash disk.")
UNLOCK = N_("Go to the passphrase box")


class RenewWindow(QWidget):
    """Renews the keys of the vault in a folder, shows its new recovery code, and makes way for the passphrase box."""

    def __init__(
        self,
        folder: Path,
        catalogue: Catalogue,
        ambient: Ambient,
        *,
        profile: KdfProfile | None = None,
        bounds: Bounds = kdf.STANDARD,
        replace: Callable[[Path | None], object] = reexecute_locked,
    ) -> None:
        """`profile`, `bounds` and `replace` are arguments for tests."""
        super().__init__()
        self._folder, self._catalogue, self._ambient = folder, catalogue, ambient
        self._profile, self._bounds, self._replace = profile, bounds, replace
        self._runner = Runner(self)
        self._job: Job | None = None
        # What a cancel that came too late would drop: the keys are new by then, and the code is the only one there is.
        self._made: list[str] = []
        self.sheet: CodeSheet | None = None
        self.setWindowTitle("CaseVault")
        self.setMinimumSize(MIN_WIDTH, MIN_HEIGHT)
        text = catalogue.text
        middle = QWidget()
        middle.setFixedWidth(theme.pane(WIDTH))
        self._column = QVBoxLayout(middle)
        self._column.setSpacing(SPACE.CARD)
        self._column.addWidget(Words(text(TITLE), Style.DISPLAY, wrap=True))
        self._wait = Words(text(WAIT), role=Role.TEXT2, wrap=True)
        self._column.addWidget(self._wait)
        self.message = InlineMessage()
        self._column.addWidget(self.message)
        self.progress = ProgressLine(text(RUNNING), text(N_("Cancel")))
        self.progress.cancelled.connect(self.cancel)
        self._column.addWidget(self.progress)
        foot = row()
        foot.addStretch(1)
        self.button = Button(text(UNLOCK), "primary")
        self.button.clicked.connect(self.leave)
        self.button.hide()
        foot.addWidget(self.button)
        self._column.addLayout(foot)
        whole = QWidget()  # in a low window with large text it scrolls
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scrolled(whole))
        outer = QVBoxLayout(whole)
        outer.addStretch(2)
        outer.addLayout(in_the_middle(middle))
        outer.addStretch(3)

    @property
    def is_working(self) -> bool:
        """Say whether the keys are being renewed at this moment."""
        return self._job is not None

    def start(self, secret: bytearray, keyfile: bytes | None) -> None:
        """Renew with a passphrase, which is wiped afterwards, and the content of its keyfile."""
        folder, made, profile, bounds, ambient = self._folder, self._made, self._profile, self._bounds, self._ambient

        def work(progress: Progress) -> None:
            try:
                made.append(rotate(folder, secret, keyfile, profile=profile, ambient=ambient, bounds=bounds, progress=progress))
            finally:
                wipe(secret)

        self._job = job = self._runner.start_long(work, lambda _none: self._on_done(), failed=self._on_failed)
        job.progressed.connect(self.progress.put)
        job.stopped.connect(self._on_stopped)
        self.progress.begin()

    def cancel(self) -> None:
        """Stop at the next safe point; the vault is as it was then, unless it is new already."""
        if self._job is not None:
            self._job.cancel()

    def leave(self) -> None:
        """Make way for the passphrase box, whatever still runs: the process is replaced after five seconds at the latest."""
        grace = threading.Timer(GRACE, self._replace, args=(self._folder,))
        grace.daemon = True
        grace.start()
        try:
            self.cancel()
            self.hide()
            self._runner.stop()
        finally:
            grace.cancel()
            self._replace(self._folder)

    def leave_idle(self) -> None:
        """Make way if nothing runs: nobody looks at the code any more."""
        if not self.is_working:
            self.leave()

    def _on_done(self) -> None:
        self._end()
        text = self._catalogue.text
        self._wait.setText(text(DONE))
        self._wait.set_role(Role.TEXT)
        self.sheet = CodeSheet(self._catalogue, self._made.pop())
        self.sheet.matched.connect(self.button.setEnabled)
        self.sheet.typed.returnPressed.connect(self.button.click)
        at = self._column.indexOf(self._wait) + 1
        self._column.insertWidget(at, self.sheet)
        self._column.insertWidget(at + 1, Words(text(COPIES), Style.SMALL, Role.TEXT2, wrap=True))
        self.button.setEnabled(False)
        self.sheet.typed.setFocus()

    def _on_failed(self, problem: BaseException) -> None:
        self._end()
        self._wait.hide()
        notice = notice_of(problem, self._catalogue)
        self.message.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_stopped(self) -> None:
        if self._made:
            self._on_done()
            return
        self._end()
        self._wait.hide()
        self.message.show_message(Tone.INFO, self._catalogue.text(CANCELLED))
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end(self) -> None:
        self._job = None
        self.progress.end()
        self.button.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Cancel, wait for that, and let the program end."""
        self.cancel()
        self._runner.stop()
        super().closeEvent(event)
