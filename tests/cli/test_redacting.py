from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pikepdf
import pyrage
import pytest
from attaching import write
from builders import PASSPHRASE, make_vault
from disclosure_fakes import invented_case
from lines import Line
from PIL import Image
from redacting import SECRET, text_pdf, with_place

if TYPE_CHECKING:
    from pathlib import Path


def attached(line: Line, path: Path) -> str:
    person = line.ok("add", str(line.folder), "person", "--set", "display_name=Lin Zhaowen")["id"]
    return str(line.ok("attach", str(line.folder), person, str(path))["evidence"])


@pytest.fixture
def notice(line: Line, tmp_path: Path) -> str:
    return attached(line, write(tmp_path / "notice.pdf", text_pdf(["the name stands here", "and more"], pages=2)))


def redact(line: Line, evidence: str, *arguments: str) -> dict[str, Any]:
    return line.ok("redact", str(line.folder), evidence, *arguments)


@pytest.mark.slow
def test_a_copy_is_made_listed_looked_at_and_removed(line: Line, notice: str) -> None:
    made = redact(line, notice, "--audience", "embassy", "--label", "short", "--box", "1,0.1,0.07,0.3,0.02")
    assert (made["audience"], made["label"], made["pages"], made["not_looked"]) == ("embassy", "short", 2, [1, 2])
    assert made["only_pixels"] is True
    assert made["mime"] == "application/pdf"
    (box,) = made["boxes"]
    assert (box["page"], box["x"], box["w"]) == (1, "0.1", "0.3")
    assert float(box["y"]) <= 0.07  # grown over the line
    more = redact(line, notice, "--copy", made["copy"], "--box", "2,0.5,0.5,0.1,0.1", "--looked")
    assert [box["page"] for box in more["boxes"]] == [1, 2]
    assert [seen["page"] for seen in more["looked"]] == [1, 2]
    assert more["not_looked"] == []
    assert more["sha256"] != made["sha256"]
    (listed,) = line.ok("redactions", str(line.folder), notice, "--verify")["redactions"]
    assert listed == more
    (plain,) = line.ok("redactions", str(line.folder), notice)["redactions"]
    assert "sha256" not in plain
    again = redact(line, notice, "--copy", made["copy"], "--box", "1,0.5,0.5,0.1,0.1")
    assert again["not_looked"] == [1]
    assert redact(line, notice, "--copy", made["copy"], "--remove") == {"evidence": notice, "copy": made["copy"], "removed": True}
    assert line.ok("redactions", str(line.folder), notice) == {"redactions": []}


@pytest.mark.slow
def test_it_is_saved_for_oneself_sealed_or_plain(line: Line, notice: str, tmp_path: Path) -> None:
    made = redact(line, notice, "--audience", "embassy", "--box", "1,0.1,0.07,0.3,0.02")
    plain, sealed = tmp_path / "plain.pdf", tmp_path / "sealed.pdf"
    done = line.ok("save-redaction", str(line.folder), notice, made["copy"], str(plain), "--plain")
    assert (done["sealed"], done["sha256"], done["passphrase"]) == ("none", made["sha256"], None)
    for word in (SECRET, "stands", "/Font", "/Info", "/JavaScript", "/EmbeddedFile"):
        assert word.encode() not in plain.read_bytes()
    done = line.ok("save-redaction", str(line.folder), notice, made["copy"], str(sealed))
    opened = pyrage.passphrase.decrypt(sealed.with_name("sealed.pdf.age").read_bytes(), done["passphrase"])
    assert opened == plain.read_bytes()
    left = line.ok("disclosures", str(line.folder), "--to-myself")["to_myself"]
    assert sorted(row["sealed"] for row in left) == ["none", "words"]
    assert (
        line.refused("save-redaction", str(line.folder), notice, made["copy"], str(plain), "--plain")["code"] == "invalid_input"
    )
    inside = line.folder / "copy.pdf"
    assert line.refused("save-redaction", str(line.folder), notice, made["copy"], str(inside))["code"] == "invalid_input"


def test_a_photograph_leaves_without_its_place(line: Line, tmp_path: Path) -> None:
    evidence = attached(line, write(tmp_path / "place.jpg", with_place()))
    made = redact(line, evidence, "--audience", "public", "--looked")
    out = tmp_path / "out.jpg"
    line.ok("save-redaction", str(line.folder), evidence, made["copy"], str(out), "--plain")
    with Image.open(io.BytesIO(out.read_bytes())) as shown:
        assert not shown.getexif()
    assert SECRET.encode() not in out.read_bytes()


@pytest.mark.slow
def test_a_letter_is_set_anew_and_what_has_no_words_is_refused(line: Line, tmp_path: Path) -> None:
    evidence = attached(line, write(tmp_path / "letter.txt", "Dear 高瑜,\n\nthe second line".encode()))
    made = redact(line, evidence, "--audience", "embassy")
    assert (made["flattened"], made["pages"], made["mime"]) == (True, 1, "application/pdf")
    out = tmp_path / "out.pdf"
    line.ok("save-redaction", str(line.folder), evidence, made["copy"], str(out), "--plain")
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) == 1
    for name, data in (("film.mp4", b"\0" * 99), ("empty.docx", b"PK\x03\x04"), ("unknown.bin", b"x")):
        other = attached(line, write(tmp_path / name, data))
        assert line.refused("redact", str(line.folder), other, "--audience", "embassy")["code"] == "unsupported"
        assert line.ok("redactions", str(line.folder), other) == {"redactions": []}


def test_evidence_asked_for_by_name_that_stays_is_named_with_the_reason(tmp_path: Path) -> None:
    folder, secret = tmp_path / "W", tmp_path / "secret"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    vault, _ = make_vault(folder)
    with vault:
        case = invented_case(vault)["case"]
    line, where = Line(folder, secret), str(folder)
    letter = str(write(tmp_path / "letter.txt", b"Dear all"))
    evidence = str(line.ok("attach", where, case, letter, "--title", "A letter")["evidence"])
    ask = ("--case", case, "--audience", "embassy", "--output", "dossier", "--to", "A desk", "--seal", "age", "--preview")
    status, said, _err = line.raw("disclose", where, *ask, "--evidence", evidence)
    assert status == 0
    assert "“A letter” does not go along. Has no redacted copy for this audience." in said
    assert "go along" not in line.raw("disclose", where, *ask, "--evidence", "all")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--audience", "embassy", "--copy", "0" * 32),
        ("--audience", "nobody"),
        ("--audience", "embassy", "--box", "1,0.1,0.1,0.1"),
        ("--audience", "embassy", "--box", "1,0.1,0.1,x,0.1"),
        ("--audience", "embassy", "--box", "1,0.1,0.1,NaN,0.1"),
        ("--audience", "embassy", "--box", "1,0.9,0.1,0.2,0.1"),
        ("--audience", "embassy", "--box", "3,0.1,0.1,0.2,0.1"),
        ("--audience", "embassy", "--box", "1,0.1,0.1,1e99999,0.1"),
        ("--audience", "embassy", "--remove"),
    ],
)
def test_what_is_not_understood_is_refused_and_nothing_is_recorded(line: Line, notice: str, arguments: tuple[str, ...]) -> None:
    assert line.refused("redact", str(line.folder), notice, *arguments)["code"] == "invalid_input"
    assert line.ok("redactions", str(line.folder), notice) == {"redactions": []}
