"""What a person decides about an account: it is preferred, disputed, rejected with a reason, or merely asserted again.

Each is one act of the log, taken back like any other. Preferring writes the value in use and the account in one batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.domain.claim_words import disagreement, shown_value
from casevault.domain.claims import ASSERTED, DISPUTED, PREFERRED, REJECTED, told
from casevault.domain.consent import text_of
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.claims import Accounts
    from casevault.domain.look import Look
    from casevault.domain.record import Changes, Record
    from casevault.vault.vault import Vault

    ByPath = Mapping[str, Accounts]


@dataclass(frozen=True, slots=True)
class Told:
    """One account as a screen or a script shows it. `reliability` is the source's grade, `credibility` the account's own."""

    id: str
    path: str
    value: str
    wording: str
    source: str
    source_title: str
    said_on: str
    status: str
    reliability: str
    credibility: str
    reason: str


def accounts(vault: Vault, record_id: str) -> ByPath:
    """Return the accounts of a record's values by path; NOT_FOUND where there is no such record."""
    record = vault.records.get(record_id)
    return vault.records.accounts([record])[record_id]


def told_of(vault: Vault, about: Accounts, look: Look) -> list[Told]:
    """Return the accounts of one value in words, the preferred one first."""
    sources = vault.records.many([text_of(claim, "source") for claim in about.claims if text_of(claim, "source")])
    return [_told(vault, about, claim, sources, look) for claim in about.claims]


def words_of(about: Accounts, look: Look) -> str:
    """Return how the accounts of one value differ, "" where they agree."""
    return disagreement(about, look)


def prefer(vault: Vault, claim_id: str) -> Changes:
    """Put an account into the field it speaks of; the one that was preferred until now is asserted like any other."""
    return _decide(vault, claim_id, {"status": PREFERRED})


def dispute(vault: Vault, claim_id: str, untrusted_reason: str = "") -> Changes:
    """Say that an account is disputed; with a reason where there is one."""
    return _decide(vault, claim_id, {"status": DISPUTED} | ({"reason": untrusted_reason} if untrusted_reason.strip() else {}))


def accept(vault: Vault, claim_id: str) -> Changes:
    """Let an account stand as asserted again."""
    return _decide(vault, claim_id, {"status": ASSERTED})


def reject(vault: Vault, claim_id: str, untrusted_reason: str) -> Changes:
    """Set an account aside, with the reason: it stays on record and disputes nothing any more."""
    if not untrusted_reason.strip():
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("An account is rejected only with a reason."),
            N_("Say why it is not believed; whoever reads the case later will ask."),
            field="reason",
        )
    return _decide(vault, claim_id, {"status": REJECTED, "reason": untrusted_reason})


def _decide(vault: Vault, claim_id: str, fields: Mapping[str, object]) -> Changes:
    claim = vault.records.get(claim_id)
    if claim.type != "claim":
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This record is no account of a value."),
            N_("`casevault claims` lists the accounts of a record with their ids."),
            field="id",
        )
    return vault.records.edit(claim_id, fields)


def _told(vault: Vault, about: Accounts, claim: Record, sources: Mapping[str, Record], look: Look) -> Told:
    source = sources.get(text_of(claim, "source"))
    return Told(
        id=claim.id,
        path=about.path,
        value=shown_value(about.spot, told(vault.schema, about.spot, claim), look),
        wording=_first_text(claim.fields.get("wording")),
        source=text_of(claim, "source"),
        source_title=look.title_of(source.id) if source is not None else "",
        said_on=text_of(claim, "said_on"),
        status=text_of(claim, "status"),
        reliability=text_of(source, "reliability") if source is not None else "",
        credibility=text_of(claim, "credibility"),
        reason=text_of(claim, "reason"),
    )


def _first_text(value: object) -> str:
    first = value[0] if isinstance(value, list) and value else None
    return str(first.get("text", "")) if isinstance(first, dict) else ""
