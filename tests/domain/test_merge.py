from __future__ import annotations

import random
from itertools import permutations
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.domain.merge import DELETED, Carried, Row, State, merged, put, touched, value_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def row(name: str, parents: str, payload: Mapping[str, Any], fields: str, lamport: int = 1) -> Row:
    return Row(name, tuple(parents), tuple(fields.split()), lamport, payload)


def table(*rows: tuple[str, str]) -> list[Any]:
    return [{"row": key, "value": value} for key, value in rows]


# what a change touched


def test_touched_names_fields_rows_and_order() -> None:
    before: dict[str, Any] = {"a": "1", "t": table(("r1", "x"), ("r2", "y")), "l": [{"text": "long"}], "s": ["p"]}
    assert touched(before, before) == ()
    assert touched({}, {"a": "1"}) == ("a",)
    assert touched(before, {**before, "a": "2", "s": ["p", "q"]}) == ("a", "s")
    assert touched(before, {**before, "l": [{"text": "longer"}]}) == ("l",)
    assert touched(before, {**before, "t": table(("r1", "x"), ("r2", "z"), ("r3", "n"))}) == ("t/r2", "t/r3")
    assert touched(before, {**before, "t": table(("r2", "y"), ("r1", "x"))}) == ("t",)
    assert touched(before, {**before, "t": {"na": "unknown"}}) == ("t", "t/r1", "t/r2")
    assert touched({"t": {"na": "unknown"}}, {"t": table(("r1", "x"))}) == ("t", "t/r1")
    assert touched({"t": table(("r1", "x"))}, {}) == ("t/r1",)


def test_a_new_record_touches_what_one_that_held_nothing_of_it_would() -> None:
    new: dict[str, Any] = {"a": "1", "t": table(("r1", "x"), ("r2", "y")), "l": [{"text": "long"}], "s": ["p"], "e": []}
    new["n"] = {"na": "unknown"}
    assert touched({}, new) == touched({"z": "1"}, {"z": "1", **new}) == ("a", "e", "l", "n", "s", "t/r1", "t/r2")


def test_a_unit_is_read_and_put_back_in_its_place() -> None:
    before: dict[str, Any] = {"a": "1", "t": table(("r1", "x"), ("r2", "y"))}
    assert value_of(before, "a") == "1"
    assert value_of(before, "t/r2") == {"row": "r2", "value": "y"}
    assert value_of(before, "t/r3") is None
    assert value_of(before, "none") is None
    now: dict[str, Any] = {"t": table(("r2", "y"), ("r3", "n"))}
    put(now, "t/r1", value_of(before, "t/r1"), before)
    assert now["t"] == table(("r1", "x"), ("r2", "y"), ("r3", "n"))
    for key in ("t/r1", "t/r2", "t/r3"):
        put(now, key, None, before)
    put(now, "a", "2", before)
    assert now == {"a": "2"}
    put(now, "a", None, before)
    assert now == {}


# the rule, case by case


def test_one_history_is_its_newest_row() -> None:
    rows = [row("a", "", {"x": "1"}, "x"), row("b", "a", {"x": "2", "y": "1"}, "x y", 2)]
    assert merged(rows) == State({"x": "2", "y": "1"}, ("b",))
    assert merged([*rows, row("c", "b", {"x": "2", "y": "1", DELETED: True}, DELETED, 3)]).deleted


def test_nothing_is_no_state() -> None:
    assert merged([]) == State({}, ())


def test_different_fields_merge_without_a_conflict() -> None:
    rows = [row("a", "", {"x": "1"}, "x"), row("b", "a", {"x": "2"}, "x", 2), row("c", "a", {"x": "1", "y": "9"}, "y", 2)]
    assert merged(rows) == State({"x": "2", "y": "9"}, ("b", "c"))


def test_one_field_said_twice_differently_is_a_conflict_that_shows_both() -> None:
    rows = [row("a", "", {"x": "1"}, "x"), row("b", "a", {"x": "2"}, "x", 3), row("c", "a", {"x": "3"}, "x", 2)]
    state = merged(rows)
    assert state.fields == {"x": "2"}  # the newest is shown; it does not decide
    assert state.conflicts == {"x": ("2", "3")}
    assert state.heads == ("b", "c")


def test_one_field_said_twice_the_same_is_no_conflict() -> None:
    rows = [row("a", "", {"x": "1"}, "x"), row("b", "a", {"x": "2"}, "x", 3), row("c", "a", {"x": "2"}, "x", 2)]
    assert merged(rows) == State({"x": "2"}, ("b", "c"))


