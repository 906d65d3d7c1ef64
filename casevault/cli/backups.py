"""Commands on back-ups: backup, backups, restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from casevault.cli import secrets
from casevault.cli.command import Answer, Command, positive, vault_argument
from casevault.domain.dates import in_words
from casevault.errors import CaseVaultError, Code, UserProblem
from casevault.i18n import N_
from casevault.vault import backup
from casevault.vault import backup_place as places
from casevault.vault.backup import KEPT, back_up
from casevault.vault.backup_memory import remembered
from casevault.vault.restore import DAMAGED_HINT, find, restore
from casevault.vault.slots import SlotKind

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context
    from casevault.i18n import Msg
    from casevault.vault.backup_place import Place


WITHOUT = N_("without {count} attachment that was damaged before", "without {count} attachments that were damaged before")


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("--to", metavar="PLACE", type=Path)
    parser.add_argument("--keep", metavar="N", type=positive, default=KEPT)


def _backup(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        known = remembered(vault)
        if args.to is None and not known:
            raise UserProblem(Code.INVALID_INPUT, N_("Where shall the back-up be made?"), N_("Name a folder with --to."))
        made = back_up(vault, known[0].place if args.to is None else args.to, keep=args.keep, progress=context.progress)
    data = {
        "place": str(made.place),
        "generation": made.generation,
        "records": made.records,
        "changes": made.changes,
        "attachments": made.attachments,
        "written_bytes": made.written,
        "damaged": list(made.damaged),
        "only_here": list(made.only_here),
    }
    text = context.catalogue.text
    hurt = (
        *_named(context, backup.DAMAGED, backup.DAMAGED_HINT, made.damaged),
        *_named(context, backup.ONLY_HERE, backup.ONLY_HERE_HINT, made.only_here),
    )
    lines = (
        text(
            N_("Back-up {generation} was made in {place}, read back and compared."),
            generation=made.generation,
            place=str(made.place),
        ),
        text(
            N_("Records: {records}, changes: {changes}, attachments: {attachments}."),
            records=made.records,
            changes=made.changes,
            attachments=made.attachments,
        ),
        text(N_("It opens with the passphrase and the recovery code of today, also after they are changed.")),
        *hurt,
    )
    return Answer(data, lines, ok=not hurt)


def _named(context: Context, what: Msg, hint: Msg, blob_ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is wrong with attachments, their ids, and what to do; nothing where there are none."""
    text = context.catalogue.text
    return (text(what, count=len(blob_ids)), *(f"  {blob_id}" for blob_id in blob_ids), text(hint)) if blob_ids else ()


def _backups_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("place", metavar="PLACE", type=Path)
    parser.add_argument("--verify", action="store_true")


def _backups(context: Context, args: argparse.Namespace) -> Answer:
    place, _newest = find(args.place)
    text = context.catalogue.text
    data, lines = [], []
    for generation in place.generations():
        entry, line = _look(context, place, generation, verify=args.verify)
        data.append(entry)
        lines.append(line)
    if args.verify:
        lines.append(
            text(N_("Held against their sums; whether they are of your vault, its passphrase alone can tell (restore)."))
        )
    return Answer({"place": str(place.path), "generations": data}, tuple(lines), ok=all(entry["ok"] for entry in data))


def _look(context: Context, place: Place, generation: int, *, verify: bool) -> tuple[dict[str, object], str]:
    text = context.catalogue.text
    try:
        sums = place.sums(generation)
        wrong = place.wrong(sums, context.progress) if verify else []
        missing = len(place.missing(generation, sums))
    except CaseVaultError:
        sums, wrong, missing = {}, [places.SUMS], 0
    attachments = len({path.partition(".")[0] for path in sums if path.startswith(f"{places.POOL}/")})
    day = place.day(generation)
    entry: dict[str, object] = {
        "generation": generation,
        "day": day,
        "attachments": attachments,
        "missing": missing,
        "ok": not wrong,
        "wrong": wrong,
    }
    without = text(WITHOUT, count=missing) if missing else ""
    state = text(N_("damaged: {files}"), files=", ".join(wrong[:3])) if wrong else without
    return entry, f"{generation:04d}  {in_words(day, context.catalogue):>16}  {state}".rstrip()


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="BACKUP", type=Path)
    parser.add_argument("target", metavar="DIR", type=Path)
    parser.add_argument("--recovery-file", metavar="FILE", type=Path)
    parser.add_argument("--synced-folder-ok", action="store_true")


def _restore(context: Context, args: argparse.Namespace) -> Answer:
    by_code = args.recovery_file is not None
    secret, keyfile = (secrets.from_file(args.recovery_file), None) if by_code else context.credentials(args)
    made = restore(
        args.source,
        args.target,
        secret,
        keyfile=keyfile,
        kind=SlotKind.RECOVERY if by_code else SlotKind.PASSPHRASE,
        ambient=context.ambient,
        bounds=context.bounds,
        synced_folder_ok=args.synced_folder_ok,
        progress=context.progress,
    )
    data = {
        "vault": str(made.folder),
        "generation": made.generation,
        "records": made.records,
        "changes": made.changes,
        "attachments": made.attachments,
        "damaged": list(made.damaged),
    }
    text = context.catalogue.text
    hurt = _named(context, backup.DAMAGED, DAMAGED_HINT, made.damaged)
    lines = (
        text(
            N_("Back-up {generation} was restored to {folder}, and checked."), generation=made.generation, folder=str(made.folder)
        ),
        text(
            N_("Records: {records}, changes: {changes}, attachments: {attachments}."),
            records=made.records,
            changes=made.changes,
            attachments=made.attachments,
        ),
        *hurt,
    )
    return Answer(data, lines, ok=not hurt)


COMMANDS = (
    Command(name="backup", help=N_("Make a back-up, read it back and compare it"), arguments=_backup_arguments, run=_backup),
    Command(
        name="backups",
        help=N_("Show the back-ups in a place; needs no key"),
        arguments=_backups_arguments,
        run=_backups,
        opens=False,
    ),
    Command(name="restore", help=N_("Make a vault again from a back-up"), arguments=_restore_arguments, run=_restore),
)
