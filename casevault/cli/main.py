"""Read a command line, run its command, print the answer or the refusal. Exit status: 0 done, 1 refused, 2 usage."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casevault.cli import commands
from casevault.cli.argument_words import say_arguments
from casevault.cli.command import Group
from casevault.cli.context import Context
from casevault.cli.output import refusal, refusal_lines, write_json, write_lines
from casevault.errors import CaseVaultError, Code, MachineProblem, UserProblem
from casevault.i18n import N_, Catalogue
from casevault.progress import Cancelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.cli.command import Command

DONE = 0
REFUSED = 1
NO_ANSWER = MachineProblem(Code.IO_ERROR, N_("It is done, but the answer could not be written where it should go."))
CANCELLED = UserProblem(Code.CANCELLED, N_("Cancelled. Nothing was left half done."))


class _Intermixed(argparse.ArgumentParser):
    """Takes positional arguments anywhere between options: argparse alone gives up an optional one at the first option."""

    _within = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse as `parse_known_intermixed_args` does, which calls this method in turn."""
        if self._within or self._subparsers is not None:  # the commands of a group are intermixed, not the group
            return super().parse_known_args(args, namespace)
        self._within = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._within = False


def parser(catalogue: Catalogue, known: Sequence[Command | Group] | None = None) -> argparse.ArgumentParser:
    """Return the parser of the commands `known`, None for the whole command line; help in the language of `catalogue`."""

    def common(target: argparse.ArgumentParser) -> None:
        target.add_argument("--json", action="store_true", help=catalogue.text(N_("print one JSON object")))
        secret = target.add_mutually_exclusive_group()
        secret.add_argument("--passphrase-file", metavar="FILE", type=Path)
        secret.add_argument("--passphrase-fd", metavar="N", type=int)

    root = argparse.ArgumentParser(
        prog="casevault",
        description=catalogue.text(N_("An encrypted, offline case file. Without a command the window opens.")),
        allow_abbrev=False,
    )
    subparsers = root.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Intermixed)

    def add(target: Any, these: Sequence[Command | Group]) -> None:
        for command in these:
            text = catalogue.text(command.help)
            subparser = target.add_parser(command.name, help=text, description=text, allow_abbrev=False)
            if isinstance(command, Group):
                within = subparser.add_subparsers(dest="part", metavar="COMMAND", required=True, parser_class=_Intermixed)
                add(within, command.commands)
                continue
            common(subparser)
            if command.opens:
                subparser.add_argument("--keyfile", metavar="FILE", type=Path)
            command.arguments(subparser)
            say_arguments(command.name, subparser, catalogue)
            subparser.set_defaults(run=command.run)

    add(subparsers, commands.every() if known is None else known)
    return root


def main(argv: Sequence[str], catalogue: Catalogue | None = None, *, context: Context | None = None) -> int:
    """Run one command and return the exit status; `context` is for tests that hand in streams and surroundings."""
    if context is None:
        context = Context(catalogue or Catalogue())
    args = parser(context.catalogue, commands.asked(list(argv))).parse_args(list(argv))
    try:
        _check_text(args)
        answer = args.run(context, args)
    except CaseVaultError as problem:
        return _refused(context, problem, as_json=args.json)
    except (Cancelled, KeyboardInterrupt):
        return _refused(context, CANCELLED, as_json=args.json)
    except BrokenPipeError:
        return _silent_end()
    try:
        if args.json:
            write_json(context, answer.data)
        else:
            write_lines(context, answer.lines)
        context.stdout.flush()
    except OSError as problem:
        if answer.unheard is not None:
            context.say(context.catalogue.text(answer.unheard))
        elif not isinstance(problem, BrokenPipeError):
            context.say(context.catalogue.text(NO_ANSWER.what))
        return _silent_end()
    return DONE if answer.ok else REFUSED


def _check_text(args: argparse.Namespace) -> None:
    # Python hands over bytes that are not text as lone surrogates, which nothing below could store or compare. Paths may hold
    # them: a folder may have any name.
    for untrusted in vars(args).values():
        if isinstance(untrusted, str) and any("\ud800" <= character <= "\udfff" for character in untrusted):
            raise UserProblem(Code.INVALID_INPUT, N_("An argument is not UTF-8 text."), N_("Type it in a terminal set to UTF-8."))


def _refused(context: Context, problem: CaseVaultError, *, as_json: bool) -> int:
    answer = refusal(context, problem)
    try:
        if as_json:
            write_json(context, answer)
            context.stdout.flush()
        else:
            for line in refusal_lines(answer):
                context.say(line)
    except OSError:  # nobody reads on: it was refused all the same, and the status says so
        return _silent_end()
    return REFUSED


def _silent_end() -> int:
    # The reader of our output went away (`| head`): end without a second complaint when Python flushes stdout at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return REFUSED
