"""The policy of an organisation in the window: what is not there says why, and no setting goes beyond it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import CHEAP_BOUNDS, PASSPHRASE, make_vault
from disclosure_fakes import invented_case
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from ui.hands import show, until

from casevault import paths
from casevault.i18n import Catalogue
from casevault.ui import calendar_file
from casevault.ui import run as session_of_window
from casevault.ui.context import Context
from casevault.ui.disclose import DiscloseFlow, flow
from casevault.ui.disclose.approve_box import ApproveBox
from casevault.ui.disclose.recall_box import RecallBox
from casevault.ui.disclose.seal import SealPage
from casevault.ui.editors.select import Select
from casevault.ui.evidence import out
from casevault.ui.evidence.files_pane import FilesPane
from casevault.ui.organisation import minutes_on_offer
from casevault.ui.run import Session
from casevault.ui.settings import LOCK_MINUTES, Settings, save
from casevault.ui.settings_view import SettingsDialog
from casevault.ui.vault_page import VaultPage
from casevault.vault import approvals, policy_file
from casevault.vault.policy import NO_POLICY, UNREADABLE, Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.messages import Notice

ALL = Policy(
    kdf_memory_mib=64,
    kdf_passes=3,
    idle_minutes=7,
    approval_audiences=frozenset({"un"}),
    approval_sensitive=True,
    no_plain=True,
    no_opening_outside=True,
    backup_days=2,
)


@pytest.fixture
def under(tmp_path: Path, qapp: object) -> Iterator[Callable[[Policy], Context]]:
    """Open a vault under a policy and return a window's services over it."""
    assert qapp
    opened: list[Context] = []

    def make(policy: Policy) -> Context:
        vault, _ = make_vault(tmp_path / f"v{len(opened)}")
        vault.policy = policy  # as if it had been opened under it: under one that nobody can read none is made
        opened.append(Context(vault, Catalogue(), Settings(lock_minutes=20)))
        return opened[-1]

    yield make
    for context in opened:
        context.runner.stop()
        context.vault.close()


def words_of(widget: QWidget) -> list[str]:
    """Return what the lines, labels and paragraphs in a widget say."""
    parts = [widget, *widget.findChildren(QWidget)]
    return [(part.text() if isinstance(part, QLabel) else "") or part.accessibleName() for part in parts]


def locks_after(box: SettingsDialog) -> Select:
    (found,) = [select for select in box.findChildren(Select) if select.accessibleName() == "Lock after"]
    return found


def test_settings_offer_nothing_longer_and_say_why(qtbot: QtBot, under: Callable[[Policy], Context]) -> None:
    context, parent = under(Policy(idle_minutes=7)), QWidget()
    qtbot.addWidget(parent)
    box = SettingsDialog(context, context.settings, parent)
    select = locks_after(box)
    assert [select.itemText(number) for number in range(select.count())] == [f"{n} minute{'s' * (n > 1)}" for n in (1, 2, 5, 7)]
    assert select.currentText() == "7 minutes"  # of the 20 that were wished for
    assert "Set by your organisation: 7 minutes at most." in words_of(box)
    changed: list[Settings] = []
    box.changed.connect(changed.append)
    select.setCurrentIndex(1)
    select.setCurrentIndex(3)
    assert [context.vault.policy.idle(one.lock_minutes) for one in changed] == [2, 7]
    free = SettingsDialog(under(NO_POLICY), Settings(), parent)
    assert [locks_after(free).itemData(number) for number in range(locks_after(free).count())] == list(LOCK_MINUTES)
    assert not any("organisation" in words for words in words_of(free))


@pytest.mark.parametrize("limit", range(1, 21))
def test_every_limit_leaves_a_choice_that_is_kept_as_one_of_ours(limit: int) -> None:
    offered = minutes_on_offer(Policy(idle_minutes=limit), LOCK_MINUTES)
    assert offered[-1][0] == limit
    assert [shown for shown, _value in offered] == sorted({min(limit, value) for value in LOCK_MINUTES})
    assert all(value in LOCK_MINUTES and min(limit, value) == shown for shown, value in offered)


