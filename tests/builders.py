"""What tests build with: surroundings that repeat, the cheapest key derivation, vaults. Valid by default, override one thing."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from casevault.ambient import Stamp
from casevault.crypto.kdf import CEILING, Bounds, KdfProfile
from casevault.vault.policy import NO_POLICY, Policy
from casevault.vault.slots import SlotKind
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.ambient import Ambient

PASSPHRASE = "correct horse battery staple"

# Below the floor that every reader demands: it opens only where a test hands in the bounds with it.
CHEAPEST = KdfProfile(8, 1, 1)
CHEAP_BOUNDS = Bounds(lowest=CHEAPEST, highest=CEILING)

START = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)


class FixedAmbient:
    """Surroundings that repeat: the clock goes on by one second a look, random bytes come from `seed`."""

    def __init__(self, seed: int = 1, start: datetime = START) -> None:
        self._seed = seed
        self._drawn = 0
        self._looks = 0
        # Another seed is another session: hours later, on a computer that was started anew.
        self.now = start + timedelta(hours=min(seed - 1, 12))
        self._boot = f"boot-{seed}"

    def stamp(self) -> Stamp:
        self._looks += 1
        at_utc = int(self.now.timestamp() * 1_000_000) + self._looks * 1_000_000
        return Stamp(at_utc, self._looks * 1_000_000_000, self._boot)

    def today(self) -> date:
        return self.now.date()

    def random_bytes(self, count: int, /) -> bytes:
        self._drawn += 1
        return hashlib.shake_256(f"{self._seed}/{self._drawn}".encode()).digest(count)

    def new_id(self) -> str:
        return self.random_bytes(16).hex()


def make_vault(
    folder: Path,
    *,
    passphrase: str = PASSPHRASE,
    sign_as: str = "A.B.",
    ambient: Ambient | None = None,
    policy: Policy = NO_POLICY,
) -> tuple[Vault, str]:
    """Return a new open vault and its recovery code; the key derivation costs nothing."""
    return Vault.create(
        folder,
        bytearray(passphrase.encode()),
        sign_as=sign_as,
        profile=CHEAPEST,
        ambient=ambient or FixedAmbient(),
        synced_folder_ok=True,
        policy=policy,
    )


def open_vault(
    folder: Path,
    secret: str = PASSPHRASE,
    *,
    kind: SlotKind = SlotKind.PASSPHRASE,
    ambient: Ambient | None = None,
    repair: bool = True,
    writable: bool | None = None,
    policy: Policy = NO_POLICY,
) -> Vault:
    """Open a vault made by `make_vault`. Another seed than at creation, so that no id repeats."""
    return Vault.open(
        folder,
        bytearray(secret.encode()),
        kind=kind,
        ambient=ambient or FixedAmbient(seed=2),
        bounds=CHEAP_BOUNDS,
        repair=repair,
        writable=writable,
        policy=policy,
    )
