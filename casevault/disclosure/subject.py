"""What is held about one person, on its way to that person: the gate for it, and the document with all its values.

The ground is that she asked: no consent stands in for it, and none is needed beside it, except where she may be a minor: then a
guardian's word that she may have it is. A word of hers against it that may be newer than her request stops it: paper in a house
that is searched is a danger she may have named. The gate only ever lowers; what it clears still passes the rules and the scan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.disclosure import register
from casevault.disclosure.holdings import Reader, clearance_of
from casevault.disclosure.outputs import holdings as output
from casevault.disclosure.subject_rules import AUDIENCE, Chosen, profile, subject_of
from casevault.domain.consent import Identity, State, codes_of, decide_whole, is_minor
from casevault.domain.consent_reading import last_day, refuses, withdrawn_until
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from casevault.disclosure.checks import Asked
    from casevault.disclosure.document import Document
    from casevault.disclosure.evidence_files import ClearedFile
    from casevault.disclosure.gate import Clearance, Ledger
    from casevault.disclosure.pseudonyms import Pseudonyms
    from casevault.disclosure.records_list import Printed
    from casevault.disclosure.request import Row, Swap
    from casevault.disclosure.scan import Scanner
    from casevault.disclosure.scan_hits import Hit
    from casevault.disclosure.select import Selection
    from casevault.domain.record import Record
    from casevault.i18n import Catalogue
    from casevault.progress import Progress
    from casevault.vault.vault import Vault

__all__ = ["AUDIENCE", "Built", "build", "choose"]

_STEPS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A document that passed a gate and an allow-list, with what became of every value that was selected for it."""

    selection: Selection
    clearance: Clearance
    document: Document
    scanner: Scanner
    copy_no: int
    rows: tuple[Row, ...]
    printed: tuple[Printed, ...]
    written: dict[str, list[str]]
    told: frozenset[str]  # records of which it speaks, those that have no field of their own in it too
    consents: tuple[str, ...]  # on which it rests
    files: tuple[ClearedFile, ...] = ()
    swaps: tuple[Swap, ...] = ()
    replaced: tuple[Hit, ...] = ()  # weak hits that were replaced because a person said so


def choose(vault: Vault, asked: Asked, ledger: Ledger) -> tuple[Selection, Clearance]:
    """Return what is selected and how everybody may appear; refuse where the request does not carry it (CONSENT_*)."""
    chosen, consent = _opened(vault, asked, ledger)
    return chosen.selection, clearance_of(vault, chosen, consent=consent)


def build(vault: Vault, asked: Asked, ledger: Ledger, catalogue: Catalogue, _pseudonyms: Pseudonyms, progress: Progress) -> Built:
    """Return what is held about the person asked for, as a document and value by value."""
    chosen, consent = _opened(vault, asked, ledger)
    clearance = clearance_of(vault, chosen, consent=consent)
    progress(1, _STEPS)
    reader = Reader(vault, chosen, clearance, catalogue)
    progress(2, _STEPS)
    found = reader.holdings()
    copy_no = register.copy_number(vault, asked.request)
    cover = output.Cover(
        label=profile().label,
        person=reader.name(),
        requested_on=asked.request.requested_on,
        day=vault.ambient.today().isoformat(),
        copy_no=copy_no,
        bundle=vault.ambient.new_id(),
    )
    return Built(
        selection=chosen.selection,
        clearance=clearance,
        document=output.build(found, cover, vault.schema, catalogue),
        scanner=reader.scanner,
        copy_no=copy_no,
        rows=reader.rows(),
        printed=reader.printed(),
        written=reader.written_fields(),
        told=frozenset(reader.written_fields()),
        consents=clearance.consents,
    )


def _opened(vault: Vault, asked: Asked, ledger: Ledger) -> tuple[Chosen, str]:
    """Return what is chosen and the consent relied on, "" where none is needed."""
    person = subject_of(vault, asked.request.person)
    consents = [one for one in ledger.consents_of(person.id) if not one.deleted]
    today = vault.ambient.today()
    _require_no_word_against(person, consents, asked, today)
    signers: Mapping[str, frozenset[str]] = {one.id: ledger.signers_of(one.id) for one in consents}
    consent = _guardian(person, consents, asked, today, signers) if is_minor(person, today) else ""
    return Chosen(vault, person), consent


def _require_no_word_against(person: Record, consents: Sequence[Record], asked: Asked, today: date) -> None:
    """Refuse where the person, or who speaks for her, refused or withdrew this audience on the day of the request or later."""
    words = [last_day(one) for one in consents if refuses(one, AUDIENCE)]
    words += [withdrawn_until(one, today.isoformat()) for one in consents if AUDIENCE in codes_of(one, "audiences")]
    if max(words, default="") >= asked.request.requested_on:
        raise UserProblem(
            Code.CONSENT_WITHDRAWN,
            N_("The person said that this is not to be handed over, on the day of the request or after it: {persons}."),
            N_("Nothing has left. Ask again, and give the day of the new request."),
            persons=[person.id],
            audience=AUDIENCE,
            purpose=asked.purpose,
        )


def _guardian(
    person: Record, consents: Sequence[Record], asked: Asked, today: date, signers: Mapping[str, frozenset[str]]
) -> str:
    """Return the consent of a guardian by which a minor may have it; CONSENT_MISSING without one in force."""
    decision = decide_whole(person, consents, purpose=asked.purpose, audience=AUDIENCE, day=today, minor=True, signers=signers)
    if decision.state is not State.IN_FORCE or decision.identity is not Identity.FULL:
        raise UserProblem(
            Code.CONSENT_MISSING,
            N_("The person is or may be a minor, and no guardian agreed to this: {persons}."),
            N_("Nothing has left. Record the guardian's consent for this audience, for casework and with the full name."),
            persons=[person.id],
            audience=AUDIENCE,
            purpose=asked.purpose,
        )
    return decision.consent
