"""Chinese characters in a text read aloud: the name of someone who is recorded in Latin letters alone.

Only what starts like a name that is searched is read to its end, so a text without such names costs next to nothing. Two
characters are many people's names and many words at once; three or four that read like a whole name are seldom chance.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from casevault.disclosure.scan_terms import TermKind
from casevault.disclosure.scan_views import HANZI, key_of
from casevault.domain.pinyin import COMPOUND_SURNAMES, person_readings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from casevault.disclosure.scan_terms import Form, Term

LATIN_WORDS = range(2, 5)
_RUN = re.compile(f"[{HANZI}]{{2,}}")
_HEAD = 3  # letters that the first two characters must have in common with a name
_LONGEST = 4
_SHORTEST = 2
_KEPT = 1 << 15  # pairs and names whose reading is kept: a text repeats its words
# The surnames of nearly everyone. A character that is none begins no name, so 果燕 is not read as Guo Yan.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖"
    "石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛阎闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文温乐庞樊兰殷施洪翟安颜倪季牛"
    "鲁葛伍申尤毕聂焦欧柳邢岳齐梅庄涂祁耿詹关费纪靳童欧阳甄裴祝左卜华俞柏冉尚舒成饶宁辛管柴房单凌尧简车项路穆卓邬仇屈解阮邝区查"
    "盛游谷凤艾苗应时牟商桂景全司闵鲍霍翁隋苑原卞连明窦戚佟娄古米蒲臧冷植满鄢桑冼包岑边沙喻计符芦胥臣楼滕晏艳"
)
# Where a name may begin: found by the expression, not character by character.
_BEGINS = re.compile(f"[{_SURNAMES}{''.join(sorted({pair[0] for pair in COMPOUND_SURNAMES}))}](?=[{HANZI}])")


class Read(NamedTuple):
    """A stretch of a squeezed text that reads like the form of a name."""

    start: int
    stop: int
    form: Form


@lru_cache(maxsize=_KEPT)
def _readings(han: str) -> tuple[str, ...]:
    return tuple("".join((*family, *given)) for family, given in person_readings(han))


class Readings:
    """The Latin names that Chinese characters are held against."""

    def __init__(self, forms: Iterable[Form], latin: frozenset[str]) -> None:
        """Keep of `forms` those whose keys are in `latin`: names of two words or more that may not appear."""
        self._forms: Mapping[str, Form] = {form.key: form for form in forms if form.key in latin and not form.allowed}
        self._heads = frozenset(key[:_HEAD] for key in self._forms)
        self._known: dict[str, bool] = {}  # of two characters, whether a name begins with them

    def find(self, key: str) -> Iterator[Read]:
        """Yield the stretches of the squeezed text `key` that read like a name, longer ones first at each place."""
        if not self._forms or key.isascii():
            return
        known = self._known
        for place in _BEGINS.finditer(key):
            at = place.start()
            pair = key[at : at + 2]
            begins = known.get(pair)
            if begins is None:
                if len(known) > _KEPT:
                    known.clear()
                begins = known[pair] = self._begins(pair)
            if begins and (run := _RUN.match(key, at, at + _LONGEST)):
                yield from self._names_at(key, at, run.end())

    def _begins(self, pair: str) -> bool:
        return (pair[0] in _SURNAMES or pair in COMPOUND_SURNAMES) and any(
            reading[:_HEAD] in self._heads for reading in _pair_readings(pair)
        )

    def _names_at(self, key: str, at: int, last: int) -> Iterator[Read]:
        for stop in range(last, at + _SHORTEST - 1, -1):
            for reading in _readings(key[at:stop]):
                if (form := self._forms.get(reading)) is not None:
                    yield Read(at, stop, form)
                    break


@lru_cache(maxsize=_KEPT)
def _pair_readings(pair: str) -> tuple[str, ...]:
    plain = _readings(pair)
    return plain if pair not in COMPOUND_SURNAMES else (*plain, "".join(COMPOUND_SURNAMES[pair]))


def read_aloud_keys(withheld: Sequence[Term], forms: Mapping[str, Form]) -> frozenset[str]:
    """Return the keys of names recorded in Latin letters, of two to four words: their bearers are also written in Hanzi."""
    keys = {key_of(term.text) for term in withheld if term.kind is TermKind.NAME and _is_latin_name(term.text)}
    return frozenset(key for key in keys if key in forms)


def _is_latin_name(text: str) -> bool:
    return text.isascii() and len(text.split()) in LATIN_WORDS
