"""What a disclosure needs of everybody, made before it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import FixedAmbient, make_vault
from disclosure.asking import ask
from disclosure_fakes import invented_case

from casevault import disclosure
from casevault.disclosure import scan_terms
from casevault.disclosure.known import Known
from casevault.disclosure.ready import make_ready
from casevault.progress import Cancelled

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from casevault.vault.cases import Records


def test_what_was_made_ready_is_not_read_or_spelt_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    spelt: list[str] = []
    whole, spellings = Known._read_all, scan_terms._spellings

    def read_all(self: Known, records: Records) -> None:
        read.append("all")
        whole(self, records)

    def spell(kind: scan_terms.TermKind, text: str) -> Iterable[str]:
        spelt.append(text)
        return spellings(kind, text)

    def stop(done: int, _total: int) -> None:
        if done:
            raise Cancelled

    monkeypatch.setattr(Known, "_read_all", read_all)
    monkeypatch.setattr(scan_terms, "_spellings", spell)
    scan_terms._spelt.cache_clear()
    vault, _ = make_vault(tmp_path / "v", ambient=FixedAmbient())
    with vault:
        made = invented_case(vault)
        with pytest.raises(Cancelled):
            make_ready(vault, progress=stop)
        make_ready(vault)
        names = {str(person.fields["display_name"]) for person in vault.records.list("person")}
        assert names <= set(spelt)
        spelt.clear()
        disclosure.preview(vault, ask(made))
        assert read == ["all"], "what was read before it was stopped stays read"
        assert spelt, "the places, say"
        assert names & set(spelt) == set()
