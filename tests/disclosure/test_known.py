"""What is kept from one disclosure to the next: never other than what reading everything anew gives, and no more than names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import FixedAmbient, make_vault
from disclosure.asking import ask
from disclosure.leaving import planted
from disclosure.secret_words import dice
from disclosure_fakes import invented_case
from erasing_aid import erase

from casevault import disclosure
from casevault.disclosure import compile as compiler
from casevault.disclosure import known, terms
from casevault.disclosure.gate import Clearance
from casevault.disclosure.known import Known, known_of
from casevault.disclosure.scan import Scanner
from casevault.disclosure.select import Selection, select
from casevault.errors import CaseVaultError
from casevault.vault.erasing import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from casevault.domain.record import Record
    from casevault.vault.vault import Vault

NOBODY = Clearance(standings={}, focus_of={}, limited=frozenset())


def same(vault: Vault, cases: list[str]) -> None:
    """Hold what is kept against what is read anew, for nothing chosen and for these cases."""
    nothing = Selection(cases=(), records={}, items=(), held_by={}, reached_by={})
    chosen = [nothing, *(select(vault.records, vault.schema, [case]) for case in cases)]
    for selection in chosen:
        whole = known_of(vault)
        kept = terms.collect(whole, selection, NOBODY, None, strangers=whole)
        anew = terms.collect(vault.records, selection, NOBODY, None)
        for one, other in ((kept.withheld, anew.withheld), (kept.allowed, anew.allowed)):
            assert sorted(map(repr, one)) == sorted(map(repr, other))
        assert (kept.linked, kept.masked) == (anew.linked, anew.masked)


@pytest.mark.parametrize("seed", [1, 2, 3, pytest.param(4, marks=pytest.mark.slow)])
def test_a_vault_that_changes_is_known_as_if_it_were_read_anew(tmp_path: Path, seed: int) -> None:
    rng = dice(seed)
    with planted(seed, tmp_path) as (vault, made):
        records = vault.records
        same(vault, [made.case])
        names: dict[str, Callable[[str], dict[str, Any]]] = {
            "person": lambda word: {
                "display_name": f"Odalys {word}",
                "aliases": [{"value": word, "script": "latn", "kind": "nickname"}],
            },
            "organisation": lambda word: {
                "name": f"{word} Trust",
                "channels": [{"kind": "phone", "value": "020 7946 0018", "safe": "safe"}],
            },
            "hearing": lambda word: {"interpreter": f"Perpetua {word}"},
        }
        for turn in range(12):
            kind = rng.choice(sorted(names))
            one = rng.choice([record.id for record in records.list(kind)])
            match turn % 4:
                case 0 | 1:
                    records.edit(one, names[kind](f"Kestrel{turn}"))
                case 2:
                    records.add("person", {"display_name": f"Tamsin Vane{turn}", "links": []})
                case _:
                    fresh = records.add("person", {"display_name": f"Ines Holloway{turn}"}).id
                    records.delete(fresh)
            same(vault, [made.case])


def test_only_what_changed_is_read_again(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    made = invented_case(vault)
    first = known_of(vault)
    assert known_of(vault) is first, "nothing happened"
    read: list[str] = []
    real = vault.records.many

    def many(ids: Iterable[str]) -> dict[str, Record]:
        wanted = list(ids)
        read.extend(wanted)
        return real(wanted)

    monkeypatch.setattr(vault.records, "many", many)
    monkeypatch.setattr(vault.records, "list", lambda *_given: pytest.fail("everything was read"))
    far = vault.records.add("person", {"display_name": "Odalys Quent"}).id
    second = known_of(vault)
    assert far in read
    assert made["lin"] not in read
    assert far not in first.many([far]), "what was handed out stays as it was"
    assert second.many([far])[far].fields["display_name"] == "Odalys Quent"
    assert second.stranger(second.many([made["lin"]])[made["lin"]]) is second.stranger(second.many([made["lin"]])[made["lin"]])


def test_another_log_or_too_much_of_it_is_read_anew(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    invented_case(vault)
    first = known_of(vault)
    first._end = (first._end[0], "another")
    vault.records.add("person", {"display_name": "Odalys Quent"})
    assert vault.records.touched_since(first._end) is None
    same(vault, [])
    monkeypatch.setattr(known, "MOST_TOUCHED", 0)
    vault.records.add("person", {"display_name": "Tamsin Vane"})
    same(vault, [])


def test_the_vaults_own_fields_are_read_as_they_are_defined_now(vault: Vault) -> None:
    usual = {"type": "person", "label": "Baptismal name", "kind": "text", "field_class": "C1"}
    defined = vault.records.add("custom_field", usual).id
    far = vault.records.add("person", {"display_name": "Odalys Quent", "x_baptismal_name": "Theodora Mingde"}).id
    whole = known_of(vault)
    assert "Theodora Mingde" in [term.text for term in whole.stranger(whole.many([far])[far]).terms]
    vault.records.delete(defined)
    same(vault, [])
    vault.records.add("custom_field", usual | {"label": "Guild"})
    same(vault, [])


def test_what_was_erased_is_known_no_more(tmp_path: Path) -> None:
    vault, _ = make_vault(tmp_path / "V", ambient=FixedAmbient())
    with vault:
        far = vault.records.add("person", {"display_name": "Odalys Quent"}).id
        vault.records.edit(far, {"display_name": "Odalys Marchetti"})
        assert "Quent" in str(known_of(vault).former("person"))
        erase(vault, Target(far))
        whole = known_of(vault)
        assert far not in whole.many([far])
        assert not [one for one in whole.former("person") if one[0] == far]
        same(vault, [])


def test_nothing_is_kept_but_what_names_somebody(vault: Vault) -> None:
    vault.records.add(
        "person", {"display_name": "Odalys Quent", "occupation": "what she does", "do_no_harm_notes": "never at night"}
    )
    whole = Known(vault.schema).brought_up(vault.records)
    assert "never at night" not in repr(whole._by_id)
    assert "what she does" not in repr(whole._by_id)
    assert "Odalys Quent" in repr(whole._by_id)


def test_a_second_disclosure_looks_with_what_the_first_made(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = invented_case(vault)
    disclosure.disclose(vault, ask(made), tmp_path / "1.pdf")
    monkeypatch.setattr(compiler, "Scanner", lambda *_given: pytest.fail("the terms are what they were"))
    vault.records.add("note", {"about": made["case"], "kind": "fact", "text": "nothing that names anybody"})
    disclosure.disclose(vault, ask(made), tmp_path / "2.pdf")
    monkeypatch.setattr(compiler, "Scanner", Scanner)
    vault.records.edit(made["taken"], {"narrative": "Odalys Quent came along."})
    vault.records.add("person", {"display_name": "Odalys Quent"})
    text = str(disclosure.preview(vault, ask(made)).rows)
    assert "after='Odalys Quent" not in text, "a name that came since is looked for"
    with pytest.raises(CaseVaultError):
        disclosure.preview(vault, ask(made, audience="nobody"))
