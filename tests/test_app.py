from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from casevault import __version__, app, paths
from casevault.errors import CaseVaultError, Code, UserProblem
from casevault.i18n import N_, Catalogue
from casevault.ui.settings import Settings, save

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the hooks back that `run` sets."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)


@pytest.mark.parametrize(("argv", "vault", "locked", "command"), [
    ([], None, False, []),
    (["--vault", "/v"], "/v", False, []),
    (["--vault"], None, False, []),  # so it is called by a desktop that was given nothing to open
    (["--vault=/v", "--locked"], "/v", True, []),
    (["search", "/v", "x", "--lang", "nl"], None, False, ["search", "/v", "x", "--lang", "nl"]),
    (["--lang", "nl", "disclose", "/v", "--lang", "en"], None, False, ["disclose", "/v", "--lang", "en"]),
    (["--help"], None, False, ["--help"]),
    (["-h"], None, False, ["-h"]),
])  # fmt: skip
def test_global_options_end_where_the_command_begins(
    argv: list[str], vault: str | None, locked: bool, command: list[str]
) -> None:
    options = app.parse(argv)
    assert (options.vault, options.locked, options.command) == (None if vault is None else Path(vault), locked, command)


@pytest.mark.parametrize(
    "argv", [["--unknown"], ["--lang"], ["--passphrase-file", "a", "--passphrase-fd", "3"], ["--passphrase-fd", "x"]]
)
def test_what_is_no_option_is_usage(argv: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        app.parse(argv)
    assert ended.value.code == 2


@pytest.mark.parametrize(("asked", "environment", "spoken"), [
    ("nl", {}, "nl"),
    ("", {"LANG": "nl_NL.UTF-8"}, "nl"),
    ("", {"LANGUAGE": "xx:nl", "LANG": "en_GB"}, "nl"),
    ("", {"LC_ALL": "en_US", "LANG": "nl_NL"}, "en"),
    ("xx", {"LANG": "C"}, "en"),
    ("", {}, "en"),
])  # fmt: skip
def test_the_language(monkeypatch: pytest.MonkeyPatch, asked: str, environment: dict[str, str], spoken: str) -> None:
    monkeypatch.setattr(app, "_translated", lambda: frozenset({"nl"}))
    assert app.language(asked, environment) == spoken


def test_without_catalogues_it_speaks_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "_locale_folder", lambda: None)
    assert app.language("nl", {}) == "en"


def test_a_missing_folder_of_catalogues(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_relative: str) -> Path:
        raise UserProblem(Code.IO_ERROR, N_("x"))

    monkeypatch.setattr(paths, "resource_path", missing)
    assert app._locale_folder() is None


def test_a_display() -> None:
    if sys.platform == "linux":
        assert not app.has_display({})
    assert app.has_display({"WAYLAND_DISPLAY": "wayland-0"})


def test_without_a_display_it_says_what_else_there_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "has_display", lambda _environment: False)
    assert app.run([]) == app.REFUSED
    assert "casevault --help" in capsys.readouterr().err


class Face:
    """A window or command line that notes what it was given."""

    def __init__(self) -> None:
        self.given: list[object] = []

    def main(self, command: list[str], catalogue: Catalogue) -> int:
        self.given = [command, catalogue.language]
        return 7

    def run(self, catalogue: Catalogue, folder: Path | None, secret: bytearray | None, *, locked: bool = False) -> int:
        self.given = [catalogue.language, folder, secret, locked]
        return 8


@pytest.fixture
def face(monkeypatch: pytest.MonkeyPatch) -> Face:
    face = Face()
    monkeypatch.setattr(app, "has_display", lambda _environment: True)
    monkeypatch.setattr(app, "_translated", lambda: frozenset({"nl"}))
    for name in ("casevault.cli.main", "casevault.ui.run"):
        monkeypatch.setitem(sys.modules, name, face)
    return face


def test_a_command_goes_to_the_command_line(face: Face) -> None:
    assert app.run(["--lang", "nl", "today", "/v"]) == 7
    assert face.given == [["today", "/v"], "nl"]


def test_without_a_command_the_window_opens(face: Face, tmp_path: Path) -> None:
    assert app.run(["--lang", "en"]) == 8
    assert face.given == ["en", None, None, False]
    (tmp_path / "p").write_text("words\n")
    app.run(["--lang", "en", "--vault", "/v", "--passphrase-file", str(tmp_path / "p")])
    assert face.given == ["en", Path("/v"), bytearray(b"words\n"), False]
    app.run(["--lang", "en", "--vault", "/v", "--locked", "--passphrase-file", str(tmp_path / "p")])
    assert face.given == ["en", Path("/v"), None, True]


def test_the_window_speaks_the_language_that_was_chosen_in_it(face: Face) -> None:
    save(paths.config_folder(), Settings(language="nl"))
    assert app.run([]) == 8
    assert face.given == ["nl", None, None, False]
    app.run(["--lang", "en"])
    assert face.given == ["en", None, None, False]


def test_a_bug_in_a_thread_is_told_too(face: Face, capsys: pytest.CaptureFixture[str]) -> None:
    app.run([])
    threading.excepthook(threading.ExceptHookArgs((ValueError, ValueError("secret"), None, None)))
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert "secret" not in said
    assert face.given


def test_a_bug_is_told_without_what_a_record_says(capsys: pytest.CaptureFixture[str]) -> None:
    secret = "高瑜 was taken on 24 April"
    for error in (ValueError(secret), UserProblem(Code.NOT_FOUND, N_("Gone."))):
        try:
            raise error
        except (ValueError, CaseVaultError) as caught:
            app.report_bug(type(caught), caught, caught.__traceback__)
    said = capsys.readouterr().err
    assert secret not in said
    assert "ValueError" in said
    assert "not_found: Gone." in said
    assert "test_app.py" in said


def test_the_command_line_never_loads_qt() -> None:
    script = (
        "import sys; from casevault import app; app.run(['schema', '--json']); print('PySide6' in sys.modules, file=sys.stderr)"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert said.stderr.strip().splitlines()[-1] == "False", said.stderr


def test_the_box_with_the_passphrase_waits_for_nothing_that_only_an_open_vault_needs() -> None:
    script = (
        "import sys; import casevault.ui.run; "
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'pikepdf', 'phonenumbers', 'sqlcipher3'}), "
        "[name for name in sys.modules if name.startswith(('casevault.disclosure', 'casevault.vault.vault'))])"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert said.stdout.strip() == "[] []", said.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's redirection")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_bug(closed: str) -> None:
    command = ["/bin/sh", "-c", f'exec "$0" -m casevault selftest {closed}', sys.executable]
    said = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")


def test_the_version_comes_with_those_that_a_report_of_a_hole_must_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        app.run(["--version"])
    assert ended.value.code == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert first == f"CaseVault {__version__}"
    told = dict(line.strip().rsplit(" ", 1) for line in lines)
    assert {"sqlcipher3", "cryptography", "pikepdf", "pypdfium2", "pyside6-essentials", "form"} <= told.keys()
    assert all(told.values())
