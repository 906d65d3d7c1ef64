"""Paper for oneself: what stands on it, who may print it, what the log says of it, and that nothing of it is on the disk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from builders import PASSPHRASE
from ui.hands import main_window, over_new_vault, said, until

from casevault.errors import CaseVaultError, Code, MachineProblem
from casevault.ui.ask_secret import AskSecret
from casevault.ui.printing import box as printing
from casevault.ui.printing.box import PrinterChoice, ask_print
from casevault.ui.printing.paper import Paper, as_pdf, paper_of
from casevault.vault import printers
from casevault.vault.left import Left, Sealed, To, What, listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.context import Context


@pytest.fixture(name="context")
def a_context(qapp: object, tmp_path: Path) -> Iterator[Context]:
    assert qapp is not None
    with over_new_vault(tmp_path / "v") as made:
        yield made


@pytest.fixture(name="case")
def a_case(context: Context) -> str:
    add = context.vault.records.add
    add("person", {"display_name": "\u6797\u5146\u96ef"}, strict=False)
    case = add("case", {"code": "HERON", "title": "Lin <b>Zhaowen</b> \u6797\u5146\u96ef"}, strict=False).id
    add(
        "event", {"case": case, "kind": "raid_search", "start": "2026-03-06", "narrative": "The flat was searched."}, strict=False
    )
    add("note", {"about": case, "kind": "safety", "text": "The neighbour told us."}, strict=False)
    return case


def read(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def asked(qtbot: QtBot, context: Context, record: str, sent: list[tuple[Paper, str]], names: list[str]) -> AskSecret:
    window = main_window(qtbot, context)

    def hand(paper: Paper, printer: str) -> None:
        assert listed(context.vault.records), "the row comes first"
        sent.append((paper, printer))

    ask_print(context, window, record, known=lambda: names, hand=hand)
    until(qtbot, lambda: bool(window.findChildren(AskSecret)))
    (found,) = window.findChildren(AskSecret)
    return found


def test_a_case_stands_on_its_paper_as_plain_text_without_sources_and_safety(context: Context, case: str) -> None:
    paper = paper_of(context.reader, case)
    assert paper.left_out == 2, "the note, and who works on it"
    text = read(as_pdf(paper))
    for words in (
        "HERON",
        "<b>Zhaowen</b>",
        "\u6797\u5146\u96ef",
        "The flat was searched.",
        "2 entries of class C5 are not",
        "Printed for oneself",
    ):
        assert words in text
    assert "neighbour" not in text
    context.reader.discreet = True
    assert "\u6797" not in read(as_pdf(paper_of(context.reader, case)))


def test_what_is_all_sources_and_safety_is_refused_and_leaves_no_row(context: Context, case: str) -> None:
    (note,) = context.vault.records.list("note", case=case)
    with pytest.raises(CaseVaultError) as refused:
        paper_of(context.reader, note.id)
    assert refused.value.code is Code.INVALID_INPUT
    assert listed(context.vault.records) == []


def test_the_row_is_there_before_the_printer_has_anything_and_nobody_prints_without_the_passphrase(
    qtbot: QtBot, context: Context, case: str
) -> None:
    sent: list[tuple[Paper, str]] = []
    box = asked(qtbot, context, case, sent, ["front", "back"])
    choice = box.findChildren(PrinterChoice)[0]
    choice.names.setCurrentIndex(1)
    box.secret.setText("not this one at all")
    box.button.click()
    until(qtbot, lambda: bool(said(box.message)))
    assert sent == []
    assert listed(context.vault.records) == []
    box.secret.setText(PASSPHRASE)
    box.button.click()
    until(qtbot, lambda: bool(sent))
    rows = [entry.left for entry in listed(context.vault.records)]
    (paper, printer) = sent[0]
    assert printer == "back"
    assert rows == [Left(What.PAGE, paper.values, To.PRINTER, Sealed.NONE)]
    until(qtbot, lambda: context.runner.is_idle)


def test_without_a_printer_it_says_so_and_nothing_can_be_pressed(qtbot: QtBot, context: Context, case: str) -> None:
    box = asked(qtbot, context, case, [], [])
    box.secret.setText(PASSPHRASE)
    assert not box.button.isEnabled()
    assert "no printer" in said(box.findChildren(PrinterChoice)[0].message)


@pytest.mark.skipif(os.name == "nt", reason="the queue is reached by a pipe elsewhere")
def test_the_queue_gets_the_paper_by_a_pipe_under_a_title_that_says_nothing(tmp_path: Path) -> None:
    program = tmp_path / "lp"
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/words\ncat > {tmp_path}/paper\ntest "$2" != broken\n')
    program.chmod(0o700)
    printers.send(b"%PDF", "front; rm -rf x", program)
    assert (tmp_path / "words").read_text() == "-d front; rm -rf x -t document -\n"
    assert (tmp_path / "paper").read_bytes() == b"%PDF"
    for name, at in (("broken", program), ("front", tmp_path / "none")):
        with pytest.raises(MachineProblem) as refused:
            printers.send(b"%PDF", name, at)
        assert refused.value.code is Code.IO_ERROR
    assert printers.printers(tmp_path / "none") == []


def test_ctrl_p_says_what_it_lacks_and_a_document_for_others_is_sealed_first(qtbot: QtBot, context: Context) -> None:
    window = main_window(qtbot, context)
    heard: list[str] = []
    context.messages.said.connect(heard.append)
    window.go("vault")
    window.commands.run("print")
    assert heard == [context.text(printing.NOTHING)]
    assert printing.refusal(walking=True) is printing.SEAL_FIRST
