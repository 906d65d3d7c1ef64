"""Names in texts of those who stay home, and journeys without names: nothing of it travels, and nothing is lost at home."""

from __future__ import annotations

import json
import tempfile  # noqa: TID251 - a folder of an example, which no fixture of a test can give
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from attaching import content, write
from builders import CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_pages import pages

from casevault.domain.change import state_of
from casevault.domain.packing import Profile
from casevault.domain.reading import rows_of
from casevault.exchange.choosing import kept_codes, preview
from casevault.exchange.homecoming import merge
from casevault.exchange.homeward import write as send
from casevault.exchange.packing import Packed, pack
from casevault.store import changes
from casevault.vault.check import check

if TYPE_CHECKING:
    from casevault.vault.vault import Vault

GIVEN = ("Quillstrand", "Brumhollow", "Zwaluwnest", "Thornwick", "Ospreydale")
FAMILY = ("Vexmoor", "Harrowgate", "Dunmarrow", "Fellbrook", "Ashgarth")


def packed(vault: Vault, folder: Path, *cases: str, **options: Any) -> Packed:
    secret = bytearray(PASSPHRASE.encode())
    return pack(vault, folder, cases, passphrase=secret, kdf=CHEAPEST, synced_folder_ok=True, **options)


def away(folder: Path, seed: int = 9) -> Vault:
    return open_vault(folder, ambient=FixedAmbient(seed=seed))


def text_of(vault: Vault, record: str, key: str = "text") -> str:
    value: Any = vault.records.get(record).fields[key]
    return value if isinstance(value, str) else str(value[0]["text"])


def against(vault: Vault, record: str) -> tuple[Any, ...]:
    return state_of(vault.db.read(lambda c: changes.of_record(c, record))).conflicts["text"]


@pytest.fixture
def office(vault: Vault, tmp_path: Path) -> dict[str, str]:
    add = vault.records.add
    lin = add("person", {"display_name": "Lin Zhaowen", "occupation": "poet", "birth": "1961-02-03"}, strict=False).id
    links = [{"person": lin, "relation": "lawyer"}]
    stays = add("person", {"display_name": "Quillstrand Vexmoor", "links": links}, strict=False).id
    short = add("person", {"display_name": "May"}, strict=False).id
    persons = [{"person": lin, "role": "defender", "is_focus": True}]
    case = add("case", {"title": "Lin Zhaowen", "persons": persons}, strict=False).id
    note = add("note", {"about": case, "kind": "fact", "text": "Quillstrand Vexmoor rang Lin Zhaowen in May."}, strict=False).id
    marked = f"@[Lin Zhaowen]({lin}) and @[Quillstrand Vexmoor]({stays}) met."
    mention = add("note", {"about": case, "kind": "fact", "text": marked}, strict=False).id
    vault.attachments.add([write(tmp_path / "Vexmoor.pdf", content(70_000))], about=[case], title="A paper")
    return {"lin": lin, "stays": stays, "short": short, "case": case, "note": note, "mention": mention}


def test_who_stays_home_is_a_role_in_texts_and_is_listed_before(vault: Vault, office: dict[str, str], tmp_path: Path) -> None:
    rows = vault.db.read(changes.count)
    shown = preview(vault, [office["case"]])
    assert vault.db.read(changes.count) == rows
    assert {(one.record, one.before, one.after) for one in shown.choice.hidden.swaps} == {
        (office["note"], "Quillstrand Vexmoor", "[a lawyer]"),
        (office["mention"], "Quillstrand Vexmoor", "[a lawyer]"),
    }
    assert {(one.record, one.before) for one in shown.choice.hidden.doubtful} == {(office["note"], "May")}
    assert (shown.persons, shown.attachments, shown.size) == (1, 1, 70_000)
    assert [one.person for one in shown.exposed] == [office["lin"]]
    assert packed(vault, tmp_path / "t", office["case"]).hidden == 2
    with away(tmp_path / "t") as there:
        assert text_of(there, office["note"]) == "[a lawyer] rang Lin Zhaowen in May."
        assert text_of(there, office["mention"]) == f"@[Lin Zhaowen]({office['lin']}) and [a lawyer] met."
    packed(vault, tmp_path / "u", office["case"], weak=True)
    with away(tmp_path / "u") as there:
        assert "May" not in text_of(there, office["note"])