def test_a_value_removed_here_and_altered_there_is_a_conflict() -> None:
    rows = [row("a", "", {"x": "1"}, "x"), row("b", "a", {}, "x", 3), row("c", "a", {"x": "2"}, "x", 2)]
    state = merged(rows)
    assert state.fields == {}
    assert set(state.conflicts["x"]) == {None, "2"}


def test_a_person_who_saw_both_decides() -> None:
    rows = [row("a", "", {"x": "1"}, "x"), row("b", "a", {"x": "2"}, "x", 2), row("c", "a", {"x": "3"}, "x", 2)]
    assert merged([*rows, row("d", "bc", {"x": "3"}, "x", 3)]) == State({"x": "3"}, ("d",))


def test_who_edits_another_field_decides_nothing_about_this_one() -> None:
    rows = [row("a", "", {"x": "1"}, "x"), row("b", "a", {"x": "2"}, "x", 2), row("c", "a", {"x": "3"}, "x", 2)]
    state = merged([*rows, row("d", "bc", {"x": "2", "y": "1"}, "y", 3)])
    assert state.conflicts == {"x": ("2", "3")}
    assert state.fields == {"x": "2", "y": "1"}
    assert state.heads == ("d",)


def test_tables_merge_by_row() -> None:
    base = table(("r1", "x"), ("r2", "y"))
    rows = [
        row("a", "", {"t": base}, "t/r1 t/r2"),
        row("b", "a", {"t": table(("r1", "X"), ("r2", "y"))}, "t/r1", 2),
        row("c", "a", {"t": table(("r1", "x"), ("r3", "n"))}, "t/r2 t/r3", 2),
    ]
    state = merged(rows)
    assert sorted(state.fields["t"], key=str) == table(("r1", "X"), ("r3", "n"))  # type: ignore[arg-type] # a list of rows
    assert state.conflicts == {}
    state = merged([*rows, row("d", "a", {"t": table(("r1", "Z"), ("r2", "y"))}, "t/r1", 2)])
    assert list(state.conflicts) == ["t/r1"]


def test_the_order_of_rows_is_that_of_the_newest() -> None:
    rows = [
        row("a", "", {"t": table(("r1", "x"), ("r2", "y"))}, "t/r1 t/r2"),
        row("b", "a", {"t": table(("r2", "y"), ("r1", "x"))}, "t", 3),
        row("c", "a", {"t": table(("r1", "x"), ("r2", "y"), ("r3", "z"))}, "t/r3", 2),
    ]
    assert [found["row"] for found in merged(rows).fields["t"]] == ["r2", "r1", "r3"]  # type: ignore[union-attr,index,call-overload] # a list of rows


def test_a_table_that_is_not_known_here_and_filled_there_is_filled() -> None:
    rows = [
        row("a", "", {}, ""),
        row("b", "a", {"t": {"na": "refused"}}, "t", 3),
        row("c", "a", {"t": table(("r1", "x"))}, "t/r1", 2),
    ]
    assert merged(rows).fields == {"t": table(("r1", "x"))}
    emptied = [*rows, row("d", "bc", {"t": {"na": "refused"}}, "t t/r1", 4)]
    assert merged(emptied).fields == {"t": {"na": "refused"}}
    gone = [*rows[::2], row("e", "c", {}, "t/r1", 4), row("f", "a", {"z": "1"}, "z", 2)]
    assert merged(gone).fields == {"z": "1"}


def test_lists_merge_by_element() -> None:
    rows = [
        row("a", "", {"s": ["p", "q"]}, "s"),
        row("b", "a", {"s": ["p", "q", "n"]}, "s", 3),
        row("c", "a", {"s": ["q"]}, "s", 2),
    ]
    assert merged(rows).fields == {"s": ["q", "n"]}
    emptied = [row("a", "", {"s": ["p"]}, "s"), row("b", "a", {}, "s", 2), row("c", "a", {"y": "1"}, "y", 2)]
    assert merged(emptied).fields == {"y": "1"}


def test_an_element_put_back_here_and_taken_out_there_stays_and_is_a_conflict() -> None:
    rows = [
        row("a", "", {"s": ["p"]}, "s"),
        row("b", "a", {}, "s", 2),
        row("c", "b", {"s": ["p"]}, "s", 3),
        row("d", "a", {}, "s", 2),
    ]
    state = merged(rows)
    assert state.fields == {"s": ["p"]}
    assert state.conflicts == {"s": (["p"], None)}


def test_an_element_is_compared_with_what_its_writer_saw_of_several_rows() -> None:
    rows = [
        row("a", "", {"s": ["p"]}, "s"),
        row("b", "a", {"s": ["p", "b"]}, "s", 2),
        row("c", "a", {"s": ["p", "c"]}, "s", 2),
        row("d", "bc", {"s": ["p", "b"]}, "s", 3),
        row("e", "bc", {"s": ["b", "c"]}, "s", 3),
        row("f", "z", {"s": ["f"]}, "s", 3),  # its parent never came
    ]
    assert set(merged(rows).fields["s"]) == {"b", "f"}  # type: ignore[arg-type] # a list


