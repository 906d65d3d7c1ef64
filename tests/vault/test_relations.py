"""Both ends of a relation, with the words that fit there; tags of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casevault.i18n import Catalogue
from casevault.paths import resource_path
from casevault.vault import relations
from casevault.vault.relations import links_of
from casevault.vault.tags import tagged, used_tags

if TYPE_CHECKING:
    import pytest

    from casevault.vault.vault import Vault

CASE = {"kind": "criminal", "jurisdiction": "CN", "opened": "2026", "status": "open", "priority": "high", "title": "T"}


def add(vault: Vault, type_key: str, /, **fields: Any) -> str:
    return vault.records.add(type_key, fields).made[0]


def said(vault: Vault, record: str, language: str = "en") -> list[tuple[str, str, str]]:
    catalogue = Catalogue(language, resource_path("locale"))
    found = links_of(vault, vault.records.get(record), vault.look(catalogue))
    return [(one.field, one.words, one.id) for one in (*found.to, *found.from_)]


def test_a_tie_reads_rightly_from_both_ends(vault: Vault) -> None:
    lin = add(vault, "person", display_name="Lin")
    child = add(vault, "person", display_name="Xiaoyu", links=[{"person": lin, "relation": "child"}])
    assert said(vault, child) == [("links/person", "parent", lin)]
    assert said(vault, lin) == [("links/person", "child", child)]
    assert said(vault, lin, "nl") == [("links/person", "kind", child)]
    employer = add(vault, "person", display_name="Boss", links=[{"person": lin, "relation": "employer"}])
    assert said(vault, employer, "nl") == [("links/person", "werknemer", lin)]
    spouse = add(vault, "person", display_name="Zhou", links=[{"person": lin, "relation": "spouse"}])
    assert said(vault, spouse) == [("links/person", "spouse", lin)]


def test_every_relation_has_a_word_for_the_other_end_or_is_the_same_both_ways(vault: Vault) -> None:
    entries = vault.schema.vocabularies.entries["relation"]
    for code, facts in entries.items():
        if "inverse" in facts:
            assert entries[facts["inverse"]]["inverse"] == code
        else:
            assert len({f"inverse_{lang}" in facts for lang in ("en", "nl", "zh")}) == 1


def test_roles_and_degrees_stand_beside_the_field(vault: Vault) -> None:
    lin = add(vault, "person", display_name="Lin")
    row = {"person": lin, "role": "defender", "is_focus": True}
    case = add(vault, "case", code="HERON", persons=[row], **CASE)
    event = add(vault, "event", case=case, kind="threat", start="2026-03-01", victims=[lin])
    assert ("persons/person", "Case · defender", case) in said(vault, lin)
    assert ("victims", "Event · To whom", event) in said(vault, lin)
    assert ("case", "Event · Case", event) in said(vault, case)
    vault.records.delete(event)
    assert [one for one in said(vault, lin) if one[2] == event] == []


def test_a_case_with_very_many_records_is_bounded(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relations, "MOST", 3)
    case = add(vault, "case", code="HERON", **CASE)
    for number in range(5):
        add(vault, "event", case=case, kind="threat", start=f"2026-03-0{number + 1}")
    found = links_of(vault, vault.records.get(case), vault.look(Catalogue()))
    assert len(found.from_) == 3
    assert found.more


def test_tags_are_offered_again_and_narrow_a_list(vault: Vault) -> None:
    one = add(vault, "case", code="HERON", tags=["Tianjin", "women"], **CASE)
    two = add(vault, "case", code="STORK", tags=["tianjin"], **CASE)
    add(vault, "case", code="CRANE", **CASE)
    event = add(vault, "event", case=one, kind="threat", start="2026-03-01")
    assert used_tags(vault)[:2] in (["Tianjin", "women"], ["tianjin", "women"])
    assert set(tagged(vault, vault.records.ids("case"), "TIANJIN")) == {one, two}
    assert tagged(vault, vault.records.ids("event"), "women") == [event]
    assert tagged(vault, vault.records.ids("case"), "absent") == []
