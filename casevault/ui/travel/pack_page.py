"""Step 1 of packing: which cases, how much of them, how the copy opens, until when, and where it is made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QVBoxLayout, QWidget

from casevault.domain.packing import Profile
from casevault.exchange.packing import MOST_DAYS
from casevault.i18n import N_, isolated
from casevault.synced import synced_place
from casevault.ui.bring_in.parts import Labelled
from casevault.ui.file_dialog import Mode, ask_path
from casevault.ui.theme import CONTROL_HEIGHT, SPACE, Role, Style, theme
from casevault.ui.travel.case_ticks import CaseTicks
from casevault.ui.ways.new_passphrase import NewPassphrase
from casevault.ui.widgets.basic import Button, column, row
from casevault.ui.widgets.check import Check, Radio
from casevault.ui.words import InlineMessage, Tone, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casevault.i18n import Msg
    from casevault.ui.context import Context

COLUMN = 620
NAME = "Travel.casevault"
WHICH = N_("Which cases go along?")
HOW_MUCH = N_("How much of them?")
PROFILES: Mapping[Profile, tuple[Msg, Msg]] = {
    Profile.REDUCED: (
        N_("Without class C5"),
        N_("Sources, safe places, agreed code words and partners stay at the office. Numbers and addresses of people go along."),
    ),
    Profile.PSEUDONYMS: (
        N_("Code words in place of names"),
        N_(
            "No names, other names, numbers, papers or files of people go along; what is written under a code word comes home to "
            "its person. Whoever knows the case knows who is meant all the same."
        ),
    ),
    Profile.FULL: (N_("All of it"), N_("Class C5 too: whoever opens the copy sees sources and safe places.")),
}
WEAK = N_("Replace ordinary words, too, that may be names of people who stay home")
LEAVE_FILES = N_("Leave at home the attachments whose words name somebody who stays home")
KEY = N_("How does it open?")
SEALED = N_("Sealed: nothing the traveller has or knows opens it")
SEALED_HOW = N_("After arrival the office makes a ticket. At a border the traveller can truthfully say that it cannot be opened.")
BY_PASSPHRASE = N_("With a passphrase that the traveller knows")
BY_PASSPHRASE_HOW = N_("Whoever can make the traveller type it sees what is in the copy.")
DAYS = N_("Home in so many days (a reminder; may stay empty)")
SIGN = N_("Entries made on the way are signed")
SIGN_HINT = N_("as whoever packs")
WHERE = N_("Where is it made?")
WHERE_WHY = N_("On the stick or the computer that travels. An encrypted disk, and not the office's.")
CHOOSE = N_("Choose a folder…")
NOWHERE = N_("Nothing is chosen yet.")
SYNCED = N_("“{place}” keeps copies outside your control. Choose another folder.")


class PackPage(QWidget):
    """The questions; `changed` when what was answered may be complete now, or no more."""

    changed = Signal()

    def __init__(self, context: Context, cases: Sequence[str] = ()) -> None:
        super().__init__()
        self._context = context
        self.place: Path | None = None
        text = context.text
        self.cases = CaseTicks(context, cases)
        self.cases.changed.connect(self._on_changed)
        self.profiles = {profile: Radio(text(words)) for profile, (words, _why) in PROFILES.items()}
        self.profiles[Profile.REDUCED].setChecked(True)
        self.weak = Check(text(WEAK))
        self.leave_files = Check(text(LEAVE_FILES))
        self.sealed, self.by_passphrase = Radio(text(SEALED)), Radio(text(BY_PASSPHRASE))
        self.sealed.setChecked(True)
        self.sealed.toggled.connect(self._on_way)
        self._groups = [self._grouped(self.profiles.values()), self._grouped((self.sealed, self.by_passphrase))]
        self.new = NewPassphrase(context.catalogue, context.vault.ambient, context.label)
        self.new.changed.connect(self._on_changed)
        self.days = self._line(text(DAYS))
        self.days.setValidator(QIntValidator(1, MOST_DAYS, self))
        self.sign_as = self._line(text(SIGN))
        self.sign_as.setPlaceholderText(text(SIGN_HINT))
        self.choose = Button(text(CHOOSE), "secondary", "folder")
        self.choose.setObjectName("pack.place")
        self.choose.clicked.connect(self._ask_place)
        self._shown = Words(text(NOWHERE), Style.SMALL, Role.TEXT2, wrap=True)
        self._synced = InlineMessage()
        self._lay_out()
        self._on_way()

    @property
    def profile(self) -> Profile:
        """Return how much goes along."""
        return next(profile for profile, radio in self.profiles.items() if radio.isChecked())

    @property
    def is_ready(self) -> bool:
        """Say whether all was answered that is needed."""
        opens = self.sealed.isChecked() or bool(self.new.typed)
        return bool(self.cases.ids()) and opens and self.place is not None and not self._synced.isVisibleTo(self)

    @property
    def wanted_days(self) -> int | None:
        """Return in how many days it should be home, None where nothing was said."""
        typed = self.days.text().strip()
        return int(typed) if typed.isascii() and typed.isdigit() and int(typed) else None

    def passphrase(self) -> bytearray | None:
        """Return what opens the copy, None where it is sealed; whoever asks wipes it."""
        return None if self.sealed.isChecked() else self.new.typed.copy()

    def use(self, folder: Path) -> None:
        """Make the copy in a new folder inside this one; one that is called like a vault is taken as it is."""
        self.place = folder if folder.suffix == Path(NAME).suffix else folder / NAME
        self._shown.setText(isolated(str(self.place)))
        synced = synced_place(self.place)
        if synced:
            self._synced.show_message(Tone.CAUTION, self._context.text(SYNCED, place=isolated(synced)))
        self._synced.setVisible(bool(synced))
        self._on_changed()

    def forget(self) -> None:
        """Let go of what was typed."""
        self.new.clear()

    def _ask_place(self) -> None:
        ask_path(self, self._context.text(WHERE), Mode.Directory, self.use)

    def _on_changed(self) -> None:
        self.changed.emit()

    def _on_way(self) -> None:
        self.new.setVisible(self.by_passphrase.isChecked())
        self._on_changed()

    def _grouped(self, radios: Iterable[Radio]) -> QButtonGroup:
        group = QButtonGroup(self)
        for radio in radios:
            group.addButton(radio)
        return group

    def _line(self, name: str) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(name)
        made.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        return made

    def _lay_out(self) -> None:
        text = self._context.text
        middle = QWidget()
        middle.setFixedWidth(theme.pane(COLUMN))
        inner = column(middle, spacing=SPACE.CARD)
        inner.addWidget(Words(text(WHICH), Style.SUBTITLE))
        inner.addWidget(self.cases)
        inner.addWidget(Words(text(HOW_MUCH), Style.SUBTITLE))
        for profile, (_words, why) in PROFILES.items():
            inner.addLayout(self._explained(self.profiles[profile], text(why)))
        inner.addWidget(self.weak)
        inner.addWidget(self.leave_files)
        inner.addWidget(Words(text(KEY), Style.SUBTITLE))
        inner.addLayout(self._explained(self.sealed, text(SEALED_HOW)))
        inner.addLayout(self._explained(self.by_passphrase, text(BY_PASSPHRASE_HOW)))
        inner.addWidget(self.new)
        inner.addWidget(Words(text(WHERE), Style.SUBTITLE))
        inner.addWidget(Words(text(WHERE_WHY), Style.SMALL, Role.TEXT2, wrap=True))
        beside = row(spacing=SPACE.NEAR)
        beside.addWidget(self.choose)
        beside.addWidget(self._shown, 1)
        inner.addLayout(beside)
        inner.addWidget(self._synced)
        inner.addWidget(Labelled(text(DAYS), self.days))
        inner.addWidget(Labelled(text(SIGN), self.sign_as))
        inner.addStretch(1)
        outer = row(self, (SPACE.PANE, SPACE.NEAR, SPACE.PANE, SPACE.GROUP))
        outer.addWidget(middle, 0, Qt.AlignmentFlag.AlignTop)
        outer.addStretch(1)

    @staticmethod
    def _explained(radio: Radio, why: str) -> QVBoxLayout:
        together = column(spacing=0)
        together.addWidget(radio)
        below = row(spacing=0)
        below.addSpacing(28)
        below.addWidget(Words(why, Style.SMALL, Role.TEXT2, wrap=True), 1)
        together.addLayout(below)
        return together
