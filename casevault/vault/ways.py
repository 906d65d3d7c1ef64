"""The ways into a vault, seen and changed by whoever has it open: every change asks again for a secret that opens it now.

What a change does is written to both copies of the header and logged. It encrypts nothing anew: `OLD_COPIES` is said after each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.crypto import kdf, keywrap, recovery_code, shares
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.store import meta
from casevault.vault import header as headers
from casevault.vault import recovery
from casevault.vault.acts import Add
from casevault.vault.header import MAX_SLOTS, no_room
from casevault.vault.keyfile import make_keyfile, read_keyfile
from casevault.vault.slots import TYPED_KINDS, KeySlot, Sharing, SlotKind, make_slot, opens
from casevault.vault.unlocking import kind_for, new_input, secret_input, slots_for, wrong
from casevault.vault.vault import actor_key, day_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from casevault.ambient import Ambient
    from casevault.crypto.kdf import Bounds, KdfProfile
    from casevault.i18n import Msg
    from casevault.vault.header import Header
    from casevault.vault.slots import Slot
    from casevault.vault.vault import Vault

OLD_COPIES: Final = N_(
    "Nothing in the vault was encrypted anew. Copies and back-ups made earlier still open in the ways they opened then."
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way in. `signer`: record id of who signs when it opens, `day`: ISO day it was added; "" where that is not known."""

    slot: Slot
    signer: str
    day: str
    current: bool

    @property
    def id(self) -> str:
        """Return the slot's id, 32 lower-case hex characters."""
        return self.slot.id.hex()

    @property
    def sharing(self) -> Sharing | None:
        """Return the set of shares that opens it, where shares do."""
        return self.slot.sharing if isinstance(self.slot, KeySlot) else None

    @property
    def kind(self) -> str:
        """Return the kind of secret, as the header names it."""
        return str(self.slot.kind)


def ways_of(vault: Vault) -> tuple[Way, ...]:
    """Return the ways into `vault`, in the order in which they are tried."""
    slots = vault.header.slots
    known = vault.db.read(lambda c: [(meta.get(c, actor_key(slot)) or b"", meta.get(c, day_key(slot)) or b"") for slot in slots])
    return tuple(
        Way(slot, signer.decode("ascii"), day.decode("ascii"), slot is vault.slot)
        for slot, (signer, day) in zip(slots, known, strict=True)
    )


WRONG_NOW = (
    N_("That does not open this vault, or a keyfile belongs to it. Nothing was changed."),
    N_("Check the keyboard layout and capitals. Where a keyfile belongs to the passphrase, choose it here too."),
)
STAYS = (
    N_("That does not open this vault now, or only by the way that is to be removed. Nothing was changed."),
    N_("Open it with a way that stays, its keyfile included if it has one."),
)
NOT_MINE = (N_("That is not the passphrase that this vault was opened with. Nothing was changed."), WRONG_NOW[1])


def reauthenticate(
    vault: Vault,
    secret: bytearray,
    keyfile: bytes | None = None,
    *,
    among: Iterable[Slot] | None = None,
    refusal: tuple[Msg, Msg] = WRONG_NOW,
) -> None:
    """Raise WRONG_CREDENTIALS unless `secret`, with `keyfile` if given, opens a slot of `vault` now, or one `among` those named.

    `refusal` is what to say, and the next step, where only some of the ways in count.

    An open window is no proof of who sits before it. The derivation runs at its full cost; checks are compared in constant time.
    """
    kind = kind_for(SlotKind.PASSPHRASE, keyfile)
    given = secret_input(kind, secret, keyfile)
    slots = vault.header.slots if among is None else tuple(among)
    candidates = [slot for slot in slots if isinstance(slot, KeySlot) and slot.kind is kind]
    try:
        # The slot that opened the vault first: most often it is asked for again.
        for slot in sorted(candidates, key=lambda slot: slot is not vault.slot):
            if opens(slot, given, vault.header.vault_id):
                return
    finally:
        keywrap.wipe(given)
    raise UserProblem(Code.WRONG_CREDENTIALS, *refusal)


def change_passphrase(
    vault: Vault, secret: bytearray, new_passphrase: bytearray, keyfile: bytes | None = None, *, profile: KdfProfile | None = None
) -> None:
    """Replace the passphrase of whoever has opened `vault`, of the way in with `keyfile` if it was opened with one."""
    given = new_input(new_passphrase, keyfile)  # an empty one is refused before any work
    try:
        mine = _mine(vault)
        reauthenticate(vault, secret, keyfile, among=mine, refusal=NOT_MINE)
        others = (slot for slot in vault.header.key_slots(kind_for(SlotKind.PASSPHRASE, keyfile)) if slot not in mine)
        _refuse_anothers(vault, given, others)
    finally:
        keywrap.wipe(given)
    recovery.change_passphrase(vault, new_passphrase, keyfile, profile=profile)


