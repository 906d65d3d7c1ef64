"""Tags of cases: words that an office chooses freely, offered again while typing, and what they narrow a list to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from casevault.domain.folding import fold
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault.acts import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.domain.record import Changes, Record
    from casevault.vault.vault import Vault

TAGS = "tags"
MOST_TAGGED = 500  # one transaction, during which nothing else is saved


def tags_of(record: Record) -> list[str]:
    """Return the tags of a case, none of another record."""
    value = record.fields.get(TAGS)
    return [tag for tag in value if isinstance(tag, str)] if record.type == "case" and isinstance(value, list) else []


def used_tags(vault: Vault) -> list[str]:
    """Return every tag that a live case has, the most used first; of two that differ in case alone the more used one."""
    counts = Counter(tag for record in vault.records.list("case") for tag in tags_of(record))
    spelt: dict[str, str] = {}
    for tag, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        spelt.setdefault(fold(tag), tag)
    return list(spelt.values())


def tagged(vault: Vault, ids: Sequence[str], tag: str, *, begins: bool = False) -> list[str]:
    """Return those of `ids` whose case has the tag (or one that `begins` so), in their order; case and accents do not count."""
    wanted = fold(tag)

    def has(record: Record) -> bool:
        own = [fold(one) for one in tags_of(record)]
        return any(one.startswith(wanted) for one in own) if begins else wanted in own

    cases = {record.id for record in vault.records.list("case") if has(record)}
    found = vault.records.many(ids)
    return [record_id for record_id in ids if (record := found.get(record_id)) and cases & {record.id, *record.cases}]


def tag_all(vault: Vault, cases: Sequence[str], tag: str) -> Changes:
    """Put a tag on every one of `cases` that has it not, in one act that is undone as one; TOO_LARGE beyond `MOST_TAGGED`."""
    if len(cases) > MOST_TAGGED:
        raise UserProblem(
            Code.TOO_LARGE,
            N_("So many cases are not tagged at once."),
            N_("Narrow the list first: {most} cases can be tagged in one go."),
            most=MOST_TAGGED,
        )
    wanted = fold(tag)
    found = vault.records.many(cases).values()
    missing = [case for case in found if case.type == "case" and not case.deleted and wanted not in map(fold, tags_of(case))]
    return vault.records.apply([Edit(case.id, {TAGS: [*tags_of(case), tag]}) for case in missing])
