"""What a drawn redacted copy reads and writes, away from the window: the file with its copies, and one save as it is meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.disclosure.redacted import drawn, make_copy
from casevault.vault import redactions

if TYPE_CHECKING:
    from casevault.disclosure.redacted import Drawn
    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.vault.attached import Attachment
    from casevault.vault.redactions import Box, Redaction


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as it can be drawn on, and the copies it has."""

    drawn: Drawn
    copies: list[Redaction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be recorded. `held`: the copy it is, None for a new one."""

    held: Redaction | None
    audience: str
    label: str
    boxes: tuple[Box, ...]
    looked: frozenset[int]
    pages: int


def opened(context: Context, file: Attachment) -> Opened:
    """Open a file to draw on; that it is looked at is a row of the log before the first byte is read."""
    context.vault.attachments.view(file.evidence, file.number).close()
    return Opened(drawn(context.vault, context.viewing, file), copies_of(context, file))


def copies_of(context: Context, file: Attachment) -> list[Redaction]:
    """Return the redacted copies of one file."""
    return [one for one in redactions.redactions_of(context.vault, file.evidence) if one.file.row == file.row]


def saved(context: Context, file: Attachment, wanted: Wanted, progress: Progress) -> Redaction:
    """Record boxes, label and looks, and make the copy once to check it; it is kept nowhere.

    The boxes come first and the looks last: where making the copy fails, nobody has looked at what cannot be made.
    """
    vault, now = context.vault, wanted.held
    if now is None:
        now = redactions.begin(vault, file, audience=wanted.audience, label=wanted.label, pages=wanted.pages, boxes=wanted.boxes)
    else:
        if wanted.boxes != now.boxes:
            redactions.put_boxes(vault, now, wanted.boxes)
        if wanted.label != now.label:
            redactions.put_label(vault, now, wanted.label)
    now = redactions.redaction(vault, file.evidence, now.id)
    make_copy(vault, context.viewing, now, progress)
    for page in sorted(set(now.looked) - wanted.looked):
        redactions.unlook(vault, now, page)
    if new := sorted(wanted.looked - set(now.looked)):
        redactions.look(vault, now, new)
    return redactions.redaction(vault, file.evidence, now.id)
