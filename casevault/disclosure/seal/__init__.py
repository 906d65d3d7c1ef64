"""Seals: a scanned file in, an encrypted one out, opened again by the seal itself before it counts."""

from __future__ import annotations

from dataclasses import dataclass, field

from casevault.errors import Code, MachineProblem
from casevault.i18n import N_, NO_TEXT, Msg


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed file; `passphrase` where one was generated, else "". The passphrase is not part of the representation.

    `notice`: what the person should know about the file, where there is anything.
    """

    data: bytes
    passphrase: str = field(default="", repr=False)
    notice: Msg = NO_TEXT


def seal_broken() -> MachineProblem:
    """Return the refusal for a seal that does not hold when it is tried: nothing may be written."""
    return MachineProblem(
        Code.BUNDLE_DAMAGED,
        N_("The sealed file did not open again as it should. Nothing was written."),
        N_("Try again; if it happens twice, run the self-test."),
    )
