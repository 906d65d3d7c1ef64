"""Which words are spelled as in a dictionary. One thread of its own reads it, checks and suggests; the window never waits.

Names are left alone: what begins with a capital inside a sentence, what has a digit, and what is not Latin. The words that the
person keeps are in the vault; here they are in memory alone.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
LONGEST: Final = 60  # letters of a word that is looked at
MOST_OFFERS: Final = 6
MOST_KEPT: Final = 5_000  # words of one's own
BEGINS: Final = re.compile(r"(?:^|[.!?:\n\"“”])\s*$")


class Book(Protocol):
    """A dictionary."""

    def lookup(self, word: str, /) -> bool:
        """Say whether it knows a word."""

    def suggest(self, word: str, /) -> Iterable[str]:
        """Return what a word may have been meant to be."""


def read_book(stem: Path) -> Book:
    """Read a dictionary of Hunspell by its path without ending."""
    from spylls.hunspell import Dictionary  # noqa: PLC0415 - half a second that nobody pays who checks nothing

    book: Book = Dictionary.from_files(str(stem))
    return book


def words_of(text: str) -> list[tuple[int, int]]:
    """Return where the words of a text stand that are checked: Latin, without capitals of a name."""
    found = []
    for match in WORD.finditer(text):
        word = match[0]
        if len(word) > LONGEST or len(word) == 1 or not all(sign < "\u0250" or sign == "’" for sign in word):
            continue
        before, after = text[: match.start()], text[match.end() : match.end() + 1]
        touches = (before[-1:], after)
        if any(sign.isdigit() or sign in {"@", "#", "_", "/"} for sign in touches if sign):
            continue
        if word != word.lower() and not (word[1:] == word[1:].lower() and BEGINS.search(before[-3:])):
            continue
        found.append((match.start(), match.end()))
    return found


# Whoever has a thread is kept for good: its work refers to it, and an object of Qt whose last reference is dropped on another
# thread takes the process down. The program has one speller; a second one must not depend on who of two is done first.
_KEPT: Final[list[QObject]] = []


class Speller(QObject):
    """One dictionary, or none. `learned`: words are known now that were not; whoever shows text asks again."""

    learned = Signal()
    suggested = Signal(str, list)  # a word, and what it may have been meant to be

    def __init__(self) -> None:
        super().__init__()
        self._thread: ThreadPoolExecutor | None = None
        self._book: Book | None = None
        self._generation = 0
        self._right: dict[str, bool] = {}
        self._asked: set[str] = set()
        self._kept: set[str] = set()
        self.stem: Path | None = None

    @property
    def is_on(self) -> bool:
        """Say whether texts are checked."""
        return self.stem is not None

    @property
    def kept(self) -> list[str]:
        """Return the words of one's own."""
        return sorted(self._kept)

    def use(self, stem: Path | None, read: Callable[[Path], Book] | None = None) -> None:
        """Check with the dictionary at this path from now on, None for not at all; `read` is an argument for tests."""
        if stem == self.stem:
            return
        self.stem, self._book = stem, None
        self._generation += 1
        self._right.clear()
        self._asked.clear()
        if stem is not None:
            if self._thread is None:
                self._thread = ThreadPoolExecutor(1, "spelling")
                _KEPT.append(self)
            self._thread.submit(self._read, stem, self._generation, read or read_book)
        self.learned.emit()

    def keep(self, words: Sequence[str]) -> None:
        """Take these words for right, beside the dictionary."""
        self._kept = {word for word in words[:MOST_KEPT] if 0 < len(word) <= LONGEST}
        self.learned.emit()

    def wrong(self, text: str) -> list[tuple[int, int]]:
        """Return where words stand that no dictionary knows; of what was not looked up yet `learned` tells later."""
        if self.stem is None:
            return []
        found, ask = [], []
        for start, end in words_of(text):
            word = text[start:end]
            right = self.is_right(word)
            if right is None:
                ask.append(word)
            elif not right:
                found.append((start, end))
        new = [word for word in dict.fromkeys(ask) if word not in self._asked]
        if new and self._thread is not None:
            self._asked.update(new)
            self._thread.submit(self._look, new, self._generation)
        return found

    def is_right(self, word: str) -> bool | None:
        """Say whether a word is known; None where that was not looked up yet."""
        return True if word in self._kept or word.lower() in self._kept else self._right.get(word)

    def ask(self, word: str) -> None:
        """Have `suggested` tell what a word may have been meant to be; that takes up to a second or two."""
        if self._thread is not None:
            self._thread.submit(self._suggest, word)

    def _suggest(self, word: str) -> None:
        book = self._book
        offers = islice(book.suggest(word.replace("’", "'")), MOST_OFFERS) if book is not None else ()
        self.suggested.emit(word, list(offers))

    def _read(self, stem: Path, generation: int, read: Callable[[Path], Book]) -> None:
        try:
            book = read(stem)
        except Exception:  # noqa: BLE001 - a dictionary of the system that cannot be read checks nothing, and breaks nothing
            return
        if generation == self._generation:
            self._book = book

    def _look(self, words: Sequence[str], generation: int) -> None:
        book = self._book
        if book is None or generation != self._generation:
            return
        for word in words:
            plain = word.replace("’", "'")
            self._right[word] = book.lookup(plain) or book.lookup(plain.lower())
        self.learned.emit()


speller = Speller()
