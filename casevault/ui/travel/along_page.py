"""Step 2 of packing: who is exposed if the copy is taken, the gravest first, and what of each of them goes along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from casevault.i18n import N_, isolated
from casevault.ui.disclose.exposure_box import COLUMNS, NOBODY, exposed_rows
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.advice_row import AdviceRow
from casevault.ui.lists.columns import Column
from casevault.ui.lists.rows import HeadingRow
from casevault.ui.lists.view import RowList
from casevault.ui.read.file_words import size_words
from casevault.ui.theme import SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Paragraph, column
from casevault.ui.widgets.table import TableHead
from casevault.ui.words import InlineMessage, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.exchange.choosing import Preview
    from casevault.exchange.files_along import FileAlong
    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.ui.lists.row import Row

EXPOSED = N_("Who is exposed if it is taken")
COUNTED = N_("Would go along: people {people}, records {records}, attachments {attachments} ({size}).")
IF_SEALED = N_("It is sealed: whoever takes it cannot read it. After a ticket was used, the list below is what is at stake.")
IF_OPENS = N_("It opens with a passphrase: whoever can make the traveller type it reads all of this.")
HIDDEN = N_("Names replaced in texts: {hidden}. Words that may be names of people who stay home, and stand: {doubtful}.")
NAMING = N_("Attachments that name somebody who stays home")
NAMING_WHY = N_("A file goes as it is. To keep these here, go back and tick “Leave at home the attachments…”.")
LEFT = N_("Attachments that stay home")
LEFT_WHY = N_("They name somebody who does not go along.")
UNREAD = N_("Attachments that cannot be searched")
UNREAD_WHY = N_("Pictures, scans and locked files show no words to CaseVault. Open each before it goes.")
LEGEND_UP_TO = 150  # percent of text size
SAYS = N_("{file}: {names}")
LEGEND = N_(
    "How grave it is, is what the office knows; the columns count what goes along. In texts, names of those who stay home become "
    "what they are there."
)


class AlongPage(QWidget):
    """A sentence with the numbers, then everybody."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        text = context.text
        self.counted = InlineMessage()
        self._columns = tuple(Column(text(title), share, tabular=at > 1, end=at > 1) for at, (title, share) in enumerate(COLUMNS))
        self._head = TableHead(self._columns)
        self.model = RowsModel(self)
        self.list = RowList(text(EXPOSED), self.model)
        self._head.follow(self.list)
        layout = column(self, spacing=SPACE.NEAR)
        around = column(None, (SPACE.PANE, 0, SPACE.PANE, 0), SPACE.NEAR)
        around.addWidget(self.counted)
        if theme.scaled(100) <= LEGEND_UP_TO:  # above, it would take the room of the list
            around.addWidget(Paragraph(text(LEGEND), Style.SMALL, Role.TEXT2))
        layout.addLayout(around)
        layout.addWidget(self._head)
        layout.addWidget(self.list, 1)

    def rows_of(self, along: Preview) -> list[Row]:
        """Return the rows; on a thread of the pool."""
        files = along.choice.files
        naming = [one for one in files if one.names]
        unread = [one for one in files if not one.is_read]
        return [
            *self._files(NAMING, NAMING_WHY, naming),  # before the people: something can still be done about it
            *self._files(LEFT, LEFT_WHY, along.choice.left),
            *exposed_rows(self._context, list(along.exposed), self._columns),
            *self._files(UNREAD, UNREAD_WHY, unread),
        ]

    def _files(self, title: Msg, why: Msg, files: Sequence[FileAlong]) -> list[Row]:
        text, discreet = self._context.text, self._context.reader.discreet
        rows: list[Row] = [HeadingRow(text(title), len(files)), AdviceRow(text(why))] if files else []
        for one in files:
            names = "" if discreet else ", ".join(one.names)
            said = text(SAYS, file=isolated(one.file), names=isolated(names)) if names else isolated(one.file)
            rows.append(AdviceRow(said))
        return rows

    def fill(self, along: Preview, rows: list[Row], *, sealed: bool) -> None:
        """Show what would go along."""
        text = self._context.text
        words: Msg = IF_SEALED if sealed else IF_OPENS
        counts = {"people": along.persons, "records": along.records, "attachments": along.attachments}
        said = text(COUNTED, **counts, size=size_words(along.size, self._context.catalogue))
        hidden = along.choice.hidden
        replaced = text(HIDDEN, hidden=len(hidden.swaps), doubtful=len(hidden.doubtful))
        self.counted.show_message(Tone.INFO if sealed else Tone.CAUTION, said, f"{text(words)} {replaced}")
        self._head.setVisible(bool(rows))
        self.model.put(rows or [AdviceRow(text(NOBODY))])
        self.list.select_first()