def test_a_list_that_is_not_known_there_is_one_value() -> None:
    rows = [
        row("a", "", {"s": ["p"]}, "s"),
        row("b", "a", {"s": {"na": "refused"}}, "s", 2),
        row("c", "a", {"s": ["p", "q"]}, "s", 3),
    ]
    state = merged(rows)
    assert state.fields == {"s": ["p", "q"]}
    assert len(state.conflicts["s"]) == 2


def test_a_deletion_against_an_edit_is_a_conflict() -> None:
    rows = [
        row("a", "", {"x": "1"}, "x"),
        row("b", "a", {"x": "1", DELETED: True}, DELETED, 2),
        row("c", "a", {"x": "2"}, "x", 2),
    ]
    state = merged(rows)
    assert not state.deleted
    assert state.conflicts == {DELETED: (None, True)}
    assert state.fields == {"x": "2"}


def test_two_deletions_agree_and_a_deletion_beside_a_restoration_does_not() -> None:
    rows = [
        row("a", "", {"x": "1"}, "x"),
        row("b", "a", {"x": "1", DELETED: True}, DELETED, 2),
        row("c", "a", {"x": "1", DELETED: True}, DELETED, 2),
    ]
    state = merged(rows)
    assert state.deleted
    assert state.fields == {"x": "1"}
    restored = merged([*rows, row("d", "c", {"x": "1"}, DELETED, 3)])
    assert not restored.deleted
    assert DELETED in restored.conflicts
    assert not merged([*rows, row("d", "bc", {"x": "1"}, DELETED, 3)]).deleted


def test_rows_that_claim_to_follow_each_other_still_make_one_state() -> None:
    rows = [row("a", "b", {"s": ["1"], "x": "1"}, "s x"), row("b", "a", {"s": ["2"], "x": "2"}, "s x")]
    states = [merged(order) for order in permutations(rows)]
    assert states[0] == states[1]
    assert states[0].heads == ()


# properties, over histories as honest writers make them


