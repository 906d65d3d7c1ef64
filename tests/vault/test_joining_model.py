"""Offices of one team and the copies that travel from them, each with a clock of its own, edit the same records.

What they tell each other goes as bundles, which arrive late, in any order and more than once. At the end every office has heard
everybody. Then all hold equal records and equal conflicts; whatever was acknowledged is shown, stands in a conflict, or was
answered by somebody who saw it; and hearing it all once more changes nothing.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile  # noqa: TID251 - a folder of an example, which no fixture of a test can give
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builders import CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from casevault.domain.change import carried_in, state_at, state_of
from casevault.domain.merge import DELETED, value_of
from casevault.domain.packing import Profile
from casevault.errors import CaseVaultError
from casevault.exchange import exchanging, homeward
from casevault.exchange.choosing import kept_codes
from casevault.exchange.homecoming import merge
from casevault.exchange.packing import pack
from casevault.store import changes
from casevault.vault import offices
from casevault.vault.check import check
from casevault.vault.uncoding import Names

if TYPE_CHECKING:
    from casevault.domain.change import Change
    from casevault.domain.merge import State
    from casevault.vault.vault import Vault

YEARS = (1999, 2009, 2026, 2031, 2044)
WORDS = st.sampled_from(["lawyer", "notary", "of {code}", ""])  # on a journey without names, somebody's code word


MOST = 5


class Vaults(RuleBasedStateMachine):
    """Two or three offices, and travel copies up to five vaults in all."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir="/tmp"))
        self.vaults: list[Vault] = []  # the offices first
        self.home: dict[str, Vault] = {}  # of a travel copy: the office that packed it
        self.people: list[str] = []
        self.cases: dict[str, str] = {}
        self.acknowledged: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.codes: dict[str, dict[str, str]] = {}  # of a travel copy without names: {person: code word}
        self.post: list[tuple[Path, Vault]] = []
        self.written = 0

    @initialize(years=st.lists(st.sampled_from(YEARS), min_size=2, max_size=3))
    def begin(self, years: list[int]) -> None:
        for number, year in enumerate(years):
            ambient = FixedAmbient(seed=20 + number, start=datetime(year, 1, 1, tzinfo=UTC))
            self.vaults.append(make_vault(self.folder / str(number), ambient=ambient)[0])
        for one in self.vaults:
            for other in self.vaults:
                if one is not other:
                    card = offices.own(other).card
                    offices.add(one, card.text, card.words, "Office")
        self.add(0, "Lin")
        for other in self.vaults[1:]:
            self._hear(other, self.vaults[0])

    @property
    def offices(self) -> list[Vault]:
        return [one for one in self.vaults if one.vault_id not in self.home]

    def vault(self, number: int) -> Vault:
        return self.vaults[number % len(self.vaults)]

    def rows(self, vault: Vault) -> list[Change]:
        return vault.db.read(lambda c: list(changes.forwards(c)))

    def note(self, vault: Vault, batch: str) -> None:
        for row in self.rows(vault):
            if row.batch == batch and row.payload is not None and row.type == "person":
                self.acknowledged[row.id] = (row.record_id or "", row.fields)

    def known(self, vault: Vault, number: int) -> str:
        here = [one for one in self.people if vault.records.many([one])]
        return here[number % len(here)] if here else ""

    @precondition(lambda self: self.vaults and len(self.people) < 3)
    @rule(at=st.integers(0, 4), name=st.sampled_from(["Lin", "Chen"]))
    def add(self, at: int, name: str) -> None:
        made = self.vault(at).records.add("person", {"display_name": name, "languages": ["zh"]}, strict=False)
        self.people.append(made.id)
        self.note(self.vault(at), made.batch)
        persons = [{"person": made.id, "role": "defender"}]
        self.cases[made.id] = self.vault(at).records.add("case", {"title": name, "persons": persons}, strict=False).id

    @precondition(lambda self: self.people)
    @rule(at=st.integers(0, 4), who=st.integers(0, 9), word=WORDS, key=st.sampled_from(["occupation", "do_no_harm_notes"]))
    def edit(self, at: int, who: int, word: str, key: str) -> None:
        code = self.codes.get(self.vault(at).vault_id, {}).get(self.people[0], "nobody")
        self._do(at, who, {key: word.format(code=code)})

    @precondition(lambda self: self.people)
    @rule(at=st.integers(0, 4), who=st.integers(0, 9), codes=st.sets(st.sampled_from(["zh", "en", "ug"])))
    def speak(self, at: int, who: int, codes: set[str]) -> None:
        self._do(at, who, {"languages": sorted(codes)})

    @precondition(lambda self: self.people)
    @rule(at=st.integers(0, 4), who=st.integers(0, 9), row=st.sampled_from("ab"), value=st.sampled_from(["高瑜", "Gao", ""]))
    def call(self, at: int, who: int, row: str, value: str) -> None:
        vault = self.vault(at)
        person = self.known(vault, who)
        if person:
            standing: Any = vault.records.get(person).fields.get("aliases", [])
            rows = [one for one in standing if one["row"] != row * 32]
            self._do(
                at,
                who,
                {"aliases": [*rows, *([{"row": row * 32, "value": value, "script": "Latn", "kind": "pen"}] if value else [])]},
            )

    @precondition(lambda self: self.people)
    @rule(at=st.integers(0, 4), who=st.integers(0, 9))
    def delete(self, at: int, who: int) -> None:
        vault = self.vault(at)
        person = self.known(vault, who)
        if person:
            self.note(vault, vault.records.delete(person).batch)

    @rule(at=st.integers(0, 4))
    def undo(self, at: int) -> None:
        vault = self.vault(at)
        with contextlib.suppress(CaseVaultError):  # two values stood there, or it was changed since: said, and nothing done
            self.note(vault, vault.records.undo().batch)

    @precondition(lambda self: self.vaults and len(self.vaults) < MOST)
    @rule(at=st.integers(0, 4), year=st.sampled_from(YEARS), profile=st.sampled_from(Profile))
    def travel(self, at: int, year: int, profile: Profile) -> None:
        office = self.offices[at % len(self.offices)]
        known = office.records.many(self.cases.values())
        chosen = [key for key, case in known.items() if not case.deleted]
        if chosen:
            folder = self.folder / str(len(self.vaults))
            secret = bytearray(PASSPHRASE.encode())
            pack(office, folder, chosen, passphrase=secret, profile=profile, kdf=CHEAPEST, synced_folder_ok=True)
            ambient = FixedAmbient(seed=40 + len(self.vaults), start=datetime(year, 1, 1, tzinfo=UTC))
            away = open_vault(folder, ambient=ambient)
            self.vaults.append(away)
            self.home[away.vault_id] = office
            if profile is Profile.PSEUDONYMS:
                self.codes[away.vault_id] = kept_codes(office)

    @rule(into=st.integers(0, 4), out_of=st.integers(0, 4), late=st.booleans())
    def hear(self, into: int, out_of: int, *, late: bool) -> None:
        sender = self.vault(out_of)
        receiver = self.home.get(sender.vault_id) or self.offices[into % len(self.offices)]
        if receiver is not sender:
            self.post.append((self._write(sender, receiver), receiver))
            if not late:
                self._take(*self.post[-1])

    @precondition(lambda self: self.post)
    @rule(which=st.integers(0, 99))
    def arrive(self, which: int) -> None:
        self._take(*self.post[which % len(self.post)])

    def _do(self, at: int, who: int, fields: dict[str, Any]) -> None:
        vault = self.vault(at)
        person = self.known(vault, who)
        if not person or vault.records.get(person).deleted:
            return
        self.note(vault, vault.records.edit(person, fields, strict=False).batch)

    def _write(self, sender: Vault, receiver: Vault) -> Path:
        self.written += 1
        file = self.folder / f"{self.written}.age"
        if sender.vault_id in self.home:
            homeward.write(sender, file)
        else:
            exchanging.write(sender, receiver.vault_id, file)
        return file

    def _take(self, file: Path, receiver: Vault) -> str:
        done = merge(receiver, file)
        assert done.after == done.before + done.created + done.back - done.gone
        return done.batch

    def _hear(self, into: Vault, out_of: Vault) -> str:
        return self._take(self._write(out_of, into), into)

    def teardown(self) -> None:
        try:
            if self.vaults:
                self._all_agree()
        finally:
            for vault in self.vaults:
                vault.close()
            shutil.rmtree(self.folder)

    def _all_agree(self) -> None:
        for one in self.vaults:
            if one.vault_id in self.home:
                self._hear(self.home[one.vault_id], one)
        first, *others = self.offices
        for other in others:
            self._hear(first, other)
        for other in others:
            self._hear(other, first)
        states = [self._states(vault) for vault in self.offices]
        for state in states[1:]:
            assert state == states[0]
        for row_id, (record, units) in self.acknowledged.items():
            self._stands(row_id, record, units, states[0][record])
        assert check(others[-1], deep=True, stored=False).problems == []
        for file, receiver in self.post:
            rows = receiver.db.read(changes.count)
            assert self._take(file, receiver) == ""
            assert receiver.db.read(changes.count) == rows

    def _states(self, vault: Vault) -> dict[str, State]:
        """Return every record as its rows make it, and see that the tables hold the same."""
        of: dict[str, list[Change]] = {}
        for row in self.rows(vault):
            if row.record_id:
                of.setdefault(row.record_id, []).append(row)
        found = {key: state_of(rows) for key, rows in of.items()}
        for key, record in vault.records.many(found).items():
            state = found[key]
            assert (record.fields, record.deleted, set(record.conflicts)) == (state.fields, state.deleted, set(state.conflicts))
        return found

    def _stands(self, row_id: str, record: str, units: tuple[str, ...], state: State) -> None:
        known = [row for row in self.rows(self.vaults[0]) if row.record_id == record]
        rows = {row.id: row for row in known if row.payload is not None}
        carried = carried_in(known)
        assert row_id in rows
        for unit in units:
            answered = any(
                unit.partition("/")[0] in {one.partition("/")[0] for one in row.fields}
                and row_id in self._seen_by(row, rows, {key: one.parents for key, one in carried.items() if unit not in one.home})
                for row in rows.values()
            )
            said = self._named(value_of(rows[row_id].payload or {}, unit))
            if answered or unit in state.conflicts or unit == "aliases":  # the bare table: in which order its rows are shown
                continue
            if unit == DELETED:
                assert state.deleted == (said is True)
            elif unit == "languages":
                was: Any = state_at(rows.values(), rows[row_id].parents).fields.get(unit, [])
                now: Any = said or []
                shown: Any = state.fields.get(unit, [])
                assert set(now) - set(was) <= set(shown)
                assert not (set(was) - set(now)) & set(shown)
            else:
                assert value_of(state.fields, unit) == said, unit

    def _named(self, said: Any) -> Any:
        for codes in self.codes.values():
            said = self.offices[0].db.read(partial(Names, codes=codes)).said(said)
        return said

    def _seen_by(self, row: Change, rows: dict[str, Change], carried: dict[str, tuple[str, ...]]) -> set[str]:
        seen: set[str] = set()
        waiting = list(row.parents)
        while waiting:
            at = waiting.pop()
            if at in rows and at not in seen:
                seen.add(at)
                waiting += carried.get(at, rows[at].parents)
        return seen


TestVaults = Vaults.TestCase
TestVaults.pytestmark = [pytest.mark.slow]  # type: ignore[attr-defined] # what hypothesis makes is an ordinary test class
TestVaults.settings = settings(max_examples=12, stateful_step_count=25, deadline=None, phases=[Phase.generate])
