"""A whole working day under a system-call trace: window and command line, from making the vault to the lock, then memory itself.

What is looked for was made up for this run: words in names (Latin and Chinese, composed and decomposed), notes, a draft, what was
taken back, a file's name and content, words in a DOCX and a PDF, the rows of a CSV and an XLSX, a note at a hearing, a task, what
goes in for a signature, both passphrases, the recovery code.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile  # noqa: TID251 - the system's own place for files in passing is one of those looked at
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import papers
import pytest
from e2e.leaks import STRACE, Planted, Traced, family, holders, memory, read_trace
from tools import need

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
    pytest.mark.skipif(sys.platform == "linux" and os.geteuid() != 0, reason="reads the memory of hardened processes: as root"),
]
ROOT = Path(__file__).parents[2]
HANDS = Path(__file__).with_name("day_window.py")
PATIENCE = 90.0  # seconds
LETTERS, HAN = "bdfgjklmprtvwz", range(0x9B00, 0x9F00)  # the rarer end of Hanzi: nothing else has four of them in a row


class Words:
    """Words that nobody has. All share two cores, one of plain letters and one of Hanzi, that folding leaves alone."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self.latin, self.han = self._letters(5), self._hanzi(4)

    def one(self) -> str:
        return f"{self._letters(2).title()}ó{self.latin} {self._hanzi(1)}{self.han}"

    def chinese(self) -> str:
        return f"{self._hanzi(1)}{self.han}"

    def _letters(self, pairs: int) -> str:
        return "".join(self._draw.choice(LETTERS) + self._draw.choice("aeiou") for _ in range(pairs))

    def _hanzi(self, count: int) -> str:
        return "".join(chr(self._draw.choice(HAN)) for _ in range(count))


