"""Every act is asked whether it can be undone: those of the log, of the command line and of the window."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any, Final

import pytest
from contracts.tree import ROOT

from casevault.cli.commands import every
from casevault.domain.change import Action
from casevault.ui.vault_page import WAY_ACTS
from casevault.vault import undoing

PAGE: Final = ROOT / "docs" / "handbook" / "undo.md"

# Rows of the log with which something was done to a record alone: these are taken back.
TAKEN_BACK: Final = {Action.CREATED, Action.EDITED, Action.DELETED, Action.UNDONE, Action.CONFIRMED, Action.PACKED}
# That a file or a bundle came in stays true; the record that it made goes out of sight with the act.
NO_OBSTACLE: Final = {Action.COLLECTED, Action.RECEIVED}

READS: Final = frozenset({
    "check", "today", "backups", "show", "list", "duplicates", "search", "schema", "stale", "attachments", "redactions",
    "disclosures", "exposure", "holds", "clocks", "packs", "report", "status", "handbook", "policy", "selftest", "approval",
})  # fmt: skip
UNDONE: Final = frozenset({
    "add", "edit", "delete", "undo", "redo", "merge-people", "claims", "prefer", "dispute", "reject", "confirm", "stamp",
    "hearing", "write-up", "attach", "redact", "import", "recall", "bundle", "import-vault",
})  # fmt: skip
LASTS: Final = frozenset({
    "create", "demo", "recover", "rotate", "backup", "restore", "keys", "shares", "save-attachment", "save-redaction",
    "disclose", "approve", "signing-key", "export", "travel", "erase", "erase-file", "erase-vault",
})  # fmt: skip
# The commands of the window that last, by what they are called; the ways into a vault stand beside them.
LASTS_IN_WINDOW: Final = frozenset({
    "Erase this record…", "Erase this vault (when locked)", "Prepare a dossier…", "Prepare numbers for outside…", "Lock now",
    "Print for yourself…", "Everything to myself…", "Save as a calendar…", "Make a back-up…", "A second person…",
})  # fmt: skip


def rows() -> list[list[str]]:
    """Return the cells of the table in the page."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def obstacle(action: Action) -> bool:
    """Say whether an act that holds one row of this kind, and nothing else, is refused by undo."""
    records = action in TAKEN_BACK
    row: Any = SimpleNamespace(
        seq=1, action=action, is_bare=False, payload={} if records else None, type="event", origin=None, record_id="a" * 32
    )
    return undoing._look([row]).obstacle is not None


@pytest.mark.parametrize("action", list(Action))
def test_every_row_of_the_log_can_be_taken_back_or_says_that_it_cannot(action: Action) -> None:
    assert obstacle(action) is (action not in TAKEN_BACK | NO_OBSTACLE)


def test_every_command_says_whether_it_can_be_undone_and_the_page_lists_those_that_cannot() -> None:
    names = {command.name for command in every()}
    assert names == READS | UNDONE | LASTS, "a new command says here whether it can be taken back"
    assert len(READS) + len(UNDONE) + len(LASTS) == len(names)
    listed = {name for row in rows() for name in re.findall(r"`casevault ([a-z-]+)`", row[1])}
    assert listed - {"today"} == LASTS


def test_the_page_lists_every_act_of_the_window_that_cannot_be_taken_back() -> None:
    listed = {row[0] for row in rows()} - {"–"}
    ways = {act.title.text for act in WAY_ACTS if act.command != "way.rehearse"}
    assert listed == LASTS_IN_WINDOW | ways
    assert all(row[2] for row in rows()), "each says why, and what there is instead"
    shown = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "casevault" / "ui").rglob("*.py"))
    assert [title for title in LASTS_IN_WINDOW if f'N_("{title}")' not in shown] == [], "it is called so no longer"
