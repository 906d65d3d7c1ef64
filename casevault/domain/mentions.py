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


class Written:
    """A text as it is typed, with the mentions in it: names alone are seen, and what is recorded has their marks.

    A mention that is changed inside is plain text from then on; one that only moves stays what it is.
    """

    def __init__(self, marked: str = "") -> None:
        self.text, self.mentions = mentioned(marked)

    def typed(self, text: str, cursor: int) -> None:
        """Take `text` as what stands there now; `cursor` is where the change ended."""
        cursor = max(0, min(cursor, len(text)))
        kept_after = text[cursor:] if self.text.endswith(text[cursor:]) else ""
        before, after = self.text[: len(self.text) - len(kept_after)], text[: len(text) - len(kept_after)]
        first = next(
            (at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), min(len(before), len(after))
        )
        last, moved = len(before), len(text) - len(self.text)
        if not kept_after:  # the end changed too, or all of it: what the two share at their ends stays
            while last > first and last + moved > first and self.text[last - 1] == text[last + moved - 1]:
                last -= 1
        kept = [one for one in self.mentions if one.end <= first or one.start >= last]
        self.mentions = tuple(
            one if one.end <= first else Mention(one.start + moved, one.end + moved, one.record) for one in kept
        )
        self.text = text

    def put(self, start: int, end: int, name: str, record: str) -> int:
        """Put a mention in place of what stands between `start` and `end`; return where it ends."""
        name = _ENDS.sub("", name)[:_LONGEST]
        text = self.text[:start] + name + self.text[end:]
        moved = len(text) - len(self.text)
        outside = [one for one in self.mentions if one.end <= start or one.start >= end]
        found = [one if one.end <= start else Mention(one.start + moved, one.end + moved, one.record) for one in outside]
        made = Mention(start, start + len(name), record)
        self.mentions = tuple(sorted([*found, made], key=lambda one: one.start)) if name else tuple(found)
        self.text = text
        return start + len(name)

    def marked(self) -> str:
        """Return the text with the marks of its mentions, as it is recorded."""
        parts, at = [], 0
        for one in self.mentions:
            parts += [self.text[at : one.start], mention(self.text[one.start : one.end], one.record)]
            at = one.end
        return "".join([*parts, self.text[at:]])
