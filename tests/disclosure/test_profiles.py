"""The six profiles: a ruling for every field of every type, nothing too close, and never more to a wider circle."""

from __future__ import annotations

import itertools
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from disclosure_fakes import FakeVault, invented_case
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casevault.disclosure import ceilings
from casevault.disclosure import compile as compiler
from casevault.disclosure.gate import Clearance, Standing
from casevault.disclosure.generalise import Generaliser, Shape
from casevault.disclosure.policy import rule_all
from casevault.disclosure.profiles import Naming, profile_of
from casevault.disclosure.request import Action, Reason, Request
from casevault.disclosure.scan_tree import tree_lines
from casevault.disclosure.select import Selection, items_of, select
from casevault.domain.consent import Identity
from casevault.domain.look import Look
from casevault.domain.record import Record
from casevault.domain.schema import DataClass, Field, Kind
from casevault.errors import Code, UserProblem
from casevault.progress import silent
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from casevault.disclosure.policy import Ruling
    from casevault.domain.record import Value

AUDIENCES = ("embassy", "un", "ngo", "grant", "public", "statistics")
CASE, FOCUS, SISTER, LAWYER, JUDGE = (char * 32 for char in "12345")
SCHEMA = load_schema()
TEXTS = {Kind.TEXT, Kind.LONG, Kind.TEXTS}
SCOPE = frozenset({"health", "ill_treatment"})
REFEREES = "support/referees"


def sample(field: Field) -> Value:  # noqa: PLR0911 - one answer a kind
    """Return some value of a field's kind."""
    match field.kind:
        case Kind.ROWS:
            return [{"row": "r1", "may_transmit": True, **{column.key: sample(column) for column in field.rows}}]
        case Kind.LONG:
            return [{"lang": "en", "text": "Words."}]
        case Kind.TEXTS | Kind.CHOICES:
            return ["word"]
        case Kind.REF:
            return LAWYER if "person" in field.targets else CASE
        case Kind.REFS:
            return [LAWYER]
        case Kind.DATE | Kind.DATETIME | Kind.DAY:
            return "1984-03-11"
        case Kind.INT:
            return 1
        case Kind.BOOL:
            return True
        case _:
            return "1"


@cache
def whole_vault(graded: DataClass | None) -> Selection:
    """Return one record of every type with every field filled, of class `graded` (None: the type's own)."""
    records: dict[str, Record] = {}
    for number, rt in enumerate(SCHEMA.types.values()):
        fields = {field.key: sample(field) for field in rt.fields if field.key not in {"is_us", "is_partner_sealed"}}
        if rt.key in {"health", "charge", "detention", "risk", "remedy", "reprisal", "support", "visit", "consent"}:
            fields |= {key: FOCUS for key in ("person", "target", "for") if key in fields}
        if rt.key == "intervention":
            fields |= {"channel": "public", "shareability": "public"}
        if rt.key == "event":
            fields |= {"victims": [FOCUS], "kind": "medical_need"}
        of_type = rt.data_class if graded is None else graded
        keys = {"case": [CASE], "person": [FOCUS, SISTER, LAWYER, JUDGE]}.get(rt.key, [f"{number:032x}"])
        for key in keys:
            one = Record(id=key, type=rt.key, type_version=1, title="", fields=fields, data_class=of_type, heads=("h",))
            records[key] = one
    held = dict.fromkeys(records, frozenset({CASE}))
    items = tuple(item for record in records.values() for item in items_of(SCHEMA.type(record.type), record))
    return Selection(cases=(CASE,), records=records, items=items, held_by=held, reached_by={})


def cleared(identity: Identity, scope: frozenset[str], others: Identity) -> Clearance:
    def standing(person: str, role: str, **fields: Any) -> Standing:
        usual = {"consent": "c", "identity": others, "scope": scope}
        return Standing(person=person, role=role, **{**usual, **fields})

    found = (
        standing(FOCUS, "defender", focus=True, identity=identity, reason=Reason.NONE),
        standing(SISTER, "relative"),
        standing(LAWYER, "lawyer"),
        standing(JUDGE, "official", official=True, identity=Identity.FULL, consent=""),
    )
    held = dict.fromkeys(whole_vault(None).records, frozenset({CASE}))
    return Clearance(standings={s.person: s for s in found}, focus_of={CASE: (FOCUS,)}, limited=frozenset(), held_by=held)


def ruled(audience: str, selection: Selection, clearance: Clearance, kept: frozenset[str] = frozenset()) -> dict[Any, Ruling]:
    profile = profile_of(audience)
    lowered = ceilings.lowered(clearance, selection, profile, (), kept)
    hidden = ceilings.hidden_things(lowered, selection, profile, (), kept_back=kept)
    return rule_all(selection, lowered, profile, hidden=hidden, kept_back=kept)


