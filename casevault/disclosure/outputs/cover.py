"""The cover that every output has: how it may be shared, for whom and what for, until when, which copy, and how to answer.

Header and footer say the same on every page, so that a page that is copied alone still says it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.disclosure.document import Block, Document, Line, Pairs
from casevault.disclosure.outputs.parts import Pair, capital, fixed, pair
from casevault.domain.dates import in_words
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.domain.look import Look

FREE = "TLP:CLEAR"  # the one label under which a paper may be passed on


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What the cover says besides the case: all of it printed, none of it from case records."""

    label: str  # TLP label, never translated
    purpose: str  # in words
    recipient: Line
    day: str  # ISO day
    valid_until: str  # ISO day
    copy_no: int
    bundle: str
    contact: str = ""  # how to reach whoever sends it; read by the scan of the finished file like every other word

    @property
    def free(self) -> bool:
        """Whether the paper may be passed on without asking."""
        return self.label == FREE


def cover_pairs(cover: Cover, look: Look) -> tuple[Pair, ...]:
    """Return the lines of the cover; where there is a short box, outputs put them first."""
    words = look.catalogue
    text = words.text
    ask = N_("Do not forward without asking. Questions go back the way this file came.")
    may = N_("May be shared until the day above. Questions go back the way this file came.")
    if cover.contact:
        ask = N_("Do not forward without asking. Questions go to the contact above.")
        may = N_("May be shared until the day above. Questions go to the contact above.")
    return (
        *pair(text(N_("Sharing")), fixed(cover.label, strong=True)),
        *pair(text(N_("Written for")), cover.recipient),
        *pair(text(N_("Purpose")), capital(fixed(cover.purpose))),
        *pair(text(N_("Date")), fixed(in_words(cover.day, words))),
        *pair(text(N_("Valid until")), fixed(in_words(cover.valid_until, words))),
        *pair(text(N_("Copy number")), fixed(str(cover.copy_no))),
        *pair(text(N_("Contact")), fixed(cover.contact)),
        *pair(text(N_("Handling")), fixed(text(may if cover.free else ask))),
    )


def covered(cover: Cover, look: Look, *, title: Line, blocks: Sequence[Block], subtitle: Line = ()) -> Document:
    """Return the document of an output: `title`, the cover, then `blocks`, with label, header and footer on every page."""
    text = look.catalogue.text
    until = in_words(cover.valid_until, look.catalogue)
    return Document(
        lang=look.catalogue.language,
        title=title,
        subtitle=subtitle,
        label=cover.label,
        header=() if cover.free else fixed(text(N_("Do not forward without asking")), muted=True),
        footer=fixed(text(N_("Copy {copy} · valid until {until}")).format(copy=cover.copy_no, until=until), muted=True),
        blocks=(Pairs(cover_pairs(cover, look), compact=True), *blocks),
        created_day=cover.day,
        identifier=cover.bundle,
    )
