"""A person, place or organisation mentioned in a text: the name as it is read, with the record it means.

`@[Lin Zhaohui](0123456789abcdef0123456789abcdef)`. Plain characters, so a mention survives every export, import, merge and copy;
what is read, searched and printed is the name alone. A mark that is not written exactly so is text like any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MENTION = re.compile(r"@\[([^\[\]\n]{1,200})\]\(([0-9a-f]{32})\)")
_ENDS = re.compile(r"[\[\]\n]")
_LONGEST = 200  # characters of a name


@dataclass(frozen=True, slots=True)
class Mention:
    """Where in the text as it is read a record is mentioned."""

    start: int
    end: int
    record: str


def mentioned(text: str) -> tuple[str, tuple[Mention, ...]]:
    """Return `text` as it is read, with the places of its mentions in it."""
    if "@[" not in text:
        return text, ()
    read, found, at, length = [], [], 0, 0
    for mark in _MENTION.finditer(text):
        before = text[at : mark.start()]
        start = length + len(before)
        length = start + len(mark.group(1))
        read += [before, mark.group(1)]
        found.append(Mention(start, length, mark.group(2)))
        at = mark.end()
    return "".join([*read, text[at:]]), tuple(found)


def as_read(text: str) -> str:
    """Return `text` with the name alone where somebody is mentioned."""
    return _MENTION.sub(r"\1", text) if "@[" in text else text


def mention(name: str, record: str) -> str:
    """Return the mark for `record`, read as `name`; signs that would end the mark are left out of the name."""
    return f"@[{_ENDS.sub('', name)[:_LONGEST]}]({record})"
