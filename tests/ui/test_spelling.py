"""Spelling: from dictionaries of the system, with names left alone, offers by keyboard, words of one's own in the vault."""

from __future__ import annotations

import gc
import threading
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QMenu, QPlainTextEdit
from ui.driving import settle
from ui.hands import keys, main_window, over_new_vault, part, press, show, until

from casevault.domain.mentions import mention
from casevault.ui.record_form import RecordForm
from casevault.ui.settings import Settings, parse
from casevault.ui.settings_view import SettingsDialog
from casevault.ui.spelling import dictionaries, speller
from casevault.ui.spelling.marking import Spelling
from casevault.ui.spelling.speller import Speller, words_of
from casevault.ui.widgets.basic import Paragraph
from casevault.vault import own_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytestqt.qtbot import QtBot

    from casevault.ui.context import Context

KNOWN = frozenset(["she", "was", "taken", "from", "her", "home", "by", "the", "police"])


class FewWords:
    """A dictionary of nine words."""

    def lookup(self, word: str, /) -> bool:
        assert threading.current_thread() is not threading.main_thread(), "the window never waits for it"
        return word in KNOWN

    def suggest(self, word: str, /) -> Iterable[str]:
        yield from (one for one in sorted(KNOWN) if one[0] == word[0].lower())


@pytest.fixture(name="context")
def a_context(qapp: object, tmp_path: Path) -> Iterator[Context]:
    assert qapp is not None
    with over_new_vault(tmp_path / "v") as made:
        yield made


@pytest.fixture(name="on")
def a_dictionary() -> Iterator[Speller]:
    yield speller.speller
    speller.speller.use(None)
    speller.speller.keep([])


def turn_on(made: Speller) -> None:
    """As somebody does in the settings: a window that opens turns it to what they say."""
    made.use(Path("en"), lambda _stem: FewWords())
    assert made.is_on


def seen(edit: QPlainTextEdit) -> list[str]:
    wave = QTextCharFormat.UnderlineStyle.WaveUnderline
    return [one.cursor.selectedText() for one in edit.extraSelections() if one.format.underlineStyle() == wave]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("She was taken. They left", ["She", "was", "taken", "They", "left"]),
        ("the lawyer Chen Bo of HERON", ["the", "lawyer", "of"]),
        ("in room 12b at a@b.cn, see /x and #tag", ["in", "room", "at", "cn", "see", "and"]),
        ("她被带走 полиция don't", ["don't"]),
    ],
)
def test_names_codes_and_other_scripts_are_left_alone(text: str, words: list[str]) -> None:
    found = [text[start:end] for start, end in words_of(text)]
    assert [word for word in found if word != "b"] == words


@given(st.text(max_size=80))
def test_every_place_is_a_word_of_the_text(text: str) -> None:
    for start, end in words_of(text):
        assert text[start:end].strip() == text[start:end] != ""


def test_a_wrong_word_has_a_wave_and_is_mended_by_keyboard_and_what_is_recorded_is_only_what_is_typed(
    qtbot: QtBot, context: Context, on: Speller
) -> None:
    lin = context.vault.records.add("person", {"display_name": "lin zhaohui"}, strict=False).id
    window = main_window(qtbot, context)
    turn_on(on)
    told = f"she was taken by the polise with {mention('lin zhaohui', lin)}"
    note = context.vault.records.add("note", {"kind": "fact", "text": told}, strict=False).id
    form = RecordForm(context, "note", context.vault.records.get(note), {}, window)
    show(qtbot, form)
    text = part(form, QPlainTextEdit, "field.text")
    until(qtbot, lambda: seen(text) == ["polise", "with"])
    assert "text" not in form.entered(), "a mark is no change of the text"
    assert not text.document().isModified()
    text.setFocus()
    press(Qt.Key.Key_F7)
    until(qtbot, lambda: any(menu.isVisible() for menu in text.findChildren(QMenu)))
    menu = next(one for one in text.findChildren(QMenu) if one.isVisible())
    assert "polise" in menu.actions()[0].text()
    until(qtbot, lambda: "police" in [action.text() for action in menu.actions()])
    next(action for action in menu.actions() if action.text() == "police").trigger()
    menu.close()
    assert text.toPlainText() == "she was taken by the police with lin zhaohui"
    assert form.entered()["text"] == [{"text": told.replace("polise", "police")}]
    found = text.findChildren(Spelling)[0]
    found._around.keep_word("with")
    until(qtbot, lambda: seen(text) == [])
    assert own_words.known(context.vault) == ["with"]
    assert on.kept == ["with"]
    form.close()


