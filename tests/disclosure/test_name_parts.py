from __future__ import annotations

import pytest

from casevault.disclosure.name_parts import account_parts, address_parts, code_parts, cores, given_names


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Mrs Tang Shulin", "Tang Shulin"),
        ("Dr. Wei Xiuyun", "Wei Xiuyun"),
        ("Chen Baozhu, mother of the accused", "Chen Baozhu"),
        ("son of Lin: Bao Xiaotian", "Bao Xiaotian"),
        ("Song Dan (wife)", "Song Dan"),
        ("徐丽娜女士", "徐丽娜"),
        ("林家明律师", "林家明"),
        ("Peter Chan Tai-man", "Chan Tai-man"),
        ("Peter Chan Tai-man", "Peter Chan"),
    ],
)
def test_a_name_stands_without_title_and_remark(name: str, core: str) -> None:
    assert core in set(cores(name))


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("Lin Zhaohui", {"Zhaohui"}),
        ("林兆慧", {"兆慧", "zhaohui"}),
        ("Behram Rahman", {"Behram", "Rahman"}),
        ("欧阳倩如", {"倩如", "qianru"}),
        ("Gao Yu", set()),  # two letters are a syllable of many names
        ("高瑜", set()),
        ("mother of the accused", set()),
    ],
)
def test_given_names(name: str, given: set[str]) -> None:
    assert set(given_names(name)) == given


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ("13812345678 / 13987654321", "13987654321"),
        ("138 1234 5678 (her mother)", "138 1234 5678"),
        ("13812345678 or +852 9123 4567", "+852 9123 4567"),
        ("lin.zhaohui@mail.example", "lin.zhaohui"),
        ("https://t.me/zhaohui_l", "zhaohui_l"),
        ("wxid_zhaohui88 (QQ 334455667)", "334455667"),
        ("wxid_zhaohui88 (QQ 334455667)", "zhaohui88"),
    ],
)
def test_a_channel_holds_accounts(value: str, part: str) -> None:
    assert part in set(account_parts(value))


def test_a_box_that_everyone_has_is_no_account() -> None:
    assert set(account_parts("contact@court.example")) == {"contact@court.example"}


def test_an_identifier_holds_its_number() -> None:
    assert set(code_parts("Passport no. E12345678")) == {"E12345678"}


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ("Flat 1204, 18 Lotus Road, Yunting", "18 Lotus rd"),
        ("18 Lotus Rd", "18 Lotus road"),
        ("18 Lotus Road Flat 1204 Yunting", "18 Lotus Road"),
        ("Kerkstraat 5, 1017 GC Amsterdam", "Kerkstraat 5"),
        ("云亭市莲花路18号12栋1204室", "云亭市莲花路18号"),
    ],
)
def test_an_address_holds_a_street_with_its_number(value: str, part: str) -> None:
    assert part in set(address_parts(value))
