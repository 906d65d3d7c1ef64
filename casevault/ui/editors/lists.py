"""What a field of a vault's own is made of, chosen by name: the list it offers, and the kinds of record it points to."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from casevault.domain.own import CLOSED_LISTS, CLOSED_TYPES
from casevault.domain.own_checks import key_words
from casevault.domain.values import FIELD_LIMIT
from casevault.i18n import N_
from casevault.ui.editors.base import Editor
from casevault.ui.editors.choice import NOTHING_CHOSEN, Choices
from casevault.ui.editors.select import Select
from casevault.ui.theme import CONTROL_HEIGHT, SPACE, theme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.record import Value
    from casevault.domain.schema import RecordType
    from casevault.i18n import Catalogue
    from casevault.ui.editors.base import Surroundings

NEW_LIST = N_("A list of this vault's own…")
ITS_NAME = N_("What is this list called?")
OWN = "x_"


def list_name(key: str, types: Mapping[str, RecordType], catalogue: Catalogue) -> str:
    """Return where a list is chosen from, as the form says it; one that no form asks for is called after its key."""
    for rt in types.values():
        for field in (*rt.fields, *(column for table in rt.fields for column in table.rows)):
            if field.vocabulary == key:
                return f"{catalogue.text(rt.label)} · {catalogue.text(field.label)}"
    words = key.removeprefix(OWN).replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}"


class ListEdit(QWidget):
    """One list of those that a vault may add to, by where it is asked; or a new one, by its name."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self._around = around
        text, look = around.look.catalogue.text, around.look
        self.box = Select()
        self.box.addItem(text(NOTHING_CHOSEN), None)
        keys = (key for key in look.vocabularies.entries if key not in CLOSED_LISTS)
        named = [(list_name(key, look.types, look.catalogue), key) for key in keys]
        for name, key in sorted(named, key=lambda pair: pair[0].casefold()):
            self.box.addItem(name, key)
        self.box.addItem(text(NEW_LIST), "")
        self.line = QLineEdit()
        self.line.setMaxLength(FIELD_LIMIT)
        self.line.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self.line.setPlaceholderText(text(ITS_NAME))
        self.line.setAccessibleName(text(ITS_NAME))
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhSensitiveData)
        self.line.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE.NEAR)
        layout.addWidget(self.box)
        layout.addWidget(self.line)
        self.setFocusProxy(self.box)
        self.box.activated.connect(self._on_chosen)
        self.line.textEdited.connect(lambda _text: around.changed())

    def get(self) -> object:
        """Return the key of the list, made from its name where it is new; None for nothing."""
        chosen = self.box.currentData()
        name = self.line.text().strip()
        return self._new_key(name) if chosen == "" and name else chosen or None

    def put(self, value: Value | None) -> None:
        """Show a list by its name, whatever key it has."""
        key = value if isinstance(value, str) else ""
        if key and self.box.findData(key) < 0:
            look = self._around.look
            self.box.insertItem(self.box.count() - 1, list_name(key, look.types, look.catalogue), key)
        self.box.setCurrentIndex(self.box.findData(key) if key else 0)
        self.line.clear()
        self.line.hide()

    def _new_key(self, name: str) -> str:
        """Return the key of a list by its name; of a name without Latin letters one that no list has yet."""
        if word := key_words(name):
            return f"{OWN}{word}"
        taken = self._around.look.vocabularies.entries
        return next(key for number in itertools.count(1) if (key := f"{OWN}list_{number}") not in taken)

    def _on_chosen(self, _row: int) -> None:
        self.line.setVisible(self.box.currentData() == "")
        if self.line.isVisible():
            self.line.setFocus()
        self._around.changed()


def list_editor(around: Surroundings) -> Editor:
    """Return an editor for the key of a list."""
    edit = ListEdit(around)
    return Editor(edit, edit.get, edit.put)


def types_editor(around: Surroundings) -> Editor:
    """Return a check list over the kinds of record that people fill in."""
    catalogue, types = around.look.catalogue, around.look.types

    def label(key: str) -> str:
        return catalogue.text(types[key].label) if key in types else key

    offered = sorted((key for key in types if key not in CLOSED_TYPES), key=lambda key: label(key).casefold())
    listing = Choices(offered, label, around)
    return Editor(listing, listing.get, listing.put)
