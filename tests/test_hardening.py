from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casevault import hardening

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[1]
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def python(script: str, *arguments: str, keep: Sequence[int] = (), **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        pass_fds=keep,
        check=False,
        timeout=60,
    )


@linux
def test_every_protection_is_in_force_after_hardening(tmp_path: Path) -> None:
    script = (
        "from casevault.hardening import harden; harden(); harden()\n"
        "import ctypes, os, resource, pathlib, sys\n"
        "pathlib.Path(sys.argv[1]).write_text('x')\n"
        "print(oct(pathlib.Path(sys.argv[1]).stat().st_mode & 0o777), resource.getrlimit(resource.RLIMIT_CORE),"
        " ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    assert python(script, str(tmp_path / "x")).stdout == "0o600 (0, 0) 0\n"


@linux
def test_a_closed_standard_descriptor_is_not_given_to_the_next_file(tmp_path: Path) -> None:
    script = (
        "import os, sys; [os.close(n) for n in (0, 1, 2)]\n"
        "from casevault.hardening import harden; harden()\n"
        "f = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT); os.write(2, b'a complaint'); os.write(f, b'%d' % f)"
    )
    assert python(script, str(tmp_path / "x")).returncode == 0
    assert int((tmp_path / "x").read_text()) > 2  # the complaint went nowhere


def test_hardening_comes_before_anything_larger() -> None:
    script = (
        "import sys; before = set(sys.modules)\n"
        "import casevault.hardening\n"
        "print(sorted(m for m in set(sys.modules) - before if m.split('.')[0] not in {'casevault', 'ctypes', '_ctypes',"
        " 'struct', '_struct', 'types', '__future__'}))"
    )
    assert python(script).stdout == "[]\n"
    lines = [
        line
        for line in (ROOT / "casevault" / "__main__.py").read_text().splitlines()
        if line and not line.startswith(('"""', "#"))
    ]
    assert lines[:2] == ["from casevault.hardening import harden", "harden()  # before anything larger is imported"]


@pytest.mark.parametrize("attempt", [
    "socket.socket()",
    "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
    "socket.create_connection(('192.0.2.1', 80), timeout=1)",
    "socket.getaddrinfo('localhost', 80)",
    "socket.gethostbyname('localhost')",
    "__import__('urllib.request').request.urlopen('http://192.0.2.1/')",
    "__import__('asyncio').run(__import__('asyncio').open_connection('192.0.2.1', 80))",
])  # fmt: skip
def test_no_internet_socket(attempt: str) -> None:
    said = python(f"from casevault.hardening import harden; harden()\nimport socket\n{attempt}")
    assert said.returncode == 1
    assert "NetworkRefusedError" in said.stderr


@linux
def test_local_sockets_work(tmp_path: Path) -> None:
    script = (
        "from casevault.hardening import harden; harden()\nimport asyncio, socket, sys\n"
        "a, b = socket.socketpair(); a.sendall(b'x'); print(b.recv(1))\n"
        "s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(); s.close()\n"
        "asyncio.run(asyncio.sleep(0)); print('ok')"
    )
    assert python(script, str(tmp_path / "s")).stdout == "b'x'\nok\n"


def test_the_environment_is_reduced_to_the_named_list() -> None:
    given = {
        "DISPLAY": ":1", "LC_TIME": "nl_NL", "XDG_RUNTIME_DIR": "/run/user/1", "QT_IM_MODULE": "fcitx", "PATH": "/bin",
        "QT_QPA_PLATFORM": "offscreen", "HOME": "/home/a", "PYTHONPATH": "/evil", "LD_PRELOAD": "/evil.so",
        "QT_PLUGIN_PATH": "/evil", "PASSPHRASE": "secret", "QT_LOGGING_RULES": "*", "SSH_AUTH_SOCK": "/run/x",
    }  # fmt: skip
    kept = hardening.kept_environment(given)
    assert sorted(kept) == sorted(["DISPLAY", "LC_TIME", "XDG_RUNTIME_DIR", "QT_IM_MODULE", "QT_QPA_PLATFORM", "PATH", "HOME"])


def test_a_frozen_program_begins_as_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", "yes", raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/casevault")
    assert hardening.locked_command(Path("/v")) == ["/opt/casevault", "--locked", "--vault", "/v"]
    assert hardening.kept_environment({}) == {"PYINSTALLER_RESET_ENVIRONMENT": "1"}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems start what lies on a stick")
