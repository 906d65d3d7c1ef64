"""Is everything whole? `check` looks and never repairs; `rebuild` makes anew what is derived from the log, and only that.

quick   the chain of MACs over the whole log, the pages and the tables of the database, the counts, a file for each attachment
deep    also: each row still says what it said, each record is what its rows make it, title, links, names, cases and index follow,
        each attachment is read to its end and is what its row and its evidence records say

A page of the database that was put back from an earlier time is valid to the cipher and to SQLite alike; only the comparison of
each record with its rows, and of the rows with their chain, notices it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from casevault.domain.upgrades import upgrade
from casevault.errors import CaseVaultError, Code, MachineProblem
from casevault.i18n import N_, Catalogue, Msg
from casevault.progress import silent
from casevault.store import blobs, changes, derive, meta, migrate, records, search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from casevault.domain.change import Change
    from casevault.progress import Progress
    from casevault.store.connection import Connection, Database
    from casevault.vault.vault import Vault

T = TypeVar("T")

DATABASE = "database"
LOG = "log"
INDEX = "index"
ATTACHMENTS = "attachments"
TABLES = {"links": "link", "names": "name_key", "cases": "case_record"}
NOT_A_ROW = N_("is no row that any version of CaseVault wrote; the rows after it were not looked at")
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


def check(
    vault: Vault, *, deep: bool = False, db: Database | None = None, stored: bool = True, progress: Progress = silent
) -> CheckReport:
    """Look at the whole vault and return what is wrong with it; writes nothing.

    `db`: through another connection than its own, or a copy of its database; `stored` False: without the attachments' files.
    """
    db = db or vault.db
    report = CheckReport()
    nothing: list[str] = []
    for words in _attempt(report, DATABASE, partial(db.maintain, migrate.damage_of), nothing):
        report.problems.append(Problem(Code.DB_DAMAGED, DATABASE, THEIR_WORDS, {"words": words}))
    none: list[tuple[Msg, str]] = []
    for said, part in _attempt(report, DATABASE, partial(db.maintain, migrate.foreign_parts), none):
        report.problems.append(Problem(Code.DB_DAMAGED, DATABASE, said, {"part": part} if part else {}))
    report.records, report.changes, report.attachments = _attempt(report, DATABASE, lambda: db.read(_counts), (0, 0, 0))
    _attempt(report, LOG, lambda: db.read(lambda c: _check_log(vault, c, report, deep=deep, progress=progress)), None)
    if deep:
        _attempt(report, DATABASE, lambda: db.read(lambda c: _check_records(vault, c, report, progress)), None)
    if stored:
        _attempt(report, ATTACHMENTS, lambda: _check_attachments(vault, report, deep=deep, progress=progress), None)
    return report


def rebuild(vault: Vault, *, progress: Progress = silent) -> None:
    """Make records, links, name keys, cases and the search index anew from the log; refused where the log itself is damaged."""
    report = CheckReport()
    _attempt(report, LOG, lambda: vault.db.read(lambda c: _check_log(vault, c, report, deep=True, progress=progress)), None)
    if report.problems:
        raise MachineProblem(
            Code.LOG_DAMAGED,
            N_("The log of this vault is damaged, so nothing is made anew from it."),
            N_("Make a copy of the folder, then restore the newest back-up."),
        )
    vault.db.write(lambda c: vault.records.deriver.rebuild(c, progress))
    vault.search.drain(progress)


def _attempt(report: CheckReport, where: str, work: Callable[[], T], otherwise: T) -> T:
    """Run one part of the check; where it cannot go on, that is a finding too."""
    try:
        return work()
    except CaseVaultError as trouble:
        report.problems.append(Problem(trouble.code, where, N_("cannot be read to its end")))
    except (ValueError, TypeError, RecursionError):
        report.problems.append(Problem(Code.LOG_DAMAGED, where, N_("holds something that no version of CaseVault wrote")))
    return otherwise


def _counts(connection: Connection) -> tuple[int, int, int]:
    return records.count(connection), changes.count(connection), blobs.count(connection)


def _check_log(vault: Vault, connection: Connection, report: CheckReport, *, deep: bool, progress: Progress) -> None:
    total = changes.count(connection)
    walked = 0
    before: Change | None = None
    try:
        for change in changes.forwards(connection):
            if walked % changes.PAGE == 0:
                progress(walked, total)
            for detail in _faults(vault, change, before, deep=deep):
                report.problems.append(Problem(Code.LOG_DAMAGED, f"change {change.seq}", detail))
            before = change
            walked += 1
    except changes.NotARow as found:
        report.problems.append(Problem(Code.LOG_DAMAGED, f"change {found.seq}", NOT_A_ROW))
        return
    if walked != total:
        report.problems.append(Problem(Code.LOG_DAMAGED, LOG, N_("holds rows that stand outside its chain")))
    # A chain that was cut at its end is whole in itself; only what was noted beside it tells.
    if meta.get(connection, meta.LOG_END) != (before.mac if before is not None else None):
        report.problems.append(Problem(Code.LOG_DAMAGED, LOG, N_("does not end where it ended when it was last written")))


def _faults(vault: Vault, change: Change, before: Change | None, *, deep: bool) -> Iterator[Msg]:
    if not vault.records.log.mac_holds(change, before):
        yield N_("does not follow the row before it")
    if deep and not _digest_holds(change):
        yield N_("does not say what it said when it was written")


def _digest_holds(change: Change) -> bool:
    try:
        return change.digest == change.own_digest()
    except ValueError:  # what has no canonical form was never written by us
        return False


def _check_records(vault: Vault, connection: Connection, report: CheckReport, progress: Progress) -> None:
    if not derive.is_current(connection):
        return  # derived by the rules of another program; made anew when the vault is next opened for work
    nothing: tuple[Msg, ...] = ()
    logged = changes.records_in_log(connection)
    for done, record_id in enumerate(logged):
        progress(done, len(logged))
        where = f"record {record_id}"
        for detail in _attempt(report, where, partial(_differences, vault, connection, record_id), nothing):
            report.problems.append(Problem(Code.DB_DAMAGED, where, detail))
    for record_id in sorted(set(records.all_ids(connection)) - set(logged)):
        report.problems.append(Problem(Code.DB_DAMAGED, f"record {record_id}", N_("is not in the log")))
    for where, table in TABLES.items():
        homeless = derive.homeless(connection, table)
        if homeless:
            report.problems.append(Problem(Code.DB_DAMAGED, where, HOMELESS, {"number": homeless}))
    wrong = search.astray(connection, vault.schema.types, upgrade=upgrade, progress=progress)
    if wrong:
        report.problems.append(Problem(Code.DB_DAMAGED, INDEX, ASTRAY, {"number": wrong}))


def _check_attachments(vault: Vault, report: CheckReport, *, deep: bool, progress: Progress) -> None:
    attachments = vault.attachments
    rows = {row.id: row for row in attachments.rows()}
    report.orphans = attachments.stored.orphans(rows)
    total, done = sum(row.length for row in rows.values()), 0
    whole: dict[str, str] = {}
    for row in rows.values():
        detail = attachments.stored.fault(row)
        if deep and not detail:
            try:
                whole[row.id] = attachments.sha256_of(row, partial(_further, progress, done, total))
            except CaseVaultError:
                detail = N_("is not what was stored")
        done += row.length
        if detail:
            report.problems.append(Problem(Code.BLOB_DAMAGED, f"attachment {row.id}", detail))
    if deep:
        named = attachments.listed()
        rows |= {row.id: row for row in attachments.rows()}  # what was attached while the others were read
        for file in named:
            row_of = rows.get(file.blob)
            if file.blob and row_of is None:
                detail = N_("names a file that is not stored here")
            elif row_of is not None and (file.size, file.sha256) != (row_of.length, whole.get(file.blob, file.sha256)):
                detail = N_("gives another size or SHA-256 than its stored file has")
            else:
                continue
            report.problems.append(Problem(Code.BLOB_DAMAGED, f"record {file.evidence}", detail))


def _further(progress: Progress, before: int, total: int, done: int, _length: int, /) -> None:
    progress(before + done, total)


def _differences(vault: Vault, connection: Connection, record_id: str) -> tuple[Msg, ...]:
    deriver = vault.records.deriver
    expected = deriver.expected(connection, record_id)
    found = derive.stored(connection, record_id)
    if found is None:
        return (N_("is missing"),)
    if found.spine != expected.spine:
        return (N_("is not what its rows in the log make it"),)
    said = {
        N_("has another title than its fields make"): deriver.title_holds(connection, record_id),
        N_("has other links than its fields"): found.links == expected.links,
        N_("has other name keys than its names"): found.names == expected.names,
        N_("belongs to other cases than its links say"): deriver.cases_hold(connection, record_id),
    }
    return tuple(detail for detail, holds in said.items() if not holds)
