"""What stands in the boxes between the sentence and the passphrase: who signs, which keyfile, how many shares, which way goes.

Each says with `changed` whether it is complete, and answers with plain values that a working thread may hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QVBoxLayout, QWidget

from casevault.crypto import shares
from casevault.i18n import N_
from casevault.synced import synced_place
from casevault.ui.editors.select import Select
from casevault.ui.file_dialog import Mode, ask_path
from casevault.ui.theme import CONTROL_HEIGHT, SPACE, Role, Style, theme
from casevault.ui.ways.new_passphrase import NewPassphrase, captioned
from casevault.ui.widgets.basic import Button, row
from casevault.ui.widgets.check import Check, Radio
from casevault.ui.words import Words
from casevault.vault.slots import SlotKind

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.ui.context import Context
    from casevault.ui.ways.listed import WayRow

SIGNS = N_("This person signs entries with (a name or initials)")
KEYFILE_NAME = "key.txt"  # says nothing of a vault
NEW_KEYFILE = N_("Write a new keyfile")
OLD_KEYFILE = N_("Take a file that exists")
WHICH = N_("Which file?")
WHERE = N_("Choose where…")
NOTHING_CHOSEN = N_("Nothing is chosen yet.")
APART = N_("On a stick that you carry apart from this computer. It counts byte for byte: keep a second copy in a safe place.")
NEEDED, COUNT = N_("Needed to open"), N_("Sheets, one a person")
SHEETS = N_("In which folder shall the sheets be written?")
DANGER = N_(
    "The sheets are not sealed: whoever has enough of them has the vault. Print them, hand each to one person, then delete "
    "the folder."
)
SYNCED = N_("“{place}” keeps copies outside your control. Choose another folder.")
INDENT = 28  # pixels: where the words of a radio button begin
FIRST_NEEDED, FIRST_COUNT = 3, 5
LOST = N_("Without the recovery code, a forgotten passphrase or a lost stick means that the records are lost.")
KNOWN = N_("I know this")


class Body(QWidget):
    """A part of a box; `changed` says whether it is complete."""

    changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACE.NEAR)


class PersonBody(Body):
    """Another person: how entries are signed, and a passphrase that this person types."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.name = QLineEdit()
        self.name.setAccessibleName(context.text(SIGNS))
        self.name.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self.new = NewPassphrase(context.catalogue, context.vault.ambient, context.label)
        self.column.addLayout(captioned(self.name))
        self.column.addWidget(self.new)
        for changed in (self.name.textChanged, self.new.changed):
            changed.connect(lambda *_: self.changed.emit(bool(self.new.typed) and bool(self.name.text().strip())))


