"""What goes into a legal clock and what comes out of it: what is on record, what a person entered, the answer for one start."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.procedure.counting import Range
    from casevault.domain.procedure.wording import Said


class Status(StrEnum):
    """How a limit stands."""

    RUNNING = "running"
    MET = "met"
    BREACHED_BASIC_ONLY = "breached_basic_only"
    BREACHED_MAX = "breached_max"
    EXCUSED = "excused"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWABLE = "unknowable"


class Basis(StrEnum):
    """How it is known that an extension was granted. Only a document moves the basic limit."""

    DOCUMENTED = "documented"
    HEARD = "heard"
    ASSUMED = "assumed"


class Silence(StrEnum):
    """What is on record about an end that has no day."""

    NOTHING = "nothing"
    NOT_DONE = "not_done"
    LATE = "late"
    UNDATED = "undated"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Entered:
    """What a person entered about one limit."""

    granted: Mapping[int, Basis] = field(default_factory=dict)  # number of the step, the first is 1
    claimed: str = ""
    met_on: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on record around a trigger."""

    end: str = ""  # EDTF: when the limit came to its end
    silence: Silence = Silence.NOTHING
    measures: frozenset[str] = frozenset()  # in force at the trigger
    earlier: frozenset[str] = frozenset()  # measures that went before
    flags: frozenset[str] = frozenset()
    held: bool = True
    times: int = 1  # which time this trigger is


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer, for one start."""

    due_basic: Range
    due_max: Range
    status: Status
    reasons: tuple[Said, ...]
    until: str = ""  # EDTF: the end on record that was compared
