"""What a vault defines for itself, as records: its own fields, types and list entries, and what it no longer asks for.

    custom_field       a field x_… of any type people fill in; or, under a built-in key, that forms here no longer ask for it
    custom_type        a record type x_… with a case, a title, a date and notes; its other fields are own fields
    vocabulary_entry   a code x_… in a built-in list, any code in a list x_…; or that forms no longer offer a built-in code

What gives old records their meaning (`MEANING`) is read from the first row of a definition and from nowhere else: whatever later
rows say, here or from another vault, a value goes on meaning what it meant when it was typed. A data class is never lowered.
Labels and what is retired follow the present state. A definition that was deleted is a retired one.

Of two definitions of one key the one that reached this vault first rules. That is the one thing that depends on order; it is said
in both vaults, as a problem. Definitions beyond the bounds, or that cannot be, are left out and said too, and never stop a vault.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from casevault.domain.catalog import Schema
from casevault.domain.live import Live
from casevault.domain.merge import DELETED as RECORD_DELETED
from casevault.domain.schema import DataClass, Field, Kind, RecordType
from casevault.domain.types.common import C1, C5, COMMON
from casevault.domain.vocabularies import Vocabularies
from casevault.i18n import N_, Msg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.domain.record import Fields

OWN_TYPES: Final = ("custom_type", "custom_field", "vocabulary_entry")  # in the order in which they are read
# Written by the program, or about the program: nobody fills in fields of these.
CLOSED_TYPES: Final = frozenset({*OWN_TYPES, "saved_search", "disclosure", "actor", "device", "claim"})
# Lists whose codes the program decides by, or that are a standard: a code nobody programmed would be decided by nothing.
CLOSED_LISTS: Final = frozenset(
    {
        *("sensitivity", "tlp", "audience", "output", "seal", "purpose", "identity_level", "giver", "claim_status", "key_kind"),
        *("review_decision", "shareability", "field_kind", "device_status", "hit_grade", "term_kind", "recall", "handover"),
        *("admiralty_r", "admiralty_c", "effect", "country", "currency", "script", "certainty", "extension_basis", "right"),
    }
)
NEVER_RETIRED: Final = frozenset({"data_class"})  # how a record is handled is asked as long as there are records
KINDS: Final = frozenset(kind for kind in Kind if kind not in {Kind.ROWS, Kind.DURATION})
MEANING: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "custom_type": ("key",),
        "custom_field": ("type", "key", "kind", "vocabulary", "targets"),
        "vocabulary_entry": ("vocabulary", "code"),
    }
)
OWN_KEY: Final = re.compile(r"x_[a-z0-9][a-z0-9_]{0,39}", re.ASCII)
OWN_CODE: Final = re.compile(r"[a-z0-9][a-z0-9_]{0,39}", re.ASCII)
MOST_DEFINITIONS: Final = 5_000
MOST_TYPES: Final = 50
MOST_FIELDS: Final = 100  # of one type
MOST_CODES: Final = 1_000  # of one list
DELETED: Final = "deleted"
_OPENED_BY: Final = frozenset({"told_to", "field_class", "retired", RECORD_DELETED})  # what decides whether a field may be told

TWICE = N_("A field, type or code of this vault is defined twice, each time otherwise. The definition that was here first holds.")
UNKNOWN = N_("A field, type or code that another vault defined cannot be used here: its kind, its list or its key is not known.")
TOO_MANY = N_("This vault holds more definitions of its own than CaseVault reads. Those that were here first are used.")


@dataclass(frozen=True, slots=True)
class Definition:
    """One record of a type in OWN_TYPES: what its first row said, what it says now, whether it was deleted, what is contested."""

    id: str
    type: str
    first: Fields
    now: Fields
    deleted: bool = False
    contested: frozenset[str] = frozenset()

    def meaning(self, key: str) -> str:
        """Return what the first row said under `key`, "" where it said nothing that is a text."""
        return text_in(self.first, key)

    @property
    def retired(self) -> str:
        """Return since when it is retired, or ""."""
        return DELETED if self.deleted else text_in(self.now, "retired")

    @property
    def labels(self) -> dict[str, str]:
        """Return the label by language of two letters; "en" holds the one that serves where there is no other."""
        key = text_in(self.first, "code") or text_in(self.first, "key")
        found = {"en": text_in(self.now, "label") or key}
        rows = self.now.get("labels")
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and isinstance(row.get("text"), str):
                found[str(row.get("lang", ""))[:2].lower()] = str(row["text"])
        return found


@dataclass(frozen=True, slots=True)
class Shift:
    """What became different: fields by type, codes by list, and own types that are called otherwise."""

    fields: Mapping[str, frozenset[str]]
    codes: Mapping[str, frozenset[str]]
    types: frozenset[str]


class Own:
    """The schema of one vault: the built-in one and what the vault's definitions add to it. `schema` stays the same object."""

    def __init__(self, base: Schema) -> None:
        self._base = base
        self._types: Live[RecordType] = Live(base.types)
        self._entries: Live[Mapping[str, Mapping[str, str]]] = Live(base.vocabularies.entries)
        self.schema = Schema(self._types, Vocabularies(self._entries))
        self.definitions: tuple[Definition, ...] = ()
        self.problems: tuple[Msg, ...] = ()

    def follow(self, definitions: Sequence[Definition]) -> Shift:
        """Take over these definitions, in the order in which they reached the vault, and say what became different by it."""
        made = _Made(self._base)
        made.read(definitions[:MOST_DEFINITIONS])
        if len(definitions) > MOST_DEFINITIONS:
            made.problems[TOO_MANY] = None
        shift = Shift(
            fields={key: changed for key, rt in made.types.items() if (changed := _fields_changed(self._types.get(key), rt))},
            codes={
                key: changed
                for key, codes in made.entries.items()
                if (changed := _codes_changed(self._entries.get(key, {}), codes))
            },
            types=frozenset(key for key, rt in made.types.items() if key in self._types and self._types[key].label != rt.label),
        )
        self._types.put(MappingProxyType(made.types))
        self._entries.put(MappingProxyType(made.entries))
        self.definitions = tuple(definitions)
        self.problems = tuple(made.problems)
        return shift


