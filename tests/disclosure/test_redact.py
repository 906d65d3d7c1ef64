"""Redaction of running text: what is replaced, by what, and that the rest stays."""

from __future__ import annotations

import pytest
from disclosure_fakes import FakeLedger, FakeVault, invented_case
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casevault.disclosure import gate, terms
from casevault.disclosure.generalise import Generaliser, Shape
from casevault.disclosure.naming import Naming
from casevault.disclosure.prose_general import Inside, ProseGeneraliser
from casevault.disclosure.pseudonyms import Pseudonyms
from casevault.disclosure.redact import Redactor, _Cut, _merge
from casevault.disclosure.scan import Grade, Scanner
from casevault.disclosure.select import select
from casevault.domain.look import Look
from casevault.i18n import Catalogue


@pytest.fixture
def fake() -> FakeVault:
    return FakeVault()


def redactor(fake: FakeVault, made: dict[str, str]) -> tuple[Redactor, Scanner]:
    selection = select(fake.records, fake.schema, [made["case"]])
    day = fake.ambient.today()
    clearance = gate.check(selection, FakeLedger(fake), purpose="quiet_diplomacy", audience="embassy", day=day)
    found = terms.collect(fake.records, selection, clearance, None)
    scanner = Scanner(found.withheld, found.allowed)
    naming = Naming(selection, clearance, Pseudonyms({}, fake.ambient), Catalogue())
    return Redactor(scanner, naming, found.linked, Catalogue()), scanner


def redacted(fake: FakeVault, made: dict[str, str], text: str) -> str:
    line = redactor(fake, made)[0].line(text, "e" * 32, "narrative").line
    return "".join(run.text for run in line)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Her sister 林兆慧 called.", "Her sister [a relative] called."),
        ("Her sister Lin Zhaohui called.", "Her sister [a relative] called."),
        ("LIN ZHAOHUI called.", "[a relative] called."),
        ("lín zhàohuì called.", "[a relative] called."),
        ("Zhaohui Lin called.", "[a relative] called."),
        ("LinZhaohui called.", "[a relative] called."),
        ("Lin Zhaohui 林兆慧 called.", "[a relative] called."),
        ("Lin Zhaohui (林兆慧) called.", "[a relative] called."),
        ("Ask 陈墨青 or Chen Moqing.", "Ask [a lawyer] or [a lawyer]."),
        ("Call +86 138 1234 5678 now.", "Call [number withheld] now."),
        ("Call 13812345678 now.", "Call [number withheld] now."),
        ("ID 11010519491231002X is hers.", "ID [number withheld] is hers."),
        ("Write to wxid_zhaohui88.", "Write to [account withheld]."),
        ("At Flat 1204, 18 Lotus Road, Yunting they wait.", "At [address withheld] they wait."),
        ("Told by S-0051.", "Told by [number withheld]."),
        ("With Sun Ruolan 孙若兰 there.", "With [name withheld] there."),
        ("Paid by Quiet Harbour Fund.", "Paid by [name withheld]."),
        ("Judge Ma Guoqiang spoke.", "Judge Ma Guoqiang spoke."),
        ("Lin Zhaowen 林兆雯 was taken.", "Lin Zhaowen 林兆雯 was taken."),
        ("Nothing to see.", "Nothing to see."),
        ("", ""),
    ],
)
def test_what_is_replaced(fake: FakeVault, text: str, expected: str) -> None:
    assert redacted(fake, invented_case(fake), text) == expected


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("initials", "L. Z. was taken; L. Z. said so."),
        ("none", "[the person concerned] was taken; [the person concerned] said so."),
    ],
)
def test_the_focus_person_below_full_identity(fake: FakeVault, level: str, expected: str) -> None:
    made = invented_case(fake, identity_level=level)
    assert redacted(fake, made, "Lin Zhaowen was taken; 林兆雯 said so.") == expected


