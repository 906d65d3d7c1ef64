"""What a profile takes away from the gate's answer: whose names it prints at all, and which things it names. It never adds.

It is applied before anything reads a standing, so that a name that a profile does not print is one that the scan looks for.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from casevault.disclosure.profiles import Naming, Things
from casevault.disclosure.request import Reason
from casevault.disclosure.roles import LAWYER, RELATIVE
from casevault.disclosure.select import value_class
from casevault.domain.consent import Identity, codes_of, rows_of, text_of
from casevault.domain.schema import DataClass
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from casevault.disclosure.gate import Clearance, Standing
    from casevault.disclosure.outputs.output import Output
    from casevault.disclosure.profiles import Profile
    from casevault.disclosure.select import Selection
    from casevault.domain.record import Record
    from casevault.domain.schema import RecordType

ENOUGH = 2  # sources that do not depend on each other
_FAMILY = frozenset({RELATIVE, "victim_by_association"})
_THINGS = frozenset({"organisation", "facility", "place"})
_SOMEWHERE = frozenset({"facility", "place"})
_WIDE = frozenset({"country", "province"})  # levels of place that stay in a paper that names nobody
_PROVINCE = re.compile(r"(?:CN-?)?\d\d(?:0{4}|0{10})?", re.ASCII)
# Who acts in public under a name of its own. Whatever else there is may be an authority.
_NO_AUTHORITY = frozenset({"ngo", "embassy", "consulate", "eu_delegation", "parliament", "un_body", "fund", "media"})


def lowered(
    clearance: Clearance,
    selection: Selection,
    profile: Profile,
    sources: Iterable[Record],
    kept_back: frozenset[str] = frozenset(),
    *,
    applicant: str = "",
    apart: frozenset[str] = frozenset(),
) -> Clearance:
    """Return `clearance` with nobody named whom the profile does not name, or whose name this recipient is not to have.

    `applicant`: who applies in this paper, named as far as they agreed to just that, whatever they are to the defender; but only
    where the defender is named too, whom a relative's name would tell. `apart`: persons who are named in a paper of their own.
    """
    support = Support(selection, sources)
    everyone = {person for persons in clearance.focus_of.values() for person in persons}
    told = all(clearance.standings[person].identity is Identity.FULL for person in everyone)
    standings = {
        key: _stands_elsewhere(standing)
        if key in apart and not standing.focus
        else _within(
            standing,
            profile,
            support,
            hidden=_is_kept(selection.records[key], kept_back),
            applies=told and key == applicant and bool(standing.consent),
        )
        for key, standing in clearance.standings.items()
    }
    return replace(clearance, standings=standings)


def of_paper(output: Output, selection: Selection, record: str, options: Collection[str]) -> tuple[str, frozenset[str]]:
    """Return who applies by `record` in a paper of `output`, and whose names it leaves to a paper of their own."""
    type_key, _, key = output.apart.partition("/")
    about = selection.records.get(record)
    shown = set(codes_of(about, key)) if about is not None and output.apart_option in options else set()
    named = {person for one in selection.of_type(type_key) for person in codes_of(one, key)} if key else set()
    applicant = text_of(about, output.applicant) if about is not None and output.applicant else ""
    return applicant, frozenset(named - shown - {applicant})


def _stands_elsewhere(standing: Standing) -> Standing:
    reason = Reason.NOT_IN_OUTPUT if standing.identity is Identity.FULL else standing.reason
    return replace(standing, identity=Identity.NONE, official=False, consent="", also=(), reason=reason)


def _is_kept(record: Record, kept_back: frozenset[str]) -> bool:
    """Say whether any name of a record is kept back: one of them cannot be printed without telling who, or what, it is."""
    naming = DataClass.C2 if record.type == "person" else DataClass.C1
    keys = ("display_name", "aliases", "aliases/value", "name", "names", "names/value")
    return bool({record.type, value_class(record, naming).name, *(f"{record.type}/{key}" for key in keys)} & kept_back)


def _within(standing: Standing, profile: Profile, support: Support, *, hidden: bool, applies: bool) -> Standing:
    naming = profile.names[_people(standing)]
    if standing.identity is Identity.NONE and naming is not Naming.NEVER:
        return standing
    if hidden:
        return replace(standing, identity=Identity.NONE, official=False, reason=Reason.KEPT_BACK)
    if naming in {Naming.CONSENT, Naming.OFFICE} or (applies and naming is Naming.ROLE):
        return standing
    if naming is Naming.TWO_SOURCES and support.of(standing.person) >= ENOUGH:
        return standing
    reason = {Naming.TWO_SOURCES: Reason.ONE_SOURCE, Naming.NEVER: Reason.COUNTED}.get(naming, Reason.ROLE_FOR_AUDIENCE)
    return replace(standing, identity=Identity.NONE, official=False, reason=reason)


def _people(standing: Standing) -> str:
    if standing.focus:
        return "focus"
    if standing.official:
        return "official"
    return "family" if standing.role in _FAMILY else "lawyer" if standing.role == LAWYER else "other"


def hidden_things(
    clearance: Clearance,
    selection: Selection,
    profile: Profile,
    sources: Iterable[Record],
    *,
    recipient: str = "",
    kept_back: frozenset[str] = frozenset(),
) -> dict[str, Reason]:
    """Return the organisations, facilities and places that are not named, with the reason.

    Two sources are asked of who holds or judges people, and where; where somebody is not named, no place says where to look for
    them. We ourselves and the one who is written to are known to the reader.
    """
    support = Support(selection, sources)
    unnamed = bool(profile.unnamed.get("place")) and any(
        clearance.standings[person].identity is not Identity.FULL for persons in clearance.focus_of.values() for person in persons
    )
    hidden: dict[str, Reason] = {}
    for thing in selection.of_type(*_THINGS):
        if thing.fields.get("is_us") is True or thing.id == recipient:
            continue
        if profile.things is Things.NEVER:
            hidden[thing.id] = Reason.COUNTED
        elif _is_kept(thing, kept_back):
            hidden[thing.id] = Reason.KEPT_BACK
        elif unnamed and thing.type in _SOMEWHERE and not _is_wide(thing):
            hidden[thing.id] = Reason.GENERALISED
        elif profile.things is Things.TWO_SOURCES and _is_authority(thing) and support.of(thing.id) < ENOUGH:
            hidden[thing.id] = Reason.ONE_SOURCE
    return hidden


def _is_wide(thing: Record) -> bool:
    """Say whether a place is as wide as a province; a city that is one stands under a code that ends in noughts."""
    return text_of(thing, "level") in _WIDE or bool(_PROVINCE.fullmatch(text_of(thing, "admin_code")))


def _is_authority(thing: Record) -> bool:
    return thing.type == "facility" or (thing.type == "organisation" and text_of(thing, "kind") not in _NO_AUTHORITY)


class Support:
    """On how many sources that do not depend on each other each thing and person of a selection rests.

    Two sources are one where the same person stands behind both. A source that is not on record any more counts for nothing.
    """

    def __init__(self, selection: Selection, sources: Iterable[Record]) -> None:
        """Read which records cite what."""
        self._behind = {source.id: text_of(source, "identity") or source.id for source in sources if not source.deleted}
        self._cited: dict[str, set[str]] = {}
        for record in selection.records.values():
            cited = {self._behind[one] for one in codes_of(record, "source_ids") if one in self._behind}
            for target in (record.id, *_pointed(record)):
                self._cited.setdefault(target, set()).update(cited)

    def of(self, record: str) -> int:
        """Return how many there are for `record`, its own and those of what names it."""
        return len(self._cited.get(record, ()))


def _pointed(record: Record) -> set[str]:
    """Return every id that stands in a record, in its tables too: what is cited for a record is cited for those it names."""
    found: set[str] = set()
    for key, value in record.fields.items():
        if key == "source_ids":
            continue
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, list):
            found.update(one for one in value if isinstance(one, str))
            found.update(str(cell) for row in rows_of(record, key) for cell in row.values() if isinstance(cell, str))
    return found


def kept_back(recipient: Record | None, types: Mapping[str, RecordType]) -> frozenset[str]:
    """Return what the recipient's record says is not to go there: a class ("C3"), a record type, or "type/field".

    A word that means none of these would keep nothing back and nobody would see it: INVALID_INPUT, and nothing leaves.
    """
    words = codes_of(recipient, "withhold") if recipient is not None else ()
    for word in words:
        type_key, _, path = word.partition("/")
        known = types.get(type_key)
        if word not in DataClass.__members__ and (known is None or (path and known.field(path) is None)):
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("What is kept back from this recipient is not understood: {word}."),
                N_("Write a class (C3), a record type (health) or a field (person/birth) in the recipient's record."),
                field="withhold",
                word=word,
            )
    return frozenset(words)
