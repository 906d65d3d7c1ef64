"""Words on a page: a label in a type style and a colour role, and the message that stays beside its cause until it is settled."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QWidget,
)

from casevault.ui.draw import is_rtl, rounded
from casevault.ui.theme import RADIUS, SPACE, STRONG, Role, Style, color, font, pixmap, theme
from casevault.ui.widgets.basic import Button, ending_kept

if TYPE_CHECKING:
    from casevault.ui.messages import Notice

ICON = 20
LARGE = 130  # percent of the text size
REVEAL_AFTER = 30  # ms: what is said has been laid out by then
FRAME = 24  # pixels that the frame of a window may take


class Words(QLabel):
    """Plain text (never markup: recorded text may hold any sign) in one style and role, dressed anew when the theme changes."""

    def __init__(
        self, text: str = "", style: Style = Style.BODY, role: Role = Role.TEXT, *, weight: int = 0, wrap: bool = False
    ) -> None:
        super().__init__(text)
        self._style = style
        self._role = role
        self._weight = weight
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        # A label goes by the direction of its own text; the line it stands in goes by the window's.
        side = Qt.AlignmentFlag.AlignRight if is_rtl() else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        theme.changed.connect(self._dress)
        self._dress()

    def setText(self, text: str) -> None:
        """Say this."""
        super().setText(text)
        self._keep_lines()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height of all lines."""
        super().resizeEvent(event)
        self._keep_lines()

    def _keep_lines(self) -> None:
        # Qt asks a label that wraps for one height alone, before it knows its width: in large text a last line would be cut.
        if self.wordWrap() and theme.scaled(100) > LARGE:
            self.setMinimumHeight(0)  # else Qt counts it in, and a label once narrow stays high in a wide place
            self.setMinimumHeight(self.heightForWidth(self.width()))

    def set_role(self, role: Role) -> None:
        """Show the words in another role from now on."""
        self._role = role
        self._dress()

    def _dress(self) -> None:
        self.setFont(font(self._style, self._weight))
        dressed = QPalette(self.palette())
        dressed.setColor(QPalette.ColorRole.WindowText, color(self._role))
        self.setPalette(dressed)


class Tone(Enum):
    """How serious a message is: icon, words' role, fill."""

    INFO = ("info", Role.ACCENT, Role.ACCENT_SOFT)
    CAUTION = ("triangle-alert", Role.CAUTION, Role.CAUTION_SOFT)
    CRITICAL = ("octagon-alert", Role.CRITICAL, Role.CRITICAL_SOFT)


class InlineMessage(QWidget):
    """One strong sentence, one plain sentence, at most one button. Hidden while it has nothing to say.

    With `close_word` there is a cross to take it away, which is called so.
    """

    acted = Signal()
    closed = Signal()

    def __init__(self, close_word: str = "") -> None:
        super().__init__()
        self._tone = Tone.INFO
        self._icon_name = ""
        self._what = Words(style=Style.BODY, weight=STRONG, wrap=True)
        self._hint = Words(style=Style.BODY, wrap=True)
        self._button = QPushButton()
        self._button.setMinimumHeight(theme.scaled(28))
        self._button.clicked.connect(self.acted)
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # until it says something, it is nothing to come to
        self._button.hide()
        layout = QGridLayout(self)
        layout.setContentsMargins(SPACE.CARD + ICON + SPACE.CARD, SPACE.CARD, SPACE.ROOM, SPACE.CARD)
        layout.setVerticalSpacing(2)
        layout.setColumnStretch(0, 1)
        layout.addWidget(self._what, 0, 0)
        layout.addWidget(self._hint, 1, 0)
        layout.setRowMinimumHeight(2, 0)
        layout.addWidget(self._button, 3, 0, Qt.AlignmentFlag.AlignLeading)
        self._rows = layout
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._keep_room)
        if close_word:
            cross = Button("", "quiet", "x", name=close_word, height=28)
            cross.clicked.connect(self.clear)
            layout.addWidget(cross, 0, 1, 2, 1, Qt.AlignmentFlag.AlignTop)
        theme.changed.connect(self._on_theme)
        self.hide()

    def _on_theme(self) -> None:
        self.update()

    def show_message(self, tone: Tone, what: str, hint: str = "", *, button: str = "", icon_name: str = "") -> None:
        """Say `what` and `hint`; with `button`, offer one act; `icon_name` in place of the tone's own."""
        self._tone = tone
        self._icon_name = icon_name
        self._what.setText(what)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        relabel(self._button, button or what)
        self._button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if button else Qt.FocusPolicy.NoFocus)
        self._button.setVisible(bool(button))
        self._rows.setRowMinimumHeight(2, SPACE.TIGHT if button else 0)  # the button is not part of the sentence
        self.setAccessibleName(f"{what} {hint}".strip())
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        leading, trailing = SPACE.CARD + theme.scaled(ICON) + SPACE.CARD, SPACE.ROOM
        layout = self.layout()
        if layout is not None:
            left, right = (trailing, leading) if mirrored else (leading, trailing)
            layout.setContentsMargins(left, SPACE.CARD, right, SPACE.CARD)
        self.show()
        self._soon.start()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the height that the sentences need at this width: on a low screen a layout would lay one over the other."""
        super().resizeEvent(event)
        self._soon.start()  # a layout that is at work forgets what it is asked for meanwhile

    def _keep_room(self) -> None:
        self._rows.invalidate()  # it remembers how high the words were in a narrower place
        needed = self._rows.heightForWidth(self.width())
        if needed > 0 and needed != self.minimumHeight():
            self.setMinimumHeight(needed)

    def put(self, notice: Notice) -> None:
        """Say a notice."""
        self.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint, button=notice.button)

    def clear(self) -> None:
        """Take away what is said."""
        self.hide()
        self.closed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the soft ground and the icon at the leading edge."""
        painter = QPainter(self)
        name, role, fill = self._tone.value
        rounded(painter, QRectF(self.rect()), RADIUS.CONTROL, fill)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        side = theme.scaled(ICON)
        x = self.width() - SPACE.CARD - side if mirrored else SPACE.CARD
        painter.drawPixmap(x, SPACE.CARD, pixmap(self._icon_name or name, role, side))
        painter.end()


