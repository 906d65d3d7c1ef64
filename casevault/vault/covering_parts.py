"""What may be a part of somebody's name in a text: a surname or a given name alone, in any script.

Only for covering what is read by eyes that look on: there a word too many costs nothing, and a name too many costs a person.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from weakref import WeakKeyDictionary

from casevault.domain.called import hanzi_surnames
from casevault.domain.folding import fold
from casevault.domain.words import HAN_RUN, squeezed
from casevault.store import changes, names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casevault.store.connection import Connection
    from casevault.vault.vault import Vault

LEAST: Final = 2  # letters
GIVEN: Final = 2  # characters: a given name of one stands in every other word
LONGEST_TEXT: Final = 4000  # characters of a text in which given names in Hanzi are looked for
# Words of ordinary English and Dutch that are names as well. Where a sentence begins, or beside a number (May), they are no name.
ORDINARY: Final = frozenset({
    "an", "april", "art", "august", "ban", "bill", "can", "chance", "dan", "de", "den", "fan", "faith", "grace", "hang", "he",
    "hen", "hope", "jan", "joy", "june", "long", "man", "mark", "may", "me", "mei", "men", "pan", "ran", "rang", "rose", "sang",
    "see", "she", "song", "sun", "tan", "ten", "tong", "van", "wait", "wan", "will", "you", "zang",
})  # fmt: skip
# What stands behind a name and is none: the samples say so of people who do not exist, and of what is told of them.
REMARKS: Final = frozenset({"invented"})

_WORD: Final = re.compile('[^\\s/\\\\\u2014\u2013,.;:!?\u2026()\\[\\]{}<>"“”„«»，。；：！？（）、《》·@#]+')  # noqa: RUF001 - Chinese signs
_ENDING: Final = re.compile("['’]s?$")  # noqa: RUF001 - as it is typed
_ENDS: Final = frozenset(".!?\u2026:。！？：\n")  # noqa: RUF001 - as above
_QUOTES: Final = "'‘’"  # noqa: RUF001 - as above


class Part(NamedTuple):
    """A place that may hold a part of a name: what is looked for, and whether as a given name in Hanzi."""

    start: int
    end: int
    key: str
    given: bool = False


def parts_in(text: str) -> Iterator[Part]:
    """Yield the places in a text where a surname or a given name may stand alone."""
    yield from _words(text)
    for start, end in hanzi_surnames(text):
        yield Part(start, end, fold(text[start:end]))
    if len(text) == 1 and HAN_RUN.match(text):  # a field that holds a surname and no more
        yield Part(0, 1, fold(text))
    if len(text) > LONGEST_TEXT:
        return
    for run in HAN_RUN.finditer(text):
        for start in range(run.start(), run.end() - GIVEN + 1):
            yield Part(start, start + GIVEN, fold(text[start : start + GIVEN]), given=True)


def _words(text: str) -> Iterator[Part]:
    before = ""
    found = list(_WORD.finditer(text))
    for number, word in enumerate(found):
        begins = not before or bool(
            _ENDS & set(text[word.start() - 1 : word.start()] + text[found[number - 1].end() : word.start()])
        )
        after = found[number + 1][0] if number + 1 < len(found) else ""
        beside = before[-1:].isdigit() or after[:1].isdigit()
        before = word[0]
        bare = _ENDING.sub("", word[0].strip(_QUOTES))
        if len(bare) < LEAST or HAN_RUN.search(bare) or bare[0].islower() or bare[0].isdigit():
            continue
        key = squeezed(fold(bare))
        if len(key) < LEAST or key in REMARKS or (key in ORDINARY and (begins or beside)):
            continue
        start = word.start() + word[0].index(bare)
        yield Part(start, start + len(bare), key)


def bearers(vault: Vault, connection: Connection, part: Part, type_key: str) -> list[str]:
    """Return up to two records of a type that a part of a name may mean."""
    if part.given:
        return _given_names(vault, connection, type_key).get(part.key, [])
    if HAN_RUN.match(part.key):
        return names.with_family(connection, part.key, type_key)
    return names.with_word(connection, part.key, type_key)


# Who is called 兆雯 is no beginning of a key, so it is read once and kept until the log grows: in memory, and gone with the lock.
_KEPT: Final[WeakKeyDictionary[Vault, tuple[int, dict[str, list[str]]]]] = WeakKeyDictionary()


def _given_names(vault: Vault, connection: Connection, type_key: str) -> dict[str, list[str]]:
    end = changes.highest_seq(connection)
    kept = _KEPT.get(vault)
    if kept is None or kept[0] != end:
        found = dict[str, list[str]]()
        for key, record in names.in_hanzi(connection, type_key):
            people = found.setdefault(key[-GIVEN:], [])
            if record not in people[:2]:
                people.append(record)
        _KEPT[vault] = kept = end, found
    return kept[1]
