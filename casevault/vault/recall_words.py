"""What each reason to tell a holder is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.i18n import Msg

WHY_WORDS: Final[Mapping[str, Msg]] = {
    "withdrawn": N_("consent ended"),
    "erased": N_("erased here since"),
    "narrowed": N_("consent allows less"),
    "corrected": N_("recorded otherwise since"),
}
