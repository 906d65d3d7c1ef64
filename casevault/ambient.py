"""Time and randomness, the two things a program takes from its surroundings, as one object that tests can replace."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol

ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Stamp:
    """When something happened: wall clock in µs since 1970 UTC, monotonic clock in ns, and which start of the machine."""

    at_utc: int
    mono_ns: int
    boot: str


class Ambient(Protocol):
    """What the vault asks of the world; `SystemAmbient` asks the machine, tests hand in a fixed one."""

    def stamp(self) -> Stamp:
        """Return the present moment on both clocks."""

    def today(self) -> date:
        """Return the calendar day at this place."""

    def random_bytes(self, count: int, /) -> bytes:
        """Return `count` bytes fit for keys, salts and ids."""

    def new_id(self) -> str:
        """Return a fresh random 128-bit id as 32 lower-case hex characters."""


class SystemAmbient:
    """The machine's own clocks and its cryptographic random source."""

    def __init__(self) -> None:
        """Read once which start of the machine this is; empty where the system does not say."""
        try:
            self._boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        except OSError:
            self._boot = ""

    def stamp(self) -> Stamp:
        """Return the present moment on both clocks."""
        return Stamp(time.time_ns() // 1000, time.monotonic_ns(), self._boot)

    def today(self) -> date:
        """Return the calendar day at this place."""
        return datetime.now(tz=UTC).astimezone().date()

    def random_bytes(self, count: int, /) -> bytes:
        """Return `count` bytes from the operating system's random source."""
        return secrets.token_bytes(count)

    def new_id(self) -> str:
        """Return a fresh random 128-bit id as 32 lower-case hex characters."""
        return secrets.token_hex(ID_BYTES)


def utc_text(at_utc: int) -> str:
    """Return a moment (µs since 1970 UTC) as ISO 8601 with offset, to the second."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at_utc)
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")
