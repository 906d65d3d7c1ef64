"""What is counted when something is packed, sealed or exported: each count with its own plural.

A sentence with three counts has one plural form for gettext, and would say "1 records" of the other two. So the counts are words
of their own, set into the sentence.
"""

from __future__ import annotations

from typing import Any

from casevault.i18n import N_, Catalogue, Msg

RECORDS = N_("{count} record", "{count} records")
PEOPLE = N_("{count} person among them", "{count} people among them")
ATTACHMENTS = N_("{count} attachment", "{count} attachments")
ENTRIES = N_("{count} entry", "{count} entries")
CHANGES = N_("{count} change", "{count} changes")
KINDS: dict[str, Msg] = {
    "records": RECORDS,
    "persons": PEOPLE,
    "attachments": ATTACHMENTS,
    "entries": ENTRIES,
    "changes": CHANGES,
}


def counted(catalogue: Catalogue, **counts: int) -> dict[str, Any]:  # texts, spread beside a parameter that is none
    """Return each count in words, to be set into a sentence: `counted(catalogue, records=1)` is {"records": "1 record"}."""
    return {kind: catalogue.text(KINDS[kind], count=count) for kind, count in counts.items()}
