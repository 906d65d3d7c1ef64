"""What a row of the log says of the ways into the vault, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.i18n import N_
from casevault.vault.slots import SlotKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casevault.i18n import Msg

KINDS: Final[dict[str, Msg]] = {
    SlotKind.PASSPHRASE: N_("passphrase"),
    SlotKind.PASSPHRASE_KEYFILE: N_("passphrase and keyfile"),
    SlotKind.RECOVERY: N_("recovery code"),
    SlotKind.SHARES: N_("shares"),
}
ACTS: Final[dict[frozenset[str], Msg]] = {
    frozenset({"added"}): N_("added: {kind}"),
    frozenset({"removed"}): N_("removed: {kind}"),
    frozenset({"added", "removed"}): N_("changed: {kind}"),
}


def ways_changed(text: Callable[..., str], fields: Sequence[str]) -> list[str]:
    """Return what happened to each kind of way in, by the row's `added/KIND` and `removed/KIND`; [] where it says nothing."""
    acts: dict[str, set[str]] = {}
    for field in fields:
        act, _, kind = field.partition("/")
        acts.setdefault(kind, set()).add(act)
    return [
        text(sentence, kind=text(KINDS[kind]) if kind in KINDS else kind)
        for kind, done in sorted(acts.items())
        if (sentence := ACTS.get(frozenset(done))) is not None
    ]
