"""A fresh process opens a database and counts its key, as SQLCipher is given it, in its own memory; then again with one planted.

Prints the two counts. Started by test_keyed.py.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from casevault.store.connection import Database


def main() -> None:
    key = bytearray(os.urandom(32))
    # Half of the hex form, and not as one object, so that looking does not make what is looked for.
    halves = (bytes(key[:8]), bytes(key[24:]))
    database = Database.create(Path(sys.argv[1]), key)
    database.write(lambda c: c.execute("CREATE TABLE t (x)").fetchall())
    found = sum(memory_holds(half) for half in halves)
    database.close()
    control = bytearray(b"x'" + key.hex().encode() + b"'")
    planted = sum(memory_holds(half) for half in halves)
    sys.stdout.write(f"{found} {planted if control else 0}\n")


def memory_holds(half: bytes) -> int:
    needle = half.hex().encode()
    needles = (needle, needle.upper())
    count = 0
    regions = [line.split() for line in Path("/proc/self/maps").read_text().splitlines()]
    with Path("/proc/self/mem").open("rb", buffering=0) as memory:
        for region in regions:
            if "rw" not in region[1] or (len(region) > 5 and region[5].startswith("/dev")):
                continue
            start, end = (int(part, 16) for part in region[0].split("-"))
            for place in range(start, end, 1 << 20):
                try:
                    memory.seek(place)
                    page = memory.read(min((1 << 20) + 64, end - place))
                except OSError:
                    continue
                # "x'…'" is the form in which the key goes to SQLCipher. The needle itself stands elsewhere, alone; with its
                # quotation marks it is never put together here, or the next page could hold what this one was searched with.
                count += sum(quoted(page, n) for n in needles)
                del page
    return count


def quoted(page: bytes, needle: bytes) -> int:
    count = 0
    place = page.find(needle)
    while place >= 0:
        count += page[max(place - 2, 0) : place] == b"x'" or page[place + len(needle) : place + len(needle) + 1] == b"'"
        place = page.find(needle, place + 1)
    return count


if __name__ == "__main__":
    main()
