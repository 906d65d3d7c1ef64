"""Panes, hairlines, lines and paragraphs of text, buttons."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from unicodedata import bidirectional

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from casevault.ui.draw import Align, Run, draw, draw_paragraph, is_rtl, plain, width_of, wrapped
from casevault.ui.theme import CONTROL_HEIGHT, MEDIUM, TYPES, Role, Style, color, font, icon, theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent

LEFT_TO_RIGHT_MARK = "\u200e"
QWIDGETSIZE_MAX = (1 << 24) - 1  # no bound, as Qt says it
HEADINGS = (Style.DISPLAY, Style.TITLE, Style.SUBTITLE)
MOST_BELOW = 3  # lines of a heading; what is longer is a text of somebody, and is cut
ICON = 16  # pixels at 100 % of the icon of a button
PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
PAINT = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing


class Panel(QWidget):
    """A pane with one tone."""

    def __init__(self, role: Role, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fill the pane."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(self._role))
        painter.end()


class Hairline(QWidget):
    """A line of one pixel; carries no meaning."""

    def __init__(self, *, upright: bool = False, role: Role = Role.LINE) -> None:
        super().__init__()
        self._role = role
        self.lie(upright=upright)

    def lie(self, *, upright: bool) -> None:
        """Stand upright, or lie."""
        most = (1, QWIDGETSIZE_MAX) if upright else (QWIDGETSIZE_MAX, 1)
        self.setMinimumSize(*(1 if side == 1 else 0 for side in most))
        self.setMaximumSize(*most)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fill the line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(self._role))
        painter.end()


class Line(QLabel):
    """One line of runs on one baseline; a label, so that a screen reader knows it for text and reads it.

    A heading that is too long for its place goes on below, for nobody should have to guess where she is.
    """

    def __init__(self, runs: Sequence[Run] = (), height: int = 0, align: Align = Align.START) -> None:
        super().__init__()
        self._runs: Sequence[Run] = ()
        self._align = align
        self._height = height
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.put(runs)

    def put(self, runs: Sequence[Run]) -> None:
        """Show these runs."""
        self._runs = tuple(run for run in runs if run.text)
        self.setAccessibleName(plain(runs))
        self.setToolTip(plain(runs) if runs and width_of(self._runs) > self.width() > 0 else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room the line wants."""
        style = self._runs[0].style if self._runs else Style.BODY
        more = TYPES[style].line * (len(self._below()) - 1)
        return QSize(round(width_of(self._runs)) + 2, theme.scaled((self._height or TYPES[style].line) + more))

    def _below(self) -> list[str]:
        """Return a heading in as many lines as it takes here; anything else is one line."""
        runs = self._runs
        # A line that just fits may be cut by a fraction.
        if not runs or runs[0].style not in HEADINGS or not 0 < self.width() < width_of(runs) + 1:
            return [plain(runs)]
        # What follows the heading, a count, stands behind its last line.
        lines = wrapped(runs[0].text, runs[0].style, int(self.width() - width_of(runs[1:])) - 1, runs[0].weight)
        return [*lines[: MOST_BELOW - 1], " ".join(lines[MOST_BELOW - 1 :])] if len(lines) > MOST_BELOW else lines

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the lines of a heading."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Return that a line may be cut short, but not lowered."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        lines = self._below()
        if len(lines) == 1:
            draw(painter, QRectF(self.rect()), self._runs, self._align)
        each = self.height() / len(lines)
        for number, words in enumerate(lines if len(lines) > 1 else ()):
            rest = self._runs[1:] if number == len(lines) - 1 else ()
            place = QRectF(0, number * each, self.width(), each)
            draw(painter, place, [replace(self._runs[0], text=words), *rest], self._align)
        painter.end()


