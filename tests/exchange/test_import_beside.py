"""An import whose index a second process makes leaves the same vault to the byte, whatever becomes of that process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from builders import make_vault
from exchange.material import written
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.domain.canonical import canonical
from casevault.domain.types import TYPES
from casevault.errors import Code, MachineProblem
from casevault.exchange.importing import Asked, bring_in
from casevault.exchange.mapping import Column, Mapping, RecordRule, Target
from casevault.i18n import N_
from casevault.media import viewer
from casevault.progress import Cancelled
from casevault.store.behind import Held, made_here
from casevault.vault import beside, bulk, index_child
from casevault.vault.beside import Beside, Gone, rows_of
from casevault.vault.check import check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casevault.store.connection import Connection

ROOT = Path(__file__).parents[2]
MAPPING = Mapping(
    name="lots",
    records={
        "person": RecordRule("person"),
        "case": RecordRule("case", always=True, constants={"title": "{name}", "persons.person": "@person"}),
    },
    columns={
        "name": Column(to=(Target.of("person.display_name"),)),
        "also": Column(to=(Target.of("person.aliases.value"),), split=(";",)),
        "born": Column(to=(Target.of("person.birth"),)),
    },
)
NAMES = ["王伟", "高瑜", "Anna Visser", "Алесь Сялецкі", "རི་མོ", "مۇھەممەت", "Visser, Anna", "J. O'Neil-42 7", "さとう"]
TABLE = "name,also,born\n" + "".join(
    f'"{NAMES[n % 9]} {"abcdefg"[n % 7]}",{("", "Wen;老林")[n % 2]},{("", "1970")[n % 3 == 0]}\n' for n in range(60)
)
PERSON = next(rt for rt in TYPES if rt.key == "person")
EVIDENCE = next(rt for rt in TYPES if rt.key == "evidence")


def all_held(connection: Connection) -> dict[str, list[Any]]:
    """Return every row of every table but how FTS5 parts its lists into pages, and where this folder was seen last.

    Any other statement makes FTS5 close a page, so their parting tells when it was written. That they hold the words of
    `search_text_content` and no others is SQLite's own check, which `check` makes.
    """
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    held = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}  # noqa: S608 - names of tables
    del held["search_text_data"], held["search_text_idx"]
    return {**held, "meta": [row for row in held["meta"] if row[0] != "seen"]}


def brought_in(folder: Path, *, processors: int = 2) -> dict[str, list[Any]]:
    """Import the table in lots of seven into a vault of its own, whose time and ids are the same in every one."""
    folder.mkdir()
    vault, _ = make_vault(folder / "v")
    with (
        vault,
        patch.object(bulk, "LOT", 7),
        patch.object(bulk, "MANY", 1),
        patch.object(beside, "cores", return_value=processors),
    ):
        vault.search.drain()
        report = bring_in(vault, Asked(written(folder, TABLE)), MAPPING)
        assert (report.created, report.rejected) == (60, [])
        assert check(vault, deep=True).ok
        return vault.db.read(all_held)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Return a list that grows by whether the child took a lot and made it. Every import waits for its child to be there."""
    found: list[bool] = []
    start, answer = Beside.start, Beside._answer

    def started(self: Beside) -> None:
        start(self)
        if self._ready is not None:
            self._ready.exception()

    def answered(self: Beside, *given: Any) -> Any:
        rows = answer(self, *given)
        found.append(rows is not None)
        return rows

    monkeypatch.setattr(Beside, "start", started)
    monkeypatch.setattr(Beside, "_answer", answered)
    return found


def test_the_vault_is_the_same_to_the_byte(tmp_path: Path, counted: list[bool]) -> None:
    alone = brought_in(tmp_path / "alone", processors=1)
    assert counted == []
    both = brought_in(tmp_path / "both")
    assert counted
    assert all(counted)
    assert both == alone
    assert len(alone["search_row"]) > 120


