"""Whoever is recorded in one script is found in every other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from search_spine import make_tables, save

from casevault.store.connection import Database
from casevault.vault.schema import load_schema
from casevault.vault.search import Search

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = {
    "gao": "高瑜",
    "gao2": "高宇",
    "pu": "浦志强",
    "shan": "单伟",
    "ouyang": "欧阳建国",
    "chan": "陈健明",
    "liping": "Li Ping",
    "xian": "Wang Xi'an",
    "sadeer": "麦比娅·萨德尔",
    "behram": "بەھرام راخمان",
    "sadiq": "Gülnar Sadiq",
    "ales": "Алесь Сялецкі",
    "tenzin": "བསྟན་འཛིན་མེ་ཏོག",
    "yangkyi": "bkra shis dbyangs skyid",
    "nguyen": "Nguyễn Văn Đạm",
    "haddad": "Karim al-Haddad",
    "aziz": "Abd al-Aziz al-Nuristani",
    "muhammad": "محمد الحسن",
    "stranger": "John Smith",
}


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    db = Database.create(tmp_path_factory.mktemp("names") / "x.db", bytearray(32))
    db.write(make_tables)
    for record, name in NAMES.items():
        fields = {"display_name": name}
        if record == "pu":
            fields["aliases"] = [{"row": "0" * 32, "value": "P'u Chih-ch'iang", "script": "latn", "kind": "variant"}]  # type: ignore[assignment] # a table
        db.write(lambda c, record=record, fields=fields: save(c, record, "person", fields))  # type: ignore[misc] # bound early
    yield Search(db, load_schema())
    db.close()


@pytest.mark.parametrize(
    ("query", "record", "why"),
    [
        ("高瑜", "gao", "name"),
        ("瑜", "gao", "name"),
        ("Gāo Yú", "gao2 gao", "pinyin"),
        ("yu gao", "gao2 gao", "pinyin"),
        ("Kao Yü", "gao2 gao", "script"),
        ("浦志強", "pu", "script"),
        ("P'u Chih-ch'iang", "pu", "alias"),
        ("Shan Wei", "shan", "pinyin"),
        ("dan wei", "shan", "pinyin"),
        ("Jianguo Ouyang", "ouyang", "pinyin"),
        ("Ou-yang Chien-kuo", "ouyang", "script"),
        ("Chan Kin-ming", "chan", "script"),
        ("李萍", "liping", "script"),
        ("xian wang", "xian", "name"),
        ("麦比娅•萨德尔", "sadeer", "name"),
        ("萨德尔", "sadeer", "name"),
        ("Mabiye Sadir", "sadeer", "script"),
        ("Maibiya Sadeer", "sadeer", "pinyin"),
        ("Behram Rahman", "behram", "script"),
        ("Бахрам Рахман", "behram", "script"),
        ("拜合拉木·热合曼", "behram", "script"),
        ("گۈلنار سادىق", "sadiq", "script"),
        ("Sialetski", "ales", "script"),
        ("Sjalezki", "ales", "script"),
        ("Селецкий", "ales", "script"),
        ("Tenzin Metok", "tenzin", "script"),
        ("Tenzing", "tenzin", "script"),
        ("bstan 'dzin", "tenzin", "script"),
        ("Tashi Yangkyi", "yangkyi", "script"),
        ("བཀྲ་ཤིས་དབྱངས་སྐྱིད", "yangkyi", "script"),
        ("nguyen van dam", "nguyen", "name"),
        ("el-Haddad", "haddad", "name"),
        ("كريم الحداد", "haddad", "script"),
        ("Abdulaziz Nooristani", "aziz", "script"),
        ("Mohammed al-Hassan", "muhammad", "script"),
    ],
)
def test_a_name_is_found_in_another_spelling(search: Search, query: str, record: str, why: str) -> None:
    found = search.find(query)
    assert [(hit.id, hit.why) for hit in found.hits] == [(one, why) for one in record.split()]
