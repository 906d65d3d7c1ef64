from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from desk import Desk, invented, open_desk

from casevault.domain.change import Action
from casevault.errors import CaseVaultError, Code
from casevault.vault.cases import Act, Add, Delete, Edit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(tmp_path)
    yield made
    made.db.close()


@pytest.fixture
def made(desk: Desk) -> dict[str, str]:
    return invented(desk)


def refused(work: Callable[[], object]) -> CaseVaultError:
    with pytest.raises(CaseVaultError) as caught:
        work()
    return caught.value


CASE = {"kind": "criminal", "jurisdiction": "CN", "opened": "2015", "status": "open", "priority": "low", "title": "T"}


def test_the_first_batch_says_who_writes_and_on_what(desk: Desk) -> None:
    actor, device = desk.records.actor, desk.records.device
    assert desk.records.get(actor).fields["name"] == "A.B."
    fields = desk.records.get(device).fields
    assert (fields["name"], fields["status"]) == ("Computer 1", "active")
    assert bytes.fromhex(str(fields["public_key"])) == bytes(range(64, 96))
    entries = desk.records.recent(10)
    assert {(entry.actor, entry.device, entry.action) for entry in entries} == {(actor, device, "created")}
    assert len({entry.batch for entry in entries}) == 1


def test_a_copied_vault_writes_as_a_device_of_its_own(desk: Desk) -> None:
    before = desk.records.device
    after = desk.records.add_device("Computer 2", bytes(32))
    assert after not in {before, ""}
    assert desk.records.device == after
    assert desk.records.history(after)[0].device == after


def test_what_is_added_is_there_with_its_spine(desk: Desk, made: dict[str, str]) -> None:
    record = desk.records.get(made["detention"])
    assert (record.type, record.title, record.date_from) == ("detention", "Lin Zhaowen · 12 Feb 2026", "2026-02-12")
    assert record.cases == (made["case"],)
    assert len(record.heads) == 1
    assert not record.deleted


def test_add_and_edit_say_what_changed(desk: Desk, made: dict[str, str]) -> None:
    changes = desk.records.add("event", {"case": made["case"], "kind": "arrest", "start": "2015", "victims": [made["lin"]]})
    assert changes.made == (changes.id,)
    assert changes.records == {changes.id}
    assert changes.cases == {made["case"]}
    assert desk.records.edit(made["lin"], {"occupation": "Lawyer"}).people == {made["lin"]}
    assert desk.records.edit(made["case"], {"status": "closed"}).cases == {made["case"]}
    evidence = desk.records.add("evidence", {"title": "Letter", "kind": "document", "about": [made["event"]]})
    assert evidence.attachments == {evidence.id}
    assert evidence.cases == {made["case"]}


def test_an_edit_touches_only_what_it_changes(desk: Desk, made: dict[str, str]) -> None:
    before = desk.records.get(made["lin"])
    aliases = before.fields["aliases"]
    assert isinstance(aliases, list)
    first = aliases[0]
    assert isinstance(first, dict)
    desk.records.edit(made["lin"], {"aliases": [{**first, "value": "林昭雯"}, aliases[1]], "occupation": "Lawyer"})
    entry = desk.records.history(made["lin"])[0]
    assert entry.fields == (f"aliases/{first['row']}", "occupation")
    assert entry.action == "edited"
    change = desk.rows("SELECT parents FROM change WHERE id = ?", entry.change)
    assert change == [(f'["{before.heads[0]}"]',)]


def test_an_edit_that_changes_nothing_leaves_no_row(desk: Desk, made: dict[str, str]) -> None:
    changes = desk.records.edit(made["lin"], {"display_name": "Lin Zhaowen"})
    assert changes.batch == ""
    assert changes.records == frozenset()
    assert len(desk.records.history(made["lin"])) == 1


def test_a_missing_required_value_is_refused_or_noted(desk: Desk) -> None:
    assert refused(lambda: desk.records.add("person", {})).safe["field"] == "display_name"
    loose = desk.records.add("person", {}, strict=False)
    assert desk.records.get(loose.id).fields["display_name"] == {"na": "unknown"}


def test_unknown_types_ids_and_fields_are_refused_and_change_nothing(desk: Desk) -> None:
    before = desk.rows("SELECT count(*) FROM change")
    assert refused(lambda: desk.records.add("persn", {})).code is Code.INVALID_INPUT
    assert refused(lambda: desk.records.add("person", {"display_name": "A", "shoe": 1})).safe["field"] == "shoe"
    absent = refused(lambda: desk.records.edit("f" * 32, {}))
    assert (absent.code, absent.safe) == (Code.NOT_FOUND, {"id": "f" * 32})
    assert refused(lambda: desk.records.get("高瑜")).safe == {}  # what is no id could be case data
    assert refused(lambda: desk.records.delete("0" * 32)).code is Code.NOT_FOUND
    assert refused(lambda: desk.records.in_case("0" * 32)).code is Code.NOT_FOUND
    assert desk.rows("SELECT count(*) FROM change") == before


