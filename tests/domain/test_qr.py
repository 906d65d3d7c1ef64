"""The QR picture of a text: equal, square by square, to what a well-known library of others draws; and readable again."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casevault.crypto.ticket import CHARACTERS, GROUP
from casevault.domain import qr

# Version, bytes of text, mask, and the digest of the rows as another library draws them (qrcode 8, byte mode, level M).
KNOWN = (
    (1, 13, 1, "3ed39809d98304b3c1561cf6af18247b"),
    (2, 24, 2, "02d39a68ca1c7842d0477793067556d5"),
    (3, 42, 3, "0b1e800391a349df88b553ab5374aaa3"),
    (4, 61, 4, "a1169768ac227ac1d1c428687bb9e544"),
    (5, 82, 5, "dc37686a8df0a196b9d16508972d4b08"),
    (6, 106, 6, "4631179a43564c89ea1c3c331d47fc10"),
    (7, 121, 7, "5564e64a861c611605e30d7859b7fc52"),
    (8, 150, 0, "7dc50605d07ae2f5e59059677150297d"),
    (9, 180, 1, "a92aac60b48d24c11e71764ef9af46d7"),
    (10, 212, 2, "f6fc3258494f2415787f8a1ea508da88"),
    (11, 249, 3, "825a35be015b626d5417aabbfc213239"),
    (12, 287, 4, "48842cefa475a76fcbe032abd3763e36"),
)
SMALL = """
#######.##....#######
#.....#.#.....#.....#
#.###.#.....#.#.###.#
#.###.#.#..##.#.###.#
#.###.#...##..#.###.#
#.....#...###.#.....#
#######.#.#.#.#######
........#.###........
#.##.###.####.#..#.##
..#.#..#.########.#.#
####.###..##..##...##
##..#..#.###...###..#
..##..#..#..###..#...
........##.#.#####..#
#######.##.###.####..
#.....#.###......###.
#.###.#.....#.#..##..
#.###.#.#..#..#..#.#.
#.###.#.#...#.#..##..
#.....#......#..#...#
#######.##...#.###...
"""
TICKET = CHARACTERS + CHARACTERS // GROUP - 1


def drawn(grid: qr.Grid) -> str:
    return "\n".join("".join("#" if dark else "." for dark in row) for row in grid)


@pytest.mark.parametrize(("version", "length", "mask", "digest"), KNOWN)
def test_every_version_is_drawn_as_another_library_draws_it(version: int, length: int, mask: int, digest: str) -> None:
    text = (b"CaseVault ticket 0123456789ABCDEF-" * 9)[:length]
    grid = qr.squares(text, mask)
    assert len(grid) == 17 + 4 * version
    assert hashlib.sha256(drawn(grid).encode()).hexdigest()[:32] == digest


def test_a_small_one_to_look_at() -> None:
    assert drawn(qr.squares(b"CaseVault", 3)) == SMALL.strip()


def test_the_largest_holds_a_ticket_and_nothing_longer_is_cut() -> None:
    assert qr.room(qr.LARGEST) >= TICKET
    assert len(qr.squares(b"x" * qr.room(qr.LARGEST))) == 17 + 4 * qr.LARGEST
    with pytest.raises(ValueError, match=str(qr.room(qr.LARGEST) + 1)):
        qr.squares(b"x" * (qr.room(qr.LARGEST) + 1))


@given(st.binary(min_size=1, max_size=qr.room(1)))
def test_what_was_put_in_is_read_out_again(text: bytes) -> None:
    """Read one block without mending: which mask is told in the format, then column by column from the lower right."""
    grid = qr.squares(text)
    size = len(grid)
    told = [grid[8][x] for x in (0, 1, 2, 3, 4)]
    mask = sum(bit << 4 - at for at, bit in enumerate(told)) ^ 0b10101
    assert mask >> 3 == 0  # level M
    flip = qr._MASKS[mask & 7]
    bits = []
    for turn, right in enumerate((*range(size - 1, 6, -2), 5, 3, 1)):
        for y in range(size - 1, -1, -1) if turn % 2 == 0 else range(size):
            for x in (right, right - 1):
                own = (y < 9 and (x < 9 or x > size - 9)) or (y > size - 9 and x < 9) or 6 in {y, x}
                bits += [] if own else [grid[y][x] ^ flip(y, x)]
    value = "".join("01"[bit] for bit in bits)
    assert (value[:4], int(value[4:12], 2)) == ("0100", len(text))
    assert bytes(int(value[12 + 8 * at : 20 + 8 * at], 2) for at in range(len(text))) == text
