"""Evidence is looked at inside the window, and leaves for oneself only after the passphrase."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, cast

import pypdfium2
import pytest
from attaching import CANARY
from builders import PASSPHRASE, open_vault
from media.test_viewer import bomb
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from ui.hands import until
from ui.test_clipboard import Clipboard, keeper_of

from casevault.crypto import agefile
from casevault.i18n import Catalogue
from casevault.ui.ask_secret import AskSecret
from casevault.ui.erase_parts import TypedWord
from casevault.ui.erasing import EraseBox
from casevault.ui.evidence import out
from casevault.ui.evidence.viewer import CUT, ViewerBox
from casevault.ui.locking import lock
from casevault.vault import erasing, outside
from casevault.vault.erasing import Target
from casevault.vault.file_state import FileState, files_seen
from casevault.vault.left import Left, Sealed, To, What, listed

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.context import Context
    from casevault.ui.disclosures_page import DisclosuresPage
    from casevault.ui.evidence.page_look import PageLook
    from casevault.ui.main_window import MainWindow

from ui.evidence.evidence_hands import attached, box, card, file, idle

NOTICE = CANARY * 100


# ---- looking ------------------------------------------------------------------------------------------------------------------


def pdf(*sizes: tuple[float, float]) -> bytes:
    document, made = pypdfium2.PdfDocument.new(), io.BytesIO()
    for size in sizes:
        document.new_page(*size)
    document.save(made)
    return made.getvalue()


def jpeg() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(made, "JPEG")
    return made.getvalue()


def look(qtbot: QtBot, window: MainWindow, path: Path, case: str) -> ViewerBox:
    context = window.context
    evidence = attached(context, case, path)
    shown = ViewerBox(context, context.vault.attachments.file(evidence), window)
    shown.open()
    idle(qtbot, context)
    return shown


def test_a_picture_and_the_pages_of_a_pdf(qtbot: QtBot, window: MainWindow, case: str, tmp_path: Path) -> None:
    shown = look(qtbot, window, file(tmp_path, "a.jpg", jpeg()), case)
    assert shown.picture.pixmap().toImage().pixelColor(5, 5).red() > 240
    shown.reject()
    shown = look(qtbot, window, file(tmp_path, "a.pdf", pdf((595, 842), (842, 595))), case)
    qtbot.wait(300)  # the box has come to rest, and the page is drawn for the room it has now
    idle(qtbot, window.context)
    tall = shown.picture.pixmap()
    assert tall.height() > tall.width()
    pages = cast("PageLook", shown.look_at)
    pages.bar.after.click()
    idle(qtbot, window.context)
    wide = shown.picture.pixmap()
    assert wide.width() > wide.height()
    pages.bar.larger.click()
    idle(qtbot, window.context)
    assert shown.picture.pixmap().width() > wide.width()
    QTest.keyClick(pages.area, Qt.Key.Key_PageUp)
    QTest.keyClick(pages.area, Qt.Key.Key_0)
    idle(qtbot, window.context)
    assert shown.picture.pixmap().size() == tall.size()


HOSTILE = {
    "bomb.png": (bomb(60_000, 60_000), "larger than can be shown"),
    "cut.jpg": (jpeg()[:400], "cut short"),
    "junk.pdf": (b"%PDF-1.7\n" + b"\0" * 5_000, "damaged"),
    "empty.png": (b"", "damaged"),
    "voice.ogg": (b"OggS" * 100, "not played here"),
    "odd.docx": (b"PK", "damaged"),
    "odd.zip": (b"PK", "cannot be shown here"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_a_sentence_and_the_window_goes_on(
    qtbot: QtBot, window: MainWindow, case: str, tmp_path: Path, name: str
) -> None:
    data, words = HOSTILE[name]
    shown = look(qtbot, window, file(tmp_path, name, data), case)
    assert words in shown.message.accessibleName()
    assert shown.save.isEnabled()
    shown.reject()
    shown = look(qtbot, window, file(tmp_path, "fine.jpg", jpeg()), case)
    assert not shown.picture.pixmap().isNull()


def test_a_huge_page_and_a_billion_lines_are_bounded(qtbot: QtBot, window: MainWindow, case: str, tmp_path: Path) -> None:
    shown = look(qtbot, window, file(tmp_path, "a.pdf", pdf((1e7, 1e7))), case)
    assert 0 < shown.picture.pixmap().width() <= 4096
    shown.reject()
    shown = look(qtbot, window, file(tmp_path, "a.txt", b"\n" * (3 << 20)), case)
    assert shown.text.blockCount() <= 20_000
    assert Catalogue().text(CUT) in shown.message.accessibleName()


def test_damage_is_said_as_damage(qtbot: QtBot, window: MainWindow, context: Context, case: str, tmp_path: Path) -> None:
    evidence = attached(context, case, file(tmp_path, "a.jpg", jpeg()))
    found = context.vault.attachments.file(evidence)
    stored = context.vault.attachments.stored.path(found.blob)
    stored.write_bytes(stored.read_bytes()[:-1] + b"!")
    shown = ViewerBox(context, found, window)
    shown.open()
    idle(qtbot, context)
    assert shown.message.isVisible()
    assert shown.picture.pixmap().isNull()


# ---- out ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def notice(context: Context, case: str, tmp_path: Path) -> str:
    return attached(context, case, file(tmp_path, "高瑜.jpg", NOTICE))


@pytest.mark.slow
def test_a_copy_is_sealed_with_words_that_are_shown_once(
    qtbot: QtBot, window: MainWindow, context: Context, notice: str, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    asked = out.ask_seal(context, window, context.vault.attachments.file(notice), tmp_path / "out" / "x.jpg")
    asked.secret.setText("another")
    asked.button.click()
    idle(qtbot, context)
    assert asked.message.isVisible()
    assert list((tmp_path / "out").iterdir()) == []
    asked.secret.setText(PASSPHRASE)
    asked.button.click()
    idle(qtbot, context)
    words = box(window, out.WordsBox)
    assert not words.button.isEnabled()
    words.reject()
    assert words.isVisible()
    sealed = (tmp_path / "out" / "x.jpg.age").read_bytes()
    assert agefile.decrypt_with_passphrase(sealed, words.words.text(), memory=1 << 30) == NOTICE
    words.written.setChecked(True)
    words.button.click()
    assert [entry.left for entry in listed(context.vault.records)] == [Left(What.FILE, 1, To.FILE, Sealed.WORDS)]


def test_a_plain_copy_names_the_danger_and_a_key_is_asked_for(
    qtbot: QtBot, window: MainWindow, context: Context, notice: str, tmp_path: Path
) -> None:
    asked = out.ask_seal(context, window, context.vault.attachments.file(notice), tmp_path / "x")
    (choice,) = asked.findChildren(out.SealChoice)
    asked.secret.setText(PASSPHRASE)
    choice.to_key.setChecked(True)
    assert not asked.button.isEnabled()
    choice.key.setText("age1nothing")
    asked.button.click()
    idle(qtbot, context)
    assert asked.message.isVisible()
    choice.plain.setChecked(True)
    assert choice._danger.isVisible()
    asked.secret.setText(PASSPHRASE)
    asked.button.click()
    idle(qtbot, context)
    assert (tmp_path / "x").read_bytes() == NOTICE
    window.go("disclosures")
    page = cast("DisclosuresPage", window.pages["disclosures"])
    page.whom.show_tab("myself")
    idle(qtbot, context)
    row = page.to_myself.list.current_row()
    assert row is not None
    assert page.pane._title.accessibleName().split()[-1] == str(page.to_myself._model.rowCount())
    assert "1 file of evidence saved as a copy" in row.spoken
    assert "Not sealed" in row.spoken
    QTest.keyClick(page.to_myself.list, Qt.Key.Key_Return)
    idle(qtbot, context)
    assert page.card.record_id == notice


def test_the_name_that_is_offered_says_nothing(window: MainWindow, context: Context, notice: str) -> None:
    out.ask_save(context, window, context.vault.attachments.file(notice))
    (dialog,) = window.findChildren(QFileDialog)
    (chosen,) = dialog.selectedFiles()
    assert chosen.endswith("/copy-1.jpg")
    dialog.reject()


def outside_asked(
    qtbot: QtBot, window: MainWindow, notice: str, started: list[Path], *, agree: bool = False, secret: str = PASSPHRASE
) -> None:
    def start(path: Path) -> bool:
        started.append(path)
        return True

    context = window.context
    asked = out.ask_outside(context, window, context.vault.attachments.file(notice), start)
    asked.secret.setText(secret)
    for agreed in asked.findChildren(out.Agreed):
        assert not asked.button.isEnabled()
        agreed.check.setChecked(agree)
    asked.button.click()
    idle(qtbot, context)


def test_another_program_gets_a_copy_without_a_name_which_goes_at_lock(
    qtbot: QtBot, window: MainWindow, context: Context, notice: str, memory: Path
) -> None:
    started: list[Path] = []
    outside_asked(qtbot, window, notice, started, secret="another")
    assert started == []
    assert [path for path in memory.rglob("*.jpg") if path.is_file()] == []
    outside_asked(qtbot, window, notice, started)
    (path,) = started
    assert path.is_relative_to(memory)
    assert (path.suffix, "高瑜" in path.name, path.stat().st_mode & 0o777) == (".jpg", False, 0o600)
    assert path.read_bytes() == NOTICE
    assert listed(context.vault.records)[0].left == Left(What.FILE, 1, To.PROGRAM, Sealed.NONE)
    folder = context.vault.folder
    locked: list[object] = []
    lock(context, locked.append)
    assert locked == [folder]
    assert list(memory.rglob("*.jpg")) == []


def test_without_memory_it_goes_to_the_disk_only_if_the_person_says_so(
    qtbot: QtBot, window: MainWindow, notice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = window.context
    monkeypatch.setattr(outside, "memory_folder", lambda: None)
    monkeypatch.setattr(outside, "disk_folder", lambda: tmp_path / "disk")
    started: list[Path] = []
    outside_asked(qtbot, window, notice, started)
    assert (started, (tmp_path / "disk").exists()) == ([], False)
    outside_asked(qtbot, window, notice, started, agree=True)
    assert started[0].is_relative_to(tmp_path / "disk")
    context.outside.clear()
    assert not started[0].exists()


def test_what_was_copied_is_noted_once_when_the_vault_closes(window: MainWindow, context: Context, tmp_path: Path) -> None:
    assert window.context is context
    clipboard = Clipboard()
    keeper = keeper_of(clipboard, 30)
    keeper.copied.connect(context.count_copied)
    for text in ("one", "two", "three"):
        clipboard.copy(text)
    clipboard.ours = False
    clipboard.copy("another program's")
    assert (context.copied, listed(context.vault.records)) == (3, [])
    lock(context, lambda _folder: None)
    with open_vault(tmp_path / "v") as vault:
        assert [entry.left for entry in listed(vault.records)] == [Left(What.TEXT, 3, To.CLIPBOARD, Sealed.NONE)]


def test_nothing_copied_nothing_noted(context: Context, window: MainWindow, tmp_path: Path) -> None:
    assert window.context is context
    lock(context, lambda _folder: None)
    with open_vault(tmp_path / "v") as vault:
        assert listed(vault.records) == []


def test_a_file_is_erased_from_its_menu_and_says_so(qtbot: QtBot, window: MainWindow, case: str, tmp_path: Path) -> None:
    context = window.context
    evidence = attached(context, case, file(tmp_path, "a.txt", b"one"), file(tmp_path, "b.txt", b"two"))
    pane = card(qtbot, window, evidence).card.files
    assert [action.text() for action in pane.menu.actions()][-1] == "Erase this file…"
    pane.menu.actions()[-1].trigger()
    idle(qtbot, context)
    first = box(window, EraseBox)
    first.reason.setCurrentIndex(1)
    until(qtbot, first.next.isEnabled)
    first.next.click()
    second = box(window, AskSecret)
    second.findChildren(TypedWord)[0].field.setText(erasing.plan(context.vault, Target(evidence, file=1)).word)
    second.secret.setText(PASSPHRASE)
    second.button.click()
    until(qtbot, lambda: [seen.state for seen in files_seen(context.vault, evidence)] == [FileState.ERASED, FileState.HERE])
    idle(qtbot, context)
    assert "Erased" in pane.list.current_row().spoken  # type: ignore[union-attr] # a row stays current
    assert not pane.view.isEnabled()
