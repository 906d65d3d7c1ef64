"""How records hang together: every reference with the words that say what it is, read from either end.

A row of a person's `links` says what its holder is to the one it names: "child", in Zhou Xiaoyu's record and pointing to Lin,
makes her Lin's child. What stands on a record is about the other one, so Lin's record says "child", and Zhou's says "parent".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.domain.reading import rows_of
from casevault.domain.schema import Kind
from casevault.domain.showing import BETWEEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casevault.domain.look import Look
    from casevault.domain.record import Fields, Value
    from casevault.domain.schema import Field, RecordType

KINSHIP = "relation"  # the list whose codes are read otherwise from the other end
REFERENCES = frozenset({Kind.REF, Kind.REFS})


@dataclass(frozen=True, slots=True)
class Relation:
    """One reference: `path` as in links ("key" or "table/column"), the record it points to, and what its row says beside it."""

    path: str
    target: str
    said: tuple[tuple[str, str], ...] = ()  # (list, code) of the choices in the same row


def relations_of(rt: RecordType, fields: Fields) -> Iterator[Relation]:
    """Yield every reference of a record, those of a table row by row."""
    for field in rt.fields:
        value = fields.get(field.key, "")
        if field.kind in REFERENCES:
            yield from (Relation(field.key, target) for target in _targets(value))
        for row in rows_of(value) if field.kind is Kind.ROWS else ():
            said = tuple((c.vocabulary, str(row[c.key])) for c in field.rows if c.kind is Kind.CHOICE and _is_code(row, c))
            for column in field.rows:
                if column.kind in REFERENCES:
                    yield from (Relation(f"{field.key}/{column.key}", t, said) for t in _targets(row.get(column.key, "")))


def _targets(value: Value) -> list[str]:
    return [target for target in (value if isinstance(value, list) else [value]) if isinstance(target, str) and target]


def words_of(rt: RecordType, relation: Relation, look: Look, *, outgoing: bool) -> str:
    """Return what the other record is to this one: `outgoing` from the record that holds the reference, else from its target."""
    head = rt.field(relation.path.partition("/")[0])
    if head is None:
        return relation.path
    kin = [code for vocabulary, code in relation.said if vocabulary == KINSHIP]
    if kin:
        return inverse(kin[0], look) if outgoing else look.vocabularies.label(KINSHIP, kin[0], look.catalogue)
    said = [look.vocabularies.label(vocabulary, code, look.catalogue) for vocabulary, code in relation.said]
    if outgoing:
        return ": ".join([look.catalogue.text(head.label), *([look.catalogue.listed(said)] if said else [])])
    return BETWEEN.join([look.catalogue.text(rt.label), look.catalogue.listed(said) or look.catalogue.text(head.label)])


def inverse(code: str, look: Look) -> str:
    """Return what the other one is to someone who is `code` to them: child for parent, and the same word for spouse."""
    facts = look.vocabularies.entries.get(KINSHIP, {}).get(code, {})
    if "inverse" in facts:
        return look.vocabularies.label(KINSHIP, facts["inverse"], look.catalogue)
    return (
        facts.get(f"inverse_{look.catalogue.language}")
        or facts.get("inverse_en")
        or look.vocabularies.label(KINSHIP, code, look.catalogue)
    )


def _is_code(row: object, column: Field) -> bool:
    return isinstance(row, dict) and isinstance(row.get(column.key), str)
