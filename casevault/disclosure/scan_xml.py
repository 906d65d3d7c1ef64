"""One XML part of a finished file as text: its words with the lines they form, and everything else that could hold one.

Attribute values, comments, instructions, and the names of elements and attributes themselves are read too. What also stands in
the file of a document without a word is the program's own vocabulary, and says nothing about anybody (`Own`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from casevault.disclosure.scan_hits import Place, Where
from casevault.disclosure.scan_pieces import Piece
from casevault.media.plain_xml import local, read_xml

if TYPE_CHECKING:
    from collections.abc import Iterator

# Elements inside a line: what they hold belongs together, as a name does that is half bold.
_INLINE: Final = frozenset({
    "r", "t", "rPr", "rPh", "rFonts", "b", "bCs", "i", "color", "sz", "szCs", "shd", "rtl", "cs", "lang", "vanish", "ins",
    "del", "moveFrom", "moveTo", "hyperlink", "smartTag", "fldSimple", "sdt", "sdtContent", "sdtPr", "proofErr",
    "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "noProof", "phoneticPr", "family", "scheme",
    "charset", "rFont", "u", "strike", "span",
})  # fmt: skip
_BREAKS: Final = {"tab": "\t", "br": "\n", "cr": "\n"}
_UNPRINTED: Final = frozenset({"instrText", "delText", "delInstrText", "f", "oddHeader", "oddFooter"})  # words that no page shows
_MARGIN_CODE: Final = re.compile(r"&(?:[LCRPNDTAFG]|\"[^\"]*\"|\d+)")
_NUMBER: Final = re.compile(r"(?<![0-9])[0-9]{1,4}(?![0-9])")
_PLACE: Final = re.compile(r"[$]?[A-Z]{1,3}[$]?[0-9]{1,7}(?::[$]?[A-Z]{1,3}[$]?[0-9]{1,7})?|[0-9]{1,7}:[0-9]{1,7}")
_PLACES: Final = frozenset({"r", "ref", "sqref", "activeCell", "topLeftCell", "spans"})
_DECIMAL: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,12})?")
_WIDTHS: Final = frozenset({"width", "ht", "defaultRowHeight"})
_OWN_LINE: Final = 5  # letters of a line that is the program's own and no part of a name cut into letters
MOST_DEPTH: Final = 200


@dataclass(slots=True)
class Own:
    """The words of the program itself, numbers of up to four digits taken as one."""

    words: set[str] = field(default_factory=set)

    def has(self, word: str) -> bool:
        """Say whether `word` stands in a file that holds no word of anybody."""
        return self.plain(word) in self.words

    def note(self, word: str) -> None:
        """Take a word of the empty file."""
        self.words.add(self.plain(word))

    @staticmethod
    def plain(word: str) -> str:
        """Return a word with its short numbers made one: `rId7` and `rId2` are the same word."""
        return _NUMBER.sub("0", word)


@dataclass(slots=True)
class Part:
    """What one part holds: its words, a line each; words that are not shown; values of attributes; names; comments."""

    text: str = ""
    unprinted: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    asides: list[str] = field(default_factory=list)

    def words(self) -> Iterator[str]:
        """Yield everything in it."""
        yield from self.text.split("\n")
        yield from self.unprinted
        yield from self.values
        yield from self.names
        yield from self.asides

    def pieces(self, own: Own, *, shown: bool, place: Place) -> Iterator[Piece]:
        """Yield what is no printed text; its words too where the part is none that is `shown`."""
        if not shown:
            yield from _pieces((line.strip() for line in self.text.split("\n")), own, place)
            # A name may be cut by elements that are none of a known vocabulary.
            rest = "\n".join(one for one in self.text.split("\n") if len(one) < _OWN_LINE or not own.has(one.strip()))
            yield Piece(rest, Where(place), echo=True)
        yield from _pieces(self.unprinted, own, Place.STRING)
        if self.unprinted:
            yield Piece("".join(self.unprinted), Where(Place.STRING), echo=True)
        yield from _pieces(self.values, own, Place.STRING)
        yield from _pieces(sorted(self.names), own, Place.NAME)
        yield from (Piece(text, Where(Place.STRING)) for text in self.asides)


def _pieces(words: Iterator[str] | list[str], own: Own, place: Place) -> Iterator[Piece]:
    for word in dict.fromkeys(words):
        if word and not own.has(word):
            yield Piece(word, Where(place))


def read_part(untrusted: bytes) -> Part:
    """Return what an XML part holds; raises NotPlainError where it is not well-formed, defines types, or is too deep."""
    part, text, open_names = Part(), [], [""]
    unprinted: list[str] | None = None

    def start(name: str, given: dict[str, str]) -> None:
        nonlocal unprinted
        own = local(name)
        open_names.append(own)
        part.names.add(name)
        text.append(_BREAKS.get(own, ""))
        unprinted = [] if own in _UNPRINTED else unprinted
        for key, value in given.items():
            part.names.add(key)
            if not _is_measure(local(key), value):
                part.values.append(value)

    def end(name: str) -> None:
        nonlocal unprinted
        own = local(name)
        open_names.pop()
        if own in _UNPRINTED and unprinted is not None:
            part.unprinted += _MARGIN_CODE.split("".join(unprinted)) if own.startswith("odd") else ["".join(unprinted)]
            unprinted = None
        if own not in _INLINE and own not in _BREAKS:
            text.append("\n")

    def words(data: str) -> None:
        (text if unprinted is None else unprinted).append(data)

    read_xml([untrusted], start, end, words, aside=part.asides.append, strict=True, depth=MOST_DEPTH)
    part.text = re.sub(r"\n{2,}", "\n", "".join(text)).strip("\n")
    return part


def _is_measure(key: str, value: str) -> bool:
    """Say whether a value is a width or the place of a cell, which is not searched: any three letters are somebody's name."""
    return bool((key in _WIDTHS and _DECIMAL.fullmatch(value)) or (key in _PLACES and _PLACE.fullmatch(value)))