def test_a_pseudonym_stands_for_every_script(fake: FakeVault) -> None:
    made = invented_case(fake, identity_level="pseudonym")
    text = redacted(fake, made, "Lin Zhaowen was taken; 林兆雯 said so; Auntie Wen too.")
    codes = {word.strip(";. ") for word in text.split() if word[:1].isupper() and any(c.isdigit() for c in word)}
    assert len(codes) == 1
    assert "Wen" not in text


def test_a_hidden_alias_of_someone_named_stays_hidden(fake: FakeVault) -> None:
    assert redacted(fake, invented_case(fake), "The file Heron is closed.") == "The file Lin Zhaowen is closed."


def test_every_run_says_where_it_comes_from(fake: FakeVault) -> None:
    made = invented_case(fake)
    result = redactor(fake, made)[0].line("Her sister 林兆慧 called.", "e" * 32, "narrative", lang="zh-Hans")
    assert result.changed
    assert {(run.record, run.field) for run in result.line} == {("e" * 32, "narrative")}
    assert [run.lang for run in result.line] == ["zh-Hans", "", "zh-Hans"]


def test_a_namesake_tied_to_the_case_is_replaced_and_a_stranger_is_marked(fake: FakeVault) -> None:
    made = invented_case(fake)
    far = fake.records.add("person", {"display_name": "Ma Guoqiang"}).id  # the judge's namesake, of another case
    engine, scanner = redactor(fake, made)
    assert {term.record for term in scanner.shadowed} == {far}
    result = engine.line("Judge Ma Guoqiang spoke.", "e" * 32, "narrative")
    assert not result.changed
    assert [(run.text, run.record) for run in result.line] == [
        ("Judge ", "e" * 32),
        ("Ma Guoqiang", made["judge"]),
        (" spoke.", "e" * 32),
    ]
    fake.records.edit(far, {"links": [{"person": made["lin"], "relation": "friend"}]})
    result = redactor(fake, made)[0].line("Judge Ma Guoqiang spoke.", "e" * 32, "narrative")
    assert "".join(run.text for run in result.line) == "Judge [name withheld] spoke."


def test_ordinary_words_that_are_a_stranger_s_name_are_left_for_a_person_to_judge(fake: FakeVault) -> None:
    made = invented_case(fake)
    before = redactor(fake, made)[1].counts[Grade.WEAK]
    fake.records.add("person", {"display_name": "文化"})
    engine, scanner = redactor(fake, made)
    assert scanner.counts[Grade.WEAK] == before + 1
    assert not engine.line("文化部门说没有。", "e" * 32, "narrative").changed


def test_cuts_that_overlap() -> None:
    marked, hidden = _Cut(0, 4, "abcd", "r", redacted=False), _Cut(2, 6, "[x]", "", redacted=True)
    assert _merge("abcdefgh", [hidden, marked]) == [_Cut(0, 6, "[x]", "", redacted=True)]
    assert _merge("abcdefgh", [_Cut(0, 4, "[x]", "", redacted=True), _Cut(2, 6, "cdef", "r", redacted=False)]) == [
        _Cut(0, 6, "[x]", "", redacted=True)
    ]
    other = _Cut(2, 6, "cdef", "s", redacted=False)
    assert _merge("abcdefgh", [marked, other]) == [marked]


_NAMES = [
    "Lin Zhaohui",
    "林兆慧",
    "Chen Moqing",
    "陈墨青",
    "Sun Ruolan",
    "孙若兰",
    "+86 138 1234 5678",
    "wxid_zhaohui88",
    "11010519491231002X",
]
_WORDS = st.sampled_from(["Her", "sister", "was", "told", "律师说", "他们", ".", ",", "\u200b", "(", ")", "电话", "é"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(_WORDS, st.sampled_from(_NAMES)), max_size=12), st.sampled_from([" ", "", "\n"]))
def test_no_strong_form_survives(drawn: list[str], between: str) -> None:
    fake = FakeVault()
    engine, scanner = redactor(fake, invented_case(fake))
    line = engine.line(between.join(drawn), "e" * 32, "narrative").line
    left = scanner.sightings("".join(run.text for run in line))
    assert [seen.term.text for seen in left if seen.grade is Grade.STRONG and not seen.allowed] == []


