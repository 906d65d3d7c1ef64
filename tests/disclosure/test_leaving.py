"""Random vaults with planted secrets: whatever is disclosed of them holds nothing that the oracle forbids, and what is due."""

from __future__ import annotations

import base64
import io
import json
import tarfile
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from disclosure.leaving import attempt, planted, ways
from disclosure.leaving_more import hand_over, notices
from disclosure.opened import squeezed, texts
from disclosure.oracle import Oracle
from disclosure.secret_words import dice

from casevault.disclosure import compile as compiler
from casevault.disclosure.checks import SEALS
from casevault.disclosure.document import Run
from casevault.disclosure.outputs.registry import OUTPUTS
from casevault.disclosure.redact import Redacted, Redactor
from casevault.disclosure.request import ScanFigures

if TYPE_CHECKING:
    from pathlib import Path

SEEDS_THAT_LEFT_MUCH = (6, 7)
FILES = 8  # a vault whose evidence has files


@pytest.mark.parametrize("seed", SEEDS_THAT_LEFT_MUCH)
def test_nothing_planted_leaves(seed: int, tmp_path: Path) -> None:
    rng = dice(seed)
    with planted(seed, tmp_path) as (vault, made):
        drawn = [way for way in ways(rng) if way[3] == "none"]
        seen = [attempt(vault, made, way, rng, tmp_path) for way in rng.sample(drawn, 2)]
    assert [finding for one in seen for finding in one.findings] == []
    assert any(one.checked and one.facts for one in seen), "a vault of which nothing leaves shows nothing"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20, 24))
def test_nothing_planted_leaves_by_any_way(seed: int, tmp_path: Path) -> None:
    rng = dice(seed)
    with planted(seed, tmp_path) as (vault, made):
        seen = [attempt(vault, made, way, rng, tmp_path) for way in ways(rng, 8)]
        more = [hand_over(vault, made, rng, tmp_path), *notices(vault, made, rng, tmp_path)]
    assert [finding for one in seen for finding in one.findings] == []
    assert [finding for _, findings, _ in more for finding in findings] == []
    assert more[0][0] == "left", "what is held about somebody is printed, whoever agreed to what"


@pytest.mark.parametrize("seed", SEEDS_THAT_LEFT_MUCH[1:])
def test_what_looks_for_leaks_finds_them(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the redaction and the scan the same vault leaks, and is seen to."""

    def as_it_is(_self: Redactor, text: str, record: str, field: str, *, lang: str = "", **_ways: object) -> Redacted:
        return Redacted((Run(text, record, field, lang=lang),))

    monkeypatch.setattr(Redactor, "line", as_it_is)
    monkeypatch.setattr(compiler, "scan_all", lambda *_: (ScanFigures(), ()))
    with planted(seed, tmp_path) as (vault, made):
        seen = attempt(vault, made, (OUTPUTS["dossier"], "embassy", "pdf", "none"), dice(1), tmp_path)
    assert seen.outcome == "left"
    assert any("name of person" in finding or "number of person" in finding for finding in seen.findings)


@pytest.mark.slow
def test_files_of_evidence_go_along_and_what_they_hold_does_not(tmp_path: Path) -> None:
    with planted(FILES, tmp_path) as (vault, made):
        for consent in (one for one in made.of("consent") if made.records[one][1]["person"] in made.focus):
            vault.records.edit(consent, {"withdrawn": "2026-03-01"})
            made.records[consent][1]["withdrawn"] = "2026-03-01"
        for person in made.focus:
            said = {"person": person, "purpose": "quiet_diplomacy", "audiences": ["embassy"], "identity_level": "full"}
            vault.records.edit(person, {"is_minor": False, "birth": "1980-01-01"})
            given = {**said, "giver": "self", "given": "2026-03-12", "review_on": "2026-06-01"}
            vault.records.add("consent", given)
            made.records[f"{person}/consent"] = ("consent", given)
        way = (OUTPUTS["dossier"], "embassy", "pdf", "age")
        seen = [attempt(vault, made, way, dice(number), tmp_path) for number in range(2)]
        inside = {called.word for called in made.called if called.kind == "inside"}
    assert len(inside) > len(made.shown) == 2
    assert [finding for one in seen for finding in one.findings] == []
    assert any(one.files == 2 for one in seen), [one.outcome for one in seen]


def test_every_output_audience_format_and_seal_is_tried() -> None:
    drawn = ways(dice(1))
    assert {(way[0].key, way[1]) for way in drawn} == {
        (one.key, audience) for one in OUTPUTS.values() for audience in one.audiences
    }
    assert {way[3] for way in drawn} == SEALS


@pytest.mark.parametrize("word", ["Dokani Melu", "林兆雯", "سىبەنوغۇ", "ཟོཉིཝིཆི", "wxid_banako", "+86 138 1234 5678"])
def test_a_word_is_found_however_it_is_packed(word: str) -> None:
    zipped, tarred = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:t>{word[:3]}</w:t><w:t>{word[3:]}</w:t>")
    with tarfile.open(fileobj=tarred, mode="w") as outer:
        entry = tarfile.TarInfo("a.zip")
        entry.size = len(zipped.getvalue())
        outer.addfile(entry, io.BytesIO(zipped.getvalue()))
    padded = f"what was said of {word} by someone"
    hidden = [
        tarred.getvalue(),
        padded.encode("utf-16"),
        quote(word).encode(),
        json.dumps(padded).encode(),
        padded.encode().hex().encode(),
    ]
    hidden.append(base64.b64encode(padded.encode()))
    for data in hidden:
        assert any(squeezed(word) in squeezed(text) for text in texts(data)), data[:60]


def test_the_oracle_names_what_may_never_leave(tmp_path: Path) -> None:
    with planted(3, tmp_path) as (vault, made):
        for audience in ("embassy", "un", "ngo", "grant", "public", "statistics"):
            why = {reason for _, reason in Oracle(made, vault.schema, "quiet_diplomacy", audience).forbidden()}
            assert {"number of person", "code_name of person", "helper of hearing", "signature of actor"} <= why
            assert any(reason.endswith("C5") for reason in why)
