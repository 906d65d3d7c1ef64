"""The first page: language, what the program protects and what not, where a vault should lie, and make one or open one.

Once there is a vault where people keep them, the page begins with it, and what was read once no longer stands in the way.
Nothing about vaults is kept outside them for this: it looks each time (`vault/finding.py`).
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from casevault import __version__, paths
from casevault.i18n import N_, SOURCE_LANGUAGE, isolated
from casevault.synced import synced_below
from casevault.ui.draw import draw_icon
from casevault.ui.editors.select import Select
from casevault.ui.limits import TITLE as LIMITS
from casevault.ui.limits import show_limits
from casevault.ui.settings import LANGUAGE_NAMES, UNREVIEWED
from casevault.ui.theme import MEDIUM, SPACE, STRONG, Role, Style, theme
from casevault.ui.unlock import VERSION, AppMark
from casevault.ui.widgets.act_row import LINE, ActRow
from casevault.ui.widgets.basic import Button, Hairline, column, row
from casevault.ui.words import Words, in_the_middle, scrolled
from casevault.vault.finding import SUFFIX, vaults_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QHBoxLayout

    from casevault.i18n import Catalogue, Msg

COLUMN = 600
TALL = 40  # height of the controls on this page
ICON, ICON_AT, TEXT_AT = 18, 16, 48  # as in a row that does something, beside which these stand
MOST_SHOWN = 5
BESIDE_NAME = 125  # percent of text up to which the choice of language stands beside the name, not below it
LOOK = 30  # ms between two looks at whether the thread has ended

PROMISE = N_("An encrypted case file, on this computer alone")
LANGUAGE = N_("Language")
PROTECTS = N_("What it protects")
WHERE = N_("Where a vault should lie")
HERE = N_("Vaults in the usual places")
IN_FOLDER = N_("in {folder}")
NOT_REVIEWED = N_("{language} (not reviewed)")
LIMITS_TOLD = N_(
    "A person who forces you, a spying program while a vault is open, what recipients do. Read it once, in a quiet moment."
)
MAKE = N_("Make a vault")
OPEN = N_("Open a vault or back-up")
OWN_DISK = N_("On this computer's own disk, or on a stick that you keep")
OWN_DISK_WHY = N_("Choose a place that only you use, and make back-ups to another disk.")
SYNCED = N_("Not in a folder that a service copies to the internet")
SYNCED_WHY = N_("It keeps old copies for ever, and sees when you work. CaseVault says so before it makes a vault there.")
SYNCED_HERE = N_("On this computer such folders were found: {programs}.")
PORTABLE = N_("Portable: settings stay on this stick")
PORTABLE_WHY = N_(
    "They lie in “{folder}” beside the program, and CaseVault leaves nothing on this computer. "
    "The computer itself may note that a stick was in it."
)


class Told(NamedTuple):
    """A thing to know: its sign, what it is in a few words, and a sentence."""

    icon: str
    title: Msg
    sentence: Msg


POINTS = (
    Told(
        "lock",
        N_("What you record is encrypted"),
        N_("Without your passphrase or your recovery code nobody reads it, and neither can its makers."),
    ),
    Told(
        "wifi-off",
        N_("Nothing goes over a network"),
        N_("There is no network code in this program: no account, no cloud, no updates by itself."),
    ),
    Told(
        "shield-check",
        N_("Nobody is named without consent"),
        N_("What you hand to an embassy or a partner is held against the consent recorded for it, and searched for names."),
    ),
)


class Point(QWidget):
    """One thing to know: icon, title, sentence."""

    def __init__(self, icon: str, title: str, sentence: str, role: Role = Role.ACCENT) -> None:
        super().__init__()
        self._icon, self._role = icon, role
        self._sentence = Words(sentence, Style.SMALL, Role.TEXT2, wrap=True)
        self._title = Words(title, Style.BODY, weight=STRONG, wrap=True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        beside = row(self)
        beside.addSpacing(TEXT_AT)
        words = column(None, (0, 0, 0, 0), 2)
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        beside.addLayout(words, 1)
        theme.changed.connect(self._on_theme)

    def _on_theme(self) -> None:
        self.update()

    def say(self, sentence: str) -> None:
        """Say this sentence from now on."""
        self._sentence.setText(sentence)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon at the leading edge, beside the first line."""
        painter = QPainter(self)
        outer = QRectF(self.rect())
        place = QRectF(outer.left() + ICON_AT, outer.top() + (theme.scaled(LINE) - ICON) / 2, ICON, ICON)
        draw_icon(painter, outer, place, self._icon, self._role)
        painter.end()


