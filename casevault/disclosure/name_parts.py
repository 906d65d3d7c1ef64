"""The other ways in which one recorded name, number or address stands in a text: without its title, by its given name, in part.

`domain.names.leak_forms` knows every spelling of a name; here is what of it is said. A given name is searched for those who
are tied to the chosen cases and may not be named, where it says who is meant; of a stranger it is an ordinary word.
"""

# Full-width punctuation is what these words are parted by.
# ruff: noqa: RUF001

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from casevault.disclosure.scan_views import HANZI
from casevault.domain.names import chinese_readings, is_chinese_person

if TYPE_CHECKING:
    from collections.abc import Iterator


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_TITLE_WORDS = _words(
    """
    mr mrs ms miss dr prof professor sir madam lawyer attorney judge teacher pastor rev father sister brother
    mother aunt auntie uncle mevrouw meneer mw dhr advocaat rechter
    """
)
_HANZI_TITLES = "女士|先生|小姐|律师|律師|老师|老師|教授|医生|醫生|法官|记者|記者|牧师|牧師|同志|夫人|太太|大姐|大哥|阿姨|叔叔"
_HANZI_TITLE = re.compile(f"(?<=[{HANZI}]{{2}})(?:{_HANZI_TITLES})$")
_BRACKETS = re.compile(r"[(\[{（【].*?[)\]}）】]")
_REMARK = re.compile(r"[:：,，;；、|]|\s[-–—]\s")
_LATIN_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_PIECE = re.compile(rf"[{HANZI}]+|[^\s{HANZI}]+(?:\s+[^\s{HANZI}]+)*")
_GIVEN_LEAST = 4  # letters of a given name that says who is meant; below, it is a word or a syllable of many names
_MOST_WORDS = 5
_FULL = 2
_CHINESE_FULL = range(3, 5)


def cores(name: str) -> Iterator[str]:
    """Yield the names inside a recorded name: without titles and remarks, and of three words or more each two that follow.

    "Mrs Tang Shulin", "Chen Baozhu, mother of the accused", "son of Lin: Bao Xiaotian", "徐丽娜女士", "Peter Chan Tai-man".
    """
    for part in _REMARK.split(_BRACKETS.sub(" ", name)):
        for piece in _PIECE.findall(part):
            bare = _HANZI_TITLE.sub("", piece)
            if is_chinese_person(bare):
                yield bare
                continue
            words = [word for word in re.split(r"\s+", piece) if word.strip(".").casefold() not in _TITLE_WORDS]
            if len(words) < _FULL or len(words) > _MOST_WORDS or not all(word[:1].isupper() for word in words):
                continue  # "mother of the accused" is no name
            yield " ".join(words)
            if len(words) > _FULL:
                yield from (" ".join(two) for two in pairwise(words) if all(len(word.strip(".")) > 1 for word in two))


def without_remarks(name: str) -> tuple[str, ...]:
    """Return what of a name that may appear counts as that name: all of it, or of one with a remark the names without it."""
    remarked = _BRACKETS.search(name) or _REMARK.search(name)
    return tuple(cores(name)) or (name,) if remarked else (name,)


def given_names(name: str) -> Iterator[str]:
    """Yield what people who know someone say: the given name alone, where it is long enough to say who is meant.

    Of a Chinese name the two characters after the family name and their pinyin; of a name of two or three Latin words each word
    of two syllables or more that is not a family name known from its characters.
    """
    for core in dict.fromkeys((name, *cores(name))):
        if is_chinese_person(core) and len(core) in _CHINESE_FULL:
            _family, given = chinese_readings(core)[0]  # the likeliest: the rarer ones of two syllables are other words
            if len(given) == _FULL:
                yield core[-len(given) :]
                yield "".join(given)
        elif len(words := _LATIN_WORDS.findall(core)) == _FULL:
            family, given = words
            yield from (word for word in (given, family) if len(word) >= _GIVEN_LEAST and not _is_family(word))


