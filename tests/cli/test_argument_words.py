"""`--help` alone must be enough: every argument of every command says what it is."""

from __future__ import annotations

import argparse

from casevault.cli.argument_words import OWN_WORDS, WORDS
from casevault.cli.main import parser
from casevault.i18n import Catalogue


def commands(target: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """Return the parsers of all commands, those in groups too."""
    found = []
    for action in target._actions:
        if isinstance(action, argparse._SubParsersAction):
            for made in action.choices.values():
                found += commands(made) or [made]
    return found


def test_every_argument_of_every_command_says_what_it_is() -> None:
    used: set[str | tuple[str, str]] = set()
    every = commands(parser(Catalogue()))
    assert len(every) > 40
    for command in every:
        assert command.format_help()
        for action in command._actions:
            assert action.help, (command.prog, action.dest)
            name = action.option_strings[-1] if action.option_strings else str(action.metavar)
            used |= {name, (command.prog.split()[-1], name)}
    assert set(WORDS) <= used, "a sentence for an argument that no command has"
    assert set(OWN_WORDS) <= used
