"""A list and what is chosen in it, beside each other; one at a time where a window, or its text, leaves no room for both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

from casevault.i18n import N_
from casevault.ui.navigator import navigator_width
from casevault.ui.theme import LIST_WIDTH, theme
from casevault.ui.widgets.basic import Button, Hairline, row

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from casevault.ui.context import Context
    from casevault.ui.lists.pane import ListPane

LEAST = 340  # pixels at 100 % that a view needs beside its list
LOW = 480  # pixels at 100 %: in a lower window a header is said in few lines


def is_low(window: QWidget) -> bool:
    """Say whether a window is so low, for the size of its text, that a full header would leave its list no room."""
    return window.height() < theme.scaled(LOW)


class ListBeside(QWidget):
    """`pane` and `view` side by side. Alone, the list is shown until a row of it is opened, then the view, with a way back."""

    def __init__(self, context: Context, pane: ListPane, view: QWidget) -> None:
        super().__init__()
        self._pane, self._view = pane, view
        self._reads = self._was_alone = False
        self.back_button = Button("", "quiet", "chevron-left", name=context.text(N_("Back to the list")))
        self.back_button.clicked.connect(lambda _on=False: self.leave())
        self.back_button.hide()
        self._edge = Hairline(upright=True)
        layout = row(self)
        for part in (pane, self._edge):
            layout.addWidget(part)
        layout.addWidget(view, 1)
        pane.opened.connect(lambda _id: self.read())
        pane.list.clicked.connect(lambda _index: self.read())
        theme.changed.connect(self._fit)

    @property
    def is_alone(self) -> bool:
        """Say whether there is room for one of the two."""
        window = self.window().width()
        return window - navigator_width(window) - theme.pane(LIST_WIDTH) < theme.scaled(LEAST)

    @property
    def shows_view(self) -> bool:
        """Say whether the view can be seen."""
        return self._reads or not self.is_alone

    @property
    def shows_list(self) -> bool:
        """Say whether the list can be seen."""
        return not self._reads or not self.is_alone

    def read(self) -> None:
        """Show what was opened."""
        self._reads = True
        self._fit()

    def leave(self) -> bool:
        """Go back to the list where the view stands alone; say whether it did."""
        if not (self._reads and self.is_alone):
            return False
        self._reads = False
        self._fit()
        self._pane.list.setFocus()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show both, or one."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        alone = self.is_alone
        focused = QApplication.focusWidget()
        if alone and not self._was_alone and focused is not None and self._view.isAncestorOf(focused):
            self._reads = True  # whoever makes the text larger while she reads goes on reading
        self._was_alone = alone
        moves = alone and self._reads and focused is not None and self._pane.isAncestorOf(focused)
        self._pane.spread(on=alone)
        self._view.setVisible(self.shows_view)
        self._edge.setVisible(not alone)
        self.back_button.setVisible(alone)
        if moves:
            self._view.setFocus()
        self._pane.setVisible(self.shows_list)
