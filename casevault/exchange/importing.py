"""A file of another program to records: opened, mapped, tried out or brought in; for command line and window alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casevault.errors import CaseVaultError
from casevault.exchange import applying
from casevault.exchange import mapping as mappings
from casevault.exchange.applying import FileSeen
from casevault.exchange.opening import open_source
from casevault.exchange.suggesting import Suggestion, suggest
from casevault.progress import silent

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import date
    from pathlib import Path

    from casevault.domain.catalog import Schema
    from casevault.exchange.mapping import Mapping
    from casevault.exchange.reporting import Report
    from casevault.exchange.sheets import Source
    from casevault.i18n import Msg
    from casevault.progress import Progress
    from casevault.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person says of a file beyond the file itself; "" and None: as recognised."""

    path: Path
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_row: int | None = None

    def by(self, mapping: Mapping) -> Asked:
        """Return the same with what a mapping says where the person said nothing."""
        return replace(
            self,
            sheet=self.sheet or mapping.sheet,
            encoding=self.encoding or mapping.encoding,
            delimiter=self.delimiter or mapping.delimiter,
            header_row=mapping.header_row if self.header_row is None else self.header_row,
        )

    def told_to(self, mapping: Mapping) -> Mapping:
        """Return the mapping with what the person said of the file, so that it reads the next one likewise."""
        return replace(
            mapping,
            sheet=self.sheet or mapping.sheet,
            encoding=self.encoding or mapping.encoding,
            delimiter=self.delimiter or mapping.delimiter,
            header_row=mapping.header_row if self.header_row is None else self.header_row,
        )

    def opened(self, progress: Progress = silent) -> AbstractContextManager[Source]:
        """Open the file; its rows can be read once, inside the `with`."""
        return open_source(
            self.path,
            sheet=self.sheet,
            encoding=self.encoding,
            delimiter=self.delimiter,
            header_row=self.header_row,
            progress=progress,
        )


@dataclass(frozen=True, slots=True)
class Looked:
    """What was recognised of a file, without its rows, and the mapping that is suggested for it."""

    source: Source
    suggestion: Suggestion


def look(asked: Asked, schema: Schema, today: date, progress: Progress = silent) -> Looked:
    """Open a file, read its first rows and suggest a mapping; refuses as `open_source` does."""
    with asked.opened(progress) as source:
        return Looked(source, suggest(source, asked.path.stem, schema, today))


def bring_in(
    vault: Vault, asked: Asked, mapping: Mapping | None = None, *, dry: bool = False, progress: Progress = silent
) -> Report:
    """Bring a file in by `mapping`, or by the one suggested; `dry`: try it out and keep nothing.

    Refuses as `open_source` does, and with Cancelled from `progress`; the vault is then as it was.
    """
    questions: tuple[Msg, ...] = ()
    rows = _Rows(progress)
    if mapping is None:
        looked = look(asked, vault.schema, vault.ambient.today(), rows.still)
        mapping, questions = looked.suggestion.mapping, looked.suggestion.questions
    mappings.check(mapping, vault.schema)
    asked = asked.by(mapping)
    file = FileSeen.of(asked.path)
    with asked.opened(rows.still) as source:
        report = applying.bring_in(vault, source, file, mapping, dry=dry, progress=rows)
        if not dry:
            _attach(vault, source, report)
    report.notes += questions
    return report


class _Rows:
    """Tells how many rows are done, and hears whether to stop also while a reader is at work on what lies before the next one."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._done = 0

    def __call__(self, done: int, total: int, /) -> None:
        self._done = done
        self._progress(done, total)

    def still(self, _done: int, _total: int, /) -> None:
        """Hear whether to stop, from a reader that counts bytes."""
        self._progress(self._done, 0)


def _attach(vault: Vault, source: Source, report: Report) -> None:
    """Attach the files that came with rows, each row's as one piece of evidence under the batch of the import.

    After the records, not within their transaction: a file is stored before a row may name it. Cut off here, the next import of
    the same table attaches what is missing, for the id of the evidence follows from the row.
    """
    for row, evidence, record, names in report.to_attach:
        held: list[tuple[str, bytes]] = []
        for name in names:
            try:
                held.append((name, source.files[name]()))
            except (CaseVaultError, KeyError):
                report.files_missing.append((row, name))
        if held:
            try:
                report.files += len(vault.attachments.add_held(evidence, held, about=[record], batch=report.batch).files)
            except CaseVaultError:
                report.files_missing += [(row, name) for name, _ in held]
