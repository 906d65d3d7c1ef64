from __future__ import annotations

import importlib
import pkgutil
import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication, QWidget
from ui.driving import press, settle, type_text

import casevault.ui
from casevault import handbook, paths
from casevault.i18n import Catalogue
from casevault.ui.handbook import places
from casevault.ui.handbook.document import HandbookDocument
from casevault.ui.handbook.tables import folded
from casevault.ui.handbook.window import HandbookWindow, open_handbook
from casevault.ui.palette import Palette
from casevault.ui.settings_view import SettingsDialog
from casevault.ui.theme import Choice, theme

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from casevault.ui.main_window import MainWindow

LANGUAGES = sorted(path.name for path in paths.handbook_folder().iterdir() if path.is_dir())
PAGES = {page.key for page in handbook.contents()}


def test_every_command_has_a_page(window: MainWindow) -> None:
    for command in window.commands.commands:
        assert places.page_of_command(command.id) in PAGES, command.id


def test_every_screen_has_a_page(window: MainWindow) -> None:
    for place in {*places.OF_SCREEN.values(), *places.OF_COMMAND.values()}:
        key, _, named = place.partition("#")
        assert key in PAGES
        assert not named or named in {handbook.anchor(one.words) for one in handbook.headings(handbook.text(key))}, place
    for page in window.pages.values():
        assert type(page).__name__ in places.OF_SCREEN, page


def test_every_screen_that_is_named_exists() -> None:
    for module in pkgutil.walk_packages(casevault.ui.__path__, "casevault.ui."):
        if not module.name.endswith("system_windows"):  # exists on Windows alone
            importlib.import_module(module.name)
    every, known = [QWidget], set()
    while every:
        kind = every.pop()
        known.add(kind.__name__)
        every += kind.__subclasses__()
    assert set(places.OF_SCREEN) <= known


def test_f1_opens_the_page_of_the_screen(qtbot: QtBot, window: MainWindow) -> None:
    window.go("today")
    window.commands.run("handbook")
    book = window.findChild(HandbookWindow)
    assert book is not None
    assert not book.isModal()
    assert book.browser.accessibleName() == "Today"
    window.go("vault")
    window.commands.run("handbook")
    assert window.findChildren(HandbookWindow) == [book]
    assert book.browser.accessibleName() == "Ways into a vault"
    window.go("duplicates")
    window.commands.run("handbook")
    assert book.browser.textCursor().block().text() == "Possible duplicates"
    press(book, Qt.Key.Key_Escape)
    settle(qtbot, window)
    assert window.findChildren(HandbookWindow) == []


def test_over_a_box_the_handbook_can_be_read_too(qtbot: QtBot, window: MainWindow) -> None:
    window.show_settings()
    box = window.findChild(SettingsDialog)
    assert box is not None
    book = open_handbook(Catalogue(), box)
    assert book.isModal()
    assert QApplication.activeModalWidget() is book
    book.accept()
    settle(qtbot, window)
    assert box.isVisible()
    box.accept()


def test_words_are_searched_and_lead_to_their_heading(qtbot: QtBot, window: MainWindow) -> None:
    book = open_handbook(Catalogue(), window)
    type_text(book.field, "calendar")
    assert book.list.go_to("today#In a calendar")
    assert book.browser.textCursor().block().text() == "In a calendar"
    type_text(book.field, "zzqqxx")
    assert book.list.model().rowCount() == 0
    settle(qtbot, window)
    assert 0 <= book._none.y() - book.field.geometry().bottom() < book.field.height(), "said where one looks: below the field"
    book.field.clear()
    assert book.list.model().rowCount() == len(PAGES)
    settle(qtbot, window)


def test_links_lead_to_pages_and_back_again(qtbot: QtBot, window: MainWindow) -> None:
    book = open_handbook(Catalogue(), window)
    book.show_page("window")
    book._follow(QUrl("erase.md"))
    assert book.browser.accessibleName() == "Erasing"
    qtbot.waitUntil(book.isActiveWindow, timeout=3000)
    press(book.browser, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert book.browser.accessibleName() == "The window"


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    "address", ["https://example.org/a.png", "file:///etc/passwd", "../images/../../README.md", "../a.png", "images/today.png"]
)
def test_no_address_leads_out(address: str) -> None:
    document = HandbookDocument(f"# A\n\n![b]({address})\n\n<img src='{address}'>", 600)
    assert document.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl(address)) is None
    assert document.loadResource(QTextDocument.ResourceType.HtmlResource.value, QUrl(address)) is None


@pytest.mark.usefixtures("qapp")
def test_below_a_picture_of_the_handbook_is_no_more_room_than_below_words() -> None:
    """A line that is a third higher than its letters is easier to read; a picture has no letters."""
    page = HandbookDocument("before\n\n![told](../images/today.png)\n\nbehind", 600)
    page.setTextWidth(600)
    picture = page.begin().next()
    tops = [page.documentLayout().blockBoundingRect(block).top() for block in (picture, picture.next())]
    shown = page.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl("../images/today.png"))
    assert isinstance(shown, QImage)
    assert shown.height() <= tops[1] - tops[0] < shown.height() * 1.1


@pytest.mark.usefixtures("qapp")
def test_a_picture_of_the_handbook_is_shown_no_wider_than_the_page() -> None:
    document = HandbookDocument(handbook.text("today"), 300)
    shown = document.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl("../images/today.png"))
    assert isinstance(shown, QImage)
    assert (shown.isNull(), shown.width()) == (False, 300)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("page", handbook.contents(), ids=lambda page: page.key)
