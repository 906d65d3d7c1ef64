"""Sizes that tell little: the one padding of everything whose length is seen by whoever holds the file."""

from __future__ import annotations


def padme(length: int) -> int:
    """Return `length` rounded up so that it tells little about itself: at most 12 % more (Nikitin and others 2019, Padmé)."""
    if length < 2:  # noqa: PLR2004 - below two bytes there is nothing to round
        return length
    exponent = length.bit_length() - 1
    keep = exponent.bit_length()
    mask = (1 << (exponent - keep)) - 1 if exponent > keep else 0
    return (length + mask) & ~mask
