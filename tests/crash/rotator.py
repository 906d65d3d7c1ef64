"""Gives a vault new keys, for a test that kills it meanwhile: says when it begins and when it is done."""

from __future__ import annotations

import sys
from pathlib import Path

from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient

from casevault.vault.rotation import rotate

if __name__ == "__main__":
    print("begun", flush=True)  # noqa: T201 - what the test waits for
    seed = 100 + int(sys.argv[2])
    rotate(
        Path(sys.argv[1]),
        bytearray(PASSPHRASE.encode()),
        profile=CHEAPEST,
        ambient=FixedAmbient(seed=seed),
        bounds=CHEAP_BOUNDS,
    )
    print("done", flush=True)  # noqa: T201 - same
