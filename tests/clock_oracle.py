"""A second way to count, as slow and plain as can be: day by day and minute by minute, from the text of the pack files.

It shares nothing with the program but the files: they are read here anew.
"""

from __future__ import annotations

import calendar
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parents[1] / "resources" / "procedure"
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Limit:
    """One rule of one file: its limits in the words of the file, without and with every step."""

    pack: str
    id: str
    zone: str
    from_the_moment: bool
    rolls: bool
    basic: tuple[str, ...]
    most: tuple[str, ...]
    opened: bool
    in_force: date

    @property
    def by_hour(self) -> bool:
        return any("hour" in part and not part.startswith("0 ") for part in self.most)


def limits() -> list[Limit]:
    """Return every rule of every pack."""
    files = {path.name: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
    by_version = {table["pack"]["version"]: table for table in files.values()}
    found = []
    for table in files.values():
        for untold in table["rules"]:
            rule: dict[str, Any] = dict(untold)
            if "like" in rule:
                other = next(one for one in by_version[rule["like"]]["rules"] if one["id"] == rule["id"])
                rule = {**other, **rule}
            most: list[str] = [rule["limit"]]
            for step in rule.get("steps", []):
                if "add" in step:
                    most.append(step["add"])
                if "set" in step:
                    most = [step["set"]]
            counting = table.get("counting", {})
            found.append(
                Limit(
                    pack=table["pack"]["version"],
                    id=rule["id"],
                    zone=table["pack"]["tz"],
                    from_the_moment=counting.get("hours_from_the_moment", False),
                    rolls=counting.get("holiday_roll", False)
                    and rule["custody"] == "no"
                    and not rule["limit"].startswith("-")
                    and not rule.get("at_once", False),
                    basic=(rule["limit"],),
                    most=tuple(most),
                    opened=any("open" in step or "restart" in step for step in rule.get("steps", [])),
                    in_force=table["pack"]["in_force_from"],
                )
            )
    return found


def last_day(start: date, parts: tuple[str, ...]) -> date:
    """Walk from `start` to the last day of a limit: all its months, then its days."""
    months, days = _sum(parts, "month"), _sum(parts, "day")
    at = walked_months(start, months)
    for _ in range(abs(days)):
        at += DAY if days > 0 else -DAY
    return at


def walked_months(start: date, months: int) -> date:
    """Walk to the same day of a later month; from a last day to a last day; to the last day where the day is not there."""
    at, passed = start, 0
    is_last = (start + DAY).month != start.month
    if months == 0:
        return start
    while True:
        at += DAY
        if at.day == 1:
            passed += 1
        longest = calendar.monthrange(at.year, at.month)[1]
        wanted = longest if is_last else min(start.day, longest)
        if passed == months and at.day == wanted:
            return at


def last_moment(start: datetime, limit: Limit, parts: tuple[str, ...]) -> datetime:
    """Walk from `start` to the end of a limit with hours in it, then on by its days on the wall clock."""
    zone = ZoneInfo(limit.zone)
    at = start.astimezone(UTC)
    if not limit.from_the_moment:
        at += MINUTE
        while at.astimezone(zone).minute != 0:
            at += MINUTE
    for _ in range(_sum(parts, "hour")):
        at += HOUR
    local = at.astimezone(zone)
    for _ in range(_sum(parts, "day")):
        local += DAY
    return local


def _sum(parts: tuple[str, ...], unit: str) -> int:
    total = 0
    for part in parts:
        words = "15 days" if part == "half a month" else part
        number, name = words.split(" ")
        if name.startswith(unit):
            total += int(number) if number.startswith("-") else int(number.split("-")[-1])
    return total
