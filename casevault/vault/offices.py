"""The other offices of one team: which vault each is, by which keys it is known here, and how far each knows the other's log.

An office is taken in by hand: its card comes by any way, and the eight words that follow from the whole card are compared by
another. What was compared lies beside this vault's own private keys and not in the log. So no row that another office sends can
change whom this one trusts, and no disclosure ever meets it.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Final

from casevault.crypto import agefile, signing
from casevault.crypto.words import fingerprint
from casevault.errors import CaseVaultError, Code, UserProblem
from casevault.i18n import N_
from casevault.store import changes, meta
from casevault.vault import identity
from casevault.vault.acts import Add, Edit
from casevault.vault.travelling import is_lost

if TYPE_CHECKING:
    from casevault.store.connection import Connection
    from casevault.vault.vault import Vault

MOST: Final = 32  # offices of one team
_CARD: Final = re.compile(r"casevault-office-1 ([0-9a-f]{32}) ([0-9a-f]{64}) (age1[02-9ac-hj-np-z]{58})", re.ASCII)
LONGEST_CARD: Final = 400  # characters of a card, with whatever white space a letter put into it
START: Final = (0, "")  # nothing of a log

EVERYTHING = N_(
    "Another office is told everything that this vault holds, sources and safe places too, and may change all of it. "
    "Only for machines of one team."
)


@dataclass(frozen=True, slots=True)
class Card:
    """What another office has to know of one: its vault, the key that signs what it sends, the key that one seals to."""

    vault: str
    key: str
    recipient: str

    @property
    def text(self) -> str:
        """Return the line that is handed over."""
        return f"casevault-office-1 {self.vault} {self.key} {self.recipient}"

    @property
    def words(self) -> str:
        """Return the eight words by which two people compare it: they follow from all of it."""
        return fingerprint(self.text.encode("ascii"), "office")


@dataclass(frozen=True, slots=True)
class Office:
    """Another office. `id`: the device record that stands for it here.

    `heard`: up to which row of its log (number and id) all of it is here; `told`: up to which of ours it said it has all.
    """

    id: str
    vault: str
    key: str
    recipient: str
    heard: tuple[int, str] = START
    told: tuple[int, str] = START

    @property
    def words(self) -> str:
        """Return the words that were compared."""
        return Card(self.vault, self.key, self.recipient).words

    def spelt(self) -> bytes:
        """Return it as JSON."""
        return json.dumps(asdict(self), sort_keys=True).encode()


@dataclass(frozen=True, slots=True)
class Own:
    """What this vault signs and opens with towards other offices; the private halves are not part of the representation."""

    seed: bytes = field(repr=False)
    card: Card


def own(vault: Vault) -> Own:
    """Return this office's keys, made now where it has none. UNSUPPORTED in a travel copy, which sends home alone."""
    if vault.db.read(lambda c: meta.get(c, meta.JOURNEY)) is not None:
        raise UserProblem(
            Code.UNSUPPORTED,
            N_("This is a travel copy; it sends home what it learns, and to no other office."),
            N_("Make a bundle with “casevault travel bundle”."),
        )
    known = identity.identity(vault)
    seed = vault.db.read(lambda c: meta.get(c, meta.OFFICE_SEED))
    if seed is None:
        drawn = vault.ambient.random_bytes(signing.SEED_BYTES)

        def keep(connection: Connection) -> bytes:
            there = meta.get(connection, meta.OFFICE_SEED)  # another thread may have drawn one meanwhile
            if there is None:
                meta.put(connection, meta.OFFICE_SEED, drawn)
            return there or drawn

        seed = vault.db.write(keep)
    return Own(seed, Card(vault.vault_id, signing.public_key(seed).hex(), known.recipient))


def read_card(untrusted: str) -> Card:
    """Return what a card says; INVALID_INPUT for anything else. Whose it is only its words tell."""
    found = _CARD.fullmatch(" ".join(untrusted.split())) if len(untrusted) <= LONGEST_CARD else None
    if found is None:
        raise _no_card()
    try:
        agefile.parse_recipient(found[3])
    except CaseVaultError:
        raise _no_card() from None
    return Card(found[1], found[2], found[3])


def add(vault: Vault, untrusted_card: str, untrusted_words: str, untrusted_name: str) -> Office:
    """Take in another office whose words were compared; one that is known gets its new keys and starts again.

    BUNDLE_UNKNOWN_SENDER where the words are others. Refused in a travel copy, and for this vault's own card.
    """
    mine = own(vault)
    card = read_card(untrusted_card)
    if " ".join(untrusted_words.lower().split()) != card.words:
        raise UserProblem(
            Code.BUNDLE_UNKNOWN_SENDER,
            N_("These are not the words of this card. Somebody else may have made it. Nothing was changed."),
            N_("Ask the other office for its eight words once more, by a way on which you know the voice or the face."),
        )
    if card.vault == mine.card.vault:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This is the card of this very vault, or of a copy that was restored from its back-up."),
            N_("A second office begins with a vault of its own; what is here comes to it with the first bundle."),
        )
    known = next((one for one in every(vault) if one.vault == card.vault), None)
    if known is None and sum(not is_lost(vault, one.id) for one in every(vault)) >= MOST:
        raise UserProblem(
            Code.TOO_LARGE,
            N_("This vault knows {most} offices already."),
            N_("Report those lost that are no more."),
            most=MOST,
        )
    made = Office(known.id if known else vault.ambient.new_id(), card.vault, card.key, card.recipient)
    fields = {"name": untrusted_name, "public_key": card.key, "status": "active"}
    edit = Add("device", fields, made.id) if known is None else Edit(made.id, fields)
    vault.records.apply([edit], first=lambda c: put(c, made))
    return made


def every(vault: Vault) -> list[Office]:
    """Return every other office that was taken in."""
    return vault.db.read(_every)


def get(vault: Vault, untrusted_id: str) -> Office:
    """Return one office by its id here or that of its vault; NOT_FOUND where there is none such."""
    for one in every(vault):
        if untrusted_id in {one.id, one.vault}:
            return one
    raise UserProblem(
        Code.NOT_FOUND,
        N_("This vault knows of no such office."),
        N_("“casevault travel office DIR” lists those that were taken in."),
    )


def put(connection: Connection, office: Office) -> None:
    """Note what is known of an office, in the transaction that is open."""
    meta.put(connection, meta.OFFICE + office.id, office.spelt())


def note_heard(connection: Connection, office: str, end: tuple[int, str], told: tuple[int, str]) -> None:
    """Note that all of an office's log up to `end` is here, and up to which row of this one it says it has all.

    A row that is another here than it says was lost with a back-up that was restored: then it is told everything once more. An
    older bundle that is taken in again makes it be told more than it needs, and never less.
    """
    known = next(one for one in _every(connection) if one.id == office)
    here = changes.at(connection, told[0])
    holds = here is not None and here.id == told[1]
    put(connection, replace(known, heard=max(known.heard, end), told=told if holds else START))


def _every(connection: Connection) -> list[Office]:
    held = [json.loads(value) for value in meta.beginning(connection, meta.OFFICE)]
    return [Office(**one | {"heard": tuple(one["heard"]), "told": tuple(one["told"])}) for one in held]


def _no_card() -> UserProblem:
    return UserProblem(
        Code.INVALID_INPUT,
        N_("This is no card of an office, or not a whole one."),
        N_("“casevault travel office DIR” prints it there, as one line."),
        field="card",
    )
