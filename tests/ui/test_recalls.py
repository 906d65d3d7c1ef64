"""Who is to be told and who approves, pressed through over a real vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault
from disclosure.asking import ask
from disclosure_fakes import invented_case
from PySide6.QtWidgets import QPushButton, QWidget
from ui.driving import settle
from ui.hands import main_window, part, said, show, until

from casevault import disclosure, paths
from casevault.disclosure import recall
from casevault.disclosure.approval import request_from
from casevault.i18n import Catalogue
from casevault.ui.context import Context
from casevault.ui.disclose import DiscloseFlow, flow
from casevault.ui.disclose.approve_box import ApproveBox
from casevault.ui.disclose.copy_box import CopyBox
from casevault.ui.disclose.recall_box import RecallBox
from casevault.ui.disclosures_page import DisclosuresPage
from casevault.ui.doors import Doors
from casevault.ui.read.case_entries import disclosure_entries
from casevault.ui.read.reader import Reader
from casevault.ui.read.tables import seen_lines
from casevault.vault import approvals, ways
from casevault.vault.holders import to_be_told, waiting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.vault.vault import Vault

SECOND = "another way into this very vault"


@pytest.fixture
def made(vault: Vault) -> dict[str, str]:
    return invented_case(vault)


@pytest.fixture
def context(vault: Vault) -> Iterator[Context]:
    found = Context(vault, Catalogue(), doors=Doors())
    yield found
    found.runner.stop()


def test_from_a_withdrawal_to_the_answer(qtbot: QtBot, context: Context, made: dict[str, str], tmp_path: Path) -> None:
    vault = context.vault
    first = disclosure.disclose(vault, ask(made, to="First desk"), tmp_path / "1.pdf").bundle
    second = disclosure.disclose(vault, ask(made, to="Second desk"), tmp_path / "2.pdf").bundle
    vault.records.edit(made["consent"], {"withdrawn": "2026-03-18"})
    page = DisclosuresPage(context)
    qtbot.addWidget(page)
    show(qtbot, page)
    page.refresh()
    page.whom.show_tab("recall")
    until(qtbot, lambda: page.model.rowCount() == 2 and "2 copies" in page.tell.text())
    page.whom.show_tab("valid")
    until(qtbot, lambda: page.model.rowCount() == 0)
    parent = QWidget()
    qtbot.addWidget(parent)
    box = RecallBox(context, parent)
    box.show()
    until(qtbot, box.send.isEnabled)
    assert box.whom.count() == 2
    told = second if second in box.notice.text() else first
    assert "Lin" not in box.notice.text()
    box.send_to(tmp_path / "notice.pdf")
    until(qtbot, lambda: [copy.id for copy in waiting(vault)] == [told])
    until(qtbot, lambda: box.send.isEnabled() and told not in box.notice.text())
    box.told.click()
    until(qtbot, lambda: to_be_told(vault) == [])
    until(qtbot, lambda: not box.send.isVisible() and box.answers["confirmed"].isVisible())
    box.answers["confirmed"].click()
    until(qtbot, lambda: len(waiting(vault)) == 1)
    box.close()


def test_asking_and_approving(qtbot: QtBot, tmp_path: Path) -> None:  # noqa: PLR0915 - one walk from asking to sealing
    folder = tmp_path / "vault"
    vault, _ = make_vault(folder)
    with vault:
        made = invented_case(vault)
        ways.add_passphrase(vault, bytearray(PASSPHRASE.encode()), bytearray(SECOND.encode()), "C.D.", None, profile=CHEAPEST)
        approvals.require_for(vault, ["embassy"])
        context = Context(vault, Catalogue(), doors=Doors())
        path = DiscloseFlow(context, made["case"])
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
        path.message.acted.emit()
        until(qtbot, lambda: len(approvals.kept(vault)) == 1)
        parent = QWidget()
        qtbot.addWidget(parent)
        box = ApproveBox(context, parent)
        box.show()
        until(qtbot, box.message.isVisible)
        assert not box.approve.isEnabled()  # who prepared it
        box.close()
        context.runner.stop()
    with open_vault(folder, SECOND, ambient=FixedAmbient(seed=5)) as vault:
        context = Context(vault, Catalogue(), doors=Doors())
        parent = QWidget()
        qtbot.addWidget(parent)
        box = ApproveBox(context, parent)
        box.show()
        until(qtbot, box.approve.isEnabled)
        assert box.sides.rows.rowCount() > 10
        box.approve.click()
        ((digest, _kept),) = approvals.kept(vault).items()
        until(qtbot, lambda: vault.actor in approvals.approvers(vault, digest))
        box.audiences["embassy"].setChecked(False)
        box.require.click()
        until(qtbot, lambda: approvals.rule_of(vault).wished == frozenset())
        assert approvals.rule_of(vault).words == {"embassy"}
        box.close()
        context.runner.stop()
    with open_vault(folder, ambient=FixedAmbient(seed=9)) as vault:
        (kept,) = approvals.kept(vault).values()
        request = request_from(kept["request"])
        disclosure.disclose(vault, request, tmp_path / "out.pdf")


def test_what_left_is_said_in_words_and_a_copy_to_recall_is_never_called_valid(
    context: Context, made: dict[str, str], tmp_path: Path
) -> None:
    vault, reader = context.vault, context.reader
    told = disclosure.disclose(vault, ask(made, to="First desk"), tmp_path / "1.pdf").bundle
    shown = {line.key: line.value for line in reader.values(vault.records.get(told))}
    assert "law_article" not in shown["what"]
    assert "notice_family" not in shown["what"]
    assert "Facility · Yunting No. 1 Detention Centre: Name" in shown["what"]
    assert (shown["format"], shown["lang"], shown["profile"]) == ("PDF", "English", "Embassy")
    dutch = Reader(vault, Catalogue("nl", paths.resource_path("locale")))
    words = {line.key: line.value for line in dutch.values(vault.records.get(told))}["what"]
    assert "Naam" in words
    (line,) = seen_lines(reader, made["lin"])
    assert line.status == "Valid"
    vault.records.edit(made["consent"], {"withdrawn": "2026-03-18"})
    (line,) = seen_lines(reader, made["lin"])
    assert line.status == "To recall"
    (entry,) = disclosure_entries(reader, made["case"])
    assert entry.certainty == "To recall"


def test_what_came_of_one_copy_is_noted_in_the_window(
    qtbot: QtBot, context: Context, made: dict[str, str], tmp_path: Path
) -> None:
    vault = context.vault
    told = disclosure.disclose(vault, ask(made, to="First desk"), tmp_path / "1.pdf").bundle
    vault.records.edit(made["hearing"], {"scheduled": "2026-04-09T09:00:00+08:00"})
    window = main_window(qtbot, context)
    window.go("disclosures")
    settle(qtbot, window)
    window.pages["disclosures"].panes()[0].setFocus()
    window.commands.run("copy")
    until(qtbot, lambda: bool(window.findChildren(CopyBox)))
    (box,) = window.findChildren(CopyBox)
    until(qtbot, box.note_needless.isVisible)
    assert not box.note_answer.isVisible(), "it was never asked back"
    assert box.tell.isVisible()
    part(box, QPushButton, "copy.arrived").click()
    until(qtbot, lambda: vault.records.get(told).fields.get("ack") == "2026-03-18")
    box.onward.setText("their ministry")
    part(box, QPushButton, "copy.onward").click()
    until(qtbot, lambda: vault.records.get(told).fields.get("onward") == "their ministry")
    part(box, QPushButton, "copy.needless").click()
    until(qtbot, lambda: "Say why" in said(box.message))
    box.why_needless.setText("they were in court themselves")
    part(box, QPushButton, "copy.needless").click()
    until(qtbot, lambda: to_be_told(vault) == [])
    until(qtbot, lambda: not box.note_needless.isVisible())
    vault.records.edit(made["consent"], {"withdrawn": "2026-03-18"})
    box._changed()
    until(qtbot, box._owed.isVisible)
    assert not box.note_needless.isVisible(), "who withdrew is owed the request"
    recall.told_otherwise(vault, told)
    box._changed()
    until(qtbot, box.note_answer.isVisible)
    box.answer.setCurrentIndex(box.answer.findData("refused"))
    part(box, QPushButton, "copy.answer").click()
    until(qtbot, lambda: vault.records.get(told).fields.get("recall") == "refused")
    box.close()


def test_one_output_is_made_to_need_a_second_person_and_one_may_ask_without_a_rule(
    qtbot: QtBot, context: Context, made: dict[str, str]
) -> None:
    vault = context.vault
    parent = QWidget()
    qtbot.addWidget(parent)
    box = ApproveBox(context, parent)
    box.show()
    until(qtbot, lambda: box.more.count() > 1)
    box.more.setCurrentIndex(box.more.findData("dossier"))
    box.more.activated.emit(box.more.currentIndex())
    assert box.outputs["dossier"].isChecked()
    box.require.click()
    until(qtbot, lambda: approvals.rule_of(vault).words == {"output/dossier"})
    box.close()
    path = DiscloseFlow(context, made["case"])
    qtbot.addWidget(path)
    show(qtbot, path)
    path.choose.output.setCurrentIndex(path.choose.output.findData("chronology"))
    path.choose.to_text.setText("A desk")
    path.go_on.click()
    until(qtbot, lambda: path._pages.currentIndex() == flow.CONSENT)
    path._show(flow.SEAL)
    assert not path.message.isVisible(), "no rule asks for it"
    path.seal.second.click()
    until(qtbot, lambda: len(approvals.kept(vault)) == 1)
    ((digest, kept),) = approvals.kept(vault).items()
    shown = disclosure.preview(vault, request_from(kept["request"]))
    assert shown.approval is not None
    assert shown.approval.digest == digest