class _Made:
    """A schema in the making."""

    def __init__(self, base: Schema) -> None:
        self._base = base
        self.types: dict[str, RecordType] = dict(base.types)
        self.entries: dict[str, Mapping[str, Mapping[str, str]]] = dict(base.vocabularies.entries)
        self.problems: dict[Msg, None] = {}
        self._fields: dict[str, dict[str, Field]] = {}

    def read(self, definitions: Sequence[Definition]) -> None:
        for own_type, take in zip(OWN_TYPES, (self._type, self._field, self._entry), strict=True):
            for definition in definitions:
                if definition.type == own_type:
                    problem = take(definition)
                    if problem is not None:
                        self.problems[problem] = None
        for key, added in self._fields.items():
            rt = self.types[key]
            self.types[key] = replace(rt, fields=(*rt.fields[: -len(COMMON)], *added.values(), *COMMON))

    def _type(self, found: Definition) -> Msg | None:
        key = found.meaning("key")
        if not OWN_KEY.fullmatch(key):
            return UNKNOWN
        if key in self.types:
            return None  # the same key means the same: a type has no more meaning than its key
        if len(self.types) >= len(self._base.types) + MOST_TYPES:
            return TOO_MANY
        labels = found.labels
        plural = {**labels, "en": text_in(found.now, "plural") or labels["en"]}
        self.types[key] = own_type(key, own_label(labels), own_label(plural), found.retired)
        return None

    def _field(self, found: Definition) -> Msg | None:
        type_key, key = found.meaning("type"), found.meaning("key")
        rt = self.types.get(type_key)
        if rt is None or type_key in CLOSED_TYPES:
            return UNKNOWN
        built_in = rt.field(key) if "/" not in key else None
        if built_in is not None:
            if found.retired and not found.deleted and key not in NEVER_RETIRED:
                fields = tuple(replace(f, retired=found.retired) if f.key == key else f for f in rt.fields)
                self.types[type_key] = replace(rt, fields=fields)
            return None
        made = own_field(found)
        if made is None or not (made.kind not in {Kind.CHOICE, Kind.CHOICES} or self._list_may_be(made.vocabulary)):
            return UNKNOWN
        known = self._fields.setdefault(type_key, {})
        before = known.get(key)
        if before is not None:
            same = (before.kind, before.vocabulary, before.targets) == (made.kind, made.vocabulary, made.targets)
            known[key] = replace(before, data_class=max(before.data_class, made.data_class))
            return None if same else TWICE
        if len(known) >= MOST_FIELDS:
            return TOO_MANY
        known[key] = made
        return None

    def _list_may_be(self, key: str) -> bool:
        return key in self.entries or OWN_KEY.fullmatch(key) is not None

    def _entry(self, found: Definition) -> Msg | None:
        vocabulary, code = found.meaning("vocabulary"), found.meaning("code")
        if not self._list_may_be(vocabulary) or vocabulary in CLOSED_LISTS:
            return UNKNOWN
        codes = dict(self.entries.get(vocabulary, {}))
        if code in self._base.vocabularies.entries.get(vocabulary, {}):
            if found.retired and not found.deleted:
                codes[code] = {**codes[code], "retired": found.retired}
                self.entries[vocabulary] = MappingProxyType(codes)
            return None
        if not (OWN_KEY if vocabulary in self._base.vocabularies.entries else OWN_CODE).fullmatch(code):
            return UNKNOWN
        if code in codes:
            return None  # the first one names it
        if len(codes) >= MOST_CODES + len(self._base.vocabularies.entries.get(vocabulary, {})):
            return TOO_MANY
        codes[code] = {**found.labels, **({"retired": found.retired} if found.retired else {})}
        self.entries[vocabulary] = MappingProxyType(codes)
        return None


