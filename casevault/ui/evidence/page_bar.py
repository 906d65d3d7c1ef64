"""The buttons over a page, and the single keys that do the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from casevault.i18n import N_, isolated
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.widgets.basic import Button, column
from casevault.ui.widgets.foot import foot
from casevault.ui.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.i18n import Msg
    from casevault.ui.evidence.page_look import PageLook

PAGE = N_("Page {page} of {pages}")
FIT_PAGE, FIT_WIDTH = "page", "width"


class PageBar(QWidget):
    """Which page of how many, how large, and which way up."""

    def __init__(self, look: PageLook) -> None:
        super().__init__()
        self._context = look.context
        self.before = self._button("chevron-left", N_("Previous page"), lambda: look.turn(-1))
        self.number = Words("", Style.SMALL, Role.TEXT2)
        self.after = self._button("chevron-right", N_("Next page"), lambda: look.turn(1))
        self.smaller = self._button("minus", N_("Smaller"), lambda: look.zoom(-1))
        self.percent = Words("", Style.SMALL, Role.TEXT2)
        self.larger = self._button("plus", N_("Larger"), lambda: look.zoom(1))
        whole = self._worded(N_("Whole page"), lambda: look.resize_to(FIT_PAGE))
        wide = self._worded(N_("Full width"), lambda: look.resize_to(FIT_WIDTH))
        natural = self._worded(N_("100 %"), lambda: look.resize_to(1.0))
        turn = self._button("rotate-ccw-square", N_("Turn by a quarter"), look.turn_round)
        self.number.setMinimumHeight(self.before.sizeHint().height())  # in the middle of buttons that are higher
        self.number.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
        sizes = (self.smaller, self.percent, self.larger, whole, wide, natural, turn)
        column(self, (0, SPACE.TIGHT, 0, SPACE.TIGHT)).addLayout(
            foot((self.before, self.number, self.after), sizes, SPACE.PANE, SPACE.TIGHT)
        )

    def _button(self, icon_name: str, name: Msg, act: Callable[[], object]) -> Button:
        made = Button("", "quiet", icon_name, name=self._context.text(name))
        made.clicked.connect(lambda _on=False: act())
        return made

    def _worded(self, name: Msg, act: Callable[[], object]) -> Button:
        made = Button(isolated(self._context.text(name)), "quiet")
        made.clicked.connect(lambda _on=False: act())
        return made

    def show_pages(self, page: int, pages: int, *, several: bool) -> None:
        """Say which page is shown, from 0, and which way it can be turned."""
        for widget in (self.before, self.number, self.after):
            widget.setVisible(several)
        self.number.setText(self._context.text(PAGE, page=page + 1, pages=pages))
        self.before.setEnabled(page > 0)
        self.after.setEnabled(page < pages - 1)

    def show_size(self, factor: float, smallest: float, largest: float) -> None:
        """Say how large the page is shown, 1.0 for its natural size, and whether it can be larger or smaller."""
        self.percent.setText(isolated(self._context.text(N_("{percent} %"), percent=f"{100 * factor:.0f}")))
        self.smaller.setEnabled(factor > smallest)
        self.larger.setEnabled(factor < largest)


def page_acts(look: PageLook, way: str) -> dict[Qt.Key, Callable[[], object]]:
    """Return what single keys do to a page."""
    acts: dict[Qt.Key, Callable[[], object]] = {
        Qt.Key.Key_Plus: lambda: look.zoom(1),
        Qt.Key.Key_Equal: lambda: look.zoom(1),
        Qt.Key.Key_Minus: lambda: look.zoom(-1),
        Qt.Key.Key_0: lambda: look.resize_to(FIT_PAGE),
        Qt.Key.Key_W: lambda: look.resize_to(FIT_WIDTH),
        Qt.Key.Key_1: lambda: look.resize_to(1.0),
        Qt.Key.Key_R: look.turn_round,
    }
    if way == "pdf":
        acts |= {Qt.Key.Key_PageDown: lambda: look.turn(1), Qt.Key.Key_PageUp: lambda: look.turn(-1)}
    return acts
