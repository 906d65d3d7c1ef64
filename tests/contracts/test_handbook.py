"""Every command has its line in the handbook, every paper is there, every link leads somewhere."""

from __future__ import annotations

import re

import pytest
from contracts.tree import ROOT

from casevault.cli.commands import every

HANDBOOK = ROOT / "docs" / "handbook" / "command-line.md"


@pytest.mark.parametrize("name", [command.name for command in every()])
def test_every_command_is_in_the_handbook(name: str) -> None:
    assert re.search(rf"^\| `casevault {re.escape(name)}\b", HANDBOOK.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_handbook_names_no_other_command() -> None:
    named = set(re.findall(r"^\| `casevault ([a-z][a-z-]*)", HANDBOOK.read_text(encoding="utf-8"), re.MULTILINE))
    assert named == {command.name for command in every()}


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "THIRD-PARTY.md"])
def test_the_papers_are_there(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8").strip()


def test_links_between_pages_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


def test_what_is_not_protected_is_one_text_for_handbook_and_window() -> None:
    page, shown = ROOT / "docs" / "handbook" / "limits.md", ROOT / "resources" / "limits" / "en.md"
    assert page.read_bytes() == shown.read_bytes()


def test_every_test_that_the_threat_model_names_is_there_and_every_guarantee_names_one() -> None:
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:tests|docs|casevault|packaging|resources)/[^`\s]*)`", text))
    assert len(named) > 30
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
    guarantees = re.split(r"^\* \*\*(?=G[0-9]+[a-z]?\*\*)", text.partition("## What CaseVault does not")[0], flags=re.MULTILINE)[
        1:
    ]
    assert len({part.partition("*")[0] for part in guarantees}) == len(guarantees)
    assert [part.partition("*")[0] for part in guarantees if "`tests/" not in part] == []
