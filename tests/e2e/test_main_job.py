"""The main job, end to end: a demo vault, search in any script, a sealed dossier that holds what it may and nothing else."""

from __future__ import annotations

import hashlib
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Program

pytestmark = pytest.mark.slow

WITHHELD = (
    "Tang Yifei",
    "唐一菲",
    "Yifei",
    "0000 4417",
    "piano lessons",
    "139 0000 2281",
    "90X17",
    "S-0042",
    "neighbour",
)


@pytest.mark.parametrize("query", ["高瑜", "gaoyu", "瑜", "Gao Yu", "Gāo Yú"])
def test_she_is_found_among_the_first_three(demo: Program, query: str) -> None:
    answer = demo.run("search", str(demo.vault), query)
    assert answer.status == 0
    assert any(hit["type"] == "person" and "Gao Yu" in hit["title"] for hit in answer.data["hits"][:3]), answer.data


def test_a_query_may_come_from_stdin(demo: Program) -> None:
    assert demo.run("search", str(demo.vault), "-", stdin="浦志強\n").data["hits"][0]["title"].startswith("Pu Zhiqiang")


def test_the_five_founding_cases_are_listed(demo: Program) -> None:
    codes = {record["fields"]["code"] for record in demo.run("list", str(demo.vault), "case").data["records"]}
    assert {"WY-2015", "PZ-2014", "GY-2014", "F5-2015", "LX-2010"} <= codes


def disclose(demo: Program, case: str, out: Path, *more: str) -> dict[str, Any]:
    answer = demo.run(
        "disclose",
        str(demo.vault),
        *("--case", case, "--audience", "embassy", "--output", "dossier", "--to", "Embassy of Ruritania", *more, str(out)),
    )
    assert answer.status == 0, answer
    return answer.data


def text_of_sealed(sealed: Path, password: str, plain: Path) -> str:
    subprocess.run(["qpdf", f"--password={password}", "--decrypt", str(sealed), str(plain)], check=True, capture_output=True)
    return subprocess.run(["pdftotext", "-layout", str(plain), "-"], check=True, capture_output=True, text=True).stdout


