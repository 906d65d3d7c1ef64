"""The policy file of this computer: where it lies, what it says, and who could alter it. Read once in the life of a process.

Whoever opens a vault without saying under which policy opens it under this computer's: no caller can forget it. That there is
none says the system alone; whatever else keeps the file from being read counts as a policy that nobody can read.
"""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from casevault import files, paths
from casevault.errors import CaseVaultError, Code
from casevault.i18n import N_
from casevault.vault.policy import NO_POLICY, UNREADABLE, Policy
from casevault.vault.policy_reading import FILE_LIMIT, Flaw, parse, too_large

if TYPE_CHECKING:
    from pathlib import Path


class State(StrEnum):
    """What became of a policy file."""

    NONE = "none"
    IN_FORCE = "in_force"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Found:
    """What was found at `path`. `guarded`: nobody but an administrator can alter it, as far as can be seen."""

    path: Path
    state: State
    policy: Policy
    flaws: tuple[Flaw, ...] = ()
    guarded: bool = False


def read(path: Path) -> Found:
    """Return what stands at `path`; never raises, for a vault must open whatever stands there."""
    try:
        untrusted = files.read_limited(path, FILE_LIMIT)
    except CaseVaultError as problem:
        # A link that leads nowhere is a file that somebody meant to be there.
        if problem.code is Code.NOT_FOUND and not os.path.lexists(path):
            return Found(path, State.NONE, NO_POLICY)
        flaw = too_large() if problem.code is Code.TOO_LARGE else Flaw("", N_("The file is there and cannot be read."))
        return Found(path, State.UNREADABLE, UNREADABLE, (flaw,))
    policy, flaws = parse(untrusted)
    return Found(path, State.UNREADABLE if flaws else State.IN_FORCE, policy, flaws, paths.is_guarded(path))


@functools.cache
def of_machine() -> Found:
    """Return the policy of this computer, as it was when this process first asked."""
    return read(paths.policy_file())
