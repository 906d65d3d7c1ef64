"""Is everything whole? `check` looks and never repairs; `rebuild` makes anew what is derived from the log, and only that.

quick   the chain of MACs over the whole log, the pages and the tables of the database, the counts, a file for each attachment
deep    also: each row still says what it said, each record is what its rows make it, title, links, names, cases and index follow,
        each attachment is read to its end and is what its row and its evidence records say

A page of the database that was put back from an earlier time is valid to the cipher and to SQLite alike; only the comparison of
each record with its rows, and of the rows with their chain, notices it.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from casevault.domain.upgrades import upgrade
from casevault.errors import CaseVaultError, Code, MachineProblem
from casevault.i18n import N_
from casevault.progress import silent
from casevault.store import blobs, changes, derive, erasures, meta, migrate, pages, records, search, texts
from casevault.store.changes import NotARow
from casevault.vault.findings import (
    ASTRAY,
    ATTACHMENTS,
    DATABASE,
    HOMELESS,
    INDEX,
    LOG,
    NOT_A_ROW,
    THEIR_WORDS,
    CheckReport,
    Problem,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from casevault.domain.change import Change
    from casevault.domain.erasing import Erasures
    from casevault.i18n import Msg
    from casevault.progress import Progress
    from casevault.store.connection import Connection, Database
    from casevault.vault.vault import Vault

T = TypeVar("T")

ROWS: Final = 500  # of the log, in one read
STEP_SECONDS: Final = 0.02  # of comparing, in one read
NONE: Final[tuple[Msg, ...]] = ()
TABLES: Final = {"links": "link", "names": "name_key", "cases": "case_record"}


def check(
    vault: Vault, *, deep: bool = False, db: Database | None = None, stored: bool = True, progress: Progress = silent
) -> CheckReport:
    """Look at the whole vault and return what is wrong with it; writes nothing.

    `db`: through another connection than its own, or a copy of its database; `stored` False: without the attachments' files.
    """
    db = db or vault.db
    report = CheckReport()
    nothing: list[str] = []
    for look in (partial(pages.damaged, db.path, vault.keys.db, progress), partial(db.maintain, pages.structure_of)):
        for words in _attempt(report, DATABASE, look, nothing):
            report.problems.append(Problem(Code.DB_DAMAGED, DATABASE, THEIR_WORDS, {"words": words}))
    none: list[tuple[Msg, str]] = []
    for said, part in _attempt(report, DATABASE, partial(db.maintain, migrate.foreign_parts), none):
        report.problems.append(Problem(Code.DB_DAMAGED, DATABASE, said, {"part": part} if part else {}))
    report.records, report.changes, report.attachments = _attempt(report, DATABASE, lambda: db.read(_counts), (0, 0, 0))
    _attempt(report, LOG, lambda: _check_log(vault, db, report, deep=deep, progress=progress), None)
    if deep:
        _attempt(report, DATABASE, lambda: _check_records(vault, db, report, progress), None)
    if stored:
        _attempt(report, ATTACHMENTS, lambda: _check_attachments(vault, report, deep=deep, progress=progress), None)
    return report


def rebuild(vault: Vault, *, progress: Progress = silent) -> None:
    """Make records, links, name keys, cases and the search index anew from the log; refused where the log itself is damaged."""
    report = CheckReport()
    _attempt(report, LOG, lambda: _check_log(vault, vault.db, report, deep=True, progress=progress), None)
    if report.problems:
        raise MachineProblem(
            Code.LOG_DAMAGED,
            N_("The log of this vault is damaged, so nothing is made anew from it."),
            N_("Make a copy of the folder, then restore the newest back-up."),
        )
    vault.db.write(lambda c: vault.records.deriver.rebuild(c, progress), much=True)
    vault.db.write(texts.clear)
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


def _check_log(vault: Vault, db: Database, report: CheckReport, *, deep: bool, progress: Progress) -> None:
    """Walk the whole log, in short reads: where one connection does everything, no draft waits for more than one of them.

    Rows that are appended meanwhile are walked like the others. Only the last read says how many there are and where they end.
    """
    walked = 0
    before: Change | NotARow | None = None
    gone: Erasures | None = db.read(erasures.in_log) if deep else None
    while True:
        page = db.read(partial(_log_after, 0 if before is None else before.seq, gone))
        rows, gone = page.rows, page.gone
        if not rows:
            break
        for change in rows:
            if walked % changes.PAGE == 0:
                progress(walked, page.total)
            for detail in _faults(vault, change, before, gone):
                report.problems.append(Problem(Code.LOG_DAMAGED, f"change {change.seq}", detail))
            before = change
            walked += 1
    if walked != page.total:
        report.problems.append(Problem(Code.LOG_DAMAGED, LOG, N_("holds rows that stand outside its chain")))
    # A chain that was cut at its end is whole in itself; only what was noted beside it tells.
    if page.end != (before.mac if before is not None else None):
        report.problems.append(Problem(Code.LOG_DAMAGED, LOG, N_("does not end where it ended when it was last written")))


class _Page(NamedTuple):
    """Some rows of the log, and in the same picture: how many there are, where they end, what is erased (None: not asked)."""

    rows: list[Change | NotARow]
    total: int
    end: bytes | None
    gone: Erasures | None


def _log_after(seq: int, gone: Erasures | None, connection: Connection) -> _Page:
    rows = changes.walked(connection, seq, ROWS)
    if gone is not None and any(not isinstance(row, NotARow) and row.is_bare and not _covered(gone, row) for row in rows):
        gone = erasures.in_log(connection)  # it may have been erased while the check was on its way here
    return _Page(rows, changes.count(connection), meta.get(connection, meta.LOG_END), gone)


def _covered(gone: Erasures, change: Change) -> bool:
    return gone.covers(change.record_id, change.id)


def _faults(vault: Vault, change: Change | NotARow, before: Change | NotARow | None, gone: Erasures | None) -> Iterator[Msg]:
    """Yield what is wrong with one row; what it says is looked at where it is known what was erased (`gone`).

    One that is none hides nothing after it: the next has to follow it all the same. The digest of a row that was erased cannot
    be computed any more, and that is the point of it. Its place in the chain can.
    """
    try:
        if isinstance(change, NotARow):
            yield NOT_A_ROW
            return
        if not vault.records.log.mac_holds(change, before):
            yield N_("does not follow the row before it")
        if gone is None:
            return
        covered = _covered(gone, change)
        if covered and change.payload is not None:
            yield N_("holds what was erased")
        elif not (covered and change.is_bare) and not _digest_holds(change):
            yield N_("does not say what it said when it was written")
    except (ValueError, TypeError, OverflowError, RecursionError):  # a column of another kind than any row has
        yield NOT_A_ROW


def _digest_holds(change: Change) -> bool:
    try:
        return change.digest == change.own_digest()
    except ValueError:  # what has no canonical form was never written by us
        return False


def _check_records(vault: Vault, db: Database, report: CheckReport, progress: Progress) -> None:
    """Compare every record with its rows, some at a time: each in one picture of both, and between them others may write."""
    logged, unlogged = db.read(_record_ids)
    done = 0
    while done < len(logged):
        progress(done, len(logged))
        done = db.read(partial(_check_some, vault, report, logged, done))
    for record_id in unlogged:
        report.problems.append(Problem(Code.DB_DAMAGED, f"record {record_id}", N_("is not in the log")))
    if not logged and not unlogged:
        return  # derived by the rules of another program; made anew when the vault is next opened for work
    for where, table in TABLES.items():
        homeless = db.read(partial(derive.homeless, table=table))
        if homeless:
            report.problems.append(Problem(Code.DB_DAMAGED, where, HOMELESS, {"number": homeless}))
    wrong = search.astray(db, vault.schema.types, upgrade=upgrade, progress=progress)
    if wrong:
        report.problems.append(Problem(Code.DB_DAMAGED, INDEX, ASTRAY, {"number": wrong}))


def _record_ids(connection: Connection) -> tuple[list[str], list[str]]:
    """Return the records that the log speaks of and those that it does not; none where our rules did not derive them."""
    if not derive.is_current(connection):
        return [], []
    logged = changes.records_in_log(connection)
    return logged, sorted(set(records.all_ids(connection)) - set(logged))


def _check_some(vault: Vault, report: CheckReport, logged: Sequence[str], done: int, connection: Connection) -> int:
    """Compare records from number `done` on for a moment, and return how far that came."""
    until = time.monotonic() + STEP_SECONDS
    while done < len(logged):
        found = CheckReport()
        where = f"record {logged[done]}"
        for detail in _attempt(found, where, partial(_differences, vault, connection, logged[done]), NONE):
            found.problems.append(Problem(Code.DB_DAMAGED, where, detail))
        if found.problems and changes.is_logged(connection, logged[done]):  # else it was erased since the list was made
            report.problems += found.problems
        done += 1
        if time.monotonic() >= until:
            break
    return done


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
        if detail and vault.db.read(partial(blobs.get, blob_id=row.id)) is not None:  # else it was erased meanwhile
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
            if file in attachments.listed():  # else it was erased meanwhile
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
