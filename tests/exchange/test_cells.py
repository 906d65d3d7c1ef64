"""What a cell says beside its plain text, on made columns and on real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from exchange.material import found, opened
from hypothesis import given
from hypothesis import strategies as st

from casevault.domain.schema import NotAValue
from casevault.exchange.cells import Becomes, ColumnReading, Reason, apart, propose, reason_of, split, values

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ("NA|N/A|n/a| na |ＮＡ|#N/A|Unknown|不详|未知|？|غير معروف|onbekend|неизвестно", Reason.UNKNOWN),
        ("null|NULL|-|—|–|\\N|(blank)|/", Reason.NOTHING),
        ("none|无|沒有|geen", Reason.NONE),
        ("n.v.t.|not applicable|不适用", Reason.NOT_APPLICABLE),
        ("[redacted]|XXX|xxxx|***|■■■|█|XXX XXX|*** ***|name withheld|保密", Reason.REDACTED),
    ],
)
def test_what_says_that_there_is_no_value_is_known(texts: str, reason: Reason) -> None:
    assert {text: reason_of(text) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), reason)


@pytest.mark.parametrize(
    "text", ["", " ", "X", "XX", "Nan Xi", "Na", "无锡", "王XX", "no", "0", "A*", "Nobody's child", "life", "*"]
)
def test_what_may_be_a_value_is_left_alone(text: str) -> None:
    if text != "Na":  # a name, too; the proposal shows how often it stands there, and a person decides
        assert reason_of(text) is None


def column(path: Path, name: str) -> ColumnReading:
    source, rows = opened(path)
    place = source.sheet.header.index(name)
    return propose(row.cells[place] for row in rows)


def test_columns_of_prisoners_in_china() -> None:
    path = found("import", "cn-political-prisoners", "first-150-rows.csv")
    sentences = column(path, "Sentence")
    told = {one.text: (one.count, one.reason, one.becomes) for one in sentences.sentinels}
    assert told["unknown"] == (9, Reason.UNKNOWN, Becomes.UNKNOWN)
    assert told["life"] == (8, Reason.WORD, Becomes.TEXT)
    assert {"detention", "death"} <= set(told)
    names = column(path, "Name")
    assert (names.separator, names.bracketed, names.sentinels) == ("", 3, ())
    assert column(path, "Source").separator == ""


def test_columns_of_victims_in_chile() -> None:
    path = found("import", "chile-pinochet", "pinochet.csv")
    affiliation = column(path, "victim_affiliation")
    assert [(one.text, one.count, one.becomes) for one in affiliation.sentinels] == [
        ("NA", 945, Becomes.UNKNOWN),
        ("None", 135, Becomes.TEXT),
    ]
    assert column(path, "occupation_detail").separator == ""  # four semicolons in prose are no list
    assert [one.text for one in column(path, "age").sentinels] == ["NA"]


@pytest.mark.parametrize(
    ("cells", "separator"),
    [
        (["a|b", "c", "b|c|d"], "|"),
        (["lawyer; writer", "writer", "lawyer"], ";"),
        (["天安门母亲、记者", "记者", "记者、律师"], "、"),
        (["حلب، حمص", "حلب", "حمص، دمشق"], "،"),
        (["one\ntwo", "three", "four\nfive"], "\n"),
        (["Prison A / Prison B", "Prison A", "Prison B"], " / "),
        (["DOE, Jane", "ROE, Richard"], ""),
        (["a long sentence about what happened there that day; and another one, which is still longer than the first"] * 9, ""),
        (["A &amp; B", "C &amp; D"], ""),
        (["24/7", "s/n"], ""),
        ([("a", "b"), "c"], ""),
    ],
)
def test_several_values_in_one_cell_are_proposed(cells: list[str | tuple[str, ...]], separator: str) -> None:
    assert propose(cells).separator == separator


def test_nothing_changes_without_a_decision() -> None:
    reading = propose(["NA", "1", "2", "none", "3", "life", "4", "5", "6"])
    assert values("NA") == ("NA",)
    assert values("NA", decisions=reading.decisions()) == (NotAValue.UNKNOWN,)
    assert values("life", decisions=reading.decisions()) == ("life",)
    assert values("life", decisions=reading.decided("Life", Becomes.EMPTY).decisions()) == ()
    assert values(" N/A ; x;; y", ";", {"n/a": Becomes.NOT_DISCLOSABLE}) == (NotAValue.NOT_DISCLOSABLE, "x", "y")
    assert values(("a;b", "", "c"), ";") == ("a;b", "c")  # where the format has lists, nothing is parted again


def test_a_mark_of_redaction_inside_a_text_is_counted_and_stays() -> None:
    reading = propose(["王***", "met [redacted] there", "plain"])
    assert reading.partly_redacted == 2
    assert values("王***", decisions=reading.decisions()) == ("王***",)


def test_a_second_name_in_brackets() -> None:
    assert apart("阿可拜尔•伊明（AkbarImin）") == ("阿可拜尔•伊明", "AkbarImin")
    assert apart("plain") == ("plain", "")
    assert apart("a (b) c") == ("a (b) c", "")


@given(st.lists(st.text(max_size=30), max_size=8), st.sampled_from(["|", ";", "、", " / ", "\n", ""]))
def test_no_text_is_lost_by_parting(parts: list[str], separator: str) -> None:
    text = separator.join(parts)
    kept = "".join("".join(split(text, separator)).split())
    assert kept == "".join((text.replace(separator, "") if separator and "&" not in text else kept).split())


@given(st.lists(st.text(max_size=60)))
def test_any_column_gives_a_proposal_that_reads_every_cell(cells: list[str]) -> None:
    reading = propose(cells)
    for cell in cells:
        values(cell, reading.separator, reading.decisions())
