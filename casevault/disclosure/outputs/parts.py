"""Small builders that every output uses: fixed words, sentences with recorded words set in, pairs that vanish when empty."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from casevault.disclosure.document import Line, Run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casevault.i18n import Catalogue, Msg

Pair = tuple[Line, tuple[Line, ...]]
_SLOT = re.compile(r"\{(\w+)\}")
_QUOTES = {"fr": ("«\N{NARROW NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}»"), "es": ("«", "»")}  # elsewhere “ and ”


def fixed(text: str, *, strong: bool = False, muted: bool = False) -> Line:
    """Return fixed words as a line; never a recorded value."""
    return (Run(text, strong=strong, muted=muted),) if text else ()


def sentence(catalogue: Catalogue, msg: Msg, **lines: Line) -> Line:
    """Return a translated sentence with recorded words set in for `{name}`, each run keeping its origin."""
    template = catalogue.text(msg)
    runs: list[Run] = []
    at = 0
    for slot in _SLOT.finditer(template):
        if slot.start() > at:
            runs.append(Run(template[at : slot.start()]))
        runs.extend(lines[slot.group(1)])
        at = slot.end()
    if at < len(template):
        runs.append(Run(template[at:]))
    return tuple(runs)


def joined(lines: Iterable[Line], between: str = ", ") -> Line:
    """Return the non-empty `lines` as one, with fixed words between them."""
    made: list[Run] = []
    for line in lines:
        if line:
            made += [Run(between), *line] if made else line
    return tuple(made)


def pair(label: str, *values: Line) -> tuple[Pair, ...]:
    """Return one label and its non-empty values, or nothing where there is none."""
    kept = tuple(value for value in values if value)
    return ((fixed(label), kept),) if kept else ()


def some(*lines: Line) -> tuple[Line, ...]:
    """Return the non-empty `lines`."""
    return tuple(line for line in lines if line)


def said(line: Line, before: str = "", after: str = "") -> Line:
    """Return `line` between fixed words, or nothing where it is empty."""
    return (*fixed(before), *line, *fixed(after)) if line else ()


def quoted(line: Line, language: str) -> Line:
    """Return `line` in the quotation marks of a language; what was recorded keeps its own."""
    return said(line, *_QUOTES.get(language, ("“", "”")))


def capital(line: Line) -> Line:
    """Return `line` with a capital at its start: labels of a vocabulary are written to stand inside a sentence."""
    if not line:
        return ()
    first = line[0]
    return (replace(first, text=first.text[:1].upper() + first.text[1:]), *line[1:])


def strong(line: Line) -> Line:
    """Return `line` with every run set strong."""
    return tuple(replace(run, strong=True) for run in line)


def split(line: Line) -> tuple[Line, ...]:
    """Return the paragraphs of a text as lines of their own, each run keeping its origin; empty ones are left out."""
    lines: list[list[Run]] = [[]]
    for run in line:
        first, *rest = run.text.split("\n")
        lines[-1].append(replace(run, text=first))
        lines += [[replace(run, text=part)] for part in rest]
    return tuple(tuple(run for run in one if run.text) for one in lines if any(run.text.strip() for run in one))
