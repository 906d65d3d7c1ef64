"""What of the evidence goes along: copies made for this audience that a person has looked at, and nothing else."""

from __future__ import annotations

import io
import json
import tarfile
from typing import TYPE_CHECKING, Any

import pyrage
import pytest
from attaching import write
from disclosure.asking import ask, untouched
from disclosure_fakes import invented_case
from redacting import SECRET, photo, text_pdf, with_place

from casevault.disclosure import compile as disclosure
from casevault.disclosure import register
from casevault.disclosure.request import Action, Reason
from casevault.domain.consent import rows_of
from casevault.errors import CaseVaultError, Code
from casevault.media.boxes import Area
from casevault.vault import redactions
from casevault.vault.redactions import Box

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.disclosure.request import Preview
    from casevault.vault.vault import Vault

BOX = Area(100_000, 60_000, 300_000, 20_000)


@pytest.fixture
def made(vault: Vault) -> dict[str, str]:
    return invented_case(vault)


def attached(vault: Vault, made: dict[str, str], path: Path) -> str:
    return vault.attachments.add([path], about=[made["case"]], title="A paper").evidence


def copied(vault: Vault, evidence: str, *, audience: str = "embassy", pages: int = 1, looked: bool = True) -> str:
    file = vault.attachments.file(evidence)
    held = redactions.begin(vault, file, audience=audience, label="", pages=pages, boxes=[Box(1, BOX)])
    if looked:
        redactions.look(vault, held, range(1, pages + 1))
    return held.id


def seen(vault: Vault, made: dict[str, str], *evidence: str, **fields: Any) -> Preview:
    return disclosure.preview(vault, ask(made, seal="age", evidence=evidence, **fields))


def became(preview: Preview, evidence: str) -> tuple[Action, Reason]:
    (row,) = [row for row in preview.rows if row.id == evidence and row.field.endswith("/blob")]
    assert preview.selected == preview.written + preview.withheld
    return row.action, row.reason


