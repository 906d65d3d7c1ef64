from __future__ import annotations

import io
import signal
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pyrage
import pytest
from builders import CHEAP_BOUNDS, FixedAmbient
from interrupted import started

from casevault.cli.context import Context
from casevault.cli.main import main
from casevault.crypto import agefile
from casevault.i18n import Catalogue

if TYPE_CHECKING:
    from lines import Line

ROOT = Path(__file__).parents[2]
DATA = b"notice of arrest" * 10_000


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "notice.pdf"
    path.write_bytes(DATA)
    return path


@pytest.fixture
def person(line: Line) -> str:
    return str(line.ok("add", str(line.folder), "person", "--set", "display_name=Lin Zhaowen")["id"])


def test_attach_list_and_save(line: Line, person: str, paper: Path, tmp_path: Path) -> None:
    done = line.ok("attach", str(line.folder), person, str(paper), "--title", "-", "--kind", "notice", stdin="Notice\n")
    assert set(done) == {"evidence", "blob", "sha256", "size", "duplicate_of", "files"}
    assert (done["sha256"], done["size"], done["duplicate_of"]) == (sha256(DATA).hexdigest(), len(DATA), None)
    for arguments in ([], [person], [done["evidence"]]):
        (listed,) = line.ok("attachments", str(line.folder), *arguments)["attachments"]
        assert (listed["evidence"], listed["title"], listed["file"], listed["name"]) == (
            done["evidence"],
            "Notice",
            1,
            "notice.pdf",
        )
        assert listed["stored"] is True
    out = tmp_path / "copy.pdf"
    saved = line.ok("save-attachment", str(line.folder), done["evidence"], str(out), "--plain")
    assert saved == {
        "evidence": done["evidence"], "file": 1, "target": str(out), "sha256": done["sha256"], "size": len(DATA),
        "sealed": "none", "passphrase": None,
    }  # fmt: skip
    assert out.read_bytes() == DATA
    actions = [change["action"] for change in line.ok("show", str(line.folder), done["evidence"])["changes"]]
    assert actions == ["left", "exported", "collected", "created"]
    assert line.refused("save-attachment", str(line.folder), done["evidence"], str(out), "--plain")["code"] == "invalid_input"
    assert line.refused("save-attachment", str(line.folder), done["evidence"], str(out), "--file", "2")["code"] == "not_found"


def test_files_given_together_and_one_that_was_there(line: Line, person: str, paper: Path, tmp_path: Path) -> None:
    first = line.ok("attach", str(line.folder), person, str(paper))
    other = tmp_path / "back.jpg"
    other.write_bytes(b"back")
    both = line.ok("attach", str(line.folder), person, str(other), str(paper))
    assert [file["duplicate_of"] for file in both["files"]] == [None, first["evidence"]]
    assert both["files"][1]["blob"] == first["blob"]
    report = line.ok("check", str(line.folder), "--deep")
    assert (report["ok"], report["attachments"]) == (True, 2)


def test_what_a_person_reads(line: Line, person: str, paper: Path, tmp_path: Path) -> None:
    status, out, _ = line.raw("attach", str(line.folder), person, str(paper))
    assert (status, out.splitlines()[0]) == (0, "1 file attached.")
    _, again, _ = line.raw("attach", str(line.folder), person, str(paper))
    assert "kept once" in again
    evidence = out.splitlines()[1]
    _, listed, _ = line.raw("attachments", str(line.folder))
    assert "stored     notice.pdf" in listed
    assert listed.splitlines()[-1] == "2 files"
    _, saved, said = line.raw("save-attachment", str(line.folder), evidence, str(tmp_path / "x"), "--plain")
    assert "not encrypted" in saved
    assert "whoever gets the disk" in said
    _, saved, said = line.raw("save-attachment", str(line.folder), evidence, str(tmp_path / "x"))
    assert "whoever gets the disk" not in said
    assert "shown once" in saved
    assert len(saved.splitlines()[-1].split()) == 7
    orphan = line.folder / "blobs" / "ab" / ("ab" + "0" * 30)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"x")
    status, checked, _ = line.raw("check", str(line.folder))
    assert status == 0
    assert "1 attachment checked." in checked
    assert "1 file left by an import cut short." in checked


