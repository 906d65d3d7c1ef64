"""A bundle that is not as its maker wrote it. One code, `bundle_damaged`, and a sentence for each way in which that comes about.

    cut short    it ends early: a mail box or a stick was full, a download stopped. The same file can be asked for again
    altered      what was sealed does not authenticate, and its length is one that a bundle has
    forged       the seal holds and what is in it does not: that was done by somebody who could open it

age says of a piece that it does not authenticate and never why. But an archive is padded to few lengths, whole blocks and
Padmé's, so a file that was cut nearly always has a length that no bundle has. The sentence rests on that, and no decision does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.crypto.agelength import NO_FILE, plain_length
from casevault.crypto.padding import padme
from casevault.disclosure.bundle import BLOCK
from casevault.disclosure.seal.html import is_page
from casevault.errors import Code, MachineProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.i18n import Msg

_PAGE_ENDS: Final = b"</html>"
STRANGE: Final = N_("This is no bundle, or its beginning was altered.")
CUT: Final = N_("This bundle is not complete: it ends early.")
ALTERED: Final = N_("This bundle was altered, or damaged on its way, after it was sealed.")
FORGED: Final = N_("This bundle was altered by somebody who could open it: what is in it is not what its maker wrote.")


def not_whole(untrusted: bytes) -> MachineProblem:
    """Return the refusal of a file that its envelope's own check refused."""
    length = plain_length(untrusted)
    if is_page(untrusted):
        cut = not untrusted.rstrip().endswith(_PAGE_ENDS)
    else:
        if length == NO_FILE:
            return _problem(STRANGE, N_("Choose the file as it came: it ends in .age, or in .html for a page with seven words."))
        cut = length is None or length % BLOCK != 0 or padme(length) != length
    if cut:
        return _problem(CUT, N_("Ask the sender for it again, and compare its size in bytes. Nothing of it was used."))
    return _problem(ALTERED, N_("Ask the sender for it again; nothing of it was used."))


def forged() -> MachineProblem:
    """Return the refusal of a bundle whose seal holds, and its archive, its sums or its signature does not."""
    hint = N_("Nothing of it was used. Tell the sender by another way than it came: somebody who has a key to it did this.")
    return _problem(FORGED, hint)


def _problem(what: Msg, hint: Msg) -> MachineProblem:
    return MachineProblem(Code.BUNDLE_DAMAGED, what, hint)
