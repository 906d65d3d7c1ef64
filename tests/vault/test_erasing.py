"""Erasing a record with its history, and a file: what goes goes from every page, what stays stays whole."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from attaching import content, write
from builders import FixedAmbient, make_vault, open_vault
from desk import invented
from disclosure_fakes import invented_case
from erasing_aid import NAME, attach, erase, person, refused, stored
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages import traces
from second import log as second_log

from casevault import disclosure
from casevault.disclosure.request import Request
from casevault.domain.change import Action
from casevault.domain.erasing import Reason, reason_of
from casevault.domain.reading import rows_of
from casevault.errors import CaseVaultError, Code, MachineProblem, UserProblem
from casevault.i18n import N_
from casevault.store import migrate, search
from casevault.vault import erasing, erasing_copies
from casevault.vault.acts import Add, Edit
from casevault.vault.check import check, rebuild
from casevault.vault.erasing import Target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casevault.store.connection import Connection
    from casevault.vault.erasing import Erased
    from casevault.vault.vault import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made, _ = make_vault(tmp_path / "v")
    with made:
        yield made


def test_nothing_of_a_record_is_left_in_any_page(vault: Vault) -> None:
    for number in range(120):
        vault.records.add("person", {"display_name": f"Other {number}", "occupation": "x" * number})
    gone = person(vault)
    for number in range(30):
        vault.records.edit(gone, {"occupation": f"zebra occupation {number} " + "long " * (17 * number % 200)})
    vault.records.delete(gone)
    vault.records.undo()
    vault.drafts.save(f"form/person/{gone}", {"fields": {"occupation": "zebra draft"}})
    vault.drafts.save("form/person/new", {"fields": {"occupation": "another"}})
    vault.search.drain()
    vault.db.checkpoint()
    words = (NAME, "zebra occ", "zebra draft", "斑马", "斑", "zebra", "keeper")
    assert traces(vault, *words) == list(words)
    done = erase(vault, Target(gone))
    assert done.clean
    assert traces(vault, *words) == []
    assert vault.drafts.all() == {"form/person/new": {"fields": {"occupation": "another"}}}
    assert vault.search.find("zebra").total == 0
    assert check(vault, deep=True).problems == []
    assert refused(vault, Target(gone)).what == N_("This was erased, with its history. Nothing brings it back here.")


def crowded(vault: Vault, seed: int) -> dict[str, str]:
    """Record people of many lengths, edited in no order: pages fill, split and are joined again. Return {id: a word of it}."""
    drawn = random.Random(seed)  # noqa: S311 - no secret
    marks: dict[str, str] = {}
    for number in range(150):
        word = f"mark{number}q"
        name = word + "x" * drawn.randrange(60)
        made = vault.records.add("person", {"display_name": name, "occupation": f"{word} " * drawn.randrange(120)}).id
        marks[made] = word
        if drawn.random() < 0.5:
            other = drawn.choice(list(marks))
            vault.records.edit(other, {"occupation": f"{marks[other]} " * drawn.randrange(300)})
        if number % 9 == 0:
            vault.search.drain()
    vault.search.drain()
    return marks


def left_in(folder: Path, seed: int) -> list[str]:
    """Erase twenty of a crowd, and return the words of theirs that still stand in a page."""
    vault, _ = make_vault(folder)
    with vault:
        marks = crowded(vault, seed)
        doomed = list(marks)[seed::7][:20]
        for one in doomed:
            erase(vault, Target(one))
        assert len(traces(vault, *marks.values())) >= len(marks) - len(doomed)
        assert check(vault, deep=True).problems == []
        return traces(vault, *(marks[one] for one in doomed))


SEEDS = range(6)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.slow
def test_nothing_is_left_where_pages_were_split_and_joined(tmp_path: Path, seed: int) -> None:
    assert left_in(tmp_path / "v", seed) == []


@pytest.mark.slow
def test_deleting_alone_would_leave_words_in_index_and_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The look into the pages sees what it should: each of the two steps that clear them is needed."""
    rewrite_pages, rewrite_index = migrate.rewrite, search.rewrite
    found = {}
    for step, without in (("pages", "index"), ("index", "pages"), ("", "both")):
        monkeypatch.setattr(migrate, "rewrite", rewrite_pages if step == "pages" else lambda db: db.checkpoint())
        monkeypatch.setattr(search, "rewrite", rewrite_index if step == "index" else lambda _connection: None)
        found[without] = [word for seed in SEEDS for word in left_in(tmp_path / f"{without}-{seed}", seed)]
    assert found["both"]
    assert found["index"]
    assert found["pages"]


