"""From what a person types to 32 uniform bytes: Argon2id, with bounds on what a file may ask for.

    passphrase ─NFC─UTF-8─┐
    keyfile ─SHA-256──────┴─HMAC-SHA256─> input ─Argon2id(salt, m, t, p)─> 32 bytes

A profile read from a file is checked against `Bounds` before any memory is taken. The bounds are an argument with a strict
default, so tests can go below the floor by calling, while nothing in a file, a setting or the environment can.
"""

from __future__ import annotations

import hashlib
import hmac
import time
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from argon2.exceptions import HashingError
from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw

from casevault.errors import Code, MachineProblem, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable

OUTPUT_BYTES: Final = 32
SALT_BYTES: Final = 16
VERSION: Final = ARGON2_VERSION  # 19 = 0x13, the version of RFC 9106
NO_KEYFILE: Final = bytes(32)
KEYFILE_LEAST: Final = 32  # bytes: less could be guessed
KEYFILE_MOST: Final = 64 * 1024  # bytes: more is a mistaken file


@dataclass(frozen=True, slots=True)
class KdfProfile:
    """The cost of one derivation: memory in KiB, passes over it, lanes."""

    m_kib: int
    t: int
    p: int

    def at_least(self, least: KdfProfile) -> KdfProfile:
        """Return this profile with each parameter raised to that of `least` where it is lower."""
        return KdfProfile(max(self.m_kib, least.m_kib), max(self.t, least.t), max(self.p, least.p))


NO_LEAST: Final = KdfProfile(0, 0, 0)
DEFAULT: Final = KdfProfile(256 * 1024, 3, 4)
FLOOR: Final = KdfProfile(64 * 1024, 3, 4)  # RFC 9106's second recommended choice
CEILING: Final = KdfProfile(2 * 1024 * 1024, 16, 16)
TARGET_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a reader accepts, both ends included: less would be a weakened vault, more would hang the machine."""

    lowest: KdfProfile = FLOOR
    highest: KdfProfile = CEILING

    def allow(self, profile: KdfProfile) -> bool:
        """Say whether every parameter lies between the two ends."""
        low, high = self.lowest, self.highest
        return low.m_kib <= profile.m_kib <= high.m_kib and low.t <= profile.t <= high.t and low.p <= profile.p <= high.p


STANDARD: Final = Bounds()


def passphrase_input(passphrase: bytes | bytearray, keyfile: bytes | None = None) -> bytearray:
    """Return the 32 bytes that go into the derivation; the caller wipes them. Raise INVALID_INPUT for what is not UTF-8 text.

    One trailing newline is dropped (a file written by an editor has one), nothing else. NFC, because two keyboards may write the
    same letter in two ways.
    """
    try:
        text = bytes(passphrase).decode("utf-8")
    except UnicodeDecodeError:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("The passphrase is not text in UTF-8."),
            N_("Save the passphrase file as UTF-8, or type the passphrase."),
        ) from None
    if keyfile is not None and not KEYFILE_LEAST <= len(keyfile) <= KEYFILE_MOST:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("A keyfile has {least} to {most} bytes; this file has not."),
            N_("Choose the keyfile that was made for this vault."),
            least=KEYFILE_LEAST,
            most=KEYFILE_MOST,
        )
    text = text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text
    # HMAC keyed by the keyfile's digest: both parts are needed, and neither can be traded for the other.
    key = NO_KEYFILE if keyfile is None else hashlib.sha256(keyfile).digest()
    return bytearray(hmac.digest(key, unicodedata.normalize("NFC", text).encode("utf-8"), "sha256"))


def code_input(code: bytes | bytearray) -> bytearray:
    """Return the same 32 bytes for a recovery code's 20 raw bytes: the passphrase's construction without its text steps."""
    return bytearray(hmac.digest(NO_KEYFILE, bytes(code), "sha256"))


def derive(secret_input: bytearray, salt: bytes, profile: KdfProfile) -> bytearray:
    """Return 32 bytes by Argon2id; the caller has checked `profile` against its bounds. IO_ERROR without enough memory.

    The salt is random for each slot, so the same passphrase gives unrelated bytes in two slots or two vaults.
    """
    try:
        derived = hash_secret_raw(
            bytes(secret_input), salt, profile.t, profile.m_kib, profile.p, OUTPUT_BYTES, Type.ID, version=VERSION
        )
    except HashingError:
        raise MachineProblem(
            Code.IO_ERROR,
            N_("There is not enough free memory to work out the key ({mib} MiB are needed)."),
            N_("Close other programs and try again."),
            mib=profile.m_kib // 1024,
        ) from None
    return bytearray(derived)


def calibrated(
    least: KdfProfile = NO_LEAST, *, clock: Callable[[], float] = time.perf_counter, work: Callable[..., object] = derive
) -> KdfProfile:
    """Return the profile for a new vault: the default, with more passes until it takes about a second on this machine.

    Passes are raised, not memory: time grows with them in proportion, so one measurement is enough, and an older computer of the
    same office can still open the vault. Where the default's memory is not to be had, the floor. Never below `least`, whatever
    time that takes.
    """
    start = DEFAULT.at_least(least)
    begun = clock()
    try:
        work(bytearray(OUTPUT_BYTES), bytes(SALT_BYTES), start)
    except MachineProblem:
        return FLOOR.at_least(least)
    seconds = max(clock() - begun, 0.001)
    passes = int(start.t * TARGET_SECONDS / seconds)
    return KdfProfile(start.m_kib, min(max(passes, start.t), CEILING.t), start.p)
