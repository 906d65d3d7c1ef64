"""The box that asks again: nothing is done for whoever cannot open the vault now, and what was typed is wiped."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from builders import PASSPHRASE, make_vault
from PySide6.QtWidgets import QLineEdit, QWidget
from ui.hands import until

from casevault.crypto import kdf
from casevault.errors import Code, UserProblem
from casevault.i18n import N_, Catalogue
from casevault.ui import ask_secret
from casevault.ui.ask_secret import AskSecret, after_asking
from casevault.ui.context import Context
from casevault.vault import ways

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.progress import Progress


@pytest.fixture
def context(tmp_path: Path, qapp: object) -> Iterator[Context]:
    assert qapp
    vault, _ = make_vault(tmp_path / "v")
    made = Context(vault, Catalogue())
    yield made
    made.runner.stop()
    vault.close()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def ask(context: Context, window: QWidget) -> Callable[..., AskSecret]:
    def make(done: list[object], act: Callable[[Progress], object] = lambda _progress: "done", danger: bool = False) -> AskSecret:
        box = AskSecret(
            context,
            window,
            title=N_("Renew the keys"),
            why=N_("Nothing was changed."),
            button=N_("Renew"),
            act=after_asking(context, act),
            done=done.append,
            danger=danger,
        )
        box.open()
        return box

    return make


def test_the_act_is_done_for_whoever_can_open_the_vault(qtbot: QtBot, ask: Callable[..., AskSecret]) -> None:
    done: list[object] = []
    box = ask(done)
    assert not box.button.isEnabled()
    box.secret.setText(PASSPHRASE)
    box.button.click()
    until(qtbot, lambda: bool(done))
    assert done == ["done"]


def test_a_wrong_passphrase_is_said_in_the_box_and_nothing_is_done(qtbot: QtBot, ask: Callable[..., AskSecret]) -> None:
    done: list[object] = []
    tried: list[object] = []
    box = ask(done, tried.append)
    box.secret.setText("no such words")
    box.button.click()
    until(qtbot, box.message.isVisible)
    assert "does not open this vault" in box.message.accessibleName()
    assert (done, tried) == ([], [])
    assert box.isVisible()
    assert box.secret.selectedText()
    box.secret.setText(PASSPHRASE)
    box.button.click()
    until(qtbot, lambda: bool(done))


def test_whoever_cancels_while_the_passphrase_is_tried_is_not_done_by(
    qtbot: QtBot, context: Context, ask: Callable[..., AskSecret], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, cancelled = threading.Event(), threading.Event()

    def slowly(*_given: object) -> None:
        begun.set()
        assert cancelled.wait(20)

    monkeypatch.setattr(ask_secret, "reauthenticate", slowly)
    done: list[object] = []
    tried: list[object] = []
    box = ask(done, tried.append)
    box.secret.setText(PASSPHRASE)
    box.button.click()
    assert begun.wait(20)
    box.reject()
    cancelled.set()
    until(qtbot, lambda: context.runner.is_idle)
    assert (done, tried) == ([], [])


def test_what_is_said_is_in_sight_on_a_low_screen_too(
    qtbot: QtBot, ask: Callable[..., AskSecret], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casevault.ui.words.FRAME", 300)  # leaves a screen of 200 lines
    box = ask([])
    box.secret.setText("no such words")
    box.button.click()
    until(qtbot, lambda: not box.message.isHidden())
    assert box.height() < box.inner.sizeHint().height(), "it does not all fit"
    until(qtbot, lambda: not box.message.visibleRegion().isEmpty())


def test_what_the_act_refuses_is_said_there_too(qtbot: QtBot, ask: Callable[..., AskSecret]) -> None:
    def refuse(_progress: Progress) -> object:
        raise UserProblem(Code.INVALID_INPUT, N_("Nothing was changed."), N_("Renew the keys"))

    done: list[object] = []
    box = ask(done, refuse)
    box.secret.setText(PASSPHRASE)
    box.button.click()
    until(qtbot, box.message.isVisible)
    assert "Nothing was changed" in box.message.accessibleName()
    assert done == []


def test_a_keyfile_goes_with_the_passphrase(
    qtbot: QtBot, context: Context, ask: Callable[..., AskSecret], tmp_path: Path
) -> None:
    secret, keyfile = bytearray(PASSPHRASE.encode()), tmp_path / "key.txt"
    ways.add_keyfile(context.vault, secret, keyfile, profile=kdf.FLOOR)
    ways.remove_way(context.vault, secret, context.vault.slot.id.hex(), keyfile.read_bytes())
    done: list[object] = []
    box = ask(done)
    box.secret.setText(PASSPHRASE)
    box.button.click()
    until(qtbot, box.message.isVisible)
    box.use_keyfile(keyfile)
    assert "key.txt" in box.keyfile_button.text()
    box.button.click()
    until(qtbot, lambda: bool(done))


def test_what_was_typed_is_wiped_whatever_comes_of_it(qtbot: QtBot, context: Context, window: QWidget) -> None:
    seen: list[bytearray] = []

    def act(secret: bytearray, _keyfile: bytes | None, _progress: Progress) -> None:
        seen.append(secret)
        raise UserProblem(Code.INVALID_INPUT, N_("Nothing was changed."))

    box = AskSecret(context, window, title="a", why="b", button="c", act=act, done=lambda _result: None)
    box.open()
    box.secret.setText(PASSPHRASE)
    box.button.click()
    until(qtbot, box.message.isVisible)
    assert seen == [bytearray(len(PASSPHRASE.encode()))]


def test_for_what_cannot_be_undone_the_keyboard_begins_on_cancel(ask: Callable[..., AskSecret]) -> None:
    box = ask([], danger=True)
    assert box.away.hasFocus() or box.focusWidget() is box.away
    assert box.button.property("kind") == "danger"


def test_the_act_waits_until_the_body_is_ready(ask: Callable[..., AskSecret]) -> None:
    box = ask([])
    box.secret.setText(PASSPHRASE)
    box.set_ready(ready=False)
    assert not box.button.isEnabled()
    box.set_ready(ready=True)
    assert box.button.isEnabled()


def test_the_secret_is_hidden_until_asked_for(ask: Callable[..., AskSecret]) -> None:
    box = ask([])
    assert box.secret.echoMode() is QLineEdit.EchoMode.Password
    box.secret.show_typed(shown=True)
    assert box.secret.echoMode() is QLineEdit.EchoMode.Normal
