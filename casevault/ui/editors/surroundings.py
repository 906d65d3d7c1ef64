"""What editors ask of an open vault: records to refer to, found while a name is typed, and new ones made by their name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from casevault.ui.editors.base import Choice
from casevault.ui.spelling.speller import speller
from casevault.vault import own_words
from casevault.vault.naming import named
from casevault.vault.tags import used_tags

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from casevault.domain.look import Look
    from casevault.domain.record import Changes
    from casevault.ui.context import Context
    from casevault.vault.naming import Named

OFFERS = 8
T = TypeVar("T")


class VaultSurroundings:
    """Answers editors from the vault, away from the window's thread."""

    def __init__(self, context: Context, changed: Callable[[], None], failed: Callable[[BaseException], None]) -> None:
        self._context = context
        self._changed = changed
        self._failed = failed

    @property
    def look(self) -> Look:
        """Return how values are shown; by codes while names are hidden."""
        reader = self._context.reader
        return reader.look if reader.discreet else self._context.vault.look(self._context.catalogue)

    def today(self) -> date:
        """Return the day at this place."""
        return self._context.vault.ambient.today()

    def keep_word(self, word: str, /) -> None:
        """Keep a word of one's own in the vault."""
        vault = self._context.vault
        self._context.runner.start(lambda _progress: own_words.keep(vault, word), speller.keep, failed=self._failed, urgent=True)

    def read(self, words: Callable[[Look], T], answer: Callable[[T], None], /) -> None:
        """Read with the look as it is now."""
        look = self.look
        self._context.runner.start(lambda _progress: words(look), answer, failed=self._failed, urgent=True)

    def find(self, targets: Sequence[str], typed: str, answer: Callable[[list[Choice]], None], /) -> None:
        """Find records of the types `targets` (none = of any) for what was typed; the newest where nothing was."""
        vault, reader = self._context.vault, self._context.reader

        def work(_progress: object) -> list[Choice]:
            found: list[Choice] = []
            for kind in targets or ("",):
                if typed:
                    found += [Choice(hit.id, hit.title) for hit in vault.search.find(typed, type_key=kind, limit=OFFERS).hits]
                else:
                    ids = vault.records.ids(kind, order="changed", descending=True, limit=OFFERS)
                    found += [Choice(record.id, record.title) for record in vault.records.page(ids) if record]
            offers = found[:OFFERS]
            return [Choice(one.id, reader.called(one.id)) for one in offers] if reader.discreet else offers

        self._context.runner.start(work, answer, failed=self._failed, urgent=True)

    def named(self, types: Sequence[str], typed: str, answer: Callable[[list[Named]], None], /) -> None:
        """Find who can be meant by the beginning of a name, an alias, pinyin or a code name; removed records never."""
        vault, reader = self._context.vault, self._context.reader

        def work(_progress: object) -> list[Named]:
            found = named(vault, typed, types)
            return [replace(one, shown=reader.called(one.id)) for one in found] if reader.discreet else found

        self._context.runner.start(work, answer, failed=self._failed, urgent=True)

    def make(self, target: str, name: str, answer: Callable[[Choice], None], /) -> None:
        """Record a new person, organisation, place or facility by its name alone; what else is required is "not known"."""
        records = self._context.vault.records
        key = "display_name" if target == "person" else "name"

        def done(changes: Changes) -> None:
            self._context.changes.happened.emit(changes)
            answer(Choice(changes.id, name))

        self._context.runner.start(lambda _progress: records.add(target, {key: name}, strict=False), done, failed=self._failed)

    def tags(self, answer: Callable[[list[str]], None], /) -> None:
        """Read the tags that cases have, the most used first."""
        vault = self._context.vault
        self._context.runner.start(lambda _progress: used_tags(vault), answer, failed=self._failed)

    def changed(self) -> None:
        """Tell the form that something was entered."""
        self._changed()
