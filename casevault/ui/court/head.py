"""The head of the courtroom: which hearing, the clock, how long the session runs, and when all was last in the vault."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from casevault.domain.consent import text_of
from casevault.i18n import N_
from casevault.ui.draw import Align, Run, draw, width_of
from casevault.ui.theme import MEDIUM, REGULAR, SPACE, STRONG, Role, Style, theme
from casevault.ui.widgets.basic import PAINT, Line, Panel, column, frame_of, row
from casevault.vault.courtroom import knows_zone, now_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from casevault.domain.record import Record
    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.vault.courtroom import Moment

TICK = 250  # ms
LARGE = 150  # percent of the text size
TITLE = N_("Courtroom")
CLOCK = N_("Time at the court")
NOT_OPENED = N_("Session not opened yet")
RUNNING = N_("Session running {count} min", "Session running {count} min")
RECESS = N_("In recess {count} min", "In recess {count} min")
ENDED = N_("Session ended {time}")
COURT_TIME = N_("Time of the court, UTC{offset}")
OWN_TIME = N_("Time of this computer, UTC{offset}")
SAVED = N_("Saved {time}")
KEPT = N_("Every stamp is saved as you press it")


class Clock(QWidget):
    """Hours and minutes large, seconds small. Its name for a screen reader never changes: nothing speaks in a courtroom."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._time = ""
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def put(self, time: str) -> None:
        """Show "09:41:52"."""
        if time != self._time:
            self._time = time
            self.update()

    def _runs(self, time: str) -> list[Run]:
        seconds = Run(time[5:], Style.DISPLAY, REGULAR, Role.TEXT2, tabular=True)
        # In large text the clock is as large as ever, and no larger: what it stands beside is read as well.
        large = theme.scaled(100) > LARGE
        return [Run(time[:5], Style.DISPLAY if large else Style.COURT_CLOCK, tabular=True), seconds]

    def sizeHint(self) -> QSize:
        """Return room for any time: the clock never moves what stands beside it."""
        return QSize(round(width_of(self._runs("00:00:00"))) + 2, theme.scaled(60))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the time, from the left in every language."""
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        draw(painter, frame_of(self), self._runs(self._time), mirror=False, elide=False)
        painter.end()


class Head(Panel):
    """The head of one hearing; `put` shows the moments it reckons with."""

    def __init__(self, context: Context, hearing: Record) -> None:
        super().__init__(Role.CANVAS)
        self._context = context
        self._hearing = hearing
        self._moments: Sequence[Moment] = ()
        self._problem = ""
        self._saved = ""
        layout = row(self, (SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD), SPACE.PANE)
        start = column(spacing=0)
        start.addStretch(1)
        start.addWidget(Line([Run(context.text(TITLE), Style.SUBTITLE, STRONG)]))
        self._about = Line()
        start.addWidget(self._about)
        start.addStretch(1)
        layout.addLayout(start, 1)
        self.clock = Clock(context.text(CLOCK))
        layout.addWidget(self.clock)
        end = column(spacing=0)
        end.addStretch(1)
        self._session = Line(align=Align.END)
        self._state = Line(align=Align.END)
        end.addWidget(self._session)
        end.addWidget(self._state)
        end.addStretch(1)
        layout.addLayout(end, 1)
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        context.runner.start(lambda _progress: self._read(), self._about.put)
        self._tick()

    def put(self, hearing: Record, moments: Sequence[Moment]) -> None:
        """Show these moments' session."""
        self._hearing, self._moments = hearing, moments
        self._tick()

    def saved(self, time: str) -> None:
        """Say that all is in the vault."""
        self._saved, self._problem = time, ""
        self._tick()

    def not_saved(self, words: str) -> None:
        """Say that something is not in the vault, until it is."""
        self._problem = words
        self._tick()

    @property
    def is_in_trouble(self) -> bool:
        """Say whether something could not be written."""
        return bool(self._problem)

    @property
    def state(self) -> str:
        """Return what is said of saving."""
        return self._problem or (self._context.text(SAVED, time=self._saved) if self._saved else self._context.text(KEPT))

    def _read(self) -> list[Run]:
        reader, hearing = self._context.reader, self._hearing
        known = reader.many([text_of(hearing, "case"), text_of(hearing, "court")])
        case, court = known.get(text_of(hearing, "case")), known.get(text_of(hearing, "court"))
        code = text_of(case, "code") if case is not None else ""
        name = court.title if court is not None else ""
        return [Run(f"{code}   " if code else "", Style.BODY, STRONG, Role.TEXT), Run(name, Style.BODY, 0, Role.TEXT2)]

    def _tick(self) -> None:
        now = now_at(self._context.vault, self._hearing)
        self.clock.put(now[11:19])
        msg, number, time = session_of(self._moments, now)
        text = self._context.text
        said = text(msg, count=number, time=time) if msg.plural else text(msg, time=time)
        self._show(self._session, [Run(said, Style.BODY, STRONG)])
        zone = COURT_TIME if knows_zone(self._hearing) else OWN_TIME
        where = f"{text(zone, offset=_offset(now))}   "
        role = Role.CRITICAL if self._problem else Role.OK
        runs = [Run(where, Style.BODY, 0, Role.TEXT3), Run(self.state, Style.BODY, MEDIUM, role, tabular=True)]
        self._show(self._state, runs[1:] if self._problem else runs)

    @staticmethod
    def _show(line: Line, runs: list[Run]) -> None:
        if line.property("said") != "".join(run.text for run in runs):  # a name that did not change is not told anew
            line.setProperty("said", "".join(run.text for run in runs))
            line.put(runs)


def session_of(moments: Sequence[Moment], now: str) -> tuple[Msg, int, str]:
    """Return how the session stands: a sentence, the whole minutes it tells, and the time it ended ("" where it did not)."""
    opened = next((one.at for one in moments if one.code == "opened"), "")
    if not opened:
        return NOT_OPENED, 0, ""
    last = next((one for one in reversed(moments) if one.code in {"opened", "recess", "resumed", "adjourned", "ended"}), None)
    if last is not None and last.code in {"adjourned", "ended"}:
        return ENDED, 0, last.at[11:16]
    if last is not None and last.code == "recess":
        return RECESS, _minutes(last.at, now), ""
    return RUNNING, _minutes(opened, now), ""


def _minutes(first: str, last: str) -> int:
    try:
        begun, now = datetime.fromisoformat(first), datetime.fromisoformat(last)
    except ValueError:
        return 0
    if begun.tzinfo is None:
        begun = begun.replace(tzinfo=now.tzinfo)
    return max(0, int((now - begun).total_seconds()) // 60)


def _offset(now: str) -> str:
    """Return "+8" of a time with "+08:00", "+5:30" of one with "+05:30"."""
    sign, hours, minutes = now[-6:-5], now[-5:-3], now[-2:]
    return f"{sign}{int(hours)}" + (f":{minutes}" if minutes != "00" else "")
