"""The registry of outputs: what each one is made for, what it cannot do without, and what is chosen for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.mofile import read_mo
from disclosure_fakes import FakeVault, invented_case

from casevault.disclosure import compile as compiler
from casevault.disclosure.outputs import holdings
from casevault.disclosure.outputs.output import Scope
from casevault.disclosure.outputs.registry import KEYS, OUTPUTS, audiences, formats_of, outputs_for
from casevault.disclosure.render import FORMATS
from casevault.disclosure.request import Action, Report, Request
from casevault.disclosure.scan_file import READERS
from casevault.disclosure.scan_tree import tree_lines
from casevault.errors import Code, UserProblem
from casevault.i18n import Catalogue
from casevault.paths import resource_path
from casevault.progress import silent
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.disclosure.document import Document
    from casevault.disclosure.outputs.output import Output
    from casevault.i18n import Msg

PURPOSES = {
    "dossier": "quiet_diplomacy",
    "access_refusal": "quiet_diplomacy",
    "chronology": "quiet_diplomacy",
    "interventions": "quiet_diplomacy",
    "urgent_action": "public_advocacy",
    "wgad": "un_procedure",
    "wgeid": "un_procedure",
    "special_procedures": "un_procedure",
    "hearing_report": "trial_observation",
    "support_request": "support",
    "statistics": "research",
}


@pytest.fixture
def fake() -> FakeVault:
    return FakeVault()


@pytest.fixture(autouse=True)
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "render", lambda _document, _format: b"")


def any_way(monkeypatch: pytest.MonkeyPatch, output: Output) -> None:
    """Let `output` be made of whatever is recorded."""
    monkeypatch.setitem(OUTPUTS, output.key, replace(output, required=(), lacking=None, only={}))


def changed(monkeypatch: pytest.MonkeyPatch, **fields: Any) -> None:
    """Let the chronology be declared otherwise."""
    monkeypatch.setitem(OUTPUTS, "chronology", replace(OUTPUTS["chronology"], **fields))


def make(fake: FakeVault, *cases: str, **fields: Any) -> Any:
    request = Request(cases=cases, audience="embassy", output="chronology", to="Embassy of Ruritania", **fields)
    return compiler._make(fake, request, silent)  # type: ignore[arg-type]  # a vault in memory


def refused(fake: FakeVault, *cases: str, **fields: Any) -> UserProblem:
    with pytest.raises(UserProblem) as problem:
        make(fake, *cases, **fields)
    return problem.value


@pytest.mark.parametrize("output", OUTPUTS.values(), ids=lambda output: output.key)
def test_an_output_is_declared_in_the_words_the_program_knows(output: Output) -> None:
    codes = load_schema().vocabularies.codes
    assert OUTPUTS[output.key] is output
    assert output.key in KEYS
    assert output.purpose == PURPOSES[output.key]
    assert set(output.audiences) <= set(codes("audience")) - {"subject"}
    assert all(resource_path("profiles").joinpath(f"{audience}.toml").is_file() for audience in output.audiences)
    assert "pdf" in formats_of(output)
    for need in (*output.required, *output.unless_unknown):
        for one in need.split("|"):
            type_key, _, path = one.partition("/")
            assert load_schema().type(type_key).field(path) is not None, one
    assert output.record in {"", *load_schema().types}
    assert set(output.agreed) <= set(output.audiences)
    assert set(output.agreed.values()) <= set(output.options)
    for key, wanted in output.only.items():
        field = load_schema().type(output.record).field(key)
        assert field is not None
        assert wanted <= set(codes(field.vocabulary))


def test_what_there_is_and_for_whom() -> None:
    assert set(OUTPUTS) <= KEYS == set(PURPOSES) <= set(load_schema().vocabularies.codes("output"))
    assert holdings.TERMS.key not in OUTPUTS
    assert set(audiences()) == {audience for output in OUTPUTS.values() for audience in output.audiences}
    assert OUTPUTS["dossier"] in outputs_for("embassy")
    assert OUTPUTS["dossier"] not in outputs_for("public")
    assert set(FORMATS) <= set(READERS), "what cannot be read back cannot be searched"


@pytest.mark.parametrize(
    ("required", "keys"),
    [
        (("case/ask",), ()),
        (("case/closed",), ("closed",)),
        (("case/closed|case/ask",), ()),
        (("person/birth", "person/hrd_since"), ("hrd_since",)),
        (("stage/authority", "stage/warrant_shown"), ("warrant_shown",)),
        (("person/aliases/value", "person/links/person"), ("links/person",)),
        (("judgment/date",), ("date",)),
    ],
)
def test_what_an_output_cannot_do_without_is_named(
    fake: FakeVault, monkeypatch: pytest.MonkeyPatch, required: tuple[str, ...], keys: tuple[str, ...]
) -> None:
    made = invented_case(fake)
    changed(monkeypatch, required=required)
    if not keys:
        assert make(fake, made["case"]).document
        return
    problem = refused(fake, made["case"])
    assert (problem.code, problem.safe["keys"], problem.safe["cases"]) == (Code.OUTPUT_INCOMPLETE, keys, [made["case"]])


def test_it_is_looked_for_in_every_focus_person_and_every_case(fake: FakeVault, monkeypatch: pytest.MonkeyPatch) -> None:
    made, other = invented_case(fake), invented_case(fake)
    changed(monkeypatch, required=("person/birth",))
    assert make(fake, made["case"], other["case"]).document
    fake.records.edit(other["lin"], {"birth": {"na": "unknown"}})
    assert refused(fake, made["case"], other["case"]).safe["cases"] == [other["case"]]


def test_the_one_record_it_is_about(fake: FakeVault, monkeypatch: pytest.MonkeyPatch) -> None:
    made, other = invented_case(fake), invented_case(fake)
    assert refused(fake, made["case"], record=made["hearing"]).safe["field"] == "record", "it is about none"
    seen: list[Any] = []
    build = OUTPUTS["chronology"].build

    def noting(*arguments: Any) -> Document:
        seen.append(arguments[-1])
        return build(*arguments)

    changed(monkeypatch, record="hearing", build=noting, required=("hearing/court",))
    make(fake, made["case"])
    assert seen[-1].record == made["hearing"], "the only one there is"
    second = fake.records.add("hearing", {"case": made["case"], "kind": "retrial", "scheduled": "2026-05-01"}).id
    assert refused(fake, made["case"]).safe["field"] == "record"
    make(fake, made["case"], record=made["hearing"])
    for wrong in (other["hearing"], made["stage"], "0" * 32):
        assert refused(fake, made["case"], record=wrong).safe["field"] == "record"
    assert refused(fake, made["case"], record=second).safe["keys"] == ("court",), "it lacks what another one has"
    changed(monkeypatch, record="judgment")
    assert refused(fake, made["case"]).code is Code.OUTPUT_INCOMPLETE


def test_all_cases_where_none_is_named(fake: FakeVault, monkeypatch: pytest.MonkeyPatch) -> None:
    made, other = invented_case(fake), invented_case(fake)
    assert refused(fake).safe["field"] == "case"
    changed(monkeypatch, scope=Scope.ALL)
    assert set(make(fake).asked.request.cases) == {made["case"], other["case"]}
    assert make(fake, made["case"]).asked.request.cases == (made["case"],)


class Listening(Catalogue):
    """A language of papers that notes which sentences it has no words for."""

    def __init__(self, language: str, folder: Path) -> None:
        super().__init__(language, folder)
        self.silent: set[str] = set()
        with (folder / language / "LC_MESSAGES" / "casevault.mo").open("rb") as compiled:
            self._known = {one.id[0] if isinstance(one.id, (list, tuple)) else one.id for one in read_mo(compiled)}

    def text(self, msg: Msg, /, *, count: int | None = None, **params: object) -> str:
        made = super().text(msg, count=count, **params)
        if msg and msg.text not in self._known:
            self.silent.add(msg.text)
        return made


PAPERS = [(key, lang) for key, output in OUTPUTS.items() for lang in output.languages if lang not in {"en", "nl"}]


@pytest.mark.parametrize(("key", "lang"), PAPERS)
def test_a_paper_speaks_one_language_throughout(fake: FakeVault, monkeypatch: pytest.MonkeyPatch, key: str, lang: str) -> None:
    output = OUTPUTS[key]
    heard = Listening(lang, resource_path(compiler._WORDS.get(lang, "papers")))
    monkeypatch.setattr(compiler, "_catalogue", lambda _lang: heard)
    made = invented_case(fake, audiences=[output.audiences[0]], purpose=output.purpose)
    any_way(monkeypatch, output)
    request = Request(
        cases=(made["case"],),
        audience=output.audiences[0],
        output=key,
        to="A recipient",
        lang=lang,
        options=tuple(output.options),
        record=made.get(output.record, ""),
    )
    assert compiler._make(fake, request, silent).document.lang == lang  # type: ignore[arg-type]  # a vault in memory
    assert heard.silent == set(), "packaging/strings.py names the files of an output for each language of papers"


EVERYWHERE = [(key, audience) for key, output in OUTPUTS.items() for audience in output.audiences]
WITHHELD = (
    "Zhaohui",
    "林兆慧",
    "Chen Moqing",
    "陈墨青",
    "1204",
    "138-1234",
    "11010519491231002X",
    "wxid",
    "Heron",
    "Willow",
    "S-005",
)


@pytest.mark.parametrize(("key", "audience"), EVERYWHERE)
@pytest.mark.parametrize("level", ["full", "initials", "pseudonym", "none"])
def test_it_adds_up_and_says_why(fake: FakeVault, monkeypatch: pytest.MonkeyPatch, key: str, audience: str, level: str) -> None:
    """Every selected value is one row; what is written was taken; what differs has its reason; nothing withheld is read."""
    output = OUTPUTS[key]
    any_way(monkeypatch, output)
    made = invented_case(fake, audiences=[audience], purpose=output.purpose, identity_level=level, scope_fields=["health"])
    about = made.get(output.record, "")
    if output.record and not about:
        told = {"attendance": {"hearing": made["hearing"], "outcome": "refused"}}
        about = fake.records.add(output.record, told.get(output.record, {"case": made["case"]})).id
    asked = Request(
        cases=(made["case"],), audience=audience, output=key, to="A recipient", options=tuple(output.options), record=about
    )
    built = compiler._make(fake, asked, silent)  # type: ignore[arg-type]  # a vault in memory
    shown = built.preview
    rows = {(row.id, row.field): row for row in shown.rows}
    assert list(rows) == [(item.record, item.path) for item in built.selection.items]
    assert shown.selected == shown.written + shown.withheld + shown.failed == len(rows) == len(shown.rows)
    assert sum(map(len, built.written.values())) == shown.written
    assert all(row.reason for row in shown.rows if row.action is not Action.AS_RECORDED)
    assert [row.row_json() for row in shown.rows] == shown.to_json()["rows"]
    assert Report(preview=shown, bundle="", seal="none", sha256="").to_json()["reasons"] == shown.to_json()["reasons"]
    read = "\n".join(line.text for line in tree_lines(built.document))
    assert [word for word in WITHHELD if word in read] == []
    if level != "full":
        assert "Lin Zhaowen" not in read
        assert "林兆雯" not in read
