"""What is held about a person, for that person: herself, what is recorded by kind, where she is mentioned, who has seen her name.

It closes with what is not given, in general words. Those sentences stand on every such paper, whether there was anything to keep
back or not: that one were missing, or had a number beside it, would tell that there is a source. Only what is about others is
counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.disclosure.document import Block, Document, Heading, Items, Line, Pairs, Paragraph, Run, Table
from casevault.disclosure.outputs.output import Terms
from casevault.disclosure.outputs.parts import Pair, capital, fixed, pair, sentence
from casevault.disclosure.subject_rules import Kept
from casevault.domain.dates import in_words
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.disclosure.holdings import About, Holdings
    from casevault.domain.catalog import Schema
    from casevault.i18n import Catalogue, Msg

TERMS = Terms(key="holdings", purpose="casework", audiences=("subject",))

TITLE = N_("What is held about {name}")
ALONE = N_("For the person named here alone")
FOOTER = N_("Copy {copy} · as of {day}")
HANDLING = N_("This is for you alone. Keep it where nobody else reads it, or destroy it when you have read it.")
ANSWER = N_("If something is wrong, or should not be kept, say so the way this came.")
INTRO = N_(
    "You asked what is held about you. This is all of it, but for what the last part says. Other people stand by what they are "
    "to you; words in [square brackets] stand for names or details that are not given."
)
ABOUT_YOU = N_("You")
MENTIONED = N_("Where you are mentioned")
MENTION = N_("{kind}, as: {fields}")
FILES = N_("{count} file is kept with this.", "{count} files are kept with this.")
FILES_TITLE = N_("Attached files")
SEEN = N_("Who was told about you")
NOBODY = N_("Nobody was told about you by name.")
NOT_GIVEN = N_("What is not given")
OTHERS = N_(
    "What is about somebody else, also where it stands in one record with what is about you: {count} detail.",
    "What is about other people, also where it stands in one record with what is about you: {count} details.",
)
NO_OTHERS = N_("What is about other people: nothing had to be left out for that.")
STANDING: tuple[Msg, ...] = (
    N_("Who told us a thing, and the words in which it was told. This is never given, whether there is any or not."),
    N_("How people are reached safely, where they are safe, how risks are weighed, who works on it. This is never given either."),
    N_("Steps that others took in confidence, or that we took so for their sake."),
    N_("What stands in two versions until it is settled which one holds."),
)


_FIRST = {"person": 0, "case": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What the cover says: all of it printed, none of it from records but her name."""

    label: str
    person: Line
    requested_on: str  # ISO day
    day: str  # ISO day
    copy_no: int
    bundle: str


def build(found: Holdings, cover: Cover, schema: Schema, catalogue: Catalogue) -> Document:
    """Return what is held about one person as a document tree."""
    return _Builder(found, cover, schema, catalogue).document()


