"""Words that no dictionary knows have a wave under them; the menu and F7 offer what was meant, and to keep the word.

The marks lie over the text and are no part of it: nothing that is recorded changes by being looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QMenu, QTextEdit

from casevault.i18n import N_, isolated
from casevault.ui.offering import points, units
from casevault.ui.spelling.speller import speller
from casevault.ui.theme import Role, color, theme

if TYPE_CHECKING:
    from casevault.ui.editors.base import Surroundings
    from casevault.ui.editors.text import Prose
    from casevault.ui.mentioning import Mentioning

PAUSE = 400  # ms after the last key
MOST = 20_000  # characters of a text that are looked at
UNKNOWN = N_("“{word}” is not in the dictionary")
LOOKING = N_("Looking for what was meant…")
NONE_FOUND = N_("Nothing like it was found")
KEEP = N_("Keep this word in the vault")
NEXT = Qt.Key.Key_F7


class Spelling(QObject):
    """The marks of one text."""

    def __init__(self, edit: Prose, named: Mentioning, around: Surroundings) -> None:
        super().__init__(edit)
        self._edit, self._named, self._around = edit, named, around
        self.wrong: list[tuple[int, int]] = []
        self._menu: QMenu | None = None
        self._asked = ""
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.mark)
        edit.document().contentsChanged.connect(
            self._pause.start
        )  # also where a text is shown, which the edit itself keeps quiet
        edit.installEventFilter(self)
        edit.viewport().installEventFilter(self)
        speller.learned.connect(self._pause.start)
        speller.suggested.connect(self._on_suggested)
        theme.changed.connect(self.mark)

    def mark(self) -> None:
        """Look at the text anew."""
        text = self._edit.typed()[:MOST]
        mentions = self._named.written.mentions
        at = points(self._edit.typed(), self._edit.textCursor().position())
        typing = self._edit.hasFocus() and not self._edit.textCursor().hasSelection()
        self.wrong = [
            (start, end)
            for start, end in speller.wrong(text)
            # The word that is being typed is not wrong yet, and who is mentioned is called as she is called.
            if not (typing and end == at) and not any(start < one.end and one.start < end for one in mentions)
        ]
        self._named.mark_also([self._selection(start, end) for start, end in self.wrong])

    def _selection(self, start: int, end: int) -> QTextEdit.ExtraSelection:
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(color(Role.CRITICAL))
        mark = QTextEdit.ExtraSelection()
        mark.cursor, mark.format = self._over(start, end), look
        return mark

    def _over(self, start: int, end: int) -> QTextCursor:
        text, cursor = self._edit.typed(), QTextCursor(self._edit.document())
        cursor.setPosition(units(text, start))
        cursor.setPosition(units(text, end), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Put the offers into the menu, and go to the next word with F7."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == NEXT and speller.is_on:
            self.go_next()
            return True
        if isinstance(event, QContextMenuEvent) and speller.is_on:
            by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
            cursor = self._edit.cursorForPosition(event.pos()) if by_mouse else self._edit.textCursor()
            return self._open(points(self._edit.typed(), cursor.selectionStart()), event.globalPos() if by_mouse else None)
        return super().eventFilter(watched, event)

    def go_next(self) -> None:
        """Select the next word that is not known, from the cursor on and round, and offer what was meant."""
        self.mark()
        at = points(self._edit.typed(), self._edit.textCursor().selectionEnd())
        following = [place for place in self.wrong if place[0] >= at] or self.wrong
        if following:
            self._edit.setTextCursor(self._over(*following[0]))
            self._open(following[0][0], None)

    def _open(self, at: int, where: QPoint | None) -> bool:
        place = next((one for one in self.wrong if one[0] <= at <= one[1]), None)
        if place is None:
            return False
        text = self._around.look.catalogue.text
        word = self._edit.typed()[slice(*place)]
        menu = self._edit.createStandardContextMenu()
        first = menu.actions()[0]  # Qt fills it: undo, cut, copy
        said = QAction(text(UNKNOWN, word=isolated(word)), menu, enabled=False)
        looking = QAction(text(LOOKING), menu, enabled=False)
        keep = QAction(text(KEEP), menu)
        keep.triggered.connect(lambda: self._around.keep_word(word))
        for action in (said, looking, keep):
            menu.insertAction(first, action)
        menu.insertSeparator(first)
        self._menu, self._asked, self._place, self._looking = menu, word, place, looking
        menu.aboutToHide.connect(self._forget)
        speller.ask(word)
        menu.popup(where or self._edit.viewport().mapToGlobal(self._edit.cursorRect(self._over(*place)).bottomLeft()))
        return True

    def _forget(self) -> None:
        self._menu, self._asked = None, ""

    def _on_suggested(self, word: str, offers: list[str]) -> None:
        menu = self._menu
        if menu is None or word != self._asked:
            return
        place = self._place
        for one in offers:
            action = QAction(one, menu)
            action.triggered.connect(lambda _on=False, one=one: self._over(*place).insertText(one))
            menu.insertAction(self._looking, action)
        self._looking.setText(self._around.look.catalogue.text(NONE_FOUND))
        self._looking.setVisible(not offers)
        if offers:
            menu.setActiveAction(menu.actions()[1])
