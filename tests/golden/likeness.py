"""How far two pictures are from each other: the fields of one that differ, too small for an eye and too large for an edge.

A letter may be smoothed otherwise from one display to another; the mean of four by four points then hardly moves. A word that is
missing, cut or moved by a point or two, a colour of another role, a line that is gone: each changes fields by much more.
"""

from __future__ import annotations

from PIL import Image, ImageChops

FIELD = 4  # points at each side
APART = 24  # of 255, in the colour that differs most
MOST = 6  # fields that may differ


def differing(one: Image.Image, other: Image.Image) -> int:
    """Return how many fields differ; of pictures of another size all of them."""
    if one.size != other.size:
        return (one.width // FIELD) * (one.height // FIELD)
    small, smaller = (picture.convert("RGB").reduce(FIELD) for picture in (one, other))
    red, green, blue = ImageChops.difference(small, smaller).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(most.histogram()[APART:])


def alike(one: Image.Image, other: Image.Image) -> bool:
    """Say whether nobody would see them differ."""
    return differing(one, other) <= MOST
