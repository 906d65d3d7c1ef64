"""A ticket: a way into a sealed vault that the office makes later, as text for any channel and words for another.

    "CVT1" ‖ vault 16 ‖ id 16 ‖ day u32be ‖ m_kib u32be ‖ t u8 ‖ p u8 ‖ salt 16 ‖ nonce 12 ‖ check 32 ‖ wrapped 48 ‖ sum 6
    160 bytes in Crockford's base32 are 256 characters, in groups of eight

It is a slot that does not lie in a header: the same derivation, the same commitment to its key, the same bounds before any
work, so a hostile ticket can ask for nothing more than a hostile header can. `day` counts from 1970-01-01, 0 where it has no end.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from casevault.crypto import kdf, keywrap
from casevault.crypto.kdf import Bounds, KdfProfile
from casevault.crypto.recovery_code import ALPHABET
from casevault.crypto.words import words
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.ambient import Ambient
    from casevault.crypto.keywrap import MasterKey

MAGIC: Final = b"CVT1"
WORDS: Final = 8  # 103 bits: no number of guesses exhausts them, at the floor's cost of each
ID_BYTES: Final = 16
BYTES: Final = 160
CHARACTERS: Final = BYTES * 8 // 5
TEXT_LIMIT: Final = 4 * CHARACTERS  # with spaces, line breaks and dashes
GROUP: Final = 8
_SUM: Final = 6
_NO_DAY: Final = date(1970, 1, 1)
_MOST_DAYS: Final = (date(9999, 12, 31) - _NO_DAY).days
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as its bytes say. `expires`: ISO day or ""."""

    vault: bytes
    id: bytes
    expires: str
    profile: KdfProfile
    salt: bytes
    nonce: bytes
    check: bytes
    wrapped: bytes

    def text(self) -> str:
        """Return the text that is handed over."""
        body = self._authenticated() + self.check + self.wrapped
        number = int.from_bytes(body + _sum(body), "big")
        characters = "".join(ALPHABET[number >> 5 * at & 31] for at in reversed(range(CHARACTERS)))
        return "-".join(characters[at : at + GROUP] for at in range(0, CHARACTERS, GROUP))

    def associated(self) -> bytes:
        """Return what the wrapped key is bound to: every other field of the ticket, its day among them."""
        return self._authenticated()

    def _authenticated(self) -> bytes:
        day = (date.fromisoformat(self.expires) - _NO_DAY).days if self.expires else 0
        cost = self.profile.m_kib.to_bytes(4, "big") + bytes([self.profile.t, self.profile.p])
        return MAGIC + self.vault + self.id + day.to_bytes(4, "big") + cost + self.salt + self.nonce


def make(
    master: MasterKey, vault_id: bytes, *, expires: str, ambient: Ambient, profile: KdfProfile = kdf.FLOOR
) -> tuple[Ticket, str]:
    """Return a new ticket for a vault and the words that open it; id, salt, nonce and words are drawn for it alone."""
    said = words(WORDS, ambient)
    bare = Ticket(
        vault=vault_id,
        id=ambient.random_bytes(ID_BYTES),
        expires=expires,
        profile=profile,
        salt=ambient.random_bytes(kdf.SALT_BYTES),
        nonce=ambient.random_bytes(keywrap.NONCE_BYTES),
        check=b"",
        wrapped=b"",
    )
    derived = _derived(bare, said)
    # The kek comes from a salt drawn for this ticket: it wraps one key, once, and its nonce cannot repeat.
    kek, check = keywrap.slot_keys(derived, vault_id, bare.id, keywrap.TICKET)
    wrapped = keywrap.wrap(kek, bare.nonce, master, bare.associated())
    keywrap.wipe(derived, kek)
    return replace(bare, check=check, wrapped=wrapped), said


def parse(untrusted: str) -> Ticket:
    """Return the ticket that a text says; TICKET_DAMAGED where it is not whole. Costs no derivation."""
    plain = "".join(untrusted[: TEXT_LIMIT + 1].split()).replace("-", "").upper().translate(_READ_AS)
    if len(untrusted) > TEXT_LIMIT or len(plain) != CHARACTERS or not set(plain) <= set(ALPHABET):
        raise _damaged()
    number = 0
    for character in plain:
        number = number << 5 | ALPHABET.index(character)
    raw = number.to_bytes(BYTES, "big")
    body = raw[:-_SUM]
    if raw[-_SUM:] != _sum(body) or not body.startswith(MAGIC):
        raise _damaged()
    parts = [
        len(MAGIC),
        16,
        ID_BYTES,
        4,
        4,
        1,
        1,
        kdf.SALT_BYTES,
        keywrap.NONCE_BYTES,
        keywrap.CHECK_BYTES,
        keywrap.WRAPPED_BYTES,
    ]
    found: list[bytes] = []
    at = 0
    for length in parts:
        found.append(body[at : at + length])
        at += length
    _, vault, ticket_id, day, memory, passes, lanes, salt, nonce, check, wrapped = found
    days = int.from_bytes(day, "big")
    if days > _MOST_DAYS:
        raise _damaged()
    expires = (_NO_DAY + timedelta(days=days)).isoformat() if days else ""
    profile = KdfProfile(int.from_bytes(memory, "big"), passes[0], lanes[0])
    return Ticket(vault, ticket_id, expires, profile, salt, nonce, check, wrapped)


def open_with(ticket: Ticket, untrusted_words: str, bounds: Bounds) -> MasterKey:
    """Return the master key; TICKET_DAMAGED where it was altered or asks for other work than ours does, TICKET_WRONG_WORDS."""
    if not bounds.allow(ticket.profile):  # before any memory is taken or any work is done
        raise _damaged()
    derived = _derived(ticket, untrusted_words)
    kek, check = keywrap.slot_keys(derived, ticket.vault, ticket.id, keywrap.TICKET)
    try:
        if not keywrap.equal(check, ticket.check):
            raise UserProblem(
                Code.TICKET_WRONG_WORDS,
                N_("These are not the words of this ticket, or the ticket was altered on its way."),
                N_("Compare each of the eight words with the office. Nothing was changed."),
            )
        return keywrap.unwrap(kek, ticket.nonce, ticket.wrapped, ticket.associated())
    except keywrap.WrapBroken:
        raise _damaged() from None
    finally:
        keywrap.wipe(derived, kek)


def _derived(ticket: Ticket, said: str) -> bytearray:
    given = kdf.passphrase_input(" ".join(said.lower().split()).encode())
    try:
        return kdf.derive(given, ticket.salt, ticket.profile)
    finally:
        keywrap.wipe(given)


def _sum(body: bytes) -> bytes:
    """Return what finds a slip of the pen; who alters a ticket on purpose is found by what is authenticated."""
    return hashlib.sha256(b"casevault/1/ticket-text" + body).digest()[:_SUM]


def _damaged() -> UserProblem:
    return UserProblem(
        Code.TICKET_DAMAGED,
        N_("This is not a whole ticket: something in it is missing or was altered."),
        N_("Copy it again, all 32 groups, or ask the office for another one. Nothing was changed."),
    )
