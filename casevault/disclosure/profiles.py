"""A profile as it is read: what one audience may learn, class by class and field by field.

What the words mean stands in `resources/profiles/embassy.toml`. A profile only lowers what the gate let through.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from casevault import paths
from casevault.disclosure.generalise import Shape
from casevault.domain.schema import DataClass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.disclosure.select import Item

PROFILE_FORMAT = 2


class Rule(StrEnum):
    """What a profile may say of a class or a field."""

    LEAVE = "leave"
    BY_PERSON = "by_person"
    BY_SCOPE = "by_scope"
    COUNT = "count"
    NEVER = "never"
    QUESTIONNAIRE = "questionnaire"
    ROLE = "role"
    SOURCE = "source"


class Naming(StrEnum):
    """How far a profile lets the names of one kind of people go, at most."""

    CONSENT = "consent"  # as far as their consent (or the public record) says
    OFFICE = "office"  # of who acts in office: by name, with a source
    TWO_SOURCES = "two_sources"  # the same, with two that do not depend on each other
    ROLE = "role"
    NEVER = "never"


class Things(StrEnum):
    """How far the names of organisations, facilities and places go."""

    LEAVE = "leave"
    TWO_SOURCES = "two_sources"
    NEVER = "never"


class Files(StrEnum):
    """Which evidence is spoken of."""

    LEAVE = "leave"
    PUBLIC = "public"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One audience's allow-list, as read from `resources/profiles`."""

    audience: str
    label: str  # TLP label, never translated
    quiet_interventions: bool
    classes: Mapping[DataClass, Rule]
    names: Mapping[str, Naming]  # focus, family, lawyer, official, other
    things: Things
    evidence: Files
    special: Mapping[str, str]  # "type/field" -> the word a consent uses for it
    fields: Mapping[str, Rule]
    general: Mapping[str, Shape]  # "type/field" -> what it becomes where it leaves at all
    unnamed: Mapping[str, Shape]  # the same in cases of which not everyone they are about is named: also "date", "place"
    special_events: Mapping[str, str]  # event kind -> the word a consent uses for an event of class C3 of that kind
    homes: frozenset[tuple[str, str]]  # (record type, code): kinds of facility and levels of place that are never named

    def field_rule(self, item: Item) -> Rule | None:
        """Return the exception for the field of `item`, if there is one."""
        return self.fields.get(f"{item.type}/{item.key}") or self.fields.get(f"*/{item.key}")


PEOPLE = ("focus", "family", "lawyer", "official", "other")


def parse_profile(text: str) -> Profile:
    """Read a profile. A key that is missing or not understood is a fault of the program's own files and stops everything."""
    data = tomllib.loads(text)
    if data["format"] != PROFILE_FORMAT:
        msg = "unknown profile format"
        raise ValueError(msg)
    return Profile(
        audience=data["audience"],
        label=data["label"],
        quiet_interventions=data["quiet_interventions"],
        classes={graded: Rule(data["classes"][graded.name]) for graded in DataClass},
        names={people: Naming(data["names"][people]) for people in PEOPLE},
        things=Things(data["things"]),
        evidence=Files(data["evidence"]),
        special={path: word for word, paths_of in data["special"].items() for path in paths_of},
        fields={path: Rule(rule) for path, rule in data["fields"].items()},
        general={path: Shape(shape) for path, shape in data["general"].items()},
        unnamed={path: Shape(shape) for path, shape in data["unnamed"].items()},
        special_events={kind: word for word, kinds in data["special_events"].items() for kind in kinds},
        homes=frozenset(
            [("facility", kind) for kind in data["never_named"]["facility"]]
            + [("place", level) for level in data["never_named"]["place"]]
        ),
    )


@cache
def profile_of(audience: str) -> Profile:
    """Return the profile of an audience that was checked to be one."""
    return parse_profile(paths.resource_text(f"profiles/{audience}.toml"))
