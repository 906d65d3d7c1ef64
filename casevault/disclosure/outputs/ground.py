"""On what a paper rests, said on the paper: whose consent, or the public record; and what words in square brackets are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.disclosure.document import Block, Heading, Line, Paragraph
from casevault.disclosure.outputs.parts import fixed, joined
from casevault.domain.consent import Identity
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.sheet import Sheet
    from casevault.domain.look import Look
    from casevault.i18n import Msg

_GIVERS: dict[str, Msg] = {
    "self": N_("The person agreed to this being shared with you for this purpose."),
    "family": N_("The family agreed to this being shared with you for this purpose."),
    "guardian": N_("The guardian agreed to this being shared with you for this purpose."),
    "lawyer": N_("Counsel agreed, for the person, to this being shared with you for this purpose."),
    "best_interest": N_(
        "The person could not be asked; two people decided that sharing this with you is in the person's interest."
    ),
}
_CONSENTED = N_("Consent to share this with you for this purpose is on record.")
NOT_ASKED = N_("From public sources; the person was not asked.")


def consent_lines(sheet: Sheet, clearance: Clearance, persons: Sequence[str], look: Look) -> list[Line]:
    """Say on what each focus person's appearance rests, once for those who stand alike."""
    text = look.catalogue.text
    lines: dict[str, Line] = {}
    for person in persons:
        standing = clearance.standings[person]
        if standing.public_record:
            msg = NOT_ASKED
        else:
            # Who gave it leaves only where the consent itself does.
            told = sheet.line(standing.consent, "giver")
            msg = _GIVERS.get(standing.giver, _GIVERS["self"]) if told else _CONSENTED
            if standing.identity is not Identity.FULL:
                lines.setdefault("identity", fixed(text(N_("The name is not given in full, as agreed."))))
        lines.setdefault(msg.text, fixed(text(msg)))
    return list(lines.values())


def bracket_note(sheet: Sheet, look: Look) -> list[Block]:
    """Say what words in square brackets are, where any text taken so far has them."""
    if not sheet.redacted_any:
        return []
    words = N_("Words in [square brackets] stand for names or details that are not given here.")
    return [Paragraph(fixed(look.catalogue.text(words), muted=True))]


def by_case(sheet: Sheet, clearance: Clearance, make: Callable[[str], list[Block]]) -> list[Block]:
    """Return what `make` makes of each chosen case; where there are several, each under the names of those it is about."""
    blocks: list[Block] = []
    for case, persons in clearance.focus_of.items():
        made = make(case)
        if made and len(clearance.focus_of) > 1:
            made = [Heading(joined(sheet.person(person) for person in persons), 1), *made]
        blocks += made
    return blocks
