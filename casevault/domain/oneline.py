"""Reading one typed line ("husband called, lawyer refused at Yunting no. 1 @her 6 mar") as a record to be made.

What is understood is an offer: the person sees it and can change it before anything is saved. `@` names the case, `#` the kind,
`!` the day by which something is to be done.
Whoever is mentioned by a mark (`domain/mentions`) stays so: the mark is read as one word, and never as a case, a date or a kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.domain.date_chinese import day_in, has_chinese
from casevault.domain.dates import parse_spoken
from casevault.domain.due_reading import due_in
from casevault.domain.mentions import mention, mentioned
from casevault.errors import UserProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

MAX_DATE_WORDS = 5
SIGN = re.compile(r"(?:(?<=\s)|^)([@#＠＃])(\S+)")  # noqa: RUF001 - the full-width forms that Chinese input methods type
DUE = re.compile(r"(?:(?<=\s)|^)[!！](?=\S)([^@#＠＃]*)")  # noqa: RUF001 - as above
TOLD = frozenset({"yesterday", "gisteren", "eergisteren"})  # understood in the middle of a line, too, where they stay
NO_DATE_ALONE = re.compile(r"^\d{1,3}$")  # "no. 1" at the end of a line is not the first day of a month

# Stems that tell what happened, first match wins; English, Dutch and Chinese. Codes of the vocabulary `act`.
STEMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("access_refused", ("refused", "turned away", "not admitted", "geweigerd", "拒绝")),
    ("televised_confession", ("televised", "on television", "电视认罪")),
    ("medical_need", ("medicine", "hospital", "ill ", "medicijn", "ziekenhuis", "就医", "住院")),
    ("raid_search", ("searched", "raid", "doorzocht", "搜查")),
    ("release", ("released", "freed", "vrijgelaten", "获释")),
    ("bail", ("bail", "borgtocht", "取保")),
    ("transfer", ("transferred", "moved to", "overgeplaatst", "转押")),
    ("formal_arrest", ("formally arrested", "formeel gearresteerd", "批捕")),
    ("criminal_detention", ("criminally detained", "刑事拘留")),
    ("arrest", ("arrested", "taken", "detained", "opgepakt", "gearresteerd", "被带走", "被抓")),
    ("threat", ("threat", "bedreig", "威胁")),
    ("police_visit", ("police came", "police visit", "politiebezoek", "上门")),
    ("summons", ("summoned", "tea with", "opgeroepen", "传唤", "喝茶")),
    ("exit_ban", ("exit ban", "may not leave", "uitreisverbod", "限制出境")),
    ("verdict", ("verdict", "sentenced", "vonnis", "判决", "判处")),
    ("surveillance", ("followed", "watched", "gevolgd", "监视", "跟踪")),
)
LAWYER_STEMS = ("lawyer", "counsel", "advocaat", "律师")
REFUSED = "access_refused"
_STANDS_FOR = range(0xF0000, 0xF0100)  # private use: each stands for a mention while the line is read
CONTACT_STEMS = ("called", "phoned", "wrote", "letter from", "belde", "schreef", "来电", "来信")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line was understood to say. `kind` is a code of `act`, "" when nothing told; `day` is EDTF.

    `due`: the ISO day by which something is to be done, "" where no such day was typed.
    """

    text: str
    case_hint: str
    kind: str
    day: str
    day_was_typed: bool
    due: str = ""


def read_line(untrusted_line: str, *, language: str, today: date, codes: Iterable[str], keeps_case: bool = False) -> Reading:
    """Return what `untrusted_line` seems to say; never refuses, an unreadable part stays text.

    `keeps_case`: what stands after an at sign names no case, so its word stays in the text.
    """
    line, marks = _without_marks(untrusted_line)
    line, due = _without_due(line, language, today)
    hints: Mapping[str, str] = {sign.replace("＠", "@").replace("＃", "#"): word for sign, word in SIGN.findall(line)}  # noqa: RUF001 - as above
    known = set(codes)
    text = " ".join(SIGN.sub(lambda sign: _left_of(sign, keeps_case=keeps_case), line).split())
    text, day = _without_date(text, language, today)
    return Reading(
        text="".join(marks.get(character, character) for character in text),
        case_hint=hints.get("@", ""),
        kind=_kind(text, hints.get("#", ""), known),
        day=day or today.isoformat(),
        day_was_typed=bool(day),
        due=due,
    )


def _left_of(sign: re.Match[str], *, keeps_case: bool) -> str:
    """Return what a sign with its word leaves in the text: nothing, or the word where it names no case that is known."""
    return str(sign[2]) if keeps_case and sign[1] not in "#\uff03" else " "


def _without_marks(line: str) -> tuple[str, dict[str, str]]:
    """Return the line with one sign in place of each mention, and the mark that each sign stands for."""
    text, found = mentioned(line)
    free = (sign for sign in map(chr, _STANDS_FOR) if sign not in text)
    parts, marks, at = [], {}, 0
    for one, sign in zip(found, free, strict=False):
        marks[sign] = mention(text[one.start : one.end], one.record)
        parts += [text[at : one.start], sign]
        at = one.end
    return "".join([*parts, text[at:]]), marks


def _without_due(line: str, language: str, today: date) -> tuple[str, str]:
    """Return the line without its first `!` and the day after it, and that day; what is no day stays as it was typed."""
    for sign in DUE.finditer(line):
        due, rest = due_in(sign[1], language, today)
        if due:
            return f"{line[: sign.start()]}{rest}{line[sign.end() :]}", due
    return line, ""


def _without_date(text: str, language: str, today: date) -> tuple[str, str]:
    words = text.split(" ")
    for count in range(min(MAX_DATE_WORDS, len(words) - 1), 0, -1):
        for candidate, rest in ((words[-count:], words[:-count]), (words[:count], words[count:])):
            phrase = " ".join(candidate).strip(",.;:，。：")  # noqa: RUF001 - Chinese punctuation around a date
            if NO_DATE_ALONE.match(phrase) or not phrase:
                continue
            try:
                return " ".join(rest).strip(" ,;:，："), parse_spoken(phrase, language, today).text  # noqa: RUF001 - as above
            except UserProblem:
                continue
    told = [word for word in words if word.casefold().strip(",.;:") in TOLD]
    if len(told) == 1 and not has_chinese(text):
        return text, parse_spoken(told[0].casefold().strip(",.;:"), language, today).text
    if not has_chinese(text):
        return text, ""
    try:
        day, without = day_in(text, today)
    except UserProblem:
        return text, ""  # a day that no month has
    return without.strip(" ,;:，："), day  # noqa: RUF001 - as above


def _kind(text: str, hint: str, known: set[str]) -> str:
    if hint:
        wanted = hint.casefold().replace("-", "_")
        matching = sorted(code for code in known if code.startswith(wanted))
        if matching:
            return matching[0]
    lowered = f"{text.casefold()} "
    for code, stems in STEMS:
        if code in known and any(stem in lowered for stem in stems):
            return code
    return ""


def is_contact(text: str) -> bool:
    """Say whether the line tells of a call or letter, so that a family contact is offered instead of an event."""
    lowered = text.casefold()
    return any(stem in lowered for stem in CONTACT_STEMS)


def is_lawyer_refused(text: str) -> bool:
    """Say whether the line tells that a lawyer was refused a meeting."""
    lowered = text.casefold()
    refused = dict(STEMS)[REFUSED]
    return any(stem in lowered for stem in LAWYER_STEMS) and any(stem in lowered for stem in refused)
