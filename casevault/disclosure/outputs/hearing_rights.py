"""The checklist of a fair trial: all rights in order, with what each rests on, the finding of each observer, and the note.

Where several observed, each has a number, which stands beside the name under “How this was observed”.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.disclosure.document import Block, Line, Paragraph, Table
from casevault.disclosure.outputs.parts import capital, fixed, joined, some
from casevault.i18n import N_
from casevault.vault.rights import RIGHT, articles_of, treaty_note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look

_MARKED: Final = frozenset({"violated", "partly"})


def checklist(sheet: Sheet, seen: Sequence[str], case: str, look: Look) -> list[Block]:
    """Return the findings, then the rights without one; [] without any finding: what nobody saw must not look respected."""
    text = look.catalogue.text
    found: dict[str, list[tuple[Line, Line]]] = {}
    for number, record in enumerate(seen, 1):
        prefix = fixed(f"{number}: ") if len(seen) > 1 else ()
        for row in sheet.row_ids(record, "items"):
            base = f"items/{row}"
            code = sheet.code(record, f"{base}/code")
            if not code:
                continue
            sheet.line(record, f"{base}/code")
            strong = sheet.code(record, f"{base}/rating") in _MARKED
            rating = capital(sheet.line(record, f"{base}/rating", strong=strong))
            note = sheet.line(record, f"{base}/note")
            found.setdefault(code, []).append(((*prefix, *rating), (*prefix, *note) if note else ()))
    if not found:
        return []
    rows, none = [], []
    for code in look.vocabularies.codes(RIGHT):
        label = look.vocabularies.label(RIGHT, code, look.catalogue)
        entries = found.get(code)
        if entries is None:
            none.append(f"{code} {label}")
            continue
        right = (joined((fixed(code, strong=True), fixed(label)), "  "), fixed(articles_of(code, look.vocabularies), muted=True))
        rows.append((right, tuple(rating for rating, _ in entries), some(*(note for _, note in entries))))
    rest = (Paragraph((*fixed(text(N_("No entry: ")), strong=True), *fixed(" · ".join(none)))),) if none else ()
    head = tuple(fixed(text(msg)) for msg in (N_("Right"), N_("Finding"), N_("Note")))
    treaty = treaty_note(sheet.code(case, "jurisdiction"), look.catalogue)
    signed = [Paragraph(fixed(treaty, muted=True))] if treaty else []
    return [Table(head=head, rows=tuple(rows), widths=(12, 5, 8)), *rest, *signed]
