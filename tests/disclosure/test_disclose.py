"""The one way out, whole: what is written, what is registered, and that after any refusal neither happened."""

from __future__ import annotations

import hashlib
import json
import subprocess
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pyrage
import pytest
from builders import FixedAmbient, make_vault
from disclosure.asking import ask, untouched
from disclosure_fakes import invented_case

from casevault import disclosure
from casevault.disclosure import compile as compiler
from casevault.disclosure import records_list, register
from casevault.disclosure.bundle import read_archive
from casevault.disclosure.document import Box, Document, Heading, Items, Pairs, Paragraph, Run, Table
from casevault.disclosure.outputs.registry import OUTPUTS
from casevault.disclosure.records_list import reference
from casevault.disclosure.request import Action
from casevault.disclosure.scan import LeakFound, ReviewNeeded
from casevault.errors import Code, UserProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from casevault.disclosure.document import Line
    from casevault.vault.vault import Vault

SISTER = "林兆慧"


@pytest.fixture
def made(vault: Vault) -> dict[str, str]:
    return invented_case(vault)


class Kept(NamedTuple):
    """A vault for tests in which nothing may be written; they show that, so they can share it."""

    vault: Vault
    made: dict[str, str]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    vault, _ = make_vault(tmp_path_factory.mktemp("kept") / "vault", ambient=FixedAmbient())
    with vault:
        yield Kept(vault, invented_case(vault))


def opened(out: Path, words: str, tmp_path: Path) -> str:
    plain = tmp_path / "plain.pdf"
    subprocess.run(["qpdf", f"--password={words}", "--decrypt", str(out), str(plain)], check=True, capture_output=True)
    done = subprocess.run(["pdftotext", "-layout", str(plain), "-"], check=True, capture_output=True, text=True)
    return done.stdout


