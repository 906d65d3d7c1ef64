"""Vocabularies: closed lists of stable codes with labels per language, read from data so that a list grows without code.

A file is one TOML table per code: labels under language codes of two letters (`en`, `nl`, `zh`); anything else is a fact about
the code (`article`, `pinyin`, `also`). A `zh` label with a `zh_source` is the word of the law or standard cited there; every
other one was made by a machine and nobody has reviewed it (`is_reviewed`). Codes never change and never go away; labels may. The
order of the file is the order shown.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from casevault.errors import Code, MachineProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.i18n import Catalogue


REVIEWED = frozenset({"en", "nl"})
ANY_CASE = frozenset({"country", "currency", "script", "sensitivity", "admiralty_r", "right", "wgad_category"})


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """All vocabularies of a vault: `entries` is {vocabulary: {code: {language or fact: text}}}."""

    entries: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)

    @classmethod
    def from_toml(cls, texts: Mapping[str, str]) -> Vocabularies:
        """Read `{vocabulary: TOML text}`; raise UNSUPPORTED where a file is not a table of tables of texts."""
        return cls(MappingProxyType({key: _read(key, text) for key, text in texts.items()}))

    def codes(self, key: str) -> tuple[str, ...]:
        """Return the codes of a vocabulary in the order shown; empty where there is no such vocabulary."""
        return tuple(self.entries.get(key, ()))

    def offered(self, key: str) -> tuple[str, ...]:
        """Return the codes that a form offers for something new: all but those retired."""
        return tuple(code for code, entry in self.entries.get(key, {}).items() if not entry.get("retired"))

    def has(self, key: str, code: str) -> bool:
        """Say whether `code` stands in the vocabulary."""
        return code in self.entries.get(key, ())

    def label(self, key: str, code: str, catalogue: Catalogue) -> str:
        """Return the label of a code in the language of `catalogue`, else in English, else the code itself."""
        return catalogue.labels(self.entries.get(key, {}).get(code, {}), code)

    def fact(self, key: str, code: str, name: str) -> str:
        """Return what the vocabulary says of a code under `name` ("zh", "article"), or ""."""
        return self.entries.get(key, {}).get(code, {}).get(name, "")

    def is_reviewed(self, key: str, code: str, language: str) -> bool:
        """Say whether a label can be relied on: English and Dutch always; another language where it names whose word it is."""
        entry = self.entries.get(key, {}).get(code, {})
        return language in REVIEWED or f"{language}_source" in entry

    def match(self, key: str, untrusted_code: str) -> str:
        """Return the code that was meant, or "".

        Codes are matched exactly. Lists that everyone writes with capitals somewhere else (countries, scripts, data classes,
        grades, rights) forgive the wrong case, and a code may name other words for itself (`also`, divided by spaces).
        """
        codes = self.entries.get(key, {})
        if untrusted_code in codes:
            return untrusted_code
        wanted = untrusted_code.casefold() if key in ANY_CASE else untrusted_code
        for code, labels in codes.items():
            if key in ANY_CASE and code.casefold() == wanted:
                return code
            if wanted in labels.get("also", "").split():
                return code
        return ""


def _read(key: str, text: str) -> Mapping[str, Mapping[str, str]]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise _unreadable(key) from problem
    entries: dict[str, Mapping[str, str]] = {}
    for code, labels in table.items():
        if not isinstance(labels, dict) or not all(isinstance(value, str) for value in labels.values()):
            raise _unreadable(key)
        entries[code] = MappingProxyType(labels)
    return MappingProxyType(entries)


def _unreadable(key: str) -> MachineProblem:
    return MachineProblem(
        Code.UNSUPPORTED,
        N_("The list “{key}” that comes with CaseVault cannot be read."),
        N_("Install CaseVault again; your records are not affected."),
        key=key,
    )
