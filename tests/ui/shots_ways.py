"""Render the page Vault, its boxes and the gate's pages on ways in: `python tests/ui/shots_ways.py FOLDER [look …]`.

Over a real vault with every kind of way; `shots.py` writes them too, in its own looks. For looking at.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient, make_vault
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from ui.shots_doors import settle, wait

from casevault import paths
from casevault.i18n import Catalogue
from casevault.ui.application import make_application
from casevault.ui.ask_secret import AskSecret
from casevault.ui.context import Context
from casevault.ui.doors_made import DoorKeeper
from casevault.ui.gate_window import GateWindow
from casevault.ui.main_window import MainWindow
from casevault.ui.renewing import RenewWindow
from casevault.ui.settings import Settings
from casevault.ui.theme import Choice, theme
from casevault.ui.ways.acts import WayActs
from casevault.ui.ways.bodies import KeyfileBody, RemoveBody, SharesBody
from casevault.ui.ways.code_sheet import NewCodeBox
from casevault.ui.ways.new_passphrase import NewPassphrase
from casevault.ui.ways.rehearsing import RehearseBox
from casevault.vault import recovery, ways
from casevault.vault.slots import SlotKind
from casevault.vault.unlocking import wrong

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.vault.vault import Vault

CODE = "7K2M-9QXT-B4HN-0WRC-PZ3E-6V8A-TY5D-JF1G-2SKD"
SECRET = bytearray(PASSPHRASE.encode())
BOXES = ("change", "person", "keyfile", "code", "shares", "remove", "renew")


class Way(NamedTuple):
    """One way to look at it."""

    choice: Choice = Choice.LIGHT
    rtl: bool = False
    language: str = "en"
    scale: int = 100
    size: tuple[int, int] = (1440, 900)


LOOKS = {
    "light": Way(),
    "dark": Way(Choice.DARK),
    "light-rtl": Way(rtl=True),
    "light-nl": Way(language="nl"),
    "large-nl": Way(language="nl", scale=150, size=(1024, 640)),
}


def fill(box: AskSecret) -> None:
    """Bring a box into the state with the most to see."""
    for new in box.findChildren(NewPassphrase):
        new.first.selectAll()
        new.first.insert("work2026")
        new.again.setText("wrok")
    for keyfile in box.findChildren(KeyfileBody):
        keyfile.use(Path("/media/stick/key.txt"))
    for sheets in box.findChildren(SharesBody):
        sheets.use(Path("/media/stick/sheets"))
    for remove in box.findChildren(RemoveBody):
        list(remove.radios.values())[1].setChecked(True)
    box.secret.setText("not it")


def box_shots(window: MainWindow, shares: list[str], save: Callable[[QWidget, str], None]) -> None:
    """Write the page and every box over it."""
    context = window.context
    window.go("vault")
    settle(context)
    for name in BOXES:
        window.commands.run(f"way.{name}")
        settle(context)
        (box,) = [found for found in window.findChildren(AskSecret) if found.isVisible()]
        fill(box)
        if name == "change":
            box._on_failed(wrong(SlotKind.PASSPHRASE))
        wait(100)
        save(box, f"ways-{name}")
        box.reject()
        wait(50)
    window.commands.run("way.rehearse")
    wait(100)
    (rehearsal,) = [found for found in window.findChildren(RehearseBox) if found.isVisible()]
    rehearsal.entry.field.setPlainText(shares[0])
    rehearsal.entry.take()
    rehearsal.entry.field.setPlainText(shares[1].replace("a", "e", 1))
    rehearsal.entry.take()
    wait(100)
    save(rehearsal, "ways-rehearse")
    rehearsal.reject()
    code = NewCodeBox(context.catalogue, CODE, window)
    code.open()
    code.sheet.typed.setText("7K2M 9QXX")
    code.reject()
    wait(100)
    save(code, "ways-new-code")
    code.reject()


def gate_shots(vault: Vault, shares: list[str], way: Way, catalogue: Catalogue, save: Callable[[QWidget, str], None]) -> None:
    """Write the gate's pages, and the window in which keys are renewed."""
    gate = GateWindow(
        catalogue, FixedAmbient(seed=2), vault.folder, profile=CHEAPEST, bounds=CHEAP_BOUNDS, replace=lambda _folder: None
    )
    gate.resize(*way.size)
    gate.show()
    wait(100)
    save(gate, "gate-unlock")
    gate._show_shares()
    page = gate.shares_page
    if page is not None:
        page.entry.field.setPlainText(shares[0])
        page.entry.take()
    wait(100)
    save(gate, "gate-shares")
    given = bytearray("\n\n".join(shares[:2]).encode())
    gate._open(vault.folder, given, SlotKind.SHARES)
    wait(1500)
    save(gate, "gate-regain")
    gate.close()
    renewing = RenewWindow(vault.folder, catalogue, FixedAmbient(), replace=lambda _folder: None)
    renewing.resize(*way.size)
    renewing.show()
    renewing.progress.begin()
    renewing.progress.put(120, 840)
    wait(700)
    save(renewing, "renewing")
    renewing._made.append(CODE)
    renewing._on_done()
    wait(100)
    save(renewing, "renewed")
    renewing.close()


def ways_shots(folder: Path, look: str) -> None:
    """Write all of it in one look."""
    way = LOOKS[look]
    theme.choose(way.choice, way.scale)
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft if way.rtl else Qt.LayoutDirection.LeftToRight)
    catalogue = Catalogue(way.language, paths.resource_path("locale") if way.language != "en" else None)

    def save(widget: QWidget, name: str) -> None:
        widget.grab().save(str(folder / f"{name}-{look}.png"))

    work = folder / f"work-{look}"
    work.mkdir()
    try:
        vault, _code = make_vault(work / "Work.casevault")
        shares: list[str] = []
        ways.add_keyfile(vault, SECRET, work / "key.txt", profile=CHEAPEST)
        ways.add_passphrase(vault, SECRET, bytearray(b"of a colleague"), "C.D.", profile=CHEAPEST)
        ways.make_shares(vault, SECRET, needed=2, count=3, keep=lambda _s, words: shares.extend(words), profile=CHEAPEST)
        keeper = DoorKeeper(lambda: None, lambda _secret, _keyfile: None)
        context = Context(vault, catalogue, label="Work", doors=keeper.doors, profile=CHEAPEST)
        window = MainWindow(context)
        keeper.serve(context, window)
        window.resize(*way.size)
        window.show()
        window.go("vault")
        settle(context)
        save(window, "vault")
        box_shots(window, shares, save)
        window.go("today")
        window.go("vault")
        window.pages["vault"].findChildren(WayActs)[0].happened.emit(context.text(recovery.OLD_COPIES), "")
        settle(context)
        save(window, "vault-done")
        window.close()
        vault.close()
        gate_shots(vault, shares, way, catalogue, save)
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    make_application(sys.argv[:1], Settings())
    for chosen in sys.argv[2:] or LOOKS:
        ways_shots(target, chosen)
