"""One window over the vault that is looked at, in one look, and the waiting until everything on it was read."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from builders import CHEAPEST, FixedAmbient, open_vault
from pictures.material import VAULT
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from casevault import paths
from casevault.i18n import Catalogue
from casevault.ui.context import Context
from casevault.ui.doors_made import DoorKeeper
from casevault.ui.main_window import MainWindow
from casevault.ui.settings import Settings
from casevault.ui.theme import theme

if TYPE_CHECKING:
    from pathlib import Path

    from pictures.looks import Look

    from casevault.vault.vault import Vault

W = TypeVar("W", bound=QWidget)
WAIT = 60.0  # seconds, at most, for what is read to be there


class Shot(NamedTuple):
    """One screen as it stands now; it stands so until the next is asked for."""

    name: str
    widget: QWidget


class Stage:
    """A copy of the vault that was made in `made`, open in a window."""

    def __init__(self, made: Path, work: Path, ids: dict[str, str], look: Look) -> None:
        self.made, self.work, self.ids, self.look = made, work, ids, look
        shutil.copytree(made, work, dirs_exist_ok=True)
        dress(look)
        self.catalogue = Catalogue(look.language, paths.resource_path("locale") if look.language != "en" else None)
        self.vault: Vault = open_vault(work / VAULT, ambient=FixedAmbient(seed=2))
        self.keeper = DoorKeeper(lambda: None, lambda _secret, _keyfile: None)
        settings = Settings(theme=look.choice.value, text_size=look.scale, language=look.language)
        self.context = Context(self.vault, self.catalogue, settings, None, "Demo", "", doors=self.keeper.doors, profile=CHEAPEST)
        self.window = MainWindow(self.context)
        self.keeper.serve(self.context, self.window)
        self.show(self.window)

    @property
    def doors(self) -> Any:
        """Return the doors, each of which is there: the window was put together with all of them."""
        return self.keeper.doors

    def show(self, widget: QWidget) -> None:
        """Show a window of its own in the size of the look."""
        widget.resize(*self.look.size)
        widget.show()
        widget.activateWindow()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is being read, and a moment more for what that starts."""
        end = time.monotonic() + WAIT
        still = 0
        while still < 3 and time.monotonic() < end:
            pause(15)
            still = still + 1 if self.context.runner.is_idle else 0

    def go(self, page: str) -> None:
        """Show a page, read to its end."""
        self.window.go(page)
        self.settle()

    def do(self, command: str) -> None:
        """Do a command of the window, and wait for what it opens."""
        self.window.commands.run(command)
        self.settle()

    def box(self, kind: type[W]) -> W:
        """Return the box of a kind that stands open."""
        (found,) = [box for box in QApplication.allWidgets() if isinstance(box, kind) and box.isVisible()]
        return found

    def boxes(self) -> list[QWidget]:
        """Return the boxes and menus that stand open."""
        shown = [box for box in QApplication.topLevelWidgets() if box.isVisible()]
        return [box for box in shown if isinstance(box, QDialog) or box.windowType() is Qt.WindowType.Popup]

    def clear(self) -> None:
        """Leave whatever stands over the pages."""
        for box in self.boxes():
            if isinstance(box, QDialog):
                box.done(0)
            else:
                box.close()
        self.window.close_guest()
        self.settle()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def close(self) -> None:
        """Close window and vault."""
        self.clear()
        self.context.viewing.close()
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self.vault.close()
        self.context.outside.clear()


def dress(look: Look) -> None:
    """Put a look on the application."""
    theme.choose(look.choice, look.scale)
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft if look.rtl else Qt.LayoutDirection.LeftToRight)


def pause(milliseconds: int) -> None:
    """Let the event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
