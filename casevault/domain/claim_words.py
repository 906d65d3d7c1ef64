"""Disagreement in words: "reported on 4 or 6 May 2014". A colour or a mark never says it alone.

The words are whole sentences of the catalogue, chosen by what the readings are, so that a language can turn them round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.claims import DATES
from casevault.domain.date_words import in_words
from casevault.domain.edtf import Form, parse_edtf
from casevault.domain.reading import is_empty
from casevault.domain.showing import show
from casevault.errors import UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casevault.domain.claims import Accounts, Spot
    from casevault.domain.look import Look
    from casevault.domain.record import Value
    from casevault.i18n import Catalogue, Msg

_ON, _IN, _PLAIN = "on", "in", ""
LONGEST: int = 60  # characters of a text among others; the account itself shows the whole


def join_alternatives(texts: Iterable[str], catalogue: Catalogue) -> str:
    """Join readings of one fact with "or"; words they share at the end are said once: "4 or 6 May 2014"."""
    parts = [text.split(" ") for text in dict.fromkeys(texts)]
    if not parts:
        return ""
    shared: list[str] = []
    while all(len(part) > 1 for part in parts) and len({part[-1] for part in parts}) == 1:
        shared.insert(0, parts[0][-1])
        parts = [part[:-1] for part in parts]
    # Only dates that start with a number read well when shortened ("4 or 6 May", but "about May 2014 or June 2014").
    if shared and not all(len(part) == 1 and part[0].isdigit() for part in parts):
        parts = [[*part, *shared] for part in parts]
        shared = []
    readings = [" ".join(part) for part in parts]
    tail = f" {' '.join(shared)}" if shared else ""
    if len(readings) == 1:
        return readings[0] + tail
    first, last = catalogue.listed(readings[:-1]), readings[-1]
    return catalogue.text(N_("{first} or {last}"), first=first, last=last) + tail


def reported_pattern(dates: Sequence[str]) -> Msg:
    """Return the sentence that dates stand in as `when`: "reported on {when}", "in" for months and years, else by itself."""
    manners = {_manner(text) for text in dates}
    if manners == {_ON}:
        return N_("reported on {when}")
    return N_("reported in {when}") if manners == {_IN} else N_("reported {when}")


def dates_said(dates: Sequence[str], catalogue: Catalogue, *, short: bool = False, this_year: int = 0) -> str:
    """Return dates joined with "or", fit for `reported_pattern`: where they are of several kinds each has its own word."""
    readings = [(text, in_words(text, catalogue, short=short, this_year=this_year)) for text in dates]
    manners = {_manner(text) for text in dates}
    if len(manners) == 1 and manners != {_PLAIN}:
        return join_alternatives((words for _, words in readings), catalogue)
    said = [_with_its_word(_manner(text), words, catalogue) for text, words in readings]
    if len(said) == 1:
        return said[0]
    # Each may hold an "and" of its own, so a comma parts them.
    return catalogue.text(N_("{first}, or {last}"), first=catalogue.listed(said[:-1]), last=said[-1])


def dated(text: str, catalogue: Catalogue, *, short: bool = True, this_year: int = 0) -> str:
    """Return one date with the word it takes in a sentence: "on 4 May 2014", "in 2016", "about March 2015"."""
    return _with_its_word(_manner(text), in_words(text, catalogue, short=short, this_year=this_year), catalogue)


def disagreement(accounts: Accounts, look: Look, *, short: bool = True) -> str:
    """Return how the accounts of one value differ, in words; "" where they do not."""
    if not accounts.disputed or not accounts.readings:
        return ""
    if accounts.spot is not None and accounts.spot.field.kind in DATES:
        dates = [str(value) for value in accounts.readings]
        try:
            words = dates_said(dates, look.catalogue, short=short, this_year=look.this_year)
        except UserProblem:
            pass  # an account in words ("in spring") is joined like any text
        else:
            return look.catalogue.text(reported_pattern(dates), when=words)
    said = [_shortened(shown_value(accounts.spot, value, look)) for value in accounts.readings]
    return look.catalogue.text(N_("reported as {values}"), values=join_alternatives(said, look.catalogue))


def shown_value(spot: Spot | None, value: Value, look: Look) -> str:
    """Return a value or an answer that is none in words; where the field is not known here, as it was recorded."""
    if is_empty(value):
        return ""
    if spot is None:
        return str(value) if not isinstance(value, list | dict) else look.catalogue.listed(map(str, value))
    try:
        return show(spot.field, value, look)
    except UserProblem:
        return str(value)


def _manner(text: str) -> str:
    try:
        when = parse_edtf(text)
    except UserProblem:
        return _PLAIN
    part = when.lower
    if when.form is not Form.SINGLE or part is None or part.approximate or part.uncertain or part.years > 1 or part.unspecified:
        return _PLAIN
    return _ON if part.day else _IN


def _with_its_word(manner: str, words: str, catalogue: Catalogue) -> str:
    if manner == _ON:
        return catalogue.text(N_("on {date}"), date=words)
    return catalogue.text(N_("in {date}"), date=words) if manner == _IN else words


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rstrip()}…"
