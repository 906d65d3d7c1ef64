"""A travel copy is lost: who was in it, the gravest first, what to do, a letter for each, and its key refused from then on.

Looking changes nothing. The key is refused when the button says so, and taken again when its device record is set to active.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from casevault.domain.record import Changes
from casevault.i18n import N_, isolated
from casevault.ui.disclose.exposure_box import COLUMNS, NOBODY, exposed_rows
from casevault.ui.draw import Run
from casevault.ui.jobs import Latest
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.advice_row import AdviceRow
from casevault.ui.lists.columns import Column
from casevault.ui.lists.table_row import TableRow
from casevault.ui.lists.view import RowList
from casevault.ui.messages import notice_of
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.travel.letter_box import LetterBox
from casevault.ui.widgets.basic import Button, Hairline, Line, Paragraph, column, row
from casevault.ui.widgets.table import TableHead
from casevault.ui.words import InlineMessage, SurfaceDialog, Tone
from casevault.vault import losing, travelling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from casevault.ui.context import Context
    from casevault.ui.lists.row import Row
    from casevault.vault.losing import Letter, Loss, ToChange

TITLE = N_("This device is lost")
SEALED = N_("It was sealed: nothing that is on it or that the traveller knows opens it.")
SEALED_TICKET = N_("If a ticket for it was used or is on its way, count on it being read.")
OPEN = N_("It was encrypted. That holds only while nobody has the passphrase: warn all the same.")
CHANGE = N_(
    "Change at once what stands under a name, by its last characters: agree on another number or address, and stop using that "
    "name or code word. The columns count all that is recorded of the person today."
)
KNOWN_WAYS = N_("Agree on another: {known}")
KNOWN_NAMES = N_("Stop using: {known}")
ONE_KNOWN = N_("{kind} …{ends}")
REFUSE = N_("Report it lost")
REFUSED = N_("Reported lost: nothing is taken from it any more, and no ticket is made for it.")
BACK_AGAIN = N_("If it turns up and nobody else had it, set its device record to active again.")
LETTER = N_("Draft a letter…")


class _Read(NamedTuple):
    loss: Loss
    is_lost: bool
    letters: dict[str, Letter]
    rows: list[Row]


class LostBox(SurfaceDialog):
    """The box; what it shows is read on a thread of the pool."""

    def __init__(self, context: Context, parent: QWidget, travel: str) -> None:
        super().__init__(parent)
        self._context, self._travel = context, travel
        self._latest = Latest()
        self._read: _Read | None = None
        text = context.text
        self.setAccessibleName(text(TITLE))
        self.setModal(True)
        self.resize(860, 720)
        layout = column(self, (0, SPACE.GROUP, 0, SPACE.GROUP), SPACE.CARD)
        head = column(None, (SPACE.PANE, 0, SPACE.PANE, 0), SPACE.CARD)
        head.addWidget(Line([Run(text(TITLE), Style.TITLE)]))
        self.message = InlineMessage()
        head.addWidget(self.message)
        head.addWidget(Paragraph(text(CHANGE), Style.SMALL, Role.TEXT2))
        layout.addLayout(head)
        self._columns = tuple(Column(text(title), share, tabular=at > 1, end=at > 1) for at, (title, share) in enumerate(COLUMNS))
        self._head = TableHead(self._columns)
        layout.addWidget(self._head)
        self.model = RowsModel(self)
        self.list = RowList(text(TITLE), self.model)
        self._head.follow(self.list)
        self.list.opened.connect(lambda _shown: self.write())
        layout.addWidget(self.list, 1)
        layout.addWidget(Hairline())
        foot = row(None, (SPACE.PANE, 0, SPACE.PANE, 0), SPACE.NEAR)
        self.letter = Button(text(LETTER), "secondary", "mail")
        self.letter.setObjectName("lost.letter")
        self.letter.clicked.connect(self.write)
        self.refuse = Button(text(REFUSE), "danger", "ban")
        self.refuse.setObjectName("lost.refuse")
        self.refuse.clicked.connect(self.report)
        foot.addWidget(self.letter)
        foot.addWidget(self.refuse)
        foot.addStretch(1)
        close = Button(text(N_("Close")), "primary")
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        layout.addLayout(foot)
        for button in (self.letter, self.refuse):
            button.setEnabled(False)
        self.finished.connect(lambda _how: self._latest(self._put))
        self._look()

    def _look(self) -> None:
        context, travel, columns = self._context, self._travel, self._columns

        def read(_progress: object) -> _Read:
            found = losing.look(context.vault, travel, usual=context.catalogue.language)
            rows = with_changes(context, found, exposed_rows(context, list(found.exposed), columns))
            return _Read(found, travelling.is_lost(context.vault, travel), {one.person: one for one in found.letters}, rows)

        newest = self._latest.mine()
        context.runner.start(
            read,
            lambda found: newest(lambda: self._put(found)),
            failed=lambda why: newest(lambda: self._on_failed(why)),
            urgent=True,
        )

    def report(self) -> None:
        """Refuse the key of the journey from now on."""
        vault, travel = self._context.vault, self._travel
        self.refuse.setEnabled(False)
        newest = self._latest.mine()
        self._context.runner.start(
            lambda _progress: losing.report(vault, travel),
            lambda _found: newest(self._on_reported),
            failed=lambda why: newest(lambda: self._on_failed(why)),
            urgent=True,
        )

    def write(self) -> None:
        """Draft a letter to the person the keyboard is on."""
        shown, read = self.list.current_row(), self._read
        if shown is not None and read is not None and shown.id in read.letters:
            LetterBox(self._context, self, read.letters[shown.id]).open()

    def _put(self, found: _Read) -> None:
        text, kept = self._context.text, self.list.current_row()
        self._read = found
        if found.is_lost:
            self.message.show_message(Tone.INFO, text(REFUSED), text(BACK_AGAIN), icon_name="ban")
        elif found.loss.sealed:
            self.message.show_message(Tone.CAUTION, text(SEALED), text(SEALED_TICKET))
        else:
            self.message.show_message(Tone.CRITICAL, text(OPEN))
        self._head.setVisible(bool(found.rows))
        self.model.put(found.rows or [AdviceRow(text(NOBODY))])
        self.letter.setEnabled(bool(found.letters))
        self.refuse.setEnabled(not found.is_lost)
        if kept is None or not self.list.go_to(kept.id):
            self.list.select_first()
        self.list.setFocus()

    def _on_reported(self) -> None:
        self._context.changes.happened.emit(Changes(records=frozenset({self._travel})))
        self._look()

    def _on_failed(self, problem: BaseException) -> None:
        self.refuse.setEnabled(self._read is not None and not self._read.is_lost)
        self.message.put(notice_of(problem, self._context.catalogue, self._context.reader.title_of))


def with_changes(context: Context, found: Loss, rows: Sequence[Row]) -> list[Row]:
    """Put under each person what counts as known and is to be changed: who knows it, knows it by its end; others learn nothing.

    While names are hidden, names are not told by their ends either.
    """
    made: list[Row] = []
    for shown in rows:
        mine = [one for one in found.change if shown.id and one.person == shown.id]
        below = []
        for table, said in ((losing.CHANNELS, KNOWN_WAYS), (losing.ALIASES, KNOWN_NAMES)):
            known = [_known(context, one) for one in mine if one.table == table]
            if known:
                below.append(AdviceRow(context.text(said, known=" · ".join(known))))
        made.append(replace(shown, goes_on=bool(below)) if isinstance(shown, TableRow) else shown)
        made += [replace(row, ends=row is below[-1]) for row in below]
    return made


def _known(context: Context, one: ToChange) -> str:
    kind = context.vault.schema.vocabularies.label(losing.KINDS[one.table], one.kind, context.catalogue)
    if one.table == losing.ALIASES and context.reader.discreet:
        return kind
    return context.text(ONE_KNOWN, kind=kind, ends=isolated(one.ends))
