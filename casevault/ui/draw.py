"""Text on one baseline: runs of different weight, tone and script, drawn in reading order and mirrored with the window.

A line's baseline comes from the base font alone, so that a fallback font (Han, Tibetan, Naskh) never moves a row. Han runs get a
font of their own in Regular. Only the last run that does not fit is elided; dates, codes and counts stand in runs of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication, QPainter, QPainterPath, QPen, QTextLayout, QTextOption

from casevault.ui.theme import TYPES, Role, Style, color, font, pixmap, theme

if TYPE_CHECKING:
    from collections.abc import Sequence

HAN = ((0x2E80, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0x20000, 0x323AF))
RIGHT_TO_LEFT = (0x0590, 0x08FF)
ELLIPSIS = "…"
MORE = "………"  # stands for what follows when a piece is cut
ICON_MOST = 160  # percent to which an icon in a row grows with the text: what stands beside it does not move
LEAST = 2.0  # pixels: less than any glyph
BETWEEN = " · "  # joins the parts of a title
EM_GAP = "  "  # about half an em between a Latin name and its original script


class Align(Enum):
    """Where a line stands in its rectangle, in reading direction."""

    START = auto()
    END = auto()
    CENTER = auto()


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line: its text, how it looks, and whether its digits keep one width."""

    text: str
    style: Style = Style.BODY
    weight: int = 0  # 0 = the style's own
    role: Role = Role.TEXT
    tabular: bool = False


def is_rtl() -> bool:
    """Say whether the window reads from right to left."""
    return QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft


def is_han(character: str) -> bool:
    """Say whether a character is drawn with the Han font."""
    point = ord(character)
    return any(first <= point <= last for first, last in HAN)


def plain(runs: Sequence[Run]) -> str:
    """Return what the runs say, for a screen reader or a tooltip."""
    return " ".join("".join(run.text for run in runs).split())


def segments(runs: Sequence[Run]) -> list[tuple[str, QFont, Role]]:
    """Split runs into pieces of one font: Han apart from the rest; a run with Arabic or Hebrew stays whole, for its own order."""
    found: list[tuple[str, QFont, Role]] = []
    for run in (part for whole in runs for part in _parts(whole)):
        base = font(run.style, run.weight, tabular=run.tabular)
        if not any(is_han(c) for c in run.text) or _has_rtl(run.text):
            found.append((run.text, base, run.role))
            continue
        han = font(run.style, run.weight, han=True)
        piece = run.text[0]
        for character in run.text[1:]:
            if is_han(character) == is_han(piece[-1]):
                piece += character
            else:
                found.append((piece, han if is_han(piece[-1]) else base, run.role))
                piece = character
        found.append((piece, han if is_han(piece[-1]) else base, run.role))
    return found


def _has_rtl(text: str) -> bool:
    return any(RIGHT_TO_LEFT[0] <= ord(character) <= RIGHT_TO_LEFT[1] for character in text)


def _parts(run: Run) -> list[Run]:
    """Split a title with an Arabic or Hebrew name in it: as one piece it would show "Nov 2020 17" beside the name."""
    if BETWEEN not in run.text or not _has_rtl(run.text):
        return [run]
    first, *others = run.text.split(BETWEEN)
    texts = [first, *(text for other in others for text in (BETWEEN, other))]
    return [replace(run, text=text) for text in texts if text]


def _in_reading_order(runs: Sequence[Run]) -> list[tuple[str, QFont, Role]]:
    """Return the pieces for a window that reads from the right: what is Latin and Han in one run still reads from the left.

    Otherwise 1990年3月 would stand there as 月3年1990. Its pieces come last first, and each has its spaces at its other end.
    """
    found: list[tuple[str, QFont, Role]] = []
    for run in (part for whole in runs for part in _parts(whole)):
        pieces = segments([run])
        if len(pieces) < 2:  # noqa: PLR2004 - one piece has nothing to be turned with
            found += pieces
            continue
        # The spaces at its ends stay where they are: they part it from its neighbours, and turned two names would touch.
        body = run.text.strip(" ")
        before, after = run.text.split(body)
        turned = [(_spaces_turned(text), used, role) for text, used, role in reversed(segments([replace(run, text=body)]))]
        found += segments([replace(run, text=before)]) if before else []
        found += turned
        found += segments([replace(run, text=after)]) if after else []
    return found


def _spaces_turned(text: str) -> str:
    body = text.strip(" ")
    before, after = len(text) - len(text.lstrip(" ")), len(text) - len(text.rstrip(" "))
    return f"{' ' * after}{body}{' ' * before}" if body else text


def width_of(runs: Sequence[Run]) -> float:
    """Return how wide the runs are on one line, in pixels."""
    return sum(QFontMetricsF(used).horizontalAdvance(text) for text, used, _ in segments(runs))


