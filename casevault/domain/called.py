"""What people call someone besides the full name: the surname with a title, a short name among friends.

For those tied to a case this says who is meant as well as the name does. A bare surname is not here: half a province bears it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from casevault.domain.folding import fold
from casevault.domain.names import chinese_readings, is_chinese_person
from casevault.domain.pinyin import split
from casevault.domain.scripts import HAN

if TYPE_CHECKING:
    from collections.abc import Iterator

# Titles of private persons alone: "Judge Wang" is some judge, seldom the Wang whose sister is on trial.
_TITLES: Final = (
    "mr", "mrs", "ms", "miss", "madam", "dr", "prof", "professor", "lawyer", "attorney", "teacher", "pastor", "sister", "brother",
    "aunt", "auntie", "uncle", "mevrouw", "meneer", "mw", "dhr", "advocaat",
)  # fmt: skip
_HANZI_TITLES: Final = (
    "女士", "先生", "小姐", "律师", "老师", "教授", "医生", "记者", "牧师", "太太", "夫人", "阿姨", "叔叔", "大姐", "大哥",
    "同志",
)  # fmt: skip
_SPOKEN_TITLES: Final = ("nushi", "xiansheng", "lvshi", "lushi", "laoshi", "jiaoshou", "yisheng")
_BEFORE: Final = "小老阿"
# Words that a short name would be taken for: 小心 is "careful", 老师 "teacher".
_ORDINARY: Final = frozenset(
    "小心小学小时小说小组小区小孩小姐小城小康小麦小米小路小雨小雪小红小龙小平小山小河小花小车小店小家小年小名小明小文小数小结"
    "老师老人老家老板老实老婆老公老乡老年老兵老虎老百老龙老车阿姨阿文阿明阿里"[at : at + 2]
    for at in range(0, 96, 2)
)
_BESIDE: Final = re.compile(
    f"(?P<titled>[{HAN}])(?:{'|'.join(_HANZI_TITLES)}|律師|老師|醫生|記者|牧師|某)|(?P<before>[{_BEFORE}])(?P<named>[{HAN}])"
)
_LATIN: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_NAME_WORDS: Final = range(2, 4)
_FAMILY_LEAST: Final = 2
_READ: Final = 2  # readings of a surname that titles stand beside; the rarer ones are not spoken


def called_forms(name: str) -> frozenset[str]:
    """Return the folded forms in which people speak of the bearer of `name`: 陈律师, Chen律师, Mr Chen, 小慧.

    `name` is of two to four Hanzi or of two or three Latin words, of which either the first or the last is the surname; any other
    has none.
    """
    folded = fold(name).strip()
    if is_chinese_person(folded):
        return frozenset(_of_hanzi(folded))
    words = _LATIN.findall(folded)
    if folded.isascii() and len(words) in _NAME_WORDS:
        return frozenset(form for word in (words[0], words[-1]) if len(word) >= _FAMILY_LEAST for form in _titled(word))
    return frozenset()


def _of_hanzi(name: str) -> Iterator[str]:
    family, given = split(name)
    if len(name) > _FAMILY_LEAST:
        yield name[::-1]  # as it is disguised, and as it reads in a column set from right to left
    for title in _HANZI_TITLES:
        yield family + title
    for reading in dict.fromkeys("".join(reading[0]) for reading in chinese_readings(name)[:_READ]):
        yield from _titled(reading)
    short = [before + last for before in _BEFORE for last in (family, given[-1:]) if last]
    yield from (form for form in short if form not in _ORDINARY)


def _titled(surname: str) -> Iterator[str]:
    for title in _TITLES:
        yield f"{title} {surname}"
    for title in _SPOKEN_TITLES:
        yield f"{surname} {title}"
    for title in _HANZI_TITLES:
        yield surname + title


def hanzi_surnames(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each Hanzi that stands where a surname does: before a title (陈律师), behind 小 or 老, before 某."""
    for found in _BESIDE.finditer(text):
        if found["before"] and found[0] in _ORDINARY:
            continue
        yield found.span("titled") if found["titled"] else found.span("named")
