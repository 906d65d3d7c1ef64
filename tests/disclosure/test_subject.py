"""What is held about a person, handed to her: never unasked, nobody else by name, never a source."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from attaching import refused
from disclosure.asking import ask, untouched
from disclosure.test_disclose import opened
from disclosure_fakes import invented_case

from casevault import disclosure
from casevault.disclosure import compile as way_out
from casevault.disclosure import register, sealing
from casevault.disclosure.redact import Redactor
from casevault.disclosure.request import Action, Reason, Request
from casevault.disclosure.scan import LeakFound
from casevault.disclosure.subject_rules import Chosen, Kept
from casevault.domain.values import rows_of
from casevault.errors import Code, UserProblem
from casevault.vault.merging import merge, preview

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.disclosure.seal import Sealed
    from casevault.vault.vault import Vault

SISTER, PHONE, INFORMANT, CO_DEFENDANT = "Fang Yulan", "+86 139 8765 4321", "Wu Xiuying", "Deng Kaiyuan"
MINE = "Mo Ruyi"


@pytest.fixture
def made(vault: Vault) -> dict[str, str]:
    """Her own case, a case she shares with a co-defendant, and a source who is also her lawyer."""
    add = vault.records.add
    ids = {
        "me": add("person", {"display_name": MINE, "birth": "1984-03-11", "occupation": f"driver for {SISTER}"}, strict=False).id
    }
    for name in (SISTER, INFORMANT, CO_DEFENDANT):
        ids[name] = add("person", {"display_name": name}, strict=False).id
    vault.records.edit(ids[SISTER], {"channels": [{"kind": "phone", "value": PHONE, "safe": "unsafe"}]})
    vault.records.edit(
        ids["me"],
        {
            "links": [{"person": ids[SISTER], "relation": "sibling"}],
            "aliases": [
                {"value": "莫如意", "script": "hans", "kind": "legal"},
                {"value": "Bramling", "script": "latn", "kind": "code_name"},
            ],
            "channels": [
                {"kind": "phone", "value": "+86 138 1234 5678", "safe": "unsafe", "rules": "say the word wren"},
                {"kind": "through_person", "value": "Old Zhu at the tea house", "safe": "safe"},
            ],
            "do_no_harm_notes": "never at night",
        },
    )
    ids["source"] = add("source", {"kind": "lawyer", "identity": ids[INFORMANT], "protection": "full", "code": "S-LARK-7"}).id
    ids["case"] = add(
        "case",
        {
            "code": "PLOVER",
            "title": f"The matter of {MINE}",
            "strategy": [{"lang": "en", "text": "wait for the autumn"}],
            "persons": [
                {"person": ids["me"], "role": "defender", "is_focus": True},
                {"person": ids[INFORMANT], "role": "lawyer"},
            ],
        },
        strict=False,
    ).id
    ids["event"] = add(
        "event",
        {
            "case": ids["case"],
            "kind": "arrest",
            "narrative": f"{CO_DEFENDANT} was taken with {MINE} 莫如意; {INFORMANT} saw it. Bramling is safe. Ring {PHONE}.",
            "victims": [ids["me"]],
            "source_ids": [ids["source"]],
        },
        strict=False,
    ).id
    ids["note"] = add("note", {"about": ids["me"], "text": [{"lang": "en", "text": f"Her sister's number is {PHONE}."}]}).id
    claim = {"record": ids["event"], "field": "start", "source": ids["source"], "value": "2026-02-02", "wording": "I stood there"}
    ids["claim"] = add("claim", claim, strict=False).id
    ids["quiet"] = add(
        "intervention", {"case": ids["case"], "channel": "quiet", "asked": "raise it over dinner"}, strict=False
    ).id
    return ids


def shared(vault: Vault, made: dict[str, str], **event: Any) -> str:
    """Record a case of which two are the focus, and an event of it."""
    persons = [{"person": made[key], "role": "defender", "is_focus": True} for key in ("me", CO_DEFENDANT)]
    case = vault.records.add("case", {"code": "PIPIT", "title": "Both", "persons": persons}, strict=False).id
    return vault.records.add("event", {"case": case, "kind": "arrest", **event}, strict=False).id


def for_her(made: dict[str, str], **fields: Any) -> Request:
    me = made["me"]
    usual = {"cases": (), "audience": "subject", "output": "holdings", "to": me, "person": me, "requested_on": "2026-03-01"}
    return Request(**{**usual, "seal": "none", **fields})


def read(vault: Vault, made: dict[str, str], tmp_path: Path, **fields: Any) -> str:
    out = tmp_path / "out.pdf"
    out.unlink(missing_ok=True)
    disclosure.disclose(vault, for_her(made, **fields), out)
    done = subprocess.run(["pdftotext", "-layout", str(out), "-"], check=True, capture_output=True, text=True)
    return " ".join(done.stdout.split())


# ---- the finished paper -----------------------------------------------------------------------------------------------------


def test_a_sealed_paper_for_her_is_written_and_registered(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    report = disclosure.disclose(vault, for_her(made, seal="pdf"), out)
    subprocess.run(["qpdf", f"--password={report.passphrase}", "--check", str(out)], check=True, capture_output=True)
    text = opened(out, report.passphrase, tmp_path)
    for said in (MINE, "莫如意", "11 March 1984", "+86 138 1234 5678", "1 March 2026", "TLP:RED", "What is not given"):
        assert said in text
    (entry,) = register.listing(vault, person=made["me"])
    row = vault.records.get(entry.id).fields
    assert (entry.audience, entry.output, entry.purpose, entry.persons) == ("subject", "holdings", "casework", (made["me"],))
    assert (row["recipient"], row["requested_on"], row["copy_no"]) == (made["me"], "2026-03-01", 1)
    left = {one["record"] for one in rows_of(row["what"])}
    assert {made["me"], made["event"]} <= left
    assert not left & {made["claim"], made["source"], made["quiet"], made[SISTER], made[INFORMANT]}
    assert report.preview.selected == report.preview.written + report.preview.withheld
    assert report.preview.withheld == sum(row.action is Action.WITHHELD for row in report.preview.rows)
    assert disclosure.preview(vault, for_her(made)).copy_no == 2


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_nobody_else_no_source_and_nothing_of_the_office(vault: Vault, made: dict[str, str], tmp_path: Path, lang: str) -> None:
    text = read(vault, made, tmp_path, lang=lang)
    hidden = (
        *(SISTER, "Yulan", INFORMANT, CO_DEFENDANT, "8765", "Bramling", "LARK", "stood there", "autumn", "dinner", "wren"),
        *("at night", "Zhu", "tea house", "PLOVER", "unsafe", "a lawyer", "een advocaat"),
    )
    assert [word for word in hidden if word in text] == []
    person, number = ("[a person]", "[number withheld]") if lang == "en" else ("[een persoon]", "[nummer achtergehouden]")
    assert f"{person} " in text
    assert number in text
    assert ("You" if lang == "en" else "Uzelf") in text


def test_an_archive_holds_no_more_than_the_paper(vault: Vault, made: dict[str, str]) -> None:
    built = way_out._make(vault, for_her(made, seal="age"), lambda *_: None)
    assert MINE.encode() in built.records
    for hidden in (SISTER, PHONE, INFORMANT, CO_DEFENDANT, "Bramling", "stood there", made["me"]):
        assert hidden.encode() not in built.records
    assert way_out._scanned(built)[1] == ()


def test_what_a_redaction_misses_stops_the_whole(
    vault: Vault, made: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.pdf"
    before = len(register.listing(vault))
    monkeypatch.setattr(Redactor, "_cut", lambda *_: None)
    with pytest.raises(LeakFound) as found:
        disclosure.disclose(vault, for_her(made), out)
    assert {made[SISTER], made[INFORMANT], made[CO_DEFENDANT], made["me"]} <= {hit.record for hit in found.value.hits}
    assert untouched(vault, out, before)


# ---- the gate ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"requested_on": ""}, Code.CONSENT_MISSING),
        ({"requested_on": "2031-01-01"}, Code.INVALID_INPUT),
        ({"requested_on": "last week"}, Code.INVALID_INPUT),
        ({"to": "A friend of hers"}, Code.INVALID_INPUT),
        ({"audience": "embassy"}, Code.INVALID_INPUT),
        ({"output": "dossier"}, Code.INVALID_INPUT),
        ({"cases": ("0" * 32,)}, Code.INVALID_INPUT),
        ({"person": "0" * 32, "to": "0" * 32}, Code.NOT_FOUND),
    ],
)
def test_only_for_her_and_never_unasked(
    vault: Vault, made: dict[str, str], tmp_path: Path, fields: dict[str, Any], code: Code
) -> None:
    out = tmp_path / "out.pdf"
    assert refused(lambda: disclosure.disclose(vault, for_her(made, **fields), out)) is code
    assert untouched(vault, out, 0)


def test_a_dossier_is_not_about_one_person(vault: Vault) -> None:
    made = invented_case(vault)
    assert refused(lambda: disclosure.preview(vault, ask(made, person=made["lin"]))) is Code.INVALID_INPUT


def test_her_word_against_it_stops_it_until_she_asks_again(vault: Vault, made: dict[str, str]) -> None:
    word = {"person": made["me"], "purpose": "casework", "audiences": ["embassy"], "denied": ["subject"], "giver": "self"}
    consent = vault.records.add("consent", {**word, "given": "2026-03-01"}, strict=False).id
    assert refused(lambda: disclosure.preview(vault, for_her(made))) is Code.CONSENT_WITHDRAWN
    assert disclosure.preview(vault, for_her(made, requested_on="2026-03-02")).written
    vault.records.edit(consent, {"given": {"na": "unknown"}})
    assert refused(lambda: disclosure.preview(vault, for_her(made, requested_on="2026-03-02"))) is Code.CONSENT_WITHDRAWN


def test_a_minor_needs_a_guardian_s_word(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    vault.records.edit(made["me"], {"birth": "2010~"})
    assert refused(lambda: disclosure.preview(vault, for_her(made))) is Code.CONSENT_MISSING
    word = {
        "person": made["me"],
        "purpose": "casework",
        "audiences": ["subject"],
        "identity_level": "full",
        "given": "2026-03-02",
    }
    by_herself = vault.records.add("consent", {**word, "giver": "self", "review_on": "2026-12-01"}, strict=False).id
    assert refused(lambda: disclosure.preview(vault, for_her(made))) is Code.CONSENT_MISSING
    vault.records.edit(by_herself, {"giver": "guardian"})
    report = disclosure.disclose(vault, for_her(made), tmp_path / "out.pdf")
    assert report.preview.consents == (by_herself,)


def test_what_changes_meanwhile_stops_it(
    vault: Vault, made: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.pdf"
    real = sealing.seal

    def meanwhile(*args: Any, **kwargs: Any) -> Sealed:
        vault.records.edit(made["note"], {"kind": "fact"})
        sealed: Sealed = real(*args, **kwargs)
        return sealed

    monkeypatch.setattr(sealing, "seal", meanwhile)
    assert refused(lambda: disclosure.disclose(vault, for_her(made), out)) is Code.OUTPUT_INCOMPLETE
    assert untouched(vault, out, 0)


# ---- whose it is ------------------------------------------------------------------------------------------------------------


def test_of_a_case_that_two_share_a_text_that_names_the_other_stays(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    kept = shared(vault, made, narrative=f"{CO_DEFENDANT} confessed to a post.", stated_reason="a petition")
    told = shared(vault, made, narrative="Both were taken at noon.")
    text = read(vault, made, tmp_path)
    assert "confessed" not in text
    assert "a petition" in text
    assert "taken at noon" in text
    rows = {(row.id, row.field): row for row in disclosure.preview(vault, for_her(made)).rows}
    assert rows[kept, "narrative"].reason is Reason.C2_OTHER_PERSON
    assert rows[told, "narrative"].action is Action.AS_RECORDED


def test_special_facts_of_a_shared_record_stay_and_her_own_go(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    shared(vault, made, narrative="Both.")
    add = vault.records.add
    add("health", {"person": made["me"], "need": "insulin twice a day"}, strict=False)
    other = add("health", {"person": made[CO_DEFENDANT], "need": "an inhaler"}, strict=False).id
    add("note", {"about": other, "text": [{"lang": "en", "text": "worse at dawn"}]}, strict=False)
    text = read(vault, made, tmp_path)
    assert "insulin" in text
    assert "inhaler" not in text
    assert "dawn" not in text


def test_the_sentence_of_somebody_else_in_the_same_judgment_stays(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    rows = [
        {"person": made["me"], "kind": "fine", "fine": "900 yuan"},
        {"person": made[CO_DEFENDANT], "kind": "fine", "fine": "7 lots"},
    ]
    rows.append({"kind": "fine", "fine": "a horse"})
    judgment = {"case": made["case"], "date": "2026-03-10", "verdict": "guilty", "sentences": rows}
    vault.records.add("judgment", judgment, strict=False)
    text = read(vault, made, tmp_path)
    assert "900 yuan" in text
    assert "a horse" in text
    assert "7 lots" not in text


def test_notes_that_hang_on_each_other_end(vault: Vault, made: dict[str, str]) -> None:
    first = vault.records.add("note", {"about": made["case"], "text": [{"lang": "en", "text": "one"}]}, strict=False).id
    second = vault.records.add("note", {"about": first, "text": [{"lang": "en", "text": "two"}]}, strict=False).id
    vault.records.edit(first, {"about": second})
    vault.records.add("evidence", {"about": [made["me"], second], "title": "x"}, strict=False)
    assert disclosure.preview(vault, for_her(made)).written


def test_what_was_merged_into_her_is_hers(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    double = vault.records.add(
        "person",
        {"display_name": "Mo Ru Yee", "channels": [{"kind": "phone", "value": "+852 9123 4567", "safe": "unknown"}]},
        strict=False,
    ).id
    vault.records.edit(made["note"], {"text": [{"lang": "en", "text": "Mo Ru Yee rang from +852 9123 4567."}]})
    assert "[a person] rang" in read(vault, made, tmp_path) or "[name withheld] rang" in read(vault, made, tmp_path)
    merge(vault, preview(vault, made["me"], double))
    assert "Mo Ru Yee rang from +852 9123 4567." in read(vault, made, tmp_path)
    assert refused(lambda: disclosure.preview(vault, replace(for_her(made), person=double, to=double))) is Code.INVALID_INPUT


def test_a_number_that_two_share_is_said_as_hers_and_not_in_a_text(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    vault.records.edit(made["me"], {"channels": [{"kind": "phone", "value": PHONE, "safe": "unsafe"}]})
    text = read(vault, made, tmp_path)
    assert text.count(PHONE) == 1


def test_two_histories_that_are_not_settled_stay(vault: Vault, made: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Chosen, "kept", lambda *_: Kept.UNDECIDED)
    found = disclosure.preview(vault, for_her(made))
    assert not [row for row in found.rows if row.action is Action.AS_RECORDED]
    with pytest.raises(UserProblem):
        disclosure.preview(vault, for_her(made, requested_on=""))
