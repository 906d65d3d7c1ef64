"""What is written in attached files is searched in the window, and each file says whether it can be."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

from papers import docx, pdf
from ui.evidence.evidence_hands import attached, file, idle
from ui.hands import until

from casevault.ui.evidence.files_pane import FilesPane

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from casevault.ui.context import Context
    from casevault.ui.evidence.files_pane import FileRow
    from casevault.ui.main_window import MainWindow
    from casevault.ui.search_view import SearchPage


def test_a_file_says_whether_it_is_searched_and_is_found(
    qtbot: QtBot, context: Context, window: MainWindow, case: str, tmp_path: Path
) -> None:
    long = "notice of the Tianjin number one detention centre.docx"
    evidence = attached(
        context,
        case,
        file(tmp_path, long, docx(document="the lawyer was refused at the gate")),
        file(tmp_path, "scan.pdf", pdf("")),
        file(tmp_path, "secret.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
    )
    blobs = [row.blob for row in context.vault.attachments.listed(evidence)]
    until(qtbot, lambda: len(context.vault.texts.states(blobs)) == len(blobs))
    idle(qtbot, context)
    window.resize(1440, 900)
    window.search("refused at the gate")
    page = cast("SearchPage", window.pages["search"])
    until(qtbot, lambda: bool(page.list.current_row()))
    idle(qtbot, context)
    row = page.list.current_row()
    assert row is not None
    assert row.id == evidence
    assert long in row.spoken
    assert "in the file" in row.spoken
    pane = next(made for made in page.card.findChildren(FilesPane))
    until(qtbot, pane.isVisible)
    details = [made.detail for made in cast("list[FileRow]", pane._model._rows)]
    assert [detail.rpartition("· ")[2] for detail in details] == ["text searchable", "no text (scan)", "protected by a password"]
    if os.environ.get("CASEVAULT_SHOTS"):
        qtbot.wait(300)
        window.grab().save(str(Path(os.environ["CASEVAULT_SHOTS"]) / "texts.png"))
