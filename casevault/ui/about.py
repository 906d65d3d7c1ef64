"""About: which versions run here, what of this vault lies where, and how old the law is that limits are counted by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from casevault.i18n import N_
from casevault.ui.clipboard import marked
from casevault.ui.draw import Run
from casevault.ui.jobs import Latest
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.plain_row import PlainRow
from casevault.ui.lists.rows import HeadingRow
from casevault.ui.lists.view import RowList
from casevault.ui.read.health import law_of
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.widgets.basic import Button, Line, Paragraph, column, row
from casevault.ui.words import SurfaceDialog
from casevault.vault.health import Health, health, versions

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from casevault.ui.context import Context
    from casevault.ui.lists.row import Row

TITLE = N_("About this program and this vault")
WHY = N_(
    "Nothing here names a person or a case. “Copy versions” takes along what a report of a hole in the program needs, no path."
)


class AboutBox(SurfaceDialog):
    """One list to read; the versions can be copied."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._versions: dict[str, str] = {}
        text = context.text
        self.setAccessibleName(text(TITLE))
        self.setModal(True)
        self.resize(680, 680)
        layout = column(self, (0, SPACE.GROUP, 0, SPACE.GROUP), SPACE.CARD)
        head = column(None, (SPACE.PANE, 0, SPACE.PANE, 0), SPACE.NEAR)
        head.addWidget(Line([Run(text(TITLE), Style.TITLE)]))
        head.addWidget(Paragraph(text(WHY), Style.SMALL, Role.TEXT2))
        layout.addLayout(head)
        self._model = RowsModel(self)
        self.list = RowList(text(TITLE), self._model)
        layout.addWidget(self.list, 1)
        foot = row(None, (SPACE.PANE, 0, SPACE.PANE, 0), SPACE.NEAR)
        self.copy = Button(text(N_("Copy versions")), "secondary", "copy")
        self.copy.clicked.connect(self._copy)
        foot.addWidget(self.copy)
        foot.addStretch(1)
        close = Button(text(N_("Close")), "primary")
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        layout.addLayout(foot)
        vault, latest = context.vault, Latest()
        self.finished.connect(lambda _result: latest(self._put))
        context.runner.start(lambda _progress: (health(vault), versions()), latest(self._put), urgent=True)

    def _put(self, read: tuple[Health, dict[str, str]]) -> None:
        found, self._versions = read
        text, catalogue, today = self._context.text, self._context.catalogue, self._context.reader.today
        rows: list[Row] = [HeadingRow(text(N_("What lies where")), len(found.places))]
        rows += [PlainRow(f"place:{n}", str(place.path), text(place.what)) for n, place in enumerate(found.places)]
        rows.append(HeadingRow(text(N_("Law texts")), len(found.packs)))
        rows += [PlainRow(f"law:{pack.version}", *law_of(pack, today, catalogue)) for pack in found.packs]
        rows.append(HeadingRow(text(N_("Versions")), len(self._versions)))
        rows += [PlainRow(f"version:{name}", f"{name}  {number}") for name, number in self._versions.items()]
        self._model.put(rows)
        self.list.select_first()

    def _copy(self) -> None:
        told = "\n".join(f"{name} {number}" for name, number in self._versions.items())
        QGuiApplication.clipboard().setMimeData(marked(told))
        self._context.messages.say(N_("Copied."))
