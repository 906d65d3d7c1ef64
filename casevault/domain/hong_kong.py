"""Chinese names as Hong Kong writes them: Chan Tai-man for 陈大文.

There is no standard: the Hong Kong Government romanises by custom, and identity cards keep what a family has always written. The
tables hold the customary spellings of frequent surnames and of characters frequent in given names. A name is written so only
where every character of it is known; the rest is for a person to record as another name.
"""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, Final

from casevault.domain.pinyin import split

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SPELLINGS: Final = 6  # of one name


def _read(listed: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entry in listed.split():
        characters, _, spellings = entry.partition(":")
        for character in characters:
            found[character] = (*found.get(character, ()), *spellings.split("/"))
    return found


_SURNAMES: Final = _read(
    """
    陈:chan 黄王汪:wong 李:lee/li 张:cheung/chang 何:ho 梁:leung 罗:law/lo 周邹:chow/chau 郑:cheng 刘:lau 廖:liu 林:lam 吴伍:ng
    叶:yip/ip 杨:yeung 邓:tang 冯:fung 曾:tsang 许:hui 谢:tse 蔡:choi/tsoi 戴:tai 黎:lai 区:au 岑:shum 朱:chu 徐:tsui 潘:poon
    钟:chung 苏:so 胡:wu/woo 余:yu/yue 袁:yuen 马:ma 郭:kwok 简:kan 毛巫:mo 莫:mok 关:kwan 石:shek 卢:lo 吕:lui 高:ko
    沈:shum/sham 孙:suen 宋:sung 唐:tong 汤:tong 程:ching 江:kong 姜:keung 游:yau 萧:siu 赵:chiu 钱:chin 魏:ngai 温:wan 尹:wan
    方:fong 洪:hung 熊:hung 丁:ting 韩:hon 范:fan 金:kam 甘:kam 龙:lung 侯:hau 杜:to 施:sze 史:sze 司:sze 任:yam 严:yim 翁:yung
    阮:yuen 麦:mak 霍:fok 鲍:pau 白:pak 柯:or 彭:pang 庄:chong 易:yick 文:man 古:ku 贝:pui 倪:ngai 谭:tam 谈:tam 陶:to 凌:ling
    连:lin 车:che 屈:wat 葛:kot 蒋:cheung/chiang 骆:lok 陆:luk 傅:fu 符:fu 雷:lui 詹:chim 颜:ngan 顾:koo
    """
)
_COMPOUND: Final[Mapping[str, str]] = {
    "欧阳": "auyeung",
    "司徒": "szeto",
    "上官": "sheungkwun",
    "司马": "szema",
    "诸葛": "chukot",
}
_GIVEN: Final = _read(
    """
    大:tai 文民敏:man 志智子:chi 明:ming 国:kwok 强:keung 伟惠慧:wai 华:wah/wa 英:ying 家嘉:ka 俊:chun 杰:kit 豪浩:ho 欣:yan
    仁:yan 恩:yan 怡:yi 美:mei 玲:ling 芳:fong 丽:lai 珍:chun 玉:yuk 凤:fung 兰:lan 秀:sau 雄:hung 红:hung 荣:wing 永:wing
    颖:wing 咏:wing 辉:fai 德:tak 成:shing 诚:shing 光:kwong 平:ping 达:tat 耀:yiu 祥:cheung 昌:cheong 建健:kin 坚:kin 忠:chung
    中:chung 良:leung 锋:fung 峰:fung 安:on 生:sang 兆:siu 小:siu 少:siu 锦:kam 树:shu 根:kan 勤:kan 基:kei 其:kei 梓:tsz
    芷:tsz 紫:tsz 诗:sze 思:sze 雅:nga 静:ching 正:ching 贞:ching 清:ching 燕:yin 贤:yin 然:yin 霞:ha 夏:ha 云:wan 雪:suet
    月:yuet 梅:mui 莲:lin 琼:king 景:king 敬:king 庭:ting 廷:ting 婷:ting 之:chi 芝:chi 奇:kei 琪:kei 祺:kei 宏:wang 弘:wang
    宝:po 保:po 波:bor 超:chiu 朝:chiu 威:wai 维:wai 惟:wai 伦:lun 麟:lun 龙:lung 隆:lung 凯:hoi 海:hoi 开:hoi 爱:oi 心:sum
    森:sum 深:sum 权:kuen 全:chuen 泉:chuen 川:chuen 传:chuen 天:tin 田:tin 东:tung 通:tung 桐:tung 同:tung 彤:tung 晓:hiu
    孝:hau 学:hok 鹤:hok 鸿:hung 贵:kwai 桂:kwai 福:fuk 富:fu 虎:fu 夫:fu 胜:shing 星:sing 升:sing 山:shan 珊:shan 仙:sin
    善:sin 信:shun 顺:shun 淳:shun 新:sun 申:sun 辰:sun 义:yee 仪:yee 儿:yee 宜:yee 日:yat 一:yat 逸:yat 乐:lok 洛:lok 立:lap
    力:lik 历:lik 树:shu 书:shu 世:sai 西:sai 细:sai 三:sam 四:sze 五:ng 六:luk 七:tsat 八:pat 九:kau 十:sap 百:pak 千:chin
    万:man 雯:man 曼:man 勉:min 绵:min 棉:min 颜:ngan 毅:ngai 艺:ngai 卫:wai 慈:chi 琳:lam 霖:lam 岚:lam 楠:nam 南:nam 男:nam
    """
)


def hong_kong_words(name: str) -> Iterator[tuple[str, str]]:
    """Yield (family, given) of two to four simplified Hanzi as Hong Kong writes them; nothing where a character is not known."""
    family, given = split(name)
    families = (_COMPOUND[family],) if family in _COMPOUND else _SURNAMES.get(family, ())
    parts = [_GIVEN.get(character, ()) for character in given]
    if families and parts and all(parts):
        for spelt in islice(product(families, *parts), SPELLINGS):
            yield spelt[0], "".join(spelt[1:])
