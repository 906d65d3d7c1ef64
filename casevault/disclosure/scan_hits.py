"""What a leak scan reports: where a withheld value was found, how much it weighs, and the two refusals that follow."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.disclosure.scan_terms import Grade, Term
    from casevault.i18n import Catalogue


class Place(StrEnum):
    """The part of a file or document in which something was found."""

    TEXT = "text"  # in the document tree, before it had a format
    PAGE = "page"
    PROPERTY = "property"
    OUTLINE = "outline"
    ALT_TEXT = "alt_text"
    ATTACHMENT = "attachment"
    STRING = "string"
    NAME = "name"
    STREAM = "stream"
    REMAINDER = "remainder"  # bytes of the file outside every object


_WORDS = {
    Place.TEXT: N_("text of the document"),
    Place.PAGE: N_("page {page}"),
    Place.PROPERTY: N_("properties of the file"),
    Place.OUTLINE: N_("outline of the file"),
    Place.ALT_TEXT: N_("alternative text"),
    Place.ATTACHMENT: N_("file inside the file"),
    Place.STRING: N_("hidden text of the file"),
    Place.NAME: N_("inner name of the file"),
    Place.STREAM: N_("inner data of the file"),
    Place.REMAINDER: N_("bytes outside the document"),
}


@dataclass(frozen=True, slots=True)
class Where:
    """A place, with the page (from 1; 0 unknown) and the record and field whose printed words hold it, if known."""

    place: Place
    page: int = 0
    record: str = ""
    field: str = ""

    def words(self, catalogue: Catalogue) -> str:
        """Return the place in the words of `catalogue`'s language, e.g. `page 2`."""
        shown = Place.PAGE if self.page else self.place
        return catalogue.text(_WORDS[shown], page=self.page)

    def __str__(self) -> str:
        """Return the place for scripts: `page 2`, `page 2: hearing.summary`-like paths without case data."""
        base = f"page {self.page}" if self.page else self.place.value
        return f"{base}, field {self.field}" if self.field else base


@dataclass(frozen=True, slots=True)
class Hit:
    """One find. `id` stays equal while the words around it do; `term` is the recorded value: case data, never logged.

    `kind` says what it looks like, of a number that nobody recorded; then `term` is what stands in the text.
    """

    id: str
    grade: Grade
    term: str
    record: str
    where: Where
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ScanResult:
    """A scan that let the file pass: terms and bytes searched, accepted hits, terms by grade, pictures not read."""

    terms: int
    bytes: int
    hits: tuple[Hit, ...]
    by_grade: Mapping[Grade, int]
    shadowed: tuple[Term, ...]
    pictures: int = 0


class LeakFound(UserProblem):
    """Something that may not appear stands in the document; `hits` says what and where. Nothing may leave."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        """Keep the hits beside the sentence, which counts them and names none."""
        super().__init__(
            Code.LEAK_FOUND,
            N_("The finished document holds something that must be withheld. Nothing was written."),
            N_("Open the places listed, take the words out of the records shown or mark them to be withheld, and try again."),
            count=len(hits),
        )
        self.hits = tuple(hits)


class ReviewNeeded(UserProblem):
    """Words that may be a withheld name or ordinary words; each needs a person's reason before the document may leave."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        """Keep the hits beside the sentence, which counts them and names none."""
        super().__init__(
            Code.REVIEW_NEEDED,
            N_("Some words in the document may be a withheld name or ordinary words. Nothing was written."),
            N_("Look at each place. Accept an ordinary word with a reason; change the record where it is the name."),
            count=len(hits),
        )
        self.hits = tuple(hits)
