"""The keyboard map: a view of the command table, and the keys that belong to lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.i18n import N_
from casevault.ui.commands import GROUP_TITLES, shown_keys
from casevault.ui.draw import Run
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.rows import HeadingRow
from casevault.ui.lists.view import RowList
from casevault.ui.palette import PaletteRow
from casevault.ui.read.reader import Name
from casevault.ui.theme import SPACE, Style
from casevault.ui.widgets.basic import Button, Line, column, row
from casevault.ui.words import SurfaceDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from casevault.ui.commands import CommandTable
    from casevault.ui.context import Context
    from casevault.ui.lists.row import Row

LIST_KEYS = (
    (N_("Open what is chosen"), "Enter"),
    (N_("Filter this list"), "/"),
    (N_("One step back"), "Esc"),
    (N_("Next and previous tab"), "Ctrl Tab"),
)


class ShortcutHelp(SurfaceDialog):
    """Every key the window knows."""

    def __init__(self, context: Context, table: CommandTable, parent: QWidget) -> None:
        super().__init__(parent)
        text = context.text
        self.setAccessibleName(text(N_("Keyboard")))
        self.setModal(True)
        self.resize(520, 600)
        layout = column(self, (0, SPACE.GROUP, 0, SPACE.GROUP), SPACE.NEAR)
        head = row(None, (SPACE.PANE, 0, SPACE.PANE, 0))
        head.addWidget(Line([Run(text(N_("Keyboard")), Style.TITLE)]))
        layout.addLayout(head)
        rows: list[Row] = []
        for group, title in GROUP_TITLES.items():
            found = [command for command in table.commands if command.group is group and command.keys]
            rows.append(HeadingRow(text(title).replace("&", ""), len(found)))
            rows += [PaletteRow(f"do:{c.id}", c.icon, Name(table.title(c)), "", shown_keys(c)) for c in found]
        rows.append(HeadingRow(text(N_("In a list")), len(LIST_KEYS)))
        rows += [PaletteRow(f"key:{keys}", "keyboard", Name(text(title)), "", keys) for title, keys in LIST_KEYS]
        model = RowsModel(self)
        model.put(rows)
        self.list = RowList(text(N_("Keyboard")), model)
        layout.addWidget(self.list, 1)
        foot = row(None, (SPACE.PANE, 0, SPACE.PANE, 0))
        foot.addStretch(1)
        close = Button(text(N_("Close")), "primary")
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        layout.addLayout(foot)
