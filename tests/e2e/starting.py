"""How the tests start the program, with the least that a passphrase may cost where a vault is made.

A vault opens at the cost written in its header, so all that comes after is the program itself, and quick. Without this most of
the time of these tests would go into Argon2id, which tests/crypto looks at. A passphrase that is changed costs what the program
measures.

`make e2e PACKAGE=…` names a package: then that is started, and a vault that is made costs what the program measures.
"""

from __future__ import annotations

import os
import sys

PACKAGE = os.environ.get("CASEVAULT_PACKAGE", "")
PROGRAM = [PACKAGE] if PACKAGE else [sys.executable, "-m", "casevault"]
HANG_UP = 1  # by number: other systems have no name for it
MAKES_A_VAULT = frozenset({"create", "demo"})
AT_THE_FLOOR = """
from casevault.hardening import harden
harden()
import sys
from casevault.app import run
from casevault.crypto import kdf
kdf.calibrated = lambda *_asked, **_named: kdf.FLOOR
sys.exit(run(sys.argv[1:]))
"""


def hears(pid: int) -> bool:
    """Say whether it catches the signal that locks: from then on the vault's own window stands, or is about to."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:  # noqa: PTH123 - no file but the kernel's answer
        caught = next(line for line in file if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (HANG_UP - 1) & 1)


def command(*arguments: str) -> list[str]:
    """Return the command line that runs one command of the program."""
    makes = arguments[0] in MAKES_A_VAULT or arguments[:2] == ("travel", "unseal")
    if makes and not PACKAGE:
        return made_before(*arguments)
    return [*PROGRAM, *arguments]


def made_before(*arguments: str) -> list[str]:
    """Return the command line that makes a vault for a test which looks at something else: by the source, and opened quickly.

    A package makes its own in tests/packaging and in a journey of a package; there it costs what the program measures.
    """
    return [sys.executable, "-c", AT_THE_FLOOR, *arguments]
