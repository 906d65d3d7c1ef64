"""The ways to open a vault: each a slot of the header that holds the master key, wrapped under one secret.

    Slot = KeySlot (of a known `SlotKind`) | UnknownSlot (any other kind: kept as it is, never tried)

A tagged union by `kind`, so that a later kind leaves today's vaults and programs as they are. Every byte string is lower-case hex
in the header's JSON.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from casevault.crypto import kdf, keywrap, shares
from casevault.crypto.kdf import Bounds, KdfProfile
from casevault.errors import Code, MachineProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casevault.ambient import Ambient
    from casevault.crypto.keywrap import MasterKey

ID_BYTES: Final = 16
KDF_NAME: Final = "argon2id"
_KEYS: Final = frozenset({"id", "kind", "kdf", "check", "nonce", "wrapped"})
_SHARING_KEYS: Final = frozenset({"set", "k", "n"})
_KDF_KEYS: Final = frozenset({"name", "v", "m_kib", "t", "p", "salt"})
_KIND_SHAPE: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")


class SlotKind(StrEnum):
    """The kinds of secret that open a slot today."""

    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a kind, not a secret
    PASSPHRASE_KEYFILE = "passphrase_keyfile"  # noqa: S105 - same
    RECOVERY = "recovery"
    SHARES = "shares"


TYPED_KINDS: Final = frozenset(
    {SlotKind.PASSPHRASE, SlotKind.PASSPHRASE_KEYFILE}
)  # a vault keeps one of these: daily work needs it


@dataclass(frozen=True, slots=True)
class Sharing:
    """The set whose shares open a slot of kind `shares`: its number, how many are needed, and how many were made."""

    set: int
    k: int
    n: int

    @property
    def possible(self) -> bool:
        """Say whether such a set can have been made."""
        return 0 <= self.set < shares.SETS and shares.FEWEST <= self.k <= self.n <= shares.MOST


@dataclass(frozen=True, slots=True)
class KeySlot:
    """The master key wrapped under one secret. Bytes: id and salt 16, check 32, nonce 12, wrapped 48."""

    id: bytes
    kind: SlotKind
    profile: KdfProfile
    salt: bytes
    check: bytes
    nonce: bytes
    wrapped: bytes
    sharing: Sharing | None = None  # of kind `shares` alone

    def as_json(self) -> dict[str, object]:
        """Return the slot as it stands in the header."""
        return self._authenticated() | {"check": self.check.hex(), "wrapped": self.wrapped.hex()}

    def associated(self, vault_id: bytes) -> bytes:
        """Return what the wrapped key is bound to: every other field of the slot, and the vault."""
        return compact_json(self._authenticated()) + vault_id

    def _authenticated(self) -> dict[str, object]:
        profile = self.profile
        cost: dict[str, object] = {"name": KDF_NAME, "v": kdf.VERSION, "m_kib": profile.m_kib, "t": profile.t, "p": profile.p}
        fields: dict[str, object] = {
            "id": self.id.hex(),
            "kind": self.kind.value,
            "kdf": cost | {"salt": self.salt.hex()},
            "nonce": self.nonce.hex(),
        }
        sharing = self.sharing
        return fields if sharing is None else fields | {"set": sharing.set, "k": sharing.k, "n": sharing.n}


# Stands in memory where a vault is open that has no way in; no header ever holds it, and no secret has its check.
NO_SLOT: Final = KeySlot(bytes(ID_BYTES), SlotKind.PASSPHRASE, kdf.FLOOR, b"", b"", b"", b"")


@dataclass(frozen=True, slots=True)
class UnknownSlot:
    """A slot of a later program: written back as it was read."""

    id: bytes
    kind: str
    fields: Mapping[str, object]

    def as_json(self) -> dict[str, object]:
        """Return the slot as it was read."""
        return dict(self.fields)


Slot: TypeAlias = KeySlot | UnknownSlot


def compact_json(value: Mapping[str, object]) -> bytes:
    """Return JSON in its one form: sorted keys, no white space, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode("ascii")


def make_slot(
    kind: SlotKind,
    secret_input: bytearray,
    *,
    master: MasterKey,
    vault_id: bytes,
    profile: KdfProfile,
    ambient: Ambient,
    sharing: Sharing | None = None,
) -> KeySlot:
    """Return a new slot that opens with the secret behind `secret_input`; id, salt and nonce are drawn for it alone."""
    bare = KeySlot(
        id=ambient.random_bytes(ID_BYTES),
        kind=kind,
        profile=profile,
        salt=ambient.random_bytes(kdf.SALT_BYTES),
        check=b"",
        nonce=ambient.random_bytes(keywrap.NONCE_BYTES),
        wrapped=b"",
        sharing=sharing,
    )
    derived = kdf.derive(secret_input, bare.salt, profile)
    kek, check = keywrap.slot_keys(derived, vault_id, bare.id)
    wrapped = keywrap.wrap(kek, bare.nonce, master, bare.associated(vault_id))
    keywrap.wipe(derived, kek)
    return replace(bare, check=check, wrapped=wrapped)


