"""Another account of a value, added under its field: what is said, by whom, how reliable the source and how credible this is.

It is one act of its own, whatever becomes of the form around it, and a draft until it is added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from casevault.domain.consent import text_of
from casevault.errors import CaseVaultError
from casevault.i18n import N_
from casevault.ui.draft import Draft
from casevault.ui.editors import make_editor
from casevault.ui.editors.answered import Answered
from casevault.ui.editors.rows import Card
from casevault.ui.editors.surroundings import VaultSurroundings
from casevault.ui.messages import notice_of
from casevault.ui.theme import MEDIUM, SPACE, Role, Style
from casevault.ui.told import VALUE, Told
from casevault.ui.widgets.basic import Button
from casevault.ui.words import Words
from casevault.vault.acts import Add, Edit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QKeyEvent

    from casevault.domain.record import Changes, Record
    from casevault.domain.schema import Field
    from casevault.ui.context import Context
    from casevault.vault.acts import AnyEdit

TITLE = N_("Another account of this value")
ADD = N_("Add this account")
CANCEL = N_("Close")
NO_VALUE = N_("Enter what this source says.")
RELIABILITY = "reliability"
ASKED = (VALUE, "source", RELIABILITY, "credibility", "wording")


class AccountEntry(Card):
    """The fields of one account, on a card under the field it speaks of."""

    closed = Signal()

    def __init__(self, context: Context, told: Told) -> None:
        super().__init__()
        self._context, self._told = context, told
        self._filling = True
        self._busy = False
        self._reliability: object = None  # of the chosen source, as recorded
        self.draft = Draft(context, f"form/claim/{told.about}/{told.spot.path}", self._content, self)
        self._around = VaultSurroundings(context, self._on_changed, self._on_problem)
        self.parts: dict[str, Answered] = {}
        self._problem = Words(style=Style.SMALL, role=Role.CRITICAL, wrap=True)
        self._problem.hide()
        self._lay_out()
        self._filling = False
        self.draft.load(self._on_draft)

    def begin(self) -> None:
        """Take the keyboard."""
        self.parts[VALUE].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the card and keeps what was typed; the form stays."""
        if event.key() == Qt.Key.Key_Escape:
            self._on_close()
            return
        super().keyPressEvent(event)

    def add(self) -> None:
        """Record the account, and the grade of its source where that was changed: one act."""
        if self._busy:
            return
        values = {key: part.get() for key, part in self.parts.items()}
        if values[VALUE] is None:
            self._say(self._context.text(NO_VALUE))
            self.begin()
            return
        self._busy = True
        self.draft.hold()
        reliability, source = values.pop(RELIABILITY), values["source"]
        claim = {"record": self._told.about, "field": self._told.spot.path, "status": "asserted", **values}
        acts: list[AnyEdit] = [Add("claim", {key: value for key, value in claim.items() if value is not None})]
        if isinstance(source, str) and reliability is not None and reliability != self._reliability:
            acts.append(Edit(source, {RELIABILITY: reliability}))
        vault, key, recorded = self._context.vault, self.draft.key, self.draft.recorded

        def work(_progress: object) -> Changes:
            changes = vault.records.apply(acts, strict=False)
            recorded.set()
            vault.drafts.discard(key)
            return changes

        self._context.runner.start(work, self._on_added, failed=self._on_failed, urgent=True)

    def _on_added(self, changes: Changes) -> None:
        self.draft.forget()
        self._context.changes.happened.emit(changes)
        self.closed.emit()

    def _on_failed(self, problem: BaseException) -> None:
        self._busy = False
        self.draft.keep()
        self._on_problem(problem)

    def _on_problem(self, problem: BaseException) -> None:
        notice = notice_of(problem, self._context.catalogue, self._around.look.title_of)
        self._say(f"{notice.what} {notice.hint}".strip())
        key = str(problem.safe.get("field", "")).partition("/")[0] if isinstance(problem, CaseVaultError) else ""
        if key in self.parts:
            self.parts[key].setFocus()

    def _say(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def _on_close(self) -> None:
        self.draft.keep()
        self.closed.emit()

    def _on_changed(self) -> None:
        if not self._filling:
            self.draft.note_change()
        self._read_source()

    def _read_source(self) -> None:
        """Show how reliable the chosen source is, as it is on record."""
        source, vault = self.parts["source"].get() if "source" in self.parts else None, self._context.vault
        if self._filling or not isinstance(source, str):
            return

        def put(found: Record) -> None:
            if isValid(self) and self.parts["source"].get() == found.id and self._reliability != text_of(found, RELIABILITY):
                self._reliability = text_of(found, RELIABILITY)
                self._filling = True
                self.parts[RELIABILITY].put(str(self._reliability) or None)
                self._filling = False

        self._context.runner.start(lambda _progress: vault.records.get(source), put, failed=self._on_problem, urgent=True)

    def _content(self) -> dict[str, Any]:
        return {"fields": {key: value for key, part in self.parts.items() if (value := part.get()) is not None}}

    def _on_draft(self, draft: Mapping[str, Any]) -> None:
        fields = draft.get("fields")
        if not isinstance(fields, dict):
            return
        self._filling = True
        for key, part in self.parts.items():
            if part.get() is None and key in fields:
                part.put(fields[key])
        self._filling = False

    def _field(self, key: str) -> Field:
        claim, source = self._told.schema.type("claim"), self._told.schema.type("source")
        field = (source if key == RELIABILITY else claim).field(key)
        if field is None:
            raise LookupError(key)
        return self._told.field(field)

    def _part(self, key: str) -> QVBoxLayout:
        field, text = self._field(key), self._context.text
        label = text(field.label)
        editor = make_editor(field, self._around)
        editor.widget.setObjectName(f"account.{key}")
        self.parts[key] = Answered(editor, label, self._around)
        caption = Words(label, Style.SMALL, Role.TEXT2)
        caption.setBuddy(editor.widget)
        column = QVBoxLayout()
        column.setSpacing(SPACE.TIGHT)
        column.addWidget(caption)
        column.addWidget(self.parts[key])
        column.addStretch(1)
        return column

    def _lay_out(self) -> None:
        text = self._context.text
        page = QVBoxLayout(self)
        page.setContentsMargins(SPACE.CARD, SPACE.CARD, SPACE.CARD, SPACE.CARD)
        page.setSpacing(SPACE.NEAR)
        page.addWidget(Words(text(TITLE), Style.SMALL, Role.TEXT2, weight=MEDIUM))
        page.addLayout(self._part(VALUE))
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.CARD)
        grid.setVerticalSpacing(SPACE.NEAR)
        grid.addLayout(self._part("source"), 0, 0, 1, 2)
        grid.addLayout(self._part(RELIABILITY), 1, 0)
        grid.addLayout(self._part("credibility"), 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        page.addLayout(grid)
        page.addLayout(self._part("wording"))
        page.addWidget(self._problem)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE.NEAR)
        foot.addWidget(self.draft.state, 1)
        close, add = Button(text(CANCEL)), Button(text(ADD))
        close.clicked.connect(self._on_close)
        add.clicked.connect(self.add)
        add.setObjectName("account.add")
        foot.addWidget(close)
        foot.addWidget(add)
        page.addLayout(foot)
        last: QWidget | None = None
        for key in ASKED:
            if last is not None:
                QWidget.setTabOrder(last, self.parts[key])
            last = self.parts[key]
