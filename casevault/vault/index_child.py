"""The child that makes rows of the index while the parent writes records: lots on stdin, their rows on stdout, nothing else.

It runs the same functions of `domain` as the parent, on records that the parent holds in memory as well, so it must be as hard to
look into: no dump of its memory, no onlooker, no network (`hardening`). It gets no key, no path of the vault and no environment,
and before the first record comes it gives up opening files, starting programs and making sockets (`media.child`). It writes
nothing but answers. It ends when the pipe ends, and so with its parent, however that ends.

    from the parent   a lot: [[[number, type as `index_shape`], …], [[number, payload], …]]; a type is sent once
    to the parent     first what this child is, then of each lot [[name, alias, pinyin, script, body, files], …]

Each message is JSON with its length in 4 bytes before it. What comes back is checked: the child must be no way into the process
that has the key.
"""

from __future__ import annotations

from casevault.hardening import harden

if __name__ == "__main__":
    harden()  # before anything larger is imported; a frozen program has done it in casevault.__main__

import gc
import json
import os
import sys
from typing import IO, TYPE_CHECKING, Final, NoReturn

from casevault import __version__
from casevault.domain.index_shape import of_shape
from casevault.domain.indexing import VERSION, index_row
from casevault.domain.types import TYPES
from casevault.media.child import bound, give_up

if TYPE_CHECKING:
    from casevault.domain.schema import RecordType

SECONDS: Final = 3_600  # of the processor: a million rows take some minutes, and the parent waits for no lot as long as that
MEMORY: Final = 2 << 30  # of addresses
MOST: Final = 1 << 26  # bytes of one message, either way
LENGTH: Final = 4
SWEPT_AT: Final = 100_000  # objects that came in since the last search for unreachable ones, as in the parent while it imports
# A Chinese name loads both dictionaries and a foreign one what is made once for all others. All of them invented.
_TRIED: Final = ("王小明", "Xiaoming Wang", "Ивано Дудка", "گۈلنار سادىق", "བསྟན་འཛིན་", "さとう")


def identity() -> list[str]:
    """Return what parent and child must agree in: the program's version, and that of the rules of the index."""
    return [__version__, VERSION]


def answer(message: bytes, types: dict[int, RecordType]) -> bytes:
    """Return the rows of a lot; the record types that come with it are kept in `types`."""
    shapes, records = json.loads(message)
    types.update({number: of_shape(shape) for number, shape in shapes})
    rows = [index_row(types[number], fields) for number, fields in records]
    made = [(row.name, row.alias, row.pinyin, row.script, row.body, row.files) for row in rows]
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"), check_circular=False).encode()


def framed(message: bytes) -> bytes:
    """Return a message with its length before it."""
    return len(message).to_bytes(LENGTH, "big") + message


def received(stream: IO[bytes]) -> bytes | None:
    """Return the next message of a pipe; None where it ends, in the middle of one too, or one is longer than any may be."""
    length = int.from_bytes(stream.read(LENGTH), "big")
    if not 0 < length <= MOST:
        return None
    message = stream.read(length)
    return message if len(message) == length else None


def main() -> NoReturn:
    """Answer lots until the pipe ends. Never returns."""
    status = 1
    try:
        bound(SECONDS, MEMORY)
        person = next(rt for rt in TYPES if rt.key == "person")
        for name in _TRIED:  # loads what is loaded only when it is needed: nothing can be loaded any more after this
            index_row(person, {"display_name": name})
        give_up()
        gc.freeze()
        gc.set_threshold(SWEPT_AT)
        source, out = sys.stdin.buffer, sys.stdout.buffer
        types: dict[int, RecordType] = {}
        out.write(framed(json.dumps(identity()).encode()))
        out.flush()
        while (message := received(source)) is not None:
            out.write(framed(answer(message, types)))
            out.flush()
        status = 0
    finally:
        os._exit(status)  # no last words: a trace of what went wrong could hold what a record says


if __name__ == "__main__":
    main()
