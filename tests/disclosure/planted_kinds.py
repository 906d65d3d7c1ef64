"""What is planted in a random vault, and noted beside it: words of values, and words that name or reach somebody."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """A planted word that is a value, or part of one."""

    word: str
    record: str
    type: str
    key: str  # "field" or "table/column"
    gone: bool = False  # recorded before, or in a record that was deleted


@dataclass(frozen=True, slots=True)
class Called:
    """A planted word that names or reaches somebody or something, wherever it stands."""

    word: str
    owner: str  # id of the person or thing
    # name, code_name, former, number, code_word, helper, signature, file; label, loose, inside, desk, reason, never recorded so
    kind: str
    script: str = ""


@dataclass
class Planted:
    """What a vault holds."""

    records: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    texts: list[Text] = field(default_factory=list)
    called: list[Called] = field(default_factory=list)
    deleted: set[str] = field(default_factory=set)
    accounts: dict[str, tuple[str, str]] = field(default_factory=dict)  # claim -> record and field it is about
    case: str = ""
    other: str = ""
    focus: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    parts: dict[str, list[str]] = field(default_factory=dict)  # person -> the records that were merged into that one
    shown: list[str] = field(default_factory=list)  # evidence of which somebody has looked at a copy

    def of(self, *types: str) -> list[str]:
        """Return the ids of the records of `types`."""
        return [key for key, (type_key, _) in self.records.items() if type_key in types]
