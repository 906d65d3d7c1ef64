"""What an account is about, so that the form of an account asks for its value as the field it speaks of does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casevault.domain.claims import read_told, spot_of
from casevault.errors import CaseVaultError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.catalog import Schema
    from casevault.domain.claims import Spot
    from casevault.domain.schema import Field
    from casevault.ui.context import Context

VALUE = "value"


@dataclass(frozen=True, slots=True)
class Told:
    """What an account is about, so that its value is entered as that field's values are."""

    about: str  # the record
    title: str
    spot: Spot
    schema: Schema

    def field(self, field: Field) -> Field:
        """Return the field the form shows in place of one of a claim."""
        return replace(self.spot.field, key=VALUE, required=True) if field.key == VALUE else field

    def read(self, text: str) -> object:
        """Return a recorded account as a value of its field; as text where it is none."""
        try:
            return read_told(self.schema, self.spot, text)
        except CaseVaultError:
            return text


def told_in(context: Context, fields: Mapping[str, object]) -> Told | None:
    """Return what an account with these fields is about, None where that is not there. It reads: not in the window's thread."""
    about, path = fields.get("record"), fields.get("field")
    found = context.reader.many([about]) if isinstance(about, str) else {}
    record = found.get(str(about))
    spot = spot_of(context.vault.schema.type(record.type), str(path)) if record is not None else None
    return None if record is None or spot is None else Told(record.id, context.reader.title(record), spot, context.vault.schema)
