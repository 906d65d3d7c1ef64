"""The measurements of `make reliability`, each with few tries; what a whole run found stands in docs/reliability.md."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from reliability import damage, full_disk, media
from reliability.__main__ import main
from reliability.acts import ACTS
from reliability.table import Figure, as_text

from casevault.errors import Code, MachineProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.vault.attached import Attachment

pytestmark = pytest.mark.slow


def test_flipped_bits_are_found_and_called_by_their_name(tmp_path: Path) -> None:
    figures = damage.flips(50, tmp_path)
    assert [figure.faults for figure in figures] == [[], [], [], []]
    assert [figure.tries for figure in figures] == [10, 10, 20, 10]


def test_attachments_that_are_cut_longer_exchanged_or_gone_are_named(tmp_path: Path) -> None:
    figures = damage.attachments_exchanged(2, tmp_path)
    assert [figure.faults for figure in figures] == [[], [], []]
    assert all(figure.tries == figure.counts["blob_damaged"] for figure in figures)


def test_files_cut_short_made_longer_or_swapped_are_found(tmp_path: Path) -> None:
    figures = damage.cuts_and_swaps(5, tmp_path)
    assert [figure.faults for figure in figures] == [[], [], []]


@pytest.mark.slow
def test_a_page_put_back_is_found_or_changes_nothing_that_is_recorded(tmp_path: Path) -> None:
    (figure,) = damage.pages_put_back(tmp_path)
    assert figure.faults == []
    assert figure.counts[damage.CHECKED] > figure.tries // 2


def test_a_sound_vault_is_no_finding_and_a_missed_one_is_a_fault(tmp_path: Path) -> None:
    damage.vault_of_demo(tmp_path / "v")
    assert damage.found(tmp_path / "v") == ""
    figure = Figure("x")
    damage.note(figure, "", damage.OF_DATABASE, "page 3")
    assert figure.faults == ["page 3: not found"]
    assert "FAULT x: page 3: not found" in as_text([figure.end()])


@pytest.mark.slow
def test_anything_in_place_of_anything_is_refused_by_its_name_and_harms_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the command itself, so that it is tried as well."""
    scratch = str(tmp_path / "scratch")
    monkeypatch.setattr(
        sys, "argv", ["reliability", "--only", "replaced", "--only", "selftest", "--tries", "2", "--scratch", scratch]
    )
    assert main() == 0
    table = capsys.readouterr().out
    assert re.search(r"anything in place of anything +242 +0 ", table)
    assert re.search(r"self-test before the first unlock +2 +0 ", table)
    assert "FAULT" not in table


@pytest.mark.parametrize("act", [pytest.param(name, marks=[pytest.mark.slow] * (name == "disclose")) for name in ACTS])
@pytest.mark.parametrize("room", [0, 24 << 10, 256 << 10])
def test_a_full_disk_is_said_and_left_behind(tmp_path: Path, act: str, room: int) -> None:
    figure = Figure(act)
    try:
        with full_disk.small_disk(tmp_path / "disk", full_disk.SIZE) as disk:
            full_disk.one_room(ACTS[act](), disk, room, figure)
    except full_disk.NotAllowed:
        pytest.skip("mounting a small disk is not allowed here")
    assert figure.faults == []
    assert figure.counts["whole, and goes on"] == 1


@pytest.mark.slow
@pytest.mark.parametrize("kind", media.KINDS)
@pytest.mark.parametrize("act", media.NAMES)
@pytest.mark.parametrize("how", [media.KEEPS, media.FORGETS])
def test_a_stick_that_is_pulled_out_has_all_that_was_acknowledged(tmp_path: Path, kind: str, act: str, how: int) -> None:
    figure = Figure(kind)
    try:
        with media.stick(tmp_path / "s", media.KINDS[kind]) as stick:
            draw = random.Random(f"{kind}/{act}/{how}")  # noqa: S311 - moments, not secrets
            media.one_pull(ACTS[act](), stick, how, draw, figure, fat=kind != "ext4")
    except full_disk.NotAllowed:
        pytest.skip(f"this system has no {media.KINDS[kind]}, or mounting it is not allowed here")
    assert figure.faults == []
    assert figure.tries == 1


