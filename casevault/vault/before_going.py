"""Before somebody travels with this computer: what of CaseVault lies on it, as far as is known, and what to do about each.

What it does not know it says: copies that were saved are counted in the log, and where they lie is written nowhere, on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casevault import disks, paths
from casevault.disks import Cover
from casevault.i18n import N_
from casevault.vault import travelling
from casevault.vault.backup_memory import remembered
from casevault.vault.left import Sealed, To, listed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from casevault.i18n import Msg
    from casevault.vault.vault import Vault


class Weight(StrEnum):
    """How much a finding matters to a journey."""

    ACT = "act"  # something is to be done before going
    LOOK = "look"  # it cannot be seen from here: look for yourself
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the list: what it is, where ("" for nowhere in particular), and what to do."""

    weight: Weight
    what: Msg
    advice: Msg
    where: str = ""
    count: int | None = None


OFFICE: Final = N_("The office vault is on this computer.")
OFFICE_DO: Final = N_(
    "Leave this computer at home, or move the vault to one that stays. Whoever opens it can open every travel copy."
)
COPY: Final = N_("This is a travel copy.")
COPY_DO: Final = N_("Send home what is in it and seal it before you cross back.")
BACKUP: Final = N_("A back-up lies within reach.")
BACKUP_DO: Final = N_("Leave the stick or disk at the office: a back-up opens as the vault did on that day.")
BACKUP_AWAY: Final = N_("A back-up was made here, and its place is not there now.")
BACKUP_AWAY_DO: Final = N_("Make sure that its stick or disk does not travel in the same bag.")
OUT: Final = N_("{count} copy or export was saved from this vault.", "{count} copies or exports were saved from this vault.")
OUT_DO: Final = N_("CaseVault keeps no note of where they lie. Look in the folders you use, and in the bin.")
OUT_OPEN: Final = N_("{count} of them was not sealed.", "{count} of them were not sealed.")
OUT_OPEN_DO: Final = N_("Whoever has the computer reads it. Find it and delete it, or leave the computer at home.")
SETTINGS: Final = N_("Settings of the program")
SETTINGS_DO: Final = N_("They name no person and no case, but they show that CaseVault was used here.")
DISK: Final[Mapping[Cover, tuple[Weight, Msg, Msg]]] = {
    Cover.ENCRYPTED: (
        Weight.FINE,
        N_("The disk under this vault is encrypted."),
        N_("Switch the computer off before the border; asleep, its key is in memory."),
    ),
    Cover.PLAIN: (
        Weight.ACT,
        N_("The disk under this vault is not encrypted, as far as can be seen."),
        N_("What is erased can be found on it. Travel with a disk that is encrypted as a whole."),
    ),
    Cover.MEMORY: (
        Weight.ACT,
        N_("This vault lies in memory and is gone when the computer is switched off."),
        N_("Move it to a disk first."),
    ),
    Cover.UNSEEN: (
        Weight.LOOK,
        N_("Whether the disk is encrypted cannot be seen from here."),
        N_("Look in the system's own settings: BitLocker, FileVault, or how the disk was set up."),
    ),
}
SWAP: Final[Mapping[Cover, tuple[Weight, Msg, Msg]]] = {
    Cover.ENCRYPTED: (Weight.FINE, N_("What memory is swapped to is encrypted."), N_("Nothing to do.")),
    Cover.MEMORY: (Weight.FINE, N_("Memory is swapped to memory alone."), N_("Nothing to do.")),
    Cover.PLAIN: (
        Weight.ACT,
        N_("Memory is swapped to a disk that is not encrypted."),
        N_("Names may stand there after the vault was open. Switch swapping off, or encrypt it."),
    ),
    Cover.UNSEEN: (
        Weight.LOOK,
        N_("Whether what memory is swapped to is encrypted cannot be seen from here."),
        N_("Look in the system's own settings, and switch off sleep to disk."),
    ),
}
NO_SWAP: Final = N_("Memory is swapped nowhere.")
NOTHING: Final = N_("Nothing to do.")


def findings(vault: Vault) -> list[Finding]:
    """Return what is found, what is to be done about first; asks disks, so away from the window's thread."""
    found = [_vault(vault), _disk(vault.folder), *_swap(), *_backups(vault), *_exports(vault)]
    if paths.config_folder().is_dir():
        found.append(Finding(Weight.FINE, SETTINGS, SETTINGS_DO, str(paths.config_folder())))
    order = list(Weight)
    return sorted(found, key=lambda one: order.index(one.weight))


def _vault(vault: Vault) -> Finding:
    if travelling.is_copy(vault):
        return Finding(Weight.ACT, COPY, COPY_DO, str(vault.folder))
    return Finding(Weight.ACT, OFFICE, OFFICE_DO, str(vault.folder))


def _disk(folder: Path) -> Finding:
    return Finding(*DISK[disks.cover_of(folder)])


def _swap() -> list[Finding]:
    found = disks.swaps()
    if found is None:
        return [Finding(*SWAP[Cover.UNSEEN])]
    if not found:
        return [Finding(Weight.FINE, NO_SWAP, NOTHING)]
    return [Finding(*SWAP[one.cover], one.name) for one in found]


def _backups(vault: Vault) -> list[Finding]:
    return [
        Finding(Weight.ACT, BACKUP, BACKUP_DO, str(one.place))
        if one.place.is_dir()
        else Finding(Weight.LOOK, BACKUP_AWAY, BACKUP_AWAY_DO, str(one.place))
        for one in remembered(vault)
    ]


def _exports(vault: Vault) -> list[Finding]:
    saved = [one.left for one in listed(vault.records) if one.left.to == To.FILE]
    open_ = [one for one in saved if one.sealed == Sealed.NONE]
    found = [Finding(Weight.LOOK, OUT, OUT_DO, count=len(saved))] if saved else []
    return [*found, *([Finding(Weight.ACT, OUT_OPEN, OUT_OPEN_DO, count=len(open_))] if open_ else [])]
