"""The ways in as a list shows them: what each is in words, who signs with it, since when, and which one opened the vault now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from casevault.i18n import N_, isolated
from casevault.ui.draw import Align, Run, draw, draw_icon, flip, grown, width_of
from casevault.ui.lists.row import paint_ground, paint_hairline
from casevault.ui.theme import SPACE, STRONG, Role, Style, theme
from casevault.vault.slots import SlotKind
from casevault.vault.ways import ways_of

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from casevault.ui.context import Context
    from casevault.ui.lists.row import RowState
    from casevault.vault.ways import Way

HEIGHT = 56  # pixels at 100 %
TEXT_AT = 60
PASSPHRASE = N_("Passphrase")
WITH_KEYFILE = N_("Passphrase and keyfile")
RECOVERY = N_("Recovery code")
SHARES = N_("Shares for colleagues, {k} of {n}")
UNKNOWN = N_("A way that this version does not know")
SIGNS = N_("signs as {name}")
SET = N_("set {set}")
SINCE = N_("since {day}")
NOW = N_("Opened it now")
GAP = " · "
LOOKS = {
    SlotKind.PASSPHRASE: ("key-round", PASSPHRASE),
    SlotKind.PASSPHRASE_KEYFILE: ("file-text", WITH_KEYFILE),
    SlotKind.RECOVERY: ("scroll-text", RECOVERY),
    SlotKind.SHARES: ("users", SHARES),
}


@dataclass(frozen=True, slots=True)
class WayRow:
    """One way in: what it is, then who and since when; a word at the end where it opened the vault now."""

    id: str
    kind: str
    icon: str
    title: str
    detail: str
    now: str = ""

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        return ", ".join(part for part in (self.title, self.detail, self.now) if part)

    def height(self, _width: int) -> int:
        """Return the height of the row."""
        return theme.scaled(HEIGHT)

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        paint_ground(painter, rect, state, inset=12)
        if not state.selected:
            paint_hairline(painter, rect, TEXT_AT, SPACE.PANE)
        draw_icon(
            painter, rect, grown(QRectF(rect.left() + 28, rect.top() + (rect.height() - 18) / 2, 18, 18)), self.icon, Role.TEXT2
        )
        now = [Run(self.now, Style.SMALL, 0, Role.OK)]
        end = SPACE.PANE + (width_of(now) + 28 if self.now else 0)
        room = rect.width() - TEXT_AT - end
        first = QRectF(rect.left() + TEXT_AT, rect.top() + theme.scaled(8), room, theme.scaled(20))
        draw(painter, flip(rect, first), [Run(self.title, Style.BODY, STRONG)])
        second = first.translated(0, theme.scaled(21))
        draw(painter, flip(rect, second), [Run(self.detail, Style.SMALL, 0, Role.TEXT2, tabular=True)])
        if self.now:
            place = QRectF(rect.right() - SPACE.PANE - width_of(now) - 2, rect.top(), width_of(now) + 2, rect.height())
            draw(painter, flip(rect, place), now, Align.END, elide=False)
            mark = QRectF(place.left() - 22, rect.top() + (rect.height() - 16) / 2, 16, 16)
            draw_icon(painter, rect, mark, "circle-check", Role.OK)


def rows_of(context: Context) -> list[WayRow]:
    """Return the ways into the vault, in the order in which they are tried; on a thread of the pool."""
    found = ways_of(context.vault)
    signers = {way.signer for way in found if way.signer}
    names = {record.id: record.title for record in context.vault.records.many(sorted(signers)).values()}
    return [_row(context, way, names.get(way.signer, "")) for way in found]


def _row(context: Context, way: Way, signer: str) -> WayRow:
    text = context.text
    icon, title = LOOKS.get(SlotKind(way.kind), ("", UNKNOWN)) if way.kind in set(SlotKind) else ("circle-question-mark", UNKNOWN)
    sharing = way.sharing
    values = {} if sharing is None else {"k": sharing.k, "n": sharing.n}
    # Who opens with a code or with shares signs as whoever had it made; but the name is the passphrases' matter.
    signs = text(SIGNS, name=isolated(signer)) if signer and way.kind.startswith(SlotKind.PASSPHRASE) else ""
    parts = (
        signs,
        "" if sharing is None else text(SET, set=sharing.set),
        text(SINCE, day=context.reader.day(way.day)) if way.day else "",
    )
    now = text(NOW) if way.current else ""
    return WayRow(way.id, way.kind, icon, text(title, **values), GAP.join(part for part in parts if part), now)
