"""Rule packs: what every shipped rule must have, and what a hostile or careless file is refused for."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casevault.domain.procedure.clocks import applied, exemptions_to_claim
from casevault.domain.procedure.facts import Basis
from casevault.domain.procedure.pack import Amount, Custody, Move, Nature, Rule
from casevault.domain.procedure.pack_reading import MOST_RULES, read_packs
from casevault.errors import Code, MachineProblem
from casevault.vault.packs import load_packs
from casevault.vault.schema import load_schema

PACKS = load_packs()
RULES = [(pack, rule) for pack in PACKS.all for rule in pack.rules]

GOOD = """
[pack]
jurisdiction = "XX"
branch = "criminal"
version = "xx-1"
title = "A law"
law = "Law"
in_force_from = 2020-01-01
checked_on = 2024-01-01
tz = "Europe/Amsterdam"
source = "a text"

[[rules]]
id = "xx.one"
trigger = "criminal_detention"
limit = "3 days"
nature = "length"
custody = "yes"
steps = [{ add = "1-4 days", when = "special" }]
exceptions = [{ key = "cannot", text = "cannot" }]
says = "It ends"
breach = "release"
article = "1"
mark = "confirmed"
"""


@pytest.mark.parametrize("rule", [rule for _pack, rule in RULES], ids=[f"{pack.version}:{rule.id}" for pack, rule in RULES])
def test_every_rule_says_where_it_stands_and_whether_that_was_checked(rule: Rule) -> None:
    assert rule.article
    assert rule.cite
    assert rule.source
    labels = [rule.says, rule.breach, *rule.notes]
    labels += [step.when for step in rule.steps] + [exemption.text for exemption in rule.exemptions]
    for label in labels:
        assert {"en", "nl", "zh"} <= set(label)
        assert "illegal" not in label["en"].lower()
    # Nothing is confirmed in a pack that names no source but memory.
    assert not (rule.confirmed and "memory" in rule.source)


def test_triggers_and_measures_are_codes_that_can_be_recorded() -> None:
    vocabularies = load_schema().vocabularies
    for _pack, rule in RULES:
        assert vocabularies.has("act", rule.trigger), rule.id
        assert all(vocabularies.has("measure", measure) for measure in rule.measures)
        for token in rule.met_by:
            kind, _, code = token.partition("_")
            if kind in ("event", "stage"):
                assert vocabularies.has("act" if kind == "event" else "measure", code), token
    sentences = {code for pack in PACKS.all for credit in pack.credits for code in credit.sentences}
    assert all(vocabularies.has("sentence", code) for code in sentences)


def test_the_rules_of_the_research_are_all_there() -> None:
    ids = {rule.id for _pack, rule in RULES}
    wanted = """
        cn.summons cn.det.to_centre cn.det.interrogate cn.det.family_notice cn.det.request_arrest
        cn.det.procuratorate_decides
        cn.det.total_37 cn.det.procuratorate_own cn.det.after_liuzhi cn.lawyer.meeting cn.counsel.told cn.file.access
        cn.rsdl.family_notice cn.rsdl.max cn.rsdl.credit cn.bail.max cn.arrest.family_notice cn.arrest.interrogate
        cn.arrest.necessity_reply cn.investigation_custody cn.prosecution_review cn.supplementary cn.indictment_served
        cn.hearing_notice cn.first_instance cn.judgment_served cn.appeal cn.second_instance cn.prison.family_notice
        cn.documents_to_executor cn.psapl.questioning cn.psapl.detention cn.consular.notice cn.sup.forced_appearance cn.sup.guard
        cn.sup.await cn.sup.liuzhi cn.sup.notice cn.sup.change_request hk.police48 hk.lawyer.restrict hk.mainland_switch
        by.police72 by.relatives12 by.charge10 by.admin_court by.custody""".split()  # noqa: SIM905 - a list of eighty lines says no more
    assert set(wanted) <= ids


def test_versions_follow_each_other_without_a_day_between() -> None:
    for branch in ("criminal", "administrative", "supervision"):
        packs = sorted((p for p in PACKS.all if (p.jurisdiction, p.branch) == ("CN", branch)), key=lambda p: p.in_force_from)
        for before, after in pairwise(packs):
            assert before.in_force_to is not None
            assert (after.in_force_from - before.in_force_to).days == 1
    assert [pack.version for pack in PACKS.on("CN", date(2018, 10, 25)) if pack.branch == "criminal"] == ["cpl-2012"]
    assert PACKS.branch_on("CN", "criminal", date(2018, 10, 26)) is PACKS.get("cpl-2018")


def test_the_extreme_limits() -> None:
    def most(version: str, rule_id: str) -> Amount:
        pack = PACKS.get(version)
        assert pack is not None
        return applied(next(rule for rule in pack.rules if rule.id == rule_id), None)

    assert most("cpl-2018", "cn.investigation_custody") == Amount(months=7)
    assert most("cpl-2018", "cn.det.total_37") == Amount(days=37)
    assert most("cpl-2018", "cn.det.request_arrest") == Amount(days=30)
    assert most("cpl-2018", "cn.first_instance") == Amount(months=6)
    assert most("cpl-2012", "cn.prosecution_review") == Amount(months=1, days=15)  # half a month is fifteen days
    assert most("supervision-2024", "cn.sup.liuzhi") == Amount(months=8)
    assert most("snso-2024", "hk.police48") == Amount(days=14, hours=48)


def test_a_pack_is_old_after_a_year_and_always_where_nobody_compared_it() -> None:
    pack = PACKS.get("cpl-2018")
    never = PACKS.get("cpl-2012")
    assert pack is not None
    assert never is not None
    assert [pack.is_stale(day) for day in (date(2025, 4, 19), date(2026, 4, 19), date(2026, 4, 20))] == [False, False, True]
    assert (never.age(date(2026, 1, 1)), never.is_stale(date(2026, 1, 1))) == (None, True)
    assert never.marks()[1] > never.marks()[0]


def test_what_may_be_left_out() -> None:
    (pack,) = read_packs({"a": GOOD}).all
    (rule,) = pack.rules
    assert (rule.cite, rule.source, rule.says["en"]) == ("Law 1", "a text", "It ends")
    assert (rule.nature, rule.custody, rule.steps[0].move, rule.steps[0].least) == (
        Nature.LENGTH,
        Custody.YES,
        Move.ADD,
        Amount(days=1),
    )
    assert applied(rule, [1]) == Amount(days=7)
    assert applied(rule, {1: Basis.HEARD}) == Amount(days=7)
    assert exemptions_to_claim(rule) == rule.exemptions


WRONG = {
    "a key that nobody knows": ('mark = "confirmed"', 'mark = "confirmed"\nlimitt = "4 days"'),
    "a key of the head that nobody knows": ('tz = "', 'timezone = "x"\ntz = "'),
    "a table that nobody knows": ("[[rules]]", "[more]\n[[rules]]"),
    "no article": ('article = "1"', ""),
    "an empty article": ('article = "1"', 'article = " "'),
    "no mark": ('mark = "confirmed"', ""),
    "another mark": ('mark = "confirmed"', 'mark = "sure"'),
    "no source": ('source = "a text"', ""),
    "no breach": ('breach = "release"', ""),
    "a unit that nobody knows": ('"3 days"', '"3 weeks"'),
    "a number of days": ('"3 days"', "3"),
    "digits of another script": ('"3 days"', '"٣ days"'),
    "far too long": ('"3 days"', '"99999 months"'),
    "a choice that runs backwards": ('"1-4 days"', '"4-1 days"'),
    "a step that adds nothing": ('"1-4 days"', '"0 days"'),
    "a step that takes away": ('"1-4 days"', '"-1 days"'),
    "two moves in a step": ('add = "1-4 days"', 'add = "1-4 days", set = "3 days"'),
    "a step without its condition": (', when = "special"', ""),
    "a step before the trigger": ('limit = "3 days"', 'limit = "-3 days"'),
    "a nature that nobody knows": ('"length"', '"advice"'),
    "an end that nobody knows": ('nature = "length"', 'nature = "length"\nmet_by = ["by_magic"]'),
    "a flag that nobody knows": ('text = "cannot"', 'text = "cannot", flag = "rich"'),
    "a zone that is a path": ('"Europe/Amsterdam"', '"../../etc/passwd"'),
    "a zone that is nowhere": ('"Europe/Amsterdam"', '"Mars/Olympus"'),
    "a jurisdiction that is none": ('"XX"', '"everywhere"'),
    "a law that ends before it begins": ("in_force_from = 2020-01-01", "in_force_from = 2020-01-01\nin_force_to = 2019-01-01"),
    "a moment for a day": ("2020-01-01", "2020-01-01T00:00:00"),
    "text for a day": ("checked_on = 2024-01-01", 'checked_on = "soon"'),
    "a label without English": ('says = "It ends"', 'says = { nl = "Het eindigt" }'),
    "a label with a number": ('says = "It ends"', 'says = { en = "It ends", nl = 3 }'),
    "like a pack that is not there": ('id = "xx.one"', 'id = "xx.one"\nlike = "other"'),
    "like itself": ('id = "xx.one"', 'id = "xx.one"\nlike = "xx-1"'),
    "an id that is a path": ('"xx.one"', '"../one"'),
    "the same rule twice": ("[[rules]]", GOOD.partition("[[rules]]")[2].join(["[[rules]]", "[[rules]]"])),
    "no rules": (GOOD[GOOD.index("[[rules]]") :], ""),
    "a holiday in another year": ("[[rules]]", '[holidays.2020]\nsource = "x"\ndays = [2021-01-01]\n[[rules]]'),
    "holidays without a source": ("[[rules]]", "[holidays.2020]\ndays = [2020-01-01]\n[[rules]]"),
    "a credit of nothing": (
        "[[rules]]",
        '[[credits]]\nmeasure = "rsdl"\nsentences = []\ndays = 0\ncounted = 1\ncite = "x"\nmark = "confirmed"\n[[rules]]',
    ),
    "no TOML": ("[pack]", "[pack"),
    "nothing": (GOOD, ""),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_a_pack_with_a_mistake_is_refused_as_a_whole(change: tuple[str, str]) -> None:
    old, new = change
    assert old in GOOD
    with pytest.raises(MachineProblem) as refused:
        read_packs({"mine": GOOD.replace(old, new, 1)})
    assert refused.value.code is Code.UNSUPPORTED
    assert refused.value.safe["name"] == "mine"
    assert re.fullmatch(r"[a-z0-9_.\[\]?]*", str(refused.value.safe["where"]))


def test_two_versions_of_one_law_on_one_day_are_refused() -> None:
    later = GOOD.replace("xx-1", "xx-2").replace("2020-01-01", "2022-01-01")
    with pytest.raises(MachineProblem):
        read_packs({"a": GOOD, "b": later})
    with pytest.raises(MachineProblem):
        read_packs({"a": GOOD, "b": GOOD})
    ended = GOOD.replace("in_force_from", "in_force_to = 2021-12-31\nin_force_from")
    assert len(read_packs({"a": ended, "b": later}).all) == 2


def test_too_many_rules_and_too_long_a_file_are_refused() -> None:
    rule = GOOD.partition("[[rules]]")[2]
    many = GOOD + "".join(f"[[rules]]{rule.replace('xx.one', f'xx.r{number}')}" for number in range(MOST_RULES))
    for text in (many, GOOD + "# " + "x" * 600_000, "a=" + "[" * 20_000):
        with pytest.raises(MachineProblem):
            read_packs({"mine": text})


@given(st.integers(0, len(GOOD) - 1), st.text(max_size=3))
def test_a_pack_altered_anywhere_is_read_or_refused(place: int, text: str) -> None:
    with suppress(MachineProblem):
        assert len(read_packs({"mine": GOOD[:place] + text + GOOD[place + 1 :]}).all) == 1