def width(ruling: Ruling) -> float:
    """Return how much of a value is read."""
    if ruling.shape is not Shape.AS_IT_IS:
        return {Shape.COUNT: 0.0, Shape.YEAR: 2.0, Shape.MONTH: 2.0}.get(ruling.shape, 1.5)
    return {Action.AS_RECORDED: 3.0, Action.OTHER_WORDS: 1.0, Action.WITHHELD: 0.0, Action.GENERALISED: 0.0}[ruling.action]


QUESTIONNAIRE = {f"identifiers/{key}" for key in ("kind", "value", "issuer", "issued", "expires")}
LEVELS = st.sampled_from(list(Identity))
CLASSES = st.one_of(st.none(), st.sampled_from(list(DataClass)))
SCOPES = st.sampled_from([frozenset(), SCOPE, SCOPE | {"birth", "gender"}, frozenset({"health"})])


@given(graded=CLASSES, identity=LEVELS, others=LEVELS, scope=SCOPES)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_field_has_a_ruling_and_a_wider_circle_learns_no_more(
    graded: DataClass | None, identity: Identity, others: Identity, scope: frozenset[str]
) -> None:
    selection, clearance = whole_vault(graded), cleared(identity, scope, others)
    rulings = {audience: ruled(audience, selection, clearance) for audience in AUDIENCES}
    for item in selection.items:
        key = (item.record, item.path)
        asked_by_form = item.type == "person" and item.key in QUESTIONNAIRE
        if asked_by_form and rulings["un"][key].leaves:  # the table: the real number, only in the questionnaire's field
            assert (identity, item.record, item.data_class) == (Identity.FULL, FOCUS, DataClass.C4)
            rulings["un"][key] = rulings["embassy"][key]
        for audience in AUDIENCES:
            ruling = rulings[audience][key]
            assert ruling.leaves or ruling.reason, (audience, item.path)
            if item.data_class >= DataClass.C4:
                # A relative or a lawyer as a role, a source in general words, and how many relatives: nothing else of these.
                named = {"family_contact/relative", "counsel/lawyer", "hearing/lawyers", "claim/source"}
                named |= {REFEREES} if audience == "grant" else set()
                exempt = f"{item.type}/{item.key}" in named or item.key == "source_ids"
                assert not ruling.leaves or exempt, (audience, item.type, item.path)
        stats = rulings["statistics"][key]
        assert not stats.leaves or (stats.shape is Shape.COUNT and item.field.kind not in TEXTS), item.path
        if (
            f"{item.type}/{item.key}" != REFEREES
        ):  # who speaks for a request is told to the fund that is asked, and to nobody else
            assert width(rulings["grant"][key]) == width(rulings["ngo"][key])
        if item.key.startswith("ill_treatment_notes/"):  # the table: an embassy gets a summary, the UN the detail
            assert width(rulings["embassy"][key]) == width(rulings["ngo"][key]) == width(rulings["public"][key]) == 0
            continue
        circles = ("embassy", "un", "public") if item.type == "evidence" else ("embassy", "un", "ngo", "public", "statistics")
        for inner, outer in itertools.pairwise(circles):
            assert width(rulings[inner][key]) >= width(rulings[outer][key]), (inner, outer, item.type, item.path)


WITHHOLD = st.frozensets(
    st.sampled_from(["C0", "C1", "C2", "C3", "person", "person/display_name", "person/aliases", "event/narrative", "place/name"])
)


@given(kept=WITHHOLD, audience=st.sampled_from(AUDIENCES), identity=LEVELS, graded=CLASSES)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_a_recipient_is_not_to_have_only_takes_away(
    kept: frozenset[str], audience: str, identity: Identity, graded: DataClass | None
) -> None:
    selection, clearance = whole_vault(graded), cleared(identity, SCOPE, Identity.FULL)
    plain, less = ruled(audience, selection, clearance), ruled(audience, selection, clearance, kept)
    for item in selection.items:
        key = (item.record, item.path)
        assert width(less[key]) <= width(plain[key]), item.path
        if {item.data_class.name, item.type, f"{item.type}/{item.key}"} & kept:
            assert not less[key].leaves


@pytest.mark.parametrize(
    ("audience", "names"),
    {
        "embassy": ("consent", "consent", "consent", "office"),
        "un": ("consent", "role", "consent", "office"),
        "ngo": ("consent", "role", "role", "office"),
        "grant": ("consent", "role", "role", "office"),
        "public": ("consent", "role", "role", "two_sources"),
        "statistics": ("never", "never", "never", "never"),
    }.items(),
)
def test_whose_names_each_profile_prints(audience: str, names: tuple[str, ...]) -> None:
    profile = profile_of(audience)
    assert tuple(profile.names[people] for people in ("focus", "family", "lawyer", "official")) == tuple(map(Naming, names))
    assert profile.quiet_interventions == (audience == "embassy")


