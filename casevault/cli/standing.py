"""`status`: how a vault stands, what lies where, and which versions run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.cli.command import Answer, Command, as_of_argument, as_of_day, vault_argument
from casevault.i18n import N_
from casevault.vault.health import health, versions

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context


def _arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    as_of_argument(parser)


def _run(context: Context, args: argparse.Namespace) -> Answer:
    text = context.catalogue.text
    with context.vault(args) as vault:
        found, running, as_of = health(vault), versions(), as_of_day(context, args)
    stale = {pack.version for pack in found.stale(as_of)}
    data = {
        "as_of": as_of.isoformat(),
        "records": found.records,
        "attachments": found.attachments,
        "bytes": found.size,
        "checked": found.checked.isoformat() if found.checked else None,
        "backups": [{"place": str(one.place), "day": one.day.isoformat(), "generation": one.generation} for one in found.backups],
        "packs": [
            {
                "pack": pack.version,
                "checked_on": pack.checked_on.isoformat() if pack.checked_on else None,
                "stale": pack.version in stale,
                "unconfirmed": pack.marks()[1],
            }
            for pack in found.packs
        ],
        "places": [{"path": str(place.path), "what": text(place.what), "plain": place.is_plain} for place in found.places],
        "versions": running,
    }
    never = text(N_("never"))
    lines = (
        text(N_("Records: {records}, attachments: {attachments} ({bytes} bytes)"),
             records=found.records, attachments=found.attachments, bytes=found.size),
        text(N_("Last deep check without a finding: {day}"), day=found.checked or never),
        text(N_("Last back-up: {day}"), day=max((one.day for one in found.backups), default=never)),
        text(N_("Law texts: {all}, to be compared again: {stale}"), all=len(found.packs), stale=len(stale)),
        *(f"{place.path}  {text(place.what)}" for place in found.places),
        *(f"{name} {number}" for name, number in running.items()),
    )  # fmt: skip
    return Answer(data, lines)


COMMANDS = (
    Command(
        name="status", help=N_("Show how a vault stands, what lies where, and which versions run"), arguments=_arguments, run=_run
    ),
)
