"""Commands on legal limits: clocks, and the packs they are read from."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from casevault.cli.command import Answer, Command, as_of_argument, as_of_day, vault_argument
from casevault.cli.scope import case_asked
from casevault.domain.dates import in_words, parse_edtf
from casevault.domain.procedure.wording import cite_words
from casevault.i18n import N_
from casevault.vault.clock_words import OLD_HINT, STATUS_WORDS, about_pack, limits_said, outcome_said
from casevault.vault.clocks import BASES, Clock, Clocks, Start, clocks
from casevault.vault.packs import load_packs
from casevault.vault.sentences import Sentence, TimeHeld, sentences, time_held

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence
    from datetime import date

    from casevault.cli.context import Context
    from casevault.domain.procedure.counting import Point, Range
    from casevault.domain.procedure.facts import Reading
    from casevault.domain.procedure.pack import Pack
    from casevault.domain.record import Record


def _clocks_arguments(parser: argparse.ArgumentParser) -> None:
    vault_argument(parser)
    parser.add_argument("--case", metavar="CASE", default="")
    as_of_argument(parser)


def _clocks(context: Context, args: argparse.Namespace) -> Answer:
    with context.vault(args) as vault:
        as_of, case = as_of_day(context, args), case_asked(vault, args.case)
        found = clocks(vault, as_of=as_of, case=case)
        held = time_held(vault, as_of=as_of, case=case)
        given = sentences(vault, case=case)
        wanted = {one for clock in found.clocks for one in (clock.case, clock.person, *_sources(clock)) if one}
        wanted |= {one.person for one in held} | {one.person for one in given}
        names = vault.records.many(sorted(wanted - {""}))
    data = {
        "as_of": as_of.isoformat(),
        "clocks": [_clock_json(context, clock, as_of) for clock in found.clocks],
        "detentions": [_held_json(one) for one in held],
        "sentences": [_sentence_json(context, one) for one in given],
        "packs": [pack_json(pack, as_of) for pack in found.packs],
        "no_pack": list(found.uncovered),
    }
    lines = [*_lines(context, found, names), *held_lines(context, held, given, names)]
    return Answer(data, tuple(lines))


def _sources(clock: Clock) -> list[str]:
    return [source for start in clock.starts for source in start.claim.sources]


def _clock_json(context: Context, clock: Clock, as_of: date) -> dict[str, Any]:
    rule, pack = clock.rule, clock.pack
    return {
        "rule": rule.id,
        "cite": rule.cite,
        "pack": pack.version,
        "case": clock.case,
        "person": clock.person or None,
        "about": clock.about,
        "entry": clock.entry or None,
        "article": rule.article,
        "mark": mark(confirmed=rule.confirmed),
        "pack_checked_on": pack.checked_on.isoformat() if pack.checked_on else None,
        "says": context.catalogue.labels(rule.says, rule.id),
        "starts": [_start_json(context, start, as_of) for start in clock.starts],
    }


def _start_json(context: Context, start: Start, as_of: date) -> dict[str, Any]:
    reading, claim = start.reading, start.claim
    return {
        "start": claim.start or None,
        "source": claim.sources[0] if claim.sources else None,
        "sources": list(claim.sources),
        "basis": claim.basis,
        "record": claim.record,
        "due_basic": _range_json(reading.due_basic),
        "due_max": _range_json(reading.due_max),
        "status": reading.status.value,
        "until": reading.until or None,
        "days_left_basic": days_left(reading, reading.due_basic, as_of),
        "days_left_max": days_left(reading, reading.due_max, as_of),
        "reason": " ".join(said.text(context.catalogue) for said in reading.reasons),
    }


def days_left(reading: Reading, due: Range, as_of: date) -> int | None:
    """Return the days from the end on record, or from `as_of`, to a last day; negative beyond it; None where not certain."""
    if not due.exact or due.first is None or isinstance(due.first, datetime):
        return None
    end = parse_edtf(reading.until) if reading.until else None
    if end is not None and (end.earliest is None or end.earliest != end.latest):
        return None
    return (due.first - (as_of if end is None or end.earliest is None else end.earliest)).days


def _held_json(held: TimeHeld) -> dict[str, Any]:
    return {
        "detention": held.detention,
        "case": held.case,
        "person": held.person or None,
        "start": held.start,
        "until": held.until or None,
        "days": list(held.days),
    }


def _sentence_json(context: Context, sentence: Sentence) -> dict[str, Any]:
    found = sentence.outcome
    return {
        "judgment": sentence.judgment,
        "row": sentence.row,
        "case": sentence.case,
        "person": sentence.person or None,
        "kind": sentence.kind,
        "credit_days": list(found.credit) if found.credit is not None else None,
        "expected_release": _range_json(found.release),
        "probation_end": _range_json(found.probation_end),
        "rights_until": _range_json(found.rights_until),
        "reason": " ".join(said.text(context.catalogue) for said in found.reasons),
    }


def held_lines(context: Context, held: Sequence[TimeHeld], given: Sequence[Sentence], names: Mapping[str, Record]) -> list[str]:
    """Return how long people were held, and what sentences come to, in words."""
    text = context.catalogue.text
    lines = [""] if held or given else []
    for one in held:
        who = names[one.person].title if one.person in names else ""
        low, high = one.days
        days = text(N_("{count} day held", "{count} days held"), count=low or 0)
        if low != high:
            days = text(
                N_("{low} to {high} days held"), low=low if low is not None else "?", high=high if high is not None else "?"
            )
        since = text(N_("since {day}"), day=in_words(one.start, context.catalogue))
        lines.append(" · ".join(part for part in (who, since, days) if part))
    for sentence in given:
        found = sentence.outcome
        who = names[sentence.person].title if sentence.person in names else ""
        parts = [who, *outcome_said(context.catalogue, found, partial(_said_range, context))]
        lines.append(" · ".join(part for part in parts if part))
        lines += [f"      {one.text(context.catalogue)}" for one in found.reasons]
    return lines


def _range_json(found: Range) -> list[str | None]:
    return [_iso(found.first), _iso(found.last)]


def _iso(point: Point | None) -> str | None:
    if point is None:
        return None
    return point.isoformat(timespec="minutes") if isinstance(point, datetime) else point.isoformat()


def mark(*, confirmed: bool) -> str:
    """Return the word for whether a rule was compared with the text of the law."""
    return "confirmed" if confirmed else "unconfirmed"


def pack_json(pack: Pack, as_of: date) -> dict[str, Any]:
    """Return what is known of a pack as a whole."""
    confirmed, unconfirmed = pack.marks()
    return {
        "version": pack.version,
        "jurisdiction": pack.jurisdiction,
        "branch": pack.branch,
        "in_force_from": pack.in_force_from.isoformat(),
        "in_force_to": pack.in_force_to.isoformat() if pack.in_force_to else None,
        "in_force_mark": mark(confirmed=pack.in_force_confirmed),
        "checked_on": pack.checked_on.isoformat() if pack.checked_on else None,
        "age_days": pack.age(as_of),
        "stale": pack.is_stale(as_of),
        "confirmed": confirmed,
        "unconfirmed": unconfirmed,
    }


def _lines(context: Context, found: Clocks, names: dict[str, Record]) -> list[str]:
    text = context.catalogue.text
    lines: list[str] = [banner(context, pack) for pack in found.stale]
    case = ""
    for clock in found.clocks:
        if clock.case != case:
            case = clock.case
            lines += ["", names[case].title if case in names else case]
        lines += ["", *_clock_lines(context, clock, names)]
    if found.uncovered:
        lines += ["", text(N_("{count} stage has no pack for its time.", "{count} stages have no pack for their time."),
                           count=len(found.uncovered))]  # fmt: skip
    if not found.clocks:
        lines.append(text(N_("No stage or event on record starts a limit that a pack knows.")))
    return lines


def banner(context: Context, pack: Pack) -> str:
    """Return the sentence about a pack that was compared with the law long ago, or never."""
    said = about_pack(context.catalogue, pack, lambda day: in_words(day, context.catalogue))
    return f"{said} {context.catalogue.text(OLD_HINT)}"


def _clock_lines(context: Context, clock: Clock, names: dict[str, Record]) -> list[str]:
    text, rule = context.catalogue.text, clock.rule
    said = context.catalogue.labels(rule.says, rule.id)
    cite = cite_words(rule.cite, context.catalogue)
    cite = cite if rule.confirmed else text(N_("{cite}, not confirmed"), cite=cite)
    who = names[clock.person].title if clock.person in names else ""
    lines = [" · ".join(part for part in (said, cite, who) if part)]
    for start in clock.starts:
        reading = start.reading
        begun = _said_date(context, start.claim.start) if start.claim.start else text(N_("start not known"))
        sources = ", ".join(names[one].title for one in start.claim.sources if one in names)
        limits = limits_said(context.catalogue, reading, partial(_said_range, context))
        rests = ", ".join(part for part in (text(BASES[start.claim.basis]), sources) if part)
        head = f"  {begun} ({rests})"
        lines.append(" · ".join([head, *limits, text(STATUS_WORDS[reading.status])]))
        lines += [f"      {one.text(context.catalogue)}" for one in reading.reasons]
    return lines


def _said_date(context: Context, start: str) -> str:
    return in_words(start, context.catalogue)


def _said_range(context: Context, found: Range) -> str:
    """Return a last day in words: one day, "between 9 and 12 April", "9 April or later", or ""."""
    first, last = _iso(found.first), _iso(found.last)
    if first is None and last is None:
        return ""
    if first == last and first is not None:
        return in_words(first, context.catalogue)
    days = [None if one is None else one[:10] if "T" not in (first or last or "") else one for one in (first, last)]
    if "T" in (first or last or ""):
        words = [in_words(one, context.catalogue) if one else "" for one in (first, last)]
        return context.catalogue.text(N_("between {first} and {last}"), first=words[0], last=words[1])
    return in_words("/".join(one or ".." for one in days), context.catalogue)


def _packs_arguments(_parser: argparse.ArgumentParser) -> None:
    pass


def _packs(context: Context, _args: argparse.Namespace) -> Answer:
    today = context.ambient.today()
    packs = load_packs().all
    lines = []
    for pack in packs:
        confirmed, unconfirmed = pack.marks()
        age = pack.age(today)
        compared = "-" if pack.checked_on is None else f"{pack.checked_on.isoformat()} ({age} d)"
        until = pack.in_force_to.isoformat() if pack.in_force_to else ""
        lines.append(
            f"{pack.jurisdiction}  {pack.version:<20} {pack.in_force_from.isoformat()} .. {until:<10}  {compared:<20} "
            f"{confirmed} + {unconfirmed}"
        )
    head = context.catalogue.text(N_("pack · in force · compared with the text of (age) · rules confirmed + not confirmed"))
    lines += [banner(context, pack) for pack in packs if pack.is_stale(today)]
    return Answer({"packs": [pack_json(pack, today) for pack in packs]}, (head, *lines))


COMMANDS = (
    Command(name="clocks", help=N_("Show the legal limits of a case, or of all"), arguments=_clocks_arguments, run=_clocks),
    Command(
        name="packs", help=N_("Show the rule packs and how old they are"), arguments=_packs_arguments, run=_packs, opens=False
    ),
)
