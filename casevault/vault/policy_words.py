"""What a policy changes, rule by rule, in words: for the command line, the settings and the page of the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.i18n import N_
from casevault.vault.policy import NOT_READ

if TYPE_CHECKING:
    from casevault.domain.vocabularies import Vocabularies
    from casevault.i18n import Catalogue
    from casevault.vault.policy import Policy

SET_BY: Final = N_("Set by your organisation")
IDLE: Final = N_("The window locks after {count} minute at the latest.", "The window locks after {count} minutes at the latest.")
NOTHING_SET: Final = N_("It asks nothing.")


def sentences(policy: Policy, catalogue: Catalogue, vocabularies: Vocabularies) -> list[tuple[str, str]]:
    """Return (key of the rule, sentence) for each rule that asks something; of one that nobody can read, that alone."""
    text = catalogue.text
    if policy.unreadable:
        return [("", text(NOT_READ))]
    found = []
    if policy.kdf_memory_mib:
        said = N_("One guess at a new passphrase takes at least {mib} MiB of memory.")
        found.append(("kdf_memory_mib", text(said, mib=policy.kdf_memory_mib)))
    if policy.kdf_passes:
        passes = N_(
            "One guess at a new passphrase goes over its memory at least {count} time.",
            "One guess at a new passphrase goes over its memory at least {count} times.",
        )
        found.append(("kdf_passes", text(passes, count=policy.kdf_passes)))
    if policy.idle_minutes:
        found.append(("idle_minutes", text(IDLE, count=policy.idle_minutes)))
    if policy.approval_audiences:
        names = [vocabularies.label("audience", key, catalogue) for key in sorted(policy.approval_audiences)]
        said = N_("A second person approves what goes to: {audiences}.")
        found.append(("approval_audiences", text(said, audiences=", ".join(names))))
    if policy.approval_sensitive:
        said = N_("A second person approves whatever holds health, religion or other special data (C3).")
        found.append(("approval_sensitive", text(said)))
    if policy.no_plain:
        found.append(("no_plain", text(N_("Nothing leaves unsealed: no open copy, export, calendar or document."))))
    if policy.no_opening_outside:
        found.append(("no_opening_outside", text(N_("No file is opened in another program."))))
    if policy.backup_days:
        days = N_("Today asks for a back-up every day.", "Today asks for a back-up every {count} days.")
        found.append(("backup_days", text(days, count=policy.backup_days)))
    return found
