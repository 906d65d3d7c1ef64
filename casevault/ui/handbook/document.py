"""A page of the handbook as a document in the look of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QBrush,
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextList,
    QTextListFormat,
    QTextTable,
    QTextTableFormat,
)

from casevault import handbook
from casevault.ui.handbook import tables
from casevault.ui.theme import MEDIUM, SPACE, STRONG, Role, Style, color, font, theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QTextBlock, QTextFragment

_HEADINGS = {
    1: (Style.TITLE, 0, SPACE.ROOM),
    2: (Style.SUBTITLE, SPACE.PANE, SPACE.NEAR),
    3: (Style.BODY, SPACE.ROOM, SPACE.NEAR),
}
_PROSE_LINE, _TABLE_LINE, _HEAD_LINE = 135, 118, 100  # percent
_LIST_INDENT = 24


class HandbookDocument(QTextDocument):
    """One page. It loads pictures of the handbook alone: no address leads to another file or out of this computer."""

    def __init__(self, markdown: str, width: int, room: float = 0.0) -> None:
        """`width`: the most a picture may take, in pixels; `room`: what a table has, 0 for as much as it wants."""
        super().__init__()
        self._width = width
        self._has_tables, self._room = tables.are_in(markdown), room
        markdown = tables.folded(markdown, room) if room else markdown
        self.setDefaultFont(font(Style.BODY))
        self.setDocumentMargin(0)
        self.setIndentWidth(theme.scaled(_LIST_INDENT))
        self.setMarkdown(
            markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
        )
        for block in self._blocks():
            _dress(block)
            cursor = QTextCursor(block)
            points: QTextList | None = cursor.currentList()
            if points is not None and points.format().style() == QTextListFormat.Style.ListCircle:
                filled = QTextListFormat(points.format())
                filled.setStyle(QTextListFormat.Style.ListDisc)
                points.setFormat(filled)
        self._dress_tables()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Return a picture that lies with the handbook; nothing for any other address."""
        address = QUrl(name)
        file = handbook.picture(address.toString())
        if file is None or kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        picture = QImage(str(file))
        if picture.isNull():
            return None
        if picture.width() <= self._width:
            return picture
        return picture.scaledToWidth(self._width, Qt.TransformationMode.SmoothTransformation)

    def fits(self, room: float) -> bool:
        """Say whether the page would be told in the same way where there is this much room."""
        return room == self._room or not self._has_tables

    def heading(self, number: int) -> QTextCursor | None:
        """Return where a heading stands, counted from 0."""
        found = [block for block in self._blocks() if block.blockFormat().headingLevel()]
        return QTextCursor(found[number]) if number < len(found) else None

    def _blocks(self) -> Iterator[QTextBlock]:
        block = self.begin()
        while block.isValid():
            yield block
            block = block.next()

    def _dress_tables(self) -> None:
        for frame in self.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                look = QTextTableFormat(frame.format())
                look.setBorder(1)
                look.setBorderCollapse(True)
                look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                look.setBorderBrush(QBrush(color(Role.LINE)))
                look.setCellPadding(SPACE.NEAR)
                look.setCellSpacing(0)
                look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
                look.setTopMargin(SPACE.NEAR)
                look.setBottomMargin(SPACE.ROOM)
                shares = tables.shares(_cells(frame), self._room)
                look.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, share) for share in shares])
                frame.setFormat(look)


def _cells(table: QTextTable) -> list[list[str]]:
    return [
        [table.cellAt(row, column).firstCursorPosition().block().text() for column in range(table.columns())]
        for row in range(table.rows())
    ]


def _dress(block: QTextBlock) -> None:
    level = block.blockFormat().headingLevel()
    look = QTextBlockFormat(block.blockFormat())
    in_table = QTextCursor(block).currentTable() is not None
    if level:
        style, above, below = _HEADINGS.get(level, _HEADINGS[3])
        look.setTopMargin(theme.scaled(above))
        look.setBottomMargin(theme.scaled(below))
        words = QTextCharFormat()
        words.setFont(font(style, STRONG))
        cursor = QTextCursor(block)
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        cursor.mergeCharFormat(words)
    elif not in_table:
        look.setBottomMargin(theme.scaled(SPACE.TIGHT if block.textList() is not None else SPACE.CARD))
    line = _HEAD_LINE if level else _TABLE_LINE if in_table else _PROSE_LINE
    if any(fragment.charFormat().isImageFormat() for fragment in _fragments(block)):
        line = _HEAD_LINE  # a share of a picture's height would be an empty page below it
    # A line of code that is wider than the page goes on below: there is no bar to see its end.
    look.setNonBreakableLines(False)
    look.setLineHeight(line, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    if in_table:
        look.clearProperty(QTextBlockFormat.Property.BlockAlignment.value)
    QTextCursor(block).setBlockFormat(look)
    for fragment in list(_fragments(block)):
        _dress_words(block, fragment)


def _fragments(block: QTextBlock) -> Iterator[QTextFragment]:
    at = block.begin()
    while not at.atEnd():
        yield at.fragment()
        at += 1


def _dress_words(block: QTextBlock, fragment: QTextFragment) -> None:
    given = fragment.charFormat()
    changed = QTextCharFormat()
    if given.isImageFormat():
        picture = given.toImageFormat()
        picture.setMaximumWidth(QTextLength(QTextLength.Type.PercentageLength, 100))  # of the page, however narrow that is
        changed = picture
    elif given.fontFixedPitch():
        changed.setFont(font(Style.BODY, MEDIUM))
        changed.setFontFixedPitch(False)
        changed.setBackground(QBrush(color(Role.NEUTRAL_SOFT)))
    elif given.isAnchor():
        changed.setForeground(QBrush(color(Role.ACCENT)))
    else:
        return
    cursor = QTextCursor(block.document())
    cursor.setPosition(fragment.position())
    cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
    cursor.mergeCharFormat(changed)
