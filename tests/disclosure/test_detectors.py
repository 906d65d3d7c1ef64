"""Detectors of identifiers that nobody recorded: values of the published rules, ways to write them, and what they cost."""

from __future__ import annotations

import re
import re._constants as sre  # type: ignore[import-not-found]  # inner part of re, without stubs
import re._parser as sre_parser  # type: ignore[import-not-found]  # inner part of re, without stubs
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.disclosure import detect_addresses, detect_numbers, detect_papers, detect_places, detect_reach
from casevault.disclosure.detect_text import view_of
from casevault.disclosure.detectors import Found, Why, detect
from casevault.disclosure.patterns import resident_check
from casevault.disclosure.scan_terms import Grade

STRONG = [
    (Found.RESIDENT_ID, "11010519491231002X"),
    (Found.RESIDENT_ID, "360426199101010071"),
    (Found.RESIDENT_ID, "110105491231002"),
    (Found.RESIDENT_ID, "110105 19491231 002X"),
    (Found.RESIDENT_ID, "１１０１０５１９４９１２３１００２Ｘ"),
    (Found.RESIDENT_ID, "١١٠١٠٥١٩٤٩١٢٣١٠٠٢X"),
    (Found.RESIDENT_ID, "110105\u200b19491231\u200b002X"),
    (Found.RESIDENT_ID, "110105-19491231\n002x"),
    (Found.HKID, "A123456(3)"),
    (Found.HKID, "AB987654(3)"),
    (Found.HKID, "E364912(5)"),
    (Found.HKID, "a1234563"),
    (Found.HKID, "Ａ１２３４５６（３）"),
    (Found.BSN, "111222333"),
    (Found.PLATE, "京A·12345"),
    (Found.PLATE, "粤BD12345"),
    (Found.PLATE, "津A 90X17"),
    (Found.CARD, "6222021234567890128"),
    (Found.CARD, "4111111111111111"),
    (Found.CARD, "4111 1111 1111 1111"),
    (Found.CARD, "4111-1111\n1111-1111"),
    (Found.CARD, "4１１1111111111111"),
    (Found.CARD, "630427373398"),
    (Found.IBAN, "NL91ABNA0417164300"),
    (Found.IBAN, "GB82WEST12345698765432"),
    (Found.IBAN, "nl91 abna 0417 1643 00"),
    (Found.PHONE, "+86 138 1234 5678"),
    (Found.PHONE, "13812345678"),
    (Found.PHONE, "(852) 9123 4567"),
    (Found.PHONE, "06-12345678"),
    (Found.PHONE, "010-62345678"),
    (Found.PHONE, "+375 29 123 45 67"),
    (Found.HANDLE, "wxid_abc123"),
    (Found.EMAIL, "me.too@example.org"),
    (Found.EMAIL, "me＠example．org"),
    (Found.EMAIL, "me (at) example (dot) org"),
    (Found.LINK, "https://x.example.org/file?token=abc123"),
    (Found.LINK, "https://chat.whatsapp.com/Fh3kd92kdHDK3"),
    (Found.IP, "192.168.178.23"),
    (Found.IP, "2001:db8::ff00:42:8329"),
    (Found.MAC, "00:1B:44:11:3A:B7"),
    (Found.CRYPTO, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
    (Found.CRYPTO, "0x52908400098527886E0F7030069857D2E4169EE7"),
    (Found.POSITION, "39.9042, 116.4074"),
    (Found.POSITION, "39°54'15\"N"),
    (Found.POSITION, "39°54′15″N"),
    (Found.ADDRESS, "北京市朝阳区建国路88号3号楼2单元1204室"),
    (Found.ADDRESS, "朝阳区豆各庄五十号"),
    (Found.ADDRESS, "18 Lotus Road"),
    (Found.ADDRESS, "Prinsengracht 263"),
]


@pytest.mark.parametrize(("kind", "written"), STRONG)
@pytest.mark.parametrize("around", ["{}", "Noted: {}.", "他说，{}。", "({})"])
def test_an_identifier_is_found_whole_and_strong(kind: Found, written: str, around: str) -> None:
    text = around.format(written)
    finds = [find for find in detect(text) if find.grade is Grade.STRONG and find.kind is kind]
    place = text.index(written)
    assert any(find.start <= place and find.end >= place + len(written) - (written[-1] == ")") for find in finds), detect(text)


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("passport E12345678", Found.PASSPORT, "E12345678"),
        ("护照G12345678号", Found.PASSPORT, "G12345678"),
        ("paspoort NWF9J2R31", Found.PASSPORT, "NWF9J2R31"),
        ("BSN 123456789", Found.BSN, "123456789"),
        ("加我微信 linzhao88", Found.HANDLE, "linzhao88"),
        ("微信号：lin_zhao", Found.HANDLE, "lin_zhao"),
        ("QQ 12345678", Found.HANDLE, "12345678"),
        ("Telegram @heron_88", Found.HANDLE, "@heron_88"),
        ("IMEI 490154203237518", Found.IMEI, "490154203237518"),
        ("born on 3 March 1965 in", Found.BIRTH, "3 March 1965"),
        ("1965年3月3日出生", Found.BIRTH, "1965年3月3日"),
        ("geboren 3-3-1965", Found.BIRTH, "3-3-1965"),
        ("call 467 3395", Found.PHONE, "467 3395"),
        ("she lives at 92597 Jahu 80, Liiva 93318", Found.ADDRESS, "92597 Jahu 80, Liiva 93318"),
        ("zij woont op Kerkeland 4", Found.ADDRESS, "Kerkeland 4"),
        ("address: Lauri 12", Found.ADDRESS, "Lauri 12"),
        ("at Király u. 15., Apt. 3, Lyss 50662", Found.ADDRESS, "Király u. 15., Apt. 3, Lyss 50662"),
        ("to 217 Lovers Lane, Suite 4, Pärnu 80010", Found.ADDRESS, "217 Lovers Lane, Suite 4, Pärnu 80010"),
        ("zip code is B0J 2H0", Found.ADDRESS, "B0J 2H0"),
        ("身份证 230307196304054513", Found.RESIDENT_ID, "230307196304054513"),
    ],
)
def test_a_word_beside_it_says_what_it_is(text: str, kind: Found, found: str) -> None:
    assert [(find.kind, text[find.start : find.end], find.grade) for find in detect(text)] == [(kind, found, Grade.STRONG)]


