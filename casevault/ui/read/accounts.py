"""The accounts of a record's values as rows show them: what each source says, when, how it stands, and both grades."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.domain.claim_words import dated, dates_said, disagreement
from casevault.domain.claims import DATES, PREFERRED, REJECTED
from casevault.domain.consent import text_of
from casevault.errors import CaseVaultError
from casevault.i18n import N_
from casevault.ui.read.reader import sentence
from casevault.vault.accounts import told_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.domain.claims import Accounts
    from casevault.domain.record import Record
    from casevault.domain.schema import DataClass
    from casevault.ui.read.reader import Reader
    from casevault.vault.accounts import Told


@dataclass(frozen=True, slots=True)
class Account:
    """One side of a value that several sources speak of."""

    id: str
    value: str
    wording: str
    source: str
    status: str
    preferred: bool
    said: str = ""
    grades: str = ""  # of the source and of the account, apart
    reason: str = ""
    rejected: bool = False

    @property
    def below(self) -> str:
        """Return the quiet line: who says it, when, and the grades."""
        return " · ".join(part for part in (self.source, self.said, self.grades) if part)

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        parts = (self.value, self.wording, self.below, self.status, self.reason)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Differing:
    """The accounts of one value with how they differ in words ("" where they agree)."""

    path: str
    label: str
    words: str
    accounts: tuple[Account, ...]
    data_class: DataClass


def differing_of(reader: Reader, records: Sequence[Record]) -> dict[str, list[Differing]]:
    """Return {record: what sources say of its values} for the records of which any source says anything."""
    found = reader.vault.records.accounts(records)
    by_id = {record.id: record for record in records}
    claims = [claim for by_path in found.values() for about in by_path.values() for claim in about.claims]
    sources = reader.many(text_of(claim, "source") for claim in claims)
    return {
        record_id: [_differing(reader, by_id[record_id], about, sources) for about in by_path.values()]
        for record_id, by_path in found.items()
        if by_path
    }


def told_apart(reader: Reader, record: Record, path: str) -> str:
    """Return how the accounts of one value of a record differ, "" where they agree: for the lines that show this value alone."""
    about = reader.vault.records.accounts([record])[record.id].get(path)
    return disagreement(about, reader.look) if about is not None else ""


def dates_apart(reader: Reader, record: Record, path: str) -> str:
    """Return the dates that stand against each other in few words, "4 or 6 May 2014"; "" where there is one or none."""
    about = reader.vault.records.accounts([record])[record.id].get(path)
    return dates_of(reader, about) if about is not None else ""


def dates_apart_of(reader: Reader, about: Sequence[Record], path: str) -> dict[str, str]:
    """Return {record: its differing dates in few words}, as `dates_apart`, for a page of a list in one visit."""
    found = reader.vault.records.accounts(about) if about else {}
    said = {record: dates_of(reader, accounts[path]) for record, accounts in found.items() if path in accounts}
    return {record: words for record, words in said.items() if words}


def dates_of(reader: Reader, about: Accounts) -> str:
    """Return the differing dates of these accounts joined with "or"; "" where they do not differ or are no dates."""
    if not about.disputed or about.spot is None or about.spot.field.kind not in DATES or len(about.readings) < 2:  # noqa: PLR2004 - two to differ
        return ""
    dates = [str(value).partition("T")[0] for value in about.readings]
    try:
        return dates_said(list(dict.fromkeys(dates)), reader.catalogue, short=True, this_year=reader.today.year)
    except CaseVaultError:
        return ""


def label_of(reader: Reader, record: Record, path: str) -> str:
    """Return what the value at a path of a claim is called."""
    rt = reader.type_of(record)
    head, _, cell = path.partition("/")
    field = rt.field(head)
    if field is None:
        return path
    column = rt.field(f"{head}/{cell.partition('/')[2]}") if cell else None
    own = reader.text(field.label)
    return f"{own} · {reader.text(column.label)}" if column is not None else own


def _differing(reader: Reader, record: Record, about: Accounts, sources: Mapping[str, Record]) -> Differing:
    told = told_of(reader.vault, about, reader.look)
    accounts = tuple(_account(reader, one, sources.get(one.source)) for one in told)
    words = sentence(disagreement(about, reader.look))
    spot = about.spot
    own = spot.field.data_class if spot is not None else record.data_class
    return Differing(about.path, label_of(reader, record, about.path), words, accounts, max(own, record.data_class))


def _account(reader: Reader, told: Told, source: Record | None) -> Account:
    text = reader.text
    grades = " · ".join(
        part
        for part in (
            text(N_("source {grade}"), grade=told.reliability) if told.reliability else "",
            text(N_("account {grade}"), grade=told.credibility) if told.credibility else "",
        )
        if part
    )
    grades = grades.replace(" ", "\u00a0").replace("\u00a0·\u00a0", " · ")  # a grade never stands on a line by itself
    return Account(
        told.id,
        sentence(told.value),
        told.wording,
        reader.source_line([source] if source is not None else []),
        sentence(reader.label("claim_status", told.status)),
        told.status == PREFERRED,
        said=text(N_("said {when}"), when=dated(told.said_on, reader.catalogue, this_year=reader.today.year))
        if told.said_on
        else "",
        grades=grades,
        reason=told.reason,
        rejected=told.status == REJECTED,
    )
