"""Commands on files: attach, attachments, save-attachment."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casevault.cli.command import Answer, Command, positive, vault_argument
from casevault.cli.sealing import seal_arguments, seal_of, sealed_lines
from casevault.errors import CaseVaultError, Code
from casevault.i18n import N_
from casevault.vault.leaving import PLAIN_DANGER, save_copy

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context
    from casevault.vault.attached import Attachment
    from casevault.vault.attachments import Attached
    from casevault.vault.vault import Vault


def _attach_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("record", metavar="RECORD")
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
    parser.add_argument("--title", metavar="TITLE", default="")
    parser.add_argument("--kind", metavar="KIND", default="")


def _attach(context: Context, args: argparse.Namespace) -> Answer:
    title = context.untrusted_text(args.title)
    with context.vault(args) as vault:
        done = vault.attachments.add(args.files, about=[args.record], title=title, kind=args.kind, progress=context.progress)
        known = _known(vault, done)
        # The file is in by now: whatever keeps its words from being taken out is no failure of attaching.
        with contextlib.suppress(CaseVaultError):
            vault.texts.take()
    entries = [
        {"blob": file.blob, "sha256": file.sha256, "size": file.size, "duplicate_of": known.get(file.blob)} for file in done.files
    ]
    lines = [context.catalogue.text(N_("{count} file attached.", "{count} files attached."), count=len(entries)), done.evidence]
    lines += [f"  {file.sha256}  {file.name}" for file in done.files]
    if any(file.known for file in done.files):
        lines.append(context.catalogue.text(N_("A file that was stored here before is kept once.")))
    lines.append(context.catalogue.text(N_("The original stays where it is, and is not encrypted there.")))
    return Answer({"evidence": done.evidence, **entries[0], "files": entries}, tuple(lines))


def _known(vault: Vault, done: Attached) -> dict[str, str]:
    """Return {attachment: another record that has it} of the files that were stored before."""
    wanted = {file.blob for file in done.files if file.known}
    if not wanted:
        return {}
    return {
        file.blob: file.evidence for file in vault.attachments.listed() if file.blob in wanted and file.evidence != done.evidence
    }


def _attachments_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("record", metavar="RECORD", nargs="?", default="")
    parser.add_argument("--verify", action="store_true")


def _attachments(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        found = vault.attachments.listed(args.record)
        entries: list[dict[str, Any]] = [
            {
                "evidence": file.evidence,
                "title": file.title,
                "file": file.number,
                "name": file.name,
                "mime": file.mime,
                "sha256": file.sha256,
                "size": file.size,
                "blob": file.blob,
                "stored": file.stored,
                "erased": file.erased or None,
            }
            for file in found
        ]
        if args.verify:
            for file, entry in zip(found, entries, strict=True):
                if file.erased:
                    continue
                entry["verified"] = _verified(context, vault, file)
    lines = [
        f"{entry['evidence']} {entry['file']:>3} {entry['size']:>13}  {_state(context, entry):<10} {entry['name']}"
        for entry in entries
    ]
    total = context.catalogue.text(N_("{count} file", "{count} files"), count=len(entries))
    return Answer({"attachments": entries}, (*lines, total), ok=all(entry.get("verified", True) for entry in entries))


def _verified(context: Context, vault: Vault, file: Attachment) -> bool:
    try:
        vault.attachments.verify(file.evidence, file.number, progress=context.progress)
    except CaseVaultError as problem:
        if problem.code not in {Code.BLOB_DAMAGED, Code.NOT_FOUND}:
            raise
        return False
    return True


def _state(context: Context, entry: dict[str, Any]) -> str:
    if "verified" in entry:
        return context.catalogue.text(N_("verified") if entry["verified"] else N_("DAMAGED"))
    if entry["erased"]:
        return context.catalogue.text(N_("erased"))
    return context.catalogue.text(N_("stored") if entry["stored"] else N_("not here"))


def _save_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("evidence", metavar="EVIDENCE")
    parser.add_argument("target", metavar="TARGET", type=Path)
    parser.add_argument("--file", metavar="N", type=positive, default=1)
    seal_arguments(parser)


def _save(context: Context, args: argparse.Namespace) -> Answer:
    seal = seal_of(context, args, PLAIN_DANGER)
    secret, keyfile = given = context.credentials(args)
    with context.vault(args, given=given) as vault:
        copy = save_copy(
            vault,
            secret,
            keyfile,
            evidence=args.evidence,
            target=args.target,
            number=args.file,
            seal=seal,
            progress=context.progress,
        )
    text = context.catalogue.text
    lines = [
        text(N_("A copy was saved in {target}; its SHA-256 is the recorded one."), target=str(copy.target)),
        *sealed_lines(context, copy.sealed, copy.passphrase),
    ]
    data = {
        "evidence": copy.file.evidence,
        "file": copy.file.number,
        "target": str(copy.target),
        "sha256": copy.file.sha256,
        "size": copy.file.size,
        "sealed": copy.sealed,
        "passphrase": copy.passphrase or None,
    }
    unheard = N_("The copy was saved, but its seven words could not be shown, so nobody can open it. Delete it and save another.")
    return Answer(data, tuple(lines), unheard=unheard if copy.passphrase else None)


COMMANDS = (
    Command(name="attach", help=N_("Attach files to a record, as a piece of evidence"), arguments=_attach_arguments, run=_attach),
    Command(name="attachments", help=N_("List the files there are"), arguments=_attachments_arguments, run=_attachments),
    Command(
        name="save-attachment", help=N_("Save a copy of an attached file for yourself"), arguments=_save_arguments, run=_save
    ),
)
