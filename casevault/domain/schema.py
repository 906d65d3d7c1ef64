"""What a record type is: a frozen value, declared once, read by plain loops everywhere (form, list, search, export, redaction).

Adding a field is one line in one file of `domain/types/`; adding a `Kind` makes the type checker fail at every consumer that
forgot it, because each matches `Kind` exhaustively and ends in `assert_never`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from casevault.i18n import N_, Msg

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """The shape of a field's value; in a payload each is plain JSON without floats."""

    TEXT = "text"  # str, one line
    LONG = "long"  # [{"lang", "text", "translated_from", "by"}], original first
    TEXTS = "texts"  # [str], one line each, order kept, no doubles
    DATE = "date"  # EDTF string, kept as typed
    DATETIME = "datetime"  # ISO 8601 with offset, or EDTF where the hour is not known
    DAY = "day"  # "YYYY-MM-DD": a day we set ourselves (review, follow-up), never uncertain
    DURATION = "duration"  # ISO 8601 duration "P3Y6M", or "life", "death"
    INT = "int"  # int
    BOOL = "bool"  # True or False
    CHOICE = "choice"  # a code of `vocabulary`
    CHOICES = "choices"  # [code], order kept, no doubles
    REF = "ref"  # a record id
    REFS = "refs"  # [record id], order kept, no doubles
    ROWS = "rows"  # [{"row": id, key: value …}], a sub-table


REF_KINDS = frozenset({Kind.REF, Kind.REFS})


class TextForm(StrEnum):
    """What a TEXT or TEXTS value must look like; the default asks nothing."""

    FREE = "free"
    LANGUAGE = "language"  # BCP 47: "zh-Hans", "nl", "ug-Arab"
    SHA256 = "sha256"  # 64 lower-case hex characters
    RECORD_TYPE = "record_type"  # the key of a record type
    VOCABULARY = "vocabulary"  # the key of a list
    TAG = "tag"  # any short text; what others chose is offered while typing
    DECIMAL = "decimal"  # "39.9042", "-0.5": a number that may have a fraction, kept as text because payloads hold no floats


class DataClass(IntEnum):
    """How sensitive a value is, from public record to what must never leave (a value has the higher of field and record)."""

    C0 = 0  # public record
    C1 = 1  # case fact
    C2 = 2  # personal
    C3 = 3  # special: health, religion, minors …
    C4 = 4  # third party, contact, address, identity number
    C5 = 5  # source, safe place, travel, channel, grade, caseworker


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a record type, or one column of a table field."""

    key: str  # stable for ever; the label may change
    kind: Kind
    label: Msg
    required: bool = False
    search: bool = True
    data_class: DataClass = DataClass.C5  # forgetting over-redacts, never leaks; a test demands that every field states it
    vocabulary: str = ""  # for CHOICE and CHOICES
    targets: tuple[str, ...] = ()  # record type keys, for REF and REFS; empty = any type
    rows: tuple[Field, ...] = ()  # for ROWS: the columns
    filled: bool = False  # filled by the program when absent; does not count as entered
    form: TextForm = TextForm.FREE  # for TEXT and TEXTS
    default: str = ""  # for a CHOICE that the program fills: the code a new record gets when none is given
    retired: str = ""  # since when forms no longer ask for it (a day, or "deleted"); recorded values stay what they are
    told: frozenset[str] = (
        frozenset()
    )  # of a field of a vault's own: the audiences whose papers may carry it; profiles rule the rest
    names_person: bool = False  # the value is a name (display name, alias, script name): name keys and leak terms come from it


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordType:
    """One kind of record. `fields` never shrinks: a field that is no longer wanted is retired by its form, not removed."""

    key: str
    label: Msg
    plural: Msg
    fields: tuple[Field, ...]
    version: int = 1
    data_class: DataClass = DataClass.C1  # of a new record, unless given
    title: tuple[str, ...] = ()  # keys whose shown values, joined by " · ", name the record in lists; table keys as "rows/column"
    dates: tuple[str, ...] = ()  # (start key,) or (start key, end key): the span on the spine, for sorting and the chronology
    case: tuple[str, ...] = ()  # REF or REFS keys that hold the case itself
    via: tuple[str, ...] = ()  # REF keys through which the record belongs to the cases of what it points to (stage → detention)
    one_of: tuple[str, ...] = ()  # keys of which a record has at least one (a limit hangs on a stage or on an event)
    icon: str = "file-text"
    retired: str = ""  # since when no new record of it is offered (a day, or "deleted")
    raises: tuple[tuple[str, str, DataClass], ...] = ()  # (key, code, class): a record with that code is at least of that class
    # Which of `fields` hold names, references or text to search, themselves or in a column, which a record must have, and which a
    # new one is given: asked several times of every record that is written; their keys, and where each stands among them.
    naming: tuple[Field, ...] = dataclasses.field(init=False, repr=False, compare=False)
    pointing: tuple[Field, ...] = dataclasses.field(init=False, repr=False, compare=False)
    searched: tuple[Field, ...] = dataclasses.field(init=False, repr=False, compare=False)
    due: frozenset[str] = dataclasses.field(init=False, repr=False, compare=False)
    defaulted: tuple[Field, ...] = dataclasses.field(init=False, repr=False, compare=False)
    keys: frozenset[str] = dataclasses.field(init=False, repr=False, compare=False)
    places: Mapping[str, int] = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note what follows from the fields."""
        naming = tuple(one for one in self.fields if any(part.names_person for part in (one, *one.rows)))
        pointing = tuple(one for one in self.fields if any(part.kind in REF_KINDS for part in (one, *one.rows)))
        object.__setattr__(self, "naming", naming)
        object.__setattr__(self, "pointing", pointing)
        object.__setattr__(self, "searched", tuple(one for one in self.fields if any(part.search for part in (one, *one.rows))))
        object.__setattr__(self, "due", frozenset(one.key for one in self.fields if one.required and not one.filled))
        object.__setattr__(self, "defaulted", tuple(one for one in self.fields if one.default))
        object.__setattr__(self, "keys", frozenset(one.key for one in self.fields))
        places = {one.key: place for place, one in reversed(tuple(enumerate(self.fields)))}
        object.__setattr__(self, "places", MappingProxyType(places))

    def field(self, key: str) -> Field | None:
        """Return the field with `key`, or None; "table/column" finds a column of a table."""
        head, _, column = key.partition("/")
        place = self.places.get(head)
        if place is None or not column:
            return None if place is None else self.fields[place]
        return next((candidate for candidate in self.fields[place].rows if candidate.key == column), None)


class NotAValue(StrEnum):
    """Why there is no value: four different answers, each legal in any field as `{"na": …}`."""

    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"
    REFUSED = "refused"
    NOT_DISCLOSABLE = "not_disclosable"


NOT_A_VALUE_LABELS = {
    NotAValue.UNKNOWN: N_("not known"),
    NotAValue.NOT_ASKED: N_("not asked"),
    NotAValue.REFUSED: N_("refused to say"),
    NotAValue.NOT_DISCLOSABLE: N_("may not be disclosed"),
}
