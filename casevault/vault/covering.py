"""A text with its people covered: whoever is mentioned, or named whole or in part, stands there by what hides the name.

For eyes that look on, not for what leaves: a nickname nobody recorded, and what tells who it is, stay there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.domain.folding import fold
from casevault.domain.mentions import mentioned
from casevault.domain.words import HAN_RUN, squeezed
from casevault.store import names
from casevault.vault.covering_parts import bearers, parts_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casevault.domain.mentions import Mention
    from casevault.store.connection import Connection
    from casevault.vault.vault import Vault

PERSON: Final = "person"
LONGEST_NAME: Final = 5  # words
LONGEST_HAN: Final = 6  # characters, as names of minorities are written
LEAST_HAN: Final = 2
_SIGNS: Final = ",.;:!?，。；：！？()（）\"'“”‘’«»[]"  # noqa: RUF001 - Chinese punctuation


def covered(vault: Vault, untrusted_text: str, instead: Callable[[str], str]) -> str:
    """Return a text as it is read, with `instead(record id)` in place of each mention, name, surname or given name of a person.

    What several people are called becomes `instead("")`: it is hidden without saying whom it means.
    """
    text, marks = mentioned(untrusted_text)
    places = [(mark.start, mark.end, mark.record) for mark in marks]
    wanted = [place for place in _places(text) if not _meets(place[0], place[1], marks)]
    alone = [part for part in parts_in(text) if not _meets(part.start, part.end, marks)]

    def work(connection: Connection) -> Iterator[tuple[int, int, str]]:
        taken = list[tuple[int, int]]()
        found = []
        for start, end, key in wanted:
            if any(start < other_end and other < end for other, other_end in taken):
                continue
            people = names.whole(connection, key, PERSON)
            if people:
                taken.append((start, end))
                found.append((start, end, people[0]))
        for part in alone:
            if any(part.start < other_end and other < part.end for other, other_end in taken):
                continue
            people = bearers(vault, connection, part, PERSON)
            if people:
                taken.append((part.start, part.end))
                found.append((part.start, part.end, people[0] if len(people) == 1 else ""))
        return iter(found)

    if wanted or alone:
        places += vault.db.read(work)
    parts, at = [], 0
    for start, end, record in sorted(places):
        parts += [text[at:start], instead(record)]
        at = end
    return "".join([*parts, text[at:]])


def _meets(start: int, end: int, marks: tuple[Mention, ...]) -> bool:
    return any(start < mark.end and mark.start < end for mark in marks)


def _places(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, key of a name) of what may be a name, the longest first."""
    words, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        bare = word.strip(_SIGNS)
        if bare:
            begin = start + word.index(bare)
            words.append((begin, begin + len(bare)))
    found = []
    for count in range(min(LONGEST_NAME, len(words)), 0, -1):
        for first in range(len(words) - count + 1):
            start, end = words[first][0], words[first + count - 1][1]
            key = squeezed(fold(text[start:end]))
            # One word alone is a name only where it is all that stands there, as in the field of a name.
            if key and not HAN_RUN.search(key) and (count > 1 or len(words) == 1):
                found.append((start, end, key))
    for run in HAN_RUN.finditer(text):
        for length in range(min(len(run[0]), LONGEST_HAN), LEAST_HAN - 1, -1):
            places = [(first, first + length) for first in range(run.start(), run.end() - length + 1)]
            found += [(start, end, squeezed(fold(text[start:end]))) for start, end in places]
    return found
