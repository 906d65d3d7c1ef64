"""Evidence in the disclose path: what can go along is ticked, what cannot says why, and the copy is made from there."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

import pytest
from attaching import write
from disclosure_fakes import invented_case
from PySide6.QtWidgets import QLabel, QPushButton
from redacting import photo, text_pdf
from ui.hands import english, show, until

from casevault.crypto import agefile
from casevault.i18n import Catalogue
from casevault.media.boxes import Area
from casevault.ui.context import Context
from casevault.ui.disclose import DiscloseFlow, along, flow, rail
from casevault.ui.doors import Doors
from casevault.ui.words import Words
from casevault.vault import redactions
from casevault.vault.redactions import Box

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.vault.attached import Attachment
    from casevault.vault.vault import Vault

BOX = Area(100_000, 60_000, 300_000, 20_000)


class Files:
    """The door to files: it notes which copy is wanted."""

    def __init__(self) -> None:
        self.wanted: list[tuple[str, str]] = []

    def redact(self, file: Attachment, audience: str = "") -> None:
        self.wanted.append((file.evidence, audience))


@pytest.fixture
def made(vault: Vault) -> dict[str, str]:
    return invented_case(vault)


@pytest.fixture
def files() -> Files:
    return Files()


@pytest.fixture
def context(vault: Vault, files: Files) -> Iterator[Context]:
    found = Context(vault, Catalogue(), doors=Doors(files=files))  # type: ignore[arg-type] # one of its doors is enough
    yield found
    found.runner.stop()


def attached(vault: Vault, made: dict[str, str], path: Path, title: str) -> str:
    return vault.attachments.add([path], about=[made["case"]], title=title).evidence


def test_what_is_ready_goes_along_in_an_archive_and_the_rest_says_what_it_needs(
    qtbot: QtBot, context: Context, made: dict[str, str], files: Files, tmp_path: Path
) -> None:
    vault = context.vault
    ready = attached(vault, made, write(tmp_path / "ready.jpg", photo()), "A notice")
    held = redactions.begin(vault, vault.attachments.file(ready), audience="embassy", label="", pages=1, boxes=[Box(1, BOX)])
    redactions.look(vault, held, [1])
    bare = attached(vault, made, write(tmp_path / "bare.jpg", photo()), "A photograph")
    half = attached(vault, made, write(tmp_path / "half.pdf", text_pdf(["words"], pages=2)), "A paper")
    part_of = redactions.begin(vault, vault.attachments.file(half), audience="embassy", label="", pages=2, boxes=[Box(1, BOX)])
    redactions.look(vault, part_of, [2])
    closed = attached(vault, made, write(tmp_path / "closed.jpg", photo()), "A scar")
    vault.records.edit(closed, {"data_class": "C3"})
    path = DiscloseFlow(context, made["case"])
    qtbot.addWidget(path)
    path.resize(1232, 900)
    show(qtbot, path)
    listed = path.choose.along
    until(qtbot, lambda: set(listed.ticks) == {ready, bare, half, closed})
    assert [one for one, tick in listed.ticks.items() if tick.isEnabled()] == [ready]
    states = {one: tick.accessibleName().rpartition(", ")[2] for one, tick in listed.ticks.items()}
    assert states[bare] == english(along.NO_COPY)
    assert states[half] == english(along.PART, looked=1, pages=2)
    assert states[closed] == english(along.CLOSED, data_class="C3")
    (make,) = [one for one in listed.findChildren(QPushButton) if one.accessibleName() == f"{english(along.MAKE)} A photograph"]
    make.click()
    assert files.wanted == [(bare, "embassy")]
    assert path.choose.request().seal == "pdf"
    listed.ticks[ready].setChecked(True)
    request = path.choose.request()
    assert (request.evidence, request.seal) == ((ready,), "age")
    path.choose.to_text.setText("Embassy of Ruritania")
    path.go_on.click()
    until(qtbot, lambda: path._pages.currentIndex() == flow.CONSENT)
    path.go_on.click()
    assert english(rail.FILES) in [label.text() for label in path.rail.findChildren(QLabel)]
    path.go_on.click()
    assert path.seal.seal == "age"
    assert not path.seal.as_pdf.isEnabled()
    path.seal.read.setChecked(True)
    out = tmp_path / f"d{path.seal.suffix}"
    path.seal_to(out)
    until(qtbot, lambda: path._pages.currentIndex() == flow.HAND_OVER)
    opened = agefile.decrypt_with_passphrase(out.read_bytes(), path.hand_over._passphrase, memory=1 << 30)
    with tarfile.open(fileobj=io.BytesIO(opened)) as archive:
        assert [name for name in archive.getnames() if name.startswith("files/")] == ["files/0001.jpg"]


def test_another_audience_has_copies_of_its_own_and_a_new_look_is_seen_at_once(
    qtbot: QtBot, context: Context, made: dict[str, str], tmp_path: Path
) -> None:
    vault = context.vault
    piece = attached(vault, made, write(tmp_path / "a.jpg", photo()), "A notice")
    path = DiscloseFlow(context, made["case"])
    qtbot.addWidget(path)
    show(qtbot, path)
    listed, choose = path.choose.along, path.choose
    until(qtbot, lambda: piece in listed.ticks)
    assert not listed.ticks[piece].isEnabled()
    held = redactions.begin(vault, vault.attachments.file(piece), audience="embassy", label="", pages=1, boxes=[Box(1, BOX)])
    context.changes.happened.emit(redactions.look(vault, held, [1]))
    until(qtbot, lambda: piece in listed.ticks and listed.ticks[piece].isEnabled())
    listed.ticks[piece].setChecked(True)
    choose.audience.setCurrentIndex(choose.audience.findData("un"))
    until(qtbot, lambda: piece in listed.ticks and not listed.ticks[piece].isEnabled())
    assert choose.request().evidence == (), "a copy for the embassy is none for the United Nations"
    choose.audience.setCurrentIndex(choose.audience.findData("ngo"))
    until(qtbot, lambda: listed.ticks == {})
    choose.audience.setCurrentIndex(choose.audience.findData("statistics"))
    assert not listed.isVisible()


def test_every_file_can_be_reached_and_what_was_ticked_stays_ticked(
    qtbot: QtBot, context: Context, made: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(along, "MOST", 2)
    vault = context.vault
    film = tmp_path / "a.mp4"
    film.write_bytes(b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")
    every = {attached(vault, made, film, f"Film {number}") for number in range(5)}
    listed = along.AlongChoice(context)
    qtbot.addWidget(listed)
    listed.offer([made["case"]], "embassy")
    show(qtbot, listed)
    until(qtbot, lambda: len(listed.ticks) == 2)
    assert english(along.LEFT, shown=2, count=5) in {one.text() for one in listed.findChildren(Words)}
    listed.more.click()
    assert len(listed.ticks) == 4
    assert listed.more.text() == english(along.MORE, count=1)
    listed.more.click()
    assert set(listed.ticks) == every
    last = list(listed.ticks)[-1]
    listed.ticks[last].setChecked(True)
    listed.offer([made["case"]], "embassy")
    until(qtbot, lambda: set(listed.ticks) == every)
    assert listed.chosen == (last,)
    listed.offer([made["case"]], "un")
    until(qtbot, lambda: len(listed.ticks) == 2)
