"""The way out to oneself: whoever asks shows again that they can open the vault, and what goes is in the log before it is there.

What goes to another person leaves by `disclosure` alone; nothing here takes a recipient or a choice of cases. An open window is
no proof of who sits before it, so each call derives the key of a slot anew from what is typed. On the command line that is what
opened the vault a moment before: no other person can have come to the keyboard within one command, so it is not asked for twice,
but it is tried twice, by this one path.

The row `left` is written after a sealed copy is whole and before it has its name, and before the first byte of one that is not
sealed. If the copy then does not come about, the log says of one too many that it left, and never of one too few.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from casevault import files
from casevault.crypto import agestream
from casevault.crypto.words import COUNT, words
from casevault.domain.change import Action
from casevault.i18n import N_
from casevault.progress import silent
from casevault.vault.acts import Act
from casevault.vault.attached import not_in_a_vault, require_room
from casevault.vault.left import Left, Sealed, To, What
from casevault.vault.ways import reauthenticate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.crypto.agestream import Lock
    from casevault.progress import Progress
    from casevault.vault.attached import Attachment
    from casevault.vault.vault import Vault

PLAIN_DANGER = N_(
    "Without a seal the copy is an ordinary file: whoever gets the disk, the stick or a back-up of it reads it, "
    "and deleting it does not surely remove it."
)
EXPORT_DANGER = N_(
    "Without a seal everything in this vault lies open in an ordinary folder: every name, every source, every address. "
    "Whoever gets the disk, the stick or a back-up of it reads it, and deleting it does not surely remove it."
)
KEEP_WORDS = N_("Write the seven words down now: they are shown once and kept nowhere. Without them the copy does not open.")


@dataclass(frozen=True, slots=True)
class InWords:
    """Sealed by age with seven words, drawn here."""


@dataclass(frozen=True, slots=True)
class ToOwnKey:
    """Sealed by age to a key of one's own, `age1…`."""

    untrusted_recipient: str


@dataclass(frozen=True, slots=True)
class Plain:
    """Not sealed: only for whoever was told `PLAIN_DANGER` and still wants it."""


Seal: TypeAlias = "InWords | ToOwnKey | Plain"


@dataclass(frozen=True, slots=True)
class SavedCopy:
    """A copy that was saved: which file, where, how it is sealed, and the words that open it, "" where there are none."""

    file: Attachment
    target: Path
    sealed: Sealed
    passphrase: str = field(default="", repr=False)


def sealed_name(target: Path, seal: Seal) -> Path:
    """Return the name a copy gets: one that is sealed ends in `.age`."""
    if isinstance(seal, Plain) or target.name.lower().endswith(agestream.SUFFIX):
        return target
    return target.with_name(target.name + agestream.SUFFIX)


def allowed(vault: Vault, secret: bytearray, keyfile: bytes | None, seal: Seal) -> tuple[Lock | None, Sealed, str]:
    """Return how what goes will be sealed, and the words drawn for it, once whoever asks has shown that they can open the vault.

    WRONG_CREDENTIALS otherwise; UNSUPPORTED_KEY or INVALID_INPUT for a key that cannot be used, UNSUPPORTED for what the policy
    does not let out unsealed, before anything is asked.
    """
    vault.policy.refuse_leaving()
    if isinstance(seal, Plain):
        vault.policy.refuse_plain()
    lock, sealed, passphrase = _lock(vault, seal)
    reauthenticate(vault, secret, keyfile)
    return lock, sealed, passphrase


def save_copy(
    vault: Vault,
    secret: bytearray,
    keyfile: bytes | None,
    *,
    evidence: str,
    target: Path,
    number: int = 1,
    seal: Seal = InWords(),
    progress: Progress = silent,
) -> SavedCopy:
    """Copy one file of a piece of evidence out to a new private file of one's own, sealed unless it is `Plain`.

    WRONG_CREDENTIALS for whoever cannot open the vault now; UNSUPPORTED_KEY or INVALID_INPUT for a key that cannot be used.
    """
    lock, sealed, passphrase = allowed(vault, secret, keyfile, seal)
    progress(0, 0)  # whoever cancelled while the passphrase was tried lets nothing go
    left = Left(What.FILE, 1, To.FILE, sealed)
    path = sealed_name(target, seal)
    file = vault.attachments.save(evidence, path, number, left=left, lock=lock, progress=progress)
    return SavedCopy(file, path, sealed, passphrase)


