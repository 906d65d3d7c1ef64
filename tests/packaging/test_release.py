"""The script that makes a release refuses at every red gate, says which, and hands out nothing then."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from build_tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a release is made on Linux")
# In the place of make: the gate in RED is red; a package is its commit, and with LEAKS the folder it was made in.
MAKE = """#!/bin/bash
for word; do case $word in --directory=*) cd "${word#*=}" ;; audit|check|package|e2e) verb=$word ;; esac; done
echo "$verb" >>"$LOG"
if [ "$verb" = "$RED" ]; then exit 1; fi
if [ "$verb" = package ]; then
    mkdir -p dist/casevault && git rev-parse HEAD | tee dist/casevault-1.2.3-x.tar.zst >dist/casevault_1.2.3_amd64.deb
    if [ -n "$LEAKS" ]; then pwd >>dist/casevault_1.2.3_amd64.deb; fi
fi
exit 0
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    made = tmp_path / "checkout"
    (made / "packaging" / "linux").mkdir(parents=True)
    for name in ("release.sh", "locked.py"):
        shutil.copy(ROOT / "packaging" / name, made / "packaging")
    for name in ("requirements", "requirements-dev", "requirements-build", "requirements-media"):
        (made / "packaging" / f"{name}.in").write_text("one==1.0  # a reason\n", encoding="ascii")
        (made / "packaging" / f"{name}.lock").write_text(f"one==1.0 \\\n    --hash=sha256:{'0' * 64}\n", encoding="ascii")
    (made / "packaging" / "linux" / "x.metainfo.xml").write_text('<release version="1.2.3"/>\n', encoding="ascii")
    (made / "pyproject.toml").write_text('version = "1.2.3"\n', encoding="ascii")
    (made / "CHANGELOG.md").write_text("## [Unreleased]\n\n## [1.2.3]\n\n- A change.\n", encoding="ascii")
    (made / ".gitignore").write_text("dist/\nbuild/\n", encoding="ascii")
    commit(made)
    (made / "dist").mkdir()
    (made / "dist" / "SHA256SUMS").write_text("of the last release", encoding="ascii")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "make").write_text(MAKE, encoding="ascii")
    (tmp_path / "bin" / "make").chmod(0o755)
    (tmp_path / "osv.zip").write_bytes(b"")
    return made


def commit(checkout: Path) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    for line in (("init", "-q"), ("add", "-A"), (*who, "commit", "-q", "-m", "x")):
        subprocess.run(["git", "-C", checkout, *line], check=True, capture_output=True)


def is_as_before(checkout: Path) -> bool:
    """Say whether the last release is what `dist` holds, and nothing of this one was left anywhere."""
    there = [path.name for path in (checkout / "dist").iterdir()]
    last = (checkout / "dist" / "SHA256SUMS").read_text(encoding="ascii") == "of the last release"
    return there == ["SHA256SUMS"] and last and not (checkout / "build" / "release").exists()


def release(checkout: Path, *arguments: str, red: str = "", leaks: str = "") -> tuple[int, str, list[str]]:
    log = checkout.parent / "log"
    log.write_bytes(b"")
    surroundings = {"PATH": f"{checkout.parent / 'bin'}:{os.environ['PATH']}", "LOG": str(log), "RED": red, "LEAKS": leaks}
    line = ["bash", str(checkout / "packaging" / "release.sh"), *arguments]
    done = subprocess.run(line, env=surroundings, capture_output=True, check=False, text=True, timeout=60)
    return done.returncode, done.stderr, log.read_text(encoding="ascii").split()


def test_where_every_gate_is_green_the_sums_of_two_equal_builds_are_written(checkout: Path) -> None:
    status, said, verbs = release(checkout, str(checkout.parent / "osv.zip"))
    assert (status, said) == (0, "")
    assert verbs == ["audit", "check", "package", "e2e", "package"]
    told = subprocess.run(
        ["sha256sum", "--check", "SHA256SUMS"], cwd=checkout / "dist", capture_output=True, check=True, text=True
    )
    assert told.stdout.count(": OK") == 2
    assert (checkout / "dist" / "casevault").is_dir()
    assert not (checkout / "build" / "release").exists()


@pytest.mark.parametrize(
    ("red", "words"),
    [("audit", "known holes"), ("check", "make check"), ("package", "make package"), ("e2e", "end-to-end")],
)
def test_a_red_gate_ends_it(checkout: Path, red: str, words: str) -> None:
    status, said, verbs = release(checkout, str(checkout.parent / "osv.zip"), red=red)
    assert status == 1
    assert f"refused: {words}" in said or words in said
    assert verbs[-1] == red, "nothing comes after it"
    assert is_as_before(checkout)


def test_a_build_that_says_where_it_was_made_is_no_release(checkout: Path) -> None:
    status, said, _verbs = release(checkout, str(checkout.parent / "osv.zip"), leaks="yes")
    assert status == 1
    assert "two builds differ" in said
    assert "casevault_1.2.3_amd64.deb" in said
    assert is_as_before(checkout)


def test_what_nobody_looked_at_is_not_made(checkout: Path) -> None:
    osv = str(checkout.parent / "osv.zip")
    assert "OSV export" in release(checkout)[1]
    (checkout / "note.txt").write_bytes(b"x")
    assert "not committed" in release(checkout, osv)[1]
    assert is_as_before(checkout)
    commit(checkout)
    for name, holds, words in (
        ("CHANGELOG.md", "nothing\n", "no section 1.2.3"),
        ("CHANGELOG.md", "## [Unreleased]\n\n- One more.\n\n## [1.2.3]\n", "under Unreleased"),
        ("packaging/linux/x.metainfo.xml", "nothing\n", "no release 1.2.3"),
        ("packaging/requirements.in", "one==1.1\n", "the locks are not those of the requirements"),
        ("packaging/requirements-build.in", "two==1.0\n", "requirements-build.lock has none"),
        ("packaging/requirements.lock", "one==1.0\n", "requirements.lock has no hash of one"),
        ("packaging/requirements-dev.lock", "one==1.1 --hash=sha256:0\n", "requirements-dev.lock has one 1.1"),
    ):
        before = (checkout / name).read_bytes()
        (checkout / name).write_text(holds, encoding="ascii")
        commit(checkout)
        status, said, verbs = release(checkout, osv)
        assert (status, verbs) == (1, []), "before anything is made"
        assert words in said
        assert is_as_before(checkout)
        (checkout / name).write_bytes(before)
        commit(checkout)
