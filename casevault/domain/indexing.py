"""What a record puts into the search index. A query is cut by the same rules, in `query`.

    column    holds
    name      its main names and title              gao yu gaoyu yugao, and marks before the joined ones
    alias     its other names                       as above
    pinyin    how its Chinese names are read        gao yu gaoyu yugao gy, and marks
    script    other spellings, and how they sound   behram raxman rahman, kao yu; marks before a sound and before its consonants
    body      every other searchable text, and which of the four answers that are no value the record holds

Text is folded first. A run of a script that puts no spaces between words becomes overlapping pairs, which a phrase query joins to
exactly that run again, and the single characters of a text follow once each: no query is too short. A number or address that
spaces or hyphens part is entered joined too. Marks are characters that no text keeps, so nothing typed can forge them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final

from casevault.domain.folding import fold
from casevault.domain.mentions import as_read
from casevault.domain.name_forms import Origin, name_forms
from casevault.domain.names import chinese_readings, is_chinese_person, name_keys, romanised_words, written_keys
from casevault.domain.pinyin_spelling import SYLLABLES
from casevault.domain.reading import answers_of, names_of, rows_of, texts_of
from casevault.domain.schema import NOT_A_VALUE_LABELS, Kind
from casevault.domain.scripts import HAN
from casevault.domain.sounding import sound
from casevault.domain.words import squeezed, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casevault.domain.record import Fields
    from casevault.domain.schema import RecordType

VERSION: Final = "3"  # of all that is decided in this file, in folding and in names; another one in a vault means a rebuild

EXACT: Final = "\u207c"  # before the joined form of a whole name
SOUND: Final = "\u2053"  # before the sound of one word of a name
BONES: Final = "\u2050"  # before the consonants of a word of a name that was spelt out in letters
HEARD: Final = "\u2052"  # before the consonants of a word of a foreign name in Hanzi, kana, Arabic or Hebrew
TYPE: Final = "\u2051"  # before the key of the record's type
BREAK: Final = "\u241e"  # between two texts, so that no phrase reaches from one into the next

BLOB: Final = "blob"  # the column of a table of files that names the stored one
KEPT: Final = 1 << 14  # words of names whose sound is kept
TOKEN_LIMIT: Final = 64  # characters; longer ones are cut, in text and query alike
READINGS: Final = 12  # of one Chinese name; the unlikely ones count for leaks, not for search
SOUND_LEAST: Final = 4  # letters in a word whose sound is compared
BONES_LEAST: Final = 2  # consonants that say something
LEAST_WORDS: Final = 2

# Scripts without spaces between words: Hanzi, kana, Thai, Lao, Burmese, Khmer.
_UNSPACED: Final = f"{HAN}\u3041-\u309f\u30a0-\u30ff\u31f0-\u31ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_IS_UNSPACED: Final = re.compile(f"[{_UNSPACED}]")
_PIECES: Final = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_DOT_IN_NAME: Final = re.compile(f"(?<=[{_UNSPACED}]) ?\u00b7 ?(?=[{_UNSPACED}])")
# Parts of one number or word: hyphens, dots, strokes and apostrophes join anything, spaces and brackets only digits.
_JOINED: Final = re.compile(r"[^\W_]{1,24}(?:(?:['\-./@_:\u00b7]|(?<=[0-9])[ \-./()]{1,2}(?=[0-9]))[^\W_]{1,24}){1,7}")
_WORD: Final = re.compile(r"[^\W_]+")


# Asked for twice of a name that comes once: keeping those of all names, as who compares them does, would cost 100 MiB.
_forms_of: Final = lru_cache(maxsize=1 << 6)(name_forms.__wrapped__)


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One record as the index holds it, a column each; words with single spaces between."""

    name: str
    alias: str
    pinyin: str
    script: str
    body: str
    # The attachments that its rows name, each with its media type and the number of its row from 1; no words of the index.
    files: tuple[tuple[str, int, str], ...] = field(default=(), compare=False)


def index_row(rt: RecordType, fields: Fields) -> IndexRow:
    """Return what the index holds of a record: names under their own columns, all other searchable text in `body`."""
    names = [(path, value) for path, value, _ in names_of(rt, fields)]
    named = {path for path, _ in names}
    texts: list[str] = []
    for path, text in texts_of(rt, fields):
        if path in named:
            continue
        if path in rt.title and (field := rt.field(path)) is not None and field.kind is Kind.TEXT:
            names.append((path, text))
        else:
            texts.append(text)
    # Each answer that is no value once, in English: whoever types it in another language searches for these words.
    texts += dict.fromkeys(NOT_A_VALUE_LABELS[answer].text for _, answer in answers_of(rt, fields))
    main = [value for path, value in names if "/" not in path]
    other = [value for path, value in names if "/" in path]
    everyone = dict.fromkeys(value for _, value in names)
    return IndexRow(
        name=_join(token for value in main for token in (*name_tokens(value), BREAK)),
        alias=_join(token for value in other for token in (*name_tokens(value), BREAK)),
        pinyin=_join(dict.fromkeys(chain.from_iterable(map(_pinyin_tokens, everyone)))),
        script=_join(dict.fromkeys(chain.from_iterable(map(_script_tokens, everyone)))),
        body=f"{TYPE}{rt.key} {index_text(*map(as_read, texts))}",
        files=tuple(_files(rt, fields)),
    )


