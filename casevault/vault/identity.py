"""The two keys by which partners know this vault: one signs what leaves for them, with the other what they send is opened.

Both are random, made when they are first needed, and lie in the encrypted database: so they come along with a back-up, a restored
vault and new keys of the vault itself. Neither has any other use. The device's key, which stands for one computer, signs no
bundle: minisign puts no name of its use before what it signs, so its key must sign nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyrage

from casevault.crypto import minisign, signing
from casevault.crypto.words import fingerprint
from casevault.store import meta
from casevault.vault.acts import Act

if TYPE_CHECKING:
    from casevault.crypto.minisign import PublicKey
    from casevault.store.connection import Connection
    from casevault.vault.vault import Vault

KEYS_MADE: Final = "keys_made"  # in the log: the public halves, when they were made or made anew


@dataclass(frozen=True, slots=True)
class Identity:
    """The private halves are not part of the representation."""

    seed: bytes = field(repr=False)
    receiving_key: str = field(repr=False)

    @property
    def signing(self) -> PublicKey:
        """Return the public key that proves who sent a bundle."""
        return minisign.public_of(self.seed)

    @property
    def signing_words(self) -> str:
        """Return the eight words by which people compare it."""
        return fingerprint(self.signing.key, "minisign")

    @property
    def recipient(self) -> str:
        """Return the public key, `age1…`, that bundles for this vault are sealed to."""
        return str(pyrage.x25519.Identity.from_str(self.receiving_key).to_public())

    @property
    def recipient_words(self) -> str:
        """Return the eight words by which people compare that one."""
        return fingerprint(self.recipient.encode("ascii"), "age")


class _Kept(Exception):  # noqa: N818 - ends the making of keys that another thread has made meanwhile
    """There are keys already."""


def kept(vault: Vault) -> Identity | None:
    """Return the keys of a vault, None where it never needed any; writes nothing."""
    return vault.db.read(_read)


def identity(vault: Vault) -> Identity:
    """Return the keys of a vault, made now where it has none; that is an act of the log, with their public halves."""
    found = kept(vault)
    if found is None:
        try:
            found = _made(vault, anew=False)
        except _Kept:
            return identity(vault)
    return found


def renew(vault: Vault) -> Identity:
    """Give the vault two new keys in place of the old ones, which are kept nowhere: after somebody may have had them."""
    return _made(vault, anew=True)


def _read(connection: Connection) -> Identity | None:
    seed, key = meta.get(connection, meta.SIGNING_SEED), meta.get(connection, meta.RECEIVING_KEY)
    return None if seed is None or key is None else Identity(seed, key.decode("ascii"))


def _made(vault: Vault, *, anew: bool) -> Identity:
    # The age library draws its key from the system's random source itself, and never hands out the bytes.
    made = Identity(vault.ambient.random_bytes(signing.SEED_BYTES), str(pyrage.x25519.Identity.generate()))

    def note(connection: Connection) -> None:
        if not anew and _read(connection) is not None:
            raise _Kept
        meta.put(connection, meta.SIGNING_SEED, made.seed)
        meta.put(connection, meta.RECEIVING_KEY, made.receiving_key.encode("ascii"))
        meta.drop(connection, meta.OFFICE_SEED)  # who had the old keys may have had that one, too; it is drawn anew when needed

    public = (f"minisign/{made.signing.text}", f"age/{made.recipient}")
    vault.records.apply([Act(vault.actor, KEYS_MADE, public)], first=note)
    return made