def save_made(
    vault: Vault,
    secret: bytearray,
    keyfile: bytes | None,
    *,
    file: Attachment,
    data: bytes,
    target: Path,
    seal: Seal = InWords(),
) -> SavedCopy:
    """Save a file that was made from an attachment, such as a redacted copy, to a new private file of one's own.

    By the rules of `save_copy`, and the log says the same of it: a file of this evidence left, to oneself.
    """
    lock, sealed, passphrase = allowed(vault, secret, keyfile, seal)
    path = sealed_name(target, seal).absolute()
    if path.resolve().is_relative_to(vault.folder.resolve()):
        raise not_in_a_vault()
    require_room(path.parent, len(data))

    def note() -> None:
        vault.records.apply([Act(file.evidence, Action.EXPORTED, (file.unit,)), left.act(file.evidence)])

    left = Left(What.FILE, 1, To.FILE, sealed)
    if lock is None:
        note()  # what is on the disk unsealed has left already
        staged = files.Staged(path, [data])
    else:
        # A lock is drawn for this one copy; the data key inside is age's own, new with each file.
        staged = files.Staged(path, agestream.encrypt([memoryview(data)], lock, vault.ambient))
        try:
            note()
        except BaseException:
            staged.discard()
            raise
    staged.place()
    return SavedCopy(file, path, sealed, passphrase)


def open_outside(
    vault: Vault,
    secret: bytearray,
    keyfile: bytes | None,
    *,
    evidence: str,
    number: int,
    target: Path,
    progress: Progress = silent,
) -> Path:
    """Copy one file out for another program to show, unsealed, to a path that `OutsideCopies` gave; it is removed at lock."""
    vault.policy.refuse_opening_outside()
    reauthenticate(vault, secret, keyfile)
    progress(0, 0)  # as above
    left = Left(What.FILE, 1, To.PROGRAM, Sealed.NONE)
    vault.attachments.save(evidence, target, number, left=left, progress=progress)
    return target


def print_out(
    vault: Vault,
    secret: bytearray,
    keyfile: bytes | None,
    *,
    record: str,
    count: int,
    send: Callable[[], None],
    progress: Progress = silent,
) -> None:
    """Let `send` print a record or a case for oneself, `count` values and entries; the row is there before the first byte.

    WRONG_CREDENTIALS for whoever cannot open the vault now; UNSUPPORTED where the policy lets nothing out unsealed.
    """
    _, sealed, _ = allowed(vault, secret, keyfile, Plain())
    progress(0, 0)  # as above: what lies in the printer's queue is not called back
    vault.records.apply([Left(What.PAGE, count, To.PRINTER, sealed).act(record)])
    send()


def note_copied(vault: Vault, count: int) -> None:
    """Note that text went to the clipboard `count` times since the vault was opened, once, when it closes.

    Not asked about and not noted one by one: a question at each copy would make people photograph the screen, and a row at each
    would bury the rows that matter.
    """
    if count:
        vault.records.apply([Left(What.TEXT, count, To.CLIPBOARD, Sealed.NONE).act()])


def _lock(vault: Vault, seal: Seal) -> tuple[Lock | None, Sealed, str]:
    match seal:
        case ToOwnKey():
            return agestream.ForKey(seal.untrusted_recipient), Sealed.KEY, ""
        case InWords():
            # Drawn for this one copy, shown once, and gone with this call: no two copies open with the same words.
            passphrase = words(COUNT, vault.ambient)
            return agestream.ForPassphrase(passphrase), Sealed.WORDS, passphrase
        case Plain():
            return None, Sealed.NONE, ""
