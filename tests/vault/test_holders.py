"""Who is still to be told: random histories of copies, withdrawals, corrections and answers, against a plain model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import pytest
from builders import FixedAmbient, make_vault
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from casevault.disclosure import recall
from casevault.errors import UserProblem
from casevault.vault.holders import Why, to_be_told, waiting

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault

PEOPLE, DESKS = 3, 3


@dataclass
class Copy:
    """What the model knows of one copy."""

    desk: int
    people: frozenset[int]
    births: dict[int, str]  # as it was read
    consents: dict[int, str]
    due: set[str] = field(default_factory=set)
    recall: str = ""
    replaced: bool = False


def person(vault: Vault, number: int) -> str:
    return vault.records.add("person", {"display_name": f"Person {number}", "birth": "1980"}).id


def consent(vault: Vault, who: str) -> str:
    fields = {"person": who, "giver": "self", "purpose": "quiet_diplomacy", "audiences": ["embassy"], "identity_level": "full"}
    return vault.records.add("consent", {**fields, "given": "2026-01-02", "review_on": "2027-01-02"}).id


def copy_of(vault: Vault, people: list[str], consents: list[str], desk: str, **more: object) -> str:
    heads = {one.id: "+".join(one.heads) for one in vault.records.many([*people, *consents]).values()}
    fields = {
        "what": [{"record": one, "fields": ["birth", "display_name"], "version": heads[one]} for one in people],
        "appeared": [
            {"person": one, "identity": "full", "consent": by, "version": heads[by]}
            for one, by in zip(people, consents, strict=True)
        ],
        "audience": "embassy",
        "output": "dossier",
        "profile": "embassy",
        "purpose": "quiet_diplomacy",
        "recipient_text": desk,
        "consents": consents,
        "persons": people,
        "sent_at": "2026-03-18T09:00:00Z",
        "valid_until": "2026-05-17",
        "copy_no": 1,
        **more,
    }
    return vault.records.add("disclosure", fields).id


class Register(RuleBasedStateMachine):
    """A register and what the model makes of it."""

    folder: ClassVar[Path]
    count: ClassVar[int] = 0

    @initialize()
    def begin(self) -> None:
        Register.count += 1
        self.vault, _ = make_vault(self.folder / f"{Register.count}", ambient=FixedAmbient(seed=Register.count))
        self.people = [person(self.vault, number) for number in range(PEOPLE)]
        self.consents = [consent(self.vault, who) for who in self.people]
        self.births = ["1980"] * PEOPLE
        self.copies: dict[str, Copy] = {}

    @rule(desk=st.integers(0, DESKS - 1), who=st.sets(st.integers(0, PEOPLE - 1), min_size=1))
    def disclose(self, desk: int, who: set[int]) -> None:
        """Only by consents that stand: the gate sees to that."""
        numbers = sorted(who)
        for number in numbers:
            if self.vault.records.get(self.consents[number]).fields.get("withdrawn"):
                self.consents[number] = consent(self.vault, self.people[number])
                self.vault.records.edit(self.consents[number], {"given": "2026-03-18"})
        made = copy_of(self.vault, [self.people[n] for n in numbers], [self.consents[n] for n in numbers], f"Desk {desk}")
        self.copies[made] = Copy(desk, frozenset(who), {n: self.births[n] for n in who}, {n: self.consents[n] for n in who})

    @rule(who=st.integers(0, PEOPLE - 1))
    def withdraw(self, who: int) -> None:
        if self.vault.records.get(self.consents[who]).fields.get("withdrawn"):
            return
        self.vault.records.edit(self.consents[who], {"withdrawn": "2026-03-18"})
        for one in self.copies.values():
            if one.consents.get(who) == self.consents[who] and one.recall != "confirmed":
                one.due.add(f"no {self.consents[who]}")

    @rule(who=st.integers(0, PEOPLE - 1), year=st.integers(1980, 1983))
    def correct(self, who: int, year: int) -> None:
        """What was put right to the old value again needs no word; what was told once and changed anew is told anew."""
        if self.births[who] == str(year):
            return
        self.births[who] = str(year)
        self.vault.records.edit(self.people[who], {"birth": str(year)})
        for one in self.copies.values():
            one.due.discard(f"reads {who}")
            if who in one.births and one.births[who] != str(year) and one.recall != "confirmed" and not one.replaced:
                one.due.add(f"reads {who}")

    @rule(data=st.data())
    def tell(self, data: st.DataObject) -> None:
        due = sorted(key for key, one in self.copies.items() if one.due)
        if not due:
            return
        chosen = data.draw(st.sampled_from(due))
        recall.told_otherwise(self.vault, chosen)
        one = self.copies[chosen]
        if any(key.startswith("no ") for key in one.due):
            one.recall = "asked"
        one.due = set()

    @rule(data=st.data(), answer=st.sampled_from(recall.ANSWERS))
    def answer(self, data: st.DataObject, answer: str) -> None:
        asked = sorted(key for key, one in self.copies.items() if one.recall)
        if not asked:
            return
        chosen = data.draw(st.sampled_from(asked))
        recall.answered(self.vault, chosen, recall.Answer(answer))
        one = self.copies[chosen]
        one.recall = answer
        if answer == "confirmed":
            one.due = set()

    @rule(data=st.data())
    def replace(self, data: st.DataObject) -> None:
        """What takes the place of a copy tells what changed; the old one is in somebody's hands all the same."""
        if not self.copies:
            return
        chosen = data.draw(st.sampled_from(sorted(self.copies)))
        one = self.copies[chosen]
        copy_of(self.vault, [], [], f"Desk {one.desk}", supersedes=chosen)
        one.replaced, one.due = True, {due for due in one.due if due.startswith("no ")}

    @invariant()
    def lists_exactly_the_holders(self) -> None:
        if not hasattr(self, "vault"):
            return
        found = {one.copy.id: one for one in to_be_told(self.vault)}
        assert set(found) == {key for key, one in self.copies.items() if one.due}
        for key, holder in found.items():
            assert holder.is_withdrawal == any(due.startswith("no ") for due in self.copies[key].due)
        open_ones = {key for key, one in self.copies.items() if one.recall in {"asked", "no_answer"}}
        assert {copy.id for copy in waiting(self.vault)} == open_ones

    def teardown(self) -> None:
        if hasattr(self, "vault"):
            self.vault.close()


