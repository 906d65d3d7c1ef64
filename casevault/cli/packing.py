"""What `travel pack` says of what goes along: before it is packed (`--dry-run`), and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.cli.command import Answer
from casevault.cli.exposing import told
from casevault.domain.packing import Profile
from casevault.exchange.choosing import CODED, preview
from casevault.exchange.counted_words import counted
from casevault.i18n import N_

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from casevault.cli.context import Context
    from casevault.exchange.choosing import Choice
    from casevault.exchange.files_along import FileAlong


def looked(context: Context, args: argparse.Namespace) -> Answer:
    """Answer what would be packed, and pack nothing."""
    with context.vault(args) as office:
        found = preview(
            office, args.case, Profile(args.profile), context.catalogue, weak=args.hide_doubtful, leave_files=args.leave_files
        )
        titles = {one.record.id: one.record.title for one in found.choice.going}
    text = context.catalogue.text
    hidden = found.choice.hidden
    said = N_("Would go along: {records}, {persons}, {attachments} ({size} bytes).")
    counts = counted(context.catalogue, records=found.records, persons=found.persons, attachments=found.attachments)
    lines = [text(said, size=found.size, **counts)]
    exposed, people = told(context, found.exposed)
    lines += [text(N_("Exposed, if it is taken:")), *exposed]
    lines += hidden_lines(context, len(hidden.swaps), args.profile)
    lines += [f"  {titles[one.record]}  {one.field}: {one.before} → {one.after}" for one in hidden.swaps]
    if hidden.doubtful:
        lines.append(
            text(N_("These words stand, and may be the name of somebody who stays home (--hide-doubtful replaces them):"))
        )
        lines += [f"  {titles[one.record]}  {one.field}: {one.before}" for one in hidden.doubtful]
    lines += _files_lines(context, found.choice, titles)
    data = {
        "records": found.records,
        "persons": found.persons,
        "attachments": found.attachments,
        "size": found.size,
        "exposed": people,
        "hidden": [{"id": one.record, "field": one.field, "before": one.before, "after": one.after} for one in hidden.swaps],
        "doubtful": [{"id": one.record, "field": one.field, "words": one.before} for one in hidden.doubtful],
        "files": [_file(one, left=False) for one in found.choice.files] + [_file(one, left=True) for one in found.choice.left],
        "codes": dict(found.choice.codes),
    }
    return Answer(data, tuple(lines))


def _files_lines(context: Context, choice: Choice, titles: Mapping[str, str]) -> list[str]:
    """Say which attachments name somebody who stays home, which of them stay, and how many nobody could look through."""
    text = context.catalogue.text
    naming = [one for one in choice.files if one.names]
    lines = (
        [text(N_("These attachments go along and name somebody who stays home (--leave-files leaves them):"))] if naming else []
    )
    lines += [f"  {titles[one.evidence]}  {one.file}: {', '.join(one.names)}" for one in naming]
    if choice.left:
        lines.append(text(N_("These attachments stay home, because they name somebody who does:")))
    lines += [f"  {titles[one.evidence]}  {one.file}: {', '.join(one.names)}" for one in choice.left]
    unread = [one for one in choice.files if not one.is_read]
    if unread:
        said = N_(
            "{count} attachment has no words that could be searched, such as a picture or a scan: open it before it goes.",
            "{count} attachments have no words that could be searched, such as pictures and scans: open each before it goes.",
        )
        lines.append(text(said, count=len(unread)))
        lines += [f"  {titles[one.evidence]}  {one.file}" for one in unread]
    return lines


def _file(one: FileAlong, *, left: bool) -> dict[str, object]:
    return {"id": one.evidence, "file": one.file, "searched": one.is_read, "names": list(one.names), "stays": left}


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
