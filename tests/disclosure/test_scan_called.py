"""What people are called, names read from Hanzi, names broken by marks; and what must not be found for it."""

from __future__ import annotations

import pytest

from casevault.disclosure.scan import Grade, Scanner, Term, TermKind
from casevault.disclosure.scan_decode import decoded_parts, decoded_whole

HERS, OTHERS = "a" * 32, "b" * 32


def name(text: str, *, linked: bool = True, record: str = OTHERS) -> Term:
    return Term(text, record, "display_name", TermKind.NAME, linked)


def seen(scanner: Scanner, text: str) -> list[tuple[str, Grade]]:
    return [(text[slice(*sighting.span)], sighting.grade) for sighting in scanner.sightings(text)]


def found(term: Term, text: str) -> list[str]:
    return [words for words, grade in seen(Scanner([term], []), text) if grade is Grade.STRONG]


@pytest.mark.parametrize(
    "said",
    [
        "陈律师",
        "陳律師",
        "Chen律师",
        "Mr Chen",
        "Mr. Chen",
        "Sister Chen",
        "lawyer Chen",
        "Chen laoshi",
        "小珠",
        "阿珠",
        "老陈",
        "珠宝陈",
    ],
)
@pytest.mark.parametrize("recorded", ["陈宝珠"])
def test_those_tied_to_the_case_are_found_as_people_call_them(recorded: str, said: str) -> None:
    assert found(name(recorded), f"Then {said} came") == [said]
    assert not found(name(recorded, linked=False), f"Then {said} came")


def test_a_latin_name_is_called_by_either_end() -> None:
    assert found(name("Bao Xiaotian"), "Ms Bao, Ms Xiaotian") == ["Ms Bao", "Ms Xiaotian"]
    assert not found(name("Bao"), "Ms Bao's friend")[1:]
    assert not found(name("Quiet Harbour Fund of the North"), "Mr North")


@pytest.mark.parametrize("text", ["Chen said", "mrchenko", "Mr Cheng", "小心", "老师", "他陈述", "Judge Chen", "姓陈"])
def test_a_bare_surname_or_an_ordinary_word_is_not(text: str) -> None:
    assert seen(Scanner([name("陈宝心")], []), text) == []
    assert seen(Scanner([name("师小路")], []), "老师走小路") == []


def test_what_someone_who_may_appear_is_called_as_well_says_nothing() -> None:
    scanner = Scanner([name("林兆慧")], [name("林兆雯", record=HERS)])
    assert seen(scanner, "Ms Lin, 林女士, Lin Zhaowen") == []
    assert seen(scanner, "林兆慧; 小慧") == [("林兆慧", Grade.STRONG), ("小慧", Grade.STRONG)]


def test_a_title_before_a_full_name_is_a_word_of_its_own() -> None:
    scanner = Scanner([name("Chen Baozhu")], [])
    assert seen(scanner, "her lawyer Chen Baozhu came") == [("Chen Baozhu", Grade.STRONG)]


def test_hanzi_are_read_as_the_name_of_someone_recorded_in_latin_letters() -> None:
    assert seen(Scanner([name("Guo Yanfei")], []), "郭艳飞和郭燕菲说") == [("郭艳飞", Grade.STRONG), ("郭燕菲", Grade.STRONG)]
    assert seen(Scanner([name("Guo Yanfei", linked=False)], []), "郭艳飞说") == [("郭艳飞", Grade.WEAK)]
    assert seen(Scanner([name("Ouyang Qianru")], []), "欧阳倩如说") == [("欧阳倩如", Grade.STRONG)]
    assert seen(Scanner([name("Guo Yanfei")], [name("郭艳飞", record=HERS)]), "郭艳飞说") == []


def test_two_characters_that_read_alike_are_for_a_person_to_judge() -> None:
    assert seen(Scanner([name("Gao Yu")], []), "高于") == [("高于", Grade.WEAK)]
    assert seen(Scanner([name("Gao Yu", linked=False)], []), "高于") == []
    assert seen(Scanner([name("Ali")], []), "阿里") == []