def index_text(*texts: str) -> str:
    """Return what the index holds of texts of one record: words and pairs in order, then single characters and joined forms."""
    tokens: list[str] = []
    extra: dict[str, None] = {}
    for text in texts:
        folded = _DOT_IN_NAME.sub("", fold(text))
        for word in words_of(folded):
            if word.isascii():
                tokens.append(word[:TOKEN_LIMIT])
            else:
                tokens.extend(_cut(word))
                extra.update(dict.fromkeys(_IS_UNSPACED.findall(word)))
        extra.update(dict.fromkeys(_joined(folded)))
        tokens.append(BREAK)
    return _join([*tokens, *extra])


def name_tokens(name: str) -> list[str]:
    """Return what the index holds of a name as written: its words, those of the name without inner spaces, and exact marks."""
    tokens = index_text(name).split()
    folded = fold(name)
    whole = squeezed(folded)
    if whole not in folded and _IS_UNSPACED.search(whole):
        tokens += [BREAK, *index_text(whole).split()]
    for key in written_keys(name):
        tokens += [key[:TOKEN_LIMIT], f"{EXACT}{key}"[:TOKEN_LIMIT]]
    return tokens


def _files(rt: RecordType, fields: Fields) -> Iterator[tuple[str, int, str]]:
    for rows in rt.fields:
        if rows.kind is Kind.ROWS and rows.key in fields and any(column.key == BLOB for column in rows.rows):
            for number, row in enumerate(rows_of(fields[rows.key]), start=1):
                blob, mime = row.get(BLOB), row.get("mime")
                if isinstance(blob, str) and blob:
                    yield blob, number, mime if isinstance(mime, str) else ""


# Lists rather than generators: these are made for every name of an import.
def _pinyin_tokens(name: str) -> list[str]:
    found: list[str] = []
    for family, given in chinese_readings(name)[:READINGS]:
        found += family
        found += given
        last, first = "".join(family), "".join(given)
        if family:
            found.append(first[:TOKEN_LIMIT])
        for key in (last + first, first + last):
            found += _whole(key)
        found.append("".join([part[0] for part in (*family, *given)])[:TOKEN_LIMIT])
    return found


def _script_tokens(name: str) -> list[str]:
    found: list[str] = []
    for key in name_keys(name):
        if key.kind == "script":
            found += _whole(key.key)
    for form in _forms_of(name).forms:
        if form.chinese and form.origin is not Origin.OTHER_SYSTEM:
            continue  # stands in the columns of names and of pinyin
        # Words that stand in the column of names stand here too: a query of which one word sounds alike is a hit in one column.
        words = form.words
        found += [word[:TOKEN_LIMIT] for word in words]
        if form.origin is not Origin.WRITTEN:
            found += _whole("".join(words))
            found += _whole("".join((*words[1:], words[0])))
    if not is_chinese_person(fold(name)):
        found += _heard(name)
    return found


def _heard(name: str) -> list[str]:
    found: list[str] = []
    for words in romanised_words(name):
        found += [word[:TOKEN_LIMIT] for word in words]
        found += _sounds(words)
    found += _sounds(words_of(fold(name)))
    for form in _forms_of(name).forms:
        if not form.chinese:
            found += _sounds(form.words)
            mark = HEARD if form.origin is Origin.BONES else BONES
            found += [f"{mark}{bone}"[:TOKEN_LIMIT] for bone in form.bones if len(bone) >= BONES_LEAST]
    return found


def _whole(key: str) -> tuple[str, str]:
    return key[:TOKEN_LIMIT], f"{EXACT}{key}"[:TOKEN_LIMIT]


def _sounds(words: Iterable[str]) -> list[str]:
    return [sounds for word in words if (sounds := _sound_mark(word))]


@lru_cache(maxsize=KEPT)
def _sound_mark(word: str) -> str:
    return f"{SOUND}{sound(word)}"[:TOKEN_LIMIT] if has_sound(word) else ""


def has_sound(word: str) -> bool:
    """Say whether a folded word is Latin and long enough for its sound to tell something; a syllable of pinyin has many."""
    return len(word) >= SOUND_LEAST and word.isascii() and word.isalpha() and word not in SYLLABLES


def is_unspaced(piece: str) -> bool:
    """Say whether a piece of `pieces_of` is of a script without spaces between words."""
    return _IS_UNSPACED.match(piece) is not None


def pieces_of(folded: str) -> list[str]:
    """Return the words of folded text, parted where a script without spaces begins or ends."""
    return [piece for word in words_of(_DOT_IN_NAME.sub("", folded)) for piece in _PIECES.findall(word)]


def _cut(word: str) -> Iterator[str]:
    """Yield the tokens of a word: pairs of each run without spaces (or its one character), other letters as they stand."""
    for piece in _PIECES.findall(word):
        if not _IS_UNSPACED.match(piece):
            yield piece[:TOKEN_LIMIT]
        elif len(piece) == 1:
            yield piece
        else:
            yield from (first + second for first, second in pairwise(piece))


def _joined(folded: str) -> Iterator[str]:
    """Yield the parts of each number or compound joined, from every part on: the end of a number is how people remember it."""
    for found in _JOINED.finditer(folded):
        parts = _WORD.findall(found.group())
        for first in range(len(parts) - 1):
            yield "".join(parts[first:])[:TOKEN_LIMIT]


def _join(tokens: Iterable[str]) -> str:
    return " ".join(tokens)
