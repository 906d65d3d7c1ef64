"""What is said before and after erasing: what goes, what stays, what nobody can promise. The faces only print it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.i18n import Catalogue, Msg
    from casevault.vault.erasing import Plan
    from casevault.vault.erasing_copies import Copies, Recipient
    from casevault.vault.erasing_vault import VaultPlan

KEYS: Final = N_(
    "Erase the keys of this vault? It can then be opened by no one from this computer. Back-ups, copies others hold, and traces"
    " on this disk that CaseVault cannot reach remain."
)
NOT_WRITTEN_OVER: Final = N_(
    "The disk did not take what was to be written over the header. It was removed, but may still be found on this disk."
)
NOT_CLEAN: Final = N_("Erased. Old pages of the database could not be cleared yet; the next opening does it.")
KEYFILE: Final = N_("If it opens only with a keyfile, destroy that, too: whatever the disk keeps, without it nothing opens.")
POINTING, MENTIONS, BEFORE, HELD, UNREACHED = "pointing", "mentions", "before", "held", "unreached"
WHOM: Final = N_("Erased for anyone who does not have both your passphrase and laboratory access to this disk.")
LAW: Final = N_("Destroying what may be evidence can be a crime. If a court or a prosecutor may ask for it, take advice first.")
FOR_EVER: Final = N_("This cannot be undone, by anybody.")
BACK_UP_NOW: Final = N_("Make a new back-up now: what was dropped is no back-up any more.")


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence, with what is filled into it."""

    what: Msg
    count: int | None = None
    filled: Mapping[str, object] = field(default_factory=dict)
    about: str = ""  # whose names belong below it: POINTING, MENTIONS, HELD or UNREACHED

    def text(self, catalogue: Catalogue) -> str:
        """Return the sentence in a language."""
        return catalogue.text(self.what, count=self.count, **self.filled)


def goes(plan: Plan) -> list[Fact]:
    """Return what erasing takes away."""
    if plan.target.file:
        found = [
            Fact(N_("The file, its name, its type, its size and its SHA-256 are gone from this record and from its history."))
        ]
    else:
        one = N_(
            "This record goes, with all it ever said: {count} row of its history.",
            "This record goes, with all it ever said: {count} rows of its history.",
        )
        more = N_(
            "{count} record goes, with all it ever said: {rows} rows of history.",
            "{count} records go, with all they ever said: {rows} rows of history.",
        )
        count = len(plan.records)
        found = [Fact(one, plan.rows) if count == 1 else Fact(more, count, {"rows": plan.rows})]
    if plan.blobs:
        found.append(
            Fact(
                N_(
                    "The key of {count} stored file is destroyed, and the file is removed.",
                    "The keys of {count} stored files are destroyed, and the files are removed.",
                ),
                len(plan.blobs),
            )
        )
    if plan.pointing:
        found.append(
            Fact(
                N_(
                    "{count} other record points to it; that field is emptied, as an edit.",
                    "{count} other records point to it; those fields are emptied, as edits.",
                ),
                len(plan.pointing),
                about=POINTING,
            )
        )
    return found


def stays(plan: Plan) -> list[Fact]:
    """Return what stays in the vault."""
    found = [Fact(N_("The log keeps that something was erased: when, by whom and for what reason, under a random number."))]
    if plan.target.file:
        found.append(Fact(N_("What the record itself says stays: its title, its transcript, where the file came from.")))
    if plan.shared:
        found.append(
            Fact(
                N_(
                    "The same file is in {count} other record, now or in its history, and stays stored for it.",
                    "The same file is in {count} other records, now or in their history, and stays stored for them.",
                ),
                len(plan.shared),
            )
        )
    if plan.alone and not plan.target.belonging:
        found.append(
            Fact(
                N_(
                    "{count} record that belongs to it alone stays.",
                    "{count} records that belong to it alone stay.",
                ),
                len(plan.alone),
            )
        )
    if plan.mentions:
        found.append(
            Fact(
                N_(
                    "A name of it is found in {count} other record, which stays as it is. Once erased, CaseVault no longer knows"
                    " this name and cannot withhold it from a dossier: go through that record first.",
                    "A name of it is found in {count} other records, which stay as they are. Once erased, CaseVault no longer"
                    " knows this name and cannot withhold it from a dossier: go through those records first.",
                ),
                len(plan.mentions),
                about=MENTIONS,
            )
        )
    if plan.mentioned_before:
        found.append(
            Fact(
                N_(
                    "An earlier wording of {count} other record holds a name of it, and stays in its history.",
                    "Earlier wordings of {count} other records hold a name of it, and stay in their history.",
                ),
                len(plan.mentioned_before),
                about=BEFORE,
            )
        )
    return found


def of_vault(plan: VaultPlan) -> tuple[list[Fact], list[Fact]]:
    """Return what goes and what stays when a whole vault is erased."""
    gone = [
        Fact(N_("Every way into this vault is written over: passphrases, keyfiles, recovery code and shares open it no more.")),
        Fact(
            N_("All records, their history and {count} attachment.", "All records, their history and {count} attachments."),
            plan.attachments,
        ),
        Fact(N_("The register of what left, too: who was given what can be looked up only before.")),
    ]
    left = [
        Fact(N_("Back-ups, travel copies and copies that somebody made stay, and open as they did. Destroy them one by one.")),
        Fact(N_("What was sent to others stays with them.")),
    ]
    if plan.strangers:
        left.append(
            Fact(
                N_(
                    "{count} thing in this folder is no part of a vault; it stays, and so does the folder.",
                    "{count} things in this folder are no part of a vault; they stay, and so does the folder.",
                ),
                plan.strangers,
            )
        )
    if plan.beside:
        left.append(
            Fact(
                N_("Beside it stays what a renewal of its keys left, a whole vault: {names}."),
                filled={"names": ", ".join(plan.beside)},
            )
        )
    return gone, left


def beyond(copies: Copies, recipients: tuple[Recipient, ...]) -> list[Fact]:
    """Return what lies outside the vault and is not reached."""
    found = []
    if copies.held:
        found.append(
            Fact(
                N_(
                    "{count} back-up that can be reached still holds it.",
                    "{count} back-ups that can be reached still hold it.",
                ),
                len(copies.held),
                about=HELD,
            )
        )
    if copies.unreached:
        found.append(
            Fact(
                N_(
                    "{count} place of back-ups could not be reached. What is there was not looked at.",
                    "{count} places of back-ups could not be reached. What is there was not looked at.",
                ),
                len(copies.unreached),
                about=UNREACHED,
            )
        )
    if recipients:
        found.append(
            Fact(
                N_(
                    "Something of it left once and is not called back by this: {names}.",
                    "Something of it left {count} times and is not called back by this: {names}.",
                ),
                len(recipients),
                {"names": ", ".join(f"{one.name} ({one.at[:10]})" for one in recipients)},
            )
        )
    found.append(
        Fact(
            N_("Copies made without CaseVault, and back-ups made while this folder lay elsewhere, are not known here, and stay.")
        )
    )
    return found
