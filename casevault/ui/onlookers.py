"""Eyes and cameras: windows left out of screen pictures where the system can, and a cover over what they show when asked for.

Windows keeps a marked window out of pictures, recordings and shared screens; its makers call that no security feature, and
neither do we. Wayland has no such mark, X11 lets every program look, and on macOS the mark no longer binds newer recorders: there
nothing is promised, and the page of what is not protected says so. Keyboards that learn are asked not to, in every field.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from casevault.i18n import N_
from casevault.ui.draw import Align, Run, draw, draw_icon
from casevault.ui.theme import SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Panel

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from casevault.i18n import Catalogue
    from casevault.ui.settings import Settings

COVERED = N_("Covered. Press a key or click to go on.")
MARK = 28  # side of the mark on a cover
UNLEARNED = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText

if sys.platform == "win32":
    import ctypes

    CAN_LEAVE_OUT = True
    _LEFT_OUT, _AS_EVER = 0x11, 0x0

    def leave_out(window_id: int, *, on: bool) -> None:
        """Leave a window out of screen pictures, or not any more; before Windows 10 2004 it does nothing."""
        ctypes.windll.user32.SetWindowDisplayAffinity(ctypes.c_void_p(window_id), _LEFT_OUT if on else _AS_EVER)

else:
    CAN_LEAVE_OUT = False

    def leave_out(window_id: int, *, on: bool) -> None:
        """Do nothing: this system has no mark that binds."""


class Cover(Panel):
    """Lies over all of a window and takes its keys; `lifted` when somebody presses one or clicks."""

    lifted = Signal()

    def __init__(self, window: QWidget, said: str) -> None:
        super().__init__(Role.CANVAS)
        self._said = said
        self._window: QWidget = window
        self._before: QWidget | None = window.focusWidget()
        self.setParent(window)
        self.setAccessibleName(said)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def lift(self) -> None:
        """Take it away and give the keyboard back."""
        self.hide()
        self._window.removeEventFilter(self)
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window, and above what appears in it later."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.ChildAdded, QEvent.Type.LayoutRequest} and isinstance(
            watched, QWidget
        ):
            self.setGeometry(watched.rect())
            self.raise_()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark and one sentence, in the middle."""
        super().paintEvent(event)
        painter = QPainter(self)
        rect = QRectF(self.rect())
        side, middle = theme.scaled(MARK), rect.center()
        draw_icon(painter, rect, QRectF(middle.x() - side / 2, middle.y() - side - SPACE.CARD, side, side), "vault", Role.TEXT3)
        line = QRectF(0, middle.y(), rect.width(), theme.scaled(24))
        draw(painter, line, [Run(self._said, Style.BODY, 0, Role.TEXT2)], Align.CENTER)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Lift it at any key that is more than a modifier, which does nothing else."""
        event.accept()
        if event.key() not in {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}:
            self.lifted.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Lift it at a click, which does nothing to what lies below."""
        event.accept()
        self.lifted.emit()


class Onlookers(QObject):
    """An event filter for the application: marks every window before it shows, and covers all of them when that is wanted."""

    def __init__(self, settings: Settings, catalogue: Catalogue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._said = catalogue.text(COVERED)
        self._covers: list[Cover] = []
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self.on_state)

    def speak(self, catalogue: Catalogue) -> None:
        """Say what stands on a cover in this language from now on."""
        self._said = catalogue.text(COVERED)

    def use(self, settings: Settings) -> None:
        """Use these settings from now on, for windows that are shown already too."""
        self._settings = settings
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                self._mark(window)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Mark a window or field before it shows, cover a window that shows among covered ones; let every event through."""
        kind = event.type()
        if kind == QEvent.Type.Polish and isinstance(watched, (QLineEdit, QPlainTextEdit, QTextEdit)):
            watched.setInputMethodHints(watched.inputMethodHints() | UNLEARNED)
        elif kind == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self._mark(watched)
            if self._covers and not self._is_popup(watched):
                self._cover(watched)
        return False

    def on_state(self, state: Qt.ApplicationState) -> None:
        """Cover when the person turns to another program, where she asked for that; lift when she is back."""
        if state == Qt.ApplicationState.ApplicationActive:
            self.lift()
        elif self._settings.cover_when_away:
            self.cover()

    def hide_now(self) -> None:
        """Cover every window and put them away; the covers stay until somebody is back, whatever the desktop makes of it."""
        self.cover()
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and window.parentWidget() is None:
                window.showMinimized()

    def cover(self) -> None:
        """Cover every window that shows; an open menu is closed."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and not self._is_popup(window):
                self._cover(window)

    def lift(self) -> None:
        """Lift all covers."""
        covers, self._covers = self._covers, []
        for cover in reversed(covers):
            cover.lift()

    def _cover(self, window: QWidget) -> None:
        if any(cover.parentWidget() is window for cover in self._covers):
            return
        cover = Cover(window, self._said)
        cover.lifted.connect(self.lift)
        cover.destroyed.connect(lambda _gone=None, cover=cover: self._covers.remove(cover) if cover in self._covers else None)
        self._covers.append(cover)

    def _mark(self, window: QWidget) -> None:
        leave_out(int(window.winId()), on=self._settings.hide_from_pictures)

    @staticmethod
    def _is_popup(window: QWidget) -> bool:
        return window.windowType() in {Qt.WindowType.Popup, Qt.WindowType.ToolTip}
