"""Command policy: what the organisation set on this computer, what it changes, and a trial of a file before it is rolled out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from casevault.cli.command import Answer, Command
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault import policy_file
from casevault.vault.policy_file import State
from casevault.vault.policy_reading import LISTS, NUMBERS, SWITCHES
from casevault.vault.policy_words import NOTHING_SET, sentences
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from casevault.cli.context import Context
    from casevault.i18n import Msg
    from casevault.vault.policy import Policy
    from casevault.vault.policy_file import Found

SAID: Final[Mapping[State, Msg]] = {
    State.NONE: N_("No policy. It was looked for at {path}"),
    State.IN_FORCE: N_("Policy: {path}"),
    State.UNREADABLE: N_("This policy cannot be used: {path}"),
}
UNREADABLE: Final = N_(
    "Where it is installed so, nothing leaves any vault, none is made, and the window locks after a minute. Vaults open, records "
    "are kept and back-ups are made."
)
UNGUARDED: Final = N_(
    "Others than an administrator can alter this file, its folder, or what it leads to. Its rules hold, and whoever can "
    "alter it can also take them away."
)
TRIED: Final = N_("It was only tried; what is installed is another matter.")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--file", metavar="FILE", type=Path, dest="policy_path")


def _policy(context: Context, args: argparse.Namespace) -> Answer:
    found = context.organisation
    if args.policy_path is not None:
        found = policy_file.read(args.policy_path)
        if found.state is State.NONE:
            raise UserProblem(Code.NOT_FOUND, N_("There is no such file or folder."), N_("Name the policy that is to be tried."))
    catalogue = context.catalogue
    text = catalogue.text
    told = sentences(found.policy, catalogue, load_schema().vocabularies)
    lines = [text(SAID[found.state], path=str(found.path))]
    if found.state is State.IN_FORCE:
        lines += [f"  {key:<20} {sentence}" for key, sentence in told] or [f"  {text(NOTHING_SET)}"]
    lines += [f"  {flaw.words(catalogue)}" for flaw in found.flaws]
    if found.state is State.UNREADABLE:
        lines.append(text(UNREADABLE))
    if args.policy_path is not None:
        lines.append(text(TRIED))
    elif found.state is not State.NONE and not found.guarded:
        lines.append(text(UNGUARDED))
    return Answer(_json(found, dict(told), context), tuple(lines), ok=found.state is not State.UNREADABLE)


def _json(found: Found, told: Mapping[str, str], context: Context) -> dict[str, object]:
    return {
        "path": str(found.path),
        "state": found.state.value,
        "guarded": found.guarded,
        "rules": _rules(found.policy) if found.state is State.IN_FORCE else {},
        "changes": [{"rule": key, "sentence": sentence} for key, sentence in told.items() if key],
        "flaws": [{"key": flaw.key, "message": flaw.words(context.catalogue)} for flaw in found.flaws],
    }


def _rules(policy: Policy) -> dict[str, object]:
    """Return the rules that ask something, as a file would say them."""
    found: dict[str, object] = {key: getattr(policy, key) for key in (*NUMBERS, *SWITCHES)}
    found |= {key: sorted(getattr(policy, key)) for key in LISTS}
    return {key: value for key, value in found.items() if value}


COMMANDS = (
    Command(
        name="policy",
        help=N_("Show what your organisation set on this computer, or try a policy file"),
        arguments=_arguments,
        run=_policy,
        opens=False,
    ),
)
