"""What stands in a pane when there is nothing to list, something went wrong, or something was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from casevault.i18n import N_
from casevault.ui.draw import Align, Run, draw, draw_icon, flip, rounded, width_of, wrapped
from casevault.ui.marks import draw_key, key_width
from casevault.ui.theme import RADIUS, SPACE, STRONG, TYPES, Role, Style, theme
from casevault.ui.widgets.basic import PAINT, Button, Line, Paragraph, column, frame_of, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent

    from casevault.ui.context import Context

TOAST_MS, TOAST_HEIGHT = 6000, 36
SLOW_MS = 500
MOST_COUNTED = 100_000  # records; more are the bytes of a file


class KeyCap(QWidget):
    """The keys that do the same, beside a button."""

    def __init__(self, keys: str) -> None:
        super().__init__()
        self._keys = keys
        self.setAccessibleName(keys)
        self.setFixedSize(round(key_width(keys)) + 1, theme.scaled(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the cap."""
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        draw_key(painter, frame_of(self), self._keys)
        painter.end()


class EmptyState(QWidget):
    """One sentence on what belongs here, one button, one keyboard hint."""

    def __init__(self, title: str, text: str, button: str = "", keys: str = "", run: Callable[[], None] | None = None) -> None:
        super().__init__()
        layout = column(self, (SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP), SPACE.NEAR)
        self._title = Line([Run(title, Style.BODY, STRONG)])
        layout.addWidget(self._title)
        self._text = Paragraph(text, Style.BODY, Role.TEXT2)
        self._text.setMaximumWidth(520)
        layout.addWidget(self._text)
        if button and run is not None:
            line = row(spacing=SPACE.NEAR)
            press = Button(button)
            press.clicked.connect(lambda _on=False: run())
            line.addWidget(press)
            if keys:
                line.addWidget(KeyCap(keys))
            line.addStretch(1)
            layout.addSpacing(SPACE.TIGHT)
            layout.addLayout(line)
        layout.addStretch(1)

    def put(self, text: str, title: str = "") -> None:
        """Show this sentence, under another title where one is given."""
        self._text.put(text)
        if title:
            self._title.put([Run(title, Style.BODY, STRONG)])


def nothing_matches(context: Context) -> EmptyState:
    """Return what stands in a list whose filter finds nothing."""
    return EmptyState(context.text(N_("Nothing matches")), context.text(N_("Try fewer letters, pinyin, or another script.")))


class Toast(QWidget):
    """What was done, whole, at the foot of the window for six seconds; never for problems, never takes the keyboard."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines: list[str] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TOAST_MS)
        self._timer.timeout.connect(self.hide)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, text: str) -> None:
        """Show `text`."""
        outer = self.window()
        most = outer.width() - 2 * SPACE.PANE - 2 * SPACE.ROOM
        whole = width_of([Run(text, Style.BODY)])
        self._lines = [text] if whole <= most else wrapped(text, Style.BODY, most)
        self.setAccessibleName(text)
        width = round(min(whole, most)) + 2 * SPACE.ROOM
        height = theme.scaled(TOAST_HEIGHT + TYPES[Style.BODY].line * (len(self._lines) - 1))
        self.setGeometry((outer.width() - width) // 2, outer.height() - height - SPACE.PANE, width, height)
        self.show()
        self.raise_()
        self._timer.start()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line on its own ground."""
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        rect, line = frame_of(self), theme.scaled(TYPES[Style.BODY].line)
        rounded(painter, rect, RADIUS.CONTROL, Role.SURFACE, Role.BORDER)
        top = (rect.height() - line * len(self._lines)) / 2
        for number, said in enumerate(self._lines):
            draw(painter, QRectF(rect.left(), top + number * line, rect.width(), line), [Run(said, Style.BODY)], Align.CENTER)
        painter.end()


class ProgressLine(QWidget):
    """How far a long task is: label, done of total, bar, Cancel. Appears after half a second."""

    cancelled = Signal()

    def __init__(self, label: str, cancel_word: str = "") -> None:
        """`cancel_word` "": what cannot be left half-way has no Cancel."""
        super().__init__()
        self._label = label
        layout = column(self, spacing=SPACE.TIGHT)
        self._line, self._counted = Line([Run(label, Style.SMALL, 0, Role.TEXT2)]), Line()
        # A count is never cut; the label may be.
        self._counted.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._counted.hide()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._bar.setAccessibleName(label)
        line = row(spacing=SPACE.NEAR)
        line.addWidget(self._line, 1)
        line.addWidget(self._counted)
        if cancel_word:
            cancel = Button(cancel_word, "quiet", height=28)
            cancel.clicked.connect(self.cancelled)
            line.addWidget(cancel)
        layout.addLayout(line)
        layout.addWidget(self._bar)
        self.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SLOW_MS)
        self._timer.timeout.connect(self.show)

    def name(self, label: str) -> None:
        """Say what is waited for."""
        self._label = label
        self._bar.setAccessibleName(label)

    def begin(self) -> None:
        """Start waiting; nothing shows if `end` comes within half a second."""
        self.put(0, 0)
        self._timer.start()

    def put(self, done: int, total: int) -> None:
        """Show that `done` of `total` is finished; where these are bytes, or as many, the bar says it alone."""
        said = f"{done} / {total}" if 0 < total <= MOST_COUNTED else ""
        count = [Run(said, Style.SMALL, 0, Role.TEXT3, tabular=True)] if said else []
        self._line.put([Run(self._label, Style.SMALL, 0, Role.TEXT2)])
        self._counted.put(count)
        self._counted.setMinimumWidth(self._counted.sizeHint().width() if count else 0)
        self._counted.setVisible(bool(count))
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def end(self) -> None:
        """Take the line away."""
        self._timer.stop()
        self.hide()


def ground_and_icon(painter: QPainter, rect: QRectF, name: str) -> None:
    """Draw the vault's mark: an accent square with an icon in its middle."""
    box = flip(rect, QRectF(4, 5, 28, 28))
    rounded(painter, box, RADIUS.CONTROL, Role.ACCENT)
    draw_icon(painter, box, box.adjusted(6, 6, -6, -6), name, Role.ON_ACCENT)