def test_a_program_that_may_not_be_started_is_loaded_as_its_launcher_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "casevault"
    program.write_bytes(b"")
    monkeypatch.setattr(sys, "frozen", "yes", raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    program.chmod(0o755)
    assert hardening.packaged_program() == [str(program)]
    program.chmod(0o644)
    monkeypatch.setattr(hardening, "_LOADER", sys.prefix)  # a loader that may be started, on every kind of processor
    assert hardening.locked_command(None) == [sys.prefix, str(program), "--locked"]
    launcher = (Path(__file__).resolve().parents[1] / "packaging" / "linux" / "start.sh").read_text(encoding="ascii")
    monkeypatch.undo()
    assert hardening._LOADER in launcher, "what the launcher does is done again"


@pytest.mark.skipif(not Path("/lib64/ld-linux-x86-64.so.2").exists(), reason="a launcher for Linux on x86-64")
def test_the_launcher_says_so_where_no_program_of_the_disk_may_run(tmp_path: Path) -> None:
    """As on a stick mounted "noexec"; a file that is no program is refused by the loader in the same way."""
    launcher = Path(__file__).resolve().parents[1] / "packaging" / "linux" / "start.sh"
    (tmp_path / "casevault-start.sh").write_bytes(launcher.read_bytes())
    (tmp_path / "casevault").write_bytes(b"no program")
    (tmp_path / "casevault").chmod(0o644)
    done = subprocess.run(["sh", str(tmp_path / "casevault-start.sh")], capture_output=True, check=False, text=True, timeout=30)
    assert done.returncode == 126
    assert "lets no program on this disk run" in done.stderr
    (tmp_path / "casevault").write_bytes(Path("/bin/echo").read_bytes())
    done = subprocess.run(
        ["sh", str(tmp_path / "casevault-start.sh"), "started", "so"], capture_output=True, check=False, text=True, timeout=30
    )
    assert (done.returncode, done.stdout) == (0, "started so\n")


def test_the_command_line_is_built_from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["casevault", "--vault", "/v", "--passphrase-file", "/p"])
    assert hardening.locked_command(None) == [sys.executable, "-P", "-m", "casevault", "--locked"]
    assert hardening.locked_command(Path("/w"))[-2:] == ["--vault", "/w"]


# A stand-in for the program: run with --locked it says what it was given, otherwise it locks as the window does.
STAND_IN = """
import json, os, sys
if "--locked" in sys.argv:
    descriptors = sorted(int(name) for name in os.listdir("/proc/self/fd"))
    seen = {"argv": sys.argv[1:], "environment": sorted(os.environ), "descriptors": descriptors[:-1], "pid": os.getpid(),
            "stdin": os.readlink("/proc/self/fd/0"), "umask": os.umask(0)}
    print(json.dumps(seen))
else:
    import pathlib
    from casevault import hardening
    hardening.harden()
    hardening.locked_command = lambda folder: [sys.executable, "-P", __file__, "--locked", "--vault", str(folder)]
    number = int(sys.argv[sys.argv.index("--passphrase-fd") + 1])
    assert os.read(number, 100) == b"secret words"
    os.lseek(number, 0, os.SEEK_SET)
    print(os.getpid(), flush=True)
    hardening.reexecute_locked(pathlib.Path("/the vault"))
    print("never")
"""


