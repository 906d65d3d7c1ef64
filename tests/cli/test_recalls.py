"""`recall` and `disclosures --person`, as they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import CHEAP_BOUNDS, PASSPHRASE, make_vault
from disclosure_fakes import invented_case
from lines import Line

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["CHEAP_BOUNDS"]


def test_from_a_withdrawal_to_the_last_answer(tmp_path: Path) -> None:
    folder, secret = tmp_path / "W", tmp_path / "secret"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    vault, _ = make_vault(folder)
    with vault:
        made = invented_case(vault)
    line, where = Line(folder, secret), str(folder)
    ask = ("--case", made["case"], "--audience", "embassy", "--output", "dossier", "--to", "A desk", "--seal", "pdf")
    copy = line.ok("disclose", where, *ask, str(tmp_path / "1.pdf"))["bundle"]
    assert line.ok("recall", where) == {"to_tell": [], "waiting": []}
    seen = line.ok("disclosures", where, "--person", made["lin"])["disclosures"]
    assert [(one["id"], one["appears"]) for one in seen] == [(copy, "full")]
    assert "appears" not in line.ok("disclosures", where)["disclosures"][0]
    assert line.ok("recall", where, "received", copy, "--on", "2026-03-18")["ack"] == "2026-03-18"
    line.ok("edit", where, made["consent"], "--set", "withdrawn=2026-03-18")
    (due,) = line.ok("recall", where, "list")["to_tell"]
    assert (due["disclosure"], due["why"], due["persons"]) == (copy, ["withdrawn"], [made["lin"]])
    kinds = [one["kind"] for one in line.ok("today", where)["items"]]
    assert kinds.count("recall") == 1
    unknown = line.refused("recall", where, "sent", copy, "--channel", "pigeon")
    assert unknown["code"] == "invalid_input"
    assert "courier" in str(unknown)  # the ways there are
    draft = line.ok("recall", where, "draft", copy)
    assert copy in draft["text"]
    assert "Lin" not in draft["text"]
    assert line.refused("recall", where, "needless", copy, "--reason", "no")["code"] == "invalid_input"
    assert line.refused("recall", where, "answered", copy, "--answer", "confirmed")["code"] == "invalid_input"
    sent = line.ok("recall", where, "send", copy, str(tmp_path / "notice.pdf"))
    assert (tmp_path / "notice.pdf").is_file()
    assert sent["disclosures"] == [copy]
    state = line.ok("recall", where)
    assert (state["to_tell"], [one["disclosure"] for one in state["waiting"]]) == ([], [copy])
    assert line.refused("recall", where, "answered", copy, "--answer", "perhaps")["code"] == "invalid_input"
    answer = line.ok("recall", where, "answered", copy, "--answer", "confirmed", "--to", "-", stdin="Their ministry\n")
    assert (answer["recall"], answer["onward"], answer["still_to_tell"]) == ("confirmed", "Their ministry", False)
    assert line.ok("recall", where) == {"to_tell": [], "waiting": []}
    assert line.refused("recall", where, "draft")["code"] == "invalid_input"
    assert line.refused("recall", where, "list", copy)["code"] == "invalid_input"
