"""A calendar file: kinds and codes, never a name unless asked for; the same UIDs each time, and none that leads to a record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import icalendar
import pytest
from attaching import refused
from builders import PASSPHRASE, FixedAmbient, make_vault

from casevault.errors import Code
from casevault.i18n import Catalogue
from casevault.vault.calendar import calendar_of, save_calendar
from casevault.vault.left import Left, Sealed, To, What, listed
from casevault.vault.today import today

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault

AS_OF = date(2026, 3, 18)
NAMES = ("Lin Zhaowen", "林兆雯", "Heron of Lin", "Call Lin")


@pytest.fixture
def busy(vault: Vault) -> Vault:
    add = vault.records.add
    person = add("person", {"display_name": "Lin Zhaowen", "aliases": [{"value": "林兆雯"}]}, strict=False).id
    case = add("case", {"code": "HERON", "title": "Heron of Lin", "jurisdiction": "CN"}, strict=False).id
    held = add("detention", {"case": case, "person": person, "start": "2026-03-10"}, strict=False).id
    add("stage", {"period": held, "measure": "criminal_detention", "start": "2026-03-10"}, strict=False)
    add("task", {"case": case, "title": "Call Lin; his wife, too\\n", "due": "2026-03-01"}, strict=False)
    add("consent", {"person": person, "review_on": "2026-03-30"}, strict=False)
    add("hearing", {"case": case, "scheduled": "2026-03-19T10:00:00+08:00"}, strict=False)
    asked = [{"asked": "2026-03-17T10:00+08:00"}, {"asked": "2026-03-18T10:00+08:00"}]  # two limits of one rule, from one record
    add("counsel", {"case": case, "person": person, "meetings": asked}, strict=False)
    return vault


def entries(data: bytes) -> list[icalendar.Event]:
    return [one for one in icalendar.Calendar.from_ical(data).walk("VEVENT") if isinstance(one, icalendar.Event)]


def made(vault: Vault, *, names: bool = False) -> bytes:
    return calendar_of(vault, today(vault, as_of=AS_OF), as_of=AS_OF, catalogue=Catalogue(), names=names)


def test_without_names_there_is_none_in_it(busy: Vault) -> None:
    data = made(busy)
    text = data.decode().replace("\r\n ", "")
    assert not any(name in text for name in NAMES)
    assert "10:00" not in text
    assert len(entries(data)) == len(today(busy, as_of=AS_OF)) > 4
    said = {str(one["summary"]) for one in entries(data)}
    assert {"HERON · Hearing", "HERON · Task", "HERON · Legal limit", "Consent review"} <= said
    assert {str(one["class"]) for one in entries(data)} == {"PRIVATE"}


def test_with_names_they_are(busy: Vault) -> None:
    text = " ".join(str(one["summary"]) for one in entries(made(busy, names=True)))
    assert "Heron of Lin" in text
    assert "Call Lin; his wife, too" in text


def test_what_is_overdue_stands_on_the_day_asked_for(busy: Vault) -> None:
    days = {str(one["summary"]): one.decoded("dtstart") for one in entries(made(busy))}
    assert days["HERON · Task"] == AS_OF
    assert min(days.values()) == AS_OF


def test_uids_are_the_same_each_time_unlike_each_other_and_no_ids(busy: Vault, tmp_path: Path) -> None:
    first, again = ([str(one["uid"]) for one in entries(made(busy))] for _ in range(2))
    assert first == again
    assert len(set(first)) == len(first)
    ids = set(busy.records.ids())
    assert not ids & set(first)
    other, _ = make_vault(tmp_path / "other", ambient=FixedAmbient(seed=7))
    with other:
        items = today(busy, as_of=AS_OF)
        data = calendar_of(other, items, as_of=AS_OF, catalogue=Catalogue(), names=False)
    assert not set(first) & {str(one["uid"]) for one in entries(data)}


def test_it_passes_the_way_out_to_oneself(busy: Vault, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    target = tmp_path / "out" / "x.ics"

    def save(secret: str, where: Path = target) -> int:
        given = bytearray(secret.encode())
        return save_calendar(busy, given, None, target=where, as_of=AS_OF, catalogue=Catalogue())

    assert refused(lambda: save("another")) is Code.WRONG_CREDENTIALS
    assert refused(lambda: save(PASSPHRASE, busy.folder / "x.ics")) is Code.INVALID_INPUT
    assert listed(busy.records) == []
    count = save(PASSPHRASE)
    assert len(entries(target.read_bytes())) == count
    assert target.stat().st_mode & 0o777 == 0o600
    assert [entry.left for entry in listed(busy.records)] == [Left(What.CALENDAR, count, To.FILE, Sealed.NONE)]
    assert refused(lambda: save(PASSPHRASE)) is Code.INVALID_INPUT
    assert len(listed(busy.records)) == 1
