"""What a cell says beside its plain text: that there is no value, that somebody blacked it out, that it holds several values.

Everything here is a proposal for one column, made from a sample, which a person sees and decides. Nothing is invented: a word
that is not in these lists stays text, and a proposal that is declined leaves the cell as it was written. Pure: no file, no clock.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from casevault.domain.schema import NotAValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casevault.exchange.sheets import Cell

MAX_SAMPLE: Final = 5_000  # cells that a proposal looks at
MAX_WORDS: Final = 12  # words that stand among dates or numbers; more, and the column is one of words
_LONGEST_SENTINEL: Final = 40  # characters
_LONGEST_PART: Final = 80  # characters of one of several values, and words; longer ones are prose with a semicolon in it
_MOST_WORDS: Final = 7
_LONGEST_NAMES: Final = 400  # characters of a name with another one in brackets


class Reason(StrEnum):
    """Why a text is thought not to be a plain value."""

    UNKNOWN = "unknown"  # somebody says that it is not known
    NOTHING = "nothing"  # a program's or a person's sign for an empty cell
    NONE = "none"  # "there is none", which may be an answer
    NOT_APPLICABLE = "not_applicable"
    NOT_ASKED = "not_asked"
    REDACTED = "redacted"  # blacked out, or kept back
    WORD = "word"  # a word where the rest of the column are dates or numbers, such as "life" among ends of sentences


class Becomes(StrEnum):
    """What a person decides that such a text becomes; the first four are the answers that are not a value."""

    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"
    REFUSED = "refused"
    NOT_DISCLOSABLE = "not_disclosable"
    EMPTY = "empty"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Sentinel:
    """One such text of a column: as it was first written, how often the sample has it, why, and what it would become."""

    text: str
    count: int
    reason: Reason
    becomes: Becomes


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """How the cells of one column are read; what `propose` found, or what a person made of it."""

    separator: str = ""  # "" where a cell holds one value
    sentinels: tuple[Sentinel, ...] = ()
    several: int = 0  # cells of the sample that the separator parts
    bracketed: int = 0  # cells with a second name in brackets at their end
    partly_redacted: int = 0  # cells with a mark of redaction inside, which stays there

    def decided(self, text: str, becomes: Becomes) -> ColumnReading:
        """Return the same reading with another decision on one text."""
        key = folded(text)
        changed = (replace(one, becomes=becomes) if folded(one.text) == key else one for one in self.sentinels)
        return replace(self, sentinels=tuple(changed))

    def decisions(self) -> dict[str, Becomes]:
        """Return what each text becomes, by its folded form: what `values` asks for."""
        return {folded(one.text): one.becomes for one in self.sentinels}


Value: TypeAlias = str | NotAValue

_WORDS: Final[Mapping[Reason, str]] = {
    Reason.UNKNOWN: "unknown|unk|not known|unclear|not available|no data|missing value|na|n/a|n.a.|#n/a|nan|?|??|???|"
    "onbekend|niet bekend|unbekannt|inconnu|inconnue|desconocido|desconocida|sin datos|desconhecido|sconosciuto|"
    "不详|不詳|不明|未知|不清楚|不清|неизвестно|неизвестен|неизвестна|невідомо|невядома|bilinmiyor|"
    "غير معروف|غير معروفة|مجهول|نامشخص",
    Reason.NOTHING: r"null|nil|\n|(null)|(blank)|(empty)|-|--|---|–|—|——|_|.|..|...|…|/|#value!|#ref!|undefined",
    Reason.NONE: "none|no one|nobody|geen|keine|aucun|ninguno|ninguna|无|無|没有|沒有|нет|لا يوجد|yok",
    Reason.NOT_APPLICABLE: "not applicable|n.v.t.|nvt|niet van toepassing|entfällt|sans objet|no aplica|"
    "不适用|不適用|не применимо|لا ينطبق",
    Reason.NOT_ASKED: "not asked|niet gevraagd|no preguntado|未问|未問|未询问|не спрашивали|لم يسأل",
    Reason.REDACTED: "redacted|[redacted]|(redacted)|withheld|[withheld]|(withheld)|name withheld|[name withheld]|"
    "(name withheld)|confidential|[confidential]|anonymised|"
    "anonymized|vertrouwelijk|zwartgelakt|geheim|confidencial|保密|隐去|隱去|скрыто|محجوب",
}
_REASONS: Final = {word: reason for reason, words in _WORDS.items() for word in words.split("|")}
_PROPOSED: Final[Mapping[Reason, Becomes]] = {
    Reason.UNKNOWN: Becomes.UNKNOWN,
    Reason.NOTHING: Becomes.EMPTY,
    Reason.NONE: Becomes.EMPTY,
    Reason.NOT_APPLICABLE: Becomes.EMPTY,
    Reason.NOT_ASKED: Becomes.NOT_ASKED,
    Reason.REDACTED: Becomes.NOT_DISCLOSABLE,
    Reason.WORD: Becomes.TEXT,
}
_ALL_BLACK: Final = re.compile(r"(?:[xX×]{3,}|\*{2,}|[■█▇▆●○□◼▮]{1,})(?:[ \-./·]+(?:[xX×]{2,}|\*+|[■█▇▆●○□◼▮]+))*")
_INSIDE_BLACK: Final = re.compile(r"\[(?:redacted|name withheld|withheld|…|\.\.\.)\]|\*{2,}|[xX×]{3,}|[■█▇▆◼▮]+", re.IGNORECASE)
_FIGURES: Final = re.compile(r"[\d٠-٩۰-۹][\d٠-٩۰-۹ .,:/\-~?%TZ年月日号]*")
_BRACKETED: Final = re.compile(r"(?P<before>[^()（）]{1,200}?)\s*[(（](?P<inside>[^()（）]{1,200})[)）]")
_ENTITY: Final = re.compile(r"&#?\w{1,10};$")

# In this order; the comma is not among them: it stands inside names and addresses.
SEPARATORS: Final = ("|", ";", "；", "、", "\n", "،", "؛", " / ")


def folded(text: str) -> str:
    """Return a text so that "ＮＡ", " n/a " and "N/A" meet."""
    return " ".join(unicodedata.normalize("NFKC", text[:200]).casefold().split())


def reason_of(text: str) -> Reason | None:
    """Return why a whole cell is no plain value; None for any other text."""
    if len(text) > _LONGEST_SENTINEL or not text.strip():
        return None
    if _ALL_BLACK.fullmatch(text.strip()):
        return Reason.REDACTED
    return _REASONS.get(folded(text)) or _REASONS.get(text.strip())


def propose(cells: Iterable[Cell]) -> ColumnReading:
    """Return how a column would be read, from the first `MAX_SAMPLE` cells of it that are given."""
    counts: Counter[str] = Counter()
    listed = 0
    for place, cell in enumerate(cells):
        if place >= MAX_SAMPLE:
            break
        listed += isinstance(cell, tuple)
        counts.update((part.strip() for part in cell if part.strip()) if isinstance(cell, tuple) else (cell.strip(),))
    del counts[""]
    sentinels = _sentinels(counts)
    plain = {text: count for text, count in counts.items() if reason_of(text) is None}
    separator, several = ("", listed) if listed else _separator(plain)
    return ColumnReading(
        separator,
        sentinels,
        several,
        sum(count for text, count in plain.items() if apart(text)[1]),
        sum(count for text, count in plain.items() if _INSIDE_BLACK.search(text)),
    )


def _sentinels(counts: Counter[str]) -> tuple[Sentinel, ...]:
    found: dict[str, Sentinel] = {}
    plain: Counter[str] = Counter()
    for text, count in counts.items():
        reason = reason_of(text)
        if reason is None:
            plain[text] += count
        else:
            before = found.get(folded(text))
            found[folded(text)] = Sentinel(
                before.text if before else text, count + (before.count if before else 0), reason, _PROPOSED[reason]
            )
    if any(one.reason is Reason.UNKNOWN for one in found.values()):
        # Where a column says "unknown" as well, "none" says something else: it is an answer, and stays one.
        for key, one in found.items():
            if one.reason is Reason.NONE:
                found[key] = replace(one, becomes=Becomes.TEXT)
    for text, count in _words_among_figures(plain).items():
        found[folded(text)] = Sentinel(text, count, Reason.WORD, Becomes.TEXT)
    return tuple(sorted(found.values(), key=lambda one: (-one.count, one.text)))


def _words_among_figures(plain: Counter[str]) -> Counter[str]:
    """Return the few words of a column of dates or numbers; nothing for a column of words."""
    words = Counter({text: count for text, count in plain.items() if not _FIGURES.fullmatch(text.lstrip("+-~"))})
    figures = plain.total() - words.total()
    if not words or figures < 2 * words.total() or len(words) > MAX_WORDS:
        return Counter()
    return Counter({text: count for text, count in words.items() if len(text) <= _LONGEST_SENTINEL})


def _separator(plain: Mapping[str, int]) -> tuple[str, int]:
    """Return the sign that parts values in this column and how many cells it parts; "" where it only stands in prose."""
    total = sum(plain.values())
    best, most = "", 0
    for sign in SEPARATORS:
        parted = {text: parts for text in plain if len(parts := split(text, sign)) > 1}
        cells = sum(plain[text] for text in parted)
        if cells <= most or any(_prose(part) for parts in parted.values() for part in parts):
            continue
        # Either it is usual in this column, or its parts stand alone in other cells.
        usual = cells >= 2 and cells * 20 >= total  # noqa: PLR2004 - one cell is chance, less than a twentieth is prose
        alone = all(part in plain for parts in parted.values() for part in parts)
        if usual or alone:
            best, most = sign, cells
    return best, most


def _prose(part: str) -> bool:
    return len(part) > _LONGEST_PART or len(part.split()) > _MOST_WORDS


def split(text: str, separator: str) -> tuple[str, ...]:
    """Return the values in one text, without the spaces around them; an empty place between two separators is none."""
    if not separator or separator not in text:
        return (text.strip(),) if text.strip() else ()
    parts: list[str] = []
    for piece in text.split(separator):
        # "&amp;" is one sign, whatever stands at its end.
        if parts and separator == ";" and _ENTITY.search(parts[-1] + ";"):
            parts[-1] += ";" + piece
        else:
            parts.append(piece)
    return tuple(part.strip() for part in parts if part.strip())


def values(cell: Cell, separator: str = "", decisions: Mapping[str, Becomes] | None = None) -> tuple[Value, ...]:
    """Return the values of one cell as decided; () for an empty one. A text without a decision is kept as it was written."""
    texts = [part for whole in cell for part in split(whole, "")] if isinstance(cell, tuple) else list(split(cell, separator))
    found: list[Value] = []
    for text in texts:
        becomes = (decisions or {}).get(folded(text), Becomes.TEXT) if len(text) <= _LONGEST_SENTINEL else Becomes.TEXT
        if becomes is Becomes.TEXT:
            found.append(text)
        elif becomes is not Becomes.EMPTY:
            found.append(NotAValue(becomes.value))
    return tuple(found)


def apart(text: str) -> tuple[str, str]:
    """Return a name and the second name that stands in brackets after it, or the text and ""."""
    found = _BRACKETED.fullmatch(text.strip()) if len(text) <= _LONGEST_NAMES else None
    return (found["before"], found["inside"]) if found else (text, "")
