"""What the program fills in by itself from what a person recorded; it never overrules what was typed.

What needs more than the record itself (who is at the keyboard, how many periods there are, which law was in force) is filled by
the vault; limits of time by the legal clocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.domain.edtf import parse_edtf

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from casevault.domain.record import Value
    from casevault.domain.schema import RecordType
    from casevault.domain.vocabularies import Vocabularies


@dataclass(frozen=True, slots=True)
class Rule:
    """`keys` follow from `inputs`; `work` returns only those it can say."""

    inputs: frozenset[str]
    keys: tuple[str, ...]
    work: Callable[[Mapping[str, Value], Vocabularies], Mapping[str, Value]]


def derive(
    rt: RecordType,
    fields: dict[str, Value],
    given: Collection[str],
    vocabularies: Vocabularies,
    *,
    partial: bool,
) -> None:
    """Fill `fields` in place: defaults of codes in a new record, and what follows from the fields that were just given."""
    for field in rt.defaulted if not partial else ():
        if field.key not in fields:
            fields[field.key] = field.default
    rule = RULES.get(rt.key)
    if rule is None or rule.inputs.isdisjoint(given):
        return
    found = rule.work(fields, vocabularies)
    for key in rule.keys:
        if key in given:
            continue
        fields.pop(key, None)
        if key in found:
            fields[key] = found[key]


def _charge(fields: Mapping[str, Value], vocabularies: Vocabularies) -> Mapping[str, Value]:
    code = fields.get("law_article")
    names = {key: vocabularies.fact("charge", code, key) for key in ("zh", "pinyin", "en")} if isinstance(code, str) else {}
    return {key: name for key, name in names.items() if name}


def _detention(fields: Mapping[str, Value], _vocabularies: Vocabularies) -> Mapping[str, Value]:
    """Count the days between two exact days; the first day does not count, as the law counts."""
    start, end = fields.get("start"), fields.get("end")
    if isinstance(start, str) and isinstance(end, str):
        first, last = parse_edtf(start), parse_edtf(end)
        if first.exact and last.exact and first.earliest and last.earliest and first.earliest <= last.earliest:
            return {"total_days": (last.earliest - first.earliest).days}
    return {}


RULES: Mapping[str, Rule] = {
    "charge": Rule(frozenset({"law_article"}), ("zh", "pinyin", "en"), _charge),
    "detention": Rule(frozenset({"start", "end"}), ("total_days",), _detention),
}
