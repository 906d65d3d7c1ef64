"""Something was lost: who is named in what it held, whoever is in most danger first, and what to do before anything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.domain.consent import text_of
from casevault.i18n import N_, isolated
from casevault.ui.draw import Run
from casevault.ui.editors.select import Select
from casevault.ui.jobs import Latest
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.advice_row import AdviceRow
from casevault.ui.lists.columns import Column
from casevault.ui.lists.rows import HeadingRow
from casevault.ui.lists.table_row import TableRow
from casevault.ui.lists.view import RowList
from casevault.ui.messages import notice_of
from casevault.ui.theme import CONTROL_HEIGHT, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, Hairline, Line, Paragraph, column, row
from casevault.ui.widgets.table import TableHead
from casevault.ui.words import InlineMessage, SurfaceDialog, Tone
from casevault.vault.backup_memory import remembered
from casevault.vault.exposure import FIRST, Severity, exposed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.ui.lists.row import Row
    from casevault.vault.exposure import Exposed

COMMAND = "exposure"
TITLE = N_("Something was lost or taken")
ACT = N_("Lost or seized: who is named…")
WHAT = N_("What is gone?")
THIS = N_("This vault, as on this computer")
DEVICE = N_("{name}: the whole vault")
BACKUP = N_("Back-up of {day} in {place}")
COPY = N_("{output} for {recipient}, {day}")
CLOSED = N_("It was encrypted. That holds only while nobody has the passphrase: change it, and warn all the same.")
OPEN = N_("It was not sealed: whoever has it has read it.")
SEALED = N_("It was sealed. That holds only while nobody has what opens it: count on it being read, and warn.")
LIMIT = N_("As the vault stands today, with people who were removed. What was recorded since the loss is listed too.")
NOBODY = N_("Nobody is named in it.")
PASSPHRASE = N_("Change the passphrase…")
KEYS = N_("New keys for the vault…")
GROUPS: Mapping[Severity, Msg] = {
    Severity.SOURCE: N_("Speaks to us in confidence"),
    Severity.FOCUS: N_("A case is about them"),
    Severity.REACHABLE: N_("Can be found by what is recorded"),
    Severity.NAMED: N_("Named in it"),
}
COLUMNS = (
    (N_("Person"), 0.4),
    (N_("Cases"), 0.24),
    (N_("Other names"), 0.13),
    (N_("Ways to reach"), 0.13),
    (N_("Numbers"), 0.1),
)


@dataclass(frozen=True, slots=True)
class Lost:
    """One thing that may be gone. `copy`: the disclosure; `until`: the ISO day of a back-up; without both the whole vault."""

    words: str
    copy: str = ""
    until: str = ""
    open: bool = False  # nothing keeps whoever has it from reading it


def losable(context: Context, copy: str = "") -> list[Lost]:
    """Return what can be chosen: the vault, the devices it was opened on, its back-ups, and copies that left; `copy` first."""
    vault, reader, text = context.vault, context.reader, context.text
    own = [Lost(text(THIS))]
    own += [Lost(text(DEVICE, name=isolated(one.title))) for one in vault.records.list("device")]
    for known in remembered(vault):
        day = known.day.isoformat()
        own.append(Lost(text(BACKUP, day=reader.day(day), place=isolated(str(known.place))), until=day))
    copies = []
    for one in sorted(vault.records.list("disclosure"), key=lambda one: text_of(one, "sent_at"), reverse=True):
        words = text(
            COPY,
            output=reader.choice(one, "output"),
            recipient=isolated(reader.told(text_of(one, "recipient_text"))),
            day=reader.day(text_of(one, "sent_at")[:10]),
        )
        copies.append(Lost(words[:1].upper() + words[1:], copy=one.id, open=text_of(one, "seal") in {"", "none"}))
    return sorted([*own, *copies], key=lambda one: one.copy != copy) if copy else [*own, *copies]


class ExposureBox(SurfaceDialog):
    """The box; what it shows is read on a thread of the pool, and only counts stand beside the names: it may be read aloud."""

    def __init__(self, context: Context, parent: QWidget, copy: str = "") -> None:
        super().__init__(parent)
        self._context = context
        self._latest = Latest()
        self._choices: list[Lost] = []
        text = context.text
        self.setAccessibleName(text(TITLE))
        self.setModal(True)
        self.resize(860, 720)
        layout = column(self, (0, SPACE.GROUP, 0, SPACE.GROUP), SPACE.CARD)
        head = column(None, (SPACE.PANE, 0, SPACE.PANE, 0), SPACE.CARD)
        head.addWidget(Line([Run(text(TITLE), Style.TITLE)]))
        self.what = Select()
        self.what.setAccessibleName(text(WHAT))
        self.what.view().setAccessibleName(text(WHAT))
        self.what.setFixedHeight(theme.scaled(CONTROL_HEIGHT))
        self.what.currentIndexChanged.connect(lambda _at: self._show())
        head.addWidget(self.what)
        self.message = InlineMessage()
        head.addWidget(self.message)
        layout.addLayout(head)
        self._columns = tuple(Column(text(title), share, tabular=at > 1, end=at > 1) for at, (title, share) in enumerate(COLUMNS))
        self._table_head = TableHead(self._columns)
        layout.addWidget(self._table_head)
        self._model = RowsModel(self)
        self.list = RowList(text(TITLE), self._model)
        self._table_head.follow(self.list)
        self.list.opened.connect(lambda shown: self._open(shown.id))
        layout.addWidget(self.list, 1)
        layout.addWidget(Hairline())
        below = column(None, (SPACE.PANE, 0, SPACE.PANE, 0), SPACE.CARD)
        below.addWidget(Paragraph(text(LIMIT), Style.SMALL, Role.TEXT2))
        foot = row(spacing=SPACE.NEAR)
        for msg, command, there in (
            (PASSPHRASE, "way.change", True),
            (KEYS, "way.renew", context.doors.renew is not None),
        ):
            if there:
                button = Button(text(msg), "secondary", "key-round" if command == "way.change" else "rotate-ccw")
                button.setObjectName(command)
                button.clicked.connect(lambda _on=False, command=command: self._go(command))
                foot.addWidget(button)
        foot.addStretch(1)
        close = Button(text(N_("Close")), "primary")
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        below.addLayout(foot)
        layout.addLayout(below)
        # Closed before it was read: there is nothing to show it on any more.
        self.finished.connect(lambda _how: self._latest(self._put))
        context.runner.start(lambda _progress: losable(context, copy), self._latest(self._offer), urgent=True)

    def _offer(self, found: list[Lost]) -> None:
        self._choices = found
        self.what.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        for one in found:
            self.what.addItem(one.words, one.copy or one.until or one.words)
        self.what.blockSignals(False)  # noqa: FBT003 - Qt's own signature
        self._show()

    def _show(self) -> None:
        context, lost = self._context, self._choices[self.what.currentIndex()]
        said, tone = (SEALED if lost.copy else CLOSED), Tone.CAUTION
        if lost.open:
            said, tone = OPEN, Tone.CRITICAL
        self.message.show_message(tone, context.text(said))
        self._model.put([])

        def read(_progress: object) -> list[Row]:
            return exposed_rows(context, exposed(context.vault, copy=lost.copy, until=lost.until), self._columns)

        newest = self._latest.mine()
        context.runner.start(
            read,
            lambda rows: newest(lambda: self._put(rows)),
            failed=lambda why: newest(lambda: self._on_failed(why)),
            urgent=True,
        )

    def _put(self, rows: list[Row]) -> None:
        self._table_head.setVisible(bool(rows))
        self._model.put(rows or [AdviceRow(self._context.text(NOBODY))])
        self.list.select_first()
        self.list.setFocus()

    def _on_failed(self, problem: BaseException) -> None:
        self.message.put(notice_of(problem, self._context.catalogue, self._context.reader.title_of))

    def _open(self, person: str) -> None:
        if person:
            self.accept()
            self._context.navigation.record_wanted.emit(person)

    def _go(self, command: str) -> None:
        self.accept()
        self._context.navigation.command_wanted.emit(command)


def exposed_rows(context: Context, found: list[Exposed], columns: tuple[Column, ...]) -> list[Row]:
    """Return the rows: for each degree of danger its name, what to do first, and who it is; on a thread of the pool."""
    text, reader = context.text, context.reader
    known = reader.many([*(one.person for one in found), *(case for one in found for case in one.cases)])
    rows: list[Row] = []
    for severity, title in GROUPS.items():
        of_it = [one for one in found if one.severity is severity]
        if not of_it:
            continue
        rows += [HeadingRow(text(title), len(of_it)), AdviceRow(text(FIRST[severity]))]
        for one in of_it:
            person = known.get(one.person)
            name = "—" if reader.discreet else reader.name(person).spoken if person is not None else one.title
            codes = ", ".join(text_of(known[case], "code") for case in one.cases if case in known)
            counts = tuple(str(count) if count else "–" for count in (one.aliases, one.channels, one.identifiers))
            rows.append(TableRow(one.person, columns, (isolated(name), codes, *counts)))
    return rows


def ask_exposure(context: Context, parent: QWidget, copy: str = "") -> None:
    """Open the box over `parent`, with `copy` chosen where it is about one that left."""
    ExposureBox(context, parent, copy).open()
