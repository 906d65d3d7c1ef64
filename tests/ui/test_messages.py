from __future__ import annotations

import pytest

from casevault.errors import Code, MachineProblem, UserProblem
from casevault.i18n import N_, Catalogue, isolated
from casevault.progress import Cancelled
from casevault.ui.messages import Messages, notice_of, report_of

CANARY = "林兆雯 at Flat 1204"


def test_a_refusal_becomes_a_sentence_and_a_next_step_with_names_for_ids() -> None:
    problem = UserProblem(Code.CONSENT_MISSING, N_("No consent covers {person}."), N_("Ask for it."), person="ab" * 16)
    notice = notice_of(problem, Catalogue(), lambda _id: "Lin Zhaowen")
    assert "Lin Zhaowen" in notice.what
    assert "ab" * 16 not in notice.what
    assert notice.hint == "Ask for it."
    assert notice.command == "new.consent"
    assert not notice.grave


def test_a_machine_in_trouble_is_grave_and_always_has_a_next_step() -> None:
    notice = notice_of(MachineProblem(Code.DISK_FULL, N_("The disk is full.")), Catalogue())
    assert notice.grave
    assert notice.hint


def test_a_list_of_things_is_read_out() -> None:
    notice = notice_of(UserProblem(Code.INVALID_INPUT, N_("Missing: {keys}."), keys=["court", "held"]), Catalogue())
    assert notice.what == f"Missing: {isolated('court')}, {isolated('held')}."


def test_a_bug_gives_a_report_without_case_data() -> None:
    def broken(name: str) -> None:
        raise ValueError(name)

    with pytest.raises(ValueError) as caught:
        broken(CANARY)
    notice = notice_of(caught.value, Catalogue())
    report = report_of(caught.value)
    assert CANARY not in notice.what + notice.hint + notice.report
    assert "ValueError" in report
    assert "broken" in report
    assert "PySide6" in report
    assert notice.button


def test_that_somebody_cancelled_is_no_problem() -> None:
    messages = Messages(Catalogue())
    heard: list[object] = []
    messages.noticed.connect(heard.append)
    messages.show(Cancelled())
    assert heard == []
    messages.show(UserProblem(Code.NOT_FOUND, N_("Gone.")))
    assert len(heard) == 1
