"""Who consented, who signed each consent, and to what a person is tied: what the consent gate asks of a vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.change import Action as LogAction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.domain.record import Record
    from casevault.vault.vault import Vault

# Entries that change what a consent says; acts without payload (that it was disclosed, or looked at) sign nothing.
MOVED = frozenset({"person", "covers"})
SIGNING_ACTIONS = frozenset({LogAction.CREATED, LogAction.EDITED})


class VaultLedger:
    """What the gate asks of the whole vault (`gate.Ledger`), read from its log."""

    def __init__(self, vault: Vault) -> None:
        self._records = vault.records

    def consents_of(self, person: str) -> Sequence[Record]:
        """Return the consents of `person`, of any purpose and state."""
        return self._records.pointing_to(person, type_key="consent")

    def signers_of(self, consent: str) -> frozenset[str]:
        """Return who made entries on a consent since it says who gave it: what was signed before that was another consent."""
        signers: set[str] = set()
        for entry in self._records.history(consent):  # the newest first
            # Whoever merged two records of the person moved the consent, and said nothing of it.
            if entry.action in SIGNING_ACTIONS and not (entry.fields and MOVED.issuperset(entry.fields)):
                signers.add(entry.actor)
            if entry.action == LogAction.CREATED or "giver" in entry.fields:  # set by hand, or set back
                break
        return frozenset(signers)

    def ties_of(self, person: str) -> Sequence[Record]:
        """Return every record that points to `person`."""
        return self._records.pointing_to(person)
