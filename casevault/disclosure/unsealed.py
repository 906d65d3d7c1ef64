"""What leaves without a seal: when that asks for a word, and how many copies went so.

A seal is the only thing that keeps a file from whoever finds the stick or reads the mail. Who sends one without may have good
reasons (a form that a UN office only takes as it is), but never by a slip: it is said what that means, and a word is typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.disclosure.profiles import profile_of
from casevault.disclosure.request import NOTICE
from casevault.i18n import N_
from casevault.vault.approvals import AUDIENCES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casevault.disclosure.request import Request

UNSEALED: Final = "none"
FOR_ANYBODY: Final = "TLP:CLEAR"  # what bears this label may be read by whoever gets it
WORD: Final = "unsealed"
DANGER: Final = N_(
    "This leaves without a seal: whoever finds, copies or intercepts the file can read the names in it. It is not meant for "
    "everybody; its label says so."
)


def asks_for_word(request: Request) -> bool:
    """Say whether this would put into anybody's hands what is not meant for everybody.

    What is made for everybody (published, or numbers alone) loses nothing, and a notice to a holder names nobody. An unknown
    audience is refused elsewhere.
    """
    if request.seal != UNSEALED or request.output == NOTICE or request.audience not in AUDIENCES:
        return False
    return profile_of(request.audience).label != FOR_ANYBODY


def left_unsealed(seals: Iterable[str]) -> int:
    """Return how many copies went without a seal."""
    return sum(1 for seal in seals if seal == UNSEALED)
