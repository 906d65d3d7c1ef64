"""Commands on the ways into a vault: keys list, add-passphrase, add-keyfile, new-recovery-code, remove, change-passphrase."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casevault.cli.command import Answer, Command, Group, new_passphrase_argument, vault_argument
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault import ways
from casevault.vault.slots import SlotKind

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context
    from casevault.i18n import Msg
    from casevault.vault.vault import Vault
    from casevault.vault.ways import Way

WAY_ID = re.compile(r"[0-9a-f]{4,32}")
KINDS: dict[str, Msg] = {
    SlotKind.PASSPHRASE: N_("passphrase"),
    SlotKind.PASSPHRASE_KEYFILE: N_("passphrase and keyfile"),
    SlotKind.RECOVERY: N_("recovery code"),
}
CURRENT = N_("opened it now")
UNKNOWN = N_("not known")


def _list(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        found = ways.ways_of(vault)
        names = _names(vault, found)
    data = [_json(way, names) for way in found]
    lines = [
        "  ".join(
            (
                way.id[:8],
                f"{_kind(context, way):<24}",
                way.day or context.catalogue.text(UNKNOWN),
                names.get(way.signer, ""),
                context.catalogue.text(CURRENT) if way.current else "",
            )
        ).rstrip()
        for way in found
    ]
    return Answer({"ways": data}, tuple(lines))


def _change_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    new_passphrase_argument(parser)


def _change(context: Context, args: argparse.Namespace) -> Answer:
    secret, keyfile = given = context.credentials(args)
    with context.vault(args, given=given) as vault:
        ways.change_passphrase(vault, secret, context.new_passphrase(args), keyfile, profile=context.profile)
    return _done(context, {"changed": True}, context.catalogue.text(N_("The new passphrase is set.")))


def _add_passphrase_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    new_passphrase_argument(parser)
    parser.add_argument("--sign-as", metavar="NAME", required=True)


def _add_passphrase(context: Context, args: argparse.Namespace) -> Answer:
    sign_as = context.untrusted_text(args.sign_as)
    secret, keyfile = given = context.credentials(args)
    with context.vault(args, given=given) as vault:
        way = ways.add_passphrase(vault, secret, context.new_passphrase(args), sign_as, keyfile, profile=context.profile)
        names = _names(vault, (way,))
    sentence = N_("The vault also opens with the new passphrase. What is entered then is signed {name}.")
    return _done(context, _json(way, names), context.catalogue.text(sentence, name=names[way.signer]))


def _add_keyfile_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("path", metavar="FILE", type=Path)
    parser.add_argument("--existing", action="store_true")


def _add_keyfile(context: Context, args: argparse.Namespace) -> Answer:
    secret, keyfile = given = context.credentials(args)
    with context.vault(args, given=given) as vault:
        way = ways.add_keyfile(vault, secret, args.path, keyfile, existing=args.existing, profile=context.profile)
        names = _names(vault, (way,))
    return _done(
        context,
        _json(way, names) | {"keyfile": str(args.path)},
        context.catalogue.text(N_("The vault also opens with this passphrase and the keyfile {file}."), file=str(args.path)),
        context.catalogue.text(
            N_("It still opens with the passphrase alone. Open it once with the keyfile, then remove that way (keys remove).")
        ),
    )


def _new_code(context: Context, args: argparse.Namespace) -> Answer:
    secret, keyfile = given = context.credentials(args)
    with context.vault(args, given=given) as vault:
        code = ways.new_recovery_code(vault, secret, keyfile, profile=context.profile)
    answer = _done(
        context,
        {"recovery_code": code},
        context.catalogue.text(N_("Recovery code, shown once: {code}"), code=code),
        context.catalogue.text(N_("Write it on paper and destroy the paper with the old one, which opens this vault no more.")),
    )
    unheard = N_("The recovery code was replaced, but the new one could not be shown. Make another one.")
    return Answer(answer.data, answer.lines, unheard=unheard)


def _remove_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("way", metavar="ID")
    parser.add_argument("--recovery-code-too", action="store_true")


def _remove(context: Context, args: argparse.Namespace) -> Answer:
    secret, keyfile = given = context.credentials(args)
    with context.vault(args, given=given) as vault:
        way_id = _whole_id(vault, args.way)
        gone = ways.remove_way(vault, secret, way_id, keyfile, recovery_too=args.recovery_code_too)
        names = _names(vault, (gone,))
    sentence = N_("Removed: {kind}. It opens this vault no more.")
    return _done(context, _json(gone, names), context.catalogue.text(sentence, kind=_kind(context, gone)))


def _whole_id(vault: Vault, untrusted: str) -> str:
    """Return the id of the one way whose id begins like this; an unclear beginning is refused."""
    found = [way.id for way in ways.ways_of(vault) if WAY_ID.fullmatch(untrusted) and way.id.startswith(untrusted)]
    if len(found) != 1:
        raise UserProblem(
            Code.NOT_FOUND, N_("No way in, or more than one, has an id that begins so."), N_("Look at the list: keys list.")
        )
    return found[0]


def _done(context: Context, data: dict[str, Any], *lines: str) -> Answer:
    return Answer(data, (*lines, context.catalogue.text(ways.OLD_COPIES)))


def _names(vault: Vault, found: tuple[Way, ...]) -> dict[str, str]:
    signers = sorted({way.signer for way in found if way.signer})
    return {record.id: record.title for record in vault.records.many(signers).values()}


def _kind(context: Context, way: Way) -> str:
    sharing = way.sharing
    if sharing is not None:
        sentence = N_("shares, set {set}: {k} of {n}")
        return context.catalogue.text(sentence, set=sharing.set, k=sharing.k, n=sharing.n)
    label = KINDS.get(way.kind)
    return way.kind if label is None else context.catalogue.text(label)


def _json(way: Way, names: dict[str, str]) -> dict[str, Any]:
    sharing = way.sharing
    return {
        "id": way.id,
        "kind": way.kind,
        "set": None if sharing is None else {"number": sharing.set, "needed": sharing.k, "count": sharing.n},
        "signs": names.get(way.signer),
        "added": way.day or None,
        "current": way.current,
    }


COMMANDS = (
    Group(
        name="keys",
        help=N_("See and change the ways into a vault"),
        commands=(
            Command(name="list", help=N_("List the ways into the vault"), arguments=vault_argument, run=_list),
            Command(
                name="add-passphrase",
                help=N_("Add a passphrase for another person"),
                arguments=_add_passphrase_arguments,
                run=_add_passphrase,
            ),
            Command(
                name="add-keyfile",
                help=N_("Add a way in that needs passphrase and keyfile"),
                arguments=_add_keyfile_arguments,
                run=_add_keyfile,
            ),
            Command(name="new-recovery-code", help=N_("Replace the recovery code"), arguments=vault_argument, run=_new_code),
            Command(name="remove", help=N_("Remove a way into the vault"), arguments=_remove_arguments, run=_remove),
            Command(name="change-passphrase", help=N_("Change your passphrase"), arguments=_change_arguments, run=_change),
        ),
    ),
)
