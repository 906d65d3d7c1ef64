"""A process that logs entries into a vault until it is killed: one line on stdout for each that was acknowledged."""

from __future__ import annotations

import os
import sys
from itertools import count
from pathlib import Path

from builders import CHEAP_BOUNDS, PASSPHRASE

from casevault.ambient import SystemAmbient
from casevault.vault.vault import Vault


def main() -> None:
    folder, canary, round_number = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    with Vault.open(folder, bytearray(PASSPHRASE.encode()), ambient=SystemAmbient(), bounds=CHEAP_BOUNDS) as vault:
        case = vault.records.ids("case")[0]
        for number in count():
            text = f"{canary} {round_number}.{number} " + "words " * (number % 200)
            fields = {"case": case, "kind": "arrest", "start": "2015-03-06", "narrative": text}
            made = vault.records.add("event", fields).id
            # One write: the line is out as a whole or not at all, and only after the entry is durable.
            os.write(1, f"{made} {round_number}.{number}\n".encode())
            vault.drafts.save("log", {"narrative": canary})
            if number % 7 == 0:
                vault.search.drain()


if __name__ == "__main__":
    main()