def test_a_batch_is_all_or_nothing(desk: Desk) -> None:
    before = desk.records.ids()
    problem = refused(lambda: desk.records.apply([Add("person", {"display_name": "A"}), Add("person", {})]))
    assert problem.code is Code.INVALID_INPUT
    assert desk.records.ids() == before


def test_a_batch_may_point_to_what_it_makes(desk: Desk) -> None:
    person = desk.ambient.new_id()
    changes = desk.records.apply(
        [
            Add("person", {"display_name": "A"}, person),
            Add("note", {"about": person, "text": "x"}),
            Edit(person, {"occupation": "Lawyer"}),
            Act(person, Action.DISCLOSED, ("display_name",)),
            Act("", Action.LEFT, ("3 files",)),
        ]
    )
    assert changes.made[0] == person
    history = desk.records.history(person)
    assert [entry.action for entry in history] == ["disclosed", "edited", "created"]
    assert {entry.batch for entry in history} == {changes.batch}
    assert desk.records.recent(1)[0].record == ""
    # An act is no state: the next edit follows the last row that holds a payload.
    assert desk.records.get(person).heads == (history[1].change,)


def test_an_act_needs_its_record(desk: Desk) -> None:
    assert refused(lambda: desk.records.apply([Act("0" * 32, Action.VIEWED)])).code is Code.NOT_FOUND


# references


@pytest.mark.parametrize(
    ("target", "why"), [("missing", "no record there is"), ("deleted", "was deleted"), ("case", "of this type")]
)
def test_references_are_checked(desk: Desk, made: dict[str, str], target: str, why: str) -> None:
    desk.records.delete(made["sister"])
    ids = {"missing": "e" * 32, "deleted": made["sister"], "case": made["case"]}
    fields = {"case": made["case"], "person": ids[target], "start": "2015"}
    problem = refused(lambda: desk.records.add("detention", fields))
    assert (problem.code, problem.safe["field"]) == (Code.INVALID_INPUT, "person")
    assert why in problem.what.text


def test_a_reference_in_a_table_names_its_column(desk: Desk, made: dict[str, str]) -> None:
    rows = [{"person": made["case"], "relation": "sibling"}]
    assert refused(lambda: desk.records.edit(made["sister"], {"links": rows})).safe["field"] == "links/person"


def test_an_old_reference_does_not_stop_an_edit(desk: Desk, made: dict[str, str]) -> None:
    desk.records.delete(made["lin"])
    desk.records.edit(made["detention"], {"end": "2026-03-01"})
    assert desk.records.get(made["detention"]).fields["total_days"] == 17


# what the program fills


def test_periods_are_numbered_for_each_person(desk: Desk, made: dict[str, str]) -> None:
    assert desk.records.get(made["detention"]).fields["seq"] == 1
    second = desk.records.add("detention", {"case": made["case"], "person": made["lin"], "start": "2027"})
    assert desk.records.get(second.id).fields["seq"] == 2
    given = desk.records.add("detention", {"case": made["case"], "person": made["lin"], "start": "2028", "seq": 9})
    assert desk.records.get(given.id).fields["seq"] == 9
    unknown = desk.records.add("detention", {"case": made["case"], "start": "2029"}, strict=False)
    assert "seq" not in desk.records.get(unknown.id).fields


def test_a_case_has_its_caseworker_and_a_neutral_code(desk: Desk) -> None:
    assert refused(lambda: desk.records.add("case", CASE)).safe["field"] == "code"
    loose = desk.records.get(desk.records.add("case", CASE, strict=False).id).fields
    assert loose["caseworkers"] == [desk.records.actor]
    assert str(loose["code"]).startswith("C-")
    given = desk.records.get(desk.records.add("case", {**CASE, "code": "X", "caseworkers": []}).id).fields
    assert given["code"] == "X"
    source = desk.records.add("source", {"kind": "ngo", "protection": "none"}, strict=False)
    assert str(desk.records.get(source.id).fields["code"]).startswith("S-")


def test_before_there_is_an_actor_nobody_is_filled_in(desk: Desk) -> None:
    desk.records.actor = ""
    case = desk.records.add("case", {**CASE, "code": "X"})
    assert "caseworkers" not in desk.records.get(case.id).fields


