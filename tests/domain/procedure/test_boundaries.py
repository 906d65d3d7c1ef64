"""Every rule of every pack at its limits: one unit before, at it, one after; what is expected is counted by walking."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from clock_oracle import Limit, last_day, last_moment, limits

from casevault.domain.procedure.clocks import read
from casevault.domain.procedure.counting import LONGEST_RUN
from casevault.domain.procedure.facts import Facts, Status
from casevault.vault.packs import load_packs

DAY = timedelta(days=1)
LATE = date(2099, 1, 1)
LIMITS = limits()
# An ordinary day, a month's last day, the 29th and 30th before a short month, leap years on the way, both sides of a new year.
STARTS = (date(2026, 3, 6), date(2027, 8, 31), date(2027, 12, 29), date(2027, 12, 30), date(2028, 2, 29), date(2026, 6, 30))
MOMENTS = ("10:20", "10:00", "23:59", "00:00")


def answer(limit: Limit, start: str, end: str) -> tuple[Status, str, str]:
    """Return the status, and both last points as text."""
    pack = load_packs().get(limit.pack)
    assert pack is not None
    (rule,) = [rule for rule in pack.rules if rule.id == limit.id]
    facts = Facts(end=end, earlier=frozenset(rule.needs), held=True)
    reading = read(rule, pack, start, as_of=LATE, facts=facts)
    assert reading.due_basic.exact
    assert reading.due_max.exact
    return reading.status, str(reading.due_basic.first), str(reading.due_max.first)


def test_there_is_something_to_try() -> None:
    assert len(LIMITS) == sum(len(pack.rules) for pack in load_packs().all) > 75
    assert {limit.by_hour for limit in LIMITS} == {True, False}


@pytest.mark.parametrize("limit", [limit for limit in LIMITS if not limit.by_hour], ids=lambda limit: f"{limit.pack}:{limit.id}")
def test_days_and_months(limit: Limit) -> None:
    for start in STARTS:
        basic, most = last_day(start, limit.basic), last_day(start, limit.most)
        beyond_basic = Status.BREACHED_MAX if basic == most else Status.BREACHED_BASIC_ONLY
        beyond = beyond_most = Status.BREACHED_MAX
        if limit.rolls:
            # Without a list of that year a day after the last may still be in time; after the longest run of days off it is not.
            beyond_most = Status.UNKNOWABLE
            beyond_basic = Status.UNKNOWABLE
        expected = [(basic - DAY, Status.MET), (basic, Status.MET), (basic + DAY, beyond_basic)]
        if most != basic:
            expected += [(most, Status.BREACHED_BASIC_ONLY), (most + DAY, beyond_most)]
        expected += [(most + (LONGEST_RUN + 1) * DAY, beyond)]
        for end, status in expected:
            if end < start and not basic < start:
                continue  # nothing ends before it starts
            assert answer(limit, start.isoformat(), end.isoformat()) == (status, str(basic), str(most)), (start, end)


@pytest.mark.parametrize("limit", [limit for limit in LIMITS if limit.by_hour], ids=lambda limit: f"{limit.pack}:{limit.id}")
def test_hours(limit: Limit) -> None:
    zone = ZoneInfo(limit.zone)
    for clock in MOMENTS:
        start = datetime.fromisoformat(f"2026-12-31T{clock}").replace(tzinfo=zone)
        basic, most = last_moment(start, limit, limit.basic), last_moment(start, limit, limit.most)
        beyond_basic = Status.BREACHED_MAX if basic == most else Status.BREACHED_BASIC_ONLY
        hour, minute = timedelta(hours=1), timedelta(minutes=1)
        expected = [(basic - hour, Status.MET), (basic, Status.MET), (basic + minute, beyond_basic), (basic + hour, beyond_basic)]
        if most != basic:
            expected += [(most, Status.BREACHED_BASIC_ONLY), (most + minute, Status.BREACHED_MAX)]
        for end, status in expected:
            # Recorded in another zone than the pack's: the moment counts, not how it is written.
            recorded = end.astimezone(UTC).isoformat(timespec="minutes")
            assert answer(limit, start.isoformat(timespec="minutes"), recorded) == (status, str(basic), str(most)), (start, end)
