"""A language nobody speaks: whatever a person reads that does not come out changed was never given to the catalogue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from ui.driving import Calls, settle
from ui.fakes import invented_vault

from casevault.i18n import Catalogue, Msg
from casevault.ui.about import AboutBox
from casevault.ui.context import Context
from casevault.ui.handbook.window import HandbookWindow, open_handbook
from casevault.ui.limits import LimitsDialog
from casevault.ui.main_window import MainWindow
from casevault.ui.settings import Settings
from casevault.ui.settings_view import SettingsDialog
from casevault.ui.theme import Choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytestqt.qtbot import QtBot

OPEN, CLOSE = "⟦", "⟧"
# Names, and what is the same in every language: the program, keys, marks of protection, codes of data classes, languages.
OWN = re.compile(r"CaseVault|TLP:[A-Z+]+|C[0-5]|\d+ ?%|English|Nederlands|Ctrl.*|F\d+|[A-Z]{2,}(-\d+)?")
LETTERS = re.compile(r"[A-Za-z]{3,}")


class Pseudo(Catalogue):
    """Sets every sentence between brackets that stand nowhere else, a third longer than it is."""

    def text(self, msg: Msg, /, *, count: int | None = None, **params: object) -> str:
        said = super().text(msg, count=count, **params)
        return f"{OPEN}{said}{'~' * (len(said) // 3)}{CLOSE}" if said else ""

    def labels(self, entries: Mapping[str, str], fallback: str) -> str:
        return f"{OPEN}{super().labels(entries, fallback)}{CLOSE}"


@pytest.fixture
def pseudo(qtbot: QtBot) -> Iterator[MainWindow]:
    context = Context(invented_vault(), Pseudo(), Settings(theme=Choice.LIGHT.value), label="V", doors=Calls().doors())
    made = MainWindow(context)
    qtbot.addWidget(made)
    made.show()
    settle(qtbot, made)
    yield made
    context.runner.stop()


def said_by(root: QWidget) -> set[str]:
    """What a person reads or hears of the frame around records: words of buttons and labels, names, hints in fields."""
    found: set[str] = set()
    for widget in [root, *root.findChildren(QWidget)]:
        if isinstance(widget, QAbstractButton | QLabel):
            found.add(widget.text())
        if isinstance(widget, QLineEdit):
            found.add(widget.placeholderText())
        found |= {widget.accessibleName(), widget.toolTip()}
    return found


def recorded(window: MainWindow) -> str:
    """Everything that stands in records: what is shown of them is never translated."""
    schema = window.context.vault.schema
    return " ".join(f"{r.title} {r.fields}" for key in schema.types for r in window.context.vault.records.list(key))


def outside(text: str) -> str:
    """Return what stands in no bracket; one sentence may be set into another."""
    inner = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
    while inner.search(text):
        text = inner.sub("", text)
    return text


def plain(said: set[str], data: str) -> set[str]:
    """Return what did not go through the catalogue."""
    left = {outside(text) for text in said}
    words = {word for text in left for word in LETTERS.findall(OWN.sub("", text))}
    return {word for word in words if word not in data}


def test_every_page_speaks_through_the_catalogue(qtbot: QtBot, pseudo: MainWindow) -> None:
    data = recorded(pseudo)
    for key in pseudo.pages:
        pseudo.go(key)
        settle(qtbot, pseudo)
        assert plain(said_by(pseudo), data) == set(), key
    for command in pseudo.commands.commands:
        assert pseudo.commands.title(command).startswith(OPEN), command.id


@pytest.mark.parametrize("kind", [SettingsDialog, AboutBox, LimitsDialog, HandbookWindow])
def test_every_box_speaks_through_the_catalogue(qtbot: QtBot, pseudo: MainWindow, kind: type[QWidget]) -> None:
    if kind is SettingsDialog:
        box: QWidget = SettingsDialog(pseudo.context, pseudo.context.settings, pseudo)
    elif kind is AboutBox:
        box = AboutBox(pseudo.context, pseudo)
    elif kind is LimitsDialog:
        box = LimitsDialog(pseudo.context.catalogue, pseudo)
        said = {button.text() for button in box.findChildren(QAbstractButton)}
        assert plain(said, "") == set()  # its body is a text of its own, one file a language
        return
    else:
        box = open_handbook(pseudo.context.catalogue, pseudo)
    settle(qtbot, pseudo)
    assert plain(said_by(box), "The first ten minutes") == set()
