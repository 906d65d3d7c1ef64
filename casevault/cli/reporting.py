"""The command that counts: `casevault report`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from casevault.cli.command import Answer, Command, as_of_argument, as_of_day, vault_argument
from casevault.domain.reports import Per, ReportKind, Wanted
from casevault.i18n import N_
from casevault.vault.report_words import HOW, NOT_SUPPRESSED, OVERLAP, TITLES, UNDATED, LineWords, counts_words
from casevault.vault.reports import Reports

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context
    from casevault.domain.reports import Report

BAR: Final = 24  # signs of the longest bar


def _arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("kind", metavar="KIND", nargs="?", choices=[kind.value for kind in ReportKind])
    parser.add_argument("--from", dest="first", metavar="DATE", default="")
    parser.add_argument("--until", dest="last", metavar="DATE", default="")
    for name in ("jurisdiction", "tag", "status", "role"):
        parser.add_argument(f"--{name}", metavar=name.upper(), default="")
    parser.add_argument("--per", choices=[per.value for per in Per], default=Per.YEAR.value)
    as_of_argument(parser)


def _report(context: Context, args: argparse.Namespace) -> Answer:
    wanted = Wanted(args.first, args.last, args.jurisdiction, args.tag, args.status, args.role, Per(args.per))
    kinds = [ReportKind(args.kind)] if args.kind else list(ReportKind)
    with context.vault(args) as vault:
        as_of, reports = as_of_day(context, args), Reports(vault)
        found = [reports.count(kind, wanted, as_of=as_of, progress=context.progress) for kind in kinds]
        words = LineWords(vault.schema.vocabularies, context.catalogue)
    asked = {"from": wanted.first, "until": wanted.last, "jurisdiction": wanted.jurisdiction, "tag": wanted.tag}
    asked |= {"status": wanted.status, "role": wanted.role}
    data = {
        "as_of": as_of.isoformat(),
        "per": wanted.per.value,
        "filter": {key: value or None for key, value in asked.items()},
        "suppressed": False,
        "reports": [_json(one, words) for one in found],
    }
    lines = [line for one in found for line in _lines(context, one, words)]
    return Answer(data, (*lines, context.catalogue.text(NOT_SUPPRESSED)))


def _json(report: Report, words: LineWords) -> dict[str, Any]:
    return {
        "report": report.kind.value,
        "total": report.total,
        "cases": report.cases,
        "undated": report.undated,
        "columns": [{"code": code or None, "says": words.column(code)} for code in report.columns],
        "lines": [
            {
                "code": line.code or None,
                "says": words.line(report.kind, line.code),
                "count": line.count,
                "counts": list(line.counts),
                "cases": list(line.cases),
            }
            for line in report.lines
        ],
    }


def _lines(context: Context, report: Report, words: LineWords) -> list[str]:
    text = context.catalogue.text
    total = counts_words(report.kind, context.catalogue, report.total)
    found = [f"{text(TITLES[report.kind])}: {total}"]
    most = max((line.count for line in report.lines), default=0)
    for line in report.lines:
        parts = zip(report.columns, line.counts, strict=False)
        detail = ", ".join(f"{words.column(code).lower()} {count}" for code, count in parts if count)
        said = words.line(report.kind, line.code)
        found.append(f"  {line.count:>6}  {'#' * round(BAR * line.count / most):{BAR}}  {said}{f' ({detail})' if detail else ''}")
    if report.undated:
        found.append("  " + text(UNDATED, count=report.undated))
    if report.overlaps:
        found.append("  " + text(OVERLAP, total=total))
    return [*found, "  " + text(HOW[report.kind]), ""]


COMMANDS = (
    Command(
        name="report",
        help=N_("count cases, limits passed, access to hearings and interventions; for yourself, nothing is suppressed"),
        arguments=_arguments,
        run=_report,
    ),
)
