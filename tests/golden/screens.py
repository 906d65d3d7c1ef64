"""Draws the golden screens: `python tests/golden/screens.py [FOLDER]` writes them anew, into this folder's `screens` unless told.

Invented people, a fixed day, a fixed size, the fonts that ship with the program. No screen is shown: what has the keyboard, and
which window is in front, differs from display to display, and what is drawn may not. Look at each picture before it is committed.
"""

from __future__ import annotations

import os
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, cast

os.environ["TZ"] = "UTC"
os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))  # no font of this computer
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # this checkout's own program
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PIL import Image
from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from ui.driving import Calls
from ui.fakes import MORE, invented_vault

from casevault.domain.reading import refs_of
from casevault.i18n import Catalogue
from casevault.paths import resource_path
from casevault.ui import settings_view
from casevault.ui.application import make_application
from casevault.ui.cases_page import CasesPage
from casevault.ui.context import Context
from casevault.ui.disclose.flow import DiscloseFlow
from casevault.ui.log_line import LogLine
from casevault.ui.main_window import MainWindow
from casevault.ui.palette import Palette
from casevault.ui.record_form import RecordForm
from casevault.ui.settings import Settings
from casevault.ui.settings_view import SettingsDialog
from casevault.ui.theme import Choice, theme
from casevault.ui.travel.conflict_pane import ConflictPane
from casevault.ui.travel.standing_words import Beside, Column
from casevault.ui.unlock import UnlockPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ui.fakes import FakeVault

    from casevault.vault.vault import Vault

HERE = Path(__file__).with_name("screens")
WIDTH, HEIGHT = 1100, 700
COLOURS = 64  # of a stored picture: a screen has fewer, but for the edges of its letters
QUIET = 6  # looks, a fortieth of a second apart
PATIENCE = 10.0  # seconds for what a screen reads
PAGES = ("today", "cases", "people", "hearings", "interventions", "disclosures", "reports")
TABS = ("detention", "consent", "history")


def invented() -> Vault:
    """Return the vault of invented people alone: what the demo has of the public record stays out of pictures."""
    vault = cast("FakeVault", invented_vault())
    rows = vault.records.rows
    made_up = {"HERON", *(code for code, *_rest in MORE)}
    kept = {key for key, one in rows.items() if one.type == "case" and one.fields.get("code") in made_up}
    kept |= {key for key, one in rows.items() if kept & {*one.cases}}
    more = kept
    while more:  # who and what the kept ones speak of, and what those speak of
        spoken_of = {ref for key in more for *_path, ref in refs_of(vault.schema.type(rows[key].type), rows[key].fields)}
        more = {ref for ref in spoken_of if ref in rows and not rows[ref].cases} - kept
        kept |= more
    vault.records.rows = {key: one for key, one in rows.items() if key in kept}
    vault.records.log = [entry for entry in vault.records.log if entry.record in kept]
    return cast("Vault", vault)


def settle(context: Context) -> None:
    """Let the event loop run until nothing is being read: what came, or a word that was typed, may ask for more in a moment."""
    end, quiet = time.monotonic() + PATIENCE, 0
    while quiet < QUIET and time.monotonic() < end:
        loop = QEventLoop()
        QTimer.singleShot(25, loop.quit)
        loop.exec()
        quiet = quiet + 1 if context.runner.is_idle else 0


def unseen(widget: QWidget) -> QWidget:
    """Lay `widget` out without a display."""
    widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    widget.show()
    return widget


def picture_of(widget: QWidget) -> Image.Image:
    """Return what `widget` draws."""
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    widget.grab().save(held, "PNG")
    return Image.open(BytesIO(held.data().data())).convert("RGB")


def window_in(vault: Vault, look: Choice, language: str = "", *, rtl: bool = False) -> MainWindow:
    """Return the main window over invented people."""
    theme.choose(look, 100)
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    catalogue = Catalogue(language, resource_path("locale")) if language else Catalogue()
    doors = Calls().doors()
    context = Context(vault, catalogue, Settings(theme=look.value), None, "Demo", "Invented people", doors)
    window = MainWindow(context)
    window.resize(WIDTH, HEIGHT)
    unseen(window)
    settle(context)
    return window


