"""How much an age file holds, told by its length alone: whether it ended early can be asked without opening it."""

from __future__ import annotations

from typing import Final

from casevault.crypto.agefile import MAX_HEADER, AgeDamaged, dearmor

NO_FILE: Final = -1
_MAGIC: Final = b"age-encryption.org/v1\n"
_MAC_LINE: Final = b"\n--- "
_ARMOR: Final = (b"-----BEGIN AGE ENCRYPTED FILE-----", b"-----END AGE ENCRYPTED FILE-----")
_NONCE: Final = 16
_TAG: Final = 16
_CHUNK: Final = 64 * 1024


def plain_length(untrusted: bytes) -> int | None:
    """Return how many bytes are sealed in a file of this form and length; None where it ends before the first of them.

    NO_FILE where it is no age file, or its form is broken in another way. Nothing is authenticated: it is for a sentence, after
    age refused the file.
    """
    begin, end = _ARMOR
    if untrusted.lstrip().startswith(begin):
        if end not in untrusted:
            return None
        try:
            untrusted = dearmor(untrusted)
        except AgeDamaged:
            return NO_FILE
    if not untrusted.startswith(_MAGIC):
        return None if _MAGIC.startswith(untrusted) or begin.startswith(untrusted) else NO_FILE
    line = untrusted.find(_MAC_LINE, 0, MAX_HEADER)
    close = untrusted.find(b"\n", line + 1, MAX_HEADER)
    if line < 0 or close < 0:
        return None if len(untrusted) < MAX_HEADER else NO_FILE
    payload = len(untrusted) - close - 1 - _NONCE
    chunks = -(-payload // (_CHUNK + _TAG))
    return payload - _TAG * chunks if payload > _TAG else None
