"""The Chinese glossary of a report: the terms it uses, as Chinese law calls them, and where in the law the word stands.

A word of which nobody named the place in the law is our own translation, and says so: an interpreter must not take it for the
law's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.disclosure.document import Block, Paragraph, Run, Table
from casevault.disclosure.outputs.parts import capital, fixed
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.disclosure.document import Line
    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look

LISTS: Final = (
    "charge", "charge_stage", "measure", "hearing_kind", "court_level", "publicity", "defendant_presence", "counsel_kind",
    "stamp", "access_answer", "access_outcome", "refusal_reason", "hearing_outcome", "verdict", "pronounced", "sentence",
)  # fmt: skip
_CHINESE: Final = "zh"


def glossary(sheet: Sheet, look: Look) -> list[Block]:
    """Return the terms printed so far, in the order of the procedure, each once."""
    known = look.vocabularies
    found: dict[tuple[str, str], Run] = {}
    for record, paths in sheet.written_fields().items():
        for path in paths:
            item = sheet.items[record, path]
            if item.field.vocabulary in LISTS and sheet.as_recorded(record, path):
                codes = item.value if isinstance(item.value, list) else [item.value]
                for code in codes:
                    label = known.label(item.field.vocabulary, str(code), look.catalogue)
                    found.setdefault((item.field.vocabulary, str(code)), Run(label, record, path))
    own = fixed(look.catalogue.text(N_("not confirmed")), muted=True)
    rows: dict[tuple[str, str], tuple[tuple[Line, ...], ...]] = {}
    for list_key in LISTS:
        for code in known.codes(list_key):
            run, chinese = found.get((list_key, code)), known.fact(list_key, code, _CHINESE)
            if run is None or not chinese:
                continue
            place = known.fact(list_key, code, f"{_CHINESE}_source") if known.is_reviewed(list_key, code, _CHINESE) else ""
            term = (Run(chinese, run.record, run.field, lang="zh-Hans"),)
            rows.setdefault((run.text, chinese), ((capital((run,)),), (term,), (fixed(place) or own,)))
    if not rows:
        return []
    head = tuple(fixed(look.catalogue.text(msg)) for msg in (N_("Term"), N_("In Chinese"), N_("Where the Chinese word stands")))
    blocks: list[Block] = [Table(head=head, rows=tuple(rows.values()), widths=(10, 7, 8))]
    if any(place == (own,) for *_, place in rows.values()):
        note = N_("What is marked “not confirmed” is our own translation: no place in the law is known for the word.")
        blocks.append(Paragraph(fixed(look.catalogue.text(note), muted=True)))
    return blocks