def opens(slot: KeySlot, secret_input: bytearray, vault_id: bytes) -> bool:
    """Say whether the secret is the slot's, at the full cost of the derivation and without unwrapping anything.

    The check commits to the key, so it alone is the answer; it is compared in constant time.
    """
    derived = kdf.derive(secret_input, slot.salt, slot.profile)
    kek, check = keywrap.slot_keys(derived, vault_id, slot.id)
    keywrap.wipe(derived, kek)
    return keywrap.equal(check, slot.check)


def open_slot(slot: KeySlot, secret_input: bytearray, vault_id: bytes) -> MasterKey | None:
    """Return the master key, or None if the secret is another one; HEADER_TAMPERED if it is right and the slot was altered."""
    derived = kdf.derive(secret_input, slot.salt, slot.profile)
    kek, check = keywrap.slot_keys(derived, vault_id, slot.id)
    try:
        if not keywrap.equal(check, slot.check):
            return None
        return keywrap.unwrap(kek, slot.nonce, slot.wrapped, slot.associated(vault_id))
    except keywrap.WrapBroken:
        raise tampered() from None
    finally:
        keywrap.wipe(derived, kek)


def parse_slot(untrusted: object, bounds: Bounds) -> Slot:
    """Return a slot from the header's JSON; HEADER_TAMPERED for one of a known kind that asks for too little or too much work."""
    if not isinstance(untrusted, dict):
        raise tampered()
    slot_id = _hex(untrusted.get("id"), ID_BYTES)
    kind = untrusted.get("kind")
    if not isinstance(kind, str) or not _KIND_SHAPE.fullmatch(kind):
        raise tampered()
    if kind not in {known.value for known in SlotKind}:
        return UnknownSlot(slot_id, kind, untrusted)
    cost = untrusted.get("kdf")
    if (
        untrusted.keys() != (_KEYS | _SHARING_KEYS if kind == SlotKind.SHARES else _KEYS)
        or not isinstance(cost, dict)
        or cost.keys() != _KDF_KEYS
    ):
        raise tampered()
    if cost["name"] != KDF_NAME or cost["v"] != kdf.VERSION:
        raise tampered()
    profile = KdfProfile(_whole(cost["m_kib"]), _whole(cost["t"]), _whole(cost["p"]))
    if not bounds.allow(profile):  # before any memory is taken or any work is done
        raise tampered()
    sharing = None
    if kind == SlotKind.SHARES:
        sharing = Sharing(_whole(untrusted["set"]), _whole(untrusted["k"]), _whole(untrusted["n"]))
        if not sharing.possible:
            raise tampered()
    return KeySlot(
        id=slot_id,
        kind=SlotKind(kind),
        profile=profile,
        salt=_hex(cost["salt"], kdf.SALT_BYTES),
        check=_hex(untrusted["check"], keywrap.CHECK_BYTES),
        nonce=_hex(untrusted["nonce"], keywrap.NONCE_BYTES),
        wrapped=_hex(untrusted["wrapped"], keywrap.WRAPPED_BYTES),
        sharing=sharing,
    )


def altered(before: Iterable[Slot], after: Iterable[Slot]) -> tuple[str, ...]:
    """Return what the log says of a change of slots: `added/KIND` and `removed/KIND`; both where one was replaced."""
    had, has = {slot.id: slot.kind for slot in before}, {slot.id: slot.kind for slot in after}
    gone = {f"removed/{kind}" for slot_id, kind in had.items() if slot_id not in has}
    return tuple(sorted(gone | {f"added/{kind}" for slot_id, kind in has.items() if slot_id not in had}))


def tampered() -> MachineProblem:
    """Return the refusal for a header that is whole and still not what CaseVault wrote."""
    return MachineProblem(
        Code.HEADER_TAMPERED,
        N_("This vault's header was altered by something other than CaseVault, so it is not used."),
        N_("Nothing was changed. Restore the header from a back-up, and ask who could reach this folder."),
    )


def _hex(untrusted: object, length: int) -> bytes:
    if not isinstance(untrusted, str) or not re.fullmatch(f"[0-9a-f]{{{2 * length}}}", untrusted):
        raise tampered()
    return bytes.fromhex(untrusted)


def _whole(untrusted: object) -> int:
    if type(untrusted) is not int:  # a bool is an int in Python and a number with a dot is not one here
        raise tampered()
    return untrusted