def test_the_log_keeps_that_it_was_and_verifies(vault: Vault) -> None:
    gone = person(vault)
    vault.records.edit(gone, {"occupation": "b"})
    before = vault.db.read(lambda c: c.execute("SELECT digest, mac FROM change ORDER BY seq").fetchall())
    done = erase(vault, Target(gone), Reason.DANGER)
    rows = second_log.plain(vault.db.read(lambda c: c.execute(second_log.SELECT).fetchall()))
    second_log.verify(rows, bytes(vault.keys.audit_mac))
    assert [(row["digest"], row["mac"]) for row in rows[: len(before)]] == [(d.hex(), m.hex()) for d, m in before]
    newest, *older = vault.records.history(gone)
    assert (newest.action, newest.actor, newest.batch) == (Action.ERASED, vault.actor, done.changes.batch)
    assert reason_of(newest.fields) is Reason.DANGER
    assert [entry.action for entry in older] == [Action.EDITED, Action.CREATED]
    assert vault.records.erased_on(gone) == newest.at
    assert vault.records.erased_on(vault.actor) == 0
    assert all(row["payload"] is row["salt"] is None for row in rows if row["record_id"] == gone)
    with pytest.raises(UserProblem) as problem:
        vault.records.undo(done.changes.batch)
    assert "erased" in problem.value.what.text
    with pytest.raises(UserProblem) as problem:
        vault.records.undo(older[0].batch)
    assert "erased" in problem.value.what.text
    assert vault.records.undo().undone is False
    rebuild(vault)
    assert check(vault, deep=True).problems == []


def test_the_second_reader_notices_a_row_that_was_emptied_and_not_erased(vault: Vault) -> None:
    gone = person(vault)
    erase(vault, Target(gone))
    rows = second_log.plain(vault.db.read(lambda c: c.execute(second_log.SELECT).fetchall()))
    rows[0] |= {"payload": None, "salt": None}
    with pytest.raises(AssertionError):
        second_log.verify(rows, bytes(vault.keys.audit_mac))


def test_what_belongs_to_it_is_counted_offered_and_never_taken_silently(vault: Vault) -> None:
    made = invented(vault)  # type: ignore[arg-type] # a vault has what a desk has
    plan = erasing.plan(vault, Target(made["case"]))
    alone = {made[name] for name in ("event", "detention", "stage", "claim")}
    # Who is listed is pointed to from elsewhere too, so they stay; so does what hangs on them.
    assert set(plan.alone) == alone
    with pytest.raises(UserProblem) as caught:
        erasing.erase(vault, Target(made["case"]), plan.word, Reason.OTHER)
    assert caught.value.safe == {"count": 4}
    assert vault.records.get(made["case"]).title
    left = erasing.plan(vault, Target(made["case"], belonging=False))
    assert left.records == (made["case"],)
    assert set(left.pointing) == {made["event"], made["detention"]}
    done = erase(vault, Target(made["case"], belonging=True))
    assert set(done.plan.records) == alone | {made["case"]}
    assert done.plan.pointing == {}
    assert set(vault.records.ids("person")) == {made["lin"], made["sister"]}
    assert vault.records.get(made["lin"]).cases == ()
    assert check(vault, deep=True).problems == []


