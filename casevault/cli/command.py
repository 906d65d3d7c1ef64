"""What a command is: a name, a sentence, its arguments and a function from open context to answer. Commands print nothing."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from casevault.domain.scalars import day_text
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casevault.cli.context import Context
    from casevault.i18n import Msg

# Limits are counted to both sides of the day: away from the ends of the calendar no sum leaves it.
FIRST: Final = date(1900, 1, 1)
LAST: Final = date(2999, 12, 31)


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a command: the object of `--json`, the lines for a person, and whether the exit status is 0.

    `unheard` says what a person must know if the answer reaches nobody; left out where nothing in the answer is said only once.
    """

    data: Mapping[str, Any]
    lines: tuple[str, ...] = field(default=())
    ok: bool = True
    unheard: Msg | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command of the command line."""

    name: str
    help: Msg
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[Context, argparse.Namespace], Answer]
    opens: bool = True  # a vault that may ask for a keyfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Commands on one subject under one name: `casevault keys list`."""

    name: str
    help: Msg
    commands: tuple[Command, ...]


def vault_argument(parser: argparse.ArgumentParser) -> None:
    """Add the folder of the vault."""
    parser.add_argument("vault_dir", metavar="DIR", type=Path)


def as_of_argument(parser: argparse.ArgumentParser) -> None:
    """Add the day from which things are looked at."""
    parser.add_argument("--as-of", metavar="DATE", default="")


def as_of_day(context: Context, args: argparse.Namespace) -> date:
    """Return the day that was asked for, today where none was; INVALID_INPUT for what is no day or is too far away."""
    if not args.as_of:
        return context.ambient.today()
    day = date.fromisoformat(day_text(args.as_of, "as_of"))
    if not FIRST <= day <= LAST:
        raise UserProblem(
            Code.INVALID_INPUT, N_("That day is too far away to count to."), N_("Take one from 1900 up to 2999."), field="as_of"
        )
    return day


def new_passphrase_argument(parser: argparse._ActionsContainer) -> None:
    """Add where a passphrase that is to be set comes from."""
    parser.add_argument("--new-passphrase-file", metavar="FILE", type=Path)


def counting(text: str) -> int:
    """Return `text` as a number of at least 0; argparse turns the refusal into a usage error."""
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return number


def positive(text: str) -> int:
    """Return `text` as a number of at least 1; argparse turns the refusal into a usage error."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number
