"""Addresses as they are written in the West: a street and a number, what stands around them, and places that a word calls one.

Streets end differently in every language, and no list holds them all. So a street that is known by its word takes along what
belongs to it (a number before it, the town and the post code after it), a flat or suite takes along the name and number before it,
and behind "lives at" or "address:" a name with a number is an address whatever it is called.
"""

# A pattern is read in one piece.
# ruff: noqa: E501

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casevault.disclosure.detect_text import Find, Found, View, Why, graded
from casevault.disclosure.scan_terms import Grade

if TYPE_CHECKING:
    from collections.abc import Iterator

_STREET_WORDS = r"Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Square|Sq|Court|Ct|Place|Pl|Terrace|Way|Close|Crescent|Alley|Quay|Row|Highway|Hwy|Parkway"
_WESTERN = re.compile(
    rf"(?<![\w.-])(?<![0-9],)(?<!No\. )(?<!No )(?<!nr\. )[0-9]{{1,5}}[A-Za-z]? (?:[^\W\d_][\w'.-]{{0,24}} ){{1,4}}(?:{_STREET_WORDS})\b"
)
_STREET_FIRST = re.compile(
    r"(?<!\w)[^\W\d_][\w'-]{0,30}(?:straat|laan|weg|plein|gracht|kade|singel|dijk|steeg|hof|strasse|stra(?:ss|ß)e|gasse|vägen|gatan|gata|veien|vej|tie|katu|utca"
    r"|ulice|köz) (?:[^\W\d_]{1,12} )?[0-9]{1,5}(?: ?[A-Za-z]\b)?",
    re.IGNORECASE,
)
_ROMANCE = re.compile(
    r"(?<!\w)(?:ul\.|rue|avenue|boulevard|via|viale|piazza|calle|avenida|rua|praça|plaza|ул\.?|улица|проспект|пр\.|вуліца) (?:[^\W\d_][\w'.-]{0,24},? ){1,5}(?:д\. ?)?[0-9]{1,5}\b",
    re.IGNORECASE,
)
_ROOM = re.compile(
    r"\b(?:Apt|Apartment|Suite|Flat|Unit|Room|P\.?O\.? Box|PSC|Postbus)\b\.? ?#?[0-9]{1,6}[A-Za-z]?\b", re.IGNORECASE
)
_DUTCH_POST = re.compile(r"(?<![\w.-])[1-9][0-9]{3} ?(?!S[ADS]\b)[A-Z]{2}(?![\w])")
_SAYS_ADDRESS = re.compile(
    r"住址|地址|住在|住于|居住|address|lives? (?:at|in)|living at|resid|adres|woont|hiding|shelter|home|house|zip|post|deliver|send|mail"
)
_POST_CODE = re.compile(r"(?<![\w.,/-])(?:[0-9]{3,6}(?:[ -][0-9]{2,4})?|[A-Z][0-9][A-Z] [0-9][A-Z][0-9])(?![\w/-]|[.,][0-9])")
_SAYS_POST_CODE = re.compile(r"邮编|邮政编码|zip|postcode|postal code|post code")
_SEPARATE_WORD = re.compile(
    r"(?<!\w)(?:[^\W\d_][\w'.-]{0,24} ){1,3}(?:u\.|út|utca|tér|kapu|krt\.|gate|gata|vej|vägen|cad\.|sok\.|nám\.|náměstí|sokak|caddesi|trg|cesta) [0-9]{1,5}[A-Za-z]?\b\.?"
)
_FIELD_POST = re.compile(r"\b(?:US[A-Z]{1,3} [^\W\d_][\w'-]{1,24} )?[AFD]PO,? A[AEP],? [0-9]{5}\b", re.IGNORECASE)
_GAP = "[ ,>]{1,8}"
_NAMED = r"(?:[^\W\d_][\w'.-]{0,24} ){1,4}[0-9]{1,5}[A-Za-z]?\b\.?"  # a name and a number
_NUMBER_BEFORE = re.compile(r"(?<![\w.,/:-])[0-9]{1,6}[A-Za-z]?[ ,]{1,2}$")
_BEFORE_ROOM = re.compile(rf"(?<![\w.-])(?:[0-9]{{1,6}}[A-Za-z]? {{1,2}})?{_NAMED}{_GAP}$")
_TOWN_AFTER = re.compile(
    rf"\.?(?:{_GAP}[^\W\d_][\w'.-]{{0,30}}){{1,6}}{_GAP}[0-9]{{3,6}}(?:[ -][0-9]{{2,3}})?(?![\w/-]|[.,:][0-9])"
)
_ROOM_AFTER = re.compile(r"\.?[ ,>]{1,8}(?:Apt|Apartment|Suite|Flat|Unit|Room)\b\.? ?#?[0-9]{1,6}[A-Za-z]?\b", re.IGNORECASE)
_CALLED_ONE = re.compile(
    r"(?<!\w)(?:(?:lives?|living|lived|stays?|stayed|staying|resid(?:es?|ed|ing)|hides?|hiding|hidden|sleeps?|sleeping|moved|woont|woonde|verblijft|schuilt) (?:now )?(?:at|in|to|on|op|aan|te)"
    r"|(?:address|adres)(?: is(?: now)?|:)|(?:office|house|flat|shop|school|hotel|firm|restaurant) is at)"
    rf"[ :>]{{1,4}}(?P<place>(?:[0-9]{{1,6}}[A-Za-z]? {{1,2}})?{_NAMED})",
    re.IGNORECASE,
)
_ROOM_BEFORE, _ROOM_BEHIND = 120, 160  # characters in which what belongs to an address stands
_NO_NAME = re.compile(
    r"\b(?:No|Nos|Nr|art|article|artikel|prison|court|rechtbank|centre|center|jan\w*|feb\w*|mar|march|maart|apr\w*|may|mei|jun\w*|jul\w*|aug\w*|sep\w*|o[ck]t\w*|nov\w*|dec\w*)\.? [0-9]{1,5}",
    re.IGNORECASE,
)
_LEADING = re.compile(r"(?:[^\W\d_A-ZÀ-ÞČŠŽŐŰ][\w'.-]{0,24} ){1,4}")
_YEAR = re.compile(r" (?:19|20)[0-9]{2}\.?$")
_PARTICLES = frozenset(
    {"of", "de", "du", "des", "la", "le", "el", "al", "do", "da", "nad", "am", "an", "im", "sur", "aan", "den", "der", "het"}
)