def text_in(fields: Fields, key: str) -> str:
    """Return the text under `key`, "" where there is none."""
    value = fields.get(key)
    return value if isinstance(value, str) else ""


def own_label(labels: Mapping[str, str]) -> Msg:
    """Return labels by language as a sentence that is never looked up."""
    return Msg(labels["en"], own=tuple(labels.items()))


def own_type(key: str, label: Msg, plural: Msg, retired: str = "") -> RecordType:
    """Return a record type of a vault's own. What it holds is class C5 where nobody said otherwise."""
    return RecordType(
        key=key,
        label=label,
        plural=plural,
        retired=retired,
        title=("title",),
        dates=("date",),
        case=("case",),
        fields=(
            Field(key="case", kind=Kind.REF, label=N_("Case"), data_class=C1, targets=("case",)),
            Field(key="title", kind=Kind.TEXT, label=N_("Title"), data_class=C5),
            Field(key="date", kind=Kind.DATE, label=N_("Date"), data_class=C5),
            Field(key="notes", kind=Kind.LONG, label=N_("Notes"), data_class=C5),
            *COMMON,
        ),
    )


def own_field(found: Definition) -> Field | None:
    """Return the field that a definition makes, None where its key or kind cannot be."""
    key, kind = found.meaning("key"), found.meaning("kind")
    if not OWN_KEY.fullmatch(key) or kind not in KINDS:
        return None
    chosen = Kind(kind)
    listed = chosen in {Kind.CHOICE, Kind.CHOICES}
    targets = found.first.get("targets")
    return Field(
        key=key,
        kind=chosen,
        label=own_label(found.labels),
        required=found.now.get("required") is True and not found.retired,
        search=found.now.get("not_searched") is not True,
        data_class=max(class_in(found.first), class_in(found.now)),
        vocabulary=found.meaning("vocabulary") if listed else "",
        targets=tuple(map(str, targets)) if isinstance(targets, list) and chosen in {Kind.REF, Kind.REFS} else (),
        retired=found.retired,
        told=_told_in(found),
    )


def _told_in(found: Definition) -> frozenset[str]:
    """Return the audiences to whom a vault's owner opened a field: none by itself, and none once it is retired.

    None either while two vaults say otherwise of it: of what stands against each other the newest is shown, and may be the wider.
    """
    given = found.now.get("told_to")
    is_open = isinstance(given, list) and not found.retired and not found.contested & _OPENED_BY
    return frozenset(map(str, given)) if is_open and isinstance(given, list) else frozenset()


def class_in(fields: Fields) -> DataClass:
    """Return the data class that a definition gives its values: C5 where it says nothing, or nothing that is one."""
    given = text_in(fields, "field_class")
    return DataClass[given] if given in DataClass.__members__ else DataClass.C5


def _fields_changed(before: RecordType | None, after: RecordType) -> frozenset[str]:
    """Return the keys whose values are searched, linked or shown in titles otherwise than before."""
    old = {field.key: (field.kind, field.search, field.targets) for field in before.fields} if before is not None else {}
    new = {field.key: (field.kind, field.search, field.targets) for field in after.fields}
    return frozenset(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))


def _codes_changed(before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]) -> frozenset[str]:
    """Return the codes that are called otherwise than before."""
    return frozenset(code for code, entry in after.items() if before.get(code, {}).get("en") != entry.get("en"))
