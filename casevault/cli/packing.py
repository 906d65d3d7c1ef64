"""What `travel pack` says of what goes along: before it is packed (`--dry-run`), and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.cli.command import Answer
from casevault.cli.exposing import told
from casevault.domain.packing import Profile
from casevault.exchange.choosing import CODED, preview
from casevault.i18n import N_

if TYPE_CHECKING:
    import argparse

    from casevault.cli.context import Context


def looked(context: Context, args: argparse.Namespace) -> Answer:
    """Answer what would be packed, and pack nothing."""
    with context.vault(args) as office:
        found = preview(office, args.case, Profile(args.profile), context.catalogue, weak=args.hide_doubtful)
        titles = {one.record.id: one.record.title for one in found.choice.going}
    text = context.catalogue.text
    hidden = found.choice.hidden
    counted = N_("Would go along: {records} records, {persons} people among them, {attachments} attachments ({size} bytes).")
    lines = [text(counted, records=found.records, persons=found.persons, attachments=found.attachments, size=found.size)]
    exposed, people = told(context, found.exposed)
    lines += [text(N_("Exposed, if it is taken:")), *exposed]
    lines += hidden_lines(context, len(hidden.swaps), args.profile)
    lines += [f"  {titles[one.record]}  {one.field}: {one.before} → {one.after}" for one in hidden.swaps]
    if hidden.doubtful:
        lines.append(
            text(N_("These words stand, and may be the name of somebody who stays home (--hide-doubtful replaces them):"))
        )
        lines += [f"  {titles[one.record]}  {one.field}: {one.before}" for one in hidden.doubtful]
    if found.attachments:
        lines.append(text(N_("What stands in an attachment is not searched: look into each that goes along.")))
    data = {
        "records": found.records,
        "persons": found.persons,
        "attachments": found.attachments,
        "size": found.size,
        "exposed": people,
        "hidden": [{"id": one.record, "field": one.field, "before": one.before, "after": one.after} for one in hidden.swaps],
        "doubtful": [{"id": one.record, "field": one.field, "words": one.before} for one in hidden.doubtful],
        "codes": dict(found.choice.codes),
    }
    return Answer(data, tuple(lines))


def hidden_lines(context: Context, count: int, profile: str) -> list[str]:
    """Say how many names in texts were replaced, and what code words do not hide."""
    text = context.catalogue.text
    said = N_(
        "{count} name or number in texts was replaced, of somebody who stays home or has a code word.",
        "{count} names and numbers in texts were replaced, of people who stay home or have a code word.",
    )
    lines = [text(said, count=count)] if count else []
    if profile == Profile.PSEUDONYMS:
        lines.append(text(CODED))
    return lines