# ---- what nobody recorded ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ring 139 0000 2281 at night.", "Ring [phone number withheld] at night."),
        ("微信号：quiet_fox9，晚上联系。", "微信号：[account withheld]，晚上联系。"),
        ("Her card is 4111 1111 1111 1111.", "Her card is [bank card withheld]."),
        ("她的身份证３６０４２６１９９１０１０１００７１。", "她的身份证[identity number withheld]。"),
        ("She was born on 3 March 1965 there.", "She was born on [date of birth withheld] there."),
        ("A car 津A·90X17 waited.", "A car [number plate withheld] waited."),
        (
            "Docket (2015)三中刑初字第03206号, art. 293, on 2015-03-06.",
            "Docket (2015)三中刑初字第03206号, art. 293, on 2015-03-06.",
        ),
        ("Seat 91234567 was free.", "Seat 91234567 was free."),
    ],
)
def test_what_nobody_recorded_is_replaced_where_it_is_sure(fake: FakeVault, text: str, expected: str) -> None:
    assert redacted(fake, invented_case(fake), text) == expected


def test_a_replacement_says_what_stood_there_and_why(fake: FakeVault) -> None:
    line = redactor(fake, invented_case(fake))[0].line("林兆慧: 139 0000 2281", "e" * 32, "narrative")
    assert [(swap.before, swap.after, swap.why) for swap in line.swaps] == [
        ("林兆慧", "[a relative]", "name"),
        ("139 0000 2281", "[phone number withheld]", "phone"),
    ]


def test_a_number_in_a_field_of_its_own_is_no_running_text(fake: FakeVault) -> None:
    engine = redactor(fake, invented_case(fake))[0]
    assert not engine.line("139 0000 2281", "e" * 32, "docket").changed


# ---- mentions ---------------------------------------------------------------------------------------------------------------


def test_a_mention_is_read_as_its_record_may_be(fake: FakeVault) -> None:
    made = invented_case(fake)
    assert redacted(fake, made, f"Told by @[the elder girl]({made['sister']}) then.") == "Told by [a relative] then."
    assert redacted(fake, made, f"@[Zhaowen]({made['lin']}) was taken.") == "Lin Zhaowen was taken."
    assert redacted(fake, made, f"With @[somebody]({'0' * 32}).") == "With [name withheld]."


def test_a_mention_says_which_of_two_namesakes_is_meant(fake: FakeVault) -> None:
    made = invented_case(fake)
    far = fake.records.add("person", {"display_name": "Ma Guoqiang"}).id
    fake.records.edit(far, {"links": [{"person": made["lin"], "relation": "friend"}]})
    engine, scanner = redactor(fake, made)
    line = engine.line(f"Judge @[Ma Guoqiang]({made['judge']}) spoke.", "e" * 32, "narrative").line
    assert [(run.text, run.record) for run in line][1] == ("Ma Guoqiang", made["judge"])
    assert {term.record for term in scanner.shadowed} == {far}