class Writer:
    """Several vaults that edit the same record and now and then see each other's rows."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - a repeatable history, not a secret
        self.rows: dict[str, Row] = {}
        self.seen: list[set[str]] = [set(), set(), set()]

    def step(self) -> None:
        vault = self.random.randrange(3)
        if self.random.random() < 0.3:
            self.seen[vault] |= self.seen[self.random.randrange(3)]
            return
        known = [self.rows[name] for name in self.seen[vault]]
        state = merged(known)
        now: dict[str, Any] = {**state.fields, DELETED: True} if state.deleted else dict(state.fields)
        after = self._edited(dict(now))
        fields = touched(now, after)
        if not fields and known:
            return
        name = f"{len(self.rows):03}"
        lamport = 1 + max((found.lamport for found in known), default=0)
        self.rows[name] = Row(name, state.heads, fields, lamport, after)
        self.seen[vault].add(name)

    def _edited(self, payload: dict[str, Any]) -> dict[str, Any]:
        draw = self.random
        match draw.randrange(5):
            case 0:
                payload[draw.choice("xy")] = draw.choice("123")
            case 1:
                payload.pop(draw.choice("xyst"), None)
            case 2:
                payload["s"] = draw.sample("pqrn", draw.randint(1, 4))
            case 3:
                payload["t"] = table(*((key, draw.choice("12")) for key in draw.sample(["r1", "r2", "r3"], draw.randint(1, 3))))
            case _:
                if payload.pop(DELETED, None) is None:
                    payload[DELETED] = True
        return payload


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 14))
def test_the_order_in_which_rows_arrive_does_not_matter(seed: int, steps: int) -> None:
    writer = Writer(seed)
    for _ in range(steps):
        writer.step()
    rows = list(writer.rows.values())
    shuffled = random.Random(seed + 1).sample(rows, len(rows))  # noqa: S311 - repeatable
    assert merged(rows) == merged(shuffled) == merged([*rows, *shuffled])


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 14))
def test_after_a_merge_the_next_row_holds_what_its_writer_saw(seed: int, steps: int) -> None:
    """A row that follows every other one and touches nothing more leaves the state as it was shown."""
    writer = Writer(seed)
    for _ in range(steps):
        writer.step()
    rows = list(writer.rows.values())
    state = merged(rows)
    everything = {unit for found in rows for unit in found.fields}
    shown: dict[str, Any] = {**state.fields, DELETED: True} if state.deleted else dict(state.fields)
    decided = merged([*rows, Row("zzz", state.heads, tuple(sorted(everything)), 99, shown)])
    assert decided == State(state.fields, ("zzz",), state.deleted)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_one_writer_alone_never_conflicts(seed: int) -> None:
    writer = Writer(seed)
    writer.seen = [writer.seen[0]] * 3
    for _ in range(12):
        writer.step()
    state = merged(writer.rows.values())
    assert state.conflicts == {}
    assert len(state.heads) <= 1


# what was packed for a journey


def home(*units: str, parents: str = "h") -> dict[str, Carried]:
    return {"x": Carried(tuple(parents), frozenset(units))}


def test_a_record_that_went_along_whole_comes_home_as_if_it_had_never_left() -> None:
    rows = [row("h", "", {"a": "1", "b": "1"}, "a b"), row("x", "", {"a": "1", "b": "1"}, "a b")]
    rows += [row("t", "x", {"a": "2", "b": "1"}, "a", 2), row("o", "h", {"a": "1", "b": "3"}, "b", 2)]
    assert merged(rows, home()) == State({"a": "2", "b": "3"}, ("o", "t"))
    assert merged(rows[:-1], home()) == State({"a": "2", "b": "1"}, ("t",))
    assert set(merged(rows).conflicts) == {"a", "b"}  # who does not know what it was made from loses nothing either


def test_what_stayed_home_is_there_when_the_rest_comes_home() -> None:
    rows = [row("h", "", {"a": "1", "secret": "s", "l": ["p", "q"]}, "a secret l"), row("x", "", {"a": "1", "l": ["p"]}, "a l")]
    rows += [row("t", "x", {"a": "2", "l": ["p"]}, "a", 2), row("u", "t", {"a": "2", "l": ["n"]}, "l", 3)]
    state = merged(rows, home("secret", "l"))
    assert state == State({"a": "2", "secret": "s", "l": ["n", "q"]}, ("h", "u"))


def test_who_answers_what_was_not_shown_has_not_answered_what_stands_there() -> None:
    rows = [row("h", "", {"secret": "s"}, "secret"), row("x", "", {}, ""), row("t", "x", {"secret": "t"}, "secret", 2)]
    state = merged(rows, home("secret"))
    assert state.conflicts == {"secret": ("s", "t")}
    assert state.heads == ("h", "t")
    decided = merged([*rows, row("d", "ht", {"secret": "s"}, "secret", 3)], home("secret"))
    assert decided == State({"secret": "s"}, ("d",))


def test_the_packed_row_alone_says_nothing_at_home_and_is_enough_away() -> None:
    rows = [row("h", "", {"a": "1", "secret": "s"}, "a secret"), row("x", "", {"a": "1"}, "a")]
    assert merged(rows, home("secret")).fields == {"a": "1", "secret": "s"}
    assert merged([rows[1]]) == State({"a": "1"}, ("x",))
    assert merged([rows[0], row("t", "x", {"a": "2"}, "a", 2)], home("secret")).fields == {
        "a": "2",
        "secret": "s",
    }  # "x" was erased


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_journey_comes_home_as_the_rule_says(data: st.DataObject) -> None:
    """Each side edits on its own; what the whole comes to is worked out here from who touched what, and who saw it."""
    keys = "abcd"
    stands: dict[str, Any] = {key: data.draw(st.sampled_from("12"), key) for key in keys}
    withheld = data.draw(st.sets(st.sampled_from(keys)), "withheld")
    shown = {key: value for key, value in stands.items() if key not in withheld}
    rows = [row("h", "", stands, " ".join(keys)), Row("x", (), tuple(sorted(shown)), 1, shown)]
    last: dict[str, dict[str, str]] = {"o": {}, "t": {}}
    heads, now = {"o": "h", "t": "x"}, {"o": dict(stands), "t": dict(shown)}
    for step in range(data.draw(st.integers(0, 7), "steps")):
        side, key, value = data.draw(st.tuples(st.sampled_from("ot"), st.sampled_from(keys), st.sampled_from("345")))
        if now[side].get(key) == value:
            continue
        now[side][key] = last[side][key] = value
        name = f"{side}{step}"
        rows.append(Row(name, (heads[side],), (key,), step + 2, dict(now[side])))
        heads[side] = name
    state = merged(data.draw(st.permutations(rows)), {"x": Carried(("h",), frozenset(withheld))})
    for key in keys:
        here = last["o"].get(key, stands[key] if key in withheld or key not in last["t"] else None)
        expected = {value for value in (here, last["t"].get(key)) if value is not None}
        found = set(state.conflicts.get(key, [state.fields.get(key)]))
        assert found == expected, key
