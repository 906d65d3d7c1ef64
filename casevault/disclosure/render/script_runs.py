"""Text cut into runs of one script, each with the language that a typesetter and a screen reader need for it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Languages assumed for a script where the record does not say: what this program's users write in it.
_SCRIPTS = (
    ("zh", re.compile("[\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U000323af]")),
    ("ug", re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")),
    ("bo", re.compile("[\u0f00-\u0fff]")),
    ("ru", re.compile("[\u0400-\u052f]")),
)
_RIGHT_TO_LEFT = {"R", "AL"}
_RIGHT_TO_LEFT_LANGUAGES = {"ug"}
_BREAK_AFTER = 24  # characters without a place to break: longer words (addresses of pages, digests) get one that is not seen
_LONG_WORD = re.compile(rf"[!-~\u00a1-\u024f]{{{_BREAK_AFTER + 1},}}")
ZERO_WIDTH_SPACE = "\u200b"


@dataclass(frozen=True, slots=True)
class ScriptRun:
    """Some text of one script; `lang` "" is the language of the document, `region` distinguishes traditional characters."""

    text: str
    lang: str = ""
    region: str = ""


def is_right_to_left(text: str) -> bool:
    """Say whether the first letter with a direction runs from right to left."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in _RIGHT_TO_LEFT:
            return True
        if direction == "L":
            return False
    return False


def script_runs(text: str, lang: str = "") -> Iterator[ScriptRun]:
    """Return `text` in runs of one script; `lang` (BCP 47), where recorded, speaks for every run."""
    if lang:
        yield ScriptRun(_breakable(text), *_language(lang))
        return
    start, current, after = 0, "", 0
    for at, char in enumerate(text):
        found = _script_language(char)
        if found is None:
            continue
        if found != current:
            # Marks and spaces after Arabic letters belong to the line, not to the run: a closing quote would turn round.
            cut = after if current in _RIGHT_TO_LEFT_LANGUAGES else at
            if cut > start:
                yield ScriptRun(_breakable(text[start:cut]), current)
            if at > cut:
                yield ScriptRun(text[cut:at])
            start, current = at, found
        after = at + 1
    cut = after if current in _RIGHT_TO_LEFT_LANGUAGES else len(text)
    if cut > start:
        yield ScriptRun(_breakable(text[start:cut]), current)
    if len(text) > cut:
        yield ScriptRun(text[cut:])


def _script_language(char: str) -> str | None:
    """Return the language assumed for a letter, "" for one of a Latin-like alphabet, None for what belongs to any script."""
    for lang, letters in _SCRIPTS:
        if letters.match(char):
            return lang
    return "" if char.isalpha() or char.isdigit() else None


def _language(lang: str) -> tuple[str, str]:
    """Return (language, region) as the typesetter takes them; traditional characters are those of Taiwan."""
    parts = lang.replace("_", "-").split("-")
    region = "TW" if "Hant" in parts else next((part for part in parts[1:] if len(part) == 2 and part.isupper()), "")  # noqa: PLR2004 - ISO 3166
    return (parts[0].lower(), region) if re.fullmatch(r"[A-Za-z]{2,3}", parts[0]) else ("", "")


def _breakable(text: str) -> str:
    """Return `text` with unseen break places in words that no line could hold."""
    return _LONG_WORD.sub(lambda found: ZERO_WIDTH_SPACE.join(_even(found.group())), text)


def _even(word: str) -> list[str]:
    """Return a long word in pieces of about one length: one letter alone on a line is not read as part of a word."""
    size = ceil(len(word) / ceil(len(word) / _BREAK_AFTER))
    return [word[at : at + size] for at in range(0, len(word), size)]
