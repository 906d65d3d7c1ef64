"""Who a bundle that came in is from: the keys that were compared and kept with organisations, and what came from each before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault.ambient import utc_text
from casevault.domain.change import Action
from casevault.domain.consent import rows_of
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.store import changes
from casevault.vault import identity
from casevault.vault.acts import Act, Add, Append

if TYPE_CHECKING:
    from casevault.disclosure.manifest import Sender
    from casevault.domain.record import Record
    from casevault.store.connection import Connection
    from casevault.vault.acts import AnyEdit
    from casevault.vault.vault import Vault

KIND: Final = "minisign"
_MOST: Final = 1_000_000  # rows of the log that are looked through


@dataclass(frozen=True, slots=True)
class Known:
    """A sender whose key is known here: the organisation it is kept with, None where it is this vault's own."""

    organisation: Record | None


def known(vault: Vault, key: str) -> Known | None:
    """Return whose key this is; None where nobody here has compared it."""
    own = identity.kept(vault)
    if own is not None and own.signing.text == key:
        return Known(None)
    for organisation in vault.records.list("organisation"):
        if any(row.get("kind") == KIND and str(row.get("value", "")).strip() == key for row in rows_of(organisation, "keys")):
            return Known(organisation)
    return None


def require_accepted(sender: Sender, words: str) -> None:
    """Refuse a key that is not known unless `words` are its eight, as the person heard them from the sender."""
    if " ".join(words.lower().split()) == sender.words:
        return
    if words:
        raise UserProblem(
            Code.BUNDLE_UNKNOWN_SENDER,
            N_("These are not the words of the key that this bundle is signed with. Somebody else may have made it."),
            N_("Ask the sender for the eight words once more, by a way on which you know the voice or the face."),
        )
    raise UserProblem(
        Code.BUNDLE_UNKNOWN_SENDER,
        N_("Nobody here has compared the key that this bundle is signed with. Its words: {words}"),
        N_("Compare them with the sender on another way than the bundle came, then give them with --accept-sender."),
        words=sender.words,
    )


def require_unsigned_accepted(*, accepted: bool) -> None:
    """Refuse a bundle that proves nothing of its sender, unless the person says that it will do."""
    if not accepted:
        raise UserProblem(
            Code.BUNDLE_UNKNOWN_SENDER,
            N_("This bundle is not signed: anybody can have made it."),
            N_("If you know from elsewhere that it is what it says, give --accept-unsigned."),
        )


def pinning(vault: Vault, sender: Sender, untrusted_who: str, how: str) -> tuple[str, AnyEdit]:
    """Return the organisation a key is to be kept with, a record's id or the name of a new one, and the edit that keeps it."""
    row = {
        "kind": KIND,
        "value": sender.key,
        "words": sender.words,
        "checked_on": vault.ambient.today().isoformat(),
        "checked_how": how,
    }
    found = vault.records.many([untrusted_who]).get(untrusted_who)
    if found is not None:
        if found.type != "organisation" or found.deleted:
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("A key is kept with an organisation."),
                N_("Give the id of one, or its name."),
                field="sender",
            )
        return found.id, Append(found.id, "keys", row)
    made = vault.ambient.new_id()
    return made, Add("organisation", {"name": untrusted_who, "kind": "ngo", "keys": [row]}, made)


def marks_of(bundle: str, key: str) -> tuple[str, str]:
    """Return how the log calls a bundle. With the key: who knows the id of another's bundle cannot use it up for him."""
    return f"bundle/{bundle}", f"key/{key}"


def refuse_seen(connection: Connection, bundle: str, key: str) -> None:
    """Refuse a bundle that was taken in before (`bundle_replayed`), also where what came of it was removed or erased since."""
    marks = set(marks_of(bundle, key))
    for row in changes.of_action(connection, Action.RECEIVED, _MOST):
        if marks <= set(row.fields):
            raise UserProblem(
                Code.BUNDLE_REPLAYED,
                N_("This bundle was taken in before, on {day}."),
                N_("Look for it there, also among what was removed. A new bundle has another id."),
                day=utc_text(row.at_utc)[:10],
            )


def received(evidence: str, bundle: str, key: str) -> Act:
    """Return the row that notes, at the evidence that a bundle became, which one it was and by which key it was signed."""
    return Act(evidence, Action.RECEIVED, marks_of(bundle, key))
