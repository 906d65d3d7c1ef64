"""Ways in which something withheld was once found in a finished dossier; each stands here so that it stays found."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from disclosure_fakes import invented_case

from casevault import disclosure
from casevault.disclosure import register, sealing
from casevault.disclosure.request import Action, Request
from casevault.disclosure.scan import LeakFound
from casevault.errors import Code, UserProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.disclosure.seal import Sealed
    from casevault.vault.vault import Vault

Made: TypeAlias = "dict[str, str]"


@pytest.fixture
def made(vault: Vault) -> Made:
    return invented_case(vault)


def read(vault: Vault, made: Made, tmp_path: Path, **fields: Any) -> str:
    """Disclose without a seal and return the words of the file, or "" where that is refused for a leak."""
    usual = {"cases": (made["case"],), "audience": "embassy", "output": "dossier", "to": "Embassy of Ruritania", "seal": "none"}
    out = tmp_path / "out.pdf"
    try:
        disclosure.disclose(vault, Request(**{**usual, **fields}), out)
    except LeakFound:
        return ""
    done = subprocess.run(["pdftotext", "-layout", str(out), "-"], check=True, capture_output=True, text=True)
    return " ".join(done.stdout.split())


def refusal(vault: Vault, made: Made, tmp_path: Path) -> Code:
    with pytest.raises(UserProblem) as refused:
        read(vault, made, tmp_path)
    return refused.value.code


def tell(vault: Vault, made: Made, text: str) -> None:
    vault.records.edit(made["taken"], {"narrative": text})


# ---- what stands in running text ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "needle"),
    [
        ("Her sister Zhaohui was told.", "Zhaohui"),
        ("她的妹妹兆慧被告知。", "兆慧"),
        ("L. Zhaohui came", "Zhaohui"),
        ("write @zhaohui88", "zhaohui88"),
        ("at 18 Lotus Rd", "Lotus"),
        ("taken from Her flat, 18 Lotus Road at night", "Lotus"),
        ("the Quiet Harbour paid", "Quiet Harbour"),
        ("x" + "".join(chr(0xE0000 + ord(letter)) for letter in "Zhaohui"), "\U000e005a"),
    ],
)
def test_part_of_what_is_known_of_the_sister(vault: Vault, made: Made, tmp_path: Path, text: str, needle: str) -> None:
    tell(vault, made, text)
    assert needle not in read(vault, made, tmp_path)


@pytest.mark.parametrize(
    ("kind", "value", "text", "needle"),
    [
        ("phone", "9123 4567", "call +85291234567 now", "91234567"),
        ("phone", "13812345678 / 13987654321", "call 13987654321", "13987654321"),
        ("phone", "138 1234 5670 (her mother)", "call 13812345670", "13812345670"),
        ("email", "tianhe77@mail.example", "write tianhe77 at mail", "tianhe77"),
        ("telegram", "https://t.me/tianhe_l", "write @tianhe_l", "tianhe_l"),
        ("address", "云亭市莲花路18号12栋1204室", "住莲花路18号。", "莲花路"),
        ("address", "Kerkstraat 5, 1017 GC Amsterdam", "at Kerkstraat 5", "Kerkstraat"),
    ],
)
def test_part_of_a_channel(vault: Vault, tmp_path: Path, *, kind: str, value: str, text: str, needle: str) -> None:
    made = invented_case(vault)
    vault.records.edit(made["sister"], {"channels": [{"kind": kind, "value": value, "safe": "unsafe"}]})
    tell(vault, made, text)
    assert needle not in read(vault, made, tmp_path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Mrs Tang Shulin", "Tang Shulin"),
        ("Peter Chan Tai-man", "Chan Tai-man"),
        ("林家明律师", "林家明"),
        ("son of Lin: Bao Xiaotian", "Bao Xiaotian"),
    ],
)
def test_a_name_recorded_with_its_title(vault: Vault, made: Made, tmp_path: Path, name: str, text: str) -> None:
    vault.records.add("person", {"display_name": name, "links": [{"person": made["lin"], "relation": "friend"}]})
    tell(vault, made, f"Then {text} was told.")
    assert text not in read(vault, made, tmp_path)


def test_a_person_put_out_of_sight_was_known(vault: Vault, made: Made, tmp_path: Path) -> None:
    vault.records.delete(made["stranger"])
    tell(vault, made, "Sun Ruolan 孙若兰 told us.")
    text = read(vault, made, tmp_path)
    assert "Ruolan" not in text
    assert "孙若兰" not in text


def test_neither_name_nor_role_stands_for_a_code_name(vault: Vault, made: Made, tmp_path: Path) -> None:
    vault.records.edit(made["sister"], {"aliases": [{"value": "Magpie", "script": "Latn", "kind": "code_name"}]})
    tell(vault, made, "Our informant Heron met our source Magpie.")
    assert "Our informant [name withheld] met our source [name withheld]." in read(vault, made, tmp_path)


@pytest.mark.parametrize("level", ["pseudonym", "none"])
def test_the_given_name_of_someone_who_is_not_named(vault: Vault, tmp_path: Path, level: str) -> None:
    made = invented_case(vault, identity_level=level)
    tell(vault, made, "Zhaowen was taken; 兆雯.")
    text = read(vault, made, tmp_path)
    assert "Zhaowen" not in text
    assert "兆雯" not in text


# ---- things named after people, homes, refuges ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "fields"),
    [
        ("centre", {"name": "Villa of Lin Zhaohui"}),
        ("centre", {"name": "林兆慧宾馆"}),
        ("court", {"names": [{"value": "林兆慧法院", "script": "Hans", "lang": "zh"}]}),
        ("lin", {"display_name": "Lin Zhaowen (sister of Lin Zhaohui)"}),
        ("court", {"name": "Yunting Court, call 138 1234 5678"}),
    ],
)
def test_a_name_that_may_appear_is_no_cover_for_one_that_may_not(
    vault: Vault, made: Made, tmp_path: Path, record: str, fields: dict[str, object]
) -> None:
    vault.records.edit(made[record], fields)
    text = read(vault, made, tmp_path)
    assert "Zhaohui" not in text
    assert "林兆慧" not in text
    assert "1234 5678" not in text


@pytest.mark.parametrize(
    ("type_key", "fields", "needle"),
    [
        ("facility", {"name": "Pine House refuge", "kind": "home"}, "Pine House"),
        ("facility", {"name": "Pine House refuge", "kind": "hospital", "data_class": "C5"}, "Pine House"),
        ("place", {"name": "Orchid Court 5, Nanmen Alley", "level": "address"}, "Orchid"),
        ("place", {"name": "home of Lin Zhaohui", "level": "address"}, "Zhaohui"),
        ("organisation", {"name": "Kestrel Relief Group", "kind": "ngo", "data_class": "C5"}, "Kestrel"),
    ],
)
def test_a_refuge_is_not_named_in_a_text_either(
    vault: Vault, made: Made, tmp_path: Path, *, type_key: str, fields: dict[str, object], needle: str
) -> None:
    vault.records.add(type_key, fields)
    tell(vault, made, f"She hid there: {fields['name']}, it was full.")
    assert needle not in read(vault, made, tmp_path)


def test_every_home_may_be_called_a_home(vault: Vault, made: Made, tmp_path: Path) -> None:
    vault.records.edit(made["flat"], {"name": "Home"})
    tell(vault, made, "Taken from her home.")
    assert "Taken from her home." in read(vault, made, tmp_path)


# ---- accounts, health, officials -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "field", "needle"), [("watched", "narrative", "Willow Lane"), ("taken", "place", "Willow Lane")]
)
def test_an_account_is_as_close_as_what_it_is_an_account_of(
    vault: Vault, made: Made, tmp_path: Path, *, record: str, field: str, needle: str
) -> None:
    vault.records.edit(made["watched"], {"source_ids": [made["src_paper"]]})
    for words in ("Followed to 14 Willow Lane", "Followed to 15 Willow Lane"):
        value = words if field == "narrative" else {"na": "unknown"}
        claim = {"record": made[record], "field": field, "value": value, "wording": words, "source": made["src_paper"]}
        vault.records.add("claim", {**claim, "status": "asserted"})
    assert needle not in read(vault, made, tmp_path)


@pytest.mark.parametrize("data_class", ["C2", "C3"])
def test_what_befell_another_person_is_about_that_person(vault: Vault, made: Made, tmp_path: Path, data_class: str) -> None:
    vault.records.edit(made["consent"], {"scope_fields": ["health"]})
    fields = {"data_class": data_class, "victims": [made["sister"]], "narrative": "Her sister has tuberculosis."}
    vault.records.edit(made["sick"], fields | ({"data_class_reason": "tests"} if data_class == "C2" else {}))
    assert "tuberculosis" not in read(vault, made, tmp_path)


def _is_source(vault: Vault, made: Made) -> None:
    vault.records.add("source", {"code": "S-9", "kind": "official", "identity": made["judge"], "protection": "full"})


def _is_victim(vault: Vault, made: Made) -> None:
    vault.records.edit(made["taken"], {"victims": [made["lin"], made["judge"]]})


def _is_friend(vault: Vault, made: Made) -> None:
    vault.records.edit(made["judge"], {"links": [{"person": made["lin"], "relation": "friend"}]})


def _is_neighbour(vault: Vault, made: Made) -> None:
    vault.records.edit(made["hearing"], {"panel": []})
    vault.records.edit(made["taken"], {"perpetrators": [{"person": made["judge"]}]})


@pytest.mark.parametrize("change", [_is_source, _is_victim, _is_friend, _is_neighbour])
def test_office_names_only_who_is_nothing_else(
    vault: Vault, made: Made, tmp_path: Path, change: Callable[[Vault, Made], None]
) -> None:
    assert "Ma Guoqiang" in read(vault, made, tmp_path)
    (tmp_path / "out.pdf").unlink()
    change(vault, made)
    assert "Ma Guoqiang" not in read(vault, made, tmp_path)


# ---- consent ------------------------------------------------------------------------------------------------------------------


def consent(made: Made, **fields: object) -> dict[str, object]:
    usual = {"person": made["lin"], "giver": "self", "purpose": "quiet_diplomacy", "audiences": ["embassy"]}
    return {**usual, "identity_level": "full", "given": "2026-03-01", "review_on": "2026-06-01", **fields}


def test_who_withdraws_does_not_fall_back_on_an_older_consent(vault: Vault, made: Made, tmp_path: Path) -> None:
    vault.records.add("consent", consent(made, withdrawn="2026-03-10"))
    assert refusal(vault, made, tmp_path) is Code.CONSENT_WITHDRAWN


def test_a_consent_given_after_the_one_withdrawn_holds(vault: Vault, made: Made, tmp_path: Path) -> None:
    vault.records.edit(made["consent"], {"withdrawn": "2026-03-05"})
    vault.records.add("consent", consent(made, given="2026-03-08"))
    assert "Lin Zhaowen" in read(vault, made, tmp_path)


def test_a_refusal_of_an_uncertain_day_is_the_newest_word(vault: Vault, made: Made, tmp_path: Path) -> None:
    vault.records.add("consent", consent(made, audiences=["un"], denied=["embassy"], given="2026"))
    assert refusal(vault, made, tmp_path) is Code.CONSENT_MISSING


@pytest.mark.parametrize("birth", ["2009/..", "2008-02~", "2007-06?"])
def test_who_may_be_a_minor_is_not_named(vault: Vault, made: Made, tmp_path: Path, birth: str) -> None:
    vault.records.edit(made["lin"], {"birth": birth})
    assert "Lin Zhaowen" not in read(vault, made, tmp_path)


@pytest.mark.parametrize(
    "said", [{"withdrawn": "2026-03-01", "audiences": ["embassy"]}, {"audiences": ["un"], "denied": ["embassy"]}]
)
def test_who_said_no_for_another_purpose_was_asked_after_all(
    vault: Vault, made: Made, tmp_path: Path, said: dict[str, object]
) -> None:
    vault.records.delete(made["consent"])
    for record in ("lin", "case"):
        vault.records.edit(made[record], {"data_class": "C0", "data_class_reason": "court paper"})
    vault.records.edit(made["lin"], {"public_record_only": True})
    assert "From public sources" in read(vault, made, tmp_path)
    (tmp_path / "out.pdf").unlink()
    vault.records.add("consent", consent(made, purpose="public_advocacy", **said))
    assert refusal(vault, made, tmp_path) is Code.CONSENT_MISSING


def test_a_signature_on_another_consent_does_not_count(vault: Vault, made: Made, tmp_path: Path) -> None:
    second = vault.records.add("actor", {"name": "Second signer"}).id
    mine, vault.records.actor = vault.records.actor, second
    vault.records.edit(made["consent"], {"notes": "a word corrected"})
    vault.records.actor = mine
    vault.records.edit(made["consent"], {"giver": "best_interest"})
    assert refusal(vault, made, tmp_path) is Code.CONSENT_MISSING
    vault.records.actor = second
    vault.records.edit(made["consent"], {"notes": "I agree"})
    vault.records.actor = mine
    assert "Lin Zhaowen" in read(vault, made, tmp_path)


# ---- what changed meanwhile, who receives it, what is counted ----------------------------------------------------------------


def test_what_was_recorded_before_was_known(vault: Vault, made: Made, tmp_path: Path) -> None:
    vault.records.edit(made["stranger"], {"display_name": "Person 7", "aliases": []})
    vault.records.edit(made["sister"], {"channels": []})
    tell(vault, made, "Sun Ruolan 孙若兰 told us; write wxid_zhaohui88.")
    text = read(vault, made, tmp_path)
    assert not any(word in text for word in ("Ruolan", "孙若兰", "zhaohui88"))


def test_a_tibetan_name_recorded_before_was_known(vault: Vault, made: Made, tmp_path: Path) -> None:
    """It is written without spaces and is no single word for that."""
    name = "བསྟན་འཛིན་རྒྱ་མཚོ"
    vault.records.edit(made["sister"], {"display_name": name})
    vault.records.edit(made["sister"], {"display_name": "Lin Zhaohui"})
    tell(vault, made, f"She and {name} told us.")
    found = read(vault, made, tmp_path)
    assert found == "" or "མཚོ" not in found
    assert "told us" in found


def test_a_consent_withdrawn_while_the_file_is_made(
    vault: Vault, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = sealing.seal

    def withdrawn(*given: Any, **more: Any) -> Sealed:
        vault.records.edit(made["consent"], {"withdrawn": "2026-03-18"})
        return seal(*given, **more)

    monkeypatch.setattr(sealing, "seal", withdrawn)
    assert refusal(vault, made, tmp_path) is Code.CONSENT_WITHDRAWN
    assert list(tmp_path.glob("*.pdf")) == []
    assert register.listing(vault) == []


def test_a_text_changed_while_the_file_is_made(vault: Vault, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seal = sealing.seal

    def changed(*given: Any, **more: Any) -> Sealed:
        tell(vault, made, "Other words.")
        return seal(*given, **more)

    monkeypatch.setattr(sealing, "seal", changed)
    assert refusal(vault, made, tmp_path) is Code.OUTPUT_INCOMPLETE
    assert list(tmp_path.glob("*.pdf")) == []


@pytest.mark.parametrize("person", ["sister", "lin", "lawyer"])
def test_nobody_of_the_case_is_its_recipient(vault: Vault, made: Made, tmp_path: Path, person: str) -> None:
    with pytest.raises(UserProblem) as refused:
        read(vault, made, tmp_path, to=made[person])
    assert (refused.value.code, refused.value.safe["field"]) == (Code.INVALID_INPUT, "to")


def test_public_record_and_consent_do_not_mix(vault: Vault, made: Made, tmp_path: Path) -> None:
    public = {"data_class": "C0", "data_class_reason": "court paper"}
    bai = vault.records.add("person", {"display_name": "Bai Xiulan", "public_record_only": True}).id
    persons = [{"person": bai, "role": "defender", "is_focus": True}]
    fields = {"code": "X2", "title": "B", "kind": "criminal", "jurisdiction": "CN", "opened": "2026-01-01", "status": "open"}
    case = vault.records.add("case", {**fields, "priority": "low", "ask": "Raise it.", "persons": persons}).id
    for record in (bai, case):
        vault.records.edit(record, public)
    assert "Bai Xiulan" in read(vault, made, tmp_path, cases=(case,))
    with pytest.raises(UserProblem) as refused:
        read(vault, made, tmp_path / "x", cases=(made["case"], case))
    assert (refused.value.code, refused.value.safe["field"]) == (Code.INVALID_INPUT, "case")


def test_nothing_is_written_into_a_vault(vault: Vault, made: Made) -> None:
    with pytest.raises(UserProblem) as refused:
        read(vault, made, vault.folder)
    assert (refused.value.code, refused.value.safe["field"]) == (Code.INVALID_INPUT, "out")


def test_one_account_alone_is_neither_printed_nor_counted(vault: Vault, made: Made, tmp_path: Path) -> None:
    claim = {"record": made["taken"], "field": "stated_reason", "value": "only one account", "source": made["src_paper"]}
    vault.records.add("claim", {**claim, "status": "asserted"})
    shown = disclosure.preview(
        vault, Request(cases=(made["case"],), audience="embassy", output="dossier", to="Embassy", seal="none")
    )
    (row,) = [row for row in shown.rows if row.before == "only one account"]
    assert row.action is Action.WITHHELD
    assert "only one account" not in read(vault, made, tmp_path)


def test_an_account_in_words_stops_no_dossier(vault: Vault, made: Made, tmp_path: Path) -> None:
    claim = {"record": made["taken"], "field": "start", "value": {"na": "unknown"}, "source": made["src_paper"]}
    vault.records.add("claim", {**claim, "wording": "in spring", "status": "asserted"})
    assert "Reported on 12 or" in read(vault, made, tmp_path)


@pytest.mark.parametrize("status", ["asserted", "rejected"])
def test_a_name_that_only_an_account_gives_is_a_name(vault: Vault, made: Made, tmp_path: Path, status: str) -> None:
    claim = {"record": made["sister"], "field": "display_name", "value": "Quorvath Meilan", "source": made["src_paper"]}
    told = vault.records.add("claim", {**claim, "status": status}).id
    vault.records.edit(made["taken"], {"narrative": "Quorvath Meilan saw it."})
    assert "Quorvath" not in read(vault, made, tmp_path)
    vault.records.delete(told)
    (tmp_path / "again").mkdir()
    assert "Quorvath" not in read(vault, made, tmp_path / "again")


def test_a_value_is_told_with_what_others_say_of_it_and_no_grade(vault: Vault, made: Made, tmp_path: Path) -> None:
    claim = {"record": made["taken"], "field": "kind", "value": "disappearance", "source": made["src_paper"]}
    vault.records.add("claim", {**claim, "status": "asserted", "credibility": "5"})
    agreed = {"record": made["taken"], "field": "start", "value": "2026-02", "source": made["src_paper"], "status": "asserted"}
    vault.records.add("claim", agreed)
    text = read(vault, made, tmp_path)
    assert "(by another account:" in text
    assert "disappearance)" in text
    assert "Reported on 12 or" in text
    assert "in February 2026" not in text  # a month in which both days lie is no third day
    assert "improbable" not in text


def test_who_gave_consent_leaves_only_with_the_consent(vault: Vault, made: Made, tmp_path: Path) -> None:
    vault.records.edit(made["consent"], {"data_class": "C5"})
    text = read(vault, made, tmp_path)
    assert "Counsel agreed" not in text
    assert "Consent to share this with you for this purpose is on record." in text


def test_an_occupation_in_words_tells_who_it_is(vault: Vault, tmp_path: Path) -> None:
    made = invented_case(vault, identity_level="pseudonym")
    vault.records.edit(made["lin"], {"occupation": "Lawyer at the Willow firm since 1984"})
    assert "Willow firm" not in read(vault, made, tmp_path)
