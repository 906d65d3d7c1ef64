"""A process that discloses one case again and again until it is killed; one line on stdout once everything is warm."""

from __future__ import annotations

import os
import sys
from itertools import count
from pathlib import Path

from builders import FixedAmbient, open_vault

from casevault import disclosure
from casevault.disclosure.request import Request


def main(folder: str, case: str, out: str, number: str) -> None:
    """Disclose `case` of the vault in `folder` into `out`, without end."""
    request = Request(cases=(case,), audience="embassy", output="dossier", to="Embassy of Ruritania", seal="none")
    with open_vault(Path(folder), ambient=FixedAmbient(seed=100 + int(number))) as vault:
        disclosure.preview(vault, request)
        os.write(1, b"begin\n")
        for copy in count():
            disclosure.disclose(vault, request, Path(out) / f"{number}-{copy}.pdf")


if __name__ == "__main__":
    main(*sys.argv[1:5])
