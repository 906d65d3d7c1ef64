"""Vault: the ways in and what can be done to them, and what else concerns the vault as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from casevault.i18n import N_
from casevault.ui import own_page
from casevault.ui.about import TITLE as ABOUT
from casevault.ui.disclose import exposure_box
from casevault.ui.draw import Run
from casevault.ui.everything import TITLE as EVERYTHING
from casevault.ui.everything import ask_everything
from casevault.ui.limits import TITLE as LIMITS
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.view import RowList
from casevault.ui.organisation import tell_rules
from casevault.ui.page import Page
from casevault.ui.read.health import facts_of
from casevault.ui.theme import RAIL_WIDTH, SPACE, Role, Style, theme
from casevault.ui.travel import acts as travel
from casevault.ui.ways import acts
from casevault.ui.ways.acts import WayActs
from casevault.ui.ways.listed import WayRow, rows_of
from casevault.ui.ways.rehearsing import TITLE as REHEARSE
from casevault.ui.widgets.act_row import ActRow
from casevault.ui.widgets.basic import Hairline, Line, Panel, column, row
from casevault.ui.widgets.facts import FactStrip
from casevault.ui.words import InlineMessage, Tone, scrolled
from casevault.vault.header import MAX_SLOTS
from casevault.vault.health import health
from casevault.vault.policy_words import SET_BY
from casevault.vault.slots import TYPED_KINDS, SlotKind
from casevault.vault.travelling import is_copy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QKeyEvent, QResizeEvent
    from PySide6.QtWidgets import QVBoxLayout

    from casevault.domain.record import Changes
    from casevault.i18n import Msg
    from casevault.ui.context import Context

TITLE = N_("Vault")
WAYS = N_("Ways in")
THIS = N_("This vault")
TRAVEL = N_("Travel")
FACTS = 4
LIST_ROOM = 400  # pixels at 100 % that the list keeps
OFTEN: Mapping[str, str] = {SlotKind.RECOVERY: "way.code", SlotKind.SHARES: "way.rehearse"}
COUNT = N_("{count} of {most}")
NO_PASSPHRASE = N_("The vault was opened without a passphrase, and what changes the ways in asks for one.")
GET_ONE = N_("To set one, lock and open it once more with the recovery code or the shares: it is asked for then.")


class Act(NamedTuple):
    """A row of the page: a command of the window, with a sentence on what it means."""

    command: str
    icon: str
    title: Msg
    sentence: Msg


WAY_ACTS = (
    Act("way.change", "key-round", acts.CHANGE.title, N_("Six words on offer, or your own. Old copies keep the old one.")),
    Act("way.person", "user-plus", acts.PERSON.title, N_("It says who signs what is entered with it.")),
    Act("way.keyfile", "file-plus", acts.KEYFILE.title, N_("Something you carry, beside something you know.")),
    Act("way.code", "scroll-text", acts.CODE.title, N_("In place of the one on paper.")),
    Act("way.shares", "users", acts.SHARES.title, N_("Any three of five people, or as many as you say.")),
    Act("way.rehearse", "square-check", REHEARSE, N_("See that the sheets open the vault. Nothing is opened.")),
    Act("way.remove", "trash-2", acts.REMOVE.title, N_("When somebody leaves, a stick is lost, or a paper was seen.")),
    Act("way.renew", "rotate-ccw", acts.RENEW.title, N_("When somebody may have the key itself. It takes a while.")),
)
# What else concerns the vault as a whole: a row here shows wherever the window has the command.
CARE = (
    Act("backup", "save", N_("Make a back-up…"), N_("A whole copy on a stick or another disk, read back and compared.")),
    Act(
        "import",
        "file-text",
        N_("Bring in a spreadsheet…"),
        N_("A table from another program, tried out first. One undo for all."),
    ),
    Act("everything", "save-all", EVERYTHING, N_("For yourself, sealed: to read elsewhere, to move house, to be sure.")),
    Act(
        "exposure",
        "triangle-alert",
        exposure_box.ACT,
        N_("Who is named in a computer, a stick or a copy that is gone, and what to do first."),
    ),
    Act("check", "stethoscope", N_("Check this vault"), N_("Every record, its history, every attachment. Nothing is changed.")),
    Act("own", "pencil-line", N_("Fields and lists of this vault"), own_page.SENTENCE),
    Act("about", "info", ABOUT, N_("What lies where, which law texts limits are counted by, which versions run.")),
    Act("limits", "shield-off", LIMITS, N_("What CaseVault cannot do for you. Read it once, in a quiet moment.")),
    Act("settings", "settings", N_("Settings"), N_("When it locks, what the clipboard keeps, look, text size and language.")),
)


class VaultPage(Page):
    """The page behind "Vault"."""

    key = "vault"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        text = context.text
        self.acts = WayActs(context, self)
        self.acts.happened.connect(self._on_happened)
        self._ways: list[WayRow] = []
        outer = row(self)
        main = QWidget()
        self.body = column(main)
        top = row(None, (SPACE.PANE, SPACE.ROOM, SPACE.PANE, SPACE.CARD))
        top.addWidget(Line([Run(text(TITLE), Style.DISPLAY)]), 1)
        self.body.addLayout(top)
        self.said = InlineMessage()
        self.said.acted.connect(lambda: context.navigation.command_wanted.emit("lock"))
        beside = row(None, (SPACE.PANE, 0, SPACE.PANE, SPACE.CARD))
        beside.addWidget(self.said, 1)
        self.body.addLayout(beside)
        self.strip = FactStrip(text(TITLE), FACTS)
        self.strip.tab_wanted.connect(context.navigation.command_wanted)
        standing = row(None, (SPACE.PANE, 0, SPACE.PANE, SPACE.GROUP))
        standing.addWidget(self.strip, 1)
        self.body.addLayout(standing)
        self._head = self._heading(self.body, text(WAYS))
        self.model = RowsModel(self)
        self.list = RowList(text(WAYS), self.model)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # it is as high as its rows
        self.list.opened.connect(self._on_opened)
        self.body.addWidget(self.list)
        self._change = QWidget()
        layout = column(self._change, (0, SPACE.ROOM, 0, SPACE.ROOM))
        self._heading(layout, text(N_("Change them")))
        rows = self._acts(layout, WAY_ACTS)
        layout.addStretch(1)
        self._beside = scrolled(self._change)
        self._below = column()  # what is beside the list in a wide window stands below it in a narrow one
        self.body.addLayout(self._below)
        self.body.addSpacing(SPACE.GROUP)
        self._heading(self.body, text(THIS))
        self.rows = [*rows, *self._acts(self.body, CARE)]
        self._offer_travel()
        self._tell_rules()
        self.body.addStretch(1)
        outer.addWidget(scrolled(main), 1)
        self._edge = Hairline(upright=True)
        outer.addWidget(self._edge)
        rail = self._rail = Panel(Role.SUNKEN)
        column(rail).addWidget(self._beside)
        outer.addWidget(rail)
        theme.changed.connect(self._fit)
        self._fit()

    def _offer_travel(self) -> None:
        self.body.addSpacing(SPACE.GROUP)
        self._heading(self.body, self.context.text(TRAVEL))
        self.rows += self._acts(self.body, travel.AWAY_ACTS if is_copy(self.context.vault) else travel.HOME_ACTS)

    def _tell_rules(self) -> None:
        if self.context.vault.policy.asks:
            self.body.addSpacing(SPACE.GROUP)
            self._heading(self.body, self.context.text(SET_BY))
            tell_rules(self.body, self.context)

    def refresh(self) -> None:
        """Read the ways in again."""
        context = self.context
        context.runner.start(lambda _progress: rows_of(context), self._put, urgent=True)
        context.runner.start(lambda _progress: facts_of(context, health(context.vault)), self.strip.put)

    def cares(self, changes: Changes) -> bool:
        """Say that what is counted here may be another number now; of how the vault opens no record says anything."""
        return bool(changes.records)

    def panes(self) -> list[QWidget]:
        """Return the list, then what can be done."""
        return [self.list, *self.rows[:1]]

    def chosen(self) -> str:
        """Return the way the keyboard is on, or ""."""
        shown = self.list.current_row()
        return shown.id if shown is not None else ""

    def doings(self) -> dict[str, Callable[[], None]]:
        """Return what each command of `WAY_ACTS` does."""
        do = self.acts
        return {
            "way.change": do.change,
            "way.person": do.add_person,
            "way.keyfile": do.add_keyfile,
            "way.code": do.new_code,
            "way.shares": do.make_shares,
            "way.rehearse": do.rehearse,
            "way.remove": lambda: do.remove(self._ways, self.chosen()),
            "way.renew": do.renew,
        }

    def export(self) -> None:
        """Take everything out for oneself; what came of it is said on this page."""
        ask_everything(self.context, self, self._on_exported)

    def _on_exported(self, what: str, missing: str) -> None:
        tone, icon = (Tone.CAUTION, "") if missing else (Tone.INFO, "check")
        self.said.show_message(tone, what, missing, icon_name=icon)

    def enter(self) -> None:
        """Be shown, with nothing said of what was done before; without a passphrase of one's own, with how to get one."""
        self.said.hide()
        if self.context.vault.slot.kind not in TYPED_KINDS:
            text = self.context.text
            self.said.show_message(Tone.CAUTION, text(NO_PASSPHRASE), text(GET_ONE), button=text(N_("Lock now")))
        super().enter()

    def _put(self, rows: list[WayRow]) -> None:
        kept, self._ways = self.chosen(), rows
        self.model.put(rows)
        text = self.context.text
        count = text(COUNT, count=len(rows), most=MAX_SLOTS)
        self._head.put([Run(text(WAYS), Style.SUBTITLE), Run(f"   {count}", Style.SMALL, 0, Role.TEXT3, tabular=True)])
        self._fit()
        if not (kept and self.list.go_to(kept)):
            self.list.select_first()

    def _fit(self) -> None:
        self._rail.setFixedWidth(theme.pane(RAIL_WIDTH))
        self._fold()
        heights = (
            self.model.index(number, 0).data(Qt.ItemDataRole.UserRole).height(0) for number in range(self.model.rowCount())
        )
        self.list.setFixedHeight(sum(heights))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the acts beside the list, or below it where there is no room for both."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        wide = self.width() >= theme.scaled(LIST_ROOM) + theme.pane(RAIL_WIDTH)
        if wide == self._rail.isVisibleTo(self):
            return
        focused = self.focusWidget()
        if wide:
            self._below.removeWidget(self._change)
            self._beside.setWidget(self._change)
        else:
            self._beside.takeWidget()
            self._below.addWidget(self._change)
        self._change.show()
        for part in (self._rail, self._edge):
            part.setVisible(wide)
        if isinstance(focused, ActRow):
            focused.setFocus()

    def _on_opened(self, shown: WayRow) -> None:
        """Do what is most often done to a way: renew one's own and the code, try shares, take away another person's."""
        command = OFTEN.get(shown.kind, "way.remove")
        self.context.navigation.command_wanted.emit("way.change" if shown.now and command == "way.remove" else command)

    def _on_happened(self, what: str, hint: str) -> None:
        self.said.show_message(Tone.INFO, what, hint, icon_name="check")
        self.refresh()

    def _heading(self, layout: QVBoxLayout, words: str) -> Line:
        made = Line([Run(words, Style.SUBTITLE)])
        beside = row(None, (SPACE.PANE, 0, SPACE.PANE, SPACE.TIGHT))
        beside.addWidget(made, 1)
        layout.addLayout(beside)
        return made

    def _acts(self, layout: QVBoxLayout, wanted: Sequence[Act | travel.Act]) -> list[ActRow]:
        made = []
        for act in wanted:
            if not self._has(act.command):
                continue
            shown = ActRow(act.icon, self.context.text(act.title), self.context.text(act.sentence))
            shown.clicked.connect(lambda _on=False, command=act.command: self.context.navigation.command_wanted.emit(command))
            beside = row(None, (SPACE.CARD, 0, SPACE.CARD, 0))
            beside.addWidget(shown, 1)
            layout.addLayout(beside)
            made.append(shown)
        return made

    def _has(self, command: str) -> bool:
        doors = self.context.doors
        doors_of = {"backup": doors.back_up, "way.renew": doors.renew, "travel.pack": doors.pack, "travel.home": doors.bring_home}
        return doors_of.get(command, self) is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move between the acts, as in a list."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        focused = self.focusWidget()
        if step and isinstance(focused, ActRow):
            at = self.rows.index(focused) + step
            self.rows[max(0, min(at, len(self.rows) - 1))].setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)