def test_a_medium_that_cannot_be_written_is_looked_at_and_nothing_else(tmp_path: Path) -> None:
    (figure,) = media.read_only(1, tmp_path)
    if not figure.tries:
        pytest.skip("mounting is not allowed here")
    assert figure.faults == []
    assert figure.counts["checked deeply"] == figure.counts["restored from there"] >= 1


@pytest.mark.skipif(sys.platform != "linux", reason="what a process holds is read from /proc")
@pytest.mark.timeout(900)  # a quarter of a minute of work, on a machine that may do much else
def test_boxes_papers_and_locks_leave_nothing_behind(tmp_path: Path) -> None:
    """In a process of its own, by the command: what other tests hold is not counted."""
    tests = Path(__file__).parents[1]
    command = [sys.executable, "-m", "reliability", "--only", "soak", "--tries", "60", "--scratch", str(tmp_path / "s")]
    surroundings = {**os.environ, "PYTHONPATH": f"{tests}{os.pathsep}{tests.parent}", "QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=800, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(r"boxes opened and closed +60 +0 ", ran.stdout)
    assert re.search(r"papers looked at +6 +0 ", ran.stdout)
    assert re.search(r"vaults unlocked and locked +6 +0 ", ran.stdout)
    assert ran.stdout.count("0 objects of Qt more") == 3


def test_what_grows_in_a_soak_is_a_fault() -> None:
    from reliability.soak_held import Bound, Held, faults  # noqa: PLC0415 - it loads Qt

    before = Held(resident=100 << 20, asked=0, blocks=1_000, wrappers=10, nones=500, owned=100, files=5, threads=3)
    assert faults(before, before, 10, Bound(1, 1)) == []
    grown = Held(resident=200 << 20, asked=0, blocks=9_000, wrappers=11, nones=499, owned=9_000, files=15, threads=13)
    assert len(faults(before, grown, 10, Bound(1, 1))) == 7


def test_every_box_of_the_program_is_opened_in_a_soak() -> None:
    from reliability import soak_boxes  # noqa: PLC0415 - it loads Qt

    text = Path(soak_boxes.__file__).read_text(encoding="utf-8")
    ui = Path(soak_boxes.__file__).parents[2] / "casevault" / "ui"
    boxes = {
        name
        for path in ui.rglob("*.py")
        for name in re.findall(
            r"^class (\w+)\((?:Passing|Surface|Fitting)Dialog\)", path.read_text(encoding="utf-8"), re.MULTILINE
        )
    } - {"SurfaceDialog", "FittingDialog"}
    about = dict.fromkeys(("case", "lin", "stranger", "hearing", "consent", "evidence"), "x")
    made = soak_boxes.openers(soak_boxes.Stock(about, "x", cast("Attachment", None), Path()))  # nothing is opened here
    by_command = {name for act, name in soak_boxes.OPENED.items() if act in made}
    assert {name for name in boxes - by_command if f"{name}(" not in text} == set()


def test_a_clock_set_back_is_said_and_changes_no_order(tmp_path: Path) -> None:
    (figure,) = media.clock_back(1, tmp_path)
    assert (figure.tries, figure.faults) == (4, [])


def test_whoever_comes_second_is_told_and_alters_nothing(tmp_path: Path) -> None:
    (figure,) = media.two_at_once(1, tmp_path)
    assert (figure.tries, figure.faults) == (6, [])


def test_what_is_done_where_it_should_be_refused_is_a_fault() -> None:
    def wrong() -> None:
        raise MachineProblem(Code.IO_ERROR, N_("x"))

    assert media.refused_as(lambda: None, {Code.READ_ONLY}) == ["was not refused"]
    assert media.refused_as(wrong, {Code.READ_ONLY}) == ["refused as io_error", "says not what to do"]
