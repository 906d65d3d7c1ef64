"""Encodings: told on real pages and on short lists of names, strict about every byte, and overruled by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from exchange.material import found, opened, written
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.errors import CaseVaultError
from casevault.exchange.encoding import recognise
from casevault.exchange.guessing import KNOWN, ranked
from casevault.exchange.untrusted import Untrusted

if TYPE_CHECKING:
    from pathlib import Path

# The folder's name says the encoding; where one of these is a part of a newer one, that reads it as well.
CODECS = {
    "GB2312": "gb18030",
    "IBM866": "cp866",
    "MacCyrillic": "mac-cyrillic",
    "SHIFT_JIS": "cp932",
    "TIS-620": "cp874",
    "iso-8859-6-arabic": "iso8859-6",
    "iso-8859-9-turkish": "cp1254",
    "iso-8859-1": "cp1252",
    "iso-2022-kr": "iso2022_kr",
}
# Of 232 files: Python has no EUC-TW, and one page holds nothing but rare signs.
HITS = 230


def codec(folder: str) -> str:
    return CODECS.get(folder) or (f"cp{folder.split('-')[1]}" if folder.startswith("windows-") else folder)


@pytest.mark.slow
def test_real_pages_in_thirty_encodings() -> None:
    hits, missed = 0, []
    for path in sorted(found("nasty", "encodings").glob("*/*")):
        data = path.read_bytes()
        with Untrusted(path) as untrusted:
            told = recognise(untrusted)
        try:
            wanted = data.decode(codec(path.parent.name)).lstrip("\ufeff")
        except (LookupError, UnicodeDecodeError):
            wanted = None
        if data[told.mark :].decode(told.name) == wanted:
            hits += 1
        else:
            missed.append(f"{path.parent.name}/{path.name}: {told.name}")
    assert hits >= HITS, missed


SHORT = {
    "姓名,性别\n刘某某,男\n陈某,女\n": "gb18030 utf-16-le utf-16-be utf-32-le hz utf-8",
    "姓名,性別,地點\n王小明,男,臺北\n陳美玲,女,高雄\n": "big5 gb18030",
    "氏名,住所\n山田太郎,東京都\n佐藤花子,おおさか\n": "cp932 euc_jp iso2022_jp",
    "이름,장소\n김철수,서울\n박영희,부산\n": "cp949",
    "Имя,Место\nИванов Пётр,Минск\nСидорова Анна,Гомель\n": "cp1251 koi8-r cp866 mac-cyrillic iso8859-5",
    "Ім'я,Місто\nШевченко Олесь,Київ\nЄвген Їжак,Львів\n": "cp1251 koi8-u",
    "نام,شهر\nپروين,تهران\nژيلا,گرگان\n": "cp1256",
    "الاسم,المدينة\nمحمد علي,حلب\nسارة خالد,حمص\n": "cp1256 iso8859-6",
    "Nom,Lieu\nFrançois Hébert,Orléans\nZoé,Nîmes\n": "cp1252 mac-roman cp850",
    "naam,plaats\nReneé van Eijk,Curaçao\n": "cp1252",
    "Imię,Miasto\nŁukasz Żółć,Gdańsk\nMałgorzata,Łódź\n": "cp1250 iso8859-2",
    "Ad,Şehir\nAyşe Yıldız,İzmir\nOğuz,Eskişehir\n": "cp1254",
    "Όνομα,Πόλη\nΓιώργος,Αθήνα\nΜαρία,Πάτρα\n": "cp1253",
    "שם,עיר\nמשה כהן,חיפה\nרחל,ירושלים\n": "cp1255",
    "ชื่อ,จังหวัด\nสมชาย,กรุงเทพ\nสมหญิง,เชียงใหม่\n": "cp874",
    "ئىسىم,يۇرت\nئالىم,قەشقەر\n": "utf-16-le utf-8",
}


@pytest.mark.parametrize("text", SHORT)
def test_short_lists_of_names(tmp_path: Path, text: str) -> None:
    for name in SHORT[text].split():
        source, rows = opened(written(tmp_path, text.encode(name)))
        assert [",".join(map(str, row.cells)) for row in rows] == text.splitlines()[1:], (name, source.encoding)


def test_a_mark_tells_and_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    for name in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "gb18030"):
        source, rows = opened(written(tmp_path, "\ufeffa,b\n某,2\n".encode(name)))
        assert (source.encoding, source.sheet.header, rows[0].cells) == (name, ("a", "b"), ("某", "2"))
    assert opened(written(tmp_path, "\ufeffa,b\n1,2\n".encode("utf-16-be")), encoding="UTF-16")[1][0].cells == ("1", "2")


def test_a_guess_is_shown_and_overruled(tmp_path: Path) -> None:
    path = written(tmp_path, "имя\nИванов Пётр\n".encode("cp1251"))
    source, rows = opened(path)
    assert source.encoding == "cp1251"
    assert source.other_encodings
    assert opened(path, encoding="Windows-1251")[1] == rows
    assert opened(path, encoding="latin1")[1] != rows
    for wrong in ("rot13", "zlib", "utf-7", "unicode_escape", "no-such", "cp1251+utf-8"):
        with pytest.raises(CaseVaultError):
            opened(path, encoding=wrong)


def test_a_doubtful_guess_says_so(tmp_path: Path) -> None:
    source, _ = opened(written(tmp_path, b"a,b\n" + bytes(range(0x80, 0x100)) * 2 + b",2\n"))
    assert len(source.notes) == 1


def test_a_byte_that_is_none_of_the_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(CaseVaultError) as refused:
        opened(written(tmp_path, "a,b\n某,1\n".encode() + b"\xff,2\n"), encoding="utf-8")
    assert refused.value.safe["line"] == 3
    with pytest.raises(CaseVaultError):
        opened(written(tmp_path, "a,b\n某,1\n".encode("utf-16-le")[:-1]), encoding="utf-16-le")


def test_two_encodings_in_one_file_are_noted_and_read_only_if_asked(tmp_path: Path) -> None:
    lines = ["a,b", *(f"某人{number},1" for number in range(5))]
    path = written(tmp_path, "\n".join(lines).encode() + "\nZoé Hébert,2\n".encode("cp1252"))
    with pytest.raises(CaseVaultError) as refused:
        opened(path)
    assert refused.value.safe == {"line": 7, "both": "utf-8+cp1252"}
    source, rows = opened(path, encoding="utf-8+cp1252")
    assert (rows[0].cells[0], rows[-1].cells[0]) == ("某人0", "Zoé Hébert")
    assert len(source.notes) == 1


@settings(max_examples=60)
@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_judged_and_what_is_told_reads_them(data: bytes) -> None:
    for name, _ in ranked(data)[:3]:
        assert name in KNOWN
