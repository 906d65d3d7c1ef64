"""What a person decided of weak hits: kept with a reason, or replaced; carried out, and remembered for the next copy.

A decision is kept with the disclosure it was made for, in the register and so in the log. It counts again for the same audience
and recipient while the words around are the same: the id of a hit is made of them. A strong hit has no decision: it never stays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from casevault.disclosure.request import Settled
from casevault.disclosure.scan_check import hits_of_file
from casevault.disclosure.scan_pieces import FileText
from casevault.disclosure.scan_terms import Grade
from casevault.domain.consent import rows_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casevault.disclosure.checks import Asked
    from casevault.disclosure.document import Document
    from casevault.disclosure.request import Request
    from casevault.disclosure.scan import Scanner
    from casevault.disclosure.scan_hits import Hit
    from casevault.disclosure.sheet import Sheet
    from casevault.vault.vault import Vault

Replaced: TypeAlias = frozenset[tuple[str, str, str]]  # (record, field, term) of what is replaced in that text
_NO_TREE = FileText((), ())


def with_earlier(vault: Vault, asked: Asked) -> Request:
    """Return the request with what was decided when this went to the same recipient before; what it says itself goes first."""
    request = asked.request
    kept, gone = dict(request.accept), dict.fromkeys(request.replace)
    said = {*kept, *gone}
    records = [
        record
        for record in vault.records.list("disclosure")
        if text_of(record, "audience") == request.audience and text_of(record, "recipient_text") == asked.recipient_text
    ]
    for record in sorted(records, key=lambda record: text_of(record, "sent_at"), reverse=True):
        for row in rows_of(record, "hits"):
            hit_id, reason = str(row.get("id", "")), str(row.get("reason", ""))
            if hit_id in said:
                continue
            said.add(hit_id)
            if row.get("action") == Settled.REPLACED:
                gone[hit_id] = None
            elif reason:
                kept[hit_id] = reason
    return replace(request, accept=tuple(kept.items()), replace=tuple(gone))


def carried_out(
    scanner: Scanner, wanted: Sequence[str], written: Callable[[Replaced], tuple[Sheet, Document]]
) -> tuple[tuple[Sheet, Document], tuple[Hit, ...]]:
    """Return what `written` makes with every weak hit of `wanted` replaced in its text, and those hits.

    Each round replaces what the one before still shows, so it ends: a hit that no text can replace stays one, for a person.
    """
    chosen: dict[tuple[str, str, str], Hit] = {}
    while True:
        made = written(frozenset(chosen))
        more: dict[tuple[str, str, str], Hit] = {}
        for hit in hits_of_file(scanner, made[1], _NO_TREE) if wanted else ():
            if hit.id in wanted and hit.grade is Grade.WEAK:
                more[hit.where.record, hit.where.field, hit.term] = hit
        if chosen.keys() >= more.keys():
            return made, tuple(hit for key, hit in chosen.items() if key not in more)
        chosen |= more
