"""The words of lists: their columns, what they sort by, and why a record was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.i18n import Msg
    from casevault.ui.context import Context

WHY: Final[Mapping[str, Msg]] = {
    "name": N_("by name"),
    "alias": N_("by another name"),
    "pinyin": N_("by pinyin"),
    "script": N_("in another script"),
    "text": N_("in the text"),
    "tag": N_("by tag"),
}


def why_words(context: Context, why: str) -> str:
    """Return what made a record a hit, "" where its own name did: that is to be seen."""
    return context.text(WHY[why]) if why in WHY and why != "name" else ""


COLUMN: Final[Mapping[str, Msg]] = {
    "name": N_("Name"),
    "code": N_("Code name"),
    "stage": N_("Stage"),
    "since": N_("Since"),
    "limit": N_("Next limit"),
    "whereabouts": N_("Whereabouts"),
    "consent": N_("Consent"),
    "entry": N_("Last entry"),
    "jurisdiction": N_("Jurisdiction"),
    "opened": N_("Opened"),
    "changed": N_("Last change"),
    "role": N_("Role"),
    "occupation": N_("Occupation"),
    "date": N_("Date"),
    "kind": N_("Kind"),
    "court": N_("Court"),
    "case": N_("Case"),
    "publicity": N_("Public or closed"),
    "access": N_("Access"),
    "outcome": N_("Outcome"),
    "instrument": N_("What"),
    "actor": N_("By"),
    "channel": N_("Channel"),
    "asked": N_("Asked"),
    "followup": N_("Follow-up"),
    "response": N_("Answer"),
    "recipient": N_("Recipient"),
    "output": N_("Output"),
    "written": N_("Written"),
    "until": N_("Valid until"),
    "state": N_("State"),
    "title": N_("Title"),
    "files": N_("Files"),
    "size": N_("Size"),
    "redacted": N_("Redacted copies"),
    "type": N_("Kind"),
    "class": N_("Data class"),
}
# What is there most often looked for at its large end first: the newest date, the last change.
NEWEST_FIRST: Final = frozenset({"date", "changed", "entry", "opened", "until", "size", "files", "written"})
