"""Which back-ups in a place are a vault's own, and whether the place is: by the MAC of each list, and by the log."""

from __future__ import annotations

import contextlib
import hmac
from typing import TYPE_CHECKING, Final

from casevault.errors import CaseVaultError, Code, UserProblem
from casevault.i18n import N_
from casevault.store import changes
from casevault.store.connection import Database
from casevault.vault import backup_place as places
from casevault.vault.backup_memory import remembered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.vault.backup_place import Place
    from casevault.vault.vault import Vault

_CONTEXT: Final = b"casevault/1/backup"


def mac_of(key: bytearray, vault_id: bytes, raw_sums: bytes) -> bytes:
    """Return the line of MANIFEST.mac: HMAC-SHA-256 under the vault's key `backup-mac`, which has no other use.

    The sums name their generation and every file with its content, so nothing can be exchanged between generations or vaults.
    """
    return hmac.digest(bytes(key), _CONTEXT + vault_id + raw_sums, "sha256").hex().encode("ascii") + b"\n"


def own_generations(vault: Vault, place: Place) -> list[int]:
    """Return the generations whose list carries a MAC under the present keys of this vault, the oldest first."""
    return [number for number in place.generations() if _is_own(vault, place, number)]


def _is_own(vault: Vault, place: Place, generation: int) -> bool:
    with contextlib.suppress(CaseVaultError):
        raw = place.raw_sums(generation)
        own = hmac.compare_digest(place.mac(generation), mac_of(vault.keys.backup_mac, vault.header.vault_id, raw))
        return own and bool(places.parse_sums(raw, generation))  # read only once it is known to be this vault's
    return False


def refuse_another_copys(vault: Vault, place: Place) -> None:
    """Refuse a place whose back-ups hold what this copy of the vault does not: two copies would push each other's out.

    And one where nothing carries a MAC under the present keys: the vault was given new ones since, so the same attachments are
    stored otherwise now, and a place holds one form of each.
    """
    own = own_generations(vault, place)
    if not own:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("The back-ups there were made under other keys than this vault has now, or they are damaged."),
            N_("Choose a new folder. Old back-ups still open with the passphrase of their day: delete them if it became known."),
        )
    if not _goes_on_from(vault, place, own):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("The back-ups there hold entries that this vault does not have: they are of another copy of it, or newer."),
            N_("Choose a new folder, so that neither pushes out what the other has saved."),
        )


def _goes_on_from(vault: Vault, place: Place, own: Sequence[int]) -> bool:
    """Say whether this vault holds all that the newest back-up there holds, by the MAC of its last row.

    The rows are chained, so the same MAC at the same place in the log says that every row up to it is the same. What this vault
    writes there then leaves nothing out that was there, whatever path or computer it was on before. A database that cannot be
    read says nothing; the one before it is asked, and at last the vault's own memory of its places.
    """
    for number in reversed(own):
        with contextlib.suppress(CaseVaultError):
            opened = Database.open(place.folder(number) / places.DATABASE, vault.keys.db, wal=False, read_only=True)
            with contextlib.closing(opened) as copy:
                last = copy.read(changes.last_change)
            here = None if last is None else vault.db.read(lambda c, seq=last.seq: changes.at(c, seq))  # type: ignore[misc] # bound
            return last is not None and here is not None and hmac.compare_digest(here.mac, last.mac)
    return place.path in {found.place for found in remembered(vault)}
