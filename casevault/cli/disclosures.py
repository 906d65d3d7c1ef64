"""Commands on what leaves the vault: disclose and disclosures. Both only word a request; `disclosure` decides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from casevault.ambient import utc_text
from casevault.cli.command import Answer, Command, vault_argument
from casevault.disclosure import compile as way_out
from casevault.disclosure.evidence_files import EVERY
from casevault.disclosure.reason_words import REASON_WORDS
from casevault.disclosure.register import listing
from casevault.disclosure.request import Reason, Request
from casevault.disclosure.unsealed import DANGER, WORD, asks_for_word, left_unsealed
from casevault.domain.dates import in_words
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault.left import listed

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from casevault.cli.context import Context
    from casevault.disclosure.request import Json
    from casevault.vault.vault import Vault


LEFT_UNSEALED = N_("{count} of them left without a seal.", "{count} of them left without a seal.")


def _disclose_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    request_arguments(parser)
    parser.add_argument("--preview", action="store_true")
    parser.add_argument("out", metavar="OUT", nargs="?", type=Path)


def request_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what says what leaves, for whom and how."""
    parser.add_argument("--case", metavar="CASE", action="append", default=[])
    parser.add_argument("--audience", metavar="AUDIENCE", required=True)
    parser.add_argument("--output", metavar="KIND", required=True)
    parser.add_argument("--about", metavar="RECORD", default="")
    parser.add_argument("--option", metavar="WORD", action="append", default=[])
    parser.add_argument("--evidence", metavar="EVIDENCE", action="append", default=[])
    parser.add_argument("--to", metavar="RECIPIENT", required=True)
    parser.add_argument("--seal", metavar="SEAL", required=True, choices=("pdf", "age", "html", "none"))
    parser.add_argument("--recipient", metavar="AGE1", action="append", default=[])
    parser.add_argument("--purpose", metavar="PURPOSE", default="")
    parser.add_argument("--channel", metavar="CHANNEL", default="")
    parser.add_argument("--contact", metavar="TEXT", default="")
    parser.add_argument("--format", metavar="FORMAT", default="pdf")
    parser.add_argument("--lang", metavar="LANG", default="en")
    parser.add_argument("--accept", metavar="HITS.json", default="")
    parser.add_argument("--valid-until", metavar="DATE", default="")
    parser.add_argument("--unsigned", action="store_true")
    parser.add_argument("--sign", action="store_true")


def _disclose(context: Context, args: argparse.Namespace) -> Answer:
    if args.preview == (args.out is not None):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("Give a file to write, or --preview."),
            N_("A preview writes nothing; everything else needs OUT."),
        )
    request = request_of(context, args)
    if not args.preview:
        confirm_unsealed(context, request)
    with context.vault(args) as vault:
        if args.preview:
            preview = way_out.preview(vault, request, progress=context.progress)
            data = preview.to_json()
        else:
            report = way_out.disclose(vault, request, args.out, progress=context.progress)
            data = report.to_json()
            if report.notice:
                context.say(context.catalogue.text(report.notice))
        stayed = _stayed(context, vault, request.evidence, data)
    return Answer(data, (*lines_of(context, data, args.out), *stayed))


def _stayed(context: Context, vault: Vault, evidence: Sequence[str], data: Mapping[str, Json]) -> list[str]:
    """Return a sentence for each piece of evidence that was asked for by name and does not go along: who asked counts on it."""
    files, reasons = data.get("files") or [], data["reasons"]
    went = {file["evidence"] for file in files if isinstance(file, dict)} if isinstance(files, list) else set()
    why = {
        str(entry["id"]): REASON_WORDS[Reason(str(entry["reason"]))]
        for entry in (reasons if isinstance(reasons, list) else ())
        if isinstance(entry, dict) and str(entry["field"]).startswith("files/") and str(entry["field"]).endswith("/blob")
    }
    sentence, text = N_("“{title}” does not go along. {why}."), context.catalogue.text
    return [
        text(sentence, title=vault.records.get(one).title, why=text(why.get(one, REASON_WORDS[Reason.NO_COPY])))
        for one in dict.fromkeys(evidence)
        if one != EVERY and one not in went
    ]


def request_of(context: Context, args: argparse.Namespace) -> Request:
    """Return what was asked on the command line."""
    kept, replaced = _answers(context, args.accept)
    return Request(
        cases=tuple(args.case),
        audience=args.audience,
        output=args.output,
        record=args.about,
        options=tuple(args.option),
        to=context.untrusted_text(args.to),
        seal=args.seal,
        recipients=tuple(args.recipient),
        evidence=tuple(args.evidence),
        purpose=args.purpose,
        channel=args.channel,
        contact=context.untrusted_text(args.contact),
        format=args.format,
        lang=args.lang,
        accept=kept,
        replace=replaced,
        valid_until=args.valid_until,
        unsigned=args.unsigned,
        sign=args.sign,
    )