def test_people_whom_nothing_else_points_to_belong_to_their_case_alone(vault: Vault) -> None:
    add = vault.records.add
    mother, daughter, judge = (add("person", {"display_name": name}).id for name in ("M", "D", "J"))
    vault.records.edit(mother, {"links": [{"person": daughter, "relation": "child"}]})
    vault.records.edit(daughter, {"links": [{"person": mother, "relation": "parent"}]})
    people = [{"person": one, "role": "other"} for one in (mother, daughter, judge)]
    case = add("case", {"code": "A", "title": "A", "persons": people}, strict=False).id
    add("case", {"code": "B", "title": "B", "persons": people[2:]}, strict=False)
    consent = add("consent", {"person": mother}, strict=False).id
    both = add("evidence", {"title": "t", "kind": "photo", "about": [case, judge]}).id
    removed = add("note", {"about": daughter, "kind": "fact", "text": NAME}).id
    vault.records.delete(removed)
    plan = erasing.plan(vault, Target(case, belonging=True))
    assert set(plan.alone) == {mother, daughter, consent, removed}
    assert plan.pointing == {both: ("about",)}
    assert erase(vault, Target(case, belonging=True)).clean
    assert vault.records.get(both).fields["about"] == [judge]
    assert traces(vault, NAME) == []
    assert check(vault, deep=True).problems == []


def test_what_points_to_it_is_emptied_as_an_edit(vault: Vault) -> None:
    gone, other = person(vault), person(vault, display_name="Other")
    case = vault.records.add(
        "case",
        {"code": "K", "title": "T", "persons": [{"person": gone, "role": "defender"}, {"person": other, "role": "lawyer"}]},
        strict=False,
    ).id
    event = vault.records.add("event", {"case": case, "kind": "arrest", "start": "2020", "victims": [gone, other]}).id
    detention = vault.records.add("detention", {"case": case, "person": gone, "start": "2020"}).id
    plan = erasing.plan(vault, Target(gone))
    assert plan.pointing == {case: ("persons/person",), event: ("victims",), detention: ("person",)}
    done = erase(vault, Target(gone))
    assert done.changes.cases >= {case}
    assert [row["person"] for row in rows_of(vault.records.get(case).fields["persons"])] == [other]
    assert vault.records.get(event).fields["victims"] == [other]
    assert vault.records.get(detention).fields["person"] == {"na": "unknown"}
    assert vault.records.history(event)[0].action == Action.EDITED
    assert NAME not in vault.records.get(detention).title
    assert check(vault, deep=True).problems == []


def test_no_undo_points_to_what_is_erased(vault: Vault) -> None:
    gone, stays = person(vault), person(vault)
    case = vault.records.add("case", {"code": "K", "title": "T"}, strict=False).id
    people = [{"person": one, "role": "defender"} for one in (gone, stays)]
    vault.records.edit(case, {"persons": people})
    both = vault.records.edit(case, {"persons": []}).batch
    renamed = vault.records.edit(case, {"title": "Another"}).batch
    erase(vault, Target(gone))
    with pytest.raises(UserProblem) as caught:
        vault.records.undo(both)
    assert caught.value.code is Code.INVALID_INPUT
    assert "persons" not in vault.records.get(case).fields
    assert vault.records.undo(renamed).undone
    assert check(vault, deep=True).problems == []


def test_the_word_is_for_this_thing_in_this_state(vault: Vault) -> None:
    one, two = person(vault), person(vault)
    words = {erasing.plan(vault, Target(record)).word for record in (one, two)}
    assert len(words) == 2
    assert erasing.plan(vault, Target(one)).word in words
    old = erasing.plan(vault, Target(one)).word
    vault.records.edit(one, {"occupation": "new"})
    rows = vault.db.read(lambda c: c.execute("SELECT count(*) FROM change").fetchone())
    for word in (old, "", "erase", erasing.plan(vault, Target(two)).word):
        with pytest.raises(UserProblem) as caught:
            erasing.erase(vault, Target(one), word, Reason.ASKED)
        assert caught.value.code is Code.INVALID_INPUT
    assert vault.db.read(lambda c: c.execute("SELECT count(*) FROM change").fetchone()) == rows


def test_who_wrote_and_what_left_is_not_erased_by_itself(vault: Vault) -> None:
    for record in (vault.actor, vault.device):
        assert refused(vault, Target(record)).code is Code.INVALID_INPUT
    assert refused(vault, Target("0" * 32)).code is Code.NOT_FOUND


