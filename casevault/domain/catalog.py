"""The schema of a vault: its record types and its vocabularies, and the same as plain data for scripts and mapping files."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from casevault.domain.schema import TextForm
from casevault.domain.types import TYPES
from casevault.errors import Code, UserProblem
from casevault.i18n import N_, Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casevault.domain.schema import Field, RecordType
    from casevault.domain.vocabularies import Vocabularies

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json]"


@dataclass(frozen=True, slots=True)
class Schema:
    """Everything that says what a record may hold."""

    types: Mapping[str, RecordType]
    vocabularies: Vocabularies

    def type(self, key: str) -> RecordType:
        """Return the record type `key`; raise INVALID_INPUT where there is none."""
        found = self.types.get(key)
        if found is None:
            # The key came from outside and could be anything, so the sentence does not repeat it.
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("There is no record type of that name."),
                N_("`casevault schema` lists the record types."),
                field="type",
            )
        return found


def built_in(vocabularies: Vocabularies) -> Schema:
    """Return the schema of a vault without types or lists of its own."""
    return Schema(MappingProxyType({rt.key: rt for rt in TYPES}), vocabularies)


def vocabulary_keys() -> tuple[str, ...]:
    """Return the keys of every vocabulary that a built-in field uses, sorted."""
    return tuple(sorted({field.vocabulary for rt in TYPES for field in walk(rt.fields) if field.vocabulary}))


def walk(fields: tuple[Field, ...]) -> Iterator[Field]:
    """Yield every field, and after each table its columns."""
    for field in fields:
        yield field
        yield from walk(field.rows)


def schema_json(schema: Schema, type_key: str = "", catalogue: Catalogue | None = None) -> dict[str, Json]:
    """Return what `casevault schema [TYPE] --json` prints: all types, or the one named; unknown key raises INVALID_INPUT.

    {"types": [{"key", "label", "version", "data_class", "title", "dates", "case", "via", "one_of", "fields": [field]}]}; a field
    is {"key", "label", "kind", "required", "search", "data_class", "filled"} and, where they apply, "codes", "vocabulary",
    "retired_codes", "targets", "form", "default", "retired", "rows".
    """
    words = catalogue or Catalogue()
    chosen = [schema.type(type_key)] if type_key else list(schema.types.values())
    return {"types": [_type_json(schema, rt, words) for rt in chosen]}


def _type_json(schema: Schema, rt: RecordType, words: Catalogue) -> Json:
    return {
        "key": rt.key,
        "label": words.text(rt.label),
        **({"retired": rt.retired} if rt.retired else {}),
        "version": rt.version,
        "data_class": rt.data_class.name,
        "title": list(rt.title),
        "dates": list(rt.dates),
        "case": list(rt.case),
        "via": list(rt.via),
        "one_of": list(rt.one_of),
        "fields": [_field_json(schema, field, words) for field in rt.fields],
    }


def _field_json(schema: Schema, field: Field, words: Catalogue) -> Json:
    shown: dict[str, Json] = {
        "key": field.key,
        "label": words.text(field.label),
        "kind": field.kind.value,
        "required": field.required,
        "search": field.search,
        "data_class": field.data_class.name,
        "filled": field.filled,
    }
    if field.vocabulary:
        shown["vocabulary"] = field.vocabulary
        codes = schema.vocabularies.codes(field.vocabulary)
        shown["codes"] = list(codes)
        if retired := [code for code in codes if schema.vocabularies.fact(field.vocabulary, code, "retired")]:
            shown["retired_codes"] = list(retired)
    if field.targets:
        shown["targets"] = list(field.targets)
    if field.form is not TextForm.FREE:
        shown["form"] = field.form.value
    if field.default:
        shown["default"] = field.default
    if field.retired:
        shown["retired"] = field.retired
    if field.rows:
        shown["rows"] = [_field_json(schema, column, words) for column in field.rows]
    return shown
