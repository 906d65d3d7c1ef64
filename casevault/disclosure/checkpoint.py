"""Where the log of the sender stood when a bundle was made: one digest, which tells a stranger nothing.

    SHA-256( "casevault/1/checkpoint" ‖ bundle id 16 ‖ digest of the first row ‖ … ‖ digest of the newest row )

A sender who later drops or alters a row can no longer give rows that lead to the digest which partners hold. It says neither how
many rows there are nor anything of them: the bundle's id is in front, and the digest of a row that has a payload is salted. An
erasure keeps the digests, and new keys of the vault do, too.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from casevault.store import rekey

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casevault.vault.vault import Vault


def checkpoint(vault: Vault, bundle: str) -> str:
    """Return the digest, in hex, of the log as it stands now, for the bundle of this id."""
    return checkpoint_of(bundle, vault.db.read(rekey.digests))


def checkpoint_of(bundle: str, digests: Iterable[bytes]) -> str:
    """Return what the rows with these digests, in their order, come to."""
    found = hashlib.sha256(b"casevault/1/checkpoint" + bytes.fromhex(bundle))
    for digest in digests:
        found.update(digest)
    return found.hexdigest()