def test_a_sealed_pdf_opens_with_its_words_only_and_withholds(demo: Program, tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    report = disclose(demo, demo.id_of("case", "WY-2015"), out, "--seal", "pdf")
    assert report["selected"] == report["written"] + report["withheld"]
    assert report["failed"] == 0
    assert report["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    words = str(report["passphrase"])
    assert len(words.split(" ")) == 7
    for wrong in ("", words + "a", "wrong"):
        done = subprocess.run(["qpdf", f"--password={wrong}", "--check", str(out)], check=False, capture_output=True)
        assert done.returncode == 2, wrong
    assert subprocess.run(["qpdf", "--check", str(out)], check=False, capture_output=True).returncode == 2
    text = text_of_sealed(out, words, tmp_path / "plain.pdf")
    assert "颠覆国家政权罪" in text.replace(" ", "")
    assert "which restrictions on Wang Yu and Bao Longjun remain" in " ".join(text.split())
    assert "9 July 2015" in text
    raw = subprocess.run(
        ["qpdf", "--qdf", "--object-streams=disable", str(tmp_path / "plain.pdf"), "-"], check=True, capture_output=True
    ).stdout
    for value in WITHHELD:
        assert value not in text
        for encoding in ("utf-8", "utf-16-be", "utf-16-le"):
            assert value.encode(encoding) not in raw
    info = subprocess.run(["pdfinfo", str(tmp_path / "plain.pdf")], check=True, capture_output=True, text=True).stdout
    assert "Tagged:          yes" in info
    assert "Typst" not in info or "Creator" in info


def test_an_age_archive_opens_with_public_tools(demo: Program, tmp_path: Path) -> None:
    key_file = tmp_path / "key.txt"
    subprocess.run(["age-keygen", "-o", str(key_file)], check=True, capture_output=True)
    recipient = subprocess.run(["age-keygen", "-y", str(key_file)], check=True, capture_output=True, text=True).stdout.strip()
    out = tmp_path / "out.age"
    report = disclose(demo, demo.id_of("case", "PZ-2014"), out, "--seal", "age", "--recipient", recipient)
    assert "passphrase" not in report or report["passphrase"] is None
    archive = tmp_path / "out.tar"
    subprocess.run(["age", "-d", "-i", str(key_file), "-o", str(archive), str(out)], check=True, capture_output=True)
    names = subprocess.run(["tar", "tf", str(archive)], check=True, capture_output=True, text=True).stdout.split()
    assert names[0] == "MANIFEST.json"
    assert "cover.pdf" in names
    subprocess.run(["tar", "xf", str(archive), "-C", str(tmp_path), "cover.pdf"], check=True)
    text = subprocess.run(["pdftotext", str(tmp_path / "cover.pdf"), "-"], check=True, capture_output=True, text=True).stdout
    assert "4 or 6 May 2014" in " ".join(text.split())


def test_an_invented_case_withholds_relatives_sources_and_addresses(demo: Program, tmp_path: Path) -> None:
    out = tmp_path / "heron.pdf"
    report = disclose(demo, demo.id_of("case", "HERON"), out, "--seal", "pdf", "--lang", "nl")
    text = text_of_sealed(out, str(report["passphrase"]), tmp_path / "plain.pdf")
    assert "林兆雯" in text
    assert "寻衅滋事罪" in text.replace(" ", "")
    flat = " ".join(text.split())
    for value in (
        "Zhaohui",
        "林兆慧",
        "Chen Moqing",
        "陈墨青",
        "Minghe",
        "Xiaoyu",
        "Qiu Beining",
        "邱北宁",
        "1204",
        "Lotus",
        "1234 5678",
        "11010519840311004X",
    ):
        assert value not in flat, value
    seen = demo.run("disclosures", str(demo.vault), "--person", demo.id_of("person", "Lin Zhaowen")).data["disclosures"]
    assert [entry["sha256"] for entry in seen] == [report["sha256"]]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "consent_missing"),
        ({"review_on": "2020-01-01"}, "consent_expired"),
        ({"review_on": "2090-01-01", "withdrawn": "2021-02-01"}, "consent_withdrawn"),
    ],
)
def test_without_consent_nothing_is_written_or_registered(
    demo: Program, tmp_path: Path, given: dict[str, str], code: str
) -> None:
    vault = str(demo.vault)
    person = demo.run("add", vault, "person", "--set", f"display_name=Refused {code}").data["id"]
    fields = [
        f'persons=[{{"person":"{person}","role":"defender","is_focus":true}}]',
        f"code={code}",
        "title=T",
        "kind=criminal",
        "jurisdiction=CN",
    ]
    fields += ["opened=2020", "status=open", "priority=normal", "ask=Ask"]
    case = demo.run("add", vault, "case", *(part for field in fields for part in ("--set", field)))
    assert case.status == 0, case
    if given:
        consent = {
            "person": person,
            "giver": "self",
            "purpose": "quiet_diplomacy",
            "audiences": "embassy",
            "identity_level": "full",
        }
        consent |= {"form": "oral", "given": "2019-01-01"} | given
        added = demo.run(
            "add", vault, "consent", *(part for key, value in consent.items() for part in ("--set", f"{key}={value}"))
        )
        assert added.status == 0, added
    before = demo.run("disclosures", vault).data["disclosures"]
    out = tmp_path / "never.pdf"
    arguments = [
        "--case",
        case.data["id"],
        "--audience",
        "embassy",
        "--output",
        "dossier",
        "--to",
        "Embassy",
        "--seal",
        "pdf",
        str(out),
    ]
    answer = demo.run("disclose", vault, *arguments)
    assert (answer.status, answer.data["error"]["code"]) == (1, code)
    assert f"Refused {code}" in answer.data["error"]["message"] + answer.data["error"]["hint"]
    assert not out.exists()
    assert demo.run("disclosures", vault).data["disclosures"] == before


def test_check_finds_the_demo_vault_sound_and_rebuilds_it(demo: Program) -> None:
    for arguments in ([], ["--deep"], ["--rebuild", "--deep"]):
        answer = demo.run("check", str(demo.vault), *arguments)
        assert answer.status == 0
        assert answer.data["problems"] == []
        assert answer.data["ok"] is True
