"""Steps from one version of a record type to the next, on plain payloads. Rows of the log stay as written: reading upgrades.

A new field needs no step; a changed meaning needs one. `STEPS["stage"] = (one_to_two, two_to_three)` brings version 1 to 3. A
step gets a payload of its own and returns the next; it never looks at a descriptor, which may have moved on since.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from casevault.errors import Code, MachineProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casevault.domain.record import Fields, Value

    Step: TypeAlias = Callable[[dict[str, Value]], dict[str, Value]]

STEPS: Final[Mapping[str, tuple[Step, ...]]] = MappingProxyType({})


def newest_version(type_key: str, steps: Mapping[str, tuple[Step, ...]] = STEPS) -> int:
    """Return the version that payloads of this type have after every step."""
    return 1 + len(steps.get(type_key, ()))


def upgrade(type_key: str, version: int, payload: Fields, steps: Mapping[str, tuple[Step, ...]] = STEPS) -> Fields:
    """Return `payload` of `version` in the newest form; raise TOO_NEW where a later program wrote it."""
    chain = steps.get(type_key, ())
    if version > 1 + len(chain):
        raise record_too_new()
    for step in chain[version - 1 :]:
        payload = step(dict(payload))
    return payload


def record_too_new() -> MachineProblem:
    """Return the refusal of a record in a form that only a later program knows."""
    return MachineProblem(
        Code.TOO_NEW,
        N_("This vault holds records in a form that this version of CaseVault does not know."),
        N_("Open it with a newer version; nothing was changed."),
    )
