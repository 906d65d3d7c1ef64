"""What every disclosure needs of the whole vault, made while the person still says what is to leave and for whom.

The first disclosure of a session reads everybody and spells every name: seconds, in a vault of 100,000 people. They follow from
the vault alone, so they need not wait for the first question to be answered. Nothing rests on this having run: what is not ready
is made by the disclosure itself, and what changed since is read again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.disclosure.known import known_of
from casevault.disclosure.scan_terms import spell
from casevault.progress import silent

if TYPE_CHECKING:
    from casevault.progress import Progress
    from casevault.vault.vault import Vault

AT_ONCE: Final = 200  # people between two places where it can be stopped: some milliseconds


def make_ready(vault: Vault, *, progress: Progress = silent) -> None:
    """Read everybody, and spell what they are called; `progress` (people, of all) may stop it and loses nothing."""
    progress(0, 1)
    known = known_of(vault)
    people = known.list("person")
    for done, person in enumerate(people):
        if done % AT_ONCE == 0:
            progress(done, len(people))
        spell(known.stranger(person).terms)
    progress(len(people), len(people))