def regain_passphrase(vault: Vault, new_passphrase: bytearray, *, profile: KdfProfile | None = None) -> None:
    """Set a passphrase in a vault that was opened with its recovery code or shares a moment ago, as part of that same act.

    Nothing is asked again: there is no passphrase to ask for. So it is refused in a vault that was opened with one, and whoever
    calls it does so before the open vault is handed to anybody.
    """
    if vault.slot.kind in TYPED_KINDS:
        raise UserProblem(
            Code.INVALID_INPUT, N_("This vault was opened with a passphrase: change that one."), N_("Nothing was changed.")
        )
    given = new_input(new_passphrase)
    try:
        others = (slot for slot in vault.header.key_slots(SlotKind.PASSPHRASE) if slot not in _mine(vault))
        _refuse_anothers(vault, given, others)
    finally:
        keywrap.wipe(given)
    recovery.change_passphrase(vault, new_passphrase, profile=profile)


def add_passphrase(
    vault: Vault,
    secret: bytearray,
    new_passphrase: bytearray,
    sign_as: str,
    keyfile: bytes | None = None,
    *,
    profile: KdfProfile | None = None,
) -> Way:
    """Add a passphrase for another person, who signs `sign_as` from then on; returns the new way in."""
    given = new_input(new_passphrase)
    try:
        _refuse_full(vault)
        reauthenticate(vault, secret, keyfile)
        _refuse_anothers(vault, given, vault.header.key_slots(SlotKind.PASSPHRASE))
        new = _new_slot(vault, SlotKind.PASSPHRASE, given, profile)
    finally:
        keywrap.wipe(given)
    (signer,) = vault.records.apply([Add("actor", {"name": sign_as})]).made
    vault.rewrite_header((*vault.header.slots, new), signer=signer)
    return _way(vault, new)


def add_keyfile(
    vault: Vault,
    secret: bytearray,
    path: Path,
    keyfile: bytes | None = None,
    *,
    existing: bool = False,
    profile: KdfProfile | None = None,
) -> Way:
    """Add a way in that needs the passphrase `secret` and a keyfile: a new one at `path`, or the file that stands there already.

    The way without it stays until it is removed: first one opens with the keyfile, so that nobody is shut out by a bad stick.
    """
    _refuse_full(vault)
    reauthenticate(vault, secret, keyfile, among=_mine(vault), refusal=NOT_MINE)
    content = read_keyfile(path, vault.folder) if existing else make_keyfile(path, vault.folder, vault.ambient)
    before = vault.header
    try:
        given = new_input(secret, content)
        new = _new_slot(vault, SlotKind.PASSPHRASE_KEYFILE, given, profile)
        keywrap.wipe(given)
        vault.rewrite_header((*vault.header.slots, new))
    except BaseException:
        if not existing and vault.header is before:  # once the header is in force, the file is needed whatever fails after it
            files.remove_file(path)
        raise
    return _way(vault, new)


def new_recovery_code(vault: Vault, secret: bytearray, keyfile: bytes | None = None, *, profile: KdfProfile | None = None) -> str:
    """Replace the recovery code and return the new one, kept nowhere; the old paper opens only older copies from now on."""
    others = tuple(slot for slot in vault.header.slots if slot.kind != SlotKind.RECOVERY)
    if len(others) == MAX_SLOTS:
        _refuse_full(vault)
    reauthenticate(vault, secret, keyfile)
    code = bytearray(vault.ambient.random_bytes(recovery_code.CODE_BYTES))
    # 160 random bits, which no number of guesses exhausts: its slot need not cost a second.
    given = kdf.code_input(code)
    new = _new_slot(vault, SlotKind.RECOVERY, given, profile or kdf.FLOOR)
    vault.rewrite_header((*others, new))
    text = recovery_code.format_code(bytes(code))
    keywrap.wipe(given, code)
    return text


def note_code_shown(vault: Vault) -> None:
    """Keep in mind that the recovery code in force is on no paper yet: each opening says so until it was typed."""
    (slot, *_others) = vault.header.key_slots(SlotKind.RECOVERY)
    vault.db.write(lambda connection: meta.put(connection, meta.CODE_SHOWN, slot.id))


def note_code_typed(vault: Vault) -> None:
    """Forget that: somebody typed it back whole."""
    vault.db.write(lambda connection: meta.drop(connection, meta.CODE_SHOWN))