def test_what_was_edited_where_a_name_had_gone_comes_home_beside_it(vault: Vault, office: dict[str, str], tmp_path: Path) -> None:
    packed(vault, tmp_path / "t", office["case"])
    with away(tmp_path / "t") as there:
        there.records.edit(office["note"], {"text": "[a lawyer] rang Lin Zhaowen twice."})
        there.records.edit(office["lin"], {"occupation": "notary"})
        send(there, tmp_path / "home.age")
    done = merge(vault, tmp_path / "home.age")
    assert [(one.record, one.unit) for one in done.conflicts] == [(office["note"], "text")]
    assert {one[0]["text"] for one in against(vault, office["note"])} == {
        "Quillstrand Vexmoor rang Lin Zhaowen in May.",
        "[a lawyer] rang Lin Zhaowen twice.",
    }
    assert vault.records.get(office["lin"]).fields["occupation"] == "notary"


def test_a_journey_without_names_comes_home_with_them(vault: Vault, office: dict[str, str], tmp_path: Path) -> None:
    made = packed(vault, tmp_path / "t", office["case"], profile=Profile.PSEUDONYMS)
    assert made.attachments == 0
    code = kept_codes(vault)[office["lin"]]
    with away(tmp_path / "t") as there:
        key = bytes(there.keys.db)
        lin = there.records.get(office["lin"])
        assert (lin.title, lin.fields.get("birth")) == (code, None)
        assert there.records.get(office["case"]).title.endswith(code)
        assert text_of(there, office["note"]).startswith(f"[a lawyer] rang {code}")
        assert f"@[{code}]({office['lin']})" in text_of(there, office["mention"])
    plain = pages(tmp_path / "t", key)
    for word in ("Zhaowen", "Quillstrand", "Vexmoor", "1961-"):  # with its dash: an id, too, may have these four digits
        assert word.encode() not in plain
        assert word.casefold().encode() not in plain
    with away(tmp_path / "t", seed=10) as there:
        said = f"{code.upper().replace(' ', '-')} was moved; nobody saw {code}s."
        new = there.records.add("note", {"about": office["case"], "kind": "fact", "text": said}, strict=False).id
        there.records.edit(office["lin"], {"occupation": f"poet, as {code}"})
        there.records.edit(office["lin"], {"occupation": "poet"})
        there.records.edit(office["note"], {"text": f"{code} rang."})
        gone = there.records.add("note", {"about": office["case"], "kind": "fact", "text": f"{code} left."}, strict=False).id
        there.records.delete(gone)
        send(there, tmp_path / "home.age")
    done = merge(vault, tmp_path / "home.age")
    # "…s" is another word: what is not the code word alone is left as it was written.
    assert text_of(vault, new) == f"Lin Zhaowen was moved; nobody saw {code}s."
    assert vault.records.get(office["lin"]).fields["occupation"] == "poet"
    assert vault.records.get(office["lin"]).title == "Lin Zhaowen"
    assert vault.records.get(gone).deleted
    assert [(one.record, one.unit) for one in done.conflicts] == [(office["note"], "text")]
    assert "Lin Zhaowen rang." in json.dumps(against(vault, office["note"]))
    assert check(vault, deep=True).problems == []
    assert merge(vault, tmp_path / "home.age").batch == ""
    with away(tmp_path / "t", seed=11) as there:
        there.records.edit(new, {"text": "Not true."})
        send(there, tmp_path / "again.age")
    second = merge(vault, tmp_path / "again.age")
    assert text_of(vault, new) == "Not true."
    assert second.conflicts == (), "what waits was said before"
    assert vault.records.undo(second.batch).undone
    assert text_of(vault, new).startswith("Lin Zhaowen was moved")
    assert packed(vault, tmp_path / "u", office["case"], profile=Profile.PSEUDONYMS).records == made.records + 1
    assert kept_codes(vault) == {office["lin"]: code}


def test_a_short_name_and_namesakes_have_code_words_too(vault: Vault, tmp_path: Path) -> None:
    add = vault.records.add
    people = [add("person", {"display_name": name}, strict=False).id for name in ("May", "Lin Zhaowen", "Lin Zhaowen")]
    case = add("case", {"title": "C", "persons": [{"person": one, "role": "defender"} for one in people]}, strict=False).id
    packed(vault, tmp_path / "t", case, profile=Profile.PSEUDONYMS)
    with away(tmp_path / "t") as there:
        assert {one.id: one.title for one in there.records.list("person")} == kept_codes(vault)
    assert len(set(kept_codes(vault).values())) == 3


NAMES = st.tuples(st.sampled_from(GIVEN), st.sampled_from(FAMILY)).map(" ".join)
PLACES = st.sampled_from(["text", "title", "alias", "narrative", "nothing"])


