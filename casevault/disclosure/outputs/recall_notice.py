"""A notice to who holds a copy: give it up, or put it right. Fixed words and the marks of the copies, nothing else.

It says no name, no case and no reason: that somebody withdrew would tell more than the copy did. Of what is wrong in a copy it
says the kind of record and the field, both of which that copy showed; never the old value or the new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.disclosure.document import Box, Document, Heading, Items, Line, Pairs, Paragraph, Run, Table, Tone
from casevault.disclosure.outputs.output import Terms
from casevault.disclosure.outputs.parts import Pair, capital, fixed, pair
from casevault.disclosure.request import NOTICE
from casevault.domain.dates import in_words
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.disclosure.document import Block
    from casevault.domain.vocabularies import Vocabularies
    from casevault.i18n import Catalogue, Msg

AUDIENCES = ("embassy", "un", "ngo", "grant", "public", "statistics")
TERMS = Terms(key=NOTICE, purpose="casework", audiences=AUDIENCES)

TITLE = N_("About what we sent you")
GIVE_UP = N_("These copies may not be used any more.")
PUT_RIGHT = N_("Some details in these copies are no longer right.")
STEPS: tuple[Msg, ...] = (
    N_("Please do not use or quote them from now on."),
    N_("Please delete every copy, also those in mail, back-ups and on paper, as far as you can."),
    N_("If you passed one on, please pass on this request, and tell us to whom it went."),
    N_("Please answer the way this came: that it is done, or what cannot be done."),
)
USE_NOT = N_("Please do not use these details. Ask us for a new copy before you rely on them.")
COPIES = N_("Which copies")
WHAT_TO_DO = N_("What we ask")
DETAILS = N_("Details that are no longer right")
NO_MORE = N_("This notice says no more than that on purpose. Please do not ask by an unsafe way.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One copy as its holder knows it: from its cover, and its file."""

    day: str  # ISO day
    output: str
    number: int
    bundle: str
    given_up: bool
    details: tuple[tuple[str, str], ...] = ()  # (kind of record, field) in words, of what it showed


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Whom it is for, and when it was written."""

    label: str
    recipient: Line
    day: str  # ISO day
    bundle: str


def build(copies: tuple[Copy, ...], cover: Cover, vocabularies: Vocabularies, catalogue: Catalogue) -> Document:
    """Return the notice to one recipient about all of `copies`."""
    text = catalogue.text
    gone = tuple(one for one in copies if one.given_up)
    wrong = tuple(one for one in copies if not one.given_up)
    blocks: list[Block] = [Pairs(_cover(cover, catalogue))]
    if gone:
        blocks += [Box(fixed(text(GIVE_UP), strong=True), tone=Tone.CAUTION), _heading(text(COPIES))]
        blocks += [_table(gone, vocabularies, catalogue), _heading(text(WHAT_TO_DO)), Items(tuple(fixed(text(s)) for s in STEPS))]
    if wrong:
        blocks += [Box(fixed(text(PUT_RIGHT), strong=True), tone=Tone.CAUTION), _heading(text(COPIES))]
        blocks += [_table(wrong, vocabularies, catalogue), _heading(text(DETAILS))]
        details = sorted({detail for one in wrong for detail in one.details})
        blocks += [Items(tuple(fixed(f"{kind}: {field}") for kind, field in details)), Paragraph(fixed(text(USE_NOT)))]
    blocks.append(Paragraph(fixed(text(NO_MORE))))
    return Document(
        lang=catalogue.language,
        title=fixed(text(TITLE)),
        label=cover.label,
        blocks=tuple(blocks),
        created_day=cover.day,
        identifier=cover.bundle,
    )


def _cover(cover: Cover, catalogue: Catalogue) -> tuple[Pair, ...]:
    text = catalogue.text
    return (
        *pair(text(N_("Sharing")), fixed(cover.label, strong=True)),
        *pair(text(N_("Written for")), cover.recipient),
        *pair(text(N_("Date")), fixed(in_words(cover.day, catalogue))),
    )


def _heading(words: str) -> Heading:
    return Heading((Run(words),), 1)


def _table(copies: tuple[Copy, ...], vocabularies: Vocabularies, catalogue: Catalogue) -> Table:
    text = catalogue.text
    head = tuple(fixed(text(msg)) for msg in (N_("Date"), N_("What"), N_("Copy number"), N_("Bundle")))
    rows = tuple(
        (
            (fixed(in_words(one.day, catalogue)),),
            (capital(fixed(vocabularies.label("output", one.output, catalogue))),),
            (fixed(str(one.number)),),
            (fixed(one.bundle),),
        )
        for one in copies
    )
    return Table(head, rows, widths=(3, 3, 2, 7))
