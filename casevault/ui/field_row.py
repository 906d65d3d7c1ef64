"""One field of a form: its label, its class, its editor, and what is wrong with it in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from casevault.domain.schema import DataClass
from casevault.i18n import N_
from casevault.ui.editors import make_editor
from casevault.ui.editors.answered import Answered
from casevault.ui.theme import MEDIUM, SPACE, Role, Style
from casevault.ui.widgets.basic import Button
from casevault.ui.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casevault.domain.record import Value
    from casevault.domain.schema import Field
    from casevault.ui.editors.base import Surroundings
    from casevault.ui.read.accounts import Account, Differing

ANOTHER_ACCOUNT = N_("Add another account")
NEVER_LEAVES = N_("C{number} · never leaves")
BY_CONSENT = N_("C3 · leaves by consent only")


class FieldRow(QWidget):
    """A caption, an editor with its answers that are no value, and a line for a problem."""

    def __init__(self, field: Field, around: Surroundings, another: Callable[[], object] | None = None) -> None:
        super().__init__()
        self.field = field
        self.entry: QWidget | None = None  # the card of another account, while one is being added
        _ = around.look.catalogue.text
        label = _(field.label)
        self.editor = make_editor(field, around)
        self.editor.widget.setObjectName(f"field.{field.key}")
        self._answered = Answered(self.editor, label, around, another, left_open=field.required)
        self._problem = Words(style=Style.SMALL, role=Role.CRITICAL, wrap=True)
        self._problem.hide()
        self._differ = Words(style=Style.SMALL, role=Role.CAUTION, weight=MEDIUM, wrap=True)
        self._accounts = Words(style=Style.SMALL, role=Role.TEXT2, wrap=True)
        self._differ.hide()
        self._accounts.hide()
        caption = Words(label, Style.SMALL, Role.TEXT2, weight=MEDIUM)
        caption.setBuddy(self.editor.widget)
        top = QHBoxLayout()
        top.addWidget(caption)
        top.addStretch(1)
        if field.data_class >= DataClass.C3:
            by_consent = field.data_class is DataClass.C3
            note = _(BY_CONSENT) if by_consent else _(NEVER_LEAVES, number=int(field.data_class))
            top.addWidget(Words(note, Style.CAPTION, Role.TEXT3))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE.TIGHT)
        layout.addLayout(top)
        layout.addWidget(self._answered)
        layout.addWidget(self._differ)
        layout.addWidget(self._accounts)
        self._more = Button(_(ANOTHER_ACCOUNT), "quiet", "plus", name=f"{label}: {_(ANOTHER_ACCOUNT)}", height=28)
        self._more.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._more.hide()  # where no source differs, the menu beside the field and Ctrl+Shift+D offer it
        if another is not None:
            self._more.clicked.connect(another)
        self._can_add = another is not None
        layout.addWidget(self._more)
        layout.addWidget(self._problem)

    def get(self) -> object:
        """Return what was entered, `{"na": …}`, or None for nothing."""
        return self._answered.get()

    def put(self, value: Value | None) -> None:
        """Show a recorded value or draft."""
        self._answered.put(value)

    def show_accounts(self, found: Sequence[Differing]) -> None:
        """Show below the field what sources say of it: how they differ, then each of them on a line."""
        own = self.field.key
        differ = [one.words if one.path == own else f"{one.label}: {one.words}" for one in found if one.words]
        lines = [self._line(one, account) for one in found for account in one.accounts]
        for words, text in ((self._differ, "\n".join(differ)), (self._accounts, "\n".join(lines))):
            words.setText(text)
            words.setVisible(bool(text))
        self._more.setVisible(self._can_add and bool(lines) and self.entry is None)

    def open_entry(self, entry: QWidget) -> None:
        """Show the card of another account under what is said already."""
        self.entry = entry
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(layout.indexOf(self._more), entry)
        self._more.hide()

    def close_entry(self) -> None:
        """Take the card away."""
        if self.entry is not None:
            self.entry.hide()
            self.entry.deleteLater()
            self.entry = None
        self._more.setVisible(self._can_add and bool(self._accounts.text()))
        self.editor.widget.setFocus()

    def _line(self, about: Differing, account: Account) -> str:
        value = account.value if about.path == self.field.key else f"{about.label}: {account.value}"
        return " · ".join(part for part in (value, account.source, account.said, account.status) if part)

    def show_problem(self, text: str) -> None:
        """Show what is wrong below the field; "" = nothing."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
