"""Over the page that is drawn on: which page, how large, save, close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from casevault.i18n import N_
from casevault.ui.draw import Run
from casevault.ui.evidence.page_area import ZOOMS
from casevault.ui.theme import SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, Line, row
from casevault.ui.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from casevault.i18n import Msg
    from casevault.ui.context import Context

NARROW = 640  # pixels at 100 %
PAGE = N_("Page {page} of {pages}")
PERCENT = N_("{percent} %")


class RedactHead(QWidget):
    """The row of buttons; `turned` and `zoomed` say by how many steps."""

    turned = Signal(int)
    zoomed = Signal(int)

    def __init__(self, context: Context, title: str) -> None:
        super().__init__()
        self._context = context
        self._whole = row(self, (SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD), SPACE.NEAR)
        self._whole.addWidget(Line([Run(title, Style.SUBTITLE)]), 1)
        head = row(spacing=SPACE.NEAR)
        self._whole.addLayout(head)
        self.smaller = self._button("minus", N_("Smaller page (Ctrl+-)"), lambda: self.zoomed.emit(-1))
        self._percent = Words("", Style.SMALL, Role.TEXT2)
        self.larger = self._button("plus", N_("Larger page (Ctrl++)"), lambda: self.zoomed.emit(1))
        self.before = self._button("chevron-left", N_("Previous page"), lambda: self.turned.emit(-1))
        self._number = Words("", Style.SMALL, Role.TEXT2)
        self.after = self._button("chevron-right", N_("Next page"), lambda: self.turned.emit(1))
        for widget in (self.smaller, self._percent, self.larger):
            head.addWidget(widget)
        head.addSpacing(SPACE.CARD)
        for widget in (self.before, self._number, self.after):
            head.addWidget(widget)
        head.addSpacing(SPACE.CARD)
        self.save = Button(context.text(N_("Save redacted copy")), "primary")
        head.addWidget(self.save)
        self.close_button = self._button("x", N_("Close"), lambda: None)
        head.addWidget(self.close_button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the title where it would have no room beside them."""
        super().resizeEvent(event)
        narrow = self.width() < theme.scaled(NARROW)
        self._whole.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def _button(self, icon_name: str, name: Msg, act: Callable[[], object]) -> Button:
        made = Button("", "quiet", icon_name, name=self._context.text(name))
        made.clicked.connect(lambda _on=False: act())
        return made

    def put(self, page: int, pages: int, zoom: int) -> str:
        """Show where one is and how large; return the page in words."""
        words = self._context.text(PAGE, page=page, pages=pages)
        self._number.setText(words)
        self._percent.setText(self._context.text(PERCENT, percent=zoom))
        self.before.setEnabled(page > 1)
        self.after.setEnabled(page < pages)
        self.smaller.setEnabled(zoom > ZOOMS[0])
        self.larger.setEnabled(zoom < ZOOMS[-1])
        return words
