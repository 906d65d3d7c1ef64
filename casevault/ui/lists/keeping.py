"""Boxes that ask one line: under which name a list is kept, and which tag is put on the cases that are selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit

from casevault.i18n import N_, NC_
from casevault.ui.read.kept import SAVED, fields_of
from casevault.ui.theme import CONTROL_HEIGHT, MEDIUM, SPACE, Role, Style, font, theme
from casevault.ui.widgets.basic import Button, column, row
from casevault.ui.words import FittingDialog, Words
from casevault.vault.tags import tag_all, used_tags

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from casevault.domain.record import Changes
    from casevault.ui.context import Context
    from casevault.ui.read.listed import Question

WIDTH = 440


class LineBox(FittingDialog):
    """Asks one line of text; `act` gets it, trimmed, when the button is pressed and something stands there."""

    def __init__(  # noqa: PLR0917 - the words of one box
        self, context: Context, parent: QWidget, title: str, label: str, button: str, act: Callable[[str], object], why: str = ""
    ) -> None:
        super().__init__(parent, WIDTH)
        self._act = act
        self.setModal(True)
        self.setAccessibleName(title)
        layout = column(self.inner, (SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP), SPACE.CARD)
        layout.addWidget(Words(title, Style.TITLE))
        if why:
            layout.addWidget(Words(why, Style.SMALL, Role.TEXT2, wrap=True))
        self.field = QLineEdit()
        self.field.setFont(font(Style.BODY))
        self.field.setFixedHeight(theme.scaled(CONTROL_HEIGHT))
        named = Words(label, Style.SMALL, Role.TEXT2, weight=MEDIUM)
        named.setBuddy(self.field)
        self.field.setAccessibleName(label)
        asked = column(spacing=SPACE.TIGHT)
        asked.addWidget(named)
        asked.addWidget(self.field)
        layout.addLayout(asked)
        foot = row(spacing=SPACE.NEAR)
        foot.addStretch(1)
        cancel = Button(context.text(N_("Cancel")), "quiet")
        cancel.clicked.connect(self.reject)
        self.go = Button(button, "primary")
        self.go.clicked.connect(self._on_go)
        foot.addWidget(cancel)
        foot.addWidget(self.go)
        layout.addLayout(foot)
        self.field.textChanged.connect(self._enable)
        self.field.returnPressed.connect(self._on_go)
        self._enable()
        self.field.setFocus()

    def _enable(self) -> None:
        self.go.setEnabled(bool(self.field.text().strip()))

    def _on_go(self) -> None:
        said = self.field.text().strip()
        if said:
            self.accept()
            self._act(said)


def keep_list(context: Context, parent: QWidget, question: Question) -> LineBox:
    """Ask for a name and keep a list under it."""
    text, records = context.text, context.vault.records

    def done(changes: Changes) -> None:
        context.changes.happened.emit(changes)
        context.messages.say(N_("Kept · Undo Ctrl+Z"))

    def act(name: str) -> None:
        context.runner.start(lambda _progress: records.add(SAVED, fields_of(name, question)), done)

    why = text(N_("What narrows and sorts the list now is kept in the vault, and shows what it finds on the day it is opened."))
    box = LineBox(context, parent, text(N_("Keep this list")), text(NC_("of a thing", "Name")), text(N_("Keep")), act, why)
    box.open()
    return box


def ask_tag(context: Context, parent: QWidget, cases: Sequence[str]) -> LineBox:
    """Ask for a tag and put it on all of `cases` in one act."""
    text, vault = context.text, context.vault

    def done(changes: Changes) -> None:
        context.changes.happened.emit(changes)
        count = len(changes.records)
        context.messages.say(N_("Tagged {count} case · Undo Ctrl+Z", "Tagged {count} cases · Undo Ctrl+Z"), count=count)

    def act(tag: str) -> None:
        context.runner.start(lambda _progress: tag_all(vault, cases, tag), done)

    title = text(N_("Tag {count} case", "Tag {count} cases"), count=len(cases))
    box = LineBox(context, parent, title, text(N_("Tag")), text(N_("Tag them")), act)
    known = QStringListModel(box)
    offered = QCompleter(known, box.field)
    offered.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    box.field.setCompleter(offered)
    context.runner.start(lambda _progress: used_tags(vault), known.setStringList, urgent=True)
    box.open()
    return box
