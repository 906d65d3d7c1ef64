"""Who may know whom: the import contracts, and what can only be seen by importing."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from contracts.tree import PACKAGE, ROOT, modules, relative, syntax

WITHOUT_WINDOW = sorted(name for name in modules() if not name.startswith("casevault.ui"))
SKELETON = (
    "__main__ app ui cli exchange disclosure vault store media crypto domain handbook files paths synced disks errors i18n"
    " hardening progress sweeping ambient"
)
RUNNERS = frozenset({"execute", "executemany", "executescript"})


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(linter), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_broken_contract_is_seen(tmp_path: Path) -> None:
    package = tmp_path / "casevault"
    bad = {
        "domain/rule.py": "import casevault.store\n",
        "store/connection.py": "import sqlcipher3\n",
        "vault/cases.py": "import sqlcipher3, PySide6, socket\n",
        "ui/window.py": "import PySide6\n",
    }
    for name in SKELETON.split():
        (package / name).mkdir(parents=True)
        (package / name / "__init__.py").touch()
    (package / "__init__.py").touch()
    for name, text in bad.items():
        (package / name).write_text(text, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8")
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(linter), "--no-cache"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    for contract in ("An import goes down, never up", "SQL only in store", "Qt only in the window", "No network"):
        assert f"{contract} BROKEN" in done.stdout, done.stdout


def test_no_module_below_the_window_loads_qt() -> None:
    code = (
        f"import importlib, sys\nfor name in {WITHOUT_WINDOW!r}: importlib.import_module(name)\nprint('PySide6' in sys.modules)"
    )
    assert run(code).strip() == "False"


def test_every_module_below_the_window_imports_where_unix_modules_are_missing() -> None:
    code = (
        "import importlib, sys\n"
        "for name in ('fcntl', 'resource', 'pwd', 'grp', 'termios'): sys.modules[name] = None\n"
        f"for name in {WITHOUT_WINDOW!r}: importlib.import_module(name)\n"
    )
    run(code)


def test_importing_the_program_opens_no_socket() -> None:
    code = (
        "import importlib, sys\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, arguments: seen.append(event) if event.startswith('socket.') else None)\n"
        f"for name in {WITHOUT_WINDOW!r}: importlib.import_module(name)\n"
        "print(seen)"
    )
    assert run(code).strip() == "[]"


def test_a_hardened_process_can_open_no_internet_socket() -> None:
    code = (
        "from casevault.hardening import harden\n"
        "harden()\n"
        "import socket\n"
        "for family in (socket.AF_INET, socket.AF_INET6):\n"
        "    try: socket.socket(family)\n"
        "    except Exception as refused: print(type(refused).__name__)\n"
    )
    assert run(code).split() == ["NetworkRefusedError", "NetworkRefusedError"]


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=relative)
def test_only_store_runs_sql(path: Path) -> None:
    if PACKAGE / "store" in path.parents:
        return
    called = [
        f"{relative(path)}:{node.lineno}"
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RUNNERS
    ]
    assert called == []
