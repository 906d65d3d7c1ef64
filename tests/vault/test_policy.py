"""The policy of an organisation: read strictly, tightening only, and enforced by whoever owns the act."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault
from contracts.tree import ROOT
from disclosure.asking import ask
from disclosure_fakes import invented_case
from hypothesis import given
from hypothesis import strategies as st

from casevault import disclosure, paths
from casevault.crypto import kdf
from casevault.crypto.kdf import FLOOR, KdfProfile
from casevault.disclosure import compile as way_out
from casevault.disclosure.request import Action
from casevault.domain.schema import DataClass
from casevault.errors import CaseVaultError, Code, MachineProblem, UserProblem
from casevault.i18n import Catalogue
from casevault.vault import approvals, backup_memory, leaving, policy_file, recovery, rotation, ways
from casevault.vault.approvals import AUDIENCES
from casevault.vault.backup import back_up
from casevault.vault.policy import NO_POLICY, NOT_READ, UNREADABLE, WEAKER_WAY, Policy
from casevault.vault.policy_file import State, read
from casevault.vault.policy_reading import FILE_LIMIT, KEYS, LISTS, MOST_FLAWS, NUMBERS, SWITCHES, parse
from casevault.vault.policy_words import sentences
from casevault.vault.schema import load_schema
from casevault.vault.slots import KeySlot, SlotKind
from casevault.vault.today import DueKind, today
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.disclosure.request import Preview

SECRET = bytearray(PASSPHRASE.encode())
EXAMPLE = ROOT / "packaging" / "policy" / "policy.toml"
# As cheap as a policy can be and still more than the vaults of tests cost.
COSTLY = Policy(kdf_memory_mib=64, kdf_passes=3)


def spelt(**rules: object) -> bytes:
    """Return a policy file with these rules."""

    def value(found: object) -> str:
        if isinstance(found, bool):
            return str(found).lower()
        return "[" + ", ".join(f'"{word}"' for word in found) + "]" if isinstance(found, list | tuple | frozenset) else str(found)

    return "".join(f"{key} = {value(found)}\n" for key, found in ({"format": 1} | rules).items()).encode()


RULES = st.fixed_dictionaries(
    {},
    optional={
        **{key: st.integers(low, high) for key, (low, high) in NUMBERS.items()},
        **{key: st.booleans() for key in SWITCHES},
        **{key: st.lists(st.sampled_from(known)) for key, known in LISTS.items()},
    },
)


# ---- tightening only --------------------------------------------------------------------------------------------------------

COSTS = [KdfProfile(m, t, 4) for m in (64 * 1024, 256 * 1024, 1024 * 1024) for t in (3, 7, 16)]


def allowed(policy: Policy) -> set[object]:
    """Return every act that these rules let pass, out of all there are."""
    found: set[object] = {("cost", one) for one in COSTS if policy.cost(one) == one}
    found |= {("unlocked after", minutes) for minutes in range(1, 21) if policy.idle(20) >= minutes}
    found |= {
        ("alone", audience, top) for audience in AUDIENCES for top in range(6) if not policy.asks_approval(audience, {0, top})
    }
    found |= {("no reminder after", days) for days in range(10) if days < policy.reminder_days}
    for act in (policy.refuse_plain, policy.refuse_opening_outside, policy.refuse_leaving, policy.refuse_new_vault):
        try:
            act()
        except CaseVaultError:
            continue
        found.add(act.__name__)
    return found


EVERYTHING = allowed(NO_POLICY)


@given(RULES)
def test_whatever_a_file_asks_it_allows_nothing_that_is_not_allowed_without_it(rules: dict[str, object]) -> None:
    policy, flaws = parse(spelt(**rules))
    assert flaws == ()
    assert allowed(policy) <= EVERYTHING
    # And a file that was broken allows nothing that it would have allowed whole, but for the cost of a passphrase: that of the
    # ways in which stand, or a lost one could not be replaced.
    acts = {one for one in allowed(UNREADABLE) if not (isinstance(one, tuple) and one[0] == "cost")}
    assert acts <= allowed(policy)


@given(RULES, RULES)
def test_more_rules_allow_no_more(some: dict[str, object], more: dict[str, object]) -> None:
    few, many = parse(spelt(**some))[0], parse(spelt(**(more | some)))[0]
    assert allowed(many) <= allowed(few)


@given(st.binary(max_size=300))
def test_any_bytes_are_rules_or_the_strictest(untrusted: bytes) -> None:
    policy, flaws = parse(untrusted)
    assert (policy == UNREADABLE) == bool(flaws)
    assert allowed(policy) <= EVERYTHING


@given(
    RULES,
    st.sampled_from(KEYS),
    st.sampled_from(['"1"', "1.0", "-1", "0", "99999", "{}", "[1]", '["nobody"]', "[[]]", "1979-05-27"]),
)
def test_one_wrong_value_makes_the_whole_file_unreadable(rules: dict[str, object], key: str, value: str) -> None:
    lines = {**{name: spelt(**{name: found}).decode().splitlines()[-1] for name, found in rules.items()}, "format": "format = 1"}
    policy, flaws = parse("\n".join((lines | {key: f"{key} = {value}"}).values()).encode())
    assert policy == UNREADABLE
    assert [flaw.key for flaw in flaws] == [key]


def test_every_rule_has_bounds_a_sentence_and_a_line_in_the_example() -> None:
    policy, flaws = parse(EXAMPLE.read_bytes())
    assert flaws == ()
    assert {field.name for field in fields(Policy)} == {*KEYS, "unreadable"} - {"format"}
    said = EXAMPLE.read_text(encoding="utf-8")
    assert [key for key in KEYS if f"\n{key} = " not in said] == []
    everything = replace(policy, no_opening_outside=True)
    told = dict(sentences(everything, Catalogue(), load_schema().vocabularies))
    assert set(told) == set(KEYS) - {"format"}
    assert sentences(NO_POLICY, Catalogue(), load_schema().vocabularies) == []


# ---- hostile files ----------------------------------------------------------------------------------------------------------

HOSTILE = {
    "empty": b"",
    "no format": b"no_plain = true\n",
    "newer": spelt(format=2),
    "true for one": b"format = true\n",
    "nul": b"format = 1\n\0no_plain = true\n",
    "latin": b"format = 1 # caf\xe9\n",
    "utf-16": "format = 1\n".encode("utf-16"),
    "twice": b"format = 1\nno_plain = true\nno_plain = false\n",
    "deep": b"format = 1\nx = " + b"[" * 7_000,
    "dotted": b"format = 1\n" + b"a." * 4_000 + b"a = 1\n",
    "digits": b"format = 1\nidle_minutes = " + b"9" * 7_000 + b"\n",
    "many keys": b"format = 1\n" + b"".join(b"k%d = 1\n" % number for number in range(700)),
    "large": b"format = 1\n" + b"#" * FILE_LIMIT,
    "binary": bytes(range(256)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_the_strictest_soon(name: str, tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(HOSTILE[name])
    begun = time.process_time()
    found = read(tmp_path / "p")
    assert time.process_time() - begun < 2  # seconds of the processor
    assert (found.state, found.policy) == (State.UNREADABLE, UNREADABLE)
    assert 0 < len(found.flaws) <= MOST_FLAWS
    assert all(flaw.words(Catalogue()) for flaw in found.flaws)


def test_what_a_flaw_says_quotes_no_key_that_could_steer_a_terminal() -> None:
    flaws = parse(b'format = 1\n"\\u001b[31m\\u202ered" = 1\n')[1]
    assert [flaw.key for flaw in flaws] == ["?"]
    assert "red" not in flaws[0].words(Catalogue())


def test_only_what_is_not_there_counts_as_no_policy(tmp_path: Path) -> None:
    assert read(tmp_path / "none").state is State.NONE
    assert read(tmp_path / "no" / "folder").state is State.NONE
    (tmp_path / "folder").mkdir()
    assert read(tmp_path / "folder").state is State.UNREADABLE
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    assert read(tmp_path / "nowhere").state is State.UNREADABLE
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert read(tmp_path / "loop").state is State.UNREADABLE
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe")
        assert read(tmp_path / "pipe").state is State.UNREADABLE
    (tmp_path / "real").write_bytes(spelt(no_plain=True))
    (tmp_path / "link").symlink_to(tmp_path / "real")  # as systems of configuration place files: it can only tighten
    assert read(tmp_path / "link").policy == Policy(no_plain=True)


def test_a_mark_and_line_ends_of_windows_are_read() -> None:
    policy, flaws = parse(b"\xef\xbb\xbf" + spelt(idle_minutes=3, approval_audiences=["un"]).replace(b"\n", b"\r\n"))
    assert (flaws, policy) == ((), Policy(idle_minutes=3, approval_audiences=frozenset({"un"})))


def test_no_variable_moves_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = paths.policy_file()
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "PROGRAMDATA", "APPDATA", "CASEVAULT_POLICY", "CASEVAULT_TOOLS"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert paths.policy_file() == before
    assert before.is_absolute()
    assert sys.platform != "linux" or before == Path("/etc/casevault/policy.toml")


if sys.platform != "win32":

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can make what root alone can alter")
    def test_who_could_alter_a_file_is_seen(tmp_path: Path) -> None:
        place = tmp_path / "etc" / "policy.toml"
        place.parent.mkdir(mode=0o755)
        place.write_bytes(spelt(no_plain=True))
        place.chmod(0o644)
        assert read(place).guarded
        changes: list[tuple[Callable[[], None], Callable[[], None]]] = [
            (lambda: place.chmod(0o664), lambda: place.chmod(0o644)),
            (lambda: os.chown(place, 1000, 0), lambda: os.chown(place, 0, 0)),
            (lambda: place.parent.chmod(0o775), lambda: place.parent.chmod(0o755)),
            (lambda: os.chown(tmp_path, 1000, 0), lambda: os.chown(tmp_path, 0, 0)),
        ]
        for do, undo in changes:
            do()
            found = read(place)
            assert (found.guarded, found.policy) == (False, Policy(no_plain=True))  # obeyed all the same: it can only tighten
            undo()
        (tmp_path / "open").mkdir(mode=0o777)
        (tmp_path / "open").chmod(0o777)
        (tmp_path / "open" / "real").write_bytes(spelt())
        (tmp_path / "etc" / "link").symlink_to(tmp_path / "open" / "real")
        assert not read(tmp_path / "etc" / "link").guarded


def test_it_is_read_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = tmp_path / "policy.toml"
    place.write_bytes(spelt(backup_days=2))
    monkeypatch.setattr(paths, "policy_file", lambda: place)
    policy_file.of_machine.cache_clear()
    try:
        with Vault.create(tmp_path / "v", SECRET, profile=CHEAPEST, ambient=FixedAmbient(), synced_folder_ok=True)[0] as vault:
            assert vault.policy == Policy(backup_days=2)  # nobody handed it in
        place.unlink()
        assert policy_file.of_machine().policy == Policy(backup_days=2)
    finally:
        policy_file.of_machine.cache_clear()


# ---- what a passphrase costs ------------------------------------------------------------------------------------------------


def costs(vault: Vault) -> list[tuple[SlotKind, bool]]:
    """Return for each way in its kind, and whether it costs what `COSTLY` asks."""
    slots = [slot for slot in vault.header.slots if isinstance(slot, KeySlot)]
    return [(slot.kind, slot.profile == FLOOR) for slot in slots]


def test_each_new_way_in_costs_the_minimum(tmp_path: Path) -> None:
    made, code = make_vault(tmp_path / "v")
    made.close()
    with open_vault(tmp_path / "v", policy=COSTLY) as vault:
        assert WEAKER_WAY in vault.notices
        assert not any(costly for _kind, costly in costs(vault))
        ways.add_passphrase(vault, SECRET, bytearray(b"another way in"), "C.D.", profile=CHEAPEST)
        ways.add_keyfile(vault, SECRET, tmp_path / "key", profile=CHEAPEST)
        ways.make_shares(vault, SECRET, needed=2, count=3, keep=lambda *_made: None, profile=CHEAPEST)
        ways.new_recovery_code(vault, SECRET, profile=CHEAPEST)
        ways.change_passphrase(vault, SECRET, bytearray(b"a passphrase of my own"), profile=CHEAPEST)
        assert len(costs(vault)) == 5
        assert all(costly for _kind, costly in costs(vault))
    assert code


def test_a_new_vault_a_regained_one_and_new_keys_cost_the_minimum(tmp_path: Path) -> None:
    vault, code = make_vault(tmp_path / "v", policy=COSTLY)
    with vault:
        assert costs(vault) == [(SlotKind.PASSPHRASE, True), (SlotKind.RECOVERY, True)]
    assert code
    cheap, code = make_vault(tmp_path / "w")
    cheap.close()
    new = bytearray(b"a passphrase of my own")
    recovery.recover(
        tmp_path / "w",
        bytearray(code.encode()),
        new,
        profile=CHEAPEST,
        ambient=FixedAmbient(seed=3),
        bounds=kdf.Bounds(CHEAPEST),
        policy=COSTLY,
    )
    with open_vault(tmp_path / "w", new.decode(), policy=COSTLY, ambient=FixedAmbient(seed=4)) as vault:
        assert costs(vault) == [(SlotKind.PASSPHRASE, True), (SlotKind.RECOVERY, False)]
        assert WEAKER_WAY not in vault.notices


@pytest.mark.slow
def test_new_keys_cost_the_minimum(tmp_path: Path) -> None:
    made, _ = make_vault(tmp_path / "v")
    made.close()
    rotation.rotate(
        tmp_path / "v", SECRET, profile=CHEAPEST, ambient=FixedAmbient(seed=5), bounds=kdf.Bounds(CHEAPEST), policy=COSTLY
    )
    with open_vault(tmp_path / "v", ambient=FixedAmbient(seed=6)) as vault:
        assert costs(vault) == [(SlotKind.PASSPHRASE, True), (SlotKind.RECOVERY, True)]


def test_calibration_begins_at_the_minimum() -> None:
    asked: list[KdfProfile] = []
    ticks = iter([0.0, 0.5])
    least = KdfProfile(512 * 1024, 6, 4)
    found = kdf.calibrated(least, clock=lambda: next(ticks), work=lambda _secret, _salt, profile: asked.append(profile))
    assert asked == [least]
    assert found == KdfProfile(512 * 1024, 12, 4)
    ticks = iter([0.0, 60.0])
    assert kdf.calibrated(least, clock=lambda: next(ticks), work=lambda *_: None) == least


# ---- a policy that nobody can read ------------------------------------------------------------------------------------------


def test_an_unreadable_policy_lets_nothing_out_and_locks_nobody_out(tmp_path: Path) -> None:
    made, code = make_vault(tmp_path / "v")
    with made as vault:
        invented = invented_case(vault)
        ways.add_passphrase(vault, SECRET, bytearray(b"the other person"), "C.D.", profile=KdfProfile(16, 2, 1))
    with open_vault(tmp_path / "v", policy=UNREADABLE) as vault:
        assert NOT_READ in vault.notices
        out = tmp_path / "out.pdf"
        refused: dict[str, Callable[[], object]] = {
            "disclose": lambda: disclosure.disclose(vault, ask(invented), out),
            "save": lambda: leaving.save_copy(vault, SECRET, None, evidence="0" * 32, target=out),
            "open": lambda: leaving.open_outside(vault, SECRET, None, evidence="0" * 32, number=1, target=out),
            "seal": lambda: leaving.allowed(vault, SECRET, None, leaving.InWords()),
        }
        for act in refused.values():
            with pytest.raises(MachineProblem) as refusal:
                act()
            assert (refusal.value.code, refusal.value.what) == (Code.IO_ERROR, NOT_READ)
        assert not out.exists()
        assert way_out.preview(vault, ask(invented)).approval is not None  # it stays inside
        vault.records.add("person", {"display_name": "Lin Zhaowen"})
        assert back_up(vault, tmp_path / "backups").records
        ways.change_passphrase(vault, SECRET, bytearray(b"a passphrase of my own"), profile=CHEAPEST)
        # What it asks nobody knows; so as much as the costliest passphrase that was made while it was known.
        assert vault.slot.profile == KdfProfile(16, 2, 1)
    recovery.recover(
        tmp_path / "v",
        bytearray(code.encode()),
        bytearray(b"regained with the code"),
        profile=CHEAPEST,
        ambient=FixedAmbient(seed=8),
        bounds=kdf.Bounds(CHEAPEST),
        policy=UNREADABLE,
    )
    with pytest.raises(MachineProblem) as refusal:
        make_vault(tmp_path / "new", policy=UNREADABLE)
    assert refusal.value.code is Code.IO_ERROR
    assert not (tmp_path / "new").exists()


# ---- what leaves ------------------------------------------------------------------------------------------------------------


def test_nothing_leaves_unsealed_where_nothing_may(tmp_path: Path) -> None:
    vault, _ = make_vault(tmp_path / "v", policy=Policy(no_plain=True))
    with vault:
        made = invented_case(vault)
        for act in (way_out.preview, way_out.ask_approval):
            with pytest.raises(UserProblem) as refusal:
                act(vault, ask(made, seal="none"))
            assert refusal.value.code is Code.UNSUPPORTED
        with pytest.raises(UserProblem) as refusal:
            disclosure.disclose(vault, ask(made, seal="none"), tmp_path / "out.pdf")
        assert refusal.value.code is Code.UNSUPPORTED
        with pytest.raises(UserProblem) as refusal:
            leaving.allowed(vault, SECRET, None, leaving.Plain())
        assert refusal.value.code is Code.UNSUPPORTED
        assert leaving.allowed(vault, SECRET, None, leaving.InWords())[2]
        disclosure.disclose(vault, ask(made), tmp_path / "out.pdf")


def test_a_second_person_for_an_audience_whatever_the_vault_itself_asks(tmp_path: Path) -> None:
    vault, _ = make_vault(tmp_path / "v", policy=Policy(approval_audiences=frozenset({"embassy"})))
    with vault:
        made = invented_case(vault)
        assert way_out.preview(vault, ask(made)).approval is not None
        with pytest.raises(UserProblem) as refusal:
            disclosure.disclose(vault, ask(made), tmp_path / "out.pdf")
        assert refusal.value.code is Code.APPROVAL_MISSING
        assert not (tmp_path / "out.pdf").exists()
        vault.policy = Policy(approval_audiences=frozenset({"public"}))
        assert way_out.preview(vault, ask(made)).approval is None
        approvals.require_for(vault, ["embassy"])  # the vault's own rule holds beside the policy's
        assert way_out.preview(vault, ask(made)).approval is not None


def test_a_second_person_for_special_data_and_for_nothing_else(tmp_path: Path) -> None:
    def special(preview: Preview) -> set[str]:
        return {row.type for row in preview.rows if row.data_class == DataClass.C3 and row.action is not Action.WITHHELD}

    vault, _ = make_vault(tmp_path / "v", policy=Policy(approval_sensitive=True))
    with vault:
        made = invented_case(vault)
        without = way_out.preview(vault, ask(made))
        assert special(without) == set()
        assert without.approval is None
        vault.records.edit(made["consent"], {"scope_fields": ["health", "ill_treatment"]})
        seen = way_out.preview(vault, ask(made))
        assert special(seen) == {"event", "family_contact"}  # what was done to her, and how she was seen
        assert seen.approval is not None
        with pytest.raises(UserProblem) as refusal:
            disclosure.disclose(vault, ask(made), tmp_path / "out.pdf")
        assert refusal.value.code is Code.APPROVAL_MISSING


# ---- the reminder -----------------------------------------------------------------------------------------------------------


def test_a_back_up_is_asked_for_sooner_and_never_later(tmp_path: Path) -> None:
    vault, _ = make_vault(tmp_path / "v", policy=Policy(backup_days=3))
    with vault:
        vault.records.add("person", {"display_name": "Lin Zhaowen"})
        day = vault.ambient.today()
        backup_memory.remember(vault, tmp_path / "b", 1, day=day)
        asked = {
            after: [item.due for item in today(vault, as_of=day.replace(day=day.day + after)) if item.kind is DueKind.BACKUP]
            for after in (0, 2, 3, 7)
        }
    third = day.replace(day=day.day + 3).isoformat()
    assert asked == {0: [], 2: [], 3: [third], 7: [third]}
    assert NO_POLICY.reminder_days == backup_memory.DUE_AFTER
