"""A process that attaches files to a vault until it is killed: one line on stdout for each that was acknowledged."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

from builders import CHEAP_BOUNDS, PASSPHRASE

from casevault.ambient import SystemAmbient
from casevault.vault.vault import Vault


def main(folder: str, originals: str, canary: str, round_number: str) -> None:
    with Vault.open(Path(folder), bytearray(PASSPHRASE.encode()), ambient=SystemAmbient(), bounds=CHEAP_BOUNDS) as vault:
        case = vault.records.ids("case")[0]
        for number in count():
            original = Path(originals) / f"{round_number}.{number}"
            original.write_bytes(f"{canary} {round_number}.{number} ".encode() * (1 + number * 997 % 20_000))
            done = vault.attachments.add([original], about=[case], title="Paper")
            os.write(1, f"{done.evidence} {original.name} {done.files[0].sha256}\n".encode())
