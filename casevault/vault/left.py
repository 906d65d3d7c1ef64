"""What went to oneself, as the log says it: a row `left` of four words, and those rows read again.

The row tells what, how many, to which kind of place, and whether it was sealed. It names no path, no program, no stick and no
computer: where a person keeps copies is worth as much to a seizer as the copies.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casevault.domain.change import Action
from casevault.i18n import N_
from casevault.vault.acts import Act

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.i18n import Catalogue, Msg
    from casevault.vault.cases import HistoryEntry, Records

MOST: Final = 1_000  # rows that are listed


class What(StrEnum):
    """What went out."""

    FILE = "file"  # of a piece of evidence
    TEAM = "team"  # everything that another office of the team had not been told, counted in entries
    EVERYTHING = "everything"  # the whole vault, counted in records
    CALENDAR = "calendar"  # what is due, counted in entries
    PAGE = "page"  # a record or a case on paper, counted in values and entries
    TICKET = "ticket"  # of a journey, without its words
    TEXT = "text"  # copied from what was shown


class To(StrEnum):
    """Which kind of place it went to."""

    FILE = "file"  # a file the person named
    PROGRAM = "program"  # another program, to be looked at
    CLIPBOARD = "clipboard"
    PRINTER = "printer"


class Sealed(StrEnum):
    """What keeps others from reading it."""

    KEY = "key"  # age, to a key of one's own
    WORDS = "words"  # age, with seven drawn words
    NONE = "none"


SENTENCES: Final[Mapping[tuple[str, str], Msg]] = {
    (What.FILE, To.FILE): N_("{count} file of evidence saved as a copy", "{count} files of evidence saved as copies"),
    (What.FILE, To.PROGRAM): N_("{count} file opened in another program", "{count} files opened in other programs"),
    (What.TEAM, To.FILE): N_(
        "{count} entry told to another office of the team", "{count} entries told to another office of the team"
    ),
    (What.EVERYTHING, To.FILE): N_("Everything exported: {count} record", "Everything exported: {count} records"),
    (What.CALENDAR, To.FILE): N_("Calendar saved: {count} entry", "Calendar saved: {count} entries"),
    (What.PAGE, To.PRINTER): N_("Printed: {count} value or entry", "Printed: {count} values and entries"),
    (What.TICKET, To.FILE): N_("{count} ticket for a journey saved as a file", "{count} tickets for journeys saved as files"),
    (What.TICKET, To.PRINTER): N_("{count} ticket for a journey printed", "{count} tickets for journeys printed"),
    (What.TEXT, To.CLIPBOARD): N_("Text copied {count} time", "Text copied {count} times"),
}
OTHER: Final = N_("Something else left: {count}", "Something else left: {count}")
SEALS: Final[Mapping[str, Msg]] = {
    Sealed.KEY: N_("sealed to a key"),
    Sealed.WORDS: N_("sealed with seven words"),
    Sealed.NONE: N_("not sealed"),
}


@dataclass(frozen=True, slots=True)
class Left:
    """One thing that left: how many, where to, how. A word a later version wrote stays as it is."""

    what: str
    count: int
    to: str
    sealed: str

    def what_words(self, catalogue: Catalogue) -> str:
        """Say what it was, how many, and where to."""
        return catalogue.text(SENTENCES.get((self.what, self.to), OTHER), count=self.count)

    def words(self, catalogue: Catalogue) -> str:
        """Say it: what, how many, where to, and how it was kept from others."""
        said, sealed = self.what_words(catalogue), SEALS.get(self.sealed)
        return said if sealed is None or self.to == To.CLIPBOARD else f"{said} · {catalogue.text(sealed)}"

    def act(self, record_id: str = "") -> Act:
        """Return the row for the log, at the record it is about."""
        words = (f"what/{self.what}", f"count/{self.count}", f"to/{self.to}", f"sealed/{self.sealed}")
        return Act(record_id, Action.LEFT, words)


@dataclass(frozen=True, slots=True)
class LeftEntry:
    """One row `left`: `at` in µs since 1970 UTC; `actor` and `record` are ids, `record` "" where it is about none."""

    at: int
    actor: str
    record: str
    left: Left


def listed(records: Records) -> list[LeftEntry]:
    """Return what went to oneself, the newest first, at most `MOST`."""
    return [_entry(entry) for entry in records.acts(Action.LEFT, MOST)]


def _entry(entry: HistoryEntry) -> LeftEntry:
    return LeftEntry(entry.at, entry.actor, entry.record, _read(entry.fields))


def _read(untrusted_words: Sequence[str]) -> Left:
    """Read the words of a row; it may have come from another vault, so what is missing or no number is "" or 0."""
    found = dict(word.partition("/")[::2] for word in untrusted_words)
    count = found.get("count", "")
    number = int(count) if count.isascii() and count.isdigit() and len(count) < 10 else 0  # noqa: PLR2004 - more than anybody copies
    return Left(found.get("what", ""), number, found.get("to", ""), found.get("sealed", ""))
