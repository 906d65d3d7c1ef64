"""Commands on redacted copies: redact, redactions, save-redaction."""

from __future__ import annotations

import contextlib
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casevault.cli.command import Answer, Command, positive, vault_argument
from casevault.cli.sealing import SEALED
from casevault.disclosure.redacted import make_copy, widened
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.media.boxes import WHOLE, Area
from casevault.media.viewer import Children
from casevault.vault import redactions
from casevault.vault.leaving import KEEP_WORDS, PLAIN_DANGER, InWords, Plain, ToOwnKey, save_made
from casevault.vault.redactions import Box

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from casevault.cli.context import Context
    from casevault.disclosure.redacted import RedactedCopy
    from casevault.vault.leaving import Seal
    from casevault.vault.redactions import Redaction

_PARTS = 5
BOX_IS = N_("A box is a page and four parts of it between 0 and 1: from the left, from the top, width, height.")
BOX_HINT = N_("For example --box 1,0.1,0.2,0.5,0.05.")


def _box(untrusted: str) -> Box:
    """Return a box given as PAGE,X,Y,W,H; INVALID_INPUT where it is none."""
    parts = untrusted.split(",")
    try:
        page = int(parts[0])
        numbers = [int((Decimal(part) * WHOLE).to_integral_value()) for part in parts[1:]]
    except (ValueError, ArithmeticError, InvalidOperation):
        page, numbers = 0, []
    if len(parts) != _PARTS or len(numbers) != _PARTS - 1:
        raise UserProblem(Code.INVALID_INPUT, BOX_IS, BOX_HINT)
    return Box(page, Area(*numbers))


@contextlib.contextmanager
def _children() -> Iterator[Children]:
    children = Children()
    try:
        yield children
    finally:
        children.close()


def _redact_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("evidence", metavar="EVIDENCE")
    parser.add_argument("--file", metavar="N", type=positive, default=1)
    parser.add_argument("--audience", metavar="AUDIENCE", default="")
    parser.add_argument("--label", metavar="LABEL", default="")
    parser.add_argument("--box", metavar="PAGE,X,Y,W,H", action="append", default=[])
    parser.add_argument("--copy", metavar="COPY", default="")
    parser.add_argument("--looked", action="store_true")
    parser.add_argument("--remove", action="store_true")


def _redact(context: Context, args: argparse.Namespace) -> Answer:
    boxes = [_box(given) for given in args.box]
    if bool(args.copy) == bool(args.audience) or (args.remove and not args.copy):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("A new copy is for an audience; one that is there is named by its id."),
            N_("Give --audience for a new copy, or --copy and nothing of the other."),
        )
    label = context.untrusted_text(args.label)
    with context.vault(args) as vault, _children() as children:
        if args.remove:
            held = redactions.redaction(vault, args.evidence, args.copy)
            redactions.remove(vault, held)
            return Answer(
                {"evidence": held.evidence, "copy": held.id, "removed": True}, (context.catalogue.text(N_("Removed.")),)
            )
        if args.copy:
            held = redactions.redaction(vault, args.evidence, args.copy)
            if boxes:
                _pages, grown = widened(vault, children, held.file, boxes)
                redactions.put_boxes(vault, held, [*held.boxes, *grown])
        else:
            file = vault.attachments.file(args.evidence, args.file)
            pages, grown = widened(vault, children, file, boxes)
            held = redactions.begin(vault, file, audience=args.audience, label=label, pages=pages, boxes=grown)
        held = redactions.redaction(vault, held.evidence, held.id)
        made = make_copy(vault, children, held, context.progress)
        if args.looked:
            redactions.look(vault, held, range(1, held.pages + 1))
            held = redactions.redaction(vault, held.evidence, held.id)
        data = {**_facts(held), **_made_facts(made)}
    return Answer(
        data, (*_lines(context, held), context.catalogue.text(N_("It holds pixels and nothing else; that was checked.")))
    )


def _redactions_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("evidence", metavar="EVIDENCE")
    parser.add_argument("--verify", action="store_true")