@linux
def test_a_lock_begins_a_fresh_process_that_knows_nothing(tmp_path: Path) -> None:
    import json  # noqa: PLC0415 - here alone

    program, secret = tmp_path / "stand_in.py", tmp_path / "secret"
    program.write_text(STAND_IN)
    secret.write_text("secret words")
    descriptor = os.open(secret, os.O_RDONLY)
    os.set_inheritable(descriptor, True)  # noqa: FBT003 - the standard library takes it so
    said = subprocess.run(
        [sys.executable, str(program), "--vault", "/the vault", "--passphrase-fd", str(descriptor)],
        env=os.environ | {"PYTHONPATH": str(ROOT), "SECRET": "x", "QT_QPA_PLATFORM": "offscreen"},
        stdin=descriptor,
        capture_output=True,
        text=True,
        pass_fds=[descriptor],
        check=True,
        timeout=60,
    )
    os.close(descriptor)
    first, second = said.stdout.splitlines()
    seen = json.loads(second)
    assert seen["pid"] == int(first)  # the same process to the system, every page of it new
    assert seen["argv"] == ["--locked", "--vault", "/the vault"]
    assert seen["descriptors"] == [0, 1, 2]
    assert seen["stdin"] == "/dev/null"
    assert seen["umask"] == 0o077
    assert set(seen["environment"]) <= {*hardening.kept_environment(os.environ), "QT_QPA_PLATFORM", "LC_CTYPE"}


@linux
@pytest.mark.parametrize("trouble", ["['/no/such/program']", "[]", "1 / 0"])
def test_when_the_fresh_process_cannot_begin_the_old_one_ends(trouble: str) -> None:
    script = (
        "import sys, atexit\nfrom casevault import hardening\natexit.register(print, 'at exit')\n"
        f"hardening.locked_command = lambda folder: {trouble}\nhardening.reexecute_locked(None)\nprint('never')"
    )
    said = python(script)
    assert (said.returncode, said.stdout) == (hardening.EXEC_FAILED, "")


class EndedError(Exception):
    """Stands for the end of the process."""


def ends(status: int) -> None:
    raise EndedError(status)


@pytest.mark.parametrize("executes", [True, False])
def test_the_order_of_a_lock(monkeypatch: pytest.MonkeyPatch, executes: bool) -> None:
    done: list[object] = []

    def execute(program: str, command: list[str], environment: dict[str, str]) -> None:
        done.append((program, command, sorted(environment)))
        if not executes:
            raise OSError

    monkeypatch.setattr(hardening, "_leave_no_descriptor", lambda: done.append("closed"), raising=False)
    monkeypatch.setattr(hardening, "_spawn_and_end", lambda *given: execute(given[0][0], *given), raising=False)
    monkeypatch.setattr(os, "execve", execute)
    monkeypatch.setattr(os, "_exit", ends)
    with pytest.raises(EndedError):
        hardening.reexecute_locked(Path("/v"))
    command = hardening.locked_command(Path("/v"))
    assert done[-1] == (command[0], command, sorted(hardening.kept_environment(os.environ)))


@linux
def test_descriptors_are_closed_up_to_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "closerange", lambda low, high: closed.append((low, high)))
    monkeypatch.setattr(os, "dup2", lambda source, target: os.close(source) if target == 0 else None)
    for limit in (1024, -1, 1 << 30):
        monkeypatch.setattr(os, "sysconf", lambda _name, limit=limit: limit)
        vars(hardening)["_leave_no_descriptor"]()  # not there on Windows, to the type checker either
    assert closed == [(3, 1024), (3, 1 << 20), (3, 1 << 20)]


@linux
def test_hardening_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[object] = []
    monkeypatch.setattr(hardening, "_no_onlookers", lambda: called.append("onlookers"))
    monkeypatch.setattr(hardening, "_no_core_dumps", lambda: called.append("dumps"))
    monkeypatch.setattr(sys, "addaudithook", called.append)
    monkeypatch.setattr(hardening, "_hooked", [])
    old = os.umask(0)
    try:
        hardening.harden()
        hardening.refuse_network()
        assert os.umask(0) == hardening.PRIVATE_UMASK
    finally:
        os.umask(old)
    assert called == [hardening._audit, "dumps", "onlookers"]


@pytest.mark.parametrize(("event", "arguments", "refused"), [
    ("socket.__new__", (None, 2, 1, 0), True),
    ("socket.__new__", (None, 10, 2, 0), True),
    ("socket.__new__", (None, 1, 1, 0), False),
    ("socket.getaddrinfo", ("host", 80), True),
    ("open", ("/x", "r", 0), False),
])  # fmt: skip
def test_what_the_hook_refuses(event: str, arguments: tuple[object, ...], refused: bool) -> None:
    if refused:
        with pytest.raises(hardening.NetworkRefusedError):
            hardening._audit(event, arguments)
    else:
        hardening._audit(event, arguments)
