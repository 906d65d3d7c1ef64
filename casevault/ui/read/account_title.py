"""What an account is called: the field it is about by its label, and what it says as the form would say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.claim_words import shown_value
from casevault.domain.claims import spot_of, told
from casevault.domain.consent import text_of

if TYPE_CHECKING:
    from casevault.domain.catalog import Schema
    from casevault.domain.look import Look
    from casevault.domain.record import Record

BETWEEN = " · "


def account_title(claim: Record, target: Record, schema: Schema, look: Look) -> str:
    """Return the words for an account of a value of `target`; "" where no form knows the field."""
    spot = spot_of(schema.type(target.type), text_of(claim, "field"))
    if spot is None:
        return ""
    label = look.catalogue.text(spot.field.label)
    return BETWEEN.join(part for part in (label, shown_value(spot, told(schema, spot, claim), look)) if part)
