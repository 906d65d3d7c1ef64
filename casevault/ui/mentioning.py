"""`@` and the beginning of a name, in any text: who can be meant is offered below, and stands in the text by name from then on.

What is seen is the name alone, marked by its tone; what is recorded is the mention (`domain/mentions`). The list never takes the
keyboard: arrows, Enter, Tab and Esc reach it through the line, all other keys go on typing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QPlainTextEdit, QTextEdit, QWidget

from casevault.domain.mentions import Written
from casevault.i18n import N_
from casevault.ui.theme import SPACE, Role, Style, color, font, icon, theme
from casevault.vault.naming import NAMED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.ui.editors.base import Surroundings
    from casevault.vault.naming import Named

PAUSE = 120  # ms before what was typed is searched for
ROW = 32
LEAST, WIDEST = 260, 460  # pixels of the list
MOST_ROWS = 8
OFFERS = N_("Who is meant")
# At the start, after a space or a sign, or after a Chinese character; never inside a word, as in an address.
SIGN = re.compile(r"(?:^|(?<=[\s(\[“\"'/（「，。、；：\u2e80-\u9fff]))[@＠]([^@＠\n]{0,40})$")
ICONS = {"person": "user", "organisation": "building-2", "facility": "landmark", "place": "map-pin", "case": "folder"}


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


class Mentioning(QObject):
    """The mentions of one line or text. `picked`: somebody other than a record that can be mentioned was chosen (a case)."""

    picked = Signal(object)  # Named
    changed = Signal()

    def __init__(
        self,
        edit: QLineEdit | QPlainTextEdit,
        around: Surroundings,
        types: Sequence[str] = NAMED,
        *,
        ahead: bool = True,
    ) -> None:
        """Watch `edit`; `ahead`: the first offer is chosen already, so that Enter takes it."""
        super().__init__(edit)
        self._edit, self._around, self._types, self._ahead = edit, around, tuple(types), ahead
        self.written = Written()
        self._found: Sequence[Named] = ()
        self._asked = 0
        self._list: OfferList | None = None
        self._putting = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._ask)
        edit.textChanged.connect(self._on_changed)
        edit.installEventFilter(self)
        theme.changed.connect(self._mark)

    # what stands there

    def put(self, marked: str) -> None:
        """Show a text with its mentions; that is no change."""
        self.written = Written(marked)
        self._putting = True
        if isinstance(self._edit, QLineEdit):
            self._edit.setText(self.written.text)
        else:
            self._edit.setPlainText(self.written.text)
        self._putting = False
        self._mark()

    def take(self, marked: str) -> None:
        """Take the mentions of a text that the line shows already."""
        self.written = Written(marked)
        self._mark()

    def marked(self) -> str:
        """Return the text with its mentions, as it is recorded."""
        return self.written.marked() if self.written.text == self._text() else self._text()

    def is_open(self) -> bool:
        """Say whether offers are shown."""
        return self._list is not None and self._list.isVisible()

    @property
    def offers(self) -> OfferList | None:
        """Return the list of the offers, None before there were any."""
        return self._list

    def _text(self) -> str:
        if isinstance(self._edit, QLineEdit):
            return self._edit.text()
        return self._edit.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def _cursor(self) -> int:
        at = self._edit.cursorPosition() if isinstance(self._edit, QLineEdit) else self._edit.textCursor().position()
        return points(self._text(), at)

    # looking

    def _on_changed(self) -> None:
        if self._putting:
            return
        self.written.typed(self._text(), self._cursor())
        self._mark()
        if self._sign() is None:
            self._close()
        else:
            self._pause.start()

    def _sign(self) -> tuple[int, str] | None:
        """Return where the sign before the cursor stands, and what is typed after it; None where there is none."""
        text, cursor = self._text(), self._cursor()
        found = SIGN.search(text[:cursor])
        if found is None or any(one.start < cursor <= one.end for one in self.written.mentions):
            return None
        typed = found.group(1)
        # A space after a sign that stands alone, or two of them, is the next word: an at sign may be just that.
        return None if typed.startswith(" ") or typed.endswith("  ") else (found.start(), typed)

    def _ask(self) -> None:
        sign = self._sign()
        if sign is None or not self._edit.hasFocus():
            self._close()
            return
        self._asked += 1
        mine = self._asked

        def answer(found: list[Named]) -> None:
            if mine == self._asked and self._sign() == sign:
                self._show(found)

        self._around.named(self._types, sign[1].strip(), answer)

    def _show(self, found: Sequence[Named]) -> None:
        self._found = found
        if self._list is None or self._list.parentWidget() is not self._edit.window():
            self._list = OfferList(self._edit.window(), self._around.look.catalogue.text(OFFERS))
            self._list.itemClicked.connect(lambda _item: self._take())
        rect = self._edit.cursorRect() if isinstance(self._edit, QPlainTextEdit) else self._edit.rect()
        place = self._edit.viewport() if isinstance(self._edit, QPlainTextEdit) else self._edit
        corner = place.mapTo(self._edit.window(), QPoint(rect.left(), rect.top()))
        self._list.put(found, QRect(corner, rect.size()), ahead=self._ahead)

    def _close(self) -> None:
        self._pause.stop()
        self._asked += 1
        if self._list is not None:
            self._list.hide()

    # choosing

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
        shown, sign = self._list, self._sign()
        row = shown.currentRow() if shown is not None else -1
        self._close()
        if sign is None or not 0 <= row < len(self._found):
            return
        one = self._found[row]
        start, end = sign[0], self._cursor()
        text = self._text()
        mentions = one.type in NAMED
        name = Written(f"@[{one.name}]({one.id})").text if mentions else ""
        self._putting = True
        self._replace(text, start, end, name)
        self._putting = False
        if mentions:
            self.written.put(start, end, one.name, one.id)
        self.written.typed(self._text(), self._cursor())
        self._mark()
        self.changed.emit()
        if not mentions:
            self.picked.emit(one)

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

    def _mark(self) -> None:
        """Give the names that are mentions a tone and a ground of their own."""
        edit = self._edit
        if isinstance(edit, MentionLine):
            edit.mentions = [(one.start, one.end) for one in self.written.mentions]
            edit.update()
        if not isinstance(edit, QPlainTextEdit):
            return
        look = QTextCharFormat()
        look.setForeground(color(Role.ACCENT))
        look.setBackground(color(Role.ACCENT_SOFT))
        marks = []
        for one in self.written.mentions:
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(edit.document())
            cursor.setPosition(units(self.written.text, one.start))
            cursor.setPosition(units(self.written.text, one.end), QTextCursor.MoveMode.KeepAnchor)
            mark.cursor, mark.format = cursor, look
            marks.append(mark)
        edit.setExtraSelections(marks)


class MentionLine(QLineEdit):
    """One line in which names that are mentions have a rule under them."""

    def __init__(self) -> None:
        super().__init__()
        self.mentions: list[tuple[int, int]] = []

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, and the rules where its text stands at the moment."""
        super().paintEvent(event)
        text, metrics = self.text(), self.fontMetrics()
        if not self.mentions or not text:
            return
        here = self.cursorRect()
        origin = here.center().x() - metrics.horizontalAdvance(text[: points(text, self.cursorPosition())])
        painter = QPainter(self)
        painter.setClipRect(self.rect().adjusted(SPACE.NEAR, 0, -SPACE.NEAR, 0))
        for start, end in self.mentions:
            first = origin + metrics.horizontalAdvance(text[:start])
            width = metrics.horizontalAdvance(text[start:end])
            painter.fillRect(first, here.bottom() + 1, width, 2, color(Role.ACCENT))
        painter.end()
