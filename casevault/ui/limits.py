"""What is not protected, in plain words: one text for handbook and window, in resources/limits, one file a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casevault import paths
from casevault.errors import CaseVaultError
from casevault.i18n import N_, SOURCE_LANGUAGE
from casevault.ui.draw import Run
from casevault.ui.theme import SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, Hairline, Line, Paragraph
from casevault.ui.words import SurfaceDialog, scrolled

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from casevault.i18n import Catalogue

TITLE = N_("What is not protected")
FOLDER = "limits"
WIDTH, HEIGHT = 640, 720
POINT = "–"
POINT_WIDTH = 20
HEADING, SUBHEADING, ITEM = "# ", "## ", "- "


def text_of(language: str) -> str:
    """Return the text in a language, or in English where it was not translated."""
    try:
        return paths.resource_text(f"{FOLDER}/{language}.md")
    except CaseVaultError:
        return paths.resource_text(f"{FOLDER}/{SOURCE_LANGUAGE}.md")


def blocks(text: str) -> list[tuple[str, str]]:
    """Return (mark, words) of each line that says something: a heading, a heading below it, a point, or "" for a paragraph."""
    found = []
    for line in filter(None, text.splitlines()):
        mark = next((mark for mark in (SUBHEADING, HEADING, ITEM) if line.startswith(mark)), "")
        found.append((mark, line.removeprefix(mark)))
    return found


class LimitsDialog(SurfaceDialog):
    """The text, to be read at leisure: it asks nothing and is left with Esc."""

    def __init__(self, catalogue: Catalogue, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(catalogue.text(TITLE))
        self.setModal(True)
        room = self.screen().availableSize()
        self.resize(min(theme.scaled(WIDTH), room.width() - 48), min(theme.scaled(HEIGHT), room.height() - 96))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(SPACE.PANE, SPACE.ROOM, SPACE.PANE, SPACE.PANE)
        column.setSpacing(SPACE.NEAR)
        head = QVBoxLayout()
        head.setContentsMargins(SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.NEAR)
        for mark, words in blocks(text_of(catalogue.language)):
            if mark == HEADING:
                head.addWidget(Line([Run(words, Style.TITLE)]))
            elif mark == SUBHEADING:
                column.addSpacing(SPACE.ROOM)
                column.addWidget(Line([Run(words, Style.SUBTITLE)]))
            elif mark == ITEM:
                column.addLayout(_point(words))
            else:
                column.addWidget(Paragraph(words))
        column.addStretch(1)
        self.text = scrolled(body)
        self.text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.text.setAccessibleName(catalogue.text(TITLE))
        close = Button(catalogue.text(N_("Close")), "primary")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.setContentsMargins(SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD)
        foot.addStretch(1)
        foot.addWidget(close)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(head)
        page.addWidget(Hairline())
        page.addWidget(self.text, 1)
        page.addWidget(Hairline())
        page.addLayout(foot)
        close.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that move, move the text, wherever the keyboard is."""
        bar, steps = (
            self.text.verticalScrollBar(),
            {
                Qt.Key.Key_Down: 40,
                Qt.Key.Key_Up: -40,
                Qt.Key.Key_PageDown: self.text.viewport().height() - 40,
                Qt.Key.Key_PageUp: 40 - self.text.viewport().height(),
            },
        )
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(bar.value() + step)


def _point(words: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(0)
    mark = Line([Run(POINT, Style.BODY, 0, Role.TEXT3)])
    mark.setFixedWidth(theme.scaled(POINT_WIDTH))
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Paragraph(words), 1)
    return row


def show_limits(catalogue: Catalogue, parent: QWidget) -> None:
    """Open the text over `parent`."""
    LimitsDialog(catalogue, parent).open()
