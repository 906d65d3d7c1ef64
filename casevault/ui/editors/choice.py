"""Editors of choices: one code, several codes, yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from casevault.i18n import N_
from casevault.ui.editors.base import Editor
from casevault.ui.editors.select import Select

if TYPE_CHECKING:
    from casevault.domain.record import Value
    from casevault.domain.schema import Field
    from casevault.ui.editors.base import Surroundings

NOTHING_CHOSEN = N_("Nothing chosen")
YES = N_("Yes")
NO = N_("No")
MAX_LIST_ROWS = 6


def choice_editor(field: Field, around: Surroundings) -> Editor:
    """Return a combo box over the codes of the field's vocabulary; its first entry is "nothing chosen"."""
    vocabularies, catalogue = around.look.vocabularies, around.look.catalogue
    box = _box(around, [(catalogue.text(NOTHING_CHOSEN), None)])
    for code in vocabularies.codes(field.vocabulary):
        box.addItem(vocabularies.label(field.vocabulary, code, catalogue), code)

    def put(value: Value | None) -> None:
        row = box.findData(value) if isinstance(value, str) else 0
        if row < 0:  # a code this edition does not know stays what it is
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


def choices_editor(field: Field, around: Surroundings) -> Editor:
    """Return a short check list over the codes of the field's vocabulary."""
    vocabularies, catalogue = around.look.vocabularies, around.look.catalogue
    listing = QListWidget()
    listing.setAlternatingRowColors(False)

    def add(code: str) -> QListWidgetItem:
        item = QListWidgetItem(vocabularies.label(field.vocabulary, code, catalogue), listing)
        item.setData(Qt.ItemDataRole.UserRole, code)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
        item.setCheckState(Qt.CheckState.Unchecked)
        return item

    for code in vocabularies.codes(field.vocabulary):
        add(code)
    row_height = max(listing.sizeHintForRow(0), listing.fontMetrics().lineSpacing() + 8)
    listing.setFixedHeight(row_height * min(MAX_LIST_ROWS, max(2, listing.count())) + 2 * listing.frameWidth())
    chosen: list[str] = []  # in the order in which they were chosen, which is recorded

    def note(item: QListWidgetItem) -> None:
        code = str(item.data(Qt.ItemDataRole.UserRole))
        if code in chosen:
            chosen.remove(code)
        if item.checkState() is Qt.CheckState.Checked:
            chosen.append(code)
        around.changed()

    listing.itemChanged.connect(note)

    def get() -> object:
        return list(chosen) or None

    def put(value: Value | None) -> None:
        chosen[:] = [str(code) for code in value] if isinstance(value, list) else []
        listing.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        known = {listing.item(row).data(Qt.ItemDataRole.UserRole): listing.item(row) for row in range(listing.count())}
        for code in chosen:
            if code not in known:  # a code this edition does not know stays what it is
                known[code] = add(code)
        for code, item in known.items():
            item.setCheckState(Qt.CheckState.Checked if code in chosen else Qt.CheckState.Unchecked)
        listing.blockSignals(False)  # noqa: FBT003 - Qt's own signature

    return Editor(listing, get, put)


def _box(around: Surroundings, entries: list[tuple[str, object]]) -> Select:
    box = Select()
    for label, data in entries:
        box.addItem(label, data)
    box.activated.connect(lambda _row: around.changed())
    return box
