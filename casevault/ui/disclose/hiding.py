"""What would leave, as it may be looked at while names are hidden: codes in place of names. Nothing that leaves is touched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from casevault.i18n import N_
from casevault.ui.read.reader import Reader

if TYPE_CHECKING:
    from casevault.disclosure.request import Preview
    from casevault.disclosure.scan_hits import Hit

HIDES = N_("Names are shown as codes here, because names are hidden. What is written holds the names. Ctrl+Shift+H shows them.")


class Looked(NamedTuple):
    """A preview, the same as it may be looked at, and whether that was asked for with names hidden."""

    preview: Preview
    shown: Preview
    hides: bool


def to_look_at(preview: Preview, reader: Reader) -> Looked:
    """Return `preview` with its texts as they may be shown now: as they are, or with codes where names are hidden.

    Only to be shown: ids, counts, marks and the document stay as they are, and nothing is ever written from it. Asks the names of
    the vault for every text, so it belongs on a thread of the pool; that names turn meanwhile alters nothing half-way.
    """
    if not reader.discreet:
        return Looked(preview, preview, hides=False)
    hidden = Reader(reader.vault, reader.catalogue, discreet=True)
    told: dict[str, str] = {}  # many values are equal, and each is asked of the vault once

    def say(text: str) -> str:
        if text not in told:
            told[text] = hidden.told(text)
        return told[text]

    shown = replace(
        preview,
        rows=tuple(replace(row, before=say(row.before), after=say(row.after)) for row in preview.rows),
        hits=hits_to_look_at(preview.hits, hidden),
        swaps=tuple(replace(swap, before=say(swap.before), after=say(swap.after)) for swap in preview.swaps),
    )
    return Looked(preview, shown, hides=True)


def hits_to_look_at(hits: tuple[Hit, ...], reader: Reader) -> tuple[Hit, ...]:
    """Return finds with their terms as `reader` may show them; the ids, by which they are answered, stay."""
    return tuple(replace(hit, term=reader.told(hit.term)) for hit in hits) if reader.discreet else hits
