"""A new passphrase: with the recovery code when the old one is lost, or in an open vault. Only the header is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.crypto import kdf, keywrap
from casevault.i18n import N_
from casevault.store import meta
from casevault.vault.slots import SlotKind, make_slot
from casevault.vault.unlocking import kind_for, new_input
from casevault.vault.vault import Vault, actor_key

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.ambient import Ambient
    from casevault.crypto.kdf import Bounds, KdfProfile
    from casevault.vault.policy import Policy

# Said wherever a passphrase was replaced: nothing in the vault is encrypted anew.
OLD_COPIES = N_("The new passphrase is set. Copies and back-ups made earlier still open with the old one.")


def recover(
    folder: Path,
    code: bytearray,
    new_passphrase: bytearray,
    *,
    kind: SlotKind = SlotKind.RECOVERY,
    profile: KdfProfile | None = None,
    ambient: Ambient | None = None,
    bounds: Bounds = kdf.STANDARD,
    policy: Policy | None = None,
) -> None:
    """Open the vault with its recovery code, or with the text of shares (`kind`), and set a new passphrase.

    Both secrets stay the caller's; the code or the set stays valid.
    """
    keywrap.wipe(new_input(new_passphrase))  # refused before the vault is touched
    with Vault.open(folder, code, kind=kind, ambient=ambient, bounds=bounds, policy=policy) as vault:
        change_passphrase(vault, new_passphrase, profile=profile)


def change_passphrase(
    vault: Vault, new_passphrase: bytearray, keyfile: bytes | None = None, *, profile: KdfProfile | None = None
) -> None:
    """Replace the passphrase of whoever has opened `vault`; the old one opens only older copies from now on.

    With `keyfile`, of the way in that needs it. The slot that opened the vault goes, else the signer's first of its kind.
    """
    kind = kind_for(SlotKind.PASSPHRASE, keyfile)
    given = new_input(new_passphrase, keyfile)
    new = make_slot(
        kind,
        given,
        master=vault.keys.master,
        vault_id=vault.header.vault_id,
        profile=vault.policy.cost(profile, vault.header.slots),
        ambient=vault.ambient,
    )
    keywrap.wipe(given)
    candidates = vault.header.key_slots(kind)
    signers = vault.db.read(lambda connection: {slot.id: meta.get(connection, actor_key(slot)) for slot in candidates})
    mine = [slot for slot in candidates if signers[slot.id] == vault.actor.encode("ascii")]
    old = vault.slot if vault.slot in candidates else next(iter(mine), None)
    vault.rewrite_header((new, *(slot for slot in vault.header.slots if slot is not old)))
    if old is vault.slot:
        vault.slot = new