@dataclass
class Day:
    """What was made for one day, and what came of it."""

    base: Path
    words: dict[str, str]
    cores: tuple[str, ...]
    traced: list[Traced] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return self.base / "home"

    @property
    def given(self) -> Path:
        """What the person typed, chose and was given: the original, the passphrases, exports she asked for."""
        return self.base / "given"

    @property
    def vault(self) -> Path:
        return self.home / "Work.casevault"

    @property
    def environment(self) -> dict[str, str]:
        kept = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL") if key in os.environ}
        return kept | {
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.home / "run"),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def planted(self) -> Planted:
        code = (self.given / "code").read_text(encoding="ascii")
        return Planted([*self.cores, code, code.replace("-", "")])

    def run(self, *arguments: str, stdin: str = "", by: str = "passphrase", fails: bool = False) -> dict[str, Any]:
        """Run one command under a trace; its own output is what the person asked to see."""
        trace = self.base / "trace" / f"{len(self.traced)}-{arguments[0]}"
        opens = [] if arguments[0] in {"backups", "schema"} else ["--passphrase-file", str(self.given / by)]
        done = subprocess.run(
            [*STRACE, "-o", str(trace), sys.executable, "-m", "casevault", *arguments, "--json", *opens],
            cwd=ROOT,
            env=self.environment,
            input=stdin.encode(),
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
        assert (done.returncode != 0) is fails, done.stderr.decode()
        assert done.stderr not in self.planted() or fails
        self.look_at(trace, stdout=True)
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def look_at(self, trace: Path, *, stdout: bool) -> None:
        traced = read_trace(trace, self.planted(), [self.given], stdout=stdout)
        assert traced.found == [], trace.name
        self.traced.append(traced)
        trace.unlink()


@pytest.fixture
def day(tmp_path: Path) -> Day:
    need("strace")
    draw = random.Random()  # noqa: S311 - names, not secrets; new ones each time, so that nothing left by another run is found
    kinds = (
        "signed",
        "title",
        "latin",
        "chinese",
        "note",
        "undone",
        "draft",
        "passphrase",
        "second",
        "file",
        "content",
        "sender",
        "docx",
        "row",
        "cell",
        "stamp",
        "task",
    )
    words = Words(draw)
    made = Day(
        tmp_path,
        {kind: words.one() for kind in kinds} | {"chinese": words.chinese(), "pdf": words.latin},
        (words.latin, words.han),
    )
    for folder in (made.home / "run", made.given, made.base / "trace"):
        folder.mkdir(parents=True, mode=0o700)
    (made.given / "passphrase").write_text(made.words["passphrase"] + "\n", encoding="utf-8")
    (made.given / "second").write_text(made.words["second"] + "\n", encoding="utf-8")
    (made.given / "report.docx").write_bytes(papers.docx(document=made.words["docx"]))
    (made.given / "notice.pdf").write_bytes(papers.pdf(made.words["pdf"]))
    typed = {**made.words, "vault": str(made.vault), "backups": str(made.home / "backups")}
    (made.given / "day.json").write_text(json.dumps(typed), encoding="utf-8")
    return made


@pytest.fixture
def window(day: Day) -> Iterator[subprocess.Popen[bytes]]:
    trace = day.base / "trace" / "window"
    process = subprocess.Popen(
        [*STRACE, "-o", str(trace), sys.executable, str(HANDS), str(day.given)],
        cwd=ROOT,
        env=day.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    yield process
    for pid in family(process.pid)[1:]:
        os.kill(pid, 9)
    process.kill()
    process.communicate()


def wait_for_window(window: subprocess.Popen[bytes]) -> int:
    """Wait until the day's work in the window is done; return the process of the program."""
    assert window.stdout is not None
    said = window.stdout.readline()
    if said != b"worked\n":
        window.wait(PATIENCE)
        assert window.stderr is not None
        pytest.fail(window.stderr.read().decode())
    return family(window.pid)[1]


def press_the_lock(day: Day, pid: int) -> float:
    """Let the hands press the keys; return how long it took until the process was another program, in seconds."""
    (day.given / "lock").touch()
    began = time.monotonic()
    while b"--locked" not in Path(f"/proc/{pid}/cmdline").read_bytes():
        assert time.monotonic() < began + PATIENCE
        time.sleep(0.005)
    return time.monotonic() - began


def work_at_the_command_line(day: Day) -> None:
    """All that the window has no door for, and some of what it has."""
    vault, made = str(day.vault), json.loads((day.given / "made.json").read_text(encoding="ascii"))
    person, case = made["person"], made["case"]
    focus = json.dumps([{"person": person, "role": "defender", "is_focus": True}])
    fixed = ("kind=criminal", "jurisdiction=CN", "opened=2026", "status=open", "priority=normal", "ask=Ask")
    day.run("edit", vault, case, *(part for text in (f"persons={focus}", *fixed) for part in ("--set", text)))
    alias = '{"fields": {"aliases": [{"value": "' + day.words["sender"] + '", "script": "hans", "kind": "nickname"}]}}'
    day.run("edit", vault, person, "--data", "-", stdin=alias)
    consent = (
        "giver=self",
        "purpose=quiet_diplomacy",
        "audiences=embassy",
        "identity_level=full",
        "form=oral",
        "given=2026-01-01",
    )
    fields = (f"person={person}", *consent, "review_on=2099-01-01")
    day.run("add", vault, "consent", *(part for text in fields for part in ("--set", text)))
    original = day.given / f"{day.words['file']}.txt"
    original.write_text(day.words["content"] * 9_000, encoding="utf-8")
    evidence = day.run("attach", vault, case, str(original), "--title", "-", stdin=day.words["file"])["evidence"]
    assert day.run("attachments", vault, evidence, "--verify")["attachments"][0]["verified"]
    day.run("save-attachment", vault, evidence, str(day.given / "copy.txt"), "--plain")
    assert (day.given / "copy.txt").read_bytes() == original.read_bytes()
    hits = day.run("search", vault, "-", stdin=day.words["chinese"])["hits"]
    assert person in {hit["id"] for hit in hits}
    assert day.run("show", vault, person)["changes"]
    wrong = day.run(
        "add", vault, "note", "--set", f"about={case}", "--set", "kind=fact", "--set", "text=-", stdin=day.words["undone"]
    )
    assert wrong["id"] in day.run("undo", vault)["records"]
    asked = ("--case", case, "--audience", "embassy", "--output", "dossier", "--to", "Embassy", "--seal", "pdf")
    assert day.run("disclose", vault, *asked, str(day.given / "dossier.pdf"))["written"]
    assert made["papers"] in {hit["id"] for hit in day.run("search", vault, "-", stdin=day.words["docx"])["hits"]}
    tables_in_and_out(day)
    a_hearing_and_what_is_due(day, case)
    day.run("backup", vault)
    day.run("restore", str(day.home / "backups"), str(day.home / "Restored.casevault"))
    assert day.run("check", vault, "--deep")["problems"] == []
    day.run("shares", "make", vault, str(day.given / "sheets"), "--need", "2", "--of", "3")
    day.run("keys", "change-passphrase", vault, "--new-passphrase-file", str(day.given / "second"))
    day.run("check", str(day.home / "Restored.casevault"))
    assert day.run("list", vault, "person", by="passphrase", fails=True)["error"]["code"] == "wrong_credentials"
    assert len(day.run("list", vault, "person", by="second")["records"]) == 3


def tables_in_and_out(day: Day) -> None:
    """Bring in a CSV and an XLSX, take the second back, make two people of the first one, and write everything out."""
    vault, head = str(day.vault), ("Name", "Born", "Remarks")
    row, cell = day.words["row"], day.words["cell"]
    rows = [head, (f"{row} One", "1970~", cell), (f"{row} Two", "1970-03", cell)]
    (day.given / f"{row}.csv").write_text("\n".join(map(",".join, rows)) + "\n", encoding="utf-8")
    (day.given / f"{row}.xlsx").write_bytes(papers.table(*rows, (f"{row} Three", "1980", cell)))
    before = {one["id"] for one in day.run("list", vault, "person")["records"]}
    assert day.run("import", vault, str(day.given / f"{row}.csv"), "--dry-run")["created"] == 2
    assert day.run("import", vault, str(day.given / f"{row}.csv"))["created"] == 2
    keep, other = sorted({one["id"] for one in day.run("list", vault, "person")["records"]} - before)
    second = day.run("import", vault, str(day.given / f"{row}.xlsx"))
    assert (second["format"], second["rows"], second["rejected"]) == ("xlsx", 3, [])
    assert day.run("undo", vault, second["batch"])["undone"]
    assert day.run("duplicates", vault)["total"]
    assert day.run("merge-people", vault, keep, other)["batch"]
    sealed = day.run("export", vault, str(day.given / "all"), "--format", "json")
    assert sealed["sealed"]
    assert sealed["passphrase"]
    assert all(Path(path).read_bytes() not in day.planted() for path in sealed["files"])


def a_hearing_and_what_is_due(day: Day, case: str) -> None:
    """Stamp a hearing and write it up; a task, and what is due as a calendar without names."""
    vault = str(day.vault)
    court = day.run("add", vault, "organisation", "--set", "name=-", "--set", "kind=court", stdin=day.words["stamp"])["id"]
    plain = ("level=first_instance", "kind=trial", "publicity=public", "scheduled=2026-03-18T09:00+08:00", "held=2026-03-18")
    fields = (f"case={case}", f"court={court}", *plain)
    hearing = day.run("add", vault, "hearing", *(part for text in fields for part in ("--set", text)))["id"]
    day.run("stamp", vault, hearing, "observers_refused", "--at", "08:50", "--note", "-", stdin=f"“{day.words['stamp']}”")
    assert day.run("write-up", vault, hearing)["attendances"]
    day.run("add", vault, "task", "--set", "title=-", "--set", "due=2026-03-20", stdin=day.words["task"])
    calendar = day.given / "due.ics"
    assert day.run("today", vault, "--as-of", "2026-03-18", "--ical", str(calendar))["names"] is False
    assert calendar.read_bytes() not in day.planted()


def test_a_day_leaves_nothing_behind(day: Day, window: subprocess.Popen[bytes], capsys: pytest.CaptureFixture[str]) -> None:
    began = time.time() - 1
    pid = wait_for_window(window)
    planted = day.planted()
    assert memory(pid, planted, until_found=True)[1] > 0, "what is open is found, so looking works"
    locked_after = press_the_lock(day, pid)
    time.sleep(2.5)  # until the fresh window stands and has nothing more to load
    processes = family(pid)
    looked = [memory(one, planted) for one in processes]
    assert [hits for _bytes, hits in looked] == [0] * len(processes)
    work_at_the_command_line(day)
    processes += family(pid)
    looked += [memory(one, day.planted()) for one in family(pid)]
    assert [hits for _bytes, hits in looked] == [0] * len(processes)
    for one in family(window.pid)[1:]:
        os.kill(one, 9)
    said = b"".join(window.communicate(timeout=PATIENCE))
    assert said not in planted, "neither stdout nor stderr of the window says anything"
    day.look_at(day.base / "trace" / "window", stdout=True)  # a child that reads a file answers on its stdout, into a pipe
    places = [day.home, Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path("/run/user")]  # noqa: S108 - to look there
    others = [day.base.parent, day.base.parent.parent]  # of tests that run meanwhile; the home is looked at by itself
    files, found = holders(set(places), day.planted(), began, spare=[day.given, *others])
    assert found == []
    sockets = sorted(set().union(*(traced.sockets for traced in day.traced)))
    assert not any(name.startswith("AF_INET") for name in sockets)
    with capsys.disabled():
        calls, written = sum(traced.calls for traced in day.traced), sum(traced.written for traced in day.traced)
        seen = sum(size for size, _hits in looked)
        print(  # noqa: T201 - the figures of docs/reliability.md
            f"\na day: {len(day.traced)} processes traced, {calls:,} writing calls of {written / 1e6:.1f} MB, {files:,} files and"
            f" {seen / 1e6:,.0f} MB of memory looked at, sockets: {', '.join(sockets) or 'none'}; {len(day.words) + 1} planted"
            f" words, 0 found; locked {1000 * locked_after:.0f} ms after the keys"
        )


def test_looking_finds_what_is_there(tmp_path: Path) -> None:
    words = Words(random.Random(3))  # noqa: S311 - as above
    word, planted = words.one(), Planted([words.latin, words.han])
    for number, text in enumerate((word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"))):
        (tmp_path / str(number)).write_bytes(b".." + text)
    assert len(holders([tmp_path], planted, 0, [])[1]) == 3
    assert holders([tmp_path], planted, 0, [tmp_path / "0"])[0] == 2
    assert holders([tmp_path], planted, time.time() + 60, []) == (0, [])
    script = (
        f"import os, socket\nos.write(2, {word!r}.encode('utf-16-le'))\nsocket.socket(socket.AF_INET6)\n"
        f"open({str(tmp_path / 'x')!r}, 'w').write({word!r})"
    )
    trace = tmp_path / "trace"
    need("strace")
    subprocess.run([*STRACE, "-o", str(trace), sys.executable, "-c", script], check=True, capture_output=True)
    found = read_trace(trace, planted, []).found
    assert len([line for line in found if line.startswith("write")]) == 2
    assert len([line for line in found if "AF_INET6" in line]) == 1
    assert len([line for line in read_trace(trace, planted, [tmp_path]).found if line.startswith("write")]) == 1
    assert memory(os.getpid(), planted)[1] > 0
