"""Gives a vault new keys, for a test that kills it meanwhile: says when it begins and when it is done."""

from __future__ import annotations

import os
from pathlib import Path

from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient

from casevault.vault.rotation import rotate


def main(folder: str, number: str) -> None:
    os.write(1, b"begun\n")
    rotate(
        Path(folder),
        bytearray(PASSPHRASE.encode()),
        profile=CHEAPEST,
        ambient=FixedAmbient(seed=100 + int(number)),
        bounds=CHEAP_BOUNDS,
    )
    os.write(1, b"done\n")
