"""The words in which one path of the way out differs from another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casevault.i18n import Msg


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The words in which one path differs from another."""

    title: str
    reads: str  # over what the reader reads
    step: Msg  # the name of the first step
    unasked: Msg  # where no consent is relied on
    file_name: str  # without its end
