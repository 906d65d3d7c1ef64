"""Approval by a second person: for what it is required, who asked, and who approved exactly what.

All of it stands in the log, as acts of whoever had opened the vault. An approval names a digest of what would leave and nothing
else: any other content has another digest, so it has no approval. To require approval for more takes one person; to require it
for less takes two, or one of them could switch it off, send, and switch it on again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault.acts import Act

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casevault.vault.vault import Vault

REQUIRED: Final = "approval_required"  # in the log: the audiences and outputs named from now on
ASKED: Final = "approval_asked"  # in the log: the digest
APPROVED: Final = "approved"  # in the log: the digest
MOST: Final = 10_000  # rows of one of these that are read
AUDIENCES: Final = ("embassy", "un", "ngo", "grant", "public", "statistics", "subject")
_OUTPUT: Final = "output/"
_KEPT: Final = "approval/"


@dataclass(frozen=True, slots=True)
class Rule:
    """What needs a second person: in force, and a milder rule that one person wishes and another has to confirm."""

    words: frozenset[str] = frozenset()
    wished: frozenset[str] | None = None
    wished_by: str = ""

    def covers(self, audience: str, output: str) -> bool:
        """Say whether what goes to `audience` as `output` needs a second person."""
        return audience in self.words or f"{_OUTPUT}{output}" in self.words


def folded(entries: Iterable[tuple[str, Iterable[str]]]) -> Rule:
    """Return the rule that these wishes, (who, words) with the oldest first, come to."""
    rule = Rule()
    for actor, said in entries:
        words = frozenset(said)
        if words >= rule.words or (words == rule.wished and actor != rule.wished_by):
            rule = Rule(words)
        else:
            rule = Rule(rule.words, words, actor)
    return rule


def rule_of(vault: Vault) -> Rule:
    """Return the rule of a vault, without what an organisation adds to it."""
    rows = vault.records.acts_of_actors(REQUIRED, MOST)
    return folded((row.actor, row.fields) for row in reversed(rows))


def require_for(vault: Vault, words: Iterable[str], outputs: Iterable[str] = ()) -> Rule:
    """Wish that approval be required for these audiences and `output/…` words, and for nothing else; return what holds now."""
    wanted = frozenset(words)
    known = {*AUDIENCES, *(f"{_OUTPUT}{key}" for key in outputs)}
    if wanted - known:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This value is not understood: {field}."),
            N_("What is understood: {known}."),
            field="require",
            known=sorted(known),
        )
    vault.records.apply([Act(vault.actor, REQUIRED, tuple(sorted(wanted)))])
    return rule_of(vault)


def ask(vault: Vault, digest: str, request: Mapping[str, object]) -> None:
    """Note that approval is asked for, and keep the request for whoever approves; the log holds the digest alone."""
    vault.drafts.save(_KEPT + digest, {"by": vault.actor, "request": dict(request)})
    vault.records.apply([Act(vault.actor, ASKED, (digest,))])


def kept(vault: Vault) -> dict[str, Mapping[str, object]]:
    """Return what was asked and is not settled: {digest: {"by": actor, "request": …}}, the newest first."""
    return {key.removeprefix(_KEPT): value for key, value in vault.drafts.all().items() if key.startswith(_KEPT)}


def settle(vault: Vault, digest: str) -> None:
    """Forget a request that left or was given up; the log keeps that it was asked."""
    vault.drafts.discard(_KEPT + digest)


def approve(vault: Vault, digest: str) -> None:
    """Approve as whoever has opened this vault; refuse who prepared it."""
    if vault.actor in _who(vault, ASKED, digest):
        raise UserProblem(
            Code.APPROVAL_MISSING,
            N_("Who prepared this cannot approve it."),
            N_("Another person opens the vault with a way in of their own, looks at it, and approves."),
        )
    if vault.actor not in approvers(vault, digest):
        vault.records.apply([Act(vault.actor, APPROVED, (digest,))])


def approvers(vault: Vault, digest: str) -> frozenset[str]:
    """Return who approved exactly this."""
    return _who(vault, APPROVED, digest)


def _who(vault: Vault, action: str, digest: str) -> frozenset[str]:
    return frozenset(row.actor for row in vault.records.acts_of_actors(action, MOST) if row.fields == (digest,))