def test_the_register_keeps_that_something_left_and_not_in_whose_words(vault: Vault, tmp_path: Path) -> None:
    made = invented_case(vault)
    lin, case = made["lin"], made["case"]
    request = Request(cases=(case,), audience="embassy", output="dossier", to="Embassy of Ruritania", seal="none")
    entry = disclosure.disclose(vault, request, tmp_path / "out.pdf").bundle
    hit = {
        "id": "h1",
        "grade": "weak",
        "term": "Lin Zhaowen",
        "where": "page 2",
        "action": "accepted",
        "reason": "Zhaowen is a place",
    }
    kept = hit | {"id": "h2", "term": "Ruritania", "reason": "the recipient"}
    vault.records.edit(entry, {"hits": [hit, kept]})
    plan = erasing.plan(vault, Target(lin, belonging=True))
    assert plan.disclosures == (entry,)
    (recipient,) = erasing_copies.recipients_of(vault, plan)
    assert (recipient.name, recipient.at[:10]) == ("Embassy of Ruritania", "2026-03-18")
    erase(vault, Target(lin, belonging=True))
    record = vault.records.get(entry)
    assert lin in [row["record"] for row in rows_of(record.fields["what"])]
    rows = rows_of(record.fields["hits"])
    assert [(row["id"], row.get("term"), row.get("reason"), row["where"]) for row in rows] == [
        (rows[0]["row"], None, None, "page 2"),  # the id of a hit is a digest of its words
        ("h2", "Ruritania", "the recipient", "page 2"),
    ]
    assert [change.action for change in vault.records.history(entry)][:2] == [Action.ERASED, Action.EDITED]
    assert "disclosed" in [change.action for change in vault.records.history(lin)]
    assert traces(vault, "Zhaowen is a place") == []
    assert check(vault, deep=True).problems == []
    assert refused(vault, Target(entry)).code is Code.INVALID_INPUT


def test_where_its_name_still_stands_is_said_before(vault: Vault) -> None:
    gone = person(vault)
    vault.records.add("case", {"code": "K", "title": "T"}, strict=False)
    said = vault.records.add("event", {"kind": "arrest", "start": "2020", "narrative": f"Taken with {NAME}."}, strict=False).id
    plan = erasing.plan(vault, Target(gone))
    assert (plan.mentions, plan.mentioned_before) == ((said,), ())
    # Taken out of the text it is in no index any more, and in the history all the same.
    vault.records.edit(said, {"narrative": "Taken with somebody."})
    plan = erasing.plan(vault, Target(gone))
    assert (plan.mentions, plan.mentioned_before) == ((), (said,))
    erase(vault, Target(gone))
    assert traces(vault, NAME) == [NAME]
    other = vault.records.add("person", {"display_name": "Li"}).id
    for number, narrative in enumerate(("The line was long.", "LI, who waited.", 'A "Li".')):
        made = vault.records.add("event", {"kind": "arrest", "start": "2020", "narrative": narrative}, strict=False).id
        vault.records.edit(made, {"narrative": "Nothing."})
        before = erasing.plan(vault, Target(other)).mentioned_before
        assert (made in before) is bool(number)