def test_a_sealed_pdf_is_written_and_registered(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    report = disclosure.disclose(vault, ask(made), out)
    shape = report.to_json()
    assert set(shape) == {
        *("bundle", "audience", "output", "recipient", "selected", "written", "withheld", "failed", "reasons", "consents"),
        *("scan", "seal", "sha256", "valid_until", "passphrase"),
    }
    json.dumps(shape)
    assert shape["selected"] == report.preview.written + report.preview.withheld
    assert (shape["failed"], shape["recipient"], shape["consents"]) == (0, "Embassy of Ruritania", [made["consent"]])
    assert shape["valid_until"] == "2026-05-17"
    assert shape["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert out.stat().st_mode & 0o777 == 0o600
    text = opened(out, report.passphrase, tmp_path)
    assert "Picking quarrels" in text
    assert "Zhaohui" not in text
    (entry,) = register.listing(vault)
    assert entry.id == report.bundle
    assert entry.to_json() == {
        "id": entry.id,
        "at": entry.at,
        "recipient": "Embassy of Ruritania",
        "audience": "embassy",
        "output": "dossier",
        "purpose": "quiet_diplomacy",
        "cases": [made["case"]],
        "persons": sorted([made["lin"], made["judge"], made["clerk"]]),
        "seal": "pdf",
        "sha256": shape["sha256"],
        "state": "valid",
    }


def test_one_batch_holds_the_row_and_a_mark_on_every_record_that_left(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    report = disclosure.disclose(vault, ask(made), tmp_path / "out.pdf")
    (entry,) = register.listing(vault)
    record = vault.records.get(entry.id)
    assert record.fields["bundle"] == report.bundle
    assert record.fields["copy_no"] == 1
    marked = {}
    batches = {vault.records.history(entry.id)[0].batch}
    for row in record.fields["what"]:  # type: ignore[union-attr]  # a table by the type
        assert isinstance(row, dict)
        (mark,) = [h for h in vault.records.history(str(row["record"])) if h.action == "disclosed"]
        marked[row["record"]] = sorted(mark.fields)
        batches.add(mark.batch)
        assert marked[row["record"]] == row["fields"]
        assert row["version"]
    assert len(batches) == 1
    assert made["taken"] in marked
    assert made["sister"] in marked  # as a role
    assert made["note"] not in marked
    assert "narrative" in marked[made["taken"]]


def test_a_copy_does_not_swell_the_count_of_the_next(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    before = disclosure.preview(vault, ask(made))
    disclosure.disclose(vault, ask(made, seal="none"), tmp_path / "out.pdf")
    (entry,) = register.listing(vault)
    assert disclosure.preview(vault, ask(made)).selected == before.selected
    vault.records.edit(entry.id, {"onward": "to the capital"})
    after = disclosure.preview(vault, ask(made))
    assert after.selected == before.selected + 1
    assert after.written == before.written


def test_copies_are_numbered_and_the_register_asks_by_person(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    for number in (1, 2):
        report = disclosure.disclose(vault, ask(made, to=made["embassy"], seal="none"), tmp_path / f"{number}.pdf")
        assert report.preview.copy_no == number
        assert "passphrase" not in report.to_json()
    assert [entry.copy_no for entry in register.listing(vault, person=made["lin"])] == [2, 1]
    assert {entry.appears for entry in register.listing(vault, person=made["sister"])} == {"none"}, "a role, and no name"
    assert register.listing(vault, person=made["case"]) == []


@pytest.mark.slow
def test_an_age_archive_without_keys_gets_words(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    report = disclosure.disclose(vault, ask(made, seal="age"), tmp_path / "out.age")
    assert len(report.passphrase.split(" ")) == 7


def test_an_age_archive_for_a_recipient_s_keys(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    key = tmp_path / "key.txt"
    subprocess.run(["age-keygen", "-o", str(key)], check=True, capture_output=True)
    public = subprocess.run(["age-keygen", "-y", str(key)], check=True, capture_output=True, text=True).stdout.strip()
    vault.records.edit(made["embassy"], {"keys": [{"kind": "age", "value": public}]})
    out = tmp_path / "out.age"
    report = disclosure.disclose(vault, ask(made, to=made["embassy"], seal="age"), out)
    assert report.passphrase == ""
    archive = subprocess.run(["age", "-d", "-i", str(key), str(out)], check=True, capture_output=True).stdout
    listed = subprocess.run(["tar", "tf", "-"], input=archive, check=True, capture_output=True).stdout.decode().split()
    assert listed == ["MANIFEST.json", "MANIFEST.json.minisig", "cover.pdf", "records.jsonl", "PAD.bin"]
    for value in (made["case"], made["consent"], SISTER):
        assert value.encode() not in archive
    found = read_archive(archive)
    manifest, inside = json.loads(found.text), found.files
    entries = {entry["n"]: entry for entry in manifest["files"]}
    written = inside["records.jsonl"]
    extracted = subprocess.run(["tar", "xOf", "-", "records.jsonl"], input=archive, check=True, capture_output=True).stdout
    assert extracted == written
    assert entries["records.jsonl"]["size"] == len(written)
    assert entries["records.jsonl"]["sha256"] == hashlib.sha256(written).hexdigest()
    assert report.preview.scan.bytes == len(inside["cover.pdf"]) + len(written)
    lines = [json.loads(line) for line in written.decode().splitlines()]
    told = [row for row in report.preview.rows if row.after]
    assert [line["record"] for line in lines] == list(dict.fromkeys(reference(report.bundle, row.id) for row in told))
    assert [field["text"] for line in lines for field in line["fields"]] == [row.after for row in told]
    by_type = {line["type"]: {field["field"]: field["text"] for field in line["fields"]} for line in lines}
    assert by_type["event"]["start"] == "12 or 14 February 2026"
    assert "persons/role" not in by_type["case"] or "/" not in by_type["case"]["persons/role"]
    assert not any(key in written.decode() for key in made.values())


def test_a_preview_writes_and_registers_nothing(vault: Vault, made: dict[str, str]) -> None:
    newest = vault.records.recent(1)[0].change
    preview = disclosure.preview(vault, ask(made))
    shape = preview.to_json()
    assert set(shape) == {
        *("audience", "output", "recipient", "selected", "written", "withheld", "failed", "reasons", "consents"),
        *("scan", "valid_until", "rows", "replacements"),
    }
    rows = shape["rows"]
    assert isinstance(rows, list)
    assert len(rows) == shape["selected"]
    assert all(isinstance(row, dict) and set(row) == {"id", "field", "action", "reason"} for row in rows)
    assert vault.records.recent(1)[0].change == newest
    assert register.listing(vault) == []


def test_preview_and_report_agree(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    preview = disclosure.preview(vault, ask(made))
    report = disclosure.disclose(vault, ask(made), tmp_path / "out.pdf")
    assert report.preview.rows == preview.rows
    assert report.preview.scan.terms == preview.scan.terms > 0


def test_pseudonyms_are_kept_with_the_recipient(vault: Vault, tmp_path: Path) -> None:
    made = invented_case(vault, identity_level="pseudonym")
    disclosure.disclose(vault, ask(made, to=made["embassy"], seal="none"), tmp_path / "a.pdf")
    kept = vault.records.get(made["embassy"]).fields["pseudonyms"]
    disclosure.disclose(vault, ask(made, to=made["embassy"], seal="none"), tmp_path / "b.pdf")
    assert vault.records.get(made["embassy"]).fields["pseudonyms"] == kept
    disclosure.disclose(vault, ask(made, seal="none"), tmp_path / "c.pdf")
    (newest, *_) = register.listing(vault)
    codes = vault.records.get(newest.id).fields["pseudonyms"]
    assert isinstance(codes, list)
    assert isinstance(kept, list)
    (now,), (before,) = codes, kept
    assert isinstance(now, dict)
    assert isinstance(before, dict)
    assert now["person"] == before["person"] == made["lin"]
    assert now["code"] != before["code"]


def test_the_state_of_a_disclosure(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    disclosure.disclose(vault, ask(made, valid_until="2026-03-18"), tmp_path / "out.pdf")
    (entry,) = register.listing(vault)
    assert entry.state.value == "valid"
    vault.ambient.now += timedelta(days=1)  # type: ignore[attr-defined]  # the fixed clock
    assert register.listing(vault)[0].state.value == "ended"
    vault.records.edit(entry.id, {"recall": "asked"})
    assert register.listing(vault)[0].state.value == "recalled"


# ---- what stops it ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"audiences": ["un"]}, Code.CONSENT_MISSING),
        ({"withdrawn": "2026-03-10"}, Code.CONSENT_WITHDRAWN),
        ({"review_on": "2026-03-17"}, Code.CONSENT_EXPIRED),
    ],
)
def test_without_consent_nothing_is_written_or_registered(
    vault: Vault, tmp_path: Path, fields: dict[str, Any], code: Code
) -> None:
    made = invented_case(vault, **fields)
    calls = (lambda: disclosure.disclose(vault, ask(made), tmp_path / "out.pdf"), lambda: disclosure.preview(vault, ask(made)))
    for call in calls:
        with pytest.raises(UserProblem) as refused:
            call()
        assert refused.value.code is code
        assert refused.value.safe["persons"] == [made["lin"]]
    assert untouched(vault, tmp_path / "out.pdf", 0)


LEAK: Line = (Run("Told by "), Run(SISTER))
_PLACES: dict[str, Callable[[Document], dict[str, Any]]] = {
    "title": lambda _: {"title": LEAK},
    "subtitle": lambda _: {"subtitle": LEAK},
    "label": lambda _: {"label": SISTER},
    "header": lambda _: {"header": LEAK},
    "footer": lambda _: {"footer": LEAK},
    "keywords": lambda _: {"keywords": (SISTER,)},
    "identifier": lambda _: {"identifier": SISTER},
    "heading": lambda d: {"blocks": (*d.blocks, Heading(LEAK, 2))},
    "paragraph": lambda d: {"blocks": (*d.blocks, Paragraph(LEAK))},
    "items": lambda d: {"blocks": (*d.blocks, Items(((Run("x"),), LEAK)))},
    "box_title": lambda d: {"blocks": (*d.blocks, Box(title=LEAK))},
    "box_label": lambda d: {"blocks": (*d.blocks, Box(title=(Run("x"),), pairs=((LEAK, ((Run("y"),),)),)))},
    "box_value": lambda d: {"blocks": (*d.blocks, Box(title=(Run("x"),), pairs=(((Run("y"),), (LEAK,)),)))},
    "pair_label": lambda d: {"blocks": (*d.blocks, Pairs(((LEAK, ((Run("y"),),)),)))},
    "pair_value": lambda d: {"blocks": (*d.blocks, Pairs((((Run("y"),), (LEAK,)),)))},
    "table_head": lambda d: {"blocks": (*d.blocks, Table(head=(LEAK,), rows=((((Run("y"),),),),)))},
    "table_cell": lambda d: {"blocks": (*d.blocks, Table(head=((Run("y"),),), rows=(((LEAK,),),)))},
}


@pytest.mark.parametrize("place", sorted(_PLACES))
def test_a_document_whose_redaction_failed_never_leaves(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    hostile(monkeypatch, _PLACES[place])
    with pytest.raises(LeakFound) as refused:
        disclosure.disclose(kept.vault, ask(kept.made), tmp_path / "out.pdf")
    assert refused.value.code is Code.LEAK_FOUND
    assert {hit.term for hit in refused.value.hits} == {SISTER}
    assert untouched(kept.vault, tmp_path / "out.pdf", 0)


SPELLINGS = ("林兆慧", "Lin Zhaohui", "lín zhàohuì", "LINZHAOHUI", "wxid_zhaohui88", "13812345678", "11010519491231002X")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_a_withheld_value_passes(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spelling: str
) -> None:
    hostile(monkeypatch, lambda d: {"blocks": (*d.blocks, Paragraph((Run(spelling),)))})
    with pytest.raises(LeakFound):
        disclosure.disclose(kept.vault, ask(kept.made), tmp_path / "out.pdf")
    assert untouched(kept.vault, tmp_path / "out.pdf", 0)


def test_a_preview_shows_the_hits(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile(monkeypatch, _PLACES["paragraph"])
    preview = disclosure.preview(kept.vault, ask(kept.made))
    assert {hit.term for hit in preview.hits} == {SISTER}
    hits = preview.to_json()["hits"]
    assert isinstance(hits, list)
    assert all(isinstance(hit, dict) and set(hit) == {"id", "grade", "term", "where"} for hit in hits)


def hostile(monkeypatch: pytest.MonkeyPatch, change: Callable[[Document], dict[str, Any]]) -> None:
    """Let the builder hand over a tree with a withheld name in it, as if redaction had failed."""
    build = OUTPUTS["dossier"].build

    def broken(*arguments: Any) -> Document:
        document = build(*arguments)
        return replace(document, **change(document))

    monkeypatch.setitem(OUTPUTS, "dossier", replace(OUTPUTS["dossier"], build=broken))


def test_a_weak_hit_waits_for_a_reason_that_goes_into_the_register(vault: Vault, made: dict[str, str], tmp_path: Path) -> None:
    vault.records.add("person", {"display_name": "文化"})
    vault.records.edit(made["taken"], {"stated_reason": "文化部门说没有。"})
    out = tmp_path / "out.pdf"
    with pytest.raises(ReviewNeeded) as refused:
        disclosure.disclose(vault, ask(made), out)
    assert untouched(vault, out, 0)
    ids = [hit.id for hit in refused.value.hits]
    with pytest.raises(ReviewNeeded):
        disclosure.disclose(vault, ask(made, accept=tuple((key, " ") for key in ids)), out)
    report = disclosure.disclose(vault, ask(made, accept=tuple((key, "the ministry of culture") for key in ids)), out)
    assert report.preview.scan.hits == len(ids)
    (entry,) = register.listing(vault)
    rows = vault.records.get(entry.id).fields["hits"]
    assert isinstance(rows, list)
    assert {row["reason"] for row in rows if isinstance(row, dict)} == {"the ministry of culture"}


@pytest.mark.parametrize(
    "forged",
    [
        '{"fields":[{"field":"summary","text":"Her sister 林兆慧 was told."}],"record":"REF","type":"case"}',
        '{"fields":[{"field":"summary","text":"13812345678"}],"record":"REF","type":"case"}',
        '{"fields":[{"field":"lin zhaohui","text":"x"}],"record":"REF","type":"case"}',
        '{"fields":[{"field":"summary","text":"x"}],"record":"Lin Zhaohui","type":"case"}',
        '{"fields":[{"field":"summary","text":"x"}],"record":"REF","type":"Lin Zhaohui"}',
    ],
)
def test_a_leak_in_the_records_of_an_archive_stops_it(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forged: str
) -> None:
    build = records_list.build_records
    line = forged.replace("REF", "0" * 32).encode() + b"\n"
    monkeypatch.setattr(records_list, "build_records", lambda *given: build(*given) + line)
    key = str(pyrage.x25519.Identity.generate().to_public())
    with pytest.raises(LeakFound):
        disclosure.disclose(kept.vault, ask(kept.made, seal="age", recipients=(key,)), tmp_path / "out.age")
    assert untouched(kept.vault, tmp_path / "out.age", 0)


@pytest.mark.parametrize("broken", [b"{}\n", b"[]\n", b"\xff\n", b'{"fields":[],"record":"0", "type":"case"}\n', b"[" * 9999])
def test_records_that_are_not_what_this_program_writes_cannot_leave(broken: bytes) -> None:
    with pytest.raises(UserProblem) as refused:
        records_list.read_records_text(broken)
    assert refused.value.code is Code.UNSUPPORTED


@pytest.mark.parametrize(
    ("fields", "code", "key"),
    [
        ({"audience": "un"}, Code.INVALID_INPUT, "audience"),
        ({"record": "0" * 32}, Code.INVALID_INPUT, "record"),
        ({"options": ("with_family",)}, Code.INVALID_INPUT, "option"),
        ({"audience": "friends"}, Code.INVALID_INPUT, "audience"),
        ({"output": "urgent_action"}, Code.INVALID_INPUT, "audience"),
        ({"output": "poem"}, Code.INVALID_INPUT, "output"),
        ({"format": "csv"}, Code.UNSUPPORTED, "format"),
        ({"seal": "wax"}, Code.INVALID_INPUT, "seal"),
        ({"lang": "xx"}, Code.INVALID_INPUT, "lang"),
        ({"purpose": "gossip"}, Code.INVALID_INPUT, "purpose"),
        ({"channel": "pigeon"}, Code.INVALID_INPUT, "channel"),
        ({"to": " "}, Code.INVALID_INPUT, "to"),
        ({"recipients": ("age1x",)}, Code.INVALID_INPUT, "recipient"),
        ({"valid_until": "soon"}, Code.INVALID_INPUT, "valid_until"),
        ({"valid_until": "2026-03-17"}, Code.INVALID_INPUT, "valid_until"),
    ],
)
def test_a_request_that_cannot_be_answered_names_the_key(
    kept: Kept, tmp_path: Path, *, fields: dict[str, Any], code: Code, key: str
) -> None:
    with pytest.raises(UserProblem) as refused:
        disclosure.disclose(kept.vault, ask(kept.made, **fields), tmp_path / "out.pdf")
    assert (refused.value.code, refused.value.safe["field"]) == (code, key)
    assert untouched(kept.vault, tmp_path / "out.pdf", 0)


def test_a_recipient_who_is_no_record_or_no_recipient(kept: Kept, tmp_path: Path) -> None:
    for to, code in (("f" * 32, Code.NOT_FOUND), (kept.made["case"], Code.INVALID_INPUT)):
        with pytest.raises(UserProblem) as refused:
            disclosure.disclose(kept.vault, ask(kept.made, to=to), tmp_path / "out.pdf")
        assert refused.value.code is code


def test_cancelling_leaves_nothing(kept: Kept, tmp_path: Path) -> None:
    class Stop(Exception):  # noqa: N818  # stands for Cancelled at every safe point
        pass

    def steps() -> Iterator[int]:
        yield from range(compiler.STEPS)

    for step in steps():

        def stop(done: int, _total: int, at: int = step) -> None:
            if done >= at:
                raise Stop

        with pytest.raises(Stop):
            disclosure.disclose(kept.vault, ask(kept.made), tmp_path / "out.pdf", progress=stop)
        assert untouched(kept.vault, tmp_path / "out.pdf", 0)


def test_every_action_is_used(kept: Kept) -> None:
    used = {row.action for row in disclosure.preview(kept.vault, ask(kept.made)).rows}
    assert {Action.AS_RECORDED, Action.OTHER_WORDS, Action.WITHHELD} <= used