def test_a_copy_is_sealed_unless_it_is_said_otherwise(line: Line, person: str, paper: Path, tmp_path: Path) -> None:
    evidence = line.ok("attach", str(line.folder), person, str(paper))["evidence"]
    mine = pyrage.x25519.Identity.generate()
    words = line.ok("save-attachment", str(line.folder), evidence, str(tmp_path / "a"))
    key = line.ok("save-attachment", str(line.folder), evidence, str(tmp_path / "b.age"), "--recipient", str(mine.to_public()))
    assert (words["target"], words["sealed"]) == (str(tmp_path / "a.age"), "words")
    assert (key["target"], key["sealed"], key["passphrase"]) == (str(tmp_path / "b.age"), "key", None)
    sealed = (tmp_path / "a.age").read_bytes()
    assert b"notice of arrest" not in sealed + (tmp_path / "b.age").read_bytes()
    assert agefile.decrypt_with_passphrase(sealed, words["passphrase"], memory=1 << 30) == DATA
    assert agefile.decrypt((tmp_path / "b.age").read_bytes(), [mine]) == DATA
    refused = line.refused("save-attachment", str(line.folder), evidence, str(tmp_path / "c"), "--recipient", "ssh-rsa AAAA")
    assert refused["code"] == "unsupported_key"
    rows = line.ok("disclosures", str(line.folder), "--to-myself")["to_myself"]
    assert [(row["what"], row["count"], row["to"], row["sealed"], row["by"], row["record"]) for row in rows] == [
        ("file", 1, "file", "key", "A.B.", evidence),
        ("file", 1, "file", "words", "A.B.", evidence),
    ]
    _, listed, _ = line.raw("disclosures", str(line.folder), "--to-myself")
    assert "1 file of evidence saved as a copy · sealed to a key  A.B." in listed
    assert str(tmp_path) not in str(rows) + listed


def test_nothing_taken_out_is_said(line: Line) -> None:
    _, listed, _ = line.raw("disclosures", str(line.folder), "--to-myself")
    assert listed == "Nothing was taken out of this vault for oneself.\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("answer", ["plain\n", "yes\n", "", "PLAIN\n"])
def test_on_a_terminal_plain_is_asked_about(line: Line, person: str, paper: Path, tmp_path: Path, answer: str) -> None:
    status = int(answer != "plain\n")
    evidence = line.ok("attach", str(line.folder), person, str(paper))["evidence"]
    out, err = io.StringIO(), io.StringIO()
    context = Context(
        Catalogue(), stdin=Terminal(answer), stdout=out, stderr=err, ambient=FixedAmbient(seed=9), bounds=CHEAP_BOUNDS
    )
    given = ["save-attachment", "--passphrase-file", str(line.secret), str(line.folder), evidence, str(tmp_path / "x"), "--plain"]
    assert main(given, context=context) == status
    assert "Type “plain” to go on" in err.getvalue()
    assert (tmp_path / "x").exists() is (status == 0)


def test_verify_says_which_one_is_damaged(line: Line, person: str, paper: Path, tmp_path: Path) -> None:
    done = line.ok("attach", str(line.folder), person, str(paper))
    (tmp_path / "fine").write_bytes(b"fine")
    fine = line.ok("attach", str(line.folder), person, str(tmp_path / "fine"))
    line.ok(
        "add", str(line.folder), "evidence", "--set", "title=Paper", "--set", "kind=document", "--set", 'files=[{"name":"p"}]'
    )
    path = line.folder / "blobs" / done["blob"][:2] / done["blob"]
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    status, answer = line.run("attachments", str(line.folder), person, "--verify")
    assert status == 1
    verified = {entry["evidence"]: entry["verified"] for entry in answer["attachments"]}
    assert verified == {done["evidence"]: False, fine["evidence"]: True}
    status, out, _ = line.raw("attachments", str(line.folder), "--verify")
    assert (status, "DAMAGED" in out, "verified" in out) == (1, True, True)
    _, out, _ = line.raw("attachments", str(line.folder))
    assert "not here" in out
    error = line.refused("save-attachment", str(line.folder), done["evidence"], str(tmp_path / "out"))
    assert error["code"] == "blob_damaged"
    assert not (tmp_path / "out").exists()
    (problem,) = line.run("check", str(line.folder), "--deep")[1]["problems"]
    assert (problem["code"], problem["where"]) == ("blob_damaged", f"attachment {done['blob']}")


def test_refusals_name_no_file(line: Line, person: str, tmp_path: Path) -> None:
    error = line.refused("attach", str(line.folder), person, str(tmp_path / "Lin Zhaowen.jpg"))
    assert error["code"] == "not_found"
    assert "Zhaowen" not in str(error)
    assert line.refused("attach", str(line.folder), "0" * 32, str(line.secret))["code"] == "invalid_input"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another thing there")
def test_ctrl_c_leaves_nothing(line: Line, person: str, tmp_path: Path) -> None:
    """A real process, interrupted while it reads a file that does not end soon."""
    slow = tmp_path / "film.mp4"
    with slow.open("wb") as file:
        file.truncate(4 << 30)
    secret = ("--passphrase-file", str(line.secret))
    with started("attach", "--json", *secret, str(line.folder), person, str(slow)) as process:
        tmp = line.folder / "tmp"
        while process.poll() is None and not any(part.stat().st_size for part in tmp.iterdir()):
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(
            timeout=180
        )  # what was written so far is let go of first, which a busy disk takes its time for
    assert process.returncode == 1
    assert '"cancelled"' in out
    assert list(tmp.iterdir()) == []
    assert [path for path in (line.folder / "blobs").rglob("*") if path.is_file()] == []
    assert line.ok("attachments", str(line.folder))["attachments"] == []
