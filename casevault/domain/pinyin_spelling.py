"""Pinyin as people type it: which words are made of its syllables, and how Wade-Giles writes each of them.

The syllables are those of Hanyu Pinyin (ISO 7098:2015) without tones, ü as v. Wade-Giles follows the table of the Library of
Congress (ALA-LC, 1958 to 1997) without its apostrophes, umlauts and tones, which newspapers leave out: what is wanted is a key by
which a name is found, not a spelling to print.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


SYLLABLES: Final = _words(
    """
    a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng cha chai
    chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou cu cuan cui cun cuo
    da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui dun duo e ei en eng er fa fan
    fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo ha hai han
    hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju
    juan jue jun ka kai kan kang kao ke ken keng kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei leng
    li lia lian liang liao lie lin ling liu lo long lou lu luan lun luo lv lve lyu lue ma mai man mang mao me mei men meng
    mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nou
    nu nuan nun nuo nv nve nyu nue o ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian
    qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo sa sai
    san sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui shun
    shuo si song sou su suan sui sun suo ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa
    wai wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin
    ying yo yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei zhen zheng zhi
    zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
    """
)
LONGEST: Final = 6  # letters of a syllable
NAME_SYLLABLES: Final = range(2, 5)
_WORD_LEAST: Final = 2
_WORD_MOST: Final = 18  # letters: three syllables

_INITIALS: Final = (
    ("zh", "ch"), ("ch", "ch"), ("sh", "sh"), ("b", "p"), ("p", "p"), ("m", "m"), ("f", "f"), ("d", "t"), ("t", "t"), ("n", "n"),
    ("l", "l"), ("g", "k"), ("k", "k"), ("h", "h"), ("j", "ch"), ("q", "ch"), ("x", "hs"), ("r", "j"), ("z", "ts"), ("c", "ts"),
    ("s", "s"), ("y", "y"), ("w", "w"),
)  # fmt: skip
_WHOLE: Final = {
    "zi": "tzu", "ci": "tzu", "si": "ssu", "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "er": "erh", "ge": "ko",
    "ke": "ko", "he": "ho", "e": "o", "gui": "kuei", "kui": "kuei", "you": "yu", "yan": "yen", "yi": "i", "ye": "yeh",
    "yong": "yung", "weng": "weng", "lyu": "lu", "nyu": "nu",
}  # fmt: skip
_AFTER_PALATAL: Final = {"u": "u", "ue": "ueh", "uan": "uan", "un": "un"}
_FINALS: Final = {
    "ian": "ien", "ie": "ieh", "ue": "ueh", "ve": "ueh", "v": "u", "ong": "ung", "iong": "iung", "e": "e", "uo": "o",
}  # fmt: skip
_KEEPS_UO: Final = frozenset({"g", "k", "h", "sh"})  # kuo, huo, shuo; but to, lo, tso, jo


@lru_cache(maxsize=1 << 14)
def syllables_of(word: str) -> tuple[str, ...]:
    """Return the syllables that a folded word is made of, the longest first; empty where it is not made of syllables."""
    if not word or len(word) > _WORD_MOST:
        return ()
    for length in range(min(LONGEST, len(word)), 0, -1):
        if word[:length] in SYLLABLES:
            rest = word[length:]
            if not rest:
                return (word,)
            if found := syllables_of(rest):
                return (word[:length], *found)
    return ()


@lru_cache(maxsize=1 << 14)
def is_chinese(words: tuple[str, ...]) -> bool:
    """Say whether folded words may be a Chinese name in pinyin: two to four syllables in two words or more."""
    if len(words) < _WORD_LEAST:
        return False
    parts = [syllables_of(word) for word in words]
    return all(parts) and sum(map(len, parts)) in NAME_SYLLABLES


@lru_cache(maxsize=1 << 10)
def wade_giles(syllable: str) -> str:
    """Return a syllable of pinyin as Wade-Giles writes it, without apostrophe, umlaut and tone; unknown ones as they stand."""
    if syllable in _WHOLE:
        return _WHOLE[syllable]
    for initial, written in _INITIALS:
        if syllable.startswith(initial):
            final = syllable.removeprefix(initial)
            if initial in {"j", "q", "x"}:
                final = _AFTER_PALATAL.get(final, _FINALS.get(final, final))
            elif final == "uo":
                final = "uo" if initial in _KEEPS_UO else "o"
            elif not (final == "e" and initial in {"zh", "ch", "sh", "r", "d", "t", "l", "z", "c", "s"}):
                final = _FINALS.get(final, final)
            return written + final
    return syllable
