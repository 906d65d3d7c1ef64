"""What a check of the vault finds, in words: for a person in her language, for programs in English that stays the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casevault.i18n import N_, Catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.errors import Code
    from casevault.i18n import Msg

DATABASE = "database"
LOG = "log"
INDEX = "index"
ATTACHMENTS = "attachments"
NOT_A_ROW = N_("is no row that any version of CaseVault wrote")
HOMELESS = N_("has entries that belong to no record ({number})")
ASTRAY = N_("does not match the records ({number})")
# What SQLCipher and SQLite say stays in their words; they name pages and tables, never a value.
THEIR_WORDS = N_("its own check says: {words}")
# The places a finding may name, as one says them; what stands after them is a number or an id.
PLACES = {
    DATABASE: N_("database"),
    LOG: N_("log"),
    INDEX: N_("search index"),
    ATTACHMENTS: N_("attachments"),
    "links": N_("links"),
    "names": N_("name keys"),
    "cases": N_("cases"),
    "change": N_("change {which}"),
    "record": N_("record {which}"),
    "attachment": N_("attachment {which}"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: `where` names a place ("change 17", "record <id>"), `said` what is wrong there, without case data."""

    code: Code
    where: str
    said: Msg
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def detail(self) -> str:
        """Return what is wrong in English, which stays the same for programs."""
        return Catalogue().filled(self.said, self.params)

    def line(self, catalogue: Catalogue) -> str:
        """Return the finding for a person: code, place, what is wrong."""
        kind, _, which = self.where.partition(" ")
        place = catalogue.filled(PLACES[kind], {"which": which} if which else {}) if kind in PLACES else self.where
        return f"{self.code}  {place}: {catalogue.filled(self.said, self.params)}"


@dataclass(slots=True)
class CheckReport:
    """What a check counted and found."""

    records: int = 0
    changes: int = 0
    attachments: int = 0
    orphans: int = 0  # files in blobs/ that no row knows: what an import left that was cut short, no damage
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Say whether nothing was found."""
        return not self.problems
