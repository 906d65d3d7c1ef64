"""What an editor is: a widget, a way to read it, a way to fill it. A form is a loop over fields that makes one each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from casevault.domain.look import Look
    from casevault.domain.record import Value
    from casevault.vault.naming import Named

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice:
    """A record that a reference may point to, as offered while typing."""

    id: str
    title: str
    detail: str = ""


class Surroundings(Protocol):
    """What editors ask of the form they stand in. All answers come later, by the call that is handed in."""

    @property
    def look(self) -> Look:
        """Return how values are shown, as the window shows them now."""

    def today(self) -> date:
        """Return the day at this place."""

    def find(self, targets: Sequence[str], typed: str, answer: Callable[[list[Choice]], None], /) -> None:
        """Find records of the types `targets` for what was `typed` ("" = the newest) and hand them to `answer`."""

    def named(self, types: Sequence[str], typed: str, answer: Callable[[list[Named]], None], /) -> None:
        """Find who can be meant by what was `typed` after an at sign ("" = the newest) and hand them to `answer`."""

    def make(self, target: str, name: str, answer: Callable[[Choice], None], /) -> None:
        """Record a new `target` called `name` and hand it to `answer`."""

    def tags(self, answer: Callable[[list[str]], None], /) -> None:
        """Hand the tags that cases have to `answer`, the most used first."""

    def read(self, words: Callable[[Look], T], answer: Callable[[T], None], /) -> None:
        """Hand to `answer` what `words` makes of the look as it is now; away from the thread of the window."""

    def keep_word(self, word: str, /) -> None:
        """Keep a word of one's own in the vault: it is spelled right from now on."""

    def changed(self) -> None:
        """Note that the person changed something: a draft is due."""


@dataclass(frozen=True, slots=True)
class Editor:
    """`get` returns what was entered as untrusted input (None = nothing); `set` shows a value that the vault holds."""

    widget: QWidget
    get: Callable[[], object]
    set: Callable[[Value | None], None]

    def name(self, label: str) -> None:
        """Give what takes the keyboard its name for a screen reader, where it has none of its own."""
        self.widget.setAccessibleName(label)
        focus = self.widget.focusProxy()
        if isinstance(focus, QWidget) and not focus.accessibleName():
            focus.setAccessibleName(label)
