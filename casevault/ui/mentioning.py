"""`@` and the beginning of a name, in any text: who can be meant is offered below, and stands in the text by name from then on.

What is seen is the name alone, marked by its tone; what is recorded is the mention (`domain/mentions`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit

from casevault.domain.mentions import Written
from casevault.i18n import N_
from casevault.ui.offering import Offering, points, units
from casevault.ui.theme import SPACE, Role, color, theme
from casevault.vault.naming import NAMED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.ui.editors.base import Surroundings
    from casevault.vault.naming import Named

PAUSE = 120  # ms before what was typed is searched for
OFFERS = N_("Who is meant")
# At the start, after a space or a sign, or after a Chinese character; never inside a word, as in an address.
SIGN = re.compile(r"(?:^|(?<=[\s(\[“\"'/（「，。、；：\u2e80-\u9fff]))[@＠]([^@＠\n]{0,40})$")


class Mentioning(Offering):
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
        super().__init__(edit, around.look.catalogue.text(OFFERS), ahead=ahead)
        self._around, self._types = around, tuple(types)
        self.written = Written()
        self._also: list[QTextEdit.ExtraSelection] = []
        self._asked = 0
        self._putting = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._ask)
        edit.textChanged.connect(self._on_changed)
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

    def _close(self) -> None:
        self._pause.stop()
        self._asked += 1
        super()._close()

    def _take(self) -> None:
        sign, one = self._sign(), self._chosen()
        self._close()
        if sign is None or one is None:
            return
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

    def mark_also(self, marks: list[QTextEdit.ExtraSelection]) -> None:
        """Show these marks below those of the mentions."""
        self._also = marks
        self._mark()

    def _mark(self) -> None:
        """Give the names that are mentions a tone and a ground of their own."""
        edit = self._edit
        if isinstance(edit, MentionLine):
            edit.hides = self._around.look.hides
            edit.mentions = [(one.start, one.end) for one in self.written.mentions]
            edit.update()
        if not isinstance(edit, QPlainTextEdit):
            return
        look = QTextCharFormat()
        look.setForeground(color(Role.ACCENT_SOFT if self._around.look.hides else Role.ACCENT))
        look.setBackground(color(Role.ACCENT_SOFT))
        marks = []
        for one in self.written.mentions:
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(edit.document())
            cursor.setPosition(units(self.written.text, one.start))
            cursor.setPosition(units(self.written.text, one.end), QTextCursor.MoveMode.KeepAnchor)
            mark.cursor, mark.format = cursor, look
            marks.append(mark)
        edit.setExtraSelections(self._also + marks)


class MentionLine(QLineEdit):
    """One line in which names that are mentions have a rule under them."""

    def __init__(self) -> None:
        super().__init__()
        self.mentions: list[tuple[int, int]] = []
        self.hides = False  # names are hidden: a mention is a bar

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
            if self.hides:
                painter.fillRect(first, here.top(), width, here.height(), color(Role.ACCENT_SOFT))
            painter.fillRect(first, here.bottom() + 1, width, 2, color(Role.ACCENT))
        painter.end()
