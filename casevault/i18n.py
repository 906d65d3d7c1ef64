"""Text a person reads: marked where it is written, translated where it is shown.

`N_("…")` marks a sentence and returns a `Msg`; only a `Catalogue` turns a `Msg` into text. A catalogue is an object, so that a
Dutch window can make a French dossier. Parameters are set in after translation and never stand in the marked sentence itself.
Sibling of `paths`: the folder of the catalogues is handed in by `app`, this module looks for nothing on its own.
"""

from __future__ import annotations

import gettext
import re
import struct
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

DOMAIN = "casevault"
SOURCE_LANGUAGE = "en"

# What stands between thousands, where it is not a comma: a narrow space that does not break, or a full stop.
_THOUSANDS = {"nl": ".", "es": ".", "fr": "\u202f", "ug": ","}
_COMMA = frozenset({"nl", "es", "fr"})  # what they write before a tenth
# What stands between items of a list, two remarks, two parts that hold commas, two sentences, where it is not as in English.
_LISTED = {"zh": "、", "ug": "، "}
_REMARKS = {"zh": "，", "ug": "، "}  # noqa: RUF001 - it is Chinese
_PARTS = {"zh": "；", "ug": "؛ "}  # noqa: RUF001 - it is Chinese
_SENTENCES = {"zh": ""}

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ug", "ur"})  # languages whose window is mirrored
_FIELD = re.compile(r"\{[^{}]*\}")

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"


@dataclass(frozen=True, slots=True)
class Msg:
    """One translatable sentence, as marked in the source (English), with the plural form where it counts something."""

    text: str
    plural: str = ""
    context: str = ""  # tells apart two that are one word in English and two in another language; never shown
    own: tuple[tuple[str, str], ...] = ()  # what a vault calls something of its own, by language: never looked up, never filled

    def __bool__(self) -> bool:
        """Say whether there is anything to show: an empty `Msg` stands for "no hint"."""
        return bool(self.text)


NO_TEXT = Msg("")


def N_(text: str, plural: str = "") -> Msg:  # noqa: N802 - the name every extractor of gettext messages knows
    """Mark `text` (and, for counts, `plural`) for translation without translating it here."""
    return Msg(text, plural)


def NC_(context: str, text: str) -> Msg:  # noqa: N802 - beside `N_`
    """Mark `text` for a translation of its own in `context`: a thing's name is not a person's in every language."""
    return Msg(text, context=context)


def translated(catalogue: bytes) -> list[str]:
    """Return every translation of a compiled catalogue (`.mo`), each plural form by itself; gettext's reader offers none."""
    count, _originals, table = struct.unpack_from("<3I", catalogue, 8)
    found = []
    for number in range(1, count):  # the first, of the empty sentence, says who made the file and when
        length, start = struct.unpack_from("<2I", catalogue, table + 8 * number)
        found += catalogue[start : start + length].decode().split("\0")
    return found


class Catalogue:
    """The sentences of one language, with English as the fall-back for what is not translated."""

    def __init__(self, language: str = SOURCE_LANGUAGE, folder: Path | None = None) -> None:
        """Load `folder`/<language>/LC_MESSAGES/casevault.mo; English needs no file."""
        self.language = language
        self._translations: gettext.NullTranslations = gettext.NullTranslations()
        if folder is not None and language != SOURCE_LANGUAGE:
            self._translations = gettext.translation(DOMAIN, localedir=str(folder), languages=[language], fallback=True)

    def text(self, msg: Msg, /, *, count: int | None = None, **params: object) -> str:
        """Return `msg` in this language, with `params` set in; `count` chooses the plural form and is a parameter too."""
        if not msg:
            return ""
        if msg.own:
            return dict(msg.own).get(self.language) or msg.text
        if msg.plural:
            chosen = self._translations.ngettext(msg.text, msg.plural, 1 if count is None else count)
        elif msg.context:
            chosen = self._translations.pgettext(msg.context, msg.text)
        else:
            chosen = self._translations.gettext(msg.text)
        if count is not None:
            params["count"] = count
        return chosen.format(**self._apart(chosen, params)) if params else chosen

    def filled(self, msg: Msg, params: Mapping[str, object]) -> str:
        """Return `msg` with all of `params` set in; for parameters that arrive as a mapping, such as those of a refusal."""
        chosen = self.text(msg)
        return chosen.format(**self._apart(chosen, params)) if params and msg else chosen

    def _apart(self, chosen: str, params: Mapping[str, object]) -> Mapping[str, object]:
        """Isolate what reads from the right where it is set into a sentence that stayed English.

        Otherwise the number of a day goes over to the Latin word before it, and a limit is read as another day. Only in a window
        that reads from the right: a document has all its words in one language, and nothing unseen stands in it.
        """
        own = _FIELD.sub("", chosen)
        if self.language not in RIGHT_TO_LEFT or reads_from_right(own) or not any(letter.isalpha() for letter in own):
            return params
        return {
            key: isolated(value) if isinstance(value, str) and reads_from_right(value) else value for key, value in params.items()
        }

    def number(self, value: int) -> str:
        """Return a whole number as this language writes it."""
        return f"{value:,}".replace(",", _THOUSANDS.get(self.language, ","))

    def decimal(self, value: float) -> str:
        """Return a number with one digit behind the sign this language puts there."""
        return f"{value:.1f}".replace(".", "," if self.language in _COMMA else ".")

    def listed(self, items: Iterable[str]) -> str:
        """Return items in a row, with the mark this language puts between the items of a list."""
        return _LISTED.get(self.language, ", ").join(items)

    def remarks(self, parts: Iterable[str]) -> str:
        """Return short remarks in a row, each a clause of its own, with the comma of this language."""
        return _REMARKS.get(self.language, ", ").join(parts)

    def parted(self, parts: Iterable[str]) -> str:
        """Return parts that may hold commas of their own in a row, with the semicolon of this language."""
        return _PARTS.get(self.language, "; ").join(parts)

    def sentences(self, parts: Iterable[str]) -> str:
        """Return whole sentences one after the other; Chinese puts no space behind its full stop."""
        return _SENTENCES.get(self.language, " ").join(parts)

    def labels(self, entries: Mapping[str, str], fallback: str) -> str:
        """Return the label of a vocabulary entry from `{language: label}`, or its English label, or `fallback`."""
        return entries.get(self.language) or entries.get(SOURCE_LANGUAGE) or fallback


def reads_from_right(text: str) -> bool:
    """Say whether a letter of a script that runs from right to left stands in a text."""
    return not text.isascii() and any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)


def isolated(value: str) -> str:
    """Return a recorded value isolated for bidirectional text, for setting it into a sentence of another direction."""
    return f"{FIRST_STRONG_ISOLATE}{value}{POP_ISOLATE}"
