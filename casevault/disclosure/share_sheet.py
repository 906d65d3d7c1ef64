"""The sheet that a colleague gets with one share: numbered words and what to do with them. It names no vault, case or person.

No record reaches it, so it does not go through `disclose()`: what stands on it is this page's fixed text and one share.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from casevault import files
from casevault.disclosure.document import Box, Document, Paragraph, Run, Table, Tone
from casevault.disclosure.render.pdf import render_pdf
from casevault.errors import CaseVaultError
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from casevault.disclosure.document import Line
    from casevault.i18n import Catalogue
    from casevault.vault.slots import Sharing

COLUMNS = 3

TITLE = N_("One share of a key")
SUBTITLE = N_("Share {number} of {count} · set {set} · any {needed} are needed")
FIRST = N_("Read this first")
WHAT = N_("What this is")
WHAT_TEXT = N_("One of {count} parts of a key. Alone it opens nothing and tells nothing; any {needed} together open.")
KEEP = N_("Keep it")
KEEP_TEXT = N_("On paper, where only you can reach it, apart from the other shares. Do not photograph, type or send it.")
USE = N_("When it is needed")
USE_TEXT = N_(
    "Someone you know asks you in person. Make sure why. Then read out or type the words with their numbers, in any order."
)
LOST = N_("If it is lost or was seen")
LOST_TEXT = N_("Say so the same day. The whole set can be withdrawn and a new one made.")
ORDER = N_("The words, by their numbers")
HOLDER = N_("Held by: ______________________    Since: ______________")


def sheet(sharing: Sharing, number: int, words: str, catalogue: Catalogue) -> Document:
    """Return the sheet of share `number` (1 to n)."""

    def line(text: str, *, strong: bool = False) -> Line:
        return (Run(text, strong=strong),)

    _ = catalogue.text
    facts = {"number": number, "count": sharing.n, "set": sharing.set, "needed": sharing.k}
    numbered = [f"{place:>2}  {word}" for place, word in enumerate(words.split(), start=1)]
    rows = -(-len(numbered) // COLUMNS)
    table = Table(
        head=(line(_(ORDER)), *((),) * (COLUMNS - 1)),
        rows=tuple(tuple((line(word, strong=True),) for word in numbered[row::rows]) for row in range(rows)),
    )
    advice = ((WHAT, WHAT_TEXT), (KEEP, KEEP_TEXT), (USE, USE_TEXT), (LOST, LOST_TEXT))
    return Document(
        lang=catalogue.language,
        title=line(_(TITLE)),
        subtitle=line(_(SUBTITLE, **facts)),
        blocks=(
            Box(
                title=line(_(FIRST)),
                pairs=tuple((line(_(label)), (line(_(text, **facts)),)) for label, text in advice),
                tone=Tone.CAUTION,
            ),
            table,
            Paragraph(line(_(HOLDER))),
        ),
    )


def write_sheets(folder: Path, sharing: Sharing, shares: Sequence[str], catalogue: Catalogue) -> list[Path]:
    """Write one private PDF a share into `folder`, made if needed, and return their paths; all of them or none."""
    files.make_private_folder(folder)
    paths = [folder / f"share-{sharing.set}-{number}.pdf" for number in range(1, len(shares) + 1)]
    written: list[Path] = []
    try:
        for number, (path, words) in enumerate(zip(paths, shares, strict=True), start=1):
            files.write_private_file(path, render_pdf(sheet(sharing, number, words, catalogue)), replace=False)
            written.append(path)
    except BaseException:
        remove_sheets(written)
        raise
    return paths


def remove_sheets(paths: Iterable[Path]) -> None:
    """Remove sheets of a set that did not come into force; what cannot be removed is passed over, for a refusal is on its way."""
    for path in paths:
        with contextlib.suppress(CaseVaultError):
            files.remove_file(path)
