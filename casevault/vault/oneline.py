"""What one typed line would record beside itself: the place, the people in it, a meeting of counsel that was refused.

Everything here is an offer. `record_line` makes what was left ticked, all in one act, so that one undo takes it all back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from casevault.domain.consent import text_of
from casevault.domain.mentions import mention, mentioned
from casevault.domain.oneline import is_lawyer_refused
from casevault.vault.acts import Add, Append
from casevault.vault.naming import Named, name_of, names_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.domain.record import Changes
    from casevault.vault.acts import AnyEdit
    from casevault.vault.vault import Vault

COUNSEL: Final = "counsel"
PLACES: Final = ("facility", "place")


@dataclass(frozen=True, slots=True)
class Beside:
    """What a line was understood to tell beside itself.

    `named`: who is named in words; `people`: who is mentioned by a mark; `counsel`: to whose record a refused meeting is added.
    """

    named: tuple[Named, ...] = ()
    people: tuple[Named, ...] = ()
    counsel: Named | None = None


def beside(vault: Vault, untrusted_text: str, case_id: str) -> Beside:
    """Return who is named in a line, and whether it tells of a refused meeting of counsel in this case."""
    text, marks = mentioned(untrusted_text)
    settled = vault.records.many({one.record for one in marks})
    people = tuple(Named(one.id, one.type, name_of(one)) for one in settled.values() if one.type == "person" and not one.deleted)
    found = tuple(one for one in names_in(vault, text) if one.id not in settled)
    return Beside(found, people, _counsel(vault, case_id) if case_id and is_lawyer_refused(text) else None)


def with_mentions(text: str, named: Sequence[Named]) -> str:
    """Return a text in which the first place that names each of `named` is its mention; what is a mention already stays."""
    for one in named:
        read, marks = mentioned(text)
        start = read.find(one.typed)
        taken = any(mark.start < start + len(one.typed) and start < mark.end for mark in marks)
        if one.typed and start >= 0 and not taken and text.count(one.typed) >= 1:
            at = _in_marked(text, one.typed)
            text = text[:at] + mention(one.typed, one.id) + text[at + len(one.typed) :] if at >= 0 else text
    return text


def record_line(vault: Vault, type_key: str, untrusted_fields: Mapping[str, object], *, also: Sequence[AnyEdit] = ()) -> Changes:
    """Record a line and what was ticked beside it, as one act; what is required and was not typed is "not known".

    A task among them says that it comes from the record of the line.
    """
    record_id = vault.ambient.new_id()
    edits = [
        replace(one, untrusted_fields={**one.untrusted_fields, "origin": record_id})
        if isinstance(one, Add) and one.type == "task"
        else one
        for one in also
    ]
    return vault.records.apply([Add(type_key, untrusted_fields, record_id), *edits], strict=False)


def refused_meeting(counsel: str, day: str) -> AnyEdit:
    """Return the act that adds a refused meeting to the record of a lawyer."""
    return Append(counsel, "meetings", {"asked": day, "granted": "refused"})


def _counsel(vault: Vault, case_id: str) -> Named | None:
    """Return the one lawyer of a case who still acts, None where there is none or where it could be several."""
    acting = [one for one in vault.records.list(COUNSEL, case=case_id) if not text_of(one, "to")]
    return Named(acting[0].id, COUNSEL, acting[0].title) if len(acting) == 1 else None


def _in_marked(text: str, typed: str) -> int:
    """Return where `typed` stands in a text outside its marks, -1 where it does not."""
    at = text.find(typed)
    while at >= 0:
        opened, closed = text.rfind("@[", 0, at), text.rfind(")", 0, at)
        if opened < 0 or closed > opened:
            return at
        at = text.find(typed, at + 1)
    return -1
