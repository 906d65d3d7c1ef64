"""Where boxes lie and who has looked, as records: nothing counts as seen that was changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attaching import case_in, refused, write
from hypothesis import given
from hypothesis import strategies as st

from casevault.domain.reading import cells
from casevault.domain.schema import DataClass
from casevault.errors import Code
from casevault.media.boxes import WHOLE, Area
from casevault.vault import redactions
from casevault.vault.redactions import MOST_BOXES, Box, begin, look, put_boxes, redaction, redactions_of, remove, unlook

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.redactions import Redaction
    from casevault.vault.vault import Vault

ONE, OTHER = Area(100_000, 100_000, 200_000, 20_000), Area(500_000, 500_000, 100_000, 100_000)


@pytest.fixture
def held(vault: Vault, tmp_path: Path) -> Redaction:
    done = vault.attachments.add([write(tmp_path / "notice.pdf", b"%PDF-1.7")], about=[case_in(vault)])
    file = vault.attachments.file(done.evidence)
    return begin(vault, file, audience="embassy", label="for Bern", pages=3, boxes=[Box(1, ONE), Box(2, OTHER)])


def now(vault: Vault, held: Redaction) -> Redaction:
    return redaction(vault, held.evidence, held.id)


def test_a_copy_is_begun_in_one_act_and_the_original_is_as_it_was(vault: Vault, held: Redaction) -> None:
    assert (held.audience, held.label, held.pages, held.unseen) == ("embassy", "for Bern", 3, (1, 2, 3))
    assert [(box.page, box.area) for box in held.boxes] == [(1, ONE), (2, OTHER)]
    assert vault.attachments.verify(held.evidence).sha256 == held.file.sha256
    assert vault.records.undo().undone
    assert redactions_of(vault, held.evidence) == []


def test_several_copies_for_one_audience_and_several_audiences(vault: Vault, held: Redaction) -> None:
    begin(vault, held.file, audience="embassy", label="", pages=3, boxes=[])
    begin(vault, held.file, audience="un", label="", pages=3, boxes=[Box(3, ONE)])
    assert [found.audience for found in redactions_of(vault, held.evidence)] == ["embassy", "embassy", "un"]
    assert len(redactions_of(vault, held.evidence, "embassy")) == 2
    assert [len(found.boxes) for found in redactions_of(vault, held.evidence)] == [2, 0, 1]


def test_a_look_counts_until_a_box_of_that_page_changes(vault: Vault, held: Redaction) -> None:
    look(vault, held, [1, 2, 3])
    seen = now(vault, held)
    assert seen.unseen == ()
    assert {one.by for one in seen.looked.values()} == {vault.actor}
    moved = [Box(box.page, OTHER if box.page == 1 else box.area, box.row) for box in seen.boxes]
    put_boxes(vault, seen, moved)
    assert now(vault, held).unseen == (1,)
    put_boxes(vault, seen, [*moved, Box(3, ONE)])
    assert now(vault, held).unseen == (1, 3)
    put_boxes(vault, seen, [])
    assert now(vault, held).unseen == (1, 2)  # the third is again as it was seen: without a box
    look(vault, now(vault, held), [1])
    assert now(vault, held).unseen == (2,)
    unlook(vault, now(vault, held), 3)
    assert now(vault, held).unseen == (2, 3)


def test_a_look_that_was_written_by_hand_for_other_boxes_does_not_count(vault: Vault, held: Redaction) -> None:
    row = {"copy": held.id, "page": 1, "by": vault.actor, "at": "2026-03-18T09:00:00Z", "seen": "0" * 64}
    vault.records.edit(held.evidence, {"looked": [row]})
    assert now(vault, held).unseen == (1, 2, 3)


def test_taking_back_a_move_brings_the_look_back(vault: Vault, held: Redaction) -> None:
    look(vault, held, [1, 2, 3])
    put_boxes(vault, held, [])
    assert now(vault, held).unseen == (1, 2)
    vault.records.undo()
    assert now(vault, held).unseen == ()


def test_removing_a_copy_leaves_the_others(vault: Vault, held: Redaction) -> None:
    other = begin(vault, held.file, audience="un", label="", pages=3, boxes=[Box(3, ONE)])
    look(vault, other, [3])
    remove(vault, held)
    (left,) = redactions_of(vault, held.evidence)
    assert (left.id, len(left.boxes), left.unseen) == (other.id, 1, (1, 2))
    assert refused(lambda: redaction(vault, held.evidence, held.id)) is Code.NOT_FOUND


def test_what_is_no_box_no_page_and_no_evidence_is_refused(vault: Vault, held: Redaction) -> None:
    for box in (
        Box(0, ONE),
        Box(4, ONE),
        Box(1, Area(0, 0, 0, 5)),
        Box(1, Area(900_000, 0, 200_000, 5)),
        Box(1, Area(-1, 0, 9, 9)),
    ):
        assert refused(lambda box=box: put_boxes(vault, held, [box])) is Code.INVALID_INPUT
    for pages in ([], [0], [4]):
        assert refused(lambda pages=pages: look(vault, held, pages)) is Code.INVALID_INPUT
    assert refused(lambda: redactions_of(vault, case_in(vault))) is Code.INVALID_INPUT
    assert refused(lambda: put_boxes(vault, held, [Box(1, ONE)] * (MOST_BOXES + 1))) is Code.TOO_LARGE


@given(x=st.integers(-5_000_000, 5_000_000), w=st.integers(-5_000_000, 5_000_000))
def test_whatever_was_recorded_as_a_box_hides_something_on_the_page(x: int, w: int) -> None:
    fields = {"boxes": [{"row": "a", "copy": "c", "page": 1, "x": x, "y": x, "w": w, "h": w}]}
    (box,) = redactions._boxes(fields, "c")
    assert box.area.is_on_page()
    assert box.area.right <= WHOLE


def test_nothing_of_it_is_told_to_anyone(vault: Vault, held: Redaction) -> None:
    record = vault.records.get(held.evidence)
    rt = vault.schema.type("evidence")
    for key in ("redactions", "boxes", "looked"):
        field = rt.field(key)
        assert field is not None
        assert field.data_class is DataClass.C5
        assert all(column.data_class is DataClass.C5 for column in field.rows)
        assert cells(field, record.fields.get(key, [])) == 0  # and it is no value that a report would count as kept back
