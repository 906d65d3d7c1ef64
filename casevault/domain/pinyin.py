"""How Chinese names are read: every reading of each character, readings that only surnames have, surnames of two characters.

A dictionary of readings knows words, not people: it reads the surname 曾 as ceng and 单 as dan. The table below says what a
surname is read as first; every other reading of the character follows, because a writer abroad may have looked it up too.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import product
from operator import getitem
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

PER_CHARACTER: Final = 4  # readings of one character that are looked at, the usual ones first
KEPT_ORDERS: Final = 1 << 10  # in which readings are taken: of names that have equally many of each character
PER_NAME: Final = 24  # readings of one whole name; the likeliest first

SURNAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "曾": ("zeng",), "单": ("shan",), "仇": ("qiu",), "解": ("xie",), "查": ("zha",), "区": ("ou",), "盖": ("ge", "gai"),
    "吕": ("lv",), "朴": ("piao", "pu", "park"), "任": ("ren",), "翟": ("zhai", "di"), "缪": ("miao", "mou"), "员": ("yun",),
    "覃": ("qin", "tan"), "哈": ("ha",), "黑": ("he", "hei"), "宓": ("mi", "fu"), "葛": ("ge",), "纪": ("ji",), "折": ("she",),
    "洗": ("xian",), "冼": ("xian",), "召": ("shao",), "逄": ("pang",), "种": ("chong",), "繁": ("po",), "燕": ("yan",),
    "华": ("hua",), "宁": ("ning",), "秘": ("bi",), "郇": ("xun", "huan"), "乐": ("yue", "le"), "石": ("shi",),
    "车": ("che", "ju"), "尹": ("yin",), "尉": ("wei", "yu"), "乜": ("nie",), "佴": ("nai",), "俞": ("yu",), "阚": ("kan",),
    "臧": ("zang",), "牟": ("mu", "mou"), "隗": ("wei", "kui"), "郗": ("xi", "chi"), "沈": ("shen",), "柏": ("bai", "bo"),
    "贾": ("jia",), "谌": ("chen", "shen"), "晟": ("cheng",), "过": ("guo",), "那": ("na",), "都": ("du",), "祭": ("zhai",),
    "能": ("nai",), "撒": ("sa",), "澹": ("tan",), "钭": ("tou",), "句": ("gou",), "曲": ("qu",), "相": ("xiang",),
    "盛": ("sheng",), "卜": ("bu",), "万": ("wan",), "王": ("wang",), "长": ("zhang", "chang"), "占": ("zhan",),
    "应": ("ying",), "令": ("ling",), "谷": ("gu",), "费": ("fei", "bi"), "薄": ("bo",), "卓": ("zhuo",), "麻": ("ma",),
    "芮": ("rui",), "闵": ("min",), "妫": ("gui",), "遆": ("ti",),
}  # fmt: skip

COMPOUND_SURNAMES: Final[Mapping[str, tuple[str, str]]] = {
    "欧阳": ("ou", "yang"), "司马": ("si", "ma"), "上官": ("shang", "guan"), "诸葛": ("zhu", "ge"), "东方": ("dong", "fang"),
    "皇甫": ("huang", "fu"), "尉迟": ("yu", "chi"), "公孙": ("gong", "sun"), "慕容": ("mu", "rong"), "令狐": ("ling", "hu"),
    "司徒": ("si", "tu"), "长孙": ("zhang", "sun"), "宇文": ("yu", "wen"), "鲜于": ("xian", "yu"), "夏侯": ("xia", "hou"),
    "万俟": ("mo", "qi"), "单于": ("chan", "yu"), "澹台": ("tan", "tai"), "太史": ("tai", "shi"), "端木": ("duan", "mu"),
    "轩辕": ("xuan", "yuan"), "赫连": ("he", "lian"), "独孤": ("du", "gu"), "南宫": ("nan", "gong"), "西门": ("xi", "men"),
    "申屠": ("shen", "tu"), "呼延": ("hu", "yan"), "百里": ("bai", "li"), "东郭": ("dong", "guo"), "钟离": ("zhong", "li"),
    "闻人": ("wen", "ren"), "淳于": ("chun", "yu"), "濮阳": ("pu", "yang"), "公冶": ("gong", "ye"), "宗政": ("zong", "zheng"),
    "闾丘": ("lv", "qiu"), "司空": ("si", "kong"), "司寇": ("si", "kou"), "颛孙": ("zhuan", "sun"), "巫马": ("wu", "ma"),
    "漆雕": ("qi", "diao"), "乐正": ("yue", "zheng"), "拓跋": ("tuo", "ba"), "谷梁": ("gu", "liang"), "段干": ("duan", "gan"),
    "东门": ("dong", "men"), "左丘": ("zuo", "qiu"), "梁丘": ("liang", "qiu"), "羊舌": ("yang", "she"), "纳兰": ("na", "lan"),
    "完颜": ("wan", "yan"), "公羊": ("gong", "yang"), "南荣": ("nan", "rong"), "第五": ("di", "wu"), "叶赫": ("ye", "he"),
}  # fmt: skip

Syllables = tuple[str, ...]


@cache
def _dictionary() -> Callable[[str], list[str]]:
    # Loaded at the first Chinese name: the dictionary costs some 140 ms, and opening a vault needs none of it.
    from pypinyin import Style, pinyin  # noqa: PLC0415 - see above

    def readings(character: str) -> list[str]:
        found: list[list[str]] = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
        return found[0] if found else []

    return readings


@cache
def readings_of(character: str) -> Syllables:
    """Return the readings of one simplified character without tones, the usual one first; ü as v. Empty where none is known."""
    return tuple(_dictionary()(character)[:PER_CHARACTER])


@cache
def _given_choices(character: str) -> Syllables:
    """Return the readings of a character in a given name, ü in every typing."""
    return _typed(readings_of(character))


@cache
def _family_choices(family: str) -> tuple[Syllables, ...]:
    """Return the readings of each character of a family name: those of surnames first, then every other, ü in every typing."""
    if family in COMPOUND_SURNAMES:
        return tuple(_typed((usual, *readings_of(c))) for c, usual in zip(family, COMPOUND_SURNAMES[family], strict=True))
    return (_typed((*SURNAMES.get(family, ()), *readings_of(family))),)


def split(name: str) -> tuple[str, str]:
    """Return (family name, given name) of 2 to 4 simplified Hanzi."""
    length = 2 if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else 1  # noqa: PLR2004 - a compound and at least one more
    return name[:length], name[length:]


def person_readings(name: str, limit: int = PER_NAME) -> Iterator[tuple[Syllables, Syllables]]:
    """Yield (family syllables, given syllables) for a name of 2 to 4 simplified Hanzi, likeliest first, ü in every typing."""
    family, readings = whole_readings(name, limit)
    for reading in readings:
        yield reading[:family], reading[family:]


def whole_readings(name: str, limit: int = PER_NAME) -> tuple[int, Iterable[Syllables]]:
    """Return how many syllables the family name has, and the readings of `person_readings` unparted."""
    family, given = split(name)
    choices = (*_family_choices(family), *map(_given_choices, given))
    return len(family), _likeliest_first(choices, limit) if all(choices) else ()


def plain_reading(text: str) -> Syllables:
    """Return the usual reading of simplified Hanzi, a syllable each; a character without one is left out."""
    return tuple(readings[0].replace("v", "u") for character in text if (readings := readings_of(character)))


def _typed(readings: Syllables) -> Syllables:
    """Return the readings with every way of typing ü, without doubles: lv, lu, lyu."""
    spelt = [reading.replace("v", typed) for reading in readings for typed in (("v", "u", "yu") if "v" in reading else ("v",))]
    return tuple(dict.fromkeys(spelt))


def _likeliest_first(choices: tuple[Syllables, ...], limit: int) -> Iterable[Syllables]:
    """Return combinations, those with few rare readings first, so that the limit cuts off the unlikely."""
    if all(len(options) == 1 for options in choices):
        return (tuple(options[0] for options in choices),)
    return [tuple(map(getitem, choices, ranks)) for ranks in _by_rarity(tuple(map(len, choices)), limit)]


@lru_cache(maxsize=KEPT_ORDERS)
def _by_rarity(lengths: tuple[int, ...], limit: int) -> list[tuple[int, ...]]:
    """Return which of so many readings of each character to take, in the order of their ranks together."""
    return sorted(product(*map(range, lengths)), key=sum)[:limit]
