"""`recall`: who is still to be told that what they hold was withdrawn or corrected, the notice to them, and what they answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from casevault.cli.command import Answer, Command, vault_argument
from casevault.cli.disclosures import lines_of
from casevault.disclosure import compile as way_out
from casevault.disclosure import recall
from casevault.disclosure.plain import plain_text
from casevault.domain.consent import text_of
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault.holders import by_recipient, to_be_told, waiting
from casevault.vault.recall_words import WHY_WORDS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping
    from typing import Any

    from casevault.cli.context import Context
    from casevault.domain.record import Record
    from casevault.vault.holders import Holder
    from casevault.vault.vault import Vault

LIST, DRAFT, SEND, SENT, ANSWERED, RECEIVED, ONWARD, NEEDLESS = (
    *("list", "draft", "send", "sent", "answered", "received", "onward", "needless"),
)
WAYS = "handover"  # the vocabulary of how something is handed over
ACTS = (LIST, DRAFT, SEND, SENT, ANSWERED, RECEIVED, ONWARD, NEEDLESS)


def _arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("act", metavar="ACT", choices=ACTS, nargs="?", default=LIST)
    parser.add_argument("copy", metavar="DISCLOSURE", nargs="?", default="")
    parser.add_argument("out", metavar="OUT", nargs="?", type=Path)
    parser.add_argument("--seal", metavar="SEAL", default="pdf", choices=("pdf", "age", "html", "none"))
    parser.add_argument("--recipient", metavar="AGE1", action="append", default=[])
    parser.add_argument("--lang", metavar="LANG", default="en")
    parser.add_argument("--channel", metavar="CHANNEL", default="")
    parser.add_argument("--answer", metavar="ANSWER", default="")
    parser.add_argument("--on", metavar="DATE", default="")
    parser.add_argument("--to", metavar="WHO", default="")
    parser.add_argument("--reason", metavar="TEXT", default="")


def _run(context: Context, args: argparse.Namespace) -> Answer:
    if (args.act == LIST) == bool(args.copy) or (args.act == SEND) != (args.out is not None):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("Name the disclosure it is about, and a file for what is to be sent."),
            N_("`recall DIR list` shows what is still to be told, and to whom."),
        )
    with context.vault(args) as vault:
        if args.act == LIST:
            return _list(context, vault)
        if args.act == DRAFT:
            return _draft(context, vault, args)
        if args.act == SEND:
            return _send(context, vault, args)
        acts: Mapping[str, Callable[[], None]] = {
            SENT: lambda: recall.told_otherwise(vault, args.copy, way=_way(vault, args.channel)),
            ANSWERED: lambda: recall.answered(
                vault, args.copy, recall.Answer(args.answer, args.on, context.untrusted_text(args.to))
            ),
            RECEIVED: lambda: recall.received(vault, args.copy, on=args.on),
            ONWARD: lambda: recall.passed_on(vault, args.copy, context.untrusted_text(args.to)),
            NEEDLESS: lambda: recall.needs_no_notice(vault, args.copy, context.untrusted_text(args.reason)),
        }
        acts[args.act]()
        record = vault.records.get(args.copy)
        still = [one for one in to_be_told(vault) if one.copy.id == args.copy]
    data = {
        "disclosure": record.id,
        "recall": text_of(record, "recall") or None,
        "ack": text_of(record, "ack") or None,
        "onward": text_of(record, "onward") or None,
        "still_to_tell": bool(still),
    }
    return Answer(data, (context.catalogue.text(N_("Noted in the register.")),))


def _list(context: Context, vault: Vault) -> Answer:
    found, asked = to_be_told(vault), waiting(vault)
    text = context.catalogue.text
    lines: list[str] = []
    for holders in by_recipient(found).values():
        lines.append(text_of(holders[0].copy, "recipient_text"))
        lines += [
            f"  {_copy_line(one.copy)}  {', '.join(text(WHY_WORDS[why]) for why in recall.why_words(one))}" for one in holders
        ]
    if asked:
        lines.append(text(N_("Asked back, no answer yet:")))
        lines += [f"  {_copy_line(copy)}  {text_of(copy, 'recipient_text')}  {text_of(copy, 'recall_on')}" for copy in asked]
    data = {"to_tell": [_holder_json(one) for one in found], "waiting": [_waiting_json(copy) for copy in asked]}
    return Answer(data, tuple(lines) or (text(N_("Nobody has to be told anything.")),))


def _copy_line(copy: Record) -> str:
    return f"{copy.id}  {text_of(copy, 'sent_at')[:10]}  {text_of(copy, 'output')}"


def _holder_json(one: Holder) -> dict[str, Any]:
    return {
        "disclosure": one.copy.id,
        "recipient": text_of(one.copy, "recipient_text"),
        "at": text_of(one.copy, "sent_at"),
        "output": text_of(one.copy, "output"),
        "why": [why.value for why in recall.why_words(one)],
        "persons": list(one.persons),
        "causes": [{"why": cause.why.value, "id": cause.about, "fields": list(cause.fields)} for cause in one.causes],
        "asked": text_of(one.copy, "recall") or None,
    }


def _waiting_json(copy: Record) -> dict[str, Any]:
    return {
        "disclosure": copy.id,
        "recipient": text_of(copy, "recipient_text"),
        "asked_on": text_of(copy, "recall_on"),
        "recall": text_of(copy, "recall"),
    }


def _draft(context: Context, vault: Vault, args: argparse.Namespace) -> Answer:
    holders = recall.of_the_same(vault, args.copy)
    preview = way_out.preview(vault, recall.request_for(holders, lang=args.lang), progress=context.progress)
    words = plain_text(preview.document)
    data = {
        "recipient": preview.recipient,
        "disclosures": [one.copy.id for one in holders],
        "text": words,
        "scan": preview.scan.to_json(),
    }
    return Answer(data, (context.catalogue.text(N_("Preview: nothing was written.")), "", *words.split("\n")))


def _way(vault: Vault, asked: str, otherwise: str = "other") -> str:
    """Return the way by which they were told; raise INVALID_INPUT, which names the ways there are, for one unknown."""
    known = vault.schema.vocabularies
    if asked and not known.has(WAYS, asked):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("There is no such way to hand something over."),
            N_("Use one of: {ways}."),
            field="channel",
            ways=", ".join(known.offered(WAYS)),
        )
    return asked or otherwise


def _send(context: Context, vault: Vault, args: argparse.Namespace) -> Answer:
    holders = recall.of_the_same(vault, args.copy)
    request = recall.request_for(
        holders, lang=args.lang, seal=args.seal, recipients=tuple(args.recipient), channel=_way(vault, args.channel, "")
    )
    report = way_out.disclose(vault, request, args.out, progress=context.progress)
    data = {**report.to_json(), "disclosures": [one.copy.id for one in holders]}
    return Answer(data, lines_of(context, data, args.out))


COMMANDS = (
    Command(
        name="recall",
        help=N_("Tell who holds what was withdrawn or corrected, and note what they answer"),
        arguments=_arguments,
        run=_run,
    ),
)
