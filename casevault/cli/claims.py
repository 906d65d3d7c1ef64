"""Commands on accounts: what sources say of the values of a record, and which of them is used."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from casevault.cli.command import Answer, Command, vault_argument
from casevault.domain.claim_words import dated, shown_value
from casevault.i18n import N_
from casevault.vault import accounts

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from casevault.cli.context import Context
    from casevault.domain.claims import Accounts
    from casevault.domain.look import Look
    from casevault.domain.record import Changes
    from casevault.vault.accounts import Told
    from casevault.vault.vault import Vault


def claims_json(vault: Vault, record_id: str, look: Look) -> list[dict[str, Any]]:
    """Return every account of a record's values, flat: what `show` prints under "claims"."""
    found = accounts.accounts(vault, record_id)
    return [_flat(told, about) for about in found.values() for told in accounts.told_of(vault, about, look)]


def label_of(context: Context, about: Accounts) -> str:
    """Return what the value is called: its field's label, for a cell with that of its table; the path where nothing is known."""
    spot = about.spot
    if spot is None:
        return about.path
    own = context.catalogue.text(spot.field.label)
    return f"{context.catalogue.text(spot.table.label)} · {own}" if spot.table is not None else own


def _flat(told: Told, about: Accounts) -> dict[str, Any]:
    shown = asdict(told)
    return {"id": shown.pop("id"), "field": shown.pop("path"), "disputed": about.disputed, **shown}


def _id_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("id", metavar="ID")


def _claims(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        record = vault.records.get(args.id)
        look = vault.look(context.catalogue)
        fields: list[dict[str, Any]] = []
        lines: list[str] = []
        for about in vault.records.accounts([record])[record.id].values():
            told = accounts.told_of(vault, about, look)
            words, label = accounts.words_of(about, look), label_of(context, about)
            value = shown_value(about.spot, about.used, look)
            entry = {"field": about.path, "label": label, "value": value, "disputed": about.disputed, "words": words}
            fields.append({**entry, "claims": [_flat(one, about) for one in told]})
            lines.append(f"{label}: {value or '—'}" + (f"  ({words})" if words else ""))
            lines += [f"  {one.id}  {_line(context, vault, one)}" for one in told]
        if not lines:
            lines.append(context.catalogue.text(N_("No source says anything else of this record.")))
        return Answer({"id": record.id, "type": record.type, "title": record.title, "fields": fields}, tuple(lines))


def _line(context: Context, vault: Vault, told: Told) -> str:
    """Return one account on one line; both grades stand apart, each with its letter or number."""
    text, label = context.catalogue.text, vault.schema.vocabularies.label
    said = text(N_("said {when}"), when=dated(told.said_on, context.catalogue)) if told.said_on else ""
    grades = text(N_("source {grade}"), grade=told.reliability) if told.reliability else ""
    credible = text(N_("account {grade}"), grade=told.credibility) if told.credibility else ""
    status = label("claim_status", told.status, context.catalogue) if told.status else ""
    reason = text(N_("because: {reason}"), reason=told.reason) if told.reason else ""
    words = f"“{told.wording}”" if told.wording else ""
    return " · ".join(part for part in (told.value, words, told.source_title, said, status, grades, credible, reason) if part)


def _decided(act: Callable[[Vault, argparse.Namespace, Context], Changes]) -> Callable[[Context, argparse.Namespace], Answer]:
    def run(context: Context, args: argparse.Namespace) -> Answer:
        with context.vault(args) as vault:
            changes = act(vault, args, context)
            claim = vault.records.get(args.id)
            about = str(claim.fields.get("record", ""))
            data = {
                "id": claim.id,
                "record": about,
                "field": claim.fields.get("field"),
                "status": claim.fields.get("status"),
                "batch": changes.batch,
                "records": sorted(changes.records),
            }
            label = vault.schema.vocabularies.label("claim_status", str(claim.fields.get("status", "")), context.catalogue)
            return Answer(data, (f"{claim.title}: {label}",))

    return run


def _reason_arguments(parser: argparse.ArgumentParser) -> None:
    _id_arguments(parser)
    parser.add_argument("--reason", metavar="TEXT|-", required=True)


def _maybe_reason_arguments(parser: argparse.ArgumentParser) -> None:
    _id_arguments(parser)
    parser.add_argument("--reason", metavar="TEXT|-", default="")


COMMANDS = (
    Command(name="claims", help=N_("List what sources say of a record, side by side"), arguments=_id_arguments, run=_claims),
    Command(
        name="prefer",
        help=N_("Use the value of an account in its record"),
        arguments=_id_arguments,
        run=_decided(lambda vault, args, _context: accounts.prefer(vault, args.id)),
    ),
    Command(
        name="dispute",
        help=N_("Mark an account as disputed"),
        arguments=_maybe_reason_arguments,
        run=_decided(lambda vault, args, context: accounts.dispute(vault, args.id, context.untrusted_text(args.reason))),
    ),
    Command(
        name="reject",
        help=N_("Set an account aside, with the reason"),
        arguments=_reason_arguments,
        run=_decided(lambda vault, args, context: accounts.reject(vault, args.id, context.untrusted_text(args.reason))),
    ),
)
