"""The row of steps at the top of the path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from casevault.i18n import N_
from casevault.ui.draw import Align, Run, draw, flip, rounded, width_of
from casevault.ui.theme import MEDIUM, SPACE, STRONG, Role, Style, color, pixmap, theme

if TYPE_CHECKING:
    from casevault.i18n import Catalogue, Msg

STEPS = (N_("Case and audience"), N_("Consent"), N_("Preview"), N_("Seal"), N_("Hand over"))
DISC = 22
STRETCH, LEAST_STRETCH = 28, 8
HEIGHT = 34
SPOKEN = N_("Step {number} of {total}: {name}")


class StepRow(QWidget):
    """Shows which step is done, which is open and which are to come; a screen reader hears the open one."""

    def __init__(self, catalogue: Catalogue, steps: tuple[Msg, ...] = STEPS) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._steps = steps
        self._step = 0
        self.setFixedHeight(theme.scaled(HEIGHT))
        theme.changed.connect(self._on_theme)

    def _on_theme(self) -> None:
        self.update()

    def show_step(self, step: int) -> None:
        """Mark `step` (from 0) as the open one."""
        self._step = step
        text = self._catalogue.text
        self.setAccessibleName(text(SPOKEN, number=step + 1, total=len(self._steps), name=text(self._steps[step])))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw discs, names and the lines between them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outer = QRectF(self.rect())
        x = outer.left()
        middle = outer.center().y()
        names = [self._catalogue.text(msg) for msg in self._steps]
        stretch = self._stretch(names, outer.width())
        for number, name in enumerate(names):
            here = number == self._step
            disc = flip(outer, QRectF(x, middle - DISC / 2, DISC, DISC))
            self._disc(painter, disc, number)
            # Where not all names fit, the open step keeps its own and the others are their numbers.
            said = name if here or stretch else ""
            runs = [Run(said, Style.BODY, STRONG if here else 0, Role.TEXT if here else Role.TEXT2)]
            width = width_of(runs) + 2
            draw(painter, flip(outer, QRectF(x + DISC + SPACE.NEAR, outer.top(), width, outer.height())), runs, elide=False)
            x += DISC + SPACE.NEAR + width + SPACE.CARD
            if number < len(self._steps) - 1:
                between = stretch or STRETCH
                line = flip(outer, QRectF(x, middle, between, 1))
                painter.setPen(QPen(color(Role.BORDER), 1))
                painter.drawLine(QPointF(line.left(), middle), QPointF(line.right(), middle))
                x += between + SPACE.CARD
        painter.end()

    def _stretch(self, names: list[str], room: float) -> float:
        """Return how long the lines between the steps are when every name is written; 0 where there is no room for all."""
        wide = [width_of([Run(name, Style.BODY, STRONG if at == self._step else 0)]) for at, name in enumerate(names)]
        gaps = max(len(names) - 1, 1)
        left = room - sum(wide) - len(names) * (DISC + SPACE.NEAR + 2) - gaps * 2 * SPACE.CARD
        return min(STRETCH, left / gaps) if left >= gaps * LEAST_STRETCH else 0

    def _disc(self, painter: QPainter, disc: QRectF, number: int) -> None:
        if number < self._step:
            rounded(painter, disc, DISC / 2, Role.ACCENT_SOFT)
            painter.drawPixmap(QPointF(disc.center().x() - 7, disc.center().y() - 7), pixmap("check", Role.ACCENT, 14))
            return
        here = number == self._step
        rounded(painter, disc, DISC / 2, Role.ACCENT if here else None, None if here else Role.BORDER)
        runs = [Run(str(number + 1), Style.SMALL, MEDIUM, Role.ON_ACCENT if here else Role.TEXT2)]
        draw(painter, disc, runs, Align.CENTER, mirror=False, elide=False)
