"""Beside the page: for whom the copy is, its boxes in words, what was looked at, and the counts of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QLineEdit, QListWidget, QStackedWidget, QVBoxLayout, QWidget

from casevault.i18n import N_, isolated
from casevault.ui.editors.select import Select
from casevault.ui.theme import CONTROL_HEIGHT, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, Paragraph, column, row
from casevault.ui.widgets.check import Check
from casevault.ui.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.ui.context import Context
    from casevault.ui.evidence.drawing import Drawing
    from casevault.vault.redactions import Redaction

WIDTH: Final = 300
NEW = N_("New copy: {audience}")
COPY = N_("{audience}: copy {number}")
FOR_WHOM = N_("For whom")
LABEL = N_("What this copy is called, for us alone")
LONGEST: Final = 200  # letters of that
BOXES = N_("Boxes")
BOX = N_("Page {page}, box {number}")
LOOKED = N_("I have looked at this page")
COUNT = N_("{count} box", "{count} boxes")
SEEN = N_("looked at {looked} of {pages} pages")
NONE_YET = N_("No box yet. Drag over what must not be read, or press B.")
KEYS = N_(
    "B draws, arrows move, Shift and arrows resize, Delete removes, Tab goes to the next box, + and - zoom. Solid black, over "
    "whole lines."
)


class BoxList(QListWidget):
    """The boxes of a copy, a line each."""


class Rail(QWidget):
    """The page in words: what a screen reader says of it, and what the mouse cannot reach."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        text = context.text
        self.setFixedWidth(theme.pane(WIDTH))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD)
        layout.setSpacing(SPACE.NEAR)
        layout.addWidget(Words(text(FOR_WHOM), Style.SMALL, Role.TEXT2))
        self.copies = Select()
        self.copies.setAccessibleName(text(FOR_WHOM))
        layout.addWidget(self.copies)
        layout.addWidget(Words(text(LABEL), Style.SMALL, Role.TEXT2))
        self.label = QLineEdit()
        self.label.setAccessibleName(text(LABEL))
        self.label.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self.label.setMaxLength(LONGEST)
        layout.addWidget(self.label)
        layout.addSpacing(SPACE.NEAR)
        layout.addWidget(Words(text(BOXES), Style.SMALL, Role.TEXT2))
        self.list = BoxList()
        self.list.setAccessibleName(text(BOXES))
        self.list.setSpacing(1)
        empty = QWidget()
        around = column(empty)
        around.addWidget(Paragraph(text(NONE_YET), Style.SMALL, Role.TEXT2))
        around.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(empty)
        self._stack.addWidget(self.list)
        layout.addWidget(self._stack, 1)
        acts = row(spacing=SPACE.NEAR)
        self.remove = Button(text(N_("Remove box")), "secondary")
        self.undo = Button("", "quiet", "undo-2", name=text(N_("Undo")))
        acts.addWidget(self.remove)
        acts.addStretch(1)
        acts.addWidget(self.undo)
        layout.addLayout(acts)
        layout.addSpacing(SPACE.NEAR)
        self.looked = Check(text(LOOKED))
        layout.addWidget(self.looked)
        self.figures = Paragraph("", Style.SMALL)
        layout.addWidget(self.figures)
        layout.addWidget(Paragraph(text(KEYS), Style.SMALL, Role.TEXT3))

    def offer(self, copies: Sequence[Redaction], chosen: str = "") -> None:
        """Offer the copies there are, and a new one for each audience; `chosen`: the id of a copy, or "+" and an audience."""
        text, vocabularies = self._context.text, self._context.vault.schema.vocabularies
        label = {code: vocabularies.label("audience", code, self._context.catalogue) for code in vocabularies.codes("audience")}
        self.copies.clear()
        counted: dict[str, int] = {}
        for held in copies:
            counted[held.audience] = number = counted.get(held.audience, 0) + 1
            said = text(COPY, audience=label[held.audience], number=number)
            self.copies.addItem(f"{said} · {isolated(held.label)}" if held.label else said, held.id)
        for code, words in label.items():
            if code != "statistics":
                self.copies.addItem(text(NEW, audience=words), f"+{code}")
        self.copies.setCurrentIndex(max(0, self.copies.findData(chosen)))

    def put(self, drawing: Drawing) -> None:
        """Say what is drawn."""
        text = self._context.text
        with QSignalBlocker(self.list):
            self.list.clear()
            numbers: dict[int, int] = {}
            for box in drawing.boxes:
                numbers[box.page] = numbers.get(box.page, 0) + 1
                self.list.addItem(text(BOX, page=box.page, number=numbers[box.page]))
            if drawing.chosen >= 0:
                self.list.setCurrentRow(drawing.chosen)
        self._stack.setCurrentIndex(1 if drawing.boxes else 0)
        seen = text(SEEN, looked=len(drawing.looked), pages=drawing.pages)
        self.figures.put(self._context.catalogue.remarks((text(COUNT, count=len(drawing.boxes)), seen)))
