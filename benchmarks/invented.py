"""Invented people, cases and texts in several scripts, the same in every run. Nobody here exists."""

# Chinese text has Chinese punctuation.
# ruff: noqa: RUF001

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SURNAMES = (
    "王王刘高钱孙李周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛范彭郎鲁韦昌马苗凤花方曾单仇解"
)
_GIVEN = (
    "安邦宝冰博昌超春达冬帆芳丰芙歌光桂海浩恒华慧吉佳嘉建洁晶静君凯兰磊丽莲林玲龙璐美梦敏明"
    "娜宁佩平琪倩青清荣如瑞珊诗思松涛婷彤薇文贤晓欣秀雪雅彦怡宜英永瑜玉月云泽振志竹"
)
_TRADITIONAL = str.maketrans("张赵陈谢苏韦马凤丰华兰丽莲龙梦", "張趙陳謝蘇韋馬鳳豐華蘭麗蓮龍夢")
_LATIN_GIVEN = (
    "Anna",
    "Bram",
    "Carla",
    "Dmitri",
    "Elif",
    "Farid",
    "Greta",
    "Hugo",
    "Ines",
    "Joost",
    "Kofi",
    "Lena",
    "Mirza",
    "Nadia",
    "Omar",
)
_LATIN_FAMILY = (
    "Visser",
    "Ottenheim",
    "Karimova",
    "Delacroix",
    "Ngata",
    "Söderqvist",
    "Müllner",
    "Aksoy",
    "Bielski",
    "Ferreira",
    "Okonjo",
)
_UYGHUR = ("ئابلىكىم", "تۇرسۇن", "گۈلنار", "رەيھان", "ئەخمەت", "پەرھات", "مەريەم", "نۇرمەمەت", "ئايگۈل", "سەمەت")
_TIBETAN = ("བཀྲ་ཤིས", "ཚེ་རིང", "སྒྲོལ་མ", "རྡོ་རྗེ", "པདྨ", "བསོད་ནམས")
_CYRILLIC = ("Мирослав", "Светлана", "Ядвига", "Тимофей", "Гончарик", "Верасень", "Лещинский", "Дубровская")
_SENTENCES = (
    "家属今天在看守所外面等了三个小时，没有见到人。",
    "律师申请会见，办案单位答复说案件正在侦查，不予安排。",
    "警察昨天晚上到家里，要求家属不要接受采访。",
    "法院通知下周二开庭，旁听席位已满。",
    "家屬收到逮捕通知書，罪名是尋釁滋事。",
    "The lawyer was turned away at the gate of the detention centre and told to come back next week.",
    "The embassy asked to attend the hearing; the court answered that the room was full.",
    "A neighbour saw two cars and six men; the door was opened by force at about five in the morning.",
    "The family has had no letter since March and does not dare to ask again.",
    "De advocaat kreeg geen toegang tot het dossier en diende een klacht in bij de rechtbank.",
    "ئائىلىسى ئۇنىڭدىن خەۋەر ئالالمىدى.",
    "Адвоката не пустили к подзащитному, жалоба подана в прокуратуру.",
)
_ACTS = ("arrest", "raid_search", "summons", "threat", "disappearance")


class Inventor:
    """Makes up names and records from a seed."""

    def __init__(self, seed: int = 20260318) -> None:
        self._random = random.Random(seed)

    def name(self) -> tuple[str, str, str]:
        """Return (name, another spelling or "", script of the other spelling)."""
        pick = self._random.random()
        choose = self._random.choice
        if pick < 0.62:
            name = choose(_SURNAMES) + "".join(self._random.choices(_GIVEN, k=self._random.choice((1, 2, 2))))
            return name, name.translate(_TRADITIONAL), "Hant"
        if pick < 0.84:
            return f"{choose(_LATIN_GIVEN)} {choose(_LATIN_FAMILY)}", "", ""
        if pick < 0.93:
            return f"{choose(_UYGHUR)} {choose(_UYGHUR)}", "", ""
        if pick < 0.97:
            return f"{choose(_CYRILLIC)} {choose(_CYRILLIC)}", "", ""
        return f"{choose(_TIBETAN)}་{choose(_TIBETAN)}", "", ""

    def text(self, sentences: int) -> str:
        return " ".join(self._random.choices(_SENTENCES, k=sentences))

    def day(self) -> str:
        return (date(2009, 1, 1) + timedelta(days=self._random.randrange(6200))).isoformat()

    def person(self) -> Mapping[str, object]:
        name, other, script = self.name()
        fields: dict[str, object] = {
            "display_name": name,
            "occupation": self._random.choice(("lawyer", "journalist", "农民", "teacher")),
        }
        if other and other != name:
            fields["aliases"] = [{"value": other, "script": script, "kind": "variant"}]
        if self._random.random() < 0.2:
            number = f"+31 6 {self._random.randrange(10**7, 10**8)}"
            fields["channels"] = [{"kind": "phone", "value": number, "safe": "unknown"}]
        return fields

    def case(self, number: int, person: str) -> Mapping[str, object]:
        return {
            "code": f"B-{number:05d}",
            "title": f"{self._random.choice(('Case', 'File', '案件'))} {number}",
            "kind": "criminal",
            "persons": [{"person": person, "role": "defender", "is_focus": True}],
            "jurisdiction": "CN",
            "opened": self.day(),
            "status": self._random.choice(("open", "dormant", "closed")),
            "priority": "normal",
            "summary": self.text(2),
        }

    def event(self, case: str) -> Mapping[str, object]:
        return {"case": case, "kind": self._random.choice(_ACTS), "start": self.day(), "narrative": self.text(3)}

    def note(self, about: str) -> Mapping[str, object]:
        return {"about": about, "kind": "fact", "text": self.text(2)}
