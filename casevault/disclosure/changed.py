"""What a copy that takes the place of an earlier one says of it: which kinds of details were added, changed, or are gone.

In the general words of what this recipient read in the one and reads in the other: kind of record and number, never a value. What
changed in the vault without changing what is read here is not told.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from casevault.disclosure.document import Box
from casevault.disclosure.outputs.parts import Pair, fixed, pair
from casevault.disclosure.register import digest_of, earlier_copy
from casevault.disclosure.request import Action
from casevault.domain.consent import rows_of, text_of
from casevault.domain.dates import in_words
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casevault.disclosure.checks import Asked
    from casevault.disclosure.document import Document, Line
    from casevault.disclosure.request import Row
    from casevault.domain.record import Record
    from casevault.i18n import Catalogue
    from casevault.vault.vault import Vault

TITLE = N_("Changes since your last copy")
REPLACES = N_("This takes the place of the copy of {day}. Please destroy that one.")
ADDED, CHANGED, GONE, NONE = N_("Added"), N_("Changed"), N_("No longer in it"), N_("Nothing in it reads otherwise.")
COUNTED = N_("{kind}: {count} detail", "{kind}: {count} details")
OTHER = N_("Records")
SPOKEN = frozenset({"en", "nl"})


def with_changes(vault: Vault, asked: Asked, document: Document, rows: Sequence[Row], catalogue: Catalogue) -> Document:
    """Return `document` with what changed since the earlier copy after its cover; as it is where there was none."""
    before = earlier_copy(vault, asked.request, asked.recipient_text)
    if before is None:
        return document
    read = {(row.id, row.field): digest_of(row.id, row.field, row.after) for row in rows if row.action is not Action.WITHHELD}
    had = shown_in(before)
    kinds = {row.id: row.type for row in rows}
    kinds |= {key: record.type for key, record in vault.records.many({one for one, _ in had} - kinds.keys()).items()}
    # A row of before digests were kept says nothing of what was read: what stands in both is not called changed then.
    changed = [key for key in read.keys() & had.keys() if had[key] and had[key] != read[key]]
    parts = ((ADDED, read.keys() - had.keys()), (CHANGED, changed), (GONE, had.keys() - read.keys()))
    pairs: tuple[Pair, ...] = tuple(
        made for msg, places in parts for made in pair(catalogue.text(msg), *_lines(vault, kinds, places, catalogue))
    )
    text = catalogue.text
    day = in_words(text_of(before, "sent_at")[:10], catalogue)
    told = (
        *pair(text(N_("Earlier copy")), fixed(text(REPLACES).format(day=day))),
        *(pairs or pair(text(CHANGED), fixed(text(NONE)))),
    )
    first, *rest = document.blocks
    return replace(document, blocks=(first, Box(fixed(text(TITLE)), told), *rest))


def shown_in(copy: Record) -> dict[tuple[str, str], str]:
    """Return {(record, path): digest of what was read there} of a copy; "" where none was kept."""
    found: dict[tuple[str, str], str] = {}
    for row in rows_of(copy, "what"):
        paths, digests = row.get("fields"), row.get("shown")
        kept = digests if isinstance(digests, list) else []
        for number, path in enumerate(paths if isinstance(paths, list) else []):
            found[str(row.get("record", "")), str(path)] = str(kept[number]) if number < len(kept) else ""
    return found


def _lines(vault: Vault, kinds: Mapping[str, str], places: Iterable[tuple[str, str]], catalogue: Catalogue) -> tuple[Line, ...]:
    counts = Counter(kinds.get(record, "") for record, _ in places)
    made: Counter[str] = Counter()
    for kind, count in counts.items():
        # A kind that a vault defined for itself may be named after somebody.
        # Nor has it a name in the languages that only papers speak.
        known = catalogue.language in SPOKEN and kind and not kind.startswith("x_") and kind in vault.schema.types
        made[catalogue.text(vault.schema.type(kind).plural if known else OTHER)] += count
    return tuple(fixed(catalogue.text(COUNTED, kind=kind, count=count)) for kind, count in sorted(made.items()))