class _Builder:
    """Builds one such document."""

    def __init__(self, found: Holdings, cover: Cover, schema: Schema, catalogue: Catalogue) -> None:
        self._found, self._cover, self._schema, self._catalogue = found, cover, schema, catalogue
        self._number = 0

    def document(self) -> Document:
        cover, text = self._cover, self._catalogue.text
        return Document(
            lang=self._catalogue.language,
            title=sentence(self._catalogue, TITLE, name=cover.person),
            label=cover.label,
            header=fixed(text(ALONE), muted=True),
            footer=fixed(text(FOOTER).format(copy=cover.copy_no, day=self._day(cover.day)), muted=True),
            blocks=(
                Pairs(self._cover_pairs()),
                Paragraph(fixed(text(INTRO))),
                *self._records(),
                *self._mentions(),
                *self._files(),
                *self._seen(),
                *self._not_given(),
            ),
            created_day=cover.day,
            identifier=cover.bundle,
        )

    def _day(self, day: str) -> str:
        return in_words(day, self._catalogue)

    def _cover_pairs(self) -> tuple[Pair, ...]:
        text, cover = self._catalogue.text, self._cover
        return (
            *pair(text(N_("Sharing")), fixed(cover.label, strong=True)),
            *pair(text(N_("Written for")), cover.person),
            *pair(text(N_("Asked for on")), fixed(self._day(cover.requested_on))),
            *pair(text(N_("Date")), fixed(self._day(cover.day))),
            *pair(text(N_("Copy number")), fixed(str(cover.copy_no))),
            *pair(text(N_("Handling")), fixed(text(HANDLING)), fixed(text(ANSWER))),
        )

    def _heading(self, title: str) -> Heading:
        self._number += 1
        return Heading((Run(f"{self._number}  {title}"),), 1)

    def _records(self) -> list[Block]:
        """Return her own record, then her cases, then what happened: each kind under its heading, each record by its day."""
        by_type: dict[str, list[About]] = {}
        for one in sorted(self._found.records, key=lambda one: (_FIRST.get(one.type, len(_FIRST)), one.day or "9999")):
            if one.values:
                by_type.setdefault(one.type, []).append(one)
        blocks: list[Block] = []
        for key, records in by_type.items():
            rt = self._schema.type(key)
            own = key == "person"
            blocks.append(self._heading(self._catalogue.text(ABOUT_YOU if own else rt.plural if len(records) > 1 else rt.label)))
            for number, one in enumerate(records, start=1):
                if len(records) > 1:
                    blocks.append(Heading((Run(f"{one.label} {number}"),), 2))  # its day stands below, as exact as it is known
                blocks.append(Pairs(tuple(self._pairs(one))))
        return blocks

    def _pairs(self, one: About) -> list[Pair]:
        """Return a record's values; rows of one table stand under one label."""
        made: dict[str, tuple[Line, ...]] = {}
        for told in one.values:
            lines = (line if told.is_quoted else capital(line) for line in told.lines if line)
            made[told.label] = (*made.get(told.label, ()), *lines)
        return [(fixed(label), lines) for label, lines in made.items() if lines]

    def _mentions(self) -> list[Block]:
        mentioned = [one for one in self._found.records if one.mentions]
        if not mentioned:
            return []
        text = self._catalogue.text
        lines = tuple(fixed(text(MENTION).format(kind=one.label, fields=", ".join(one.mentions))) for one in mentioned)
        return [self._heading(text(MENTIONED)), Items(tuple(dict.fromkeys(lines)))]

    def _files(self) -> list[Block]:
        count = self._found.files
        if not count:
            return []
        text = self._catalogue.text
        return [self._heading(text(FILES_TITLE)), Paragraph(fixed(text(FILES, count=count)))]

    def _seen(self) -> list[Block]:
        """Say which kinds of reader were told, what and when: a recipient's own name may be that of one person there."""
        text = self._catalogue.text
        label = self._schema.vocabularies.label
        blocks: list[Block] = [self._heading(text(SEEN))]
        rows = tuple(
            (
                (fixed(self._day(entry.at[:10])),),
                (capital(fixed(label("audience", entry.audience, self._catalogue))),),
                (capital(fixed(label("output", entry.output, self._catalogue))),),
                (capital(fixed(label("purpose", entry.purpose, self._catalogue))),),
            )
            for entry in self._found.seen
        )
        if not rows:
            return [*blocks, Paragraph(fixed(text(NOBODY)))]
        head = tuple(fixed(text(msg)) for msg in (N_("Date"), N_("Kind of reader"), N_("What"), N_("Purpose")))
        return [*blocks, Table(head, rows, widths=(3, 3, 4, 3))]

    def _not_given(self) -> list[Block]:
        text = self._catalogue.text
        count = self._found.kept.get(Kept.THIRD_PERSON, 0)
        others = fixed(text(OTHERS, count=count) if count else text(NO_OTHERS))
        return [self._heading(text(NOT_GIVEN)), Items((others, *(fixed(text(msg)) for msg in STANDING)))]
