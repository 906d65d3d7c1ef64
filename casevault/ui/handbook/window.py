"""The handbook beside the work: contents, search, a page. It asks nothing, blocks nothing and is left with Esc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QPalette, QShortcut, QTextCursor
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from casevault import handbook
from casevault.i18n import N_
from casevault.ui.draw import Run
from casevault.ui.handbook.document import HandbookDocument
from casevault.ui.handbook.places import place_around
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.plain_row import PlainRow
from casevault.ui.lists.view import RowList
from casevault.ui.theme import SPACE, Role, Style, color, theme
from casevault.ui.widgets.basic import Button, Hairline, Line, Panel, column, row
from casevault.ui.widgets.filter_field import FilterField
from casevault.ui.words import SurfaceDialog, Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QResizeEvent

    from casevault.i18n import Catalogue

TITLE = N_("Handbook")
WIDTH, HEIGHT, CONTENTS_WIDTH, PROSE = 1080, 760, 328, 680
FRAME = 48


class HandbookWindow(SurfaceDialog):
    """Contents on the leading side, the page beside it. The work behind it stays at hand."""

    def __init__(self, catalogue: Catalogue, parent: QWidget, show_keys: Callable[[], None] | None = None) -> None:
        """`show_keys` opens the list of keys, where there is one."""
        super().__init__(parent)
        self._catalogue = catalogue
        self.list: RowList
        self._shown = ""
        self._past: list[str] = []
        self._is_read = False
        text = catalogue.text
        self.setAccessibleName(text(TITLE))
        room = self.screen().availableSize()
        self.resize(min(theme.scaled(WIDTH), room.width() - FRAME), min(theme.scaled(HEIGHT), room.height() - 2 * FRAME))
        outer = row(self)
        outer.addWidget(self._contents(show_keys))
        outer.addWidget(Hairline(upright=True))
        page = QWidget()
        layout = column(page, (SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.CARD), SPACE.CARD)
        self._note = Words("", Style.SMALL, Role.TEXT3, wrap=True)
        layout.addWidget(self._note)
        self.browser = QTextBrowser()
        self.browser.setFrameShape(QFrame.Shape.NoFrame)
        self.browser.setOpenLinks(False)
        self.browser.setUndoRedoEnabled(False)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            self.browser.setViewportMargins(SPACE.CARD, 0, 0, 0)  # the bar stands on the left, and an English page begins there
        self.browser.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.browser.anchorClicked.connect(self._follow)
        layout.addWidget(self.browser, 1)
        foot = row(None)
        self._back = Button(text(N_("Back")), "quiet", "arrow-left")
        self._back.clicked.connect(self.go_back)
        foot.addWidget(self._back)
        foot.addStretch(1)
        close = Button(text(N_("Close")), "primary")
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        layout.addLayout(foot)
        outer.addWidget(page, 1)
        # A shortcut and not a key of this box: the page would take it for a step back among addresses.
        back = "Alt+Right" if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else "Alt+Left"
        QShortcut(QKeySequence.fromString(back), self).activated.connect(self.go_back)
        QShortcut(QKeySequence.fromString("Ctrl+F"), self).activated.connect(self.field.setFocus)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fold_anew)
        theme.changed.connect(self._again)
        self._list_all()

    def _contents(self, show_keys: Callable[[], None] | None) -> Panel:
        text = self._catalogue.text
        pane = Panel(Role.SUNKEN)
        pane.setFixedWidth(theme.pane(CONTENTS_WIDTH))
        layout = column(pane, (0, SPACE.GROUP, 0, SPACE.CARD), SPACE.CARD)
        head = row(None, (SPACE.PANE, 0, SPACE.ROOM, 0))
        head.addWidget(Line([Run(text(TITLE), Style.TITLE)]))
        layout.addLayout(head)
        search = row(None, (SPACE.ROOM, 0, SPACE.ROOM, 0))
        self.field = FilterField(text(N_("Search the handbook")))
        self.field.textChanged.connect(self._search)
        self.field.left.connect(self._leave_search)
        search.addWidget(self.field)
        layout.addLayout(search)
        self._none = Words(text(N_("No page has these words.")), Style.BODY, Role.TEXT3, wrap=True)
        self._none.setContentsMargins(SPACE.PANE, 0, SPACE.PANE, 0)
        self._none.hide()
        layout.addWidget(self._none)
        self._model = RowsModel(self)
        self.list = RowList(text(N_("Pages of the handbook")), self._model)
        self.list.chosen.connect(lambda chosen: self._choose(chosen.id))
        self.list.opened.connect(lambda _row: self.browser.setFocus())
        self.list.filter_wanted.connect(self._type)
        layout.addWidget(self.list, 1)
        if show_keys is not None:
            keys = row(None, (SPACE.ROOM, 0, SPACE.ROOM, 0))
            every = Button(text(N_("All keys")), "quiet", "keyboard")
            every.clicked.connect(show_keys)
            keys.addWidget(every)
            keys.addStretch(1)
            layout.addLayout(keys)
        return pane

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the tables of the page as they fit now."""
        super().resizeEvent(event)
        self._soon.start()  # once the page has its width

    def _fold_anew(self) -> None:
        document, bar = self.browser.document(), self.browser.verticalScrollBar()
        if self._shown and isinstance(document, HandbookDocument) and not document.fits(self.browser.viewport().width()):
            read = bar.value() / max(1, bar.maximum())
            self._again()
            if self._is_read:  # else it has just been opened, and stands where it was asked for
                bar.setValue(round(read * bar.maximum()))
        self._is_read = True

    def show_page(self, place: str) -> None:
        """Show a page, given by its key, or a heading in one: "key#heading"."""
        if self._shown and self._shown != place:
            self._past.append(self._shown)
        self._put(place)

    def go_back(self) -> None:
        """Show what was read before."""
        if self._past:
            self._put(self._past.pop())

    def _put(self, place: str) -> None:
        key, _, heading = place.partition("#")
        language = self._catalogue.language
        if place != self._shown or not heading:
            page = handbook.page(key)
            # Half a line of prose is lost at either side to the bar and the margin.
            document = HandbookDocument(handbook.text(key, language), theme.scaled(PROSE), self.browser.viewport().width())
            document.setParent(self.browser)
            old = self.browser.document()
            self.browser.setDocument(document)
            if isinstance(old, HandbookDocument):
                old.deleteLater()
            self.browser.setAccessibleName(handbook.title(page, language))
            notes = handbook.standing(key, language).notes()
            self._note.setText(self._catalogue.sentences(self._catalogue.text(note) for note in notes))
            self._note.setVisible(bool(notes))
            self._dress_browser()
        self._shown = place
        self._back.setEnabled(bool(self._past))
        if heading:
            self._go_to(handbook.heading(key, heading, language))
        else:
            self.browser.moveCursor(QTextCursor.MoveOperation.Start)
        if not self.field.text():
            self.list.blockSignals(True)  # noqa: FBT003 - Qt's own
            self.list.go_to(key)
            self.list.blockSignals(False)  # noqa: FBT003 - Qt's own
            self.list.viewport().update()

    def _go_to(self, heading: int | None) -> None:
        document = self.browser.document()
        cursor = document.heading(heading) if heading is not None and isinstance(document, HandbookDocument) else None
        if cursor is not None:
            self.browser.setTextCursor(cursor)
            bar = self.browser.verticalScrollBar()
            bar.setValue(bar.value() + self.browser.cursorRect().top())

    def _follow(self, link: QUrl) -> None:
        key = link.path().removesuffix(".md") or self._shown.partition("#")[0]
        self.show_page(f"{key}#{link.fragment()}" if link.fragment() else key)

    def _choose(self, place: str) -> None:
        if place != self._shown:
            self.show_page(place)

    def _type(self, letters: str) -> None:
        self.field.setFocus()
        self.field.setText(letters)

    def _leave_search(self) -> None:
        self.list.setFocus()

    def _search(self, query: str) -> None:
        if not query.strip():
            self._list_all()
            return
        language = self._catalogue.language
        found = handbook.find(query, language)
        self._model.put(
            [PlainRow(f"{one.page.key}#{one.heading}", one.heading, handbook.title(one.page, language)) for one in found]
        )
        self._none.setVisible(not found)

    def _list_all(self) -> None:
        language = self._catalogue.language
        self._model.put([PlainRow(one.key, handbook.title(one, language)) for one in handbook.contents()])
        self._none.hide()
        if self._shown:
            self.list.go_to(self._shown.partition("#")[0])

    def _again(self) -> None:
        if self._shown:
            shown, self._shown = self._shown, ""
            self._put(shown)

    def _dress_browser(self) -> None:
        dressed = QPalette(self.browser.palette())
        for place, role in ((QPalette.ColorRole.Base, Role.SURFACE), (QPalette.ColorRole.Text, Role.TEXT)):
            dressed.setColor(place, color(role))
        dressed.setColor(QPalette.ColorRole.Link, color(Role.ACCENT))
        self.browser.setPalette(dressed)


def open_handbook(catalogue: Catalogue, around: QWidget, show_keys: Callable[[], None] | None = None) -> HandbookWindow:
    """Open the handbook at the page for what `around` is part of, or turn the one that is open to it."""
    place = place_around(around)
    above = around.window()
    book = above if isinstance(above, HandbookWindow) else above.findChild(HandbookWindow)
    if book is None:
        book = HandbookWindow(catalogue, above, show_keys)
    if book is not above:
        book.show_page(place)
    # A box that must be answered first lets no window beside it be used: over it, the handbook is such a box too.
    if above.isModal():
        book.setModal(True)
    book.show()
    book.raise_()
    book.activateWindow()
    book.browser.setFocus(Qt.FocusReason.OtherFocusReason)
    return book
