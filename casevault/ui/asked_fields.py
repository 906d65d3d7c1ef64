"""What the form of a record asks, and under which heading: what is needed, the rest, and how the record is handled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.schema import DataClass, Field, Kind
from casevault.domain.types.common import COMMON
from casevault.i18n import N_
from casevault.vault.editing import REASON

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casevault.domain.schema import RecordType
    from casevault.i18n import Msg
    from casevault.ui.told import Told

FIRST = N_("What is needed")
MORE = N_("More")
ALL_OF_IT = N_("What is recorded")  # where nothing is needed, nothing is "more" either
HANDLING = N_("Sources and handling")
HANDLING_KEYS = frozenset(field.key for field in COMMON)
LOWERING_REASON = Field(
    key=REASON, kind=Kind.TEXT, label=N_("Why the data class is lowered"), data_class=DataClass.C1, search=False
)


def asked_fields(
    rt: RecordType, start: Mapping[str, object], told: Told | None, *, exists: bool
) -> Iterator[tuple[Msg, list[Field]]]:
    """Yield each heading with its fields. `start`: what the form begins with; `told`: what an account is about.

    What is retired is asked no more; a value that was recorded under it stays in sight and can be changed.
    """
    fields = [
        field
        for field in rt.fields
        if (not field.filled or field.key in HANDLING_KEYS) and (not field.retired or field.key in start)
    ]
    if told is not None:
        fields = [told.field(field) for field in fields if field.key not in {"record", "field"}]
    # Lowering the class of a record takes a reason, raising it takes none.
    beside = [LOWERING_REASON] if exists else []
    own = [field for field in fields if field.key not in HANDLING_KEYS]
    needed = [field for field in own if field.required]
    for heading, members in (
        (FIRST, needed),
        (MORE if needed else ALL_OF_IT, [field for field in own if not field.required]),
        (HANDLING, [*(field for field in fields if field.key in HANDLING_KEYS), *beside]),
    ):
        if members:
            yield heading, members
