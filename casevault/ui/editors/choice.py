"""Editors of choices: one code, several codes, yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from casevault.domain.folding import fold
from casevault.domain.own import CLOSED_TYPES
from casevault.i18n import N_
from casevault.ui.editors.base import Editor
from casevault.ui.editors.select import Select
from casevault.ui.widgets.check import TickDelegate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QShowEvent

    from casevault.domain.record import Value
    from casevault.domain.schema import Field
    from casevault.ui.editors.base import Surroundings

NOTHING_CHOSEN = N_("Nothing chosen")
YES = N_("Yes")
NO = N_("No")
MAX_LIST_ROWS = 6
BY_LABEL = frozenset({"country"})  # the order of the codes is that of no language; every other list has an order of its own


def choice_editor(field: Field, around: Surroundings) -> Editor:
    """Return a combo box over the codes of the field's vocabulary; its first entry is "nothing chosen"."""
    vocabularies, catalogue = around.look.vocabularies, around.look.catalogue
    box = _box(around, [(catalogue.text(NOTHING_CHOSEN), None)])
    for code, label in _offered(field, around):
        box.addItem(label, code)

    def put(value: Value | None) -> None:
        row = box.findData(value) if isinstance(value, str) else 0
        if row < 0:  # a code that is retired, or that this edition does not know, stays what it is
            box.addItem(vocabularies.label(field.vocabulary, str(value), catalogue), value)
            row = box.count() - 1
        box.setCurrentIndex(row)

    return Editor(box, box.currentData, put)


def type_editor(around: Surroundings) -> Editor:
    """Return a combo box over the types of record that people fill in."""
    catalogue, look = around.look.catalogue, around.look
    keys = [(catalogue.text(rt.label), key) for key, rt in look.types.items() if key not in CLOSED_TYPES]
    return code_editor(around, sorted(keys, key=lambda pair: pair[0].casefold()))


def code_editor(around: Surroundings, entries: Sequence[tuple[str, str]]) -> Editor:
    """Return a combo box over labels with their codes; a code that is not among them stays what it is."""
    box = _box(around, [(around.look.catalogue.text(NOTHING_CHOSEN), None), *entries])

    def put(value: Value | None) -> None:
        row = box.findData(value) if isinstance(value, str) else 0
        if row < 0:
            box.addItem(str(value), value)
            row = box.count() - 1
        box.setCurrentIndex(row)

    return Editor(box, box.currentData, put)


def yes_no_editor(around: Surroundings) -> Editor:
    """Return a combo box with yes, no and "nothing chosen": three different answers."""
    catalogue = around.look.catalogue
    box = _box(around, [(catalogue.text(NOTHING_CHOSEN), None), (catalogue.text(YES), True), (catalogue.text(NO), False)])

    def put(value: Value | None) -> None:
        box.setCurrentIndex({True: 1, False: 2}[value] if isinstance(value, bool) else 0)

    return Editor(box, box.currentData, put)


class Choices(QListWidget):
    """A short check list over codes, each by its label. What was chosen keeps its order, which is recorded."""

    def __init__(self, offered: Sequence[str], label: Callable[[str], str], around: Surroundings) -> None:
        super().__init__()
        self._label = label
        self._around = around
        self._chosen: list[str] = []
        self._items: dict[str, QListWidgetItem] = {}
        for code in offered:
            self._add(code)
        self.setItemDelegate(TickDelegate(self))
        self.setMouseTracking(True)
        row_height = self.sizeHintForRow(0)
        self.setFixedHeight(row_height * min(MAX_LIST_ROWS, max(2, self.count())) + 2 * self.frameWidth())
        self.itemChanged.connect(self._on_changed)

    def get(self) -> object:
        """Return the codes that are ticked."""
        return list(self._chosen) or None

    def put(self, value: Value | None) -> None:
        """Tick these codes."""
        self._chosen = [str(code) for code in value] if isinstance(value, list) else []
        self.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        for code in self._chosen:
            if code not in self._items:  # a code that is retired, or that this edition does not know, stays what it is
                self._add(code)
        for code, item in self._items.items():
            item.setCheckState(Qt.CheckState.Checked if code in self._chosen else Qt.CheckState.Unchecked)
        self.blockSignals(False)  # noqa: FBT003 - Qt's own signature

    def showEvent(self, event: QShowEvent) -> None:
        """Show the first row that is ticked: of a long list the top says nothing about the record."""
        super().showEvent(event)
        ticked = [self._items[code] for code in self._chosen if code in self._items]
        if ticked and not event.spontaneous():
            self.scrollToItem(min(ticked, key=self.row), QListWidget.ScrollHint.PositionAtTop)

    def _add(self, code: str) -> None:
        item = QListWidgetItem(self._label(code), self)
        item.setData(Qt.ItemDataRole.UserRole, code)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
        item.setCheckState(Qt.CheckState.Unchecked)
        self._items[code] = item

    def _on_changed(self, item: QListWidgetItem) -> None:
        code = str(item.data(Qt.ItemDataRole.UserRole))
        if code in self._chosen:
            self._chosen.remove(code)
        if item.checkState() is Qt.CheckState.Checked:
            self._chosen.append(code)
        self._around.changed()


def choices_editor(field: Field, around: Surroundings) -> Editor:
    """Return a short check list over the codes of the field's vocabulary."""
    vocabularies, catalogue = around.look.vocabularies, around.look.catalogue
    offered = [code for code, _label in _offered(field, around)]
    listing = Choices(offered, lambda code: vocabularies.label(field.vocabulary, code, catalogue), around)
    return Editor(listing, listing.get, listing.put)


def _offered(field: Field, around: Surroundings) -> list[tuple[str, str]]:
    """Return the codes a form offers, each with its label, in the order in which somebody looks for them."""
    vocabularies, catalogue = around.look.vocabularies, around.look.catalogue
    found = [(code, vocabularies.label(field.vocabulary, code, catalogue)) for code in vocabularies.offered(field.vocabulary)]
    return sorted(found, key=lambda pair: (fold(pair[1]), pair[1])) if field.vocabulary in BY_LABEL else found


def _box(around: Surroundings, entries: list[tuple[str, object]]) -> Select:
    box = Select()
    for label, data in entries:
        box.addItem(label, data)
    box.activated.connect(lambda _row: around.changed())
    return box
