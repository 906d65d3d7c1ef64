"""The repository as the contract tests see it: its text files, its modules, its syntax trees."""

from __future__ import annotations

import ast
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "casevault"
NOT_OURS = frozenset(
    {
        ".git",
        ".venv",
        "demo",
        "build",
        "dist",
        "__pycache__",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".hypothesis",
        ".import_linter_cache",
    }
)
BINARY = frozenset({".ttf", ".png", ".mo", ".pdf", ".age", ".db", ".pyc", ".jpg"})


def files(*suffixes: str) -> Iterator[Path]:
    """Yield the text files of the checkout, sorted; those with one of `suffixes` only, when any is given."""
    for folder, names, found in os.walk(ROOT):
        names[:] = sorted(name for name in names if name not in NOT_OURS and not name.endswith(".egg-info"))
        for name in sorted(found):
            path = Path(folder) / name
            if path.suffix not in BINARY and not name.startswith(".coverage") and (not suffixes or path.suffix in suffixes):
                yield path


def modules() -> dict[str, Path]:
    """Return {dotted name: file} of every module of the package, `__main__` left out (importing it hardens the process)."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if parts[-1] != "__main__":
            found[name] = path
    return found


@cache
def syntax(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def relative(path: Path) -> str:
    """Return a file's name inside the checkout, with forward slashes."""
    return path.relative_to(ROOT).as_posix()
