"""Marks that mean something: status chip, sharing label, data class, key cap, withheld bar. Each says in words what it shows.

Every function takes the leading edge in reading direction (`rect` is the place already mirrored) and returns the width it used.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from casevault.domain.schema import DataClass
from casevault.i18n import N_
from casevault.ui.draw import Align, Run, draw, hatch, is_rtl, rounded, width_of
from casevault.ui.theme import MEDIUM, RADIUS, STRONG, Role, Style, color, font, pixmap, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from casevault.i18n import Msg

CHIP_HEIGHT = 22
CHIP_PAD = 8
CHIP_ICON = 14
TLP_HEIGHT = 20
STEPS = 5
CLASS_MARK = 32  # width of the five steps with their margins

CLASS_LABELS: dict[DataClass, Msg] = {
    DataClass.C0: N_("Public record"),
    DataClass.C1: N_("Case fact"),
    DataClass.C2: N_("Personal"),
    DataClass.C3: N_("Special"),
    DataClass.C4: N_("Third party, contact"),
    DataClass.C5: N_("Source and safety"),
}


class Status(StrEnum):
    """What a status chip or a row's trailing icon can say; each has an outline of its own, so colour is never alone."""

    OK = "ok"
    RUNNING = "running"
    DUE = "due"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"
    NONE = "none"
    DISPUTED = "disputed"
    CREDIBLE = "credible"
    REPORTED = "reported"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    REVIEW = "review"
    BROKEN = "broken"
    EXCEEDED = "exceeded"


LOOKS: dict[Status, tuple[str, Role, Role]] = {
    Status.OK: ("circle-check", Role.OK, Role.OK_SOFT),
    Status.RUNNING: ("clock", Role.NEUTRAL, Role.NEUTRAL_SOFT),
    Status.DUE: ("info", Role.ACCENT, Role.ACCENT_SOFT),
    Status.OVERDUE: ("hourglass", Role.CAUTION, Role.CAUTION_SOFT),
    Status.UNKNOWN: ("circle-question-mark", Role.NEUTRAL, Role.NEUTRAL_SOFT),
    Status.NONE: ("circle", Role.NEUTRAL, Role.NEUTRAL_SOFT),
    Status.DISPUTED: ("git-fork", Role.CAUTION, Role.CAUTION_SOFT),
    Status.CREDIBLE: ("circle-dot", Role.NEUTRAL, Role.NEUTRAL_SOFT),
    Status.REPORTED: ("circle", Role.NEUTRAL, Role.NEUTRAL_SOFT),
    Status.STOPPED: ("circle-slash", Role.NEUTRAL, Role.NEUTRAL_SOFT),
    Status.WITHDRAWN: ("shield-off", Role.NEUTRAL, Role.NEUTRAL_SOFT),
    Status.REVIEW: ("calendar-clock", Role.CAUTION, Role.CAUTION_SOFT),
    Status.BROKEN: ("triangle-alert", Role.CAUTION, Role.CAUTION_SOFT),
    Status.EXCEEDED: ("octagon-alert", Role.CRITICAL, Role.CRITICAL_SOFT),
}

_TLP_ROLES = {"RED": Role.TLP_RED, "AMBER": Role.TLP_AMBER, "GREEN": Role.TLP_GREEN, "CLEAR": Role.TLP_CLEAR}


def chip_width(text: str, *, icon: str = "", weight: int = MEDIUM) -> float:
    """Return how wide a chip with this text is."""
    return 2 * CHIP_PAD + (theme.scaled(CHIP_ICON) + 4 if icon else 0) + width_of([Run(text, Style.CAPTION, weight)])


def draw_chip(
    painter: QPainter,
    rect: QRectF,
    text: str,
    *,
    role: Role,
    fill: Role,
    icon: str = "",
    weight: int = MEDIUM,
    most: float = 0.0,
) -> float:
    """Draw a chip at the left edge of `rect`, in its middle, `most` pixels wide (0 = as it needs); mirrored its icon is right."""
    width = chip_width(text, icon=icon, weight=weight)
    if most and width > most:
        shorter = most - (width - width_of([Run(text, Style.CAPTION, weight)]))
        text = QFontMetricsF(font(Style.CAPTION, weight)).elidedText(text, Qt.TextElideMode.ElideRight, max(shorter, 1.0))
        width = most
    box = QRectF(rect.left(), rect.center().y() - theme.scaled(CHIP_HEIGHT) / 2, width, theme.scaled(CHIP_HEIGHT))
    rounded(painter, box, RADIUS.CHIP, fill, Role.LINE if fill is Role.SURFACE else None)
    text_left = box.left() + CHIP_PAD
    if icon:
        left = box.right() - CHIP_PAD - theme.scaled(CHIP_ICON) if is_rtl() else box.left() + CHIP_PAD - 1
        painter.drawPixmap(
            QPointF(left, box.center().y() - theme.scaled(CHIP_ICON) / 2), pixmap(icon, role, theme.scaled(CHIP_ICON))
        )
        text_left += 0 if is_rtl() else theme.scaled(CHIP_ICON) + 4
    draw(
        painter,
        QRectF(text_left, box.top(), width, theme.scaled(CHIP_HEIGHT)),
        [Run(text, Style.CAPTION, weight, role)],
        mirror=False,
        elide=False,
    )
    return width