def in_the_middle(column: QWidget) -> QHBoxLayout:
    """Return a row with `column` in its middle. An alignment would do the same, and forget how high its words are."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(column)
    row.addStretch(1)
    return row


def relabel(button: QAbstractButton, text: str) -> None:
    """Give `button` other words, for the eye and for a screen reader."""
    button.setText(
        ending_kept(text if button.icon().isNull() else f"  {text}")
    )  # room between icon and words, as `Button` gives it
    button.setAccessibleName(text)


def scrolled(widget: QWidget) -> QScrollArea:
    """Return `widget` in a page that scrolls up and down and lets the ground below show."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the keyboard, and scrolls it
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(widget)
    widget.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    return area


class PassingDialog(QDialog):
    """A dialog that is deleted when it closes: forms hold what people typed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("CaseVault")
        self.finished.connect(self._throw_away)

    # Methods of Python for what Qt has under the same names: each connection to one of Qt's own keeps some bytes for ever
    # (docs/reliability.md), and every box is closed by one of these.

    def accept(self) -> None:
        """Close; what it was for is done."""
        super().accept()

    def reject(self) -> None:
        """Close without it."""
        super().reject()

    def _throw_away(self) -> None:
        self.deleteLater()


class SurfaceDialog(PassingDialog):
    """A dialog on the ground of content."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        dressed = QPalette(self.palette())
        dressed.setColor(QPalette.ColorRole.Window, color(Role.SURFACE))
        self.setPalette(dressed)


class FittingDialog(SurfaceDialog):
    """A box of one width, as high as what it says at the moment; where the screen is lower, it scrolls. Lay out in `inner`."""

    def __init__(self, parent: QWidget, width: int) -> None:
        super().__init__(parent)
        self._wide = theme.pane(width)
        self.setFixedWidth(self._wide)
        self.inner = QWidget()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area = scrolled(self.inner)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        outer.addWidget(self._area)
        self.inner.installEventFilter(self)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.fit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow or shrink with what is said: Qt lays a box out once, and lines that come later would lie over others."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.fit()
            self._soon.start()  # once more when what is nested has been laid out anew: until then it answers as before
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """Take the height that all of it needs, or all that the screen has."""
        layout = self.inner.layout()
        if layout is None:
            return
        # A line of large text may need more than the width that was meant: nothing is cut off at the side.
        across = self.screen().availableSize().width() - 2 * FRAME
        self.setFixedWidth(min(max(self._wide, layout.totalMinimumSize().width()), across))
        wanted = layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        most = self.screen().availableSize().height() - 2 * FRAME
        # A bar that Qt shows for a moment takes width, so the words need more lines, and then it stays: it is ours to show.
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if wanted > most else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._area.setVerticalScrollBarPolicy(policy)
        self.setFixedHeight(min(wanted, most))

    def reveal(self, widget: QWidget) -> None:
        """Scroll to `widget` where the screen is too low for all of it, once it has its place."""
        QTimer.singleShot(REVEAL_AFTER, self, lambda: self._area.ensureWidgetVisible(widget, 0, SPACE.CARD))

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the right height."""
        self.fit()
        super().showEvent(event)
