"""A back-up was chosen where a vault was asked for: it is restored into a new folder, which is then unlocked like any vault."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from casevault.i18n import N_
from casevault.ui.ask_secret import KEYFILE
from casevault.ui.file_dialog import Mode, ask_path
from casevault.ui.messages import notice_of
from casevault.ui.secret_field import SHOW_TYPED, SecretField
from casevault.ui.theme import CONTROL_HEIGHT, MEDIUM, SPACE, Role, Style, theme
from casevault.ui.unlock import USE_KEYFILE, WITH_KEYFILE, shortened
from casevault.ui.widgets.basic import Button, row
from casevault.ui.widgets.check import Check
from casevault.ui.widgets.states import ProgressLine
from casevault.ui.words import InlineMessage, Tone, Words, in_the_middle, relabel
from casevault.vault.backup import DAMAGED
from casevault.vault.keyfile import keyfile_bytes
from casevault.vault.restore import DAMAGED_HINT, Restored, restore
from casevault.vault.slots import SlotKind

if TYPE_CHECKING:
    from casevault.ambient import Ambient
    from casevault.crypto.kdf import Bounds
    from casevault.i18n import Catalogue
    from casevault.progress import Progress
    from casevault.ui.jobs import Job, Runner
    from casevault.vault.backup_place import Place

WIDTH = 480
TITLE = N_("Restore a back-up")
WHICH = N_("Back-up {generation} from {place}. It is only read.")
INTO = N_("New folder")
SECRET = N_("Passphrase of that day")
IS_CODE = N_("This is the recovery code")
RESTORE = N_("Restore")
RUNNING = N_("Reading, copying and checking")
DONE = N_("The back-up was restored and checked. Records: {records}, changes: {changes}, attachments: {attachments}.")


class RestorePage(QWidget):
    """Asks where to and with what; `restored` carries what was made."""

    restored = Signal(object)  # Restored
    cancelled = Signal()

    def __init__(
        self,
        place: Place,
        generation: int,
        target: Path,
        *,
        catalogue: Catalogue,
        runner: Runner,
        ambient: Ambient,
        bounds: Bounds,
    ) -> None:
        super().__init__()
        self._place, self._generation = place, generation
        self._catalogue, self._runner, self._ambient, self._bounds = catalogue, runner, ambient, bounds
        self._job: Job | None = None
        _ = catalogue.text
        column = QWidget()
        column.setFixedWidth(theme.pane(WIDTH))
        layout = QVBoxLayout(column)
        layout.setSpacing(SPACE.CARD)
        layout.addWidget(Words(_(TITLE), Style.DISPLAY, wrap=True))
        layout.addWidget(Words(_(WHICH, generation=generation, place=str(place.path)), role=Role.TEXT2, wrap=True))
        self.folder = self._field(layout, _(INTO), str(target))
        self.secret = SecretField(_(SECRET), _(SHOW_TYPED))
        self._put_field(layout, self.secret)
        self.is_code = Check(_(IS_CODE))
        layout.addWidget(self.is_code)
        self.keyfile: Path | None = None  # read when the back-up is, and remembered nowhere
        self.keyfile_button = Button(_(USE_KEYFILE), "quiet", "file-text")
        self.keyfile_button.clicked.connect(self._on_keyfile)
        self.is_code.toggled.connect(lambda on: self.keyfile_button.setVisible(not on))
        layout.addWidget(self.keyfile_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.message = InlineMessage()
        layout.addWidget(self.message)
        self._progress = ProgressLine(_(RUNNING), _(N_("Cancel")))
        self._progress.cancelled.connect(self._cancel)
        layout.addWidget(self._progress)
        foot = row(spacing=SPACE.NEAR)
        foot.addStretch(1)
        back = Button(_(N_("Back")), "secondary")
        back.clicked.connect(self._on_back)
        foot.addWidget(back)
        self.button = Button(_(RESTORE), "primary")
        self.button.clicked.connect(self.start)
        foot.addWidget(self.button)
        layout.addLayout(foot)
        self.secret.returnPressed.connect(self.start)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addLayout(in_the_middle(column))
        outer.addStretch(2)

    def start(self) -> None:
        """Restore with what was entered."""
        target = self.folder.text().strip()
        if not self.secret.text() or not target or self._job is not None:
            return
        secret = self.secret.secret()
        kind = SlotKind.RECOVERY if self.is_code.isChecked() else SlotKind.PASSPHRASE
        source, ambient, bounds = self._place.folder(self._generation), self._ambient, self._bounds
        keyfile = self.keyfile if kind is SlotKind.PASSPHRASE else None

        def work(progress: Progress) -> Restored:
            try:
                content = None if keyfile is None else keyfile_bytes(keyfile)
                return restore(
                    source,
                    Path(target),
                    secret,
                    kind=kind,
                    keyfile=content,
                    ambient=ambient,
                    bounds=bounds,
                    progress=progress,
                )
            finally:
                secret[:] = bytes(len(secret))

        self.message.hide()
        self._busy(working=True)
        job = self._runner.start_long(work, self._on_restored, failed=self._on_failed)
        job.progressed.connect(self._progress.put)
        job.stopped.connect(lambda: self._busy(working=False))
        self._job = job

    def use_keyfile(self, path: Path | None) -> None:
        """Restore with the keyfile at `path`, or without one."""
        self.keyfile = path
        _ = self._catalogue.text
        relabel(self.keyfile_button, _(USE_KEYFILE) if path is None else _(WITH_KEYFILE, name=shortened(path.name)))
        self.secret.setFocus()

    def _on_keyfile(self) -> None:
        """Ask for the keyfile, or go on without the one that was chosen."""
        if self.keyfile is not None:
            self.use_keyfile(None)
        else:
            ask_path(self, self._catalogue.text(KEYFILE), Mode.ExistingFile, self.use_keyfile)

    def _field(self, layout: QVBoxLayout, label: str, text: str) -> QLineEdit:
        edit = QLineEdit(text)
        edit.setAccessibleName(label)
        self._put_field(layout, edit)
        return edit

    def _put_field(self, layout: QVBoxLayout, edit: QLineEdit) -> None:
        caption = Words(edit.accessibleName(), Style.SMALL, Role.TEXT2, weight=MEDIUM)
        caption.setBuddy(edit)
        edit.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        together = QVBoxLayout()
        together.setSpacing(SPACE.TIGHT)
        together.addWidget(caption)
        together.addWidget(edit)
        layout.addLayout(together)

    def _on_restored(self, made: Restored) -> None:
        self.secret.clear()
        self._busy(working=False)
        self.restored.emit(made)

    def _on_failed(self, problem: BaseException) -> None:
        self._busy(working=False)
        notice = notice_of(problem, self._catalogue)
        self.message.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)
        self.secret.setFocus()
        self.secret.selectAll()

    def _busy(self, *, working: bool) -> None:
        for widget in (self.folder, self.secret, self.is_code, self.keyfile_button, self.button):
            widget.setEnabled(not working)
        if working:
            self._progress.begin()
        else:
            self._job = None
            self._progress.end()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_back(self) -> None:
        self._cancel()
        self.cancelled.emit()


def done_message(catalogue: Catalogue, made: Restored) -> str:
    """Return the sentences about what was restored, and what was not in the back-up."""
    said = [catalogue.text(DONE, records=made.records, changes=made.changes, attachments=made.attachments)]
    if made.damaged:
        said += [catalogue.text(DAMAGED, count=len(made.damaged)), catalogue.text(DAMAGED_HINT)]
    return " ".join(said)
