"""The package itself, where one was made: `make e2e PACKAGE=dist/casevault/casevault`."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pillow_heif
import pytest
from build_tools import ROOT, tool
from cyclonedx import problems
from e2e.starting import PACKAGE
from PIL import Image

from casevault.paths import PORTABLE_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not PACKAGE, reason="no package is named (make e2e PACKAGE=…)")]
FOLDER = Path(PACKAGE).parent
libraries, contents = tool("libraries"), tool("contents")
EMPTY = {"PATH": "/usr/bin:/bin"}


def run(arguments: Sequence[str], stdin: bytes = b"", home: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    environment = EMPTY | ({"HOME": str(home)} if home else {})
    return subprocess.run([PACKAGE, *arguments], input=stdin, env=environment, capture_output=True, check=False, timeout=120)


def test_every_part_of_it_works_without_a_home(tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    done = run(["selftest", "--json"], home=alone)
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["ok"]
    assert list(alone.iterdir()) == []


def test_it_says_that_it_is_a_package_and_every_version() -> None:
    told = run(["--version"]).stdout.decode().splitlines()
    assert "  form package" in told
    assert all(line.rsplit(" ", 1)[1] for line in told)


def test_it_holds_what_it_must_and_nothing_else() -> None:
    assert libraries.missing(FOLDER) == []
    assert libraries.foreign(FOLDER) == []
    assert [place for place in libraries.names(FOLDER) if contents.FORBIDDEN.search(place)] == []
    inside = FOLDER / "_internal" / "resources"
    for source, target in contents.TREES.items():
        folder, place = ROOT / source, inside.parent / target
        wanted = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and path.suffix not in {".po", ".pot"}}
        assert [path for path in sorted(wanted) if (place / path).read_bytes() != (folder / path).read_bytes()] == []
    assert libraries.size(FOLDER) <= 220_000_000


def test_the_list_of_its_parts_is_cyclonedx_and_every_part_has_its_licence_text() -> None:
    papers = FOLDER / "_internal" / "resources" / "licences"
    listed = json.loads((papers / "casevault.cdx.json").read_bytes())
    assert list(problems(listed)) == []
    named = {one["name"] for one in listed["components"] if one["purl"].startswith(("pkg:pypi/", "pkg:deb/"))}
    assert sorted(name for name in named if not any((papers / name).glob("*"))) == []


def test_a_stick_with_a_folder_beside_the_program_keeps_its_settings_and_every_child_starts(tmp_path: Path) -> None:
    """As on FAT: no file may be started, so the launcher asks the system's loader; and no link is needed anywhere."""
    assert [path for path in FOLDER.rglob("*") if path.is_symlink()] == []
    stick, home = tmp_path / "stick", tmp_path / "alone"
    shutil.copytree(FOLDER, stick / "casevault")
    program = stick / "casevault" / "casevault"
    program.chmod(0o644)
    (stick / PORTABLE_NAME).mkdir()
    home.mkdir()
    line = ["sh", str(stick / "casevault" / "casevault-start.sh")]
    environment = EMPTY | {"HOME": str(home)}
    told = subprocess.run([*line, "--version"], env=environment, capture_output=True, check=True, text=True, timeout=60)
    assert "  form package, portable" in told.stdout.splitlines()
    done = subprocess.run([*line, "selftest", "--json"], env=environment, capture_output=True, check=False, timeout=120)
    assert json.loads(done.stdout)["ok"], done.stdout
    assert list(home.iterdir()) == []


def test_a_photograph_of_a_telephone_is_read_without_the_encoder() -> None:
    photograph = io.BytesIO()
    pillow_heif.register_heif_opener()
    Image.new("RGB", (80, 60), (200, 30, 30)).save(photograph, "HEIF")
    done = run(["--view-child", "heic", "0", "40", "30"], photograph.getvalue())
    line, _end, pixels = done.stdout.partition(b"\n")
    assert json.loads(line)["width"] == 40
    assert abs(pixels[0] - 200) < 12
    assert len(pixels) == 40 * 30 * 4


def test_a_vault_is_made_and_the_passphrase_held_against_words_of_this_program(tmp_path: Path) -> None:
    secret = tmp_path / "p"
    secret.write_text("correct horse battery staple", encoding="utf-8")
    done = run(["create", str(tmp_path / "v"), "--passphrase-file", str(secret), "--json"], home=tmp_path)
    assert done.returncode == 0, done.stdout