def _redactions(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault, _children() as children:
        found = redactions.redactions_of(vault, args.evidence)
        entries = [
            {**_facts(held), **(_made_facts(make_copy(vault, children, held, context.progress)) if args.verify else {})}
            for held in found
        ]
    lines = [line for held in found for line in _lines(context, held)]
    total = context.catalogue.text(N_("{count} redacted copy", "{count} redacted copies"), count=len(found))
    return Answer({"redactions": entries}, (*lines, total))


def _facts(held: Redaction) -> dict[str, Any]:
    return {
        "evidence": held.evidence,
        "copy": held.id,
        "file": held.file.number,
        "audience": held.audience,
        "label": held.label,
        "pages": held.pages,
        "boxes": [
            {"page": box.page, **{key: _part(getattr(box.area, key)) for key in ("x", "y", "w", "h")}} for box in held.boxes
        ],
        "looked": [{"page": page, "by": look.by, "at": look.at} for page, look in held.looked.items()],
        "not_looked": list(held.unseen),
    }


def _made_facts(made: RedactedCopy) -> dict[str, Any]:
    return {
        "mime": made.made.mime,
        "size": len(made.made.data),
        "sha256": made.sha256,
        "flattened": made.flattened,
        "only_pixels": True,  # what is not so was refused
    }


def _part(millionths: int) -> str:
    return f"{millionths // WHOLE}.{millionths % WHOLE:06}".rstrip("0").rstrip(".") or "0"


def _lines(context: Context, held: Redaction) -> list[str]:
    text = context.catalogue.text
    count = text(N_("{count} box", "{count} boxes"), count=len(held.boxes))
    seen = text(N_("looked at {looked} of {pages} pages"), looked=len(held.looked), pages=held.pages)
    return [f"{held.id}  {held.audience:<10} {count}, {seen}  {held.label}".rstrip()]


def _save_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("evidence", metavar="EVIDENCE")
    parser.add_argument("copy", metavar="COPY")
    parser.add_argument("target", metavar="TARGET", type=Path)
    seal = parser.add_mutually_exclusive_group()
    seal.add_argument("--recipient", metavar="AGE1", default="")
    seal.add_argument("--plain", action="store_true")


def _save(context: Context, args: argparse.Namespace) -> Answer:
    if args.plain:
        context.confirm(PLAIN_DANGER, word="plain")
    seal: Seal = Plain() if args.plain else ToOwnKey(args.recipient) if args.recipient else InWords()
    secret, keyfile = given = context.credentials(args)
    with context.vault(args, given=given) as vault, _children() as children:
        held = redactions.redaction(vault, args.evidence, args.copy)
        made = make_copy(vault, children, held, context.progress)
        saved = save_made(vault, secret, keyfile, file=held.file, data=made.made.data, target=args.target, seal=seal)
    text = context.catalogue.text
    lines = [
        text(N_("The redacted copy was saved in {target}, for yourself."), target=str(saved.target)),
        text(SEALED[saved.sealed]),
    ]
    if saved.passphrase:
        lines += [text(KEEP_WORDS), f"  {saved.passphrase}"]
    data = {
        "evidence": held.evidence,
        "copy": held.id,
        "target": str(saved.target),
        **_made_facts(made),
        "sealed": saved.sealed,
        "passphrase": saved.passphrase or None,
    }
    unheard = N_("The copy was saved, but its seven words could not be shown, so nobody can open it. Delete it and save another.")
    return Answer(data, tuple(lines), unheard=unheard if saved.passphrase else None)


COMMANDS = (
    Command(
        name="redact",
        help=N_("Make a redacted copy of a file of evidence, or change one"),
        arguments=_redact_arguments,
        run=_redact,
    ),
    Command(
        name="redactions",
        help=N_("List the redacted copies of a piece of evidence"),
        arguments=_redactions_arguments,
        run=_redactions,
    ),
    Command(name="save-redaction", help=N_("Save a redacted copy for yourself"), arguments=_save_arguments, run=_save),
)