FAKE = """
import sys
source, out = sys.stdin.buffer, sys.stdout.buffer
def say(message):
    out.write(len(message).to_bytes(4, "big") + message); out.flush()
def heard():
    return source.read(int.from_bytes(source.read(4), "big"))
"""
HELLO = f"say({json.dumps(index_child.identity())!r}.encode()); heard()\n"
BAD = {
    "ends at once": "",
    "says that it is another program": "say(b'[\"0.0.9\", \"2\"]'); heard(); say(b'[]')",
    "says nothing of itself that can be read": "say(b'{')",
    "ends in the middle": HELLO + "out.write(b'\\0\\0\\1\\0[['); out.flush()",
    "answers no JSON": HELLO + "say(b'\\xff')",
    "answers brackets without end": HELLO + "say(b'[' * 100_000)",
    "answers too few": HELLO + "say(b'[]')",
    "answers another shape": HELLO + "say(b'[' + b','.join([b'[1,2]'] * 7) + b']')",
    "answers other words": HELLO + 'say(b\'[\' + b\',\'.join([b\'["a","","","","b",[]]\'] * 7) + b\']\')',
    "claims an answer longer than any": HELLO + "out.write(b'\\xff' * 4); out.flush(); heard()",
    "says no more": HELLO + "import time; time.sleep(60)",
}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    return brought_in(tmp_path_factory.mktemp("one") / "alone", processors=1)