# data class


def test_a_class_is_raised_silently_and_lowered_with_a_reason(desk: Desk, made: dict[str, str]) -> None:
    desk.records.edit(made["event"], {"data_class": "C4"})
    problem = refused(lambda: desk.records.edit(made["event"], {"data_class": "C1"}))
    assert (problem.code, problem.safe["field"]) == (Code.INVALID_INPUT, "data_class")
    refused(lambda: desk.records.edit(made["event"], {"data_class": "C1", "data_class_reason": "  "}))
    changes = desk.records.edit(made["event"], {"data_class": "C1", "data_class_reason": "Published in the press."})
    assert desk.records.get(made["event"]).data_class == 1
    (note,) = [desk.records.get(record) for record in changes.made]
    assert (note.type, note.fields["about"], note.data_class) == ("note", made["event"], 4)
    assert note.fields["text"] == [{"text": "Published in the press."}]
    assert "data_class_reason" not in desk.records.get(made["event"]).fields


def test_a_reason_without_a_lowering_leaves_no_note(desk: Desk, made: dict[str, str]) -> None:
    assert desk.records.edit(made["event"], {"data_class": "C3", "data_class_reason": "Health."}).made == ()
    added = desk.records.add("note", {"text": "x", "data_class": "C0", "data_class_reason": "y"})
    assert len(added.made) == 1


def test_a_code_that_demands_a_class_counts_too(desk: Desk, made: dict[str, str]) -> None:
    note = desk.records.add("note", {"about": made["lin"], "kind": "safety", "text": "x"}).id
    assert desk.records.get(note).data_class == 5
    assert refused(lambda: desk.records.edit(note, {"kind": "fact"})).safe["field"] == "data_class"


# accounts


def test_preferring_an_account_writes_field_and_account_in_one_batch(desk: Desk, made: dict[str, str]) -> None:
    assert desk.records.disputed(made["stage"]) == {"start"}
    changes = desk.records.edit(made["claim"], {"status": "preferred"})
    assert changes.records == {made["claim"], made["stage"]}
    assert desk.records.get(made["stage"]).fields["start"] == "2026-02-14"
    assert {entry.batch for entry in desk.records.recent(2)} == {changes.batch}
    assert desk.records.disputed(made["stage"]) == frozenset()
    other = desk.records.add(
        "claim",
        {"record": made["stage"], "field": "start", "value": "2026-02-13", "source": made["source"], "status": "preferred"},
    )
    assert desk.records.get(made["claim"]).fields["status"] == "asserted"
    assert desk.records.get(made["stage"]).fields["start"] == "2026-02-13"
    assert other.made == (other.id,)
    assert [claim.id for claim in desk.records.claims(made["stage"])]
    # Editing something else of a preferred account leaves the field alone.
    desk.records.edit(made["stage"], {"start": "2026-02-12"})
    desk.records.edit(other.id, {"reason": "Court paper."})
    assert desk.records.get(made["stage"]).fields["start"] == "2026-02-12"


def test_an_account_is_about_a_field_and_has_the_form_of_its_values(desk: Desk, made: dict[str, str]) -> None:
    before = len(desk.records.ids("claim"))
    for field, value, named in (("plea", "x", "field"), ("start", "long ago", "value"), ("sentences/kind", "x", "field")):
        claim = {"record": made["stage"], "field": field, "value": value, "source": made["source"], "status": "asserted"}
        assert refused(lambda claim=claim: desk.records.add("claim", claim)).safe["field"] == named  # type: ignore[misc] # bound per round
    assert refused(lambda: desk.records.edit(made["claim"], {"value": "long ago"})).safe["field"] == "value"
    assert len(desk.records.ids("claim")) == before


def test_an_account_without_a_value_prefers_nothing(desk: Desk, made: dict[str, str]) -> None:
    fields = {"record": made["stage"], "field": "start", "source": made["source"], "status": "preferred"}
    desk.records.add("claim", fields, strict=False)
    assert desk.records.get(made["stage"]).fields["start"] == "2026-02-12"
    assert desk.records.disputed(made["stage"]) == {"start"}


def test_rejected_accounts_dispute_nothing_and_disputed_ones_do(desk: Desk, made: dict[str, str]) -> None:
    desk.records.edit(made["claim"], {"status": "rejected"})
    assert desk.records.disputed(made["stage"]) == frozenset()
    desk.records.edit(made["claim"], {"status": "disputed", "field": "measure", "value": "criminal_detention"})
    assert desk.records.disputed(made["stage"]) == {"measure"}
    desk.records.edit(made["claim"], {"status": "asserted", "field": "national_security", "value": "yes"})
    assert desk.records.disputed(made["stage"]) == frozenset()


