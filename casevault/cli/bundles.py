"""Commands on bundles that come in, and on the keys by which partners know a vault: bundle verify, bundle open, signing-key."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casevault.cli import secrets
from casevault.cli.command import Answer, Command, Group, vault_argument
from casevault.errors import Code, UserProblem
from casevault.exchange.bundles import Accepted, Keys, read_bundle, take_in
from casevault.i18n import N_
from casevault.vault.identity import identity, renew

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context
    from casevault.exchange.bundles import Bundle
    from casevault.vault.vault import Vault

RENEW_DANGER = N_(
    "The old keys are gone then: bundles sealed to them cannot be opened any more,"
    " and every partner has to compare the new words."
)
COMPARED = N_("eight words compared")


def _read_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="FILE", type=Path)
    parser.add_argument("--in", "--into", metavar="DIR", dest="vault_dir", type=Path)
    parser.add_argument("--words-file", metavar="FILE", type=Path)
    parser.add_argument("--identity-file", metavar="FILE", type=Path)
    parser.add_argument("--accept-sender", metavar="WORDS", default="")
    parser.add_argument("--accept-unsigned", action="store_true")


def _open_arguments(parser: argparse.ArgumentParser) -> None:
    _read_arguments(parser)
    parser.add_argument("--case", metavar="CASE", default="")
    parser.add_argument("--sender", metavar="WHO", default="")
    parser.add_argument("--notes", action="store_true")


def _verify(context: Context, args: argparse.Namespace) -> Answer:
    with ExitStack() as closing:
        vault = _vault(context, args, closing)
        bundle = read_bundle(args.source, _keys(context, args), vault, _accepted(context, args))
        return Answer(_shape(bundle), _lines(context, bundle))


def _open(context: Context, args: argparse.Namespace) -> Answer:
    if args.case and args.vault_dir is None:
        raise UserProblem(
            Code.INVALID_INPUT, N_("Say which vault the case is in."), N_("Give --into DIR with --case."), field="into"
        )
    who = context.untrusted_text(args.sender)
    with ExitStack() as closing:
        vault = _vault(context, args, closing)
        bundle = read_bundle(args.source, _keys(context, args), vault, _accepted(context, args))
        data = _shape(bundle) | {
            "records": [
                {"type": one.type, "fields": [{"field": field, "text": text} for field, text in one.fields]}
                for one in bundle.told
            ],
            "taken": None,
        }
        lines = [*_lines(context, bundle)]
        for one in bundle.told:
            lines += [one.type, *(f"  {field:<24} {text}" for field, text in one.fields)]
        if vault is not None and args.case:
            text = context.catalogue.text
            taken = take_in(vault, bundle, args.case, who=who, how=text(COMPARED), notes=args.notes)
            data["taken"] = {"evidence": taken.evidence, "notes": list(taken.notes), "organisation": taken.organisation or None}
            lines.append(
                text(N_("Taken in as evidence, to be shared with nobody until its class is changed: {id}"), id=taken.evidence)
            )
            if taken.notes:
                lines.append(text(N_("{count} note made.", "{count} notes made."), count=len(taken.notes)))
    return Answer(data, tuple(lines))


def _vault(context: Context, args: argparse.Namespace, closing: ExitStack) -> Vault | None:
    return None if args.vault_dir is None else closing.enter_context(context.vault(args))


def _keys(context: Context, args: argparse.Namespace) -> Keys:
    """Return what the bundle is opened with. Where no vault is named, the passphrase options are those of the bundle."""
    if args.identity_file is not None:
        return Keys(untrusted_identities=context.untrusted_bulk(str(args.identity_file)))
    if args.words_file is not None:
        return Keys(words=secrets.from_file(args.words_file).decode("utf-8", "replace"))
    if args.vault_dir is not None:
        return Keys()
    return Keys(words=context.passphrase(args).decode("utf-8", "replace"))


def _accepted(context: Context, args: argparse.Namespace) -> Accepted:
    return Accepted(words=context.untrusted_text(args.accept_sender), unsigned=args.accept_unsigned)


def _shape(bundle: Bundle) -> dict[str, Any]:
    manifest = bundle.archive.manifest
    organisation = bundle.organisation
    return {
        "ok": True,
        "bundle": manifest.bundle,
        "sender": {
            "name": manifest.sender.name if organisation is None else organisation.title,
            "key": manifest.sender.key or None,
            "words": manifest.sender.words or None,
            "known": bundle.known,
            "organisation": None if organisation is None else organisation.id,
        },
        "signature": "valid" if bundle.signed else "none",
        "recipients": list(manifest.recipients),
        "created": manifest.created,
        "purpose": manifest.purpose,
        "supersedes": manifest.supersedes or None,
        # Held against the manifest when the archive was read: one that differs is no bundle, and nothing of it is shown.
        "files": [{"name": file.name, "sha256": file.sha256, "ok": True} for file in manifest.files],
    }


def _lines(context: Context, bundle: Bundle) -> tuple[str, ...]:
    text = context.catalogue.text
    manifest = bundle.archive.manifest
    sender = manifest.sender
    if not bundle.signed:
        said = [text(N_("Not signed: nothing proves who made it."))]
    elif bundle.organisation is not None:
        said = [text(N_("Signed by {name}; the key is the one that was compared."), name=bundle.organisation.title)]
    elif bundle.known:
        said = [text(N_("Signed by this vault itself."))]
    else:
        said = [
            text(N_("Signed, by a key that nobody here has compared. Its words:")),
            f"  {sender.words}",
        ]
    whole = N_("Bundle {id} of {day}: whole, and as it was signed.") if bundle.signed else N_("Bundle {id} of {day}: whole.")
    said.append(text(whole, id=manifest.bundle, day=manifest.created[:10]))
    said += [f"  {file.sha256}  {file.size:>12}  {file.name}  {file.title}".rstrip() for file in manifest.files]
    return tuple(said)


def _key_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("--renew", action="store_true")


def _signing_key(context: Context, args: argparse.Namespace) -> Answer:
    if args.renew:
        context.confirm(RENEW_DANGER, word="renew")
    with context.vault(args) as vault:
        mine = renew(vault) if args.renew else identity(vault)
    text = context.catalogue.text
    data = {
        "minisign": mine.signing.text,
        "words": mine.signing_words,
        "age": mine.recipient,
        "age_words": mine.recipient_words,
    }
    lines = (
        text(N_("Partners check with this key that a bundle is from you (minisign -V -P …):")),
        f"  {mine.signing.text}",
        f"  {mine.signing_words}",
        text(N_("They seal what they send you to this one (age -r …):")),
        f"  {mine.recipient}",
        f"  {mine.recipient_words}",
        text(N_("Read the words to them on the telephone or face to face; a key that only came by post proves nothing.")),
    )
    return Answer(data, lines)


COMMANDS = (
    Group(
        name="bundle",
        help=N_("Verify, look at and take in bundles that came from others"),
        commands=(
            Command(name="verify", help=N_("Verify a bundle, and change nothing"), arguments=_read_arguments, run=_verify),
            Command(name="open", help=N_("Show a bundle, or take it into a case"), arguments=_open_arguments, run=_open),
        ),
    ),
    Command(
        name="signing-key",
        help=N_("Show the keys by which partners know this vault"),
        arguments=_key_arguments,
        run=_signing_key,
    ),
)
