"""Render every screen offscreen into a folder, 1440 by 900, light and dark: `python tests/ui/shots.py FOLDER [name …]`.

The pictures are for looking at, beside those of the design. Everything in them is the demo or invented.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from ui.fakes import invented_vault
from ui.shots_ways import LOOKS, ways_shots

from casevault.i18n import Catalogue
from casevault.ui.application import make_application
from casevault.ui.cases_page import CasesPage
from casevault.ui.context import Context
from casevault.ui.doors import Doors
from casevault.ui.limits import LimitsDialog
from casevault.ui.main_window import MainWindow
from casevault.ui.palette import Palette
from casevault.ui.settings import Settings
from casevault.ui.settings_view import SettingsDialog
from casevault.ui.theme import Choice, theme

WAIT = 8.0  # seconds, at most, for a screen's reading to end


def settle(context: Context, milliseconds: int = 120) -> None:
    """Let the event loop run until nothing is being read."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()
        if context.runner.is_idle:
            return


def save(widget: QWidget, folder: Path, name: str) -> None:
    """Write one picture."""
    widget.grab().save(str(folder / f"{name}.png"))


def shoot_case(window: MainWindow, folder: Path, end: str, wanted: set[str]) -> None:
    """Write the tabs of a case and its card."""
    context = window.context
    window.go("cases")
    cases = window.findChildren(CasesPage)[0]
    for tab in ("detention", "hearings", "family", "consent", "disclosures", "history"):
        cases.view.tabs.show_tab(tab)
        settle(context)
        if not wanted or tab in wanted:
            save(window, folder, f"case-{tab}-{end}")
    cases.view.tabs.show_tab("chronology")
    settle(context)
    cases.view.current_list().setFocus()
    entries = cases.view.current_list()
    entries.setCurrentIndex(entries.model().index(11, 0))
    settle(context)
    if not wanted or "disputed" in wanted:
        save(window, folder, f"case-disputed-{end}")
    shown = cases.view.current_list().current_row()
    if shown is not None:
        cases.view.open_card(shown.id)
    settle(context)
    if not wanted or "card" in wanted:
        save(window, folder, f"case-card-{end}")


def shoot_boxes(window: MainWindow, folder: Path, end: str, wanted: set[str]) -> None:
    """Write what stands over the window."""
    context = window.context
    window.find_or_do()
    box = window.findChildren(Palette)[0]
    box.field.setText("lin")
    settle(context, 300)
    if not wanted or "palette" in wanted:
        save(box, folder, f"palette-{end}")
    box.reject()
    window.commands.run("settings")
    settle(context)
    dialog = window.findChildren(SettingsDialog)[0]
    if not wanted or "settings" in wanted:
        save(dialog, folder, f"settings-{end}")
    dialog.reject()
    window.commands.run("limits")
    settle(context)
    text = window.findChildren(LimitsDialog)[0]
    if not wanted or "limits" in wanted:
        save(text, folder, f"limits-{end}")
    text.reject()


def shoot(folder: Path, look: Choice, *, rtl: bool, wanted: set[str]) -> None:
    """Write all screens in one look."""
    theme.choose(look, 100)
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    doors = Doors(lambda: None, lambda _c: None, lambda _t, _p: None, lambda _r: None, lambda _c: None)
    context = Context(invented_vault(), Catalogue(), Settings(theme=look.value), None, "Demo vault", "Invented people", doors)
    window = MainWindow(context)
    window.resize(1440, 900)
    window.show()
    settle(context)
    end = f"{look.value}{'-rtl' if rtl else ''}"
    for key in ("today", "cases", "people", "interventions", "disclosures", "search"):
        window.go(key)
        if key == "search":
            window.context.navigation.query_wanted.emit("zhao")
        settle(context)
        settle(context)
        if not wanted or key in wanted:
            save(window, folder, f"{key}-{end}")
    shoot_case(window, folder, end, wanted)
    shoot_boxes(window, folder, end, wanted)
    window.close()
    window.deleteLater()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    make_application(sys.argv[:1], Settings())
    for chosen in (Choice.LIGHT, Choice.DARK):
        shoot(target, chosen, rtl=False, wanted=set(sys.argv[2:]))
    shoot(target, Choice.LIGHT, rtl=True, wanted=set(sys.argv[2:]))
    if not sys.argv[2:] or "ways" in sys.argv[2:]:
        for chosen_look in LOOKS:
            ways_shots(target, chosen_look)