def _is_family(word: str) -> bool:
    """Say whether a Latin word is a family name of one or two syllables as half the country bears it."""
    return word.casefold() in _FAMILIES


# The hundred most frequent family names (and common two-character ones) as pinyin: alone they say nothing of who is meant.
_FAMILIES = _words(
    """
    wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang
    deng han feng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren lv lü yao shen
    zhong cui tan wan xia fan fang shi liao zou xiong jin hao kong bai mao qiu qin gu hou shao meng long duan qian
    yin yi lei qiao lai gong wen ouyang situ shangguan zhuge sima murong nangong dongfang ximen chan cheung wong
    leung ng kwok kwan smith jones jansen
    """
)

_PHONE_RUN = re.compile(r"[+(]?\d[\d\s().\-]{5,}\d")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS_TAIL = re.compile(r"(?:https?://)?[\w.-]+\.[a-z]{2,}/(?:@|user/|in/)?([\w.-]+)", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z]{0,2}\d{6,}[A-Za-z]?")
_WXID = re.compile(r"wxid[_-](\w{6,})", re.IGNORECASE)
_HANDLE_LEAST = 6
_GENERIC_BOXES = _words("info contact office mail admin press news support hello team legal")


def account_parts(value: str) -> Iterator[str]:
    """Yield the accounts inside a recorded channel: numbers, mail addresses and their names, the names at the end of links."""
    yield from (run.strip() for run in _PHONE_RUN.findall(value))
    for address in _EMAIL.findall(value):
        yield address
        local = address.partition("@")[0].partition("+")[0]
        if len(local) >= _HANDLE_LEAST and local.casefold() not in _GENERIC_BOXES:
            yield local
    yield from (tail for tail in _ADDRESS_TAIL.findall(value) if len(tail) >= _HANDLE_LEAST)
    for found in _WXID.finditer(value):
        yield found.group()
        yield found.group(1)


def code_parts(value: str) -> Iterator[str]:
    """Yield the numbers inside a recorded identifier with words around it ("Passport no. E12345678")."""
    yield from _CODE.findall(value)


_STREETS = {"road": "rd", "street": "st", "avenue": "ave", "lane": "ln", "drive": "dr", "boulevard": "blvd", "square": "sq"}
_STREET_WORD = re.compile(r"\b(?:" + "|".join((*_STREETS, *_STREETS.values())) + r")\b", re.IGNORECASE)
_SHORT = {short: long for long, short in _STREETS.items()} | _STREETS
_NUMBERED_STREET = re.compile(
    r"\b\d+[a-z]?\s+(?:[A-Z][\w'’-]+\s+){1,3}(?:" + "|".join((*_STREETS, *_STREETS.values())) + r")\b", re.IGNORECASE
)
_STREET_NUMBERED = re.compile(r"\b[A-Z][\w'’-]*(?:straat|weg|laan|plein|gracht|kade|singel|strasse|straße)\s+\d+", re.IGNORECASE)
_CHINESE_STREET = re.compile(rf"[{HANZI}]{{2,8}}?(?:路|街|巷|弄|道|胡同|村|里)\s*\d+\s*[号號](?:\s*\d+\s*[栋棟幢])?")


def address_parts(value: str) -> Iterator[str]:
    """Yield the streets with a house number inside an address, each with Road and Rd, Street and St written either way."""
    for pattern in (_NUMBERED_STREET, _STREET_NUMBERED, _CHINESE_STREET):
        for found in pattern.findall(value):
            yield found
            yield _other_way(found)
            shorter = re.sub(r"\s*\d+\s*[栋棟幢]$", "", found)
            if shorter != found:
                yield shorter
    if _STREET_WORD.search(value):
        yield _other_way(value)


def _other_way(street: str) -> str:
    return _STREET_WORD.sub(lambda found: _SHORT[found.group().casefold()], street)