class Paragraph(QLabel):
    """Text over as many lines as it needs; a label for the same reason as a line."""

    def __init__(self, text: str = "", style: Style = Style.BODY, role: Role = Role.TEXT, *, weight: int = 0) -> None:
        super().__init__()
        self._text = ""
        self._run = Run("", style, weight, role)
        self._line = TYPES[style].line + 1
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.put(text)

    def put(self, text: str) -> None:
        """Show this text."""
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Return that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height at a width."""
        return len(wrapped(self._text, self._run.style, width, self._run.weight)) * theme.scaled(self._line)

    def sizeHint(self) -> QSize:
        """Return a middling width and its height."""
        return QSize(320, self.heightForWidth(max(self.width(), 320)))

    def minimumSizeHint(self) -> QSize:
        """Return that a paragraph may be narrow."""
        return QSize(80, theme.scaled(self._line))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text."""
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        draw_paragraph(painter, QRectF(self.rect()), self._text, self._run, line=theme.scaled(self._line))
        painter.end()


def ending_kept(text: str) -> str:
    """Return words that a window which reads from the right draws by Qt's own hand: Latin ones keep their "…" at their end.

    Otherwise the signs at the end of words not yet translated take the direction of the window, and stand in front.
    """
    first = next((found for found in map(bidirectional, text) if found in {"L", "R", "AL"}), "")
    return text + LEFT_TO_RIGHT_MARK if is_rtl() and first == "L" and not text.endswith(LEFT_TO_RIGHT_MARK) else text


class Button(QPushButton):
    """A push button of one of four kinds: primary (one a screen), secondary, quiet, danger (outlined: what cannot be undone)."""

    def __init__(
        self, text: str, kind: str = "secondary", icon_name: str = "", *, name: str = "", height: int = CONTROL_HEIGHT
    ) -> None:
        super().__init__(ending_kept(f"  {text}" if icon_name and text else text))
        self._words, self._folded = self.text(), False
        self._icon_name = icon_name
        self._kind = kind
        self._height = height
        self.setProperty("kind", kind)
        self.setProperty("square", "false" if text else "true")
        self.setAccessibleName(name or text)
        if not text:
            self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoDefault(False)
        self._dress()
        theme.changed.connect(self._dress)

    def setText(self, text: str) -> None:
        """Show these words, with what ends them at their end."""
        super().setText(ending_kept(text))

    def fold(self, *, on: bool) -> None:
        """Show the icon alone, its words in the tooltip, or the words again."""
        if on != self._folded:
            self._folded = on
            self.setText("" if on else self._words)
            self.setToolTip(self._words.strip() if on else "")
            self.setProperty("square", "true" if on else "false")
            self.setMinimumWidth(0)
            self.setMaximumWidth(QWIDGETSIZE_MAX)
            self.style().unpolish(self)
            self.style().polish(self)
            self._dress()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter too, as on Space: in a box it would go to whatever Qt takes for the button that is meant."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() in PLAIN:
            self.click()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon in the tone of what can be pressed, or cannot."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange and self._icon_name:
            self._dress()

    def _dress(self) -> None:
        self.setFont(font(Style.BODY, MEDIUM))
        self.setFixedHeight(theme.scaled(self._height))
        if self._icon_name:
            role = {"primary": Role.ON_ACCENT, "quiet": Role.ACCENT, "danger": Role.CRITICAL}.get(self._kind, Role.TEXT)
            side = theme.scaled(ICON)
            self.setIcon(icon(self._icon_name, role if self.isEnabled() else Role.TEXT3, side))
            self.setIconSize(QSize(side, side))
            if not self.text():
                self.setFixedWidth(theme.scaled(self._height) + 4)


def column(parent: QWidget | None = None, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 0) -> QVBoxLayout:
    """Return a vertical layout without the margins Qt gives by itself."""
    made = QVBoxLayout() if parent is None else QVBoxLayout(parent)
    _plain(made, margins, spacing)
    return made


def row(parent: QWidget | None = None, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 0) -> QHBoxLayout:
    """Return a horizontal layout. Qt does not mirror layout margins: keep left and right equal."""
    made = QHBoxLayout() if parent is None else QHBoxLayout(parent)
    _plain(made, margins, spacing)
    return made


def _plain(made: QBoxLayout, margins: tuple[int, int, int, int], spacing: int) -> None:
    made.setContentsMargins(*margins)
    made.setSpacing(spacing)


def frame_of(widget: QWidget) -> QRectF:
    """Return the rectangle of a widget in its own frame."""
    return QRectF(QRect(0, 0, widget.width(), widget.height()))
