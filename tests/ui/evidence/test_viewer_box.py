"""Looking at a file in every way: as pages, a table, a mail, words, sound; found in, turned, its transcript beside it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from media.test_documents import XLSX, message, workbook
from papers import docx, pdf
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from ui.evidence.evidence_hands import attached, box, card, file, idle
from ui.evidence.test_evidence_out import jpeg, look
from ui.evidence.test_evidence_out import pdf as empty_pages
from ui.hands import keys

from casevault.domain.file_types import mime_of
from casevault.ui.evidence import play_look
from casevault.ui.evidence.page_bar import FIT_WIDTH
from casevault.ui.evidence.redact import RedactBox
from casevault.ui.evidence.table_look import TableLook, letters
from casevault.ui.evidence.viewer import ViewerBox

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.context import Context
    from casevault.ui.evidence.page_look import PageLook
    from casevault.ui.evidence.play_look import PlayLook
    from casevault.ui.main_window import MainWindow


def seek(qtbot: QtBot, shown: ViewerBox, words: str) -> str:
    """Type into the find field as a person does and return which hit it says."""
    QTest.keyClick(shown, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    shown.find_bar.field.clear()
    keys(words)
    QTest.keyClick(shown.find_bar.field, Qt.Key.Key_Return)
    idle(qtbot, shown._context)
    return shown.find_bar.which.text()


def test_a_workbook_is_a_table_with_its_sheets_and_is_searched(
    qtbot: QtBot, window: MainWindow, case: str, tmp_path: Path
) -> None:
    data = workbook(("Lijst", {(1, 1): "naam", (2, 1): "高瑜", (3, 1): "Gao"}), ("Leeg", {}), ("Meer", {(0, 0): "高 en 高瑜"}))
    assert mime_of("a.xlsx") == XLSX
    shown = look(qtbot, window, file(tmp_path, "a.xlsx", data), case)
    table = cast("TableLook", shown.look_at)
    model = table.table.model()
    assert [model.index(row, 0).data() for row in range(3)] == ["naam", "高瑜", "Gao"]
    assert model.headerData(0, Qt.Orientation.Horizontal) == "B"
    assert model.headerData(2, Qt.Orientation.Vertical) == "4"
    assert table.table.hasFocus()
    assert seek(qtbot, shown, "高") == "1 of 1"
    assert table.table.currentIndex().data() == "高瑜"
    table.sheets.setCurrentIndex(2)
    idle(qtbot, window.context)
    assert table.table.currentIndex().data() == "高 en 高瑜", "what is looked for is looked for on the other sheet, too"
    table.sheets.setCurrentIndex(1)
    idle(qtbot, window.context)
    assert model.rowCount() == 0
    assert table._empty.isVisible()
    assert [letters(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_mail_a_document_and_a_page_are_read_as_words(qtbot: QtBot, window: MainWindow, case: str, tmp_path: Path) -> None:
    shown = look(qtbot, window, file(tmp_path, "a.eml", message()), case)
    text = shown.text.toPlainText()
    assert "高瑜 <a@example.org>" in text
    assert "通知书.pdf" in text
    assert text.endswith("Beste,\nhet is zover.")
    assert "evil" not in text
    assert seek(qtbot, shown, "E").startswith("1 of ")
    assert len(shown.text.extraSelections()) > 3
    QTest.keyClick(shown.find_bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    number, _, count = shown.find_bar.which.text().partition(" of ")
    assert number == count, "back from the first is the last"
    assert seek(qtbot, shown, "nowhere at all") == "Nothing found"
    assert shown.text.extraSelections() == []
    QTest.keyClick(shown.find_bar.field, Qt.Key.Key_Escape)
    assert shown.isVisible(), "Esc leaves the field first"
    shown.reject()
    for name, data, words in (
        ("a.docx", docx(document="Notice 高瑜"), "Notice 高瑜"),
        ("a.html", b"<p>Notice</p><script>evil()</script>", "Notice"),
    ):
        shown = look(qtbot, window, file(tmp_path, name, data), case)
        assert shown.text.toPlainText().strip() == words
        shown.reject()


@pytest.mark.parametrize(
    "given_file",
    [
        ("a.xlsx", b"PK\x03\x04 no workbook", "damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.csv", b"", "nothing in this file"),
        ("a.docx", docx(document=""), "no text in this file"),
        ("a.mp3", b"ID3", "not installed"),
    ],
)
def test_what_cannot_be_shown_says_why_and_what_to_do(
    qtbot: QtBot, window: MainWindow, case: str, tmp_path: Path, given_file: tuple[str, bytes, str]
) -> None:
    name, data, words = given_file
    shown = look(qtbot, window, file(tmp_path, name, data), case)
    assert words in shown.message.accessibleName()
    assert "outside" in shown.message.accessibleName()
    assert shown.find_bar.isHidden()


def test_pages_are_turned_round_sized_listed_and_searched(qtbot: QtBot, window: MainWindow, case: str, tmp_path: Path) -> None:
    shown = look(qtbot, window, file(tmp_path, "a.pdf", empty_pages((400, 300), (300, 400), (300, 400))), case)
    pages = cast("PageLook", shown.look_at)
    qtbot.wait(300)  # the box has come to rest, and the page is drawn for the room it has now
    idle(qtbot, window.context)
    wide = shown.picture.pixmap().size()
    QTest.keyClick(pages.area, Qt.Key.Key_R)
    idle(qtbot, window.context)
    turned = shown.picture.pixmap().size()
    assert turned.height() > turned.width()
    for _ in range(3):
        QTest.keyClick(pages.area, Qt.Key.Key_R)
    idle(qtbot, window.context)
    assert shown.picture.pixmap().size() == wide, "four quarters are one turn"
    QTest.keyClick(pages.area, Qt.Key.Key_1)
    idle(qtbot, window.context)
    assert abs(shown.picture.pixmap().width() - round(400 * 96 / 72)) <= 1
    assert "100 %" in pages.bar.percent.text()
    QTest.keyClick(pages.area, Qt.Key.Key_W)
    idle(qtbot, window.context)
    assert pages._size == FIT_WIDTH
    assert abs(shown.picture.pixmap().width() - pages._room().width()) <= 1
    pages.list.setFocus()
    QTest.keyClick(pages.list, Qt.Key.Key_End)
    idle(qtbot, window.context)
    assert pages.bar.number.text() == "Page 3 of 3"
    assert not pages.bar.after.isEnabled()
    assert seek(qtbot, shown, "word") == "Nothing found"
    assert "no words in them" in shown.message.accessibleName(), "that nothing was found would be half the truth"
    assert pages.isVisible()


def test_words_of_a_pdf_are_found_on_their_page(qtbot: QtBot, window: MainWindow, case: str, tmp_path: Path) -> None:
    shown = look(qtbot, window, file(tmp_path, "a.pdf", pdf("Notice of detention, notice to the family")), case)
    assert seek(qtbot, shown, "NOTICE") == "1 of 2"
    QTest.keyClick(shown, Qt.Key.Key_F3)
    assert shown.find_bar.which.text() == "2 of 2"


def test_the_transcript_stands_beside_the_file_the_original_first(
    qtbot: QtBot, window: MainWindow, context: Context, case: str, tmp_path: Path
) -> None:
    evidence = attached(context, case, file(tmp_path, "a.jpg", jpeg()))
    found = context.vault.attachments.file(evidence)
    shown = ViewerBox(context, found, window)
    shown.open()
    idle(qtbot, context)
    assert shown.beside.isHidden()
    shown.transcript.click()
    assert shown.beside.isVisible()
    assert shown.beside.stack.currentIndex() == 0, "it says that there is none, and offers to write one"
    shown.reject()
    texts = [{"lang": "en", "translated_from": "zh", "text": "Notice"}, {"lang": "zh", "text": "拘留通知书"}]
    context.vault.records.edit(evidence, {"transcript": texts})
    shown = ViewerBox(context, found, window)
    shown.open()
    idle(qtbot, context)
    assert shown.beside.isVisible()
    assert [shown.beside.which.itemText(number) for number in range(2)] == ["Transcript · zh", "Translation · en"]
    assert "拘留通知书" in shown.beside.body.toPlainText()
    shown.beside.which.setCurrentIndex(1)
    assert "Notice" in shown.beside.body.toPlainText()
    shown.beside.write.click()
    assert not shown.isVisible(), "the form of the record is opened in its place"


def test_boxes_are_one_step_away_and_only_where_pages_are_drawn(
    qtbot: QtBot, window: MainWindow, context: Context, case: str, tmp_path: Path
) -> None:
    evidence = attached(context, case, file(tmp_path, "a.jpg", jpeg()))
    pane = card(qtbot, window, evidence).card.files
    pane.list.setFocus()
    QTest.keyClick(pane.list, Qt.Key.Key_Return)
    idle(qtbot, context)
    shown = box(window, ViewerBox)
    assert shown.redact.isVisible()
    shown.redact.click()
    idle(qtbot, context)
    drawing = box(window, RedactBox)
    drawing.reject()
    idle(qtbot, context)
    shown = look(qtbot, window, file(tmp_path, "a.txt", b"words"), case)
    assert shown.redact.isHidden()
    assert seek(qtbot, shown, "WORD") == "1 of 1"


def test_small_pictures_are_made_for_what_is_drawn_and_never_while_names_are_hidden(
    qtbot: QtBot, window: MainWindow, context: Context, case: str, tmp_path: Path
) -> None:
    evidence = attached(
        context, case, file(tmp_path, "a.jpg", jpeg()), file(tmp_path, "b.txt", b"x"), file(tmp_path, "c.png", b"\x89PNG junk")
    )
    pane = card(qtbot, window, evidence).card.files
    qtbot.waitUntil(lambda: len(pane._thumbs._kept) == 2, timeout=20_000)
    picture, text, broken = (context.vault.attachments.file(evidence, number) for number in (1, 2, 3))
    made = pane._thumbs.of(picture.blob)
    assert made is not None
    assert max(made.width(), made.height()) <= 80
    assert pane._thumbs.of(text.blob) is None
    assert pane._thumbs.of(broken.blob) is None
    assert "viewed" not in [entry.action for entry in context.vault.records.history(evidence)], "it is no look at the file"
    context.reader.discreet = True
    assert pane._thumbs.of(picture.blob) is None


class Player(QObject):
    """What the look asks of Qt's player, noted."""

    durationChanged = Signal(int)  # noqa: N815 - Qt's own name
    positionChanged = Signal(int)  # noqa: N815 - Qt's own name
    playbackStateChanged = Signal(int)  # noqa: N815 - Qt's own name
    errorOccurred = Signal(int)  # noqa: N815 - Qt's own name
    PlaybackState = SimpleNamespace(PlayingState=1)
    notes: list[str]

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.notes = MADE
        self._state = 0

    def playbackState(self) -> int:  # noqa: N802 - Qt's own name
        return self._state

    def setAudioOutput(self, _output: object) -> None:  # noqa: N802 - Qt's own name
        self.notes.append("sound")

    def setSourceDevice(self, device: Any, url: Any) -> None:  # noqa: N802 - Qt's own name
        self.notes.append(f"{bytes(device.data())[:4]!r} {url.toString()}" if device is not None else "detached")

    def play(self) -> None:
        self.notes.append("play")
        self._state = 1
        self.playbackStateChanged.emit(1)

    def pause(self) -> None:
        self.notes.append("pause")
        self._state = 0
        self.playbackStateChanged.emit(0)

    def stop(self) -> None:
        self.notes.append("stop")


MADE: list[str] = []


def test_sound_is_read_only_once_play_is_pressed_and_its_device_is_never_taken_away(
    qtbot: QtBot, window: MainWindow, case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    MADE.clear()
    parts = SimpleNamespace(QMediaPlayer=Player, QAudioOutput=lambda _parent: object())
    monkeypatch.setattr(play_look, "player_parts", lambda: parts)
    shown = look(qtbot, window, file(tmp_path, "name of a witness.ogg", b"OggS" * 100), case)
    playing = cast("PlayLook", shown.look_at)
    assert MADE == [], "nothing is read before somebody asks"
    playing.play.click()
    idle(qtbot, window.context)
    assert MADE == ["sound", "b'OggS' recording.ogg", "play"], "the player is not told what the file is called"
    assert playing.play.text() == "Pause"
    playing._player.durationChanged.emit(61_000)
    playing._player.positionChanged.emit(5_000)
    assert playing.at.text() == "0:05 / 1:01"
    playing.play.click()
    assert (MADE[-1], playing.play.text()) == ("pause", "Play")
    playing._player.errorOccurred.emit(1)
    assert "cannot be played" in shown.message.accessibleName()
    shown.reject()
    assert MADE[-1] == "stop"
    assert "detached" not in MADE
