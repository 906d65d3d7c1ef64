"""Which device this folder is: where it was last opened, and the key that stands for it.

A folder that is opened at another place or on another computer is a clone, made by a copy or a restored back-up: it becomes a
device of its own before anything else is written, so that two copies never write under one name. Only a digest of the place is
kept, in the encrypted database.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.crypto import signing
from casevault.store import meta

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.ambient import Ambient
    from casevault.store.connection import Connection


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A device that is to be recorded. `seed` (32 bytes) is its private Ed25519 key and never leaves this vault's database."""

    name: str
    seed: bytes

    @classmethod
    def draw(cls, ambient: Ambient) -> NewDevice:
        """Draw the key of a new device. The name tells the day it was first used; a person may give it another."""
        return cls(f"Computer {ambient.today().isoformat()}", ambient.random_bytes(signing.SEED_BYTES))

    @property
    def public_key(self) -> bytes:
        """Return the 32-byte public half."""
        return signing.public_key(self.seed)


def place_mark(folder: Path, vault_id: bytes, machine: str) -> bytes:
    """Return the digest of where a vault lies and on which computer; the parts stand with their lengths."""
    parts = [b"casevault/1/place", vault_id, str(folder.resolve()).encode("utf-8", "surrogateescape"), machine.encode()]
    return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()


def remember(connection: Connection, device_id: str, device: NewDevice, place: bytes) -> None:
    """Make `device` the one that writes from now on; the private key of the one before goes."""
    meta.put(connection, meta.DEVICE, device_id.encode("ascii"))
    meta.put(connection, meta.DEVICE_SEED, device.seed)
    meta.put(connection, meta.SEEN, place)