def test_a_file_goes_with_its_key_its_name_and_its_sum(vault: Vault, tmp_path: Path) -> None:
    about = person(vault)
    paths = [write(tmp_path / name, content(size)) for name, size in (("zebra-notice.pdf", 70_000), ("second.jpg", 900))]
    evidence = vault.attachments.add(paths, about=[about], title="Notice").evidence
    vault.records.edit(evidence, {"transcript": "the transcript"})
    first, second = vault.attachments.listed(evidence)
    vault.search.drain()
    words = ("zebra-notice", first.sha256, first.blob)
    assert traces(vault, *words) == list(words)
    plan = erasing.plan(vault, Target(evidence, file=1))
    assert (plan.blobs, plan.shared, plan.records) == ((first.blob,), (), (evidence,))
    done = erase(vault, Target(evidence, file=1))
    assert done.clean
    assert traces(vault, *words) == []
    gone, kept = vault.attachments.listed(evidence)
    assert (gone.erased, gone.name, gone.sha256, gone.size, gone.stored) == ("2026-03-18", "", "", 0, False)
    assert (kept.name, kept.sha256, kept.stored, kept.number) == (second.name, second.sha256, True, 2)
    assert [path.name for path in stored(vault)] == [second.blob]
    assert vault.records.get(evidence).fields["transcript"] == [{"text": "the transcript"}]
    assert [entry.action for entry in vault.records.history(evidence)][:2] == [Action.ERASED, Action.EDITED]
    vault.attachments.verify(evidence, 2)
    for call in (lambda: vault.attachments.file(evidence, 1), lambda: erasing.plan(vault, Target(evidence, file=1))):
        with pytest.raises(CaseVaultError) as caught:
            call()
        assert caught.value.code is Code.NOT_FOUND
    for number in (3, -1):
        assert refused(vault, Target(evidence, file=number)).code is Code.NOT_FOUND
    assert refused(vault, Target(about, file=1)).code is Code.NOT_FOUND
    assert check(vault, deep=True).problems == []
    # What is done afterwards is an ordinary edit, and can be taken back.
    vault.records.edit(evidence, {"title": "Another"})
    vault.records.undo()
    assert vault.records.get(evidence).title == "Notice"
    rebuild(vault)
    assert check(vault, deep=True).problems == []


def test_the_key_goes_with_the_last_reference(vault: Vault, tmp_path: Path) -> None:
    about = person(vault)
    one, two, three = (attach(vault, about, tmp_path / f"{name}.pdf", content(5_000)) for name in "abc")
    vault.records.delete(three)  # out of sight, and could be brought back
    (file,) = stored(vault)
    plan = erasing.plan(vault, Target(one, file=1))
    assert (plan.blobs, set(plan.shared)) == ((), {two, three})
    erase(vault, Target(one, file=1))
    erase(vault, Target(two))
    assert stored(vault) == [file]
    assert [row.id for row in vault.attachments.rows()] == [file.name]
    erase(vault, Target(three))
    assert stored(vault) == []
    assert vault.attachments.rows() == []
    assert check(vault, deep=True).problems == []


def test_a_file_that_was_edited_out_before_goes_with_the_history_that_names_it(vault: Vault, tmp_path: Path) -> None:
    about = person(vault)
    paths = [write(tmp_path / f"{name}.txt", content(size)) for name, size in (("a", 500), ("b", 600), ("c", 700))]
    evidence = vault.attachments.add(paths, about=[about]).evidence
    elsewhere = attach(vault, about, tmp_path / "c.txt", content(700))
    first, *dropped = rows_of(vault.records.get(evidence).fields["files"])
    kept = vault.attachments.listed(elsewhere)[0].blob
    vault.records.edit(evidence, {"files": [dict(first)]})
    plan = erasing.plan(vault, Target(evidence, file=1))
    assert set(plan.blobs) == {first["blob"], *(row["blob"] for row in dropped)} - {kept}
    assert plan.shared == (elsewhere,)
    erase(vault, Target(evidence, file=1))
    assert [row.id for row in vault.attachments.rows()] == [kept]
    assert [path.name for path in stored(vault)] == [kept]
    assert check(vault, deep=True).problems == []


def test_what_is_erased_while_an_equal_file_comes_in_is_not_taken_for_stored(vault: Vault, tmp_path: Path) -> None:
    about = person(vault)
    before = attach(vault, about, tmp_path / "a.txt", content(700))
    second = write(tmp_path / "b.txt", content(900))
    done: list[Erased] = []

    def progress(count: int, _total: int, /) -> None:
        if count > 700 and not done:  # the first was found to be stored already, and given up
            done.append(erase(vault, Target(before)))

    with pytest.raises(CaseVaultError) as caught:
        vault.attachments.add([tmp_path / "a.txt", second], about=[about], progress=progress)
    assert (len(done), caught.value.code) == (1, Code.NOT_FOUND)
    assert (vault.attachments.rows(), stored(vault), vault.records.ids("evidence")) == ([], [], [])
    again = vault.attachments.add([tmp_path / "a.txt", second], about=[about]).evidence
    vault.attachments.verify(again, 1)


