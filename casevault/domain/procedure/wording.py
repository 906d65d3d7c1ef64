"""The sentences of a legal clock. None of them says that something was illegal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from casevault.domain.date_words import in_words
from casevault.i18n import N_, Msg

if TYPE_CHECKING:
    from casevault.i18n import Catalogue

__all__ = ["Msg", "Said"]

NO_START = N_("When it started is not on record.")
EXEMPT = N_("Does not apply, {cite}: {what}.")
NOT_NEEDED = N_("Does not apply: nothing is on record that {cite} speaks of.")
IF_HOLIDAY = N_(
    "If {day} is a holiday, the last day is the first working day after it ({cite}); no list of that year is at hand."
)
ENDS_FIRST = N_("By this account it ended before it started.")
DEPENDS = N_("In time on one reading of the dates, beyond it on another.")
DEPENDS_HOUR = N_("The hour is not on record, and it decides.")
SAID_LATE = N_("On record as late, without its day.")
UNDATED = N_("On record as done, without its day.")
SILENT = N_("Nothing on record says whether this was done in time.")
POSTPONED = N_("On record without a day to which it lasts: {steps}.")
UNLESS_STEP = N_("Unless this is shown: {steps}.")
BEYOND_UNLESS = N_("Beyond {cite} unless this is shown: {steps}.")
UNLESS_EXCEPTION = N_("Unless it is shown that {what}.")
HEARD = N_("Heard of, not shown: {steps}.")
ASSUMED = N_("Assumed, not shown: {steps}.")
FLAGGED = N_("Other rule, {cite}: {what}.")
NO_EXCEPTION = N_("An exception is claimed; {cite} knows none.")
CLAIM = N_("Claimed: “{claim}”.")
CLAIMED = N_("An exception is claimed. {cite} knows: {what}.")
DOUBTFUL_START = N_("The start is marked as doubtful.")
TOO_OFTEN = N_("This is time {count}; {cite} allows fewer.")
TRANSITION = N_("The law changed on {day}, while this ran; which version applies to the rest is to be shown.")
BETWEEN_LAWS = N_("The law changed on {day}, within this date; read by the law of its first day.")
NO_PAPERS = N_("Whether the three papers were shown is not on record.")
SWITCHED = N_("From this day the packs of {jurisdiction} are read.")

CREDITED = N_("Custody counts {days} : {counted} ({cite}).")
NOT_HELD = N_("Not held when judged: the term begins when the sentence is carried out.")
SUSPENDED = N_("Suspended: no prison unless it is revoked (CL 77). Custody is not taken off the time of the suspension.")
FINAL_NOT_KNOWN = N_("The day on which the judgment became final is not on record; ten days after it at the earliest (CPL 230).")
SHORTENED = N_("Shortened later: at least half is served (CL 78, 81).")
LIFE = N_("For life: remission or parole after thirteen years served at the earliest (CL 78, 81).")
DEATH = N_("Death sentence.")
REPRIEVE = N_("After two years the sentence becomes life, or twenty-five years (CL 50); no day can be said.")

DERIVED = N_(" (derived)")  # how a pack marks a limit that no article states
STEP = N_("step {number}, {what}")
DAY = N_("Day {count}.", "Day {count}.")
OVER_DAYS = N_("Beyond {cite}: {count} day over the last limit.", "Beyond {cite}: {count} days over the last limit.")
OVER_HOURS = N_("Beyond {cite} by at least {count} hour.", "Beyond {cite} by at least {count} hours.")
MET_LAST = N_("Just met, on the last day.")
MET_LEFT = N_("Met, with {count} day left.", "Met, with {count} days left.")
MOST_LAST = N_("The last limit is just met.")
MOST_LEFT = N_("The last limit is met, with {count} day left.", "The last limit is met, with {count} days left.")
MOST_RUNS = N_("{count} day left to the last limit.", "{count} days left to the last limit.")
MOST_RUNS_OUT = N_("This is the last day of the last limit.")
RUNS = N_("{count} day left.", "{count} days left.")
RUNS_OUT = N_("This is the last day.")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with what is set into it: text, a day or moment, labels of a pack, or a number of things."""

    msg: Msg
    params: Mapping[str, object] = field(default_factory=dict)
    count: int | None = None

    def text(self, catalogue: Catalogue) -> str:
        """Return the sentence in the language of `catalogue`."""
        params = {key: shown(value, catalogue) for key, value in self.params.items()}
        if "cite" in params:
            params["cite"] = cite_words(params["cite"], catalogue)
        return catalogue.text(self.msg, count=self.count, **params)


def cite_words(cite: str, catalogue: Catalogue) -> str:
    """Return an article as it is cited; that a limit was worked out from it is said in the language of `catalogue`."""
    article = cite.removesuffix(DERIVED.text)
    return f"{article}{catalogue.text(DERIVED)}" if article != cite else cite


def shown(value: object, catalogue: Catalogue) -> str:
    """Return one value in words: a day, labels in the language of `catalogue`, several divided by semicolons."""
    match value:
        case datetime():
            return in_words(value.isoformat(timespec="minutes"), catalogue)
        case date():
            return in_words(value.isoformat(), catalogue)
        case (int(number), label, str(article)):
            said = f"{shown(label, catalogue)} ({article})" if article else shown(label, catalogue)
            return catalogue.text(STEP, number=number, what=said) if number else said
        case tuple():
            return catalogue.parted(shown(item, catalogue) for item in value)
        case Mapping():
            return catalogue.labels(value, "")
        case _:
            return str(value)