def test_the_word_that_is_being_typed_is_not_wrong_yet(qtbot: QtBot, context: Context, on: Speller) -> None:
    window = main_window(qtbot, context)
    turn_on(on)
    form = RecordForm(context, "note", None, {}, window)
    show(qtbot, form)
    settle(qtbot, window)
    text = part(form, QPlainTextEdit, "field.text")
    text.setFocus()
    keys("she was takn")
    qtbot.wait(900)
    assert seen(text) == []
    keys(" ")
    until(qtbot, lambda: seen(text) == ["takn"])
    form.close()


def test_only_whole_dictionaries_of_a_sane_name_and_size_are_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("nl.dic", "nl.aff", "en_US.dic", "hyph_nl.dic", "hyph_nl.aff", "x.aff", "..dic", "de_DE.aff"):
        (tmp_path / name).write_bytes(b"1\nword\n")
    (tmp_path / "de_DE.dic").write_bytes(b"")
    assert dictionaries.found_in([tmp_path / "none", tmp_path]) == {"nl": tmp_path / "nl"}
    monkeypatch.setattr(dictionaries, "LARGEST", 2)
    assert dictionaries.found_in([tmp_path]) == {}


def test_settings_say_where_there_is_none_and_keep_only_codes(
    qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from casevault.ui import settings_view  # noqa: PLC0415 - patched below

    monkeypatch.setattr(settings_view, "folders", lambda: [tmp_path])
    for can, words in ((True, "hunspell-nl"), (False, "not installed")):
        monkeypatch.setattr(settings_view, "can_check", lambda can=can: can)
        window = main_window(qtbot, context)
        dialog = SettingsDialog(context, Settings(), window)
        said = " ".join(child.accessibleName() for child in dialog.findChildren(Paragraph))
        assert words in said
        dialog.close()
    assert parse({"spelling": "nl"}).spelling == "nl"
    for bad in ("../../x", "NL", "x" * 30, 3, None):
        assert parse({"spelling": bad}).spelling == ""


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # the reader leaves them to the garbage
def test_a_dictionary_of_hunspell_is_read_and_a_broken_one_breaks_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    pytest.importorskip("spylls", reason="the reader of dictionaries is not installed here")
    (tmp_path / "en.aff").write_text("SET UTF-8\nTRY aeioprst\nSFX D Y 1\nSFX D 0 ed [^y]\n")
    (tmp_path / "en.dic").write_text("2\narrest/D\npolice\n")
    (tmp_path / "xx.aff").write_bytes(b"SFX D Y 9\n\xff\xff")
    (tmp_path / "xx.dic").write_bytes(b"\x00\xff")
    made = Speller()
    heard: list[tuple[str, list[str]]] = []
    made.suggested.connect(lambda word, offers: heard.append((word, offers)))
    made.use(tmp_path / "xx")
    made.wrong("arrested polise")
    made.use(tmp_path / "en")
    assert made.wrong("arrested polise") == []
    until(qtbot, lambda: made.wrong("arrested polise") == [(9, 15)])
    made.ask("polise")
    until(qtbot, lambda: bool(heard) and "police" in heard[-1][1])
    made.use(None)
    gc.collect()


def test_a_speller_with_work_before_it_does_not_go_on_its_thread() -> None:
    made, go = Speller(), threading.Event()
    there = weakref.ref(made)

    def read(_stem: Path) -> FewWords:
        go.wait(10)
        return FewWords()

    made.use(Path("nowhere"), read)
    working = made._thread
    assert working is not None
    del made
    go.set()
    working.shutdown()
    assert there() is not None, "its last reference was dropped on a thread that is not the window's"
