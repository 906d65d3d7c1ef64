"""Text as the leak scanner reads it: folded, look-alikes undone, only letters, marks and digits left.

One view serves all: whatever stands in a text as written, split by spaces, hyphens, line ends or zero-width characters, or
spelt with look-alike letters, stands in the squeezed text as one run of characters. What squeezing loses (where words begin
and end) is kept beside it as a set of boundaries, so that `li` is not found in `list`.
"""

# Look-alike letters are the subject of this module.
# ruff: noqa: RUF001

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Final

from casevault.domain.folding import fold, fold_with_map, skeleton

SHORT: Final = 64  # characters of a name
KEPT: Final = 1 << 15
HANZI = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_MARKED_BLOCKS = ((0x0300, 0x1FFF), (0x20D0, 0x20FF), (0x302A, 0x3030), (0xA800, 0xABFF), (0xFB1E, 0xFB1E))


def _marks() -> str:
    """Return the combining marks of the scripts in use as a character class: a word pattern leaves them out."""
    points = [point for first, last in _MARKED_BLOCKS for point in range(first, last + 1)]
    return "".join(re.escape(chr(point)) for point in points if unicodedata.category(chr(point))[0] == "M")


_MARKS = _marks()
# A token is a run of Hanzi or of other letters, marks and digits: between Hanzi and Latin a word may end without a space.
# Tibetan letters below and above others are marks: they stand alone where a name is cut between them.
_TOKEN = re.compile(f"[{HANZI}]+|[^\\W_{HANZI}]+(?:[{_MARKS}]+[^\\W_{HANZI}]*)*|[\u0f71-\u0f84\u0f8d-\u0fbc]+")
_ASCII_TOKEN = re.compile(r"[0-9a-z]+")
_HAS_HANZI = re.compile(f"[{HANZI}]")

# More letters that look like Latin ones than searching needs, and radicals that PDF readers give back for characters.
# One for one, and applied to terms and texts alike: an Armenian name still equals itself.
_PAIRS = (
    "օoոnսuհhցgզqյj"  # Armenian
    "ʋvƅbƒfɦhɪiɴnʀrʙbʜhʟlᴀaᴄcᴅdᴇeɢgᴊjᴋkᴍmᴏoᴘpꜱsᴛtᴜuᴠvᴡwʏyᴢz"  # letters of phonetics and small capitals
    "⺠民⻅见⻆角⻉贝⻋车⻌辶⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食"
    "⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻯竜⻰龙⻳龟"
)
_TABLE = {ord(_PAIRS[at]): ord(_PAIRS[at + 1]) for at in range(0, len(_PAIRS), 2)}


class _Plain(dict[int, str]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, point: int) -> str:
        plain = self[point] = skeleton(chr(point)).translate(_TABLE).lower()
        return plain


_PLAIN = _Plain()


def _plain(text: str) -> str:
    """Return `text` folded and with look-alikes undone; as long as its folding."""
    if text.isascii():
        return text.lower()
    # Every part is decomposed already: this only brings several marks on one letter into one order, as folding does.
    return unicodedata.normalize("NFD", text.translate(_PLAIN))


@dataclass(slots=True)
class Squeezed:
    """The squeezed form of `text` with its word boundaries; `origin` finds back where a stretch of it came from."""

    text: str
    key: str
    bounds: frozenset[int]
    _starts: list[int] = field(default_factory=list)  # of each token, in the key and in the folded text
    _places: list[int] = field(default_factory=list)
    _sources: list[int] = field(
        default_factory=list
    )  # of each character of the folded text; empty for ASCII, which folds in place

    def origin(self, start: int, stop: int) -> tuple[int, int]:
        """Return the stretch of the original text that `key[start:stop]` came from, trailing marks and joiners included."""
        if not self._starts:
            folded = self.text
            if not folded.isascii():
                folded, self._sources = fold_with_map(folded)
            at = 0
            for token in _TOKEN.finditer(_plain(folded)):
                self._starts.append(at)
                self._places.append(token.start())
                at += token.end() - token.start()
        first, last = self._source(start), self._source(stop - 1) + 1
        while last < len(self.text) and unicodedata.category(self.text[last]) in {"Mn", "Me", "Cf"}:
            last += 1
        return first, last

    def _source(self, at: int) -> int:
        token = bisect_right(self._starts, at) - 1
        place = self._places[token] + at - self._starts[token]
        return self._sources[place] if self._sources else place


def tokens_of(text: str) -> list[str]:
    """Return the words of `text`, folded and with look-alikes undone; their joining is the squeezed text."""
    if text.isascii():
        low = text.lower()
        # Nearly every spelling of a name is letters and spaces alone: those are cut in a third of the time.
        return low.split() if low.replace(" ", "").isalnum() else _ASCII_TOKEN.findall(low)
    return _TOKEN.findall(_plain(text))


def squeeze(text: str) -> Squeezed:
    """Return the squeezed view of `text`."""
    tokens = tokens_of(text)
    return Squeezed(text, "".join(tokens), frozenset((0, *accumulate(map(len, tokens)))))


def key_of(text: str) -> str:
    """Return the squeezed form of `text` alone: what two spellings of one thing have in common."""
    return _short_key(text) if len(text) <= SHORT else "".join(tokens_of(text))


@lru_cache(maxsize=KEPT)
def _short_key(text: str) -> str:
    """Kept while terms are gathered and parted, when each name of a vault is asked about several times."""
    return "".join(tokens_of(text))


def has_hanzi(text: str) -> bool:
    """Say whether `text` holds a Chinese character."""
    return _HAS_HANZI.search(text) is not None


def hanzi_count(text: str) -> int:
    """Return how many Chinese characters `text` holds."""
    return len(_HAS_HANZI.findall(text))


# What a name is broken by where a text was copied from a page: tags, the number of a note, the tone of a syllable.
_INSERTED = re.compile(
    r"</?[A-Za-z][^<>]{0,80}>|\[[0-9A-Za-z]{1,3}\]|(?<=[A-Za-zÀ-ÿ])[0-5](?![0-9])|[\u2070-\u2079\u00b9\u00b2\u00b3]"
)


def without_insertions(text: str) -> str:
    """Return `text` with spaces for what stands between the parts of a name and belongs to none: as long as `text`.

    `Zhao<i>hui</i>`, `林兆[1]慧`, `Lin2 Zhao4hui4`. Shown only to look at: what is found is a stretch of the text itself.
    """
    return _INSERTED.sub(lambda found: " " * len(found.group()), text)


_CONTROLS = "\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069"
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RIGHT_TO_LEFT_WORD = re.compile(f"[{_RIGHT_TO_LEFT}][{_RIGHT_TO_LEFT}{_CONTROLS}]*")


def has_right_to_left(text: str) -> bool:
    """Say whether `text` holds a letter of a script that runs from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT_WORD.search(text) is not None


def unmirrored(text: str) -> str:
    """Return `text` with each right-to-left word in that of its two reading orders which sorts first; as long as `text`.

    PDF readers give such words back partly in the order of the page, partly in the order of the language (measured with
    pdfium), so a name is also searched in a form that is equal for both.
    """
    return _RIGHT_TO_LEFT_WORD.sub(lambda found: _first_order(found.group()), text)


def _first_order(word: str) -> str:
    folded = fold(word)
    return word if folded <= folded[::-1] else word[::-1]
