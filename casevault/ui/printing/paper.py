"""What a record or a case says, as lines of a paper for oneself; and the paper made of them, in memory.

Class C5 (sources and safety) is left out of every paper: who found it would find who spoke.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, Qt
from PySide6.QtGui import (
    QImage,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from casevault.domain import qr
from casevault.domain.schema import DataClass
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.ui.read.chronology import chronology
from casevault.ui.read.reader import sentence
from casevault.ui.theme import Style, font

if TYPE_CHECKING:
    from PySide6.QtGui import QPagedPaintDevice

    from casevault.ui.read.reader import Reader

MARGIN = 20.0  # millimetres
DOTS = 300  # an inch
QR_DOTS = 4  # for each square of a QR picture
GAP = 6.0  # points above a paragraph
FOOT = N_("Printed for oneself on {day}. Not for anybody else: for another person a document is made, checked and registered.")
LEFT_OUT = N_("{count} entry of class C5 is not on this paper.", "{count} entries of class C5 are not on this paper.")
HIGHEST = N_("Highest class on this paper: {data_class}")


@dataclass(slots=True)
class Paper:
    """The lines of one paper, each with its style; how many values stand on it, how many were left out, and the highest class.

    `qr`: a text that stands on it as a picture for a camera, too, below the lines.
    """

    lines: list[tuple[Style, str]] = field(default_factory=list)
    qr: str = ""
    values: int = 0
    left_out: int = 0
    highest: DataClass = DataClass.C0

    def take(self, data_class: DataClass, *lines: tuple[Style, str]) -> None:
        """Put one entry on the paper, unless its class stays in the vault."""
        if data_class >= DataClass.C5:
            self.left_out += 1
            return
        self.values += 1
        self.highest = max(self.highest, data_class)
        self.lines += [line for line in lines if line[1]]


def paper_of(reader: Reader, record_id: str) -> Paper:
    """Return the paper of a record: its values; of a case, its chronology too. Refuses what would leave nothing to print."""
    record = reader.vault.records.get(record_id)
    paper = Paper()
    name = reader.case_name(record).spoken if record.type == "case" else sentence(" ".join(reader.title(record).split()))
    for value in reader.values(record):
        paper.take(value.data_class, (Style.CAPTION, value.label), (Style.BODY, value.value))
    if record.type == "case":
        for entry in chronology(reader, record_id):
            when = " ".join(part for part in (entry.when, entry.when_detail) if part)
            head = (Style.SUBTITLE, " · ".join(part for part in (when, entry.title) if part))
            paper.take(entry.data_class, head, (Style.BODY, entry.detail))
    if not paper.values:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("There is nothing here that may stand on paper."),
            N_("Sources and what keeps people safe (class C5) are never printed."),
        )
    kind = reader.text(reader.type_of(record).label)
    marks = reader.text(HIGHEST, data_class=paper.highest.name)
    paper.lines[:0] = [(Style.CAPTION, f"{sentence(kind)} · {marks}"), (Style.TITLE, name)]
    if paper.left_out:
        paper.lines.append((Style.SMALL, reader.text(LEFT_OUT, count=paper.left_out)))
    paper.lines.append((Style.SMALL, reader.text(FOOT, day=reader.day(reader.today.isoformat()))))
    return paper


def put_on(paper: Paper, device: QPagedPaintDevice) -> None:
    """Lay the lines out on the pages of a device: plain text, so that nothing recorded is read as markup."""
    document = QTextDocument()
    cursor = QTextCursor(document)
    for number, (style, text) in enumerate(paper.lines):
        block, look = QTextBlockFormat(), QTextCharFormat()
        block.setTopMargin(0 if style is Style.BODY else GAP)
        look.setFont(font(style))
        if number:
            cursor.insertBlock(block)
        cursor.setBlockFormat(block)
        cursor.insertText(text, look)
    if paper.qr:
        cursor.insertBlock(QTextBlockFormat())
        cursor.insertImage(qr_image(paper.qr))
    document.print_(device)


def qr_image(text: str) -> QImage:
    """Return a text as a QR picture, black on white, in whole dots for each square so that no edge blurs."""
    squares = qr.squares(text.encode())
    image = QImage(len(squares) + 2 * qr.QUIET, len(squares) + 2 * qr.QUIET, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    for y, line in enumerate(squares):
        for x, dark in enumerate(line):
            if dark:
                image.setPixelColor(x + qr.QUIET, y + qr.QUIET, Qt.GlobalColor.black)
    return image.scaled(image.width() * QR_DOTS, image.height() * QR_DOTS)


def as_pdf(paper: Paper) -> bytes:
    """Return the paper as a PDF, made in memory."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN),
            QPageLayout.Unit.Millimeter,
        )
    )
    put_on(paper, writer)
    del writer  # it ends the file when it goes
    return bytes(buffer.data().data())
