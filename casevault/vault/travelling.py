"""What a travel vault knows of its journey, and what the office knows of each that is away. Both lie in the encrypted databases.

The office keeps the master key of every travel vault, as it keeps its own signing key: whoever opens the office vault can open
them all. It goes along with a back-up and with new keys of the office vault. A travel vault knows how to send home and
nothing of how to open anything there: one public key, and a key of its own that signs what it sends and does nothing else.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Final

from casevault.domain.change import Action
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.store import changes, meta
from casevault.vault import header as headers
from casevault.vault.exposure import exposed

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.crypto.kdf import Bounds
    from casevault.i18n import Catalogue, Msg
    from casevault.store.connection import Connection
    from casevault.vault.exposure import Exposed
    from casevault.vault.vault import Vault

BY: Final = "travel/"  # in a row `carried`: on which journey
VAULT: Final = "vault/"  # in a row `joined`: which vault the rows were written in
ACTIVE: Final = "active"
LOST: Final = "lost"
MOST: Final = 10_000_000  # rows that are looked through

AT_A_BORDER = N_(
    "This is a travel copy that is sealed. It was made at the office without any way to open it: there is no passphrase, no "
    "recovery code and no key for it on this computer, and I was given none. Nothing I know or carry opens it, and I cannot be "
    "made to open it. Only the office can make it readable again, later and elsewhere."
)
UNOPENED = N_("It is true as long as the copy was not opened. Show it, or print it and carry it with the copy.")
OPENS = N_("This vault opens with a passphrase: whoever can force you to type it sees what is in it. Carry only what is needed.")
OVERDUE = N_("This travel copy should be home by now. Send home what is in it, and seal it.")
NO_TRAVEL = N_("This is not a travel copy.")


@dataclass(frozen=True, slots=True)
class Journey:
    """In a travel vault: its journey, the office's public age key, the seed (32 bytes) that signs what goes home, who signs.

    `used`: ids of the tickets that opened it. `expires`: ISO day or "".
    """

    travel: str
    office: str
    recipient: str
    seed: bytes = field(repr=False)
    actor: str
    expires: str
    sealed: bool
    used: tuple[str, ...] = ()

    def spelt(self) -> bytes:
        """Return it as JSON."""
        return json.dumps(asdict(self) | {"seed": self.seed.hex()}, sort_keys=True).encode()


@dataclass(frozen=True, slots=True)
class Away:
    """At the office: a travel vault, the key that opens it (32 bytes), when it was packed, and when it should be home.

    `profile`: how much went along; "" where that was not noted yet.
    """

    travel: str
    vault: str
    master: bytes = field(repr=False)
    day: str
    expires: str
    sealed: bool
    profile: str = ""

    def spelt(self) -> bytes:
        """Return it as JSON."""
        return json.dumps(asdict(self) | {"master": self.master.hex()}, sort_keys=True).encode()


def journey_of(vault: Vault) -> Journey:
    """Return the journey of a travel vault; UNSUPPORTED in any other."""
    found = vault.db.read(lambda c: meta.get(c, meta.JOURNEY))
    if found is None:
        raise UserProblem(
            Code.UNSUPPORTED, NO_TRAVEL, N_("Only a vault that “casevault travel pack” made can do that. Nothing was changed.")
        )
    held = json.loads(found)
    return Journey(**held | {"seed": bytes.fromhex(held["seed"]), "used": tuple(held["used"])})


def is_copy(vault: Vault) -> bool:
    """Say whether this vault was packed for a journey."""
    return vault.db.read(lambda c: meta.get(c, meta.JOURNEY)) is not None


def overdue(vault: Vault) -> list[Msg]:
    """Return what to say at the opening of a travel vault whose day has passed; a reminder, by this computer's own clock."""
    if not is_copy(vault):
        return []
    expires = journey_of(vault).expires
    return [OVERDUE] if expires and vault.ambient.today().isoformat() > expires else []


def note_used(vault: Vault, ticket: str) -> None:
    """Note in a travel vault that a ticket opened it."""
    journey = journey_of(vault)
    used = replace(journey, used=(*journey.used, ticket))
    vault.db.write(lambda c: meta.put(c, meta.JOURNEY, used.spelt()))


def away(vault: Vault, untrusted_travel: str) -> Away:
    """Return what the office knows of one journey, by its id or by that of its vault; NOT_FOUND where there is none such."""
    for one in all_away(vault):
        if untrusted_travel in {one.travel, one.vault}:
            return one
    raise UserProblem(
        Code.NOT_FOUND,
        N_("This vault knows of no such journey."),
        N_("Give the id that “casevault travel pack” answered, or the folder of the travel copy."),
    )


def all_away(vault: Vault) -> list[Away]:
    """Return every travel vault that was packed here, the newest first."""
    held = [json.loads(value) for value in vault.db.read(lambda c: meta.beginning(c, meta.AWAY))]
    found = [Away(**one | {"master": bytes.fromhex(one["master"])}) for one in held]
    return sorted(found, key=lambda one: (one.day, one.travel), reverse=True)


def is_lost(vault: Vault, travel: str) -> bool:
    """Say whether the device of a journey was reported lost."""
    return vault.records.get(travel).fields.get("status") == LOST


def refuse_lost(vault: Vault, travel: str) -> None:
    """Refuse to open anything for, or take anything from, a device that was reported lost."""
    if is_lost(vault, travel):
        raise UserProblem(
            Code.BUNDLE_UNKNOWN_SENDER,
            N_("The device of this journey was reported lost: its key is refused from then on. Nothing was used."),
            N_("If the traveller has it and nobody else had, edit the device record: status active."),
        )


def carried(vault: Vault, travel: str) -> dict[str, str]:
    """Return {record: its type} of everything that went along on a journey, as the log says."""
    return vault.db.read(lambda c: _carried(c, travel))


def came_home(vault: Vault) -> dict[str, int]:
    """Return {travel vault: when its newest bundle was taken in, in µs since 1970}; reads the log from end to end."""
    rows = vault.db.read(lambda c: changes.of_action(c, Action.JOINED, MOST))
    return {unit.removeprefix(VAULT): row.at_utc for row in reversed(rows) for unit in row.fields if unit.startswith(VAULT)}


def lost(vault: Vault, untrusted_travel: str) -> list[Exposed]:
    """Report the device of a journey lost: its key is refused from now on. Return who is exposed, the gravest first."""
    known = away(vault, untrusted_travel)
    if not is_lost(vault, known.travel):
        vault.records.edit(known.travel, {"status": LOST})
    went = carried(vault, known.travel)
    people = {key for key, kind in went.items() if kind == "person"}
    return exposed(vault, only=people)


def is_sealed(folder: Path, bounds: Bounds) -> bool:
    """Say whether the vault in a folder has no way in at all; the refusals of a header."""
    return not headers.read(folder.absolute(), bounds).header.slots


def status(folder: Path, catalogue: Catalogue, bounds: Bounds) -> tuple[str, bool, str]:
    """Return (vault id, whether no way in exists, the paragraph that is true of it) without any key; the refusals of a header."""
    header = headers.read(folder.absolute(), bounds).header
    sealed = not header.slots
    return header.vault_id.hex(), sealed, catalogue.text(AT_A_BORDER if sealed else OPENS)


def _carried(connection: Connection, travel: str) -> dict[str, str]:
    rows = changes.of_action(connection, Action.CARRIED, MOST)
    return {row.record_id or "": row.type or "" for row in rows if BY + travel in row.fields}
