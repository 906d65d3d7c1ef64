"""Which module of the command line has which command, in the order of the help.

A command loads its own module and none of the others: together they load nearly all of the program, which takes most of a second,
and a script may run hundreds of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.cli.command import Command, Group

PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "vaults": ("create", "demo", "recover", "rotate", "check", "today"),
    "backups": ("backup", "backups", "restore"),
    "keys": ("keys",),
    "shares": ("shares",),
    "records": ("add", "show", "list", "edit", "delete", "undo", "redo"),
    "people": ("duplicates", "merge-people"),
    "searching": ("search",),
    "schemas": ("schema",),
    "claims": ("claims", "prefer", "dispute", "reject"),
    "facts": ("stale", "confirm"),
    "hearings": ("stamp", "hearing", "write-up"),
    "attachments": ("attach", "attachments", "save-attachment"),
    "redacting": ("redact", "redactions", "save-redaction"),
    "importing": ("import",),
    "disclosures": ("disclose", "disclosures"),
    "recalls": ("recall",),
    "approving": ("approval", "approve"),
    "exposing": ("exposure",),
    "bundles": ("bundle", "signing-key"),
    "exports": ("export", "import-vault"),
    "holds": ("holds",),
    "clocks": ("clocks", "packs"),
    "reporting": ("report",),
    "travelling": ("travel",),
    "erasing": ("erase", "erase-file", "erase-vault"),
    "standing": ("status",),
    "handbooks": ("handbook",),
    "policies": ("policy",),
    "selftests": ("selftest",),
}


def of_module(name: str) -> tuple[Command | Group, ...]:
    """Return the commands of one of the modules above."""
    found: tuple[Command | Group, ...] = import_module(f"casevault.cli.{name}").COMMANDS
    return found


def every() -> tuple[Command | Group, ...]:
    """Return all commands: what the help of the whole, and a word that is none of them, ask for."""
    return tuple(command for name in PLACES for command in of_module(name))


def asked(argv: list[str]) -> tuple[Command | Group, ...]:
    """Return the command that these arguments begin with, alone; all of them where they begin with none."""
    for module, names in PLACES.items():
        if argv[:1] and argv[0] in names:
            return tuple(command for command in of_module(module) if command.name == argv[0])
    return every()
