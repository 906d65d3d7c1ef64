from __future__ import annotations

import io

from casevault.cli.context import Context
from casevault.cli.output import clean, refusal, refusal_lines, write_json
from casevault.errors import Code, UserProblem
from casevault.i18n import N_, Catalogue


def test_recorded_text_cannot_steer_the_terminal() -> None:
    assert clean("a\x1b[2Jb\u202ec\nd\x9b") == "a[2Jbc d"


def test_a_refusal_names_what_an_id_stands_for() -> None:
    context = Context(Catalogue())
    record = "0" * 32
    context.names[record] = "Lin Zhaowen"
    problem = UserProblem(Code.CONSENT_MISSING, N_("No consent covers {persons}."), N_("Ask for it."), persons=(record,))
    answer = refusal(context, problem)
    assert answer == {"error": {"code": "consent_missing", "message": "No consent covers Lin Zhaowen.", "hint": "Ask for it."}}
    assert "Lin" not in str(problem)
    assert refusal_lines(answer) == ["No consent covers Lin Zhaowen. (consent_missing)", "Ask for it."]


def test_a_refusal_of_a_field_names_it_once() -> None:
    context = Context(Catalogue())
    silent = UserProblem(Code.INVALID_INPUT, N_("This field takes yes or no."), field="is_focus")
    naming = UserProblem(Code.INVALID_INPUT, N_("There is no field “{field}” here."), field="nosuch")
    assert refusal(context, silent)["error"]["message"] == "is_focus: This field takes yes or no."
    assert refusal(context, naming)["error"]["message"] == "There is no field “nosuch” here."


def test_json_is_one_line_and_survives_lone_surrogates() -> None:
    out = io.StringIO()
    write_json(Context(Catalogue(), stdout=out), {"a": "王\ud800"})
    assert out.getvalue() == '{"a":"王?"}\n'