# ---- said less exactly ------------------------------------------------------------------------------------------------------


def words(value: str, shape: Shape, *, records: dict[str, Record] | None = None) -> str:
    rt = SCHEMA.type("person")
    owner = Record(id=FOCUS, type="person", type_version=1, title="", fields={"birth": value}, data_class=DataClass.C1)
    (item,) = [item for item in items_of(rt, owner) if item.path == "birth"]
    return Generaliser({FOCUS: owner, **(records or {})}, Look(), date(2026, 3, 18)).words(item, shape)


@pytest.mark.parametrize(
    ("value", "shape", "said"),
    [
        ("1984-03-11", Shape.YEAR, "1984"),
        ("1984~", Shape.YEAR, "about 1984"),
        ("1983-12/1984-02", Shape.YEAR, "between 1983 and 1984"),
        ("1984/..", Shape.YEAR, ""),
        ("2026-02-12", Shape.MONTH, "February 2026"),
        ("2026-01-30/2026-02-02", Shape.MONTH, "between January and February 2026"),
        ("2026-02-12", Shape.QUARTER, "quarter 1 of 2026"),
        ("2026-03-30/2026-04-02", Shape.QUARTER, ""),
        ("1984-03-11", Shape.AGE_BAND, "aged 35 to 49"),
        ("1960", Shape.AGE_BAND, "aged 65 or over"),
        ("1961", Shape.AGE_BAND, ""),  # 64 or 65
        ("1976~", Shape.AGE_BAND, ""),
        ("2010-01-01", Shape.AGE_BAND, ""),  # that someone is a minor is closer than a birth
        ("1984-03-11", Shape.COUNT, ""),
        ("Lawyer", Shape.JOB_CLASS, "works in the law"),
        ("维权律师", Shape.JOB_CLASS, "works in the law"),
        ("Lawyer at Fengrui", Shape.JOB_CLASS, ""),
        ("whatever it is", Shape.HEALTH, "a health problem"),
    ],
)
def test_a_wider_word_follows_from_what_is_recorded_or_there_is_none(value: str, shape: Shape, said: str) -> None:
    assert words(value, shape) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [("110105", "Beijing"), ("CN-65", "Xinjiang"), ("540000000000", "Tibet"), ("99", ""), ("1101", ""), ("", "")],
)
def test_the_province_follows_from_the_code(code: str, said: str) -> None:
    place = Record(id=CASE, type="place", type_version=1, title="", fields={"admin_code": code}, data_class=DataClass.C1)
    prison = Record(id=LAWYER, type="facility", type_version=1, title="", fields={"place": CASE}, data_class=DataClass.C1)
    found = {CASE: place, LAWYER: prison}
    assert words(CASE, Shape.PROVINCE, records=found) == words(LAWYER, Shape.PROVINCE, records=found) == said


# ---- in a paper -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def fake() -> FakeVault:
    return FakeVault()


@pytest.fixture(autouse=True)
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "render", lambda _document, _format: b"")


def paper(fake: FakeVault, made: dict[str, str], audience: str, to: str = "A recipient") -> tuple[str, Any]:
    request = Request(cases=(made["case"],), audience=audience, output="chronology", to=to)
    shown = compiler._make(fake, request, silent).preview  # type: ignore[arg-type]  # a vault in memory
    assert shown.selected == shown.written + shown.withheld + shown.failed == len({(r.id, r.field) for r in shown.rows})
    assert all(row.reason for row in shown.rows if row.action is not Action.AS_RECORDED)
    return "\n".join(line.text for line in tree_lines(shown.document)), shown


def test_a_code_a_month_and_a_province_where_a_partner_may_not_name(fake: FakeVault) -> None:
    made = invented_case(fake, audiences=["ngo"], identity_level="pseudonym")
    fake.records.edit(made["place"], {"admin_code": "540102"})
    fake.records.edit(made["taken"], {"place": made["place"], "narrative": "Taken in Yunting near the centre."})
    text, shown = paper(fake, made, "ngo")
    assert "February 2026" in text
    assert "12 February" not in text
    assert "Tibet" in text
    assert "Yunting" not in text.replace("Yunting Public Security Bureau", "").replace("Yunting Court", "")
    assert "Lin Zhaowen" not in text
    rows = {(row.id, row.field): row for row in shown.rows}
    assert rows[made["taken"], "start"].action is Action.GENERALISED
    assert rows[made["taken"], "start"].after == "February 2026"