class KeyfileBody(Body):
    """A new keyfile or one that exists, and where it is."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.path: Path | None = None
        text = context.text
        self.fresh, self.existing = Radio(text(NEW_KEYFILE)), Radio(text(OLD_KEYFILE))
        self.fresh.setChecked(True)
        self.choose = Button(text(WHERE), "secondary", "folder")
        self.choose.clicked.connect(self._ask)
        self._shown = Words(text(NOTHING_CHOSEN), Style.SMALL, Role.TEXT2, wrap=True)
        self.column.addWidget(self.fresh)
        self.column.addWidget(self.existing)
        self.column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeading)
        self.column.addWidget(self._shown)
        self.column.addWidget(Words(text(APART), Style.SMALL, Role.TEXT2, wrap=True))
        self.fresh.toggled.connect(lambda _on: self.use(None))

    def use(self, path: Path | None) -> None:
        """Take this file; None = none is chosen."""
        self.path = path
        self._shown.setText(self._context.text(NOTHING_CHOSEN) if path is None else str(path))
        self.changed.emit(path is not None)

    def _ask(self) -> None:
        mode = Mode.AnyFile if self.fresh.isChecked() else Mode.ExistingFile
        ask_path(self, self._context.text(WHICH), mode, self.use, name=KEYFILE_NAME)


class SharesBody(Body):
    """How many sheets, how many of them open, and the folder they go to."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.folder: Path | None = None
        text = context.text
        self.needed = self._number(text(NEEDED), FIRST_NEEDED)
        self.count = self._number(text(COUNT), FIRST_COUNT)
        beside = row(spacing=SPACE.CARD)
        for box in (self.needed, self.count):
            beside.addLayout(captioned(box), 1)
        self.column.addLayout(beside)
        self.choose = Button(text(N_("Choose a folder…")), "secondary", "folder")
        self.choose.clicked.connect(lambda: ask_path(self, text(SHEETS), Mode.Directory, self.use))
        self._shown = Words(text(NOTHING_CHOSEN), Style.SMALL, Role.TEXT2, wrap=True)
        self.column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeading)
        self.column.addWidget(self._shown)
        self.column.addWidget(Words(text(DANGER), Style.SMALL, Role.CAUTION, wrap=True))

    def use(self, folder: Path) -> None:
        """Write the sheets there; not where a program would carry them off."""
        place = synced_place(folder)
        self.folder = None if place else folder
        self._shown.setText(self._context.text(SYNCED, place=place) if place else str(folder))
        self._shown.set_role(Role.CAUTION if place else Role.TEXT2)
        self._tell()

    def _number(self, name: str, first: int) -> Select:
        made = Select()
        made.setMinimumContentsLength(4)
        made.setAccessibleName(name)
        made.view().setAccessibleName(name)
        for number in range(shares.FEWEST, shares.MOST + 1):
            made.addItem(str(number), number)
        made.setCurrentIndex(made.findData(first))
        made.currentIndexChanged.connect(lambda _number: self._tell())
        return made

    def _tell(self) -> None:
        self.changed.emit(self.folder is not None and self.needed.currentData() <= self.count.currentData())


class RemoveBody(Body):
    """Which way goes; for the recovery code, a tick that it is understood."""

    def __init__(self, context: Context, rows: list[WayRow], chosen: str) -> None:
        super().__init__()
        self.column.setSpacing(0)
        self._rows = {shown.id: shown for shown in rows}
        self._group = QButtonGroup(self)
        self.radios: dict[str, Radio] = {}
        for shown in rows:
            radio = Radio(shown.title)
            radio.setAccessibleName(shown.spoken)
            radio.setChecked(shown.id == chosen)
            radio.toggled.connect(lambda _on: self._tell())
            self._group.addButton(radio)
            self.radios[shown.id] = radio
            self.column.addWidget(radio)
            # Below and not beside it: a long line would make the box wider than a screen, in large text.
            below = row()
            below.addSpacing(INDENT)
            below.addWidget(Words(" · ".join(filter(None, (shown.detail, shown.now))), Style.SMALL, Role.TEXT2, wrap=True), 1)
            self.column.addLayout(below)
            self.column.addSpacing(SPACE.NEAR)
        self._warning = Words(context.text(LOST), Style.SMALL, Role.CAUTION, wrap=True)
        self.lost = Check(context.text(KNOWN))
        self.lost.toggled.connect(lambda _on: self._tell())
        self.column.addWidget(self._warning)
        self.column.addWidget(self.lost)
        self._tell()

    @property
    def chosen(self) -> str:
        """Return the way that is chosen, or ""."""
        return next((way for way, radio in self.radios.items() if radio.isChecked()), "")

    @property
    def is_ready(self) -> bool:
        """Say whether a way is chosen and understood."""
        return bool(self.chosen) and (not self._is_code or self.lost.isChecked())

    @property
    def _is_code(self) -> bool:
        return bool(self.chosen) and self._rows[self.chosen].kind == SlotKind.RECOVERY

    def _tell(self) -> None:
        for widget in (self._warning, self.lost):
            widget.setVisible(self._is_code)
        self.changed.emit(self.is_ready)
