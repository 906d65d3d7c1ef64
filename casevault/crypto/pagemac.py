"""The MAC that SQLCipher 4 puts behind each page of a database, computed by us: so that a check of all pages can be cancelled.

page 4,096 = content 4,016 ‖ IV 16 ‖ HMAC-SHA-512 64        of page 1 the first 16 bytes are the file's salt
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

PAGE: Final = 4_096
SALT_BYTES: Final = 16
_MAC_BYTES: Final = 64
_MASK: Final = 0x3A
_ROUNDS: Final = 2
_KEY_BYTES: Final = 32


class PageMac:
    """Compares the MACs of the pages of one file; decrypts nothing. Holds the key of the MACs, not that of the pages."""

    def __init__(self, key: bytearray, salt: bytes) -> None:
        """Derive as SQLCipher does from the raw `key` of a database and the `salt` that its file begins with.

        That key encrypts pages and gives the MACs' key through PBKDF2; this only recomputes what the library wrote, and nothing
        is made under either key here.
        """
        masked = bytes(byte ^ _MASK for byte in salt)
        self._key = hashlib.pbkdf2_hmac("sha512", bytes(key), masked, _ROUNDS, _KEY_BYTES)

    def holds(self, page: bytes | memoryview, number: int) -> bool:
        """Say whether a page, counted from 1, is what was written there: content, IV and its number are authenticated."""
        if len(page) != PAGE:
            return False
        start = SALT_BYTES if number == 1 else 0
        content = bytes(page[start : PAGE - _MAC_BYTES]) + number.to_bytes(4, "little")
        return hmac.compare_digest(hmac.digest(self._key, content, "sha512"), page[PAGE - _MAC_BYTES :])