# deleting and undoing


def test_a_deleted_record_is_out_of_sight_and_comes_back(desk: Desk, made: dict[str, str]) -> None:
    changes = desk.records.delete(made["event"])
    assert changes.cases == {made["case"]}
    record = desk.records.get(made["event"])
    assert record.deleted
    assert record.cases == ()
    assert made["event"] not in desk.records.ids()
    assert made["event"] not in [found.id for found in desk.records.in_case(made["case"])]
    assert made["event"] not in [found.id for found in desk.records.pointing_to(made["lin"])]
    assert desk.records.delete(made["event"]).batch == ""
    assert refused(lambda: desk.records.edit(made["event"], {"start": "2015"})).code is Code.NOT_FOUND
    undone = desk.records.undo()
    assert undone.records == (made["event"],)
    back = desk.records.get(made["event"])
    assert not back.deleted
    assert back.cases == (made["case"],)
    assert desk.records.history(made["event"])[0].fields == ("deleted",)


def test_undo_writes_the_earlier_payload_as_a_new_row(desk: Desk, made: dict[str, str]) -> None:
    before = desk.records.get(made["lin"]).fields
    done = desk.records.edit(made["lin"], {"occupation": "Lawyer", "display_name": "Lin", "aliases": None})
    undone = desk.records.undo()
    assert (undone.undone, undone.records) == (True, (made["lin"],))
    assert undone.batch not in {"", done.batch}
    assert desk.records.get(made["lin"]).fields == before
    assert [entry.action for entry in desk.records.history(made["lin"])] == ["undone", "edited", "created"]


def test_undo_goes_further_back_each_time_and_ends(desk: Desk) -> None:
    person = desk.records.add("person", {"display_name": "A"}).id
    desk.records.edit(person, {"display_name": "B"})
    desk.records.edit(person, {"display_name": "C"})
    names = []
    for _ in range(2):
        assert desk.records.undo().undone
        names.append(desk.records.get(person).fields["display_name"])
    assert names == ["B", "A"]
    assert desk.records.undo().undone
    assert desk.records.get(person).deleted
    last = desk.records.undo()
    assert (last.undone, last.batch, last.records) == (False, "", ())


def test_an_undo_can_be_undone_and_then_stands_again(desk: Desk) -> None:
    person = desk.records.add("person", {"display_name": "A"}).id
    done = desk.records.edit(person, {"display_name": "B"})
    first = desk.records.undo(done.batch)
    assert "already" in refused(lambda: desk.records.undo(done.batch)).what.text
    desk.records.undo(first.batch)
    assert desk.records.get(person).fields["display_name"] == "B"
    desk.records.undo()
    assert desk.records.get(person).fields["display_name"] == "A"


def test_undo_leaves_alone_what_others_changed_since(desk: Desk, made: dict[str, str]) -> None:
    done = desk.records.edit(made["lin"], {"occupation": "Lawyer"})
    desk.records.edit(made["lin"], {"sex": "female"})
    desk.records.undo(done.batch)
    fields = desk.records.get(made["lin"]).fields
    assert "occupation" not in fields
    assert fields["sex"] == "female"


def test_undo_refuses_where_the_same_field_was_changed_since(desk: Desk, made: dict[str, str]) -> None:
    done = desk.records.edit(made["lin"], {"occupation": "Lawyer"})
    desk.records.edit(made["lin"], {"occupation": "Judge"})
    problem = refused(lambda: desk.records.undo(done.batch))
    assert (problem.code, problem.safe["id"]) == (Code.INVALID_INPUT, made["lin"])
    creation = desk.records.history(made["lin"])[-1].batch
    assert refused(lambda: desk.records.undo(creation)).code is Code.INVALID_INPUT


def test_undo_of_a_row_of_a_table_puts_it_back_in_its_place(desk: Desk, made: dict[str, str]) -> None:
    aliases = desk.records.get(made["lin"]).fields["aliases"]
    assert isinstance(aliases, list)
    done = desk.records.edit(made["lin"], {"aliases": aliases[1:]})
    desk.records.edit(made["lin"], {"aliases": [*aliases[1:], {"value": "Wen", "script": "Latn", "kind": "nickname"}]})
    desk.records.undo(done.batch)
    now = desk.records.get(made["lin"]).fields["aliases"]
    assert isinstance(now, list)
    assert now[:2] == aliases
    assert len(now) == 3


