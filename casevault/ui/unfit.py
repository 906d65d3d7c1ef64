"""What cannot be recorded as it stands, said of one field alone and before anything is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.schema import Kind
from casevault.domain.values import parse_fields
from casevault.errors import UserProblem

if TYPE_CHECKING:
    from casevault.domain.record import Record
    from casevault.domain.schema import Field, RecordType
    from casevault.vault.vault import Vault


def unfit(vault: Vault, rt: RecordType, record: Record | None, field: Field, entered: object) -> UserProblem | None:
    """Return why the vault would refuse what was entered for a field, None where it would take it as far as this field goes."""
    if entered is None or field.kind is Kind.ROWS or rt.field(field.key) is None:
        return None
    present = record.fields if record is not None else {}
    try:
        parse_fields(
            vault.schema, rt, {field.key: entered}, new_id=vault.ambient.new_id, present=present, partial=True, strict=False
        )
    except UserProblem as problem:
        return problem
    return None
