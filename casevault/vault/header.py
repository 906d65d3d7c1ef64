r"""The header of a vault: which vault it is and how it opens, in two equal copies, byte for byte as docs/formats/header.md says.

    "CVAULT1\n" ‖ u32be length ‖ compact JSON ‖ zeros ‖ HMAC-SHA256 (32) ‖ SHA-256 of all before (32)      = 16,384 bytes

The SHA-256 tells damage without a key; the HMAC, checked once a slot has opened, tells alteration. So a damaged header, a wrong
passphrase and a tampered header are three findings, each with its own code, and never mistaken for one another.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.errors import CaseVaultError, Code, MachineProblem, UserProblem
from casevault.i18n import N_
from casevault.vault.slots import KeySlot, Slot, compact_json, parse_slot, tampered

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.crypto.kdf import Bounds

COPY_A: Final = "vault.a"
COPY_B: Final = "vault.b"
COPIES: Final = (COPY_A, COPY_B)

ERASING: Final = "erasing"  # an empty file in the folder: its erasing was begun, so nothing opens it any more

HEADER_BYTES: Final = 16_384
MAGIC: Final = b"CVAULT1\n"
JSON_LIMIT: Final = 12 * 1024
MAX_SLOTS: Final = 8
FORMAT: Final = 1
CIPHER: Final = "cv1"
ID_BYTES: Final = 16

_JSON_AT: Final = len(MAGIC) + 4
_HMAC_AT: Final = HEADER_BYTES - 64
_SHA_AT: Final = HEADER_BYTES - 32
_OTHER_FORMAT: Final = re.compile(rb"CVAULT[2-9]\n")
_KEYS: Final = frozenset({"format", "min_reader", "vault_id", "gen", "created_day", "cipher", "slots"})
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_GEN_LIMIT: Final = 2**53


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says. `gen` goes up by one each time the header is written; `created_day` is an ISO day."""

    vault_id: bytes
    gen: int
    created_day: str
    slots: tuple[Slot, ...]

    def key_slots(self, kind: str) -> tuple[KeySlot, ...]:
        """Return the slots of one kind that can be tried."""
        return tuple(slot for slot in self.slots if isinstance(slot, KeySlot) and slot.kind == kind)

    def with_slots(self, slots: tuple[Slot, ...]) -> Header:
        """Return the next generation with other slots."""
        return replace(self, gen=self.gen + 1, slots=slots)


@dataclass(frozen=True, slots=True)
class Found:
    """The header that counts, the bytes it was read from, and the copies that are not equal to them."""

    header: Header
    data: bytes
    broken: tuple[str, ...]

    def verify_mac(self, key: bytearray) -> None:
        """Raise HEADER_TAMPERED unless the header was written by somebody who holds the master key."""
        # The MAC covers all but itself and the SHA-256 behind it; `key` has this one use.
        if not hmac.compare_digest(hmac.digest(bytes(key), self.data[:_HMAC_AT], "sha256"), self.data[_HMAC_AT:_SHA_AT]):
            raise tampered()


class _Copy(Enum):
    """What is wrong with one copy."""

    MISSING = auto()
    DAMAGED = auto()
    NEWER = auto()  # its own checksum holds, and it was written for a later reader
    NEWER_SHAPE = auto()  # looks like a later format whose checksum may lie elsewhere


def encode(header: Header, key: bytearray) -> bytes:
    """Return the 16,384 bytes of a header under the header key."""
    content: dict[str, object] = {
        "format": FORMAT,
        "min_reader": FORMAT,
        "vault_id": header.vault_id.hex(),
        "gen": header.gen,
        "created_day": header.created_day,
        "cipher": CIPHER,
        "slots": [slot.as_json() for slot in header.slots],
    }
    text = compact_json(content)
    if len(text) > JSON_LIMIT or len(header.slots) > MAX_SLOTS:
        raise no_room()
    body = (MAGIC + len(text).to_bytes(4, "big") + text).ljust(_HMAC_AT, b"\0")
    body += hmac.digest(bytes(key), body, "sha256")
    return body + hashlib.sha256(body).digest()


def write(folder: Path, data: bytes, copies: tuple[str, ...] = COPIES) -> None:
    """Write the copies one after the other: b only once a is durable, so that at every moment one of them is whole."""
    for name in copies:
        files.write_private_file(folder / name, data)


def stands(folder: Path, data: bytes) -> bool:
    """Say whether the first copy reads as `data`, whatever the disk said when it was written."""
    with contextlib.suppress(CaseVaultError):
        return files.read_limited(folder / COPY_A, HEADER_BYTES) == data
    return False


def read(folder: Path, bounds: Bounds) -> Found:
    """Return the header that counts: of the copies whose SHA-256 holds, the one with the higher generation, alone.

    NOT_A_VAULT (also where its erasing was begun), HEADER_DAMAGED, HEADER_TAMPERED or TOO_NEW otherwise. Costs no key derivation.
    """
    if (folder / ERASING).exists():
        raise half_erased()
    troubles: list[CaseVaultError] = []
    untrusted = {name: _read_copy(folder / name, troubles) for name in COPIES}
    if all(copy is None for copy in untrusted.values()) and not (folder / "main.db").exists():
        raise not_a_vault()
    headers: dict[str, tuple[Header, bytes]] = {}
    states = []
    for name, data in untrusted.items():
        result = _Copy.MISSING if data is None else _decode(data, bounds)
        if isinstance(result, Header) and data is not None:
            headers[name] = (result, data)
        else:
            states.append(result)
    if _Copy.NEWER in states or states == [_Copy.NEWER_SHAPE] * len(COPIES):
        raise _too_new()
    if not headers:
        raise troubles[0] if len(troubles) == len(COPIES) else _damaged()
    if len({header.vault_id for header, _ in headers.values()}) > 1:
        # Somebody put another vault's copy here. Using one would call a right passphrase wrong, or write over the other vault's.
        raise tampered()
    header, data = max(headers.values(), key=lambda pair: pair[0].gen)
    return Found(header, data, tuple(name for name in COPIES if untrusted[name] != data))


