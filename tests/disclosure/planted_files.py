"""Evidence with files in a random vault: a photograph and a paper that say who and where, in every place that no reader shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.planted_kinds import Called, Text
from PIL import Image
from redacting import SECRET, photo, text_pdf

from casevault.media.boxes import Area
from casevault.vault import redactions
from casevault.vault.redactions import Box

if TYPE_CHECKING:
    from pathlib import Path

    from disclosure.planted_kinds import Planted
    from disclosure.secret_words import Words

    from casevault.vault.vault import Vault

AUDIENCES = ("embassy", "un")
BOX = Area(100_000, 60_000, 300_000, 20_000)
PLACE = {1: "N", 2: (39.0, 54.0, 20.0), 3: "E", 4: (116.0, 23.0, 29.0)}


def plant_files(vault: Vault, made: Planted, words: Words, folder: Path) -> None:
    """Attach both to the case, with a copy of each that somebody has looked at, and one for which nobody has."""
    said = [words.word("Latn", 6) for _ in range(5)]
    tags = Image.Exif()
    tags[0x013B], tags[0x9286], tags[0x8825] = said[0], said[1], PLACE
    picture = photo(
        exif=tags, comment=said[2].encode(), xmp=f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{said[3]}</x:xmpmeta>".encode()
    )
    name = next(one.word for one in made.called if one.kind == "name" and one.word.isascii())
    paper = text_pdf([said[4], name])
    for ends, data in ((".jpg", picture), (".pdf", paper)):
        called = words.word("Latn", 5)
        path = folder / f"{called}{ends}"
        path.write_bytes(data)
        title = words.word("Latn", 5)
        evidence = vault.attachments.add([path], about=[made.case], title=title).evidence
        path.unlink()
        made.records[evidence] = ("evidence", dict(vault.records.get(evidence).fields))
        made.texts.append(Text(title, evidence, "evidence", "title"))
        made.called.append(Called(called, evidence, "file"))
        made.called += [Called(word, evidence, "inside") for word in (*said, SECRET)]
        file = vault.attachments.file(evidence)
        for audience in AUDIENCES:
            label = words.word("Latn", 5)
            made.called.append(Called(label, evidence, "inside"))
            held = redactions.begin(vault, file, audience=audience, label=label, pages=1, boxes=[Box(1, BOX)])
            if audience == AUDIENCES[0]:
                redactions.look(vault, held, [1])
        made.shown.append(evidence)
