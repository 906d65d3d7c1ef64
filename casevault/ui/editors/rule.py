"""The rule of a legal limit: chosen by what it asks, for its id says nothing to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.types.clock import RULE
from casevault.ui.editors.choice import code_editor
from casevault.vault.clock_words import rule_names

if TYPE_CHECKING:
    from casevault.domain.schema import Field
    from casevault.ui.editors.base import Editor, Surroundings


def is_rule(field: Field) -> bool:
    """Say whether a field names a rule of a pack."""
    return field.key == RULE


def rule_editor(around: Surroundings) -> Editor:
    """Return a combo box over the rules of all packs; a rule that no pack knows any more stays what it is."""
    names = rule_names(around.look.catalogue)
    return code_editor(around, sorted(((label, key) for key, label in names.items()), key=lambda one: one[0].casefold()))
