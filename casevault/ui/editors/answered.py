"""An editor with a button beside it for the answers that are no value: not known, not asked, refused, may not be disclosed.

Who types the words of an answer into the line ("not asked", or "?" for not known) has given that answer.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QWidget

from casevault.domain.answers import typed_answer
from casevault.domain.schema import NOT_A_VALUE_LABELS, NotAValue
from casevault.i18n import N_
from casevault.ui.theme import SPACE, Role
from casevault.ui.widgets.basic import Button
from casevault.ui.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.domain.record import Value
    from casevault.ui.editors.base import Editor, Surroundings

ANSWER = N_("Another answer for {field}")
HAS_A_VALUE = N_("Enter a value")
ANOTHER = N_("Add another account of this value…")


class Answered(QWidget):
    """The editor, or in its place the words of the answer that was given instead of a value."""

    def __init__(
        self,
        editor: Editor,
        label: str,
        around: Surroundings,
        another: Callable[[], object] | None = None,
        *,
        left_open: bool = False,
    ) -> None:
        """Wrap `editor`; `another` opens the form of a further account of this value, where there can be one.

        `left_open`: for a field that is needed, where “not known” also stands for what nobody has typed yet. Shown again, it is
        the empty editor, so that the value can be typed at once; left empty it stays “not known”.
        """
        super().__init__()
        self._left_open, self._is_open = left_open, False
        self._another = another
        self.editor = editor
        editor.name(label)
        self._around = around
        self._answer: NotAValue | None = None
        self._recorded = ""  # the words of the line as they were recorded: a value, whatever an answer is typed as
        self._line = editor.widget if isinstance(editor.widget, QLineEdit) else editor.widget.findChild(QLineEdit)
        if self._line is not None:
            self._line.editingFinished.connect(self._on_typed)
        self._instead = Words(role=Role.TEXT2)
        self._instead.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE.TIGHT)
        layout.addWidget(editor.widget, 1)
        layout.addWidget(self._instead, 1)
        self._button = self._answers(label)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignTop)
        self.setFocusProxy(editor.widget)

    def get(self) -> object:
        """Return what was entered, `{"na": …}`, or None for nothing."""
        answer = self._answer or self._typed()
        value = None if answer else self.editor.get()
        if self._is_open and value in (None, "", [], {}):
            answer = NotAValue.UNKNOWN
        return {"na": answer.value} if answer else value

    def put(self, value: Value | None) -> None:
        """Show a recorded value or draft."""
        self._is_open = False
        if isinstance(value, dict) and "na" in value:
            self.editor.set(None)
            answer = NotAValue(str(value["na"]))
            self._is_open = self._left_open and answer is NotAValue.UNKNOWN
            self._show(None if self._is_open else answer)
        else:
            self._show(None)
            self.editor.set(value)
        self._recorded = self._line.text() if self._line is not None else ""

    def _answers(self, label: str) -> Button:
        _ = self._around.look.catalogue.text
        button = Button("", "quiet", "ellipsis", name=_(ANSWER, field=label))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(button)
        menu.addAction(_(HAS_A_VALUE), lambda: self._on_answered(None))
        menu.addSeparator()
        for answer, msg in NOT_A_VALUE_LABELS.items():
            menu.addAction(_(msg), partial(self._on_answered, answer))
        if self._another is not None:
            menu.addSeparator()
            menu.addAction(_(ANOTHER), self._another)
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        return button

    def _typed(self) -> NotAValue | None:
        """Return the answer whose words stand in the line of a simple editor, or None."""
        line = self._line
        if line is None or line.isReadOnly() or line is not (self.editor.widget.focusProxy() or self.editor.widget):
            return None
        if isinstance(self.editor.get(), list) or (self._recorded and line.text() == self._recorded):
            return None
        return typed_answer(line.text(), self._around.look.catalogue)

    def _on_typed(self) -> None:
        answer = self._typed()
        if answer is not None and self._answer is None:
            had = self._line is not None and self._line.hasFocus()
            self._show(answer)
            if had:
                self._button.setFocus()
            self._around.changed()

    def _on_answered(self, answer: NotAValue | None) -> None:
        if answer is None and self._typed() is not None and self._line is not None:
            self._line.clear()  # what was typed was the answer, not a value
        self._show(answer)
        if answer is None:
            self.editor.widget.setFocus()
        self._around.changed()

    def _show(self, answer: NotAValue | None) -> None:
        self._answer = answer
        self._instead.setText(self._around.look.catalogue.text(NOT_A_VALUE_LABELS[answer]) if answer else "")
        self._instead.setVisible(answer is not None)
        self.editor.widget.setVisible(answer is None)
