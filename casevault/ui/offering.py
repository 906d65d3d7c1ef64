"""What is offered below a line while somebody types in it: people, kinds, days. The list never takes the keyboard.

Arrows, Enter, Tab and Esc reach it through the line, all other keys go on typing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from casevault.ui.theme import SPACE, Style, font, icon, theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.vault.naming import Named

ROW = 32
LEAST, WIDEST = 260, 460  # pixels of the list
MOST_ROWS = 8
ICONS = {"person": "user", "organisation": "building-2", "facility": "landmark", "place": "map-pin", "case": "folder"}
ICONS |= {"day": "calendar", "kind": "tag"}


def points(text: str, units: int) -> int:
    """Return the place in `text` for a cursor of Qt, which counts letters outside the first plane twice."""
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore"))


def units(text: str, place: int) -> int:
    """Return the cursor of Qt for a place in `text`."""
    return len(text[:place].encode("utf-16-le", "surrogatepass")) // 2


class OfferList(QListWidget):
    """The offers, over the window and never with the keyboard."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAutoFillBackground(True)
        self.setFont(font(Style.BODY))
        self.setIconSize(QSize(16, 16))
        self.hide()

    def put(self, found: Sequence[Named], below: QRect, *, ahead: bool) -> None:
        """Show these under `below`, or over it where there is no room; `ahead`: the first one is chosen already."""
        self.clear()
        for one in found:
            item = QListWidgetItem(
                icon(ICONS.get(one.type, "file-text")), one.shown or f"{one.name}   {one.detail}".strip(), self
            )
            room = self.fontMetrics().horizontalAdvance(item.text()) + 2 * SPACE.PANE
            item.setSizeHint(QSize(room, theme.scaled(ROW)))
        self.setCurrentRow(0 if ahead else -1)
        parent = self.parentWidget()
        if parent is None or not found:
            self.hide()
            return
        height = theme.scaled(ROW) * min(len(found), MOST_ROWS) + SPACE.NEAR
        widest = min(max(WIDEST, below.width()), parent.width() - 2 * SPACE.NEAR)
        width = min(max(self.sizeHintForColumn(0) + SPACE.GROUP, LEAST), widest)
        under = below.bottom() + SPACE.TIGHT
        top = under if under + height <= parent.height() else max(0, below.top() - height - SPACE.TIGHT)
        left = below.right() - width if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else below.left()
        self.setGeometry(max(SPACE.NEAR, min(left, parent.width() - width - SPACE.NEAR)), top, width, height)
        self.show()
        self.raise_()


class Offering(QObject):
    """The offers of one line or text: shown below it, moved in and taken by its own keys."""

    def __init__(self, edit: QLineEdit | QPlainTextEdit, name: str, *, ahead: bool) -> None:
        """Watch `edit`; `name` is said to a screen reader; `ahead`: the first offer is chosen already."""
        super().__init__(edit)
        self._edit, self._name, self._ahead = edit, name, ahead
        self._found: Sequence[Named] = ()
        self._list: OfferList | None = None
        edit.installEventFilter(self)

    def is_open(self) -> bool:
        """Say whether offers are shown."""
        return self._list is not None and self._list.isVisible()

    @property
    def offers(self) -> OfferList | None:
        """Return the list of the offers, None before there were any."""
        return self._list

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Move in the offers, take one, or close them; with none open every key is the line's own."""
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self._close()
        if not self.is_open() or not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        return event.type() == QEvent.Type.KeyPress and plain and self._on_key(event.key())

    def _on_key(self, key: int) -> bool:
        """Do what a key means to the offers; False where it means nothing to them."""
        shown = self._list
        if shown is None:
            return False
        row = shown.currentRow()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            shown.setCurrentRow((row + step) % shown.count() if row >= 0 or step > 0 else shown.count() - 1)
        elif key == Qt.Key.Key_Escape:
            self._close()
        elif key == Qt.Key.Key_Tab or (key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0):
            shown.setCurrentRow(max(row, 0))
            self._take()
        else:
            return False
        return True

    def _take(self) -> None:
        """Close the offers; each kind of them puts what was chosen into the line first."""
        self._close()

    def _chosen(self) -> Named | None:
        row = self._list.currentRow() if self._list is not None else -1
        return self._found[row] if 0 <= row < len(self._found) else None

    def _show(self, found: Sequence[Named]) -> None:
        self._found = found
        if self._list is None or self._list.parentWidget() is not self._edit.window():
            self._list = OfferList(self._edit.window(), self._name)
            self._list.itemClicked.connect(lambda _item: self._take())
        rect = self._edit.cursorRect() if isinstance(self._edit, QPlainTextEdit) else self._edit.rect()
        place = self._edit.viewport() if isinstance(self._edit, QPlainTextEdit) else self._edit
        corner = place.mapTo(self._edit.window(), QPoint(rect.left(), rect.top()))
        self._list.put(found, QRect(corner, rect.size()), ahead=self._ahead)

    def _close(self) -> None:
        if self._list is not None:
            self._list.hide()

    def _text(self) -> str:
        if isinstance(self._edit, QLineEdit):
            return self._edit.text()
        return self._edit.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def _cursor(self) -> int:
        at = self._edit.cursorPosition() if isinstance(self._edit, QLineEdit) else self._edit.textCursor().position()
        return points(self._text(), at)

    def _replace(self, text: str, start: int, end: int, instead: str) -> None:
        first, last = units(text, start), units(text, end)
        if isinstance(self._edit, QLineEdit):
            self._edit.setSelection(first, last - first)
            self._edit.insert(instead)
        else:
            cursor = self._edit.textCursor()
            cursor.setPosition(first)
            cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(instead)
            self._edit.setTextCursor(cursor)
