"""Every file of the suites for tables through `casevault import` itself: a result or a clear refusal, nothing left behind."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from exchange.material import found

SECONDS = 10.0  # for one file
MEMORY = 400  # MiB of this process or of a child
FOLDERS = ("csv", "json", "encodings", "office", "zip")
IMPORTS = Path(__file__).with_name("nasty_imports.py")
ROOT = Path(__file__).parents[2]
SECRET = "six words are better than one\n"
EACH = 83  # of so many files the quick tests take one

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="what a process held is asked as on Unix")


def files() -> list[Path]:
    return [path for folder in FOLDERS for path in sorted(found("nasty", folder).rglob("*")) if path.is_file()]


def listing(folder: Path) -> dict[str, str]:
    """Return every name below a folder with what it holds."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }


def surroundings(tmp_path: Path) -> dict[str, str]:
    """Make folders for everything a program may write to of its own accord, and return the environment that names them."""
    places = {"HOME": "home", "TMPDIR": "tmp", "XDG_RUNTIME_DIR": "run", "XDG_CACHE_HOME": "home/.cache"}
    for name in (*places.values(), "here"):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL") if key in os.environ}
    named = {key: str(tmp_path / name) for key, name in places.items()}
    return kept | named | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}", "PYTHONDONTWRITEBYTECODE": "1"}


def all_through(tmp_path: Path, paths: list[Path]) -> tuple[list[dict[str, Any]], list[int]]:
    """Try to bring in each file, and compare every folder that could have been written to but the vault's own."""
    environment = surroundings(tmp_path)
    before = listing(tmp_path)
    originals = {path.parent: listing(path.parent) for path in paths}
    done = subprocess.run(
        [
            sys.executable,
            str(IMPORTS),
            str(tmp_path / "V.casevault"),
            str(tmp_path / "secret"),
        ],
        cwd=tmp_path / "here",
        env=environment,
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    *answers, held = map(json.loads, done.stdout.splitlines())
    assert len(answers) == len(paths)
    after = {name: value for name, value in listing(tmp_path).items() if not name.startswith("V.casevault")}
    assert after == before
    assert {path.parent: listing(path.parent) for path in paths} == originals
    return answers, held


def verify(answers: list[dict[str, Any]], held: list[int]) -> None:
    for answer in answers:
        assert answer["status"] in {0, 1}, answer
        assert answer["whole"], answer
        assert answer["stderr"] == "", answer
        assert answer["seconds"] < SECONDS, answer
        assert answer["adds_up"] is (answer["status"] == 0), answer
        assert answer["code"] in {"", "invalid_input", "unsupported", "too_large", "not_found", "wrong_credentials"}, answer
    assert max(held) < MEMORY, held


def test_some_files_of_every_suite_are_read_or_refused(tmp_path: Path) -> None:
    verify(*all_through(tmp_path, files()[::EACH]))


@pytest.mark.slow
def test_every_file_of_every_suite_is_read_or_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers, held = all_through(tmp_path, files())
    verify(answers, held)
    read = sum(answer["status"] == 0 for answer in answers)
    assert 0 < read < len(answers)
    with capsys.disabled():
        slowest = max(answers, key=lambda answer: answer["seconds"])
        print(  # noqa: T201 - the figures are to be seen
            f"\nnasty files: {len(answers)} tried, {read} read, {len(answers) - read} refused, slowest {slowest['seconds']:.1f} s"
            f" ({slowest['path']}), at most {held[0]} MiB here and {held[1]} MiB in a child"
        )
