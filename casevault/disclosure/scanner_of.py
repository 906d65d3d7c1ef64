"""The scanner that a rendered document is held against: what this selection withholds, of all that the vault knows."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from casevault.disclosure import terms
from casevault.disclosure.known import known_of
from casevault.disclosure.scan import Scanner

if TYPE_CHECKING:
    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.profiles import Profile
    from casevault.disclosure.select import Selection
    from casevault.domain.record import Record
    from casevault.vault.vault import Vault

# One scanner a vault, for the terms it was built from: a preview, the disclosure after it and the next share the work.
_SCANNERS: WeakKeyDictionary[Vault, tuple[object, Scanner, terms.Terms]] = WeakKeyDictionary()


def scanner_for(
    vault: Vault,
    selection: Selection,
    clearance: Clearance,
    recipient: Record | None,
    *,
    profile: Profile,
    hidden: frozenset[str],
) -> tuple[Scanner, terms.Terms]:
    """Return the scanner for what was selected and how each person stands, and the terms it looks for."""
    newest = vault.records.recent(1)
    state = (
        newest[0].change if newest else "",
        tuple(selection.records),
        tuple(sorted((person, standing.identity) for person, standing in clearance.standings.items())),
        recipient.id if recipient is not None else "",
        profile.audience,
        tuple(sorted(hidden)),
    )
    before = _SCANNERS.get(vault)
    if before is not None and before[0] == state:
        return before[1], before[2]
    whole = known_of(vault)
    found = terms.collect(whole, selection, clearance, recipient, homes=profile.homes, hidden=hidden, strangers=whole)
    if before is not None and (found.withheld, found.allowed) == (before[2].withheld, before[2].allowed):
        scanner = before[1]  # what it looks for is all that it follows from: a note was added, or a copy entered in the register
    else:
        scanner = Scanner(found.withheld, found.allowed)
    _SCANNERS[vault] = (state, scanner, found)
    return scanner, found


def with_numbers(scanner: Scanner, known: terms.Terms, written: dict[str, list[str]]) -> Scanner:
    """Return a scanner for the finished file to which the identity numbers that a form printed in their own field are known.

    They stay among what is withheld: in running text they were replaced by a scanner that knows no exception, and here each
    occurrence must come from the person's own record.
    """
    shown = {(record, path) for record, paths_of in written.items() for path in paths_of if path.startswith("identifiers/")}
    numbers = tuple(term for term in known.withheld if (term.record, term.field) in shown)
    return Scanner(known.withheld, (*known.allowed, *numbers)) if numbers else scanner