# ---- inflected, glued and parted names, script by script --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Алесь Сяляцкі", "Размова з Алесем Сяляцкім учора."),
        ("Алесь Селецкий", "Письмо Алесю Селецкому, дело Алеся Селецкого."),
        ("Азим Қурбан", "Азим Қурбанниң оғли."),
        ("ئەزىم قۇربان", "ئەزىم قۇرباننىڭ ئوغلى"),
        ("Azim Qurban", "Azim Qurbanning oghli, Azim Qurbangha"),
        ("Azim Qurban", "Qurbanning oghli, Qurbangha"),  # nor is one word of it
        ("Azim Qurban", "Azim Qurban's case, Azim Qurban’s words"),
        ("Светлана Барановская", "О Светлане Барановской и Светлану Барановскую."),
        ("Jan Bakker", "Jan Bakkers zaak; Jan Bakker's zaak."),
        ("ཀརྨ་དབང་ཕྱུག", "ཀརྨ་དབང་ཕྱུག་གིས་བཤད།"),
        ("林兆慧", "林 兆 慧、林·兆·慧、林\n兆慧、林\u200b兆慧"),
        ("Tsering Dolkar", "Tse-\nring Dol\u00adkar came."),
    ],
)
def test_a_name_is_found_inflected_glued_and_parted(fake: FakeVault, name: str, text: str) -> None:
    made = invented_case(fake)
    known = fake.records.add("person", {"display_name": name}).id
    fake.records.edit(known, {"links": [{"person": made["lin"], "relation": "friend"}]})
    out = redacted(fake, made, text)
    left = [word for word in name.replace("·", " ").split() if word[:4].casefold() in out.casefold()]
    assert not left, out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Taken on 3 March 2015 at 10:20.", "Taken on March 2015 at 10:20."),
        ("March 3, 2015 and 2015-03-09", "March 2015 and March 2015"),
        ("on 3/3/2015", "on March 2015"),
        ("2015年3月6日被带走", "2015年3月被带走"),
        ("in March 2015, art. 293 of 1997", "in March 2015, art. 293 of 1997"),
        ("the 31/12 rule and 2015-13-40", "the 31/12 rule and 2015-13-40"),
    ],
)
def test_a_text_tells_no_day_where_the_profile_has_a_month(fake: FakeVault, text: str, expected: str) -> None:
    made = invented_case(fake)
    assert wider(fake, made, text, Inside(dates=Shape.MONTH)) == expected
    assert wider(fake, made, text, Inside()) == text


def test_a_text_tells_no_place_and_no_work_below_what_the_profile_has(fake: FakeVault) -> None:
    made = invented_case(fake)
    fake.records.edit(made["lin"], {"occupation": "lawyer"})
    place = fake.records.add("place", {"name": "Yunting", "level": "county", "admin_code": "440100"}).id
    fake.records.edit(made["taken"], {"place": place})
    inside = Inside(places=Shape.PROVINCE, jobs=Shape.JOB_CLASS)
    assert wider(fake, made, "The Lawyer was seen in Yunting.", inside) == "The [works in the law] was seen in Guangdong."


def wider(fake: FakeVault, made: dict[str, str], text: str, inside: Inside) -> str:
    selection = select(fake.records, fake.schema, [made["case"]])
    clearance = gate.check(selection, FakeLedger(fake), purpose="quiet_diplomacy", audience="embassy", day=fake.ambient.today())
    found = terms.collect(fake.records, selection, clearance, None)
    look = Look(catalogue=Catalogue(), vocabularies=fake.schema.vocabularies, title_of=str)
    general = ProseGeneraliser(Generaliser(selection.records, look, fake.ambient.today()), selection.records)
    naming = Naming(selection, clearance, Pseudonyms({}, fake.ambient), Catalogue())
    engine = Redactor(Scanner(found.withheld, found.allowed), naming, found.linked, Catalogue(), general=general)
    return "".join(run.text for run in engine.line(text, "e" * 32, "narrative", inside=inside).line)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("0123456789abcdef", min_size=32, max_size=32), min_size=1, max_size=20, unique=True))
def test_codes_stay_with_a_recipient_and_say_nothing_to_another(people: list[str]) -> None:
    ambient = FakeVault().ambient
    one, other = Pseudonyms({}, ambient), Pseudonyms({}, ambient)
    first = {person: one.code(person) for person in people}
    again = Pseudonyms(dict(first), ambient)
    assert {person: again.code(person) for person in reversed(people)} == first
    second = {person: other.code(person) for person in reversed(people)}
    assert len(set(first.values())) == len(people)
    assert not set(first.values()) & set(second.values())
