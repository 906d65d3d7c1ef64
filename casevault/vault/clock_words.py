"""What is said of legal limits and sentences, on every face alike; each face writes days in its own way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.domain.procedure.facts import Status
from casevault.i18n import N_
from casevault.vault.packs import load_packs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casevault.domain.procedure.counting import Range
    from casevault.domain.procedure.facts import Reading
    from casevault.domain.procedure.pack import Pack
    from casevault.domain.procedure.sentence import Outcome
    from casevault.i18n import Catalogue, Msg

STATUS_WORDS: Final[Mapping[Status, Msg]] = {
    Status.RUNNING: N_("Running"),
    Status.MET: N_("Met"),
    Status.BREACHED_BASIC_ONLY: N_("Past basic limit"),
    Status.BREACHED_MAX: N_("Past maximum"),
    Status.EXCUSED: N_("Exception claimed"),
    Status.NOT_APPLICABLE: N_("Does not apply"),
    Status.UNKNOWABLE: N_("Cannot be known"),
}
OLD: Final = N_("The law behind {pack} was last compared on {day}. Check whether it changed.")
NEVER: Final = N_("{pack} was never compared with the text of the law.")
OLD_HINT: Final = N_("Limits are counted all the same; check the article before you cite it.")


def about_pack(catalogue: Catalogue, pack: Pack, said: Callable[[str], str]) -> str:
    """Return the sentence about a pack that was compared with the law long ago, or never; `said` writes an ISO day."""
    name = catalogue.labels(pack.title, pack.version)
    if pack.checked_on is None:
        return catalogue.text(NEVER, pack=name)
    return catalogue.text(OLD, pack=name, day=said(pack.checked_on.isoformat()))


def limits_said(catalogue: Catalogue, reading: Reading, said: Callable[[Range], str]) -> list[str]:
    """Return the basic limit, and the last one where it is another; `said` writes a last day, "" where none can be said."""
    basic, most = said(reading.due_basic), said(reading.due_max)
    limits = [catalogue.text(N_("basic {day}"), day=basic)] if basic else []
    return limits + ([catalogue.text(N_("at most {day}"), day=most)] if most and most != basic else [])


def outcome_said(catalogue: Catalogue, found: Outcome, said: Callable[[Range], str]) -> list[str]:
    """Return what a sentence comes to: what is taken off, the last day of the term, the end of the suspension."""
    parts = []
    if found.credit is not None:
        low, high = found.credit
        parts.append(catalogue.text(N_("{days} days taken off"), days=str(low) if low == high else f"{low}\N{EN DASH}{high}"))
    for words, due in (
        (N_("last day of the term {day}"), found.release),
        (N_("suspension ends {day}"), found.probation_end),
    ):
        if day := said(due):
            parts.append(catalogue.text(words, day=day))
    return parts


def rule_names(catalogue: Catalogue) -> dict[str, str]:
    """Return what each rule asks, by its id; its article differs from one version of a law to the next."""
    return {rule.id: catalogue.labels(rule.says, rule.id) for pack in load_packs().all for rule in pack.rules}