def test_random_histories(tmp_path: Path) -> None:
    Register.folder = tmp_path
    run_state_machine_as_test(
        Register,
        settings=settings(max_examples=25, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)),
    )


# ---- each reason on its own --------------------------------------------------------------------------------------------------


@pytest.fixture
def register(vault: Vault) -> dict[str, str]:
    who = person(vault, 1)
    by = consent(vault, who)
    return {"person": who, "consent": by, "copy": copy_of(vault, [who], [by], "A desk")}


def whys(vault: Vault) -> list[Why]:
    return [cause.why for one in to_be_told(vault) for cause in one.causes]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"withdrawn": "2026-03-18"}, [Why.WITHDRAWN]),
        ({"withdrawn": "2026-04-01"}, []),  # not begun yet
        ({"withdrawn": {"na": "unknown"}}, [Why.WITHDRAWN]),
        ({"withdrawn": {"na": "not_asked"}}, []),
        ({"audiences": ["un"]}, [Why.WITHDRAWN]),
        ({"denied": ["embassy"]}, [Why.WITHDRAWN]),
        ({"identity_level": "initials"}, [Why.NARROWED]),
        ({"notes": "called her"}, []),
        ({"review_on": "2026-02-01"}, []),  # ran out: nobody took anything back
    ],
)
def test_what_becomes_of_the_consent(vault: Vault, register: dict[str, str], fields: dict[str, object], why: list[Why]) -> None:
    vault.records.edit(register["consent"], fields)
    assert whys(vault) == why


def test_a_review_that_stopped_it(vault: Vault, register: dict[str, str]) -> None:
    vault.records.edit(register["consent"], {"reviews": [{"on": "2026-03-18", "decision": "stop", "by": vault.actor}]})
    assert whys(vault) == [Why.WITHDRAWN]


def test_a_later_word_of_the_same_person(vault: Vault, register: dict[str, str]) -> None:
    later = consent(vault, register["person"])
    assert whys(vault) == []
    vault.records.edit(later, {"given": "2026-03-01", "audiences": ["un"], "denied": ["embassy"]})
    assert whys(vault) == [Why.WITHDRAWN]


def test_who_was_named_without_being_asked_and_says_no(vault: Vault, register: dict[str, str]) -> None:
    official = person(vault, 2)
    made = copy_of(vault, [official], [register["consent"]], "Another desk")
    vault.records.edit(made, {"consents": [], "appeared": []})
    assert whys(vault) == []
    said = consent(vault, official)
    vault.records.edit(said, {"audiences": ["un"], "denied": ["embassy"]})
    ((holder,),) = [to_be_told(vault)]
    assert (holder.recipient, holder.persons) == ("Another desk", (official,))


def test_a_role_is_not_put_right(vault: Vault, register: dict[str, str]) -> None:
    who = register["person"]
    vault.records.edit(register["copy"], {"appeared": [{"person": who, "identity": "none"}]})
    vault.records.edit(who, {"display_name": "Another Name"})
    assert whys(vault) == []
    vault.records.edit(who, {"birth": "1979"})
    assert [cause.fields for one in to_be_told(vault) for cause in one.causes] == [("birth",)]


def test_what_was_told_is_told_once_and_what_comes_after_it_anew(vault: Vault, register: dict[str, str]) -> None:
    who = register["person"]
    vault.records.edit(who, {"birth": "1979"})
    recall.told_otherwise(vault, register["copy"])
    vault.records.edit(who, {"occupation": "Teacher"})  # was not in the copy
    assert whys(vault) == []
    vault.records.edit(who, {"birth": "1980"})
    assert whys(vault) == []  # it reads as the copy does again
    vault.records.edit(who, {"birth": "1979"})
    assert whys(vault) == [Why.CORRECTED]
    vault.records.delete(who)
    assert whys(vault) == [Why.CORRECTED, Why.CORRECTED]


def test_what_ran_out_is_not_put_right_but_is_given_up(vault: Vault, register: dict[str, str]) -> None:
    vault.records.edit(register["copy"], {"valid_until": "2026-03-01"})
    vault.records.edit(register["person"], {"birth": "1979"})
    assert whys(vault) == []
    vault.records.edit(register["consent"], {"withdrawn": "2026-03-18"})
    assert whys(vault) == [Why.WITHDRAWN]


def test_a_withdrawal_is_never_settled_without_telling(vault: Vault, register: dict[str, str]) -> None:
    vault.records.edit(register["person"], {"birth": "1979"})
    recall.needs_no_notice(vault, register["copy"], "told by telephone before")
    assert whys(vault) == []
    vault.records.edit(register["consent"], {"withdrawn": "2026-03-18"})
    with pytest.raises(UserProblem):
        recall.needs_no_notice(vault, register["copy"], "no need")
    assert whys(vault) == [Why.WITHDRAWN]
