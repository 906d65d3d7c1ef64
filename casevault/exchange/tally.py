"""What was found when an export was read back: how many units of what it counts, and the SHA-256 of each attachment."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from casevault.exchange.archive import Part
    from casevault.exchange.whole import Count

_BLOB: Final = re.compile(r"(?:.*/)?([0-9a-f]{32})(?:\.[a-z0-9]{1,6})?", re.ASCII)


class Tally:
    """Counts while an export is read back."""

    def __init__(self, count: Count) -> None:
        self.count = count
        self.units = 0  # records; in the lines, rows of the log
        self.attachments: dict[str, str] = {}

    def attachment(self, part: Part) -> None:
        """Take an attachment, whose id is its name."""
        digest = hashlib.sha256()
        for piece in part.counted():
            digest.update(piece)
            self.count.more(len(piece))
        self.put(part.name, digest.hexdigest())

    def put(self, name: str, sha256: str) -> None:
        """Note that the attachment of this file name has this SHA-256."""
        named = _BLOB.fullmatch(name)
        self.attachments[named[1] if named else name] = sha256