@pytest.mark.parametrize("bad", ["230307196304054513", "A123456(4)", "NWF9J2R31", "E12345678", "91234567"])
def test_what_only_looks_like_one_is_for_a_person(bad: str) -> None:
    assert [(find.grade, find.why) for find in detect(f"Noted: {bad}.")] == [(Grade.WEAK, Why.SHAPE)]


@pytest.mark.parametrize(
    "text",
    [
        "(2015)三中刑初字第03206号",
        "京三分检刑诉〔2015〕123号，第3号法庭",
        "Articles 293, 303 and 105 of the Criminal Law of 1997",
        "from 2015-03-06 to 2015-04-13 10:20",
        "2015-07-09 2016-01-09",
        "CNY 1,200,000 and 300000 yuan, EUR 45.000",
        "A/HRC/WGAD/2015/3 and UN/2015/0123456",
        "between 2008-2012 and 2013",
        "2015年7月9日，公安部",
        "https://www.example.org/2015/03/06/world/asia/china.html",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "He signalled to the line of people; call for justice.",
        "Beijing No. 2 Intermediate People's Court",
        "on 14 December 2015 for seven posts",
        "He lived in Beijing 2015, moved to Hall No. 3, article 12; stayed in March 15 days.",
        "She stayed at Yunting Prison 2 until May 12, and lives in fear since 9 February.",
        "The office is at stake 40 days later; the address is known to 3 of them.",
        "",
    ],
)
def test_what_may_leave_is_no_find(text: str) -> None:
    assert detect(text) == []


def test_an_identity_number_inside_a_longer_run_of_digits_is_found() -> None:
    text = "ref 99011010519491231002177" + resident_check("99011010519491231") + "360426199101010071"
    assert any(find.grade is Grade.STRONG and text[find.start : find.end].endswith("360426199101010071") for find in detect(text))


_DIGITS = ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "༠༡༢༣༤༥༦༧༨༩"]
_BETWEEN = st.sampled_from(["", "", "", " ", "-", "\u200b", "\u2060", "\u00a0", "\u2011", "\n"])


def _with_luhn(digits: str) -> str:
    doubled = [int(digit) * (2 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(digits))]
    return digits + str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


