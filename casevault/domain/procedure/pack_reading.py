"""Read rule packs from TOML, strictly: a key nobody knows, a limit that cannot be read or a missing source refuses the pack.

A limit that is silently skipped would look like a limit that was kept. The format: docs/formats/procedure-pack.md.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from casevault.domain.procedure import pack_values as values
from casevault.domain.procedure.pack import (
    Amount,
    Counting,
    Credit,
    Custody,
    Exemption,
    Holidays,
    Move,
    Nature,
    Pack,
    Packs,
    Rule,
    Step,
)
from casevault.domain.procedure.pack_values import Bad
from casevault.errors import Code, MachineProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


LONGEST_FILE: Final = 512 * 1024  # characters
MOST_RULES: Final = 500
_ID = re.compile(r"[a-z]{2,8}(?:\.[a-z0-9_]{1,40}){1,3}", re.ASCII)
_VERSION = re.compile(r"[a-z0-9][a-z0-9-]{1,39}", re.ASCII)
_MOVES: Final = {move.value: move for move in Move}

_PACK_KEYS = frozenset({"pack", "counting", "rules", "holidays", "credits"})
_HEAD_KEYS = frozenset({
    "jurisdiction", "branch", "version", "title", "in_force_from", "in_force_to", "in_force_mark", "checked_on", "tz", "law",
    "source", "remarks",
})  # fmt: skip
_COUNTING_KEYS = frozenset({
    "cite", "start_day_counts", "hours_from_the_moment", "travel_excluded", "holiday_roll",
    "holiday_roll_in_custody", "half_month_days",
})  # fmt: skip
_RULE_KEYS = frozenset({
    "id", "like", "trigger", "measures", "limit", "nature", "custody", "met_by", "steps", "exceptions", "says", "breach", "notes",
    "article", "cite", "source", "mark", "needs", "at_once", "switches_to", "most_times",
})  # fmt: skip
_STEP_KEYS = frozenset({"add", "set", "open", "restart", "when", "approver", "article"})
_EXCEPTION_KEYS = frozenset({"key", "text", "article", "measures", "flag", "claimable"})
_CREDIT_KEYS = frozenset({"measure", "sentences", "days", "counted", "cite", "mark"})
_HOLIDAY_KEYS = frozenset({"source", "days", "working"})
FLAGS = frozenset({"national_security"})


def read_packs(texts: Mapping[str, str]) -> Packs:
    """Read `{file name: TOML}`; raise UNSUPPORTED with file and place where one cannot be taken as it stands."""
    tables = {name: _parsed(name, text) for name, text in texts.items()}
    packs = []
    for name, table in tables.items():
        try:
            packs.append(_pack(table, tables))
        except Bad as problem:
            raise _refused(name, str(problem)) from None
    try:
        _check_versions(packs)
    except Bad as problem:
        raise _refused(str(problem), "pack") from None
    return Packs(tuple(packs))


def _parsed(name: str, text: str) -> dict[str, Any]:
    if len(text) > LONGEST_FILE:
        raise _refused(name, "?")
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        raise _refused(name, "?") from None
    head = table.get("pack")
    if not isinstance(head, dict) or not isinstance(head.get("version"), str):
        raise _refused(name, "pack.version")
    return table


def _refused(name: str, where: str) -> MachineProblem:
    return MachineProblem(
        Code.UNSUPPORTED,
        N_("The rule pack “{name}” cannot be read; the trouble is at “{where}”."),
        N_("Correct the file, or install CaseVault again; your records are not affected."),
        name=name,
        where=where,
    )


def _check_versions(packs: Iterable[Pack]) -> None:
    seen: dict[tuple[str, str], list[Pack]] = {}
    names: set[str] = set()
    for pack in packs:
        if pack.version in names:
            raise Bad(pack.version)
        names.add(pack.version)
        for other in seen.setdefault((pack.jurisdiction, pack.branch), []):
            # Two versions of one law on one day would give two answers to one question.
            if pack.in_force_from <= (other.in_force_to or date.max) and other.in_force_from <= (pack.in_force_to or date.max):
                raise Bad(pack.version)
        seen[pack.jurisdiction, pack.branch].append(pack)


def _pack(table: dict[str, Any], tables: Mapping[str, dict[str, Any]]) -> Pack:
    values.check_keys(table, _PACK_KEYS, "")
    head = table["pack"]
    values.check_keys(head, _HEAD_KEYS, "pack.")
    version = values.text(head, "version", "pack.")
    if not _VERSION.fullmatch(version):
        raise Bad("pack.version")
    jurisdiction = values.text(head, "jurisdiction", "pack.")
    if not re.fullmatch(r"[A-Z]{2}", jurisdiction):
        raise Bad("pack.jurisdiction")
    counting = _counting(table.get("counting", {}))
    entries = table.get("rules", [])
    if not isinstance(entries, list) or not 1 <= len(entries) <= MOST_RULES:
        raise Bad("rules")
    rules = tuple(
        _rule(_merged(values.table(entry, f"rules[{number}]"), tables, f"rules[{number}]"), head, counting, f"rules[{number}].")
        for number, entry in enumerate(entries, 1)
    )
    if len({rule.id for rule in rules}) != len(rules):
        raise Bad("rules.id")
    first, last = values.day(head, "in_force_from", "pack."), values.day(head, "in_force_to", "pack.")
    if first is None or (last is not None and last < first):
        raise Bad("pack.in_force_from")
    return Pack(
        version=version,
        jurisdiction=jurisdiction,
        branch=values.text(head, "branch", "pack."),
        title=values.label(head.get("title"), "pack.title"),
        in_force_from=first,
        in_force_to=last,
        in_force_confirmed=values.mark(head.get("in_force_mark", "confirmed"), "pack.in_force_mark"),
        checked_on=values.day(head, "checked_on", "pack."),
        zone=values.zone(values.text(head, "tz", "pack.")),
        counting=counting,
        rules=rules,
        remarks=tuple(values.label(remark, "pack.remarks") for remark in values.items(head.get("remarks", []), "pack.remarks")),
        holidays=MappingProxyType(_holidays(table.get("holidays", {}))),
        credits=tuple(
            _credit(values.table(entry, f"credits[{number}]"), f"credits[{number}].")
            for number, entry in enumerate(values.items(table.get("credits", []), "credits"), 1)
        ),
    )


def _merged(entry: dict[str, Any], tables: Mapping[str, dict[str, Any]], where: str) -> dict[str, Any]:
    """Return a rule with what it takes over from the rule of the same id in another pack; never its article, source and mark."""
    like = entry.get("like")
    if like is None:
        return entry
    for table in tables.values():
        if table["pack"]["version"] == like:
            for other in table.get("rules", []):
                if isinstance(other, dict) and other.get("id") == entry.get("id") and "like" not in other:
                    kept = {key: value for key, value in other.items() if key not in {"article", "cite", "source", "mark"}}
                    return {**kept, **entry}
    raise Bad(f"{where}.like")


def _rule(entry: dict[str, Any], head: dict[str, Any], counting: Counting, where: str) -> Rule:
    values.check_keys(entry, _RULE_KEYS, where)
    rule_id = values.text(entry, "id", where)
    if not _ID.fullmatch(rule_id):
        raise Bad(f"{where}id")
    limit = values.amount(values.text(entry, "limit", where), counting, f"{where}limit")[1]
    steps = tuple(
        _step(values.table(step, f"{where}steps"), counting, f"{where}steps[{number}].")
        for number, step in enumerate(values.items(entry.get("steps", []), f"{where}steps"), 1)
    )
    if steps and limit.backward:
        raise Bad(f"{where}steps")
    article = values.text(entry, "article", where)
    return Rule(
        id=rule_id,
        trigger=values.code(entry.get("trigger"), f"{where}trigger"),
        measures=values.codes(entry.get("measures", []), f"{where}measures"),
        limit=limit,
        nature=values.one_of(Nature, entry.get("nature"), f"{where}nature"),
        custody=values.one_of(Custody, entry.get("custody"), f"{where}custody"),
        met_by=values.ends(entry.get("met_by", []), f"{where}met_by"),
        steps=steps,
        exemptions=tuple(
            _exemption(values.table(one, f"{where}exceptions"), f"{where}exceptions[{number}].")
            for number, one in enumerate(values.items(entry.get("exceptions", []), f"{where}exceptions"), 1)
        ),
        says=values.label(entry.get("says"), f"{where}says"),
        breach=values.label(entry.get("breach"), f"{where}breach"),
        notes=tuple(values.label(note, f"{where}notes") for note in values.items(entry.get("notes", []), f"{where}notes")),
        article=article,
        cite=entry["cite"] if isinstance(entry.get("cite"), str) else f"{values.text(head, 'law', 'pack.')} {article}",
        source=values.text(entry, "source", where) if "source" in entry else values.text(head, "source", "pack."),
        confirmed=values.mark(entry.get("mark"), f"{where}mark"),
        needs=values.codes(entry.get("needs", []), f"{where}needs"),
        at_once=values.flag(entry, "at_once", where),
        switches_to=entry["switches_to"] if isinstance(entry.get("switches_to"), str) else "",
        most_times=values.whole(entry.get("most_times", 0), f"{where}most_times"),
    )


def _step(entry: dict[str, Any], counting: Counting, where: str) -> Step:
    values.check_keys(entry, _STEP_KEYS, where)
    moves = [key for key in _MOVES if key in entry]
    if len(moves) != 1:
        raise Bad(f"{where}add")
    move = _MOVES[moves[0]]
    least, most = Amount(), Amount()
    if move in (Move.ADD, Move.SET):
        least, most = values.amount(entry[moves[0]], counting, f"{where}{moves[0]}")
        if most.backward or most == Amount():
            raise Bad(f"{where}{moves[0]}")
    elif entry[moves[0]] is not True:
        raise Bad(f"{where}{moves[0]}")
    return Step(
        move=move,
        amount=most,
        least=least,
        when=values.label(entry.get("when"), f"{where}when"),
        approver=values.label(entry["approver"], f"{where}approver") if "approver" in entry else MappingProxyType({}),
        article=values.text(entry, "article", where) if "article" in entry else "",
    )


def _exemption(entry: dict[str, Any], where: str) -> Exemption:
    values.check_keys(entry, _EXCEPTION_KEYS, where)
    flag = entry.get("flag", "")
    if flag and flag not in FLAGS:
        raise Bad(f"{where}flag")
    return Exemption(
        key=values.code(entry.get("key"), f"{where}key"),
        text=values.label(entry.get("text"), f"{where}text"),
        article=values.text(entry, "article", where) if "article" in entry else "",
        measures=values.codes(entry.get("measures", []), f"{where}measures"),
        flag=flag,
        claimable=values.flag(entry, "claimable", where, default=True),
    )


def _credit(entry: dict[str, Any], where: str) -> Credit:
    values.check_keys(entry, _CREDIT_KEYS, where)
    days, counted = values.whole(entry.get("days"), f"{where}days"), values.whole(entry.get("counted"), f"{where}counted")
    if days < 1 or counted < 1:
        raise Bad(f"{where}days")
    return Credit(
        measure=values.code(entry.get("measure"), f"{where}measure"),
        sentences=values.codes(entry.get("sentences"), f"{where}sentences"),
        days=days,
        counted=counted,
        cite=values.text(entry, "cite", where),
        confirmed=values.mark(entry.get("mark"), f"{where}mark"),
    )


def _counting(entry: object) -> Counting:
    table = values.table(entry, "counting")
    values.check_keys(table, _COUNTING_KEYS, "counting.")
    flags = ("start_day_counts", "hours_from_the_moment", "travel_excluded", "holiday_roll", "holiday_roll_in_custody")
    half = values.whole(table.get("half_month_days", 15), "counting.half_month_days")
    return Counting(
        cite=values.text(table, "cite", "counting.") if "cite" in table else "",
        half_month_days=half,
        **{flag: values.flag(table, flag, "counting.") for flag in flags},
    )


def _holidays(entry: object) -> dict[int, Holidays]:
    found = {}
    for year, untrusted in values.table(entry, "holidays").items():
        where = f"holidays.{year}."
        if not re.fullmatch(r"\d{4}", year, re.ASCII):
            raise Bad("holidays")
        table = values.table(untrusted, where)
        values.check_keys(table, _HOLIDAY_KEYS, where)
        days, working = (_days_of(int(year), table.get(key, []), where) for key in ("days", "working"))
        found[int(year)] = Holidays(values.text(table, "source", where), days, working)
    return found


def _days_of(year: int, entries: object, where: str) -> frozenset[date]:
    found = values.items(entries, where)
    if any(type(day) is not date or day.year != year for day in found):
        raise Bad(where)
    return frozenset(found)
