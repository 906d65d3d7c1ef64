"""Every action of the window, once: menus, palette, shortcut help and what is enabled are views of this one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QMenu, QWidget

    from casevault.i18n import Catalogue, Msg


class Need(StrEnum):
    """What must be so before an action can be done."""

    NOTHING = "nothing"
    CASE = "case"  # a case is shown
    RECORD = "record"  # the keyboard is on a record
    GUEST = "guest"  # something that stood over the pages was left and waits


class Group(StrEnum):
    """Where an action stands in the menu and the shortcut help."""

    RECORD = "record"
    GO = "go"
    VIEW = "view"
    VAULT = "vault"


GROUP_TITLES: dict[Group, Msg] = {
    Group.RECORD: N_("&Record"),
    Group.GO: N_("&Go to"),
    Group.VIEW: N_("&View"),
    Group.VAULT: N_("V&ault"),
}


@dataclass(frozen=True, slots=True)
class Command:
    """One action. `keys` are in Qt's portable form, first the one that is shown."""

    id: str
    title: Msg
    keys: tuple[str, ...]
    needs: Need
    run: Callable[[], object]
    group: Group = Group.RECORD
    icon: str = "arrow-right"
    offered: bool = True  # in palette and menu; plain movement is not
    in_menu: bool = True  # what is one of many of its kind is found by its name alone


class CommandTable(QObject):
    """The commands of one window, each as a `QAction` of it."""

    def __init__(self, commands: Iterable[Command], window: QWidget, catalogue: Catalogue, met: Callable[[Need], bool]) -> None:
        super().__init__(window)
        self.commands = tuple(commands)
        self._catalogue = catalogue
        self._met = met
        self._actions: dict[str, QAction] = {}
        for command in self.commands:
            action = QAction(catalogue.text(command.title), window)
            action.setShortcuts([QKeySequence.fromString(keys) for keys in command.keys])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.triggered.connect(lambda _on=False, command=command: self._do(command))
            window.addAction(action)
            self._actions[command.id] = action

    def _do(self, command: Command) -> None:
        if self._met(command.needs):
            command.run()

    def run(self, command_id: str) -> None:
        """Do a command by its id; nothing where there is none in this window."""
        for command in self.commands:
            if command.id == command_id:
                self._do(command)

    def refresh(self) -> None:
        """Enable what can be done now."""
        for command in self.commands:
            self._actions[command.id].setEnabled(self._met(command.needs))

    def offered(self, *, now: bool = True) -> list[Command]:
        """Return what makes sense to choose by name; with `now` only what can be done now."""
        return [command for command in self.commands if command.offered and (not now or self.can(command))]

    def can(self, command: Command) -> bool:
        """Say whether a command can be done now."""
        return self._met(command.needs)

    def title(self, command: Command) -> str:
        """Return what a command is called in this language."""
        return self._catalogue.text(command.title)

    def keys(self, command_id: str) -> str:
        """Return the keys of a command as this system writes them."""
        return next((shown_keys(c) for c in self.commands if c.id == command_id), "")

    def fill(self, menu: QMenu) -> None:
        """Put all groups of commands into a menu."""
        menu.clear()
        self.refresh()
        for group, title in GROUP_TITLES.items():
            found = [command for command in self.commands if command.group is group and command.offered and command.in_menu]
            if found:
                part = menu.addMenu(self._catalogue.text(title))
                part.addActions([self._actions[command.id] for command in found])


def shown_keys(command: Command) -> str:
    """Return the first keys of a command as this system writes them, or ""."""
    return QKeySequence.fromString(command.keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if command.keys else ""
