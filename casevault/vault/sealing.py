"""A travel vault without any way in, the ticket that gives it one, and taking the ways out again.

Sealed means that neither copy of the header holds a slot. Of one that was packed so, there never was any on that disk. Of one
that was opened on it and sealed again, an old header may still lie in spare blocks of the drive: `AGAIN` says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.crypto import keywrap, ticket
from casevault.crypto.keywrap import MasterKey
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault import travelling
from casevault.vault.acts import Act
from casevault.vault.attached import not_in_a_vault
from casevault.vault.keys import Keys
from casevault.vault.left import Left, Sealed, To, What
from casevault.vault.slots import NO_SLOT, SlotKind, make_slot
from casevault.vault.unlocking import Unlocked, new_input
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.ambient import Ambient
    from casevault.crypto.kdf import Bounds, KdfProfile
    from casevault.vault.header import Found
    from casevault.vault.policy import Policy

TICKET_MADE: Final = "ticket_made"  # in the log, at the device of the journey: its id and its day
DAYS: Final = 7
MOST_DAYS: Final = 366

TWO_WAYS = N_("Send the ticket by one way and the words by another: whoever has both, and the sealed copy, can open it.")
NO_CLOCK = N_("The day on which it ends is a reminder: whoever sets back the clock of that computer can still use it.")
NO_RECALL = N_(
    "A ticket cannot be taken back once its words are known, and a copy of the sealed vault that somebody made on the way opens "
    "with it, too."
)
AGAIN = N_(
    "It opens in no way any more. But it was open on this disk: on a flash drive the old way in may lie in blocks that nothing "
    "overwrites, for whoever has both the passphrase and a laboratory."
)


@dataclass(frozen=True, slots=True)
class Made:
    """A ticket that was made: its text, the words that belong to it and are kept nowhere, and the ISO day of its end."""

    travel: str
    text: str
    words: str = field(repr=False)
    expires: str


def make_ticket(office: Vault, untrusted_travel: str, *, days: int = DAYS, profile: KdfProfile | None = None) -> Made:
    """Make a ticket for a travel vault that was packed here. Refused for a device that was reported lost."""
    known = travelling.away(office, untrusted_travel)
    travelling.refuse_lost(office, known.travel)
    if not 1 <= days <= MOST_DAYS:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("A ticket is good for 1 to {most} days."),
            N_("Make it as late and as short as the journey allows."),
            most=MOST_DAYS,
        )
    expires = (office.ambient.today() + timedelta(days=days)).isoformat()
    cost = {} if profile is None else {"profile": profile}
    master = MasterKey(bytearray(known.master))
    made, said = ticket.make(master, bytes.fromhex(known.vault), expires=expires, ambient=office.ambient, **cost)
    keywrap.wipe(master)
    office.records.apply([Act(known.travel, TICKET_MADE, (f"ticket/{made.id.hex()}", f"until/{expires}"))])
    return Made(known.travel, made.text(), said, expires)


def save_ticket(office: Vault, made: Made, target: Path) -> None:
    """Save the text of a ticket, without its words, as a new private file; it stands in the log before it is there.

    Neither sealed nor asked for again: whoever made it showed a moment ago that the vault is theirs, and without the words, which
    are never written anywhere, the ticket opens nothing and names nobody.
    """
    path = target.absolute()
    if path.resolve().is_relative_to(office.folder.resolve()):
        raise not_in_a_vault()
    files.refuse_existing(path)
    office.records.apply([Left(What.TICKET, 1, To.FILE, Sealed.NONE).act(made.travel)])
    files.write_private_file(path, f"{made.text}\n".encode("ascii"), replace=False)


def print_ticket(office: Vault, made: Made, send: Callable[[], None]) -> None:
    """Let `send` print the text of a ticket, without its words; the row in the log is there before the printer has a byte."""
    office.records.apply([Left(What.TICKET, 1, To.PRINTER, Sealed.NONE).act(made.travel)])
    send()


def unseal(
    folder: Path,
    untrusted_ticket: str,
    untrusted_words: str,
    new_passphrase: bytearray,
    *,
    profile: KdfProfile | None,
    ambient: Ambient,
    bounds: Bounds,
    policy: Policy,
) -> None:
    """Give a sealed vault a passphrase.

    TICKET_DAMAGED, TICKET_WRONG_WORDS, TICKET_OTHER_VAULT; TICKET_EXPIRED after its day, and for one that was used.
    """
    given = new_input(new_passphrase)
    found = ticket.parse(untrusted_ticket)

    def unlocked(header: Found) -> Unlocked:
        if header.header.slots:
            raise UserProblem(
                Code.INVALID_INPUT, N_("This vault is not sealed."), N_("Open it with its passphrase. Nothing was changed.")
            )
        if found.vault != header.header.vault_id:
            raise UserProblem(
                Code.TICKET_OTHER_VAULT,
                N_("This ticket belongs to another travel copy."),
                N_("Tell the office which copy you carry: “casevault travel status” shows its id."),
            )
        _refuse_expired(found.expires, ambient.today())
        master = ticket.open_with(found, untrusted_words, bounds)
        keys = Keys.of(master, found.vault)
        header.verify_mac(keys.header)
        return Unlocked(keys, NO_SLOT)

    # Nothing is repaired or noted before there is a way in: who signs here is known to the journey alone.
    with Vault.open(
        folder, bytearray(), ambient=ambient, bounds=bounds, repair=False, writable=True, policy=policy, unlocked=unlocked
    ) as vault:
        journey = travelling.journey_of(vault)
        if found.id.hex() in journey.used:
            raise UserProblem(
                Code.TICKET_EXPIRED,
                N_("This ticket has opened this copy before; each opens it once."),
                N_("Ask the office for another one."),
            )
        slot = make_slot(
            SlotKind.PASSPHRASE,
            given,
            master=vault.keys.master,
            vault_id=vault.header.vault_id,
            profile=vault.policy.cost(profile),
            ambient=vault.ambient,
        )
        keywrap.wipe(given)
        vault.records.actor = journey.actor
        vault.rewrite_header((slot,), signer=journey.actor)
        # Behind the header: cut off in between, the ticket could open a copy that was sealed again, and never none at all.
        travelling.note_used(vault, found.id.hex())


def seal(vault: Vault) -> None:
    """Take every way in out of a travel vault; UNSUPPORTED for any other, which nobody could ever open again."""
    travelling.journey_of(vault)
    vault.rewrite_header(())


def _refuse_expired(expires: str, today: date) -> None:
    if expires and today.isoformat() > expires:
        raise UserProblem(
            Code.TICKET_EXPIRED,
            N_("This ticket was good until {day}."),
            N_("Ask the office for another one. If that day has not come yet, this computer's clock is wrong."),
            day=expires,
        )
