"""The other offices of one team: this one's card, those that were taken in, and what each has not been told.

A card proves nothing: its eight words do, compared by telephone or face to face. Taking an office in, and telling it, each ask
for the passphrase: another office learns everything, and an open window does not say who sits before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QWidget

from casevault.domain.record import Changes
from casevault.exchange import exchanging
from casevault.exchange.counted_words import counted
from casevault.i18n import N_, isolated
from casevault.ui.ask_secret import AskSecret, after_asking
from casevault.ui.clipboard import marked
from casevault.ui.draw import Run
from casevault.ui.file_dialog import Mode, ask_path
from casevault.ui.jobs import Latest
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.advice_row import AdviceRow
from casevault.ui.lists.columns import Column
from casevault.ui.lists.table_row import TableRow
from casevault.ui.lists.view import RowList
from casevault.ui.marks import Status
from casevault.ui.messages import notice_of
from casevault.ui.theme import MEDIUM, MIN_WIDTH, SPACE, Role, Style, theme
from casevault.ui.travel.lost_box import LostBox
from casevault.ui.travel.office_card import OfficeCard
from casevault.ui.widgets.basic import Button, Hairline, Line, column, row
from casevault.ui.widgets.foot import IN_ONE_ROW, foot
from casevault.ui.widgets.table import TableHead
from casevault.ui.words import FRAME, InlineMessage, SurfaceDialog, Tone, Words, scrolled
from casevault.vault import offices, travelling

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QVBoxLayout

    from casevault.exchange.exchanging import Told
    from casevault.i18n import Msg
    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.ui.lists.row import Row
    from casevault.vault.offices import Card, Office

TITLE = N_("Other offices of the team")
OWN = N_("The card of this office")
OWN_HOW = N_(
    "Send the card by any way. Read its words to them on the telephone or face to face; a card that only came by post proves "
    "nothing."
)
COPY = N_("Copy the card")
COPIED = N_("Copied. Read the words to them by another way.")
COLUMNS = ((N_("Office"), 0.22), (N_("Words that were compared"), 0.6), (N_("State"), 0.18))
ACTIVE, LOST = N_("Taken in"), N_("Lost")
NONE = N_("No other office was taken in yet.")
TAKE_IN = N_("Take in an office…")
TAKE_IN_IT = N_("Take it in")
TOLD_ALL = N_(
    "{name} was taken in. It is told nothing until you write a bundle for it; what it sends comes in as from a journey."
)
TELL = N_("Write what it was not told…")
TELL_IT = N_("Write it")
TELL_WHY = N_("Everything that this office has not said it holds goes into one file, sealed for it alone. It is in the log.")
WHERE = N_("Where shall the file for the other office be written?")
NAME = "for-the-other-office.age"
WRITTEN = N_("Written for {name} alone, read back and compared: {entries}, {attachments}.")
WRITTEN_HINT = N_("There: “Take in what came home”.")
WAITS = N_("More waits: write the next one once you have taken in their answer.")
GONE = N_("This office is lost…")


class _Read(NamedTuple):
    card: Card
    known: tuple[tuple[Office, str, bool], ...]  # with its name, and whether it was reported lost


class OfficesBox(SurfaceDialog):
    """The box; what it shows is read on a thread of the pool."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._latest = Latest()
        self._names: dict[str, str] = {}
        self._lost: set[str] = set()
        self._card = ""
        text = context.text
        self.setAccessibleName(text(TITLE))
        self.setModal(True)
        large = theme.scaled(100) > IN_ONE_ROW
        self.resize(MIN_WIDTH - 2 * FRAME if large else 860, 720)  # a key in large text is one word of 860
        layout = column(self, (0, SPACE.GROUP, 0, SPACE.GROUP), SPACE.CARD)
        self.message = InlineMessage()
        self.card, self.words = Words("", Style.SMALL, wrap=True), Words("", Style.BODY, weight=MEDIUM, wrap=True)
        self.copy = self._button(COPY, "copy", self._copy, kind="quiet")
        own = QWidget()
        own.setLayout(self._own())
        if large:  # the card then needs more lines than a low screen has
            area = scrolled(own)
            area.setFrameShape(QFrame.Shape.NoFrame)
            layout.addWidget(area, 2)
        else:
            layout.addWidget(own)
        self._columns = tuple(Column(text(title), share) for title, share in COLUMNS)
        self._head = TableHead(self._columns)
        layout.addWidget(self._head)
        self.model = RowsModel(self)
        self.list = RowList(text(TITLE), self.model)
        self._head.follow(self.list)
        self.list.chosen.connect(lambda _shown: self._enable())
        layout.addWidget(self.list, 1)
        layout.addWidget(Hairline())
        self.take_in = self._button(TAKE_IN, "plus", self.ask_card)
        self.tell = self._button(TELL, "send", self.ask_where)
        self.gone = self._button(GONE, "triangle-alert", self.lost)
        close = Button(text(N_("Close")), "primary")
        close.clicked.connect(self.accept)
        layout.addLayout(foot((self.take_in, self.tell, self.gone), (close,), SPACE.PANE))
        self._enable()
        self.finished.connect(lambda _how: self._latest(self._put))
        self._read()

    def _own(self) -> QVBoxLayout:
        """Return what stands above the list: what it means, and the card of this office."""
        text = self._context.text
        head = column(None, (SPACE.PANE, 0, SPACE.PANE, 0), SPACE.NEAR)
        head.addWidget(Line([Run(text(TITLE), Style.TITLE)]))
        danger = InlineMessage()
        danger.show_message(Tone.CAUTION, text(offices.EVERYTHING))
        head.addWidget(danger)
        head.addWidget(self.message)
        head.addSpacing(SPACE.NEAR)
        head.addWidget(Words(text(OWN), Style.SUBTITLE))
        head.addWidget(self.card)
        head.addWidget(self.words)
        head.addWidget(Words(text(OWN_HOW), Style.SMALL, Role.TEXT2, wrap=True))
        beside = row()
        beside.addWidget(self.copy)
        beside.addStretch(1)
        head.addLayout(beside)
        return head

    def ask_card(self) -> AskSecret:
        """Take in another office, for whoever can open the vault now."""
        context = self._context
        body = OfficeCard(context)

        def act(_progress: Progress) -> str:
            return offices.add(context.vault, *given).id

        given: tuple[str, str, str] = ("", "", "")

        def on_changed() -> None:
            nonlocal given
            given = body.given  # read here, in the window's thread
            box.set_ready(ready=all(given))

        def done(office: str) -> None:
            context.changes.happened.emit(Changes(records=frozenset({office})))
            self.message.show_message(Tone.INFO, context.text(TOLD_ALL, name=isolated(given[2])), icon_name="check")
            self._read()

        box = AskSecret(
            context,
            self,
            title=TAKE_IN,
            why=offices.EVERYTHING,
            button=TAKE_IN_IT,
            act=after_asking(context, act),
            done=done,
            body=body,
            whole=True,
        )
        body.changed.connect(on_changed)
        on_changed()
        box.open()
        body.card.setFocus()
        return box

    def ask_where(self) -> None:
        """Ask where the file for the office goes."""
        ask_path(self, self._context.text(WHERE), Mode.AnyFile, self.tell_to, name=NAME)

    def tell_to(self, target: Path) -> AskSecret:
        """Write what the office the keyboard is on was not told, for whoever can open the vault now."""
        context, office = self._context, self.chosen()

        def act(progress: Progress) -> Told:
            return exchanging.write(context.vault, office, target, progress=progress)

        def done(made: Told) -> None:
            text = context.text
            counts = counted(context.catalogue, entries=made.changes, attachments=made.attachments)
            said = text(WRITTEN, name=isolated(self._names[office]), **counts)
            hint = text(WAITS) if made.waiting else text(WRITTEN_HINT)
            self.message.show_message(Tone.INFO, said, hint, icon_name="check")
            context.changes.happened.emit(Changes(records=frozenset({office})))

        box = AskSecret(
            context, self, title=TELL, why=TELL_WHY, button=TELL_IT, act=after_asking(context, act), done=done, whole=True
        )
        box.open()
        return box

    def lost(self) -> None:
        """Show what the loss of that office comes to."""
        box = LostBox(self._context, self, self.chosen())
        box.finished.connect(lambda _how: self._read())  # it may have been reported there
        box.open()

    def chosen(self) -> str:
        """Return the office the keyboard is on, "" for none."""
        shown = self.list.current_row()
        return shown.id if shown is not None else ""

    def _read(self) -> None:
        vault = self._context.vault

        def read(_progress: object) -> _Read:
            card = offices.own(vault).card
            known = [(one, vault.records.get(one.id).title, travelling.is_lost(vault, one.id)) for one in offices.every(vault)]
            return _Read(card, tuple(known))

        newest = self._latest.mine()
        self._context.runner.start(
            read,
            lambda found: newest(lambda: self._put(found)),
            failed=lambda why: newest(lambda: self._on_failed(why)),
            urgent=True,
        )

    def _put(self, found: _Read) -> None:
        text, kept = self._context.text, self.chosen()
        self._card = found.card.text
        self.card.setText(isolated(found.card.text))
        self.words.setText(isolated(found.card.words))
        self._names = {one.id: name for one, name, _lost in found.known}
        self._lost = {one.id for one, _name, lost in found.known if lost}
        rows: list[Row] = [
            TableRow(
                one.id,
                self._columns,
                (isolated(name), isolated(one.words)),
                text(LOST if lost else ACTIVE),
                Status.BROKEN if lost else Status.OK,
            )
            for one, name, lost in found.known
        ]
        self._head.setVisible(bool(rows))
        self.model.put(rows or [AdviceRow(text(NONE))])
        if not (kept and self.list.go_to(kept)):
            self.list.select_first()
        self._enable()
        (self.list if rows else self.take_in).setFocus()

    def _enable(self) -> None:
        chosen = self.chosen()
        self.tell.setEnabled(bool(chosen) and chosen not in self._lost)
        self.gone.setEnabled(bool(chosen))
        self.copy.setEnabled(bool(self._card))

    def _button(self, title: Msg, icon: str, do: Callable[[], object], *, kind: str = "secondary") -> Button:
        made = Button(self._context.text(title), kind, icon)
        made.clicked.connect(lambda _on=False: do())
        return made

    def _copy(self) -> None:
        QGuiApplication.clipboard().setMimeData(marked(self._card))
        self._context.messages.say(COPIED)

    def _on_failed(self, problem: BaseException) -> None:
        self.message.put(notice_of(problem, self._context.catalogue, self._context.reader.title_of))
