"""What every file of the repository keeps to: its length, no address, no machine, a reason for each exception."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from contracts.tree import ROOT, files, relative

LONGEST = 500
# Written in pieces, so that this file holds none of them.
REGISTRIES = tuple(
    "".join(pieces)
    for pieces in (
        ("pypi", ".org"),
        ("python", "hosted.org"),
        ("npm", "js.org"),
        ("npm", "js.com"),
        ("deb.", "debian.org"),
        ("crates", ".io"),
        ("--index", "-url"),
        ("--extra-index", "-url"),
        ("--find", "-links"),
        ("artifact", "ory"),
    )
)
MACHINE = tuple(
    "".join(pieces) for pieces in (("/wo", "rk/"), ("/ro", "ot/"), ("/opt/", "pypi"), ("/opt/", "wheels"), ("C:\\Us", "ers\\"))
)
NOQA = re.compile(r"#\s*noqa(?P<codes>:\s*[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*)?(?P<reason>.*)")
IGNORE = re.compile(r"#\s*type:\s*ignore(?P<codes>\[[a-z-]+(?:,\s*[a-z-]+)*\])?(?P<reason>.*)")
WHY = re.compile(r"^\s*(-|#|:)\s*\S+")
UNFINISHED = tuple(
    "".join(pieces)
    for pieces in (("TO", "DO"), ("FIX", "ME"), ("XX", "X:"), ("Not", "Implemented", "Error"), ("pragma: no ", "cover"))
)


def of_python() -> list[Path]:
    return list(files(".py"))


@pytest.mark.parametrize("path", of_python(), ids=relative)
def test_no_file_is_longer_than_a_person_reads(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = []
    for path in files():
        if path.name in {"LICENSE", "OFL.txt"} or path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{relative(path)}: {word}" for word in (*REGISTRIES, *MACHINE) if word in text]
    assert found == []


def test_every_exception_has_a_code_and_a_reason() -> None:
    found = []
    for path in of_python():
        if path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for pattern in (NOQA, IGNORE):
                match = pattern.search(line)
                if match and not (match["codes"] and WHY.match(match["reason"])):
                    found.append(f"{relative(path)}:{number}: {line.strip()}")
    assert found == []


def test_nothing_is_left_unfinished() -> None:
    found = [
        f"{relative(path)}: {word}"
        for path in of_python()
        if path != Path(__file__)
        for word in UNFINISHED
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_every_ignored_rule_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    rules = text[text.index("[tool.ruff.lint]") : text.index("[tool.ruff.lint.pydocstyle]")]
    bare = [line for line in rules.splitlines() if re.match(r'\s+"[A-Z]+[0-9]*",\s*$', line)]
    assert bare == []