def test_a_file_that_stands_twice_in_one_record_stays_for_the_other(vault: Vault, tmp_path: Path) -> None:
    paths = [write(tmp_path / name, content(100)) for name in ("a.txt", "b.txt")]
    evidence = vault.attachments.add(paths, about=[person(vault)]).evidence
    assert erasing.plan(vault, Target(evidence, file=1)).blobs == ()
    erase(vault, Target(evidence, file=1))
    vault.attachments.verify(evidence, 2)
    erase(vault, Target(evidence, file=2))
    assert stored(vault) == []


def test_what_a_crash_cuts_off_is_finished_at_the_next_opening(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = person(vault)
    evidence = attach(vault, about, tmp_path / "a.pdf", content(5_000))
    copy = migrate.safety_copy(vault.db.path, 1)
    copy.write_bytes(b"what the vault was")

    def full(_db: object) -> bool:
        raise MachineProblem(Code.DISK_FULL, N_("full"))

    with monkeypatch.context() as patch:
        patch.setattr(migrate, "rewrite", full)
        patch.setattr("casevault.files.remove_file", lambda _path: full(None))
        done = erase(vault, Target(about, belonging=True))
    assert not done.clean
    assert stored(vault)
    assert vault.db.read(erasing.is_pending)
    assert evidence in done.plan.records
    vault.close()
    with open_vault(vault.folder, repair=False, ambient=FixedAmbient(3)):
        pass
    assert stored(vault)
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "rewrite", lambda _db: False)
        with open_vault(vault.folder, ambient=FixedAmbient(4)) as again:
            assert any("Clearing" in str(notice) or "clear them" in str(notice) for notice in again.notices)
    with open_vault(vault.folder, ambient=FixedAmbient(5)) as again:
        assert not any("clear them" in str(notice) for notice in again.notices)
        assert not again.db.read(erasing.is_pending)
        assert stored(again) == []
        assert not copy.exists()
        assert traces(again, NAME, "a.pdf") == []
        assert check(again, deep=True).problems == []


@pytest.mark.slow
def test_somebody_who_still_reads_delays_the_last_step_alone(vault: Vault) -> None:
    gone = person(vault)
    with vault.beside() as db:
        held: list[Erased] = []

        def look(connection: Connection) -> None:
            connection.execute("SELECT count(*) FROM change").fetchone()
            held.append(erase(vault, Target(gone)))

        db.read(look)
    assert not held[0].clean
    assert erasing.finish(vault)
    assert erasing.finish(vault)
    assert traces(vault, NAME) == []


EDITS = st.lists(
    st.tuples(st.integers(0, 5), st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)),
    max_size=25,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS, doomed=st.sets(st.integers(0, 5), max_size=4))
@pytest.mark.slow
def test_whatever_is_erased_the_rest_is_what_it_was(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, str]], doomed: set[int]
) -> None:
    made, _ = make_vault(tmp_path_factory.mktemp("v") / "v")
    with made as vault:
        ids = [vault.ambient.new_id() for _ in range(6)]
        vault.records.apply([Add("person", {"display_name": f"Canary{number}x"}, one) for number, one in enumerate(ids)])
        for number, text in edits:
            vault.records.apply(
                [Edit(ids[number], {"occupation": text, "links": [{"person": ids[(number + 1) % 6], "relation": "sibling"}]})]
            )
        rest = {one: vault.records.get(one) for number, one in enumerate(ids) if number not in doomed}
        for number in doomed:
            erase(vault, Target(ids[number]))
        assert traces(vault, *(f"Canary{number}x" for number in doomed)) == []
        for one, before in rest.items():
            now = vault.records.get(one)
            assert (now.title, now.fields.get("occupation")) == (before.title, before.fields.get("occupation"))
        assert check(vault, deep=True).problems == []
        rebuild(vault)
        assert check(vault, deep=True).problems == []
        second_log.verify(
            second_log.plain(vault.db.read(lambda c: c.execute(second_log.SELECT).fetchall())), bytes(vault.keys.audit_mac)
        )
