"""Before you go: what of CaseVault lies on this computer, whether its disk is encrypted, and what to do about each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.i18n import N_, isolated
from casevault.ui.draw import Run
from casevault.ui.jobs import Latest
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.advice_row import AdviceRow
from casevault.ui.lists.rows import HeadingRow
from casevault.ui.lists.view import RowList
from casevault.ui.messages import notice_of
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.travel.finding_row import FindingRow
from casevault.ui.widgets.basic import Button, Hairline, Line, Paragraph, column, row
from casevault.ui.words import InlineMessage, SurfaceDialog, Tone
from casevault.vault.before_going import Finding, Weight, findings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.ui.lists.row import Row

TITLE = N_("Before you go")
WHY = N_("What the program knows of itself on this computer. It does not know of copies that other programs made.")
AGAIN = N_("Look again")
GROUPS: Mapping[Weight, tuple[Msg, Msg]] = {
    Weight.ACT: (N_("Do something about it"), N_("Each of these goes through the border with you, unless you act.")),
    Weight.LOOK: (N_("Look for yourself"), N_("This program cannot see it, or cannot know.")),
    Weight.FINE: (N_("Nothing to do"), N_("As far as can be seen from here.")),
}


class BeforeBox(SurfaceDialog):
    """The box; disks are asked on a thread of the pool."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._latest = Latest()
        text = context.text
        self.setAccessibleName(text(TITLE))
        self.setModal(True)
        self.resize(720, 640)
        layout = column(self, (0, SPACE.GROUP, 0, SPACE.GROUP), SPACE.CARD)
        head = column(None, (SPACE.PANE, 0, SPACE.PANE, 0), SPACE.NEAR)
        head.addWidget(Line([Run(text(TITLE), Style.TITLE)]))
        head.addWidget(Paragraph(text(WHY), Style.BODY, Role.TEXT2))
        self.message = InlineMessage()
        head.addWidget(self.message)
        layout.addLayout(head)
        self.model = RowsModel(self)
        self.list = RowList(text(TITLE), self.model)
        layout.addWidget(self.list, 1)
        layout.addWidget(Hairline())
        foot = row(None, (SPACE.PANE, 0, SPACE.PANE, 0), SPACE.NEAR)
        self.again = Button(text(AGAIN), "secondary", "refresh-cw")
        self.again.clicked.connect(self.look)
        foot.addWidget(self.again)
        foot.addStretch(1)
        close = Button(text(N_("Close")), "primary")
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        layout.addLayout(foot)
        self.finished.connect(lambda _how: self._latest(self._put))
        self.look()

    def look(self) -> None:
        """Look at the disks and at what the vault remembers."""
        vault, newest = self._context.vault, self._latest.mine()
        self._context.runner.start(
            lambda _progress: findings(vault),
            lambda found: newest(lambda: self._put(found)),
            failed=lambda why: newest(lambda: self._on_failed(why)),
            urgent=True,
        )

    def _put(self, found: list[Finding]) -> None:
        text = self._context.text
        rows: list[Row] = []
        for weight, (title, advice) in GROUPS.items():
            of_it = [one for one in found if one.weight is weight]
            if of_it:
                rows += [HeadingRow(text(title), len(of_it)), AdviceRow(text(advice))]
                rows += [
                    FindingRow(
                        f"{weight}:{at}",
                        weight,
                        text(one.what, count=one.count),
                        text(one.advice),
                        isolated(one.where) if one.where else "",
                    )
                    for at, one in enumerate(of_it)
                ]
        self.model.put(rows)
        self.list.select_first()
        self.list.setFocus()

    def _on_failed(self, problem: BaseException) -> None:
        notice = notice_of(problem, self._context.catalogue)
        self.message.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)