def test_the_public_reads_of_an_authority_with_two_sources_only(fake: FakeVault) -> None:
    made = invented_case(fake, audiences=["public"])
    text, shown = paper(fake, made, "public")
    assert "Yunting Public Security Bureau" not in text
    assert "Ma Guoqiang" not in text
    assert Reason.ONE_SOURCE in {row.reason for row in shown.rows}
    fake.records.edit(made["stage"], {"source_ids": [made["src_sister"], made["src_paper"]]})
    other = fake.records.add("source", {"code": "S-3", "kind": "relative", "identity": made["sister"], "protection": "full"}).id
    fake.records.edit(made["hearing"], {"source_ids": [made["src_paper"], other]})
    text, _ = paper(fake, made, "public")
    assert "Yunting Public Security Bureau" in text
    assert "Ma Guoqiang" in text
    fake.records.edit(made["hearing"], {"source_ids": [made["src_sister"], other]})
    text, _ = paper(fake, made, "public")
    assert "Ma Guoqiang" not in text, "one person told both"


def test_a_lawyer_who_agreed_is_named_to_the_un_and_is_a_role_to_a_partner(fake: FakeVault) -> None:
    made = invented_case(fake, audiences=["un", "ngo"])
    consent = fake.records.get(made["consent"]).fields
    fake.records.add("consent", {**{k: v for k, v in consent.items() if k != "reviews"}, "person": made["lawyer"]})
    fake.records.edit(made["taken"], {"narrative": "Chen Moqing was told."})
    assert "Chen Moqing was told." in paper(fake, made, "un")[0]
    assert "[a lawyer] was told." in paper(fake, made, "ngo")[0]


def test_the_recipient_is_not_given_what_its_record_keeps_back(fake: FakeVault) -> None:
    made = invented_case(fake)
    text, _ = paper(fake, made, "embassy", to=made["embassy"])
    assert "Lin Zhaowen" in text
    fake.records.edit(made["embassy"], {"withhold": ["event/narrative", "person/display_name"]})
    text, shown = paper(fake, made, "embassy", to=made["embassy"])
    assert "Lin Zhaowen" not in text
    assert "six officers" not in text
    assert {row.reason for row in shown.rows if row.field == "narrative" and row.id == made["taken"]} == {Reason.KEPT_BACK}
    fake.records.edit(made["embassy"], {"withhold": ["event/narative"]})
    with pytest.raises(UserProblem) as refused:
        paper(fake, made, "embassy", to=made["embassy"])
    assert (refused.value.code, refused.value.safe["field"]) == (Code.INVALID_INPUT, "withhold")


def test_a_case_about_nobody_is_counted_all_the_same(fake: FakeVault) -> None:
    made = invented_case(fake)
    fake.records.edit(made["case"], {"persons": []})
    selection = select(fake.records, fake.schema, [made["case"]])
    asked = type(
        "Asked", (), {"purpose": "research", "request": Request(cases=(), audience="statistics", output="statistics", to="")}
    )()
    asked.recipient = None
    clearance = compiler._cleared(fake, selection, asked)  # type: ignore[arg-type]  # a vault in memory
    assert set(clearance.focus_of) == {made["case"]}
    assert all(standing.identity is Identity.NONE for standing in clearance.standings.values())
    assert clearance.consents == ()


def test_a_lawyer_of_the_public_record_is_named_where_only_the_public_record_leaves(fake: FakeVault) -> None:
    made = invented_case(fake, audiences=["ngo"])
    for name in ("lin", "lawyer"):
        fake.records.edit(made[name], {"public_record_only": True, "data_class": "C0"})
    for name in ("case", "taken"):
        fake.records.edit(made[name], {"data_class": "C0"})
    fake.records.edit(made["taken"], {"narrative": "Chen Moqing was told."})
    assert "Chen Moqing was told." in paper(fake, made, "un")[0]
    assert "[a lawyer] was told." in paper(fake, made, "public")[0], "for anyone a lawyer is a role"
    refusal = {"person": made["lawyer"], "giver": "self", "purpose": "media", "audiences": [], "denied": ["un"]}
    fake.records.add("consent", {**refusal, "identity_level": "none", "given": "2026-02-01", "review_on": "2026-06-01"})
    assert "[a lawyer] was told." in paper(fake, made, "un")[0]
    other = invented_case(fake, audiences=["un"])
    fake.records.edit(other["lawyer"], {"public_record_only": True, "data_class": "C0"})
    fake.records.edit(other["taken"], {"narrative": "Chen Moqing was told."})
    assert "[a lawyer] was told." in paper(fake, other, "un")[0], "this case rests on consent"
