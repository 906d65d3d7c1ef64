"""A file as pages or as a picture: turned over and round, larger and smaller; for a PDF the list of pages and what is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent, QTransform
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.media import documents
from casevault.media.child import MOST_SIDE
from casevault.ui.evidence.looks import MOST_HITS, Look
from casevault.ui.evidence.page_bar import FIT_PAGE, FIT_WIDTH, PageBar
from casevault.ui.evidence.page_parts import PAGE_LINE, PageArea, PageRow
from casevault.ui.jobs import Latest
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.view import RowList
from casevault.ui.theme import SPACE, theme
from casevault.ui.widgets.basic import Hairline, column, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.media.documents import PagesShown
    from casevault.media.viewer import Shown
    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.vault.attached import OpenAttachment

WAIT_MS = 150
STEP = 1.25
SMALLEST, LARGEST = 0.1, 8.0
LIST = 132  # pixels at 100 % of the list of pages
ONE_PAGE = N_("Page {page}")
ONLY_PICTURES = N_("The pages of this PDF are pictures: there are no words in them to find.")
TRANSCRIBE = N_("What is written down as its transcript is found by the search of everything.")
HITS_ON_IT = N_("{count} hit", "{count} hits")


def _run(act: Callable[[], object]) -> None:
    act()


class PageLook(Look):
    """Pages drawn by the child, one at a time."""

    drawn = Signal()

    def __init__(self, context: Context, kind: str, name: str) -> None:
        super().__init__(context)
        self._kind = kind
        self.can_find = kind == "pdf"
        self._opened: OpenAttachment | None = None
        self._page, self._pages, self._turned = 0, 1, 0
        self._size: str | float = FIT_PAGE
        self._natural = QSize()  # of the page that was drawn last, as it is in the file
        self._pixels = QPixmap()  # as it is in the file, not turned
        self._latest = Latest()
        self._drawing = False
        self._words: PagesShown | None = None
        self._reading = False
        self._hit_pages: list[int] = []
        layout = column(self)
        self.bar = PageBar(self)
        layout.addWidget(self.bar)
        layout.addWidget(Hairline())
        body = row()
        self._rows = RowsModel(self)
        self.list = RowList(context.text(N_("Pages")), self._rows, row_height=PAGE_LINE)
        self.list.chosen.connect(lambda shown: self.go(int(shown.id)))
        self._edge = Hairline(upright=True)
        body.addWidget(self.list)
        body.addWidget(self._edge)
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.area = PageArea()
        self.area.setWidget(self.picture)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setAccessibleName(name)
        body.addWidget(self.area, 1)
        layout.addLayout(body, 1)
        self._settle = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._settle.timeout.connect(self.draw)
        theme.changed.connect(self._fit)
        self._fit()
        self._enable()

    def _fit(self) -> None:
        self.list.setFixedWidth(theme.scaled(LIST))

    @property
    def keyboard(self) -> QWidget:
        """Return where the keyboard goes."""
        return self.area

    # Drawing

    def begin(self, opened: OpenAttachment) -> None:
        """Draw the first page of a file."""
        self._opened = opened
        self.draw()

    def draw(self) -> None:
        """Have the page drawn for the room there is."""
        opened = self._opened
        if opened is None:
            return
        if self._drawing:
            self.context.viewing.stop()  # a page that nobody waits for any more
        width, height = self._wanted()
        viewing, kind, page = self.context.viewing, self._kind, self._page

        def show(_progress: Progress) -> Shown:
            return viewing.show(kind, opened.length, opened.read, page=page, width=width, height=height)

        newest = self._latest(_run)
        self._drawing = True
        start = self.context.runner.start_file
        start(show, lambda shown: newest(lambda: self._put(shown)), failed=lambda why: newest(lambda: self.failed.emit(why)))

    def _wanted(self) -> tuple[int, int]:
        """Return in how many pixels the page is asked for, as it lies in the file."""
        room = self._room()
        sharp = self.devicePixelRatioF()
        if isinstance(self._size, float):
            wanted = self._natural * self._size
        elif self._size == FIT_WIDTH and not self._natural.isEmpty():
            lying = self._natural.transposed() if self._on_its_side else self._natural
            wanted = self._natural * (room.width() / max(1, lying.width()))
        else:
            wanted = room.transposed() if self._on_its_side else room
        width, height = (max(1, min(MOST_SIDE, round(side * sharp))) for side in (wanted.width(), wanted.height()))
        return width, height

    def _room(self) -> QSize:
        bar = self.area.verticalScrollBar().sizeHint().width()
        return (self.area.size() - QSize(SPACE.ROOM + bar, SPACE.ROOM)).expandedTo(QSize(64, 64))

    @property
    def _on_its_side(self) -> bool:
        return self._turned % 2 == 1

    def _put(self, shown: Shown) -> None:
        image = QImage(shown.pixels, shown.width, shown.height, shown.width * 4, QImage.Format.Format_RGBA8888)
        self._pixels = QPixmap.fromImage(image)  # a copy: the bytes may go now
        self._drawing = False
        known, self._natural = self._natural, QSize(*shown.natural)
        if shown.pages != self._pages or not self._rows.rows:
            self._pages = shown.pages
            self._fill_list()
        self._put_turned()
        self._enable()
        self.drawn.emit()
        if self._size != FIT_PAGE and known != self._natural and not known.isEmpty():
            self.draw()  # this page is of another size than the last: what was asked for was a guess

    def _put_turned(self) -> None:
        pixels = self._pixels.transformed(QTransform().rotate(90 * self._turned)) if self._turned else self._pixels
        pixels.setDevicePixelRatio(self.devicePixelRatioF())
        self.picture.setPixmap(pixels)

    # Pages, size, turning

    def turn(self, by: int) -> None:
        """Go so many pages on."""
        self.go(self._page + by)

    def go(self, page: int) -> None:
        """Go to a page, from 0."""
        page = max(0, min(self._pages - 1, page))
        if page != self._page:
            self._page = page
            self.area.verticalScrollBar().setValue(0)
            self._enable()
            self.draw()

    def zoom(self, by: int) -> None:
        """Show it a step larger or smaller."""
        self.resize_to(max(SMALLEST, min(LARGEST, self._factor() * STEP**by)))

    def resize_to(self, size: str | float) -> None:
        """Show the whole page, its full width, or so many times its natural size."""
        if size != self._size:
            self._size = size
            self._enable()
            self.draw()

    def turn_round(self) -> None:
        """Turn what is shown by a quarter to the right; the file stays as it is."""
        self._turned = (self._turned + 1) % 4
        self._put_turned()
        self.draw()

    def _factor(self) -> float:
        """Return how large the page is shown, 1.0 for its natural size."""
        if self._natural.isEmpty() or self._pixels.isNull():
            return 1.0
        return self._pixels.width() / self.devicePixelRatioF() / self._natural.width()

    def _fill_list(self) -> None:
        counts: dict[int, int] = {}
        for page in self._hit_pages:
            counts[page] = counts.get(page, 0) + 1
        self._rows.put(
            [
                PageRow(
                    str(page),
                    self.context.text(ONE_PAGE, page=page + 1),
                    self.context.text(HITS_ON_IT, count=counts[page]) if page in counts else "",
                )
                for page in range(min(self._pages, MOST_HITS))
            ]
        )
        self.list.go_to(str(self._page))

    def _enable(self) -> None:
        several = self._kind == "pdf" and self._pages > 1
        self.bar.show_pages(self._page, self._pages, several=several)
        self.bar.show_size(self._factor(), SMALLEST, LARGEST)
        for widget in (self.list, self._edge):
            widget.setVisible(several)
        if several and self.list.currentIndex().row() != self._page:
            self.list.go_to(str(self._page))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw it for the new room, once the window has come to rest."""
        super().resizeEvent(event)
        if not self._pixels.isNull() and not isinstance(self._size, float):
            self._settle.start()

    # Finding

    def look_for(self, needle: str) -> None:
        """Look for `needle` on every page; their words are read the first time."""
        self._needle = needle.strip()
        if self._words is not None or not self._needle:
            super().look_for(needle)
            self._fill_list()
            return
        opened, viewing = self._opened, self.context.viewing
        if opened is None or self._reading:
            return
        self._reading = True

        def read(_progress: Progress) -> PagesShown:
            return documents.pages(viewing, (opened.length, opened.read))

        # Away from the thread that draws: a long paper is read while its pages are turned.
        job = self.context.runner.start_long(read, self._on_words, failed=self._on_no_words)
        job.stopped.connect(self._on_stopped)

    def _on_words(self, words: PagesShown) -> None:
        self._reading, self._words = False, words
        if not any(map(str.strip, words.pages)):
            self.noted.emit(UserProblem(Code.UNSUPPORTED, ONLY_PICTURES, TRANSCRIBE))
        self.look_for(self._needle)

    def _on_no_words(self, why: BaseException) -> None:
        """Say so, once; the pages can be looked at all the same."""
        self._reading, self._words = False, documents.PagesShown((), whole=False)
        self.noted.emit(why)
        self.hits.emit(0, 0)

    def _on_stopped(self) -> None:
        self._reading = False
        if self._opened is not None:
            self.look_for(self._needle)  # the page that was not wanted any more took it along

    def count_hits(self) -> int:
        """Look through the words of the pages."""
        self._hit_pages = []
        wanted = self._needle.casefold()
        for page, text in enumerate(self._words.pages if self._words is not None else ()):
            times = min(" ".join(text.split()).casefold().count(" ".join(wanted.split())), MOST_HITS - len(self._hit_pages))
            self._hit_pages += [page] * times
        return len(self._hit_pages)

    def show_hit(self, number: int) -> None:
        """Go to the page of a hit."""
        self.go(self._hit_pages[number])

    def clear(self) -> None:
        """Let go of what is shown, and of who draws it."""
        self._latest(lambda _found: None)
        self._settle.stop()
        self._opened, self._words = None, None
        self._hit_pages = []
        self.context.viewing.stop()
        self._pixels = QPixmap()
        self.picture.clear()
