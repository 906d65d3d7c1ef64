"""What an output is: one frozen value beside the function that builds it. Everything that asks which outputs there are reads it.

An output takes words from the sheet and gives a document tree. It decides nothing about what may leave: that was decided before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.disclosure.document import Document
    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.outputs.cover import Cover
    from casevault.disclosure.select import Selection
    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look
    from casevault.i18n import Msg


class Scope(StrEnum):
    """What is chosen for an output."""

    CASES = "cases"  # one case or more, by name
    ALL = "all"  # every case, where none is named


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How a legal limit that something on record started stands. `about` is that record; only where it is counted, is this."""

    case: str
    about: str
    field: str  # of `about`, the day it started on
    rule: str
    says: Mapping[str, str]  # what the rule asks, by language
    cite: str
    status: str  # a code of the procedure's `Status`


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What was chosen, understood: the cases, the one record where the output is about one, and the options that were named.

    `limits` are those of the chosen cases, for an output that asked for them.
    """

    cases: tuple[str, ...]
    record: str = ""
    options: frozenset[str] = frozenset()
    limits: tuple[Limit, ...] = ()


class Builder(Protocol):
    """What makes a document of cleared values."""

    def __call__(self, sheet: Sheet, clearance: Clearance, cover: Cover, look: Look, chosen: Chosen, /) -> Document:
        """Return the document; it holds no word that `sheet` and `cover` did not give, but fixed ones."""


class Lacking(Protocol):
    """What looks for facts that no one field holds."""

    def __call__(self, selection: Selection, case: str, /) -> tuple[str, ...]:
        """Return the keys of what is not recorded; () where nothing lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms something leaves: for which purpose, for whom, in which languages and kinds of file."""

    key: str  # a code of the vocabulary `output`
    purpose: str  # unless another is named: a code of the vocabulary `purpose`
    audiences: tuple[str, ...]  # the first is offered first
    languages: tuple[str, ...] = ("en", "nl")  # of the fixed text
    formats: tuple[str, ...] = ("pdf",)  # wanted; those that cannot be written and read back yet are not offered


@dataclass(frozen=True, slots=True, kw_only=True)
class Output(Terms):
    """One output.

    `required` are the facts without which it is not made (`output_incomplete`, naming the keys), each "type/field" or
    "type/table/column", or several divided by "|" of which one suffices; every case needs them: in one of its records of that
    type, in every focus person where the type is `person`, in the chosen record where it is the type of that. `unless_unknown`
    may be left out, but where it is recorded that nobody knows, the output is not made. Of a type that hangs on the chosen
    record, or on which that hangs, only the records that do count. `only`: the codes that a field of the chosen record must have.
    `agreed`: the option without which the output is not made for an audience, since counsel has to agree first. `lacking` names
    what else a case lacks.
    """

    build: Builder
    required: tuple[str, ...] = ()
    unless_unknown: tuple[str, ...] = ()
    lacking: Lacking | None = None
    scope: Scope = Scope.CASES
    limits: bool = False  # whether it counts how legal limits stand
    record: str = ""  # type of the one record it is about; where a case has only one, it need not be named
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)
    agreed: Mapping[str, str] = field(default_factory=dict)  # audience -> option
    options: Mapping[str, Msg] = field(default_factory=dict)  # word -> what it does, for the window and the help
    applicant: str = ""  # field of the chosen record: who applies, and is named by consent where the profile has a role
    apart: str = ""  # "type/field": persons whom this paper names nowhere, in no text either, without `apart_option`
    apart_option: str = ""
