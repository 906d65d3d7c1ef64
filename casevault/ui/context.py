"""What every screen gets: the open vault, the language, and the few services of the window."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shiboken6 import isValid

from casevault.media.viewer import Children
from casevault.ui.changes import ChangeBus
from casevault.ui.doors import Doors
from casevault.ui.jobs import Runner
from casevault.ui.messages import Messages
from casevault.ui.navigation import Navigation
from casevault.ui.read.reader import Reader
from casevault.ui.saving import Saving
from casevault.ui.settings import Settings
from casevault.vault.outside import OutsideCopies

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.crypto.kdf import KdfProfile
    from casevault.i18n import Catalogue, Msg
    from casevault.vault.vault import Vault


@dataclass
class Context:
    """One open vault in one window. Screens hold it, never each other."""

    vault: Vault
    catalogue: Catalogue
    settings: Settings = field(default_factory=Settings)
    settings_folder: Path | None = None  # None = settings last as long as the window
    label: str = ""  # what the person calls this vault
    remark: str = ""  # one line below it
    doors: Doors = field(default_factory=Doors)
    profile: KdfProfile | None = None  # cost of what a new secret opens with; None = calibrated to about a second here

    def __post_init__(self) -> None:
        """Make the services that belong to this window."""
        self.runner = Runner()
        self.changes = ChangeBus()
        self.messages = Messages(self.catalogue)
        self.saving = Saving(self.catalogue)
        self.navigation = Navigation()
        self.reader = Reader(self.vault, self.catalogue, discreet=self.settings.discreet)
        self.viewing = Children()  # what parses files of strangers
        self.outside = OutsideCopies()
        self.damaged: set[str] = set()  # stored files that were read and are not what was written
        self.copied = 0  # how often text went to the clipboard
        self.settings_wanted: Callable[[Settings], None] = self._hold
        self.runner.problem.connect(self.messages.show)
        self.messages.title_of = self.reader.title_of
        self.changes.happened.connect(lambda _changes: self.saving.work())

    def use_settings(self, settings: Settings) -> None:
        """Use and keep these settings from now on."""
        self.settings_wanted(settings)

    def _hold(self, settings: Settings) -> None:
        self.settings = settings  # where no window keeps them, they last as long as this does

    def let_go(self) -> None:
        """Give up the services whose signals hold what listens to them: called when the window they served is destroyed.

        Qt keeps what is connected where Python's collector does not see it; a window that listens to a service which the window
        itself holds would never be freed.
        """
        for service in (self.changes, self.messages, self.saving, self.navigation):
            if isValid(service):
                service.deleteLater()

    def count_copied(self) -> None:
        """Count that text was copied; what left is noted when the vault closes."""
        self.copied += 1

    def text(self, msg: Msg, /, *, count: int | None = None, **params: object) -> str:
        """Return `msg` in the language of the window."""
        return self.catalogue.text(msg, count=count, **params)
