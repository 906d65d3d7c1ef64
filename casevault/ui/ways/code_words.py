"""A recovery code as it is copied on to paper: its groups in columns, one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter

from casevault.ui.draw import Run, draw, width_of
from casevault.ui.theme import STRONG, TYPES, Style, theme
from casevault.ui.words import Words

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

GAP = 22  # pixels at 100 % between two columns


class CodeWords(Words):
    """The code over three lines. No mouse takes it to the clipboard: a code belongs on paper."""

    def __init__(self) -> None:
        super().__init__(style=Style.TITLE)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)

    def put(self, code: str, groups_a_line: int) -> None:
        """Show `code`, whose groups are parted by hyphens."""
        groups = code.split("-")
        lines = (groups[start : start + groups_a_line] for start in range(0, len(groups), groups_a_line))
        self.setText("\n".join("   ".join(line) for line in lines))
        self.updateGeometry()

    def _lines(self) -> list[list[Run]]:
        return [[Run(group, Style.TITLE, STRONG, tabular=True) for group in line.split()] for line in self.text().split("\n")]

    def _wide(self) -> float:
        return max((width_of([run]) for line in self._lines() for run in line), default=0.0) + theme.scaled(GAP)

    def sizeHint(self) -> QSize:
        """Return the room that all groups need."""
        lines = self._lines()
        return QSize(round(self._wide() * max(map(len, lines))), theme.scaled(TYPES[Style.TITLE].line) * len(lines))

    def minimumSizeHint(self) -> QSize:
        """Return the same: no sign of a code is cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the groups, from the left in every language."""
        painter = QPainter(self)
        wide, high = self._wide(), theme.scaled(TYPES[Style.TITLE].line)
        for row, line in enumerate(self._lines()):
            for column, run in enumerate(line):
                draw(painter, QRectF(column * wide, row * high, wide, high), [run], mirror=False, elide=False)
        painter.end()
