"""Dates as typed in Chinese, read into EDTF: 昨天, 2015年3月, 3月3日至6日, 二〇一五年七月九日, 大约2015年3月, 7月以前."""

from __future__ import annotations

import re
from datetime import date, timedelta

from casevault.domain.date_pieces import Pieces, of, ranged, with_year

_DAYS_AWAY = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "大前天": -3, "明天": 1, "后天": 2, "後天": 2}
_YEARS_AWAY = {"今年": 0, "去年": -1, "前年": -2}
_MONTHS_AWAY = {"这个月": 0, "本月": 0, "這個月": 0, "上个月": -1, "上個月": -1, "上月": -1}
_DIGITS = {
    sign: str(value)
    for value, signs in enumerate(("〇零○", "一", "二", "三", "四", "五", "六", "七", "八", "九"))
    for sign in signs
}
_NUMBER = rf"[\d{''.join(_DIGITS)}十]"
_DATE = re.compile(
    rf"(?:(?P<year>{_NUMBER}{{2,4}})年)?(?:(?P<month>{_NUMBER}{{1,3}})月份?)?(?:(?P<day>{_NUMBER}{{1,3}})[日号號])?"
)
# In running text, which has no spaces: a day that is told, and one that is written out after a stop and is no part of a span.
_TOLD = re.compile("大前天|(?<!天)前天(?!气)|昨[天日晚夜]|今[天日早晚]")
_TOLD_DAYS = _DAYS_AWAY | {"昨晚": -1, "昨夜": -1, "今早": 0, "今晚": 0}
_STOPS = "，。；：、,;: "  # noqa: RUF001 - as Chinese is typed
_WRITTEN = re.compile(
    rf"(?:^|(?<=[{_STOPS}]))(?:{_NUMBER}{{2,4}}年)?{_NUMBER}{{1,3}}月{_NUMBER}{{1,3}}[日号號](?![的之前后後以起至到~-])"
)
_ABOUT = ("大约", "大約", "大概", "约", "約")
_PERHAPS = ("可能是", "可能", "也许", "也許")
_BEFORE = ("之前", "以前", "前")
_AFTER = ("之后", "之後", "以后", "以後", "后", "後")
_SINCE = ("以来", "以來", "开始", "開始", "起")


def has_chinese(text: str) -> bool:
    """Say whether there is a Hanzi in it."""
    return any("\u4e00" <= sign <= "\u9fff" or sign == "\u3007" for sign in text)


def day_in(text: str, today: date) -> tuple[str, str]:
    """Return the one day that a running text tells, in EDTF, and the text without it; "" and the text where none or several do.

    What is part of a sentence stays in it ("昨天的会见"), and so does what tells more than the day ("昨晚").
    """
    found = [*_TOLD.finditer(text), *_WRITTEN.finditer(text)]
    if len(found) != 1:
        return "", text
    (match,) = found
    word = match[0]
    day = of(today + timedelta(days=_TOLD_DAYS[word])).edtf if word in _TOLD_DAYS else read_chinese(word, today)
    stays = (word in _TOLD_DAYS and word not in _DAYS_AWAY) or text.startswith("的", match.end())
    return day, text if stays or not day else f"{text[: match.start()]}{text[match.end() :]}"


def read_chinese(spoken: str, today: date) -> str:
    """Return EDTF, or "" where it is not understood; raise where the day does not exist."""
    text = re.sub(r"\s", "", spoken)
    text, mark = _marks(text)
    for endings, form in ((_BEFORE, "../{}"), (_AFTER, "{}/.."), (_SINCE, "{}/..")):
        for ending in endings:
            if text.endswith(ending) and text not in _DAYS_AWAY:
                pieces = _pieces(text.removesuffix(ending).removeprefix("自").removeprefix("从").removeprefix("從"), today)
                if pieces is None or (pieces.day and not pieces.month):
                    return ""
                at = with_year(pieces, today)
                moved = at.before if endings is _BEFORE else at.after if endings is _AFTER else at
                return form.format(moved.edtf + mark)
    inner = re.sub(r"^[从從在自]", "", text).removesuffix("之间").removesuffix("之間")
    for sign in ("至", "到", "-", "~"):
        first, found, last = inner.partition(sign)
        ends = (_pieces(first, today), _pieces(last, today)) if found else (None, None)
        if ends[0] is not None and ends[1] is not None:
            pair = ranged(ends[0], ends[1], today)
            return f"{pair[0].edtf}{mark}/{pair[1].edtf}{mark}" if pair else ""
    pieces = _pieces(text, today)
    if pieces is None or (pieces.day and not pieces.month):
        return ""
    return with_year(pieces, today).edtf + mark


def _marks(text: str) -> tuple[str, str]:
    about = perhaps = False
    if text.endswith("?"):
        text, perhaps = text[:-1], True
    if text.endswith("左右"):
        text, about = text.removesuffix("左右"), True
    for word in _PERHAPS:
        if text.startswith(word):
            text, perhaps = text.removeprefix(word), True
    for word in _ABOUT:
        if text.startswith(word):
            text, about = text.removeprefix(word), True
    return text, {(True, True): "%", (True, False): "~", (False, True): "?"}.get((about, perhaps), "")


def _pieces(text: str, today: date) -> Pieces | None:
    if text in _DAYS_AWAY:
        return of(today + timedelta(days=_DAYS_AWAY[text]))
    if text in _MONTHS_AWAY:
        first = today.replace(day=1)
        moved = first if _MONTHS_AWAY[text] == 0 else first - timedelta(days=1)
        return Pieces(moved.year, moved.month)
    for word, years in _YEARS_AWAY.items():
        if text.startswith(word):
            text = f"{today.year + years}年{text.removeprefix(word)}"
    match = _DATE.fullmatch(text)
    if match is None or not text or (match["year"] and match["day"] and not match["month"]):
        return None
    numbers = [_year(match["year"], today), _number(match["month"]), _number(match["day"])]
    if any(said is not None and number == 0 for said, number in zip(match.groups(), numbers, strict=True)):
        return None
    return Pieces(*numbers)


def _year(said: str | None, today: date) -> int:
    digits = "".join(_DIGITS.get(sign, sign) for sign in said or "0")
    if not digits.isdecimal():
        return 0
    year = int(digits)
    if said and len(digits) == len("15"):  # 15年: of this century, as far as that is past
        year += today.year - today.year % 100
        return year if year <= today.year + 1 else year - 100
    return year


def _number(said: str | None) -> int:
    """Return 1 to 99 from digits or from 三, 十, 十二, 二十, 三十一; 0 for nothing."""
    if not said:
        return 0
    text = "".join(_DIGITS.get(sign, sign) for sign in said)
    if "十" not in text:
        return int(text)
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 99  # no such month or day: refused as such
    return int(tens or 1) * 10 + int(ones or 0)
