"""What is due as a calendar file for oneself: kinds and case codes alone, unless names are asked for.

Not sealed, unlike everything else that goes to oneself: a calendar program reads no sealed file, so one would be unsealed at once
and lie there as well. What protects is what is not in it. Calendars are sent to servers, phones and watches and read aloud on
lock screens; so without names there is the kind of each thing and the code of its case, on a day, and nothing else.

A UID has to stay the same, or each export doubles what stands in the calendar; no two entries share one, or a program shows the
last of them alone; and it must lead nobody from a calendar to a record. It is an HMAC of kind, rule, record id, and from the
second of the same on its number, under a key of the vault that is used for this alone: without the vault it is
128 random bits, the same each time.
"""

from __future__ import annotations

import hmac
from collections import Counter
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.i18n import N_
from casevault.progress import silent
from casevault.vault import leaving
from casevault.vault.attached import not_in_a_vault
from casevault.vault.due_words import KIND_WORDS
from casevault.vault.left import Left, Sealed, To, What
from casevault.vault.today import today

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.domain.record import Record
    from casevault.i18n import Catalogue
    from casevault.progress import Progress
    from casevault.vault.today import Item
    from casevault.vault.vault import Vault

SUFFIX: Final = ".ics"
DANGER = N_(
    "A calendar file is not sealed, and calendars are copied to servers, phones and lock screens. It says on which days "
    "something is due in the cases of these codes. Import it only into a calendar that stays on this computer."
)
NAMES_DANGER = N_(
    "With names it says whose hearing, whose consent and which limit. Whoever sees the calendar, its server or a notification "
    "reads that."
)


def save_calendar(
    vault: Vault,
    secret: bytearray,
    keyfile: bytes | None,
    *,
    target: Path,
    as_of: date,
    catalogue: Catalogue,
    names: bool = False,
    progress: Progress = silent,
) -> int:
    """Write what is due to a new private file of one's own and return how many entries it has; logged before its first byte.

    WRONG_CREDENTIALS for whoever cannot open the vault now; never over another file.
    """
    leaving.allowed(vault, secret, keyfile, leaving.Plain())
    progress(0, 0)  # whoever cancelled while the passphrase was tried gets no file
    target = target.absolute()
    if target.resolve().is_relative_to(vault.folder.resolve()):
        raise not_in_a_vault()
    files.refuse_existing(target)
    items = today(vault, as_of=as_of)
    data = calendar_of(vault, items, as_of=as_of, catalogue=catalogue, names=names)
    vault.records.apply([Left(What.CALENDAR, len(items), To.FILE, Sealed.NONE).act()])
    files.write_private_file(target, data, replace=False)
    return len(items)


def calendar_of(vault: Vault, items: list[Item], *, as_of: date, catalogue: Catalogue, names: bool) -> bytes:
    """Return a calendar (RFC 5545) with an all-day entry for each item; what is overdue stands on `as_of`, to be seen."""
    known = vault.records.many({item.case for item in items if item.case})
    import icalendar  # noqa: PLC0415 - five megabytes that nobody pays who saves no calendar

    made = icalendar.Calendar()
    made.add("prodid", "-//CaseVault//CaseVault//EN")
    made.add("version", "2.0")
    stamp = datetime.fromtimestamp(vault.ambient.stamp().at_utc // 1_000_000, UTC)
    met: Counter[str] = Counter()
    for item in items:
        entry = icalendar.Event()
        about = _about(item)
        # The key has this one use; another vault has another, so equal ids in two vaults have unlike UIDs.
        entry.add("uid", _uid(vault.keys.calendar_uid, f"{about}/{met[about]}" if met[about] else about))
        met[about] += 1
        entry.add("dtstamp", stamp)
        entry.add("dtstart", max(date.fromisoformat(item.due), as_of))
        entry.add("summary", _summary(item, known.get(item.case), catalogue, names=names))
        entry.add("class", "PRIVATE")
        entry.add("transp", "TRANSPARENT")
        made.add_component(entry)
    return bytes(made.to_ical())


def _about(item: Item) -> str:
    rule = "" if item.clock is None else item.clock.rule
    return f"{item.kind.value}/{rule}/{item.record}"


def _uid(key: bytearray, message: str) -> str:
    return hmac.digest(bytes(key), message.encode(), "sha256")[:16].hex()


def _summary(item: Item, case: Record | None, catalogue: Catalogue, *, names: bool) -> str:
    code = str(case.fields.get("code", "")) if case is not None else ""
    parts = [code, catalogue.text(KIND_WORDS[item.kind])]
    if names:
        limit = "" if item.clock is None else item.clock.title(catalogue)
        parts += [limit, item.title, "" if case is None else case.title]
    return " · ".join(dict.fromkeys(part for part in parts if part))
