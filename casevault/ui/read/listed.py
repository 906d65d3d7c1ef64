"""What a list asks and what it gets: which records, in which order, why each is there, and what to do where there is none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from casevault.domain.answers import searched
from casevault.ui.read.reader import sentence
from casevault.vault.tags import tagged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.i18n import Catalogue
    from casevault.vault.list_kinds import Facet
    from casevault.vault.lists import Listing
    from casevault.vault.vault import Vault

TAG: Final = "#"
SLOW: Final = frozenset({"limit", "stale"})  # facets that read the law or the log of every case: counted after the others
ORDERS: Final[Mapping[str, tuple[str, bool]]] = {"case": ("changed", True), "person": ("title", False)}
BY_DATE: Final = ("date", True)
SAME_COLUMN: Final[Mapping[str, str]] = {"changed": "changed", "title": "name", "date": "date"}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a list. `column` "": in its usual order, or the best hit first where something is looked for."""

    type: str
    query: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    column: str = ""
    descending: bool = False

    @property
    def is_plain(self) -> bool:
        """Say whether the whole list is asked for in its usual order."""
        return not self.query and not self.chosen and not self.column

    @property
    def is_slow(self) -> bool:
        """Say whether the answer needs the law or the log of every case."""
        return bool(SLOW & self.chosen.keys()) or self.column in SLOW

    def toggled(self, facet: str, code: str) -> Question:
        """Return the question with a code of a facet chosen, or no longer."""
        codes = self.chosen.get(facet, ())
        left = tuple(one for one in codes if one != code) if code in codes else (*codes, code)
        chosen = {key: own for key, own in {**self.chosen, facet: left}.items() if own}
        return replace(self, chosen=chosen)


@dataclass(frozen=True, slots=True)
class Without:
    """A facet without which something would be found."""

    facet: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a list shows. `why`: what made each record a hit, where something was looked for."""

    question: Question
    ids: Sequence[str]
    total: int
    why: Mapping[str, str] = field(default_factory=dict)
    without: Without | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One code of a facet with how many records it would leave."""

    code: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """A facet with its codes."""

    facet: str
    label: str
    codes: tuple[Choice, ...]


def first_page(vault: Vault, type_key: str, count: int) -> list[str]:
    """Return the first ids of the whole list in its usual order: what is shown while the rest is read."""
    order, descending = ORDERS.get(type_key, BY_DATE)
    return vault.records.ids(type_key, order=order, descending=descending, limit=count)


def answer(vault: Vault, catalogue: Catalogue, question: Question) -> Answer:
    """Return what a list shows; takes the longer the longer the list is, so never in the window's thread."""
    kind, (order, descending) = question.type, ORDERS.get(question.type, BY_DATE)
    if question.is_plain:
        ids = vault.records.ids(kind, order=order, descending=descending) if kind else vault.lists.of(vault, kind).ids
        return Answer(question, ids, len(ids))
    why = _matching(vault, catalogue, question)
    if not question.chosen and not question.column and kind:
        known = set(vault.records.ids(kind, order=order))
        return Answer(question, [one for one in why or () if one in known], len(known), why or {})
    made = vault.lists.of(vault, kind)
    rows = made.narrowed(question.chosen, why)
    if question.column:
        ids = made.ordered(rows, question.column, descending=question.descending, catalogue=catalogue)
    elif why is not None:
        ids = made.sorted_as_found(rows, why)
    else:
        ids = made.ordered(rows, SAME_COLUMN[order] if order != "date" else "", descending=descending and order != "date")
    without = _without(made, catalogue, question, why) if not ids and question.chosen else None
    return Answer(question, ids, len(made.ids), why or {}, without)


def choices(vault: Vault, catalogue: Catalogue, question: Question, *, slow: bool) -> list[Choices]:
    """Return the facets of a list with what each code would leave; `slow`: those that read more than a few fields."""
    made = vault.lists.of(vault, question.type)
    why = _matching(vault, catalogue, question)
    found = []
    for facet in made.kind.facets:
        if (facet.key in SLOW) is slow:
            codes = _codes(made, catalogue, facet, question, why)
            if codes:
                found.append(Choices(facet.key, catalogue.text(facet.label), codes))
    return found


def label_of(vault: Vault, catalogue: Catalogue, question: Question, facet_key: str, code: str) -> str:
    """Return what a chosen code is called on its pill: "Criminal detention", "Consent: given"."""
    made = vault.lists.of(vault, question.type)
    facet = made.facet(facet_key)
    if facet is None:
        return code
    words = sentence(made.called(facet, code, catalogue))
    return words if facet_key in _SPEAK_FOR_THEMSELVES else f"{catalogue.text(facet.label)}: {words}"


_SPEAK_FOR_THEMSELVES: Final = frozenset({"mine", "held", "stage", "jurisdiction", "charge", "region", "type", "class", "kind"})


def _codes(
    made: Listing, catalogue: Catalogue, facet: Facet, question: Question, why: Mapping[str, str] | None
) -> tuple[Choice, ...]:
    own = question.chosen.get(facet.key, ())
    counts = {**dict.fromkeys(own, 0), **made.counts(facet, question.chosen, why)}
    found = [Choice(code, sentence(made.called(facet, code, catalogue)), count, code in own) for code, count in counts.items()]
    order = list(facet.words or ())
    # Words of ours keep their order, "past a limit" before "within a week"; all else the most frequent first.
    return tuple(sorted(found, key=lambda one: (order.index(one.code) if one.code in order else 0, -one.count, one.label)))


def _matching(vault: Vault, catalogue: Catalogue, question: Question) -> dict[str, str] | None:
    """Return {record: why} of what the words find, None where none were typed. “#” is a tag of cases."""
    query = question.query
    if not query:
        return None
    if query.startswith(TAG) and question.type == "case":
        found = tagged(vault, vault.records.ids("case", order="changed", descending=True), query[1:], begins=True)
        return dict.fromkeys(found, "tag")
    return vault.search.matching(searched(query, catalogue), type_key=question.type)


def _without(made: Listing, catalogue: Catalogue, question: Question, why: Mapping[str, str] | None) -> Without | None:
    """Return the facet whose removal would leave most, None where none alone would leave anything."""
    left = {key: made.narrowed(question.chosen, why, but=key).bit_count() for key in question.chosen}
    best = max(left, key=lambda key: left[key])
    if not left[best]:
        return None
    facet = made.facet(best)
    words = catalogue.listed(sentence(made.called(facet, code, catalogue)) for code in question.chosen[best]) if facet else best
    return Without(best, words, left[best])