def test_why_a_file_stays(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    evidence = attached(vault, made, write(tmp_path / "paper.pdf", text_pdf(["words"], pages=2)))
    assert became(seen(vault, made, evidence), evidence) == (Action.WITHHELD, Reason.NO_COPY)
    copied(vault, evidence, audience="un", pages=2)
    assert became(seen(vault, made, evidence), evidence) == (Action.WITHHELD, Reason.NO_COPY)
    copy = copied(vault, evidence, pages=2, looked=False)
    held = redactions.redaction(vault, evidence, copy)
    redactions.look(vault, held, [1])
    assert became(seen(vault, made, evidence), evidence) == (Action.WITHHELD, Reason.NOT_LOOKED_AT)
    redactions.look(vault, held, [2])
    preview = seen(vault, made, evidence)
    assert became(preview, evidence) == (Action.OTHER_WORDS, Reason.REDACTED)
    shape: Any = preview.to_json()
    assert [(file["pages"], file["looked_at"]) for file in shape["files"]] == [(2, 2)]
    redactions.put_boxes(vault, held, [Box(1, BOX), Box(2, BOX)])
    assert became(seen(vault, made, evidence), evidence) == (Action.WITHHELD, Reason.NOT_LOOKED_AT)
    vault.records.edit(evidence, {"data_class": "C3"})
    assert became(seen(vault, made, evidence), evidence) == (Action.WITHHELD, Reason.C3_NEVER)


def test_what_was_not_asked_for_stays(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    evidence = attached(vault, made, write(tmp_path / "photo.jpg", photo()))
    copied(vault, evidence)
    preview = seen(vault, made)
    assert became(preview, evidence) == (Action.WITHHELD, Reason.NOT_IN_OUTPUT)
    assert "files" not in preview.to_json()
    assert became(seen(vault, made, "all"), evidence) == (Action.OTHER_WORDS, Reason.REDACTED)


def test_an_archive_holds_the_copies_and_nothing_of_the_originals(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    paper = attached(vault, made, write(tmp_path / "paper.pdf", text_pdf(["words"])))
    place = attached(vault, made, write(tmp_path / "place.jpg", with_place()))
    left_out = attached(vault, made, write(tmp_path / "other.jpg", photo()))
    copied(vault, paper)
    copied(vault, place)
    key, out = pyrage.x25519.Identity.generate(), tmp_path / "out.age"
    request = ask(made, seal="age", recipients=(str(key.to_public()),), evidence=(paper, place, left_out))
    report = disclosure.disclose(vault, request, out)
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(out.read_bytes(), [key]))) as archive:
        members: Any = [(member.name, archive.extractfile(member)) for member in archive.getmembers()]
        held = {name: stream.read() for name, stream in members}
    assert list(held) == [
        "MANIFEST.json",
        "MANIFEST.json.minisig",
        "cover.pdf",
        "records.jsonl",
        "files/0001.pdf",
        "files/0002.jpg",
        "PAD.bin",
    ]
    assert not [name for name, data in held.items() if SECRET.encode() in data]
    manifest = json.loads(held["MANIFEST.json"])
    assert (manifest["redactions"]["files"], manifest["redactions"]["pages"], manifest["redactions"]["looked_at"]) == (2, 2, 2)
    assert {file["n"]: file["mime"] for file in manifest["files"]}["files/0002.jpg"] == "image/jpeg"
    shape: Any = report.to_json()
    assert [file["sha256"] for file in shape["files"]] == [
        next(file["sha256"] for file in manifest["files"] if file["n"] == name) for name in ("files/0001.pdf", "files/0002.jpg")
    ]
    what: Any = vault.records.get(register.listing(vault)[0].id).fields["what"]
    told = {row["record"]: row["fields"] for row in what}
    assert any(str(path).endswith("/blob") for path in told[place])
    assert not any(str(path).startswith("files/") for path in told.get(left_out, []))


def test_a_copy_with_a_picture_rests_on_the_consent_of_everybody_who_may_be_seen_in_it(
    vault: Vault, made: dict[str, str], tmp_path: Path
) -> None:
    """No word of the paper speaks of her; that no picture shows her nobody can say."""
    witness = vault.records.add("person", {"display_name": "Tang Yihan"}).made[0]
    agreed = {"giver": "self", "purpose": "quiet_diplomacy", "audiences": ["embassy"], "identity_level": "full"}
    agreed |= {"person": witness, "given": "2026-03-01", "review_on": "2026-09-01"}
    consent = vault.records.add("consent", agreed).made[0]
    rows: list[dict[str, object]] = [dict(row) for row in rows_of(vault.records.get(made["case"]), "persons")]
    vault.records.edit(made["case"], {"persons": [*rows, {"person": witness, "role": "witness"}]})
    picture = attached(vault, made, write(tmp_path / "photo.jpg", photo()))
    copied(vault, picture)
    assert consent not in seen(vault, made).consents
    assert consent in seen(vault, made, picture).consents


def test_sound_leaves_whole_and_only_where_consent_names_the_voice(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    sound = attached(vault, made, write(tmp_path / "sound.mp3", b"ID3" + bytes(99)))
    film = attached(vault, made, write(tmp_path / "film.mp4", bytes(99)))
    assert became(seen(vault, made, sound), sound) == (Action.WITHHELD, Reason.CONSENT_MISSING)
    vault.records.edit(made["consent"], {"media": ["voice"]})
    preview = seen(vault, made, sound, film)
    assert became(preview, sound) == (Action.OTHER_WORDS, Reason.REDACTED)
    assert became(preview, film) == (Action.WITHHELD, Reason.CONSENT_MISSING)
    vault.records.edit(made["consent"], {"media": ["voice", "photo"]})
    assert became(seen(vault, made, film), film) == (Action.OTHER_WORDS, Reason.REDACTED)


def test_files_go_along_in_an_archive_alone_and_only_those_of_the_cases(
    vault: Vault, made: dict[str, str], tmp_path: Path
) -> None:
    evidence = attached(vault, made, write(tmp_path / "photo.jpg", photo()))
    copied(vault, evidence)
    out = tmp_path / "out.pdf"
    for fields, code in (
        ({"evidence": (evidence,)}, Code.INVALID_INPUT),
        ({"seal": "age", "evidence": (made["lin"],)}, Code.NOT_FOUND),
    ):
        with pytest.raises(CaseVaultError) as caught:
            disclosure.disclose(vault, ask(made, **fields), out)
        assert caught.value.code is code
        assert untouched(vault, out, 0)
