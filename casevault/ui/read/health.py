"""How the vault stands, in the words of the Vault page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.i18n import N_
from casevault.ui.read import days
from casevault.ui.read.cases import Fact
from casevault.ui.read.file_words import size_words
from casevault.ui.read.reader import Tone
from casevault.vault import backup_memory

if TYPE_CHECKING:
    from datetime import date

    from casevault.domain.procedure.pack import Pack
    from casevault.i18n import Catalogue
    from casevault.ui.context import Context
    from casevault.vault.health import Health

NEVER = N_("never")


def facts_of(context: Context, found: Health) -> list[Fact]:
    """Return the cells of the strip; the tab of each is the command that tells more."""
    text, today = context.text, context.reader.today
    backup = max((one.day for one in found.backups), default=None)
    due = backup_memory.is_due(context.vault, today)
    stale = found.stale(today)
    return [
        Fact(
            text(N_("Records")),
            "file-text",
            context.catalogue.number(found.records),
            text(
                N_("{count} attachment, {size}", "{count} attachments, {size}"),
                count=found.attachments,
                size=size_words(found.size, context.catalogue),
            ),
            "about",
        ),
        Fact(
            text(N_("Last full check")),
            "stethoscope",
            _day(context, found.checked),
            text(N_("nothing found")) if found.checked else text(N_("once a month, by itself")),
            "check",
            Tone.OK if found.checked else Tone.NONE,
        ),
        Fact(
            text(N_("Last back-up")),
            "save",
            _day(context, backup),
            days.relative(backup.isoformat(), today, context.catalogue) if backup else text(N_("on another disk or stick")),
            "backup",
            Tone.REVIEW if due else Tone.OK,
        ),
        Fact(
            text(N_("Law texts")),
            "scale",
            text(N_("{count} law", "{count} laws"), count=len(found.packs)),
            text(N_("{count} to be compared again", "{count} to be compared again"), count=len(stale))
            if stale
            else text(N_("all compared within a year")),
            "about",
            Tone.REVIEW if stale else Tone.OK,
        ),
    ]


def law_of(pack: Pack, today: date, catalogue: Catalogue) -> tuple[str, str]:
    """Return what a law is called, and how far its rules can be relied on."""
    _confirmed, open_ = pack.marks()
    said = [
        catalogue.text(N_("compared {day}"), day=days.short(pack.checked_on.isoformat(), catalogue))
        if pack.checked_on
        else catalogue.text(N_("never compared with the text of the law"))
    ]
    if pack.checked_on and pack.is_stale(today):
        said.append(catalogue.text(N_("longer ago than a year: look whether the law changed")))
    if open_:
        said.append(catalogue.text(N_("{count} rule not confirmed", "{count} rules not confirmed"), count=open_))
    return catalogue.labels(pack.title, pack.version), " · ".join(said)


def _day(context: Context, day: date | None) -> str:
    return days.short(day.isoformat(), context.catalogue, context.reader.today.year) if day else context.text(NEVER)
