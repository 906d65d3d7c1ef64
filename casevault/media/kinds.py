"""How a file of some media type is read: as a picture, as pages, by its words, or not at all."""

from __future__ import annotations

from typing import Final

PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp", "image/tiff"})
HEIC: Final = frozenset({"image/heic", "image/heif"})  # photographs of Apple's telephones
PDF: Final = "application/pdf"


def drawn_as(mime: str) -> str:
    """Return how the child draws a media type: "picture", "heic", "pdf", or "" where it is not drawn."""
    if mime in PICTURES | HEIC:
        return "picture" if mime in PICTURES else "heic"
    return "pdf" if mime == PDF else ""
