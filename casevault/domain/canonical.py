"""The bytes behind a row of the log: canonical JSON, its digest, and the MAC that chains it to the row before.

`docs/formats/log.md` says the same in words, with examples; `tests/vectors/log.json` freezes both.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

DIGEST_CONTEXT: Final = b"casevault/1/change"
SALT_BYTES: Final = 32
FIRST_PREV_MAC: Final = bytes(32)

# Columns of the row that the digest covers, in the order of the table; `payload` stands in by its own salted hash.
DIGESTED: Final = (
    "id",
    "batch",
    "type",
    "type_version",
    "record_id",
    "parents",
    "fields",
    "action",
    "at_utc",
    "mono_ns",
    "boot",
    "device",
    "actor",
    "lamport",
    "payload",
)


_ENCODER: Final = json.JSONEncoder(
    sort_keys=True,
    separators=(",", ":"),
    ensure_ascii=False,
    allow_nan=False,
    check_circular=False,  # what holds itself was refused before: `_require_plain` goes to its end first
)
# What `JSONEncoder.encode` makes anew for every value, and what is the same for each: for a payload that is half of its time.
_MAKE: Final = getattr(json.encoder, "c_make_encoder", None)  # not in every Python
_PIECES: Final[Callable[[object, int], tuple[str, ...]] | None] = (
    None if _MAKE is None else _MAKE(None, _ENCODER.default, json.encoder.encode_basestring, None, ":", ",", True, False, False)  # noqa: FBT003 - its own order
)
_SIMPLE: Final[frozenset[type]] = frozenset({str, int, bool, type(None)})
_TEXT: Final[frozenset[type]] = frozenset({str})


_NO_ORIGIN: Final = hashlib.sha256(b"null").digest()  # of every row that was written in this vault


class NotCanonical(ValueError):  # noqa: N818 - a finding for the caller, who says what it was about
    """The value has no canonical form: a float, a key that is no text, a lone surrogate, too deep, or no JSON at all."""


def canonical(value: object) -> bytes:
    """Return the one spelling of `value` as JSON: UTF-8, keys sorted by code point, no floats, no white space.

    Text is not escaped but for quotation mark, backslash and the controls below U+0020.
    """
    try:
        if type(value) not in _SIMPLE:
            _require_plain(value)
        return _spelt(value)
    except UnicodeEncodeError:
        raise NotCanonical("lone surrogate") from None
    except RecursionError:
        raise NotCanonical("depth") from None


def _spelt(value: object) -> bytes:
    return (_ENCODER.encode(value) if _PIECES is None else "".join(_PIECES(value, 0))).encode()


def payload_hash(salt: bytes, spelt: bytes) -> str:
    """Return hex SHA-256(salt ‖ canonical payload): without the salt it confirms no guess of what was recorded."""
    return hashlib.sha256(salt + spelt).hexdigest()


def change_digest(row: Mapping[str, object]) -> bytes:
    """Return SHA-256(context ‖ canonical JSON of the columns in `DIGESTED`), the same in every vault that holds the row.

    `parents` and `fields` are sorted here; what is absent is None; `payload` is what `payload_hash` returned, or None.
    """
    covered = {key: row[key] for key in DIGESTED}
    for key in ("parents", "fields"):
        names = row[key]
        if not isinstance(names, list | tuple) or not _are_text(names):
            raise NotCanonical(key)
        covered[key] = sorted(names)
    return hashlib.sha256(DIGEST_CONTEXT + canonical(covered)).digest()


def change_mac(key: bytes | bytearray, seq: int, digest: bytes, origin: object, prev_mac: bytes) -> bytes:
    """Return HMAC-SHA-256(key, u64be seq ‖ digest ‖ SHA-256(canonical origin) ‖ prev_mac): local to one vault."""
    told = _NO_ORIGIN if origin is None else hashlib.sha256(canonical(origin)).digest()
    # Every part has a fixed length, so no two rows are one message.
    return hmac.digest(key, seq.to_bytes(8, "big") + digest + told + prev_mac, "sha256")


def _are_text(values: Collection[object]) -> bool:
    return _TEXT.issuperset(map(type, values)) or all(isinstance(value, str) for value in values)


def _require_plain(value: object) -> None:
    """Raise unless `value` is made of text, whole numbers, true, false, null, lists and objects with text as keys."""
    # Simple values are told by their exact type in what holds them: most of a payload never costs a call.
    held: Collection[object] = ()
    if isinstance(value, dict):
        if not _are_text(value):
            raise NotCanonical("key")
        held = value.values()
    elif isinstance(value, list | tuple):
        held = value
    elif not isinstance(value, str | int):
        raise NotCanonical(type(value).__name__)
    if not _SIMPLE.issuperset(map(type, held)):
        for item in held:
            if type(item) not in _SIMPLE:
                _require_plain(item)
