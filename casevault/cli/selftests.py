"""Command selftest: whether this copy of the program works on this computer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.cli.command import Answer, Command
from casevault.exchange.selftest import tried
from casevault.i18n import N_

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context

WORKS: Final = N_("works")
DOES_NOT: Final = N_("does not work: {trouble}")
ALL: Final = N_("Every part of this copy of CaseVault works here. Nothing was left behind.")
NOT_ALL: Final = N_(
    "This copy of CaseVault does not work as it should here. Install it again from its own package; vaults are not affected."
)


def _arguments(_parser: argparse.ArgumentParser) -> None:
    return


def _selftest(context: Context, _args: argparse.Namespace) -> Answer:
    text = context.catalogue.text
    parts = list(tried())
    lines = [f"  {text(part.what)}: {text(DOES_NOT, trouble=part.trouble) if part.trouble else text(WORKS)}" for part in parts]
    ok = not any(part.trouble for part in parts)
    found = [{"part": part.key, "ok": not part.trouble, "trouble": part.trouble} for part in parts]
    return Answer({"ok": ok, "checks": len(parts), "parts": found}, (*lines, text(ALL if ok else NOT_ALL)), ok=ok)


COMMANDS = (
    Command(
        name="selftest",
        help=N_("Try every part of this program on this computer"),
        arguments=_arguments,
        run=_selftest,
        opens=False,
    ),
)
