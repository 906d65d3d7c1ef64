"""Editors of references: a record found while its name is typed, in any script; a new one is made with Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from casevault.domain.answers import typed_answer
from casevault.i18n import N_
from casevault.ui.editors.base import Choice, Editor
from casevault.ui.theme import CONTROL_HEIGHT, theme
from casevault.ui.widgets.basic import Button

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent

    from casevault.domain.record import Value
    from casevault.domain.schema import Field
    from casevault.ui.editors.base import Surroundings

CHIP = 28  # height of what was chosen, in pixels
TYPING_PAUSE = 150  # ms before what was typed is searched for
FIND = N_("Type a name, a code or a word")
MAKE = N_("New: “{name}”")
REMOVE = N_("Remove {name}")
MAKEABLE = ("person", "organisation", "place", "facility")  # a name is enough to begin one of these


class ReferenceEdit(QLineEdit):
    """A line that becomes a record. What was typed and not chosen is no value: the line then shows the last choice again."""

    chosen = Signal()

    def __init__(self, targets: tuple[str, ...], around: Surroundings) -> None:
        super().__init__()
        self._targets = targets
        self._around = around
        self.choice: Choice | None = None
        self._offers: list[Choice] = []
        self._typed = ""  # what the offers were found for
        self._model = QStringListModel(self)
        completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(8)
        completer.activated[QModelIndex].connect(self._on_activated)  # type: ignore[index]  # the stubs know no overloads
        self.setCompleter(completer)
        self.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self.setPlaceholderText(around.look.catalogue.text(FIND))
        self.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhSensitiveData)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE)
        self._pause.timeout.connect(self._ask)
        self.textEdited.connect(lambda _text: self._pause.start())
        theme.changed.connect(self._name_anew)

    def _name_anew(self) -> None:
        """Call the choice as the window calls it now: names may have turned to codes."""
        if self.choice is None:
            return
        had = self.choice

        def put(title: str) -> None:
            if isValid(self) and self.choice == had:
                self.choice = Choice(had.id, title)
                if self.text() == had.title:
                    self.setText(title)
                    self.setCursorPosition(0)

        self._around.read(lambda look: look.title_of(had.id), put)

    def put(self, record_id: str) -> None:
        """Show the record with this id, or nothing for ""."""
        self.choice = Choice(record_id, self._around.look.title_of(record_id)) if record_id else None
        self.setText(self.choice.title if self.choice else "")
        self.setCursorPosition(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the choice again when the line is left, or clear it where the person emptied the line."""
        popup_open = event.reason() is Qt.FocusReason.PopupFocusReason
        if not popup_open:
            if typed_answer(self.text(), self._around.look.catalogue) is not None:
                self.editingFinished.emit()  # an answer in words is heard before what names no record is cleared away
            if not self.text().strip():
                had = self.choice is not None
                self.choice = None
                if had:
                    self.chosen.emit()
            elif self.choice is not None:
                self.setText(self.choice.title)
            else:
                self.clear()
        super().focusOutEvent(event)

    def _ask(self) -> None:
        self._around.find(self._targets, self.text().strip(), self._on_found)

    def _on_found(self, offers: list[Choice]) -> None:
        if not isValid(self):  # the form was closed, or the row taken out, while the vault was looking
            return
        typed = self.text().strip()
        labels = [f"{offer.title}   {offer.detail}" if offer.detail else offer.title for offer in offers]
        if typed and any(target in MAKEABLE for target in self._targets):
            labels.append(self._around.look.catalogue.text(MAKE, name=typed))
        self._offers = offers
        self._typed = typed
        self._model.setStringList(labels)
        if self.hasFocus() and labels:
            self.completer().complete()

    def _on_activated(self, index: QModelIndex) -> None:
        row = index.row()
        if row < len(self._offers):
            self._take(self._offers[row])
            return
        target = next(target for target in self._targets if target in MAKEABLE)
        self._around.make(target, self._typed, self._take)

    def _take(self, choice: Choice) -> None:
        if not isValid(self):
            return
        self.choice = choice
        # After the completer has set the text to its own label.
        QTimer.singleShot(0, self, lambda: self.setText(choice.title))
        self.chosen.emit()


def reference_editor(field: Field, around: Surroundings) -> Editor:
    """Return an editor for one reference."""
    edit = ReferenceEdit(field.targets, around)
    edit.chosen.connect(around.changed)

    def get() -> object:
        return edit.choice.id if edit.choice else None

    def put(value: Value | None) -> None:
        edit.put(value if isinstance(value, str) else "")

    return Editor(edit, get, put)


class ReferencesEdit(QWidget):
    """Several references: a line to add one, and a button each to take it out again."""

    def __init__(self, targets: tuple[str, ...], around: Surroundings) -> None:
        super().__init__()
        self._around = around
        self.ids: list[str] = []
        self._line = ReferenceEdit(targets, around)
        self._line.chosen.connect(self._on_chosen)
        self._chips = QVBoxLayout()
        self._chips.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._chips)
        layout.addWidget(self._line)
        self.setFocusProxy(self._line)
        theme.changed.connect(self._name_anew)

    def put(self, ids: list[str]) -> None:
        """Show these records."""
        self.ids = list(ids)
        self._draw()

    def _name_anew(self) -> None:
        ids = tuple(self.ids)

        def put(titles: dict[str, str]) -> None:
            if isValid(self):
                self._draw(titles)

        if ids:
            self._around.read(lambda look: {one: look.title_of(one) for one in ids}, put)

    def _on_chosen(self) -> None:
        choice = self._line.choice
        if choice is not None and choice.id not in self.ids:
            self.ids.append(choice.id)
            self._draw({choice.id: choice.title})
            self._around.changed()
        self._line.choice = None
        QTimer.singleShot(0, self._line, self._line.clear)

    def _draw(self, known: dict[str, str] | None = None) -> None:
        while (item := self._chips.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for record_id in self.ids:
            title = (known or {}).get(record_id) or self._around.look.title_of(record_id)
            chip = Button(title, "secondary", "x", name=self._around.look.catalogue.text(REMOVE, name=title), height=CHIP)
            chip.clicked.connect(lambda _checked=False, gone=record_id: self._on_removed(gone))
            row = QWidget()
            row_layout = QHBoxLayout(row)
            row_layout.setContentsMargins(0, 0, 0, 0)
            row_layout.addWidget(chip)
            row_layout.addStretch(1)
            self._chips.addWidget(row)
            QWidget.setTabOrder(self._line, chip)  # beside its line, not after all that was there before it

    def _on_removed(self, record_id: str) -> None:
        self.ids.remove(record_id)
        self._draw()
        self._around.changed()


def references_editor(field: Field, around: Surroundings) -> Editor:
    """Return an editor for several references."""
    edit = ReferencesEdit(field.targets, around)

    def get() -> object:
        return list(edit.ids) or None

    def put(value: Value | None) -> None:
        edit.put([str(part) for part in value] if isinstance(value, list) else [])

    return Editor(edit, get, put)
