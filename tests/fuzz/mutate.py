"""Inputs made from seeds by small and large injuries, the same ones each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

TELLING = (
    b"\0",
    b"\xff",
    b"\n",
    b" ",
    b'"',
    b"{" * 40,
    b"[" * 2_000,
    b"-> ",
    b"--- ",
    b"9" * 30,
    b"-1",
    b"1e9",
    b"true",
    b"null",
    b"=",
    b"X",
)


def mutated(seed: bytes, others: Sequence[bytes], draw: random.Random) -> bytes:
    """Return `seed` after one to four injuries; parts of `others` may get into it."""
    data = bytearray(seed)
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(data) + 1)
        upto = min(len(data), at + draw.choice((1, 1, 2, 8, 64)))
        match draw.randrange(6):
            case 0 if at < len(data):
                data[at] ^= 1 << draw.randrange(8)
            case 1:
                del data[at:upto]
            case 2:
                data[at:at] = data[at:upto] * draw.choice((1, 2, 50))
            case 3:
                data[at:upto] = draw.choice(TELLING)
            case 4:
                other = draw.choice(others)
                start = draw.randrange(len(other) + 1)
                data[at:upto] = other[start : start + draw.choice((4, 32, 512))]
            case _:
                del data[at + draw.randrange(200) :]
    return bytes(data)
