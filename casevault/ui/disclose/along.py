"""Which files of evidence go along: the pieces of the chosen cases, how each stands for this audience, what it still needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from casevault.disclosure.profiles import Files, profile_of
from casevault.domain.schema import DataClass
from casevault.i18n import N_, isolated
from casevault.ui.jobs import Latest
from casevault.ui.marks import Status, draw_status, status_width
from casevault.ui.read.file_words import kind_words, size_words
from casevault.ui.theme import MEDIUM, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import PAINT, Button, Paragraph, column, frame_of, row
from casevault.ui.widgets.check import Check
from casevault.ui.words import Words
from casevault.vault.attached import EVIDENCE, files_of
from casevault.vault.redactions import redactions_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from casevault.domain.record import Changes, Record
    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.vault.attached import Attachment

MOST: Final = 60  # files that are shown at once, and as many more at each press; those that are ready come first
ACT_ROOM: Final = 96  # pixels at 100 % for the button, so that the states stand in one column
SHOWN: Final = 24  # letters of a title: the rest is heard, and stands with the piece itself
TITLE = N_("Evidence that goes along")
WHY = N_("Pictures and pages go as redacted copies that a person has looked at. They need the seal age.")
NOTHING = N_("Nothing is attached to these cases.")
NONE_HERE = N_("No file of evidence goes to this audience.")
MORE = N_("Show {count} more file", "Show {count} more files")
LEFT = N_("{shown} of {count} files are shown here.")
READY = N_("Copy looked at")
PART = N_("{looked} of {pages} pages looked at")
NO_COPY = N_("No redacted copy")
WHOLE = N_("Goes whole, by consent")
CLOSED = N_("{data_class}: stays")
PRIVATE = N_("Not public: stays")
MAKE = N_("Make one…")
LOOK = N_("Look at it…")


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a piece of evidence: its words, how it stands for the audience, and whether it can be chosen."""

    evidence: str
    file: Attachment
    title: str
    detail: str
    state: str
    status: Status
    ready: bool
    act: Msg | None = None  # what brings it nearer


def pieces_of(context: Context, cases: Sequence[str], audience: str) -> list[Piece]:
    """Return the files of the evidence of these cases, those that are ready first; on a thread of the pool."""
    vault = context.vault
    records = {one.id: one for case in cases for one in vault.records.in_case(case) if one.type == EVIDENCE and not one.deleted}
    stored = frozenset(row.id for row in vault.attachments.rows())
    found = [
        _piece(context, record, file, audience)
        for record in records.values()
        for file in files_of(record, stored)
        if file.stored and not file.erased
    ]
    return sorted(found, key=lambda one: (not one.ready, one.act is None, one.title))


def _piece(context: Context, record: Record, file: Attachment, audience: str) -> Piece:
    text, reader = context.text, context.reader
    kind = text(kind_words(file.mime)[0])
    title, detail = " ".join(reader.title(record).split()), f"{kind} · {size_words(file.size, context.catalogue)}"
    state, status, ready, act = text(NO_COPY), Status.NONE, False, MAKE
    if profile_of(audience).evidence is Files.PUBLIC and record.fields.get("public") is not True:
        return Piece(record.id, file, title, detail, text(PRIVATE), Status.STOPPED, ready=False)
    if record.data_class > DataClass.C2:  # as the way out rules it: pixels say more than the words did
        closed = text(CLOSED, data_class=record.data_class.name)
        return Piece(record.id, file, title, detail, closed, Status.STOPPED, ready=False)
    if file.mime.partition("/")[0] in {"audio", "video"}:
        return Piece(record.id, file, title, detail, text(WHOLE), Status.REPORTED, ready=True)
    copies = [one for one in redactions_of(context.vault, record.id, audience) if one.file.row == file.row]
    if any(not one.unseen for one in copies):
        return Piece(record.id, file, title, detail, text(READY), Status.OK, ready=True)
    if copies:
        best = max(copies, key=lambda one: len(one.looked) / one.pages)
        state, status, act = text(PART, looked=len(best.looked), pages=best.pages), Status.REVIEW, LOOK
    return Piece(record.id, file, title, detail, state, status, ready, act)


class _Chip(QWidget):
    """A state in a word, with its outline."""

    def __init__(self, piece: Piece) -> None:
        super().__init__()
        self._piece = piece
        self.setAccessibleName(piece.state)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the room it needs."""
        return QSize(round(status_width(self._piece.state, self._piece.status)) + 1, theme.scaled(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chip."""
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        draw_status(painter, frame_of(self), self._piece.state, self._piece.status)
        painter.end()


