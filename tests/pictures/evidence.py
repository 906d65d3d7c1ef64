"""Files of evidence: attached, looked at in every way, taken out, redacted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pictures.pages import over
from pictures.stage import Shot
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from casevault.ui.evidence.redact import RedactBox
from casevault.ui.evidence.viewer import ViewerBox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pictures.stage import Stage

NAME = (0.28, 0.16), (0.42, 0.175)  # where the name stands on the notice, in parts of the page


def evidence(stage: Stage) -> Iterator[Shot]:
    """Attach two files, then look at one of each kind."""
    files = stage.context.doors.files
    if files is None:
        return
    inbox = stage.work / "inbox"
    files.attach(stage.ids["heron"], [inbox / "gate.jpg", inbox / "notice.pdf"])
    stage.settle()
    yield from over(stage, "attach")
    listed = stage.vault.attachments.listed()
    for number, file in enumerate(sorted(listed, key=lambda one: one.name)):
        files.view(file)
        stage.settle()
        box = stage.box(ViewerBox)
        if number == 0:
            yield Shot("find", box)
        yield Shot(f"view-{file.name.rpartition('.')[2]}", box)
        if file.name.endswith(".txt"):
            QTest.keyClick(box, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
            box.find_bar.field.setText("same evening")
            QTest.keyClick(box.find_bar.field, Qt.Key.Key_Return)
            stage.settle()
            yield Shot("found", box)
        stage.clear()
    notice = next(file for file in listed if file.name.endswith(".pdf"))
    for name, act in (("save", files.save_copy), ("outside", files.open_outside), ("compare", files.compare)):
        act(notice)
        stage.settle()
        yield from over(stage, name)
    files.redact(notice)
    stage.settle()
    drawn = stage.box(RedactBox)
    yield Shot("redact-empty", drawn)
    sheet = drawn.canvas._sheet()
    begin, end = (sheet.topLeft() + QPointF(x * sheet.width(), y * sheet.height()) for x, y in NAME)
    QTest.mousePress(drawn.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, begin.toPoint())
    QTest.mouseMove(drawn.canvas, end.toPoint())
    QTest.mouseRelease(drawn.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end.toPoint())
    stage.settle()
    yield Shot("redact", drawn)
    drawn.done(0)
    stage.clear()
