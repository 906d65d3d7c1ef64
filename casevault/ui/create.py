"""Making a vault, in four steps that cannot be skipped: where, passphrase, recovery code typed back whole, tested."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from casevault.crypto import kdf
from casevault.crypto.keywrap import wipe
from casevault.crypto.recovery_code import GROUP_LENGTH, first_difference
from casevault.errors import CaseVaultError
from casevault.i18n import N_
from casevault.synced import synced_place
from casevault.ui.inactivity import Inactivity
from casevault.ui.limits import TITLE as LIMITS
from casevault.ui.limits import show_limits
from casevault.ui.messages import notice_of
from casevault.ui.theme import MEDIUM, SPACE, Role, Style, theme
from casevault.ui.ways.code_sheet import GROUP_WRONG, GROUPS_A_LINE, TYPE_BACK, WRITE_DOWN
from casevault.ui.ways.code_words import CodeWords
from casevault.ui.ways.new_passphrase import NewPassphrase, captioned
from casevault.ui.widgets.basic import Button
from casevault.ui.widgets.check import Check
from casevault.ui.words import InlineMessage, Tone, Words, in_the_middle, relabel, scrolled
from casevault.vault.finding import SUFFIX
from casevault.vault.slots import SlotKind
from casevault.vault.vault import Vault
from casevault.vault.ways import note_code_shown

if TYPE_CHECKING:
    from casevault.ambient import Ambient
    from casevault.crypto.kdf import Bounds, KdfProfile
    from casevault.i18n import Catalogue, Msg
    from casevault.progress import Progress
    from casevault.ui.jobs import Runner

COLUMN = 520
LEFT_ALONE = 10.0  # minutes: who writes nine groups on paper touches nothing meanwhile
TALL = 40  # height of the controls on this page
WHERE_STEP, PASSPHRASE_STEP, CODE_STEP, TESTED_STEP = range(4)

TITLE = N_("Make a vault")
STEPS = (N_("Step 1 of 4 · Where"), N_("Step 2 of 4 · Passphrase"), N_("Step 3 of 4 · Recovery code"), N_("Step 4 of 4 · Tested"))
FOLDER = N_("Folder")
FOLDER_SEEN = N_("Its name can be seen by anyone with this computer.")
CHOOSE = N_("Choose…")
SIGN = N_("Entries are signed with (a name or initials)")
SYNCED = N_("“{place}” keeps copies outside your control. Choose another folder, or go on knowing this.")
SYNCED_OK = N_("I know this, use it all the same")
NO_WAY_BACK = N_("Without the passphrase and without this code no one can open this vault, and neither can its makers.")
TESTED = N_("Opened once with the passphrase and once with the code. Ready.")
TESTING = N_("Opening it once with the passphrase and once with the code…")
MAKING = N_("Making the vault: the key is being made slow to guess on this computer…")
CONTINUE = N_("Continue")
BACK = N_("Back")
OPEN_OTHER = N_("Open a vault that exists")
OPEN_IT = N_("Open the vault")


class CreatePage(QWidget):
    """Walks through the four steps and hands over the open vault at the end."""

    made = Signal(object)  # Vault
    cancelled = Signal()
    folder_wanted = Signal()
    open_wanted = Signal()
    held = Signal()  # a vault is about to stand open behind this page
    left_alone = Signal()  # it stands open, and nobody has touched anything for long

    def __init__(
        self,
        folder: Path,
        catalogue: Catalogue,
        runner: Runner,
        ambient: Ambient,
        *,
        profile: KdfProfile | None = None,
        bounds: Bounds = kdf.STANDARD,
    ) -> None:
        """`profile` and `bounds` are arguments for tests."""
        super().__init__()
        self._catalogue = catalogue
        self._runner = runner
        self._ambient = ambient
        self._profile = profile
        self._bounds = bounds
        self._vault: Vault | None = None
        self._brought: list[Vault] = []  # by work whose word may not have reached this page: all are closed with it
        self.begun: Path | None = None  # the folder of a vault that is being made or stands open here
        self._idle = Inactivity(LEFT_ALONE, self)
        self._idle.passed.connect(self._on_idle)
        self._code = ""
        self._step = Words(style=Style.SMALL, role=Role.TEXT2)
        self._pages = QStackedWidget()
        self.message = InlineMessage()
        self.folder = self._line("create.folder", FOLDER)
        self.folder.setText(str(folder))
        self.sign = self._line("create.sign", SIGN)
        self.synced_ok = Check(catalogue.text(SYNCED_OK))
        self.synced_ok.hide()
        self._new = NewPassphrase(catalogue, ambient)
        self.passphrase, self.again = self._new.first, self._new.again
        for field in (self.passphrase, self.again):
            field.setMinimumHeight(theme.scaled(TALL))
        self._code_words = CodeWords()
        self._code_words.setObjectName("create.code")
        self.typed_code = self._line("create.typed_code", TYPE_BACK)
        self._tested = Words(style=Style.BODY, wrap=True)
        self.back = Button(catalogue.text(BACK), height=TALL)
        self.go_on = Button(catalogue.text(CONTINUE), "primary", height=TALL)
        self.go_on.setObjectName("create.continue")
        self._lay_out()
        self.back.clicked.connect(self._on_back)
        self.go_on.clicked.connect(self._on_continue)
        self.folder.textChanged.connect(lambda _text: self._ask_again())
        for line in (self.folder, self.sign, self.passphrase, self.again, self.typed_code):
            line.returnPressed.connect(self._on_continue)
        self.typed_code.textChanged.connect(lambda _text: self._compare_code())
        self._show(WHERE_STEP)

    # steps

    def _show(self, step: int) -> None:
        self._pages.setCurrentIndex(step)
        self.synced_ok.setVisible(step == WHERE_STEP and self.synced_ok.isChecked())
        self._step.setText(self._catalogue.text(STEPS[step]))
        self.message.hide()
        self._open_other.setVisible(step == WHERE_STEP)
        # Once the code is shown the vault exists: there is only forward.
        self.back.setVisible(step in {WHERE_STEP, PASSPHRASE_STEP})
        relabel(self.go_on, self._catalogue.text(OPEN_IT if step == TESTED_STEP else CONTINUE))
        self.go_on.setEnabled(step != CODE_STEP)
        focus = (self.folder, self.again, self.typed_code, self.go_on)[step]
        focus.setFocus()

    def _on_back(self) -> None:
        if self._pages.currentIndex() == WHERE_STEP:
            self.cancelled.emit()
        else:
            self._show(WHERE_STEP)

    def _on_continue(self) -> None:
        if self.go_on.isEnabled():
            (self._after_where, self._after_passphrase, self._after_code, self._after_test)[self._pages.currentIndex()]()

    def _ask_again(self) -> None:
        """Take back the yes to a place that others hold: it was given for the place named then."""
        self.synced_ok.setChecked(False)
        self.synced_ok.hide()
        self.message.hide()

    def _after_where(self) -> None:
        place = synced_place(self._path())
        if place and not self.synced_ok.isChecked():
            self.message.show_message(Tone.CAUTION, self._catalogue.text(SYNCED, place=place))
            self.synced_ok.show()
            return
        self._new.knows(self._path().stem, self.sign.text())
        self._show(PASSPHRASE_STEP)

    def _after_passphrase(self) -> None:
        if not self._new.typed:
            self._new.insist()
            return
        self.message.show_message(Tone.INFO, self._catalogue.text(MAKING))
        self.go_on.setEnabled(False)
        self.back.setEnabled(False)
        secret = self._new.typed.copy()
        folder, sign, synced_ok = self._path(), self.sign.text().strip() or "initial", self.synced_ok.isChecked()
        profile, ambient, brought = self._profile, self._ambient, self._brought
        self.begun = folder
        self.held.emit()

        def work(progress: Progress) -> tuple[Vault, str]:
            try:
                made = Vault.create(
                    folder,
                    secret,
                    sign_as=sign,
                    profile=profile,
                    ambient=ambient,
                    synced_folder_ok=synced_ok,
                    progress=progress,
                )
                brought.append(made[0])
                with contextlib.suppress(CaseVaultError):  # a full disk: the vault is made, and the page has said what matters
                    note_code_shown(made[0])  # until it was typed back: whatever ends this page before, the next opening says so
                return made
            finally:
                wipe(secret)

        self._runner.start(work, self._on_created, failed=self._on_failed)

    def _on_created(self, created: tuple[Vault, str]) -> None:
        self.back.setEnabled(True)
        self._vault, self._code = created
        self._code_words.put(self._code, GROUPS_A_LINE)
        self._idle.wait_for(LEFT_ALONE)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self._idle)
        self._show(CODE_STEP)

    def _compare_code(self) -> None:
        """Name the first group that differs as soon as it is whole, and open the way once none does."""
        typed = self.typed_code.text()
        wrong = first_difference(self._code, typed)
        self.go_on.setEnabled(not wrong)
        letters = sum(1 for letter in typed if letter.isalnum())
        if wrong and letters >= wrong * GROUP_LENGTH:
            self.message.show_message(Tone.CAUTION, self._catalogue.text(GROUP_WRONG, group=wrong))
        else:
            self.message.hide()

    def _after_code(self) -> None:
        self.message.show_message(Tone.INFO, self._catalogue.text(TESTING))
        self.go_on.setEnabled(False)
        vault, code = self._vault, self._code
        if vault is None:
            return
        secret, ambient, bounds, brought = self._new.typed.copy(), self._ambient, self._bounds, self._brought

        def work(_progress: object) -> Vault:
            # What will be needed on a bad day is done once on this good one: both ways in, from the files on the disk.
            folder, typed_back = vault.folder, bytearray(code.encode("ascii"))
            try:
                vault.close()
                with Vault.open(folder, typed_back, kind=SlotKind.RECOVERY, ambient=ambient, bounds=bounds):
                    pass
                opened = Vault.open(folder, secret, ambient=ambient, bounds=bounds)
                brought.append(opened)
                return opened
            finally:
                wipe(secret, typed_back)

        self._runner.start(work, self._on_tested, failed=self._on_failed)

    def _on_tested(self, vault: Vault) -> None:
        self._vault = vault
        self._code = ""
        self._code_words.clear()
        self._new.clear()
        self.typed_code.clear()
        self._tested.setText(self._catalogue.text(TESTED))
        self._show(TESTED_STEP)

    def _after_test(self) -> None:
        vault, self._vault = self._vault, None
        self._brought.clear()
        self.begun = None
        if vault is not None:
            self.made.emit(vault)

    def _on_failed(self, problem: BaseException) -> None:
        self.back.setEnabled(True)
        if self._pages.currentIndex() == PASSPHRASE_STEP:
            self.begun = None
            self._show(WHERE_STEP)  # the words were checked here: what is left is the place
        notice = notice_of(problem, self._catalogue)
        self.message.show_message(Tone.CAUTION, notice.what, notice.hint)
        self.go_on.setEnabled(True)

    def close_vault(self) -> None:
        """Close a vault that was made and not handed over: the window is going."""
        self._vault, self.begun, self._code = None, None, ""
        for vault in self._brought:
            vault.close()
        self._brought.clear()
        self._code_words.clear()
        self._new.clear()
        self.typed_code.clear()

    def _on_idle(self) -> None:
        if self._vault is not None:
            self.left_alone.emit()

    # parts

    def _path(self) -> Path:
        text = self.folder.text().strip()
        return Path(text if text.endswith(SUFFIX) else text + SUFFIX).expanduser()

    def _line(self, name: str, label: Msg) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName(name)
        edit.setMinimumHeight(theme.scaled(TALL))
        edit.setAccessibleName(self._catalogue.text(label))
        edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        return edit

    def _page(self, *parts: QWidget | QVBoxLayout | QHBoxLayout) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.CARD)
        for part in parts:
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                column.addLayout(part)
        column.addStretch(1)
        self._pages.addWidget(page)

    def _lay_out(self) -> None:
        _ = self._catalogue.text
        choose = Button(_(CHOOSE), height=TALL)
        choose.clicked.connect(self.folder_wanted)
        where = QHBoxLayout()
        where.addWidget(self.folder, 1)
        where.addWidget(choose)
        folder_label = Words(_(FOLDER), Style.SMALL, Role.TEXT2, weight=MEDIUM)
        folder_label.setBuddy(self.folder)
        seen = Words(_(FOLDER_SEEN), Style.SMALL, Role.TEXT3, wrap=True)
        self._page(folder_label, where, seen, captioned(self.sign))
        self._page(self._new)
        self._page(
            Words(_(WRITE_DOWN), wrap=True),
            self._code_words,
            captioned(self.typed_code),
            Words(_(NO_WAY_BACK), Style.SMALL, Role.TEXT2, wrap=True),
        )
        self._page(self._tested)
        foot = QHBoxLayout()
        open_other = Button(_(OPEN_OTHER), "quiet", "folder-open", height=TALL)
        open_other.clicked.connect(self.open_wanted)
        self._open_other = open_other
        foot.addWidget(self.back)
        foot.addWidget(open_other)
        foot.addStretch(1)
        foot.addWidget(self.go_on)
        column = QVBoxLayout()
        column.setSpacing(SPACE.CARD)
        column.addWidget(Words(_(TITLE), Style.DISPLAY))
        column.addWidget(self._step)
        column.addSpacing(SPACE.NEAR)
        column.addWidget(self._pages)
        column.addWidget(self.message)
        column.addWidget(self.synced_ok)  # below what it says yes to
        column.addLayout(foot)
        limits = Button(_(LIMITS), "quiet", "shield-off", height=TALL)
        limits.clicked.connect(lambda: show_limits(self._catalogue, self))
        below = QHBoxLayout()
        below.addWidget(limits)
        below.addStretch(1)
        column.addSpacing(SPACE.ROOM)
        column.addLayout(below)
        middle = QWidget()
        middle.setFixedWidth(theme.pane(COLUMN))
        middle.setLayout(column)
        whole = QWidget()  # in a low window with large text it scrolls
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(whole))
        page = QVBoxLayout(whole)
        page.addStretch(1)
        page.addLayout(in_the_middle(middle))
        page.addStretch(2)