@pytest.mark.parametrize("said", BAD.values(), ids=list(BAD))
def test_whatever_the_child_says_the_vault_is_the_same(
    said: str, tmp_path: Path, alone: dict[str, list[Any]], counted: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = [sys.executable, "-I", "-S", "-c", FAKE + said]
    with patch.object(viewer, "command", return_value=line), monkeypatch.context() as patched:
        patched.setattr(beside, "PATIENCE", 0.3)
        assert brought_in(tmp_path / "v") == alone
    assert not any(counted)


def test_a_child_that_cannot_be_started_is_done_without(tmp_path: Path, alone: dict[str, list[Any]]) -> None:
    problem = MachineProblem(Code.IO_ERROR, N_("no"), N_("no"))
    with patch.object(viewer, "running", side_effect=problem) as asked:
        assert brought_in(tmp_path / "v") == alone
    assert asked.call_count == 1  # and not tried again for every lot


def test_a_child_that_is_killed_in_the_midst_is_done_without(
    tmp_path: Path, alone: dict[str, list[Any]], counted: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = Beside.begin

    def killed_after_the_first_answer(self: Beside, lot: Any) -> Any:
        if counted and self._process is not None:
            self._process.kill()
            self._process.wait()
        return begin(self, lot)

    monkeypatch.setattr(Beside, "begin", killed_after_the_first_answer)
    assert brought_in(tmp_path / "v") == alone
    assert (counted[0], counted[-1]) == (True, False)


def test_few_records_start_nothing(tmp_path: Path) -> None:
    vault, _ = make_vault(tmp_path / "v")
    with vault, patch.object(bulk, "LOT", 7), patch.object(bulk, "MANY", 120), patch.object(viewer, "running") as asked:
        assert bring_in(vault, Asked(written(tmp_path, TABLE)), MAPPING, dry=True).created == 60
    assert not asked.called


@pytest.mark.usefixtures("counted")
def test_a_cancelled_import_ends_its_child_and_leaves_nothing(tmp_path: Path) -> None:
    vault, _ = make_vault(tmp_path / "v")
    started: list[subprocess.Popen[bytes]] = []
    running = viewer.running

    def noted(line: Any) -> subprocess.Popen[bytes]:
        started.append(running(line))
        return started[-1]

    def progress(done: int, _total: int, /) -> None:
        if done >= 50:
            raise Cancelled

    with (
        vault,
        patch.object(bulk, "LOT", 7),
        patch.object(bulk, "MANY", 1),
        patch.object(beside, "cores", return_value=2),
        patch.object(viewer, "running", side_effect=noted),
    ):
        before = vault.db.read(all_held)
        with pytest.raises(Cancelled):
            bring_in(vault, Asked(written(tmp_path, TABLE)), MAPPING, progress=progress)
        assert vault.db.read(all_held) == before
    assert [child.poll() is not None for child in started] == [True]


@pytest.fixture(scope="module")
def child() -> Iterator[Beside]:
    with closing(Beside()) as made, patch.object(beside, "cores", return_value=2):
        made.start()
        assert made._ready is not None
        assert made._ready.result(60)
        yield made


def lot_of(*held: tuple[Any, dict[str, Any]]) -> list[Held]:
    return [Held(seq, str(seq), rt, fields, canonical(fields)) for seq, (rt, fields) in enumerate(held, start=1)]


TEXTS = st.text(max_size=30) | st.sampled_from(NAMES) | st.text(st.characters(codec="utf-8"), max_size=8)


@given(texts=st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=5))
@settings(deadline=None, max_examples=40)
def test_any_text_is_indexed_alike(child: Beside, texts: list[tuple[str, str, str]]) -> None:
    people = [(PERSON, {"display_name": a, "aliases": [{"value": b}], "notes": [{"text": c}]}) for a, b, c in texts]
    files = [(EVIDENCE, {"title": a, "files": [{"blob": "b", "mime": b}, {"name": c}, {"blob": "c"}]}) for a, b, c in texts]
    lot = lot_of(*people, *files)
    begun = child.begin(lot)
    assert begun is not None
    rows = begun.wait()
    assert rows == made_here(lot)
    assert [row.files for row in rows] == [row.files for row in made_here(lot)]


def test_a_type_that_is_defined_otherwise_is_sent_anew(child: Beside) -> None:
    fields = tuple(replace(field, search=False) for field in PERSON.fields)
    for rt in (PERSON, replace(PERSON, fields=fields), PERSON):
        lot = lot_of((rt, {"display_name": "王伟", "notes": [{"text": "told apart"}]}))
        begun = child.begin(lot)
        assert begun is not None
        assert begun.wait() == made_here(lot)


def test_no_more_than_a_few_lots_are_under_way(child: Beside) -> None:
    lot = lot_of(*[(PERSON, {"display_name": f"王伟 {n}", "notes": [{"text": "a b " * 400}]}) for n in range(200)])
    begun = [child.begin(lot) for _ in range(6)]
    assert sum(one is not None for one in begun) <= 3  # one may have come back meanwhile
    assert all(one.wait() == made_here(lot) for one in begun if one is not None)


def test_a_lot_beyond_the_bound_is_not_handed_over(child: Beside) -> None:
    with patch.object(beside, "MOST", 100):
        assert child.begin(lot_of((PERSON, {"display_name": "a" * 101}))) is None


ROW: list[Any] = ["n", "a", "p", "s", "b", [["blob", 1, "image/png"]]]
OTHER = [
    *([*ROW[:n], None, *ROW[n + 1 :]] for n in range(6)),
    ROW[:5],
    [*ROW, ""],
    [*ROW[:5], [["b", "1", ""]]],
    [*ROW[:5], ["b"]],
]


@pytest.mark.parametrize("untrusted", [*([row] for row in OTHER), [], [ROW, ROW], {}, "n", None, [{"0": "n"}]])
def test_an_answer_of_another_shape_is_not_believed(untrusted: Any) -> None:
    assert rows_of(json.dumps([ROW]).encode(), 1)[0].files == (("blob", 1, "image/png"),)
    with pytest.raises(Gone):
        rows_of(json.dumps(untrusted).encode(), 1)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_the_child_holds_no_file_and_no_environment_and_dumps_nothing(child: Beside) -> None:
    assert child._process is not None
    own = Path("/proc") / str(child._process.pid)
    limits = {line[:25].strip(): line[26:].split()[:2] for line in (own / "limits").read_text().splitlines()[1:]}
    for name in ("Max core file size", "Max file size", "Max processes", "Max open files"):
        assert limits[name] == ["0", "0"], name
    held = {entry.name: str(entry.readlink()).partition(":")[0] for entry in (own / "fd").iterdir()}
    assert held == {"0": "pipe", "1": "pipe", "2": "/dev/null"}
    assert not (own / "environ").read_bytes().strip(b"\0")


@pytest.mark.skipif(sys.platform == "win32", reason="kills as other systems do")
def test_the_child_ends_with_its_parent() -> None:
    code = (
        "import time; from casevault.vault import beside; beside.cores = lambda: 2; b = beside.Beside(); b.start();"
        " assert b._ready.result(60); print(b._process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    until = time.monotonic() + 20
    while _lives(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _lives(pid)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat")
        return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")  # ended, not yet buried
    except OSError:
        return False


def test_a_frozen_program_starts_itself_as_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert viewer.command(index_child.__file__, beside.ARGUMENT) == [sys.executable, "--index-child"]
    done = subprocess.run(
        [sys.executable, "-m", "casevault", "--index-child"], cwd=ROOT, input=b"", capture_output=True, check=True, timeout=60
    )
    assert json.loads(done.stdout[index_child.LENGTH :]) == index_child.identity()
    assert not done.stderr
