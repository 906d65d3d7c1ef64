"""Read rule packs from TOML, strictly: a key nobody knows, a limit that cannot be read or a missing source refuses the pack.

A limit that is silently skipped would look like a limit that was kept. The format: docs/formats/procedure-pack.md.
"""

from __future__ import annotations

import re
import tomllib
import zoneinfo
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from casevault.domain.procedure.pack import (
    ENDS,
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
from casevault.errors import Code, MachineProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casevault.domain.procedure.pack import Label

LONGEST_FILE: Final = 512 * 1024  # characters
MOST_RULES: Final = 500
LARGEST: Final = 12_000  # of any unit: a thousand years of months
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_ID = re.compile(r"[a-z]{2,8}(?:\.[a-z0-9_]{1,40}){1,3}", re.ASCII)
_VERSION = re.compile(r"[a-z0-9][a-z0-9-]{1,39}", re.ASCII)
_AMOUNT = re.compile(r"(?:(?P<least>\d{1,5})-)?(?P<most>-?\d{1,5}) (?P<unit>hour|day|month)s?", re.ASCII)
_MARKS: Final = {"confirmed": True, "unconfirmed": False}
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
_HALF_MONTH = "half a month"


class _Bad(Exception):  # noqa: N818 - says where, and becomes the one refusal below
    """What is wrong in a pack, as a path within the file."""


def read_packs(texts: Mapping[str, str]) -> Packs:
    """Read `{file name: TOML}`; raise UNSUPPORTED with file and place where one cannot be taken as it stands."""
    tables = {name: _parsed(name, text) for name, text in texts.items()}
    packs = []
    for name, table in tables.items():
        try:
            packs.append(_pack(table, tables))
        except _Bad as problem:
            raise _refused(name, str(problem)) from None
    try:
        _check_versions(packs)
    except _Bad as problem:
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
            raise _Bad(pack.version)
        names.add(pack.version)
        for other in seen.setdefault((pack.jurisdiction, pack.branch), []):
            # Two versions of one law on one day would give two answers to one question.
            if pack.in_force_from <= (other.in_force_to or date.max) and other.in_force_from <= (pack.in_force_to or date.max):
                raise _Bad(pack.version)
        seen[pack.jurisdiction, pack.branch].append(pack)


def _pack(table: dict[str, Any], tables: Mapping[str, dict[str, Any]]) -> Pack:
    _known(table, _PACK_KEYS, "")
    head = table["pack"]
    _known(head, _HEAD_KEYS, "pack.")
    version = _text(head, "version", "pack.")
    if not _VERSION.fullmatch(version):
        raise _Bad("pack.version")
    jurisdiction = _text(head, "jurisdiction", "pack.")
    if not re.fullmatch(r"[A-Z]{2}", jurisdiction):
        raise _Bad("pack.jurisdiction")
    counting = _counting(table.get("counting", {}))
    entries = table.get("rules", [])
    if not isinstance(entries, list) or not 1 <= len(entries) <= MOST_RULES:
        raise _Bad("rules")
    rules = tuple(
        _rule(_merged(_table(entry, f"rules[{number}]"), tables, f"rules[{number}]"), head, counting, f"rules[{number}].")
        for number, entry in enumerate(entries, 1)
    )
    if len({rule.id for rule in rules}) != len(rules):
        raise _Bad("rules.id")
    first, last = _date(head, "in_force_from", "pack."), _date(head, "in_force_to", "pack.")
    if first is None or (last is not None and last < first):
        raise _Bad("pack.in_force_from")
    return Pack(
        version=version,
        jurisdiction=jurisdiction,
        branch=_text(head, "branch", "pack."),
        title=_label(head.get("title"), "pack.title"),
        in_force_from=first,
        in_force_to=last,
        in_force_confirmed=_mark(head.get("in_force_mark", "confirmed"), "pack.in_force_mark"),
        checked_on=_date(head, "checked_on", "pack."),
        zone=_zone(_text(head, "tz", "pack.")),
        counting=counting,
        rules=rules,
        remarks=tuple(_label(remark, "pack.remarks") for remark in _list(head.get("remarks", []), "pack.remarks")),
        holidays=MappingProxyType(_holidays(table.get("holidays", {}))),
        credits=tuple(
            _credit(_table(entry, f"credits[{number}]"), f"credits[{number}].")
            for number, entry in enumerate(_list(table.get("credits", []), "credits"), 1)
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
    raise _Bad(f"{where}.like")


def _rule(entry: dict[str, Any], head: dict[str, Any], counting: Counting, where: str) -> Rule:
    _known(entry, _RULE_KEYS, where)
    rule_id = _text(entry, "id", where)
    if not _ID.fullmatch(rule_id):
        raise _Bad(f"{where}id")
    limit = _amount(_text(entry, "limit", where), counting, f"{where}limit")[1]
    steps = tuple(
        _step(_table(step, f"{where}steps"), counting, f"{where}steps[{number}].")
        for number, step in enumerate(_list(entry.get("steps", []), f"{where}steps"), 1)
    )
    if steps and limit.backward:
        raise _Bad(f"{where}steps")
    article = _text(entry, "article", where)
    return Rule(
        id=rule_id,
        trigger=_code(entry.get("trigger"), f"{where}trigger"),
        measures=_codes(entry.get("measures", []), f"{where}measures"),
        limit=limit,
        nature=_of(Nature, entry.get("nature"), f"{where}nature"),
        custody=_of(Custody, entry.get("custody"), f"{where}custody"),
        met_by=_ends(entry.get("met_by", []), f"{where}met_by"),
        steps=steps,
        exemptions=tuple(
            _exemption(_table(one, f"{where}exceptions"), f"{where}exceptions[{number}].")
            for number, one in enumerate(_list(entry.get("exceptions", []), f"{where}exceptions"), 1)
        ),
        says=_label(entry.get("says"), f"{where}says"),
        breach=_label(entry.get("breach"), f"{where}breach"),
        notes=tuple(_label(note, f"{where}notes") for note in _list(entry.get("notes", []), f"{where}notes")),
        article=article,
        cite=entry["cite"] if isinstance(entry.get("cite"), str) else f"{_text(head, 'law', 'pack.')} {article}",
        source=_text(entry, "source", where) if "source" in entry else _text(head, "source", "pack."),
        confirmed=_mark(entry.get("mark"), f"{where}mark"),
        needs=_codes(entry.get("needs", []), f"{where}needs"),
        at_once=_bool(entry, "at_once", where),
        switches_to=entry["switches_to"] if isinstance(entry.get("switches_to"), str) else "",
        most_times=_int(entry.get("most_times", 0), f"{where}most_times"),
    )


def _step(entry: dict[str, Any], counting: Counting, where: str) -> Step:
    _known(entry, _STEP_KEYS, where)
    moves = [key for key in _MOVES if key in entry]
    if len(moves) != 1:
        raise _Bad(f"{where}add")
    move = _MOVES[moves[0]]
    least, most = Amount(), Amount()
    if move in (Move.ADD, Move.SET):
        least, most = _amount(entry[moves[0]], counting, f"{where}{moves[0]}")
        if most.backward or most == Amount():
            raise _Bad(f"{where}{moves[0]}")
    elif entry[moves[0]] is not True:
        raise _Bad(f"{where}{moves[0]}")
    return Step(
        move=move,
        amount=most,
        least=least,
        when=_label(entry.get("when"), f"{where}when"),
        approver=_label(entry["approver"], f"{where}approver") if "approver" in entry else MappingProxyType({}),
        article=_text(entry, "article", where) if "article" in entry else "",
    )


def _exemption(entry: dict[str, Any], where: str) -> Exemption:
    _known(entry, _EXCEPTION_KEYS, where)
    flag = entry.get("flag", "")
    if flag and flag not in FLAGS:
        raise _Bad(f"{where}flag")
    return Exemption(
        key=_code(entry.get("key"), f"{where}key"),
        text=_label(entry.get("text"), f"{where}text"),
        article=_text(entry, "article", where) if "article" in entry else "",
        measures=_codes(entry.get("measures", []), f"{where}measures"),
        flag=flag,
        claimable=_bool(entry, "claimable", where, default=True),
    )


def _credit(entry: dict[str, Any], where: str) -> Credit:
    _known(entry, _CREDIT_KEYS, where)
    days, counted = _int(entry.get("days"), f"{where}days"), _int(entry.get("counted"), f"{where}counted")
    if days < 1 or counted < 1:
        raise _Bad(f"{where}days")
    return Credit(
        measure=_code(entry.get("measure"), f"{where}measure"),
        sentences=_codes(entry.get("sentences"), f"{where}sentences"),
        days=days,
        counted=counted,
        cite=_text(entry, "cite", where),
        confirmed=_mark(entry.get("mark"), f"{where}mark"),
    )


def _counting(entry: object) -> Counting:
    table = _table(entry, "counting")
    _known(table, _COUNTING_KEYS, "counting.")
    flags = ("start_day_counts", "hours_from_the_moment", "travel_excluded", "holiday_roll", "holiday_roll_in_custody")
    half = _int(table.get("half_month_days", 15), "counting.half_month_days")
    return Counting(
        cite=_text(table, "cite", "counting.") if "cite" in table else "",
        half_month_days=half,
        **{flag: _bool(table, flag, "counting.") for flag in flags},
    )


def _holidays(entry: object) -> dict[int, Holidays]:
    found = {}
    for year, untrusted in _table(entry, "holidays").items():
        where = f"holidays.{year}."
        if not re.fullmatch(r"\d{4}", year, re.ASCII):
            raise _Bad("holidays")
        table = _table(untrusted, where)
        _known(table, _HOLIDAY_KEYS, where)
        days, working = (
            frozenset(_day(day, where, int(year)) for day in _list(table.get(key, []), where)) for key in ("days", "working")
        )
        found[int(year)] = Holidays(_text(table, "source", where), days, working)
    return found


def _day(value: object, where: str, year: int) -> date:
    if type(value) is not date or value.year != year:
        raise _Bad(where)
    return value


def _amount(value: object, counting: Counting, where: str) -> tuple[Amount, Amount]:
    """Return (smallest choice, largest) of "3 days", "1-4 days", "-10 days", "half a month"."""
    if value == _HALF_MONTH:
        return Amount(days=counting.half_month_days), Amount(days=counting.half_month_days)
    match = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise _Bad(where)
    most = int(match["most"])
    least = int(match["least"] or most)
    if abs(most) > LARGEST or least > most:
        raise _Bad(where)
    unit = f"{match['unit']}s"
    return Amount(**{unit: least}), Amount(**{unit: most})


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise _Bad("pack.tz") from None


def _known(table: dict[str, Any], keys: frozenset[str], where: str) -> None:
    for key in table:
        if key not in keys:
            # What stands there could be anything; a key that looks like one helps whoever wrote it.
            raise _Bad(f"{where}{key}" if _CODE.fullmatch(key) else f"{where}?")


def _table(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Bad(where)
    return value


def _list(value: object, where: str) -> list[Any]:
    if not isinstance(value, list) or len(value) > MOST_RULES:
        raise _Bad(where)
    return value


def _text(table: dict[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _Bad(f"{where}{key}")
    return value


def _code(value: object, where: str) -> str:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise _Bad(where)
    return value


def _codes(value: object, where: str) -> tuple[str, ...]:
    return tuple(_code(item, where) for item in _list(value, where))


def _ends(value: object, where: str) -> tuple[str, ...]:
    codes = _codes(value, where)
    if any(code not in ENDS and not code.startswith(("event_", "stage_")) for code in codes):
        raise _Bad(where)
    return codes


def _label(value: object, where: str) -> Label:
    if isinstance(value, str) and value.strip():
        return MappingProxyType({"en": value})
    if not isinstance(value, dict) or not isinstance(value.get("en"), str):
        raise _Bad(where)
    for language, text in value.items():
        if not re.fullmatch(r"[a-z]{2}", language) or not isinstance(text, str) or not text.strip():
            raise _Bad(where)
    return MappingProxyType(dict(value))


def _mark(value: object, where: str) -> bool:
    if not isinstance(value, str) or value not in _MARKS:
        raise _Bad(where)
    return _MARKS[value]


def _bool(table: dict[str, Any], key: str, where: str, *, default: bool = False) -> bool:
    value = table.get(key, default)
    if not isinstance(value, bool):
        raise _Bad(f"{where}{key}")
    return value


def _int(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST:
        raise _Bad(where)
    return value


def _of(kind: Any, value: object, where: str) -> Any:
    try:
        return kind(value)
    except ValueError:
        raise _Bad(where) from None


def _date(table: dict[str, Any], key: str, where: str) -> date | None:
    value = table.get(key)
    if value is not None and type(value) is not date:
        raise _Bad(f"{where}{key}")
    return value