def status_width(text: str, status: Status) -> float:
    """Return how wide a status chip is."""
    return chip_width(text, icon=LOOKS[status][0])


def draw_status(painter: QPainter, rect: QRectF, text: str, status: Status, *, most: float = 0.0) -> float:
    """Draw a status chip: outline icon, word, soft fill."""
    icon, role, fill = LOOKS[status]
    return draw_chip(painter, rect, text, role=role, fill=fill, icon=icon, most=most)


def tlp_text(code: str) -> str:
    """Return a sharing label as it is written, "TLP:AMBER+STRICT"; it is never translated."""
    return f"TLP:{code.replace('_', '+').upper()}"


def tlp_width(code: str) -> float:
    """Return how wide a sharing label is."""
    return width_of([Run(tlp_text(code), Style.MARK)]) + 14


def draw_tlp(painter: QPainter, rect: QRectF, code: str) -> float:
    """Draw a sharing label in the standard's own colours."""
    width = tlp_width(code)
    box = QRectF(rect.left(), rect.center().y() - theme.scaled(TLP_HEIGHT) / 2, width, theme.scaled(TLP_HEIGHT))
    rounded(painter, box, RADIUS.MARK, Role.TLP_GROUND, Role.BORDER)
    role = _TLP_ROLES.get(tlp_text(code)[4:].split("+")[0], Role.TLP_CLEAR)
    draw(painter, box, [Run(tlp_text(code), Style.MARK, 0, role)], Align.CENTER, mirror=False, elide=False)
    return width


def class_width(data_class: DataClass, word: str = "") -> float:
    """Return how wide a data class mark is."""
    return CLASS_MARK + 6 + width_of([Run(f"{data_class.name} {word}".strip(), Style.CAPTION, MEDIUM)])


def draw_class(painter: QPainter, rect: QRectF, data_class: DataClass, word: str = "") -> float:
    """Draw a data class: five rising steps, as many filled as the class says, then its code, then a word."""
    text = f"{data_class.name} {word}".strip()
    width = class_width(data_class, word)
    middle = rect.center().y()
    high = theme.scaled(CHIP_HEIGHT)
    rounded(painter, QRectF(rect.left(), middle - high / 2, width, high), RADIUS.CHIP, Role.SURFACE, Role.LINE)
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(STEPS):
        height = 4 + step * 1.7
        painter.setBrush(color(Role.TEXT2 if step < data_class else Role.WITHHELD_LINE))
        painter.drawRect(QRectF(rect.left() + 8 + step * 4, middle + 5 - height, 2.6, height))
    place = QRectF(rect.left() + CLASS_MARK, middle - high / 2, width, high)
    draw(painter, place, [Run(text, Style.CAPTION, MEDIUM, Role.TEXT2)], mirror=False, elide=False)
    return width


def key_width(keys: str) -> float:
    """Return how wide a key cap is."""
    return max(18.0, width_of([Run(keys, Style.MARK, MEDIUM)]) + 10)


def draw_key(painter: QPainter, rect: QRectF, keys: str, role: Role = Role.TEXT3) -> float:
    """Draw a key cap at the left edge of `rect`."""
    width = key_width(keys)
    box = QRectF(rect.left(), rect.center().y() - 9, width, 18)
    rounded(painter, box, RADIUS.MARK, None, Role.LINE)
    draw(painter, box, [Run(keys, Style.MARK, MEDIUM, role)], Align.CENTER, mirror=False, elide=False)
    return width


WITHHELD_WIDTH = 148.0  # fixed: never the length of the secret


def draw_withheld(painter: QPainter, rect: QRectF, word: str) -> float:
    """Draw the bar that stands for a withheld value: hatched, and saying so in `word`."""
    box = QRectF(rect.left(), rect.center().y() - CHIP_HEIGHT / 2, WITHHELD_WIDTH, CHIP_HEIGHT)
    rounded(painter, box, RADIUS.CHIP, Role.WITHHELD)
    hatch(painter, box, Role.WITHHELD_LINE)
    runs = [Run(word, Style.SMALL, STRONG, Role.TEXT2)]
    inner = QRectF(box.left() + 6, box.top() + 2, width_of(runs) + 32, CHIP_HEIGHT - 4)
    rounded(painter, inner, RADIUS.MARK, Role.WITHHELD)
    painter.drawPixmap(QPointF(inner.left() + 4, inner.top() + 2), pixmap("eye-off", Role.TEXT2, 14))
    draw(painter, inner.adjusted(22, 0, 0, 0), runs, mirror=False)
    return WITHHELD_WIDTH
