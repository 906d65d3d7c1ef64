"""Tags: a list of short texts, one a line, with those that other cases have offered while a line is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QCompleter, QListView

from casevault.ui.editors.text import LIST_LINES, ONE_A_LINE, Prose, lines_of

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from casevault.ui.editors.base import Editor, Surroundings

CHOOSING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape)


class TagLines(Prose):
    """Lines of text with a list of words below the line that is typed; Enter takes the word that is marked."""

    def __init__(self) -> None:
        super().__init__(LIST_LINES)
        self._words = QStringListModel(self)
        self.completer = QCompleter(self._words, self)
        self.completer.setWidget(self)
        self.completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.completer.activated.connect(self._take)
        self.popup = QListView()
        self.completer.setPopup(self.popup)

    def offer(self, words: list[str]) -> None:
        """Offer these words from now on."""
        self._words.setStringList(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """While words are offered, Enter, Tab and Esc are theirs."""
        popup = self.popup
        if popup.isVisible() and event.key() in CHOOSING:
            event.ignore()
            return
        super().keyPressEvent(event)
        line = self.textCursor().block().text().strip()
        used = {text.strip().casefold() for text in self.toPlainText().split("\n")} - {line.casefold()}
        self.completer.setCompletionPrefix(line)
        found = [self.completer.completionModel().index(row, 0).data() for row in range(self.completer.completionCount())]
        if not event.text() or not line or not [word for word in found if word.casefold() not in {*used, line.casefold()}]:
            popup.hide()
            return
        place = self.cursorRect()
        place.setWidth(max(220, popup.sizeHintForColumn(0) + 24))
        self.completer.complete(place)

    def _take(self, word: str) -> None:
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        first = cursor.blockNumber() == 0 or not cursor.selectedText().startswith("\u2029")
        cursor.insertText(word if first else f"\n{word}")
        self.setTextCursor(cursor)


def tags_editor(around: Surroundings) -> Editor:
    """Return an editor for tags."""
    edit = TagLines()
    edit.setPlaceholderText(around.look.catalogue.text(ONE_A_LINE))
    around.tags(edit.offer)
    return lines_of(edit, around)
