"""What editors stand in, without a vault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builders import START

from casevault.domain.look import Look
from casevault.i18n import Catalogue
from casevault.ui.editors.base import Choice
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from casevault.vault.naming import Named

VOCABULARIES = load_schema().vocabularies

KNOWN = {"a" * 32: "Gao Yu 高瑜", "b" * 32: "Lin Zhaowen 林兆雯", "c" * 32: "བསོད་ནམས།"}


class Desk:
    """Surroundings without a vault: three people, and a note of what was asked."""

    def __init__(self) -> None:
        self.look = Look(Catalogue(), VOCABULARIES, KNOWN.__getitem__, START.year)
        self.changes = 0
        self.made: list[tuple[str, str]] = []

    def today(self) -> date:
        return START.date()

    def find(self, _targets: Sequence[str], typed: str, answer: Callable[[list[Choice]], None], /) -> None:
        answer([Choice(key, title) for key, title in KNOWN.items() if typed.casefold() in title.casefold()])

    def tags(self, answer: Callable[[list[str]], None], /) -> None:
        answer(["Tianjin", "women"])

    def keep_word(self, _word: str, /) -> None:
        raise AssertionError

    def read(self, words: Callable[[Look], Any], answer: Callable[[Any], None], /) -> None:
        answer(words(self.look))

    def named(self, _types: Sequence[str], _typed: str, answer: Callable[[list[Named]], None], /) -> None:
        answer([])

    def make(self, target: str, name: str, answer: Callable[[Choice], None], /) -> None:
        self.made.append((target, name))
        answer(Choice("d" * 32, name))

    def changed(self) -> None:
        self.changes += 1
