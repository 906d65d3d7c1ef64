"""A letter to somebody who was named in a travel copy that was lost: from a template, with that person and nobody else in it.

It says how many ways to reach the person were recorded and never which: a letter is read by others, too.
"""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING, Final

from casevault import paths
from casevault.i18n import N_, SOURCE_LANGUAGE

if TYPE_CHECKING:
    from casevault.i18n import Catalogue
    from casevault.vault.exposure import Exposed

FOLDER: Final = "letters"
BEGINS: Final = "lost."
SEALED: Final = N_("The copy was sealed: nothing that is on it, or that the traveller knows, opens it. We warn you all the same.")
ENCRYPTED: Final = N_("The copy was encrypted. That holds only as long as nobody has the passphrase; count on it being read.")
HELD: Final = N_(
    "It held your name, other names of yours ({aliases}), ways to reach you ({channels}) and numbers of papers ({identifiers})."
)


def languages() -> list[str]:
    """Return the languages that there is a template in."""
    return [name.removeprefix(BEGINS) for name in paths.resource_texts(FOLDER, ".txt") if name.startswith(BEGINS)]


def letter(one: Exposed, name: str, *, day: str, sealed: bool, catalogue: Catalogue) -> str:
    """Return the letter in the language of `catalogue`, English where there is no template in it. `day`: as it is to be read."""
    texts = paths.resource_texts(FOLDER, ".txt")
    template = texts.get(BEGINS + catalogue.language) or texts[BEGINS + SOURCE_LANGUAGE]
    held = catalogue.text(HELD, aliases=one.aliases, channels=one.channels, identifiers=one.identifiers)
    return Formatter().vformat(
        template,
        (),
        {"name": name, "day": day, "protection": catalogue.text(SEALED if sealed else ENCRYPTED), "held": held},
    )