def page_of(window: MainWindow, key: str) -> Image.Image:
    """Return a page of the window."""
    window.go(key)
    settle(window.context)
    return picture_of(window)


def boxes_of(window: MainWindow) -> Iterator[tuple[str, Image.Image]]:
    """Give what stands over the window."""
    context = window.context
    palette = Palette(context, window.commands, window)
    unseen(palette)
    palette.field.setText("lin")
    settle(context)
    yield "palette", picture_of(palette)
    palette.reject()
    line = LogLine(context, "", window)
    unseen(line)
    line.line.setText("husband called, lawyer refused at Tianjin No. 1 on 6 mar")
    settle(context)
    yield "log", picture_of(line)
    line.hide()
    setattr(settings_view, "folders", list)  # noqa: B010 - a name of it alone; one computer has dictionaries, another none
    settings = SettingsDialog(context, context.settings, window)
    unseen(settings)
    settle(context)
    yield "settings", picture_of(settings)
    settings.hide()
    form = RecordForm(context, "event", None, {}, window)
    unseen(form)
    settle(context)
    yield "form", picture_of(form)
    form.hide()
    (case,) = (key for key in context.vault.records.ids("case") if context.vault.records.get(key).fields["code"] == "HERON")
    flow = DiscloseFlow(context, case)
    flow.resize(WIDTH, HEIGHT)
    unseen(flow)
    settle(context)
    yield "disclose", picture_of(flow)
    flow.hide()
    flow.deleteLater()
    unlock = UnlockPage(Path("/home/someone/Work.casevault"), context.catalogue)
    unlock.resize(WIDTH, HEIGHT)
    unseen(unlock)
    settle(context)
    yield "unlock", picture_of(unlock)
    unlock.hide()
    unlock.deleteLater()
    yield "conflict", conflict_of(context)


def conflict_of(context: Context) -> Image.Image:
    """Return what waits after a homecoming, with its three columns."""
    field = context.vault.schema.type("person").field("occupation")
    columns = (
        Column("As it was packed", "", "Lawyer", "lawyer", stands=False),
        Column("In the office", "A.B., 14 March 2026", "Barrister, struck off the roll in January", "barrister"),
        Column("On the journey", "T.R., 17 March 2026", "Notary", "notary"),
    )
    pane = ConflictPane(context)
    pane.resize(WIDTH, HEIGHT)
    unseen(pane)
    pane.put(Beside("", "occupation", "Lin Zhaowen", "Occupation", columns, field))
    pane.choose(2)
    settle(context)
    picture = picture_of(pane)
    pane.hide()
    pane.deleteLater()
    return picture


def screens() -> Iterator[tuple[str, Image.Image]]:
    """Give every screen with its name; the application is there already."""
    vault = invented()
    window = window_in(vault, Choice.LIGHT)
    for key in PAGES:
        yield key, page_of(window, key)
    window.go("cases")
    settle(window.context)
    (cases,) = window.findChildren(CasesPage)
    for tab in TABS:
        cases.view.tabs.show_tab(tab)
        settle(window.context)
        yield f"case-{tab}", picture_of(window)
    yield from boxes_of(window)
    window.context.runner.stop()
    for name, look, language, rtl in (("dark", Choice.DARK, "", False), ("mirrored", Choice.LIGHT, "", True)):
        other = window_in(vault, look, language, rtl=rtl)
        yield f"cases-{name}", page_of(other, "cases")
        other.context.runner.stop()
    dutch = window_in(vault, Choice.LIGHT, "nl")
    yield "today-dutch", page_of(dutch, "today")
    dutch.context.runner.stop()
    QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def main(folder: Path) -> None:
    """Write them all."""
    application = make_application(["casevault"], Settings(theme=Choice.LIGHT.value))
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in screens():
        few = picture.quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(folder / f"{name}.png", optimize=True)
    del application


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
