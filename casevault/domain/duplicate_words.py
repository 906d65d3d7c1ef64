"""The reasons for and against a possible duplicate, and what becomes of each field of a merge, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.domain.name_likeness import Why
from casevault.domain.person_merge import Fate
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.i18n import Msg

REASONS: Final[Mapping[Why, Msg]] = {
    Why.SAME_NAME: N_("same name"),
    Why.OTHER_SCRIPT: N_("same name in another script"),
    Why.OTHER_SYSTEM: N_("same name in another romanisation"),
    Why.OTHER_ORDER: N_("same name in another order"),
    Why.ALIAS: N_("by another name"),
    Why.SOUNDS: N_("sounds the same"),
    Why.NEAR: N_("a letter apart"),
    Why.PART: N_("part of the name"),
    Why.INITIALS: N_("initials fit"),
    Why.BIRTH: N_("born on the same day"),
    Why.IDENTIFIER: N_("same identity number"),
    Why.CHANNEL: N_("same telephone, address or account"),
    Why.OTHER_BIRTH: N_("born on another day"),
    Why.OTHER_SEX: N_("another sex"),
    Why.OTHER_PLACE: N_("born in another place"),
    Why.OTHER_ETHNICITY: N_("another ethnicity"),
    Why.OTHER_IDENTIFIER: N_("another identity number"),
}

FATES: Final[Mapping[Fate, Msg]] = {
    Fate.SAME: N_("the same in both"),
    Fate.ONLY_ONE: N_("recorded in one of them"),
    Fate.BOTH: N_("both are kept"),
    Fate.CHOICE: N_("they differ: the other value is kept beside it"),
    Fate.STRICTER: N_("the more careful of the two"),
}
NAME_KEPT: Final = N_("they differ: the other one becomes another name")
EXPLAINED: Final = N_("The other record keeps its history and is no longer listed.")
CONSENTS_EXPLAINED: Final = N_(
    "Each consent goes on covering only what it was given for: until the person is asked again, both have to be covered."
)
