"""The man page and the completions of shells, made from the program's own parser, so that they cannot lag behind it."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from casevault import __version__
from casevault.cli.main import parser
from casevault.i18n import Catalogue

WINDOW: Final = ("--vault", "--lang", "--version", "--locked", "--passphrase-file", "--passphrase-fd", "--help")


def commands(of: argparse.ArgumentParser, before: str = "") -> dict[str, tuple[argparse.ArgumentParser, str]]:
    """Return {words of a command: its parser and sentence}, those of a group under the group's word."""
    found: dict[str, tuple[argparse.ArgumentParser, str]] = {}
    for action in of._actions:  # noqa: SLF001 - argparse shows its sub-commands in no other way
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - same
            said: dict[str, Any] = {choice.dest: choice.help for choice in action._choices_actions}  # noqa: SLF001 - same
            for name, inner in action.choices.items():
                found[f"{before}{name}"] = (inner, said.get(name) or "")
                found |= commands(inner, f"{before}{name} ")
    return found


def options(of: argparse.ArgumentParser) -> list[str]:
    """Return the long options of a command."""
    return sorted(name for action in of._actions for name in action.option_strings if name.startswith("--"))  # noqa: SLF001 - as above


def bash(root: argparse.ArgumentParser) -> str:
    """Return the completion for bash."""
    found = commands(root)
    first = sorted({words.split()[0] for words in found})
    lines = [
        "# Completion of casevault for bash; made from its parser.",
        "_casevault() {",
        '    local cur="${COMP_WORDS[COMP_CWORD]}" words',
    ]
    lines += [
        f'    local first="{" ".join(first)}" window="{" ".join(WINDOW)}"',
        '    case "${COMP_WORDS[1]} ${COMP_WORDS[2]}" in',
    ]
    groups: dict[str, list[str]] = {}
    for words in found:
        if " " in words:
            groups.setdefault(words.split()[0], []).append(words.split()[1])
    ordered = sorted(found.items(), key=lambda one: (-one[0].count(" "), one[0]))  # a command of a group before the group
    for words, (inner, _said) in ordered:
        more = [*groups.get(words, ()), *options(inner)]
        pattern = f'"{words}"' if " " in words else f'"{words} "*'
        lines.append(f'        {pattern}) words="{" ".join(more)}" ;;')
    lines += ['        *) words="$first $window" ;;', "    esac", '    [ "$COMP_CWORD" -eq 1 ] && words="$first $window"']
    lines += ['    COMPREPLY=($(compgen -W "$words" -- "$cur"))', "}", "complete -o default -F _casevault casevault", ""]
    return "\n".join(lines)


def fish(root: argparse.ArgumentParser) -> str:
    """Return the completion for fish."""
    lines = ["# Completion of casevault for fish; made from its parser."]
    for words, (inner, said) in sorted(commands(root).items()):
        name, _, part = words.partition(" ")
        where = f"__fish_seen_subcommand_from {name}" if part else "__fish_use_subcommand"
        quoted = said.replace("\\", "\\\\").replace("'", "\\'")
        lines.append(f"complete -c casevault -n '{where}' -a '{part or name}' -d '{quoted}'")
        if not part:
            lines += [f"complete -c casevault -n '__fish_seen_subcommand_from {name}' -l {one[2:]}" for one in options(inner)]
    return "\n".join([*lines, ""])


def man(root: argparse.ArgumentParser, day: str) -> str:
    """Return the man page."""

    def plain(text: str) -> str:
        return text.replace("\\", "\\e").replace("-", "\\-").replace("\n.", "\n\\&.")

    lines = [
        f'.TH CASEVAULT 1 "{day}" "CaseVault {__version__}" "User Commands"',
        ".SH NAME",
        "casevault \\- an encrypted, offline case file",
    ]
    lines += [
        ".SH SYNOPSIS",
        ".B casevault",
        "[\\fIOPTION\\fR]...",
        ".br",
        ".B casevault",
        "\\fICOMMAND\\fR [\\fIARGUMENT\\fR]...",
    ]
    lines += [".SH DESCRIPTION", "Without a command the window opens. There is no network code in it.", ".SH COMMANDS"]
    for words, (inner, said) in sorted(commands(root).items()):
        lines += [".TP", f"\\fB{plain(words)}\\fR", plain(said)]
        if options(inner) != ["--help"]:
            lines += [".br", plain(" ".join(one for one in options(inner) if one != "--help"))]
    lines += [
        ".SH EXIT STATUS",
        "0 done, 1 refused for a reason that is printed, 2 usage.",
        ".SH SEE ALSO",
        ".B casevault handbook",
        "",
    ]
    return "\n".join(lines)


def main(target: Path, seconds: int) -> None:
    """Write all of them below `target`."""
    root = parser(Catalogue())
    for name, text in (
        ("casevault.bash", bash(root)),
        ("casevault.fish", fish(root)),
        ("casevault.1", man(root, datetime.fromtimestamp(seconds, UTC).date().isoformat())),
    ):
        target.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