def test_every_page_is_laid_out_whole(page: handbook.Page) -> None:
    document = HandbookDocument(handbook.text(page.key), 600)
    shown = "".join(document.toPlainText().split())
    prose = re.sub(r"!\[[^]]*\]\([^)]*\)", "", handbook.text(page.key))  # the words of a picture stand for it, not beside it
    for word in handbook.plain(prose).split():
        if word.isalpha():
            assert word in shown, word


def test_an_anchor_is_written_as_links_write_it() -> None:
    assert handbook.anchor("Access-refusal note") == "access-refusal-note"
    assert handbook.anchor("What, where?") == "what-where"
    assert handbook.anchor("1. 新建保险库：“密语”") == "1-新建保险库密语"


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("language", ["en", *LANGUAGES])
@pytest.mark.parametrize("page", handbook.contents(), ids=lambda page: page.key)
def test_headings_are_counted_alike_in_the_text_and_on_the_page(page: handbook.Page, language: str) -> None:
    text = handbook.text(page.key, language)
    document = HandbookDocument(text, 600)
    shown = document.toPlainText()
    assert shown.count("*") == sum(code.count("*") for code in re.findall(r"`[^`]*`", text)), (
        "a sign beside words that it should mark"
    )
    told = [one.words for one in handbook.headings(text)]
    found = [document.heading(number) for number in range(len(told))]
    assert [at.block().text() for at in found if at is not None] == told
    assert document.heading(len(told)) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_a_language_a_place_is_the_heading_in_its_place_and_the_reader_is_told_how_the_page_stands(
    qtbot: QtBot, window: MainWindow, language: str
) -> None:
    folder = paths.handbook_folder() / language
    book = open_handbook(Catalogue(language), window)
    book.show_page("first-ten-minutes#1-make-a-vault")
    second = handbook.headings((folder / "first-ten-minutes.md").read_text(encoding="utf-8"))[1].words
    assert book.browser.textCursor().block().text() == second != "1. Make a vault"
    assert book._note.isVisible() is bool(handbook.standing("first-ten-minutes", language).notes())
    book._follow(QUrl(f"#{handbook.anchor(second)}"))
    assert book.browser.textCursor().block().text() == second
    book.field.setText(second.rsplit(" ", maxsplit=1)[-1])  # no test types Chinese
    assert book.list.go_to(f"first-ten-minutes#{second}")
    book.accept()
    settle(qtbot, window)


@pytest.mark.usefixtures("qapp")
def test_a_picture_is_shown_from_the_folder_of_a_language_too() -> None:
    document = HandbookDocument("![told](../../images/today.png)", 300)
    shown = document.resource(QTextDocument.ResourceType.ImageResource.value, QUrl("../../images/today.png"))
    assert isinstance(shown, QImage)
    assert shown.width() == 300


def broken_words(page: QTextDocument) -> list[str]:
    """Return each piece of a line that ends within a word, with what follows."""
    found, block = [], page.begin()
    while block.isValid():
        layout, words = block.layout(), block.text()
        starts = [layout.lineAt(number).textStart() for number in range(1, layout.lineCount())]
        found += [f"{words[:at]}|{words[at:]}" for at in starts if words[at - 1 : at + 1].isalpha() and words[at] < "\u2e80"]
        block = block.next()
    return found


@pytest.mark.parametrize("key", ["window", "lists", "disclose", "reports", "undo"])
@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_in_large_text_no_table_breaks_a_word_and_nothing_is_wider_than_the_page(
    qtbot: QtBot, window: MainWindow, key: str, language: str
) -> None:
    theme.choose(Choice.LIGHT, 200)
    try:
        book = open_handbook(Catalogue(language), window)
        book.resize(976, 672)
        book.show_page(key)
        settle(qtbot, window)
        qtbot.waitUntil(lambda: document_of(book).fits(book.browser.viewport().width()), timeout=3000)
        document = document_of(book)
        assert not broken_words(document)
        assert document.size().width() <= book.browser.viewport().width() + 1
        book.accept()
    finally:
        theme.choose(Choice.LIGHT, 100)


def document_of(book: HandbookWindow) -> HandbookDocument:
    document = book.browser.document()
    assert isinstance(document, HandbookDocument)
    return document


PAIRS = "before\n\n| Key | Does | Key | Does |\n|---|---|---|---|\n| `A` | one | `B` | two |\n| `C` | three | | |\n\nbehind\n"
THREE = "| Kind | For | |\n|---|---|---|\n| `a\\|b` | embassy | one page |\n"


@pytest.mark.usefixtures("qapp")
def test_a_table_that_is_too_wide_says_the_same_in_fewer_columns_or_as_a_list() -> None:
    assert folded(PAIRS, 10_000) == PAIRS
    assert folded(PAIRS, 150) == (
        "before\n\n| Key | Does |\n|---|---|\n| `A` | one |\n| `B` | two |\n| `C` | three |\n\n\nbehind\n"
    )
    assert folded(THREE, 10) == "**`a|b`**\n\n* For: embassy\n* one page\n\n"
    code = f"```\n{THREE}```\n"
    assert folded(code, 10) == code


def test_over_find_or_do_the_page_that_tells_of_it_opens(qtbot: QtBot, window: MainWindow) -> None:
    window.go("vault")
    window.find_or_do()
    box = window.findChild(Palette)
    assert box is not None
    book = open_handbook(Catalogue(), box.field)
    assert book.browser.accessibleName() == "The window", "not the one of the screen behind it"
    book.accept()
    box.reject()
    settle(qtbot, window)
