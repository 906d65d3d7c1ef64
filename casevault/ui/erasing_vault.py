"""Erasing a whole vault from the lock screen, in two steps: what goes and what stays, then the folder's name to be typed.

No passphrase is asked for: whoever sits here can remove the folder as well, and who has forgotten it must still be able to erase.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from casevault.i18n import N_, isolated
from casevault.ui.erase_parts import GOES, STAYS, Sentences, TypedWord
from casevault.ui.messages import notice_of
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.widgets.basic import Button, row
from casevault.ui.words import InlineMessage, SurfaceDialog, Tone, Words, relabel, scrolled
from casevault.vault import erasing_facts
from casevault.vault.erasing_vault import erase_vault, plan_vault

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.ambient import Ambient
    from casevault.i18n import Catalogue
    from casevault.ui.jobs import Runner
    from casevault.vault.erasing_vault import VaultErased, VaultPlan

WIDTH, HEIGHT = 600, 480
TITLE = N_("Erase the vault {name}?")
DONE = N_("The vault {name} is erased")
RUNNING = N_("Erasing…")
GO_ON, ERASE = N_("Go on…"), N_("Erase for good")
WHAT, NAME, END = range(3)


class EraseVaultBox(SurfaceDialog):
    """The box. `erased` is told when it is closed after the vault is gone."""

    erased = Signal()

    def __init__(self, folder: Path, catalogue: Catalogue, runner: Runner, ambient: Ambient, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._folder, self._catalogue, self._runner, self._ambient = folder, catalogue, runner, ambient
        self._plan: VaultPlan | None = None
        self._done = self._working = False
        self.typed: TypedWord | None = None
        text = catalogue.text
        self.setModal(True)
        self.resize(WIDTH, HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP)
        layout.setSpacing(SPACE.CARD)
        self.title = Words("", Style.TITLE, wrap=True)
        layout.addWidget(self.title)
        self.message = InlineMessage()
        layout.addWidget(self.message)
        self._pages = QStackedWidget()
        layout.addWidget(self._pages, 1)
        self.goes, self.stays = Sentences(text(GOES)), Sentences(text(STAYS))
        self._name_page, self._end_page = _column(), _column()
        self._left = Sentences(text(STAYS))
        _fill(self._end_page, self._left)  # in its page before it is filled: without one it would be a window of its own
        for page in (_column(self.goes, self.stays), self._name_page, self._end_page):
            self._pages.addWidget(scrolled(page))
        foot = row(spacing=SPACE.NEAR)
        foot.addStretch(1)
        self.away = Button(text(N_("Cancel")), "secondary")
        self.away.clicked.connect(self.reject)
        foot.addWidget(self.away)
        self.next = Button(text(GO_ON), "danger")
        self.next.clicked.connect(self._on_next)
        self.next.setEnabled(False)
        foot.addWidget(self.next)
        layout.addLayout(foot)
        self.finished.connect(lambda _how: self._on_closed())
        self.away.setFocus()
        runner.start(lambda _progress: plan_vault(folder), self._put, failed=self._on_failed, urgent=True)

    def reject(self) -> None:
        """Close, but not while it is being erased: half of it would be gone all the same."""
        if not self._working:
            super().reject()

    def _put(self, plan: VaultPlan) -> None:
        self._plan = plan
        text, catalogue = self._catalogue.text, self._catalogue
        title = text(TITLE, name=isolated(plan.name))
        self.title.setText(title)
        self.setAccessibleName(title)
        gone, left = erasing_facts.of_vault(plan)
        self.goes.put([(fact.text(catalogue), ()) for fact in gone], catalogue)
        self.stays.put([(fact.text(catalogue), ()) for fact in left], catalogue)
        self._left.put([(fact.text(catalogue), ()) for fact in left], catalogue)
        self.typed = TypedWord(catalogue, plan.name)
        self.typed.changed.connect(self.next.setEnabled)
        self.typed.field.returnPressed.connect(self._on_next)
        said = (erasing_facts.KEYS, erasing_facts.WHOM, erasing_facts.KEYFILE, erasing_facts.LAW)
        _fill(self._name_page, *(Words(text(words), role=Role.TEXT2, wrap=True) for words in said), self.typed)
        self.next.setEnabled(True)

    def _on_next(self) -> None:
        if self._pages.currentIndex() == WHAT and self.typed is not None:
            self._pages.setCurrentIndex(NAME)
            relabel(self.next, self._catalogue.text(ERASE))
            self.next.setEnabled(False)
            self.typed.field.setFocus()
        elif self.typed is not None and self.typed.is_right and not self._working:
            self._erase(self.typed.text())

    def _erase(self, name: str) -> None:
        folder, ambient = self._folder, self._ambient

        self._busy(working=True)
        # Without a progress that could be cancelled: what is begun is carried through.
        self._runner.start(lambda _progress: erase_vault(folder, name, ambient), self._on_done, failed=self._on_failed)

    def _on_done(self, done: VaultErased) -> None:
        self._busy(working=False)
        self._done = True
        text = self._catalogue.text
        title = text(DONE, name=isolated(done.plan.name))
        self.title.setText(title)
        self.setAccessibleName(title)
        said = [erasing_facts.WHOM, *([] if done.written_over else [erasing_facts.NOT_WRITTEN_OVER])]
        _fill(self._end_page, *(Words(text(words), wrap=True) for words in said))
        self._pages.setCurrentIndex(END)
        self.next.hide()
        relabel(self.away, text(N_("Close")))
        self.away.setFocus()

    def _on_failed(self, problem: BaseException) -> None:
        self._busy(working=False)
        notice = notice_of(problem, self._catalogue)
        self.message.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)

    def _busy(self, *, working: bool) -> None:
        self._working = working
        self.away.setEnabled(not working)
        self.next.setEnabled(not working and self.typed is not None)
        if self.typed is not None:
            self.typed.setEnabled(not working)
        if working:
            self.message.hide()
        if self._pages.currentIndex() == NAME:
            relabel(self.next, self._catalogue.text(RUNNING if working else ERASE))

    def _on_closed(self) -> None:
        if self._done:
            self.erased.emit()


def _column(*widgets: QWidget) -> QWidget:
    made = QWidget()
    inner = QVBoxLayout(made)
    inner.setContentsMargins(0, 0, 0, 0)
    inner.setSpacing(SPACE.ROOM)
    for widget in widgets:
        inner.addWidget(widget)
    inner.addStretch(1)
    return made


def _fill(page: QWidget, *widgets: QWidget) -> None:
    inner = page.layout()
    if isinstance(inner, QVBoxLayout):
        for place, widget in enumerate(widgets):
            inner.insertWidget(place, widget)