def draw(
    painter: QPainter,
    rect: QRectF,
    runs: Sequence[Run],
    align: Align = Align.START,
    *,
    mirror: bool | None = None,
    elide: bool = True,
) -> float:
    """Draw runs on one baseline in the middle of `rect` and return the width used; `mirror` None = as the window reads."""
    runs = [run for run in runs if run.text]
    if not runs:
        return 0.0
    rtl = is_rtl() if mirror is None else mirror
    largest = max(runs, key=lambda run: TYPES[run.style].pt)
    baseline = rect.center().y() + QFontMetricsF(font(largest.style, largest.weight)).capHeight() / 2
    total = width_of(runs)
    whole = total <= rect.width() + 0.5
    start = max(0.0, {Align.START: 0.0, Align.END: rect.width() - total, Align.CENTER: (rect.width() - total) / 2}[align])
    x = start
    # Each piece is ordered by its own first strong letter, so that English in an Arabic window keeps its full stop at its end.
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    pieces = _in_reading_order(runs) if rtl and total <= rect.width() else segments(runs)
    last = max((number for number, (piece, _font, _role) in enumerate(pieces) if piece.strip(" ")), default=0)
    for number, (piece, used, role) in enumerate(pieces):
        metrics = QFontMetricsF(used)
        body = piece.strip(" ")
        # Spaces move on in the order of the line and are never drawn: a right-to-left piece would put them at its other end.
        before = metrics.horizontalAdvance(piece[: len(piece) - len(piece.lstrip(" "))])
        after = metrics.horizontalAdvance(piece[len(piece.rstrip(" ")) :]) if body else 0.0
        x += before
        room = rect.width() - x
        if room <= LEAST:
            break
        advance = metrics.horizontalAdvance(body)
        shown = body
        if elide and not whole:
            # What follows and does not fit at all is marked here, or the line would seem to end.
            cut = number < last and room - advance - after < metrics.horizontalAdvance(ELLIPSIS) + LEAST
            if cut or advance > room + 0.5:
                shown = metrics.elidedText(body + MORE if cut else body, Qt.TextElideMode.ElideRight, room)
        advance = metrics.horizontalAdvance(shown)
        painter.setFont(used)
        painter.setPen(color(role))
        painter.drawText(QPointF(rect.right() - x - advance if rtl else rect.left() + x, baseline), shown)
        x += advance + after
        if shown is not body:
            break
    return x - start


def wrapped(text: str, style: Style, width: float, weight: int = 0, *, tabular: bool = False) -> list[str]:
    """Cut `text` into lines of at most `width` pixels, at word boundaries or between Han characters."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        layout = QTextLayout(paragraph, font(style, weight, tabular=tabular))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1.0))
            lines.append(paragraph[line.textStart() : line.textStart() + line.textLength()].rstrip())
        layout.endLayout()
    return lines


def draw_paragraph(painter: QPainter, rect: QRectF, text: str, run: Run, *, line: int, most: int = 99) -> float:
    """Draw `text` in the look of `run` over as many lines as it needs (at most `most`); return the height used."""
    lines = wrapped(text, run.style, rect.width(), run.weight)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return draw_lines(painter, rect, lines, run, line=line)


def draw_lines(painter: QPainter, rect: QRectF, lines: Sequence[str], run: Run, *, line: int) -> float:
    """Draw these lines below each other in the look of `run`; return the height used."""
    for number, piece in enumerate(lines):
        place = QRectF(rect.left(), rect.top() + number * line, rect.width(), line)
        draw(painter, place, [replace(run, text=piece)])
    return float(len(lines) * line)


def flip(outer: QRectF, rect: QRectF) -> QRectF:
    """Return `rect`, mirrored inside `outer` where the window reads from right to left."""
    found = QRectF(rect)
    if is_rtl():
        found.moveLeft(outer.left() + outer.right() - rect.right())
    return found


def rounded(  # noqa: PLR0917 - shape first, then its two optional looks
    painter: QPainter, rect: QRectF, radius: float, fill: Role | None = None, line: Role | None = None, width: float = 1.0
) -> None:
    """Draw a rectangle with round corners: filled, outlined (inside its edge), or both."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if line is not None:
        inset = width / 2
        rect = rect.adjusted(inset, inset, -inset, -inset)
        painter.setPen(QPen(color(line), width))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    if fill is not None:
        painter.setBrush(color(fill))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, radius, radius)


def hatch(painter: QPainter, rect: QRectF, role: Role, *, step: float = 6, radius: float = 4) -> None:
    """Draw lines at 45° over `rect`."""
    painter.save()
    shape = QPainterPath()
    shape.addRoundedRect(rect, radius, radius)
    painter.setClipPath(shape)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color(role), 1))
    x = rect.left() - rect.height()
    while x < rect.right():
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()))
        x += step
    painter.restore()


def draw_icon(painter: QPainter, outer: QRectF, rect: QRectF, name: str, role: Role) -> None:
    """Draw the icon `name` at `rect` (square), mirrored inside `outer` with the window."""
    painter.drawPixmap(flip(outer, rect).topLeft(), pixmap(name, role, round(rect.width())))


def grown(rect: QRectF) -> QRectF:
    """Return the place of an icon at the present text size, about the same middle: by half at most, for its neighbours stay."""
    more = theme.scaled(rect.width()) if theme.scaled(100) < ICON_MOST else rect.width() * ICON_MOST / 100
    by = (more - rect.width()) / 2
    return rect.adjusted(-by, -by, by, by)


def focus_ring(painter: QPainter, rect: QRectF, radius: float) -> None:
    """Draw the focus ring, two pixels inside the edge."""
    rounded(painter, rect, radius, None, Role.FOCUS, 2.0)
