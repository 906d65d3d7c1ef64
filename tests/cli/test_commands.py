"""Every command through the same door as a person's, in this process and with a cheap key derivation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from lines import Line

from casevault import cli
from casevault.cli.commands import PLACES, every, of_module
from casevault.cli.main import main, parser
from casevault.i18n import Catalogue


def person(line: Line, name: str = "Lin Zhaowen") -> str:
    added = line.ok("add", str(line.folder), "person", "--set", f"display_name={name}")
    assert isinstance(added["id"], str)
    return added["id"]


def test_add_show_edit_answer_with_the_record_and_its_history(line: Line) -> None:
    aliases = '[{"value":"林兆雯","script":"hans","kind":"legal"}]'
    added = line.ok(
        "add", str(line.folder), "person", "--set", "display_name=-", "--set", f"aliases={aliases}", stdin="Lin Zhaowen\n"
    )
    assert set(added) == {"id", "type", "type_version", "case", "title", "fields", "changes"}
    assert (added["type"], added["title"], added["case"]) == ("person", "Lin Zhaowen", None)
    edited = line.ok("edit", str(line.folder), added["id"], "--set", "gender=female")
    assert edited["fields"]["gender"] == "female"
    assert edited["fields"]["display_name"] == "Lin Zhaowen"
    shown = line.ok("show", str(line.folder), added["id"])
    assert [change["action"] for change in shown["changes"]] == ["edited", "created"]
    assert all(set(change) == {"at", "actor", "action", "fields"} for change in shown["changes"])
    assert shown["changes"][0]["fields"] == ["gender"]


def test_a_value_is_cleared_by_giving_nothing(line: Line) -> None:
    record = person(line)
    line.ok("edit", str(line.folder), record, "--set", "gender=female")
    assert "gender" not in line.ok("edit", str(line.folder), record, "--set", "gender=")["fields"]


def test_a_clock_set_back_is_said_once_and_refuses_nothing(line: Line) -> None:
    record = person(line)
    line.clock -= timedelta(days=365)
    status, _out, said = line.raw("edit", str(line.folder), record, "--set", "gender=female")
    assert status == 0
    assert said.count("clock stands earlier") == 1
    shown = line.ok("show", str(line.folder), record)
    assert [change["action"] for change in shown["changes"]] == ["edited", "created"], "newest first, whatever its clock said"
    assert line.ok("check", str(line.folder), "--deep")["ok"]


def test_data_comes_from_stdin_or_a_file(line: Line, tmp_path: Path) -> None:
    body = json.dumps({"fields": {"display_name": "Gülnar Sadiq"}})
    assert line.ok("add", str(line.folder), "person", "--data", "-", stdin=body)["title"] == "Gülnar Sadiq"
    (tmp_path / "p.json").write_text(body, encoding="utf-8")
    assert line.ok("add", str(line.folder), "person", "--data", str(tmp_path / "p.json"))["title"] == "Gülnar Sadiq"


@pytest.mark.parametrize("body", ["", "[]", "{", '{"fields": []}', '{"other": {}}', "[" * 100_000])
def test_what_is_no_record_is_refused(line: Line, body: str) -> None:
    assert line.refused("add", str(line.folder), "person", "--data", "-", stdin=body)["code"] == "invalid_input"


def test_list_and_search(line: Line) -> None:
    first, second = person(line, "Gao Yu"), person(line, "Gao Yu")
    listed = line.ok("list", str(line.folder), "person")
    assert listed["total"] == 2
    assert {record["id"] for record in listed["records"]} == {first, second}
    assert set(listed["records"][0]) == {"id", "title", "case", "date", "fields"}
    found = line.ok("search", str(line.folder), "gaoyu")
    assert {hit["id"] for hit in found["hits"]} == {first, second}
    assert set(found["hits"][0]) == {"id", "type", "title", "case", "why"}
    assert line.ok("search", str(line.folder), "-", "--type", "case", stdin="gaoyu")["total"] == 0


def test_delete_and_undo(line: Line) -> None:
    record = person(line)
    deleted = line.ok("delete", str(line.folder), record)
    assert deleted["deleted"] == record
    assert line.ok("list", str(line.folder), "person")["total"] == 0
    undone = line.ok("undo", str(line.folder))
    assert undone == {"undone": True, "batch": undone["batch"], "records": [record]}
    assert line.ok("list", str(line.folder), "person")["total"] == 1


def test_an_empty_name_of_an_act_takes_nothing_back(line: Line) -> None:
    person(line)
    assert line.refused("undo", str(line.folder), "")["code"] == "invalid_input"
    assert line.ok("list", str(line.folder), "person")["total"] == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_an_answer_that_cannot_be_written_is_said() -> None:
    command = [sys.executable, "-m", "casevault", "schema", "person"]
    with Path("/dev/full").open("wb", buffering=0) as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 1
    assert b"could not be written" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_refusal_that_nobody_reads_is_no_bug(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "casevault", "show", str(tmp_path / "V"), "x", "--json", "--passphrase-file", str(tmp_path)]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False, cwd=Path(__file__).parents[2])
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_recovery_code_that_nobody_saw_is_said(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("six words are better than one\n", encoding="utf-8")
    command = [sys.executable, "-m", "casevault", "create", str(tmp_path / "V"), "--passphrase-file", str(tmp_path / "p")]
    with Path("/dev/full").open("wb", buffering=0) as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 1
    assert b"make the vault again" in done.stderr


@pytest.mark.parametrize("command", [("show",), ("delete",), ("undo",), ("edit",), ("search",)])
def test_an_argument_that_is_not_text_is_refused(line: Line, command: tuple[str, ...]) -> None:
    refused = line.refused(*command, str(line.folder), "\udcff")
    assert (refused["code"], refused["hint"] != "") == ("invalid_input", True)
    assert line.refused("list", str(line.folder), "event", "--case", "\udcff")["code"] == "invalid_input"


def test_text_as_windows_saves_it_is_read(line: Line, tmp_path: Path) -> None:
    body = "\ufeff" + json.dumps({"fields": {"display_name": "Lin"}})
    (tmp_path / "p.json").write_text(body, encoding="utf-8")
    assert line.ok("add", str(line.folder), "person", "--data", str(tmp_path / "p.json"))["title"] == "Lin"
    assert line.ok("add", str(line.folder), "person", "--data", "-", stdin=body)["title"] == "Lin"


def test_a_table_with_too_many_rows_says_how_many_it_may_have(line: Line) -> None:
    body = json.dumps({"fields": {"display_name": "Lin", "aliases": [{"value": f"A{number}"} for number in range(10_001)]}})
    refused = line.refused("add", str(line.folder), "person", "--data", "-", stdin=body)
    assert (refused["code"], "10,000" in refused["message"] or "10000" in refused["message"]) == ("too_large", True)
    assert line.ok("list", str(line.folder), "person")["total"] == 0


def test_the_refusals_of_daily_use(line: Line, tmp_path: Path) -> None:
    folder = str(line.folder)
    wrong = tmp_path / "wrong"
    wrong.write_text("not it", encoding="utf-8")
    assert line.refused("list", folder, "person", secret=wrong)["code"] == "wrong_credentials"
    assert line.refused("show", folder, "0" * 32)["code"] == "not_found"
    assert line.refused("list", str(tmp_path / "none"), "person")["code"] == "not_a_vault"
    assert line.refused("list", folder, "persons")["code"] == "invalid_input"
    assert line.refused("add", folder, "person", "--set", "display_name")["code"] == "invalid_input"
    assert line.refused("add", folder, "person")["code"] == "invalid_input"
    unknown = line.refused("add", folder, "person", "--set", "display_name=A", "--set", "nosuch=1")
    assert (unknown["code"], "nosuch" in unknown["message"]) == ("invalid_input", True)
    missing = line.refused("add", folder, "event", "--set", "kind=threat")
    assert (missing["code"], missing["message"].startswith("case")) == ("invalid_input", True)
    assert line.ok("list", folder, "person")["total"] == 0


def test_recover_sets_a_new_passphrase(tmp_path: Path) -> None:
    secret, code, new = (tmp_path / name for name in ("old", "code", "new"))
    secret.write_text("the old one", encoding="utf-8")
    new.write_text("the new one", encoding="utf-8")
    line = Line(tmp_path / "R.casevault", secret)
    code.write_text(line.ok("create", str(line.folder))["recovery_code"], encoding="utf-8")
    status, data = line.run("recover", str(line.folder), "--recovery-file", str(code), "--new-passphrase-file", str(new))
    assert (status, data["recovered"]) == (0, True)
    assert line.refused("list", str(line.folder), "person")["code"] == "wrong_credentials"
    status, _data = line.run("list", str(line.folder), "person", secret=new)
    assert status == 0


def test_check_and_today_and_disclosures_of_an_empty_vault(line: Line) -> None:
    report = line.ok("check", str(line.folder), "--deep")
    assert (report["ok"], report["problems"], report["attachments"]) == (True, [], 0)
    assert line.ok("check", str(line.folder), "--rebuild")["ok"] is True
    assert line.ok("today", str(line.folder), "--as-of", "2026-03-18") == {"as_of": "2026-03-18", "items": []}
    assert line.refused("today", str(line.folder), "--as-of", "soon")["code"] == "invalid_input"
    assert line.ok("disclosures", str(line.folder)) == {"disclosures": [], "unsealed": 0}


def test_schema_needs_no_vault(line: Line) -> None:
    everything = line.ok("schema")
    assert {"person", "case", "disclosure"} <= {entry["key"] for entry in everything["types"]}
    (one,) = line.ok("schema", "consent")["types"]
    assert one["key"] == "consent"
    assert line.refused("schema", "nothing")["code"] == "invalid_input"


def test_a_person_reads_lines(line: Line) -> None:
    record = person(line)
    for name, arguments in (("show", [record]), ("list", ["person"]), ("search", ["Lin"]), ("check", []), ("today", [])):
        status, out, _err = line.raw(name, str(line.folder), *arguments)
        assert status == 0
        assert out.strip()
        assert not out.lstrip().startswith("{")
    status, out, err = line.raw("show", str(line.folder), "f" * 32)
    assert (status, out) == (1, "")
    assert "not_found" in err


def test_preview_or_a_file_but_not_both(line: Line, tmp_path: Path) -> None:
    chosen = ["--case", "0" * 32, "--audience", "embassy", "--output", "dossier", "--to", "Embassy", "--seal", "pdf"]
    assert line.refused("disclose", str(line.folder), *chosen)["code"] == "invalid_input"
    assert line.refused("disclose", str(line.folder), *chosen, "--preview", str(tmp_path / "o.pdf"))["code"] == "invalid_input"
    assert line.refused("disclose", str(line.folder), *chosen, str(tmp_path / "o.pdf"))["code"] == "not_found"
    assert not (tmp_path / "o.pdf").exists()


@pytest.mark.parametrize("body", ["{", "[]", '{"accept": [{"id": "1"}]}', '{"accept": 3}'])
def test_a_list_of_accepted_hits_that_cannot_be_read(line: Line, body: str) -> None:
    chosen = ["--case", "0" * 32, "--audience", "embassy", "--output", "dossier", "--to", "E", "--seal", "pdf", "--preview"]
    assert line.refused("disclose", str(line.folder), *chosen, "--accept", "-", stdin=body)["code"] == "invalid_input"


def test_usage_errors_end_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["frob"], ["list"], ["search", "a", "b", "--limit", "0"]):
        with pytest.raises(SystemExit) as ended:
            main(arguments, Catalogue())
        assert ended.value.code == 2
    assert "usage: casevault" in capsys.readouterr().err


def test_every_command_has_help() -> None:
    text = parser(Catalogue()).format_help()
    for command in every():
        assert command.name in text
        assert command.help.text in " ".join(text.split())


@pytest.mark.parametrize("module", PLACES)
def test_each_command_is_found_where_it_is(module: str) -> None:
    assert tuple(command.name for command in of_module(module)) == PLACES[module]


def test_no_module_with_commands_is_left_out() -> None:
    folder = Path(cli.__file__).parent
    found = {path.stem for path in folder.glob("*.py") if "\nCOMMANDS" in path.read_text(encoding="utf-8")}
    assert found - {"losing", "offices"} == set(PLACES), "the two stand in a group of another"


def test_a_command_loads_its_own_module_alone() -> None:
    script = (
        "import sys\nfrom casevault.cli.commands import asked\nassert [one.name for one in asked(['list'])] == ['list']\n"
        "print(*sorted(name for name in sys.modules if name.startswith('casevault.cli.')))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "casevault.cli.records" in loaded
    assert not loaded & {"casevault.cli.disclosures", "casevault.cli.importing", "casevault.cli.travelling"}


def test_a_case_that_is_not_there_is_not_an_empty_one(line: Line) -> None:
    for command in (("list", str(line.folder), "task"), ("stale", str(line.folder))):
        assert line.refused(*command, "--case", "0" * 32)["code"] == "not_found"
