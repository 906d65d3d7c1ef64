"""What a person typed into the search line, as an expression for the index. Nothing typed is an operator but the quotes.

高瑜            the pair; one character alone as itself; a longer run as the phrase of its pairs, which is exactly that run
gao yu          each word as a beginning of a word, all of them; or all of them joined
138-0013 8000   the parts, or the number they make together
"gao yu"        these words, side by side
Селецкий        as written, or any name that sounds so in Latin letters; so too Uyghur, Tibetan and Arabic script
麦比娅·萨德尔      the characters, or a name of the same consonants
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from casevault.domain.folding import fold
from casevault.domain.indexing import (
    BONES,
    BONES_LEAST,
    EXACT,
    HEARD,
    SOUND,
    SOUND_LEAST,
    TOKEN_LIMIT,
    TYPE,
    has_sound,
    is_unspaced,
    pieces_of,
)
from casevault.domain.name_forms import PARTICLES, Form, Origin, name_forms, servant
from casevault.domain.names import chinese_readings, is_chinese_person
from casevault.domain.sounding import bones, sound
from casevault.domain.words import HAN_RUN, squeezed, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

LENGTH_LIMIT: Final = 512  # characters of a query that are looked at
PART_LIMIT: Final = 24  # words of a query that are looked at
READINGS: Final = 6  # of what was typed in another script
JOINED_LIMIT: Final = 6  # words that may be one name or number

_QUOTES: Final = dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c\u300d\u300e\u300f"), '"')
_DOT: Final = re.compile("[\u00b7\u2022\u2027\u30fb]")
_CHUNK: Final = re.compile('"([^"]*)"|([^\\s"]+)')


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """`match` is an FTS5 expression ("" where nothing can be searched); `exact` the mark of a name that is the whole query.

    `words` is the expression for running text that has no columns of names: what was typed, and no name that sounds like it.
    """

    match: str
    words: str
    exact: str
    written: tuple[str, ...]  # the Hanzi of the query in their own script, to tell a name from its variant in the other one

    def within(self, *columns: str) -> str:
        """Return the expression for hits in some columns alone."""
        return f"{{{' '.join(columns)}}} : ({self.match})"

    def exactly(self, *columns: str) -> str:
        """Return the expression for records whose name is the whole query."""
        return f"{{{' '.join(columns)}}} : {_quoted(self.exact)}"

    def is_other_script(self, name: str) -> bool:
        """Say whether `name` holds the query only in another script than it was typed in."""
        if not self.written:
            return False
        found = written_form(name).replace(" ", "")
        return any(run not in found for run in self.written)


def query_plan(untrusted_query: str) -> QueryPlan:
    """Return the plan of a query; any text is a valid query."""
    query = untrusted_query[:LENGTH_LIMIT]
    chunks = _CHUNK.findall(fold(query).translate(_QUOTES))
    wanted: list[str] = []
    typed: list[str] = []
    loose: list[str] = []
    for phrase, word in chunks[:PART_LIMIT]:
        pieces = pieces_of(phrase or word)[:PART_LIMIT]
        if not pieces:
            continue
        if phrase:
            typed.append(_side_by_side(pieces))
            wanted.append(typed[-1])
        else:
            typed.append(_word(_telling(pieces)))
            wanted.append(_or(typed[-1], *_otherwise(word)))
            loose.extend(pieces)
    match, words = _all(wanted), _all(typed)
    unquoted = not any(phrase for phrase, _ in chunks)
    if unquoted and len(wanted) > 1 and len(loose) <= JOINED_LIMIT and not any(map(is_unspaced, loose)):
        joined = _beginning("".join(loose))
        match, words = f"({match}) OR {joined}", f"({words}) OR {joined}"
    whole = squeezed(fold(query))
    return QueryPlan(match, words, f"{EXACT}{whole}"[:TOKEN_LIMIT] if match else "", tuple(HAN_RUN.findall(written_form(query))))


def of_type(match: str, type_key: str) -> str:
    """Return an expression narrowed to one type of record; `type_key` is a key of the schema, never typed text."""
    return f"({match}) AND {_quoted(TYPE + type_key)}"


def written_form(text: str) -> str:
    """Return text without signs and case but in the script it was written in: 浦志強 and 浦志强 stay two."""
    return " ".join(words_of(_DOT.sub("", unicodedata.normalize("NFKC", text).casefold())))


def _word(pieces: list[str]) -> str:
    """Return the expression for what was typed without a space: all its pieces, or the one word they make joined."""
    wanted = _all([_run(piece) if is_unspaced(piece) else _spelt(piece) for piece in pieces])
    if len(pieces) > 1 and not any(map(is_unspaced, pieces)):
        return f"({wanted} OR {_beginning(''.join(pieces))})"
    return wanted


def _telling(pieces: list[str]) -> list[str]:
    """Return the pieces of one word without the article that some write before a name: al-Assad, el-Assad, Assad."""
    return [piece for piece in pieces if piece not in PARTICLES] or pieces if len(pieces) > 1 else pieces


def _otherwise(word: str) -> list[str]:
    """Return expressions for the names that a word in another script than Latin may be, as they sound; none for a Latin word."""
    if word.isascii():
        return []
    if is_chinese_person(word):
        # Only what was recorded in Latin letters: everyone of another name that is read the same is somebody else.
        read = dict.fromkeys("".join((*family, *given)) for family, given in chinese_readings(word)[:READINGS])
        return [f"{{name alias}} : {_quoted((EXACT + joined)[:TOKEN_LIMIT])}" for joined in read]
    if HAN_RUN.search(word) and "·" not in word:
        return []  # a piece of a text, not a foreign name
    return [expression for form in name_forms(word).forms[:READINGS] if (expression := _as_heard(form))]


def _as_heard(form: Form) -> str:
    """Return the expression for a name of these sounds, or of these consonants; "" where they say too little."""
    if form.origin is Origin.BONES:
        said = [f"{BONES}{bone}" for bone in form.bones if len(bone) >= BONES_LEAST]
        # Of a name of several words one may be too short to tell, never all.
        return _all(map(_quoted, said)) if said and len(said) * 2 >= len(form.bones) else ""
    said = [f"{SOUND}{sounds}" for word, sounds in zip(form.words, form.sounds, strict=True) if len(word) >= SOUND_LEAST]
    return _all(map(_quoted, said)) if said and not form.chinese else ""


def _spelt(word: str) -> str:
    if len(word) == 1:
        return _quoted(word)  # one letter begins half of all words
    if not has_sound(word):
        return _beginning(word)
    heard = [_quoted((SOUND + sound(word))[:TOKEN_LIMIT])]
    if len(bone := bones(word)) >= BONES_LEAST:
        heard.append(_quoted((HEARD + bone)[:TOKEN_LIMIT]))
    if len(parts := servant(word)) > 1:
        heard.append(_all(map(_beginning, parts)))
    return _or(_beginning(word), *heard)


def _run(run: str) -> str:
    """Return the phrase of pairs that is exactly `run`: adjacent pairs overlap, so nothing else has them in this order."""
    return _quoted(run if len(run) == 1 else " ".join(map("".join, pairwise(run))))


def _side_by_side(pieces: list[str]) -> str:
    if any(is_unspaced(piece) and len(piece) == 1 for piece in pieces):
        return _all([_run(piece) if is_unspaced(piece) else _quoted(piece) for piece in pieces])
    tokens = [_run(piece).strip('"') if is_unspaced(piece) else piece[:TOKEN_LIMIT] for piece in pieces]
    return _quoted(" ".join(tokens))


def _all(parts: Iterable[str]) -> str:
    found = list(dict.fromkeys(parts))
    return found[0] if len(found) == 1 else f"({' AND '.join(found)})" if found else ""


def _or(*parts: str) -> str:
    return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"


def _beginning(word: str) -> str:
    return f"{_quoted(word[:TOKEN_LIMIT])} *"


def _quoted(tokens: str) -> str:
    # Tokens are letters, marks and digits: there is no quote in them that would have to be doubled.
    return f'"{tokens[: TOKEN_LIMIT * PART_LIMIT]}"'
