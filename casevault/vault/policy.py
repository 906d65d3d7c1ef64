"""What an organisation asks of every vault on its computers, and what each rule refuses.

A policy can only tighten. Each rule takes something away from what is allowed without it, and none gives anything; so whoever can
write the file can make the program stricter and never looser, and a file from a doubtful hand is obeyed like any other. What a
file asks stands here as values; who enforces a rule is the part that owns the act.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault.crypto import kdf
from casevault.crypto.kdf import FLOOR, NO_LEAST, KdfProfile
from casevault.domain.schema import DataClass
from casevault.errors import Code, MachineProblem, UserProblem
from casevault.i18n import N_
from casevault.vault.approvals import AUDIENCES
from casevault.vault.backup_memory import DUE_AFTER
from casevault.vault.slots import TYPED_KINDS, KeySlot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casevault.i18n import Msg
    from casevault.vault.slots import Slot

SENSITIVE: Final = DataClass.C3
NOT_READ: Final = N_(
    "The policy of your organisation cannot be read. Until it can, nothing leaves this vault; you work on as ever."
)
ASK_THEM: Final = N_(
    "Show this to whoever looks after this computer: `casevault policy` says where the file is and what is wrong."
)
WEAKER_WAY: Final = N_(
    "The passphrase that opened this vault was set before your organisation's minimum, and is easier to guess than it asks for. "
    "Change it on the page “Vault”, or with `casevault keys change-passphrase`."
)
NO_PLAIN: Final = N_("Your organisation lets nothing leave unsealed.")
NO_OPENING: Final = N_("Your organisation lets no file be opened in another program.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules in force; each at its default asks nothing."""

    kdf_memory_mib: int = 0  # MiB that one guess at a new passphrase costs at least
    kdf_passes: int = 0  # over that memory, at least
    idle_minutes: int = 0  # without a touch before the window locks, at most; 0 = as the person chose
    approval_audiences: frozenset[str] = frozenset()  # what goes to these needs a second person
    approval_sensitive: bool = False  # and so does whatever holds a value of class C3
    no_plain: bool = False  # nothing leaves unsealed
    no_opening_outside: bool = False  # no file is handed to another program
    backup_days: int = 0  # without a back-up before Today says so, at most; 0 = as without a policy
    unreadable: bool = False  # a policy stands there and nobody knows what it asks; no file can say so

    @property
    def asks(self) -> bool:
        """Say whether it asks anything at all."""
        return self != Policy()

    @property
    def least(self) -> KdfProfile:
        """Return what a new way in costs a guesser at least."""
        if not (self.kdf_memory_mib or self.kdf_passes):
            return NO_LEAST
        return FLOOR.at_least(KdfProfile(self.kdf_memory_mib * 1024, self.kdf_passes, 0))

    def cost(self, profile: KdfProfile | None, ways: Iterable[Slot] = ()) -> KdfProfile:
        """Return what a new way in costs: `profile`, or as this machine can bear, and no less than is asked.

        Where nobody knows what is asked, no less than the `ways` in that stand: they were made while it was known. So a lost
        passphrase can be replaced even then.
        """
        least = self.least
        if self.unreadable:
            for slot in ways:
                if isinstance(slot, KeySlot) and slot.kind in TYPED_KINDS:
                    least = least.at_least(slot.profile)
        return (profile or kdf.calibrated(least)).at_least(least)

    def idle(self, chosen: int) -> int:
        """Return after how many minutes the window locks for whoever chose `chosen`: the shorter."""
        return min(chosen, self.idle_minutes) if self.idle_minutes else chosen

    @property
    def reminder_days(self) -> int:
        """Return after how many days without a back-up Today says so."""
        return min(DUE_AFTER, self.backup_days) if self.backup_days else DUE_AFTER

    def asks_approval(self, audience: str, classes: Iterable[int]) -> bool:
        """Say whether what goes to `audience`, with values of these data classes in it, needs a second person."""
        return audience in self.approval_audiences or (self.approval_sensitive and any(one >= SENSITIVE for one in classes))

    def notices(self, opened_by: Slot) -> list[Msg]:
        """Return what whoever opens a vault with this slot should know."""
        found = [NOT_READ] if self.unreadable else []
        if (
            isinstance(opened_by, KeySlot)
            and opened_by.kind in TYPED_KINDS
            and opened_by.profile.at_least(self.least) != opened_by.profile
        ):
            found.append(WEAKER_WAY)
        return found

    def refuse_new_vault(self) -> None:
        """Refuse to make a vault while nobody knows how it should be made: nothing is lost by waiting."""
        if self.unreadable:
            raise MachineProblem(
                Code.IO_ERROR,
                N_("The policy of your organisation cannot be read, so no vault is made by guess. Nothing was written."),
                ASK_THEM,
            )

    def refuse_leaving(self) -> None:
        """Refuse to let anything out while nobody knows what may leave. A back-up asks nobody: by it records outlive a disk."""
        if self.unreadable:
            raise MachineProblem(Code.IO_ERROR, NOT_READ, ASK_THEM)

    def refuse_plain(self) -> None:
        """Refuse what would leave unsealed, where nothing may."""
        self.refuse_leaving()
        if self.no_plain:
            raise UserProblem(Code.UNSUPPORTED, NO_PLAIN, N_("Choose a seal. Nothing was written."))

    def refuse_opening_outside(self) -> None:
        """Refuse to hand a file to another program, where none may be."""
        self.refuse_leaving()
        if self.no_opening_outside:
            raise UserProblem(
                Code.UNSUPPORTED, NO_OPENING, N_("Look at it here, or save a sealed copy for yourself. Nothing was written.")
            )


NO_POLICY: Final = Policy()
# As strict as any file could be wherever a person can wait, so that breaking a file loosens nothing.
UNREADABLE: Final = Policy(
    idle_minutes=1,
    approval_audiences=frozenset(AUDIENCES),
    approval_sensitive=True,
    no_plain=True,
    no_opening_outside=True,
    backup_days=1,
    unreadable=True,
)
