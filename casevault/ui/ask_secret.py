"""Before what an open window is no proof for: the passphrase is asked for again, and the act runs with it, all in one box.

A vault that stands open does not say who sits before it. So what changes the ways in, takes something out for oneself or destroys
something goes through this box. What is typed goes to the act as bytes, is wiped after it, and is never kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casevault.errors import CaseVaultError, Code
from casevault.i18n import N_
from casevault.ui.file_dialog import Mode, ask_path
from casevault.ui.messages import notice_of
from casevault.ui.secret_field import SHOW_TYPED, SecretField
from casevault.ui.theme import MEDIUM, SPACE, Role, Style
from casevault.ui.widgets.basic import Button, row
from casevault.ui.widgets.states import ProgressLine
from casevault.ui.words import FittingDialog, InlineMessage, Tone, Words, relabel
from casevault.vault.keyfile import keyfile_bytes
from casevault.vault.ways import reauthenticate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.i18n import Msg
    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.ui.jobs import Job

T = TypeVar("T")

WIDTH = 480
LONGEST_NAME = 32  # characters of a keyfile's name that are shown
PASSPHRASE = N_("Your passphrase")
USE_KEYFILE = N_("With a keyfile…")
WITH_KEYFILE = N_("With keyfile {name}")
KEYFILE = N_("Which file is the keyfile?")
CHECKING = N_("Checking, then doing it")


class AskSecret(FittingDialog):
    """A box that does one act for whoever can open the vault now. It stays open, and says why, until the act is done or given up.

    `act(secret, keyfile, progress)` runs on a thread of the pool and must itself refuse a secret that opens nothing (what stands
    in `vault.ways` does; `after_asking` makes such an act of any other). `done` gets its result in the window's thread.
    `body` is what stands between the sentence and the passphrase: a field of its own, a list of what goes. `danger` is for what
    cannot be undone: the button is outlined, and the keyboard begins on Cancel. `asked` is what the field is called. `whole`: the
    act is done or not done and has a result that must be seen, so the box cannot be left while it runs.
    """

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        *,
        title: Msg | str,
        why: Msg | str,
        button: Msg | str,
        act: Callable[[bytearray, bytes | None, Progress], T],
        done: Callable[[T], object],
        body: QWidget | None = None,
        danger: bool = False,
        asked: Msg = PASSPHRASE,
        whole: bool = False,
    ) -> None:
        super().__init__(parent, WIDTH)
        self._context, self._act, self._done = context, act, done
        self._whole = whole
        self._job: Job | None = None
        self._keyfile: Path | None = None
        self._ready = True
        said = [words if isinstance(words, str) else context.text(words) for words in (title, why, button)]
        self.setAccessibleName(said[0])
        self.setModal(True)
        layout = QVBoxLayout(self.inner)
        layout.setContentsMargins(SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP)
        layout.setSpacing(SPACE.CARD)
        layout.addWidget(Words(said[0], Style.TITLE, wrap=True))
        layout.addWidget(Words(said[1], role=Role.TEXT2, wrap=True))
        self._body = body
        if body is not None:
            layout.addWidget(body)
        self.secret = SecretField(context.text(asked), context.text(SHOW_TYPED))
        caption = Words(context.text(asked), Style.SMALL, Role.TEXT2, weight=MEDIUM)
        caption.setBuddy(self.secret)
        together = QVBoxLayout()
        together.setSpacing(SPACE.TIGHT)
        together.addWidget(caption)
        together.addWidget(self.secret)
        layout.addLayout(together)
        self.keyfile_button = Button(context.text(USE_KEYFILE), "quiet", "file-text")
        self.keyfile_button.clicked.connect(self._on_keyfile)
        layout.addWidget(self.keyfile_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.message = InlineMessage()
        layout.addWidget(self.message)
        self._progress = ProgressLine(context.text(CHECKING), "" if whole else context.text(N_("Cancel")))
        self._progress.cancelled.connect(self._cancel)
        layout.addWidget(self._progress)
        foot = row(spacing=SPACE.NEAR)
        foot.addStretch(1)
        self.away = Button(context.text(N_("Cancel")), "secondary")
        self.away.clicked.connect(self.reject)
        foot.addWidget(self.away)
        self.button = Button(said[2], "danger" if danger else "primary")
        self.button.clicked.connect(self.start)
        foot.addWidget(self.button)
        layout.addLayout(foot)
        self.secret.returnPressed.connect(self.start)
        self.secret.textChanged.connect(lambda _text: self._enable())
        self.finished.connect(lambda _how: self._cancel())
        self._enable()
        (self.away if danger else self.secret).setFocus()

    def set_ready(self, *, ready: bool) -> None:
        """Allow the act, or not yet: the `body` lacks something."""
        self._ready = ready
        self._enable()

    def use_keyfile(self, path: Path | None) -> None:
        """Ask with this keyfile from now on, or without one."""
        self._keyfile = path
        if path is None:
            words = self._context.text(USE_KEYFILE)
        else:
            short = path.name if len(path.name) <= LONGEST_NAME else f"{path.name[:LONGEST_NAME]}…"
            words = self._context.text(WITH_KEYFILE, name=short)
        relabel(self.keyfile_button, words)
        self.secret.setFocus()

    def start(self) -> None:
        """Do it with what was typed."""
        if self._job is not None or not self.button.isEnabled():
            return
        secret, keyfile, act = self.secret.secret(), self._keyfile, self._act

        def work(progress: Progress) -> object:
            try:
                return act(secret, None if keyfile is None else keyfile_bytes(keyfile), progress)
            finally:
                secret[:] = bytes(len(secret))

        self.message.hide()
        self._job = job = self._context.runner.start(work, self._on_done, failed=self._on_failed)
        job.progressed.connect(self._progress.put)
        job.stopped.connect(self._on_stopped)
        self._progress.begin()
        self._enable()

    def reject(self) -> None:
        """Close the box, unless its act runs and must be waited for."""
        if self._job is None or not self._whole:
            super().reject()

    def _on_done(self, result: object) -> None:
        self._job = None
        self.secret.clear()
        self.accept()
        self._done(result)  # type: ignore[arg-type]  # what `act` returned: the two are bound by T where the box is made

    def _on_failed(self, problem: BaseException) -> None:
        self._on_stopped()
        notice = notice_of(problem, self._context.catalogue, self._context.reader.title_of)
        about_it = isinstance(problem, CaseVaultError) and problem.code is Code.WRONG_CREDENTIALS
        tone = Tone.CRITICAL if notice.grave else Tone.CAUTION
        self.message.show_message(tone, notice.what, notice.hint, icon_name="key-round" if about_it else "")
        self.secret.setFocus()
        self.secret.selectAll()
        self.reveal(self.message)  # on a low screen it would be said below the edge

    def _on_stopped(self) -> None:
        self._job = None
        self._progress.end()
        self._enable()

    def _on_keyfile(self) -> None:
        if self._keyfile is not None:
            self.use_keyfile(None)
            return
        ask_path(self, self._context.text(KEYFILE), Mode.ExistingFile, self.use_keyfile)

    def _enable(self) -> None:
        working = self._job is not None
        if self._body is not None:
            self._body.setEnabled(not working)  # what the act was given is what still stands there when it fails
        self.secret.setEnabled(not working)
        self.keyfile_button.setEnabled(not working)
        self.away.setEnabled(not (working and self._whole))
        self.button.setEnabled(not working and self._ready and bool(self.secret.text()))

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()


def after_asking(context: Context, act: Callable[[Progress], T]) -> Callable[[bytearray, bytes | None, Progress], T]:
    """Return `act` as one that first refuses whoever cannot open the vault now, and is not begun once it was cancelled."""

    def asked(secret: bytearray, keyfile: bytes | None, progress: Progress) -> T:
        reauthenticate(context.vault, secret, keyfile)
        progress(0, 0)  # trying a passphrase takes a second: who cancelled within it is not done by
        return act(progress)

    return asked