class AlongChoice(QWidget):
    """The list. `changed` says that more or fewer go along."""

    changed = Signal()
    more: Button  # while there are files that are not shown

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._latest = Latest()
        self._asked: tuple[tuple[str, ...], str] = ((), "")
        self._chosen: set[str] = set()  # pieces of evidence
        self._found: list[Piece] = []
        self._most = MOST
        self.ticks: dict[str, Check] = {}  # one for each piece of evidence, though it has several files
        layout = column(self, spacing=SPACE.NEAR)
        layout.addWidget(Words(context.text(TITLE), Style.SMALL, Role.TEXT2, weight=MEDIUM))
        self._why = Paragraph(context.text(WHY), Style.SMALL, Role.TEXT2)
        layout.addWidget(self._why)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE.TIGHT)
        layout.addLayout(self._rows)
        context.changes.happened.connect(self._on_changes)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the ids of the pieces that go along."""
        return tuple(one for one, tick in self.ticks.items() if tick.isChecked())

    def offer(self, cases: Collection[str], audience: str) -> None:
        """Show what there is of these cases for `audience`; what was chosen stays chosen where it still can go."""
        if (tuple(cases), audience) != self._asked:
            self._most = MOST
        self._asked = (tuple(cases), audience)
        if not cases or profile_of(audience).evidence is Files.NEVER:
            self._latest(lambda _found: None)
            self._put([])
            return
        context = self._context
        context.runner.start(
            lambda _progress: pieces_of(context, tuple(cases), audience),
            self._latest(lambda found: self._put(found) if isValid(self) else None),
            urgent=True,
        )

    def _on_changes(self, changes: Changes) -> None:
        if isValid(self) and self.isVisible() and (changes.attachments or changes.records & set(self.ticks)):
            self.offer(*self._asked)

    def _put(self, found: list[Piece]) -> None:
        self._chosen = set(self.chosen)
        self._found = found
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.ticks = {}
        text = self._context.text
        never = profile_of(self._asked[1]).evidence is Files.NEVER
        self._why.put(text(NONE_HERE if never else WHY if found else NOTHING))
        self._add(found[: self._most])
        self.changed.emit()

    def _add(self, pieces: Sequence[Piece]) -> None:
        """Put lines under those that stand, and the way to the next ones under all of them."""
        for piece in pieces:
            self._rows.addWidget(self._line(piece))
        rest = len(self._found) - self._most
        if rest > 0:
            self._rows.addWidget(self._next(rest))
        self.updateGeometry()

    def _next(self, rest: int) -> QWidget:
        text = self._context.text
        line = QWidget()
        layout = row(line, spacing=SPACE.NEAR)
        layout.addWidget(Words(text(LEFT, shown=self._most, count=len(self._found)), Style.SMALL, Role.TEXT2))
        layout.addStretch(1)
        self.more = Button(text(MORE, count=min(rest, MOST)), "quiet", height=28)
        self.more.clicked.connect(lambda _on=False: self._show_more(line))
        layout.addWidget(self.more)
        return line

    def _show_more(self, line: QWidget) -> None:
        shown, self._most = self._most, self._most + MOST
        self._rows.removeWidget(line)
        line.deleteLater()
        self._add(self._found[shown : self._most])
        new = next(
            (tick for piece in self._found[shown : self._most] if (tick := self.ticks.get(piece.evidence)) is not None), None
        )
        if new is not None:  # whoever came by the keyboard goes on where the new lines begin
            new.setFocus(Qt.FocusReason.OtherFocusReason)

    def _line(self, piece: Piece) -> QWidget:
        line = QWidget()
        layout = row(line, spacing=SPACE.NEAR)
        tick = self.ticks.get(piece.evidence)
        if tick is None:
            tick = Check(isolated(_short(piece.title)))
            tick.setAccessibleName(f"{piece.title}, {piece.state}")
            tick.setChecked(piece.evidence in self._chosen and piece.ready)
            tick.setEnabled(piece.ready)
            tick.toggled.connect(lambda _on: self.changed.emit())
            self.ticks[piece.evidence] = tick
            layout.addWidget(tick)
        else:  # a further file of the same piece: they go together
            tick.setEnabled(tick.isEnabled() or piece.ready)
            layout.addSpacing(SPACE.GROUP)
        layout.addWidget(Words(piece.detail, Style.SMALL, Role.TEXT3))
        layout.addStretch(1)
        layout.addWidget(_Chip(piece), 0, Qt.AlignmentFlag.AlignVCenter)
        room = QWidget()
        room.setFixedWidth(theme.scaled(ACT_ROOM))
        beside = row(room)
        layout.addWidget(room)
        doors = self._context.doors.files
        if piece.act is not None and doors is not None:
            words = self._context.text(piece.act)
            press = Button(words, "quiet", name=f"{words} {piece.title}", height=28)
            audience = self._asked[1]
            press.clicked.connect(lambda _on=False: doors.redact(piece.file, audience))
            beside.addWidget(press)
        return line


def _short(title: str) -> str:
    return title if len(title) <= SHOWN else f"{title[:SHOWN]}…"