@settings(max_examples=8, deadline=None)
@given(goes=NAMES, stays=st.lists(NAMES, min_size=1, max_size=3, unique=True), where=st.lists(PLACES, min_size=1, max_size=3))
def test_every_value_that_only_what_stays_home_has_is_on_no_page(goes: str, stays: list[str], where: list[str]) -> None:
    """Also where somebody wrote the name into what goes: searched byte by byte over all pages, free ones and the index too."""
    stays = [name for name in stays if not set(name.split()) & set(goes.split())] or ["Wexcombe Larkspur"]
    with tempfile.TemporaryDirectory(dir="/tmp") as temporary:
        folder = Path(temporary)
        vault, _ = make_vault(folder / "office")
        with vault:
            add = vault.records.add
            person = add("person", {"display_name": goes}, strict=False).id
            case = add("case", {"title": f"Case {goes}", "persons": [{"person": person, "role": "defender"}]}, strict=False).id
            others = [add("person", {"display_name": name}, strict=False).id for name in stays]
            other = add("case", {"title": stays[0], "persons": [{"person": others[0], "role": "defender"}]}, strict=False).id
            for number, place in enumerate(where):
                name = stays[number % len(stays)]
                match place:
                    case "text":
                        add("note", {"about": case, "kind": "fact", "text": f"Then {name} saw {goes}."}, strict=False)
                    case "title":
                        vault.records.edit(case, {"title": f"{goes}, told by {name}"})
                    case "alias":
                        row = {"value": f"friend of {name}", "script": "Latn", "kind": "variant"}
                        vault.records.edit(person, {"aliases": [row]}, strict=False)
                    case "narrative":
                        add(
                            "event",
                            {"case": case, "kind": "arrest", "start": "2026-03-06", "narrative": f"{name}!"},
                            strict=False,
                        )
            packed(vault, folder / "t", case)
        with away(folder / "t") as there:
            key = bytes(there.keys.db)
            records = [one for kind in there.schema.types for one in there.records.list(kind)]
        plain = pages(folder / "t", key)
        held = json.dumps([[one.id, one.title, dict(one.fields)] for one in records])
        for word in {part for name in stays for part in name.split()} | {*others, other}:
            for spelt in (word, word.casefold()):
                assert spelt.encode() not in plain, spelt
            assert word.casefold() not in held.casefold()
        assert goes.encode() in plain


def test_a_file_that_names_somebody_who_stays_is_told_and_can_be_left(
    vault: Vault, office: dict[str, str], tmp_path: Path
) -> None:
    """A file goes as it is: its words are searched, nobody's original is altered, and who packs decides."""
    for name, words in (
        ("plain.txt", "Lin Zhaowen was seen."),
        ("Vexmoor.txt", "Quillstrand Vexmoor asked after Lin Zhaowen in May."),
    ):
        (tmp_path / name).write_text(words, encoding="utf-8")
        vault.attachments.add([tmp_path / name], about=[office["case"]], title="Paper")
    shown = preview(vault, [office["case"]])
    assert {(one.file, one.is_read, one.names) for one in shown.choice.files} == {
        ("Vexmoor.pdf", False, ()),
        ("plain.txt", True, ()),
        ("Vexmoor.txt", True, ("Quillstrand Vexmoor",)),
    }
    (weak,) = [one for one in preview(vault, [office["case"]], weak=True).choice.files if one.file == "Vexmoor.txt"]
    assert weak.names == ("Quillstrand Vexmoor", "May")
    left = preview(vault, [office["case"]], leave_files=True)
    assert ([one.file for one in left.choice.left], left.attachments) == (["Vexmoor.txt"], 2)
    assert packed(vault, tmp_path / "t", office["case"], leave_files=True).attachments == 2
    with away(tmp_path / "t") as there:
        key = bytes(there.keys.db)
        names = [
            str(row.get("name", "")) for one in there.records.list("evidence") for row in rows_of(one.fields.get("files", ""))
        ]
        assert len(names) == 2
        assert not any("Vexmoor" in name for name in names), "the name of a file is a text as well"
        there.records.edit(there.records.ids("evidence")[0], {"title": "Paper, from the gate"}, strict=False)
        send(there, tmp_path / "home.age")
    assert b"vexmoor" not in pages(tmp_path / "t", key).lower()
    assert merge(vault, tmp_path / "home.age").conflicts == ()
    assert [len(rows_of(one.fields["files"])) for one in vault.records.list("evidence")] == [1, 1, 1], "at home nothing is gone"