def western_addresses(view: View) -> Iterator[Find]:
    """Yield each address with what belongs to it; what overlaps is made one elsewhere."""
    yield from _streets(view.text)
    yield from _rooms(view)
    for called in _CALLED_ONE.finditer(view.text):
        if _is_place(called["place"]):
            yield Find(Found.ADDRESS, *_with_neighbours(view.text, *called.span("place")), Grade.STRONG, Why.CONTEXT)
    for post in _FIELD_POST.finditer(view.text):
        yield Find(Found.ADDRESS, *post.span(), Grade.STRONG, Why.SHAPE)
    for code in _POST_CODE.finditer(view.text):
        if view.said_before(_SAYS_POST_CODE, code.start()):
            yield Find(Found.ADDRESS, *code.span(), Grade.STRONG, Why.CONTEXT)


def _streets(text: str) -> Iterator[Find]:
    """Yield what has the word of a street, in any language that is known here."""
    for pattern in (_WESTERN, _STREET_FIRST, _ROMANCE, _SEPARATE_WORD):
        for street in pattern.finditer(text):
            said = pattern is not _WESTERN or _is_capital(street.group())
            if pattern is not _SEPARATE_WORD or street.group()[0].isupper():
                yield Find(Found.ADDRESS, *_with_neighbours(text, *street.span()), *graded(sure=False, said=said))


def _rooms(view: View) -> Iterator[Find]:
    """Yield flats, suites and boxes, with the name and number before them, and Dutch post codes."""
    for pattern in (_ROOM, _DUTCH_POST):
        for part in pattern.finditer(view.text):
            start, end = part.span()
            named = _named_before(view.text, start) if pattern is _ROOM else None
            if named is not None:
                yield Find(Found.ADDRESS, *_with_neighbours(view.text, named, end), Grade.STRONG, Why.CONTEXT)
            else:
                yield Find(Found.ADDRESS, start, end, *graded(sure=False, said=view.said(_SAYS_ADDRESS, start, end)))


def _is_capital(words: str) -> bool:
    names = words.split()[1:]
    return all(name[0].isupper() for name in names)


def _with_neighbours(text: str, start: int, end: int) -> tuple[int, int]:
    """Return an address with the number before it, the room behind it, and the town and post code behind both."""
    before = _NUMBER_BEFORE.search(text, max(0, start - 10), start)
    if before is not None:
        start = before.start()
    room = _ROOM_AFTER.match(text, end, min(len(text), end + _ROOM_BEHIND))
    if room is not None:
        end = room.end()
    town = _TOWN_AFTER.match(text, end, min(len(text), end + _ROOM_BEHIND))
    if town is not None and all(_is_of_a_name(word) for word in town.group().strip(" ,>.").replace(">", " ").split()):
        end = town.end()
    return start, end


def _is_of_a_name(word: str) -> bool:
    bare = word.strip(",.")
    return not bare or bare[0].isupper() or bare[0].isdigit() or bare in _PARTICLES


def _named_before(text: str, start: int) -> int | None:
    """Return where the name and number before a room begin: "Király u. 15., Apt. 3"; None where none stand there."""
    found = _BEFORE_ROOM.search(text, max(0, start - _ROOM_BEFORE), start)
    if found is None:
        return None
    name = found.group().strip(" ,>")
    led = _LEADING.match(name)  # "at Király u. 15": no name begins with a small word
    name = name if led is None else name[led.end() :]
    return found.end() - len(found.group()) + found.group().index(name) if name and _is_place(name) else None


def _is_place(name: str) -> bool:
    """Say whether a name with a number may be a place: not a day, an article, the number of an office, or a year."""
    words = [word for word in name.split() if not word[0].isdigit()]
    led = name[0].isdigit()
    capital = bool(words) and all(word[0].isupper() or word in _PARTICLES or len(word) <= 3 for word in words)  # noqa: PLR2004 - "u."
    return capital and words[0][0].isupper() and _NO_NAME.search(name) is None and (led or _YEAR.search(name) is None)