def _read_copy(path: Path, troubles: list[CaseVaultError]) -> bytes | None:
    """Return what can be read, None where there is no such file; a copy that the disk does not give is b"", and why is noted."""
    try:
        return files.read_limited(path, HEADER_BYTES)
    except CaseVaultError as problem:
        if problem.code is Code.NOT_FOUND:
            return None
        if problem.code is Code.TOO_LARGE:
            return b""  # not one of ours any more
        if problem.code is Code.IO_ERROR:  # a bad sector under one copy: its twin serves
            troubles.append(problem)
            return b""
        raise


def _decode(untrusted: bytes, bounds: Bounds) -> Header | _Copy:
    whole = len(untrusted) == HEADER_BYTES and hmac.compare_digest(
        hashlib.sha256(untrusted[:_SHA_AT]).digest(), untrusted[_SHA_AT:]
    )
    if untrusted[: len(MAGIC)] != MAGIC:
        if _OTHER_FORMAT.match(untrusted):
            return _Copy.NEWER if whole else _Copy.NEWER_SHAPE
        return _Copy.DAMAGED
    if not whole:
        return _Copy.DAMAGED
    # From here on no accident explains what does not fit: the checksum was made over it.
    length = int.from_bytes(untrusted[len(MAGIC) : _JSON_AT], "big")
    if length > JSON_LIMIT:
        raise tampered()
    text, rest = untrusted[_JSON_AT : _JSON_AT + length], untrusted[_JSON_AT + length : _HMAC_AT]
    content: object = None
    with contextlib.suppress(ValueError, RecursionError):
        content = json.loads(text)
    if not isinstance(content, dict):
        raise tampered()
    if content.get("format") != FORMAT or content.get("min_reader") != FORMAT:
        return _newer(content)
    # Written again it must be the same bytes: no key twice, no number in another form, no white space, nothing in the fill.
    if content.keys() != _KEYS or _recoded(content) != text or any(rest):
        raise tampered()
    return _header(content, bounds)


def _newer(content: dict[str, object]) -> _Copy:
    """Say that a whole header names a later format; one that names none is no header of any program."""
    numbers = [content.get("format"), content.get("min_reader")]
    if all(type(number) is int and number >= FORMAT for number in numbers):
        return _Copy.NEWER
    raise tampered()


def _recoded(content: dict[str, object]) -> bytes:
    try:
        return compact_json(content)
    except (ValueError, RecursionError):  # a number that is none
        return b""


def _header(content: dict[str, object], bounds: Bounds) -> Header:
    vault_id, gen, day, slots = content["vault_id"], content["gen"], content["created_day"], content["slots"]
    if not isinstance(vault_id, str) or not re.fullmatch(r"[0-9a-f]{32}", vault_id) or content["cipher"] != CIPHER:
        raise tampered()
    if type(gen) is not int or not 0 < gen < _GEN_LIMIT or not isinstance(day, str) or not _DAY.fullmatch(day):
        raise tampered()
    if not isinstance(slots, list) or len(slots) > MAX_SLOTS:
        raise tampered()
    parsed = tuple(parse_slot(slot, bounds) for slot in slots)
    if len({slot.id for slot in parsed}) != len(parsed):
        raise tampered()
    return Header(bytes.fromhex(vault_id), gen, day, parsed)


def no_room() -> UserProblem:
    """Return the refusal for a way in more than a header holds."""
    return UserProblem(
        Code.TOO_LARGE, N_("A vault has room for {limit} ways to open it."), N_("Remove one first."), limit=MAX_SLOTS
    )


def not_a_vault() -> UserProblem:
    """Return the refusal for a folder without the files of a vault."""
    return UserProblem(
        Code.NOT_A_VAULT,
        N_("This folder is not a CaseVault vault."),
        N_("Choose the folder that holds the files vault.a and main.db."),
    )


def half_erased() -> MachineProblem:
    """Return the refusal of a vault whose erasing was cut off."""
    return MachineProblem(
        Code.NOT_A_VAULT,
        N_("This vault was being erased, and that was cut off. It does not open any more."),
        N_("Erase it again to remove what is left of it."),
    )


def not_confirmed(code: Code) -> MachineProblem:
    """Return the refusal for a header that stands in its place and may be gone after a power cut."""
    return MachineProblem(
        code,
        N_("The disk did not confirm the change. From now on either the old or the new way may open this vault."),
        N_("Keep the old passphrase and the new one. Copy the folder to another disk, and try both there."),
    )


def _damaged() -> MachineProblem:
    return MachineProblem(
        Code.HEADER_DAMAGED,
        N_("Both copies of this vault's header are damaged. Your records may be intact."),
        N_("Restore the header from a back-up; the passphrase cannot help here."),
    )


def _too_new() -> MachineProblem:
    return MachineProblem(
        Code.TOO_NEW, N_("This vault was made by a newer CaseVault. Nothing was changed."), N_("Open it with the newer program.")
    )
