"""`approval` and `approve`: a second person looks at exactly what would leave, and says yes to that and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.cli.command import Answer, Command, Group, vault_argument
from casevault.cli.disclosures import request_arguments, request_of
from casevault.disclosure import compile as way_out
from casevault.disclosure.approval import request_from
from casevault.disclosure.outputs.registry import OUTPUTS
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault import approvals
from casevault.vault.policy_words import SET_BY, sentences
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context
    from casevault.disclosure.request import Preview
    from casevault.vault.vault import Vault

NONE = "none"  # with --require: for nothing
NOBODY = N_("This vault itself asks no second person.")


def _ask(context: Context, args: argparse.Namespace) -> Answer:
    request = request_of(context, args)
    with context.vault(args) as vault:
        found = way_out.ask_approval(vault, request, progress=context.progress)
    return _answer(context, found, context.catalogue.text(N_("Asked. Another person can look at it and approve: {digest}")))


def _ask_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    request_arguments(parser)


def _approve_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("digest", metavar="DIGEST")
    parser.add_argument("--preview", action="store_true")


def _approve(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        request = request_from(_asked(vault, args.digest)["request"])
        if args.preview:
            found = way_out.preview(vault, request, progress=context.progress)
            lines = [f"  {row.action:<12} {row.field:<24} {row.after}" for row in found.rows if row.after]
            return Answer(found.to_json(), (context.catalogue.text(N_("Preview: nothing was written.")), *lines))
        _require_unchanged(way_out.preview(vault, request, progress=context.progress), args.digest)
        found = way_out.approve(vault, request, progress=context.progress)
    return _answer(context, found, context.catalogue.text(N_("Approved, exactly as it is now: {digest}")))


def _asked(vault: Vault, digest: str) -> dict[str, object]:
    found = approvals.kept(vault).get(digest)
    if found is None:
        raise UserProblem(
            Code.NOT_FOUND,
            N_("Nobody asked for approval of this."),
            N_("`approval list DIR` lists what waits for a second person."),
        )
    return dict(found)


def _require_unchanged(preview: Preview, digest: str) -> None:
    if preview.approval is None or preview.approval.digest != digest:
        raise UserProblem(
            Code.APPROVAL_MISSING,
            N_("What would leave has changed since approval was asked for."),
            N_("Nothing was approved. Whoever prepares it asks again."),
        )


def _answer(context: Context, found: Preview, sentence: str) -> Answer:
    digest = "" if found.approval is None else found.approval.digest
    by = [] if found.approval is None else list(found.approval.by)
    data = {"digest": digest, "by": by, "audience": found.audience, "output": found.output, "recipient": found.recipient}
    figures = N_("{selected} selected: {written} written, {withheld} withheld, {failed} failed.")
    said = context.catalogue.text(
        figures, selected=found.selected, written=found.written, withheld=found.withheld, failed=found.failed
    )
    return Answer(data, (sentence.format(digest=digest), said))


def _rule_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("--require", metavar="WORDS")


def _required(given: str) -> list[str]:
    """Return the words of a wish; a wish for nothing has a word too, so that one left empty by mistake takes nothing away."""
    words = [word.strip() for word in given.split(",")]
    if not any(words):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("It is not said for what a second person is required."),
            N_("For example --require embassy,un; or --require none, which a second person confirms. Without it the rule shows."),
            field="require",
        )
    return [] if words == [NONE] else words


def _rule(context: Context, args: argparse.Namespace) -> Answer:
    text = context.catalogue.text
    words = None if args.require is None else _required(args.require)
    with context.vault(args) as vault:
        rule = approvals.rule_of(vault) if words is None else approvals.require_for(vault, words, OUTPUTS)
        policy = vault.policy
        waiting = approvals.kept(vault)
        names = {key: one.title for key, one in vault.records.many(str(value["by"]) for value in waiting.values()).items()}
    required, wished = sorted(rule.words), sorted(rule.wished or ())
    lines = [
        text(NOBODY) if not required else text(N_("A second person approves what goes to: {words}"), words=", ".join(required))
    ]
    if policy.approval_audiences or policy.approval_sensitive:
        told = dict(sentences(policy, context.catalogue, load_schema().vocabularies))
        said = [sentence for key, sentence in told.items() if key in {"", "approval_audiences", "approval_sensitive"}]
        lines += [f"{text(SET_BY)}: {sentence}" for sentence in said]
    if rule.wished is not None:
        lines.append(
            text(N_("One person wishes less; another has to confirm it: {words}")).format(words=", ".join(wished) or "-")
        )
    lines += [f"  {digest}  {names.get(str(value['by']), '')}" for digest, value in waiting.items()]
    data = {
        "required": required,
        "organisation": {"audiences": sorted(policy.approval_audiences), "sensitive": policy.approval_sensitive},
        "wished": None if rule.wished is None else wished,
        "waiting": [{"digest": digest, "by": names.get(str(value["by"]), "")} for digest, value in waiting.items()],
    }
    return Answer(data, tuple(lines))


COMMANDS = (
    Group(
        name="approval",
        help=N_("Ask a second person to approve what would leave, or require that"),
        commands=(
            Command(
                name="ask", help=N_("Ask for approval; the options are those of disclose"), arguments=_ask_arguments, run=_ask
            ),
            Command(
                name="list", help=N_("Show what waits, and what needs a second person"), arguments=_rule_arguments, run=_rule
            ),
        ),
    ),
    Command(
        name="approve",
        help=N_("Approve, as a second person, what would leave"),
        arguments=_approve_arguments,
        run=_approve,
    ),
)
