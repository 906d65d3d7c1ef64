"""One field of a form: its label, its class, its editor, the answer that is not a value, and what is wrong with it in words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from casevault.domain.schema import NOT_A_VALUE_LABELS, DataClass, NotAValue
from casevault.i18n import N_
from casevault.ui.editors import make_editor
from casevault.ui.theme import MEDIUM, SPACE, Role, Style
from casevault.ui.widgets.basic import Button
from casevault.ui.words import Words

if TYPE_CHECKING:
    from casevault.domain.record import Value
    from casevault.domain.schema import Field
    from casevault.ui.editors.base import Surroundings

NEVER_LEAVES = N_("C{number} · never leaves")
BY_CONSENT = N_("C3 · leaves by consent only")
ANSWER = N_("Another answer for {field}")
HAS_A_VALUE = N_("Enter a value")


class FieldRow(QWidget):
    """A caption, an editor, and a button for "not known", "not asked", "refused", "may not be disclosed"."""

    def __init__(self, field: Field, around: Surroundings) -> None:
        super().__init__()
        self.field = field
        self._around = around
        _ = around.look.catalogue.text
        label = _(field.label)
        self.editor = make_editor(field, around)
        self.editor.widget.setObjectName(f"field.{field.key}")
        self.editor.name(label)
        self._not_a_value: NotAValue | None = None
        self._instead = Words(role=Role.TEXT2)
        self._instead.hide()
        self._problem = Words(style=Style.SMALL, role=Role.CRITICAL, wrap=True)
        self._problem.hide()
        caption = Words(label, Style.SMALL, Role.TEXT2, weight=MEDIUM)
        caption.setBuddy(self.editor.widget)
        top = QHBoxLayout()
        top.addWidget(caption)
        top.addStretch(1)
        if field.data_class >= DataClass.C3:
            by_consent = field.data_class is DataClass.C3
            note = _(BY_CONSENT) if by_consent else _(NEVER_LEAVES, number=int(field.data_class))
            top.addWidget(Words(note, Style.CAPTION, Role.TEXT3))
        middle = QHBoxLayout()
        middle.setSpacing(SPACE.TIGHT)
        middle.addWidget(self.editor.widget, 1)
        middle.addWidget(self._instead, 1)
        middle.addWidget(self._answers(label), 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE.TIGHT)
        layout.addLayout(top)
        layout.addLayout(middle)
        layout.addWidget(self._problem)

    def get(self) -> object:
        """Return what was entered, `{"na": …}`, or None for nothing."""
        return {"na": self._not_a_value.value} if self._not_a_value else self.editor.get()

    def put(self, value: Value | None) -> None:
        """Show a recorded value or draft."""
        if isinstance(value, dict) and "na" in value:
            self.editor.set(None)
            self._answer(NotAValue(str(value["na"])))
        else:
            self._answer(None)
            self.editor.set(value)

    def show_problem(self, text: str) -> None:
        """Show what is wrong below the field; "" = nothing."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def _answers(self, label: str) -> Button:
        _ = self._around.look.catalogue.text
        button = Button("", "quiet", "ellipsis", name=_(ANSWER, field=label))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(button)
        menu.addAction(_(HAS_A_VALUE), lambda: self._on_answered(None))
        menu.addSeparator()
        for answer, msg in NOT_A_VALUE_LABELS.items():
            menu.addAction(_(msg), partial(self._on_answered, answer))
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        return button

    def _on_answered(self, answer: NotAValue | None) -> None:
        self._answer(answer)
        self._around.changed()

    def _answer(self, answer: NotAValue | None) -> None:
        self._not_a_value = answer
        self._instead.setText(self._around.look.catalogue.text(NOT_A_VALUE_LABELS[answer]) if answer else "")
        self._instead.setVisible(answer is not None)
        self.editor.widget.setVisible(answer is None)