@settings(max_examples=150, deadline=None)
@given(
    st.text("0123456789", min_size=11, max_size=18).filter(lambda drawn: drawn[0] != "0"),
    st.sampled_from(_DIGITS),
    st.sampled_from(["", "\u200b", "\u00ad"]),
    st.sampled_from(["card {} ok", "他的卡号是{}。", "<{}>", "a{}b"]),
)
def test_a_card_of_any_length_is_found_in_any_digits(drawn: str, alphabet: str, unseen: str, around: str) -> None:
    written = unseen.join(alphabet[int(digit)] for digit in _with_luhn(drawn))
    text = around.format(written)
    place = text.index(written)
    assert any(f.grade is Grade.STRONG and f.start <= place and f.end >= place + len(written) for f in detect(text)), text


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["11", "31", "44", "54", "65", "81"]),
    st.text("0123456789", min_size=4, max_size=4),
    st.dates(min_value=date(1900, 1, 1), max_value=date(2020, 1, 1)),
    st.text("0123456789", min_size=3, max_size=3),
    st.sampled_from(_DIGITS),
    st.lists(_BETWEEN, min_size=17, max_size=17),
)
def test_a_resident_number_is_found_however_it_is_parted(  # noqa: PLR0917 - its parts
    province: str, county: str, born: date, order: str, alphabet: str, between: list[str]
) -> None:
    first = f"{province}{county}{born:%Y%m%d}{order}"
    number = first + resident_check(first)
    written = "".join((alphabet[int(c)] if c.isdigit() else c) + gap for c, gap in zip(number, [*between, ""], strict=True))
    text = f"Noted {written}, so"
    place = text.index(written)
    assert any(f.grade is Grade.STRONG and f.start <= place and f.end >= place + len(written) for f in detect(text)), text


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("0123456789 -./()@:XxAaNL京A路号区+°'\"N\u200b０٣wxid_微信.,QQ\n"), max_size=120))
def test_finds_lie_in_the_text_in_order_and_apart(text: str) -> None:
    finds = detect(text)
    assert all(0 <= find.start < find.end <= len(text) for find in finds)
    assert all(one.end <= other.start for one, other in pairwise(finds))


# ---- what it costs ----------------------------------------------------------------------------------------------------------

HOSTILE = [
    "1",
    "1 ",
    "1-",
    "1.",
    "(1)",
    "a@",
    "@",
    "a.",
    "1:",
    "f:",
    "NL91 ",
    "A1",
    "路1号",
    "路",
    "1°",
    "1.1,",
    "微信 ",
    "at ",
    "http://a",
    "1 a ",
    "x/",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_the_windows_that_are_weighed_grow_with_the_text(unit: str) -> None:
    counts = [detect_numbers.windows_of(view_of(unit * times).text) for times in (200, 400, 800)]
    lengths = [len(unit) * times for times in (200, 400, 800)]
    assert all(count <= 19 * length for count, length in zip(counts, lengths, strict=True))
    assert counts[2] - counts[1] <= 2 * (counts[1] - counts[0]) + 40


MOST_STEPS = 70_000  # that one pattern can take from one place; most take some hundreds


def _steps(parsed: object) -> int:
    """Return how many characters a pattern can look at from one place, every choice counted."""
    total = 1
    for op, argument in parsed:  # type: ignore[attr-defined]  # what the parser of `re` gives
        if op in {sre.MAX_REPEAT, sre.MIN_REPEAT}:
            _least, most, inner = argument
            alone = len(inner) == 1 and inner[0][0] in {sre.IN, sre.LITERAL, sre.ANY, sre.NOT_LITERAL, sre.CATEGORY}
            assert most is not sre.MAXREPEAT or alone, "a repeat of more than one sign has an end"
            total += (1 if most is sre.MAXREPEAT else int(most)) * _steps(inner)
        elif op is sre.SUBPATTERN:
            total += _steps(argument[3])
        elif op is sre.BRANCH:
            total += sum(_steps(branch) for branch in argument[1])
        elif op in {sre.ASSERT, sre.ASSERT_NOT}:
            total += _steps(argument[1])
        else:
            total += 1
    return total


@pytest.mark.parametrize(
    "module", [detect_addresses, detect_numbers, detect_papers, detect_places, detect_reach], ids=lambda m: m.__name__
)
def test_every_pattern_has_an_end(module: object) -> None:
    patterns = {name: value for name, value in vars(module).items() if isinstance(value, re.Pattern)}
    assert patterns
    for name, pattern in patterns.items():
        assert _steps(sre_parser.parse(pattern.pattern, pattern.flags)) <= MOST_STEPS, name