class Found(NamedTuple):
    """What lies in the usual places."""

    vaults: list[Path]
    synced: tuple[str, ...]


class Looking(QObject):
    """Looks in the usual places and emits `found` once.

    By a thread of its own that nobody waits for: a disk of another computer that does not answer keeps whoever asks it waiting.
    """

    found = Signal(object)  # Found

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told: list[Found] = []
        threading.Thread(target=_look, args=(paths.vault_home(), self._told), name="looking", daemon=True).start()
        self._timer = QTimer(self, interval=LOOK)
        self._timer.timeout.connect(self._ask)
        self._timer.start()

    def _ask(self) -> None:
        if self._told:
            self._timer.stop()
            self.found.emit(self._told[0])


def _look(home: Path, told: list[Found]) -> None:
    # What fails here (a home that cannot be read) must not keep anybody from making a vault: then nothing was found.
    told.append(Found(vaults_in([home]), synced_below(home)))


class Whole(QWidget):
    """All that is told, as high as its words are in the width that they have.

    Qt takes the least height of words that wrap from the least width that they could have, and would leave room for that here.
    """

    def minimumSizeHint(self) -> QSize:
        """Return the least width; the height follows from the words."""
        return QSize(super().minimumSizeHint().width(), 0)


class FirstPage(QWidget):
    """Stands before any vault; whoever owns it opens or makes one."""

    make_wanted = Signal()
    open_wanted = Signal()  # which is asked for then
    vault_wanted = Signal(object)  # Path
    language_wanted = Signal(str)

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        text = catalogue.text
        self.languages = self._choice_of_language()
        self.make = Button(text(MAKE), "primary", "plus", height=TALL)
        self.make.setObjectName("first.make")
        self.open = Button(text(OPEN), "secondary", "folder-open", height=TALL)
        self.open.setObjectName("first.open")
        self.make.clicked.connect(self.make_wanted)
        self.open.clicked.connect(self.open_wanted)
        self.limits = ActRow("shield-off", text(LIMITS), text(LIMITS_TOLD))
        self.limits.clicked.connect(self._on_limits)
        self.synced = Point("globe", text(SYNCED), text(SYNCED_WHY), Role.CAUTION)
        self._told, self._where, self._there = QWidget(), QWidget(), QWidget()
        self._listed = column(None, (0, 0, 0, 0), SPACE.CARD)
        self._there.hide()
        self.rows: list[ActRow] = []
        self._lay_out()
        self._looking = Looking(self)
        self._looking.found.connect(self._on_found)

    def _choice_of_language(self) -> Select:
        text, chosen = self._catalogue.text, Select()
        chosen.setObjectName("first.language")
        chosen.setAccessibleName(text(LANGUAGE))
        chosen.view().setAccessibleName(text(LANGUAGE))
        for code, name in LANGUAGE_NAMES.items():
            chosen.addItem(text(NOT_REVIEWED, language=isolated(name)) if code in UNREVIEWED else name, code)
        chosen.setCurrentIndex(max(0, chosen.findData(self._catalogue.language or SOURCE_LANGUAGE)))
        chosen.activated.connect(self._on_language)
        return chosen

    def _on_language(self, _number: int) -> None:
        code = self.languages.currentData()
        if code != self._catalogue.language:
            self.language_wanted.emit(code)

    def _on_limits(self) -> None:
        show_limits(self._catalogue, self)

    def _on_found(self, found: Found) -> None:
        text = self._catalogue.text
        if found.synced:
            self.synced.say(
                self._catalogue.sentences((text(SYNCED_HERE, programs=self._catalogue.listed(found.synced)), text(SYNCED_WHY)))
            )
        for place in found.vaults[:MOST_SHOWN]:
            shown = ActRow(
                "vault", place.name.removesuffix(SUFFIX), text(IN_FOLDER, folder=place.parent.name or str(place.parent))
            )
            shown.clicked.connect(lambda _on=False, place=place: self.vault_wanted.emit(place))
            self._listed.addWidget(shown)
            self.rows.append(shown)
        if self.rows:
            self._told.hide()
            self._where.hide()
            self._there.show()
            if self.focusWidget() in {None, self.make}:
                self.rows[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _head(self) -> QHBoxLayout:
        text = self._catalogue.text
        head = row(None, (0, 0, 0, 0), SPACE.ROOM)
        head.addWidget(AppMark())
        name = column(None, (0, 0, 0, 0), 2)
        name.addStretch(1)
        name.addWidget(Words("CaseVault", Style.DISPLAY))
        name.addWidget(Words(text(PROMISE), Style.BODY, Role.TEXT2, wrap=True))
        name.addStretch(1)
        head.addLayout(name, 1)
        if theme.scaled(100) <= BESIDE_NAME:
            head.addLayout(self._spoken())
        return head

    def _spoken(self) -> QHBoxLayout:
        beside = row(None, (0, 0, 0, 0), SPACE.NEAR)
        label = Words(self._catalogue.text(LANGUAGE), Style.SMALL, Role.TEXT2, weight=MEDIUM)
        label.setBuddy(self.languages)
        beside.addWidget(label)
        beside.addWidget(self.languages)
        if theme.scaled(100) > BESIDE_NAME:
            beside.addStretch(1)
        return beside

    def _fill(self, part: QWidget, heading: Msg, points: Sequence[Point]) -> QWidget:
        body = column(part, spacing=SPACE.NEAR)
        body.addWidget(Words(self._catalogue.text(heading), Style.SUBTITLE))
        for point in points:
            body.addWidget(point)
        return part

    def _lay_out(self) -> None:
        text = self._catalogue.text
        page = column(None, (0, 0, 0, 0), SPACE.CARD)
        page.addLayout(self._head())
        if theme.scaled(100) > BESIDE_NAME:
            page.addLayout(self._spoken())
        there = column(self._there, (0, 0, 0, 0), SPACE.CARD)
        there.addWidget(Words(text(HERE), Style.SUBTITLE))
        there.addLayout(self._listed)
        page.addWidget(self._there)
        told = [Point(point.icon, text(point.title), text(point.sentence)) for point in POINTS]
        page.addWidget(self._fill(self._told, PROTECTS, told))
        page.addWidget(self.limits)
        where = (Point("laptop", text(OWN_DISK), text(OWN_DISK_WHY)), self.synced)
        page.addWidget(self._fill(self._where, WHERE, where))
        portable = paths.portable_folder()
        if portable is not None:
            page.addWidget(Point("save", text(PORTABLE), text(PORTABLE_WHY, folder=portable.name)))
        middle = QWidget()
        middle.setFixedWidth(theme.pane(COLUMN))
        middle.setLayout(page)
        whole = Whole()
        around = column(whole, (SPACE.PANE, SPACE.PANE, SPACE.PANE, SPACE.PANE))
        around.addStretch(1)
        around.addLayout(in_the_middle(middle))
        around.addStretch(3)  # above the middle: where a window is low, what is empty is below
        outer = column(self)
        outer.addWidget(scrolled(whole), 1)  # in a low window, or with large text; what to do next stays in sight below it
        outer.addWidget(Hairline())
        outer.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        acts = row(None, (0, SPACE.ROOM, 0, SPACE.ROOM), SPACE.NEAR)
        acts.addWidget(self.make)
        acts.addWidget(self.open)
        acts.addStretch(1)
        # Beside the buttons, not below what is told: in a low window all of that is in sight without scrolling.
        acts.addWidget(
            Words(
                self._catalogue.text(VERSION, version=__version__), Style.SMALL, Role.TEXT3, wrap=theme.scaled(100) > BESIDE_NAME
            )
        )
        middle = QWidget()
        middle.setFixedWidth(theme.pane(COLUMN))
        middle.setLayout(acts)
        return in_the_middle(middle)
