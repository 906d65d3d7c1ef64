"""What is agreed with somebody for a line is never read by who was handed a paper: code words, and what else is kept closest."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from disclosure.asking import ask
from disclosure_fakes import invented_case

from casevault import disclosure
from casevault.disclosure.plain import plain_text
from casevault.disclosure.request import Request
from casevault.disclosure.scan import LeakFound
from casevault.disclosure.scan_terms import Grade
from casevault.vault.demo import build_demo

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.disclosure.request import Preview
    from casevault.vault.vault import Vault

RULES = "Evenings only; she says «the parcel came» when she can speak."


@pytest.fixture
def made(vault: Vault) -> dict[str, str]:
    return invented_case(vault)


def agree(vault: Vault, made: dict[str, str], rules: str, whose: str = "sister") -> None:
    channel = {"kind": "phone", "value": "+86 139 8765 4321", "safe": "safe", "rules": rules}
    vault.records.edit(made[whose], {"channels": [channel]})


def told(vault: Vault, made: dict[str, str], text: str) -> Preview:
    vault.records.edit(made["taken"], {"narrative": text})
    return disclosure.preview(vault, ask(made))


def words(shown: Preview) -> str:
    assert shown.document is not None
    return " ".join(row.after for row in shown.rows if row.field == "narrative").strip()


@pytest.mark.parametrize(
    ("rules", "text", "secret"),
    [
        (RULES, "Not known; the parcel came back.", "parcel"),
        (RULES, "Not known; The  Parcel, came back.", "Parcel"),
        ("Code word: red kite rising. Never on Sundays.", "She said red kite rising and hung up.", "kite"),
        ('Says "did aunt send tea" first', "He asked: did Aunt send tea?", "tea"),
        ("暗号是“包裹已经到了”。", "她说包裹已经到了。", "包裹"),
        ("暗號：茉莉花開了", "她说茉莉花開了就挂了。", "茉莉"),
        ("Codewoord is de fiets staat buiten", "Zij zei: de fiets staat buiten.", "fiets"),
    ],
)
def test_a_code_word_is_left_out_wherever_it_stands(
    vault: Vault, made: dict[str, str], rules: str, text: str, secret: str
) -> None:
    agree(vault, made, rules)
    shown = told(vault, made, text)
    assert secret not in words(shown)
    assert words(shown)
    assert not shown.hits
    assert {swap.why for swap in shown.swaps if swap.field == "narrative"} == {"code_word"}
    assert "code" not in words(shown)  # that it was one is what nobody may learn


def test_what_was_agreed_before_is_still_listened_for(vault: Vault, made: dict[str, str]) -> None:
    agree(vault, made, RULES)
    agree(vault, made, "Mornings only.")
    assert "parcel" not in words(told(vault, made, "Not known; the parcel came back."))


def test_an_organisation_has_lines_too(vault: Vault, made: dict[str, str]) -> None:
    agree(vault, made, "They say «all lamps are lit» at the door.", whose="court")
    assert "lamps" not in words(told(vault, made, "Somebody called: all lamps are lit."))


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        ("Says «weather» first.", "They spoke of the weather."),
        ("Evenings only.", "She answers the phone, evenings only."),
        ("说“茶叶”就可以。", "他们谈到茶叶。"),
    ],
)
def test_a_word_that_may_be_chance_is_for_a_person_to_judge(vault: Vault, made: dict[str, str], rules: str, text: str) -> None:
    agree(vault, made, rules)
    shown = told(vault, made, text)
    assert {hit.grade for hit in shown.hits} == {Grade.WEAK}
    replaced = disclosure.preview(vault, ask(made, replace=tuple(hit.id for hit in shown.hits)))
    assert not replaced.hits


@pytest.mark.parametrize(
    "text",
    [
        "He was told to go home.",  # ordinary words of the rules, but no clause of them
        "It's hers, and it's 5 o'clock; don't.",
    ],
)
def test_ordinary_words_are_no_code_words(vault: Vault, made: dict[str, str], text: str) -> None:
    agree(vault, made, "Don't call the sister's home: it's watched.")
    shown = told(vault, made, text)
    assert words(shown) == text
    assert not shown.hits


def test_a_clause_of_a_safety_note_is_looked_at_before_it_leaves(vault: Vault, made: dict[str, str]) -> None:
    clause = "two men sit in the tea house across from her door every night"
    vault.records.add("note", {"about": made["case"], "kind": "safety", "text": f"Keep in mind: {clause}."})
    shown = told(vault, made, f"He saw that {clause}.")
    assert [hit.grade for hit in shown.hits] == [Grade.WEAK] * len(shown.hits)
    assert shown.hits


def test_a_name_in_a_clause_is_a_name_all_the_same(vault: Vault, made: dict[str, str]) -> None:
    agree(vault, made, "Only Lin Zhaohui picks up the phone. Never before Zhaohui has eaten")
    shown = told(vault, made, "They know that only Lin Zhaohui picks up the phone, never before Zhaohui has eaten.")
    assert "Zhaohui" not in words(shown)


def test_a_code_word_of_somebody_in_another_case_is_left_out_too(vault: Vault, made: dict[str, str]) -> None:
    channel = {"kind": "phone", "value": "+31 6 12345678", "safe": "safe", "rules": RULES}
    vault.records.add("person", {"display_name": "Somebody Else", "channels": [channel]})
    assert "parcel" not in words(told(vault, made, "Not known; the parcel came back."))


def test_a_code_word_in_the_title_of_a_case_does_not_leave(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    agree(vault, made, RULES)
    vault.records.edit(made["case"], {"title": "the parcel came", "summary": "He said: the parcel came."})
    out = tmp_path / "out.html"
    with suppress(LeakFound):
        disclosure.disclose(vault, ask(made, seal="none", format="html"), out)
    assert not out.exists() or "parcel" not in out.read_text("utf-8").casefold()


@pytest.mark.slow
def test_the_demo_tells_no_reader_its_code_word(vault: Vault) -> None:
    build_demo(vault)
    case = next(one for one in vault.records.list("case") if one.fields.get("code") == "HERON")
    lin = next(one for one in vault.records.list("person") if one.fields.get("display_name") == "Lin Zhaowen")
    terms = {"giver": "self", "identity_level": "full", "form": "written", "given": _today(vault), "review_on": "2099-01-01"}
    agreed = {"audiences": ["embassy", "un"], "purpose": "quiet_diplomacy", "scope_fields": ["health"], **terms}
    vault.records.add("consent", {"person": lin.id, **agreed})
    for audience, output in (("embassy", "dossier"), ("embassy", "chronology"), ("un", "chronology")):
        request = Request(
            cases=(case.id,), audience=audience, output=output, to="A desk", options=("with_family",)[: output == "chronology"]
        )
        shown = disclosure.preview(vault, request)
        assert shown.document is not None
        read = plain_text(shown.document)
        assert "Not known; [words left out] back." in read
        for secret in ("parcel", "listened to", "Listened to", "Evenings", "Willow", "8765 4321"):
            assert secret not in read, secret


def _today(vault: Vault) -> str:
    return vault.ambient.today().isoformat()
