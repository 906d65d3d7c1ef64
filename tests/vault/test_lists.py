from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import FixedAmbient, make_vault

from casevault.i18n import Catalogue
from casevault.vault.cases import Add
from casevault.vault.demo import build_demo
from casevault.vault.lists import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casevault.vault.lists import Listing
    from casevault.vault.vault import Vault

EN = Catalogue()


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made, _ = make_vault(tmp_path / "v", ambient=FixedAmbient())
    yield made
    made.close()


def _case(vault: Vault, code: str, **more: object) -> str:
    fields = {"code": code, "title": f"Title {code}", "kind": "criminal", "jurisdiction": "CN", "opened": "2026-01-02"}
    return vault.records.add("case", {**fields, "status": "open", "priority": "normal", **more}).made[0]


def _person(vault: Vault, name: str, **more: object) -> str:
    return vault.records.add("person", {"display_name": name, **more}).made[0]


def _counts(made: Listing, key: str, chosen: dict[str, set[str]] | None = None) -> dict[str, int]:
    facet = made.facet(key)
    assert facet is not None
    return made.counts(facet, chosen or {})


def test_facets_narrow_count_and_follow_each_other(vault: Vault) -> None:
    heron = _case(vault, "HERON", tags=["visit", "urgent"])
    alder = _case(vault, "ALDER", jurisdiction="BY", tags=["visit"])
    _case(vault, "BIRCH", status="closed", closed="2026-02-01")
    cases = vault.lists.of(vault, "case")
    assert _counts(cases, "jurisdiction") == {"CN": 2, "BY": 1}
    assert _counts(cases, "jurisdiction", {"status": {"open"}}) == {"CN": 1, "BY": 1}
    # A facet does not count itself out: what else could be chosen of it stays to be seen.
    assert _counts(cases, "jurisdiction", {"jurisdiction": {"BY"}}) == {"CN": 2, "BY": 1}
    assert _counts(cases, "tag", {"status": {"closed"}}) == {"visit": 0, "urgent": 0}
    rows = cases.narrowed({"status": {"open"}, "tag": {"visit"}})
    assert cases.ordered(rows, "code") == [alder, heron]
    assert cases.ordered(rows, "code", descending=True) == [heron, alder]
    assert cases.ordered(cases.narrowed({"tag": {"visit"}}, [heron, "nobody"])) == [heron]
    assert cases.ordered(cases.narrowed({"no such facet": {"x"}}), "code")[0] == alder
    assert _counts(cases, "mine") == {"mine": 3}


def test_what_other_records_say_of_a_case(vault: Vault) -> None:
    her, him = _person(vault, "Lin Zhaowen"), _person(vault, "Aygul", public_record_only=True)
    one = _case(vault, "HERON", persons=[{"person": her, "role": "defender", "is_focus": True}])
    two = _case(vault, "ALDER", persons=[{"person": him, "role": "defender", "is_focus": True}])
    three = _case(vault, "BIRCH")
    place = vault.records.add("facility", {"name": "Yunting No. 1", "kind": "detention_centre"}, strict=False).made[0]
    detention = vault.records.add("detention", {"case": one, "person": her, "start": "2026-02-12"}).made[0]
    vault.records.add("stage", {"period": detention, "measure": "criminal_detention", "start": "2026-02-12", "facility": place})
    vault.records.add("charge", {"case": one, "person": her, "law_article": "cn.cl.103_2"})
    consent = {
        "person": her,
        "giver": "self",
        "purpose": "public_advocacy",
        "audiences": ["embassy"],
        "identity_level": "initials",
    }
    vault.records.add("consent", {**consent, "given": "2026-01-05", "review_on": "2026-03-01"})
    cases = vault.lists.of(vault, "case")
    assert _counts(cases, "held") == {"held": 1, "unknown": 2}
    assert _counts(cases, "stage") == {"criminal_detention": 1}
    assert _counts(cases, "consent") == {"review": 1, "public": 1, "none": 1}
    assert _counts(cases, "role") == {"defender": 2}
    limits = _counts(cases, "limit")
    assert sum(limits.values()) == 3
    assert limits["none"] == 2
    # What has no value stands last, whichever way the list is turned.
    everything = cases.narrowed({})
    assert cases.ordered(everything, "whereabouts")[0] == one
    assert cases.ordered(everything, "whereabouts", descending=True)[0] == one
    assert cases.ordered(everything, "name") == [two, one, three]
    people = vault.lists.of(vault, "person")
    assert _counts(people, "held") == {"held": 1, "unknown": 1}
    assert people.ordered(people.narrowed({"consent": {"review"}})) == [her]


def test_a_list_is_made_anew_when_something_was_recorded_and_only_then(vault: Vault) -> None:
    first = _case(vault, "HERON")
    before = vault.lists.of(vault, "case")
    assert vault.lists.of(vault, "case") is before
    vault.records.edit(first, {"status": "closed", "closed": "2026-03-01"})
    second = _case(vault, "ALDER")
    after = vault.lists.of(vault, "case")
    assert before.ids == [first]
    assert _counts(before, "status") == {"open": 1}
    assert set(after.ids) == {first, second}
    assert _counts(after, "status") == {"closed": 1, "open": 1}
    vault.records.delete(first)
    assert vault.lists.of(vault, "case").ids == [second]


def test_every_facet_and_column_of_every_list_answers_over_the_demo(vault: Vault) -> None:
    build_demo(vault)
    for type_key, kind in KINDS.items():
        made = vault.lists.of(vault, type_key)
        everything = made.narrowed({})
        assert everything.bit_count() == len(made.ids) > 0 or type_key in {"disclosure", "evidence"}
        for facet in kind.facets:
            for code, count in made.counts(facet, {}).items():
                assert 0 < count <= len(made.ids)
                assert made.called(facet, code, EN)
                assert made.narrowed({facet.key: {code}}).bit_count() == count
        for column in kind.columns:
            ordered = made.ordered(everything, column.key, catalogue=EN)
            assert sorted(ordered) == sorted(made.ids)
            assert sorted(made.ordered(everything, column.key, descending=True, catalogue=EN)) == sorted(made.ids)


def test_a_case_is_found_by_who_is_in_it_and_by_what_is_recorded_in_it(vault: Vault) -> None:
    her = _person(vault, "高瑜")
    one = _case(vault, "HERON", persons=[{"person": her, "role": "defender", "is_focus": True}])
    two = _case(vault, "ALDER")
    vault.records.add("note", {"about": two, "kind": "fact", "text": "a letter that names gaoyu in passing"}, strict=False)
    assert vault.search.matching("gaoyu", type_key="case") == {one: "pinyin", two: "text"}
    assert list(vault.search.matching("gaoyu", type_key="case")) == [one, two]
    assert vault.search.matching("gaoyu", type_key="person") == {her: "pinyin"}
    assert vault.search.matching("  ", type_key="person") == {}
    assert vault.search.matching("heron", type_key="case") == {one: "name"}
    many = [Add("person", {"display_name": f"Liu {number}"}) for number in range(250)]
    vault.records.apply(many)
    assert len(vault.search.matching("liu", type_key="person")) == 250
