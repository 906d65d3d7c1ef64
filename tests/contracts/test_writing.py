"""Nothing but files.py opens a file for writing, and nothing but the window's theme knows a colour or a size."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest
from contracts.tree import PACKAGE, relative, syntax

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOURCES = sorted(PACKAGE.rglob("*.py"))
# Who may, and why. Everybody else asks files.py.
MAY_WRITE = {
    "casevault/files.py": "the one place",
    "casevault/ui/application.py": "points Qt's settings at a place where nothing can be made",
    "casevault/cli/main.py": "points a broken stdout at the null device",
    "casevault/app.py": "gives a process without standard streams the null device for them",
    "casevault/hardening.py": "fills closed standard descriptors with the null device",
}
WRITERS = frozenset(
    {"write_text", "write_bytes", "touch", "mkdir", "makedirs", "mkfifo", "symlink", "symlink_to", "hardlink_to", "link"}
)
MOVERS = frozenset(
    {"rename", "replace", "unlink", "remove", "rmdir", "rmtree", "copy", "copy2", "copyfile", "copytree", "move", "truncate"}
)
FOLDER_MODULES = frozenset({"os", "shutil"})
QT_WRITERS = frozenset({"QFile", "QSaveFile", "QTemporaryFile", "QTemporaryDir", "QSettings", "QLockFile"})
READING_FLAGS = frozenset({"O_RDONLY", "O_DIRECTORY", "O_NOFOLLOW", "O_CLOEXEC", "O_BINARY", "O_PATH"})
NOT_READING = re.compile(r"[wax+]")
COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})\b")
SIZE = re.compile(r"\b\d+(?:\.\d+)?\s?pt\b")
SIZERS = frozenset({"setPointSize", "setPointSizeF", "setPixelSize"})


def _mode(call: ast.Call, place: int) -> str | None:
    given = (
        call.args[place] if len(call.args) > place else next((word.value for word in call.keywords if word.arg == "mode"), None)
    )
    if given is None:
        return "r"
    return given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else None


def writings(tree: ast.AST) -> Iterator[str]:
    """Yield what in a module may write to a disk, as line and name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in QT_WRITERS:
            yield f"{node.lineno}: {node.id}"
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id == "open":
            mode = _mode(node, 1)
            if mode is None or NOT_READING.search(mode):
                yield f"{node.lineno}: open"
        if isinstance(node.func, ast.Attribute):
            owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            name = node.func.attr
            flags = any(
                isinstance(part, ast.Attribute) and part.attr.startswith("O_") and part.attr not in READING_FLAGS
                for part in ast.walk(node)
            )
            by_mode = (
                name == "open"
                and owner != "os"
                and bool(node.args)
                and isinstance(node.args[0], ast.Constant)
                and NOT_READING.search(_mode(node, 0) or "")
            )
            if name in WRITERS or (name in MOVERS and owner in FOLDER_MODULES) or (name == "open" and flags) or by_mode:
                yield f"{node.lineno}: {owner}.{name}"


def test_the_finder_finds() -> None:
    bad = "import os\nopen('a', 'w')\np.open('wb')\np.write_text('')\nos.open('a', os.O_CREAT)\n"
    bad += "os.rename('a', 'b')\nQSaveFile('a')\nopen('a', m)"
    good = "open('a')\nos.open('a', os.O_RDONLY)\np.open('rb')\np.open()\nVault.open(folder, secret)\n"
    good += "text.replace('a', 'b')\nline.open()"
    assert len(list(writings(ast.parse(bad)))) == 7
    assert list(writings(ast.parse(good))) == []


@pytest.mark.parametrize("path", [path for path in SOURCES if relative(path) not in MAY_WRITE], ids=relative)
def test_only_the_named_ones_write(path: Path) -> None:
    assert list(writings(syntax(path))) == []


def test_the_named_ones_still_need_it() -> None:
    assert [name for name in MAY_WRITE if not list(writings(syntax(PACKAGE.parent / name)))] == []


def _texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    prose = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", [path for path in SOURCES if relative(path).startswith("casevault/ui/")], ids=relative)
def test_only_the_theme_knows_colours_and_sizes(path: Path) -> None:
    if relative(path) in {"casevault/ui/theme.py", "casevault/ui/tokens.py"}:
        return
    tree = syntax(path)
    found = [f"{line}: {text}" for line, text in _texts(tree) if COLOUR.search(text) or SIZE.search(text)]
    found += [
        f"{node.lineno}: {node.func.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SIZERS
    ]
    assert found == []