def test_undo_takes_back_a_whole_batch(desk: Desk, made: dict[str, str]) -> None:
    done = desk.records.edit(made["claim"], {"status": "preferred"})
    desk.records.undo(done.batch)
    assert desk.records.get(made["stage"]).fields["start"] == "2026-02-12"
    assert desk.records.get(made["claim"]).fields["status"] == "asserted"
    several = desk.records.apply([Add("person", {"display_name": "A"}, "c" * 32), Edit("c" * 32, {"sex": "male"})])
    desk.records.undo(several.batch)
    assert desk.records.get("c" * 32).deleted


def test_what_left_and_who_writes_is_not_taken_back(desk: Desk, made: dict[str, str]) -> None:
    earlier = desk.records.edit(made["lin"], {"occupation": "Lawyer"})
    left = desk.records.apply([Edit(made["lin"], {"sex": "female"}), Act(made["lin"], Action.DISCLOSED, ("sex",))])
    assert "left the vault" in refused(lambda: desk.records.undo(left.batch)).what.text
    bootstrap = desk.records.history(desk.records.actor)[0].batch
    assert refused(lambda: desk.records.undo(bootstrap)).code is Code.INVALID_INPUT
    assert refused(lambda: desk.records.undo("0" * 32)).code is Code.NOT_FOUND
    desk.records.undo()  # passes over what left, back to what can be taken back
    assert "occupation" not in desk.records.get(made["lin"]).fields
    assert "already" in refused(lambda: desk.records.undo(earlier.batch)).what.text


def test_delete_and_edit_in_one_batch(desk: Desk, made: dict[str, str]) -> None:
    changes = desk.records.apply([Delete(made["note"]), Edit(made["lin"], {"sex": "female"})])
    assert changes.records == {made["note"], made["lin"]}


# reading


def test_lists_are_ordered_and_narrowed(desk: Desk, made: dict[str, str]) -> None:
    ids = {
        name: desk.records.add("event", {"case": made["case"], "kind": "arrest", "start": name}).id for name in ("2014", "2013")
    }
    assert desk.records.ids("event") == [ids["2013"], ids["2014"], made["event"]]
    assert desk.records.ids("event", descending=True, limit=1) == [made["event"]]
    assert desk.records.ids("event", order="changed", descending=True)[0] == ids["2013"]
    assert desk.records.ids("person", order="title") == [made["sister"], made["lin"]]
    assert set(desk.records.ids(case=made["case"])) == {
        *ids.values(),
        made["event"],
        made["lin"],
        made["detention"],
        made["stage"],
        made["claim"],
        made["note"],
    }
    assert [record.id for record in desk.records.list("event", case=made["case"], limit=2)] == [ids["2013"], ids["2014"]]
    page = desk.records.page([made["lin"], "0" * 32])
    assert page[0] is not None
    assert page[0].id == made["lin"]
    assert page[1] is None
    assert desk.records.counts()["event"] == 3


def test_many_are_read_in_parts(desk: Desk) -> None:
    made = desk.records.apply([Add("person", {"display_name": f"P{n}"}) for n in range(501)]).made
    assert list(desk.records.many(reversed(made))) == list(reversed(made))


def test_the_case_comes_first_and_then_what_belongs_to_it(desk: Desk, made: dict[str, str]) -> None:
    found = [record.id for record in desk.records.in_case(made["case"])]
    assert found[0] == made["case"]
    assert set(found[1:]) == {made[name] for name in ("lin", "event", "detention", "stage", "claim", "note")}


def test_pointing_to_tells_who_refers_to_a_record(desk: Desk, made: dict[str, str]) -> None:
    assert {record.id for record in desk.records.pointing_to(made["lin"])} == {
        made[name] for name in ("sister", "case", "event", "detention", "note")
    }
    assert [record.id for record in desk.records.pointing_to(made["lin"], type_key="note")] == [made["note"]]


# clocks


def test_a_clock_that_is_odd_is_noted_and_nothing_is_refused(desk: Desk) -> None:
    assert desk.records.notices == []
    desk.ambient.now -= timedelta(minutes=10)
    desk.records.add("person", {"display_name": "A"})
    assert ["earlier" in notice.text for notice in desk.records.notices] == [True]
    desk.ambient.now += timedelta(days=1)
    desk.records.add("person", {"display_name": "B"})
    assert len(desk.records.notices) == 2


def test_who_signs_and_this_computer_cannot_be_deleted(desk: Desk) -> None:
    for kept in (desk.records.actor, desk.records.device):
        assert refused(lambda kept=kept: desk.records.delete(kept)).code is Code.INVALID_INPUT  # type: ignore[misc] # bound
        assert not desk.records.get(kept).deleted