def confirm_unsealed(context: Context, request: Request) -> None:
    """Go on with what leaves unsealed, and is not meant for everybody, only once the danger was read and the word typed."""
    if asks_for_word(request):
        context.policy.refuse_plain()  # before anybody reads a danger or types a word; the one way out asks again
        context.confirm(DANGER, word=WORD, instead=N_("Choose a seal: --seal pdf, age or html."))


def accepted(context: Context, argument: str) -> tuple[tuple[str, str], ...]:
    """Return the hits that a person looked at, with reasons, from the file (or `-`) given as --accept."""
    return _answers(context, argument)[0]


def _answers(context: Context, argument: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Return the hits that stay, with reasons, and those that a person wants replaced; stdin is read once."""
    if not argument:
        return (), ()
    try:
        untrusted = json.loads(context.untrusted_bulk(argument))
        kept = tuple((str(entry["id"]), str(entry["reason"])) for entry in untrusted.get("accept", ()))
        return kept, tuple(str(entry["id"]) for entry in untrusted.get("replace", ()))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("The list of accepted hits cannot be read."),
            N_('Give {"accept": [{"id": …, "reason": …}], "replace": [{"id": …}]}.'),
        ) from None


def lines_of(context: Context, data: Mapping[str, object], out: Path | None) -> tuple[str, ...]:
    """Return the answer to a disclosure or its preview in sentences."""
    sentence = N_("{selected} selected: {written} written, {withheld} withheld, {failed} failed.")
    lines = [
        context.catalogue.text(
            sentence, selected=data["selected"], written=data["written"], withheld=data["withheld"], failed=data["failed"]
        )
    ]
    if out is None:
        rows = data["rows"]
        if isinstance(rows, list):
            lines += [f"  {row['action']:<12} {row['field']:<24} {row['reason']}" for row in rows]
        return (context.catalogue.text(N_("Preview: nothing was written.")), *lines)
    sealed = N_("Sealed for {recipient}, until {until}.")
    plain = N_("Written without a seal for {recipient}, until {until}: anyone who gets the file can read it.")
    done = plain if data["seal"] == "none" else sealed
    until = in_words(str(data["valid_until"]), context.catalogue)
    lines.append(context.catalogue.text(done, recipient=data["recipient"], until=until))
    scan = data["scan"]
    if isinstance(scan, dict):
        lines.append(context.catalogue.text(N_("The file was reopened and scanned for {terms} terms."), terms=scan["terms"]))
    if data.get("signature"):
        lines.append(context.catalogue.text(N_("Its signature lies beside it: {file}."), file=data["signature"]))
    if data.get("passphrase"):
        lines.append(
            context.catalogue.text(N_("Passphrase, to be given by another way: {passphrase}"), passphrase=data["passphrase"])
        )
    return tuple(lines)


def _disclosures_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--person", metavar="PERSON", default="")
    which.add_argument("--to-myself", action="store_true")


def _disclosures(context: Context, args: argparse.Namespace) -> Answer:
    if args.to_myself:
        return _to_myself(context, args)
    with context.vault(args) as vault:
        found = listing(vault, person=args.person)
        entries = [entry.to_json() for entry in found]
        levels = {
            one.appears: vault.schema.vocabularies.label("identity_level", one.appears, context.catalogue)
            for one in found
            if one.appears
        }
    lines = [
        f"{entry.at}  {entry.recipient}  {entry.output}  {entry.state}  {levels.get(entry.appears, '')}".rstrip()
        for entry in found
    ]
    unsealed = left_unsealed(entry.seal for entry in found)
    if unsealed:
        lines.append(context.catalogue.text(LEFT_UNSEALED, count=unsealed))
    data = {"disclosures": entries, "unsealed": unsealed}
    return Answer(data, tuple(lines) or (context.catalogue.text(N_("Nothing has left this vault.")),))


def _to_myself(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        found = listed(vault.records)
        names = {key: record.title for key, record in vault.records.many(entry.actor for entry in found).items()}
    entries = [
        {
            "at": utc_text(entry.at),
            "what": entry.left.what,
            "count": entry.left.count,
            "to": entry.left.to,
            "sealed": entry.left.sealed,
            "by": names.get(entry.actor, ""),
            "record": entry.record or None,
        }
        for entry in found
    ]
    text = context.catalogue.text
    lines = [
        f"{utc_text(entry.at)}  {entry.left.words(context.catalogue)}  {names.get(entry.actor, '')}".rstrip() for entry in found
    ]
    return Answer({"to_myself": entries}, tuple(lines) or (text(N_("Nothing was taken out of this vault for oneself.")),))


COMMANDS = (
    Command(name="disclose", help=N_("Prepare a sealed document for someone else"), arguments=_disclose_arguments, run=_disclose),
    Command(name="disclosures", help=N_("Show what left, for whom"), arguments=_disclosures_arguments, run=_disclosures),
)
