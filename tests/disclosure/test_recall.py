"""A notice on its way out, what it may say, and the copy that takes the place of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from disclosure.asking import ask, untouched
from disclosure_fakes import invented_case
from erasing_aid import erase

from casevault import disclosure, files
from casevault.disclosure import compile as compiler
from casevault.disclosure import recall, register
from casevault.disclosure.plain import plain_text
from casevault.disclosure.request import NOTICE, Request
from casevault.domain.consent import codes_of, rows_of, text_of
from casevault.domain.erasing import Reason
from casevault.errors import Code, UserProblem
from casevault.vault.erasing import Target
from casevault.vault.holders import Why, to_be_told, waiting

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault

FIRST, SECOND = "Embassy of Ruritania", "Embassy of Sylvania"


@pytest.fixture
def made(vault: Vault) -> dict[str, str]:
    return invented_case(vault)


@pytest.fixture
def two(vault: Vault, made: dict[str, str], tmp_path: Path) -> tuple[str, str]:
    return (
        disclosure.disclose(vault, ask(made, to=FIRST), tmp_path / "1.pdf").bundle,
        disclosure.disclose(vault, ask(made, to=SECOND), tmp_path / "2.pdf").bundle,
    )


def words(vault: Vault, copy: str, lang: str = "en") -> str:
    holders = recall.of_the_same(vault, copy)
    return plain_text(compiler.preview(vault, recall.request_for(holders, lang=lang)).document)


def test_the_row_says_what_left_and_how_each_stands_in_it(vault: Vault, made: dict[str, str], two: tuple[str, str]) -> None:
    row = vault.records.get(two[0])
    appeared = {one["person"]: one for one in rows_of(row, "appeared")}
    heads = vault.records.get(made["consent"]).heads
    assert (appeared[made["lin"]]["identity"], appeared[made["lin"]]["consent"]) == ("full", made["consent"])
    assert appeared[made["lin"]]["version"] == heads[0]
    for what in rows_of(row, "what"):
        keys, shown = what["fields"], what["shown"]
        assert isinstance(keys, list)
        assert isinstance(shown, list)
        assert what["version"]
        assert len(keys) == len(shown) == len({str(one) for one in shown})
    # She stands in it as a relative: who asks who has seen her learns it, and how.
    found = register.listing(vault, person=made["sister"])
    assert {entry.id for entry in found} == set(two)
    assert {entry.appears for entry in found} == {"none"}
    assert made["sister"] not in codes_of(row, "persons")


def test_a_withdrawal_reaches_each_holder_and_says_nothing_of_anybody(
    vault: Vault, made: dict[str, str], two: tuple[str, str], tmp_path: Path
) -> None:
    vault.records.edit(made["consent"], {"withdrawn": "2026-03-18"})
    assert {one.copy.id for one in to_be_told(vault)} == set(two)
    for lang in ("en", "nl"):
        said = words(vault, two[0], lang)
        assert two[0] in said
        assert FIRST in said
        for never in ("Lin", "兆雯", "HERON", SECOND, two[1], "consent", "toestemming", "withdr", "detention"):
            assert never not in said
    out = tmp_path / "notice.pdf"
    report = disclosure.disclose(vault, recall.request_for(recall.of_the_same(vault, two[0])), out)
    assert (report.preview.selected, report.preview.written, report.preview.scan.hits) == (0, 0, 0)
    assert report.preview.scan.terms > 0
    row = vault.records.get(report.bundle)
    assert (text_of(row, "output"), codes_of(row, "persons"), row.fields.get("supersedes")) == (NOTICE, (), None)
    assert {one.copy.id for one in to_be_told(vault)} == {two[1]}
    assert [copy.id for copy in waiting(vault)] == [two[0]]
    recall.answered(vault, two[0], recall.Answer("confirmed", onward="Their ministry"))
    assert waiting(vault) == []
    assert text_of(vault.records.get(two[0]), "onward") == "Their ministry"


@pytest.mark.parametrize("level", ["full", "initials", "pseudonym"])
def test_who_stands_in_a_text_alone_is_found_and_who_stands_nowhere_asks_nobody_back(
    vault: Vault, made: dict[str, str], tmp_path: Path, level: str
) -> None:
    """Two witnesses agreed; one copy speaks of neither, the next of one, in the words of an event and in no field of its own."""
    seen, unseen = (vault.records.add("person", {"display_name": name}).made[0] for name in ("Gao Minyue", "Tang Yihan"))
    agreed = {"giver": "self", "purpose": "quiet_diplomacy", "audiences": ["embassy"], "identity_level": level}
    given = [
        vault.records.add("consent", {**agreed, "person": one, "given": "2026-03-01", "review_on": "2026-09-01"}).made[0]
        for one in (seen, unseen)
    ]
    rows: list[Any] = [*rows_of(vault.records.get(made["case"]), "persons")]
    rows += [{"person": one, "role": "witness"} for one in (seen, unseen)]
    vault.records.edit(made["case"], {"persons": rows})
    without = disclosure.disclose(vault, ask(made, to=FIRST), tmp_path / "1.pdf")
    assert set(without.preview.consents) == {made["consent"]}
    vault.records.edit(made["taken"], {"narrative": "Gao Minyue saw how she was taken."})
    spoken = disclosure.disclose(vault, ask(made, to=SECOND), tmp_path / "2.pdf")
    assert "saw how she was taken" in plain_text(spoken.preview.document)
    assert set(spoken.preview.consents) == {made["consent"], given[0]}
    assert [(one.id, one.appears) for one in register.listing(vault, person=seen)] == [(spoken.bundle, level)]
    assert register.listing(vault, person=unseen) == []
    vault.records.edit(given[1], {"withdrawn": "2026-03-18"})
    assert [one.copy.id for one in to_be_told(vault) if one.is_withdrawal] == []
    vault.records.edit(given[0], {"withdrawn": "2026-03-18"})
    assert [(one.copy.id, one.persons) for one in to_be_told(vault) if one.is_withdrawal] == [(spoken.bundle, (seen,))]


def test_a_correction_names_what_they_hold_and_not_what_it_says(vault: Vault, made: dict[str, str], two: tuple[str, str]) -> None:
    vault.records.edit(made["lin"], {"birth": "1979-01-05", "ethnicity": "uyghur", "do_no_harm_notes": "other"})
    said = words(vault, two[0])
    assert "Person: Born" in said or "Person: Date of birth" in said or "Person: Birth" in said
    assert "1979" not in said
    assert "1984" not in said
    assert "thnic" not in said  # was not in the copy


@pytest.mark.parametrize(
    "wrong",
    [
        {"copies": ()},
        {"to": SECOND},
        {"cases": ("0" * 32,)},
        {"copies": ("0" * 32,)},
        {"person": "0" * 32},
    ],
)
def test_a_notice_is_for_its_holder_alone(
    vault: Vault, made: dict[str, str], two: tuple[str, str], tmp_path: Path, wrong: dict[str, object]
) -> None:
    vault.records.edit(made["consent"], {"withdrawn": "2026-03-18"})
    request: dict[str, Any] = {"cases": (), "audience": "embassy", "output": NOTICE, "to": FIRST, "copies": (two[0],)}
    out = tmp_path / "notice.pdf"
    before = len(register.listing(vault))
    with pytest.raises(UserProblem) as refusal:
        disclosure.disclose(vault, Request(**{**request, **wrong}), out)
    assert refusal.value.code is Code.INVALID_INPUT
    assert untouched(vault, out, before)
    assert {one.copy.id for one in to_be_told(vault)} == set(two)


def test_a_notice_that_cannot_be_written_tells_nobody(
    vault: Vault, made: dict[str, str], two: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.records.edit(made["consent"], {"withdrawn": "2026-03-18"})

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(files, "Staged", full)
    with pytest.raises(OSError, match="full"):
        disclosure.disclose(vault, recall.request_for(recall.of_the_same(vault, two[0])), tmp_path / "notice.pdf")
    assert {one.copy.id for one in to_be_told(vault)} == set(two)


def test_a_newer_copy_says_what_changed_in_it_and_takes_the_place(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    first = disclosure.disclose(vault, ask(made), tmp_path / "1.pdf")
    assert "Changes since" not in plain_text(first.preview.document)
    again = compiler.preview(vault, ask(made))
    assert "Nothing in it reads otherwise." in plain_text(again.document)
    vault.records.edit(made["lin"], {"birth": "1983-03-11", "do_no_harm_notes": "Never by letter"})
    second = disclosure.disclose(vault, ask(made), tmp_path / "2.pdf")
    said = plain_text(second.preview.document)
    assert "Changes since your last copy" in said
    assert "Changed: People: 1 detail" in said
    old = vault.records.get(first.bundle)
    assert (text_of(old, "recall"), text_of(vault.records.get(second.bundle), "supersedes")) == ("superseded", first.bundle)
    assert to_be_told(vault) == []  # the newer copy told them
    states = {entry.id: entry.state.value for entry in register.listing(vault)}
    assert states == {first.bundle: "ended", second.bundle: "valid"}
    # Another desk's first copy knows of no earlier one.
    assert "Changes since" not in plain_text(compiler.preview(vault, ask(made, to=SECOND)).document)
    assert "Changes since" not in plain_text(compiler.preview(vault, ask(made, lang="nl")).document)


def test_a_copy_that_was_replaced_is_in_their_hands_all_the_same(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    first = disclosure.disclose(vault, ask(made), tmp_path / "1.pdf").bundle
    by_herself = {"person": made["lin"], "giver": "self", "purpose": "quiet_diplomacy", "audiences": ["embassy"]}
    vault.records.add("consent", {**by_herself, "identity_level": "full", "given": "2026-03-18", "review_on": "2026-09-01"})
    second = disclosure.disclose(vault, ask(made), tmp_path / "2.pdf").bundle
    assert text_of(vault.records.get(first), "recall") == "superseded"
    vault.records.edit(made["consent"], {"withdrawn": "2026-03-17"})  # the newer copy rests on her own word
    assert [(one.copy.id, one.is_withdrawal) for one in to_be_told(vault)] == [(first, True)]
    disclosure.disclose(vault, recall.request_for(recall.of_the_same(vault, first)), tmp_path / "notice.pdf")
    third = disclosure.disclose(vault, ask(made), tmp_path / "3.pdf").bundle
    assert text_of(vault.records.get(third), "supersedes") == second
    assert [copy.id for copy in waiting(vault)] == [first]
    recall.answered(vault, first, recall.Answer("confirmed"))
    assert not waiting(vault)
    assert not to_be_told(vault)


def test_what_was_asked_back_is_not_settled_by_a_newer_copy(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    first = disclosure.disclose(vault, ask(made), tmp_path / "1.pdf").bundle
    vault.records.edit(made["consent"], {"withdrawn": "2026-03-18"})
    recall.told_otherwise(vault, first)
    vault.records.edit(made["consent"], {"withdrawn": None})
    disclosure.disclose(vault, ask(made), tmp_path / "2.pdf")
    assert [copy.id for copy in waiting(vault)] == [first]


def test_a_newer_copy_that_never_left_replaces_nothing(
    vault: Vault, made: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = disclosure.disclose(vault, ask(made), tmp_path / "1.pdf").bundle

    def full(_: files.Staged) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(files.Staged, "place", full)
    with pytest.raises(OSError, match="full"):
        disclosure.disclose(vault, ask(made), tmp_path / "2.pdf")
    assert not text_of(vault.records.get(first), "recall")
    vault.records.edit(made["lin"], {"birth": "1983-03-11"})
    assert [one.copy.id for one in to_be_told(vault)] == [first]


def test_who_holds_what_was_erased_here_is_still_to_be_told(
    vault: Vault, made: dict[str, str], two: tuple[str, str], tmp_path: Path
) -> None:
    name = "Lin Zhaowen"
    erase(vault, Target(made["lin"], belonging=False))
    found = {one.copy.id: one for one in to_be_told(vault)}
    assert found.keys() == set(two)
    causes = [cause for cause in found[two[0]].causes if cause.why is Why.ERASED]
    assert [(cause.about, cause.person, cause.fields) for cause in causes] == [(made["lin"], "", ())]
    assert found[two[0]].is_withdrawal
    notice = words(vault, two[0])
    assert "These copies may not be used any more." in notice
    assert name not in notice
    out = tmp_path / "notice.pdf"
    disclosure.disclose(vault, recall.request_for([found[two[0]]]), out)
    assert out.exists()
    assert text_of(vault.records.get(two[0]), "recall") == "asked"
    assert two[0] not in {one.copy.id for one in to_be_told(vault)}, "told once"


def test_of_what_was_erased_by_mistake_nothing_need_be_said(vault: Vault, two: tuple[str, str]) -> None:
    held = {str(row["record"]) for row in rows_of(vault.records.get(two[1]), "what")}
    event = next(key for key in sorted(held) if vault.records.get(key).type == "event")
    erase(vault, Target(event, belonging=True), Reason.MISTAKE)
    recall.needs_no_notice(vault, two[1], "it was entered twice")
    assert not any(cause.why is Why.ERASED for one in to_be_told(vault) if one.copy.id == two[1] for cause in one.causes)
    assert any(cause.why is Why.ERASED for one in to_be_told(vault) if one.copy.id == two[0] for cause in one.causes)
