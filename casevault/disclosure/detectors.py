"""Identifiers that nobody recorded: numbers of papers, telephones, accounts, places, found by their form, a check and words beside.

Every find has a kind, a place and a grade. Strong: a check digit holds, the form is no other thing's, or the text says what it is.
Weak: it only looks like one. A find too many costs a question; one that is missed may cost someone's freedom: so what is doubtful
is a find. Texts are searched once, each pattern bounded, so the work grows with their length (docs/decisions/0040).
"""

# A pattern is read in one piece.
# ruff: noqa: E501

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casevault.disclosure.detect_numbers import numbers_in
from casevault.disclosure.detect_papers import money_in, papers_in
from casevault.disclosure.detect_places import places_in
from casevault.disclosure.detect_reach import reached_in
from casevault.disclosure.detect_text import Find, Found, View, Why, view_of
from casevault.disclosure.scan_terms import Grade

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["Find", "Found", "Why", "detect"]

_FAMILIES: tuple[Callable[[View], Iterator[Find]], ...] = (papers_in, money_in, reached_in, places_in, numbers_in)
_TELLS = re.compile(r"[0-9@]|://|wxid|[一二三四五六七八九十百]|\.me/|[\[({] ?at| at ", re.IGNORECASE)
# Of two finds at one place that are as long as each other, the one that says more.
_ORDER: Mapping[Found, int] = {kind: rank for rank, kind in enumerate(Found)}


def detect(text: str) -> list[Find]:
    """Return every identifier in `text`, in order; they do not overlap, and their places are those of `text`."""
    view = view_of(text)
    if _TELLS.search(view.text) is None and not _may_tell(view.low):
        return []
    found = [find for family in _FAMILIES for find in family(view)]
    return [Find(find.kind, *view.span(find.start, find.end), find.grade, find.why) for find in _kept(found)]


def _may_tell(low: str) -> bool:
    """Say whether a text without a digit or a mark may hold an account after all: a word beside it says so."""
    return any(
        word in low for word in ("微信", "wechat", "telegram", "signal", "skype", "whatsapp", "///", "qq", "账号", "帐号", "vx")
    )


def _kept(found: list[Find]) -> list[Find]:
    """Return finds that do not overlap, in order: strong before weak, of strong ones that overlap one that covers them all."""
    united: list[Find] = []
    for find in sorted((find for find in found if find.grade is Grade.STRONG), key=lambda find: (find.start, -find.end)):
        if united and find.start < united[-1].end:
            first, second = sorted((united[-1], find), key=lambda one: (one.start - one.end, _ORDER[one.kind]))
            united[-1] = Find(first.kind, united[-1].start, max(first.end, second.end), first.grade, first.why)
        else:
            united.append(find)
    covered = {place for find in united for place in range(find.start, find.end)}
    weak = [find for find in found if find.grade is not Grade.STRONG]
    for find in sorted(weak, key=lambda find: (find.start - find.end, _ORDER[find.kind])):
        if covered.isdisjoint(range(find.start, find.end)):
            covered.update(range(find.start, find.end))
            united.append(find)
    return sorted(united, key=lambda find: find.start)
