"""What the organisation set, where a person meets it: a choice that is not there says why, an act that is not there says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.errors import CaseVaultError
from casevault.i18n import N_
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.widgets.basic import Paragraph, column
from casevault.vault.policy import ASK_THEM
from casevault.vault.policy_words import sentences

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QRadioButton, QVBoxLayout

    from casevault.i18n import Catalogue
    from casevault.ui.context import Context
    from casevault.vault.policy import Policy

UNSEALED_REFUSED = N_("Not sealed: your organisation does not allow it")
LONGEST = N_("Set by your organisation: {count} minute at most.", "Set by your organisation: {count} minutes at most.")


def refuse_unsealed(radio: QRadioButton, policy: Policy, catalogue: Catalogue) -> None:
    """Take the choice away and say why, where nothing may leave unsealed; who sends it refuses it as well."""
    if policy.no_plain:
        radio.setEnabled(False)
        radio.setText(catalogue.text(UNSEALED_REFUSED))


def is_refused(context: Context, ask: Callable[[], None]) -> bool:
    """Say whether the policy refuses what is about to be asked about, and show the refusal before anybody types a passphrase."""
    try:
        ask()
    except CaseVaultError as problem:
        context.messages.show(problem)
        return True
    return False


def minutes_on_offer(policy: Policy, known: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return (minutes shown, value kept) of each choice that makes a difference: the longest stands for all beyond it."""
    shown: dict[int, int] = {}
    for value in known:
        shown.setdefault(policy.idle(value), value)
    return list(shown.items())


def tell_rules(layout: QVBoxLayout, context: Context) -> None:
    """Add a paragraph for each rule of the policy, or what to do about one that nobody can read."""
    said = sentences(context.vault.policy, context.catalogue, context.vault.schema.vocabularies)
    told = [sentence for _key, sentence in said]
    if context.vault.policy.unreadable:
        told.append(context.text(ASK_THEM))
    inner = column(None, (SPACE.PANE, 0, SPACE.PANE, SPACE.ROOM), SPACE.TIGHT)
    for sentence in told:
        inner.addWidget(Paragraph(sentence, Style.BODY, Role.TEXT2))
    layout.addLayout(inner)
