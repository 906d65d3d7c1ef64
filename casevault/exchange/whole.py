"""Everything a vault holds, read some at a time for being written out: what is there is decided once, at the beginning."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from casevault.domain.look import Look
from casevault.domain.values import refs_of
from casevault.errors import CaseVaultError, Code, MachineProblem
from casevault.exchange.archive import ATTACHMENTS, Part, changed_meanwhile
from casevault.i18n import N_
from casevault.store import blobs, changes, records
from casevault.vault.attached import FILES, files_of
from casevault.vault.originals import Digest
from casevault.vault.outside import ending_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casevault.domain.change import Change
    from casevault.domain.record import Record
    from casevault.i18n import Catalogue
    from casevault.progress import Progress
    from casevault.store.blobs import BlobRow
    from casevault.store.connection import Connection, Database
    from casevault.vault.vault import Vault

PAGE: Final = 500  # records read at a time
ROUNDS: Final = 3  # an attachment is read to see that it is whole, to be written, and to be compared with what was written


@dataclass(frozen=True, slots=True)
class Stored:
    """One attachment that goes: how it is stored, the SHA-256 of its original in hex, and the name it gets."""

    row: BlobRow
    sha256: str
    name: str


class Count:
    """Tells a progress of one total how far it is, in bytes of attachments and, for each record, a hundred."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def more(self, count: int) -> None:
        """Note that `count` more are done."""
        self._done = min(self._total, self._done + count)
        self._progress(self._done, self._total)

    def safe_point(self, _done: int, _total: int, /) -> None:
        """Let who watches stop it here; the progress of a part counts nothing of its own."""
        self._progress(self._done, self._total)


@dataclass
class Whole:
    """What goes out. `end`: the newest row of the log; `ids`: live records by type; `damaged`: attachments that cannot go."""

    vault: Vault
    db: Database
    catalogue: Catalogue
    count: Count
    end: int
    ids: Mapping[str, list[str]]
    stored: list[Stored] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)  # of what the page that is being written points to

    @property
    def records(self) -> int:
        """Return how many live records there are."""
        return sum(map(len, self.ids.values()))

    @property
    def look(self) -> Look:
        """Return how values are worded: codes by their labels, other records by their titles as far as the page knows them."""
        return Look(
            catalogue=self.catalogue,
            vocabularies=self.vault.schema.vocabularies,
            title_of=lambda record_id: self.titles.get(record_id, record_id),
            long_dates=True,
        )

    def pages(self, type_key: str) -> Iterator[list[Record]]:
        """Yield the live records of a type, some at a time; `titles` then names what they point to."""
        rt = self.vault.schema.type(type_key)
        wanted = self.ids.get(type_key, [])
        for start in range(0, len(wanted), PAGE):
            ids = wanted[start : start + PAGE]
            found = list(self.db.read(partial(_many, ids)).values())
            if len(found) != len(ids):
                raise changed_meanwhile()  # erased since it was counted
            named = {target for record in found for _, _, target in refs_of(rt, record.fields)}
            named |= {case for record in found for case in record.cases}
            self.titles = self.db.read(partial(_titles, sorted(named)))
            yield found
            self.count.more(100 * len(found))

    def log(self) -> Iterator[Change]:
        """Yield every row of the log up to the one that was the newest when the export began."""
        above = 0
        while above < self.end:
            page = self.db.read(partial(changes.walked, above=above, limit=min(changes.PAGE, self.end - above)))
            for row in page:
                if isinstance(row, changes.NotARow):
                    raise log_damaged()
                yield row
                above = row.seq
            if not page:
                raise changed_meanwhile()

    def attachment(self, stored: Stored) -> Part:
        """Return an attachment as a part, compared at its end with what it was a moment ago."""
        return Part(stored.name, stored.row.length, self.bytes_of(stored))

    def bytes_of(self, stored: Stored) -> Iterator[memoryview]:
        """Yield the original; refused at its end where it is not what it was a moment ago."""
        with Digest() as digest:
            with contextlib.closing(self.vault.attachments.whole(stored.row, digest, self.count.safe_point)) as pieces:
                for piece in pieces:
                    yield piece
                    self.count.more(len(piece))
            if digest.value().hex() != stored.sha256:
                raise changed_meanwhile()

    def look_at_attachments(self) -> None:
        """Read each attachment through, once: what is damaged is named, and does not keep the rest from going."""
        endings = self._endings()
        for row in self.db.read(blobs.everything):
            try:
                sha256 = self.vault.attachments.sha256_of(row, self.count.safe_point)
            except CaseVaultError as trouble:
                if trouble.code is not Code.BLOB_DAMAGED:
                    raise
                self.damaged.append(row.id)
                continue
            self.stored.append(Stored(row, sha256, f"{ATTACHMENTS}{row.id}{endings.get(row.id, '')}"))
            self.count.more(row.length)

    def evidence_files(self) -> dict[str, tuple[str, ...]]:
        """Return {evidence record: the files of it that go, as the log calls them}."""
        going = frozenset(stored.row.id for stored in self.stored)
        found: dict[str, tuple[str, ...]] = {}
        for page in self.pages("evidence"):
            for record in page:
                units = tuple(file.unit for file in files_of(record, going) if file.stored)
                if units:
                    found[record.id] = units
        return found

    def _endings(self) -> dict[str, str]:
        """Return {attachment: the ending that tells another program what it is}; nothing else of a name goes into a name."""
        return {
            str(row.get("blob", "")): ending_of(str(row.get("name", "")))
            for page in self.pages("evidence")
            for record in page
            for row in _rows(record)
        }


def whole_of(vault: Vault, db: Database, catalogue: Catalogue, progress: Progress) -> Whole:
    """Decide what goes: every row of the log, every live record, every attachment."""

    def look(connection: Connection) -> tuple[int, dict[str, list[str]], int]:
        types = records.counts(connection)
        ids = {key: records.ids(connection, key, order="changed") for key in vault.schema.types if key in types}
        return changes.highest_seq(connection), ids, sum(row.length for row in blobs.everything(connection))

    end, ids, size = db.read(look)
    total = ROUNDS * size + 100 * (end + ROUNDS * sum(map(len, ids.values())))
    return Whole(vault, db, catalogue, Count(progress, total), end, ids)


def _rows(record: Record) -> list[Mapping[str, object]]:
    rows = record.fields.get(FILES, [])
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _many(ids: list[str], connection: Connection) -> dict[str, Record]:
    return records.many(connection, ids)


def _titles(ids: list[str], connection: Connection) -> dict[str, str]:
    return records.titles(connection, ids)


def log_damaged() -> MachineProblem:
    """Return the refusal of a vault whose log holds what no version of CaseVault wrote."""
    return MachineProblem(
        Code.LOG_DAMAGED,
        N_("The log of this vault is damaged, so not all of it can be written out. Nothing was kept."),
        N_("Make a copy of the folder, then restore the newest back-up."),
    )
