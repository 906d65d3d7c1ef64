"""How the tests start the program, with the least that a passphrase may cost where a vault is made.

A vault opens at the cost written in its header, so all that comes after is the program itself, and quick. Without this most of
the time of these tests would go into Argon2id, which tests/crypto looks at. A passphrase that is changed costs what the program
measures.
"""

from __future__ import annotations

import sys

MAKES_A_VAULT = frozenset({"create", "demo"})
AT_THE_FLOOR = """
from casevault.hardening import harden
harden()
import sys
from casevault.app import run
from casevault.crypto import kdf
kdf.calibrated = lambda: kdf.FLOOR
sys.exit(run(sys.argv[1:]))
"""


def command(*arguments: str) -> list[str]:
    """Return the command line that runs one command of the program."""
    start = ("-c", AT_THE_FLOOR) if arguments[0] in MAKES_A_VAULT else ("-m", "casevault")
    return [sys.executable, *start, *arguments]
