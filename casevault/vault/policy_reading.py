"""From the bytes of a policy file to its rules, strictly: a closed list of keys, each of one type and between two bounds.

Every flaw is named at once, for an administrator who tries a file before it goes to forty computers. A file with one flaw counts
as unreadable as a whole: a rule that was misspelt is a rule that was meant.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from casevault.i18n import N_
from casevault.vault.approvals import AUDIENCES
from casevault.vault.backup_memory import DUE_AFTER
from casevault.vault.policy import UNREADABLE, Policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.i18n import Catalogue, Msg

FORMAT: Final = 1
FILE_LIMIT: Final = 8 * 1024  # bytes
MOST_FLAWS: Final = 20  # that are named
# What a rule may ask, both ends included. The loose end is what holds without a policy, so that none reads as permission.
NUMBERS: Final[Mapping[str, tuple[int, int]]] = {
    "kdf_memory_mib": (64, 1024),
    "kdf_passes": (3, 16),
    "idle_minutes": (1, 20),
    "backup_days": (1, DUE_AFTER),
}
SWITCHES: Final = ("approval_sensitive", "no_plain", "no_opening_outside")
LISTS: Final[Mapping[str, tuple[str, ...]]] = {"approval_audiences": AUDIENCES}
KEYS: Final = ("format", *NUMBERS, *SWITCHES, *LISTS)
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong: at which key ("" for the file as a whole), and a sentence with its parameters."""

    key: str
    what: Msg
    params: tuple[tuple[str, object], ...] = ()

    def words(self, catalogue: Catalogue) -> str:
        """Say it, the key first."""
        said = catalogue.filled(self.what, dict(self.params))
        return f"{self.key}: {said}" if self.key else said


def parse(untrusted: bytes) -> tuple[Policy, tuple[Flaw, ...]]:
    """Return the rules of a file and no flaw, or `UNREADABLE` and at least one."""
    if len(untrusted) > FILE_LIMIT:  # before any work
        return UNREADABLE, (too_large(),)
    try:
        # Editors on Windows put a mark before UTF-8. NUL and the other control characters are refused by TOML itself.
        table = tomllib.loads(untrusted.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        return UNREADABLE, (Flaw("", N_("The file is not UTF-8 text.")),)
    except tomllib.TOMLDecodeError as problem:
        return UNREADABLE, (_not_toml(problem),)
    except (ValueError, RecursionError):  # a number of thousands of digits; brackets a thousand deep
        return UNREADABLE, (Flaw("", N_("The file is not TOML.")),)
    flaws = [*_strangers(table), *_format(table)]
    found: dict[str, Any] = {}
    for key, untrusted_value in table.items():
        if key in KEYS and key != "format":
            value, flaw = _checked(key, untrusted_value)
            found[key] = value
            flaws += [] if flaw is None else [flaw]
    return (UNREADABLE, tuple(flaws[:MOST_FLAWS])) if flaws else (Policy(**found), ())


def too_large() -> Flaw:
    """Return the flaw of a file that is larger than any policy."""
    return Flaw("", N_("The file is larger than the {limit} bytes that are read."), (("limit", FILE_LIMIT),))


def _not_toml(problem: tomllib.TOMLDecodeError) -> Flaw:
    # Of the library's words only the line is taken: the rest quotes the file.
    found = re.search(r"at line ([0-9]+)", str(problem))
    if found is None:
        return Flaw("", N_("The file is not TOML."))
    return Flaw("", N_("The file is not TOML; what is wrong is in line {line}."), (("line", int(found[1])),))


def _strangers(table: Mapping[str, object]) -> list[Flaw]:
    known = N_("There is no such rule. The rules are: {known}.")
    names = [key if _KEY.fullmatch(key) else "?" for key in table if key not in KEYS]
    return [Flaw(name, known, (("known", ", ".join(KEYS)),)) for name in names]


def _format(table: Mapping[str, object]) -> list[Flaw]:
    value = table.get("format")
    if type(value) is int and value == FORMAT:
        return []
    if type(value) is int and value > FORMAT:
        return [Flaw("format", N_("This policy was written for a newer CaseVault."))]
    return [Flaw("format", N_("The first line has to be: format = {number}"), (("number", FORMAT),))]


def _checked(key: str, untrusted: object) -> tuple[object, Flaw | None]:
    if key in NUMBERS:
        low, high = NUMBERS[key]
        # `type` and not `isinstance`: true would pass as the number 1.
        if type(untrusted) is int and low <= untrusted <= high:
            return untrusted, None
        return None, Flaw(key, N_("It has to be a whole number from {low} to {high}."), (("low", low), ("high", high)))
    if key in SWITCHES:
        return untrusted, None if type(untrusted) is bool else Flaw(key, N_("It has to be true or false."))
    known = LISTS[key]
    if isinstance(untrusted, list) and all(isinstance(word, str) and word in known for word in untrusted):
        return frozenset(untrusted), None
    return None, Flaw(key, N_("It has to be a list of these words in quotes: {known}."), (("known", ", ".join(known)),))
