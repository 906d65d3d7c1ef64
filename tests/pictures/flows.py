"""What is gone through step by step: a disclosure, an import, a bundle, the courtroom and what follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pictures.pages import over
from pictures.stage import Shot, dress
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from casevault.ui.bring_in.flow import ImportFlow
from casevault.ui.court.afterwards import Afterwards
from casevault.ui.court.choose import ChooseHearing
from casevault.ui.disclose import DiscloseFlow, HoldingsFlow
from casevault.ui.log_line import LogLine
from casevault.ui.receive.flow import BundleFlow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pictures.stage import Stage

LINE = "her husband called, lawyer Chen refused at Yunting No. 1 on 6 mar"


def disclose(stage: Stage) -> Iterator[Shot]:
    """Prepare a dossier: every step, what is refused on the way, and what is handed over."""
    stage.go("cases")
    stage.doors.disclose(stage.ids["heron"])
    flow = stage.box(DiscloseFlow)
    stage.settle()
    yield Shot("1-empty", stage.window)
    flow.go_on.click()
    stage.settle()
    yield Shot("1-refused", stage.window)
    flow.choose.to_text.setText("Embassy of Ruritania, political section")
    stage.settle()
    yield Shot("1", stage.window)
    for number in (2, 3, 4):
        flow.go_on.click()
        stage.settle()
        yield Shot(str(number), stage.window)
    flow.seal.not_sealed.setChecked(True)
    stage.settle()
    yield Shot("4-open", stage.window)
    flow.seal.as_pdf.setChecked(True)
    flow.seal.read.setChecked(True)
    stage.settle()
    flow.seal_to(stage.work / "out.pdf")
    stage.settle()
    if flow.hand_over.isVisible():
        flow.hand_over.show_words.click()
    stage.settle()
    yield Shot("5", stage.window)
    stage.clear()
    stage.doors.disclose_numbers()
    stage.settle()
    yield Shot("numbers", stage.window)
    stage.clear()
    stage.doors.hand_holdings(stage.ids["lin"], "Lin Zhaowen")
    stage.settle()
    stage.box(HoldingsFlow)
    yield Shot("holdings", stage.window)
    stage.clear()


def bring_in(stage: Stage) -> Iterator[Shot]:
    """Bring in a table: every step."""
    stage.do("import")
    yield Shot("none", stage.window)
    stage.clear()
    stage.doors.bring_in(stage.work / "people.csv")
    stage.settle()
    flow = stage.box(ImportFlow)
    for number in (1, 2, 3, 4):
        yield Shot(str(number), stage.window)
        if number < 4:
            flow.go_on.click()
            stage.settle()
    stage.clear()


def receive(stage: Stage) -> Iterator[Shot]:
    """Open a bundle of a partner: every step."""
    stage.do("bundle")
    yield Shot("none", stage.window)
    stage.clear()
    stage.doors.open_bundle(stage.work / "bundle.age")
    stage.settle()
    flow = stage.box(BundleFlow)
    yield Shot("1", stage.window)
    flow.opening.heard.setText((stage.work / "spoken.txt").read_text(encoding="utf-8"))
    flow.go_on.click()
    stage.settle()
    yield Shot("2", stage.window)
    flow.contents.case.put(stage.ids["heron"])
    for whose in flow.contents.findChildren(type(flow.opening.heard)):
        if whose.objectName() == "bundle.whose":
            whose.setText("Lantern Desk")
    flow.go_on.click()
    stage.settle()
    yield Shot("3", stage.window)
    stage.clear()


def log(stage: Stage) -> Iterator[Shot]:
    """Log one line."""
    stage.go("cases")
    stage.doors.log(stage.ids["heron"])
    stage.settle()
    line = stage.box(LogLine)
    yield Shot("empty", line)
    line.line.setText(LINE)
    stage.settle()
    yield Shot("read", line)
    line.line.clear()
    stage.clear()


def court(stage: Stage) -> Iterator[Shot]:
    """Sit in a hearing, and say what is left to be said of it."""
    stage.go("today")
    stage.doors.court("", "")
    stage.settle()
    yield from over(stage, "choose") if any(isinstance(box, ChooseHearing) for box in stage.boxes()) else ()
    stage.doors.court(stage.ids["heron"], "")
    stage.settle()
    door = stage.keeper.court
    room = door.court if door is not None else None
    if room is None:
        raise LookupError("courtroom")
    room.resize(*stage.look.size)
    yield Shot("empty", room)
    for letter in "sadg":
        QTest.keyClicks(room.pad, letter)
        stage.settle()
    yield Shot("stamped", room)
    QTest.keyClick(room.pad, Qt.Key.Key_Return)
    QTest.keyClicks(room.note.edit, "The judge says that the hearing is closed.")
    stage.settle()
    yield Shot("note", room)
    QTest.keyClick(room.note.edit, Qt.Key.Key_Return)
    stage.settle()
    QTest.keyClick(room, Qt.Key.Key_F2)
    stage.settle()
    yield Shot("keys", room)
    room.leave()
    stage.settle()
    dress(stage.look)
    after = stage.box(Afterwards)
    yield Shot("after", after)
    for number in range(1, 5):
        after.start.click()
        stage.settle()
        if not any(isinstance(box, Afterwards) for box in stage.boxes()):
            break  # its last step was taken
        yield Shot(f"after-{number}", after)
    stage.clear()


def merging(stage: Stage) -> Iterator[Shot]:
    """Compare two records that may be one person, and merge them."""
    stage.go("duplicates")
    page = stage.window.pages["duplicates"]
    merge = getattr(page, "merge")  # noqa: B009 - the page is one of several kinds
    merge.click()
    stage.settle()
    yield from over(stage, "merge")
