"""A code of a long list, found while its words are typed: a charge by its name in any language, its pinyin or its article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from casevault.domain.values import FIELD_LIMIT
from casevault.domain.vocabulary_search import find_codes
from casevault.i18n import N_
from casevault.ui.editors.base import Editor
from casevault.ui.offering import OfferList
from casevault.ui.theme import CONTROL_HEIGHT, theme
from casevault.vault.naming import Named

if TYPE_CHECKING:
    from casevault.domain.record import Value
    from casevault.domain.schema import Field
    from casevault.ui.editors.base import Surroundings

LOOKED_UP = frozenset({"charge"})  # lists so long, and so often in another language, that nobody scrolls through them
FIND = N_("Type a name in any language, pinyin or an article")
OFFERS = N_("Codes found")


class CodeEdit(QLineEdit):
    """A line that becomes a code. What names none stays as it was typed, for the vault to refuse with its sentence."""

    def __init__(self, field: Field, around: Surroundings) -> None:
        super().__init__()
        self._field, self._around = field, around
        self._code = ""
        self._found: list[str] = []
        self._list: OfferList | None = None
        self.setMaxLength(FIELD_LIMIT)
        self.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self.setPlaceholderText(around.look.catalogue.text(FIND))
        self.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhSensitiveData)
        self.textEdited.connect(self._on_typed)

    def get(self) -> object:
        """Return the code, what was typed where it names none, or None for nothing."""
        return self._code or self.text().strip() or None

    def put(self, value: Value | None) -> None:
        """Show a recorded code by its label, or a draft as it was typed."""
        text = value if isinstance(value, str) else ""
        self._code = text if self._around.look.vocabularies.has(self._field.vocabulary, text) else ""
        self.setText(self.label(self._code) if self._code else text)
        self.setCursorPosition(0)

    def label(self, code: str) -> str:
        """Return what a code is called, with its article and its name in the language of the law."""
        vocabularies, key = self._around.look.vocabularies, self._field.vocabulary
        parts = (
            vocabularies.label(key, code, self._around.look.catalogue),
            *(vocabularies.fact(key, code, f) for f in ("article", "zh")),
        )
        return " · ".join(part for part in dict.fromkeys(parts) if part)

    @property
    def offers(self) -> OfferList | None:
        """Return the list of what was found, None before there was any."""
        return self._list

    def _on_typed(self, text: str) -> None:
        self._code = ""
        self._around.changed()
        self._show(find_codes(self._around.look.vocabularies, self._field.vocabulary, text) if text.strip() else [])

    def _show(self, found: list[str]) -> None:
        self._found = found
        if self._list is None or self._list.parentWidget() is not self.window():
            self._list = OfferList(self.window(), self._around.look.catalogue.text(OFFERS))
            self._list.itemClicked.connect(lambda _item: self._take())
        corner = self.mapTo(self.window(), QPoint(0, 0))
        offers = [Named(code, "charge", self.label(code)) for code in found]
        self._list.put(offers, QRect(corner, self.size()), ahead=True)

    def event(self, event: QEvent) -> bool:
        """Let Tab take what is found, and Esc close the list and not the form."""
        shown = self._list is not None and self._list.isVisible()
        if shown and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        elif event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide) and self._list is not None:
            self._list.hide()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in what was found and take one with Enter; Alt+Down shows the whole list."""
        shown, key = self._list, event.key()
        if key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            vocabularies = self._around.look.vocabularies
            self._show(
                find_codes(vocabularies, self._field.vocabulary, "", limit=len(vocabularies.codes(self._field.vocabulary)))
            )
            return
        if shown is None or not shown.isVisible() or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            shown.setCurrentRow((shown.currentRow() + step) % shown.count())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif key == Qt.Key.Key_Escape:
            shown.hide()
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        row = self._list.currentRow() if self._list is not None else -1
        if self._list is not None and 0 <= row < len(self._found):
            self._list.hide()
            self._code = self._found[row]
            self.setText(self.label(self._code))
            self.setCursorPosition(0)
            self._around.changed()


def code_line(field: Field, around: Surroundings) -> Editor:
    """Return an editor for one code of a list that is looked up."""
    edit = CodeEdit(field, around)
    return Editor(edit, edit.get, edit.put)
