"""Edits of a sound piece of JSON: inputs that get past its form and ask about its values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from casevault.vault.slots import compact_json

if TYPE_CHECKING:
    from collections.abc import Iterator

EDITS = [b"", b"\x018192\n\x034\n\x05true", b'\x02"office"', b'\x00{"a":[]}\n\x07""', b"\x06[]"]


def edited(sound: dict[str, Any], untrusted: bytes) -> dict[str, Any]:
    """Return a copy of `sound` in which each line of `untrusted` replaces one value: its first byte says which, the rest by what.

    Most bytes are no JSON, and a fuzzer would seldom get past that; this way each input asks about the values themselves.
    """
    made: dict[str, Any] = json.loads(json.dumps(sound))
    for line in untrusted.split(b"\n")[:8]:
        places = list(values_of(made))
        if line and places:
            inside, key = places[line[0] % len(places)]
            try:
                inside[key] = json.loads(line[1:])
                compact_json({"": inside[key]})
            except (ValueError, RecursionError):
                inside[key] = line[1:].decode("latin-1")
    return made


def values_of(value: Any) -> Iterator[tuple[Any, Any]]:
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from values_of(value[key])