def make_shares(
    vault: Vault,
    secret: bytearray,
    keyfile: bytes | None = None,
    *,
    needed: int,
    count: int,
    keep: Callable[[Sharing, tuple[str, ...]], object],
    profile: KdfProfile | None = None,
) -> Way:
    """Add a set of `count` shares of which any `needed` open the vault. Neither the recovery code nor another set is touched.

    `keep` gets the set and its shares before the header is written, so that no set is in force whose sheets nobody has.
    """
    _refuse_full(vault)
    reauthenticate(vault, secret, keyfile)
    taken = {slot.sharing.set for slot in vault.header.key_slots(SlotKind.SHARES) if slot.sharing}
    drawn = bytearray(vault.ambient.random_bytes(shares.SECRET_BYTES))
    set_id = _set_id(vault.ambient)
    while set_id in taken:
        set_id = _set_id(vault.ambient)
    sharing = Sharing(set_id, needed, count)
    words = shares.split(drawn, needed=needed, count=count, set_id=set_id, ambient=vault.ambient)
    # 256 random bits: as with the recovery code, no number of guesses exhausts them.
    given = kdf.code_input(drawn)
    new = _new_slot(vault, SlotKind.SHARES, given, profile or kdf.FLOOR, sharing)
    keywrap.wipe(given, drawn)
    keep(sharing, words)
    vault.rewrite_header((*vault.header.slots, new))
    return _way(vault, new)


def rehearse_shares(folder: Path, untrusted_text: bytearray, *, bounds: Bounds = kdf.STANDARD) -> Sharing:
    """Show that these shares open the vault in `folder`, without opening it: the check is compared, no key unwrapped.

    Needs no passphrase, writes nothing, and takes no lock. INVALID_INPUT says what is wrong with the shares, WRONG_CREDENTIALS
    that they are not this vault's.
    """
    return rehearse(headers.read(folder, bounds).header, untrusted_text)


def rehearse(header: Header, untrusted_text: bytearray) -> Sharing:
    """Do the same for a vault whose header has been read, such as one that stands open."""
    slots = slots_for(header, SlotKind.SHARES, untrusted_text)
    given = secret_input(SlotKind.SHARES, untrusted_text)
    try:
        for slot in slots:
            if slot.sharing is not None and opens(slot, given, header.vault_id):
                return slot.sharing
    finally:
        keywrap.wipe(given)
    raise wrong(SlotKind.SHARES)


def _set_id(ambient: Ambient) -> int:
    return int.from_bytes(ambient.random_bytes(2), "big") % shares.SETS  # a power of two: every number is as likely


def remove_way(vault: Vault, secret: bytearray, way_id: str, keyfile: bytes | None = None, *, recovery_too: bool = False) -> Way:
    """Remove one way in and return what it was; from then on it opens only older copies.

    `secret` must open a way that stays, so nobody is shut out. The recovery code goes only if `recovery_too` is given.
    """
    gone = next((way for way in ways_of(vault) if way.id == way_id), None)
    if gone is None:
        raise UserProblem(Code.NOT_FOUND, N_("This vault has no such way in."), N_("Look at the list of its ways in."))
    stay = tuple(slot for slot in vault.header.slots if slot is not gone.slot)
    if not any(slot.kind in TYPED_KINDS for slot in stay):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This is the last passphrase that opens the vault, so it stays. Nothing was changed."),
            N_("Add another passphrase first, or change this one."),
        )
    if gone.kind == SlotKind.RECOVERY and not recovery_too:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This is the recovery code. Without it a forgotten passphrase means that the records are lost."),
            N_("Make a new code instead, which replaces it, or say that it shall go (--recovery-code-too)."),
        )
    reauthenticate(vault, secret, keyfile, among=stay, refusal=STAYS)
    vault.rewrite_header(stay)
    return gone


def _new_slot(
    vault: Vault, kind: SlotKind, given: bytearray, profile: KdfProfile | None, sharing: Sharing | None = None
) -> KeySlot:
    return make_slot(
        kind,
        given,
        master=vault.keys.master,
        vault_id=vault.header.vault_id,
        profile=vault.policy.cost(profile, vault.header.slots),
        ambient=vault.ambient,
        sharing=sharing,
    )


def _way(vault: Vault, slot: Slot) -> Way:
    return next(way for way in ways_of(vault) if way.slot is slot)


def _mine(vault: Vault) -> tuple[Slot, ...]:
    """Return the slots of who has the vault open: a colleague's secret changes nothing that this person signs with."""
    return tuple(way.slot for way in ways_of(vault) if way.signer in {vault.actor, ""})


def _refuse_anothers(vault: Vault, given: bytearray, slots: Iterable[KeySlot]) -> None:
    """Refuse a passphrase that opens one of `slots`: it says who signs, and one of two equal ones would sign for the other."""
    if any(opens(slot, given, vault.header.vault_id) for slot in slots):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This passphrase opens the vault already, and says who signs. Nothing was changed."),
            N_("Choose another one: each person has a passphrase of their own."),
        )


def _refuse_full(vault: Vault) -> None:
    """Refuse a ninth way before anyone's time is taken, in the words of the header itself."""
    if len(vault.header.slots) >= MAX_SLOTS:
        raise no_room()
