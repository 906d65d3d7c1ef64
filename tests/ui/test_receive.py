"""A bundle that came in, in the window: opened, compared with its sender, shown, taken in; and every refusal in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from builders import FixedAmbient, make_vault
from disclosure.asking import ask
from disclosure_fakes import invented_case
from public_tools import partner
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from ui.driving import settle
from ui.hands import part, press, tab_to, until

from casevault import disclosure
from casevault.ui.disclose import DiscloseFlow
from casevault.ui.palette import Palette
from casevault.ui.receive.flow import CONTENTS, DONE, FILE, BundleFlow
from casevault.vault.identity import identity
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from pathlib import Path

    from ui.ways_hands import Hands


@dataclass
class Came:
    """What a partner sent: to us, to somebody else, without a signature, as a page with words."""

    ours: Path
    second: Path
    other: Path
    unsigned: Path
    page: Path
    page_words: str
    spoken: str  # the eight words of the sender's key


@pytest.fixture
def came(hands: Hands, tmp_path: Path) -> Came:
    key = identity(hands.vault).recipient
    sender, _ = make_vault(tmp_path / "S.casevault", ambient=FixedAmbient(77))
    with sender:
        made = invented_case(sender)

        def sent(name: str, **asked: object) -> tuple[Path, str]:
            out = tmp_path / name
            return out, disclosure.disclose(sender, ask(made, **asked), out).passphrase

        other = identity(sender).recipient
        page, page_words = sent("page.html", seal="html")
        return Came(
            sent("ours.age", seal="age", recipients=(key,))[0],
            sent("second.age", seal="age", recipients=(key,))[0],
            sent("other.age", seal="age", recipients=(other,))[0],
            sent("unsigned.age", seal="age", recipients=(key,), unsigned=True)[0],
            page,
            page_words,
            identity(sender).signing_words,
        )


def opened(hands: Hands, path: Path) -> BundleFlow:
    open_bundle = hands.context.doors.open_bundle
    assert open_bundle is not None
    open_bundle(path)
    settle(hands.qtbot, hands.window)
    return hands.window.findChildren(BundleFlow)[-1]


def go_on(hands: Hands, flow: BundleFlow) -> None:
    press(Qt.Key.Key_Return) if flow.go_on.hasFocus() else flow.go_on.click()
    until(hands.qtbot, lambda: not flow._busy)
    settle(hands.qtbot, hands.window)


def told(flow: BundleFlow) -> str:
    return flow.message.accessibleName() if flow.message.isVisible() else ""


def new_case(hands: Hands) -> str:
    required = (field for field in load_schema().type("case").fields if field.required)
    fields = {field.key: {"na": "unknown"} for field in required} | {"code": "P-1"}
    return hands.vault.records.add("case", fields).made[0]


def test_from_a_stranger_to_evidence(hands: Hands, came: Came) -> None:
    case = new_case(hands)
    flow = opened(hands, came.ours)
    assert flow.step == FILE
    assert came.spoken in told(flow)
    assert flow.opening.heard.hasFocus()
    flow.opening.heard.setText(" ".join(["abacus"] * 8))
    go_on(hands, flow)
    assert flow.step == FILE
    assert "not the words" in told(flow)
    flow.opening.heard.setText(came.spoken.upper())
    tab_to(flow.go_on)
    go_on(hands, flow)
    assert flow.step == CONTENTS
    assert flow.contents.case.hasFocus()
    shown = "\n".join(row.spoken for row in flow.contents.model._rows)
    assert "Event" in shown
    assert "law_article" not in shown
    assert "Lin Zhaowen" in shown
    hands.window.preferences.toggle_discreet()  # she is nobody this vault knows, so no code could stand for her
    hidden = "\n".join(row.spoken for row in flow.contents.model._rows)
    assert "Event" in hidden
    assert "not shown while names are hidden" in hidden
    assert "Zhaowen" not in hidden
    hands.window.preferences.toggle_discreet()
    assert "\n".join(row.spoken for row in flow.contents.model._rows) == shown
    go_on(hands, flow)
    assert flow.step == CONTENTS, "no case was chosen"
    flow.contents.case.put(case)
    go_on(hands, flow)
    assert flow.step == CONTENTS, "whose key is it?"
    part(flow, QLineEdit, "bundle.whose").setText("Lantern Desk")
    flow.contents.notes.setChecked(True)
    go_on(hands, flow)
    assert flow.step == DONE
    records = hands.vault.records
    (evidence,) = records.list("evidence")
    assert case in evidence.cases
    assert evidence.data_class.name == "C5"
    assert len(records.list("note")) > 3
    assert [one.title for one in records.list("organisation")] == ["Lantern Desk"]
    flow.show_it.click()
    settle(hands.qtbot, hands.window)
    assert not hands.window.findChildren(BundleFlow) or hands.window._guest is None
    again = opened(hands, came.ours)
    assert "taken in before" in told(again)
    known = opened(hands, came.second)
    assert known.step == CONTENTS
    assert not known.contents._pin.isVisible()
    assert "Lantern Desk" in known.contents.signed_by.accessibleName()


def test_every_refusal_says_what_to_do_here(hands: Hands, came: Came, tmp_path: Path) -> None:
    """No sentence sends a person in the window to an option of the command line, and nothing is taken in."""
    broken, junk = tmp_path / "broken.age", tmp_path / "junk.age"
    data = came.ours.read_bytes()
    broken.write_bytes(data[: len(data) // 2])
    junk.write_bytes(b"age-encryption.org/v1\n-> what\n")
    for path in (came.ours, came.other, came.unsigned, came.page, broken, junk, tmp_path / "absent.age"):
        flow = opened(hands, path)
        assert flow.step == FILE, path.name
        assert told(flow), path.name
        assert "--" not in told(flow), path.name
        assert "casevault " not in told(flow), path.name
        assert flow.message._hint.text(), path.name
    assert hands.vault.records.list("evidence") == []


def test_what_came_otherwise_than_it_was_sent_is_told_apart(hands: Hands, tmp_path: Path) -> None:
    """Tampered with, cut short, passed on, sent twice: a sentence and a next step for each, of what public tools wrote."""
    tools = partner(tmp_path / "partner")
    case, ours = new_case(hands), identity(hands.vault).recipient
    sent = tools.bundle(ours)
    elsewhere = tools.bundle(digit="2")
    for path, said, hint in (
        (tools.tampered(sent), "altered", "Ask the sender for it again"),
        (tools.truncated(sent), "ends early", "compare its size"),
        (tools.forwarded(elsewhere, ours), "passed it on", "Ask whoever made it"),
        (elsewhere, "another key", "choose that below"),
    ):
        flow = opened(hands, path)
        assert flow.step == FILE, path.name
        assert said in told(flow), path.name
        assert hint in flow.message._hint.text(), path.name
    flow = opened(hands, sent)
    flow.opening.heard.setText(tools.words)
    go_on(hands, flow)
    flow.contents.case.put(case)
    part(flow, QLineEdit, "bundle.whose").setText("Lantern Desk")
    go_on(hands, flow)
    assert flow.step == DONE
    flow = opened(hands, sent)
    assert flow.step == FILE
    assert "taken in before" in told(flow)
    assert "among what was removed" in flow.message._hint.text()
    assert len(hands.vault.records.list("evidence")) == 1


def test_words_open_a_page_and_what_is_not_signed_takes_a_person_to_say_so(hands: Hands, came: Came) -> None:
    flow = opened(hands, came.page)
    assert flow.opening.by_words.isChecked()
    assert flow.opening.words.hasFocus()
    flow.opening.words.setText(came.page_words)
    go_on(hands, flow)
    flow.opening.heard.setText(came.spoken)
    go_on(hands, flow)
    assert flow.step == CONTENTS
    assert not flow.opening.words.text(), "the words do not stay on the page"
    unsigned = opened(hands, came.unsigned)
    assert unsigned.opening.unsigned.isVisible()
    unsigned.opening.unsigned.setChecked(True)
    go_on(hands, unsigned)
    assert unsigned.step == CONTENTS
    assert "proves" in unsigned.contents.signed_by.accessibleName()
    assert not unsigned.contents._pin.isVisible()


def test_a_bundle_dropped_on_the_window_is_opened_and_nothing_else(hands: Hands, came: Came, tmp_path: Path) -> None:
    other = tmp_path / "a.txt"
    other.write_text("a")
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier

    def drop(path: Path) -> bool:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        enter = QDragEnterEvent(QPointF(5, 5).toPoint(), copy, data, left, none)
        enter.ignore()
        QApplication.sendEvent(hands.window, enter)
        if enter.isAccepted():
            QApplication.sendEvent(hands.window, QDropEvent(QPointF(5, 5), copy, data, left, none))
        return enter.isAccepted()

    assert not drop(other)
    assert drop(came.ours)
    settle(hands.qtbot, hands.window)
    (flow,) = hands.window.findChildren(BundleFlow)
    assert told(flow)
    flow.back.click()
    assert hands.window._guest is None
    disclose = hands.context.doors.disclose
    assert disclose is not None
    disclose(new_case(hands))
    drop(came.ours)
    assert isinstance(hands.window.stack.currentWidget(), DiscloseFlow), "what somebody is in the middle of stays"
    hands.window.close_guest()
    hands.window.find_or_do()
    found = hands.window.findChildren(Palette)[-1]
    assert any(row.id == "do:bundle" for row in found._actions("received"))
