"""The composition root: reads the global options, chooses language and face (window or command line), and starts it.

The only module that knows everyone. It imports a face when that face is chosen: the command line never loads Qt.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from casevault import __version__, paths
from casevault.errors import CaseVaultError
from casevault.i18n import N_, SOURCE_LANGUAGE, Catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType
    from typing import NoReturn

REFUSED = 1
NO_DISPLAY = N_("There is no display to show the window on. The command line does everything too: casevault --help")


def run(argv: Sequence[str]) -> int:
    """Run CaseVault with these arguments; the exit status is 0 done, 1 refused, 2 usage."""
    _whole_streams()
    sys.excepthook = report_bug
    threading.excepthook = lambda args: report_bug(args.exc_type, args.exc_value, args.exc_traceback)
    options = parse(argv)
    catalogue = Catalogue(language(options.lang, os.environ), _locale_folder())
    if options.command:
        from casevault.cli.main import main  # noqa: PLC0415 - one face, not both

        return main(options.command, catalogue)
    if not has_display(os.environ):
        sys.stderr.write(f"{catalogue.text(NO_DISPLAY)}\n")
        return REFUSED
    from casevault.ui.run import run as show  # noqa: PLC0415 - one face, not both
    from casevault.ui.settings import load  # noqa: PLC0415 - what the window keeps, the window alone reads

    kept = load(paths.config_folder()).language
    if kept and not options.lang:
        catalogue = Catalogue(language(kept, os.environ), _locale_folder())
    secret = None if options.locked else _secret(options, catalogue)
    return show(catalogue, options.vault, secret, locked=options.locked)


def _whole_streams() -> None:
    """Give a process that was started without stdout or stderr (`>&-`, a window without a console) ones that lead nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open as long as the process


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return the global options and, in `command`, everything from the command on, untouched."""
    parser = argparse.ArgumentParser(prog="casevault", add_help=False, allow_abbrev=False)
    parser.add_argument("--version", action=_Versions, nargs=0)
    parser.add_argument("--lang", metavar="L", default="")
    parser.add_argument("--vault", metavar="DIR", type=Path, nargs="?")  # a desktop that has none to open passes none
    parser.add_argument("--locked", action="store_true")
    secret = parser.add_mutually_exclusive_group()
    secret.add_argument("--passphrase-file", metavar="FILE", type=Path)
    secret.add_argument("--passphrase-fd", metavar="N", type=int)
    # The first word that is not one of these options begins the command; `--help` before any is the command line's own help.
    taken = _leading_options(argv)
    options = parser.parse_args(list(argv[:taken]))
    options.command = list(argv[taken:])
    return options


class _Versions(argparse.Action):
    """Prints the version and, below it, those of all that matters to a report of a hole; ends the program."""

    def __call__(self, parser: argparse.ArgumentParser, *_given: object) -> NoReturn:
        from casevault.vault.health import versions  # noqa: PLC0415 - loads what it asks for its version

        lines = [
            f"CaseVault {__version__}",
            *(f"  {name} {number}" for name, number in versions().items() if name != "casevault"),
        ]
        sys.stdout.write("\n".join([*lines, ""]))
        parser.exit()


_WITH_VALUE = frozenset({"--lang", "--vault", "--passphrase-file", "--passphrase-fd"})


def _leading_options(argv: Sequence[str]) -> int:
    place = 0
    while place < len(argv) and argv[place].startswith("--") and argv[place] != "--help":
        place += 2 if argv[place] in _WITH_VALUE else 1
    return place


def language(asked: str, environment: Mapping[str, str]) -> str:
    """Return the language to speak: the one asked for, else the first of the environment's that there is a catalogue for."""
    wishes = [asked] if asked else []
    wishes += environment.get("LANGUAGE", "").split(":")
    wishes += [environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    there = {SOURCE_LANGUAGE, *_translated()}
    for wish in wishes:
        plain = wish.partition(".")[0].replace("-", "_")
        for candidate in (plain, plain.partition("_")[0].lower()):
            if candidate in there:
                return candidate
    return SOURCE_LANGUAGE


def _translated() -> frozenset[str]:
    folder = _locale_folder()
    return frozenset() if folder is None else frozenset(path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/*.mo"))


def _locale_folder() -> Path | None:
    try:
        return paths.resource_path("locale")
    except CaseVaultError:
        return None


def has_display(environment: Mapping[str, str]) -> bool:
    """Say whether a window can be shown; only Linux may have none."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(environment.get(name) for name in names)


def _secret(options: argparse.Namespace, catalogue: Catalogue) -> bytearray | None:
    """Return the passphrase from the file or descriptor that was named, read once and closed; None where none was."""
    from casevault.cli.context import Context  # noqa: PLC0415 - only a window started with a passphrase asks for it

    if options.passphrase_file is None and options.passphrase_fd is None:
        return None
    return Context(catalogue).passphrase(options)


def report_bug(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """Write where a bug is: its type, files and lines; never its message or any value, which could hold what a record says."""
    lines = [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    what = str(error) if isinstance(error, CaseVaultError) else kind.__name__
    sys.stderr.write("\n".join(["CaseVault met a bug.", *lines, f"  {what}", ""]))
