"""The keys of a courtroom: which letter stamps what, in which group and order, and with which words.

A hearing keeps keys of its own as rows, so that they go along in a travel copy; one that has none uses those made here.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault.domain.consent import rows_of
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault.acts import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.domain.record import Changes, Record
    from casevault.domain.vocabularies import Vocabularies
    from casevault.i18n import Msg
    from casevault.vault.vault import Vault

MOST: Final = 24  # keys: more are found by nobody who listens to a trial
LONGEST: Final = 40  # characters of the words of a key: they must be read at a glance
NOTE: Final = "note"
MARK: Final = "mark"
GROUPS: Final[dict[str, Msg]] = {
    "who": N_("Who is in"),
    "course": N_("What happens"),
    "access": N_("Access"),
    "session": N_("Session"),
}


@dataclass(frozen=True, slots=True)
class PadKey:
    """One key: the letter, the group it stands in, the code it stamps, and words of its own ("" = those of the code)."""

    letter: str
    group: str
    code: str
    words: str = ""


STANDARD: Final = tuple(
    PadKey(letter, group, code)
    for group, keys in (
        ("who", (("A", "defendant_in"), ("D", "judge_in"), ("E", "prosecutor_speaks"), ("F", "lawyer_speaks"))),
        (
            "course",
            (
                *(("C", "charges_read"), ("Q", "lawyer_interrupted"), ("W", "witness"), ("R", "recess"), ("B", "resumed")),
                *(("T", "defendant_speaks"), ("Y", "evidence_shown"), ("U", "interpreter_problem")),
                *(("P", "confession_challenged"), ("L", "last_statement")),
            ),
        ),
        (
            "access",
            (
                *(("G", "observers_refused"), ("H", "observers_admitted"), ("M", "family_refused")),
                *(("J", "phone_taken"), ("K", "removed")),
            ),
        ),
        ("session", (("S", "opened"), ("V", "verdict"), ("X", "adjourned"), ("Z", "closed"), ("N", "ended"))),
    )
    for letter, code in keys
)


def letter_of(untrusted_typed: str) -> str:
    """Return the letter or digit that a key is known by, whatever its case and width; "" where it is none."""
    found = unicodedata.normalize("NFKC", untrusted_typed).strip().upper()
    return found if len(found) == 1 and found.isalnum() else ""


def pad_of(hearing: Record, vocabularies: Vocabularies) -> tuple[PadKey, ...]:
    """Return the keys of a hearing, in their order. A row that makes no key (from another vault, another edition) is left out."""
    found: dict[str, PadKey] = {}
    for row in rows_of(hearing, "pad")[:MOST]:
        letter, group, code, words = (row.get(key) for key in ("key", "group", "code", "words"))
        letter = letter_of(letter) if isinstance(letter, str) else ""
        if letter and letter not in found and isinstance(code, str) and code in vocabularies.codes("stamp"):
            group = group if isinstance(group, str) and group in GROUPS else "course"
            found[letter] = PadKey(letter, group, code, words if isinstance(words, str) else "")
    return tuple(found.values()) or STANDARD


def set_pad(vault: Vault, hearing_id: str, keys: Sequence[PadKey]) -> Changes:
    """Keep these keys for a hearing, in this order; those made here are kept as none. INVALID_INPUT says which key cannot be."""
    letters: set[str] = set()
    if len(keys) > MOST:
        raise _refused(N_("A pad has {most} keys at most."), most=MOST)
    for key in keys:
        if not letter_of(key.letter):
            raise _refused(N_("A key is one letter or digit."))
        if letter_of(key.letter) in letters:
            raise _refused(N_("Two keys have the letter {letter}."), letter=letter_of(key.letter))
        if len(key.words) > LONGEST:
            raise _refused(N_("The words of a key are at most {most} characters."), most=LONGEST)
        letters.add(letter_of(key.letter))
    rows = [{"key": letter_of(key.letter), "group": key.group, "code": key.code, "words": key.words.strip()} for key in keys]
    return vault.records.apply([Edit(hearing_id, {"pad": [] if tuple(keys) == STANDARD else rows})])


def _refused(what: Msg, **said: int | str) -> UserProblem:
    return UserProblem(Code.INVALID_INPUT, what, N_("Change it, and choose Done again."), field="pad", **said)
