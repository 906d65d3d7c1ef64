"""Before a vault is open: the box at the door, making a vault, restoring one, the ways in when the passphrase is gone."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from unittest import mock

from builders import CHEAP_BOUNDS, CHEAPEST, FixedAmbient
from pictures.material import STICK, VAULT
from pictures.stage import Shot, pause

from casevault import paths
from casevault.errors import UserProblem
from casevault.ui.erasing_vault import EraseVaultBox
from casevault.ui.gate_window import GateWindow
from casevault.ui.renewing import RenewWindow
from casevault.vault.slots import SlotKind
from casevault.vault.unlocking import wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pictures.stage import Stage

CODE = "7K2M-9QXT-B4HN-0WRC-PZ3E-6V8A-TY5D-JF1G-2SKD"
LONG = 1500  # ms, at most, for what a second thread makes


def _gate(stage: Stage, folder: Path | None) -> GateWindow:
    made = GateWindow(
        stage.catalogue, FixedAmbient(seed=3), folder, profile=CHEAPEST, bounds=CHEAP_BOUNDS, replace=lambda _folder: None
    )
    stage.show(made)
    return made


def gate(stage: Stage) -> Iterator[Shot]:
    """Walk through everything before a vault is open."""
    made = _gate(stage, stage.work / VAULT)
    yield Shot("unlock", made)
    if made.unlock is not None:
        made.unlock.secret.setText("something longer than it is")
        made.unlock.show_problem(_problem())
        pause(50)
    yield Shot("unlock-refused", made)
    made._show_shares()
    shares = made.shares_page
    if shares is not None:
        shares.entry.field.setPlainText((stage.work / "shares.txt").read_text(encoding="utf-8").splitlines()[0])
        shares.entry.take()
        pause(50)
    yield Shot("shares", made)
    made.choose(stage.work / STICK)
    pause(50)
    yield Shot("restore", made)
    made._on_cancelled()
    made._on_erase_wanted()
    pause(50)
    for box in stage.boxes():
        if isinstance(box, EraseVaultBox):
            yield Shot("erase-vault", box)
            box.done(0)
    made.close()
    made.deleteLater()


def _problem() -> UserProblem:
    found = wrong(SlotKind.PASSPHRASE)
    if not isinstance(found, UserProblem):
        raise TypeError(found)
    return found


def first(stage: Stage) -> Iterator[Shot]:
    """Start on a computer without a vault, on one that copies to the internet, from a stick, and where vaults are."""
    home = stage.work / "home"
    (home / "Dropbox").mkdir(parents=True)
    with mock.patch.object(paths, "vault_home", return_value=home):
        made = _gate(stage, None)
        pause(150)
        yield Shot("begin", made)
        made.close()
        made.deleteLater()
        for name in ("Documents", "Bureau"):
            shutil.copytree(stage.made / VAULT, home / name / f"{name} 2026.casevault")
        with mock.patch.object(paths, "portable_folder", return_value=home / paths.PORTABLE_NAME):
            made = _gate(stage, None)
            page = made.first
            _until(lambda: page is not None and bool(page.rows))
            pause(50)
            yield Shot("there", made)
    made.close()
    made.deleteLater()


def create(stage: Stage) -> Iterator[Shot]:
    """Make a vault, with a slip at every step."""
    made = _gate(stage, None)
    made._show_create()
    page = made.create_page
    if page is None:
        return
    page.folder.setText(str(stage.work / "Dropbox" / "x"))
    page.go_on.click()
    pause(50)
    yield Shot("1", made)
    page.folder.setText(str(stage.work / "New.casevault"))
    page.go_on.click()
    page.again.setText("not the same")
    page.go_on.click()
    pause(50)
    yield Shot("2", made)
    page.again.setText(page.passphrase.text())
    page.go_on.click()
    _until(lambda: bool(page._code))
    page.typed_code.setText("7K2M 9QXT")
    pause(50)
    yield Shot("3", made)
    page.typed_code.setText(page._code)
    page.go_on.click()
    pause(LONG)
    yield Shot("4", made)
    made.close()
    made.deleteLater()


def _until(true: Callable[[], bool]) -> None:
    for _ in range(LONG // 25):
        if true():
            return
        pause(25)


def keys(stage: Stage) -> Iterator[Shot]:
    """Ask for a new passphrase after the shares opened the vault; renew its keys."""
    lost = stage.work / "Lost.casevault"
    shutil.copytree(stage.made / VAULT, lost)
    made = _gate(stage, lost)
    first, second, _third = (stage.work / "shares.txt").read_text(encoding="utf-8").splitlines()
    made._open(lost, bytearray(f"{first}\n\n{second}".encode()), SlotKind.SHARES)
    _until(lambda: made.regain_page is not None)
    pause(50)
    yield Shot("regain", made)
    made.close()
    made.deleteLater()
    renewing = RenewWindow(stage.work / VAULT, stage.catalogue, FixedAmbient(), replace=lambda _folder: None)
    stage.show(renewing)
    renewing.progress.begin()
    renewing.progress.put(120, 840)
    pause(700)
    yield Shot("renewing", renewing)
    renewing._made.append(CODE)
    renewing._on_done()
    pause(50)
    yield Shot("renewed", renewing)
    renewing.close()
    renewing.deleteLater()
