"""A new passphrase: with the recovery code when the old one is lost, or in an open vault. Only the header is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.crypto import kdf, keywrap
from casevault.i18n import N_
from casevault.store import meta
from casevault.vault.slots import SlotKind, make_slot
from casevault.vault.unlocking import new_input
from casevault.vault.vault import Vault, actor_key

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.ambient import Ambient
    from casevault.crypto.kdf import Bounds, KdfProfile

# Said wherever a passphrase was replaced: nothing in the vault is encrypted anew.
OLD_COPIES = N_("The new passphrase is set. Copies and back-ups made earlier still open with the old one.")


def recover(
    folder: Path,
    code: bytearray,
    new_passphrase: bytearray,
    *,
    profile: KdfProfile | None = None,
    ambient: Ambient | None = None,
    bounds: Bounds = kdf.STANDARD,
) -> None:
    """Open the vault with its recovery code and set a new passphrase. Both secrets stay the caller's; the code stays valid."""
    keywrap.wipe(new_input(new_passphrase))  # refused before the vault is touched
    with Vault.open(folder, code, kind=SlotKind.RECOVERY, ambient=ambient, bounds=bounds) as vault:
        change_passphrase(vault, new_passphrase, profile=profile)


def change_passphrase(vault: Vault, new_passphrase: bytearray, *, profile: KdfProfile | None = None) -> None:
    """Replace the passphrase slot of whoever has opened `vault`; the old passphrase opens only older copies from now on."""
    given = new_input(new_passphrase)
    new = make_slot(
        SlotKind.PASSPHRASE,
        given,
        master=vault.keys.master,
        vault_id=vault.header.vault_id,
        profile=profile or kdf.calibrated(),
        ambient=vault.ambient,
    )
    keywrap.wipe(given)
    # The slot that opened the vault may have been replaced since, in this same session: whom it signed for is still known.
    asked = (vault.slot, *vault.header.slots)
    actors = vault.db.read(lambda connection: {slot.id: meta.get(connection, actor_key(slot)) for slot in asked})
    mine = actors[vault.slot.id]
    old = next((slot for slot in vault.header.key_slots(SlotKind.PASSPHRASE) if actors[slot.id] == mine), None)
    kept = tuple(slot for slot in vault.header.slots if slot is not old)
    vault.rewrite_header((new, *kept))
