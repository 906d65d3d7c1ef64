"""Buttons at both sides of a line, as at the foot of a box: what it does at one, how it is left at the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.ui.theme import SPACE, theme
from casevault.ui.widgets.basic import column, row
from casevault.ui.widgets.pill import Flow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QBoxLayout, QWidget

IN_ONE_ROW: Final = 150  # percent; in larger text each side has its own line, or a box would be wider than a screen


def foot(acts: Sequence[QWidget], leave: Sequence[QWidget], margin: int = 0, spacing: int = SPACE.NEAR) -> QBoxLayout:
    """Return the layout of both; `margin`: pixels at either side, `spacing`: between two."""
    beside = row(None, (margin, 0, margin, 0), spacing)
    large = theme.scaled(100) > IN_ONE_ROW
    for act in () if large else acts:
        beside.addWidget(act)
    beside.addStretch(1)
    for widget in leave:
        beside.addWidget(widget)
    if not large or not acts:
        return beside
    flow = Flow(margin)
    flow.put(acts)
    made = column(None, (0, 0, 0, 0), spacing)
    made.addWidget(flow)
    made.addLayout(beside)
    return made