def test_characters_that_begin_no_name_are_not_read() -> None:
    assert seen(Scanner([name("Guo Yanfei")], []), "果燕飞") == []


def test_characters_that_are_searched_themselves_are_not_read_as_well() -> None:
    terms = [name("林兆慧"), name("Lin Zhaohui")]
    assert len(Scanner(terms, []).sightings("林兆慧")) == 1


@pytest.mark.parametrize(
    "text",
    ["Lin2 Zhao4hui4", "Lin Zhao<i>hui</i>", "L<b>in</b> Zhaohui", "Lin Zhao1hui", "林兆[1]慧", "林<em>兆</em>慧", "林[a]兆²慧"],
)
def test_what_stands_inside_a_name_does_not_hide_it(text: str) -> None:
    assert len(found(name("林兆慧"), f"then {text} came")) == 1


def test_a_name_as_it_stands_is_counted_once_beside_marks() -> None:
    assert found(name("林兆慧"), "See [1]: 林兆慧 [2] came") == ["林兆慧"]


@pytest.mark.parametrize(
    ("kind", "recorded", "text"),
    [
        (TermKind.ADDRESS, "云亭市莲花路18号12栋1204室", "莲花路18号"),
        (TermKind.ADDRESS, "云亭市莲花路18号12栋1204室", "莲花路18号12栋"),
        (TermKind.ADDRESS, "云亭市莲花路18号12栋1204室", "18号12栋1204室"),
        (TermKind.ADDRESS, "18 Lotus Road, Northtown", "18 Lotus Rd"),
        (TermKind.ADDRESS, "18 Lotus St, Northtown", "18 Lotus Street"),
        (TermKind.NUMBER, "9123 4567", "+85291234567"),
        (TermKind.NUMBER, "+852 9123 4567", "91234567"),
        (TermKind.NUMBER, "010-6655 1234", "6655 1234"),
        (TermKind.NUMBER, "+861066551234", "6655-1234"),
        (TermKind.NUMBER, "138 1234 5678 / 139 8765 4321 (mother)", "13987654321"),
        (TermKind.NUMBER, "13812345678或13987654321", "13812345678"),
        (TermKind.HANDLE, "hupeng77@mail.example", "hupeng77 [at] mail [dot] example"),
        (TermKind.HANDLE, "hupeng77@mail.example", "hupeng77(at)mail.example"),
        (TermKind.HANDLE, "https://t.me/peng_qiao", "@peng_qiao"),
        (TermKind.IDENTIFIER, "E12345678", "12345678"),
        (TermKind.IDENTIFIER, "11010519491231002X", "11010519491231002"),
    ],
)
def test_a_value_is_found_as_others_write_it(kind: TermKind, recorded: str, text: str) -> None:
    term = Term(recorded, OTHERS, "channels", kind, linked=True)
    assert found(term, f"then {text}, then")


@pytest.mark.parametrize(
    ("kind", "recorded", "text"),
    [
        (TermKind.ADDRESS, "云亭市莲花路18号12栋1204室", "莲花路"),
        (TermKind.ADDRESS, "18 Lotus Road, Northtown", "Northtown"),
        (TermKind.NUMBER, "138 1234 5678", "12345678"),
        (TermKind.NUMBER, "+31 6 1234 5678", "345678"),
        (TermKind.NUMBER, "9123 4567", "13912345678"),
        (TermKind.IDENTIFIER, "11010519491231002X", "1949-12-31"),
    ],
)
def test_what_says_nothing_of_someone_is_not(kind: TermKind, recorded: str, text: str) -> None:
    assert not found(Term(recorded, OTHERS, "channels", kind, linked=True), f"then {text}, then")


def test_letters_that_no_page_shows_and_base64_beside_a_word_are_read() -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "Lin Zhaohui")
    assert any("Lin Zhaohui" in text for text in decoded_whole(f"told{hidden}"))
    assert "林兆慧" in "".join(decoded_parts("5p6X5YWG5oWn\nDetained"))
