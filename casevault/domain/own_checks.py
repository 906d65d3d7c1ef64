"""What a person may define in a vault, and what of a definition may be changed: refusals with a sentence.

What comes by another way (a merge) is not refused here; `domain.own` reads it and leaves out what cannot be.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from casevault.domain.folding import fold
from casevault.domain.own import (
    CLOSED_LISTS,
    CLOSED_TYPES,
    KINDS,
    MEANING,
    MOST_CODES,
    MOST_FIELDS,
    MOST_TYPES,
    NEVER_RETIRED,
    OWN_CODE,
    OWN_KEY,
    OWN_TYPES,
    class_in,
    text_in,
)
from casevault.domain.scalars import invalid
from casevault.domain.schema import Kind
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.domain.catalog import Schema
    from casevault.domain.record import Fields, Value

KEY_FORM = N_("A key of this vault's own begins with “x_” and has small letters, digits and “_”, at most 42 in all.")
KEY_HINT = N_("For example x_shoe_size. The label may be anything and may change; the key stays.")
TAKEN = N_("This vault has that already. It may be retired: then forms do not show it.")
TAKEN_HINT = N_("Bring the retired one back, or choose another key: a key means one thing for ever.")
ENOUGH = N_("There are as many of these as a vault may define.")
NEEDED = N_("This is needed here.")
ONLY_RETIRED = N_("Of what comes with CaseVault a vault decides one thing: since when its forms no longer ask for it.")
LOWER = N_("The data class of a field is not lowered: values were entered on the word that they are protected.")
KEYS: Final = {"custom_type": "key", "custom_field": "key", "vocabulary_entry": "code"}  # of each definition: what names it


def key_words(label: str) -> str:
    """Return the Latin letters of a label as a key is made of them, at most 32; "" where it has none."""
    return "_".join(re.findall(r"[a-z0-9]+", fold(label)))[:32].strip("_")


def fill_key(schema: Schema, type_key: str, fields: dict[str, Value], new_id: Callable[[], str]) -> None:
    """Make the key of a new definition from its label where none was given, from a new id where that has no Latin letters."""
    key = KEYS.get(type_key, "")
    label = text_in(fields, "label") if key else ""
    if not label or (key in fields and not isinstance(fields[key], dict)):
        return
    spare = new_id()[:8]
    word = key_words(label) or spare
    rt = schema.types.get(text_in(fields, "type"))
    taken = {
        "custom_type": frozenset(schema.types),
        "custom_field": frozenset(field.key for field in rt.fields) if rt is not None else frozenset(),
        "vocabulary_entry": frozenset(schema.vocabularies.codes(text_in(fields, "vocabulary"))),
    }[type_key]
    names = (f"x_{word}", *(f"x_{word}_{number}" for number in range(2, 100)))
    fields[key] = next((name for name in names if name not in taken), f"x_{spare}")


def check_new(schema: Schema, type_key: str, fields: Fields) -> None:
    """Refuse a definition that cannot be, naming its field; other types of record pass."""
    if type_key == "custom_type":
        _check_type(schema, fields)
    elif type_key == "custom_field":
        _check_field(schema, fields)
    elif type_key == "vocabulary_entry":
        _check_entry(schema, fields)


def check_edit(type_key: str, before: Fields, after: Fields) -> None:
    """Refuse to change what old records mean by a definition, or to protect them less."""
    for key in MEANING.get(type_key, ()):
        if before.get(key) != after.get(key):
            raise invalid(
                key,
                N_("What was recorded under this definition would mean something else."),
                N_("Retire this one and define another; the label can be changed at any time."),
            )
    if type_key == "custom_field" and class_in(after) < class_in(before):
        raise invalid("field_class", LOWER, N_("Retire this field and define another with the class you want."))
    if type_key == "custom_field" and not OWN_KEY.fullmatch(text_in(after, "key")):
        _only_retired(after, needed=False)


def _check_type(schema: Schema, fields: Fields) -> None:
    key = text_in(fields, "key")
    if not OWN_KEY.fullmatch(key):
        raise invalid("key", KEY_FORM, KEY_HINT)
    if key in schema.types:
        raise invalid("key", TAKEN, TAKEN_HINT)
    if sum(OWN_KEY.fullmatch(known) is not None for known in schema.types) >= MOST_TYPES:
        raise invalid("key", ENOUGH)


def _check_field(schema: Schema, fields: Fields) -> None:
    rt = schema.types.get(text_in(fields, "type"))
    if rt is None or rt.key in CLOSED_TYPES:
        raise invalid(
            "type", N_("A field belongs to a type of record that people fill in."), N_("`casevault schema` lists the types.")
        )
    key = text_in(fields, "key")
    known = rt.field(key) if "/" not in key else None
    if known is not None and not OWN_KEY.fullmatch(key):
        if key in NEVER_RETIRED:
            raise invalid("key", N_("Every form asks for this."))
        _only_retired(fields, needed=True)
        return
    if not OWN_KEY.fullmatch(key):
        raise invalid("key", KEY_FORM, KEY_HINT)
    if known is not None:
        raise invalid("key", TAKEN, TAKEN_HINT)
    if sum(OWN_KEY.fullmatch(field.key) is not None for field in rt.fields) >= MOST_FIELDS:
        raise invalid("key", ENOUGH)
    if not text_in(fields, "label"):
        raise invalid("label", NEEDED)
    kind = text_in(fields, "kind")
    if kind not in KINDS:
        raise invalid("kind", NEEDED, N_("`casevault schema custom_field` lists the kinds."))
    _check_list(schema, fields, Kind(kind))
    _check_targets(schema, fields, Kind(kind))


def _check_list(schema: Schema, fields: Fields, kind: Kind) -> None:
    given = text_in(fields, "vocabulary")
    if kind not in {Kind.CHOICE, Kind.CHOICES}:
        if given:
            raise invalid("vocabulary", N_("Only a choice has a list."))
    elif given not in schema.vocabularies.entries and not OWN_KEY.fullmatch(given):
        raise invalid("vocabulary", N_("A choice needs a list: one of CaseVault's, or one of this vault's own (x_…)."))


def _check_targets(schema: Schema, fields: Fields, kind: Kind) -> None:
    targets = fields.get("targets")
    given = [str(target) for target in targets] if isinstance(targets, list) else []
    if given and kind not in {Kind.REF, Kind.REFS}:
        raise invalid("targets", N_("Only a reference points to records."))
    if any(target not in schema.types or target in OWN_TYPES for target in given):
        raise invalid("targets", N_("There is no record type of that name."), N_("`casevault schema` lists the record types."))


def _check_entry(schema: Schema, fields: Fields) -> None:
    vocabulary, code = text_in(fields, "vocabulary"), text_in(fields, "code")
    built_in = vocabulary in schema.vocabularies.entries and not OWN_KEY.fullmatch(vocabulary)
    if vocabulary in CLOSED_LISTS:
        raise invalid(
            "vocabulary",
            N_("This list is a standard, or the program decides by its codes; it takes no others."),
            N_("Add a field of your own with a list of its own."),
        )
    if not built_in and not OWN_KEY.fullmatch(vocabulary):
        raise invalid("vocabulary", KEY_FORM, N_("Or name a list of CaseVault's."))
    if built_in and schema.vocabularies.has(vocabulary, code) and not OWN_KEY.fullmatch(code):
        _only_retired(fields, needed=True)
        return
    if not (OWN_KEY if built_in else OWN_CODE).fullmatch(code):
        raise invalid("code", KEY_FORM if built_in else N_("A code has small letters, digits and “_”, at most 40."), KEY_HINT)
    if schema.vocabularies.has(vocabulary, code):
        raise invalid("code", TAKEN, TAKEN_HINT)
    own = [known for known in schema.vocabularies.codes(vocabulary) if not built_in or OWN_KEY.fullmatch(known)]
    if len(own) >= MOST_CODES:
        raise invalid("code", ENOUGH)
    if not text_in(fields, "label"):
        raise invalid("label", NEEDED)


def _only_retired(fields: Fields, *, needed: bool) -> None:
    for key in ("label", "labels", "kind", "targets", "field_class", "required", "not_searched"):
        if key in fields:
            raise invalid(key, ONLY_RETIRED, N_("Leave this out; give “retired” a day."))
    if needed and not text_in(fields, "retired"):
        raise invalid("retired", ONLY_RETIRED, N_("Give “retired” a day."))
