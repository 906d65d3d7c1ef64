"""The scanner: what counts as a find, what it weighs, namesakes proven or not, and what a person may accept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.disclosure.document import Box, Document, Heading, Items, Line, Pairs, Paragraph, Run, Table
from casevault.disclosure.render.pdf import render_pdf
from casevault.disclosure.scan import Grade, Hit, LeakFound, Place, ReviewNeeded, Scanner, ScanResult, Term, TermKind
from casevault.disclosure.scan_tree import tree_lines
from casevault.disclosure.scan_views import key_of, squeeze
from casevault.domain.names import leak_forms
from casevault.errors import Code
from casevault.i18n import Catalogue

WANG_ALLOWED, WANG_OTHER, EVENT = "a" * 32, "b" * 32, "e" * 32


def name(text: str, *, linked: bool = False, record: str = WANG_OTHER) -> Term:
    return Term(text, record, "display_name", TermKind.NAME, linked)


def of_kind(text: str, kind: TermKind) -> Term:
    return Term(text, WANG_OTHER, "channels", kind, linked=False)


TITLE = (Run("A case"),)


def paper(*lines: Line, title: Line = TITLE) -> Document:
    return Document(lang="en", title=title, created_day="2026-05-14", blocks=tuple(Paragraph(line) for line in lines))


def check(scanner: Scanner, document: Document, accepted: dict[str, str] | None = None) -> ScanResult:
    return scanner.check(render_pdf(document), "pdf", document, accepted or {})


def leaks(scanner: Scanner, document: Document) -> tuple[Hit, ...]:
    with pytest.raises(LeakFound) as leak:
        check(scanner, document)
    assert leak.value.code is Code.LEAK_FOUND
    return leak.value.hits


def reviews(scanner: Scanner, document: Document, accepted: dict[str, str] | None = None) -> tuple[Hit, ...]:
    with pytest.raises(ReviewNeeded) as review:
        check(scanner, document, accepted)
    assert review.value.code is Code.REVIEW_NEEDED
    return review.value.hits


def grades(scanner: Scanner, text: str) -> list[tuple[str, Grade]]:
    return [(text[match.start : match.end], match.grade) for match in scanner.find(text)]


# --- what is found, and what it weighs ---


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        (name("高瑜"), "昨天高瑜来", [("高瑜", Grade.WEAK)]),
        (name("高瑜", linked=True), "昨天高瑜来", [("高瑜", Grade.STRONG)]),
        (name("浦志强"), "浦志強在", [("浦志強", Grade.STRONG)]),
        (name("Ali"), "said Ali.", [("Ali", Grade.WEAK)]),
        (name("Ali", linked=True), "said Ali.", [("Ali", Grade.STRONG)]),
        (name("Ali", linked=True), "in Alice and Bengali", []),
        (name("Ali", linked=True), "he was a li more", [("a li", Grade.WEAK)]),
        (name("Ali", linked=True), "A l i", [("A l i", Grade.STRONG)]),
        (name("Ali", linked=True), "Ali2 and ali_x", [("ali", Grade.STRONG)]),
        (name("Gao Yu", linked=True), "gaoyu88@example.org", [("gaoyu", Grade.STRONG)]),
        (name("Lin Ruoxi"), "Lin Ruoxi", [("Lin Ruoxi", Grade.STRONG)]),
        (name("Lin Ruoxi"), "linruoxi", [("linruoxi", Grade.WEAK)]),
        (name("He Can"), "Then he can go. He Can said", [("he can", Grade.WEAK), ("He Can", Grade.STRONG)]),
        (name("Zhang Xiaoming"), "the file zhangxiaoming2", [("zhangxiaoming", Grade.STRONG)]),
        (name("Zhang Xiaoming"), "DossierZhangXiaomingFinal", [("ZhangXiaoming", Grade.STRONG)]),
        (name("Алесь Сялецкі"), "Алесь Сялецкі", [("Алесь Сялецкі", Grade.STRONG)]),
        (of_kind("+86 138 1234 5678", TermKind.NUMBER), "138-1234-5678", [("138-1234-5678", Grade.STRONG)]),
        (of_kind("+31 6 1234 5678", TermKind.NUMBER), "06 12345678", [("6 12345678", Grade.STRONG)]),
        (of_kind("1 202 555 0100", TermKind.NUMBER), "12025550100", [("12025550100", Grade.STRONG)]),
        (of_kind("110105491231002", TermKind.IDENTIFIER), "11010519491231002X", [("11010519491231002X", Grade.STRONG)]),
        (of_kind("4711", TermKind.IDENTIFIER), "no. 4711, not 24711 or 47112", [("4711", Grade.STRONG)]),
        (
            of_kind("天津市河西区友谊路12号3单元", TermKind.ADDRESS),
            "住在友谊路12号3单元",
            [("友谊路12号3单元", Grade.STRONG)],
        ),
        (of_kind("12 Mill Lane, Northtown", TermKind.ADDRESS), "at 12 Mill Lane", [("12 Mill Lane", Grade.STRONG)]),
        (of_kind("@gao_yu", TermKind.HANDLE), "wrote to @gao_yu today", [("gao_yu", Grade.STRONG)]),
        (of_kind("IMG_2031.JPG", TermKind.FILE_NAME), "see img_2031.jpg, img 2031", [("img_2031.jpg", Grade.STRONG)]),
        (of_kind("letter.pdf", TermKind.FILE_NAME), "a letter", []),
        (name("…"), "… and nothing", []),
        (name("高", linked=True), "高瑜", [("高", Grade.STRONG)]),
    ],
)
def test_find(term: Term, text: str, found: list[tuple[str, Grade]]) -> None:
    scanner = Scanner([term], [])
    got = grades(scanner, text)
    if term.kind is TermKind.FILE_NAME and found:
        assert found[0] in got  # the name without its ending is found too
    else:
        assert got == found


@pytest.mark.parametrize("written", ["欧阳丽丽", "歐陽麗麗", "吕秀萍", "单行长乐", "尉遲敬德", "林兆慧", "Lü Xiuping", "Gao Yu"])
def test_every_form_in_which_a_name_could_leak_is_found_whole(written: str) -> None:
    scanner = Scanner([name(written, linked=True)], ())
    missed = [form for form in sorted(leak_forms(written)) if form not in {form[m.start : m.end] for m in scanner.find(form)}]
    assert not missed


def test_counts_by_grade_and_shadowed_terms() -> None:
    terms = [name("高瑜"), name("浦志强"), name("林若溪"), of_kind("4711", TermKind.IDENTIFIER)]
    scanner = Scanner(terms, [name("林若溪", record=WANG_ALLOWED)])
    assert scanner.counts == {Grade.STRONG: 2, Grade.WEAK: 1, Grade.SHADOWED: 1}
    assert scanner.shadowed == (terms[2],)


def test_of_two_terms_of_one_form_the_one_that_weighs_more_speaks() -> None:
    scanner = Scanner([name("高瑜", record="1"), name("高瑜", record="2", linked=True)], [])
    (match,) = scanner.find("高瑜")
    assert match.term.record == "2"
    assert match.grade is Grade.STRONG


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["高瑜", "Gao Yu", "Yu Gao", "Ivan Dudka"]), st.booleans()), max_size=8))
def test_the_first_of_those_that_weigh_most_speaks_whatever_an_index_before_held(holders: list[tuple[str, bool]]) -> None:
    Scanner(
        [name("Gao Yu", linked=True)], [name("高瑜", record=WANG_ALLOWED)]
    )  # what it keeps of spellings says nothing of holders
    scanner = Scanner([name(text, linked=linked, record=str(number)) for number, (text, linked) in enumerate(holders)], [])
    # A stranger's name of two Hanzi may be a word; all else here is somebody's full name, or of someone tied to the case.
    weigh = [(text == "高瑜" and not linked, number) for number, (text, linked) in enumerate(holders) if text != "Ivan Dudka"]
    found = {match.term.record for match in scanner.find("I met Gao Yu twice")}
    assert found == ({str(min(weigh)[1])} if weigh else set())


def test_part_of_a_longer_allowed_name_is_no_find() -> None:
    scanner = Scanner([name("王宇", linked=True)], [name("王宇光", record=WANG_ALLOWED), name("Lin", record=WANG_ALLOWED)])
    assert grades(scanner, "王宇光 came, Lin too") == []
    assert grades(scanner, "王宇 came, 王宇光 too") == [("王宇", Grade.STRONG)]


def test_allowed_names_are_pointed_out_with_their_records() -> None:
    scanner = Scanner([name("王宇")], [name("王宇", record=WANG_ALLOWED), name("高瑜", record="c")])
    assert scanner.find("王宇和高瑜") == []
    assert [(m.start, m.end, m.term.record, m.grade) for m in scanner.find_allowed("王宇和高瑜")] == [
        (0, 2, WANG_ALLOWED, Grade.SHADOWED),
        (3, 5, "c", Grade.WEAK),
    ]


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=40), st.text(max_size=40))
def test_every_place_found_lies_in_the_text_and_holds_the_name(before: str, after: str) -> None:
    scanner = Scanner([name("Kovalenka Alesia", linked=True)], [])
    text = f"{before} Kovalenka\u200b Alesia {after}"
    matches = scanner.find(text)
    assert any(key_of(text[match.start : match.end]) == "kovalenkaalesia" for match in matches)


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=60))
def test_each_character_of_the_squeezed_text_comes_from_one_place(text: str) -> None:
    squeezed = squeeze(text)
    last = 0
    for at in range(len(squeezed.key)):
        start, end = squeezed.origin(at, at + 1)
        assert last <= start < end <= len(text)
        last = start


# --- the finished file ---


def test_a_leak_in_each_kind_of_text_an_output_prints() -> None:
    scanner = Scanner([name("林若溪", linked=True)], [])
    bad = (Run("seen with 林若溪", EVENT, "summary"),)
    empty = paper()
    documents = {
        "title": replace(empty, title=bad),
        "subtitle": replace(empty, subtitle=bad),
        "header": replace(empty, header=bad),
        "footer": replace(empty, footer=bad),
        "keyword": replace(empty, keywords=("林若溪",)),
        "heading": replace(empty, blocks=(Heading(bad),)),
        "paragraph": paper(bad),
        "item": replace(empty, blocks=(Items((bad,)),)),
        "box title": replace(empty, blocks=(Box(bad),)),
        "box label": replace(empty, blocks=(Box((), ((bad, ()),)),)),
        "box value": replace(empty, blocks=(Box((), (((), (bad,)),)),)),
        "pair": replace(empty, blocks=(Pairs((((), (bad,)),)),)),
        "table head": replace(empty, blocks=(Table((bad,), ()),)),
        "table cell": replace(empty, blocks=(Table(((),), (((bad,),),)),)),
    }
    for place, document in documents.items():
        hits = leaks(scanner, document)
        assert hits, place
        assert {hit.term for hit in hits} == {"林若溪"}
        # and by the finished bytes alone, as if the tree had been clean
        with pytest.raises(LeakFound) as leak:
            scanner.check(render_pdf(document), "pdf", empty, {})
        assert leak.value.hits


def test_a_hit_names_record_field_and_page() -> None:
    scanner = Scanner([name("林若溪", linked=True)], [])
    fill = tuple((Run(f"Line {number}"),) for number in range(90))
    (hit,) = leaks(scanner, paper(*fill, (Run("seen with 林若溪", EVENT, "summary"),)))
    assert (hit.record, hit.where.record, hit.where.field, hit.where.place) == (WANG_OTHER, EVENT, "summary", Place.TEXT)
    assert hit.where.page == 3
    assert str(hit.where) == "page 3, field summary"
    assert hit.where.words(Catalogue()) == "page 3"


def test_weak_hits_are_listed_until_each_is_accepted_with_a_reason() -> None:
    scanner = Scanner([name("高峰"), name("Jasmine")], [])
    document = paper(
        (Run("At the 高峰 of the season, a jasmine flowered.", EVENT, "summary"),), (Run("又到高峰", EVENT, "notes"),)
    )
    hits = reviews(scanner, document)
    assert [(hit.grade, hit.term) for hit in hits] == [(Grade.WEAK, "高峰"), (Grade.WEAK, "Jasmine"), (Grade.WEAK, "高峰")]
    some = {hits[0].id: "the ordinary word"}
    assert [hit.id for hit in reviews(scanner, document, some)] == [hits[1].id, hits[2].id]
    assert reviews(scanner, document, {hit.id: "  " for hit in hits}) == hits
    every = {hit.id: "the ordinary word" for hit in hits}
    assert check(scanner, document, every).hits == hits
    # another run, more pages before it: the ids hold while the words around do
    moved = replace(document, blocks=(*(Paragraph((Run(f"Line {n}"),)) for n in range(80)), *document.blocks))
    assert len(check(scanner, moved, every).hits) == 3
    changed = paper((Run("Another 高峰 altogether", EVENT, "summary"),))
    assert len(reviews(scanner, changed, every)) == 1


def test_a_strong_hit_cannot_be_accepted() -> None:
    scanner = Scanner([name("林若溪", linked=True)], [])
    document = paper((Run("林若溪"),))
    accepted = {hit.id: "please" for hit in leaks(scanner, document)}
    with pytest.raises(LeakFound):
        check(scanner, document, accepted)


def test_a_strong_hit_of_the_same_words_outweighs_a_weak_one() -> None:
    scanner = Scanner([name("王宇", linked=True)], [name("王宇", record=WANG_ALLOWED)])
    document = paper((Run("王宇", WANG_ALLOWED),), (Run("王宇", EVENT),), (Run("王宇", WANG_OTHER),))
    assert {hit.grade for hit in leaks(scanner, document)} == {Grade.SHADOWED}


# --- namesakes ---


def test_a_namesake_that_may_appear_passes_with_proof_of_origin() -> None:
    scanner = Scanner([name("王宇", linked=True)], [name("王宇", record=WANG_ALLOWED)])
    own = (Run("王宇", WANG_ALLOWED, "display_name"), Run(" was detained; ", EVENT, "summary"), Run("Wang Yu", WANG_ALLOWED))
    document = replace(paper(own, own, title=own), header=own, blocks=(Heading(own), Paragraph(own), Table((own,), (((own,),),))))
    result = check(scanner, document)
    assert result.hits == ()
    assert result.shadowed == (name("王宇", linked=True),)


@pytest.mark.parametrize("origin", [WANG_OTHER, EVENT, ""])
def test_the_same_words_from_another_record_are_a_leak(origin: str) -> None:
    scanner = Scanner([name("王宇", linked=True)], [name("王宇", record=WANG_ALLOWED)])
    document = paper((Run("王宇", WANG_ALLOWED),), (Run("met 王宇", origin),))
    assert {hit.grade for hit in leaks(scanner, document)} == {Grade.SHADOWED}


def test_a_name_half_from_one_record_and_half_from_another_proves_nothing() -> None:
    scanner = Scanner([name("王宇", linked=True)], [name("王宇", record=WANG_ALLOWED)])
    assert leaks(scanner, paper((Run("王", WANG_ALLOWED), Run("宇", EVENT))))


def test_an_unlinked_namesake_without_proof_is_for_a_person_to_judge_unless_its_own_record_says_so() -> None:
    scanner = Scanner([name("王宇")], [name("王宇", record=WANG_ALLOWED)])
    assert {hit.grade for hit in reviews(scanner, paper((Run("met 王宇", EVENT),)))} == {Grade.WEAK}
    assert {hit.grade for hit in leaks(scanner, paper((Run("met 王宇", WANG_OTHER),)))} == {Grade.SHADOWED}


def test_a_file_that_prints_a_namesake_more_often_than_the_tree_is_a_leak() -> None:
    scanner = Scanner([name("王宇", linked=True)], [name("王宇", record=WANG_ALLOWED)])
    own = (Run("王宇", WANG_ALLOWED),)
    made = render_pdf(paper(own, own))
    assert scanner.check(made, "pdf", paper(own, own), {}).hits == ()
    with pytest.raises(LeakFound) as leak:
        scanner.check(made, "pdf", paper(own), {})
    assert {hit.where.place for hit in leak.value.hits} == {Place.PAGE}


def test_a_namesake_in_a_right_to_left_script() -> None:
    person = "ئابلىكىم تۇرسۇن"
    scanner = Scanner([name(person, linked=True)], [name(person, record=WANG_ALLOWED)])
    own = (Run(person, WANG_ALLOWED), Run(" قەشقەردە تۇغۇلغان", EVENT))
    assert check(scanner, paper(own, (Run("In Kashgar: "), *own))).hits == ()
    strict = Scanner([name(person, linked=True)], [])
    assert leaks(strict, paper(own))
    with pytest.raises(LeakFound):
        strict.check(render_pdf(paper(own)), "pdf", paper(), {})


def test_a_name_over_the_end_of_a_line_is_found() -> None:
    scanner = Scanner([name("Wolfeschlegelsteinhausen Bergerdorffmann", linked=True)], [])
    text = "Words and words and words and words and words and words before Wolfeschlegelsteinhausen Bergerdorffmann came."
    with pytest.raises(LeakFound):
        scanner.check(render_pdf(paper((Run(text),))), "pdf", paper(), {})


def test_every_line_of_a_document_is_searched() -> None:
    used: list[str] = []

    def line() -> Line:
        used.append(f"word{len(used)}")
        return (Run(used[-1]),)

    document = Document(
        lang="word",
        title=line(),
        subtitle=line(),
        label="label",
        header=line(),
        footer=line(),
        keywords=("keyword",),
        identifier="identifier",
        blocks=(
            Heading(line()),
            Paragraph(line()),
            Items((line(), line())),
            Box(line(), ((line(), (line(), line())),)),
            Pairs(((line(), (line(),)),)),
            Table((line(),), (((line(), line()),),)),
        ),
    )
    searched = {one.text for one in tree_lines(document)}
    assert searched >= {*used, "word", "label", "keyword", "identifier"}