def test_the_window_locks_by_the_shorter_time(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, _ = make_vault(tmp_path / "W")
    vault.close()
    save(tmp_path / "config", Settings(lock_minutes=20))
    (tmp_path / "policy.toml").write_text("format = 1\nidle_minutes = 2\n", encoding="utf-8")
    monkeypatch.setattr(paths, "config_folder", lambda: tmp_path / "config")
    monkeypatch.setattr(paths, "policy_file", lambda: tmp_path / "policy.toml")
    monkeypatch.setattr(session_of_window, "make_application", lambda _argv, _settings, **_said: qapp)
    monkeypatch.setattr(qapp, "quit", lambda: None)
    policy_file.of_machine.cache_clear()
    session = Session(Catalogue(), tmp_path / "W")
    try:
        session.gate._bounds = CHEAP_BOUNDS
        session.gate.show()
        session.gate.try_secret(bytearray(PASSPHRASE.encode()))
        until(qtbot, lambda: session.window is not None)
        assert session.context is not None
        assert session.context.vault.policy == Policy(idle_minutes=2)
        assert session._idle._timer.interval() == 2 * 60_000  # ms
        session._on_settings(Settings(lock_minutes=10))
        assert session._idle._timer.interval() == 2 * 60_000
        session._on_settings(Settings(lock_minutes=1))
        assert session._idle._timer.interval() == 60_000
    finally:
        policy_file.of_machine.cache_clear()
        for one in (session._onlookers, session._held_keys):
            qapp.removeEventFilter(one)
        session.end()
        if session.window is not None:
            assert session._system is not None
            session._system.stop()
            qapp.removeEventFilter(session._idle)
            qapp.lastWindowClosed.disconnect(session.end)
            session.window.deleteLater()


def test_the_page_of_the_vault_tells_every_rule(qtbot: QtBot, under: Callable[[Policy], Context]) -> None:
    told = {}
    for name, policy in (("all", ALL), ("broken", UNREADABLE), ("none", NO_POLICY)):
        page = VaultPage(under(policy))
        qtbot.addWidget(page)
        told[name] = words_of(page)
    assert "Set by your organisation" in told["all"]
    assert "The window locks after 7 minutes at the latest." in told["all"]
    assert [words.startswith("The policy of your organisation cannot be read") for words in told["broken"]].count(True) == 1
    assert not any("organisation" in words for words in told["none"])


def test_nothing_unsealed_can_be_chosen_and_what_is_asked_all_the_same_is_refused(
    qtbot: QtBot, under: Callable[[Policy], Context], monkeypatch: pytest.MonkeyPatch
) -> None:
    context, parent = under(ALL), QWidget()
    qtbot.addWidget(parent)
    choice, page, box = out.SealChoice(context), SealPage(context.catalogue, context.vault.policy), RecallBox(context, parent)
    for widget in (choice, page):
        qtbot.addWidget(widget)
    for radio in (choice.plain, page.not_sealed, box.not_sealed):
        assert not radio.isEnabled()
        assert radio.text() == "Not sealed: your organisation does not allow it"
    noticed: list[Notice] = []
    context.messages.noticed.connect(noticed.append)
    asked: list[object] = []
    monkeypatch.setattr(calendar_file, "ask_path", lambda *_asked, **_how: asked.append(None))
    calendar_file.ask_calendar(context, parent)
    assert (asked, [notice.what for notice in noticed]) == ([], ["Your organisation lets nothing leave unsealed."])
    free = under(NO_POLICY)
    calendar_file.ask_calendar(free, parent)
    assert len(asked) == 1
    assert SealPage(free.catalogue, free.vault.policy).not_sealed.isEnabled()
    until(qtbot, lambda: context.runner.is_idle)
    box.close()


def test_no_file_is_offered_to_another_program(qtbot: QtBot, under: Callable[[Policy], Context]) -> None:
    for policy, offered in ((ALL, False), (NO_POLICY, True)):
        pane = FilesPane(under(policy))
        qtbot.addWidget(pane)
        assert ("outside" in [key for key, _msg in pane.more_actions()]) is offered


def test_what_the_organisation_requires_stands_ticked_and_is_no_wish_of_the_vault(
    qtbot: QtBot, under: Callable[[Policy], Context]
) -> None:
    context, parent = under(ALL), QWidget()
    qtbot.addWidget(parent)
    box = ApproveBox(context, parent)
    box.show()
    until(qtbot, box.audiences["un"].isChecked)
    assert [key for key, check in box.audiences.items() if not check.isEnabled()] == ["un"]
    assert any(words.startswith("Set by your organisation: A second person") for words in words_of(box))
    box.audiences["public"].setChecked(True)
    box.require.click()
    until(qtbot, lambda: approvals.rule_of(context.vault).words == {"public"})
    until(qtbot, lambda: context.runner.is_idle)
    box.close()


def test_a_paper_waits_for_a_second_person_in_the_window(
    qtbot: QtBot, under: Callable[[Policy], Context], tmp_path: Path
) -> None:
    context = under(Policy(approval_audiences=frozenset({"embassy"})))
    path = DiscloseFlow(context, invented_case(context.vault)["case"])
    qtbot.addWidget(path)
    show(qtbot, path)
    path.choose.to_text.setText("A desk")
    path.go_on.click()
    until(qtbot, lambda: path._pages.currentIndex() == flow.CONSENT)
    path.go_on.click()
    path.go_on.click()
    assert path.message.isVisible()
    path.seal.read.setChecked(True)
    path.seal_to(tmp_path / "out.pdf")
    until(qtbot, lambda: path._settles[0] == flow.APPROVAL and path.go_on.isEnabled())
    assert not (tmp_path / "out.pdf").exists()
